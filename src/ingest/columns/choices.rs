//! Questions with several choices: all in one cell, or a column for each that is ticked.

use std::collections::BTreeMap;

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::options::is_ticked;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::role_words;
use crate::ingest::columns::touchpoint;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Most choices that each become a segment field.
const MOST_FIELDS: usize = 12;

/// A column whose cells hold several choices of the same few.
pub(crate) fn listed(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let choices = facts.options.choices()?;
    // Comments may be lists of praise; the sign of a survey tool leaves no doubt.
    let comment = name.find(role_words::COMMENT_SURE).is_some();
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
    let mut draft = match places.filter(|(strength, _)| sure(*strength)) {
        Some((strength, word)) => {
            Draft::new(Role::Touchpoint, strength, evidence).because(Evidence::Named(word))
        }
        None if n <= MOST_FIELDS => Draft::new(Role::Segment, 1, evidence),
        None => return None,
    };
    draft.split = Some(choices.split.to_owned());
    if n <= MOST_FIELDS {
        draft.choices = choices.names;
    }
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
        if let Some((stem, choice)) = stem_and_choice(header)
            && open
            && is_tick(&facts[at], choice)
        {
            questions.entry(stem).or_default().push((at, choice));
        }
    }
    questions.retain(|_, columns| columns.len() > 1);
    let own = |at: usize| questions.values().flatten().any(|(column, _)| *column == at);
    let names_it =
        |draft: &Draft| draft.role == Role::Touchpoint && draft.strength != touchpoint::KIND;
    let given = (0..drafts.len()).any(|at| names_it(&drafts[at]) && !own(at));
    for (stem, columns) in questions {
        let touchpoints = touchpoint::of_choices(&ColumnName::new(stem)).filter(|_| !given);
        if touchpoints.is_none() && columns.len() > MOST_FIELDS {
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
fn stem_and_choice(header: &str) -> Option<(&str, &str)> {
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

/// Whether a column holds ticks alone: 0 and 1, yes and no, or the name of the choice.
pub(super) fn is_tick(facts: &ColumnProfile, choice: &str) -> bool {
    if facts.many_values || facts.values.is_empty() || facts.values.len() > 2 {
        return false;
    }
    let known = |value: &String| {
        let plain = value.to_lowercase();
        let ticks = [
            "1", "yes", "true", "y", "t", "x", "✓", "√", "checked", "selected", "是", "选中",
            "已选",
        ];
        !is_ticked(value) || ticks.contains(&plain.as_str()) || value == choice
    };
    facts.values.keys().all(known) && facts.values.keys().any(|value| is_ticked(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_one_question() {
        for (header, wanted) in [
            ("Which did you use? / Delivery", Some(("Which did you use?", "Delivery"))),
            ("3、使用过的环节—客服", Some(("3、使用过的环节", "客服"))),
            ("环节(客服)", Some(("环节", "客服"))),
            ("Channels [Web]", Some(("Channels", "Web"))),
            ("channel_web", Some(("channel", "web"))),
            ("comment", None),
        ] {
            assert_eq!(stem_and_choice(header), wanted, "{header}");
        }
    }

    #[test]
    fn ticks_are_told_from_answers() {
        let of = |cells: &[&str]| {
            let mut facts = ColumnProfile::default();
            cells.iter().for_each(|cell| facts.see(cell));
            is_tick(&facts, "Web")
        };
        assert!(of(&["0", "1"]) && of(&["Web", ""]) && of(&["是", "否"]) && of(&["yes"]));
        assert!(!of(&["1", "2"]) && !of(&["0", "0"]) && !of(&["App", "Web"]) && !of(&[]));
    }
}
