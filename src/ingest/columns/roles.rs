//! What a single column is used for, from its name and its values. Where
//! columns compete, the module `resolve` decides; `detect` sees to all of a file.
//!
//! A name alone never makes a role: a comment column must hold text, a score
//! column numbers on a scale. Every decision carries its evidence.

use crate::ingest::cells::column_profile::{ColumnProfile, share};
use crate::ingest::columns::asked_of::are_ratings;
use crate::ingest::columns::choices;
use crate::ingest::columns::comment_role::{comment, is_written, open_question, text};
use crate::ingest::columns::draft::{Draft, named};
use crate::ingest::columns::facts::{
    categories, is_code, is_text, is_tick, names_a_score, numbers,
};
use crate::ingest::columns::group_codes::{is_category, is_words, names_groups};
use crate::ingest::columns::lone_text;
use crate::ingest::columns::persons;
use crate::ingest::columns::role_words;
use crate::ingest::columns::scale_guess;
use crate::ingest::columns::score_role::{is_nps_groups, score};
use crate::ingest::columns::spans::are_spans;
use crate::ingest::columns::times;
use crate::ingest::columns::titles::{is_written_title, names_goods};
use crate::ingest::columns::touchpoint;
use crate::ingest::columns::unused::unused;
use crate::ingest::columns::whom;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::own_text::OwnText;
use crate::ingest::told::warning::Warning;

/// What a column is taken for by its name and its values alone.
pub(super) fn classify(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Draft {
    if facts.answers() == 0 {
        return Draft::ignore(Evidence::Empty);
    }
    touchpoint::page(name, facts)
        .or_else(|| technical(header, name, facts))
        .or_else(|| own_words(header, name, facts))
        .or_else(|| rounded_ids(header, name, facts))
        .or_else(|| dates_for_scores(header, name, facts))
        .or_else(|| time(name, facts))
        .or_else(|| score(header, name, facts))
        .or_else(|| choices::listed(header, name, facts))
        .or_else(|| persons::staff_numbers(header, name, facts))
        .or_else(|| respondent(name, facts).filter(|_| is_code(facts)))
        .or_else(|| customers(name, facts))
        .or_else(|| persons::staff(header, name, facts))
        .or_else(|| comment(name, facts))
        .or_else(|| open_question(name, facts))
        .or_else(|| respondent(name, facts))
        .or_else(|| touchpoint::by_name(name, facts))
        .or_else(|| text(name, facts))
        .or_else(|| {
            let group = segment(header, name, facts)?;
            Some(persons::by_value(header, name, facts).unwrap_or(group))
        })
        .unwrap_or_else(|| {
            Draft::ignore(if facts.numeric_share() >= 0.8 {
                numbers(facts)
            } else {
                Evidence::NoMeaning
            })
        })
        .telling(|draft| unused(header, name, facts, draft))
}

/// The word by which a name is technical. “The staff knew the subject” and 办理用时安排合理 are
/// called by no word that they hold.
fn technical_word(name: &ColumnName) -> Option<&'static str> {
    let word = name.find(role_words::IGNORED).filter(|_| !name.is_sentence());
    let last = || name.closes(role_words::IGNORED).filter(|word| !word.is_ascii());
    word.or_else(last)
        .or_else(|| name.ends(role_words::IGNORED))
        .or_else(|| name.ends(role_words::DERIVED).filter(|w| !name.is(w)))
}

fn technical(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    if is_nps_groups(facts) {
        return Some(Draft::ignore(Evidence::NpsGroups));
    }
    let of_goods = names_goods(name) && is_category(facts);
    // 入会时长 in words is how long somebody has been a customer.
    let spans = |word: &str| role_words::LENGTHS.contains(&word) && are_spans(facts);
    if let Some(word) = technical_word(name).filter(|word| !of_goods && !spans(word)) {
        let draft = Draft::ignore(Evidence::Technical(word));
        let scored = facts.numeric_share() >= 0.8 && names_a_score(name) && facts.distinct > 1;
        let warning = || Warning::ScoreNotUsed { column: header.to_owned() };
        return Some(match () {
            () if scored => draft.warned(warning()),
            () if is_written_title(name, facts) => Draft::ignore(Evidence::Title)
                .warned(Warning::TextNotUsed { columns: vec![header.to_owned()] }),
            () => draft,
        });
    }
    let other = name.find(role_words::OTHER_SCORES).or(name.is_a_rate().then_some("rate"));
    let numbers = facts.numeric_share() >= 0.8;
    // How much it matters is asked on a scale too.
    let weighed = || name.find(role_words::WEIGHED).is_some() && are_ratings(facts);
    let scored = || names_a_score(name) || scale_guess::is_stated(header) || weighed();
    // How many ratings there are, or which is this, is none.
    let content = name.find(role_words::CSAT_SURE).is_some();
    // `Rating (5 max)` is one.
    let end = |word: &str| word.starts_with("max") || word.starts_with("min");
    let stated = |word: &str| end(word) && header.contains(|c: char| c.is_ascii_digit());
    let counted = name.ends_in(role_words::OF_SCORES);
    let counted = counted.filter(|word| !name.is_question() && !stated(word));
    let counted = counted.or_else(|| name.ends_in(role_words::LASTING).filter(|_| !content));
    if let Some(word) = counted.filter(|_| numbers && names_a_score(name)) {
        return Some(Draft::ignore(Evidence::Technical(word)));
    }
    if let Some(word) = other.filter(|_| numbers && scored()) {
        let warning = Warning::ScoreNotUsed { column: header.to_owned() };
        let word = word.trim_end_matches('*');
        return Some(Draft::ignore(Evidence::Technical(word)).warned(warning));
    }
    let word = name.find(role_words::PERSONAL)?;
    let word = word.trim_end_matches('*');
    Some(Draft::ignore(Evidence::Personal(word)))
}

/// What the company wrote: replies, notes of agents. When in doubt it is not judged, and
/// that is told.
fn own_words(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    // `01/Mar/26 10:15 AM;admin;Escalated`: remarks of a tracker, by whoever made them.
    let signed = share(facts.signed, facts.examined) >= 0.5;
    let warning = || Warning::OwnWords(OwnText::Beside, header.to_owned());
    if signed {
        return Some(Draft::ignore(Evidence::Signed).warned(warning()));
    }
    // 沟通记录 may hold both sides, of which what customers say is judged.
    if facts.is_of_transcripts() {
        return None;
    }
    let word = name.find(role_words::OWN_WORDS).or_else(|| of_the_company(name))?;
    // 短信回复 is what customers sent back, unless the cells speak for the company.
    let sent_back = name.find(role_words::SENT_BACK).is_some() && !lone_text::is_of_company(facts);
    let customers = sent_back || name.find(role_words::OF_CUSTOMERS).is_some();
    let own = is_text(facts) && !customers;
    let draft = || Draft::ignore(Evidence::OwnWords(word.trim_end_matches('*')));
    // Whether there was a reply is no words of anybody.
    let words = |draft: Draft| match is_tick(facts, "") {
        true => draft,
        false => draft.warned(warning()),
    };
    own.then(|| words(draft()))
}

/// The word by which text is the company's own together with another: `Internal … comment`,
/// `Officer response`.
fn of_the_company(name: &ColumnName) -> Option<&'static str> {
    let within = name.find(role_words::WITHIN);
    if let Some(word) = within.filter(|_| name.find(role_words::REMARKS).is_some()) {
        return Some(word);
    }
    let answers = name.closes(&["response", "responses"]).is_some() && !name.is_question();
    let by = || name.find(role_words::STAFF).or_else(|| name.find(role_words::ANSWERING));
    by().filter(|_| answers).or_else(|| name.find(role_words::FOLLOWED_UP))
}

/// Takes what follows an answer up for comments where there are no others: a survey asks for it
/// then.
pub(super) fn follow_ups_alone(
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    if drafts.iter().any(|draft| draft.role == Role::Comment) {
        return;
    }
    for ((name, facts), draft) in names.iter().zip(facts).zip(drafts) {
        let own = matches!(draft.evidence.first(), Some(Evidence::OwnWords(_)));
        let asked = own && name.find(role_words::FOLLOWED_UP).is_some();
        let within = name.find(role_words::WITHIN).is_some();
        if let Some(found) = comment(name, facts).filter(|_| asked && !within) {
            *draft = found;
        }
    }
}

/// Numbers of respondents that a spreadsheet has rounded, so that many are alike.
fn rounded_ids(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let person = whom::respondent(name).or_else(|| whom::contact(name));
    let named = person.or_else(|| name.find(role_words::RESPONSE_ID)).is_some();
    (named && share(facts.rounded, facts.examined) >= 0.5).then(|| {
        Draft::ignore(Evidence::NoMeaning).warned(Warning::RoundedIds { column: header.to_owned() })
    })
}

/// A score that a spreadsheet has turned into dates.
fn dates_for_scores(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let times = [
        role_words::TIME,
        role_words::TIME_GIVEN,
        role_words::TIME_ENDED,
        role_words::TIME_HANDLED,
        role_words::TIME_OTHER,
    ];
    let of_time = times.iter().any(|list| name.find(list).is_some());
    let column = || header.to_owned();
    (names_a_score(name) && !of_time && facts.date_share() >= 0.5).then(|| {
        Draft::ignore(Evidence::Dates(facts.date_share()))
            .warned(Warning::ScoresAsDates { column: column() })
    })
}

/// The least number that is read as seconds since 1970.
const SHORTEST_EPOCH: f64 = 1e9;

fn time(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let word = name.find(role_words::TIME).or_else(|| name.find(role_words::PERIOD));
    // Numbers of messages, 19 digits long, would be times to the nanosecond; days that a
    // spreadsheet counts are short.
    let id = name.find(role_words::RESPONSE_ID).is_some() && facts.max >= SHORTEST_EPOCH;
    let numeric = if id { 0.0 } else { share(facts.numeric_dates, facts.examined) };
    let short = share(facts.year_first, facts.examined);
    let dates = facts.date_share() + if word.is_some() { numeric + short } else { 0.0 };
    if dates < 0.8 {
        return None;
    }
    let evidence = Evidence::Dates(dates);
    let draft = Draft::new(Role::Time, times::strength(name, word.is_some()), evidence);
    Some(match word {
        Some(word) => draft.because(named(word)),
        None => draft,
    })
}

/// Customers by name: who answered, or nothing.
fn customers(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let word = persons::of_customers(name, facts)?;
    respondent(name, facts).or_else(|| Some(Draft::ignore(Evidence::Personal(word))))
}

fn respondent(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let ranks = [
        (whom::respondent(name), 3),
        (whom::contact(name), 2),
        (name.find(role_words::RESPONSE_ID), 1),
    ];
    let (word, strength) = ranks.into_iter().find_map(|(word, rank)| Some((word?, rank)))?;
    // Several answers of one person may stand in a file, not several of one
    // answer number; `id` may be either.
    let least = match strength {
        1 if name.is_one(&["id", "编号"]).is_some() => 0.5,
        1 => 0.9,
        _ => 0.05,
    };
    let distinct = facts.distinct_share() >= least && facts.distinct >= facts.answers().min(2);
    // “Channels [Phone]” with yes and no tells nobody apart.
    let ticks = is_tick(facts, "");
    // `User` with team, pro and free is a group of them.
    let bare = role_words::BARE_RESPONDENT.contains(&word);
    let group = bare && facts.distinct <= 12 && facts.distinct_share() < 0.5;
    let spoken = ticks || group || facts.is_told() || facts.mean_width() > 60.0;
    if !distinct || spoken || name.find(role_words::TIME).is_some() {
        return None;
    }
    Some(Draft::new(Role::Respondent, strength, named(word)).because(categories(facts)))
}

fn segment(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let word = name.find(role_words::SEGMENT).filter(|_| !name.is_question());
    // A number may be a code (a tier, an age group) under a short name; items
    // of a matrix question have long ones.
    let words = is_words(facts);
    let coded = header.chars().count() <= 16 && facts.distinct <= 50 && !words;
    let small = facts.distinct <= 12 && words;
    let many = facts.distinct_share() <= 0.5 && facts.mean_width() <= 60.0 && words;
    let named_so = word.is_some() && (coded || small || many);
    let clock = word.is_none() && name.find(role_words::TIME).is_some() && !name.is_question();
    let written = is_written(name, facts, word.is_none());
    let codes = names_groups(header, name, facts);
    let field = (named_so || is_category(facts) || codes.is_some()) && !written;
    if facts.distinct < 2 || facts.multi > 0 || clock || !field {
        return None;
    }
    let strength = if word.is_some() { 2 } else { codes.unwrap_or(1) };
    let mut draft = Draft::new(Role::Segment, strength, categories(facts));
    draft.evidence.extend(word.map(named));
    Some(draft)
}

#[cfg(test)]
mod bounds;
#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made;

    /// The role of a column with these cells, again and again.
    fn role(header: &str, cells: &[&str], times: usize) -> Role {
        classify(header, &ColumnName::new(header), &made::cells(cells, times)).role
    }

    const TOLD: [&str; 8] = [
        "The refund has not arrived after three weeks",
        "Waited forty minutes on hold and gave up",
        "The agent was quick and very friendly",
        "Nobody answers any of my emails",
        "Parcel came early and was well packed",
        "The app crashes when I open invoices",
        "Checkout was easy and took a minute",
        "Courier left the parcel in the rain",
    ];

    #[test]
    fn sentences_that_come_again_are_comments() {
        for header in ["Review", "What could we do better?", "Why did you give that score?"] {
            assert_eq!(role(header, &TOLD, 20), Role::Comment, "{header}");
        }
        let told = [
            "等了一个小时才叫到号",
            "退款三周了还没有到账",
            "客服很耐心，问题解决了",
            "快递员态度恶劣，不送上楼",
            "菜品很新鲜，味道也不错",
            "一打开发票页面就闪退",
            "停车方便，环境也很干净",
            "办理很顺利，十分钟就好",
        ];
        assert_eq!(role("打分的理由", &told, 20), Role::Comment);
    }

    #[test]
    fn choices_are_no_comments() {
        assert_ne!(role("Which of these describes your visit?", &TOLD, 20), Role::Comment);
        let named = ["Price", "Quality", "Service", "Delivery", "Range", "Staff", "App", "Other"];
        assert_ne!(role("Reason", &named, 20), Role::Comment);
        assert_ne!(
            role("打分的理由", &["价格", "质量", "服务态度", "物流速度"], 20),
            Role::Comment
        );
        let points = &TOLD[..5];
        assert_ne!(role("How did our service compare?", points, 20), Role::Comment);
    }

    #[test]
    fn a_technical_word_in_a_sentence_is_no_name() {
        for (header, named) in [
            ("Subject", true),
            ("Link to the survey", true),
            ("处理用时", true),
            ("客服平均响应时长", true),
            ("How did we do? / Average score", true),
            ("The guide made the subject come alive", false),
            ("What is the subject of your request?", false),
            ("办理用时安排合理有序", false),
            ("您对处理用时满意吗？", false),
        ] {
            assert_eq!(technical_word(&ColumnName::new(header)).is_some(), named, "{header}");
        }
    }

    #[test]
    fn texts_and_persons_are_no_fields_and_names_of_things_are() {
        let hotels: Vec<String> =
            (1..9).map(|n| format!("Hill View Hotel Lower Town {n}")).collect();
        let hotels: Vec<&str> = hotels.iter().map(String::as_str).collect();
        let agree = "(1 = strongly disagree, 5 = strongly agree)";
        let said = format!("Q2. The guide made the subject come alive {agree}");
        let ill = format!("Q3. I had to wait too long {agree}");
        let marks = ["1", "2", "4", "5"];
        for (header, cells, wanted) in [
            ("Description", &TOLD[..], Role::Ignore),
            ("Product description", &TOLD, Role::Ignore),
            ("Hotel", &hotels[..], Role::Segment),
            ("Module title", &["Drawing one", "Drawing two", "Optics"], Role::Segment),
            ("Subject", &["Drawing one", "Drawing two", "Optics"], Role::Ignore),
            ("author", &["Nadia Okoro", "Ewan Marsh"], Role::Ignore),
            ("Agent", &["Nadia Okoro", "Ewan Marsh"], Role::Ignore),
            ("Agent", &["Tier One", "Tier Two"], Role::Segment),
            (&*said, &marks, Role::CSAT),
            (&*ill, &marks, Role::Ignore),
        ] {
            assert_eq!(role(header, cells, 20), wanted, "{header}");
        }
    }

    #[test]
    fn titles_that_customers_wrote_are_told() {
        let told = |header: &str, cells: &[&str], times: usize| {
            let facts = made::cells(cells, times);
            !classify(header, &ColumnName::new(header), &facts).warnings.is_empty()
        };
        for header in ["Review Title", "Subject", "评论标题", "attributes.title"] {
            assert!(told(header, &TOLD, 1), "{header}");
        }
        assert!(!told("Product Title", &TOLD, 1));
        assert!(!told("Title", &["Mr", "Mrs", "Dr"], 20));
        assert!(!told("Title", &TOLD, 20), "few titles, again and again");
        assert!(!told("是否回复", &["是", "否"], 20), "that there was a reply says nothing");
        assert!(told("回复内容", &["感谢您的支持，欢迎再来"], 20));
        assert!(told("Was this article helpful?", &["Yes", "No"], 20));
    }

    #[test]
    fn ratings_of_tickets_are_scores_under_any_name() {
        for header in ["Satisfaction", "Ticket satisfaction rating"] {
            let cells = ["Good", "Bad", "Offered", "Unoffered", "Good"];
            assert_eq!(role(header, &cells, 10), Role::CSAT, "{header}");
        }
        assert_ne!(role("Contract", &["Offered", "Unoffered"], 20), Role::CSAT);
        assert_eq!(role("thumb", &["👍", "👎"], 20), Role::CSAT);
    }

    #[test]
    fn a_scale_in_the_name_of_a_judgement_is_used_or_told() {
        let cells = ["0", "0", "0", "1", "3"];
        for header in
            ["您对退费/售后的评价（1-5分，未办理过请选0）", "您对退费/售后的评价（1-5分）"]
        {
            assert_eq!(role(header, &cells, 20), Role::CSAT, "{header}");
        }
        let mut facts = ColumnProfile::default();
        (0..80).for_each(|n| facts.see(["20", "40", "60", "80"][n % 4]));
        let header = "您对退费/售后的评价（1-5分）";
        let draft = classify(header, &ColumnName::new(header), &facts);
        assert_eq!(draft.role, Role::Ignore);
        assert!(matches!(draft.warnings[..], [Warning::ScoreNotUsed { .. }]));
    }

    #[test]
    fn numbers_of_names_and_names_of_numbers_are_groups_and_touchpoints() {
        for (header, cells, wanted) in [
            ("Journey stage", &["1 - Order", "2 - Deliver", "3 - Use"][..], Role::Touchpoint),
            ("触点", &["1、咨询", "2、下单", "3、配送"], Role::Touchpoint),
            ("环节", &["1（咨询）", "2（下单）"], Role::Touchpoint),
            ("Severity", &["1 - Minor", "2 - Grave"], Role::Segment),
            ("Line", &["1", "4", "14", "N3"], Role::Segment),
            ("Store number", &["1", "4", "14"], Role::Segment),
            ("Waiting minutes", &["1", "4", "14"], Role::Ignore),
            ("User rating", &["1", "4", "5"], Role::CSAT),
            ("Guest rating: Room", &["1", "4", "5"], Role::CSAT),
            ("Participant score", &["1", "4", "10"], Role::CSAT),
            ("Frustration rating", &["1", "4", "5"], Role::Ignore),
            ("操作难度（1-5）", &["1", "4", "5"], Role::CES),
        ] {
            assert_eq!(role(header, cells, 20), wanted, "{header}");
        }
    }

    #[test]
    fn pages_are_touchpoints_and_places_are_segments() {
        let pages = ["/checkout", "/product/12", "/help"];
        for header in ["page", "Page URL", "所在页面"] {
            assert_eq!(role(header, &pages, 20), Role::Touchpoint, "{header}");
        }
        assert_ne!(role("Screen size", &["1920x1080", "390x844"], 20), Role::Touchpoint);
        assert_ne!(role("Home page", &["yes", "no"], 20), Role::Touchpoint);
        assert_eq!(role("Case Origin", &["Phone", "Web", "Email"], 20), Role::Touchpoint);
        assert_eq!(role("Location", &["Leeds", "York", "Hull"], 20), Role::Segment);
    }
}
