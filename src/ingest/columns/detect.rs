//! All columns of a file together: what its tool says of them, what each is taken for alone, what
//! it is by those beside it, and which of several is taken. Apart from `roles`, which sees one
//! column at a time.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::above_header::{classify_below, turned_by_titles};
use crate::ingest::columns::agreement;
use crate::ingest::columns::batteries;
use crate::ingest::columns::before_after;
use crate::ingest::columns::beside::{
    items_of_a_matrix, labels_of_scores, on_the_scale_of_others, parts_of_a_rating, translations,
};
use crate::ingest::columns::branches::plain;
use crate::ingest::columns::choices;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::extent_items;
use crate::ingest::columns::family_scale;
use crate::ingest::columns::foreign_scores;
use crate::ingest::columns::gap_items;
use crate::ingest::columns::lone_text;
use crate::ingest::columns::odd_text;
use crate::ingest::columns::own_columns;
use crate::ingest::columns::plain_score::{beside_groups, of_survey_kind};
use crate::ingest::columns::profile::Profile;
use crate::ingest::columns::question_framing;
use crate::ingest::columns::resolve;
use crate::ingest::columns::roles::follow_ups_alone;
use crate::ingest::columns::same_words::items_of_few_words;
use crate::ingest::columns::score_role::{coded, from_groups, is_nps_groups};
use crate::ingest::columns::sibling_items;
use crate::ingest::columns::stated_year;
use crate::ingest::columns::titles::{titles_beside_comments, titles_for_bodies};
use crate::ingest::columns::transcripts;
use crate::ingest::columns::twin_scores;
use crate::ingest::columns::unlisted_words;
use crate::ingest::columns::unused_items::items_beside;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::dialect::{self, KnownColumn};
use crate::ingest::mapping::{FileSection, Mapping};
use crate::ingest::read::layout::{Format, Layout};
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Decides on all columns of a file.
pub fn detect(layout: &Layout, profile: &Profile) -> Mapping {
    let dialect = layout.dialect.and_then(dialect::by_id);
    let mut headers = match dialect {
        Some(dialect) => dialect.questions(&layout.headers),
        None => layout.headers.clone(),
    };
    let profile = &profile.merged();
    for branch in &profile.branches {
        let first = &mut headers[branch.columns[0]];
        *first = plain(first).to_owned();
    }
    let names: Vec<ColumnName> = headers.iter().map(|h| ColumnName::new(h)).collect();
    let columns: Vec<dialect::ProfiledColumn<'_>> = layout
        .headers
        .iter()
        .zip(&profile.columns)
        .map(|(header, facts)| dialect::ProfiledColumn { name: header.to_lowercase(), facts })
        .collect();
    let own = own_columns::is_own_output(&layout.headers);
    let draft = |at: usize| {
        if own && own_columns::is_added(&layout.headers[at]) {
            return Draft::ignore(Evidence::OwnOutput);
        }
        let known = dialect.and_then(|d| Some((d.id(), d.column(&columns, at)?)));
        let draft = match known {
            Some((tool, known)) => known_to(tool, &layout.headers[at], &known, columns[at].facts),
            None => classify_below(&layout.titles, &headers[at], &names[at], columns[at].facts),
        };
        if headers[at] == layout.headers[at] || profile.branch(at).is_some() {
            return draft;
        }
        draft.because(Evidence::Question(headers[at].clone()))
    };
    let mut drafts: Vec<Draft> = (0..headers.len()).map(draft).collect();
    for branch in &profile.branches {
        let names: Vec<String> =
            branch.columns.iter().map(|&at| layout.headers[at].clone()).collect();
        for &at in &branch.columns[1..] {
            drafts[at] = Draft::ignore(Evidence::SameQuestion(names[0].clone()));
        }
        drafts[branch.columns[0]].also = names[1..].to_vec();
    }
    follow_ups_alone(&names, &profile.columns, &mut drafts);
    if !drafts.iter().any(|draft| draft.role == Role::NPS) {
        let groups = headers.iter().zip(&profile.columns).zip(&mut drafts);
        let mut groups = groups.filter(|((_, facts), _)| is_nps_groups(facts));
        if let Some(((header, facts), draft)) = groups.next() {
            *draft = from_groups(header, facts);
        }
    }
    beside_groups(&headers, &names, &profile.columns, &mut drafts);
    of_survey_kind(&headers, &names, &profile.columns, &mut drafts);
    items_of_a_matrix(&names, &profile.columns, &mut drafts);
    agreement::statements(&headers, &names, &profile.columns, &mut drafts);
    extent_items::of_extent(&headers, &names, &profile.columns, &mut drafts);
    sibling_items::of_one_scale(&headers, &names, &mut drafts);
    parts_of_a_rating(&headers, &names, &profile.columns, &mut drafts);
    foreign_scores::expected_of_rated(&headers, &mut drafts);
    before_after::earlier_marks(&headers, &mut drafts);
    foreign_scores::averages(&headers, &profile.columns, &mut drafts);
    items_of_few_words(&headers, &profile.columns, &mut drafts);
    choices::ticked(&headers, &profile.columns, &mut drafts);
    translations(&layout.headers, &names, &mut drafts);
    labels_of_scores(&layout.headers, &mut drafts);
    twin_scores::twins(&headers, &profile.columns, &mut drafts);
    on_the_scale_of_others(&headers, &profile.columns, &mut drafts);
    family_scale::widest(&headers, &mut drafts);
    gap_items::asked_twice(&headers, &profile.columns, &mut drafts);
    let (facts, marks) = (&profile.columns[..], &profile.marks);
    let columns = batteries::Columns { headers: &headers, names: &names, facts, marks };
    batteries::items(&columns, &mut drafts);
    items_beside(&headers, &names, &profile.columns, &mut drafts);
    titles_beside_comments(&layout.headers, &names, &profile.columns, &mut drafts);
    titles_for_bodies(&layout.headers, &names, &profile.columns, &mut drafts, profile.rows);
    unlisted_words::left_out(&headers, &profile.columns, &mut drafts);
    marks_are_no_groups(&profile.columns, &mut drafts);
    lone_text::take(&layout.headers, &names, &profile.columns, &mut drafts);
    turned_by_titles(&layout.titles, &headers, &profile.columns, &mut drafts);
    let mut mapping = resolve::mapping(&layout.headers, &headers, profile, &names, &mut drafts);
    stated_year::take(layout, profile, &mut mapping);
    question_framing::tell(&headers, &mut mapping.columns);
    mapping.warnings.extend(profile.mended.warnings());
    transcripts::tell(&layout.headers, profile, &mut mapping);
    odd_text::tell(&layout.headers, profile, &mut mapping);
    let (delimiter, sheet) = match &layout.format {
        Format::Delimited { delimiter, .. } => (Some(char::from(*delimiter)), None),
        Format::Workbook { sheet, .. } => (None, Some(sheet.clone())),
        Format::Json { .. } | Format::Parquet => (None, None),
    };
    let encoding = layout.format.encoding().map(str::to_owned);
    mapping.detected = FileSection { encoding, delimiter, sheet, ..FileSection::default() };
    if !matches!(layout.format, Format::Json { .. } | Format::Parquet) {
        mapping.file.skip_rows = Some(layout.skip_rows);
        mapping.file.header_rows = Some(layout.header_rows);
    }
    mapping
}

/// Leaves out fields that look like scores: those who found it bad are no group of customers. Codes
/// may as well be those of groups: B1, B2, B3.
fn marks_are_no_groups(facts: &[ColumnProfile], drafts: &mut [Draft]) {
    let is_mark = |warning: &Warning| {
        matches!(warning, Warning::UnusedWords { .. } | Warning::WordsOfScore { .. })
    };
    let fields = drafts.iter_mut().zip(facts).filter(|(draft, _)| draft.role == Role::Segment);
    for (draft, facts) in fields {
        if draft.warnings.iter().any(is_mark) && coded(facts).is_none() {
            draft.role = Role::Ignore;
        }
    }
}

/// A column that the dialect of its tool knows.
fn known_to(tool: &'static str, header: &str, known: &KnownColumn, facts: &ColumnProfile) -> Draft {
    if facts.answers() == 0 {
        return Draft::ignore(Evidence::Empty);
    }
    // Above all that names alone suggest.
    let mut draft = Draft::new(known.role, 9, Evidence::Dialect(tool));
    if known.scale.is_some() {
        draft = draft.because(Evidence::DialectScore(tool));
    }
    draft.scale = known.scale;
    draft.stated = known.scale.is_some();
    // Also what does not occur: next month's export is read by this mapping.
    draft.labels = known.labels.iter().map(|(l, points)| ((*l).to_owned(), *points)).collect();
    draft.missing = known.missing.iter().map(|value| (*value).to_owned()).collect();
    draft.drop = known.drop.iter().map(|value| (*value).to_owned()).collect();
    draft.warnings.extend(known.warning.map(|of| of(header.to_owned())));
    draft
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Scale;
    use crate::ingest::cells::made::cells;

    #[test]
    fn a_field_that_looks_like_a_score_is_no_group() {
        let field = || Draft::new(Role::Segment, 1, Evidence::NoMeaning);
        let (column, scale) = ("Mood".to_owned(), Scale::higher(1.0, 5.0));
        let words = Warning::UnusedWords { columns: vec![column.clone()], scale };
        let unknown = Warning::WordsOfScore { column: column.clone(), values: Vec::new() };
        let other = Warning::TouchpointNotUsed { column };
        let codes = words.clone();
        let mut drafts = [words, unknown, other, codes].map(|told| field().warned(told));
        let labels = || cells(&["Good", "Fair", "Bad"], 9);
        let facts = [labels(), labels(), labels(), cells(&["B1", "B2", "B3"], 9)];
        marks_are_no_groups(&facts, &mut drafts);
        let roles = drafts.map(|draft| draft.role);
        assert_eq!(roles, [Role::Ignore, Role::Ignore, Role::Segment, Role::Segment]);
    }

    #[test]
    fn a_column_that_a_tool_knows_is_what_the_tool_says_unless_it_is_empty() {
        let known = |scale: Option<Scale>| KnownColumn {
            role: Role::CSAT,
            scale,
            labels: &[],
            missing: &[],
            drop: &[],
            warning: None,
        };
        let facts = cells(&["1", "5", "5"], 1);
        let scale = Some(Scale::higher(1.0, 5.0));
        for (scale, stated, evidence) in [
            (None, false, vec![Evidence::Dialect("tool")]),
            (scale, true, vec![Evidence::Dialect("tool"), Evidence::DialectScore("tool")]),
        ] {
            let draft = known_to("tool", "Answer", &known(scale), &facts);
            assert_eq!((draft.role, draft.scale, draft.stated), (Role::CSAT, scale, stated));
            assert_eq!(draft.evidence, evidence);
        }
        let empty = known_to("tool", "Answer", &known(scale), &ColumnProfile::default());
        assert_eq!((empty.role, empty.evidence), (Role::Ignore, vec![Evidence::Empty]));
    }
}
