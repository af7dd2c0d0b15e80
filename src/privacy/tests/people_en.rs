use super::assert_masked;
use crate::privacy::DetailKind;

// Zorbl, Krant and the like are no first names.

#[test]
fn names_stand_by_themselves() {
    assert_masked(
        DetailKind::Name,
        &[
            "{Sarah} helped us",
            "hi {Sarah} helped us",
            "xSarah helped us",
            "9Sarah helped us",
            "@Sarah helped us",
            "#Sarah helped us",
            "/Sarah helped us",
            "Sarah9 helped us",
            "Sarah_ helped us",
            "sarah helped us",
            "SARAH helped us",
            "spoke to {SARAH} today",
            "I like {Sarah} a lot",
            "Sarah ' t come",
            "Sarah hotel",
            "Sarah hotels are fine",
            "Jack Daniel was great",
            "we drank Jack Daniel with {Sarah}",
            "such a Sarah thing",
            "the Sarah is fine",
        ],
    );
}

#[test]
fn a_title_before_a_name() {
    assert_masked(
        DetailKind::Name,
        &[
            "Mr {Zorbl} was kind",
            "Mr. {Zorbl} was kind",
            "Mr.{Zorbl} was kind",
            "our Mr {Zorbl Krant Lomel Dreng} Fusk",
            "Dr Z was kind",
            "Dr {Al} was kind",
            "Mr Manager was kind",
            "MS Teams was down",
            "Ms {Zorbl} was down",
            "Mr  {Zorbl} was kind",
            "Mr.  {Zorbl Krant} was kind",
            "Mr   Zorbl was kind",
        ],
    );
}

#[test]
fn names_of_no_list_are_introduced() {
    assert_masked(
        DetailKind::Name,
        &[
            "spoke to {Zorbl} today",
            "spoke to {Zorbl Krant} today",
            "spoke to {Zorbl Krant Lomel} Dreng",
            "spoke to {Zorbl} krant",
            "spoke to {Zorbl O'Krant} today",
            "spoke to {Zorbl-Krant} today",
            "spoke to {Zorbl}. Krant was kind",
            "spoke to {Zorbl},Krant today",
            "spoke to {Zorbl Krant}. It was",
            "spoke to {Zorbl} I was",
            "spoke to {Zorbl K.} today",
            "spoke to {Zorbl K} today",
            "spoke to {Zorbl K Lomel}",
            "spoke to {J. Zorbl} today",
            "spoke to {Al. Zorbl} today",
            "spoke to J. about it",
            "spoke to Zorbl's boss",
            "spoke to Zorbl hotel",
            "spoke to Zorbl Krant beach",
            "spoke to Zorbl Krant Beach",
            "spoke to {Zorbl} Service",
            "spoke to {Zorbl} Working",
            "ask for {Zorbl}",
            "with Duolingo today",
            "saw Duolingo today",
            "thank you Duolingo",
            "thanks to Duolingo",
            "thank you to Duolingo",
            "thank you, Duolingo",
            "spoke to AXA today",
        ],
    );
}

#[test]
fn a_role_or_a_relation_before_a_name() {
    assert_masked(
        DetailKind::Name,
        &[
            "manager {Zorbl} was kind",
            "our manager {Zorbl} was kind",
            "manager: {Zorbl} was kind",
            "manager. Zorbl was kind",
            "manager ZORBL was kind",
            "my wife {Zorbl} said",
            "our son {Zorbl} said",
            "wife Zorbl said",
            "the dog Zorbl Krant ran",
            "My Husband Zorbl Loved it",
            "My Manager Zorbl Loved it",
            "manager {Zorbl}'s desk",
            "our manager  {Zorbl} was kind",
            "our manager   Zorbl was kind",
        ],
    );
}

#[test]
fn what_is_written_like_a_name() {
    assert_masked(
        DetailKind::Name,
        &[
            "spoke to {Zo} today",
            "spoke to {Zorblkrantlomeldreng} today",
            "spoke to Zorblkrantlomeldrengs today",
            "spoke to {Zring} today",
            "spoke to Zoring today",
            "spoke to {Zored} today",
            "spoke to Zorled today",
            "spoke to AXA today",
            "spoke to {ZORB} today",
        ],
    );
}

#[test]
fn names_that_are_words_need_more() {
    assert_masked(
        DetailKind::Name,
        &[
            "June was fine",
            "{June} helped us",
            "June slipped away",
            "spoke to {June} today",
            "manager {June} was kind",
            "met {June Krant} today",
            "met June deadlines",
            "June Krant ran",
            "this is {June Krant} again",
            "this is June again",
            "this is {Zorbl Krant} again",
            "this is Bonkers again",
            "{June} at the front desk",
            "{June} at the spa",
            "June at the pool",
            "June opened the bar",
            "closed June it is",
            "Great. June it is",
            "Great stay.\n{June}",
            "Great stay June",
            "June",
            "April was so kind",
            "{April} helped us",
            "{Rose} was so kind",
            "June's help was fine",
            "spoke to {June}'s boss",
            "{Sarah} and {June} slipped away",
        ],
    );
}

#[test]
fn what_somebody_has() {
    assert_masked(
        DetailKind::Name,
        &[
            "{Sarah}'s attitude was fine",
            "I saw Sarah's dog",
            "Sarah's dog barked",
            "spoke to {Sarah}'s boss",
            "Sarah's Kitchen was fine",
            "spoke to Sarah's Kitchen",
            "manager {Sarah}'s dog",
        ],
    );
}

#[test]
fn names_that_sign() {
    assert_masked(
        DetailKind::Name,
        &[
            "Great stay.\n{Zorbl Krant}",
            "Great stay.\n{Zorbl Krant}.",
            "Great stay.\nZorbl Krant was",
            "Great stay. {Zorbl Krant}",
            "Great stay - {Zorbl Krant}",
            "Great stay Zorbl Krant",
            "Great stay, Zorbl Krant",
            "{Zorbl Krant}",
            "Zorbl",
            "Great stay.\nBonjour",
            "Regards,\n{Zorbl}",
            "Best, {Zorbl}",
            "kind regards\nDuolingo was here",
            "Great stay. {J. Zorbl}",
            "Great stay.\n{J. Zorbl}.",
            "Great stay\n- {J. K. Zorbl}",
            "Great stay. J. Breakfast",
            "J. Zorbl was kind",
        ],
    );
}

#[test]
fn places_are_no_persons() {
    assert_masked(
        DetailKind::Name,
        &[
            "flew into Sarah today",
            "in Sarah today",
            "disappointed in {Sarah} today",
            "near June today",
            "flew from June today",
            "call from {June Krant} today",
            "email to {June Krant} today",
            "flew to June Krant today",
            "flew to {Sarah} today",
        ],
    );
}

#[test]
fn ordinary_words_are_no_names() {
    assert_masked(
        DetailKind::Name,
        &[
            "Better WiFi",
            "Larger Rooms",
            "Quieter Rooms.",
            "{Larger Zorbl}",
            "Great stay. Bigger Towels",
            "Great stay. Quieter Towles",
            "asked for Extra towels",
            "asked for {Zorbl} towels",
            "spoke to Recpetion today",
            "our server Excellnet was",
        ],
    );
}
