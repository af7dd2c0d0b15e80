//! Marks of one thing that were given twice, before something was done about it and after: 期初 and
//! 期末, `Confidence before training` and `after training`, `pre-test` and `post-test`. They are of
//! two times, and a mean of both is of none: the later ones are the score, and that is told.
//!
//! What lies before and after a purchase, a flight or a stay is two touchpoints (售前, 售后), and so is
//! the support before a course and after it. So only what is done to change a mark counts, of marks
//! that it changes, or a name that says no more than before and after.

use unicode_normalization::UnicodeNormalization;

use crate::ingest::columns::draft::Draft;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;
use crate::simplified::simplified;

/// When a mark was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    Before,
    After,
}

/// Words for both times that need nothing behind them.
const TIMES_ZH: [[&str; 2]; 2] = [["期初", "期末"], ["前测", "后测"]];

/// What is done to change a mark, with 前 or 后 behind it.
const DONE_ZH: [&str; 13] = [
    "培训", "课程", "学习", "干预", "治疗", "辅导", "整改", "改造", "改版", "升级", "优化", "调整",
    "训",
];

/// The same, behind `before` and `after`, `pre` and `post`.
const DONE: [&str; 24] = [
    "training",
    "course",
    "workshop",
    "session",
    "sessions",
    "programme",
    "program",
    "class",
    "coaching",
    "lesson",
    "intervention",
    "treatment",
    "therapy",
    "change",
    "changes",
    "update",
    "upgrade",
    "redesign",
    "renovation",
    "migration",
    "implementation",
    "rollout",
    "test",
    "assessment",
];

/// Words of Latin letters for a time, and whether they need nothing behind them.
const TIMES: [(&str, Time, bool); 9] = [
    ("before", Time::Before, false),
    ("after", Time::After, false),
    ("pre", Time::Before, false),
    ("post", Time::After, false),
    ("pretest", Time::Before, true),
    ("posttest", Time::After, true),
    ("baseline", Time::Before, true),
    ("endline", Time::After, true),
    ("followup", Time::After, true),
];

/// Words that say nothing of what is done, or marked.
const LITTLE: [&str; 11] =
    ["the", "this", "your", "our", "my", "a", "an", "of", "with", "in", "rate"];

/// What a mark may be of that is changed by what is done; service before a course and after it are
/// two touchpoints.
const STATES: [&str; 24] = [
    "satisfaction",
    "satisfied",
    "score",
    "rating",
    "level",
    "overall",
    "self",
    "confidence",
    "confident",
    "knowledge",
    "skill",
    "skills",
    "ability",
    "understanding",
    "awareness",
    "stress",
    "pain",
    "wellbeing",
    "mood",
    "motivation",
    "anxiety",
    "comfort",
    "energy",
    "performance",
];

/// The same in Chinese, and what says no more than that it is a mark.
const STATES_ZH: [&str; 11] =
    ["能力", "信心", "自信", "知识", "技能", "掌握", "理解", "压力", "疼痛", "状态", "熟练"];
const MARKS_ZH: [&str; 11] =
    ["满意度", "满意", "评分", "得分", "分数", "打分", "自评", "总体", "整体", "水平", "的"];

/// Gives the earlier of two marks of the same thing up.
pub(super) fn earlier_marks(headers: &[String], drafts: &mut [Draft]) {
    let timed: Vec<Option<(Time, String)>> = headers.iter().map(|header| timed(header)).collect();
    for at in 0..drafts.len() {
        let Some((Time::Before, of)) = &timed[at] else { continue };
        let alike = |other: usize| {
            let (own, other) = (&drafts[at], &drafts[other]);
            let scale = |draft: &Draft| draft.scale.map(|s| (s.low, s.high, s.direction));
            own.role == other.role && scale(own) == scale(other)
        };
        let later = |other: &usize| {
            let after = timed[*other].as_ref().is_some_and(|(t, o)| *t == Time::After && o == of);
            after && alike(*other)
        };
        let rated = drafts[at].role.score().is_some();
        if let Some(other) = (0..drafts.len()).find(|other| rated && later(other)) {
            let (column, other) = (headers[at].clone(), headers[other].clone());
            drafts[at].drop_for(Evidence::SameAs(other.clone()));
            drafts[at].warnings.push(Warning::SameScore { column, other });
        }
    }
}

/// Whether a name says that its marks were given before something was done.
pub(super) fn is_of_before(header: &str) -> bool {
    matches!(timed(header), Some((Time::Before, _)))
}

/// When a column says that its marks were given, and what they are of: the name without that.
fn timed(header: &str) -> Option<(Time, String)> {
    let folded = header.trim().nfkc().collect::<String>().to_lowercase();
    let plain = simplified(&folded);
    in_chinese(&plain).or_else(|| in_latin_words(&plain))
}

fn in_chinese(name: &str) -> Option<(Time, String)> {
    for [before, after] in TIMES_ZH {
        match (name.contains(before), name.contains(after)) {
            (true, false) => return Some((Time::Before, words(&name.replacen(before, " ", 1)))),
            (false, true) => return Some((Time::After, words(&name.replacen(after, " ", 1)))),
            _ => {}
        }
    }
    DONE_ZH.into_iter().find_map(|done| {
        let start = name.find(done)?;
        let rest = name.get(start + done.len()..)?;
        let (time, rest) = match (rest.strip_prefix('前'), rest.strip_prefix('后')) {
            (Some(rest), _) => (Time::Before, rest),
            (_, Some(rest)) => (Time::After, rest),
            _ => return None,
        };
        let of = words(&format!("{} {rest}", name.get(..start)?));
        is_state(&of).then(|| (time, format!("{done} {of}")))
    })
}

/// Whether a name says no more than that it is a mark, or what is changed by what is done.
fn is_state(of: &str) -> bool {
    let bare = MARKS_ZH.iter().fold(of.to_owned(), |rest, word| rest.replace(word, ""));
    let nothing = bare.chars().all(|c| c.is_ascii_digit() || c == ' ');
    nothing || STATES_ZH.iter().any(|state| of.contains(state))
}

fn in_latin_words(name: &str) -> Option<(Time, String)> {
    let joined = name.replace("follow-up", "followup").replace("follow up", "followup");
    let own: Vec<&str> = joined.split(|c: char| !c.is_alphanumeric()).collect();
    let own: Vec<&str> = own.into_iter().filter(|word| !word.is_empty()).collect();
    let (at, time, alone) = own.iter().enumerate().find_map(|(at, word)| {
        let known = TIMES.iter().find(|(of, ..)| of == word);
        known.map(|(_, time, alone)| (at, *time, *alone))
    })?;
    let rest: Vec<&str> =
        own.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, word)| *word).collect();
    let little = |word: &str| LITTLE.contains(&word) || word.chars().all(|c| c.is_ascii_digit());
    // A name that ends so says no more.
    let behind = own.iter().skip(at + 1).find(|word| !little(word));
    let done = behind.is_none_or(|word| DONE.contains(word));
    let state = |word: &&str| little(word) || DONE.contains(word) || STATES.contains(word);
    let timed = alone || done && rest.iter().all(state);
    (timed && !rest.is_empty()).then(|| (time, rest.join(" ")))
}

/// Its words, one blank between them.
fn words(name: &str) -> String {
    let all = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    all.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Scale;
    use crate::ingest::role::Role;

    fn score(high: f64) -> Draft {
        let mut draft = Draft::new(Role::CSAT, 2, Evidence::Named("satisf"));
        draft.scale = Some(Scale::higher(1.0, high));
        draft
    }

    #[test]
    fn of_two_times_the_later_marks_are_the_score_and_that_is_told() {
        for (headers, dropped) in [
            (["期初满意度", "期末满意度"], [true, false]),
            (["期末满意度", "期初满意度"], [false, true]),
            (["培训前评分", "培训后评分"], [true, false]),
            (["训前自评", "训后自评"], [true, false]),
            (["沟通能力（培训前）", "沟通能力（培训后）"], [true, false]),
            (
                ["Confidence before training (1-5)", "Confidence after training (1-5)"],
                [true, false],
            ),
            (["Confidence before the course", "Confidence after the course"], [true, false]),
            (["Pre-training satisfaction", "Post-training satisfaction"], [true, false]),
            (["Satisfaction before", "Satisfaction after"], [true, false]),
            (["Satisfaction (pre)", "Satisfaction (post)"], [true, false]),
            (["Baseline wellbeing", "Follow-up wellbeing"], [true, false]),
            (["Pre-test score", "Post-test score"], [true, false]),
            (["Satisfaction before (1-5)", "Satisfaction after (1-5)"], [true, false]),
            (["Pain before treatment", "Pain after treatment"], [true, false]),
            // Of another thing, and touchpoints before and after something.
            (["期初满意度", "期末服务满意度"], [false, false]),
            (["Confidence before training", "Fun after training"], [false, false]),
            (["售前服务满意度", "售后服务满意度"], [false, false]),
            (["Service before the flight", "Service after the flight"], [false, false]),
            (["Pre-arrival rating", "Post-arrival rating"], [false, false]),
            (["Support before the course", "Support after the course"], [false, false]),
            (["培训前沟通满意度", "培训后沟通满意度"], [false, false]),
            (["Score before", "Score of staff after"], [false, false]),
            (["After-sales service", "Sales service"], [false, false]),
        ] {
            let owned = headers.map(str::to_owned);
            let mut drafts = [score(5.0), score(5.0)];
            earlier_marks(&owned, &mut drafts);
            let found = drafts.each_ref().map(|draft| draft.role == Role::Ignore);
            assert_eq!(found, dropped, "{headers:?}");
            let told = drafts
                .each_ref()
                .map(|draft| matches!(draft.warnings[..], [Warning::SameScore { .. }]));
            assert_eq!(told, dropped, "{headers:?}");
        }
    }

    #[test]
    fn marks_on_another_scale_or_no_marks_are_no_pair() {
        let headers = ["期初满意度", "期末满意度"].map(str::to_owned);
        let comment = || Draft::new(Role::Comment, 2, Evidence::NoMeaning);
        for mut drafts in
            [[score(5.0), score(10.0)], [score(5.0), comment()], [comment(), comment()]]
        {
            let roles = drafts.each_ref().map(|draft| draft.role);
            earlier_marks(&headers, &mut drafts);
            assert_eq!(drafts.each_ref().map(|draft| draft.role), roles);
        }
    }
}
