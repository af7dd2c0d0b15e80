//! Names, where the text says that one follows: 我叫王小明, 联系人：李女士.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clues::Clues;
use super::first_names::known_first_name;
use super::lexicon::LEXICON;
use super::names_en::{english_names, latin_name};
use super::ordinary::is_plain;
use super::people::people;
use super::people_en::{english_people, no_name};
use super::scan::{after, any_of, is_han, joined, pattern, spans};
use super::surnames::{TITLES, surname};

/// Words by which somebody is called.
pub(super) const CALLED: [&str; 3] = ["叫", "姓", "本人"];

/// What a name of one's own is called.
pub(super) const OWN_NAMES: [&str; 7] =
    ["全名", "真名", "姓名", "名字", "中文名", "英文名", "本名"];

/// Fields that a colon, or a word such as 是, parts from the name.
pub(super) const FORM: [&str; 14] = [
    "姓名",
    "联系人",
    "联络人",
    "收件人",
    "收货人",
    "寄件人",
    "签收人",
    "取件人",
    "入住人",
    "预订人",
    "乘机人",
    "客户名",
    "投诉人",
    "用户名字",
];

/// Fields that a name may follow at once.
pub(super) const BARE: [&str; 22] = [
    "联系人",
    "收件人",
    "收货人",
    "寄件人",
    "姓名",
    "户名",
    "持卡人",
    "经办人",
    "点评人",
    "评价人",
    "预订人",
    "预定人",
    "申请人",
    "投保人",
    "被保险人",
    "发件人",
    "负责人",
    "法人",
    "签名",
    "签字",
    "落款",
    "署名",
];

/// Nothing but a name can follow, if what follows looks like one.
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    let (own, form) = (any_of(&OWN_NAMES), any_of(&FORM));
    pattern(&format!(
        r"(?:[我俺]的?{own}?(?:叫做|叫作|名叫|就?叫)|我的?{own}[叫是为]|本人姓名[是为：: ]|{form}(?:姓名|名字|名)?(?:[ ]?(?:[:：]|写的是|写成|改成|改为|是|为|叫))[ ]?)[ “「\x22]?"
    ))
});

/// A field of a form, with its colon.
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    let fields = LEXICON.fields.alternatives();
    pattern(&format!(r"(?:{fields})(?:本人)?[ ]?[:：][ “「\x22]{{0,2}}"))
});

/// More often than not something else follows: only a whole name counts.
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    let bare = any_of(&BARE);
    pattern(&format!(
        r"(?:{bare}[ ]?|名叫|名字叫|本人|(?:一个|有个|那个|这个|一位|那位|这位|有位|客服|店员|服务员|员工|工作人员|经理|店长|前台|师傅|快递员|骑手|小哥|导购|顾问|护士|医生|老师|司机|技师|管家|阿姨|女生|男生|姑娘|小伙子?|大哥|大姐|老公|老婆|儿子|女儿|孩子|宝宝|妈妈|爸爸|我妈|我爸|母亲|父亲|先生|太太|男友|女友|朋友|同事|弟弟|妹妹|哥哥|姐姐|爷爷|奶奶|外婆|外公|领导|老板)(?:名字)?叫做?)[ “「\x22]?"
    ))
});

/// A surname alone: 我姓王, 免贵姓李.
static SURNAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:我姓|本人姓|免贵姓|敝姓|客户姓|先生姓|女士姓)"));

/// A surname and no more: "，姓雷。"
static ONLY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[^\p{Han}]|[他她我])姓"));

/// Characters that do not begin a given name, because they go on with the
/// sentence.
const NOT_GIVEN: &str = "的了是在我你他她它们有要想也就都还又被把给让说问打等到从没不很太吗呢吧啊呀哦和跟与及或者这那哪什么怎电住号个两十点退换买订催投送取拿换收找做";

/// Nor do these go on with one that has begun.
const NOT_SECOND: &str = "手今昨前后上下先女小老总工付款发寄过去来会能可已刚当帮请再另身家吃用看见称表示对向联以因但而所则并为第每年月日时分房车邮微";

/// Names of persons.
pub(super) fn names(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    let mut lists = vec![people(text)];
    if clues.capitals {
        lists.push(english_people(text, clues.read));
    }
    if clues.name_en {
        lists.insert(0, english_names(text));
    }
    let mut first = Vec::new();
    if !text.is_ascii() && (clues.colons > 0 || text.contains('：')) {
        first.push(spans(&FIELD, text, |cue| {
            chinese(text, cue.end, true).or_else(|| foreign(text, cue.end, false))
        }));
    }
    if clues.name {
        first.push(spans(&STRONG, text, |cue| {
            let said = &text[cue.clone()];
            let form = !said.contains('叫') || OWN_NAMES.iter().any(|own| said.contains(own));
            chinese(text, cue.end, true).or_else(|| foreign(text, cue.end, form))
        }));
        first.push(spans(&WEAK, text, |cue| chinese(text, cue.end, false)));
        first.push(spans(&SURNAME, text, |cue| {
            let long = surname(&text[cue.end..])?;
            Some(cue.end..cue.end + long)
        }));
        first.push(spans(&ONLY, text, |cue| {
            let end = cue.end + surname(&text[cue.end..])?;
            after(text, end).is_none_or(|c| !c.is_alphanumeric()).then_some(cue.end..end)
        }));
    }
    first.append(&mut lists);
    joined(first)
}

/// The Chinese name that stands at `at`.
fn chinese(text: &str, at: usize, strong: bool) -> Option<Range<usize>> {
    let rest = &text[at..];
    if strong && let Some(length) = nickname(rest) {
        return Some(at..at + length);
    }
    let family = surname(rest)?;
    let given = &rest[family..];
    if is_title(given) {
        return Some(at..at + family);
    }
    let mut length = family;
    for (i, c) in given.chars().take(2).enumerate() {
        let stops = NOT_GIVEN.contains(c) || (i == 1 && NOT_SECOND.contains(c));
        if !is_han(c) || stops || is_title(&given[length - family..]) {
            break;
        }
        length += c.len_utf8();
    }
    if length == family {
        // "联系人：王" is all there is, in a form.
        let ends = after(rest, family).is_none_or(|c| !c.is_alphanumeric());
        return (strong && ends).then_some(at..at + family);
    }
    let next = after(rest, length);
    let ends = next.is_none_or(|c| !is_han(c) || "的是".contains(c));
    (strong || ends).then_some(at..at + length)
}

/// Titles of one character also end given names (王小工 aside, 李总).
fn is_title(text: &str) -> bool {
    TITLES.iter().any(|title| {
        text.strip_prefix(title).is_some_and(|rest| {
            title.chars().count() > 1 || rest.chars().next().is_none_or(|c| !c.is_alphabetic())
        })
    })
}

/// 小王, 老李, 阿强.
fn nickname(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let rest = &text[first.len_utf8()..];
    let second = rest.chars().next().filter(|&c| is_han(c))?;
    let named = match first {
        '小' => !"哥二时姐妹弟孩狗猫费票车工吃三".contains(second),
        '老' => surname(rest).is_some(),
        '阿' => !"姨里妈爸公婆的".contains(second),
        // 豆豆, 乐乐.
        first => first == second && is_han(first) && !"人天家个常滴他她你我它谁".contains(first),
    };
    let mut length = first.len_utf8() + second.len_utf8();
    // 小豆豆; 小宝宝 is a child.
    let twice = matches!(first, '小' | '阿') && after(text, length) == Some(second);
    if twice && !"宝娃".contains(second) {
        length += second.len_utf8();
    }
    let ends = after(text, length).is_none_or(|c| !is_han(c) || NOT_GIVEN.contains(c));
    (named && ends).then_some(length)
}

/// A Latin name in a Chinese text: 我叫Linda.
fn foreign(text: &str, at: usize, form: bool) -> Option<Range<usize>> {
    let rest = &text[at..];
    let length = latin_name(rest, false).or_else(|| small_name(rest, form))?;
    Some(at..at + length)
}

/// Length of the name in small letters that `text` begins with. But where a `form` asks for a
/// name it must be a first name: one calls a taxi, too (我叫uber).
fn small_name(text: &str, form: bool) -> Option<usize> {
    let word = |text: &str| {
        let length = text.bytes().take_while(u8::is_ascii_lowercase).count();
        let (own, next) = (&text[..length], after(text, length));
        let code = next.is_some_and(|c| c.is_ascii_alphanumeric() || "_-@.'’".contains(c));
        (length > 1 && !code && !no_name(own) && !is_plain(own)).then_some(own.len())
    };
    let first = word(text)?;
    if !form {
        return known_first_name(&text[..first]).map(|_| first);
    }
    let second = text[first..].strip_prefix(' ').and_then(word);
    // Two letters by themselves are short for something.
    (first > 2 || second.is_some()).then(|| first + second.map_or(0, |length| 1 + length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::DetailKind;
    use crate::privacy::tests::assert_masked;

    #[test]
    fn a_name_ends_where_the_sentence_goes_on() {
        // What no dictionary of given names holds: only the word before it tells.
        assert_masked(
            DetailKind::Name,
            &[
                "我叫{王噗噗}",
                "我叫{王噗噗}今天来的",
                "我叫{王噗}的",
                "我叫{王噗}手机丢了",
                "我叫{王手噗}",
                "我叫{王噗}经理都认识",
                "我叫{王噗}，来过两次",
                "我叫王的",
                "我叫{欧阳噗噗}",
                "我叫噗王",
                "姓名：{王噗噗}",
                "姓名{王噗噗}，请改",
            ],
        );
    }

    #[test]
    fn a_surname_alone_counts_in_a_form() {
        assert_masked(
            DetailKind::Name,
            &[
                "联系人：{王}",
                "联系人：{王}，电话不通",
                "联系人：王的",
                "联系人：王A",
                "签名黄，看不清",
                "联系人：{向}女士",
                "联系人：{向}女士您",
                "联系人：{于}总，",
                "联系人：{于总结}",
                "联系人：{于}工",
                "联系人：{于工友}",
            ],
        );
    }

    #[test]
    fn a_surname_follows_its_word() {
        assert_masked(
            DetailKind::Name,
            &[
                "我姓{王}",
                "免贵姓{李}，谢谢",
                "我姓噗",
                "她姓{雷}。",
                "，姓{雷}",
                "，姓雷的",
                "姓{雷}",
                "老百姓雷。",
            ],
        );
    }

    #[test]
    fn nicknames_after_a_word_for_names() {
        assert_masked(
            DetailKind::Name,
            &[
                "我叫{小噗}",
                "我叫{小噗}，来过",
                "我叫{小噗}的",
                "我叫小朋友来",
                "我叫小哥",
                "我叫小哥，",
                "我叫{老王}",
                "我叫老外",
                "我叫阿姨",
                "我叫{阿噗}",
                "我叫{噗噗}",
                "我叫{噗噗}，来过",
                "我叫外卖",
                "我叫{小豆豆}，",
                "我叫{阿珍珍}",
                "我叫小宝宝别动",
                "我叫小明明天来",
                "我叫人人",
                "我叫小A",
            ],
        );
    }

    #[test]
    fn weak_words_take_whole_names_only() {
        assert_masked(
            DetailKind::Name,
            &[
                "客服叫{王噗}，很好",
                "客服叫{王噗}的",
                "客服叫{王噗噗}",
                "客服叫{王噗噗}是新来的",
                "客服叫金条回收了",
                "客服叫小样",
                "客服叫王的",
            ],
        );
    }

    #[test]
    fn latin_names_in_chinese_texts() {
        assert_masked(
            DetailKind::Name,
            &[
                "我叫{Zorbl}，来过",
                "我叫{Zorbl}来过",
                "姓名：{Zorbl Krant}",
                "我叫The",
                // In small letters, first names, and what a form asks for.
                "我叫{linda}",
                "我叫{linda}来过",
                "我叫linda99",
                "我叫zorbl来接",
                "我叫uber，没来",
                "我的英文名叫{zorbl}",
                "姓名：{zorbl krant}，",
                "姓名：{zorbl} phone",
                "乘客：{linda}",
                "用户：zorbl",
                "客户：support",
                "收件人是jd小哥",
                "姓名：{li wei}",
            ],
        );
    }

    #[test]
    fn fields_before_a_name() {
        // Also those that no other cue has, with their colon.
        for field in LEXICON.fields.words() {
            for colon in ["：", ":", " : "] {
                assert_masked(DetailKind::Name, &[&format!("{field}{colon}{{王噗噗}}")]);
            }
        }
        for field in FORM {
            assert_masked(DetailKind::Name, &[&format!("{field}是{{王噗噗}}，来过")]);
        }
        for field in BARE {
            assert_masked(DetailKind::Name, &[&format!("{field}{{王噗噗}}，来过")]);
        }
        for own in OWN_NAMES {
            assert_masked(DetailKind::Name, &[&format!("我的{own}是{{王噗噗}}，来过")]);
        }
    }
}
