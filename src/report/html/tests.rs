use super::*;
use crate::report::sample;
use crate::report::summary::Name;

fn report(summary: &Summary, lang: Lang) -> String {
    report_html(summary, lang)
}

/// The elements of a document as the HTML standard cuts them: every start tag
/// with its attributes' text, script and style contents left out.
fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        let tag = &rest[..end];
        tags.push(tag);
        rest = &rest[end..];
        for raw in ["script", "style"] {
            if tag.starts_with(&format!("<{raw}")) {
                rest = &rest[rest.find(&format!("</{raw}")).expect("a closed element")..];
            }
        }
    }
    tags
}

/// What a reader sees: the document without tags, scripts and style.
fn text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    for tag in tags(html) {
        let at = rest.find(tag).unwrap();
        let raw = text.ends_with('\u{0}');
        if raw {
            text.pop();
        } else {
            text.push_str(&rest[..at]);
        }
        rest = &rest[at + tag.len()..];
        if tag.starts_with("<script") || tag.starts_with("<style") {
            text.push('\u{0}');
        }
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&amp;", "&")
}

fn chart_json(html: &str) -> serde_json::Value {
    let start = html.find("id=\"chart-data\">").unwrap() + "id=\"chart-data\">".len();
    let end = start + html[start..].find("</script>").unwrap();
    serde_json::from_str(&html[start..end]).unwrap()
}

/// Every string under the keys `text` and `texts` of the charts.
fn chart_numbers(value: &serde_json::Value, numbers: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("text" | "interval", value) => {
                        numbers.extend(value.as_str().map(str::to_owned));
                    }
                    ("texts", value) => numbers.extend(
                        value
                            .as_array()
                            .unwrap()
                            .iter()
                            .filter_map(|v| Some(v.as_str()?.to_owned())),
                    ),
                    (_, value) => chart_numbers(value, numbers),
                }
            }
        }
        serde_json::Value::Array(items) => {
            items.iter().for_each(|item| chart_numbers(item, numbers));
        }
        _ => {}
    }
}

const ATTACKS: [&str; 4] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{ 321 * 321 }}{% raw %}\u{2028}' onload='x",
];

/// The sample with an attack in every text that comes from an export.
fn hostile() -> Summary {
    let mut summary = sample::summary();
    let mut attacks = ATTACKS.iter().cycle();
    let mut attack = || (*attacks.next().unwrap()).to_owned();
    for source in &mut summary.sources {
        source.file = attack();
        source.format = attack();
        source.encoding = Some(attack());
        for column in &mut source.columns {
            column.name = attack();
            column.role = attack();
            column.touchpoint = Some(attack());
            column.evidence = Name::same(attack());
        }
    }
    for touchpoint in &mut summary.touchpoints {
        touchpoint.name = Name::same(attack());
    }
    for point in &mut summary.trend {
        point.period = attack();
    }
    for pain in &mut summary.pain_points {
        pain.touchpoint = Name::same(attack());
        pain.aspect = Name::same(attack());
        for verbatim in &mut pain.verbatims {
            verbatim.file = attack();
            verbatim.text = attack();
            verbatim.evidence = (1, 9);
        }
    }
    for (i, action) in summary.actions.iter_mut().enumerate() {
        // As many at each as are shown.
        action.touchpoint = Some(Name::same(ATTACKS[i / 7 % ATTACKS.len()]));
        action.owner = Some(ATTACKS[i / 7 % ATTACKS.len()].to_owned());
    }
    summary.warnings = vec![Name::same(attack())];
    summary.period.as_mut().unwrap().from = attack();
    summary
}

#[test]
fn text_from_exports_adds_no_elements() {
    for lang in [Lang::Zh, Lang::En] {
        let html = report(&hostile(), lang);
        let tags = tags(&html);
        let of = |name: &str| tags.iter().filter(|tag| tag.starts_with(name)).count();
        assert_eq!((of("<script"), of("</script"), of("<img")), (3, 3, 0));
        for tag in &tags {
            // What is inside quotes is text; every other piece is not.
            let outside: String = tag.split('"').step_by(2).collect();
            assert!(!outside.contains(" on") && !outside.contains("alert"), "{tag}");
        }
        let text = text(&html);
        for attack in ATTACKS {
            assert!(text.contains(attack), "{attack} is shown as text");
        }
        assert!(!text.contains("103041"), "names are not templates");
        chart_json(&html);
    }
}

#[test]
fn asks_nothing_of_the_network() {
    let html = report(&sample::summary(), Lang::En);
    for tag in tags(&html) {
        for attribute in [" src=", " href=\"http", "<link", "<base", "@import", "url("] {
            assert!(!tag.contains(attribute), "{tag}");
        }
    }
    assert!(html.contains("default-src 'none'"));
    assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    for (name, file, end) in [
        ("style", STYLE, "</style"),
        ("script", SCRIPT, "</script"),
        ("echarts", ECHARTS, "</script"),
    ] {
        assert!(!file.contains(end) && !file.contains("<!--"), "{name} would close its element");
    }
}

#[test]
fn every_number_of_a_chart_stands_in_the_text() {
    let html = report(&sample::summary(), Lang::En);
    let mut numbers = Vec::new();
    chart_numbers(&chart_json(&html), &mut numbers);
    assert!(numbers.len() >= 200, "{} numbers", numbers.len());
    let text = text(&html);
    for number in numbers {
        assert!(text.contains(&number), "{number} is only in a chart");
    }
}

#[test]
fn every_tag_is_closed() {
    let html = report(&sample::summary(), Lang::Zh);
    let mut open = Vec::new();
    for tag in tags(&html) {
        let name: String = tag
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        if tag.starts_with("</") {
            assert_eq!(open.pop().as_ref(), Some(&name), "before {tag}");
        } else if !matches!(name.as_str(), "" | "meta" | "br" | "input") {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn numbers_and_words_follow_the_language() {
    let summary = sample::summary();
    let (en, zh) = (text(&report(&summary, Lang::En)), text(&report(&summary, Lang::Zh)));
    assert!(en.contains("2 Jan 2024 to 29 Jun 2024") && zh.contains("2024年1月2日至2024年6月29日"));
    assert!(en.contains("Phone support") && zh.contains("客服热线"));
    assert!(en.contains("−3.8") && zh.contains("−3.8"), "a minus sign, not a hyphen");
    assert!(en.contains("Descriptive, not causal.") && zh.contains("仅为描述，不代表因果。"));
    for name in
        ["adjusted Wald", "Wilson", "Kendall τ-b", "Brown", "Bonett", "Johnson", "Benjamini"]
    {
        assert!(en.contains(name) && zh.contains(name), "{name} is named");
    }
    for text in [en, zh] {
        // A key goes on after its dot, a sentence does not.
        for key in ["report.", "label."] {
            let keys = text.match_indices(key).filter(|(at, _)| {
                text[at + key.len()..].starts_with(|c: char| c.is_ascii_lowercase())
                    && !["html", "xlsx"].iter().any(|end| text[at + key.len()..].starts_with(end))
            });
            assert_eq!(keys.count(), 0, "a word under {key} is missing");
        }
        assert!(!text.contains("%{"), "a place in a sentence is left open");
    }
}

#[test]
fn evidence_is_marked_and_bad_spans_are_harmless() {
    let mut summary = sample::summary();
    assert!(report(&summary, Lang::Zh).contains("<mark>等了快四十分钟才有人接</mark>"));
    let verbatim = &mut summary.pain_points[0].verbatims[0];
    let comment = verbatim.text.clone();
    for span in [(1, 2), (0, usize::MAX), (9, 3)] {
        summary.pain_points[0].verbatims[0].evidence = span;
        let html = report(&summary, Lang::Zh);
        assert!(text(&html).contains(&comment));
        assert!(!html.contains("<mark>等了"));
    }
}

#[test]
fn says_what_is_missing() {
    let html = report(&sample::bare(), Lang::En);
    let text = text(&html);
    for words in [
        "holds no NPS, CSAT or CES",
        "No trend",
        "No touchpoints",
        "No correlations",
        "No pain points",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert!(!html.contains("class=\"chart\""));
    let charts = chart_json(&html);
    assert!(["touchpoints", "correlations", "trend"].iter().all(|chart| charts[chart].is_null()));
    assert!(!text.contains("adjusted Wald"), "formulas of numbers that are not there are left out");

    let mut suppressed = sample::bare();
    suppressed.overall.sentiment = None;
    suppressed.account = Default::default();
    report(&suppressed, Lang::Zh);
}

#[test]
fn suppressed_touchpoints_show_dashes_only() {
    let summary = sample::summary();
    let html = report(&summary, Lang::En);
    let table = html.split("id=\"touchpoint-table\"").nth(1).unwrap();
    let row = table.split("<tr").find(|row| row.contains(">Membership renewal<")).unwrap();
    let cells: Vec<String> = row
        .split("<td")
        .skip(1)
        .map(|cell| cell.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned())
        .collect();
    assert_eq!(cells[..3], ["Get help", "4", "3"]);
    assert!(cells.len() == 11 && cells[3..].iter().all(|cell| cell == "–"), "{cells:?}");
    assert!(text(&html).contains("fewer than 5 answers"));
}

#[test]
fn long_lists_are_cut_and_say_so() {
    let mut summary = sample::summary();
    let (small, large) = (summary.touchpoints[7].clone(), summary.touchpoints[0].clone());
    summary.touchpoints = vec![small; 10];
    summary.touchpoints.extend(vec![large; 40]);
    summary.pain_points = summary.pain_points.into_iter().cycle().take(23).collect();
    let html = report(&summary, Lang::En);
    let rows = chart_json(&html)["touchpoints"]["rows"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 41);
    assert!(!rows.as_array().unwrap().contains(&"Membership renewal".into()));
    let table = html.split("id=\"touchpoint-table\"").nth(1).unwrap();
    let table = table.split("</table>").next().unwrap();
    assert_eq!(table.matches(">Membership renewal<").count(), 10, "the table has them all");
    assert_eq!(html.matches("<article class=\"pain\">").count(), 20);
    let text = text(&html);
    assert!(text.contains("3 more in pain_points.csv") && text.contains("the 40 touchpoints with"));
}

#[test]
fn not_a_number_draws_nothing() {
    let mut summary = sample::summary();
    let nan = crate::report::summary::Estimate { value: f64::NAN, low: f64::NAN, high: f64::NAN };
    summary.overall.sentiment = Some(nan);
    let charts = chart_json(&report(&summary, Lang::En));
    let panel = &charts["touchpoints"]["panels"][2];
    assert!(panel["points"][0].is_null() && !panel["points"][1].is_null());
}

#[test]
fn the_report_says_what_was_masked() {
    let mut summary = sample::summary();
    let redactor = crate::privacy::Redact::Orders.redactor(Lang::En).unwrap();
    let found = redactor.find(
        "我叫王小明，电话13800138000，邮箱a@example.com，身份证110101199003070038，\
         卡号4111111111111111，订单号A20260001，住解放路56号，车牌京A12345，微信号abc_123，\
         登录IP 203.0.113.9，链接https://a.example.com/r?token=abcdef，生日1990-05-06，邮编100080",
    );
    assert_eq!(found.len(), crate::privacy::DetailKind::ALL.len());
    summary.privacy.masked.add(&found);
    let english = text(&report(&summary, Lang::En));
    assert!(english.contains("phone numbers 1, e-mail addresses 1, ID numbers 1, bank cards 1"));
    let chinese = text(&report(&summary, Lang::Zh));
    assert!(chinese.contains("电话 1 处、邮箱 1 处") && !chinese.contains("report.masked"));
    summary.privacy = Default::default();
    assert!(text(&report(&summary, Lang::En)).contains("not masked (--redact off)"));
}

mod sections;
