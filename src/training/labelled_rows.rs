//! Labelled comments from any table the program reads, for training and
//! evaluation.

use crate::ingest::{ErrorKind, IngestError, ReadOptions, Rejection, Scope};
use crate::pipeline::Input;
use crate::pipeline::PipelineError;
use crate::sentiment::labelled::{
    Labelled, is_mixed, is_not_about_us, parse_emotion, parse_polarity,
};

/// Which columns hold what.
#[derive(Debug, Clone, Default)]
pub struct LabelColumns {
    /// The comment.
    pub text: String,
    /// The polarity label.
    pub label: Option<String>,
    /// The rating.
    pub rating: Option<String>,
    /// The rating's scale: a column that holds it (as `1-5` or `[1, 5]`), or
    /// the scale itself.
    pub rating_scale: Option<String>,
    /// The emotion.
    pub emotion: Option<String>,
    /// The data set each row belongs to.
    pub set: Option<String>,
}

/// Rows that are of no use for training or evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PassedOver {
    /// How many.
    pub rows: u64,
    /// The first answer that was not understood: row, column and cell.
    pub unknown: Option<(u64, String, String)>,
    /// Where and why reading broke off before the end of the file.
    pub cut_short: Option<Rejection>,
}

/// Reads labelled comments. Rows without a comment or with no answer that is
/// understood are passed over; what is known of them is returned beside the
/// rows. Files read together need not all have every answer: a column that
/// this one lacks is left out as long as it has one of the answers.
///
/// # Errors
/// A file that cannot be read or changes meanwhile, or one without the comments' column or without
/// any of the answers'.
pub fn read_labelled(
    input: &Input,
    columns: &LabelColumns,
) -> Result<(Vec<Labelled>, PassedOver), PipelineError> {
    let file = input.open(&ReadOptions::default()).map_err(IngestError::without_mapping)?;
    let layout = file.layout();
    let text = layout.column(&columns.text)?;
    let mut missing = None;
    let mut find = |name: &Option<String>| match name.as_deref().map(|name| layout.column(name)) {
        Some(Ok(at)) => Ok(Some(at)),
        Some(Err(error)) if error.kind == ErrorKind::NoSuchColumn => {
            missing.get_or_insert(error);
            Ok(None)
        }
        Some(Err(error)) => Err(error),
        None => Ok(None),
    };
    let (label, rating) = (find(&columns.label)?, find(&columns.rating)?);
    let emotion = find(&columns.emotion)?;
    if let (None, None, None, Some(error)) = (label, rating, emotion, missing.take()) {
        return Err(error.into());
    }
    let find = |name: &Option<String>| name.as_deref().and_then(|name| layout.column(name).ok());
    let set = find(&columns.set);
    let fixed_scale = columns.rating_scale.as_deref().and_then(parse_scale);
    let scale = if fixed_scale.is_some() { None } else { find(&columns.rating_scale) };
    // Without a scale nothing of a rating is understood.
    let alone = rating.is_some() && (label, emotion) == (None, None);
    if let Some(name) = columns.rating_scale.as_deref().filter(|_| alone)
        && fixed_scale.is_none()
    {
        layout.column(name)?;
    }
    let (mut labelled, mut passed_over) = (Vec::new(), PassedOver::default());
    for row in file.rows()? {
        let row = match row {
            Ok(row) => row,
            Err(rejection) => {
                if let Some(error) = IngestError::of_strict(&rejection) {
                    return Err(error.into());
                }
                passed_over.rows += 1;
                if rejection.scope == Scope::Rest {
                    passed_over.cut_short.get_or_insert(rejection);
                }
                continue;
            }
        };
        let cell = |at: Option<usize>| {
            at.and_then(|at| row.cells.get(at)).map(str::trim).filter(|c| !c.is_empty())
        };
        let item = Labelled {
            text: cell(Some(text)).unwrap_or_default().to_owned(),
            polarity: cell(label).and_then(parse_polarity),
            mixed: cell(label).is_some_and(is_mixed),
            rating: cell(rating)
                .and_then(|cell| cell.parse::<f32>().ok())
                .zip(fixed_scale.or_else(|| cell(scale).and_then(parse_scale)))
                // Neither `nan`, as some programs write a blank, nor a code such as 99 rates.
                .filter(|(value, (low, high))| (*low..=*high).contains(value))
                .map(|(value, (low, high))| (value - low) / (high - low)),
            // A row with several emotions counts for the first.
            emotion: cell(emotion).and_then(|c| parse_emotion(c.split([',', ';']).next()?)),
            set: cell(set).unwrap_or("all").to_owned(),
        };
        let labelled_so = item.polarity.is_some() || item.mixed;
        let answered = labelled_so || item.rating.is_some() || item.emotion.is_some();
        if answered && !item.text.is_empty() {
            labelled.push(item);
        } else {
            passed_over.rows += 1;
            let answer = [label, rating, emotion].into_iter().flatten();
            let unknown = answer.filter_map(|at| cell(Some(at)).map(|found| (at, found))).next();
            // Corrections say so of comments that teach nothing.
            let unknown = unknown.filter(|(_, found)| !is_not_about_us(found));
            if let Some((at, found)) = unknown.filter(|_| !item.text.is_empty()) {
                let name = &layout.headers[at];
                passed_over.unknown.get_or_insert((row.row, name.clone(), found.to_owned()));
            }
        }
    }
    file.unchanged(None)?;
    Ok((labelled, passed_over))
}

/// A scale such as `1-5`, `1–5` or `[1, 5]`.
fn parse_scale(text: &str) -> Option<(f32, f32)> {
    let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
    let (low, high) = inner.split_once([',', '-', '–', ';', '|', '┋'])?;
    let (low, high): (f32, f32) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    (low < high && (high - low).is_finite()).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_read_in_both_notations() {
        assert_eq!(parse_scale("1-5"), Some((1.0, 5.0)));
        assert_eq!(parse_scale("[0, 10]"), Some((0.0, 10.0)));
        assert_eq!(parse_scale("rating_scale"), None);
        assert_eq!(parse_scale("5-1"), None);
        assert_eq!(parse_scale("0,inf"), None);
        assert_eq!(parse_scale("nan,5"), None);
    }

    #[test]
    fn ratings_off_their_scale_teach_nothing() {
        let text = "text,rating\na,nan\nb,inf\nc,99\nd,-1\ne,0\nf,1\ng,4\nh,5\ni,5.1\n";
        let input = Input::spooled(&mut text.as_bytes(), "rows.csv").unwrap();
        let columns = LabelColumns {
            text: "text".to_owned(),
            rating: Some("rating".to_owned()),
            rating_scale: Some("1-5".to_owned()),
            ..LabelColumns::default()
        };
        let (rows, passed_over) = read_labelled(&input, &columns).unwrap();
        let found: Vec<(&str, Option<f32>)> =
            rows.iter().map(|row| (row.text.as_str(), row.rating)).collect();
        assert_eq!(found, [("f", Some(0.0)), ("g", Some(0.75)), ("h", Some(1.0))]);
        let first = (2, "rating".to_owned(), "nan".to_owned());
        assert_eq!(passed_over, PassedOver { rows: 6, unknown: Some(first), cut_short: None });
    }

    #[test]
    fn a_file_that_breaks_off_is_told_apart() {
        let text = r#"[{"text":"a","label":"pos"},{"text":"b","label":"neg"},{"text":"c","la"#;
        let input = Input::spooled(&mut text.as_bytes(), "rows.json").unwrap();
        let columns = LabelColumns {
            text: "text".to_owned(),
            label: Some("label".to_owned()),
            ..LabelColumns::default()
        };
        let (rows, passed_over) = read_labelled(&input, &columns).unwrap();
        assert_eq!(rows.len(), 2);
        assert!(passed_over.cut_short.is_some_and(|cut| cut.scope == Scope::Rest));
    }

    #[test]
    fn a_scale_that_is_no_scale_and_no_column_is_an_error() {
        let read = |scale: &str| {
            let text = "text,rating,of\na,1,1-5\nb,5,1-5\n";
            let input = Input::spooled(&mut text.as_bytes(), "rows.csv").unwrap();
            let columns = LabelColumns {
                text: "text".to_owned(),
                rating: Some("rating".to_owned()),
                rating_scale: Some(scale.to_owned()),
                ..LabelColumns::default()
            };
            read_labelled(&input, &columns).map(|(rows, _)| rows.len())
        };
        assert!(matches!(read("1-5"), Ok(2)) && matches!(read("of"), Ok(2)));
        for wrong in ["5-1", "x"] {
            let told = read(wrong).unwrap_err().to_string();
            assert!(told.contains(wrong), "{told}");
        }
    }
}
