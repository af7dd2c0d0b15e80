use super::*;

fn gate() -> Gate {
    Gate::new(Redact::On, Lang::En)
}

#[test]
fn names_that_look_alike_stay_apart_and_each_is_the_same_everywhere() {
    let gate = gate();
    let (a, b) = ("门店 13800138000", "门店 13900139000");
    assert_eq!(gate.name(a), "门店 [电话]");
    assert_eq!(gate.name(b), "门店 [电话]#2");
    assert_eq!(gate.clone().name(a), "门店 [电话]");
    assert_eq!(gate.name("门店 [电话]"), "门店 [电话]#3", "a name that was written so");
    assert_eq!(
        gate.message(&format!("“{b}” and “{a}” are odd")),
        "“门店 [电话]#2” and “门店 [电话]” are odd"
    );
    assert_eq!(
        (gate.original("门店 [电话]#2"), gate.original("x")),
        (b.to_owned(), "x".to_owned())
    );
}

#[test]
fn a_name_taken_before_a_masked_one_is_not_shared() {
    let gate = gate();
    assert_eq!(gate.name("[phone]"), "[phone]");
    assert_eq!(gate.name("13800138000"), "[phone]#2");
    assert_eq!(gate.name("[phone]#2"), "[phone]#2#2");
}

#[test]
fn ordinary_names_are_untouched() {
    let gate = gate();
    for name in ["物流配送", "Front desk", "App 2.0", "店铺[华东]", "南京路123号店", "a#2", ""]
    {
        assert_eq!(gate.name(name), name);
    }
}

#[test]
fn letters_close_to_a_number_do_not_hide_it_in_a_name() {
    let gate = gate();
    assert_eq!(gate.name("export_13800138000_v2"), "export_[phone]_v2");
    assert_eq!(gate.file("/data/x13800138001.csv"), "x[phone].csv");
    assert_eq!(gate.name("anna_lee@example.com"), "[email]");
    assert_eq!(gate.name("q12_1_iPhone15_20260903"), "q12_1_iPhone15_20260903");
}

#[test]
fn files_of_one_name_are_told_apart_and_masked() {
    let gate = gate();
    gate.tells_apart(["in/13800138000/e.csv", "in/13900139000/e.csv", "in/a.csv"]);
    assert_eq!(gate.file("in/13800138000/e.csv"), "[phone]/e.csv");
    assert_eq!(gate.file("in/13900139000/e.csv"), "[phone]/e.csv#2");
    assert_eq!(gate.file("in/a.csv"), "a.csv");
}

#[test]
fn names_are_on_one_line_and_obeyed_by_no_terminal() {
    let gate = Gate::new(Redact::Off, Lang::En);
    assert_eq!(gate.name("a\nb"), "a b");
    assert_eq!(gate.name("a\u{1b}[2Jb"), "a␛[2Jb");
    assert_eq!(gate.name("a\u{202e}b"), "a\u{FFFD}b");
    assert_eq!(gate.name("a\u{202d}b"), "a\u{FFFD}b#2");
    assert_eq!(gate.file("/data/138\u{7}.csv"), "138␇.csv");
    assert_eq!(gate.name("13800138000"), "13800138000");
    assert_eq!(gate.message("13800138000\nx"), "13800138000 x");
}

#[test]
fn spans_follow_masks_and_stand_ins() {
    let text = "\u{1b}慢13800138000\u{7f}very slow";
    let shown = gate().comment(text);
    assert_eq!(shown.text, "␛慢[phone]␡very slow");
    let at = text.find("very").unwrap();
    assert_eq!(&shown.text[shown.span(at..text.len())], "very slow");
    let number = text.find('1').unwrap();
    assert_eq!(&shown.text[shown.span(number + 2..number + 5)], "[phone]");
    assert_eq!(shown.found().len(), 1);
    let off = Gate::new(Redact::Off, Lang::En);
    assert_eq!(off.comment(text).text, "␛慢13800138000␡very slow");
}

#[test]
fn a_quotation_is_not_cut_within_a_detail() {
    assert_eq!(gate().quote("电话1380013…"), "电话…");
    assert_eq!(gate().quote("打13800138000…"), "打…");
    assert_eq!(gate().quote("打13800138000，很慢…"), "打[电话]，很慢…");
}

#[test]
fn very_many_names_behind_one_mark_share_one() {
    let gate = gate();
    let shown = |n: u32| gate.name(&format!("a{n}@example.com")).into_owned();
    let all: std::collections::BTreeSet<String> = (0..3000).map(shown).collect();
    assert_eq!(all.len(), 1001);
    assert!(all.contains("[email]#1000+"));
}

#[test]
fn machines_that_are_known_stand_in_sentences() {
    let gate = Gate::new(Redact::On, Lang::En);
    let said = "the executor at 10.20.30.40:50051 and 10.20.30.40:5 of 10.20.30.40";
    assert!(!gate.message(said).contains("10.20.30.40:50051"));
    gate.shows_machine("10.20.30.40:5");
    gate.shows_machine("10.20.30.40:50051");
    gate.shows_machine("a\u{1b}b");
    gate.shows_machine("");
    let shown = gate.message(said);
    assert!(
        shown.starts_with("the executor at 10.20.30.40:50051 and 10.20.30.40:5 of ["),
        "{shown}"
    );
    assert!(gate.message("a\u{1b}b").contains('\u{241B}'));
    assert!(!gate.comment(said).text.contains("10.20.30.40"));
}

#[test]
fn what_an_export_says_itself_is_shown() {
    let mut public = crate::privacy::PublicWords::default();
    public.add("How likely are you to recommend Skylark?");
    let (gate, text) = (gate().knowing(public), "Skylark let Zorbl down");
    let mut names = Some(vec![0..7, 12..17]);
    assert_eq!(gate.comment_naming(text, names.as_deref()).text, "Skylark let [name] down");
    gate.leave_public(text, &mut names);
    let left: Vec<&str> = names.unwrap().into_iter().map(|name| &text[name]).collect();
    assert_eq!(left, ["Zorbl"]);
    let off = Gate::new(Redact::Off, Lang::En).knowing(crate::privacy::PublicWords::default());
    assert!(!off.masks());
}
