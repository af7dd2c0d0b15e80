//! What a reader of the report must know of the files before trusting a number.

use std::collections::BTreeSet;

use rust_i18n::t;

use super::export::Export;
use crate::feedback::ScoreKind;
use crate::ingest::{Role, SheetNote, Warning};
use crate::journey::segments::SegmentTable;
use crate::journey::{NoGroups, OtherLanguages, PopulationField, PopulationSummary};
use crate::lang::{Lang, Name};
use crate::report::summary::{CorrectionsSummary, Responses};
use crate::stats::prediction_powered::Frame;

/// Says of which scores the answers, and whether the comments, are of the same people, and what
/// that costs.
pub(super) fn same_people(
    design: &[(ScoreKind, f64)],
    comments: f64,
) -> impl Iterator<Item = Name> {
    let words = |kind: Option<ScoreKind>, effect: f64, lang: Lang| {
        let share = format!("{:.2}", 1.0 / effect);
        let (kind, effect) = (kind.map(ScoreKind::as_str), format!("{effect:.1}"));
        let key = kind.map_or("pipeline.same_people_write", |_| "pipeline.same_people");
        t!(
            key,
            locale = lang.code(),
            score = kind.unwrap_or_default(),
            effect = effect,
            share = share
        )
        .into_owned()
    };
    // Below this intervals hardly change.
    let scores = design.iter().map(|(kind, effect)| (Some(*kind), *effect));
    let told = scores.chain([(None, comments)]).filter(|(_, effect)| *effect >= 1.1);
    told.map(move |(kind, effect)| Name::both(|lang| words(kind, effect, lang)))
}

/// Says that more answered than were asked, so that there is no response rate.
pub(super) fn too_few_invited(responses: &Responses) -> Option<Name> {
    let Responses { answered, invited, .. } = *responses;
    let invited = invited.filter(|invited| *invited < answered)?;
    Some(Name::both(|lang| {
        let key = "pipeline.invited";
        t!(key, locale = lang.code(), invited = invited, answered = answered).into_owned()
    }))
}

/// Says what became of the corrections.
pub(super) fn corrected(summary: &CorrectionsSummary) -> Name {
    Name::both(|lang| summary.words_in(lang.code()))
}

/// What was odd about the files, each said once: first the sheets that ought to have been read,
/// then what else moves the numbers, then what does not.
pub(super) fn file_warnings(files: &[Export]) -> [Vec<Name>; 3] {
    let mut said: BTreeSet<Name> = BTreeSet::new();
    let [mut sheets, mut moving, mut others] = [Vec::new(), Vec::new(), Vec::new()];
    for export in files {
        for warning in export.warnings() {
            let words = Name::both(|lang| {
                let words = warning.words_in(lang.code());
                if files.len() > 1 { format!("{}: {words}", export.file()) } else { words }
            });
            if said.insert(words.clone()) {
                let list = match warning {
                    Warning::Sheet(SheetNote::SameColumns { .. }) => &mut sheets,
                    Warning::OwnWords(own, _) if own.is_first() => &mut sheets,
                    moves if moves.moves_numbers() => &mut moving,
                    _ => &mut others,
                };
                list.push(words);
            }
        }
    }
    [sheets, moving, others]
}

/// Says how many comments are in a language that is not judged; `None` where the first page says it.
pub(super) fn not_judged(found: &OtherLanguages) -> Option<Name> {
    let words = |lang: Lang| {
        let (locale, n, all) = (lang.code(), found.comments, found.of);
        let Some(code) = &found.language else {
            return t!("pipeline.not_judged", locale = locale, n = n, all = all).into_owned();
        };
        let language = t!(format!("report.language.{code}"), locale = locale).into_owned();
        let key = "pipeline.not_judged_most";
        t!(key, locale = locale, n = n, all = all, language = language).into_owned()
    };
    (!found.is_much()).then(|| Name::both(words))
}

/// Labels from which nothing can be told.
pub(super) fn too_few_labels(given: usize) -> Name {
    let (key, fewest) = ("labels.too_few", Frame::FEWEST);
    Name::both(|lang| t!(key, locale = lang.code(), n = given, fewest = fewest).into_owned())
}

/// Says where the weights that a population asks for are held, and which rows have none.
pub(super) fn of_population(summary: &PopulationSummary) -> Vec<Name> {
    let held = |lang: Lang| {
        let off = format!("{:.1}", 100.0 * summary.off);
        let (bound, locale) = (summary.bound, lang.code());
        match summary.off < 5e-4 {
            true => t!("population.bounded_met", locale = locale, bound = bound),
            false => t!("population.bounded", locale = locale, bound = bound, off = off),
        }
        .into_owned()
    };
    let without = |field: &PopulationField, lang: Lang| {
        let (key, n, field) = ("population.without", field.without, &field.field);
        t!(key, locale = lang.code(), n = n, field = field).into_owned()
    };
    let mut said: Vec<Name> = Vec::new();
    said.extend(summary.bounded.then(|| Name::both(held)));
    let lacking = summary.fields.iter().filter(|field| field.without > 0);
    said.extend(lacking.map(|field| Name::both(|lang| without(field, lang))));
    said
}

/// Says which segment fields are left out where groups of customers are compared.
pub(super) fn no_groups(segments: &[SegmentTable]) -> Vec<Name> {
    let because = |why: NoGroups, key: &'static str| {
        let of = |table: &&SegmentTable| table.no_groups.as_ref() == Some(&why);
        let fields = segments.iter().filter(of).map(|table| format!("“{}”", table.field));
        let fields: Vec<String> = fields.collect();
        (!fields.is_empty()).then(|| {
            Name::both(|lang: Lang| {
                let fields = fields.join(if lang == Lang::Zh { "、" } else { ", " });
                t!(key, locale = lang.code(), fields = fields).into_owned()
            })
        })
    };
    let mut said: Vec<Name> = Vec::new();
    said.extend(because(NoGroups::Outcome, "pipeline.outcome_fields"));
    said.extend(because(NoGroups::Reasons, "pipeline.reason_fields"));
    let periods = segments.iter().filter(|table| table.no_groups == Some(NoGroups::Periods));
    said.extend(periods.map(|table| {
        let (key, field) = ("pipeline.period_field", &table.field);
        Name::both(|lang| t!(key, locale = lang.code(), field = field).into_owned())
    }));
    said.extend(segments.iter().filter_map(|table| {
        let Some(NoGroups::SameAs(other)) = &table.no_groups else { return None };
        let (key, field) = ("pipeline.same_field", &table.field);
        Some(Name::both(|lang| {
            t!(key, locale = lang.code(), field = field, other = other).into_owned()
        }))
    }));
    said
}

/// Says what weights do not count in, where there are any.
pub(super) fn weighted(files: &[Export], fitted: bool) -> Option<Name> {
    let weights = |export: &Export| export.mapping().of_role(Role::Weight).next().is_some();
    (fitted || files.iter().any(weights))
        .then(|| Name::both(|lang| t!("pipeline.weighted", locale = lang.code()).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_are_not_compared_are_named() {
        let table = |field: &str, no_groups| SegmentTable {
            field: field.to_owned(),
            values: 2,
            too_many: false,
            no_groups,
            groups: Vec::new(),
        };
        let same = Some(NoGroups::SameAs("Product".to_owned()));
        let outcome = Some(NoGroups::Outcome);
        let why = [table("Why", Some(NoGroups::Reasons)), table("Region", None)];
        assert!(no_groups(&why)[0].zh.ends_with("：“Why”"));
        let tables = [
            table("Resolved?", outcome.clone()),
            table("Product", None),
            table("product_id", same),
            table("On time", outcome),
            table("Wave", Some(NoGroups::Periods)),
        ];
        let said = no_groups(&tables);
        let en: Vec<&str> = said.iter().map(|name| name.en.as_str()).collect();
        assert_eq!(en.len(), 3, "{en:?}");
        assert!(en[0].ends_with(": “Resolved?”, “On time”"), "{}", en[0]);
        assert!(en[1].starts_with("“Wave” holds periods"), "{}", en[1]);
        assert!(en[2].starts_with("“product_id” divides the answers just as “Product” does"));
        assert!(said[0].zh.ends_with("：“Resolved?”、“On time”"), "{}", said[0].zh);
        assert!(no_groups(&tables[1..2]).is_empty());
    }
}
