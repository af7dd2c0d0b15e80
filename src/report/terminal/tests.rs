use super::*;
use crate::report::sample;
use crate::report::summary::Name;

fn plain(summary: &Summary, lang: Lang, width: usize) -> String {
    anstream::adapter::strip_str(&terminal_summary(summary, lang, width)).to_string()
}

/// The golden texts are what a reader of either language sees; after a wanted
/// change, look at the new text and store it.
#[test]
fn golden_english_at_140() {
    assert_eq!(plain(&sample::summary(), Lang::En, 140), include_str!("golden_en.txt"));
}

#[test]
fn golden_chinese_at_80() {
    assert_eq!(plain(&sample::summary(), Lang::Zh, 80), include_str!("golden_zh.txt"));
}

#[test]
fn what_marks_mean_is_said_where_there_are_any() {
    let mut summary = sample::summary();
    assert!(plain(&summary, Lang::En, 100).contains("▲ best touchpoint, ▼ worst."));
    (summary.course.peak, summary.course.low) = (None, None);
    let text = plain(&summary, Lang::En, 100);
    assert!(text.contains("Number: mean sentiment of the stage."), "{text}");
    assert!(!text.contains("best touchpoint"), "{text}");
}

#[test]
fn tables_fit_the_width() {
    for lang in [Lang::Zh, Lang::En] {
        for width in [60, 80, 100, 120] {
            let text = plain(&sample::summary(), lang, width);
            let start = text.find("τ-b NPS").or(text.find("NPS")).unwrap();
            let table = text[..start].rfind('\n').unwrap();
            for line in text[table..].lines().skip(1).take(9) {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
    }
}

#[test]
fn long_comments_keep_their_evidence() {
    let mut summary = sample::summary();
    let verbatim = &mut summary.pain_points[0].verbatims[0];
    verbatim.text = format!("{}等了四十分钟{}", "前".repeat(60), "后".repeat(60));
    verbatim.evidence = (180, 198);
    let text = plain(&summary, Lang::Zh, 60);
    let line = text.lines().find(|line| line.contains("四十分钟")).unwrap();
    assert!(line.starts_with("    …等了四十分钟后") && line.ends_with('…'), "{line}");
    assert!(line.width() <= 60, "{line}");

    summary.pain_points[0].verbatims[0].evidence = (1, 2);
    assert!(plain(&summary, Lang::Zh, 60).contains("    前前"), "a bad span shows the comment");
}

#[test]
fn comments_cannot_steer_the_terminal() {
    let mut summary = sample::summary();
    let attack = "a\u{1b}[2Jb\r\n\u{7}c\u{9b}31m\u{202e}d";
    summary.sources[0].file = attack.into();
    summary.touchpoints[0].name = Name::same(attack);
    summary.pain_points[0].aspect = Name::same(attack);
    summary.pain_points[0].verbatims[0].text = attack.into();
    summary.warnings = vec![Name::same(attack)];
    let text = terminal_summary(&summary, Lang::En, 100);
    for sequence in ["\u{1b}[2J", "\r", "\u{7}", "\u{9b}", "\u{202e}"] {
        assert!(!text.contains(sequence), "{sequence:?}");
    }
    assert!(text.contains("a␛[2Jb"));
}

#[test]
fn the_journey_runs_in_order_and_keeps_to_the_width() {
    let mut summary = sample::summary();
    for width in [50, 80] {
        let text = plain(&summary, Lang::En, width);
        let journey = text.split("\nThe journey\n").nth(1).unwrap();
        let lines: Vec<&str> = journey.lines().take_while(|l| !l.starts_with("Largest")).collect();
        assert!(lines[0].starts_with("Buy       +0.31  Website and app → Store visit ▲"));
        assert!(lines.iter().all(|line| line.width() <= width), "{lines:?}");
    }
    assert!(
        plain(&summary, Lang::En, 80).contains("Largest fall: Installation → Phone support, -0.49")
    );
    summary.course.ordered = false;
    assert!(!plain(&summary, Lang::En, 80).contains("The journey"));
}

#[test]
fn drivers_line_up_in_both_languages() {
    let summary = sample::summary();
    let table = |lang| -> Vec<String> {
        let text = plain(&summary, lang, 80);
        let at = text.find(" drives NPS").or(text.find("NPS 驱动因素")).unwrap();
        text[at..].lines().skip(2).take(5).map(str::to_owned).collect()
    };
    let zh = table(Lang::Zh);
    assert!(
        zh[0].starts_with("客服热线  ████████     36%") && zh[0].ends_with("优先改进"),
        "{zh:?}"
    );
    let before = |line: &str, mark| line.split(mark).next().unwrap().width();
    for rows in [zh, table(Lang::En)] {
        let at: Vec<usize> = rows.iter().map(|row| before(row, '[')).collect();
        assert!(at.iter().all(|column| *column == at[0]), "{rows:?}");
    }
}

#[test]
fn contradictions_and_reversed_scales_are_told() {
    let mut summary = sample::summary();
    let told = |summary: &Summary| plain(summary, Lang::En, 100);
    assert!(told(&summary).contains("NPS: good scores with a negative comment 7%"));
    assert!(!told(&summary).contains("looks read in reverse"));
    summary.mismatch.scales[0].likely_reversed = true;
    summary.warnings.clear();
    let text = told(&summary);
    let alarm = "\n! 2024年上半年客户反馈.xlsx: NPS looks read in reverse";
    assert_eq!(text.matches(alarm).count(), 1, "{text}");
    assert!(text.find(alarm) < text.find("\n- "), "before what rests on it: {text}");
    assert!(!text.contains("Read with care"), "nothing else is told");
}

#[test]
fn rows_that_were_lost_are_told_once_and_first() {
    let mut summary = sample::summary();
    let lost = Name::same("5 of 100 rows");
    summary.warnings.push(lost.clone());
    summary.told_first.push(lost);
    let text = plain(&summary, Lang::En, 100);
    assert_eq!(text.matches("5 of 100 rows").count(), 1, "{text}");
    assert!(text.find("\n! 5 of 100 rows") < text.find("\n- "), "{text}");
    summary.told_first.clear();
    assert_eq!(plain(&summary, Lang::En, 100).matches("5 of 100 rows").count(), 1);
}

#[test]
fn what_was_asked_for_one_side_is_told_beside_what_it_bends() {
    let mut summary = sample::summary();
    let before = plain(&summary, Lang::En, 100);
    assert!(!before.contains("question asks") && !before.contains("Left out"), "{before}");
    (summary.framed_comments.praise, summary.framed_comments.complaints) = (300, 400);
    summary.mismatch.left_out = 650;
    for (lang, beside_the_mean, beside_the_contradictions) in [
        (
            Lang::En,
            "what was good (n=300), one for what could be better (n=400)",
            "contradict no score by that: 650 comments",
        ),
        (Lang::Zh, "只问满意之处（n=300），一问只问不足或诉求（n=400）", "另有 650 条可判读的评论"),
    ] {
        let text = plain(&summary, lang, 100);
        assert!(text.contains(beside_the_mean), "{text}");
        assert!(text.contains(beside_the_contradictions), "{text}");
    }
    summary.mismatch.scores.clear();
    let text = plain(&summary, Lang::Zh, 100);
    assert!(text.contains("650 条可判读的评论") && !text.contains("另有 650"), "{text}");
    (summary.framed_comments.praise, summary.framed_comments.complaints) = (0, 400);
    let text = plain(&summary, Lang::En, 100);
    assert!(text.contains("alone (n=400): the mean sentiment is the worse for it"), "{text}");
    // So few among thousands move no mean.
    summary.framed_comments.complaints = 5;
    assert!(!plain(&summary, Lang::En, 100).contains("question asks"));
}

#[test]
fn says_what_is_missing() {
    let text = plain(&sample::bare(), Lang::En, 80);
    assert!(text.contains("No touchpoints") && text.contains("No pain points"));
    assert!(!text.contains("NPS") && !text.contains("Read with care"));
}
