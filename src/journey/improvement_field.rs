//! Fields that ask what should be mended: 最需要改进的是, 急需提升, 最不满意的方面, `What should we
//! improve most?`.
//!
//! What somebody chooses there is an opinion on what is rated, and makes no group of customers: that
//! those who want the waiting mended are the least content with it goes without saying. It is known
//! by the name, as everybody is asked, the content among them.

use crate::simplified::simplified;

/// What says that something is wanted, before what is: 最需要改进, 有待我院改善.
const WANTED: [&str; 17] = [
    "最需", "需要", "急需", "亟需", "亟待", "急待", "有待", "尚待", "尚需", "还需", "应该", "应当",
    "最应", "可以", "希望", "建议", "最想",
];

/// What is wanted of a company.
const MENDED: [&str; 10] =
    ["改进", "改善", "提升", "提高", "加强", "优化", "完善", "改良", "整改", "改变"];

/// Most characters between both.
const MOST_BETWEEN: usize = 6;

/// What asks the same in other words.
const ASKED: [&str; 7] =
    ["最不满意", "不足之处", "最不足", "做得不够好", "做得不好", "改进方向", "改进之处"];

/// The same in English, in whole words.
const ENGLISH: [&str; 26] = [
    "we improve",
    "should improve",
    "could improve",
    "needs to improve",
    "need to improve",
    "needs improving",
    "need improving",
    "needs improvement",
    "need improvement",
    "needs most improvement",
    "improve most",
    "improve first",
    "improved most",
    "be improved",
    "area for improvement",
    "areas for improvement",
    "areas of improvement",
    "area to improve",
    "areas to improve",
    "room for improvement",
    "do better",
    "least satisfied",
    "most dissatisfied",
    "least happy",
    "liked least",
    "like least",
];

/// What somebody wants of themselves, by which they are a group.
const OF_THEMSELVES: [&str; 18] = [
    "孩子",
    "技能",
    "能力",
    "自己",
    "自身",
    "个人",
    "皮肤",
    "睡眠",
    "成绩",
    "体质",
    "学历",
    "your child",
    "your own",
    "yourself",
    "skill",
    "skills",
    "your health",
    "your life",
];

/// Whether a field of this name asks what should be mended.
pub(super) fn asks_what_to_mend(field: &str) -> bool {
    let name = simplified(&field.to_lowercase()).into_owned();
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let holds = |entry: &str| match entry.is_ascii() {
        true => {
            let entry: Vec<&str> = entry.split(' ').collect();
            words.windows(entry.len()).any(|window| window == entry.as_slice())
        }
        false => name.contains(entry),
    };
    if OF_THEMSELVES.iter().any(|entry| holds(entry)) {
        return false;
    }
    let chinese = || ASKED.iter().any(|entry| holds(entry)) || wants_it_mended(&name);
    chinese() || ENGLISH.iter().any(|entry| holds(entry))
}

/// Whether something is wanted to be mended, in Chinese.
fn wants_it_mended(name: &str) -> bool {
    WANTED.iter().any(|wanted| {
        name.match_indices(*wanted).any(|(at, _)| {
            let behind: String = name[at + wanted.len()..].chars().take(MOST_BETWEEN + 2).collect();
            let mut mended = MENDED.iter().filter_map(|mended| behind.find(*mended));
            // 需要的提升课程 are courses.
            mended.any(|at| !behind[..at].starts_with('的'))
        })
    })
}

/// Whether a choice there says that nothing is to be mended, or not what.
pub(super) fn names_nothing(choice: &str) -> bool {
    const WHOLE: [&str; 14] = [
        "无",
        "没有",
        "暂无",
        "都很好",
        "都好",
        "都满意",
        "都很满意",
        "其他",
        "其它",
        "none",
        "nothing",
        "other",
        "none of these",
        "all good",
    ];
    let plain = simplified(&choice.trim().to_lowercase()).into_owned();
    let bare = plain.trim_matches(|c: char| !c.is_alphanumeric());
    let bare = bare.strip_prefix("以上").unwrap_or(bare);
    WHOLE.contains(&bare) || ["无需", "不需要"].iter().any(|start| bare.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_should_be_mended_is_told_by_its_name() {
        for field in [
            "您认为本院最需要改进的是？【多选题】",
            "第8题：您认为最需改进的环节",
            "急需提升",
            "亟待改善的方面",
            "有待加强的服务",
            "您希望我们优化的功能",
            "應該改進的地方",
            "最需要我们尽快改进",
            "最不满意的方面",
            "不足之处",
            "What should we improve most?",
            "Which area needs improvement?",
            "What could be improved",
            "AREAS FOR IMPROVEMENT",
            "健康中心最需要改进的环节",
            "最需要的改进",
            "What are you least satisfied with?",
        ] {
            assert!(asks_what_to_mend(field), "{field}");
        }
        for field in [
            "门店",
            "改进计划",
            "是否已改进",
            "最满意的方面",
            "需要的服务",
            "您需要的提升课程",
            "最需要的产品以及我们尽快改进",
            "您希望孩子提升的能力",
            "希望改善的皮肤问题",
            "Skills you need to improve",
            "Improvement programme",
            "Has it improved?",
            "Least visited store",
        ] {
            assert!(!asks_what_to_mend(field), "{field}");
        }
    }

    #[test]
    fn choices_of_nothing_are_known() {
        for (choice, wanted) in [
            ("都很好", true),
            ("以上都很满意", true),
            ("无", true),
            ("无需改进", true),
            ("Nothing", true),
            ("无障碍设施", false),
            ("候诊时间", false),
            ("Other staff", false),
        ] {
            assert_eq!(names_nothing(choice), wanted, "{choice}");
        }
    }
}
