use super::*;
use crate::report::sample;
use crate::report::summary::Name;

fn report(summary: &Summary, lang: Lang) -> String {
    report_html(summary, lang).unwrap()
}

/// The report without style, scripts and data: what a reader sees.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find("<script").into_iter().chain(rest.find("<style")).min() {
        text.push_str(&rest[..start]);
        let end = ["</script>", "</style>"]
            .iter()
            .filter_map(|tag| rest[start..].find(tag).map(|at| start + at + tag.len()))
            .min()
            .unwrap();
        rest = &rest[end..];
    }
    text + rest
}

fn chart_json(html: &str) -> serde_json::Value {
    let start = html.find("id=\"chart-data\">").unwrap() + "id=\"chart-data\">".len();
    let end = start + html[start..].find("</script>").unwrap();
    serde_json::from_str(&html[start..end]).unwrap()
}

/// Writes reports to look at: `XINSHENG_REPORT_DUMP=folder cargo test --lib
/// dump_reports -- --ignored`.
#[test]
#[ignore = "writes reports for looking at"]
fn dump_reports() {
    let Some(folder) = std::env::var_os("XINSHENG_REPORT_DUMP") else {
        println!("skipped: XINSHENG_REPORT_DUMP names no folder");
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    for (name, summary) in
        [("sample", sample::summary()), ("bare", sample::bare()), ("hostile", hostile())]
    {
        for lang in [Lang::Zh, Lang::En] {
            let path = folder.join(format!("{name}-{}.html", lang.code()));
            crate::report::atomic::write_atomic(&path, report(&summary, lang).as_bytes()).unwrap();
        }
    }
}

const ATTACKS: [&str; 4] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}\u{2028}' onload='x",
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
            column.evidence = attack();
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
    summary.warnings = vec![Name::same(attack())];
    summary.period.as_mut().unwrap().from = attack();
    summary
}
