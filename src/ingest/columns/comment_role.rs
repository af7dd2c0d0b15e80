//! Which columns hold what customers wrote: by their names, by what they ask, or by their text.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::{Draft, named};
use crate::ingest::columns::facts::{is_code, is_text, names_a_score};
use crate::ingest::columns::label_degree::ScaleFamily;
use crate::ingest::columns::role_words::{
    self, BLAMED, IMPROVED, LIKED, NOT_LIKED, PRAISED, WISHED,
};
use crate::ingest::columns::sentences::are_sentences;
use crate::ingest::columns::silence::spoken;
use crate::ingest::columns::word_scale::word_scale;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;

fn running_text(facts: &ColumnProfile) -> Evidence {
    Evidence::Text { distinct: facts.distinct_share(), width: facts.mean_width() }
}

/// Different sentences from which they are what people wrote, however often each of them comes;
/// more than a scale has points.
const LEAST_TOLD: u64 = 8;

/// Share of different sentences from which they are what people wrote, however few there are.
const DIFFERENT: f64 = 0.8;

/// Different values up to which a column named for one is a field: departments, stores.
const MOST_GROUPS: u64 = 30;

/// Words for what a tool writes before the name of each of its fields.
const FORMS: &[&str] = &[
    "form",
    "forms",
    "survey",
    "questionnaire",
    "反馈表",
    "意见表",
    "建议表",
    "评价表",
    "评议表",
    "调查表",
    "调研表",
    "登记表",
    "征集表",
    "问卷",
];

/// What is done for one of a few reasons: “Why did you cancel?”.
const DONE_FOR_REASONS: &[&str] = &[
    "visit*", "contact*", "call*", "cancel*", "leav*", "switch*", "buy", "purchas*", "join*",
    "return*", "取消", "来电", "来访", "购买", "退货", "退订",
];

/// Answers from which good and bad are marks, where there is nothing else.
const MANY_MARKS: u64 = 40;

/// How wide answers to a question that asks why are on average, where they are no choices.
const WHY_WIDE: f64 = 12.0;

/// How many different answers nobody has chosen from a list, and how wide they are at least.
const NO_LIST: (u64, f64) = (13, 8.0);
/// The same, where they may be words.
const NO_LIST_OF_WORDS: (u64, f64) = (30, 4.0);

/// Comments under a name that says so.
pub(super) fn comment(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let word = name.find(role_words::COMMENT)?;
    // “Feedback type” and 投诉类型 are not feedback.
    let short = facts.mean_width() < 20.0 && facts.distinct_share() < 0.5;
    // Nor is the department in `Customer Feedback Form - Department`, while `Feedback - Product`
    // is what was said of it.
    let form = name.find(FORMS).is_some();
    let few_groups = form && facts.distinct <= MOST_GROUPS && !name.is_question();
    let about = name.closes(role_words::ABOUT);
    let about = about.or_else(|| name.closes(role_words::SEGMENT).filter(|_| few_groups));
    if about.is_some() && short || is_of_time(name, facts) {
        return None;
    }
    // Marks in words are marks, however few rows there are; two or three of good and bad
    // may be all that anybody wrote.
    let named_sure = name.find(role_words::COMMENT_SURE).is_some();
    let marks = word_scale(facts).is_some_and(|words| {
        let n = words.labels.len();
        // Of many some would have written more.
        let alone = facts.answers() >= MANY_MARKS && facts.distinct == n as u64;
        let plain = words.family == ScaleFamily::Good && n == 3 && !alone;
        let praise = plain && !words.labels.keys().any(|label| label.ends_with('评'));
        (n > 2 || alone) && !(named_sure && praise)
    });
    // A few short answers given again and again are choices, unless the name leaves no
    // doubt and they are no marks, or they are sentences and nobody was asked to choose.
    let told = facts.is_told() && !name.asks_to_choose();
    // Why somebody is content is no field, however few reasons there are.
    let why = asks_why(name) && facts.distinct >= LEAST_TOLD && facts.mean_width() >= WHY_WIDE;
    let sure = (named_sure || told && facts.distinct >= LEAST_TOLD || why) && !marks;
    let repeated = facts.answers() >= 10 && facts.distinct_share() < 0.2 && !name.is_question();
    let few = facts.distinct <= 12 && (facts.answers() >= 50 || repeated);
    let choices =
        facts.distinct_share() < 0.1 && facts.mean_width() < 12.0 && facts.answers() >= 50;
    // 评价星级 holds marks, in whatever code.
    let score = names_a_score(name) && is_code(facts) && facts.distinct <= 12 && !named_sure;
    // A Chinese character is two wide.
    let blank = facts.mean_width() < if sure { 2.0 } else { 3.0 };
    if !is_text(facts) || score || marks || (few || choices) && !sure || blank {
        return None;
    }
    Some(Draft::new(Role::Comment, 3, named(word)).because(running_text(facts)))
}

/// Whether a name that ends in a word of time holds times, however they are written: 评价时间, but
/// not 对等候时间的意见 or “Comments on waiting time”, which are written about one.
fn is_of_time(name: &ColumnName, facts: &ColumnProfile) -> bool {
    let named = name.ends_in(role_words::TIME).is_some() && !name.is_question();
    let dated = |sample: &&String| {
        let rest = sample.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < sample.len() && rest.starts_with(['-', '/', '.', '年', '月', ':'])
    };
    named && 2 * facts.samples.iter().filter(dated).count() > facts.samples.len()
}

/// The word by which a name asks for words: “What could we have done better?”. Who has to choose
/// from a list is not asked for any.
pub(super) fn asks_openly(name: &ColumnName) -> Option<&'static str> {
    const LISTS: [&[&str]; 7] =
        [role_words::OPEN, NOT_LIKED, PRAISED, LIKED, BLAMED, IMPROVED, WISHED];
    let closed = !name.is_question() || name.find(role_words::FROM_A_LIST).is_some();
    LISTS.into_iter().find_map(|list| name.find(list)).filter(|_| !closed)
}

/// Whether a name asks why, and not for one of several reasons.
pub(super) fn asks_why(name: &ColumnName) -> bool {
    let listed = name.asks_to_choose() || name.find(DONE_FOR_REASONS).is_some();
    name.is_question() && name.find(role_words::WHY).is_some() && !listed
}

/// Answers to a question that asks for words, however often each of them comes.
pub(super) fn open_question(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let word = asks_openly(name)?;
    // Many who are asked have nothing to say, and say so.
    let said = spoken(facts);
    let facts = said.as_ref().unwrap_or(facts);
    let (n, width) = (facts.distinct, facts.mean_width());
    let many = |(least, wide): (u64, f64)| n >= least && width >= wide;
    let differ = facts.distinct_share() >= DIFFERENT || n >= LEAST_TOLD;
    let written = many(NO_LIST) || many(NO_LIST_OF_WORDS) || facts.is_told() && differ;
    (written && is_text(facts) && !is_code(facts))
        .then(|| Draft::new(Role::Comment, 2, named(word)).because(running_text(facts)))
}

/// Whether a column that may be a field holds what people wrote, however often it comes, and no
/// choices of theirs; `unnamed` where the name does not say that it is a field.
pub(super) fn is_written(name: &ColumnName, facts: &ColumnProfile, unnamed: bool) -> bool {
    let of_text = unnamed || name.closes(role_words::TEXTS).is_some();
    let sentences = of_text && facts.distinct >= LEAST_TOLD && are_sentences(facts);
    let answers = facts.distinct > NO_LIST_OF_WORDS.0 && asks_openly(name).is_some();
    (sentences || answers) && !name.asks_to_choose()
}

/// Whether most answers differ and are sentences: whatever a name speaks of, 产品使用感受 or
/// `Product thoughts`, those are no values of a field.
pub(super) fn is_at_length(facts: &ColumnProfile) -> bool {
    facts.distinct_share() >= 0.5 && facts.mean_width() >= 15.0 && are_sentences(facts)
}

/// Running text under a name that does not say so.
pub(super) fn text(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let wide = if name.is_question() { 8.0 } else { 15.0 };
    // Templates and short complaints come again and again.
    let told = name.is_question()
        && !name.asks_to_choose()
        && facts.is_told()
        && facts.distinct >= LEAST_TOLD;
    if is_of_time(name, facts) {
        return None;
    }
    let runs = is_text(facts)
        && !is_code(facts)
        && (facts.distinct_share() >= 0.5 || told)
        && facts.mean_width() >= wide;
    let field = name.find(role_words::SEGMENT).is_some() && !name.is_question();
    // The shop's texts of its goods are as long.
    let named = name.closes(role_words::ENTITLING).or_else(|| name.closes(role_words::TEXTS));
    if !runs || field && (named.is_some() || !is_at_length(facts)) {
        return None;
    }
    // Beside comments a 体验 in sentences is one more.
    let judged = name.find(role_words::JUDGED).is_some() && are_sentences(facts);
    let strength = if name.is_question() || judged { 2 } else { 1 };
    Some(Draft::new(Role::Comment, strength, running_text(facts)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::{column, facts};

    #[test]
    fn questions_for_words_are_told_from_those_with_a_list() {
        for (header, open) in [
            ("What was good about your stay?", true),
            ("Q6. What could we have done better?", true),
            ("What did you like least about the tour?", true),
            ("How could we improve the app?", true),
            ("Is there anything else you would like to say?", true),
            ("您对本次服务最不满意的地方是什么？", true),
            ("您觉得哪些方面做得好？", true),
            ("您还有什么想说的吗？", true),
            ("Which of the following did you like most?", false),
            ("What did you like most? (select all that apply)", false),
            ("您最满意的是（多选）？", false),
            ("Like most", false),
            ("What did you buy?", false),
            ("How often do you visit us?", false),
            ("您的职业是什么？", false),
        ] {
            assert_eq!(asks_openly(&ColumnName::new(header)).is_some(), open, "{header}");
        }
    }

    #[test]
    fn a_few_answers_among_many_who_have_none_are_comments() {
        let said = ["两天就收到退款，服务太好了", "店面干净整洁，陈列也好看"];
        let of = |header: &str, cells: &[(&str, u64)]| {
            open_question(&ColumnName::new(header), &column(cells)).is_some()
        };
        let few = [("无", 14), (said[0], 1), (said[1], 1)];
        assert!(of("您最满意的地方", &few));
        assert!(!of("您最满意的地方（多选）", &few), "a list");
        assert!(
            !of("您最满意的地方", &[("无", 14), (said[0], 3), (said[1], 3)]),
            "again and again"
        );
        assert!(!of("您最满意的地方", &[("无", 14), ("价格", 1), ("环境", 1)]), "no sentences");
        assert!(!of("您最满意的地方", &[("无", 14)]));
        assert!(of(
            "What were you most satisfied with?",
            &[("none", 14), ("The menu of the hotline is confusing", 1),]
        ));
    }

    #[test]
    fn why_somebody_thinks_so_is_a_comment_however_few_reasons_there_are() {
        for (header, distinct, width, wanted) in [
            ("Why?", 8, 12, true),
            ("Tell us more", 8, 12, true),
            ("Why?", 7, 12, false),
            ("Why?", 8, 11, false),
            ("Why did you choose us?", 8, 12, false),
            ("Why did you contact us today?", 8, 12, false),
            ("Please tell us your department", 8, 12, false),
            ("Reason", 8, 12, false),
        ] {
            let found = comment(&ColumnName::new(header), &facts(400, distinct, width)).is_some();
            assert_eq!(found, wanted, "{header} {distinct} {width}");
        }
    }

    #[test]
    fn sentences_that_differ_are_comments_under_the_name_of_a_field() {
        let texts = |n: usize, said: &str| -> Vec<String> {
            (0..n).map(|at| said.replace('N', &at.to_string())).collect()
        };
        let of = |cells: &[String], times: usize| {
            let mut facts = ColumnProfile::default();
            for _ in 0..times {
                cells.iter().for_each(|cell| facts.see(cell));
            }
            facts
        };
        let zh = texts(80, "等了N天还没有人回电话");
        let en = texts(80, "I waited N days and nobody called");
        let names = texts(80, "Hill View Hotel Lower Town No N");
        for (header, facts, wanted) in [
            ("产品使用感受", of(&zh, 1), Some(2)),
            ("Product thoughts", of(&en, 1), Some(1)),
            ("Product thoughts", of(&en, 2), Some(1)),
            ("Product thoughts", of(&en, 3), None),
            ("Product thoughts", of(&names, 1), None),
            ("Product name", of(&en, 1), None),
            ("Product description", of(&en, 1), None),
            ("Store", of(&texts(80, "Bad N"), 1), None),
        ] {
            let found = text(&ColumnName::new(header), &facts).map(|draft| draft.strength);
            assert_eq!(found, wanted, "{header} {}", facts.answers());
        }
    }

    #[test]
    fn times_are_no_comments_and_what_is_written_about_one_is() {
        let day = |n: u64| format!("2026/1/{n} 追评于{n}天后");
        let mut dates = ColumnProfile::default();
        (1..29).for_each(|n| dates.see(&day(n)));
        let mut waits = ColumnProfile::default();
        (1..29).for_each(|n| waits.see(&format!("{n}分钟才叫到号，太慢了")));
        for (header, facts, wanted) in [
            ("评价时间", &dates, true),
            ("Review date", &dates, true),
            ("评价内容", &dates, false),
            ("评价时间", &waits, false),
            ("您对评价时间有什么意见", &dates, false),
        ] {
            assert_eq!(is_of_time(&ColumnName::new(header), facts), wanted, "{header}");
        }
        assert!(comment(&ColumnName::new("评价时间"), &dates).is_none());
        assert!(comment(&ColumnName::new("评价内容"), &dates).is_some());
    }

    #[test]
    fn groups_under_the_name_of_a_form_are_no_comments() {
        let groups = crate::ingest::cells::made::cells(&["Sales", "Service", "Parts"], 30);
        for (header, wanted) in [
            ("Customer Feedback Form - Department", false),
            ("客户意见反馈表-部门", false),
            ("Customer Feedback Form - Comment", true),
            ("客户意见反馈表-意见", true),
            ("意见建议-产品", true),
            ("Feedback - Product", true),
            ("Comments about our product", true),
            ("Customer comment on branch", true),
        ] {
            let found = comment(&ColumnName::new(header), &groups).is_some();
            assert_eq!(found, wanted, "{header}");
        }
    }

    #[test]
    fn answers_to_open_questions_are_comments_however_often_they_come() {
        let header = "What could we have done better?";
        for (header, answers, distinct, width, sentences, wanted) in [
            (header, 400, 13, 8, 0, true),
            (header, 400, 12, 8, 0, false),
            (header, 400, 13, 7, 0, false),
            (header, 400, 30, 4, 0, true),
            (header, 400, 29, 4, 0, false),
            (header, 400, 8, 20, 240, true),
            (header, 400, 8, 20, 239, false),
            (header, 400, 7, 20, 400, false),
            ("您最满意的地方是什么？", 400, 13, 8, 0, true),
            ("Which did we do better?", 400, 13, 8, 0, true),
            ("Which of these could we do better?", 400, 30, 8, 0, false),
            ("What did you order?", 400, 30, 20, 0, false),
        ] {
            let mut facts = facts(answers, distinct, width);
            facts.sentences = sentences;
            let found = open_question(&ColumnName::new(header), &facts);
            let wanted = wanted.then_some((Role::Comment, 2));
            let found = found.map(|draft| (draft.role, draft.strength));
            assert_eq!(found, wanted, "{header} {distinct} {width} {sentences}");
        }
        let mut codes = facts(400, 40, 8);
        codes.codes = 360;
        assert!(open_question(&ColumnName::new(header), &codes).is_none(), "words of a list");
        let mut numbers = facts(400, 40, 8);
        numbers.numeric = 200;
        assert!(open_question(&ColumnName::new(header), &numbers).is_none(), "numbers");
    }
}
