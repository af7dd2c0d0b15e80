//! `comments.csv`: every comment with where it came from and what was found
//! in it, one row a comment.

use super::scorer::Scored;
use crate::ingest::{Entry, Feedback, ScoreKind};
use crate::opinion::{Opinion, Taxonomy};
use crate::report::formula_guard::guard;

/// Columns every comment has after those of the input, as `score` and
/// `comments.csv` name them.
pub(super) const JUDGED: [&str; 9] = [
    "lang",
    "label",
    "sentiment",
    "p_negative",
    "p_neutral",
    "p_positive",
    "stars",
    "emotion",
    "effort",
];

/// Columns of `comments.csv` before the segment fields, and right after them.
const PLACE: [&str; 5] = ["file", "row", "time", "respondent", "touchpoint"];
const GIVEN: [&str; 4] = ["nps", "csat", "ces", "comment"];
const OPINIONS: &str = "opinions";

/// Column names of `comments.csv` with these segment fields. A field that is
/// called like another column gets a prefix, so that every name is one column.
pub(super) fn header(segments: &[String]) -> Vec<String> {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let after = [owned(&GIVEN), owned(&JUDGED), owned(&[OPINIONS])].concat();
    let mut names = owned(&PLACE);
    for segment in segments {
        let mut name = guard(segment).into_owned();
        while names.contains(&name) || after.contains(&name) {
            name.insert_str(0, "segment_");
        }
        names.push(name);
    }
    names.extend(after);
    names
}

/// Appends the cells of one comment to a record. `segments` are the values in
/// the order of the header.
pub(super) fn cells<'a>(
    file: &str,
    row: &Feedback,
    entry: &Entry,
    segments: impl Iterator<Item = &'a str>,
    scored: &Scored,
    taxonomy: &Taxonomy,
    record: &mut csv::StringRecord,
) {
    record.push_field(&guard(file));
    record.push_field(&row.source.row.to_string());
    record.push_field(&row.time.map(|time| time.to_string()).unwrap_or_default());
    record.push_field(&guard(row.respondent.as_deref().unwrap_or_default()));
    record.push_field(&guard(entry.touchpoint.as_deref().unwrap_or_default()));
    segments.for_each(|segment| record.push_field(&guard(segment)));
    for kind in ScoreKind::ALL {
        let score = entry.scores.get(kind);
        record.push_field(&score.map(|score| score.value.to_string()).unwrap_or_default());
    }
    record.push_field(&guard(entry.comment.as_deref().unwrap_or_default()));
    judged_cells(scored, |cell| record.push_field(cell));
    record.push_field(&opinions_cell(&scored.opinions, taxonomy));
}

/// The [`JUDGED`] cells of a comment. Where nothing was judged, only language
/// and label are given.
pub(super) fn judged_cells(scored: &Scored, mut push: impl FnMut(&str)) {
    push(scored.text.language.as_str());
    push(scored.label.as_str());
    if scored.label == crate::sentiment::Label::Undetected {
        (2..JUDGED.len()).for_each(|_| push(""));
        return;
    }
    let p = scored.judgement.polarity;
    let mut number = String::with_capacity(8);
    for value in [p.sentiment(), p.negative, p.neutral, p.positive] {
        write_fixed(&mut number, value, 4);
        push(&number);
    }
    match scored.judgement.stars {
        Some(stars) => {
            write_fixed(&mut number, stars, 2);
            push(&number);
        }
        None => push(""),
    }
    push(scored.judgement.emotion.map_or("", |emotion| emotion.as_str()));
    push(scored.effort.as_str());
}

/// Opinions in one cell: `delivery_speed=-0.93; price=0.81`.
fn opinions_cell(opinions: &[Opinion], taxonomy: &Taxonomy) -> String {
    let mut cell = String::new();
    let mut number = String::with_capacity(8);
    for opinion in opinions {
        if !cell.is_empty() {
            cell.push_str("; ");
        }
        cell.push_str(&taxonomy.aspect(opinion.aspect).name.id);
        cell.push('=');
        write_fixed(&mut number, opinion.polarity.sentiment(), 2);
        cell.push_str(&number);
    }
    cell
}

/// `value` with a fixed number of decimals, without a negative zero. Several
/// times as fast as the standard formatting of floats, and a row has five.
fn write_fixed(out: &mut String, value: f32, decimals: usize) {
    use std::fmt::Write as _;
    out.clear();
    let unit = 10i64.pow(decimals as u32);
    let scaled = (f64::from(value) * unit as f64).round() as i64;
    if scaled < 0 {
        out.push('-');
    }
    let (whole, rest) = (scaled.abs() / unit, scaled.abs() % unit);
    // Writing to a string cannot fail.
    let _ = write!(out, "{whole}.{rest:0decimals$}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_called_like_another_column_is_told_apart() {
        let names = header(&["label", "店铺", "nps", "店铺"].map(str::to_owned));
        assert_eq!(names[5..9], ["segment_label", "店铺", "segment_nps", "segment_店铺"]);
        let mut unique = names.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), names.len());
    }

    #[test]
    fn fixed_decimals_have_no_negative_zero() {
        let mut out = String::new();
        write_fixed(&mut out, -0.000_01, 2);
        assert_eq!(out, "0.00");
        write_fixed(&mut out, -0.936, 2);
        assert_eq!(out, "-0.94");
        write_fixed(&mut out, 4.05, 2);
        assert_eq!(out, "4.05");
        write_fixed(&mut out, 0.000_04, 4);
        assert_eq!(out, "0.0000");
    }
}
