//! Fields whose values are numbers within another: the building of an estate, the window of a hall.
//!
//! “Building 3” is another one on every estate, and the crew that is sent to all of them finds
//! nothing at most. So where a field is called as such numbers are, and another as what has them,
//! the two together are a field of their own beside them.

use crate::ingest::without_question_number;

/// Ends of names of fields whose values are numbers within something.
const WITHIN: [&str; 24] = [
    "楼栋",
    "楼号",
    "栋号",
    "楼座",
    "幢号",
    "单元",
    "楼层",
    "窗口",
    "窗口号",
    "柜台",
    "班级",
    "车厢",
    "站台",
    "闸机",
    "包间",
    "诊室",
    "building",
    "block",
    "floor",
    "counter",
    "window",
    "platform",
    "gate",
    "room",
];

/// Ends of names of fields of what has such numbers.
const OF: [&str; 34] = [
    "项目",
    "小区",
    "园区",
    "校区",
    "学校",
    "年级",
    "门店",
    "网点",
    "食堂",
    "院区",
    "分院",
    "医院",
    "酒店",
    "商场",
    "大厦",
    "车站",
    "景区",
    "机构",
    "支行",
    "大厅",
    "楼盘",
    "社区",
    "公寓",
    "项目名称",
    "小区名称",
    "site",
    "store",
    "branch",
    "estate",
    "campus",
    "property",
    "hotel",
    "station",
    "hospital",
];

/// What a number is written as beside figures and single letters.
const NUMERALS: &str = "一二三四五六七八九十甲乙丙丁";

/// What stands between the names of two fields that are one together.
const AND: &str = " + ";

/// The fields that are one together, by their numbers: what has the numbers, and those. Of several
/// that may have them it is the one right before.
pub(super) fn pairs(fields: &[String]) -> Vec<(usize, usize)> {
    let is = |at: &usize, words: &[&str]| {
        let name = fields[*at].trim().to_lowercase();
        let name = name.rsplit_once(" / ").map_or(name.as_str(), |(_, name)| name);
        let name = without_question_number(name).trim_end_matches(['?', '？', ' ', ':', '：']);
        words.iter().any(|word| name.ends_with(word))
    };
    let of = |child: usize| {
        let before = (0..child).rev().find(|at| is(at, &OF));
        let parent = before.or_else(|| (child + 1..fields.len()).find(|at| is(at, &OF)))?;
        Some((parent, child))
    };
    (0..fields.len()).filter(|at| is(at, &WITHIN) && !is(at, &OF)).filter_map(of).collect()
}

/// The name of two fields together.
pub(super) fn together(parent: &str, child: &str) -> String {
    format!("{parent}{AND}{child}")
}

/// Whether a field is two together, and this is one of them.
pub(super) fn is_made_of(field: &str, part: &str) -> bool {
    field.split_once(AND).is_some_and(|(parent, child)| parent == part || child == part)
}

/// Whether a value is a number within something.
pub(super) fn is_number(value: &str) -> bool {
    let single = value.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word.len() == 1);
    single || value.contains(|c: char| c.is_ascii_digit() || NUMERALS.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_building_belongs_to_its_estate() {
        let of = |fields: &[&str]| {
            let fields: Vec<String> = fields.iter().map(|&field| field.to_owned()).collect();
            pairs(&fields)
        };
        assert_eq!(of(&["性别", "项目名称", "楼栋"]), [(1, 2)]);
        assert_eq!(of(&["基本信息 / 楼栋", "基本信息 / 小区"]), [(1, 0)]);
        assert_eq!(of(&["3、食堂", "窗口", "Site", "5. Building"]), [(0, 1), (2, 3)]);
        assert!(of(&["性别", "楼栋"]).is_empty() && of(&["门店", "城市"]).is_empty());
        assert!(is_made_of(&together("小区", "楼栋"), "楼栋") && !is_made_of("楼栋", "楼栋"));
    }

    #[test]
    fn numbers_are_figures_numerals_and_single_letters() {
        for value in ["3号楼", "A座", "一班", "Block B", "窗口 3", "12"] {
            assert!(is_number(value), "{value}");
        }
        for value in ["翠湖苑", "North wing", "豪华大床房"] {
            assert!(!is_number(value), "{value}");
        }
    }
}
