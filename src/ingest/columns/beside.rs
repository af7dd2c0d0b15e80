//! What a column is by those beside it: a score beside the groups that were made of it, the words
//! for its marks, a translation of its comments, items of one question.

use crate::feedback::Scale;
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::label_degree::ScaleFamily;
use crate::ingest::columns::role_words;
use crate::ingest::columns::scale_guess;
use crate::ingest::columns::score_role::{is_nps_groups, numbers};
use crate::ingest::columns::word_scale::{WordScale, word_scale};
use crate::ingest::columns::words::{self, ColumnName};
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// A plain score from 0 to 10 beside the groups of NPS is what they were made of.
pub(super) fn beside_groups(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let Some(groups) = facts.iter().position(is_nps_groups) else { return };
    let from_answers = |draft: &Draft| draft.role == Role::NPS && draft.labels.is_empty();
    if drafts.iter().any(from_answers) {
        return;
    }
    let Some(at) = (0..drafts.len()).find(|at| is_plain_score(*at, headers, names, facts, drafts))
    else {
        return;
    };
    take_for_nps(&mut drafts[at], Evidence::BesideGroups(headers[groups].clone()));
    drafts[groups] = Draft::ignore(Evidence::NpsGroups);
}

/// A plain score beside a column that says of every row that the survey was one of NPS, as
/// tools with surveys of several kinds write it.
pub(super) fn of_survey_kind(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    const NPS: [&str; 4] = ["nps", "net promoter score", "nps survey", "净推荐值"];
    const OTHERS: [&str; 8] = [
        "csat",
        "ces",
        "customer satisfaction",
        "customer effort",
        "customer effort score",
        "csat survey",
        "ces survey",
        "满意度",
    ];
    let says = |facts: &ColumnProfile| {
        let kind = |value: &String| {
            let value = value.to_lowercase();
            NPS.contains(&value.as_str()) || OTHERS.contains(&value.as_str())
        };
        !facts.many_values && !facts.values.is_empty() && facts.values.keys().all(kind)
    };
    let Some(kind) = facts.iter().position(says) else { return };
    let only = facts[kind].values.keys().next().map(|value| value.to_lowercase());
    if facts[kind].values.len() > 1 {
        // A mean over several kinds would say nothing.
        let mixed = |at: &usize| is_plain_score(*at, headers, names, facts, drafts);
        if let Some(at) = (0..drafts.len()).find(mixed) {
            let column = headers[at].clone();
            drafts[at] = Draft::ignore(numbers(&facts[at])).warned(Warning::SurveyKinds { column });
        }
        return;
    }
    if !only.is_some_and(|only| NPS.contains(&only.as_str())) {
        return;
    }
    if drafts.iter().any(|draft| draft.role == Role::NPS) {
        return;
    }
    let Some(at) = (0..drafts.len()).find(|at| is_plain_score(*at, headers, names, facts, drafts))
    else {
        return;
    };
    take_for_nps(&mut drafts[at], Evidence::BesideKind(headers[kind].clone()));
}

/// Takes a plain score for one of NPS; what is no answer stays so.
fn take_for_nps(draft: &mut Draft, evidence: Evidence) {
    let missing = std::mem::take(&mut draft.missing);
    *draft = Draft::new(Role::NPS, 2, evidence).because(Evidence::ScaleOfNps);
    (draft.scale, draft.missing) = (Some(Scale::NPS), missing);
}

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

/// Whether whole numbers up to 10 are a score of nothing in particular.
fn is_plain_score(
    at: usize,
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &[Draft],
) -> bool {
    let (draft, facts) = (&drafts[at], &facts[at]);
    draft.role == Role::CSAT
        && draft.labels.is_empty()
        && names[at].find(role_words::CSAT_SURE).is_none()
        && words::subject(&headers[at]).is_empty()
        && facts.numeric == facts.integers
        && facts.min >= 0.0
        && (6.0..=10.0).contains(&facts.max)
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
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    let part = |at: usize| {
        let idle = matches!(drafts[at].role, Role::Ignore | Role::Segment);
        let numbers = idle && facts[at].numeric_share() >= 0.95 && facts[at].distinct > 1;
        names[at].is_one(role_words::PARTS).filter(|_| numbers).map(|word| (at, word))
    };
    let mut parts: Vec<(usize, &str)> = (0..drafts.len()).filter_map(part).collect();
    let of_numbers = |draft: &&Draft| draft.role == Role::CSAT && draft.labels.is_empty();
    let ratings = drafts.iter().filter(of_numbers);
    let rating = ratings.max_by_key(|draft| draft.strength).and_then(|draft| draft.scale);
    // Without a rating in numbers three of them make a scale of five.
    let five = (parts.len() > 2).then_some(Scale::higher(1.0, 5.0));
    let Some(scale) = rating.or(five) else { return };
    let inside = scale.low..=scale.high;
    parts.retain(|(at, _)| inside.contains(&facts[*at].min) && inside.contains(&facts[*at].max));
    // Prices and days end anywhere.
    let full = parts.iter().any(|(at, _)| facts[*at].max >= scale.high);
    if parts.len() < 2 || !full {
        return;
    }
    for (at, word) in parts {
        let ColumnProfile { numeric: n, min, max, .. } = facts[at];
        let mut draft = Draft::new(Role::CSAT, 2, Evidence::Named(word));
        draft.scale = Some(scale);
        drafts[at] = draft.because(Evidence::Scale { scale, n, min, max });
    }
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

    /// What columns of numbers are, of which the first is a rating.
    fn roles(columns: &[(&str, &[&str])]) -> Vec<Role> {
        let names: Vec<ColumnName> =
            columns.iter().map(|(name, _)| ColumnName::new(name)).collect();
        let profile = |(_, cells): &(&str, &[&str])| {
            let mut facts = ColumnProfile::default();
            cells.iter().for_each(|cell| facts.see(cell));
            facts
        };
        let facts: Vec<ColumnProfile> = columns.iter().map(profile).collect();
        let mut drafts: Vec<Draft> =
            columns.iter().map(|_| Draft::ignore(Evidence::NoMeaning)).collect();
        drafts[0] = Draft::new(Role::CSAT, 2, Evidence::Named("rating"));
        drafts[0].scale = Some(Scale::higher(1.0, 5.0));
        parts_of_a_rating(&names, &facts, &mut drafts);
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

    /// Columns with their cells and what each was taken for alone.
    struct Table {
        headers: Vec<String>,
        names: Vec<ColumnName>,
        facts: Vec<ColumnProfile>,
        drafts: Vec<Draft>,
    }

    fn table(columns: &[(&str, Role, &[&str])]) -> Table {
        let profile = |(_, _, cells): &(&str, Role, &[&str])| {
            let mut facts = ColumnProfile::default();
            cells.iter().for_each(|cell| facts.see(cell));
            facts
        };
        let draft = |(_, role, _): &(&str, Role, &[&str])| {
            Draft::new(*role, 7, Evidence::Named("as it was"))
        };
        Table {
            headers: columns.iter().map(|(header, ..)| (*header).to_owned()).collect(),
            names: columns.iter().map(|(header, ..)| ColumnName::new(header)).collect(),
            facts: columns.iter().map(profile).collect(),
            drafts: columns.iter().map(draft).collect(),
        }
    }

    impl Table {
        fn roles(&self) -> Vec<Role> {
            self.drafts.iter().map(|draft| draft.role).collect()
        }
    }

    fn worded(draft: &mut Draft) {
        draft.labels.insert("Good".to_owned(), 5.0);
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
            let Table { names, facts, mut drafts, .. } = table(&parts[..n]);
            parts_of_a_rating(&names, &facts, &mut drafts);
            assert!(drafts.iter().all(|draft| draft.role == wanted), "{n} parts");
        }
    }

    #[test]
    fn a_plain_score_is_of_whole_numbers_to_ten_and_of_nothing() {
        for (header, role, with_labels, cells, wanted) in [
            ("Rating", Role::CSAT, false, &["0", "6"][..], true),
            ("Rating", Role::CSAT, false, &["0", "10"], true),
            ("Rating", Role::CSAT, false, &["0", "11"], false),
            ("Rating", Role::CSAT, false, &["0", "5"], false),
            ("Rating", Role::CSAT, false, &["0", "6.5"], false),
            ("Rating", Role::CSAT, false, &["-1", "6"], false),
            ("Rating", Role::CES, false, &["0", "6"], false),
            ("Rating", Role::CSAT, true, &["0", "6"], false),
            ("Satisfaction", Role::CSAT, false, &["0", "6"], false),
            ("Delivery rating", Role::CSAT, false, &["0", "6"], false),
        ] {
            let Table { headers, names, facts, mut drafts } = table(&[(header, role, cells)]);
            if with_labels {
                worded(&mut drafts[0]);
            }
            let so = is_plain_score(0, &headers, &names, &facts, &drafts);
            assert_eq!(so, wanted, "{header} {role:?} {cells:?} {with_labels}");
        }
    }

    #[test]
    fn a_plain_score_beside_groups_of_nps_is_what_they_were_made_of() {
        let found = |other: Role, labels: bool| {
            let columns: [(&str, Role, &[&str]); 3] = [
                ("Rating", Role::CSAT, &["0", "7", "10"]),
                ("Group", Role::Ignore, &["Promoter", "Passive", "Detractor"]),
                ("Other", other, &["a"]),
            ];
            let mut table = table(&columns);
            table.drafts[0].missing = vec!["99".to_owned()];
            if labels {
                worded(&mut table.drafts[2]);
            }
            beside_groups(&table.headers, &table.names, &table.facts, &mut table.drafts);
            assert_eq!(table.drafts[0].missing, ["99"], "what is no answer stays so");
            (table.roles()[0], table.drafts[1].evidence.clone())
        };
        let made = (Role::NPS, vec![Evidence::NpsGroups]);
        let kept = (Role::CSAT, vec![Evidence::Named("as it was")]);
        assert_eq!(found(Role::Segment, false), made);
        assert_eq!(found(Role::NPS, true), made, "the groups themselves");
        assert_eq!(found(Role::NPS, false), kept, "the answers are there");
    }

    #[test]
    fn a_plain_score_is_of_the_kind_of_survey_that_every_row_names() {
        let told = |warnings: &[Warning]| {
            warnings.iter().any(|w| matches!(w, Warning::SurveyKinds { .. }))
        };
        for (kinds, other, wanted) in [
            (&["NPS"][..], Role::Segment, (Role::NPS, false)),
            (&["NPS", "CSAT"], Role::Segment, (Role::Ignore, true)),
            (&["CSAT"], Role::Segment, (Role::CSAT, false)),
            (&["NPS", "web"], Role::Segment, (Role::CSAT, false)),
            (&["NPS"], Role::NPS, (Role::CSAT, false)),
        ] {
            let columns: [(&str, Role, &[&str]); 4] = [
                ("Rating", Role::CSAT, &["0", "7", "10"]),
                ("Empty", Role::Ignore, &[]),
                ("Survey type", Role::Segment, kinds),
                ("Other", other, &["a"]),
            ];
            let mut table = table(&columns);
            of_survey_kind(&table.headers, &table.names, &table.facts, &mut table.drafts);
            let found = (table.roles()[0], told(&table.drafts[0].warnings));
            assert_eq!(found, wanted, "{kinds:?} {other:?}");
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
