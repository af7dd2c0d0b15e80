//! Every output of a report of a few segments.

use super::*;
use crate::feedback::ScoreKind;
use crate::journey::segmentation::{
    Against, Cluster, ClusterTrait, ClusterVerdict, People, Person, SegmentProfile,
    SegmentSettings, Sources, Trait, TreeVerdict, segmentation,
};
use crate::journey::{RowView, RunNames, TouchpointSource};
use crate::report::document::Words;
use crate::report::sample;
use crate::report::summary::{Estimate, Headlines};

/// 120 people of two regions; those of `<b>west` are unhappy.
fn report() -> SegmentsReport {
    let sample = sample::summary();
    let mut people = People::default();
    for person in 0..120_u64 {
        let west = person % 2 == 0;
        let low = if west { person % 10 != 0 } else { person % 10 == 1 };
        people.add(&answer(person, if west { "<b>west" } else { "=east" }, low));
    }
    let people: Vec<Person> = people.finish();
    let none = Vec::new();
    let names =
        RunNames { touchpoints: &none, stages: &none, aspects: &none, homes: &[], files: &[] };
    let fields = ["=region".to_owned()];
    let source = TouchpointSource::Aspects;
    let sources = Sources { people: &people, orders: None, fields: &fields, source, names };
    SegmentsReport {
        version: SEGMENTS_VERSION,
        tool: sample.tool,
        files: vec!["a<b>.csv".to_owned()],
        account: sample.account,
        privacy: sample.privacy,
        suppression: sample.suppression,
        tables: Vec::new(),
        weighted: true,
        left_out: 0,
        segmentation: segmentation(&sources, &SegmentSettings::default()),
        warnings: vec![Name::same("odd")],
    }
}

fn answer(person: u64, region: &str, low: bool) -> RowView {
    use crate::feedback::{Entry, Feedback, Scale, ScoreValue, Scores, SourceRow};
    let value = if low { 2.0 } else { 10.0 };
    let scores = Scores::of([(ScoreKind::Nps, ScoreValue { value, scale: Scale::NPS })]);
    let row = Feedback {
        source: SourceRow { file: 0, row: person },
        time: None,
        respondent: Some(format!("=P{person}")),
        person: Some(person),
        segments: vec![Some(region.into())],
        weight: 1.0,
        entries: vec![Entry { scores, ..Entry::default() }],
    };
    RowView::new(row, vec![None], TouchpointSource::Aspects)
}

#[test]
fn every_output_speaks_both_languages_and_escapes_what_is_given() {
    let report = report();
    assert_eq!(report.segmentation.unhappy.verdict, TreeVerdict::Found);
    for (lang, words) in [
        (Lang::En, ["are detractors", "counts as one", "Clusters were not looked for"]),
        (Lang::Zh, ["贬损者占", "每位客户均计为一人", "未做聚类"]),
    ] {
        let page = html(&report, lang);
        assert!(page.contains("a&lt;b&gt;.csv") && !page.contains("<b>west"));
        for text in [page, markdown(&report, lang), terminal(&report, lang, 120)] {
            for word in words {
                assert!(text.contains(word), "{word}: {text}");
            }
            assert_eq!(
                text.find("segments.").filter(|at| text[*at..].starts_with("segments.r")),
                None
            );
        }
    }
    let files = csv_tables(&report, Lang::En, false).unwrap();
    let text = |name: &str| {
        let file = files.iter().find(|(own, _)| *own == name).unwrap();
        String::from_utf8(file.1.clone()).unwrap()
    };
    assert!(text("segments_unhappy.csv").starts_with("group,who,customers,unhappy,share,"));
    assert!(text("segments_customers.csv").contains("\n'=P0,1,"));
    let json: serde_json::Value = serde_json::from_slice(&json(&report).unwrap()).unwrap();
    assert_eq!(json["unhappy"]["verdict"], "found");
    assert_eq!(crate::report::json::tests::misfits("segments", &json), [""; 0]);
    assert_eq!(json["unhappy"]["customers"], 120);
    assert!(json.get("members").is_none());
}

fn profile(id: &str, score: Option<f64>, sentiment: Option<f64>) -> SegmentProfile {
    let around = |value: f64| Estimate { value, low: value - 0.1, high: value + 0.1 };
    SegmentProfile {
        id: id.to_owned(),
        customers: 50,
        share: 0.5,
        revenue: None,
        revenue_share: None,
        recency_days: None,
        orders: None,
        paid: None,
        answered: 40,
        commented: 30,
        scored: Default::default(),
        scores: Headlines::default(),
        sentiment: sentiment.map(around),
        score_difference: score.map(|value| Against { difference: around(value), q: 0.4 }),
        sentiment_difference: sentiment.map(|value| {
            let q = if value < -0.2 { 0.001 } else { 0.4 };
            Against { difference: around(value), q }
        }),
        pains: Vec::new(),
    }
}

/// That the content are content is no finding; and the mean of answers is no net score.
#[test]
fn clusters_that_differ_by_score_alone_are_told_as_that() {
    let mut report = report();
    report.segmentation.clusters.verdict = ClusterVerdict::Found;
    let cluster = |number: u32, more: &[Trait]| {
        let score = [Trait::Score { score: ScoreKind::Nps }, Trait::Sentiment];
        let named = |what: &Trait| ClusterTrait {
            what: what.clone(),
            mean: 42.0,
            all: 70.0,
            deviations: -1.0,
        };
        let traits = score.iter().chain(more).map(named).collect();
        Cluster { traits, profile: profile(&format!("cluster_{number}"), None, None) }
    };
    let said = |report: &SegmentsReport| terminal(report, Lang::En, 400);
    report.segmentation.clusters.segments = vec![cluster(1, &[]), cluster(2, &[])];
    let alone = said(&report);
    assert!(alone.contains("2 clusters that differ by score and sentiment alone"), "{alone}");
    let rating = Trait::Rating { touchpoint: "Desk".to_owned() };
    report.segmentation.clusters.segments = vec![cluster(1, &[]), cluster(2, &[rating])];
    let found = said(&report);
    let wanted = "mean likelihood to recommend, of 100, lower (42, all: 70)";
    assert!(found.contains(wanted), "{found}");
    assert!(!found.contains("NPS lower (42"), "{found}");
}

/// Of scores that too few gave nothing is known, and of comments only where they wrote some.
#[test]
fn nothing_is_said_of_scores_that_were_not_compared() {
    let said = |kind, score, sentiment| {
        let mut report = report();
        report.segmentation.score = Some(kind);
        let own = [profile("new", score, sentiment), profile("lapsed", score, None)];
        let told = lead::differs(&report, "lifecycle", &own.iter().collect::<Vec<_>>());
        Words::new(Lang::En).say(&told)
    };
    let (nps, ces) = (ScoreKind::Nps, ScoreKind::Ces);
    let scores = "no segment has a lower score";
    assert!(said(nps, Some(0.1), Some(-0.5)).contains(scores));
    let comments = said(ces, None, Some(-0.5));
    assert!(!comments.contains(scores), "{comments}");
    assert!(comments.ends_with("; segments were not compared by a score."), "{comments}");
    assert!(said(nps, Some(0.1), Some(0.1)).contains("no segment is less content"));
    let alike = said(ces, None, Some(0.1));
    assert!(alike.contains("the comments of no segment are more negative"), "{alike}");
    assert!(said(nps, None, None).contains("too few buyers gave feedback"));
    assert!(said(ces, None, None).contains("too few buyers gave feedback"));
    // By effort they are compared as by any other score.
    assert!(said(ces, Some(0.1), Some(-0.5)).contains(scores));
    assert!(said(ces, Some(0.1), None).contains("no segment is less content"));
}

#[test]
fn every_segment_and_rule_has_words() {
    for lang in [Lang::En, Lang::Zh] {
        let words = Words::new(lang);
        let rfm = crate::journey::segmentation::RfmGroup::ALL.map(|group| ("rfm", group.id()));
        let life =
            crate::journey::segmentation::LifeStage::ALL.map(|stage| ("lifecycle", stage.id()));
        for (division, id) in rfm.into_iter().chain(life) {
            for part in ["name", "rule"] {
                let key = format!("segments.{division}.{id}.{part}");
                assert_ne!(words.word(&key), key);
            }
        }
        for term in ["customer", "rfm", "lifecycle", "clusters", "tree", "profile"] {
            let key = format!("segments.method.{term}.text");
            assert_ne!(words.word(&key), key);
        }
    }
}
