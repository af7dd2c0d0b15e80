//! The tables: segments of every division, groups of the tree, and all of it for scripts.

use super::{BRIEF, CSV, PAGE, SegmentsReport, lead, said};
use crate::feedback::ScoreKind;
use crate::journey::segmentation::{Against, Member, ScoreRange, SegmentProfile, StageDays};
use crate::report::document::{
    Block, Cell, ColumnKind, Columns, Emphasis, Section, Shape, Table, Text, Unit, count, phrase,
    plain, stars, word,
};
use crate::report::sections::scores::{self, SENTIMENT};

/// Who the unhappy are.
pub(super) fn unhappy(report: &SegmentsReport) -> Option<Section<'_>> {
    let own = &report.segmentation.unhappy;
    if own.groups.is_empty() {
        return None;
    }
    let people = PAGE.and(BRIEF);
    let mut section = Section::new("unhappy", word("segments.unhappy.title"));
    let table = Columns::of(own.groups.iter().zip(1_u64..))
        .count(("group", plain("#")), |(_, number)| Some(*number))
        .cell(("who", word("segments.group")), ColumnKind::Prose, |(group, _)| {
            Cell::Text(said::group(&group.who))
        })
        .head()
        .count(("customers", said::who_column(report)), |(group, _)| Some(group.customers))
        .count(("unhappy", said::unhappy(own.score)), |(group, _)| Some(group.unhappy))
        .estimate(("share", word("kpi.share")), Unit::Percent, |(group, _)| Some(group.share))
        .table(word("segments.unhappy.title"));
    let table = Table { file: Some("segments_unhappy.csv"), shape: Shape::Narrow, ..table };
    section.push(people.and(CSV), Block::Table(table));
    section.push(people, Block::Paragraph(Emphasis::Note, word("segments.unhappy.read")));
    Some(section)
}

/// Groups by recency, frequency and monetary value.
pub(super) fn rfm(report: &SegmentsReport) -> Option<Section<'_>> {
    let rfm = report.segmentation.rfm.as_ref()?;
    let people = PAGE.and(BRIEF);
    let mut section = Section::new("rfm", word("segments.division.rfm"));
    let rows: Vec<&SegmentProfile> = rfm.segments.iter().collect();
    let rule = |one: &&SegmentProfile| word(format!("segments.rfm.{}.rule", one.id));
    section.push(people, Block::Table(segments(report, "rfm", rows, rule)));
    section.push(people, Block::Paragraph(Emphasis::Note, word("segments.rfm_read")));
    section.push(PAGE, Block::Heading(word("segments.scores"), None));
    section.push(PAGE.and(CSV), Block::Table(ranges(report)));
    Some(section)
}

/// What the scores of recency, frequency and monetary value mean.
fn ranges(report: &SegmentsReport) -> Table<'_> {
    let rfm = report.segmentation.rfm.iter();
    let rows = rfm.flat_map(|rfm| {
        let all = [
            ("recency", "segments.trait.recency", &rfm.recency),
            ("frequency", "segments.trait.frequency", &rfm.frequency),
            ("monetary", "segments.trait.monetary", &rfm.monetary),
        ];
        all.into_iter().flat_map(|(id, key, ranges)| ranges.iter().map(move |r| (id, key, r)))
    });
    type Row<'r> = (&'static str, &'static str, &'r ScoreRange);
    let table = Columns::of(rows)
        .cell(("measure", word("segments.measure")), ColumnKind::Text, |(id, key, _): &Row<'_>| {
            Cell::Code((*id).to_owned(), word(*key))
        })
        .head()
        .count(("score", word("segments.score")), |(.., range)| Some(range.score.into()))
        .count(("customers", word("segments.buyers")), |(.., range)| Some(range.customers))
        .number(("low", word("segments.from")), Unit::Given, |(.., range)| Some(range.low))
        .number(("high", word("segments.to")), Unit::Given, |(.., range)| Some(range.high))
        .table(word("segments.scores"));
    Table { file: Some("segments_rfm.csv"), shape: Shape::Narrow, ..table }
}

/// Stages of life.
pub(super) fn lifecycle(report: &SegmentsReport) -> Option<Section<'_>> {
    let life = report.segmentation.lifecycle.as_ref()?;
    let people = PAGE.and(BRIEF);
    let mut section = Section::new("lifecycle", word("segments.division.lifecycle"));
    let rows: Vec<&SegmentProfile> = life.segments.iter().collect();
    let days = life.days;
    let rule = move |one: &&SegmentProfile| stage_rule(&one.id, days);
    section.push(people, Block::Table(segments(report, "lifecycle", rows, rule)));
    Some(section)
}

fn stage_rule(id: &str, days: StageDays) -> Text {
    let day = |days: u32| count(u64::from(days));
    let places =
        [("new", day(days.new)), ("active", day(days.active)), ("inactive", day(days.inactive))];
    phrase(format!("segments.lifecycle.{id}.rule"), places)
}

/// Clusters.
pub(super) fn clusters(report: &SegmentsReport) -> Option<Section<'_>> {
    let own = &report.segmentation.clusters;
    if own.segments.is_empty() {
        return None;
    }
    let people = PAGE.and(BRIEF);
    let mut section = Section::new("clusters", word("segments.division.clusters"));
    section.push(PAGE, Block::Paragraph(Emphasis::Plain, lead::clusters(report)));
    let rows: Vec<&SegmentProfile> = own.segments.iter().map(|one| &one.profile).collect();
    let rule = |profile: &&SegmentProfile| {
        let cluster = own.segments.iter().find(|one| one.profile.id == profile.id);
        let traits = cluster.iter().flat_map(|one| &one.traits).map(said::standing_out);
        let traits: Vec<Text> = traits.collect();
        match traits.is_empty() {
            true => word("segments.trait.none"),
            false => Text::Joined(traits, "report.list_and"),
        }
    };
    section.push(people, Block::Table(segments(report, "clusters", rows, rule)));
    section.push(people, Block::Paragraph(Emphasis::Note, word("segments.clusters_read")));
    Some(section)
}

/// Segments for people.
fn segments<'a>(
    report: &'a SegmentsReport,
    division: &'static str,
    rows: Vec<&'a SegmentProfile>,
    rule: impl Fn(&&'a SegmentProfile) -> Text + 'a,
) -> Table<'a> {
    let bought = rows.iter().any(|one| one.revenue.is_some() || one.recency_days.is_some());
    let has = |kind: ScoreKind| rows.iter().any(|one| one.scores.get(kind).is_some());
    let asked: Vec<ScoreKind> = ScoreKind::ALL.into_iter().filter(|kind| has(*kind)).collect();
    let main = report.segmentation.score;
    let compared = rows.iter().any(|one| one.score_difference.is_some());
    let answered_differs = rows.iter().any(|one| one.answered != one.customers);
    let paid = rows.iter().any(|one| one.revenue_share.is_some());
    let pains = rows.iter().any(|one| !one.pains.is_empty());
    let judged = rows.iter().any(|one| one.sentiment.is_some());
    let differs = rows.iter().any(|one| one.sentiment_difference.is_some());
    let only = |shown: bool, outputs: super::Outputs| match shown {
        true => outputs,
        false => super::Outputs::WORKBOOK,
    };
    let people = PAGE.and(BRIEF);
    let mut columns = Columns::of(rows)
        .text(word("segments.segment"), move |one: &&SegmentProfile| {
            Some(said::segment(division, &one.id))
        })
        .head()
        .cell(word("segments.rule"), ColumnKind::Prose, move |one| Cell::Text(rule(one)))
        .on(PAGE)
        .count(said::who_column(report), |one| Some(one.customers))
        .number(word("kpi.share"), Unit::Percent, |one| Some(one.share))
        .number(word("segments.revenue_share"), Unit::Percent, |one| one.revenue_share)
        .on(only(paid, people))
        .number(word("segments.trait.recency"), Unit::Footing, |one| one.recency_days)
        .brief(word("segments.brief.recency"))
        .on(only(bought, PAGE))
        .number(word("segments.trait.frequency"), Unit::Tenths, |one| one.orders)
        .on(only(bought, PAGE))
        .number(word("segments.trait.monetary"), Unit::Mean, |one| one.paid)
        .on(only(bought, PAGE))
        .count(word("segments.answered"), |one| Some(one.answered))
        .on(only(answered_differs, people));
    for kind in asked {
        columns = columns
            .estimate(scores::heading(kind), scores::unit(kind), move |one| one.scores.get(kind));
        if Some(kind) != main {
            columns = columns.on(PAGE);
        }
    }
    if let Some(kind) = main.filter(|_| compared) {
        let unit = scores::difference_unit(kind);
        let heading = phrase("segments.difference", [("score", scores::name(kind))]);
        columns = columns
            .cell(heading, ColumnKind::Number, move |one| against(one.score_difference, unit));
    }
    columns = columns
        .estimate(word("report.sentiment"), Unit::Coefficient, |one| one.sentiment)
        .coloured(SENTIMENT)
        .dispensable(1)
        .on(only(judged, people))
        .cell(word("segments.sentiment_difference"), ColumnKind::Number, |one| {
            against(one.sentiment_difference, Unit::Coefficient)
        })
        .on(only(differs, PAGE))
        .cell(word("segments.pains"), ColumnKind::Prose, |one| {
            Cell::Lines(one.pains.iter().map(|pain| said::pain(pain, one.commented)).collect())
        })
        .on(only(pains, PAGE))
        .text(word("segments.pain_most"), |one| {
            one.pains.first().map(|pain| said::pain(pain, one.commented))
        })
        .on(only(pains, BRIEF))
        .dispensable(2);
    let title = word(format!("segments.division.{division}"));
    Table { shape: Shape::Wide, ..columns.table(title) }
}

fn against(difference: Option<Against>, unit: Unit) -> Cell {
    difference.map_or(Cell::Absent, |against| {
        Cell::Number(against.difference.value, unit).marked(stars(against.q))
    })
}

/// Every number for scripts.
pub(super) fn scripts(report: &SegmentsReport) -> Section<'_> {
    let all = &report.segmentation;
    let rfm = all.rfm.iter().flat_map(|rfm| rfm.segments.iter().map(|one| ("rfm", one)));
    let life = all.lifecycle.iter();
    let life = life.flat_map(|life| life.segments.iter().map(|one| ("lifecycle", one)));
    let clusters = all.clusters.segments.iter().map(|one| ("clusters", &one.profile));
    let rows: Vec<(&'static str, &SegmentProfile)> = rfm.chain(life).chain(clusters).collect();
    let mut section = Section::new("scripts", word("segments.title"));
    let mut columns = Columns::of(rows.clone())
        .given("division", |(division, _)| Some((*division).to_owned()))
        .given("segment", |(_, one)| Some(one.id.clone()))
        .count("customers", |(_, one)| Some(one.customers))
        .number("share", Unit::Given, |(_, one)| Some(one.share))
        .number("revenue", Unit::Given, |(_, one)| one.revenue)
        .number("revenue_share", Unit::Given, |(_, one)| one.revenue_share)
        .number("recency_days", Unit::Given, |(_, one)| one.recency_days)
        .number("orders", Unit::Given, |(_, one)| one.orders)
        .number("paid", Unit::Given, |(_, one)| one.paid)
        .count("answered", |(_, one)| Some(one.answered))
        .count("commented", |(_, one)| Some(one.commented));
    for kind in ScoreKind::ALL {
        columns = columns
            .count(format!("{}_n", kind.id()), move |(_, one)| one.scored.get(kind.id()).copied())
            .estimate(kind.definition().headline_id, Unit::Given, move |(_, one)| {
                one.scores.get(kind)
            });
    }
    let columns = columns
        .estimate("sentiment", Unit::Given, |(_, one)| one.sentiment)
        .estimate("score_difference", Unit::Given, |(_, one)| {
            one.score_difference.map(|against| against.difference)
        })
        .number("score_q", Unit::Given, |(_, one)| one.score_difference.map(|against| against.q))
        .estimate("sentiment_difference", Unit::Given, |(_, one)| {
            one.sentiment_difference.map(|against| against.difference)
        })
        .number("sentiment_q", Unit::Given, |(_, one)| {
            one.sentiment_difference.map(|against| against.q)
        });
    let table = Table { file: Some("segments_all.csv"), ..columns.table(plain("segments")) };
    section.push(CSV, Block::Table(table));
    let pains = rows
        .into_iter()
        .flat_map(|(division, one)| one.pains.iter().map(move |p| (division, one, p)));
    let columns = Columns::of(pains)
        .given("division", |(division, ..)| Some((*division).to_owned()))
        .given("segment", |(_, one, _)| Some(one.id.clone()))
        .text("touchpoint", |(.., pain)| Some((&pain.touchpoint).into()))
        .text("aspect", |(.., pain)| Some((&pain.aspect).into()))
        .count("negative", |(.., pain)| Some(pain.negative))
        .estimate("share", Unit::Given, |(.., pain)| Some(pain.share))
        .number("others", Unit::Given, |(.., pain)| pain.others)
        .number("q", Unit::Given, |(.., pain)| pain.q);
    let table = columns.table(plain("pains"));
    let table = Table { file: Some("segments_pain_points.csv"), ..table };
    section.push(CSV, Block::Table(table));
    if !all.members.is_empty() {
        section.push(CSV, Block::Table(members(report)));
    }
    section
}

/// Where everybody who is named belongs.
fn members(report: &SegmentsReport) -> Table<'_> {
    let scored = |one: &&Member, of: fn(&crate::journey::segmentation::RfmScores) -> u32| {
        one.rfm.map(|(scores, _)| u64::from(of(&scores)))
    };
    let bought = |one: &&Member, of: fn(&crate::journey::segmentation::Purchases) -> f64| {
        one.bought.map(|bought| of(&bought))
    };
    let columns = Columns::of(report.segmentation.members.iter())
        .given("respondent", |one: &&Member| Some(one.respondent.clone()))
        .count("answers", |one| Some(one.answers))
        .number("score", Unit::Given, |one| one.score)
        .number("sentiment", Unit::Coefficient, |one| one.sentiment)
        .number("recency_days", Unit::Given, move |one| bought(one, |b| b.recency as f64))
        .number("orders", Unit::Given, move |one| bought(one, |b| b.frequency as f64))
        .number("paid", Unit::Given, move |one| bought(one, |b| b.monetary))
        .count("r", move |one| scored(one, |scores| scores.recency))
        .count("f", move |one| scored(one, |scores| scores.frequency))
        .count("m", move |one| scored(one, |scores| scores.monetary))
        .given("rfm", |one| one.rfm.map(|(_, group)| group.id().to_owned()))
        .given("lifecycle", |one| one.stage.map(|stage| stage.id().to_owned()))
        .count("cluster", |one| one.cluster.map(|number| number as u64))
        .count("unhappy_group", |one| one.group.map(|number| number as u64));
    Table { file: Some("segments_customers.csv"), ..columns.table(plain("customers")) }
}
