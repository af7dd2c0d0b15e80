//! Which score a column holds and on which scale, from its name and its answers: numbers, words,
//! codes of a tool, or the groups of NPS.

use std::collections::BTreeMap;

use crate::feedback::{Direction, Scale, ScoreKind};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::anchors;
use crate::ingest::columns::asked_of::{are_ratings, asked_of};
use crate::ingest::columns::codes::codes;
use crate::ingest::columns::draft::{Draft, named};
use crate::ingest::columns::facts::numbers;
use crate::ingest::columns::group_codes::counts;
use crate::ingest::columns::ill_named::ill_named;
use crate::ingest::columns::label_degree::{ScaleFamily, may_be_a_kind};
use crate::ingest::columns::question_framing::asks_what;
use crate::ingest::columns::recommend_scale::other_scale;
use crate::ingest::columns::role_words;
use crate::ingest::columns::scale_guess;
use crate::ingest::columns::star_rows::star_rows;
use crate::ingest::columns::stated_ends::StatedEnds;
use crate::ingest::columns::stated_points::part_labelled;
use crate::ingest::columns::strays::greatest_on;
use crate::ingest::columns::ticket_rating::{are_offered, on_two_points, ticket_rating};
use crate::ingest::columns::whom;
use crate::ingest::columns::word_scale::{WordScale, any_scale, word_scale};
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Whether the values are the groups of NPS: promoters, passives and detractors.
pub(super) fn is_nps_groups(facts: &ColumnProfile) -> bool {
    let group = |value: &String| role_words::NPS_GROUPS.contains(&value.to_lowercase().as_str());
    !facts.many_values && !facts.values.is_empty() && facts.values.keys().all(group)
}

/// The groups of NPS in place of its answers.
pub(super) fn from_groups(header: &str, facts: &ColumnProfile) -> Draft {
    let points = |value: &str| match value.to_lowercase() {
        group if group.starts_with("promot") || matches!(&*group, "推荐者" | "9-10") => 10.0,
        group
            if group.starts_with("d")
                || group == "0-6"
                || matches!(&*group, "贬损者" | "批评者" | "kritiker") =>
        {
            3.0
        }
        _ => 8.0,
    };
    let mut draft = Draft::new(Role::NPS, 2, Evidence::NpsGroups).because(Evidence::ScaleOfNps);
    draft.scale = Some(Scale::NPS);
    draft.labels = facts.values.keys().map(|value| (value.clone(), points(value))).collect();
    draft.warned(Warning::NpsFromGroups { column: header.to_owned() })
}

/// The score that a column holds, and what it is asked of where its name says that.
pub(super) fn score(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    // Numbers below it are the codes of choices.
    if asks_what(header, are_ratings(facts)) && !scale_guess::is_stated(header) {
        return None;
    }
    let draft = any_score(header, name, facts);
    if let Some(told) = ill_named(header, name, facts, draft.as_ref()) {
        return Some(told);
    }
    let mut draft = draft.or_else(|| star_rows(header, name, facts))?;
    if let Some(scale) = draft.scale.filter(|_| beside_dates(facts)) {
        draft.warnings.push(Warning::Slips { column: header.to_owned(), scale, n: facts.dates });
    }
    let rated = matches!(draft.role.score(), Some(ScoreKind::Csat | ScoreKind::Ces));
    Some(match asked_of(name).filter(|_| rated) {
        Some((topic, _)) => draft.because(Evidence::Asks(topic)),
        None => draft,
    })
}

fn any_score(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    if let Some(draft) = around_zero(header, name, facts) {
        return Some(draft);
    }
    let Some(codes) = codes(header, facts) else {
        let rating = || ticket_rating(header, name, facts, &[]);
        let mut draft = score_of(header, name, facts).or_else(rating)?;
        draft.warnings.extend(doubts(header, name, facts, &draft));
        return Some(draft);
    };
    let rating = || ticket_rating(header, name, &codes.others, &codes.written);
    let offered = are_offered(&codes.written);
    let named = score_of(header, name, &codes.others).map(|draft| match offered {
        true => on_two_points(draft),
        false => draft,
    });
    let mut draft = named.or_else(rating)?;
    draft.warnings.extend(doubts(header, name, &codes.others, &draft));
    if let (Some(_), Some(scale)) = (draft.role.score(), draft.scale) {
        let ratings = |warning: &Warning| matches!(warning, Warning::GoodOrBad { .. });
        // Those are told as such, with what nobody gave.
        if !(offered && draft.warnings.iter().any(ratings)) {
            draft.warnings.push(codes.told(header, scale));
        }
        draft.missing = codes.written;
    }
    Some(draft)
}

/// Marks from below zero to as far above it, −2 … 2: −2 and −3 are no answers elsewhere.
fn around_zero(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let word = name.find(role_words::CSAT).or_else(|| name.find(role_words::JUDGED))?;
    let high = facts.max;
    // −1 … 1 is too short to be told from codes.
    let below = (2..=3).rev().find(|n| facts.below_zero.contains_key(n))?;
    let all = facts.numeric == facts.answers() && facts.numeric == facts.integers;
    let points = facts.numbers.len() + facts.below_zero.len();
    let symmetric = all && high == f64::from(below) && facts.min >= -1.0;
    if !symmetric || !facts.values.contains_key("-1") || points < 4 || facts.numeric < 5 {
        return None;
    }
    let scale = Scale::higher(-high, high);
    let n = facts.numeric + facts.below_zero.values().sum::<u64>();
    let evidence = Evidence::Scale { scale, n, min: -high, max: high };
    let mut draft = Draft::new(Role::CSAT, 2, named(word)).because(evidence);
    (draft.scale, draft.stated) = (Some(scale), true);
    Some(draft.warned(Warning::BelowZero { column: header.to_owned(), scale }))
}

/// Numbers from which it tells something that the end of a scale was never given.
const ENOUGH_FOR_ENDS: u64 = 20;

/// Greatest answer up to which a scale to 100 is in doubt: its upper half was hardly given.
const MOST_OF_HALF: f64 = 60.0;

/// What is guessed of the scale of whole numbers, and may be otherwise.
fn doubts(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
    draft: &Draft,
) -> Option<Warning> {
    let (scale, column) = (draft.scale?, header.to_owned());
    let whole = facts.numeric == facts.integers && facts.numeric * 20 >= facts.answers() * 19;
    let guessed = !draft.stated && draft.labels.is_empty() && whole;
    if !guessed || draft.role.score()? == ScoreKind::Nps || facts.numeric < ENOUGH_FOR_ENDS {
        return None;
    }
    let sure = name.find(role_words::CSAT_SURE).is_some() || name.find(role_words::STARS).is_some();
    let given = |point: i64| facts.numbers.contains_key(&(point * 100));
    let max = greatest_on(facts, scale);
    let said = scale_guess::end_in_cells(facts).is_some();
    let short = (5.0..=10.0).contains(&scale.high) && max < scale.high && !said;
    if short || scale.high == 100.0 && max <= MOST_OF_HALF {
        return Some(Warning::EndNotGiven { columns: vec![column], scale, max });
    }
    if draft.role == Role::CSAT && !sure && scale.low == 0.0 && scale.high == 10.0 {
        return Some(Warning::MaybeNps { column });
    }
    let zero = scale.low == 0.0 && [5.0, 7.0].contains(&scale.high) && given(0) && given(1);
    let n = facts.numbers.get(&0).copied().unwrap_or_default();
    let of = facts.numeric;
    zero.then(|| Warning::ZeroBeside { columns: vec![column], scale, n, of })
}

fn score_of(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    if facts.numeric_share() < 0.8 && !beside_dates(facts) {
        return word_score(header, name, facts).or_else(|| code_score(header, name, facts));
    }
    // Among numbers alone 非常满意（5分） would be no answer.
    if part_labelled(facts).is_some()
        && let Some(draft) = word_score(header, name, facts)
    {
        return Some(draft);
    }
    let binary = scale_guess::is_binary(facts);
    let more = name.effort().map_or(Direction::Higher, |effort| effort.1);
    let told = anchors::direction(header, facts, more);
    let scored = |kind: ScoreKind, word: &'static str, direction: Option<Direction>| {
        // A question that comes with its scale is not asked on another.
        let open = kind.definition().scale.is_none();
        let direction = told.filter(|_| open).or(direction);
        let stated = scale_guess::stated(header, facts, direction)
            .or_else(|| scale_guess::stated_in_brackets(header, facts, direction))
            .filter(|_| open);
        let by_name = stated.is_some();
        if let Some(mixed) =
            scale_guess::mixed(facts).filter(|mixed| open && !by_name && !mixed.is_slight())
        {
            let scale_guess::Mixed { within, beyond } = mixed;
            let mut draft = Draft::ignore(numbers(facts)).because(named(word));
            let column = header.to_owned();
            draft.warnings.push(Warning::TwoScales { column, within, beyond });
            return Some(draft);
        }
        let guess = stated.or_else(|| scale_guess::guess(kind, header, facts, direction))?;
        let mut draft = Draft::new(Role::from(kind), 2, named(word)).because(guess.evidence);
        if told.is_some() && open {
            draft = draft.because(Evidence::DirectionStated);
        }
        draft.stated = by_name;
        draft.scale = Some(guess.scale);
        draft.warnings.extend(guess.warning);
        Some(draft)
    };
    let in_scale: u64 = facts.numbers.range(0..=1000).map(|(_, n)| n).sum();
    // Half may be slips, which are then rejected cell by cell.
    let nps_range = facts.integers * 10 >= facts.numeric * 9 && in_scale * 2 >= facts.numeric;
    let stated = scale_guess::stated(header, facts, None).map(|g| g.scale);
    // The question of NPS on stars: no answer of many goes beyond 5.
    let short = facts.max > 1.0 && facts.max <= 5.0 && facts.min >= 0.0;
    let on_other = |word: &'static str| {
        let mut draft = scored(ScoreKind::Csat, word, None)?;
        draft.strength = 1;
        let (column, n, scale) = (header.to_owned(), facts.numeric, draft.scale?);
        Some(draft.warned(Warning::NpsOnOther { column, n, scale }))
    };
    // 智能推荐券 recommends nothing to others.
    let asks = |word: &&str| word.is_ascii() || name.find(role_words::ASKS_TO_RECOMMEND).is_some();
    let recommends =
        name.find(role_words::NPS).or_else(|| name.find(role_words::RECOMMEND).filter(asks));
    if let (Some(word), Some((low, high))) = (recommends, other_scale(header, facts)) {
        let scale = Scale { low, high, direction: told.unwrap_or(Direction::Higher) };
        let mut draft =
            Draft::new(Role::CSAT, 1, named(word)).because(Evidence::ScaleStated(scale));
        (draft.scale, draft.stated) = (Some(scale), true);
        let (column, n) = (header.to_owned(), facts.numeric);
        return Some(draft.warned(Warning::NpsOnOther { column, n, scale }));
    }
    if let Some(word) = name.find(role_words::NPS).filter(|_| in_scale * 2 > facts.numeric) {
        let other = short && facts.numeric >= MANY_NPS && stated != Some(Scale::NPS);
        return if other { on_other(word) } else { scored(ScoreKind::Nps, word, None) };
    }
    if let Some(word) = name.find(role_words::RECOMMEND) {
        let likely = name.find(role_words::LIKELY).is_some();
        if likely && short && facts.numeric >= 30 && stated != Some(Scale::NPS) {
            return on_other(word);
        }
        // Many answers that never leave 0–1 or 1–5 are on another scale.
        return if binary {
            Some(Draft::ignore(Evidence::Binary).because(named(word)))
        } else if nps_range && (stated == Some(Scale::NPS) || facts.max > 5.0 || facts.numeric < 30)
        {
            scored(ScoreKind::Nps, word, None)
        } else {
            let mut draft = Draft::ignore(numbers(facts)).because(named(word));
            // Items may be recommended too; a likelihood is what NPS asks for.
            if name.find(role_words::LIKELY).is_some() {
                let column = header.to_owned();
                draft.warnings.push(Warning::NotNps { column, min: facts.min, max: facts.max });
            }
            Some(draft)
        };
    }
    let effort = name.effort();
    let ces = name.find(role_words::CES);
    if let Some(word) = effort.map(|e| e.0).or(ces).filter(|_| !binary) {
        let direction = effort.map(|e| e.1).unwrap_or(ces_direction(header, facts));
        let mut draft = scored(ScoreKind::Ces, word, Some(direction))?;
        if effort.is_none()
            && told.is_none()
            && let Some(scale) = draft.scale
        {
            draft.warnings.push(Warning::Direction { column: header.to_owned(), scale });
        }
        return Some(draft);
    }
    let ends = StatedEnds::of(header);
    let ill = ends.as_ref().is_some_and(|ends| ends.may_speak_ill(header));
    if let Some(scale) = stated.filter(|_| ill) {
        // Who agrees that it took too long is not content.
        let direction = match told {
            Some(Direction::Lower) => Direction::Higher,
            _ => Direction::Lower,
        };
        let (columns, scale) = (vec![header.to_owned()], Scale { direction, ..scale });
        return Some(
            Draft::ignore(numbers(facts)).warned(Warning::IllStatements { columns, scale }),
        );
    }
    let sure = name.find(role_words::CSAT_SURE);
    let Some(word) = sure.or_else(|| name.find(role_words::CSAT)) else {
        // “Value for money”, answered from 1 to 5: what else should it be?
        // `Response time (hours)` is measured.
        let rated =
            || are_ratings(facts) && !counts(name) && name.find(role_words::UNITS).is_none();
        if let Some((_, word)) = asked_of(name).filter(|_| stated.is_none() && rated()) {
            let draft = scored(ScoreKind::Csat, word, None)?;
            let (column, scale) = (header.to_owned(), draft.scale?);
            return Some(draft.warned(Warning::AsksOf { column, word, scale }));
        }
        // “Service quality (1-5)”: the scale says what the words do not, and ends that judge
        // leave no doubt.
        let other = [role_words::SEGMENT, role_words::RESPONSE_ID];
        let of_field = || other.iter().any(|list| name.find(list).is_some());
        let of_else = || of_field() || whom::respondent(name).is_some();
        let judge = |ends: &StatedEnds| ends.judge() && name.find(role_words::EXPECTED).is_none();
        let open = ends.as_ref().map_or_else(|| !of_else(), judge);
        let short = stated.filter(|scale| scale.high <= 10.0 && open && !binary)?;
        let mut draft = scored(ScoreKind::Csat, "1–5", None)?;
        draft.evidence.remove(0);
        let (columns, scale) = (vec![header.to_owned()], draft.scale.unwrap_or(short));
        return Some(draft.warned(Warning::TakenForScore { columns, scale }));
    };
    // Identifiers and amounts may have such a word in their names too.
    if whom::respondent(name).is_some() && sure.is_none() {
        return None;
    }
    if binary && sure.is_none() {
        return Some(Draft::ignore(Evidence::Binary).because(named(word)));
    }
    scored(ScoreKind::Csat, word, None)
}

/// Whether most cells are numbers and nearly all others dates, as a spreadsheet makes of `4/5`.
fn beside_dates(facts: &ColumnProfile) -> bool {
    let (numbers, dates) = (facts.numeric_share(), facts.date_share());
    dates > 0.0 && numbers >= 0.6 && numbers + dates >= 0.95
}

/// Answers from which a question called NPS is taken to be asked on 1–5 where none is above
/// 5. Fewer may all be of detractors.
const MANY_NPS: u64 = 10;

/// CES 1.0 asks for effort on 1–5, CES 2.0 for ease on 1–7.
fn ces_direction(header: &str, facts: &ColumnProfile) -> Direction {
    let guess = scale_guess::guess(ScoreKind::Ces, header, facts, None);
    let most = guess.map_or(facts.max, |guess| facts.max.min(guess.scale.high));
    if most <= 5.0 { Direction::Lower } else { Direction::Higher }
}

/// Whether a label is a picture, such as a smiley, and no row of stars.
fn is_a_face(label: &str) -> bool {
    !label.chars().any(|c| c.is_alphanumeric() || c == '★' || c == '☆')
}

/// Names of columns that say what customers felt, as a program or whoever dealt with them put it.
const EMOTIONS: &[&str] = &["emotion", "emotions", "情绪"];

/// A score whose answers are words, such as `Very easy`.
fn word_score(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    if name.is_one(EMOTIONS).is_some() {
        return None;
    }
    let amounts = any_scale(facts).filter(|words| !words.unlisted.may_be_ends);
    if let Some(amounts) = amounts.filter(|words| words.family == ScaleFamily::Amount) {
        // How much effort it was.
        let (word, much) = name.effort()?;
        let direction = match (amounts.scale.direction, much) {
            (Direction::Higher, much) => much,
            // The points that the labels state fall with the amount.
            (Direction::Lower, Direction::Higher) => Direction::Lower,
            (Direction::Lower, Direction::Lower) => Direction::Higher,
        };
        let scale = Scale { direction, ..amounts.scale };
        let evidence = Evidence::WordScale { n: amounts.labels.len(), scale };
        let mut draft = Draft::new(Role::CES, 2, evidence).because(named(word));
        draft.warnings.extend(doubts_of_words(header, &amounts));
        (draft.scale, draft.labels) = (Some(scale), amounts.labels);
        return Some(draft);
    }
    // Without its best or its worst word it says nothing.
    let found = word_scale(facts).filter(|words| !words.unlisted.may_be_ends)?;
    let sure = name.find(role_words::CSAT);
    let asked = name.find(role_words::RECOMMEND).or_else(|| name.find(role_words::NPS));
    // Who would or would not is no scale.
    let degrees = found.labels.len() > 2;
    let shared = doubts_of_words(header, &found);
    if let (ScaleFamily::Likely, Some(word), true) = (found.family, asked, degrees) {
        // Labels that state the points of the question's own scale.
        if found.scale == Scale::NPS || found.scale == Scale::higher(1.0, 10.0) {
            let evidence = Evidence::WordScale { n: found.labels.len(), scale: Scale::NPS };
            let mut draft = Draft::new(Role::NPS, 2, evidence).because(named(word));
            (draft.scale, draft.labels) = (Some(Scale::NPS), found.labels);
            draft.warnings.extend(shared);
            return Some(draft);
        }
        let evidence = Evidence::WordScale { n: found.labels.len(), scale: found.scale };
        let mut draft = Draft::new(Role::CSAT, 1, evidence).because(named(word));
        (draft.scale, draft.labels) = (Some(found.scale), found.labels);
        let (column, n, scale) = (header.to_owned(), facts.answers(), found.scale);
        draft.warnings.extend(shared);
        return Some(draft.warned(Warning::NpsOnOther { column, n, scale }));
    }
    let effort = name.effort().map(|e| e.0).or(name.find(role_words::CES));
    let asked_for = effort.is_some() || name.is_question();
    let (role, word) = match found.family {
        ScaleFamily::Satisfied => (Role::CSAT, sure),
        ScaleFamily::Easy if !asked_for && found.labels.keys().all(|l| may_be_a_kind(l)) => {
            return None;
        }
        ScaleFamily::Easy => (Role::CES, effort),
        ScaleFamily::Amount | ScaleFamily::Likely => return None,
        ScaleFamily::Expected => (Role::CSAT, Some(sure?)),
        // “How was the food?”, which good answers answer.
        ScaleFamily::Good if name.asks_how() && found.labels.len() > 2 => (Role::CSAT, sure),
        // 您对服务的评价: 非常好 … 非常差.
        ScaleFamily::Good if found.labels.len() > 2 && name.find(role_words::JUDGED).is_some() => {
            (Role::CSAT, sure.or(name.find(role_words::JUDGED)))
        }
        // 👍 and 👎, 😡 … 😍: faces are marks under any name.
        ScaleFamily::Good if found.labels.keys().all(|label| is_a_face(label)) => {
            (Role::CSAT, sure)
        }
        ScaleFamily::Good => (Role::CSAT, Some(sure?)),
        ScaleFamily::Agree => match name.effort() {
            Some((word, Direction::Higher)) => (Role::CES, Some(word)),
            _ => (Role::CSAT, Some(name.find(role_words::CSAT_SURE)?)),
        },
    };
    let evidence = Evidence::WordScale { n: found.labels.len(), scale: found.scale };
    let mut draft = Draft::new(role, 2, evidence);
    draft.evidence.extend(word.map(named));
    draft.warnings.extend(shared);
    draft.scale = Some(found.scale);
    draft.labels = found.labels;
    Some(draft)
}

/// What is to be told of a scale of words: labels of one point, and a word that was placed.
pub(super) fn doubts_of_words(header: &str, words: &WordScale) -> Vec<Warning> {
    let placed = words.unlisted.told(header, words);
    shared_point(header, words).into_iter().chain(placed).collect()
}

/// That labels which differ stand for the same point.
fn shared_point(header: &str, words: &WordScale) -> Option<Warning> {
    let (column, labels, scale) = (header.to_owned(), words.sharing(), words.scale);
    (!labels.is_empty()).then_some(Warning::SharedPoint { column, labels, scale })
}

/// A score whose answers are the codes of a survey tool, `A1` to `A5`.
fn code_score(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let effort = name.effort().map(|effort| effort.0).or(name.find(role_words::CES));
    let (role, word) = match (effort, name.find(role_words::CSAT)) {
        (Some(word), _) => (Role::CES, word),
        (None, word) => (Role::CSAT, word?),
    };
    let (first, scale, labels) = coded(facts)?;
    let evidence = Evidence::WordScale { n: labels.len(), scale };
    let mut draft = Draft::new(role, 2, evidence).because(named(word));
    (draft.scale, draft.labels) = (Some(scale), labels);
    let column = header.to_owned();
    Some(draft.warned(Warning::AnswerCodes { column, first, scale }))
}

/// The codes of a survey tool, in their order: the first, their scale and their points.
pub(crate) fn coded(facts: &ColumnProfile) -> Option<(String, Scale, BTreeMap<String, f64>)> {
    let coded = |value: &str| {
        let at = value.find(|c: char| c.is_ascii_digit())?;
        let (prefix, digits) = value.split_at(at);
        let letters = (1..=2).contains(&at) && prefix.bytes().all(|b| b.is_ascii_uppercase());
        // R01 is the first of many reasons.
        let letters = letters && !digits.starts_with('0');
        let point: u32 = digits.parse().ok().filter(|point| (1..=10).contains(point))?;
        letters.then(|| (prefix.to_owned(), f64::from(point)))
    };
    let points: Vec<(&String, (String, f64))> =
        facts.values.keys().filter_map(|value| Some((value, coded(value)?))).collect();
    let first = points.first()?;
    let all = points.len() == facts.values.len() && !facts.many_values && points.len() >= 3;
    if !all || points.iter().any(|point| point.1.0 != first.1.0) {
        return None;
    }
    let most = points.iter().map(|point| point.1.1).fold(0.0, f64::max);
    let high = [5.0, 7.0, 10.0].into_iter().find(|high| most <= *high)?;
    let labels = points.iter().map(|(value, (_, point))| ((*value).clone(), *point)).collect();
    Some((first.0.clone(), Scale::higher(1.0, high), labels))
}

#[cfg(test)]
mod bounds;
