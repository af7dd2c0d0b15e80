//! Where one role of a column gives way to another: facts at each bound and one step beyond it.

use super::*;
use crate::ingest::cells::made::{cells, facts};

fn strength(draft: Option<Draft>) -> Option<u32> {
    draft.map(|draft| draft.strength)
}

#[test]
fn half_numbers_dates_or_addresses_are_no_text_nor_are_a_fifth_of_choices() {
    for (numeric, dates, multi, addresses, wanted) in [
        (4, 4, 1, 4, true),
        (5, 0, 0, 0, false),
        (0, 5, 0, 0, false),
        (0, 0, 2, 0, false),
        (0, 0, 0, 5, false),
    ] {
        let mut facts = facts(10, 10, 20);
        (facts.numeric, facts.dates) = (numeric, dates);
        (facts.multi, facts.addresses) = (multi, addresses);
        assert_eq!(is_text(&facts), wanted, "{numeric} {dates} {multi} {addresses}");
    }
    for (codes, wanted) in [(9, true), (8, false)] {
        let mut facts = facts(10, 10, 20);
        facts.codes = codes;
        assert_eq!(is_code(&facts), wanted, "{codes} codes in 10");
    }
}

#[test]
fn a_title_is_written_where_five_and_half_of_them_differ() {
    let name = ColumnName::new("Review title");
    for (answers, distinct, width, wanted) in
        [(10, 5, 6, true), (10, 5, 5, false), (8, 4, 6, false), (11, 5, 6, false)]
    {
        let facts = facts(answers, distinct, width);
        assert_eq!(is_written_title(&name, &facts), wanted, "{answers} {distinct} {width}");
    }
}

#[test]
fn a_technical_name_of_a_score_is_told_where_four_in_five_are_numbers() {
    for (header, numeric, distinct, wanted) in [
        ("Average score", 8, 2, Some(1)),
        ("Average score", 7, 2, Some(0)),
        ("Average score", 8, 1, Some(0)),
        ("Duration", 10, 2, Some(0)),
        ("Target score", 8, 2, Some(1)),
        ("Target score", 7, 2, None),
        ("Target NPS", 10, 2, Some(1)),
        ("Target", 10, 2, None),
        ("Rating ID", 10, 2, Some(0)),
        ("Score max", 10, 1, Some(0)),
        ("Rating (5 max)", 10, 2, None),
        ("评分权重", 10, 2, Some(0)),
        ("满意度满分", 10, 1, Some(0)),
        ("满意度（满分）", 10, 2, None),
    ] {
        let mut facts = facts(10, distinct, 2);
        facts.numeric = numeric;
        let found = technical(header, &ColumnName::new(header), &facts);
        let told = found.map(|draft| draft.warnings.len());
        assert_eq!(told, wanted, "{header}: {numeric} numbers, {distinct} different");
    }
    let groups = cells(&["Promoter", "Detractor"], 5);
    let found = technical("Kind", &ColumnName::new("Kind"), &groups).map(|draft| draft.evidence);
    assert_eq!(found, Some(vec![Evidence::NpsGroups]));
}

#[test]
fn a_length_of_time_in_words_is_a_field() {
    let spans = cells(&["3个月内", "3-12个月", "1年以上"], 20);
    let lengths = cells(&["3分20秒", "4分10秒", "2分05秒"], 20);
    let role =
        |facts: &ColumnProfile| classify("入会时长", &ColumnName::new("入会时长"), facts).role;
    assert_eq!([role(&spans), role(&lengths)], [Role::Segment, Role::Ignore]);
}

#[test]
fn own_words_are_text_of_nobody_else_or_half_of_them_signed() {
    for (header, signed, numeric, wanted) in [
        ("Log", 5, 0, true),
        ("Log", 4, 0, false),
        ("Reply", 0, 0, true),
        ("Reply", 0, 5, false),
        ("Reply of the customer", 0, 0, false),
        ("Officer response", 0, 0, true),
        ("Council response", 0, 0, true),
        ("Internal follow-up comment", 0, 0, true),
        ("Comment (internal)", 0, 0, true),
        ("Follow-up comment", 0, 0, true),
        ("Resolution comment", 0, 0, true),
        ("内部意见", 0, 0, true),
        ("Internal rating", 0, 0, false),
        ("Customer response", 0, 0, false),
        ("Survey response", 0, 0, false),
        ("Closing comments", 0, 0, false),
        ("短信回复内容", 0, 0, false),
        ("回复短信", 0, 0, false),
        ("回复原文", 0, 0, false),
        ("上行短信", 0, 0, false),
        ("SMS reply", 0, 0, false),
        ("商家回复内容", 0, 0, true),
    ] {
        let mut facts = facts(10, 10, 20);
        (facts.signed, facts.numeric) = (signed, numeric);
        let found = own_words(header, &ColumnName::new(header), &facts);
        let told = found.map(|draft| draft.warnings);
        let warned = vec![Warning::OwnWords(OwnText::Beside, header.to_owned())];
        assert_eq!(told, wanted.then_some(warned), "{header}: {signed} {numeric}");
    }
    for (of_company, wanted) in [(0, false), (1, true)] {
        let mut facts = facts(10, 10, 20);
        facts.of_company = of_company;
        let found = own_words("短信回复", &ColumnName::new("短信回复"), &facts);
        assert_eq!(found.is_some(), wanted, "{of_company} of 10 speak for the company");
    }
}

#[test]
fn half_of_the_cells_show_what_a_spreadsheet_made_of_ids_and_scores() {
    for (header, rounded, wanted) in
        [("Customer id", 5, true), ("Customer id", 4, false), ("Sales", 10, false)]
    {
        let mut facts = facts(10, 2, 8);
        facts.rounded = rounded;
        let found = rounded_ids(header, &ColumnName::new(header), &facts);
        let told = found.map(|draft| draft.warnings);
        let warned = vec![Warning::RoundedIds { column: header.to_owned() }];
        assert_eq!(told, wanted.then_some(warned), "{header}: {rounded} rounded");
    }
    for (header, dates, wanted) in
        [("Rating", 5, true), ("Rating", 4, false), ("Rating date", 10, false), ("Wave", 10, false)]
    {
        let mut facts = facts(10, 2, 8);
        facts.dates = dates;
        let found = dates_for_scores(header, &ColumnName::new(header), &facts);
        let told = found.map(|draft| draft.warnings);
        let warned = vec![Warning::ScoresAsDates { column: header.to_owned() }];
        assert_eq!(told, wanted.then_some(warned), "{header}: {dates} dates");
    }
}

#[test]
fn four_in_five_cells_are_dates_in_numbers_too_where_the_name_says_so() {
    for (header, dates, numeric, short, wanted) in [
        ("Wave", 8, 0, 0, Some(2)),
        ("Wave", 7, 0, 0, None),
        ("Wave", 4, 2, 3, None),
        ("Date", 4, 2, 3, Some(3)),
        ("Date", 8, 0, 0, Some(3)),
        ("Date", 7, 0, 0, None),
        ("Date", 0, 8, 0, Some(3)),
        ("Month", 4, 2, 3, Some(3)),
        ("Start date", 8, 0, 0, Some(1)),
        ("Submit date", 8, 0, 0, Some(5)),
    ] {
        let mut facts = facts(10, 10, 10);
        (facts.dates, facts.numeric_dates, facts.year_first) = (dates, numeric, short);
        let found = strength(time(&ColumnName::new(header), &facts));
        assert_eq!(found, wanted, "{header}: {dates} {numeric} {short}");
    }
    // Days that a spreadsheet counts are times of an interview, long numbers are none.
    for (max, wanted) in [(44_320.0, true), (999_999_999.0, true), (1e9, false)] {
        let mut facts = facts(10, 10, 10);
        (facts.numeric_dates, facts.max) = (8, max);
        let found = time(&ColumnName::new("ID.date"), &facts);
        assert_eq!(found.is_some(), wanted, "{max}");
    }
}

#[test]
fn what_a_comment_column_is_about_is_short_and_comes_again() {
    for (distinct, width, wanted) in [(4, 19, false), (5, 19, true), (4, 20, true)] {
        let found = comment(&ColumnName::new("Comment type"), &facts(10, distinct, width));
        assert_eq!(found.is_some(), wanted, "{distinct} different, {width} wide");
    }
}

#[test]
fn a_few_answers_again_and_again_are_choices() {
    for (header, answers, distinct, width, wanted) in [
        ("Reason", 9, 1, 20, true),
        ("Reason", 10, 1, 20, false),
        ("Reason", 10, 2, 20, true),
        ("Reason", 49, 9, 20, false),
        ("Reason", 49, 12, 20, true),
        ("Reason", 50, 12, 20, false),
        ("Reason", 50, 13, 20, true),
        ("Reason", 200, 13, 11, false),
        ("Reason", 200, 13, 12, true),
        ("Reason", 200, 20, 11, true),
        ("Why so?", 20, 1, 11, true),
        ("Why so?", 49, 4, 11, true),
        ("Why so?", 50, 4, 11, false),
        // A name that leaves no doubt.
        ("Comment", 200, 13, 11, true),
        ("Comment", 50, 12, 20, true),
        // Blank cells of one sign.
        ("Comment", 10, 10, 1, false),
        ("Comment", 10, 10, 2, true),
        ("Reason", 10, 10, 2, false),
        ("Reason", 10, 10, 3, true),
    ] {
        let found = comment(&ColumnName::new(header), &facts(answers, distinct, width));
        assert_eq!(found.is_some(), wanted, "{header}: {answers} {distinct} {width}");
    }
    let mut numbers = facts(10, 10, 20);
    numbers.numeric = 10;
    assert!(comment(&ColumnName::new("Comment"), &numbers).is_none(), "numbers");
}

#[test]
fn marks_in_codes_or_words_are_no_comments() {
    for (header, distinct, codes, wanted) in [
        ("评价星级", 12, 40, false),
        ("评价星级", 13, 40, true),
        ("评价星级", 12, 35, true),
        ("评论星级", 12, 40, true),
    ] {
        let mut facts = facts(40, distinct, 20);
        facts.codes = codes;
        let found = comment(&ColumnName::new(header), &facts);
        assert_eq!(found.is_some(), wanted, "{header}: {distinct} different, {codes} codes");
    }
    // Good and bad may be all that anybody wrote under a name that leaves no doubt.
    for (header, words, wanted) in [
        ("Comment", &["Good", "Average", "Bad"][..], true),
        ("Reason", &["Good", "Average", "Bad"], false),
        ("Comment", &["Very good", "Good", "Average", "Bad"], false),
        ("Comment", &["Satisfied", "Neutral", "Dissatisfied"], false),
        ("评论", &["好评", "中评", "差评"], false),
    ] {
        let found = comment(&ColumnName::new(header), &cells(words, 4));
        assert_eq!(found.is_some(), wanted, "{header}: {words:?}");
    }
    // Of forty somebody would have written more.
    for (words, times, wanted) in [
        (&["Good", "Average", "Bad"][..], 13, true),
        (&["Good", "Average", "Bad"], 14, false),
        (&["Thumbs up", "Thumbs down"], 19, true),
        (&["Thumbs up", "Thumbs down"], 20, false),
        (&["Good", "Average", "Bad", "Slow lift"], 14, true),
    ] {
        let found = comment(&ColumnName::new("Feedback"), &cells(words, times));
        assert_eq!(found.is_some(), wanted, "{words:?} {times}");
    }
}

#[test]
fn respondents_are_told_apart_by_what_they_are_called() {
    for (header, answers, distinct, width, wanted) in [
        ("Response id", 10, 9, 8, Some(1)),
        ("Response id", 10, 8, 8, None),
        ("id", 10, 5, 8, Some(1)),
        ("id", 11, 5, 8, None),
        ("编号", 34, 24, 8, Some(1)),
        ("User id", 40, 2, 8, Some(3)),
        ("User id", 41, 2, 8, None),
        ("User id", 20, 1, 8, None),
        ("User id", 1, 1, 8, Some(3)),
        ("Email", 10, 5, 60, Some(2)),
        ("Email", 10, 5, 61, None),
        ("User id date", 10, 10, 8, None),
        // A group of users has few names, and something of theirs has others.
        ("User", 100, 12, 8, None),
        ("User", 100, 13, 8, Some(3)),
        ("User", 10, 5, 8, Some(3)),
        ("User", 11, 5, 8, None),
        ("User rating", 10, 10, 8, None),
        ("Guest age group", 10, 10, 8, None),
        ("Phone type", 10, 10, 8, None),
        ("账号问题", 10, 10, 8, None),
        ("登录账号", 10, 10, 8, Some(3)),
    ] {
        let found = respondent(&ColumnName::new(header), &facts(answers, distinct, width));
        assert_eq!(strength(found), wanted, "{header}: {answers} {distinct} {width}");
    }
    let ticks = cells(&["yes", "no"], 5);
    assert!(respondent(&ColumnName::new("Phone"), &ticks).is_none());
}

#[test]
fn categories_are_few_and_come_again() {
    for (answers, distinct, width, wanted) in [
        (12, 12, 10, false),
        (13, 12, 10, true),
        (49, 12, 10, true),
        (49, 13, 10, false),
        (50, 13, 10, true),
        (50, 15, 10, true),
        (50, 16, 10, false),
        (2000, 300, 10, true),
        (2000, 301, 10, false),
        (50, 13, 60, true),
        (50, 13, 61, false),
    ] {
        let found = is_category(&facts(answers, distinct, width));
        assert_eq!(found, wanted, "{answers} {distinct} {width}");
    }
    let mut numbers = facts(50, 5, 2);
    numbers.numeric = 50;
    assert!(!is_category(&numbers), "numbers");
}

#[test]
fn text_runs_from_a_width_on_and_differs_or_tells() {
    for (header, answers, distinct, width, sentences, wanted) in [
        ("Ticket body", 10, 5, 15, 0, Some(1)),
        ("Ticket body", 10, 5, 14, 0, None),
        ("Ticket body", 10, 4, 15, 0, None),
        ("Ticket body", 40, 8, 15, 40, None),
        ("What happened?", 10, 5, 8, 0, Some(2)),
        ("What happened?", 10, 5, 7, 0, None),
        ("What happened?", 40, 8, 8, 24, Some(2)),
        ("What happened?", 40, 7, 8, 24, None),
        ("What happened?", 40, 8, 8, 23, None),
        ("Store story", 10, 5, 15, 0, None),
        ("What about the store?", 10, 5, 15, 0, Some(2)),
    ] {
        let mut facts = facts(answers, distinct, width);
        facts.sentences = sentences;
        let found = text(&ColumnName::new(header), &facts);
        assert_eq!(strength(found), wanted, "{header}: {answers} {distinct} {width} {sentences}");
    }
    let mut codes = facts(10, 5, 15);
    codes.codes = 9;
    assert!(text(&ColumnName::new("Ticket body"), &codes).is_none(), "codes");
}

#[test]
fn fields_are_few_or_come_again() {
    for (header, answers, distinct, width, numeric, wanted) in [
        // Codes under a short name.
        ("Customer country", 100, 50, 2, 100, Some(2)),
        ("Customer country", 100, 51, 2, 100, None),
        ("Customers country", 100, 50, 2, 100, None),
        ("Wave", 100, 50, 2, 100, None),
        // Few words, or many that come again.
        ("Country", 20, 12, 61, 0, Some(2)),
        ("Country", 20, 13, 61, 0, None),
        ("Country", 100, 50, 60, 0, Some(2)),
        ("Country", 100, 51, 60, 0, None),
        ("Country", 100, 50, 61, 0, None),
        ("Country", 50, 2, 10, 0, Some(2)),
        ("Country", 50, 1, 10, 0, None),
        // Under any other name.
        ("Wave", 50, 13, 10, 0, Some(1)),
        ("Day", 50, 13, 10, 0, None),
        ("What day?", 50, 13, 10, 0, Some(1)),
    ] {
        let mut facts = facts(answers, distinct, width);
        facts.numeric = numeric;
        let found = segment(header, &ColumnName::new(header), &facts);
        assert_eq!(strength(found), wanted, "{header}: {answers} {distinct} {width} {numeric}");
    }
    let mut several = facts(50, 5, 10);
    several.multi = 1;
    assert!(segment("Country", &ColumnName::new("Country"), &several).is_none());
}

#[test]
fn what_is_of_no_use_says_whether_it_is_empty_or_numbers() {
    let first = |facts: &ColumnProfile| {
        let draft = classify("Wave", &ColumnName::new("Wave"), facts);
        (draft.role, draft.evidence.into_iter().next())
    };
    assert_eq!(first(&facts(0, 0, 0)), (Role::Ignore, Some(Evidence::Empty)));
    let mut numbers = facts(10, 10, 2);
    numbers.numeric = 7;
    assert_eq!(first(&numbers), (Role::Ignore, Some(Evidence::NoMeaning)));
    numbers.numeric = 8;
    let (role, evidence) = first(&numbers);
    assert_eq!(role, Role::Ignore);
    assert!(matches!(evidence, Some(Evidence::Numbers { .. })), "{evidence:?}");
}

#[test]
fn what_counts_or_weighs_and_what_is_of_others_is_no_score() {
    let marks = cells(&["1", "2", "3", "5"], 5);
    let told = |header: &str| {
        let draft = technical(header, &ColumnName::new(header), &marks)?;
        Some((draft.role, draft.warnings.len()))
    };
    for (header, wanted) in [
        ("Rating count", Some((Role::Ignore, 0))),
        ("Rating id", Some((Role::Ignore, 0))),
        ("评分人数", Some((Role::Ignore, 0))),
        ("Overall length of stay", Some((Role::Ignore, 0))),
        ("Satisfaction with the length of stay", None),
        ("Rating", None),
        // What is told of is not used.
        ("How important is speed? (1-5)", Some((Role::Ignore, 1))),
        ("Importance: price", Some((Role::Ignore, 1))),
        ("您认为服务态度的重要程度（1-5分）", Some((Role::Ignore, 1))),
        ("Satisfaction with competitor", Some((Role::Ignore, 1))),
        ("对竞品满意度", Some((Role::Ignore, 1))),
        ("客户星级", Some((Role::Ignore, 1))),
        ("信用卡满意度", None),
        ("How was the speed? (1-5)", None),
    ] {
        assert_eq!(told(header), wanted, "{header}");
    }
    let name = "Importance: price";
    let few = cells(&["1", "2"], 5);
    assert!(technical(name, &ColumnName::new(name), &few).is_none(), "no marks");
}

#[test]
fn what_follows_an_answer_up_is_of_customers_where_nothing_else_is() {
    let headers = ["Follow-up comment", "Internal follow-up comment", "Reason"];
    let names = headers.map(ColumnName::new);
    let facts = [0, 1, 2].map(|_| facts(10, 10, 20));
    for (columns, wanted) in [(2, Role::Comment), (3, Role::Ignore)] {
        let of = |at: usize| classify(headers[at], &names[at], &facts[at]);
        let mut drafts: Vec<Draft> = (0..columns).map(of).collect();
        follow_ups_alone(&names[..columns], &facts[..columns], &mut drafts);
        assert_eq!((drafts[0].role, drafts[1].role), (wanted, Role::Ignore), "{columns} columns");
    }
}
