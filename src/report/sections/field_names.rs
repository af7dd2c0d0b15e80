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
        None => plain(name.to_owned()),
    }
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
    name = without_number(name);
    while let Some(shorter) = without_last_bracket(name) {
        name = shorter;
    }
    let name = name.trim_end_matches([':', '：', '*', ' ']);
    if name.contains(char::is_alphabetic) { name } else { field }
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
            ("3、您最常去的食堂", "您最常去的食堂"),
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
