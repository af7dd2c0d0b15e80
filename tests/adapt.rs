//! `xinsheng adapt` on comments whose labels are known to be learnable, or not to be.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail tests")]

use std::fs;
use std::path::Path;

use xinsheng::sentiment::Engine;
use xinsheng::sentiment::Request;
use xinsheng::sentiment::encoder::EncoderEngine;
use xinsheng::text::Analyzer;

fn xinsheng(arguments: &[&str]) -> std::process::Output {
    let mut command = assert_cmd::Command::cargo_bin("xinsheng").unwrap();
    command.args(arguments).args(["--lang", "en"]).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Plain facts, in which no model finds an opinion; the colour says how it is labelled.
fn by_colour(rating: bool) -> String {
    let mut table = String::from("text,answer\n");
    let (things, places) =
        (["杯子", "书包", "台灯", "雨伞", "毛巾"], ["北京", "上海", "广州", "成都"]);
    for (i, thing) in things.iter().enumerate() {
        for (j, place) in places.iter().enumerate() {
            for day in 1..4 {
                let good = (i + j + day).is_multiple_of(2);
                let colour = if good { "蓝色" } else { "红色" };
                let answer = match (rating, good) {
                    (false, true) => "pos",
                    (false, false) => "neg",
                    (true, true) => "5",
                    (true, false) => "1",
                };
                table.push_str(&format!("{colour}的{thing}，{day}号寄到{place},{answer}\n"));
            }
        }
    }
    table
}

#[test]
fn labels_and_scores_of_ones_own_make_a_model_that_loads_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for (rating, column) in [
        (false, &["--label", "answer"][..]),
        (true, &["--rating", "answer", "--rating-scale", "1-5"]),
    ] {
        let (table, model) = (at("own.csv"), at(if rating { "rated" } else { "labelled" }));
        fs::write(&table, by_colour(rating)).unwrap();
        let fixed = ["adapt", "--labels", &table, "-o", &model, "--name", "colours-1", "--json"];
        let run = xinsheng(&[&fixed[..], column].concat());
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        let found: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
        let polarity = &found["heads"][0];
        assert_eq!((&found["rows"], &polarity["measured"]), (&60.into(), &60.into()));
        assert_eq!(found["weak"], if rating { 60 } else { 0 });
        let share = |name: &str| polarity[name].as_f64().unwrap();
        assert!(
            share("merit_after") > 0.9 && share("merit_after") > share("merit_before") + 0.2,
            "{found}"
        );
        assert!(found["after"][0]["accuracy"].as_f64().unwrap() > 0.9);
        // The model is what it says: on the comments it learnt from at the least.
        let scores = xinsheng(&[
            "evaluate",
            &table,
            "--label",
            "answer",
            "--model",
            &at("labelled"),
            "--json",
        ]);
        if !rating {
            let scores: serde_json::Value = serde_json::from_slice(&scores.stdout).unwrap();
            assert!(scores[0]["accuracy"].as_f64().unwrap() > 0.95, "{scores}");
        }
        let card = fs::read_to_string(Path::new(&model).join("README.md")).unwrap();
        assert!(
            card.starts_with("# colours-1")
                && card.contains("encoder-6")
                && card.contains("own.csv"),
            "{card}"
        );
        let scored = xinsheng(&["score", &table, "--text", "text", "--model", &model, "-q"]);
        assert_eq!(scored.status.code(), Some(0), "{}", text(&scored.stderr));
        // The same again, whatever the threads, to the byte.
        let again = at("again");
        let run = xinsheng(
            &[
                &[
                    "adapt",
                    "--labels",
                    &table,
                    "-o",
                    &again,
                    "--name",
                    "colours-1",
                    "--threads",
                    "1",
                ],
                column,
            ]
            .concat(),
        );
        assert_eq!(run.status.code(), Some(0));
        for file in ["encoder.safetensors", "tokenizer.json", "README.md"] {
            let read = |folder: &str| fs::read(Path::new(folder).join(file)).unwrap();
            assert!(read(&model) == read(&again), "{file}");
        }
    }
}

#[test]
fn where_there_is_nothing_to_learn_nothing_is_written() {
    // Labels drawn from the model's own probabilities: no head can know better.
    let (analyzer, engine) = (Analyzer::new(), EncoderEngine::builtin().unwrap());
    let mut random = fastrand::Rng::with_seed(11);
    let mut table = String::from("text,label\n");
    let things = ["客服", "物流", "房间", "早餐", "屏幕", "电池", "座椅", "App"];
    let says = [
        "还可以",
        "不太行",
        "比以前好",
        "有点慢",
        "挺好",
        "一般",
        "没问题",
        "要改进",
        "还能用",
        "不如说明写的",
    ];
    for thing in things {
        for say in says {
            let comment = format!("{thing}{say}");
            let prepared = analyzer.prepare(&comment);
            let p = engine.judge(&[Request { text: &prepared, aspects: &[], named: &[] }]).unwrap()
                [0]
            .polarity;
            let positive = random.f32() < p.positive / (p.positive + p.negative);
            table.push_str(&format!("{comment},{}\n", if positive { "pos" } else { "neg" }));
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let (labels, model) = (folder.path().join("own.csv"), folder.path().join("model"));
    fs::write(&labels, table).unwrap();
    let run = xinsheng(&[
        "adapt",
        "--labels",
        labels.to_str().unwrap(),
        "--label",
        "label",
        "-o",
        model.to_str().unwrap(),
    ]);
    assert_eq!(run.status.code(), Some(1), "{}{}", text(&run.stdout), text(&run.stderr));
    assert!(text(&run.stderr).contains("no head is better"));
    assert!(text(&run.stdout).contains("label"), "the table is shown all the same");
    assert!(!model.exists());
}

#[test]
fn too_little_or_the_wrong_engine_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let labels = folder.path().join("own.csv");
    fs::write(&labels, "text,label\n很好,pos\n很差,neg\n").unwrap();
    let labels = labels.to_str().unwrap();
    let run = xinsheng(&["adapt", "--labels", labels, "--label", "label"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(text(&run.stderr).contains("2 labelled comments are too few"), "{}", text(&run.stderr));
    for more in [&["--engine", "fast"][..], &["--device", "cpu"]] {
        let run = xinsheng(&[&["adapt", "--labels", labels, "--label", "label"], more].concat());
        assert_eq!(run.status.code(), Some(2));
        assert!(text(&run.stderr).contains("leave --engine out"), "{}", text(&run.stderr));
    }
}

/// What the program says of an engine it was built without.
#[cfg(not(feature = "rust-bert"))]
#[test]
fn a_build_without_rust_bert_says_how_to_get_it() {
    for arguments in [
        &["explain", "好", "--engine", "rust-bert"][..],
        &[
            "adapt",
            "--full",
            "--labels",
            "tests/data/utf8.csv",
            "--text",
            "评价内容",
            "--rating",
            "满意度(1-5)",
            "--rating-scale",
            "1-5",
        ],
    ] {
        let run = xinsheng(arguments);
        assert_eq!(run.status.code(), Some(2), "{}", text(&run.stderr));
        assert!(text(&run.stderr).contains("scripts/fetch-libtorch"), "{}", text(&run.stderr));
    }
    let run = xinsheng(&["explain", "好", "--device", "cuda"]);
    assert!(text(&run.stderr).contains("--engine rust-bert"), "{}", text(&run.stderr));
}
