//! The framing of a question: which side of an experience a comment column asks for, 您最满意的地方,
//! `Negative review`, `What could we improve?`. What is answered there tells what was asked as much
//! as how it was.

use crate::feedback::Asked;
use crate::ingest::columns::opposites::{opposed, plain};
use crate::ingest::columns::role_words::{
    BLAMED, BLAMED_ALONE, CASE_TEXTS, CASES, CASES_IN_FULL, EITHER_SIDE, IMPROVED, LIKED,
    NOT_LIKED, OF_HANDLING, PRAISED, PRAISED_ALONE, WHATEVER, WISHED,
};
use crate::ingest::columns::words::ColumnName;
use crate::ingest::mapping::ColumnMapping;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;

/// The side that a question asks for; anything where its words name both or neither.
fn asked(question: &str) -> Asked {
    let name = ColumnName::new(question);
    let has = |list: &'static [&'static str]| name.find(list).is_some();
    let not_liked = has(NOT_LIKED);
    let blamed = not_liked || has(BLAMED) || name.is_one(BLAMED_ALONE).is_some();
    let praised = has(PRAISED) || has(LIKED) && !not_liked || name.is_one(PRAISED_ALONE).is_some();
    let (improved, wished) = (has(IMPROVED), has(WISHED));
    match () {
        () if has(EITHER_SIDE) => Asked::Anything,
        () if praised && (blamed || improved || wished) => Asked::Anything,
        () if praised => Asked::Praise,
        () if blamed => Asked::Complaint,
        () if has(WHATEVER) => Asked::Anything,
        () if improved => Asked::Complaint,
        () if wished => Asked::Wish,
        () => Asked::Anything,
    }
}

/// Whether a question asks what was good or bad, so that it is answered in words, or with a choice:
/// 您最满意的地方, `What did you like least?`. Where the answers are `marks`, what only names an
/// improvement is what they judge: 对环境优化的地方.
pub(super) fn asks_what(question: &str, marks: bool) -> bool {
    const WHAT: &[&str] = &[
        "what", "which", "thing*", "part", "parts", "aspect*", "地方", "方面", "之处", "哪", "什么",
    ];
    const WHICH: &[&str] = &["what", "which", "哪", "什么"];
    const DEGREE: &[&str] = &[
        "how satisfied",
        "how happy",
        "how likely",
        "how well",
        "how good",
        "rate",
        "rated",
        "rating",
        "score",
        "stars",
        "满意度",
        "满意程度",
        "满意吗",
        "满意么",
        "是否满意",
        "是否认可",
        "怎么样",
        "评价如何",
        "评分",
        "打分",
    ];
    let name = ColumnName::new(question);
    let has = |list: &'static [&'static str]| name.find(list).is_some();
    let sided = [NOT_LIKED, BLAMED, PRAISED, LIKED].into_iter().any(has);
    let judged = marks && !sided && !has(WHICH) && (has(IMPROVED) || has(WISHED));
    asked(question).is_framed() && has(WHAT) && !has(DEGREE) && !judged
}

/// Says of each comment column which side it asks for, where that is not stated; `questions` are
/// what the columns ask, in their order. A question for wishes that is the only one is answered
/// with whatever there is to say.
pub(super) fn tell(questions: &[String], columns: &mut [ColumnMapping]) {
    let comments = columns.iter().filter(|column| column.role == Role::Comment).count();
    let plain: Vec<String> = questions.iter().map(|question| plain(question)).collect();
    let handled = is_handled(questions, columns);
    for ((column, question), own) in columns.iter_mut().zip(questions).zip(&plain) {
        if column.role != Role::Comment {
            continue;
        }
        let by_name = match asked(question) {
            Asked::Anything => opposed(own, &plain).unwrap_or_default(),
            by_name => by_name,
        };
        let by_name = if handled && is_case(question) { Asked::Before } else { by_name };
        let asks = column.asks.unwrap_or(match by_name {
            Asked::Wish if comments < 2 => Asked::Anything,
            by_name => by_name,
        });
        if !asks.is_framed() {
            continue;
        }
        column.asks = Some(asks);
        let told = Evidence::AsksFor(asks);
        if !column.evidence.contains(&told) {
            column.evidence.push(told);
        }
    }
}

/// Whether a name is of what a case is about, as customers brought it: 工单内容, `Issue description`.
fn is_case(question: &str) -> bool {
    let name = ColumnName::new(question);
    let of_case = || name.find(CASES).is_some() && name.closes(CASE_TEXTS).is_some();
    (of_case() || name.ends_in(CASES_IN_FULL).is_some()) && !name.is_question()
}

/// Whether beside what cases are about there are scores or comments of how they were handled.
fn is_handled(questions: &[String], columns: &[ColumnMapping]) -> bool {
    columns.iter().zip(questions).any(|(column, question)| {
        let name = ColumnName::new(question);
        let of_handling = column.role.score().is_some() && name.find(OF_HANDLING).is_some();
        let comment = column.role == Role::Comment && !is_case(question);
        of_handling || comment && name.find(CASES).is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the columns of these names and roles ask for.
    fn asked_of(columns: &[(&str, Role)]) -> Vec<Option<Asked>> {
        let questions: Vec<String> = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        let mapped = columns.iter().map(|(name, role)| ColumnMapping::new(*name, *role));
        let mut mapped: Vec<ColumnMapping> = mapped.collect();
        tell(&questions, &mut mapped);
        mapped.into_iter().map(|column| column.asks).collect()
    }

    #[test]
    fn what_a_case_is_about_was_written_before_it_was_handled() {
        let (comment, score) = (Role::Comment, Role::CSAT);
        for case in [
            "工单内容",
            "诉求描述",
            "来电详情",
            "反映内容",
            "报修内容",
            "求助内容",
            "Ticket description",
            "Issue description",
        ] {
            for beside in [
                ("回访满意度", score),
                ("处理满意度", score),
                ("办理结果满意度", score),
                ("Resolution satisfaction", score),
                ("回访意见", comment),
            ] {
                let found = asked_of(&[(case, comment), beside]);
                assert_eq!(found[0], Some(Asked::Before), "{case} beside {beside:?}");
                assert_ne!(found[1], Some(Asked::Before), "{beside:?}");
            }
            for beside in
                [("满意度", score), ("Resolution time", Role::Segment), ("工单标题", comment)]
            {
                let found = asked_of(&[(case, comment), beside]);
                assert_ne!(found[0], Some(Asked::Before), "{case} beside {beside:?}");
            }
        }
        for other in ["评价内容", "反馈内容", "客服描述", "Product description"] {
            let found = asked_of(&[(other, comment), ("回访满意度", score)]);
            assert_ne!(found[0], Some(Asked::Before), "{other}");
        }
    }

    #[track_caller]
    fn all_ask_for(wanted: Asked, questions: &[&str]) {
        let wrong: Vec<_> = questions
            .iter()
            .map(|question| (question, asked(question)))
            .filter(|(_, found)| *found != wanted)
            .collect();
        assert!(wrong.is_empty(), "{wanted:?}: {wrong:?}");
    }

    #[test]
    fn what_was_good_or_bad_is_no_mark() {
        for (question, wanted) in [
            ("您最满意的地方", true),
            ("满意的方面（多选）", true),
            ("您对哪些方面不满意？", true),
            ("What were you most satisfied with?", true),
            ("您对服务方面的满意度", false),
            ("What is your satisfaction with us?", false),
            ("满意度（1=最不满意，5=最满意）", false),
            ("How satisfied are you with the improvements?", false),
            ("How satisfied are you with what we did about your complaint?", false),
            ("您对不足之处改进情况满意吗", false),
            ("您对服务改善方面满意吗", false),
            ("对环境优化的地方是否认可", false),
        ] {
            for marks in [false, true] {
                assert_eq!(asks_what(question, marks), wanted, "{question} {marks}");
            }
        }
    }

    #[test]
    fn an_improvement_with_marks_is_what_they_judge() {
        for (question, of_words, of_marks) in [
            ("对环境优化的地方", true, false),
            ("您对效率提升方面的感觉", true, false),
            ("The parts that we improved", true, false),
            ("您希望我们在哪些方面改进？", true, true),
            ("What could we improve?", true, true),
            ("您最不满意、需要改进的地方", true, true),
            ("对环境优化", false, false),
        ] {
            assert_eq!(asks_what(question, false), of_words, "{question}");
            assert_eq!(asks_what(question, true), of_marks, "{question}, marks");
        }
    }

    #[test]
    fn what_was_good_is_asked_for() {
        all_ask_for(
            Asked::Praise,
            &[
                "What did you like most about our shop?",
                "Q4. What do you like about it?",
                "Positive review",
                "positive_review",
                "Positives",
                "Pros",
                "Liked",
                "What was good about the course?",
                "What went well?",
                "What do we do well?",
                "Best thing about living here",
                "Which dish was your favourite?",
                "Compliments",
                "您最满意的地方",
                "3、您最喜欢本店的哪一点？",
                "優點",
                "做得好的方面",
                "您喜欢的地方有哪些？",
                "您愿意推荐的原因",
                "亮点",
                "表扬",
            ],
        );
    }

    #[test]
    fn what_was_bad_or_could_be_better_is_asked_for() {
        all_ask_for(
            Asked::Complaint,
            &[
                "What could we improve?",
                "Q#2: What could we do to improve? / Answer",
                "What could we have done better?",
                "Areas for improvement",
                "Suggestions for improvement",
                "Negative review",
                "Review_Negative",
                "Cons",
                "What did you like least?",
                "What did you dislike?",
                "What don't you like about it?",
                "Least favourite part",
                "What went wrong?",
                "Complaint",
                "What problems did you have?",
                "What would you change?",
                "您最不满意的地方",
                "您不满意的原因是什么？",
                "不喜歡的地方",
                "缺点",
                "不足之处",
                "改进建议",
                "您希望我们在哪些方面改进？",
                "不推荐的理由",
                "使用中遇到的问题",
                "投诉内容",
                "Reason for your complaint",
            ],
        );
    }

    #[test]
    fn wishes_are_asked_for() {
        all_ask_for(
            Asked::Wish,
            &[
                "Suggestion",
                "Any suggestions?",
                "What would you like to see next?",
                "您的建议",
                "客户诉求",
            ],
        );
    }

    #[test]
    fn both_sides_or_neither_are_asked_for() {
        all_ask_for(
            Asked::Anything,
            &[
                "Comment",
                "Why did you give that score?",
                "How did you like your stay?",
                "How likely are you to recommend us?",
                "Most likely reason",
                "What would you like to tell us?",
                "Pros and cons",
                "What did you like or dislike?",
                "What did you like, and what could be better?",
                "What went well, and what did not go well?",
                "Positive or negative experience",
                "Compliments and complaints",
                "Comments and suggestions",
                "Tell us more to help us improve",
                "Any feedback on how we can improve?",
                "Review",
                "意见和建议",
                "您还有什么意见或建议？",
                "优缺点",
                "满意或不满意的原因",
                "满意/不满意的地方",
                "您喜欢和不喜欢的地方",
                "最满意与最不满意的地方",
                "您(不)推荐的原因",
                "是否满意，请说明",
                "为了改进服务，请您留言",
                "打分的理由",
                "表扬或投诉建议",
                "评价内容",
                "其他建议",
                "预订-原因/建议",
                "Reason or suggestion",
                "Why, and any suggestions",
            ],
        );
    }

    fn columns(stated: &[(&str, Role, Option<Asked>)]) -> Vec<ColumnMapping> {
        let column = |(name, role, asks): &(&str, Role, Option<Asked>)| ColumnMapping {
            asks: *asks,
            ..ColumnMapping::new(*name, *role)
        };
        stated.iter().map(column).collect()
    }

    fn told(mut columns: Vec<ColumnMapping>) -> Vec<(Option<Asked>, usize)> {
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        tell(&names, &mut columns);
        tell(&names, &mut columns);
        columns.iter().map(|column| (column.asks, column.evidence.len())).collect()
    }

    #[test]
    fn comment_columns_say_what_they_ask_for_and_what_is_stated_holds() {
        let stated = columns(&[
            ("优点", Role::Comment, None),
            ("缺点", Role::Segment, None),
            ("Cons", Role::Comment, Some(Asked::Anything)),
            ("Text", Role::Comment, Some(Asked::Complaint)),
            ("Comment", Role::Comment, None),
        ]);
        let wanted = [
            (Some(Asked::Praise), 1),
            (None, 0),
            (Some(Asked::Anything), 0),
            (Some(Asked::Complaint), 1),
            (None, 0),
        ];
        assert_eq!(told(stated), wanted);
    }

    #[test]
    fn the_only_question_for_wishes_is_one_for_anything() {
        let wish = ("您的建议", Role::Comment, None);
        assert_eq!(told(columns(&[wish])), [(None, 0)]);
        let two = columns(&[wish, ("评论", Role::Comment, None)]);
        assert_eq!(told(two), [(Some(Asked::Wish), 1), (None, 0)]);
        let stated = columns(&[("您的建议", Role::Comment, Some(Asked::Wish))]);
        assert_eq!(told(stated), [(Some(Asked::Wish), 1)]);
    }
}
