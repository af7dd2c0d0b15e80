//! Where one opinion ends and the next begins: full stops, commas, numbers, contrasts and what is too
//! little to stand alone.

use super::*;

#[test]
fn a_full_stop_ends_a_sentence_by_what_stands_around_it() {
    check_units(&[
        // After Chinese characters always, before them unless a number may go on.
        ("服务很好.Nice people too", &["服务很好", "Nice people too"]),
        ("Great food.物流很慢", &["Great food", "物流很慢"]),
        ("型号是X2.手感很好", &["型号是X2.手感很好"]),
        ("服务还行吧...just so so really", &["服务还行吧...just so so really"]),
        // A number of one or two digits at the beginning numbers a list.
        ("12. Good staff here", &["12. Good staff here"]),
        ("120. Good staff here", &["120", "Good staff here"]),
        ("2020. Then we left", &["2020", "Then we left"]),
        ("We came in 20. Then we left", &["We came in 20", "Then we left"]),
        // A blank may be missing behind a word of two letters that holds no other full stop.
        ("It was ok.The staff was rude", &["It was ok", "The staff was rude"]),
        ("Plan b.The rest was fine", &["Plan b.The rest was fine"]),
        ("You see beta.two.Three is slow", &["You see beta.two.Three is slow"]),
        // A face may follow at once, but no number.
        ("It was fine.:) Thanks a lot", &["It was fine", ":) Thanks a lot"]),
        ("Room 5.:) thanks", &["Room 5.:) thanks"]),
    ]);
}

#[test]
fn a_semicolon_ends_a_sentence_where_it_is_no_face() {
    check_units(&[
        ("东西很好;物流太慢", &["东西很好", "物流太慢"]),
        ("Good staff; slow lift", &["Good staff", "slow lift"]),
        ("Good ;) fine", &["Good ;) fine"]),
        (":)", &[":)"]),
        ("服务很好。+++。物流很慢", &["服务很好", "物流很慢"]),
    ]);
}

#[test]
fn a_comma_parts_clauses_by_the_letters_near_it() {
    check_units(&[
        ("服务非常好，nice people and food", &["服务非常好", "nice people and food"]),
        ("评分9.5，(3楼)安静", &["评分9.5", "3楼)安静"]),
        ("价格是1,000元左右", &["价格是1,000元左右"]),
        // English needs a word that opens a clause, and one before it that concedes.
        (
            "Although the café was small, the staff were kind",
            &["Although the café was small", "the staff were kind"],
        ),
        ("The café was nice, the staff were kind", &["The café was nice, the staff were kind"]),
        (
            "Although the room was small, the breakfast was great",
            &["Although the room was small", "the breakfast was great"],
        ),
        ("The room was small, the staff were great", &["The room was small, the staff were great"]),
        (
            "Even the room was small, the food was bad",
            &["Even the room was small, the food was bad"],
        ),
        ("Although small, nice staff", &["Although small, nice staff"]),
        // Between Chinese and other words no blank stands for a comma.
        ("服务非常好 nice people and food", &["服务非常好 nice people and food"]),
    ]);
}

#[test]
fn a_unit_of_more_than_a_hundred_and_twenty_characters_ends_at_its_next_comma() {
    // The comma is the last of them.
    for (first, cut) in [("nice", false), ("nices", true)] {
        let long = format!("{first}{}", " nice".repeat(23));
        let expected =
            if cut { vec![long.clone(), "more".to_owned()] } else { vec![format!("{long}, more")] };
        assert_eq!(units(&format!("{long}, more")), expected, "{} characters", long.len() + 1);
    }
}

#[test]
fn a_digit_numbers_an_item_where_it_begins_one() {
    check_units(&[
        ("房型是A1.房间很大", &["房型是A1.房间很大"]),
        ("比例是3/4.房间很大", &["比例是3/4.房间很大"]),
        ("1.房间很大2.服务很好", &["1.房间很大", "2.服务很好"]),
    ]);
}

#[test]
fn words_of_contrast_open_a_unit_without_a_comma() {
    check_units(&[
        ("It was nice even though it rained", &["It was nice", "even though it rained"]),
        (
            "The room was fine whereas breakfast was poor",
            &["The room was fine", "whereas breakfast was poor"],
        ),
        ("Everything was great except breakfast", &["Everything was great", "except breakfast"]),
        ("The food was hot and the staff was kind", &["The food was hot and the staff was kind"]),
        // 就是 introduces a fault by how that begins, or by a word of blame soon after.
        ("房间挺好的就是隔音一般", &["房间挺好的", "就是隔音一般"]),
        ("房间挺好的就是前台太慢", &["房间挺好的", "就是前台太慢"]),
        ("这个价位很好就太贵了", &["这个价位很好就太贵了"]),
    ]);
}

#[test]
fn what_is_too_little_for_a_clause_goes_with_its_neighbour() {
    check_units(&[
        ("唉，老板，东西不错，物流慢", &["唉,老板,东西不错", "物流慢"]),
        ("好，物流也很快", &["好,物流也很快"]),
        ("很好，下次再来看看", &["很好", "下次再来看看"]),
        // A word in Latin letters is as much as two characters, however long it is.
        ("great，物流很快", &["great,物流很快"]),
        ("it's ok，物流很快", &["it's ok,物流很快"]),
        // Faces go with the sentence before them.
        ("服务太差了。T_T", &["服务太差了。T_T"]),
        ("The lift broke. T_T", &["The lift broke. T_T"]),
        ("很满意。👍 👍", &["很满意。👍 👍"]),
    ]);
}

#[test]
fn words_end_where_another_script_or_a_pictograph_begins() {
    for (comment, expected) in [
        ("T恤不错", &["T恤", "不错"][..]),
        ("The éclair was good", &["The", "éclair", "was", "good"]),
        ("cool👍", &["cool", "👍"]),
    ] {
        assert_eq!(words(comment), expected, "{comment}");
    }
    assert_eq!(words("éclair味道不错")[..2], ["éclair", "味道"]);
    assert!(words("评分3.5很好").contains(&"3.5".to_owned()));
}
