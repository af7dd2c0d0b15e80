//! Columns that look like a score, a comment or a touchpoint and are used as none: each is told,
//! with the line of a mapping that changes it.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::label_degree::ScaleFamily;
use crate::ingest::columns::role_words;
use crate::ingest::columns::roles::{is_code, is_text};
use crate::ingest::columns::scale_guess;
use crate::ingest::columns::score_role::{coded, is_nps_groups, names_a_score};
use crate::ingest::columns::touchpoint;
use crate::ingest::columns::word_scale::word_scale;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// What is to be told of a column that is not used as what it looks like.
pub(super) fn unused(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
    draft: &Draft,
) -> Option<Warning> {
    unused_score(header, name, facts, draft)
        .or_else(|| unused_touchpoint(header, name, facts, draft))
        .or_else(|| unused_text(header, name, facts, draft))
}

/// That a column looks like a score and is used as none.
fn unused_score(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
    draft: &Draft,
) -> Option<Warning> {
    let idle = matches!(draft.role, Role::Ignore | Role::Segment) && draft.choices.is_empty();
    let other = [role_words::SEGMENT, role_words::RESPONDENT, role_words::RESPONSE_ID];
    let spoken = other.iter().any(|list| name.find(list).is_some()) && !name.is_question();
    let degrees = word_scale(facts).filter(|words| words.labels.len() > 2);
    // “I trust the brand”, to which people agree or not, is about no brand among several.
    let judged = degrees.as_ref().is_some_and(|words| words.family != ScaleFamily::Good);
    // 评价图片数 counts, 满意分数 does not.
    let counts = name.closes(&["数"]).is_some() && name.closes(&["分数", "指数"]).is_none();
    let counted = counts || name.find(role_words::COUNTS).is_some();
    if !idle || spoken && !judged || counted || !draft.warnings.is_empty() || is_nps_groups(facts) {
        return None;
    }
    let (column, n) = (header.to_owned(), facts.answers());
    if let Some(words) = degrees {
        return Some(Warning::UnusedWords { columns: vec![column], scale: words.scale });
    }
    if let Some((_, scale, _)) = coded(facts) {
        return Some(Warning::UnusedWords { columns: vec![column], scale });
    }
    let halves = facts.numbers.keys().all(|hundredths| hundredths % 50 == 0);
    let whole = facts.numeric >= ENOUGH_POINTS && (facts.numeric == facts.integers || halves);
    let points = facts.numbers.len() >= 4 && facts.numeric * 20 >= n * 19;
    let ends = (0.0..=2.0).contains(&facts.min) && [5.0, 6.0, 7.0, 10.0].contains(&facts.max);
    if draft.role == Role::Ignore && whole && points && ends {
        let (min, max) = (facts.min, facts.max);
        return Some(Warning::UnusedNumbers { columns: vec![column], min, max });
    }
    // “Teammate rated” is who was judged.
    let whom = name.closes(&["rated"]).is_some() && !name.is_question();
    // “Was this page helpful?”, yes or no.
    let asked = name.is_question() || header.contains("是否");
    let helpful = asked && name.find(&["helpful", "useful", "有帮助", "有用"]).is_some();
    // 您对售后的评价（1-5分）, and none of the numbers is one of these.
    let marks = facts.numeric_share() >= 0.8 && name.find(role_words::JUDGED).is_some();
    let named = names_a_score(name) || helpful || marks && scale_guess::is_stated(header);
    if !named || facts.distinct < 2 || whom && is_text(facts) {
        return None;
    }
    if facts.numeric_share() >= 0.8 {
        return (draft.role == Role::Ignore).then_some(Warning::ScoreNotUsed { column });
    }
    (facts.distinct <= 30 && facts.mean_width() < 30.0).then(|| {
        let words = facts.values.keys().filter(|value| number::number(value).is_none());
        Warning::WordsOfScore { column, values: words.take(8).cloned().collect() }
    })
}

/// Numbers from which a column of whole or half numbers on 1–5, 1–7 or 0–10 looks like a score,
/// whatever it is called.
const ENOUGH_POINTS: u64 = 20;

/// A question for a touchpoint, of few different answers.
fn unused_touchpoint(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
    draft: &Draft,
) -> Option<Warning> {
    let lists = [role_words::TOUCHPOINT, role_words::STAGE];
    let named = lists.iter().any(|list| name.find(list).is_some());
    let named = named || touchpoint::may_be_area(name, facts);
    let idle = matches!(draft.role, Role::Ignore | Role::Segment) && draft.warnings.is_empty();
    // A long question that mentions a step asks for something else.
    let wide: usize = header.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let named = named && wide <= MOST_ASKED && !header.contains("是否");
    let few = (2..=50).contains(&facts.distinct) && facts.distinct_share() <= 0.5;
    (named && idle && few && is_text(facts) && draft.choices.is_empty())
        .then(|| Warning::TouchpointNotUsed { column: header.to_owned() })
}

/// Widest question for a touchpoint, in cells of a terminal.
const MOST_ASKED: usize = 40;

/// Width from which text runs, under a name that says nothing.
const WIDE: f64 = 20.0;

/// Text that nobody judges.
fn unused_text(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
    draft: &Draft,
) -> Option<Warning> {
    let open = match draft.role {
        Role::Segment => draft.choices.is_empty(),
        Role::Ignore => draft.evidence.first() == Some(&Evidence::NoMeaning),
        _ => false,
    };
    if !open || !draft.warnings.is_empty() || !is_text(facts) || is_code(facts) {
        return None;
    }
    let other = [role_words::SEGMENT, role_words::RESPONDENT, role_words::CONTACT];
    let entitled = name.closes(&["name", "title", "address", "名称", "地址", "标题", "姓名"]);
    let known = entitled.is_some() || other.iter().any(|list| name.find(list).is_some());
    let named = name.find(role_words::COMMENT).is_some()
        && name.closes(role_words::ABOUT).is_none()
        && facts.distinct > 1;
    let varied = facts.distinct >= 5 && (facts.distinct_share() >= 0.2 || facts.is_told());
    let runs = varied && facts.mean_width() >= WIDE && !known;
    (named && !known || runs).then(|| Warning::TextNotUsed { columns: vec![header.to_owned()] })
}
