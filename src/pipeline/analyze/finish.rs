//! The end of a run: what its counters found and the account of its rows become the summary.
//! Apart from the reading of rows: here nothing is read any more, and what counts is the order in
//! which doubts are told.

use super::Run;
use crate::ingest::{ColumnMapping, Evidence, Rejection, Warning};
use crate::journey::comparison::Basis;
use crate::journey::{Checked, RunNames};
use crate::lang::Name;
use crate::pipeline::export::Export;
use crate::pipeline::gap_columns::dimensions;
use crate::pipeline::journey_plan::TaxonomyNames;
use crate::pipeline::warnings::{
    corrected, file_warnings, no_groups, not_judged, of_population, same_people, too_few_invited,
    too_few_labels, weighted,
};
use crate::pipeline::{PipelineError, topics};
use crate::privacy::Redact;
use crate::report::Summary;
use crate::report::summary::{
    Account, Period, Privacy, Responses, SUMMARY_VERSION, Source, SourceColumn, Tool, Topics,
};

impl Run<'_, '_> {
    /// The summary, what is said of targets, what another run is compared with, and the files
    /// whose reading broke off.
    ///
    /// # Errors
    /// Labels of other comments, and targets of what the export does not have.
    pub(super) fn finish(
        self,
        files: &[Export],
        topics: &Topics,
        pool: &rayon::ThreadPool,
    ) -> Result<(Summary, Option<Checked>, Basis, Vec<Rejection>), PipelineError> {
        let TaxonomyNames { touchpoints, stages, aspects, homes } =
            TaxonomyNames::of(self.judge, &self.gate);
        let names = RunNames {
            touchpoints: &touchpoints,
            stages: &stages,
            aspects: &aspects,
            homes: &homes,
            files: &self.names,
        };
        let suppression = self.options.suppression;
        let journey = pool.install(|| self.collector.finish(names, suppression));
        let label_check = self.beside.finish(journey.comment_design)?;
        let targets = journey.targets.transpose()?;
        let engine = self.judge.engine();
        // What may turn a number over comes first; what is merely odd, last.
        let responses = Responses::new(self.answered, self.options.invited);
        let cut = |cut: &Rejection| Name::both(|lang| cut.message_in(lang.code()));
        let mut warnings: Vec<Name> = self.part.into_iter().collect();
        let population = self.weighting.map(|weighting| weighting.summary.clone());
        warnings.extend(population.iter().flat_map(of_population));
        warnings.extend(self.left_out.cut_short.iter().map(cut));
        let lost = self.left_out.told(self.account.rows_read);
        let [sheets, moving, others] = file_warnings(files);
        let told_first: Vec<Name> = lost.into_iter().chain(sheets).collect();
        warnings.extend(told_first.iter().cloned());
        warnings.extend(moving);
        warnings.extend(journey.other_languages.as_ref().and_then(not_judged));
        warnings.extend(same_people(&journey.design, journey.comment_design));
        warnings.extend(too_few_invited(&responses));
        warnings.extend(others);
        let corrections = self.judge.corrections().map(|all| all.told(&self.applied));
        warnings.extend(corrections.iter().map(corrected));
        warnings.extend(weighted(files, population.is_some()));
        warnings.extend(no_groups(&journey.segments));
        warnings.extend(topics::remark(topics, self.judge.taxonomy(), &touchpoints));
        warnings.extend(self.notes);
        if let Some(given) = self.options.labels.as_ref().filter(|_| label_check.is_none()) {
            warnings.insert(0, too_few_labels(given.labels.len()));
        }
        let summary = Summary {
            version: SUMMARY_VERSION,
            tool: Tool {
                name: "xinsheng".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                engine: engine.name().to_owned(),
                model: self.gate.message(engine.model()),
            },
            sources: files.iter().map(source).collect(),
            account: Account {
                rows_rejected: self.left_out.rows,
                rows_lost: self.left_out.lost(),
                cells_rejected: self.left_out.cells,
                ..self.account
            },
            of_asked: responses.of_asked(&journey.overall),
            responses,
            period: self
                .days
                .map(|(from, to)| Period { from: from.to_string(), to: to.to_string() }),
            suppression,
            privacy: Privacy {
                redacted: self.gate.masks(),
                orders: self.options.redact == Redact::Orders,
                masked: self.masked,
            },
            topics: topics.clone(),
            touchpoint_source: self.source,
            findings: journey.findings,
            label_check,
            corrections,
            servqual: self.gaps.finish(&dimensions(), suppression),
            population,
            overall: journey.overall,
            touchpoints: journey.touchpoints,
            course: journey.course,
            grain: journey.grain,
            trend: journey.trend,
            shifts: journey.shifts,
            latest: journey.latest,
            contrasts: journey.contrasts,
            voices: journey.voices,
            drivers: journey.drivers,
            pain_points: journey.pain_points,
            harmless: journey.harmless,
            actions: journey.actions,
            mismatch: journey.mismatch,
            other_languages: journey.other_languages,
            framed_comments: journey.framed_comments,
            segments: journey.segments,
            implied: journey.implied,
            warnings,
            told_first,
        };
        Ok((summary, targets, journey.basis, self.left_out.cut_short))
    }
}

fn source(export: &Export) -> Source {
    let layout = export.layout();
    let column = |column: &ColumnMapping| SourceColumn {
        name: column.name.clone(),
        role: column.role.as_str().to_owned(),
        touchpoint: column.touchpoint.clone(),
        scale: column.scale,
        labels: column.labels.clone(),
        evidence: Name::both(|lang| Evidence::sentence_in(&column.evidence, lang.code())),
    };
    Source {
        file: export.file().to_owned(),
        format: layout.format.name().to_owned(),
        encoding: layout.format.encoding().map(str::to_owned),
        rows: export.data_rows(),
        columns: export.mapping().columns.iter().map(column).collect(),
        unused_scores: unused_scores(export),
    }
}

/// Columns of an export that look like scores and are not used.
fn unused_scores(export: &Export) -> Vec<String> {
    let mut found = Vec::new();
    for warning in export.warnings() {
        match warning {
            Warning::UnusedWords { columns, .. }
            | Warning::UnusedNumbers { columns, .. }
            | Warning::IllStatements { columns, .. }
            | Warning::BadWhenHigh { columns, .. } => found.extend(columns.iter().cloned()),
            Warning::WordsOfScore { column, .. } | Warning::AllZero(column, _) => {
                found.push(column.clone());
            }
            _ => {}
        }
    }
    found
}
