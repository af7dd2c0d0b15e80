//! Real vendor exports, kept outside of the repository: each ends in a mapping
//! that makes sense, or in an error that says what to do.

use std::path::Path;

use xinsheng::feedback::Feedback;
use xinsheng::ingest::{
    ErrorKind, LongForm, Mapping, ReadOptions, Rejection, Role, SourceFile, detect, profile,
};

struct Export {
    file: SourceFile,
    mapping: Mapping,
    feedback: Vec<Feedback>,
    rejects: Vec<Rejection>,
}

impl Export {
    /// `None`, with a printed message, where the export is not at hand.
    fn read(name: &str) -> Option<Export> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/exports");
        let path = Path::new(folder).join(name);
        if !path.exists() {
            println!("skipped: no {name}");
            return None;
        }
        let file = SourceFile::open(&path, &ReadOptions::default()).ok()?;
        let facts = profile(&file).ok()?;
        let mapping = detect(file.layout(), &facts);
        let mut form = LongForm::new(file.layout(), &mapping, 0).ok()?;
        let (mut feedback, mut rejects) = (Vec::new(), Vec::new());
        for row in file.rows().ok()? {
            match row {
                Ok(row) => feedback.extend(form.feedback(&row, &mut rejects)),
                Err(rejection) => rejects.push(rejection),
            }
        }
        Some(Export { file, mapping, feedback, rejects })
    }

    /// Columns of a role, by the beginnings of their names.
    fn names(&self, role: Role) -> Vec<&str> {
        let short = |name: &str| name.char_indices().nth(12).map_or(name.len(), |(at, _)| at);
        self.mapping.of_role(role).map(|c| &c.name[..short(&c.name)]).collect()
    }

    fn comments(&self) -> usize {
        self.feedback.iter().flat_map(|f| &f.entries).filter(|e| e.comment.is_some()).count()
    }
}

#[test]
fn scores_at_touchpoints_without_comments() {
    let Some(export) = Export::read("cx_scenario_survey_responses.csv") else { return };
    assert_eq!(export.mapping.of_role(Role::CSAT).count(), 5);
    assert_eq!(export.names(Role::NPS), ["survey_q6_np"]);
    let whole: Vec<_> =
        export.mapping.of_role(Role::CSAT).filter(|c| c.touchpoint.is_none()).collect();
    assert_eq!(whole.len(), 1);
    assert_eq!(whole[0].name, "survey_q5_osat");
    let error = export.mapping.require_comment(export.file.layout()).err();
    assert_eq!(error.map(|e| e.kind), Some(ErrorKind::NoComment));
    assert_eq!((export.feedback.len(), export.rejects.len()), (1000, 0));
}

#[test]
fn thumbs_with_a_byte_order_mark() {
    let Some(export) = Export::read("gsa_touchpoints_sample_with_bom.csv") else { return };
    assert_eq!(export.names(Role::Respondent), ["external_id"]);
    assert_eq!(export.names(Role::Comment), ["question_4"]);
    assert_eq!(export.mapping.columns.iter().filter(|c| c.role.score().is_some()).count(), 0);
}

#[test]
fn a_header_with_unquoted_commas() {
    let Some(export) = Export::read("nps_analyzer_example.csv") else { return };
    assert_eq!(export.file.layout().headers.len(), 10);
    assert_eq!(export.file.layout().warnings.len(), 1);
    assert_eq!(export.names(Role::NPS), ["NPS_Score"]);
    assert_eq!(export.feedback.len(), 3);
    assert!(export.rejects.is_empty());
}

#[test]
fn two_header_rows_of_an_in_app_survey() {
    let Some(export) = Export::read("nps_two_header_rows.csv") else { return };
    assert_eq!(export.file.layout().header_rows, 2);
    assert_eq!(export.names(Role::NPS).len(), 1);
    assert_eq!(export.names(Role::Comment).len(), 2);
    assert_eq!(export.names(Role::Segment), ["country"]);
    assert_eq!((export.feedback.len(), export.rejects.len()), (3163, 0));
    assert_eq!(export.comments(), 425);
}

#[test]
fn a_workbook_with_codes_above_questions() {
    let Some(export) = Export::read("snapsurvey_nhs_fic_example.xlsm") else { return };
    assert_eq!(export.file.layout().header_rows, 2);
    assert_eq!(export.names(Role::CES), ["NetEasyScore"]);
    assert_eq!(export.names(Role::CSAT), ["Q1 / Overall"]);
    assert_eq!(export.names(Role::Comment).len(), 2);
    assert_eq!((export.feedback.len(), export.rejects.len()), (21, 0));
    assert!(export.feedback.iter().all(|f| f.time.is_some()));
}

#[test]
fn questionnaires_of_wenjuanxing() {
    for (name, rows, comments) in [("wenjuanxing_d1.xlsx", 208, 2), ("wenjuanxing_d2.xlsx", 205, 1)]
    {
        let Some(export) = Export::read(name) else { return };
        assert_eq!(export.names(Role::Time), ["提交答卷时间"]);
        assert_eq!(export.names(Role::Comment).len(), comments);
        assert_eq!((export.feedback.len(), export.rejects.len()), (rows, 0));
        let scores = export.mapping.columns.iter().filter(|c| c.role.score().is_some());
        assert_eq!(scores.count(), 0);
    }
}
