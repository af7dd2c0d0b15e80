//! What a single column is used for, from its name and its values. Where
//! columns compete, the module `resolve` decides.
//!
//! A name alone never makes a role: a comment column must hold text, a score
//! column numbers on a scale. Every decision carries its evidence.

use std::collections::BTreeMap;

use crate::feedback::{Direction, Scale, ScoreKind};
use crate::ingest::cells::column_profile::{ColumnProfile, share};
use crate::ingest::columns::anchors;
use crate::ingest::columns::choices;
use crate::ingest::columns::codes::codes;
use crate::ingest::columns::own_columns;
use crate::ingest::columns::profile::Profile;
use crate::ingest::columns::role_words;
use crate::ingest::columns::scale_guess;
use crate::ingest::columns::word_scale::{Family, word_scale};
use crate::ingest::columns::words::Name;
use crate::ingest::dialect::{self, Known};
use crate::ingest::mapping::{FileSection, Mapping};
use crate::ingest::read::layout::{Format, Layout};
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// A column's likeliest role, before columns are compared.
pub(crate) struct Draft {
    pub(crate) role: Role,
    /// How much speaks for the role, against other columns of the same role.
    pub(crate) strength: u32,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) scale: Option<Scale>,
    pub(crate) labels: BTreeMap<String, f64>,
    pub(crate) missing: Vec<String>,
    pub(crate) drop: Vec<String>,
    pub(crate) touchpoint: Option<String>,
    pub(crate) split: Option<String>,
    pub(crate) choices: Vec<String>,
    /// The name states the scale.
    pub(crate) stated: bool,
}

impl Draft {
    pub(super) fn new(role: Role, strength: u32, evidence: Evidence) -> Draft {
        Draft {
            role,
            strength,
            evidence: vec![evidence],
            warnings: Vec::new(),
            scale: None,
            labels: BTreeMap::new(),
            missing: Vec::new(),
            drop: Vec::new(),
            touchpoint: None,
            split: None,
            choices: Vec::new(),
            stated: false,
        }
    }

    fn ignore(evidence: Evidence) -> Draft {
        Draft::new(Role::Ignore, 0, evidence)
    }

    pub(super) fn because(mut self, evidence: Evidence) -> Draft {
        self.evidence.push(evidence);
        self
    }

    pub(super) fn warned(mut self, warning: Warning) -> Draft {
        self.warnings.push(warning);
        self
    }

    /// Gives the column up, for a reason. What it holds in place of an NPS is told all the
    /// same.
    pub(crate) fn drop_for(&mut self, evidence: Evidence) {
        let told = |warning| match warning {
            Warning::NpsOnOther { column, scale: Scale { low, high, .. }, .. } => {
                Some(Warning::NotNps { column, min: low, max: high })
            }
            _ => None,
        };
        let warnings = std::mem::take(&mut self.warnings).into_iter().filter_map(told).collect();
        *self = Draft { warnings, ..Draft::ignore(evidence) };
    }
}

/// Decides on all columns of a file.
pub fn detect(layout: &Layout, profile: &Profile) -> Mapping {
    let dialect = layout.dialect.and_then(dialect::by_id);
    let headers = match dialect {
        Some(dialect) => dialect.questions(&layout.headers),
        None => layout.headers.clone(),
    };
    let names: Vec<Name> = headers.iter().map(|h| Name::new(h)).collect();
    let columns: Vec<dialect::Column<'_>> = layout
        .headers
        .iter()
        .zip(&profile.columns)
        .map(|(header, facts)| dialect::Column { name: header.to_lowercase(), facts })
        .collect();
    let own = own_columns::is_own_output(&layout.headers);
    let draft = |at: usize| {
        if own && own_columns::is_added(&layout.headers[at]) {
            return Draft::ignore(Evidence::OwnOutput);
        }
        let known = dialect.and_then(|d| Some((d.id(), d.column(&columns, at)?)));
        let draft = match known {
            Some((tool, known)) => known_to(tool, &layout.headers[at], &known, columns[at].facts),
            None => classify(&headers[at], &names[at], columns[at].facts),
        };
        if headers[at] == layout.headers[at] {
            return draft;
        }
        draft.because(Evidence::Question(headers[at].clone()))
    };
    let mut drafts: Vec<Draft> = (0..headers.len()).map(draft).collect();
    if !drafts.iter().any(|draft| draft.role == Role::NPS) {
        let groups = headers.iter().zip(&profile.columns).zip(&mut drafts);
        let mut groups = groups.filter(|((_, facts), _)| is_nps_groups(facts));
        if let Some(((header, facts), draft)) = groups.next() {
            *draft = from_groups(header, facts);
        }
    }
    choices::ticked(&headers, &profile.columns, &mut drafts);
    let mut mapping = crate::ingest::columns::resolve::mapping(
        &layout.headers,
        &headers,
        profile,
        &names,
        &mut drafts,
    );
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
fn known_to(tool: &'static str, header: &str, known: &Known, facts: &ColumnProfile) -> Draft {
    if facts.answers() == 0 {
        return Draft::ignore(Evidence::Empty);
    }
    // Above all that names alone suggest.
    let mut draft = Draft::new(known.role, 5, Evidence::Dialect(tool));
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

fn named(word: &'static str) -> Evidence {
    Evidence::Named(word.trim_end_matches('*'))
}

fn categories(facts: &ColumnProfile) -> Evidence {
    Evidence::Categories { n: facts.distinct, filled: facts.filled }
}

fn classify(header: &str, name: &Name, facts: &ColumnProfile) -> Draft {
    if facts.answers() == 0 {
        return Draft::ignore(Evidence::Empty);
    }
    technical(header, name, facts)
        .or_else(|| own_words(header, name, facts))
        .or_else(|| rounded_ids(header, name, facts))
        .or_else(|| dates_for_scores(header, name, facts))
        .or_else(|| time(name, facts))
        .or_else(|| score(header, name, facts))
        .or_else(|| choices::listed(header, name, facts))
        .or_else(|| respondent(name, facts).filter(|_| is_code(facts)))
        .or_else(|| comment(name, facts))
        .or_else(|| respondent(name, facts))
        .or_else(|| touchpoint(name, facts))
        .or_else(|| text(name, facts))
        .or_else(|| segment(header, name, facts))
        .unwrap_or_else(|| {
            Draft::ignore(if facts.numeric_share() >= 0.8 {
                numbers(facts)
            } else {
                Evidence::NoMeaning
            })
        })
}

fn is_nps_groups(facts: &ColumnProfile) -> bool {
    let group = |value: &String| role_words::NPS_GROUPS.contains(&value.to_lowercase().as_str());
    !facts.many_values && !facts.values.is_empty() && facts.values.keys().all(group)
}

/// The groups of NPS in place of its answers.
fn from_groups(header: &str, facts: &ColumnProfile) -> Draft {
    let points = |value: &str| match value.to_lowercase() {
        group if group.starts_with("promot") || group == "推荐者" => 10.0,
        group if group.starts_with("d") || matches!(&*group, "贬损者" | "批评者" | "kritiker") => {
            3.0
        }
        _ => 8.0,
    };
    let mut draft = Draft::new(Role::NPS, 2, Evidence::NpsGroups).because(Evidence::ScaleOfNps);
    draft.scale = Some(Scale::NPS);
    draft.labels = facts.values.keys().map(|value| (value.clone(), points(value))).collect();
    draft.warned(Warning::NpsFromGroups { column: header.to_owned() })
}

/// Whether a name speaks of a score.
fn names_a_score(name: &Name) -> bool {
    [role_words::NPS, role_words::CSAT, role_words::CES]
        .iter()
        .any(|list| name.find(list).is_some())
}

fn technical(header: &str, name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    if is_nps_groups(facts) {
        return Some(Draft::ignore(Evidence::NpsGroups));
    }
    let word = name
        .find(role_words::IGNORED)
        .or_else(|| name.ends(role_words::DERIVED).filter(|w| !name.is(w)));
    if let Some(word) = word {
        let draft = Draft::ignore(Evidence::Technical(word));
        let scored = facts.numeric_share() >= 0.8 && names_a_score(name) && facts.distinct > 1;
        let warning = || Warning::ScoreNotUsed { column: header.to_owned() };
        return Some(if scored { draft.warned(warning()) } else { draft });
    }
    let word = name.find(role_words::PERSONAL)?;
    let word = word.trim_end_matches('*');
    Some(Draft::ignore(Evidence::Personal(word)))
}

/// What the company wrote: replies, notes of agents. When in doubt it is not judged, and
/// that is told.
fn own_words(header: &str, name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    let word = name.find(role_words::OWN_WORDS)?;
    let own = is_text(facts) && name.find(role_words::OF_CUSTOMERS).is_none();
    let draft = || Draft::ignore(Evidence::OwnWords(word.trim_end_matches('*')));
    own.then(|| draft().warned(Warning::OwnWords { column: header.to_owned() }))
}

/// Numbers of respondents that a spreadsheet has rounded, so that many are alike.
fn rounded_ids(header: &str, name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    let ids = [role_words::RESPONDENT, role_words::RESPONSE_ID, role_words::CONTACT];
    let named = ids.iter().any(|list| name.find(list).is_some());
    (named && share(facts.rounded, facts.examined) >= 0.5).then(|| {
        Draft::ignore(Evidence::NoMeaning).warned(Warning::RoundedIds { column: header.to_owned() })
    })
}

/// A score that a spreadsheet has turned into dates.
fn dates_for_scores(header: &str, name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    let times = [role_words::TIME, role_words::TIME_GIVEN, role_words::TIME_OTHER];
    let of_time = times.iter().any(|list| name.find(list).is_some());
    let column = || header.to_owned();
    (names_a_score(name) && !of_time && facts.date_share() >= 0.5).then(|| {
        Draft::ignore(Evidence::Dates(facts.date_share()))
            .warned(Warning::ScoresAsDates { column: column() })
    })
}

fn time(name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    let word = name.find(role_words::TIME);
    let numeric = share(facts.numeric_dates, facts.examined);
    let dates = facts.date_share() + if word.is_some() { numeric } else { 0.0 };
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

fn numbers(facts: &ColumnProfile) -> Evidence {
    Evidence::Numbers { share: facts.numeric_share(), min: facts.min, max: facts.max }
}

fn score(header: &str, name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    let Some(codes) = codes(facts) else { return score_of(header, name, facts) };
    let mut draft = score_of(header, name, &codes.others)?;
    if let (Some(_), Some(scale)) = (draft.role.score(), draft.scale) {
        let (column, n, written) = (header.to_owned(), codes.n, codes.written.clone());
        draft.warnings.push(Warning::MissingCodes { column, codes: written, n, scale });
        draft.missing = codes.written;
    }
    Some(draft)
}

fn score_of(header: &str, name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    if facts.numeric_share() < 0.8 {
        return word_score(name, facts).or_else(|| code_score(header, name, facts));
    }
    let binary = facts.min >= 0.0 && facts.max <= 1.0;
    let more = name.effort().map_or(Direction::Higher, |effort| effort.1);
    let told = anchors::direction(header, facts, more);
    let scored = |kind: ScoreKind, word: &'static str, direction: Option<Direction>| {
        // A question that comes with its scale is not asked on another.
        let open = kind.definition().scale.is_none();
        let direction = told.filter(|_| open).or(direction);
        let stated = scale_guess::stated(header, facts, direction).filter(|_| open);
        let by_name = stated.is_some();
        if let Some(mixed) =
            scale_guess::mixed(facts).filter(|mixed| open && !by_name && !mixed.is_slight())
        {
            let scale_guess::Mixed { within, beyond } = mixed;
            let mut draft = Draft::ignore(numbers(facts)).because(named(word));
            let column = header.to_owned();
            draft.warnings.push(Warning::TwoScales { column, within, beyond });
            return Some(draft);
        }
        let guess = stated.or_else(|| scale_guess::guess(kind, header, facts, direction))?;
        let mut draft = Draft::new(Role::from(kind), 2, named(word)).because(guess.evidence);
        if told.is_some() && open {
            draft = draft.because(Evidence::DirectionStated);
        }
        draft.stated = by_name;
        draft.scale = Some(guess.scale);
        draft.warnings.extend(guess.warning);
        Some(draft)
    };
    let in_scale: u64 = facts.numbers.range(0..=1000).map(|(_, n)| n).sum();
    // Half may be slips, which are then rejected cell by cell.
    let nps_range = facts.integers * 10 >= facts.numeric * 9 && in_scale * 2 >= facts.numeric;
    let stated = scale_guess::stated(header, facts, None).map(|g| g.scale);
    // The question of NPS on stars: no answer of many goes beyond 5.
    let short = facts.max > 1.0 && facts.max <= 5.0 && facts.min >= 0.0;
    let on_other = |word: &'static str| {
        let mut draft = scored(ScoreKind::Csat, word, None)?;
        draft.strength = 1;
        let (column, n, scale) = (header.to_owned(), facts.numeric, draft.scale?);
        Some(draft.warned(Warning::NpsOnOther { column, n, scale }))
    };
    if let Some(word) = name.find(role_words::NPS).filter(|_| in_scale * 2 > facts.numeric) {
        let other = short && facts.numeric >= MANY_NPS && stated != Some(Scale::NPS);
        return if other { on_other(word) } else { scored(ScoreKind::Nps, word, None) };
    }
    if let Some(word) = name.find(role_words::RECOMMEND) {
        let likely = name.find(role_words::LIKELY).is_some();
        if likely && short && facts.numeric >= 30 && stated != Some(Scale::NPS) {
            return on_other(word);
        }
        // Many answers that never leave 0–1 or 1–5 are on another scale.
        return if binary {
            Some(Draft::ignore(Evidence::Binary).because(named(word)))
        } else if nps_range && (stated == Some(Scale::NPS) || facts.max > 5.0 || facts.numeric < 30)
        {
            scored(ScoreKind::Nps, word, None)
        } else {
            let mut draft = Draft::ignore(numbers(facts)).because(named(word));
            // Items may be recommended too; a likelihood is what NPS asks for.
            if name.find(role_words::LIKELY).is_some() {
                let column = header.to_owned();
                draft.warnings.push(Warning::NotNps { column, min: facts.min, max: facts.max });
            }
            Some(draft)
        };
    }
    let effort = name.effort();
    let ces = name.find(role_words::CES);
    if let Some(word) = effort.map(|e| e.0).or(ces).filter(|_| !binary) {
        let direction = effort.map(|e| e.1).unwrap_or(ces_direction(facts));
        let mut draft = scored(ScoreKind::Ces, word, Some(direction))?;
        if effort.is_none()
            && told.is_none()
            && let Some(scale) = draft.scale
        {
            draft.warnings.push(Warning::Direction { column: header.to_owned(), scale });
        }
        return Some(draft);
    }
    let sure = name.find(role_words::CSAT_SURE);
    let word = sure.or_else(|| name.find(role_words::CSAT))?;
    // Identifiers and amounts may have such a word in their names too.
    if name.find(role_words::RESPONDENT).is_some() && sure.is_none() {
        return None;
    }
    if binary && sure.is_none() {
        return Some(Draft::ignore(Evidence::Binary).because(named(word)));
    }
    scored(ScoreKind::Csat, word, None)
}

/// Answers from which a question called NPS is taken to be asked on 1–5 where none is above
/// 5. Fewer may all be of detractors.
const MANY_NPS: u64 = 10;

/// CES 1.0 asks for effort on 1–5, CES 2.0 for ease on 1–7.
fn ces_direction(facts: &ColumnProfile) -> Direction {
    if facts.max <= 5.0 { Direction::Lower } else { Direction::Higher }
}

/// A score whose answers are words, such as `Very easy`.
fn word_score(name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    let found = word_scale(facts)?;
    let sure = name.find(role_words::CSAT);
    let (role, word) = match found.family {
        Family::Satisfied => (Role::CSAT, sure),
        Family::Easy => (Role::CES, name.effort().map(|e| e.0).or(name.find(role_words::CES))),
        Family::Amount => return None,
        Family::Good => (Role::CSAT, Some(sure?)),
        Family::Agree => match name.effort() {
            Some((word, Direction::Higher)) => (Role::CES, Some(word)),
            _ => (Role::CSAT, Some(name.find(role_words::CSAT_SURE)?)),
        },
    };
    let evidence = Evidence::WordScale { n: found.labels.len(), scale: found.scale };
    let mut draft = Draft::new(role, 2, evidence);
    draft.evidence.extend(word.map(named));
    draft.scale = Some(found.scale);
    draft.labels = found.labels;
    Some(draft)
}

/// A score whose answers are the codes of a survey tool, `A1` to `A5`.
fn code_score(header: &str, name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    let effort = name.effort().map(|effort| effort.0).or(name.find(role_words::CES));
    let (role, word) = match (effort, name.find(role_words::CSAT)) {
        (Some(word), _) => (Role::CES, word),
        (None, word) => (Role::CSAT, word?),
    };
    let coded = |value: &str| {
        let at = value.find(|c: char| c.is_ascii_digit())?;
        let (prefix, digits) = value.split_at(at);
        let letters = (1..=2).contains(&at) && prefix.bytes().all(|b| b.is_ascii_uppercase());
        let point: u32 = digits.parse().ok().filter(|point| (1..=10).contains(point))?;
        letters.then(|| (prefix.to_owned(), f64::from(point)))
    };
    let points: Vec<(&String, (String, f64))> =
        facts.values.keys().filter_map(|value| Some((value, coded(value)?))).collect();
    let first = points.first()?;
    let all = points.len() == facts.values.len() && !facts.many_values && points.len() >= 3;
    if !all || points.iter().any(|point| point.1.0 != first.1.0) {
        return None;
    }
    let most = points.iter().map(|point| point.1.1).fold(0.0, f64::max);
    let high = [5.0, 7.0, 10.0].into_iter().find(|high| most <= *high)?;
    let scale = Scale::higher(1.0, high);
    let evidence = Evidence::WordScale { n: points.len(), scale };
    let mut draft = Draft::new(role, 2, evidence).because(named(word));
    draft.scale = Some(scale);
    draft.labels = points.iter().map(|(value, (_, point))| ((*value).clone(), *point)).collect();
    let (column, first) = (header.to_owned(), first.0.clone());
    Some(draft.warned(Warning::AnswerCodes { column, first, scale }))
}

/// Whether the values can be comments at all.
fn is_text(facts: &ColumnProfile) -> bool {
    facts.numeric_share() < 0.5
        && facts.date_share() < 0.5
        && share(facts.multi, facts.examined) < 0.2
        && share(facts.addresses, facts.examined) < 0.5
}

/// Whether the values are identifiers, whatever else the name speaks of
/// (反馈编号, "review id").
fn is_code(facts: &ColumnProfile) -> bool {
    share(facts.codes, facts.examined) >= 0.9
}

fn running_text(facts: &ColumnProfile) -> Evidence {
    Evidence::Text { distinct: facts.distinct_share(), width: facts.mean_width() }
}

fn comment(name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    let word = name.find(role_words::COMMENT)?;
    // A few short answers given again and again are choices, unless the name leaves no
    // doubt and they are no marks.
    let sure = name.find(role_words::COMMENT_SURE).is_some() && word_scale(facts).is_none();
    let few = facts.distinct <= 12 && facts.answers() >= 50 && facts.distinct_share() < 0.5;
    let choices =
        facts.distinct_share() < 0.1 && facts.mean_width() < 12.0 && facts.answers() >= 50;
    if !is_text(facts) || (few || choices) && !sure || facts.mean_width() < 3.0 {
        return None;
    }
    Some(Draft::new(Role::Comment, 3, named(word)).because(running_text(facts)))
}

fn respondent(name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    let ranks =
        [(role_words::RESPONDENT, 3), (role_words::CONTACT, 2), (role_words::RESPONSE_ID, 1)];
    let (word, strength) =
        ranks.iter().find_map(|(list, rank)| name.find(list).map(|word| (word, *rank)))?;
    // Several answers of one person may stand in a file, not several of one
    // answer number.
    let least = if strength == 1 { 0.9 } else { 0.05 };
    let distinct = facts.distinct_share() >= least && facts.distinct >= facts.answers().min(2);
    if !distinct || facts.mean_width() > 60.0 || name.find(role_words::TIME).is_some() {
        return None;
    }
    Some(Draft::new(Role::Respondent, strength, named(word)).because(categories(facts)))
}

fn is_category(facts: &ColumnProfile) -> bool {
    let answers = facts.answers();
    let repeated = if answers >= 50 {
        facts.distinct <= 300 && facts.distinct_share() <= 0.3
    } else {
        facts.distinct <= 12 && facts.distinct < answers
    };
    repeated && is_text(facts) && facts.mean_width() <= 60.0
}

fn touchpoint(name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    let ranks = [(role_words::TOUCHPOINT, 3), (role_words::STAGE, 2), (role_words::CHANNEL, 1)];
    let (word, strength) =
        ranks.iter().find_map(|(list, rank)| name.find(list).map(|word| (word, *rank)))?;
    let named_so = strength == 3 && is_text(facts) && facts.distinct <= 300;
    // A long question that mentions a channel is not a touchpoint column.
    if !(named_so || is_category(facts)) || name.is_question() {
        return None;
    }
    Some(Draft::new(Role::Touchpoint, strength, named(word)).because(categories(facts)))
}

/// Running text under a name that does not say so.
fn text(name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    let wide = if name.is_question() { 8.0 } else { 15.0 };
    let runs = is_text(facts)
        && !is_code(facts)
        && facts.distinct_share() >= 0.5
        && facts.mean_width() >= wide;
    if !runs || name.find(role_words::SEGMENT).is_some() && !name.is_question() {
        return None;
    }
    let strength = if name.is_question() { 2 } else { 1 };
    Some(Draft::new(Role::Comment, strength, running_text(facts)))
}

fn segment(header: &str, name: &Name, facts: &ColumnProfile) -> Option<Draft> {
    let word = name.find(role_words::SEGMENT).filter(|_| !name.is_question());
    // A number may be a code (a tier, an age group) under a short name; items
    // of a matrix question have long ones.
    let coded = header.chars().count() <= 16 && facts.distinct <= 50 && !is_text(facts);
    let small = facts.distinct <= 12 && is_text(facts);
    let many = facts.distinct_share() <= 0.5 && facts.mean_width() <= 60.0 && is_text(facts);
    let named_so = word.is_some() && (coded || small || many);
    let clock = word.is_none() && name.find(role_words::TIME).is_some();
    if facts.distinct < 2 || facts.multi > 0 || clock || !(named_so || is_category(facts)) {
        return None;
    }
    let strength = if word.is_some() { 2 } else { 1 };
    let mut draft = Draft::new(Role::Segment, strength, categories(facts));
    draft.evidence.extend(word.map(named));
    Some(draft)
}
