//! The sections of the report on themes.

use super::{ThemeSummary, ThemesReport};
use crate::report::cautions;
use crate::report::document::{
    Block, Bullet, Cell, ColumnKind, Columns, Emphasis, Outputs, Quote, Section, Shape, Table,
    Text, Unit, account, count, interval, parts, phrase, plain, sentences, stars, value, word,
};
use crate::report::method_blocks;
use crate::report::sections::scores::{self, SENTIMENT};
use crate::stats::is_sure;

const PAGE: Outputs = Outputs::PAGE;
const BRIEF: Outputs = Outputs::BRIEF;
const CSV: Outputs = Outputs::CSV;

/// Themes that the lead names.
const NAMED: usize = 3;

/// Agreement from which themes are sure, and below which they are loose.
const LIKE_ENOUGH: f64 = 0.7;
const LOOSE: f64 = 0.4;

/// Verbatims of a theme on the page.
const QUOTES: usize = 3;

pub(super) fn lead(report: &ThemesReport) -> Section<'_> {
    let people = PAGE.and(BRIEF);
    let mut section = Section::untitled("lead");
    section.push(people, Block::Title(word("themes.title")));
    let files = Text::Joined(report.files.iter().cloned().map(plain).collect(), "report.list_and");
    let line = [("files", files), ("comments", count(report.comments))];
    section.push(people, Block::Line(vec![phrase("themes.line", line)]));
    section.push(people, Block::List(Bullet::Point, found(report)));
    let warnings: Vec<Text> = report.warnings.iter().map(Into::into).collect();
    cautions::first(&warnings).into_iter().for_each(|alert| section.push(PAGE, alert));
    section
}

/// What the themes say, in sentences.
fn found(report: &ThemesReport) -> Vec<Text> {
    if report.themes.is_empty() {
        return vec![phrase("themes.none", [("n", count(report.beyond))])];
    }
    let share =
        |part: u64, whole: u64| Text::Number(part as f64 / (whole as f64).max(1.0), Unit::Percent);
    let places = [
        ("n", count(report.beyond)),
        ("of", count(report.comments)),
        ("themes", count(report.themes.len() as u64)),
        ("covered", share(report.themed, report.beyond)),
    ];
    let key = if report.all { "themes.found_all" } else { "themes.found" };
    // How far all else can be counted on comes before it.
    let mut said = vec![phrase(key, places)];
    said.extend(report.agreement.map(sure));
    // The worst first: what most people speak of badly.
    let bad = |theme: &ThemeSummary| theme.negative.value * theme.comments as f64;
    let mut worst: Vec<&ThemeSummary> =
        report.themes.iter().filter(|theme| theme.negative.low > 0.3).collect();
    worst.sort_by(|a, b| bad(b).total_cmp(&bad(a)).then(a.number.cmp(&b.number)));
    said.extend(worst.into_iter().take(NAMED).map(|theme| {
        let places = [
            ("name", plain(theme.name.clone())),
            ("negative", count(bad(theme).round() as u64)),
            ("n", count(theme.comments)),
            ("share", value(&theme.negative, Unit::Percent)),
        ];
        let impact = theme.impact.filter(|impact| is_sure(impact.q) && impact.value < 0.0);
        let impact = impact.map(|impact| scores::without_them(&impact));
        sentences([phrase("themes.worst", places)].into_iter().chain(impact))
    }));
    said.extend(report.themes.iter().filter_map(|theme| {
        let change = theme.change.filter(|change| is_sure(change.q))?;
        let key = if change.difference.value > 0.0 { "themes.more" } else { "themes.less" };
        let places = [
            ("name", plain(theme.name.clone())),
            ("before", Text::Number(change.before, Unit::Percent)),
            ("after", Text::Number(change.after, Unit::Percent)),
        ];
        Some(phrase(key, places))
    }));
    said
}

/// How sure the themes are.
fn sure(agreement: f64) -> Text {
    let key = match agreement {
        sure if sure >= LIKE_ENOUGH => "themes.sure",
        loose if loose < LOOSE => "themes.loose",
        _ => "themes.fair",
    };
    phrase(key, [("agreement", Text::Number(agreement, Unit::Coefficient))])
}

pub(super) fn table_of(report: &ThemesReport) -> Section<'_> {
    let mut section = Section::new("themes", word("themes.table"));
    let outputs = if report.themes.is_empty() { CSV } else { CSV.and(PAGE).and(BRIEF) };
    section.push(outputs, Block::Table(table(report)));
    section.push(CSV, Block::Table(members(report)));
    section
}

fn table(report: &ThemesReport) -> Table<'_> {
    let any = |has: fn(&ThemeSummary) -> bool| report.themes.iter().any(has);
    let scored = any(|theme| theme.impact.is_some());
    let score = report.themes.iter().find_map(|theme| theme.impact).map(|impact| impact.score);
    let effect = score.map_or_else(|| plain(""), scores::impact);
    let brief = score.map_or_else(|| plain(""), scores::brief_impact);
    let columns = Columns::of(&report.themes)
        .count(("theme", plain("#")), |theme| Some(theme.number.into()))
        .text(("name", word("themes.name")), |theme| Some(plain(theme.name.clone())))
        .at_most(24)
        .head()
        .text(("words", word("themes.words")), |theme| Some(plain(theme.words.join(" · "))))
        .on(PAGE.and(CSV))
        .count(("comments", word("report.comments")), |theme| Some(theme.comments))
        .estimate(("share", word("workbook.share")), Unit::Percent, |theme| Some(theme.share))
        .estimate(("negative", word("themes.negative")), Unit::Percent, |theme| {
            Some(theme.negative)
        })
        .estimate(("sentiment", word("report.sentiment")), Unit::Coefficient, |theme| {
            theme.sentiment
        })
        .coloured(SENTIMENT)
        .on(PAGE.and(CSV))
        .cell(("impact", effect), ColumnKind::Number, |theme| {
            theme.impact.map_or(Cell::Absent, |impact| {
                Cell::Number(impact.value, Unit::Effect).marked(stars(impact.q))
            })
        })
        .brief(brief)
        .on_if(scored, PAGE.and(BRIEF))
        .cell(("change", word("themes.change")), ColumnKind::Number, |theme| {
            theme.change.map_or(Cell::Absent, |change| {
                Cell::Number(change.difference.value, Unit::ShareDifference).marked(stars(change.q))
            })
        })
        .on_if(any(|theme| theme.change.is_some()), PAGE.and(BRIEF));
    Table {
        file: Some("themes.csv"),
        shape: Shape::Wide,
        sortable: true,
        main: true,
        ..columns.table(word("themes.table"))
    }
}

/// What every comment says of its themes, for scripts.
fn members(report: &ThemesReport) -> Table<'_> {
    let columns = Columns::of(&report.members)
        .count(("theme", plain("#")), |member| Some(member.theme.into()))
        .text(("name", word("themes.name")), |member| Some(plain(member.name.clone())))
        .given(("file", word("workbook.file")), |member| Some(member.file.clone()))
        .count(("row", plain("row")), |member| Some(member.row))
        .number(("sentiment", word("report.sentiment")), Unit::Coefficient, |member| {
            Some(member.sentiment)
        })
        .text(("said", word("workbook.verbatim")), |member| Some(plain(member.said.clone())));
    Table { file: Some("themes_comments.csv"), ..columns.table(word("themes.table")) }
}

/// Typical comments of every theme.
pub(super) fn cards(report: &ThemesReport) -> Option<Section<'_>> {
    let quoted = report.themes.iter().filter(|theme| !theme.verbatims.is_empty());
    let mut section = Section::new("verbatims", word("themes.quotes"));
    let mut some = false;
    for theme in quoted {
        some = true;
        let title = parts([plain(format!("{}  ", theme.number)), plain(theme.name.clone())]);
        section.push(PAGE, Block::Heading(title, None));
        let sentiment = theme.sentiment.map(|sentiment| {
            let places = [
                ("sentiment", value(&sentiment, Unit::Coefficient)),
                ("interval", interval(&sentiment, Unit::Coefficient)),
            ];
            phrase("themes.sentiment", places)
        });
        let words = phrase("themes.typical", [("words", plain(theme.words.join(" · ")))]);
        let note = sentences([words].into_iter().chain(sentiment));
        section.push(PAGE, Block::Paragraph(Emphasis::Note, note));
        for verbatim in theme.verbatims.iter().take(QUOTES) {
            section.push(PAGE, Block::Quote(Quote::from(verbatim).in_short()));
        }
    }
    some.then_some(section)
}

/// What became of every row, and how themes are made.
pub(super) fn method(report: &ThemesReport) -> Section<'_> {
    let mut section = Section::new("method", word("report.method.title"));
    let heading = |key: &'static str| Block::Heading(word(key), None);
    section.push(PAGE, cautions::on_page(report.warnings.iter().map(Text::from).collect()));
    let lines = method_blocks::rows(&report.account);
    section.push(PAGE, Block::Table(account(word("themes.title"), lines)));
    section.push(PAGE, heading("report.method.formulas"));
    let terms = ["beyond", "space", "name", "agreement", "impact", "change"];
    section.push(PAGE, method_blocks::terms("themes", &terms));
    section.push(PAGE, cautions::made_by(&report.tool));
    section
}

/// What to heed, for short reports.
pub(super) fn warnings(report: &ThemesReport) -> Option<Section<'_>> {
    cautions::in_short(report.warnings.iter().map(Text::from).collect())
}
