//! Questions with several choices: all in one cell, or a column for each that is ticked.

use std::collections::BTreeMap;

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::comment_role::asks_openly;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::is_tick;
use crate::ingest::columns::matrix::without_code;
use crate::ingest::columns::role_words;
use crate::ingest::columns::touchpoint;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Most choices that each become a segment field, where they may be no choices.
const MOST_FIELDS: usize = 12;

/// A column whose cells hold several choices of the same few.
pub(crate) fn listed(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    // A blank stands between words as well, and between choices in a column of tags alone.
    let tags = || facts.options.tags().filter(|_| name.ends_in(role_words::TAGS).is_some());
    let choices = facts.options.choices().or_else(tags)?;
    // The lines of a transcript come again and again, and are no choices.
    if facts.is_of_transcripts() {
        return None;
    }
    // Comments may be lists of praise; the sign of a survey tool leaves no doubt.
    let named = name.ends_in(role_words::CHOSEN_FROM).is_some();
    let comment = name.find(role_words::COMMENT_SURE).is_some() && !named;
    if comment && choices.split != "┋" || facts.numeric_share() > 0.5 || facts.date_share() > 0.5
    {
        return None;
    }
    let n = choices.names.len();
    let evidence = Evidence::Choices { n: n as u64, filled: facts.filled };
    // Which channels or services somebody uses at all is no touchpoint of the answer.
    let asked = name.is_question() && name.find(role_words::STAGE).is_none();
    let places = touchpoint::of_choices(name).or_else(|| touchpoint::area(name));
    let sure = |strength: u32| strength >= touchpoint::STAGE || !asked;
    let worded = name.find(role_words::COMMENT).is_some() || asks_openly(name).is_some();
    let worded = worded && !named;
    let mut draft = match places.filter(|(strength, _)| sure(*strength)) {
        Some((strength, word)) => {
            Draft::new(Role::Touchpoint, strength, evidence).because(Evidence::Named(word))
        }
        None if n <= MOST_FIELDS || !worded => Draft::new(Role::Segment, 1, evidence),
        None => return None,
    };
    draft.split = Some(choices.split.to_owned());
    draft.choices = choices.names;
    let (column, split) = (header.to_owned(), choices.split.to_owned());
    Some(draft.warned(Warning::Choices { column, n: n as u64, split }))
}

/// Finds columns that each stand for one choice of a question, and what they are used for.
pub(crate) fn ticked(headers: &[String], facts: &[ColumnProfile], drafts: &mut [Draft]) {
    let mut questions: BTreeMap<&str, Vec<(usize, &str)>> = BTreeMap::new();
    for (at, header) in headers.iter().enumerate() {
        let open = matches!(
            drafts[at].role,
            Role::Ignore | Role::Segment | Role::Score(_) | Role::Touchpoint
        ) && drafts[at].labels.is_empty();
        let cuts = [stem_and_choice(without_code(header)), beside_its_like(headers, at)];
        let ticks = cuts.into_iter().flatten().filter(|(_, choice)| is_tick(&facts[at], choice));
        // 方面:价格（含优惠） is a choice of 方面.
        if let Some((stem, choice)) = ticks.min_by_key(|(stem, _)| stem.len())
            && open
        {
            questions.entry(stem).or_default().push((at, choice));
        }
    }
    questions.retain(|_, columns| columns.len() > 1);
    let own = |at: usize| questions.values().flatten().any(|(column, _)| *column == at);
    let names_it = |draft: &Draft| {
        let open = [touchpoint::SENT, touchpoint::KIND].contains(&draft.strength);
        draft.role == Role::Touchpoint && !open
    };
    let given = (0..drafts.len()).any(|at| names_it(&drafts[at]) && !own(at));
    for (stem, columns) in questions {
        let touchpoints = touchpoint::of_choices(&ColumnName::new(stem)).filter(|_| !given);
        // Of a question that is asked in words those that most ticked are fields.
        let asked = ColumnName::new(stem).is_question();
        if touchpoints.is_none() && columns.len() > MOST_FIELDS && !asked {
            continue;
        }
        let n = columns.len() as u64;
        for (at, choice) in &columns {
            let evidence = Evidence::Choices { n, filled: facts[*at].filled };
            drafts[*at] = match touchpoints {
                Some((strength, word)) => {
                    let draft = Draft::new(Role::Touchpoint, strength, evidence);
                    let mut draft = draft.because(Evidence::Named(word));
                    draft.touchpoint = Some((*choice).to_owned());
                    draft
                }
                None => {
                    let mut draft = Draft::new(Role::Segment, 1, evidence);
                    draft.choices = vec![(*choice).to_owned()];
                    draft
                }
            };
        }
        let first = columns[0].0;
        let (question, role) = (stem.to_owned(), drafts[first].role);
        drafts[first].warnings.push(Warning::Ticked { question, n, role });
    }
}

/// The question and the choice that a header names.
pub(super) fn stem_and_choice(header: &str) -> Option<(&str, &str)> {
    let header = header.trim();
    let bracket = || {
        let inside = header.strip_suffix([')', '）', ']', '】'])?;
        inside.rsplit_once(['(', '（', '[', '【'])
    };
    let cut = || {
        let signs = [" / ", "—", " - ", ": ", "：", "_"];
        signs.iter().find_map(|sign| header.rsplit_once(sign))
    };
    let (stem, choice) = cut().or_else(bracket)?;
    let (stem, choice) = (stem.trim(), choice.trim());
    (!stem.is_empty() && !choice.is_empty() && choice.chars().count() <= 40)
        .then_some((stem, choice))
}

/// The question and the choice of a header with an ASCII sign between them and no blank, 渠道:电话
/// or 方面(多选)-价格, where the header before or behind it has the same text before the sign.
fn beside_its_like(headers: &[String], at: usize) -> Option<(&str, &str)> {
    let header = without_code(&headers[at]).trim();
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
    let beside: Vec<&str> =
        beside.filter_map(|at| headers.get(at)).map(|other| without_code(other).trim()).collect();
    let cuts = TIGHT.iter().flat_map(|sign| header.match_indices(*sign));
    cuts.map(|(cut, _)| (&header[..cut], &header[cut + 1..])).find_map(|(stem, choice)| {
        let (begins, sign) = (&header[..=stem.len()], header[stem.len()..].chars().next()?);
        let like = |other: &&str| {
            let rest = other.strip_prefix(begins);
            rest.is_some_and(|rest| rest != choice && is_choice(rest))
        };
        let found = is_stem(stem, sign) && is_choice(choice) && beside.iter().any(like);
        found.then(|| (stem.trim(), choice.trim()))
    })
}

/// Signs between a question and its choice without blanks, the surest first.
const TIGHT: [char; 3] = [':', '-', '/'];

/// Whether the text before a sign without blanks may be a question: `Wi-Fi`, `check-in`, `and/or`
/// and 08:30 hold these signs within a word.
fn is_stem(stem: &str, sign: char) -> bool {
    let last = stem.chars().next_back();
    let within = |c: char| match sign {
        ':' => c.is_ascii_digit(),
        _ => c.is_ascii_alphanumeric() || TIGHT.contains(&c),
    };
    last.is_some_and(|last| !within(last))
        && stem.chars().filter(|c| c.is_alphabetic()).count() > 1
        && !stem.contains("://")
}

/// Whether the text behind a sign without blanks may be a choice: no part of an address, of a time
/// or of a question.
fn is_choice(choice: &str) -> bool {
    let choice = choice.trim();
    choice.chars().any(char::is_alphabetic)
        && choice.chars().count() <= 40
        && !choice.starts_with("//")
        && !choice.ends_with(['?', '？', '吗'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::cells;

    #[test]
    fn headers_of_one_question() {
        for (header, wanted) in [
            ("Which did you use? / Delivery", Some(("Which did you use?", "Delivery"))),
            ("3、使用过的环节—客服", Some(("3、使用过的环节", "客服"))),
            ("环节(客服)", Some(("环节", "客服"))),
            ("Channels [Web]", Some(("Channels", "Web"))),
            ("channel_web", Some(("channel", "web"))),
            ("comment", None),
            (without_code("Q5_1 / Which did you use? - Web"), Some(("Which did you use?", "Web"))),
        ] {
            assert_eq!(stem_and_choice(header), wanted, "{header}");
        }
    }

    #[test]
    fn tags_are_choices_with_a_blank_between_them_where_the_column_is_called_so() {
        let tags = ["vip refund", "refund", "web_form refund", "vip", "web_form vip refund"];
        let taken = |header: &str, values: &[&str]| {
            let draft = listed(header, &ColumnName::new(header), &cells(values, 4))?;
            Some((draft.role, draft.split?, draft.choices))
        };
        let of = |split: &str| {
            let choices = ["refund", "vip", "web_form"].map(str::to_owned).to_vec();
            Some((Role::Segment, split.to_owned(), choices))
        };
        for header in ["Tags", "Ticket tags", "labels", "标签"] {
            assert_eq!(taken(header, &tags), of(" "), "{header}");
        }
        assert_eq!(taken("Plan", &tags), None);
        let said = ["出杯快;口味好", "口味好", "座位少;口味好", "座位少", "出杯快;座位少"];
        for (header, listed) in [("评价标签", true), ("评价内容", false)] {
            let split = taken(header, &said).map(|(_, split, _)| split);
            assert_eq!(split, listed.then(|| ";".to_owned()), "{header}");
        }
        let commas = tags.map(|cell| cell.replace(' ', ","));
        assert_eq!(taken("Tags", &commas.each_ref().map(String::as_str)), of(","));
    }

    #[test]
    fn a_question_and_its_choice_both_have_a_name_and_the_choice_a_short_one() {
        let (short, long) = ("x".repeat(40), "x".repeat(41));
        assert_eq!(stem_and_choice(&format!("used_{short}")), Some(("used", &*short)));
        assert_eq!(stem_and_choice(&format!("used_{long}")), None);
        assert_eq!(["_web", "used_"].map(stem_and_choice), [None; 2]);
    }

    #[test]
    fn a_sign_without_blanks_parts_a_question_from_its_choice_beside_another_of_it() {
        let of = |first: &str, second: &str| {
            let headers = ["序号", first, second, "评论"].map(str::to_owned);
            let found = beside_its_like(&headers, 1).zip(beside_its_like(&headers, 2));
            found.map(|(first, second)| [first.0, first.1, second.0, second.1].map(str::to_owned))
        };
        for (stem, choices) in [
            ("您看重哪些方面（可多选）:", ["离家近", "老师口碑"]),
            ("您看重的方面(多选)-", ["离家近", "老师口碑"]),
            ("您看重哪些方面【多选题】/", ["离家近", "老师口碑"]),
            ("您看重哪些方面-", ["Wi-Fi", "and/or"]),
            ("Which did you use?-", ["Web", "App"]),
            ("Channels:", ["Web", "App/SMS"]),
            ("满意/不满意的原因:", ["价格", "环境"]),
        ] {
            let headers = choices.map(|choice| format!("{stem}{choice}"));
            let stem = &stem[..stem.len() - 1];
            let wanted = [stem, choices[0], stem, choices[1]].map(str::to_owned);
            assert_eq!(of(&headers[0], &headers[1]), Some(wanted), "{headers:?}");
        }
        for (first, second) in [
            ("Wi-Fi", "Wi-Max"),
            ("Check-in", "Check-out"),
            ("您办理过check-in", "您办理过check-out"),
            ("and/or", "and/but"),
            ("到店08:00以前", "到店08:30以前"),
            ("https://a.example/x", "https://a.example/y"),
            ("年龄:18-25", "年龄:26-35"),
            ("看重:离家近", "渠道:电话"),
            ("看重:离家近", "看重:离家近"),
            ("客服:是否满意？", "客服:是否解决？"),
        ] {
            assert_eq!(of(first, second), None, "{first}");
        }
        let apart = ["看重:离家近", "评论", "看重:口碑"].map(str::to_owned);
        assert_eq!([0, 2].map(|at| beside_its_like(&apart, at)), [None; 2]);
    }

    #[test]
    fn ticks_behind_a_sign_without_blanks_are_fields_and_other_cells_are_none() {
        let draft = || Draft::new(Role::Ignore, 7, Evidence::NoMeaning);
        for sign in [":", "-", "/"] {
            let header = |choice: &str| format!("看重的方面{sign}{choice}");
            let [first, second] = ["离家近", "口碑"].map(header);
            let found = taken(vec![(&*first, draft()), (&*second, draft())]);
            assert_eq!(found, [(Role::Segment, None, 1), (Role::Segment, None, 1)], "{sign}");
            let headers = [first, second];
            let mut drafts = [draft(), draft()];
            let facts = vec![cells(&["1", "2", "3"], 1); 2];
            ticked(&headers, &facts, &mut drafts);
            assert!(drafts.iter().all(|draft| draft.role == Role::Ignore), "{sign}");
        }
    }

    #[test]
    fn why_and_from_where_somebody_came_ticks_no_touchpoints() {
        let draft = || Draft::new(Role::Ignore, 7, Evidence::NoMeaning);
        for (question, role) in [
            ("您选择我们的渠道", Role::Segment),
            ("您了解到我们的渠道", Role::Segment),
            ("您为什么选择这个渠道", Role::Segment),
            ("Channels through which you heard about us", Role::Segment),
            ("您使用过的渠道", Role::Touchpoint),
            ("Channels that you used", Role::Touchpoint),
        ] {
            let [first, second] = ["App", "Web"].map(|choice| format!("{question}—{choice}"));
            let found = taken(vec![(&*first, draft()), (&*second, draft())]);
            assert!(found.iter().all(|(found, ..)| *found == role), "{question}: {found:?}");
        }
    }

    /// What columns of ticks become: their roles, their touchpoints and their choices.
    fn taken(columns: Vec<(&str, Draft)>) -> Vec<(Role, Option<String>, usize)> {
        let facts = vec![cells(&["0", "1", "1"], 1); columns.len()];
        let (headers, mut drafts): (Vec<String>, Vec<Draft>) =
            columns.into_iter().map(|(name, draft)| (name.to_owned(), draft)).unzip();
        ticked(&headers, &facts, &mut drafts);
        drafts.into_iter().map(|d| (d.role, d.touchpoint, d.choices.len())).collect()
    }

    #[test]
    fn twelve_ticks_of_a_question_are_fields_and_more_are_none() {
        let draft = |role: Role| Draft::new(role, 7, Evidence::NoMeaning);
        let names: Vec<String> = (0..13).map(|n| format!("Used [choice {n}]")).collect();
        let asked: Vec<String> = (0..13).map(|n| format!("Which did you use? [{n}]")).collect();
        let columns = asked.iter().map(|name| (name.as_str(), draft(Role::Ignore))).collect();
        let all = taken(columns).into_iter().all(|(role, _, choices)| {
            (role, choices) == (Role::Segment, 1) // As many as there is room for are kept.
        });
        assert!(all, "choices of a question");
        for (n, wanted) in [
            (1, (Role::Ignore, 0)),
            (2, (Role::Segment, 1)),
            (12, (Role::Segment, 1)),
            (13, (Role::Ignore, 0)),
        ] {
            let columns: Vec<(&str, Draft)> =
                names[..n].iter().map(|name| (name.as_str(), draft(Role::Ignore))).collect();
            let found = taken(columns);
            let all =
                found.iter().all(|(role, at, choices)| (*role, *choices) == wanted && at.is_none());
            assert!(all, "{n}: {found:?}");
        }
        let mut marks = [draft(Role::CSAT), draft(Role::CSAT)];
        marks.iter_mut().for_each(|draft| _ = draft.labels.insert("yes".to_owned(), 5.0));
        let comments = [draft(Role::Comment), draft(Role::Comment)];
        for [first, second] in [marks, comments] {
            let role = first.role;
            let found = taken(vec![("Used [Web]", first), ("Used [App]", second)]);
            assert!(found.iter().all(|(found, ..)| *found == role), "{found:?}");
        }
    }

    #[test]
    fn ticks_are_touchpoints_unless_another_column_names_them() {
        let draft = |role: Role| Draft::new(role, touchpoint::STAGE, Evidence::NoMeaning);
        for (other, first) in [
            (Role::Ignore, (Role::Touchpoint, Some("Web".to_owned()), 0)),
            (Role::Touchpoint, (Role::Segment, None, 1)),
        ] {
            let found = taken(vec![
                ("Touchpoints [Web]", draft(Role::Touchpoint)),
                ("Touchpoints [App]", draft(Role::Touchpoint)),
                ("Where", draft(other)),
            ]);
            assert_eq!(found[0], first);
            assert_eq!(found[2].0, other);
        }
    }
}
