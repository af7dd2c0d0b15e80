//! Names, where the text says that one follows: 我叫王小明, 联系人：李女士.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clues::Clues;
use super::lexicon::LEXICON;
use super::names_en::{english_names, latin_name};
use super::people::people;
use super::people_en::english_people;
use super::scan::{after, is_han, joined, pattern, spans};
use super::surnames::{TITLES, surname};

/// Nothing but a name can follow, if what follows looks like one.
static STRONG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:[我俺]的?(?:全名|真名|名字|中文名|英文名|本名)?(?:叫做|叫作|名叫|就?叫)|我的?(?:全名|真名|姓名|名字)[叫是为]|本人姓名[是为：: ]|(?:姓名|联系人|联络人|收件人|收货人|寄件人|签收人|取件人|入住人|预订人|乘机人|客户名|投诉人|用户名字)(?:姓名|名字|名)?(?:[ ]?(?:[:：]|写的是|写成|改成|改为|是|为|叫))[ ]?)[ “「\x22]?",
    )
});

/// A field of a form, with its colon.
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    let fields = LEXICON.fields.alternatives();
    pattern(&format!(r"(?:{fields})(?:本人)?[ ]?[:：][ “「\x22]{{0,2}}"))
});

/// More often than not something else follows: only a whole name counts.
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?:联系人|收件人|收货人|寄件人|姓名|户名|持卡人|经办人|点评人|评价人|预订人|预定人|申请人|投保人|被保险人|发件人|负责人|法人|签名|签字|落款|署名)[ ]?|名叫|名字叫|本人|(?:一个|有个|那个|这个|一位|那位|这位|有位|客服|店员|服务员|员工|工作人员|经理|店长|前台|师傅|快递员|骑手|小哥|导购|顾问|护士|医生|老师|司机|技师|管家|阿姨|女生|男生|姑娘|小伙子?|大哥|大姐|老公|老婆|儿子|女儿|孩子|宝宝|妈妈|爸爸|我妈|我爸|母亲|父亲|先生|太太|男友|女友|朋友|同事|弟弟|妹妹|哥哥|姐姐|爷爷|奶奶|外婆|外公|领导|老板)(?:名字)?叫做?)[ “「\x22]?",
    )
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
    if !clues.name {
        return joined(lists);
    }
    let mut first = vec![
        spans(&FIELD, text, |cue| chinese(text, cue.end, true).or_else(|| foreign(text, cue.end))),
        spans(&STRONG, text, |cue| chinese(text, cue.end, true).or_else(|| foreign(text, cue.end))),
        spans(&WEAK, text, |cue| chinese(text, cue.end, false)),
        spans(&SURNAME, text, |cue| {
            let long = surname(&text[cue.end..])?;
            Some(cue.end..cue.end + long)
        }),
        spans(&ONLY, text, |cue| {
            let end = cue.end + surname(&text[cue.end..])?;
            after(text, end).is_none_or(|c| !c.is_alphanumeric()).then_some(cue.end..end)
        }),
    ];
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
    let length = first.len_utf8() + second.len_utf8();
    let ends = after(text, length).is_none_or(|c| !is_han(c) || NOT_GIVEN.contains(c));
    (named && ends).then_some(length)
}

/// A Latin name in a Chinese text: 我叫Linda.
fn foreign(text: &str, at: usize) -> Option<Range<usize>> {
    let length = latin_name(&text[at..], false)?;
    Some(at..at + length)
}
