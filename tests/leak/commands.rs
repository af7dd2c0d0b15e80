//! Messages: whatever is wrong with files, mappings and arguments, and labelled comments.

use super::planted::{HOSTILE, Run};

const FORGED: &str = "\nxinsheng: all is well";

#[test]
fn whatever_is_wrong_with_an_argument() {
    let mut run = Run::new();
    run.write("a.csv", "id,评价内容\n1,很好\n2,很差\n3,物流太慢了\n".as_bytes());
    let cases: [&[&str]; 15] = [
        &["analyze", "a.csv", "-o", "o", "--{}"],
        &["analyze", "a.csv", "-o", "o", "--min-answers", "{}"],
        &["analyze", "a.csv", "-o", "o", "--lang={}"],
        &["{}"],
        &["analyze", "{}.csv", "-o", "o"],
        &["analyze", "{}*.csv", "-o", "o"],
        &["analyze", "a.csv", "-o", "o", "--preset", "{}"],
        &["analyze", "a.csv", "-o", "o", "--mapping", "{}"],
        &["analyze", "a.csv", "-o", "o", "--taxonomy", "{}"],
        &["analyze", "a.csv", "-o", "a.csv/{}"],
        &["inspect", "a.csv", "--encoding", "{}"],
        &["score", "a.csv", "--text", "{}"],
        &["score", "a.csv", "-o", "no/{}"],
        &["evaluate", "a.csv", "--text", "评价内容", "--label", "{}"],
        &["train", "a.csv", "--label", "id", "--text", "{}", "-o", "x.bin"],
    ];
    for case in cases {
        let bad = format!("{}{FORGED}", run.planted.hostile(&case.join(" ")));
        let arguments: Vec<String> = case.iter().map(|word| word.replace("{}", &bad)).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        run.clean(&arguments, 2);
        let said = String::from_utf8(run.command(&arguments).stderr).unwrap();
        assert!(!said.contains(FORGED), "{case:?}: {said}");
        assert!(said.contains('['), "{case:?} says what was masked: {said}");
    }
}

#[test]
fn bytes_that_are_no_character() {
    let mut run = Run::new();
    let (before, after) = (run.planted.hostile("before"), run.planted.hostile("after"));
    let header = run.planted.at("header");
    let mut table = format!("id,评价内容,\"{header}\"\n").into_bytes();
    (0..60).for_each(|n| table.extend(format!("{n},房间很好，第{n}次来，很满意,x\n").bytes()));
    table.extend(format!("61,{before} ").bytes());
    table.extend([0xff, 0xfe]);
    table.extend(format!(" {after},y\n").bytes());
    run.write("bad.csv", &table);
    for how in ["strict", "reject", "replace"] {
        let code = if how == "strict" { 2 } else { 0 };
        let more = ["--encoding", "utf-8", "--encoding-errors", how];
        run.clean(&[&["analyze", "bad.csv", "-o", "out"][..], &more].concat(), code);
        run.clean(&[&["inspect", "bad.csv"][..], &more].concat(), code);
        run.clean(
            &[&["evaluate", "bad.csv", "--text", "评价内容", "--label", "id"][..], &more].concat(),
            code,
        );
        let score = ["score", "bad.csv", "--text", "评价内容", "--rejects", "rejects.csv"];
        run.kept(&[&score[..], &more].concat(), &["header"]);
    }
}

#[test]
fn whatever_a_mapping_says() {
    let mut run = Run::new();
    let rows: String = (0..40).map(|n| format!("门店,很好很满意,{n}\n")).collect();
    run.write("a.csv", format!("触点,评价内容,推荐意愿(0-10)\n{rows}").as_bytes());
    for (n, mapping) in [
        "[[column]]\nname = \"{}\"\nrole = \"csat\"\nscale = [5, 1]",
        "[[column]]\nname = \"{}\"\nroll = \"nps\"",
        "[[column]]\nname = \"a\"\nrole = \"{}\"",
        "\"{}\" \"",
        "[[column]]\nname = \"{}\"\nrole = \"comment\"",
        "[[column]]\nname = \"触点\"\nrole = \"time\"\ntime_zone = \"{}\"",
        "[[touchpoint]]\nname = \"{}\"\naspects = [\"none\"]",
        "[[touchpoint]]\nname = \"门店\"\naspects = [\"{}\"]",
        "[[touchpoint]]\nname = \"{}\"\n[[touchpoint]]\nname = \"{}\"",
        "[[column]]\nname = \"触点\"\nrole = \"csat\"\nlabels = { \"{}\" = inf }",
        "[[touchpoint]]\nname = \"门店\"\nstage = \"{}\"\nowner = \"{}\"",
        "[[column]]\nname = \"评价内容\"\nrole = \"comment\"\ntouchpoint = \"{}\"",
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!("{}\\u001b[31m\\u202e\\u009b", run.planted.at(&format!("mapping {n}")));
        run.write("m.toml", mapping.replace("{}", &text).as_bytes());
        let code = if n < 10 { 2 } else { 0 };
        run.clean(&["analyze", "a.csv", "-o", "out", "--mapping", "m.toml"], code);
        run.clean(
            &["inspect", "a.csv", "--mapping", "m.toml", "--json"],
            if n == 6 || n == 7 { 0 } else { code },
        );
    }
    let text = run.planted.at("taxonomy");
    run.write("t.toml", format!("[[stage]]\nid = \"{text}\"\nzh = \"{text}\"\n").as_bytes());
    run.clean(&["analyze", "a.csv", "-o", "out", "--taxonomy", "t.toml"], 2);
}

#[test]
fn labelled_comments_and_the_one_that_is_explained() {
    let mut run = Run::new();
    let sets = [0, 1].map(|n| run.planted.hostile(&format!("set {n}")));
    let mut rows = String::from("text,label,set\n");
    for n in 0..40usize {
        let said = run.planted.hostile(&format!("labelled {n}"));
        let label = ["neg", "pos"][n % 2];
        rows += &format!("\"{}{said}\",{label},\"{}\"\n", ["很差", "很好"][n % 2], sets[n % 2]);
    }
    rows += &format!("怎么样,\"{}\",x\n", run.planted.hostile("label"));
    let file = format!("标注_{}.csv", run.planted.at("file of labels"));
    run.write(&file, rows.as_bytes());
    for more in [&[][..], &["--json"], &["--lang", "zh"]] {
        run.clean(
            &[&["evaluate", &file, "--label", "label", "--set", "set"][..], more].concat(),
            0,
        );
    }
    let model = format!("{}.bin", run.planted.at("model"));
    let name = run.planted.hostile("name of a model");
    run.clean(&["train", &file, "--label", "label", "-o", &model, "--name", "own"], 0);
    run.clean(&["adapt", "--labels", &file, "--label", "label", "--name", &name], 2);
    let said =
        format!("我叫王小明，物流太慢了{}，质量很好{HOSTILE}", run.planted.hostile("explained"));
    for more in [&[][..], &["--json"]] {
        run.clean(&[&["explain", said.as_str()][..], more].concat(), 0);
        let output = run.command(&[&["explain", said.as_str()][..], more].concat());
        assert!(!String::from_utf8(output.stdout).unwrap().contains("王小明"));
    }
}
