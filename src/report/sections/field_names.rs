//! What fields and their groups are called in sentences: headers are written for those who answer,
//! with the number of the question and how to choose, and for machines.

use crate::lang::Name;
use crate::report::document::{Text, parts, phrase, plain};
use crate::text::characters::is_han;

/// How many may be chosen, in brackets behind a question.
const HOW_TO_CHOOSE: [&str; 12] = [
    "select",
    "choose",
    "tick",
    "check all",
    "multiple",
    "required",
    "optional",
    "多选",
    "多選",
    "单选",
    "必填",
    "选填",
];

/// Brackets, each with its other.
const BRACKETS: [(char, char); 4] = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];

/// Names of what was put to answers, and is no choice of those who gave them.
const TAGS: [&str; 5] = ["tag", "label", "标签", "標籤", "标记"];

/// Headers that stand above the fields of who answers, in small letters.
const ABOUT_THEM: [&str; 14] = [
    "基本信息",
    "基础信息",
    "个人信息",
    "客户信息",
    "用户信息",
    "受访者信息",
    "背景信息",
    "about you",
    "background",
    "basic information",
    "customer details",
    "demographics",
    "respondent",
    "your details",
];

/// What programs write before the name of a field, in small letters.
const MARKED: [&str; 6] =
    ["property: ", "properties: ", "attribute: ", "attributes: ", "custom field: ", "trait: "];

/// How Chinese questions speak to who answers.
const ASKED_OF: [char; 2] = ['您', '你'];

/// What is asked of whoever is spoken to and is no name of a field by itself: 您不满意的原因.
const NO_FIELDS: [&str; 11] =
    ["原因", "评价", "看法", "建议", "意见", "感受", "满意度", "方面", "问题", "理由", "体验"];

/// Parts of questions for more than the name of a field.
const OTHERWISE: [&str; 9] = ["哪", "什么", "是否", "多", "吗", "几", "谁", "对", "不"];

/// Small letters before a capital from which a word is made of two: `locationName`, but not `iPhone`.
const LEAST_HUMP: usize = 3;

/// What a group is called: the value of its field, or the choice that was made.
pub(crate) fn group(field: &str, value: &str) -> Text {
    let tagged = || {
        let field = field.to_lowercase();
        TAGS.iter().any(|tag| field.contains(tag))
    };
    let key = match value {
        "✓" if tagged() => "report.group.tagged",
        "✓" => "report.group.chose",
        "✗" if tagged() => "report.group.not_tagged",
        "✗" => "report.group.did_not_choose",
        _ => return parts([called(field), plain(" = "), plain(value.to_owned())]),
    };
    let choice = field.rsplit_once(": ").or_else(|| field.rsplit_once(" / "));
    let choice = choice.map_or(field, |(_, choice)| choice);
    phrase(key, [("choice", plain(in_short(choice).to_owned()))])
}

/// What all others are called.
pub(crate) fn all_but(field: &str, value: &str) -> Text {
    match value {
        "✓" => group(field, "✗"),
        "✗" => group(field, "✓"),
        _ => parts([called(field), plain(" ≠ "), plain(value.to_owned())]),
    }
}

/// What a field is called: of a name in both languages that of the reader, of two fields together
/// each of them.
pub(crate) fn called(field: &str) -> Text {
    if let Some((first, second)) = field.split_once(" + ") {
        return parts([called(first), plain(" + "), called(second)]);
    }
    let name = in_short(field);
    match in_both(name) {
        Some((zh, en)) => Text::Name(Name { zh: zh.to_owned(), en: en.to_owned() }),
        None => plain(in_words(name)),
    }
}

/// A name of a program in words: `locationName`.
fn in_words(name: &str) -> String {
    let small = name.bytes().take_while(u8::is_ascii_lowercase).count();
    let capital = name[small..].starts_with(|c: char| c.is_ascii_uppercase());
    let one = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if small < LEAST_HUMP || !capital || !one {
        return name.to_owned();
    }
    let mut words = String::with_capacity(name.len() + 2);
    let mut before = 'A';
    for c in name.chars() {
        if before.is_ascii_lowercase() && c.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
        before = c;
    }
    words
}

/// Words that fields of customers are called by: behind a Chinese name of the same they say it
/// once more.
const CALLED: [&str; 44] = [
    "age",
    "airport",
    "area",
    "branch",
    "brand",
    "building",
    "cabin",
    "category",
    "channel",
    "city",
    "class",
    "country",
    "course",
    "customer",
    "date",
    "department",
    "device",
    "district",
    "flight",
    "gender",
    "grade",
    "group",
    "hotel",
    "kind",
    "level",
    "location",
    "member",
    "membership",
    "model",
    "name",
    "plan",
    "platform",
    "product",
    "project",
    "region",
    "room",
    "route",
    "service",
    "source",
    "store",
    "team",
    "tier",
    "type",
    "version",
];

/// A Chinese name and the same in English beside it: 会员等级 Tier, `Store（门店）`.
fn in_both(name: &str) -> Option<(&str, &str)> {
    let mut han = name.char_indices().filter(|(_, c)| is_han(*c));
    let (first, one) = han.next()?;
    let (last, c) = han.next_back().unwrap_or((first, one));
    let end = last + c.len_utf8();
    let edge = |c: char| !c.is_alphanumeric();
    let [before, zh, behind] = [&name[..first], &name[first..end], &name[end..]];
    let en = match [before.trim_matches(edge), behind.trim_matches(edge)] {
        ["", en] | [en, ""] => en,
        _ => return None,
    };
    let words = || en.split([' ', '_', '-']).filter(|word| !word.is_empty());
    let known = words().all(|word| CALLED.contains(&word.to_lowercase().as_str()));
    let sole = zh.chars().count() > 1 && !zh.contains(|c: char| c.is_ascii_alphanumeric());
    (sole && known && words().next().is_some()).then_some((zh, en))
}

/// The name of a field without the number of its question, how to choose, its code, and what stands
/// above all that says who answers.
pub(crate) fn in_short(field: &str) -> &str {
    let mut name = field.trim();
    if let Some((above, question)) = name.split_once(" / ")
        && (is_code(above) || ABOUT_THEM.contains(&above.trim().to_lowercase().as_str()))
        && question.contains(char::is_alphabetic)
    {
        name = question.trim_start();
    }
    name = without_mark(without_number(name));
    while let Some(shorter) = without_last_bracket(name) {
        name = shorter;
    }
    let name = without_asking(name.trim_end_matches([':', '：', '*', ' ']));
    if name.contains(char::is_alphabetic) { name } else { field }
}

/// Cut behind what a program marks its fields with: `Property: Membership`.
fn without_mark(name: &str) -> &str {
    let behind = MARKED.iter().find_map(|mark| {
        let (head, rest) = name.split_at_checked(mark.len())?;
        head.eq_ignore_ascii_case(mark).then(|| rest.trim_start())
    });
    behind.filter(|rest| rest.contains(char::is_alphabetic)).unwrap_or(name)
}

/// Cut before what a Chinese question asks for by its name: 您最常去的食堂 is the 食堂.
fn without_asking(name: &str) -> &str {
    let asked = || {
        let (before, what) = name.rsplit_once('的').filter(|_| name.starts_with(ASKED_OF))?;
        let plain = what.chars().all(is_han) && what.chars().count() > 1;
        let other = OTHERWISE.iter().any(|part| before.contains(part) || what.contains(part));
        let named = !NO_FIELDS.iter().any(|word| what.contains(word));
        (plain && named && !other).then_some(what)
    };
    asked().unwrap_or(name)
}

/// `RepeatContact7d`, `Q12_3`: one word as programs write it.
fn is_code(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.#-".contains(c);
    let odd = |c: char| c.is_ascii_digit() || c == '_';
    let humps = name.chars().zip(name.chars().skip(1));
    let mut humps = humps.filter(|(a, b)| a.is_ascii_lowercase() && b.is_ascii_uppercase());
    !name.is_empty() && name.chars().all(plain) && (name.contains(odd) || humps.next().is_some())
}

/// Cut behind the number of a question: `5、`, `Q5.`, `第5题`, `（5）`.
fn without_number(name: &str) -> &str {
    let bracket = name.strip_prefix(['(', '（', '[', '【']);
    let rest = bracket.unwrap_or(name);
    let stated = rest.strip_prefix(['Q', 'q', '第']);
    let rest = stated.unwrap_or(rest);
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = rest.len() - behind.len();
    if !(1..=3).contains(&digits) {
        return name;
    }
    let marks = ['题', '.', '．', '、', ':', '：', '_', ')', '）', ']', '】'];
    let marked = behind.trim_start_matches(marks);
    let parted = marked.len() < behind.len() || stated.is_some() && behind.starts_with(' ');
    let said = marked.trim_start();
    // 3.5 GHz has no number of a question.
    let number = said.starts_with(|c: char| c.is_ascii_digit());
    if parted && !number && said.contains(char::is_alphabetic) { said } else { name }
}

/// Cut before brackets at the end that say how to choose.
fn without_last_bracket(name: &str) -> Option<&str> {
    let name = name.trim_end();
    let (open, _) = *BRACKETS.iter().find(|(_, close)| name.ends_with(*close))?;
    let at = name.rfind(open)?;
    let inside = name[at..].to_lowercase();
    let before = name[..at].trim_end();
    let told = HOW_TO_CHOOSE.iter().any(|word| inside.contains(word));
    (told && !before.is_empty()).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;
    use crate::report::document::Words;

    #[test]
    fn numbers_and_how_to_choose_are_no_part_of_a_name() {
        for (field, said) in [
            ("3、您最常去的食堂", "食堂"),
            ("您孩子所在的班级", "班级"),
            ("您本次就诊的科室（单选）", "科室"),
            ("您对服务的评价", "您对服务的评价"),
            ("您最不满的环节", "您最不满的环节"),
            ("您去的是哪家门店", "您去的是哪家门店"),
            ("我的会员等级", "我的会员等级"),
            ("Property: Membership", "Membership"),
            ("property: Membership", "Membership"),
            ("Property", "Property"),
            ("Property type: Flat", "Property type: Flat"),
            ("Q5. Branch", "Branch"),
            ("Q5 Branch", "Branch"),
            ("第5题：门店", "门店"),
            ("（5）门店", "门店"),
            ("What did you visit? (select all that apply)", "What did you visit?"),
            ("您不满意的原因是（可多选）", "您不满意的原因是"),
            ("门店【必填】", "门店"),
            ("RepeatContact7d / Repeat contact within 7 days", "Repeat contact within 7 days"),
            ("Q12_3 / Branch", "Branch"),
            ("基本信息 / 楼栋", "楼栋"),
            ("About you / Region", "Region"),
            ("Make / Model", "Make / Model"),
            ("24 hours support", "24 hours support"),
            ("3.5 GHz", "3.5 GHz"),
            ("5G", "5G"),
            ("Plan (monthly)", "Plan (monthly)"),
            ("2026", "2026"),
            ("Team", "Team"),
        ] {
            assert_eq!(in_short(field), said, "{field}");
        }
    }

    #[test]
    fn a_name_in_both_languages_is_that_of_the_reader() {
        let said = |field, lang| Words::new(lang).say(&group(field, "A"));
        for field in ["会员等级 Tier", "会员等级（Tier）", "Tier / 会员等级"] {
            assert_eq!(said(field, Lang::Zh), "会员等级 = A", "{field}");
            assert_eq!(said(field, Lang::En), "Tier = A", "{field}");
        }
        assert_eq!(said("舱位 Cabin class", Lang::En), "Cabin class = A");
        for field in ["绑定 WeChat", "App版本", "会员等级", "Tier", "5G 套餐 Plan"] {
            assert_eq!(said(field, Lang::Zh), format!("{field} = A"));
        }
    }

    #[test]
    fn a_name_of_a_program_is_told_in_words() {
        let said = |field| Words::new(Lang::En).say(&called(field));
        for (field, words) in [
            ("locationName", "location name"),
            ("assignmentGroupName", "assignment group name"),
            ("iPhone", "iPhone"),
            ("eBay", "eBay"),
            ("YouTube", "YouTube"),
            ("customerID", "customer id"),
            ("tier", "tier"),
            ("appVersion 2", "appVersion 2"),
            ("Property: Membership", "Membership"),
        ] {
            assert_eq!(said(field), words, "{field}");
        }
    }

    #[test]
    fn two_fields_together_are_called_by_both() {
        let said = |field, lang| Words::new(lang).say(&group(field, "A"));
        let estate = "基本信息 / 项目名称 + 基本信息 / 楼栋";
        assert_eq!(said(estate, Lang::Zh), "项目名称 + 楼栋 = A");
        assert_eq!(said("Q1. Site + Q2. 楼栋 Building", Lang::En), "Site + Building = A");
    }

    #[test]
    fn a_choice_is_told_as_one() {
        let said = |field, value, lang| Words::new(lang).say(&group(field, value));
        assert_eq!(said("Team", "North", Lang::En), "Team = North");
        assert_eq!(said("Q2. Team", "North", Lang::Zh), "Team = North");
        let park = "What did you visit today? (select all that apply) / Galleon Coaster";
        assert_eq!(said(park, "✓", Lang::En), "those who ticked “Galleon Coaster”");
        let why = "您不满意的主要原因是（可多选）: 等候时间";
        assert_eq!(said(why, "✓", Lang::Zh), "勾选“等候时间”的人");
        assert_eq!(said(why, "✗", Lang::Zh), "未勾选“等候时间”的人");
        assert_eq!(said("Tags: refund", "✓", Lang::En), "those tagged “refund”");
        assert_eq!(said("Tags: refund", "✗", Lang::En), "those not tagged “refund”");
        let others = |field, value| Words::new(Lang::En).say(&all_but(field, value));
        assert_eq!(others("Q2. Team", "North"), "Team ≠ North");
        assert_eq!(others("Tags: refund", "✓"), "those not tagged “refund”");
    }
}
