//! The sections that tell what the numbers mean: journey, drivers, mismatches,
//! segments, implied satisfaction, verbatims.

use super::*;
use crate::feedback::ScoreKind;
use crate::report::summary::{Basis, PartialSummary, Responses, ScoreSummary};
use crate::stats::Estimate;

/// The part of the report under a heading.
fn section<'a>(html: &'a str, id: &str) -> &'a str {
    let start = html.find(&format!("<section id=\"{id}\"")).expect(id);
    &html[start..start + html[start..].find("</section>").unwrap()]
}

/// That a section, or with an empty name the page, says all of this.
fn says(html: &str, id: &str, words: &[&str]) {
    let said = text(if id.is_empty() { html } else { section(html, id) });
    words.iter().for_each(|words| assert!(said.contains(words), "{id} does not say {words}"));
}

#[test]
fn sections_come_in_the_order_in_which_they_are_read() {
    let html = report(&sample::summary(), Lang::En);
    let order = [
        "trend",
        "journey",
        "touchpoints",
        "drivers",
        "pain-points",
        "close-the-loop",
        "mismatch",
        "implied",
        "segments",
        "verbatims",
        "method",
    ];
    let places = order.map(|id| html.find(&format!("<section id=\"{id}\"")).expect(id));
    assert!(places.is_sorted(), "{places:?}");
    for id in order {
        assert!(html.contains(&format!("href=\"#{id}\"")), "{id} is not in the contents");
    }
}

#[test]
fn what_was_not_found_has_no_section() {
    let html = report(&sample::bare(), Lang::Zh);
    for id in ["journey", "drivers", "close-the-loop", "mismatch", "implied", "segments"] {
        assert!(
            !html.contains(&format!("id=\"{id}\"")) && !html.contains(&format!("#{id}\"")),
            "{id}"
        );
    }
}

#[test]
fn the_response_rate_is_shown_where_it_is_known() {
    let mut summary = sample::summary();
    assert!(!report(&summary, Lang::En).contains("Response rate"));
    summary.responses = Responses::new(400, Some(1_600));
    let known = ["Response rate", "400 of 1,600 invited", "25%", "People invited"];
    says(&report(&summary, Lang::En), "", &known);
    says(&report(&summary, Lang::Zh), "", &["受邀 1,600 人，作答 400 份"]);
}

#[test]
fn the_journey_names_peak_drop_end_and_pain() {
    let html = report(&sample::summary(), Lang::En);
    let course = ["Peak", "Store visit", "Installation → Phone support", "−0.49", "q < 0.001"];
    says(&html, "journey", &course);
    says(&html, "journey", &["No. 1 Waiting time", "Get help"]);
    // Where detractors concentrate.
    says(&html, "journey", &["243", "1.47"]);
    let chart = &chart_json(&html)["journey"];
    assert_eq!(chart["stages"][1]["name"], "Receive");
    assert_eq!((chart["drop"]["from"].as_u64(), chart["drop"]["to"].as_u64()), (Some(4), Some(5)));
    assert_eq!(chart["pains"][5].as_array().unwrap().len(), 2);

    let mut summary = sample::summary();
    summary.course.ordered = false;
    summary.course.biggest_drop = None;
    says(
        &report(&summary, Lang::En),
        "journey",
        &["in which customers meet the touchpoints is not known"],
    );
}

#[test]
fn a_drop_that_may_be_chance_is_none() {
    let mut summary = sample::summary();
    let drop = summary.course.biggest_drop.as_mut().unwrap();
    drop.q = 0.2;
    let html = report(&summary, Lang::En);
    assert!(!section(&html, "journey").contains("Biggest drop"));
    assert!(chart_json(&html)["journey"]["drop"].is_null());
}

#[test]
fn drivers_that_say_nothing_are_grey_and_the_rest_is_listed() {
    let mut summary = sample::summary();
    summary.drivers[0].collinear = true;
    summary.drivers[0].drivers[0].beta = -0.2;
    let html = report(&summary, Lang::En);
    let drivers = section(&html, "drivers");
    assert_eq!(drivers.matches("class=\"unsure\"").count(), 1);
    let facts = ["R² 46% [43%, 49%]", "2,410", "612–1,950", "Collinear", "Fix first"];
    says(&html, "drivers", &facts);
    says(&html, "drivers", &["Membership renewal (only 4 answers)"]);
    let bars = &chart_json(&html)["drivers-0"]["panels"][0];
    assert_eq!(bars["bars"], true);
    assert_eq!(bars["points"][0]["sign"], "−");
    let hollow: Vec<bool> =
        bars["points"].as_array().unwrap().iter().map(|p| p["hollow"] == true).collect();
    assert_eq!(hollow, [false, false, false, false, true]);
    let plane = &chart_json(&html)["quadrant-0"];
    assert_eq!(plane["corners"][2], "Fix first");
    assert_eq!(plane["points"][4]["key"], "watch");
}

#[test]
fn impact_and_allocation_carry_their_formula() {
    let html = report(&sample::summary(), Lang::En);
    let pains = section(&html, "pain-points");
    let allocation = "takes 5.2 and gives 0.2 points of NPS";
    let formula = "without the 151 answers that complain of it";
    says(&html, "pain-points", &["−3.8 [−4.9, −2.7]", allocation, formula]);
    assert_eq!(pains.matches("<details class=\"formula\">").count(), 6, "reached by keyboard");
    assert_eq!(pains.matches("<svg").count(), 6);
    assert!(pains.contains("Jan 2024: 14 negative of 28"), "the sparkline in words");

    let mut summary = sample::summary();
    summary.trend.clear();
    assert!(!section(&report(&summary, Lang::En), "pain-points").contains("<svg"));
}

#[test]
fn those_to_call_back_are_counted_and_not_named() {
    let summary = sample::summary();
    let html = report(&summary, Lang::En);
    let section = section(&html, "close-the-loop");
    let counted = ["14 people", "Phone support", "客服部", "Poor score", "actions.csv"];
    says(&html, "close-the-loop", &counted);
    assert_eq!(section.matches("<th scope=\"row\">").count(), 3, "two touchpoints and all");
    let people = summary.actions.iter().filter_map(|action| action.respondent.as_deref());
    for person in people {
        assert!(!html.contains(person), "{person} is named");
    }
}

#[test]
fn labels_are_shown_by_period_beside_all_of_them() {
    let mut summary = sample::summary();
    let html = report(&summary, Lang::En);
    let labels = &chart_json(&html)["labels"];
    assert_eq!(
        (labels["type"].as_str(), labels["series"][0]["key"].as_str()),
        (Some("stacks"), Some("very-negative"))
    );
    let trend = section(&html, "trend");
    assert_eq!(trend.matches("class=\"chart\"").count(), 2);
    says(&html, "trend", &["Comments by label", "Comment rate"]);
    summary.trend.iter_mut().for_each(|point| point.labels = None);
    let html = report(&summary, Lang::En);
    assert!(chart_json(&html)["labels"].is_null());
    assert_eq!(section(&html, "trend").matches("class=\"chart\"").count(), 1);
}

#[test]
fn contradictions_stand_in_a_frame() {
    let mut summary = sample::summary();
    let html = report(&summary, Lang::En);
    let mismatch = section(&html, "mismatch");
    assert_eq!(mismatch.matches("class=\"number contradicts\"").count(), 2);
    says(&html, "mismatch", &["Complaints among Promoters 9–10", "63 of 861"]);
    says(&html, "mismatch", &["as declared", "白请了两天假"]);

    summary.mismatch.scales[0].likely_reversed = true;
    let html = report(&summary, Lang::En);
    assert!(section(&html, "mismatch").contains("class=\"reversed\""));
    says(&html, "", &["looks read in reverse: τ-b with the comments is +0.47"]);
    // Too few of a band for shares: counts only.
    summary.suppression.metric = 1_000;
    let html = report(&summary, Lang::En);
    let words = text(section(&html, "mismatch"));
    assert!(words.contains("441") && !words.contains("71%"));
}

#[test]
fn segments_are_set_against_the_rest() {
    let mut summary = sample::summary();
    let html = report(&summary, Lang::En);
    let told = ["地区", "3 values", "华东", "+11", "q = 0.002 **", "not stated"];
    says(&html, "segments", &told);
    assert_eq!(chart_json(&html)["segment-0"]["panels"].as_array().unwrap().len(), 2);

    let group = &mut summary.segments[0].groups[0];
    group.scores[ScoreKind::Nps] = None;
    group.against_rest.scores[ScoreKind::Nps] = None;
    group.low_base = true;
    summary.segments.push(crate::report::summary::SegmentTable {
        field: "门店".into(),
        values: 412,
        too_many: true,
        no_groups: None,
        groups: Vec::new(),
    });
    let html = report(&summary, Lang::En);
    says(&html, "segments", &["华东 †", "412 values or more"]);
    assert!(chart_json(&html)["segment-0"]["panels"][0]["points"][0].is_null());
}

#[test]
fn what_is_implied_is_marked_and_apart() {
    let html = report(&sample::summary(), Lang::En);
    let implied = section(&html, "implied");
    assert!(implied.matches("number implied").count() >= 6);
    let told = ["never part of any score", "isotonic regression", "mean 17.2", "57", "224"];
    says(&html, "implied", &told);
    let rest = html.replace(implied, "");
    assert!(!rest.contains("number implied"));
}

#[test]
fn opinions_come_with_what_is_their_own() {
    let mut summary = sample::summary();
    let touchpoint = &mut summary.touchpoints[0];
    touchpoint.own_sentiment = Some(Estimate { value: 0.31, low: 0.2, high: 0.42 });
    touchpoint.own_comments = 40;
    touchpoint.correlations.retain(|correlation| correlation.basis == Basis::Comment);
    let mut own = touchpoint.correlations[0].clone();
    own.basis = Basis::Opinions;
    own.permuted = true;
    let rho = Estimate { value: 0.127, low: -0.11, high: 0.35 };
    own.partial = Some(PartialSummary { rho, p: 0.3 });
    touchpoint.correlations.push(own);
    let html = report(&summary, Lang::En);
    says(&html, "touchpoints", &["Halo", "opinions", "+0.13", "Own sentiment", "+0.31", "‡"]);
    let panels = chart_json(&html)["correlations"]["panels"].clone();
    let last = panels.as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["title"], format!("Partial ρ × {}", ScoreKind::Nps.as_str()));
    assert_eq!(last["points"][1]["hollow"], true);
    assert!(last["points"][0].is_null(), "only where it is known");
    says(&html, "method", &["halo", "10,000 shuffles"]);
}

#[test]
fn weeks_are_named() {
    let mut summary = sample::summary();
    summary.grain = crate::report::summary::Grain::Week;
    for (week, point) in summary.trend.iter_mut().enumerate() {
        point.period = format!("2026-W{:02}", week + 8);
    }
    says(&report(&summary, Lang::Zh), "trend", &["周度趋势", "2026年第13周"]);
    says(&report(&summary, Lang::En), "trend", &["W9 2026"]);
}

#[test]
fn verbatims_can_be_found_by_what_they_are_about() {
    let html = report(&sample::summary(), Lang::En);
    let verbatims = section(&html, "verbatims");
    assert_eq!(verbatims.matches("<li ").count(), 10);
    assert!(verbatims.contains("data-touchpoint=\"Delivery\" data-aspect=\"Delivery speed\""));
    assert_eq!(verbatims.matches("<select").count(), 4);
}

#[test]
fn cards_of_weighted_answers_show_weighted_shares() {
    let mut summary = sample::summary();
    let Some(ScoreSummary::Net(nps)) = &mut summary.overall.scores[ScoreKind::Nps] else {
        panic!("no NPS")
    };
    nps.weighted_shares = Some([0.61, 0.22, 0.17]);
    nps.effective_n = Some(1_804.3);
    let Some(ScoreSummary::TopTwo(csat)) = &mut summary.overall.scores[ScoreKind::Csat] else {
        panic!("no CSAT")
    };
    csat.weighted_shares = Some((1..=5).map(|value| (f64::from(value), 0.2)).collect());
    let html = report(&summary, Lang::En);
    let cards: Vec<String> = html.split("<article class=\"card\">").take(4).map(text).collect();
    assert!(cards[1].contains("Promoters 61%") && cards[1].contains("Detractors 17%"));
    assert!(cards[1].contains("worth 1804 independent"));
    assert_eq!(cards[2].matches("20%").count(), 5);
    assert!(!cards[3].contains("weighted"));
}
