//! Columns that name persons. Those of customers tell nothing of a group of them, and members of
//! staff are held against each other by name only where somebody asks for it.

use std::collections::BTreeSet;

use crate::ingest::cells::column_profile::{ColumnProfile, share};
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::{is_text, is_tick};
use crate::ingest::columns::role_words::{
    CUSTOMERS, IN_ROLES, MAYBE_CUSTOMERS, SEGMENT, STAFF, STAFF_NUMBERS, TEAMS,
};
use crate::ingest::columns::words::ColumnName;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Widest name of a person, on average, in cells of a terminal.
const WIDEST: f64 = 40.0;

/// Different names below which they may be those of anything.
const FEWEST_NAMED: u64 = 5;

/// The commonest Chinese surnames, which most people have.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶\
    程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武\
    钱戴严莫孔向常汤欧";

/// Last characters of what stands in such a column and is no person: 售后组, 一班.
const OF_TEAMS: &str = "组部队班区店级岗科处室台厅院司线号";

/// What may stand behind the word for a member of staff: `Agent assigned`, `Advisor you spoke to`.
const ENGAGED: &[&str] = &[
    "assigned",
    "allocated",
    "seen",
    "attended",
    "attending",
    "spoke",
    "spoken",
    "served",
    "serving",
    "helped",
    "met",
    "who",
    "that",
    "you",
    "your",
    "to",
    "with",
    "on",
    "in",
    "duty",
    "charge",
    "responsible",
];

/// Words for staff that are as often words for firms or machines: only first names tell.
const MAYBE_STAFF: &[&str] = &["seller", "server"];

/// Words for whoever dealt with a matter: what stands there is a person, whatever it looks like, or
/// a team. 办理人 may be the customer.
const DEALT_WITH: &[&str] = &[
    "经办人",
    "处理人",
    "受理人",
    "接待人",
    "责任人",
    "回访人",
    "录入人",
    "审核人",
    "操作人",
    "跟进人",
    "记录人",
    "巡检人",
];

/// Last words of names of columns whose values are called after persons and are none: `Venue`
/// (Victoria Park), `Film` (Jackie Brown).
const CALLED_AFTER: &[&str] = &[
    "venue",
    "film",
    "movie",
    "show",
    "play",
    "title",
    "book",
    "concert",
    "treatment",
    "therapy",
    "service",
    "room",
    "suite",
    "hall",
    "park",
    "place",
    "property",
    "building",
    "estate",
    "campus",
    "school",
    "clinic",
    "hospital",
    "theatre",
    "theater",
    "cinema",
    "restaurant",
    "hotel",
    "resort",
    "station",
    "stop",
    "ship",
    "boat",
    "vessel",
    "model",
    "dish",
    "drink",
    "course",
    "collection",
    "design",
    "影片",
    "电影",
    "片名",
    "剧目",
    "场馆",
    "场地",
    "项目",
    "疗程",
    "酒店",
    "餐厅",
    "校区",
    "楼盘",
    "站点",
];

/// The word by which a column names customers.
pub(super) fn of_customers(name: &ColumnName, facts: &ColumnProfile) -> Option<&'static str> {
    let named = share(facts.named, facts.examined) >= 0.5;
    let maybe = || name.is_one(MAYBE_CUSTOMERS).filter(|_| named);
    named_last(name, CUSTOMERS).or_else(maybe).filter(|_| may_be_names(facts))
}

/// A column whose values are names of persons, whatever it is called; one that is called a group
/// of customers may be of brands (`Paul Smith`), and places and films are called after persons.
pub(super) fn by_value(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let named = 10 * facts.named >= 7 * facts.examined && facts.distinct > 1;
    let of_else = || name.find(SEGMENT).is_some() || name.ends_in(CALLED_AFTER).is_some();
    let many = || facts.distinct >= FEWEST_NAMED && families_differ(facts);
    // `Champion` and `Signed by` are persons, and several of one family.
    let in_role = || name.ends_in(IN_ROLES).is_some();
    if !named || !may_be_names(facts) || !in_role() && (of_else() || !many()) {
        return None;
    }
    let warning = Warning::Persons { columns: vec![header.to_owned()] };
    Some(Draft::ignore(Evidence::FullNames).warned(warning))
}

/// Whether half of the last words differ, as they do not in `Olivia Sofa`, `Grace Sofa`.
fn families_differ(facts: &ColumnProfile) -> bool {
    let known = known(facts);
    let last: BTreeSet<&str> =
        known.iter().filter_map(|value| value.split(' ').next_back()).collect();
    2 * last.len() >= known.len()
}

/// A column that names several members of staff.
pub(super) fn staff(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let several = |word: &&'static str| {
        let persons = are_persons(facts) || DEALT_WITH.contains(word) && !are_teams(facts);
        facts.distinct > 1 && may_be_names(facts) && persons
    };
    let engaged = || {
        let engaged = |word: &&'static str| word.is_ascii() && name.is_followed_by(word, ENGAGED);
        STAFF.iter().copied().find(engaged).filter(|_| !name.is_question())
    };
    let word = named_last(name, STAFF).or_else(engaged).filter(several)?;
    if MAYBE_STAFF.contains(&word) && 2 * facts.named < facts.examined {
        return None;
    }
    let warning = Warning::Persons { columns: vec![header.to_owned()] };
    Some(Draft::ignore(Evidence::Personal(word)).warned(warning))
}

/// A column of the numbers of several members of staff, as its name says.
pub(super) fn staff_numbers(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
) -> Option<Draft> {
    let several = facts.distinct > 1 && !is_tick(facts, "") && facts.mean_width() <= WIDEST;
    let word = named_last(name, STAFF_NUMBERS).filter(|_| several)?;
    let warning = Warning::Persons { columns: vec![header.to_owned()] };
    Some(Draft::ignore(Evidence::Personal(word)).warned(warning))
}

/// Whether the name of a column speaks of staff, whatever else it speaks of: what stands there may
/// be the name of somebody.
pub(crate) fn names_staff(header: &str) -> bool {
    let name = ColumnName::new(header);
    [STAFF, STAFF_NUMBERS].iter().any(|list| name.find(list).is_some())
}

/// Whether the values of a column are names of persons, whatever it is called.
pub(crate) fn holds_names(header: &str, facts: &ColumnProfile) -> bool {
    by_value(header, &ColumnName::new(header), facts).is_some()
}

fn named_last(name: &ColumnName, list: &'static [&'static str]) -> Option<&'static str> {
    name.ends_in(list).filter(|_| !name.is_question())
}

/// Whether the cells are short words and no ticks.
fn may_be_names(facts: &ColumnProfile) -> bool {
    let short = facts.mean_width() <= WIDEST && !facts.is_told();
    short && is_text(facts) && !is_tick(facts, "")
}

/// The values of which the words are known.
fn known(facts: &ColumnProfile) -> Vec<&String> {
    match facts.many_values {
        true => facts.samples.iter().collect(),
        false => facts.values.keys().collect(),
    }
}

/// Whether two in three of the values that are known look like names of persons, or stand for
/// persons.
pub(super) fn are_persons(facts: &ColumnProfile) -> bool {
    let known = known(facts);
    let persons = known.iter().filter(|value| is_person(value) || is_coded(value)).count();
    !known.is_empty() && 3 * persons >= 2 * known.len()
}

/// Whether more than one in three of the values that are known are called as teams or places are.
fn are_teams(facts: &ColumnProfile) -> bool {
    let known = known(facts);
    let of_team = |value: &&&String| {
        let coded = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
        is_team(value.trim().trim_end_matches(coded))
    };
    3 * known.iter().filter(of_team).count() > known.len()
}

fn is_team(word: &str) -> bool {
    word.ends_with(|c: char| OF_TEAMS.contains(c)) || word.ends_with("窗口")
}

/// Whether a value is a word, or letters, with the number or the letter of one of several: 客服101,
/// `agent_01`, 管家A, `K2077`. Teams and places are numbered as well.
fn is_coded(value: &str) -> bool {
    let value = value.trim();
    let numbered = value.trim_end_matches(|c: char| c.is_ascii_digit());
    let lettered = || value.strip_suffix(|c: char| c.is_ascii_uppercase());
    let stem = Some(numbered).filter(|stem| stem.len() < value.len()).or_else(lettered);
    let Some(stem) = stem else { return false };
    let word = stem.trim_end_matches(['_', '-', '#', '.', ' ']);
    // `CRM` is no word with a letter behind it.
    let parted = numbered.len() < value.len() || word.len() < stem.len() || !word.is_ascii();
    let named = |word: &str| {
        word.chars().all(char::is_alphabetic) && !TEAMS.contains(&&*word.to_lowercase())
    };
    parted && !word.is_empty() && !is_team(word) && word.split(['_', '-', '.', ' ']).all(named)
}

/// Whether a value looks like the name of a person, with or without a number: `Priya Shah`,
/// 周敏秋(024), 小王.
fn is_person(value: &str) -> bool {
    let bare = value.split(['(', '（', '[', '【', '#', '/']).next().unwrap_or_default();
    let chinese = bare.trim_matches(|c: char| c.is_ascii());
    if !chinese.is_empty() && chinese.chars().all(crate::characters::is_han) {
        return is_chinese_name(chinese);
    }
    is_latin_name(bare.trim_matches(|c: char| !c.is_alphabetic() && c != '.'))
}

fn is_chinese_name(text: &str) -> bool {
    let name = text.strip_prefix(['小', '老', '阿']).unwrap_or(text);
    let family = name.starts_with(|c: char| SURNAMES.contains(c));
    let of_team = text.ends_with(|c: char| OF_TEAMS.contains(c));
    family && !of_team && (2..=4).contains(&text.chars().count())
}

/// Two or three words, or four with a title, each of which begins with a capital.
fn is_latin_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let named = |word: &&str| {
        let plain = word.trim_end_matches('.').to_lowercase();
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || "'’-.".contains(c))
            && !TEAMS.contains(&plain.as_str())
    };
    (2..=4).contains(&words.len()) && words.iter().all(named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made;
    use crate::ingest::role::Role;

    #[test]
    fn persons_are_told_from_teams_and_codes() {
        for (value, wanted) in [
            ("Nadia Okoro", true),
            ("Dr. Ewan O'Neill", true),
            ("J. Marsh", true),
            ("Nadia Okoro (114)", true),
            ("Nadia Okoro 114", true),
            ("周敏秋", true),
            ("周敏秋(024)", true),
            ("A012 周敏秋", true),
            ("小王", true),
            ("张师傅", true),
            ("Nadia", false),
            ("Field Support", false),
            ("North Team", false),
            ("nadia okoro", false),
            ("agent_07", false),
            ("A012", false),
            ("售后", false),
            ("王府井店", false),
            ("高级", false),
            ("马上为您服务", false),
            ("", false),
        ] {
            assert_eq!(is_person(value), wanted, "{value}");
        }
    }

    #[test]
    fn staff_that_is_named_is_no_field_and_that_is_told() {
        let people = ["Nadia Okoro", "Ewan Marsh", "Li Na"];
        let named = ["周敏秋(024)", "郑文雅(007)", "冯晓东(005)"];
        for (header, cells, told) in [
            ("Agent", &people[..], true),
            ("Assigned agent", &people, true),
            ("assignee_name", &people, true),
            ("服务窗口人员", &named, true),
            ("装维工程师", &named, true),
            ("回访员", &["王姐", "小刘", "老陈"], true),
            ("物业管家", &named, true),
            ("工单创建人", &named, true),
            ("Followed up by", &people, true),
            ("操作员", &["一组", "二组"], false),
            ("Agent", &["Nadia Okoro", "Ewan Marsh", "Field Support"], true),
            ("Agent", &["Nadia Okoro", "Field Support"], false),
            ("Agent", &["Nadia Okoro"], false),
            ("Agent", &["Tier One", "Field Support"], false),
            // Each number is somebody.
            ("Agent", &["agent_01", "agent_02"], true),
            ("经办人", &["K2077", "K2081"], true),
            ("受理人", &["客服101", "客服102"], true),
            ("服务管家", &["管家A", "管家B"], true),
            ("坐席", &["售后1组", "售后2组"], false),
            ("受理人", &["窗口1", "窗口2"], false),
            ("受理人", &["阿强", "大勇", "系统"], true),
            ("受理人", &["阿强", "大勇", "一组"], true),
            ("受理人", &["阿强", "售前组", "售后组"], false),
            ("坐席", &["售前", "售后", "物流"], false),
            ("Agent", &["Team 1", "Team 2"], false),
            ("Agent", &["CRM", "ERP"], false),
            ("Agent", &["1", "2"], false),
            ("Teammate assigned", &people, true),
            ("Doctor seen", &people, true),
            ("Engineer attended", &people, true),
            ("Advisor you spoke to", &people, true),
            ("First responder", &people, true),
            ("CSM", &people, true),
            ("Server", &["Mei Hartley", "Emma Pugh"], true),
            ("Server", &["server-1", "server-2"], false),
            ("Seller", &["Acme Foods", "Borough Freight"], false),
            ("Agent assigned group", &people, false),
            ("Driver attended town", &people, false),
            ("客服", &["售前", "售后", "物流"], false),
            ("Agent group", &people, false),
            ("Hotel", &people, false),
            ("Which agent helped you?", &people, false),
        ] {
            let draft = staff(header, &ColumnName::new(header), &made::cells(cells, 9));
            let found = draft.map(|draft| (draft.role, draft.warnings));
            let warning = Warning::Persons { columns: vec![header.to_owned()] };
            let wanted = told.then(|| (Role::Ignore, vec![warning]));
            assert_eq!(found, wanted, "{header}: {cells:?}");
        }
    }

    #[test]
    fn numbers_of_staff_are_no_field_whatever_they_look_like() {
        for (header, cells, told) in [
            ("客服工号", &["K2077", "K2081"][..], true),
            ("工号", &["10023", "10024"], true),
            ("坐席ID", &["a", "b"], true),
            ("Agent ID", &["1", "2"], true),
            ("employee_no", &["E01", "E02"], true),
            ("工号", &["10023"], false),
            ("施工号段", &["1", "2"], false),
            ("Agent", &["1", "2"], false),
            ("What was the agent ID?", &["1", "2"], false),
        ] {
            let facts = made::cells(cells, 9);
            let draft = staff_numbers(header, &ColumnName::new(header), &facts);
            assert_eq!(draft.is_some(), told, "{header}: {cells:?}");
        }
    }

    #[test]
    fn customers_are_known_by_their_names_where_the_header_does_not_tell() {
        let people = ["Mei Hartley", "Emma Pugh", "Sarah Nwosu", "Grace Osborne"];
        let firms = ["Acme Foods", "Borough Freight", "Sarah Nwosu"];
        let half = ["Acme Foods", "Sarah Nwosu"];
        for (header, cells, word) in [
            ("Person Name", &people[..], Some("person name")),
            ("Name", &people, Some("name")),
            ("Customer", &people, Some("customer")),
            ("Client", &people, Some("client")),
            ("Client", &half, Some("client")),
            ("Client", &firms, None),
            ("Client group", &people, None),
            ("Name", &["Basic", "Pro"], None),
        ] {
            let found = of_customers(&ColumnName::new(header), &made::cells(cells, 9));
            assert_eq!(found, word, "{header}: {cells:?}");
        }
    }

    #[test]
    fn names_of_persons_are_no_field_under_any_header() {
        let people = ["Mei Hartley", "Emma Pugh", "Sarah Nwosu", "Grace Osborne", "Emma Lowe"];
        let seven = [
            "Mei Hartley",
            "Emma Pugh",
            "Sarah Nwosu",
            "Grace Osborne",
            "Emma Lowe",
            "Sarah Pugh",
            "Grace Lowe",
            "North Gate",
            "South Gate",
            "West Gate",
        ];
        let rooms = ["Grace Facial", "Ruby Massage", "Rose Wrap", "Jasmine Bath", "Emma Lowe"];
        let sofas = ["Mei Sofa", "Emma Sofa", "Sarah Sofa", "Grace Sofa", "Emma Chair"];
        for (header, cells, told) in [
            ("Booked for", &people[..], true),
            ("Booked for", &people[..4], false),
            ("Booked for", &seven, true),
            ("Booked for", &[&seven[1..], &["East Gate"]].concat(), false),
            ("Range", &sofas, false),
            ("Range", &rooms, false),
            ("Brand", &people, false),
            ("Venue", &people, false),
            ("Film", &people, false),
            ("Venue contact", &people, true),
        ] {
            let draft = by_value(header, &ColumnName::new(header), &made::cells(cells, 9));
            let found = draft.map(|draft| (draft.role, draft.warnings));
            let warning = Warning::Persons { columns: vec![header.to_owned()] };
            let wanted = told.then(|| (Role::Ignore, vec![warning]));
            assert_eq!(found, wanted, "{header}: {cells:?}");
            assert_eq!(holds_names(header, &made::cells(cells, 9)), told, "{header}: {cells:?}");
        }
    }

    #[test]
    fn names_below_what_somebody_is_to_a_company_are_of_persons_however_few() {
        let few = ["Mei Pugh", "Emma Pugh", "Sarah Pugh", "Emma Osborne"];
        let firms = ["Acme Foods", "Borough Freight", "Sarah Nwosu"];
        for (header, cells, told) in [
            ("Contact", &few[..], true),
            ("Primary contact", &few, true),
            ("Signed by", &few, true),
            ("Champion", &few, true),
            ("Champion", &few[..1], false),
            ("Champion", &firms, false),
            ("Contact channel", &few, false),
            ("Booked for", &few, false),
        ] {
            let draft = by_value(header, &ColumnName::new(header), &made::cells(cells, 9));
            assert_eq!(draft.is_some(), told, "{header}: {cells:?}");
        }
    }

    #[test]
    fn customers_are_known_by_the_end_of_the_name_of_their_column() {
        let people = ["Nadia Okoro", "Ewan", "kettle_fan"];
        for (header, cells, word) in [
            ("author", &people[..], Some("author")),
            ("review.author", &people, Some("author")),
            ("Guest name", &people, Some("guest name")),
            ("ReviewerName", &people, Some("reviewer name")),
            ("评价人", &["周敏秋", "匿名"], Some("评价人")),
            ("是否联系人", &["是", "否"], None),
            ("Author country", &people, None),
            ("Note to the author", &["I liked the last part of it very much"], None),
            ("Requester", &["1", "2"], None),
        ] {
            let found = of_customers(&ColumnName::new(header), &made::cells(cells, 9));
            assert_eq!(found, word, "{header}");
        }
    }
}
