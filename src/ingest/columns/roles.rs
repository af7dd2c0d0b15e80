//! What a single column is used for, from its name and its values. Where
//! columns compete, the module `resolve` decides.
//!
//! A name alone never makes a role: a comment column must hold text, a score
//! column numbers on a scale. Every decision carries its evidence.

use crate::ingest::cells::column_profile::{ColumnProfile, share};
use crate::ingest::columns::above_header::classify_below;
use crate::ingest::columns::beside::{
    beside_groups, items_of_a_matrix, labels_of_scores, of_survey_kind, on_the_scale_of_others,
    parts_of_a_rating, translations,
};
use crate::ingest::columns::branches::plain;
use crate::ingest::columns::choices;
use crate::ingest::columns::comment_role::{comment, is_written, open_question, text};
use crate::ingest::columns::draft::{Draft, named};
use crate::ingest::columns::one_sided;
use crate::ingest::columns::own_columns;
use crate::ingest::columns::persons;
use crate::ingest::columns::profile::Profile;
use crate::ingest::columns::role_words;
use crate::ingest::columns::score_role::{
    from_groups, is_nps_groups, names_a_score, numbers, score,
};
use crate::ingest::columns::titles::{is_written_title, names_goods, titles_beside_comments};
use crate::ingest::columns::touchpoint;
use crate::ingest::columns::unused::unused;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::dialect::{self, KnownColumn};
use crate::ingest::mapping::{FileSection, Mapping};
use crate::ingest::read::layout::{Format, Layout};
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Decides on all columns of a file.
pub fn detect(layout: &Layout, profile: &Profile) -> Mapping {
    let dialect = layout.dialect.and_then(dialect::by_id);
    let mut headers = match dialect {
        Some(dialect) => dialect.questions(&layout.headers),
        None => layout.headers.clone(),
    };
    let profile = &profile.merged();
    for branch in &profile.branches {
        let first = &mut headers[branch.columns[0]];
        *first = plain(first).to_owned();
    }
    let names: Vec<ColumnName> = headers.iter().map(|h| ColumnName::new(h)).collect();
    let columns: Vec<dialect::ProfiledColumn<'_>> = layout
        .headers
        .iter()
        .zip(&profile.columns)
        .map(|(header, facts)| dialect::ProfiledColumn { name: header.to_lowercase(), facts })
        .collect();
    let own = own_columns::is_own_output(&layout.headers);
    let draft = |at: usize| {
        if own && own_columns::is_added(&layout.headers[at]) {
            return Draft::ignore(Evidence::OwnOutput);
        }
        let known = dialect.and_then(|d| Some((d.id(), d.column(&columns, at)?)));
        let draft = match known {
            Some((tool, known)) => known_to(tool, &layout.headers[at], &known, columns[at].facts),
            None => classify_below(&layout.titles, &headers[at], &names[at], columns[at].facts),
        };
        if headers[at] == layout.headers[at] || profile.branch(at).is_some() {
            return draft;
        }
        draft.because(Evidence::Question(headers[at].clone()))
    };
    let mut drafts: Vec<Draft> = (0..headers.len()).map(draft).collect();
    for branch in &profile.branches {
        let names: Vec<String> =
            branch.columns.iter().map(|&at| layout.headers[at].clone()).collect();
        for &at in &branch.columns[1..] {
            drafts[at] = Draft::ignore(Evidence::SameQuestion(names[0].clone()));
        }
        drafts[branch.columns[0]].also = names[1..].to_vec();
    }
    if !drafts.iter().any(|draft| draft.role == Role::NPS) {
        let groups = headers.iter().zip(&profile.columns).zip(&mut drafts);
        let mut groups = groups.filter(|((_, facts), _)| is_nps_groups(facts));
        if let Some(((header, facts), draft)) = groups.next() {
            *draft = from_groups(header, facts);
        }
    }
    beside_groups(&headers, &names, &profile.columns, &mut drafts);
    of_survey_kind(&headers, &names, &profile.columns, &mut drafts);
    items_of_a_matrix(&names, &profile.columns, &mut drafts);
    parts_of_a_rating(&names, &profile.columns, &mut drafts);
    choices::ticked(&headers, &profile.columns, &mut drafts);
    translations(&layout.headers, &names, &mut drafts);
    labels_of_scores(&layout.headers, &mut drafts);
    on_the_scale_of_others(&headers, &profile.columns, &mut drafts);
    titles_beside_comments(&layout.headers, &names, &profile.columns, &mut drafts);
    let mut mapping = crate::ingest::columns::resolve::mapping(
        &layout.headers,
        &headers,
        profile,
        &names,
        &mut drafts,
    );
    one_sided::tell(&headers, &mut mapping.columns);
    let (delimiter, sheet) = match &layout.format {
        Format::Delimited { delimiter, .. } => (Some(char::from(*delimiter)), None),
        Format::Workbook { sheet, .. } => (None, Some(sheet.clone())),
        Format::Json { .. } | Format::Parquet => (None, None),
    };
    let encoding = layout.format.encoding().map(str::to_owned);
    mapping.detected = FileSection { encoding, delimiter, sheet, ..FileSection::default() };
    if !matches!(layout.format, Format::Json { .. } | Format::Parquet) {
        mapping.file.skip_rows = Some(layout.skip_rows);
        mapping.file.header_rows = Some(layout.header_rows);
    }
    mapping
}

/// A column that the dialect of its tool knows.
fn known_to(tool: &'static str, header: &str, known: &KnownColumn, facts: &ColumnProfile) -> Draft {
    if facts.answers() == 0 {
        return Draft::ignore(Evidence::Empty);
    }
    // Above all that names alone suggest.
    let mut draft = Draft::new(known.role, 9, Evidence::Dialect(tool));
    if known.scale.is_some() {
        draft = draft.because(Evidence::DialectScore(tool));
    }
    draft.scale = known.scale;
    draft.stated = known.scale.is_some();
    // Also what does not occur: next month's export is read by this mapping.
    draft.labels = known.labels.iter().map(|(l, points)| ((*l).to_owned(), *points)).collect();
    draft.missing = known.missing.iter().map(|value| (*value).to_owned()).collect();
    draft.drop = known.drop.iter().map(|value| (*value).to_owned()).collect();
    draft.warnings.extend(known.warning.map(|of| of(header.to_owned())));
    draft
}

pub(super) fn categories(facts: &ColumnProfile) -> Evidence {
    Evidence::Categories { n: facts.distinct, filled: facts.filled }
}

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
        .or_else(|| respondent(name, facts).filter(|_| is_code(facts)))
        .or_else(|| customers(name, facts))
        .or_else(|| persons::staff(header, name, facts))
        .or_else(|| comment(name, facts))
        .or_else(|| open_question(name, facts))
        .or_else(|| respondent(name, facts))
        .or_else(|| touchpoint::by_name(name, facts))
        .or_else(|| text(name, facts))
        .or_else(|| segment(header, name, facts))
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
    if let Some(word) = technical_word(name).filter(|_| !of_goods) {
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
    if let Some(word) = other.filter(|_| facts.numeric_share() >= 0.8)
        && (names_a_score(name) || name.find(role_words::CSAT).is_some())
    {
        let warning = Warning::ScoreNotUsed { column: header.to_owned() };
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
    let warning = || Warning::OwnWords { column: header.to_owned() };
    if signed {
        return Some(Draft::ignore(Evidence::Signed).warned(warning()));
    }
    let word = name.find(role_words::OWN_WORDS)?;
    let own = is_text(facts) && name.find(role_words::OF_CUSTOMERS).is_none();
    let draft = || Draft::ignore(Evidence::OwnWords(word.trim_end_matches('*')));
    // Whether there was a reply is no words of anybody.
    let words = |draft: Draft| match choices::is_tick(facts, "") {
        true => draft,
        false => draft.warned(warning()),
    };
    own.then(|| words(draft()))
}

/// Numbers of respondents that a spreadsheet has rounded, so that many are alike.
fn rounded_ids(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let ids = [role_words::RESPONDENT, role_words::RESPONSE_ID, role_words::CONTACT];
    let named = ids.iter().any(|list| name.find(list).is_some());
    (named && share(facts.rounded, facts.examined) >= 0.5).then(|| {
        Draft::ignore(Evidence::NoMeaning).warned(Warning::RoundedIds { column: header.to_owned() })
    })
}

/// A score that a spreadsheet has turned into dates.
fn dates_for_scores(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let times = [role_words::TIME, role_words::TIME_GIVEN, role_words::TIME_OTHER];
    let of_time = times.iter().any(|list| name.find(list).is_some());
    let column = || header.to_owned();
    (names_a_score(name) && !of_time && facts.date_share() >= 0.5).then(|| {
        Draft::ignore(Evidence::Dates(facts.date_share()))
            .warned(Warning::ScoresAsDates { column: column() })
    })
}

fn time(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let word = name.find(role_words::TIME).or_else(|| name.find(role_words::PERIOD));
    let numeric = share(facts.numeric_dates, facts.examined);
    let short = share(facts.year_first, facts.examined);
    let dates = facts.date_share() + if word.is_some() { numeric + short } else { 0.0 };
    if dates < 0.8 {
        return None;
    }
    let evidence = Evidence::Dates(dates);
    let strength = match () {
        () if name.find(role_words::TIME_OTHER).is_some() => 1,
        () if name.find(role_words::TIME_GIVEN).is_some() => 4,
        () if word.is_some() => 3,
        () => 2,
    };
    let draft = Draft::new(Role::Time, strength, evidence);
    Some(match word {
        Some(word) => draft.because(named(word)),
        None => draft,
    })
}

/// Whether the values can be comments at all.
pub(super) fn is_text(facts: &ColumnProfile) -> bool {
    facts.numeric_share() < 0.5
        && facts.date_share() < 0.5
        && share(facts.multi, facts.examined) < 0.2
        && share(facts.addresses, facts.examined) < 0.5
}

/// Whether the values are identifiers, whatever else the name speaks of
/// (反馈编号, "review id").
pub(super) fn is_code(facts: &ColumnProfile) -> bool {
    share(facts.codes, facts.examined) >= 0.9
}

/// Customers by name: who answered, or nothing.
fn customers(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let word = persons::of_customers(name, facts)?;
    respondent(name, facts).or_else(|| Some(Draft::ignore(Evidence::Personal(word))))
}

fn respondent(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let ranks =
        [(role_words::RESPONDENT, 3), (role_words::CONTACT, 2), (role_words::RESPONSE_ID, 1)];
    let (word, strength) =
        ranks.iter().find_map(|(list, rank)| name.find(list).map(|word| (word, *rank)))?;
    // Several answers of one person may stand in a file, not several of one
    // answer number.
    let least = if strength == 1 { 0.9 } else { 0.05 };
    let distinct = facts.distinct_share() >= least && facts.distinct >= facts.answers().min(2);
    // “Channels [Phone]” with yes and no tells nobody apart.
    let ticks = choices::is_tick(facts, "");
    if !distinct || ticks || facts.mean_width() > 60.0 || name.find(role_words::TIME).is_some() {
        return None;
    }
    Some(Draft::new(Role::Respondent, strength, named(word)).because(categories(facts)))
}

pub(super) fn is_category(facts: &ColumnProfile) -> bool {
    let answers = facts.answers();
    let repeated = if answers >= 50 {
        facts.distinct <= 300 && facts.distinct_share() <= 0.3
    } else {
        facts.distinct <= 12 && facts.distinct < answers
    };
    repeated && is_text(facts) && facts.mean_width() <= 60.0
}

fn segment(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let word = name.find(role_words::SEGMENT).filter(|_| !name.is_question());
    // A number may be a code (a tier, an age group) under a short name; items
    // of a matrix question have long ones.
    let coded = header.chars().count() <= 16 && facts.distinct <= 50 && !is_text(facts);
    let small = facts.distinct <= 12 && is_text(facts);
    let many = facts.distinct_share() <= 0.5 && facts.mean_width() <= 60.0 && is_text(facts);
    let named_so = word.is_some() && (coded || small || many);
    let clock = word.is_none() && name.find(role_words::TIME).is_some() && !name.is_question();
    let written = is_written(name, facts, word.is_none());
    let field = (named_so || is_category(facts)) && !written;
    if facts.distinct < 2 || facts.multi > 0 || clock || !field {
        return None;
    }
    let strength = if word.is_some() { 2 } else { 1 };
    let mut draft = Draft::new(Role::Segment, strength, categories(facts));
    draft.evidence.extend(word.map(named));
    Some(draft)
}

#[cfg(test)]
mod bounds;
#[cfg(test)]
mod tests {
    use super::*;

    /// The role of a column with these cells, again and again.
    fn role(header: &str, cells: &[&str], times: usize) -> Role {
        let mut facts = ColumnProfile::default();
        for _ in 0..times {
            cells.iter().for_each(|cell| facts.see(cell));
        }
        classify(header, &ColumnName::new(header), &facts).role
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
            let mut facts = ColumnProfile::default();
            for _ in 0..times {
                cells.iter().for_each(|cell| facts.see(cell));
            }
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
