//! Columns that look like a score, a comment or a touchpoint and are used as none: each is told,
//! with the line of a mapping that changes it.

use crate::feedback::{Direction, Scale};
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;
use crate::ingest::columns::asked_of::are_ratings;
use crate::ingest::columns::codes::codes;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::{is_text, names_a_score};
use crate::ingest::columns::group_codes::{are_codes, counts, is_words, may_name_groups};
use crate::ingest::columns::label_degree::ScaleFamily;
use crate::ingest::columns::question_framing::asks_what;
use crate::ingest::columns::register::may_be_matter;
use crate::ingest::columns::role_words;
use crate::ingest::columns::scale_guess;
use crate::ingest::columns::score_role::{coded, is_nps_groups};
use crate::ingest::columns::stated_ends::StatedEnds;
use crate::ingest::columns::strays;
use crate::ingest::columns::ticket_rating::are_ratings_of_tickets;
use crate::ingest::columns::touchpoint;
use crate::ingest::columns::unknown_degrees::{
    are_degrees, are_frequencies, are_partly_known, hold_verdicts,
};
use crate::ingest::columns::unused_text::unused_text;
use crate::ingest::columns::whom;
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
        .or_else(|| unused_codes(header, name, facts, draft))
        .or_else(|| unused_weight(header, name, facts, draft))
        .or_else(|| unused_amounts(header, name, facts, draft))
}

/// That a column looks like a score and is used as none.
fn unused_score(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
    draft: &Draft,
) -> Option<Warning> {
    let idle = matches!(draft.role, Role::Ignore | Role::Segment) && draft.choices.is_empty();
    let other = [role_words::SEGMENT, role_words::RESPONSE_ID];
    let of_else = other.iter().any(|list| name.find(list).is_some());
    let spoken = (of_else || whom::respondent(name).is_some()) && !name.is_question();
    // 满意度等级 is no group, whatever it holds.
    let graded = name.find(role_words::GRADES).is_some();
    let graded = graded && name.find(role_words::GRADED_ELSE).is_none();
    let verdicts = hold_verdicts(facts);
    let spoken = spoken && !graded && !verdicts;
    let tickets = are_ratings_of_tickets(facts);
    // 99 beside 1 to 5 is no answer.
    let apart = codes(header, facts).map(|codes| codes.others);
    let given = apart.as_ref().unwrap_or(facts);
    let degrees = word_scale(given).filter(|words| words.labels.len() > 2 || tickets);
    let degrees = degrees.filter(|words| !words.unlisted.may_be_ends);
    // “I trust the brand”, to which people agree or not, is about no brand among several.
    let judged = degrees.as_ref().is_some_and(|words| words.family != ScaleFamily::Good);
    let stated = scale_guess::stated(header, facts, None).map(|guess| guess.scale);
    let ends = StatedEnds::of(header).is_some();
    let counting = [role_words::OF_SCORES, role_words::LASTING];
    let counted = counts(name) || counting.iter().any(|list| name.ends_in(list).is_some());
    // “How often did nurses explain things?” counts nothing.
    let often = are_frequencies(name, facts);
    let told = !draft.warnings.is_empty() || counted && !often || is_nps_groups(facts);
    if !idle || spoken && !judged && !ends || told {
        return None;
    }
    let (column, n) = (header.to_owned(), facts.answers());
    if let Some(words) = degrees {
        // Who agrees that it took too long is not content.
        if words.family == ScaleFamily::Agree && name.find(role_words::ILL_SAID).is_some() {
            let scale = Scale { direction: Direction::Lower, ..words.scale };
            return Some(Warning::IllStatements { columns: vec![column], scale });
        }
        return Some(Warning::UnusedWords { columns: vec![column], scale: words.scale });
    }
    if let Some((first, scale, _)) = coded(facts) {
        // Q1, Q2 and Q3 below 季度 are quarters.
        if is_of_periods(name) || first.starts_with('Q') && facts.values.len() <= 4 {
            return None;
        }
        return Some(Warning::UnusedWords { columns: vec![column], scale });
    }
    if draft.role == Role::Ignore && are_zeros(facts) {
        let named = names_a_score(name) || scale_guess::is_stated(header);
        return named.then_some(Warning::AllZero(column, n));
    }
    let halves = given.numbers.keys().all(|hundredths| hundredths % 50 == 0);
    let whole = given.numeric >= ENOUGH_POINTS && (given.numeric == given.integers || halves);
    let points = given.numbers.len() >= 4 && facts.numeric * 20 >= n * 19;
    let end = strays::usual_end(given).filter(|_| (0.0..=2.0).contains(&given.min));
    let (min, max) = (given.min, end.unwrap_or(given.max));
    // That nobody gave 1 is no reason for a scale from 2.
    let low = if min < 1.0 { 0.0 } else { 1.0 };
    let guessed = end.filter(|_| points).map(|high| Scale::higher(low, high));
    let scale = stated.filter(|scale| scale.high <= 10.0 && ends).or(guessed);
    if let Some(scale) = scale.filter(|_| draft.role == Role::Ignore && whole) {
        return Some(Warning::UnusedNumbers { columns: vec![column], min, max, scale });
    }
    // “Teammate rated” is who was judged.
    let whom = name.closes(&["rated"]).is_some() && !name.is_question();
    // “Was this page helpful?”, yes or no.
    let asked = name.is_question() || header.contains("是否");
    const YES_OR_NO: &[&str] = &["helpful", "useful", "recommend*", "有帮助", "有用", "推荐"];
    let helpful = asked && name.find(YES_OR_NO).is_some();
    // 您对售后的评价（1-5分）, and none of the numbers is one of these.
    let marks = facts.numeric_share() >= 0.8 && name.find(role_words::JUDGED).is_some();
    // Why somebody is content is no mark, in whatever code.
    let why = name.closes(&["reason", "reasons", "reason code", "原因", "理由", "请注明)"]);
    let scored = names_a_score(name) || name.find(&["effort", "费力", "费劲"]).is_some();
    let scored = scored && why.is_none() && !asks_what(header, are_ratings(facts));
    let named = scored || verdicts || helpful || marks && scale_guess::is_stated(header);
    let degrees = are_degrees(facts) || are_partly_known(given) || often;
    if !named && !degrees || facts.distinct < 2 || whom && is_text(facts) {
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

/// Whether a name speaks of months, quarters or years.
fn is_of_periods(name: &ColumnName) -> bool {
    [role_words::PERIOD, role_words::YEAR].iter().any(|list| name.find(list).is_some())
}

/// Whether there is nothing but zeros, in many cells.
fn are_zeros(facts: &ColumnProfile) -> bool {
    let zeros = facts.numeric == facts.answers() && facts.min == 0.0 && facts.max == 0.0;
    zeros && facts.numeric >= ENOUGH_POINTS
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
    let named = named || touchpoint::may_be_area(name, facts) || may_be_matter(name, facts);
    let idle = matches!(draft.role, Role::Ignore | Role::Segment) && draft.warnings.is_empty();
    // A long question that mentions a step asks for something else.
    let wide: usize = header.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let named = named && wide <= MOST_ASKED && !header.contains("是否");
    let few = (2..=50).contains(&facts.distinct) && facts.distinct_share() <= 0.5;
    let held = is_words(facts) || are_codes(facts);
    (named && idle && few && held && draft.choices.is_empty())
        .then(|| Warning::TouchpointNotUsed { column: header.to_owned() })
}

/// Widest question for a touchpoint, in cells of a terminal.
const MOST_ASKED: usize = 40;

/// A few whole numbers that may name groups.
fn unused_codes(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
    draft: &Draft,
) -> Option<Warning> {
    let numbers = matches!(draft.evidence.first(), Some(Evidence::Numbers { .. }));
    let idle = draft.role == Role::Ignore && draft.warnings.is_empty() && numbers;
    (idle && may_name_groups(name, facts))
        .then(|| Warning::CodesNotUsed { columns: vec![header.to_owned()] })
}

/// Numbers around one under the name of a weight: of parcels few weigh that on average.
fn unused_weight(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
    draft: &Draft,
) -> Option<Warning> {
    let named = name.ends_in(role_words::WEIGHTS).is_some() && !name.is_question();
    let idle = draft.role == Role::Ignore && draft.warnings.is_empty();
    let all = facts.numeric == facts.answers() && facts.min >= 0.0 && facts.max <= 10.0;
    let sum: f64 = facts.numbers.iter().map(|(key, n)| *key as f64 / 100.0 * *n as f64).sum();
    let around_one = all && (0.8..=1.25).contains(&(sum / facts.numeric as f64));
    (named && idle && around_one && facts.integers < facts.numeric)
        .then(|| Warning::WeightNotUsed { column: header.to_owned() })
}

/// That what customers are worth is not used: as numbers, or with the sign of a currency.
fn unused_amounts(
    header: &str,
    name: &ColumnName,
    facts: &ColumnProfile,
    draft: &Draft,
) -> Option<Warning> {
    const CURRENCIES: [char; 6] = ['$', '£', '€', '¥', '￥', '₹'];
    let named = name.ends_in(role_words::WORTH).is_some() && !name.is_question();
    let idle = draft.role == Role::Ignore && draft.warnings.is_empty();
    let signed = |value: &&String| {
        let amount = value.trim().trim_start_matches('-').strip_prefix(CURRENCIES);
        amount.is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    };
    let known: Vec<&String> = match facts.many_values {
        true => facts.samples.iter().collect(),
        false => facts.values.keys().collect(),
    };
    let signs = 5 * known.iter().filter(|value| signed(value)).count() >= 4 * known.len();
    let amounts = facts.numeric_share() >= 0.8 || signs && !known.is_empty();
    (named && idle && amounts && facts.distinct > 1)
        .then(|| Warning::AmountsNotUsed(header.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::{cells, column, facts};

    #[test]
    fn what_customers_are_worth_is_told_where_it_is_not_used() {
        for (header, values, role, wanted) in [
            ("MRR", &["$4,200", "$60", "$819"][..], Role::Ignore, true),
            ("Account ARR", &["4200", "60", "819"], Role::Ignore, true),
            ("合同金额", &["¥4200", "¥60"], Role::Ignore, true),
            ("MRR", &["$60", "$60"], Role::Ignore, false),
            ("MRR", &["small", "large"], Role::Ignore, false),
            ("MRR", &["$60", "$819"], Role::Segment, false),
            ("Order number", &["4200", "60", "819"], Role::Ignore, false),
        ] {
            let facts = cells(values, 3);
            let told = unused_amounts(header, &ColumnName::new(header), &facts, &draft(role));
            assert_eq!(told.is_some(), wanted, "{header}: {values:?}");
        }
    }

    fn draft(role: Role) -> Draft {
        Draft::new(role, 0, Evidence::NoMeaning)
    }

    fn score_told(header: &str, facts: &ColumnProfile, draft: &Draft) -> &'static str {
        match unused_score(header, &ColumnName::new(header), facts, draft) {
            None => "nothing",
            Some(Warning::UnusedWords { .. }) => "words",
            Some(Warning::UnusedNumbers { .. }) => "numbers",
            Some(Warning::ScoreNotUsed { .. }) => "score",
            Some(Warning::WordsOfScore { .. }) => "words of score",
            Some(Warning::AllZero(..)) => "zeros",
            Some(_) => "something else",
        }
    }

    #[test]
    fn marks_in_words_are_told_unless_they_count_or_are_of_a_field() {
        let good = &[("Good", 5), ("Average", 5), ("Bad", 5)][..];
        let agree = &[("Agree", 5), ("Neutral", 5), ("Disagree", 5)][..];
        for (header, values, wanted) in [
            ("Mood", good, "words"),
            ("Mood", &[("Good", 5), ("Bad", 5)], "words"),
            ("Mood", &[("Great", 5), ("Bad", 5)], "nothing"),
            ("Brand", good, "nothing"),
            ("Brand", agree, "words"),
            ("Do you like the brand?", good, "words"),
            ("Number of moods", good, "nothing"),
            ("评价图片数", good, "nothing"),
            ("Wave", &[("A1", 5), ("A2", 5), ("A3", 5)], "words"),
            ("Wave", &[("Q1", 5), ("Q2", 5), ("Q3", 5)], "nothing"),
            ("季度", &[("A1", 5), ("A2", 5), ("A3", 5)], "nothing"),
            ("口碑", &[("满意", 9), ("还行", 5), ("甭提了", 9)], "words of score"),
            ("满意度等级", &[("A", 9), ("B", 5), ("C", 4)], "words of score"),
            ("Rating level", &[("A", 9), ("B", 5), ("C", 4)], "words of score"),
            ("信用评分等级", &[("A", 9), ("B", 5), ("C", 4)], "nothing"),
            ("客户等级", &[("A", 9), ("B", 5), ("C", 4)], "nothing"),
            ("等级", &[("满意", 9), ("差评", 5), ("甭提了", 9)], "words of score"),
            ("等级", &[("满意", 9), ("处理中", 5), ("甭提了", 9)], "nothing"),
            ("Rating", &[("Promoter", 5), ("Detractor", 5)], "nothing"),
        ] {
            let found = score_told(header, &column(values), &draft(Role::Segment));
            assert_eq!(found, wanted, "{header}: {values:?}");
        }
        let mut chosen = draft(Role::Segment);
        chosen.choices = vec!["Good".to_owned()];
        let told = draft(Role::Segment).warned(Warning::NoHeader);
        for draft in [chosen, told, draft(Role::Comment)] {
            assert_eq!(score_told("Mood", &column(good), &draft), "nothing");
        }
    }

    #[test]
    fn statements_that_speak_ill_and_degrees_of_what_is_not_known_are_told_apart() {
        let agree = &[("Strongly agree", 5), ("Agree", 5), ("Neutral", 5), ("Disagree", 5)][..];
        let told = |header: &str| {
            let facts = column(agree);
            match unused_score(header, &ColumnName::new(header), &facts, &draft(Role::Segment)) {
                Some(Warning::IllStatements { scale, .. }) => Some(scale.direction),
                Some(Warning::UnusedWords { .. }) => None,
                other => panic!("{header}: {other:?}"),
            }
        };
        assert_eq!(told("It took too long to get an answer"), Some(Direction::Lower));
        assert_eq!(told("The staff knew the way"), None);
        let degrees = &[("很给力", 10), ("给力", 10), ("一般", 10), ("很不给力", 10)];
        let unknown = score_told("您觉得", &column(degrees), &draft(Role::Segment));
        assert_eq!(unknown, "words of score");
        let often = column(&[("Never", 5), ("Sometimes", 5), ("Always", 10)]);
        for (header, wanted) in [
            ("How often did nurses explain things?", "words of score"),
            ("How often do you visit us?", "nothing"),
        ] {
            assert_eq!(score_told(header, &often, &draft(Role::Segment)), wanted, "{header}");
        }
        let codes = &[("R01", 9), ("R02", 9), ("R03", 9)][..];
        let plain = &[("R1", 9), ("R2", 9), ("R3", 9)][..];
        for (header, values, wanted) in [
            ("NPS reason code", codes, "nothing"),
            ("NPS code", codes, "words of score"),
            ("NPS code", plain, "words"),
            ("满意的原因", &[("价格", 9), ("服务", 9)], "nothing"),
            ("满意", &[("价格", 9), ("服务", 9)], "words of score"),
        ] {
            let found = score_told(header, &column(values), &draft(Role::Segment));
            assert_eq!(found, wanted, "{header}: {values:?}");
        }
    }

    #[test]
    fn twenty_numbers_of_four_points_to_the_end_of_a_scale_look_like_a_score() {
        for (values, wanted) in [
            (&[("1", 5), ("2", 5), ("3", 5), ("5", 5)][..], "numbers"),
            (&[("0", 5), ("2", 5), ("3", 5), ("10", 5)], "numbers"),
            (&[("2", 5), ("3", 5), ("4", 5), ("5", 5)], "numbers"),
            (&[("1", 5), ("2.5", 5), ("3", 5), ("5", 5)], "numbers"),
            (&[("1", 5), ("2", 5), ("3", 5), ("5", 5), ("99", 5)], "numbers"),
            (&[("1", 9), ("2", 9), ("3", 9), ("5", 9), ("45", 1)], "numbers"),
            (&[("1", 10), ("2", 10), ("3", 10), ("5", 8), ("soon", 2)], "numbers"),
            (&[("1", 10), ("2", 10), ("3", 10), ("5", 7), ("soon", 2)], "nothing"),
            (&[("1", 5), ("2", 5), ("3", 5), ("5", 4)], "nothing"),
            (&[("1", 10), ("2", 5), ("5", 5)], "nothing"),
            (&[("1", 5), ("2", 5), ("3", 5), ("4", 5)], "nothing"),
            (&[("3", 5), ("4", 5), ("5", 5), ("6", 5)], "nothing"),
            (&[("1", 5), ("2.25", 5), ("3", 5), ("5", 5)], "nothing"),
        ] {
            let found = score_told("Wave", &column(values), &draft(Role::Ignore));
            assert_eq!(found, wanted, "{values:?}");
            let found = score_told("Wave", &column(values), &draft(Role::Segment));
            assert_eq!(found, "nothing", "a field: {values:?}");
        }
    }

    #[test]
    fn the_scale_that_a_header_states_is_proposed_else_a_usual_one() {
        let agree = "(1 = very unlikely, 7 = very likely)";
        let likely = format!("Will you come again? {agree}");
        for (header, values, wanted) in [
            ("Wave", ["2", "3", "4", "5"], Some((2.0, 5.0, Scale::higher(1.0, 5.0)))),
            ("Wave", ["0.5", "3", "4", "5"], Some((0.5, 5.0, Scale::higher(0.0, 5.0)))),
            ("Wave", ["2", "3", "4", "6"], Some((2.0, 6.0, Scale::higher(1.0, 6.0)))),
            (&*likely, ["2", "3", "3", "4"], Some((2.0, 4.0, Scale::higher(1.0, 7.0)))),
            (
                "Brand: will you buy it? (1 = very unlikely, 5 = very likely)",
                ["2"; 4],
                Some((2.0, 2.0, Scale::higher(1.0, 5.0))),
            ),
            // What is counted is no mark.
            ("Nights", ["1", "2", "3", "5"], None),
            ("Room nights", ["1", "2", "3", "5"], None),
            ("Overall length of stay", ["1", "2", "3", "5"], None),
            ("Year of study", ["1", "2", "3", "5"], None),
            ("入住晚数", ["1", "2", "3", "5"], None),
            ("How many of you came?", ["1", "2", "3", "5"], None),
            ("您来过几次？", ["1", "2", "3", "5"], None),
            (
                "The nights here were quiet and cool",
                ["1", "2", "3", "5"],
                Some((1.0, 5.0, Scale::higher(1.0, 5.0))),
            ),
        ] {
            let facts = column(&values.map(|value| (value, 5)));
            let told = unused_score(header, &ColumnName::new(header), &facts, &draft(Role::Ignore));
            let found = told.map(|warning| match warning {
                Warning::UnusedNumbers { min, max, scale, .. } => (min, max, scale),
                other => panic!("{header}: {other:?}"),
            });
            assert_eq!(found, wanted, "{header}");
        }
    }

    #[test]
    fn a_name_of_a_score_is_told_where_four_in_five_are_numbers_or_the_words_are_few() {
        let numbers = |n: u64| column(&[("7", n - 1), ("8", 1), ("soon", 10 - n)]);
        let words = column(&[("splendid", 5), ("ghastly", 5)]);
        for (header, facts, role, wanted) in [
            ("Rating", numbers(8), Role::Ignore, "score"),
            ("Rating", numbers(8), Role::Segment, "nothing"),
            ("Rating", numbers(7), Role::Ignore, "words of score"),
            ("Rating", column(&[("7", 10)]), Role::Ignore, "nothing"),
            ("Rating", column(&[("0", 20)]), Role::Ignore, "zeros"),
            ("Rating", column(&[("0", 19)]), Role::Ignore, "nothing"),
            ("Wave", column(&[("0", 20)]), Role::Ignore, "nothing"),
            ("Effort", words.clone(), Role::Segment, "words of score"),
            ("Rating", facts(60, 30, 29), Role::Ignore, "words of score"),
            ("Rating", facts(60, 31, 29), Role::Ignore, "nothing"),
            ("Rating", facts(60, 30, 30), Role::Ignore, "nothing"),
            ("Wave", words.clone(), Role::Ignore, "nothing"),
            ("Teammate rated", words.clone(), Role::Ignore, "nothing"),
            ("How is the teammate rated?", words, Role::Ignore, "words of score"),
            ("Was it helpful?", column(&[("Yes", 5), ("No", 5)]), Role::Ignore, "words of score"),
            (
                "Would you recommend us?",
                column(&[("Yes", 5), ("No", 5)]),
                Role::Segment,
                "words of score",
            ),
            ("您是否推荐我们", column(&[("是", 5), ("否", 5)]), Role::Segment, "words of score"),
            ("Helpful", column(&[("Yes", 5), ("No", 5)]), Role::Ignore, "nothing"),
        ] {
            assert_eq!(score_told(header, &facts, &draft(role)), wanted, "{header} {role:?}");
        }
    }

    #[test]
    fn numbers_around_one_under_the_name_of_a_weight_are_told() {
        let told = |header: &str, values: &[(&str, u64)], role: Role| {
            let (name, facts) = (ColumnName::new(header), column(values));
            unused_weight(header, &name, &facts, &draft(role)).is_some()
        };
        let weights = &[("0.6", 5), ("1.4", 5)][..];
        for (header, values, wanted) in [
            ("weight", weights, true),
            ("Survey weight", weights, true),
            ("wt_final", weights, true),
            ("权重", weights, true),
            ("加权系数", weights, true),
            ("Wave", weights, false),
            ("Weight", &[("0.5", 5), ("2", 5)], true),
            ("Weight", &[("0.5", 5), ("2.01", 5)], false),
            ("Weight", &[("0.6", 5), ("1", 5)], true),
            ("Weight", &[("0.59", 5), ("1", 5)], false),
            ("Weight", &[("1", 5)], false),
            ("Parcel weight", &[("8.5", 5), ("7.2", 5)], false),
        ] {
            assert_eq!(told(header, values, Role::Ignore), wanted, "{header}: {values:?}");
        }
        assert!(!told("weight", weights, Role::Segment));
    }

    #[test]
    fn a_short_name_of_a_step_is_told_where_few_answers_come_again() {
        let wide = |cells: usize| format!("stage {}", "x".repeat(cells - 6));
        let told = |header: &str, facts: &ColumnProfile, draft: &Draft| {
            unused_touchpoint(header, &ColumnName::new(header), facts, draft).is_some()
        };
        for (header, answers, distinct, wanted) in [
            (&*wide(40), 100, 50, true),
            (&*wide(41), 100, 50, false),
            ("是否经历该环节", 100, 50, false),
            ("环节", 100, 50, true),
            ("环节", 100, 51, false),
            ("环节", 200, 51, false),
            ("环节", 4, 3, false),
            ("环节", 4, 2, true),
            ("环节", 4, 1, false),
            ("Wave", 100, 50, false),
        ] {
            let found = told(header, &facts(answers, distinct, 10), &draft(Role::Segment));
            assert_eq!(found, wanted, "{header}: {answers} {distinct}");
        }
        let warned = draft(Role::Segment).warned(Warning::NoHeader);
        for draft in [warned, draft(Role::Comment)] {
            assert!(!told("环节", &facts(100, 50, 10), &draft));
        }
    }
}
