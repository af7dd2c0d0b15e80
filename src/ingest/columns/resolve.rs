//! Columns against each other: which time, which respondent, which score is
//! the whole experience and which one touchpoint's.

use crate::ingest::columns::branches::plain;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::matrix;
use crate::ingest::columns::profile::Profile;
use crate::ingest::columns::role_words;
use crate::ingest::columns::scale_guess;
use crate::ingest::columns::touchpoint;
use crate::ingest::columns::untimed::untimed;
use crate::ingest::columns::words::{self, ColumnName};
use crate::ingest::mapping::{ColumnMapping, Mapping};
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Most segment fields; more cut the feedback into cells too small to show.
const MAX_SEGMENTS: usize = 12;

/// Settles the drafts and makes them a mapping. `questions` are the headers
/// in full, where the tool shortens them.
pub(crate) fn mapping(
    headers: &[String],
    questions: &[String],
    profile: &Profile,
    names: &[ColumnName],
    drafts: &mut [Draft],
) -> Mapping {
    keep_best(headers, drafts, Role::Time, Evidence::OtherTime);
    keep_best(headers, drafts, Role::Respondent, Evidence::OtherRespondent);
    touchpoint::keep_best(headers, names, drafts);
    for role in [Role::NPS, Role::CSAT, Role::CES] {
        place_scores(questions, names, drafts, role);
        align_scales(headers, profile, drafts, role);
    }
    choose_comments(headers, drafts);
    place_comments(questions, names, drafts);
    limit_segments(profile, drafts);
    let mut mapping = Mapping::default();
    for ((header, draft), facts) in headers.iter().zip(drafts).zip(&profile.columns) {
        for warning in draft.warnings.drain(..) {
            if !mapping.warnings.iter_mut().any(|before| before.take_in(&warning)) {
                mapping.warnings.push(warning);
            }
        }
        let mut column = ColumnMapping::new(header, draft.role);
        column.touchpoint = draft.touchpoint.take();
        column.scale = draft.scale;
        column.split = draft.split.take();
        // A touchpoint column has as many as come.
        if column.role == Role::Segment {
            column.choices = std::mem::take(&mut draft.choices);
        }
        column.labels = std::mem::take(&mut draft.labels);
        column.missing = std::mem::take(&mut draft.missing);
        if column.role != Role::Ignore {
            column.also = std::mem::take(&mut draft.also);
            if !column.also.is_empty() {
                let (question, columns) = (plain(header).to_owned(), column.also.clone());
                mapping.warnings.push(Warning::Branches { question, columns });
            }
        }
        column.drop = std::mem::take(&mut draft.drop);
        column.evidence = std::mem::take(&mut draft.evidence);
        if column.role == Role::Time {
            column.date_order = facts.date_order();
            if facts.ambiguous > 0 && column.date_order.is_none() {
                mapping.warnings.push(Warning::AmbiguousDates { column: header.clone() });
            }
        }
        mapping.columns.push(column);
    }
    mapping.warnings.extend(untimed(headers, names, profile, &mapping));
    mapping
}

fn of_role(drafts: &[Draft], role: Role) -> Vec<usize> {
    (0..drafts.len()).filter(|at| drafts[*at].role == role).collect()
}

/// Keeps the strongest column of a role, the first on a tie.
fn keep_best(
    headers: &[String],
    drafts: &mut [Draft],
    role: Role,
    because: fn(String) -> Evidence,
) {
    let columns = of_role(drafts, role);
    let Some(best) =
        columns.iter().copied().max_by_key(|at| (drafts[*at].strength, usize::MAX - at))
    else {
        return;
    };
    for at in columns.into_iter().filter(|at| *at != best) {
        drafts[at].drop_for(because(headers[best].clone()));
    }
}

/// Gives every column of one score but the overall one a touchpoint.
fn place_scores(headers: &[String], names: &[ColumnName], drafts: &mut [Draft], role: Role) {
    let columns = of_role(drafts, role);
    if columns.len() < 2 {
        return;
    }
    let asked: Vec<&String> = columns.iter().map(|at| &headers[*at]).collect();
    let subjects = matrix::subjects(&asked);
    // The one that says "overall", else the one that speaks of nothing in
    // particular. Without either all of them are touchpoints.
    let says_so = |n: &usize| names[columns[*n]].find(role_words::OVERALL).is_some();
    let overall: Vec<usize> = (0..columns.len()).filter(says_so).collect();
    let whole = match overall[..] {
        [only] => Some(only),
        // A question that says it of each of its items says it of none.
        _ => overall.iter().copied().find(|n| subjects[*n].is_empty()),
    }
    .or_else(|| {
        // A question of NPS on another scale is no more than a substitute.
        let plain = (0..columns.len()).filter(|n| subjects[*n].is_empty());
        plain.max_by_key(|n| (drafts[columns[*n]].strength, usize::MAX - n))
    });
    let mut taken: Vec<String> = Vec::new();
    let first_of = columns.clone();
    for (n, at) in columns.into_iter().enumerate() {
        if Some(n) == whole {
            drafts[at].evidence.push(Evidence::Whole);
            continue;
        }
        let subject = &subjects[n];
        if let Some(whole) = whole.filter(|_| subject.is_empty()) {
            let (column, other) = (headers[at].clone(), headers[first_of[whole]].clone());
            drafts[at].drop_for(Evidence::SameAs(other.clone()));
            drafts[at].warnings.push(Warning::SameScore { column, other });
            continue;
        }
        let free = !subject.is_empty() && !taken.contains(subject);
        let touchpoint = if free { subject.clone() } else { headers[at].clone() };
        drafts[at].evidence.push(Evidence::AtTouchpoint);
        taken.push(touchpoint.clone());
        drafts[at].touchpoint = Some(touchpoint);
    }
}

/// Touchpoint columns with few answers take the scale of the touchpoint
/// column with most: they are items of one question.
fn align_scales(headers: &[String], profile: &Profile, drafts: &mut [Draft], role: Role) {
    let items: Vec<usize> = of_role(drafts, role)
        .into_iter()
        .filter(|at| drafts[*at].touchpoint.is_some() && drafts[*at].labels.is_empty())
        .collect();
    let answers = |at: usize| profile.columns[at].numeric;
    let Some(most) = items.iter().copied().max_by_key(|at| (answers(*at), usize::MAX - at)) else {
        return;
    };
    let Some(common) = drafts[most].scale else { return };
    if !scale_guess::is_telling(&profile.columns[most]) {
        return;
    }
    for at in items {
        let same = drafts[at].scale == Some(common) || drafts[at].stated;
        if same {
            continue;
        }
        if let Some(guess) =
            scale_guess::like_neighbours(&headers[at], &profile.columns[at], common)
        {
            drafts[at].scale = Some(guess.scale);
            drafts[at].evidence[1] = guess.evidence;
            drafts[at].warnings = guess.warning.into_iter().collect();
        }
    }
}

/// Columns named as comments rule; without one, questions with running text,
/// and without these the widest text.
fn choose_comments(headers: &[String], drafts: &mut [Draft]) {
    let columns = of_role(drafts, Role::Comment);
    let best = columns.iter().map(|at| drafts[*at].strength).max().unwrap_or(0);
    for at in columns {
        // Open questions stand beside named comment columns; unnamed text
        // (titles, names) does not.
        if drafts[at].strength < 2 && best > 1 {
            drafts[at].drop_for(Evidence::NoMeaning);
            let columns = vec![headers[at].clone()];
            drafts[at].warnings.push(Warning::TextNotUsed { columns });
        }
    }
}

/// Gives comment columns the touchpoint in their name, where it is one.
fn place_comments(headers: &[String], names: &[ColumnName], drafts: &mut [Draft]) {
    let columns = of_role(drafts, Role::Comment);
    if columns.is_empty() {
        return;
    }
    // Where each row names its touchpoint, a question is asked about that one.
    let by_row = drafts.iter().any(|draft| draft.role == Role::Touchpoint);
    let of_scores: Vec<String> = drafts
        .iter()
        .filter(|d| d.role.score().is_some())
        .filter_map(|d| d.touchpoint.clone())
        .collect();
    for at in &columns {
        let name = &names[*at];
        if name.is_question() {
            continue;
        }
        // `remark` and `message` are no touchpoints.
        let plain = |subject: &String| {
            let name = ColumnName::new(subject);
            name.find(role_words::COMMENT).is_none_or(|word| !name.is(word))
        };
        let subject = Some(words::subject(&headers[*at])).filter(plain).unwrap_or_default();
        let short = !subject.is_empty() && subject.chars().count() <= 16;
        let shared = of_scores.iter().find(|t| t.eq_ignore_ascii_case(&subject));
        // `物流评价`, `comment_delivery` beside others of the kind.
        let sides = name.find(role_words::SIDES).is_some();
        let pattern = columns.len() > 1 && short && !sides && !by_row && drafts[*at].strength == 3;
        if let Some(touchpoint) = shared.cloned().or(pattern.then_some(subject)) {
            drafts[*at].touchpoint = Some(touchpoint);
            drafts[*at].evidence.push(Evidence::AtTouchpoint);
        }
    }
}

/// Keeps the named fields first, then those with fewest values. Each choice is a field.
fn limit_segments(profile: &Profile, drafts: &mut [Draft]) {
    let mut columns = of_role(drafts, Role::Segment);
    columns.sort_by_key(|at| (u32::MAX - drafts[*at].strength, profile.columns[*at].distinct, *at));
    let mut fields = 0;
    for at in columns {
        let own = drafts[at].choices.len().max(1);
        if fields + own <= MAX_SEGMENTS {
            fields += own;
            continue;
        }
        drafts[at].drop_for(Evidence::SegmentLimit(profile.columns[at].distinct));
    }
}
