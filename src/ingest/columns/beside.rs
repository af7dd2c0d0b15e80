//! What a column is by those beside it: the words for the marks of a score, a translation of
//! comments, items of one question, parts of a rating.

use crate::feedback::Scale;
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::label_degree::ScaleFamily;
use crate::ingest::columns::role_words;
use crate::ingest::columns::scale_guess;
use crate::ingest::columns::strays;
use crate::ingest::columns::word_scale::{WordScale, word_scale};
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// The words for the marks of the column beside them: `rating`, `rating_label`.
pub(super) fn labels_of_scores(headers: &[String], drafts: &mut [Draft]) {
    const ENDS: [&str; 6] = ["label", "text", "description", "name", "文字", "描述"];
    for at in 0..drafts.len() {
        let header = headers[at].to_lowercase();
        let end = ENDS.iter().find_map(|end| header.strip_suffix(end));
        let Some(stem) = end.map(|stem| stem.trim_end_matches(['_', ' ', '-', '.'])) else {
            continue;
        };
        let marks = |other: usize| {
            drafts[other].labels.is_empty()
                && drafts[other].role.score().is_some()
                && headers[other].to_lowercase() == stem
        };
        let worded = drafts[at].role.score().is_some() && !drafts[at].labels.is_empty();
        if let Some(other) = (0..drafts.len()).find(|other| worded && marks(*other)) {
            drafts[at].drop_for(Evidence::SameAs(headers[other].clone()));
        }
    }
}

/// Comments that stand in another column already, in another language.
pub(super) fn translations(headers: &[String], names: &[ColumnName], drafts: &mut [Draft]) {
    let translated = |at: usize| names[at].find(role_words::TRANSLATED).is_some();
    let comments: Vec<usize> =
        (0..drafts.len()).filter(|at| drafts[*at].role == Role::Comment).collect();
    let Some(&first) = comments.iter().find(|at| !translated(**at)) else { return };
    for at in comments.into_iter().filter(|at| translated(*at)) {
        let (column, other) = (headers[at].clone(), headers[first].clone());
        drafts[at].drop_for(Evidence::TranslationOf(other.clone()));
        drafts[at].warnings.push(Warning::Translation { column, other });
    }
}

/// Columns that are marked in the same words of good and bad as a score, or as each other,
/// are items of one question.
pub(super) fn items_of_a_matrix(
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let good = |at: usize| {
        let open = matches!(drafts[at].role, Role::Segment | Role::Ignore | Role::CSAT);
        let words = word_scale(&facts[at]).filter(|words| words.family == ScaleFamily::Good);
        let known = names[at].find(role_words::SEGMENT).is_some() && drafts[at].role != Role::CSAT;
        words.filter(|words| open && !known && words.labels.len() > 2)
    };
    let scales: Vec<Option<WordScale>> = (0..drafts.len()).map(good).collect();
    for at in 0..drafts.len() {
        let Some(own) = &scales[at] else { continue };
        let alike = |other: &WordScale| {
            other.labels.keys().filter(|label| own.labels.contains_key(*label)).count() > 2
        };
        let others = scales.iter().enumerate().filter(|(other, _)| *other != at);
        if drafts[at].role == Role::CSAT || !others.filter_map(|(_, s)| s.as_ref()).any(alike) {
            continue;
        }
        let evidence = Evidence::WordScale { n: own.labels.len(), scale: own.scale };
        let mut draft = Draft::new(Role::CSAT, 2, evidence);
        (draft.scale, draft.labels) = (Some(own.scale), own.labels.clone());
        drafts[at] = draft;
    }
}

/// Numbers beside a rating, on its scale, under the names of what travellers and shoppers rate,
/// are ratings too: 综合评分, 位置, 设施, 服务; `rating`, `rooms`, `cleanliness`.
pub(super) fn parts_of_a_rating(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let part = |at: usize| {
        let idle = matches!(drafts[at].role, Role::Ignore | Role::Segment);
        let numbers = idle && facts[at].numeric_share() >= 0.95 && facts[at].distinct > 1;
        names[at].is_one(role_words::PARTS).filter(|_| numbers).map(|word| (at, word))
    };
    let parts: Vec<(usize, &str)> = (0..drafts.len()).filter_map(part).collect();
    let of_numbers = |draft: &&Draft| draft.role == Role::CSAT && draft.labels.is_empty();
    let ratings = drafts.iter().filter(of_numbers);
    let rating = ratings.max_by_key(|draft| draft.strength).and_then(|draft| draft.scale);
    // Without a rating in numbers three of them make a scale of five.
    let five = (parts.len() > 2).then_some(Scale::higher(1.0, 5.0));
    let Some((scale, parts)) = held([rating, five].into_iter().flatten(), &parts, facts) else {
        return;
    };
    for (at, word) in parts {
        let ColumnProfile { numeric: n, min, max, .. } = facts[at];
        let mut draft = Draft::new(Role::CSAT, 2, Evidence::Named(word));
        draft.warnings.extend(scale_guess::slips_on(&headers[at], &facts[at], scale));
        draft.scale = Some(scale);
        drafts[at] = draft.because(Evidence::Scale { scale, n, min, max });
    }
}

/// Parts of a rating, by their columns.
type Parts<'p> = Vec<(usize, &'p str)>;

/// The scale that holds most of the parts, two at least, the first on a tie; a scale of five stars
/// also with halves from 0.5 on.
fn held<'p>(
    scales: impl Iterator<Item = Scale>,
    parts: &[(usize, &'p str)],
    facts: &[ColumnProfile],
) -> Option<(Scale, Parts<'p>)> {
    let five = |scale: &Scale| scale.low == 1.0 && scale.high == 5.0;
    let from_half = |scale: Scale| five(&scale).then_some((Scale { low: 0.0, ..scale }, true));
    let mut best: Option<(Scale, Parts<'p>)> = None;
    for (scale, halves) in
        scales.flat_map(|scale| [Some((scale, false)), from_half(scale)]).flatten()
    {
        let held = parts_on(scale, halves, parts, facts);
        if held.len() > best.as_ref().map_or(1, |(_, parts)| parts.len()) {
            best = Some((scale, held));
        }
    }
    best
}

/// The parts whose numbers lie on a scale, one of them up to its end, or to half a point below it
/// where halves are given: prices and days end anywhere.
fn parts_on<'p>(
    scale: Scale,
    halves: bool,
    parts: &[(usize, &'p str)],
    facts: &[ColumnProfile],
) -> Parts<'p> {
    let in_halves = |facts: &ColumnProfile| {
        facts.min >= 0.5 && facts.numbers.keys().all(|hundredths| hundredths % 50 == 0)
    };
    let on = |at: usize| strays::fits(&facts[at], scale) && (!halves || in_halves(&facts[at]));
    let parts: Parts<'p> = parts.iter().copied().filter(|(at, _)| on(*at)).collect();
    let below = if halves { 0.5 } else { 0.0 };
    let full = |at: usize| strays::greatest_on(&facts[at], scale) >= scale.high - below;
    if parts.iter().any(|(at, _)| full(*at)) { parts } else { Vec::new() }
}

/// Numbers that look like a score are proposed on the scale that others state in their headers,
/// where it is one scale.
pub(super) fn on_the_scale_of_others(
    headers: &[String],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let stated = |at: usize| scale_guess::stated(&headers[at], &facts[at], None).map(|g| g.scale);
    let rated = |at: usize| matches!(drafts[at].role, Role::CSAT | Role::CES);
    let scales: Vec<Scale> = (0..drafts.len()).filter(|at| rated(*at)).filter_map(stated).collect();
    let Some(common) = scales.first().copied().filter(|_| scales.len() > 1) else { return };
    if scales.iter().any(|scale| *scale != common) {
        return;
    }
    for (at, draft) in drafts.iter_mut().enumerate() {
        for warning in &mut draft.warnings {
            if let Warning::UnusedNumbers { min, max, scale, .. } = warning
                && common.contains(*min)
                && common.contains(*max)
                && stated(at).is_none()
            {
                *scale = common;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::cells;
    use crate::ingest::columns::made_table::{Table, table, worded};

    /// What columns of numbers are, of which the first is a rating.
    fn roles(columns: &[(&str, &[&str])]) -> Vec<Role> {
        let names: Vec<ColumnName> =
            columns.iter().map(|(name, _)| ColumnName::new(name)).collect();
        let facts: Vec<ColumnProfile> =
            columns.iter().map(|(_, values)| cells(values, 1)).collect();
        let mut drafts: Vec<Draft> =
            columns.iter().map(|_| Draft::ignore(Evidence::NoMeaning)).collect();
        drafts[0] = Draft::new(Role::CSAT, 2, Evidence::Named("rating"));
        drafts[0].scale = Some(Scale::higher(1.0, 5.0));
        let headers: Vec<String> = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
        parts_of_a_rating(&headers, &names, &facts, &mut drafts);
        drafts.iter().map(|draft| draft.role).collect()
    }

    #[test]
    fn what_portals_rate_beside_the_whole_are_ratings() {
        let (marks, halves) = (["4", "5", "2"], ["3.5", "4", "5"]);
        let found =
            roles(&[("综合评分", &marks), ("位置", &halves), ("卫生", &marks), ("房号", &marks)]);
        assert_eq!(found, [Role::CSAT, Role::CSAT, Role::CSAT, Role::Ignore]);
        let found = roles(&[("rating", &marks), ("sleep_quality", &marks), ("Value", &halves)]);
        assert_eq!(found, [Role::CSAT; 3]);
        let beyond = roles(&[("rating", &marks), ("Price", &["12", "4"]), ("Value", &halves)]);
        assert_eq!(beyond[1..], [Role::Ignore; 2], "one alone, as prices are no marks");
        let worded =
            roles(&[("Q2a 产品质量", &marks), ("描述相符", &marks), ("物流服务", &halves)]);
        assert_eq!(worded[1..], [Role::CSAT; 2]);
        let stars = ["0.5", "2.5", "4.5"];
        let half = roles(&[("星级", &marks), ("口味", &stars), ("环境", &stars)]);
        assert_eq!(half, [Role::CSAT; 3]);
        let quarter = ["0.25", "2.5", "4.5"];
        let none = roles(&[("星级", &marks), ("口味", &quarter), ("环境", &["0", "2.5", "5"])]);
        assert_eq!(none[1..], [Role::Ignore; 2], "no half stars");
        let slip = [["1", "2", "5"].repeat(7), vec!["45"]].concat();
        let slips = roles(&[("rating", &marks), ("Rooms", &slip), ("Value", &marks)]);
        assert_eq!(slips, [Role::CSAT; 3]);
        let low = roles(&[("rating", &marks), ("Delivery", &["1", "2"]), ("Rooms", &["2", "3"])]);
        assert_eq!(low[1..], [Role::Ignore; 2], "days and rooms do not end where marks do");
    }

    #[test]
    fn parts_are_nearly_all_numbers_and_not_all_the_same() {
        let (marks, halves) = (["4", "5", "2"], ["3.5", "4", "5"]);
        let nineteen = [["4"; 18].as_slice(), &["5", "soon"]].concat();
        let eighteen = [["4"; 17].as_slice(), &["5", "soon"]].concat();
        for (cells, so) in [(&nineteen[..], true), (&eighteen[..], false), (&["5"; 3], false)] {
            let found = roles(&[("rating", &marks), ("Rooms", cells), ("Value", &halves)]);
            let wanted = if so { [Role::CSAT; 2] } else { [Role::Ignore; 2] };
            assert_eq!(found[1..], wanted, "{cells:?}");
        }
    }

    #[test]
    fn numbers_are_proposed_on_the_one_scale_that_others_state() {
        let marks: &[&str] = &["2", "5"];
        for (headers, wanted) in [
            (["Taste (1-7)", "Smell (1-7)", "Look"], 7.0),
            (["Taste (1-7)", "Smell (1-10)", "Look"], 5.0),
            (["Taste (1-7)", "Smell", "Look"], 5.0),
            (["Taste (1-4)", "Smell (1-4)", "Look"], 5.0),
            (["Taste (1-7)", "Smell (1-7)", "Look (1-5)"], 5.0),
        ] {
            let columns = [Role::CSAT, Role::CES, Role::Ignore];
            let columns: Vec<(&str, Role, &[&str])> =
                headers.into_iter().zip(columns).map(|(name, role)| (name, role, marks)).collect();
            let Table { headers, facts, mut drafts, .. } = table(&columns);
            let scale = Scale::higher(1.0, 5.0);
            let (columns, min, max) = (vec![headers[2].clone()], 2.0, 5.0);
            drafts[2].warnings.push(Warning::UnusedNumbers { columns, min, max, scale });
            on_the_scale_of_others(&headers, &facts, &mut drafts);
            let scale = match drafts[2].warnings[..] {
                [Warning::UnusedNumbers { scale, .. }] => scale,
                _ => panic!("{headers:?}"),
            };
            assert_eq!(scale, Scale::higher(1.0, wanted), "{headers:?}");
        }
    }

    #[test]
    fn three_parts_make_a_scale_of_five_without_a_rating() {
        let marks: &[&str] = &["4", "5", "2"];
        let part = |name| (name, Role::Ignore, marks);
        let parts = [part("Rooms"), part("Value"), part("Staff")];
        for (n, wanted) in [(3, Role::CSAT), (2, Role::Ignore)] {
            let Table { headers, names, facts, mut drafts } = table(&parts[..n]);
            parts_of_a_rating(&headers, &names, &facts, &mut drafts);
            assert!(drafts.iter().all(|draft| draft.role == wanted), "{n} parts");
        }
    }

    #[test]
    fn the_words_for_the_marks_beside_them_are_not_counted_twice() {
        for (label, other, words, words_of_other, dropped) in [
            ("rating_label", ("rating", Role::CSAT), true, false, true),
            ("rating_label", ("rating", Role::CSAT), false, false, false),
            ("rating_label", ("rating", Role::CSAT), true, true, false),
            ("rating_label", ("rating", Role::Ignore), true, false, false),
            ("rating_label", ("ratings", Role::CSAT), true, false, false),
            ("rating_words", ("rating", Role::CSAT), true, false, false),
        ] {
            let columns: [(&str, Role, &[&str]); 2] =
                [(other.0, other.1, &["1"]), (label, Role::CSAT, &["Good"])];
            let Table { headers, mut drafts, .. } = table(&columns);
            if words {
                worded(&mut drafts[1]);
            }
            if words_of_other {
                worded(&mut drafts[0]);
            }
            labels_of_scores(&headers, &mut drafts);
            let found = [drafts[0].role, drafts[1].role];
            let wanted = if dropped { Role::Ignore } else { Role::CSAT };
            assert_eq!(found, [other.1, wanted], "{label} {other:?} {words} {words_of_other}");
        }
    }

    #[test]
    fn translations_give_way_to_the_comments_they_are_of() {
        let translated = ("Comment (translated)", Role::Comment, &["Good"][..]);
        let comment = ("Comment", Role::Comment, &["Gut"][..]);
        let found = |columns: &[(&str, Role, &[&str])]| {
            let mut table = table(columns);
            translations(&table.headers, &table.names, &mut table.drafts);
            (table.roles(), table.drafts.iter().map(|draft| draft.warnings.len()).sum::<usize>())
        };
        let both = (vec![Role::Ignore, Role::Comment], 1);
        assert_eq!(found(&[translated, comment]), both);
        assert_eq!(found(&[translated]), (vec![Role::Comment], 0));
    }

    #[test]
    fn items_of_a_matrix_share_three_words_of_good_and_bad() {
        let three: &[&str] = &["Good", "Average", "Bad"];
        let other: &[&str] = &["Good", "Fair", "Bad"];
        let two: &[&str] = &["Good", "Bad"];
        let field = |name, words| (name, Role::Segment, words);
        for (columns, wanted) in [
            ([field("Food", three), ("Rooms", Role::Ignore, three)], [Role::CSAT; 2]),
            ([field("Food", two), field("Rooms", two)], [Role::Segment; 2]),
            ([field("Food", three), field("Rooms", other)], [Role::Segment; 2]),
            ([field("Store", three), field("Rooms", three)], [Role::Segment; 2]),
            (
                [("Food", Role::Comment, three), field("Rooms", three)],
                [Role::Comment, Role::Segment],
            ),
            ([("Food", Role::CSAT, three), field("Rooms", three)], [Role::CSAT; 2]),
        ] {
            let mut table = table(&columns);
            items_of_a_matrix(&table.names, &table.facts, &mut table.drafts);
            assert_eq!(table.roles(), wanted, "{columns:?}");
            for (draft, (name, role, _)) in table.drafts.iter().zip(columns) {
                assert_eq!(draft.strength == 7, draft.role == role, "{name} stays what it was");
            }
        }
    }
}
