//! The first page: who the unhappy are, and which segments differ from the others.

use super::{BRIEF, PAGE, SegmentsReport, method, said};
use crate::journey::segmentation::{
    ClusterTrait, ClusterVerdict, FEWEST, SegmentProfile, Trait, TreeVerdict, UnhappyGroup,
};
use crate::report::cautions;
use crate::report::document::{
    Block, Bullet, Section, Text, Unit, chance, count, estimate, phrase, plain, sentences, value,
    word,
};
use crate::report::sections::scores;
use crate::stats::is_sure;

/// The section.
pub(super) fn section(report: &SegmentsReport) -> Section<'_> {
    let people = PAGE.and(BRIEF);
    let mut section = Section::untitled("lead");
    section.push(people, Block::Title(word("segments.title")));
    let files = Text::Joined(report.files.iter().cloned().map(plain).collect(), "report.list_and");
    let all = &report.segmentation;
    let key = if all.named == 0 { "segments.line_answers" } else { "segments.line" };
    let mut line = vec![phrase(
        key,
        [("files", files), ("people", count(all.people)), ("answers", count(all.answers))],
    )];
    line.extend(all.orders.as_ref().map(|book| {
        let places = [
            ("buyers", count(book.buyers)),
            ("answered", count(book.answered)),
            ("day", Text::Day(book.as_of.clone())),
        ];
        phrase("segments.line_orders", places)
    }));
    section.push(people, Block::Line(line));
    let doubts = method::doubts(report);
    if !doubts.is_empty() {
        section.push(BRIEF, Block::List(Bullet::Warning, doubts));
    }
    section.push(people, Block::List(Bullet::Point, points(report)));
    let first = cautions::first(&method::all_cautions(report));
    first.into_iter().for_each(|alert| section.push(PAGE, alert));
    section
}

fn points(report: &SegmentsReport) -> Vec<Text> {
    let all = &report.segmentation;
    let mut said = vec![unhappy(report)];
    if let Some(rfm) = &all.rfm {
        said.extend(money_at_risk(&rfm.segments));
        said.push(differs(report, "rfm", &rfm.segments.iter().collect::<Vec<_>>()));
    }
    if let Some(life) = &all.lifecycle {
        said.push(differs(report, "lifecycle", &life.segments.iter().collect::<Vec<_>>()));
    }
    said.push(match differ_by_score_alone(report) {
        true => clusters_of_score(report),
        false => clusters(report),
    });
    said
}

/// Whether there are clusters that part the content from those who are not, and nothing else.
fn differ_by_score_alone(report: &SegmentsReport) -> bool {
    let own = &report.segmentation.clusters;
    let mut traits = own.segments.iter().flat_map(|one| &one.traits).peekable();
    let scored = |of: &ClusterTrait| matches!(of.what, Trait::Score { .. } | Trait::Sentiment);
    own.verdict == ClusterVerdict::Found && traits.peek().is_some() && traits.all(scored)
}

/// That clusters are no finding.
fn clusters_of_score(report: &SegmentsReport) -> Text {
    let own = &report.segmentation.clusters;
    let places = [
        ("k", count(own.segments.len() as u64)),
        ("n", count(own.customers)),
        ("who", said::who(report)),
    ];
    phrase("segments.clusters_of_score", places)
}

/// Who the unhappy are.
pub(super) fn unhappy(report: &SegmentsReport) -> Text {
    let own = &report.segmentation.unhappy;
    let what = said::unhappy(own.score);
    let usual = own.unhappy as f64 / (own.customers as f64).max(1.0);
    let numbers = [
        ("what", what),
        ("hits", count(own.unhappy)),
        ("n", count(own.customers)),
        ("usual", Text::Number(usual, Unit::Percent)),
        ("least", count(FEWEST as u64)),
        ("who", said::who(report)),
        ("whom", said::whom(report)),
    ];
    // Where no tree parts anybody, there is nothing to measure.
    let measured = own.auc.filter(|auc| auc.low < auc.high);
    let held = measured.zip(own.p).map(|(auc, p)| {
        let places = [
            ("auc", estimate(&auc, Unit::Percent)),
            ("p", chance("p", p)),
            ("whom", said::whom(report)),
        ];
        phrase("segments.unhappy.held", places)
    });
    match own.verdict {
        TreeVerdict::TooFew => phrase("segments.unhappy.too_few", numbers),
        TreeVerdict::NothingKnown => phrase("segments.unhappy.nothing_known", numbers),
        TreeVerdict::Chance => {
            sentences([phrase("segments.unhappy.chance", numbers)].into_iter().chain(held))
        }
        TreeVerdict::Found => {
            let worst = own.groups.first().map(|group| most(group, numbers.clone()));
            sentences(worst.into_iter().chain(held))
        }
    }
}

fn most(group: &UnhappyGroup, numbers: [(&'static str, Text); 7]) -> Text {
    let [what, _, n, usual, _, who, _] = numbers;
    let places = [
        what,
        n,
        usual,
        who,
        ("group", said::group(&group.who)),
        ("share", estimate(&group.share, Unit::Percent)),
        ("customers", count(group.customers)),
    ];
    phrase("segments.unhappy.found", places)
}

/// What those paid who used to buy well and have not for long.
fn money_at_risk(segments: &[SegmentProfile]) -> Option<Text> {
    let own = segments.iter().find(|one| one.id == "at_risk")?;
    let places = [
        ("n", count(own.customers)),
        ("share", Text::Number(own.share, Unit::Percent)),
        ("revenue", Text::Number(own.revenue?, Unit::Mean)),
        ("revenue_share", Text::Number(own.revenue_share?, Unit::Percent)),
        ("days", Text::Number(own.recency_days?, Unit::Footing)),
    ];
    Some(phrase("segments.lead.at_risk", places))
}

/// The segment that lies most below the others, beyond chance; that none does, by what was
/// compared: of few who gave a score, or wrote, nothing is known.
pub(super) fn differs(
    report: &SegmentsReport,
    division: &'static str,
    segments: &[&SegmentProfile],
) -> Text {
    let name = word(format!("segments.division.{division}"));
    let score = report.segmentation.score;
    let by_score = segments.iter().any(|one| one.score_difference.is_some());
    let by_comments = segments.iter().any(|one| one.sentiment_difference.is_some());
    let below = |one: &&&SegmentProfile| {
        one.score_difference.is_some_and(|d| is_sure(d.q) && d.difference.value < 0.0)
    };
    let worst = segments.iter().filter(below).min_by(|a, b| {
        let value = |one: &SegmentProfile| one.score_difference.map_or(0.0, |d| d.difference.value);
        value(a).total_cmp(&value(b))
    });
    if let (Some(own), Some(kind)) = (worst, score)
        && let (Some(against), Some(headline)) = (own.score_difference, own.scores.get(kind))
    {
        let places = [
            ("division", name),
            ("segment", said::segment(division, &own.id)),
            ("n", count(own.scored.get(kind.id()).copied().unwrap_or(0))),
            ("score", scores::name(kind)),
            ("value", estimate(&headline, scores::unit(kind))),
            ("difference", scores::difference(kind, against.difference.value)),
            ("q", chance("q", against.q)),
        ];
        let pain = own.pains.first().map(|pain| {
            let places = [("pain", said::pain(pain, own.commented))];
            phrase("segments.lead.pain", places)
        });
        return sentences([phrase("segments.lead.worst", places)].into_iter().chain(pain));
    }
    let below = |one: &&&SegmentProfile| {
        one.sentiment_difference.is_some_and(|d| is_sure(d.q) && d.difference.value < 0.0)
    };
    let worst = segments.iter().filter(below).min_by(|a, b| {
        let value =
            |one: &SegmentProfile| one.sentiment_difference.map_or(0.0, |d| d.difference.value);
        value(a).total_cmp(&value(b))
    });
    if let Some(own) = worst
        && let (Some(against), Some(sentiment)) = (own.sentiment_difference, own.sentiment)
    {
        let places = [
            ("division", name),
            ("segment", said::segment(division, &own.id)),
            ("n", count(own.commented)),
            ("value", estimate(&sentiment, Unit::Coefficient)),
            ("difference", value(&against.difference, Unit::Coefficient)),
            ("q", chance("q", against.q)),
        ];
        let (and_scores, alone) = ("segments.lead.worst_sentiment", "segments.lead.worst_comments");
        return phrase(if by_score { and_scores } else { alone }, places);
    }
    let key = match (by_score, by_comments) {
        (true, _) => "segments.lead.alike",
        (false, true) => "segments.lead.alike_comments",
        (false, false) => "segments.lead.untested",
    };
    phrase(key, [("division", name)])
}

/// Whether there are clusters.
pub(super) fn clusters(report: &SegmentsReport) -> Text {
    let own = &report.segmentation.clusters;
    let number = |value: Option<f64>| Text::Number(value.unwrap_or_default(), Unit::Mean);
    let places = [
        ("k", count(own.segments.len() as u64)),
        ("n", count(own.customers)),
        ("who", said::who(report)),
        ("silhouette", number(own.silhouette)),
        ("expected", number(own.expected)),
        ("agreement", number(own.agreement)),
        ("p", chance("p", own.p.unwrap_or(1.0))),
    ];
    let key = match own.verdict {
        ClusterVerdict::Found => "segments.clusters_found",
        ClusterVerdict::TooLittle => "segments.clusters_too_little",
        ClusterVerdict::Chance if own.stated => "segments.clusters_stated_chance",
        ClusterVerdict::Chance => "segments.clusters_chance",
        ClusterVerdict::Unstable if own.stated => "segments.clusters_stated_unstable",
        ClusterVerdict::Unstable => "segments.clusters_unstable",
    };
    let told = own.segments.iter().filter(|one| !one.traits.is_empty()).map(|one| {
        let traits = one.traits.iter().take(3).map(said::standing_out).collect();
        let places = [
            ("name", said::segment("clusters", &one.profile.id)),
            ("n", count(one.profile.customers)),
            ("share", Text::Number(one.profile.share, Unit::Percent)),
            ("traits", Text::Joined(traits, "report.list_and")),
        ];
        phrase("segments.cluster_is", places)
    });
    sentences([phrase(key, places)].into_iter().chain(told))
}
