//! The first sheet: key figures, labels, the journey, what to know before
//! reading on, and the two charts that say most.

use rust_i18n::t;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::charts::ChartData;
use super::grid::{Grid, Page, Value};
use super::style::{Kind, Styles};
use super::touchpoint_sheet::unit;
use super::words::Words;
use super::{touchpoint_sheet, trend_sheet};
use crate::feedback::Measure;
use crate::report::Summary;
use crate::report::summary::{Estimate, Name, TouchpointSummary};
use crate::sentiment::Label;

/// Labels from worst to best, then those on neither side.
const LABELS: [Label; 7] = [
    Label::VeryNegative,
    Label::Negative,
    Label::Neutral,
    Label::Mixed,
    Label::Positive,
    Label::VeryPositive,
    Label::Undetected,
];

/// Column where charts begin, right of the tables.
const CHARTS_AT: u16 = 6;

pub(super) fn sheet(
    summary: &Summary,
    words: &Words,
    styles: &Styles,
    charts: &mut ChartData,
) -> Result<Worksheet, XlsxError> {
    let locale = words.lang.code();
    let mut page = Page::new(&words.word("workbook.sheet.summary"), styles)?;
    page.line(&words.word("report.title"), &styles.title.clone())?;
    if let Some(period) = &summary.period {
        let (from, to) = (words.format.day(&period.from), words.format.day(&period.to));
        let text = t!("report.period", locale = locale, from = from, to = to);
        page.line(&text, &styles.note)?;
    }
    let volume = t!(
        "report.volume",
        locale = locale,
        responses = words.format.count(summary.overall.responses),
        comments = words.format.count(summary.overall.comments),
        touchpoints = words.format.count(summary.touchpoints.len() as u64)
    );
    page.line(&volume, &styles.note)?;
    let responses = &summary.responses;
    if let Some((invited, rate)) = responses.invited.zip(responses.response_rate) {
        let text = t!(
            "report.response_rate",
            locale = locale,
            rate = words.format.percent(rate),
            answered = words.format.count(responses.answered),
            invited = words.format.count(invited)
        );
        page.line(&text, &styles.note)?;
    }

    page.section(&words.word("report.overall"))?;
    figures(summary, words, &mut page)?;
    page.section(&words.word("report.comments"))?;
    let labels = &summary.overall.labels;
    let judged = summary.overall.comments as f64;
    Grid::new(words)
        .text(words.word("workbook.label"), |label: &Label| {
            Some(words.word(&format!("label.{}", label.as_str())))
        })
        .count(words.word("report.comments"), |label| Some(labels.get(*label)))
        .number(words.word("workbook.share"), Kind::Percent, |label| {
            let counts = *label != Label::Undetected && judged > 0.0;
            counts.then(|| labels.get(*label) as f64 / judged)
        })
        .write(&mut page, &LABELS, false)?;
    journey(summary, words, &mut page)?;
    if !summary.warnings.is_empty() {
        page.section(&words.word("report.warnings"))?;
        for warning in &summary.warnings {
            page.line(warning.in_lang(words.lang), &styles.cell(Kind::Text, false))?;
        }
    }

    let mut row = 3;
    let sentiment = touchpoint_sheet::sentiment_chart(summary, words, charts)?;
    let trend = trend_sheet::charts(summary, words, charts)?.into_iter().next();
    for drawn in sentiment.into_iter().chain(trend) {
        page.sheet.insert_chart(row, CHARTS_AT, &drawn.chart)?;
        row += drawn.rows;
    }
    page.sheet.set_active(true);
    page.finish()
}

struct Figure {
    name: String,
    kind: Kind,
    estimate: Option<Estimate>,
    n: u64,
}

fn figures(summary: &Summary, words: &Words, page: &mut Page<'_>) -> Result<(), XlsxError> {
    let overall = &summary.overall;
    let mut figures = vec![Figure {
        name: words.word("report.sentiment"),
        kind: Kind::Signed2,
        estimate: overall.sentiment,
        n: overall.comments,
    }];
    let mut add = |name: &str, kind, estimate, n| {
        figures.push(Figure { name: name.to_owned(), kind, estimate: Some(estimate), n });
    };
    for (kind, score) in overall.scores.iter() {
        let Some(score) = score else { continue };
        let definition = kind.definition();
        let name = match kind.measure() {
            Measure::Net => definition.title,
            Measure::TopTwo | Measure::Ease => definition.column,
        };
        add(name.in_lang(words.lang), unit(kind), score.headline(), score.n());
        if let Some(mean) = score.mean() {
            let name = words.of_score("report.score_mean", kind.as_str());
            add(&name, Kind::Decimal2, mean, score.n());
        }
    }
    let measure = words.word("workbook.measure");
    let (low, high) = (words.low("95%"), words.high("95%"));
    let headings =
        [&measure, &words.word("workbook.value"), &low, &high, &words.word("workbook.n")]
            .map(String::clone);
    page.headings(headings.iter().map(String::as_str))?;
    for figure in figures {
        page.put(0, &Value::Text(figure.name), Kind::Text, false)?;
        let ends = figure.estimate.map(|e| [e.value, e.low, e.high]);
        for (column, at) in (1u16..).zip(0..3) {
            let value = ends.and_then(|ends| ends.get(at).copied());
            page.put(column, &value.into(), figure.kind, false)?;
        }
        page.put(4, &Value::Number(figure.n as f64), Kind::Count, false)?;
        page.row += 1;
    }
    Ok(())
}

fn journey(summary: &Summary, words: &Words, page: &mut Page<'_>) -> Result<(), XlsxError> {
    let course = &summary.course;
    if !course.ordered || summary.touchpoints.len() < 2 {
        return Ok(());
    }
    page.section(&words.word("workbook.journey"))?;
    let stage_of = |touchpoint: &TouchpointSummary| {
        let held = course.stages.iter().find(|stage| stage.touchpoints.contains(&touchpoint.name));
        let name = held.and_then(|stage| stage.name.as_ref()).or(touchpoint.stage.as_ref());
        name.map(|name| name.in_lang(words.lang).to_owned())
    };
    let is = |name: &Option<Name>, touchpoint: &TouchpointSummary| {
        name.as_ref() == Some(&touchpoint.name)
    };
    Grid::new(words)
        .text(words.word("workbook.stage"), |at: &TouchpointSummary| stage_of(at))
        .text(words.word("report.touchpoint"), |at| Some(at.name.in_lang(words.lang).to_owned()))
        .estimate(words.word("report.sentiment"), Kind::Signed2, TouchpointSummary::heard)
        .text(words.word("workbook.mark"), |at| {
            let marks = [
                (is(&course.peak, at), "workbook.peak"),
                (is(&course.low, at), "workbook.lowest"),
                (is(&course.end, at), "workbook.end"),
            ];
            let marks: Vec<String> =
                marks.iter().filter(|(here, _)| *here).map(|(_, key)| words.word(key)).collect();
            (!marks.is_empty()).then(|| marks.join(&words.word("report.masked.and")))
        })
        .write(page, &summary.touchpoints, false)?;
    if let Some(drop) = &course.biggest_drop {
        let text = t!(
            "workbook.drop",
            locale = words.lang.code(),
            from = drop.from.in_lang(words.lang),
            to = drop.to.in_lang(words.lang),
            change = words.format.signed(drop.change.value, 2),
            interval = words.format.interval(&drop.change, |f, v| f.signed(v, 2)),
            q = words.format.probability(drop.q)
        );
        let note = page.styles.note.clone();
        page.line(&text, &note)?;
    }
    Ok(())
}
