//! Scores beside those of this experience that are none of it: what was expected of what is rated
//! as well, and averages that others have given, as portals show them.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::asked_twice::{EXPECTED, PERCEIVED, holds};
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::role_words;
use crate::ingest::columns::subject::subject;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Words that say nothing of the item.
const PLAIN: [&str; 8] = ["of", "the", "score", "level", "rating", "值", "评分", "得分"];

/// Answers from which a column is known well enough.
const ENOUGH: u64 = 20;

/// Gives those up that ask what was expected of an item, where another one asks how it was.
pub(super) fn expected_of_rated(headers: &[String], drafts: &mut [Draft]) {
    let items: Vec<(Option<&'static str>, String)> =
        headers.iter().map(|header| item(header)).collect();
    let rated = |item: &String, drafts: &[Draft]| {
        let mut others = items.iter().zip(drafts);
        others.any(|((expected, own), draft)| {
            expected.is_none() && own == item && draft.role.score().is_some()
        })
    };
    for at in 0..drafts.len() {
        let (Some(word), item) = &items[at] else { continue };
        if drafts[at].role.score().is_some() && !item.is_empty() && rated(item, drafts) {
            drafts[at].drop_for(Evidence::Technical(word));
        }
    }
}

/// The word by which a name asks for what was expected, and what it asks of.
pub(super) fn item(header: &str) -> (Option<&'static str>, String) {
    let lower = header.to_lowercase();
    let expected = EXPECTED.into_iter().find(|word| holds(&lower, word));
    let side = expected.or_else(|| PERCEIVED.into_iter().find(|word| holds(&lower, word)));
    let rest = side.map_or_else(|| lower.clone(), |word| lower.replacen(word, " ", 1));
    let words = rest.split(|c: char| !c.is_alphanumeric());
    let kept: Vec<&str> = words.filter(|word| !word.is_empty() && !PLAIN.contains(word)).collect();
    (expected, kept.join(" ").trim_matches('的').to_owned())
}

/// Gives those up of which most numbers are tenths, 4.6 and 4.7, beside a score of whole numbers on
/// the same scale: nobody gives such marks. That of the whole beside those of its parts may be
/// reckoned from these, and is what the row says of the whole.
pub(super) fn averages(headers: &[String], facts: &[ColumnProfile], drafts: &mut [Draft]) {
    let known = |at: usize, drafts: &[Draft]| {
        drafts[at].role == Role::CSAT && drafts[at].labels.is_empty() && facts[at].numeric >= ENOUGH
    };
    let given = |at: usize| facts[at].integers == facts[at].numeric;
    let whole_marks: Vec<usize> =
        (0..drafts.len()).filter(|at| known(*at, drafts) && given(*at)).collect();
    let of_parts = whole_marks.iter().all(|at| is_of_part(&headers[*at]));
    let parts = if of_parts { whole_marks.len() } else { 0 };
    let scales: Vec<_> = whole_marks.iter().filter_map(|at| drafts[*at].scale).collect();
    for at in 0..drafts.len() {
        let numbers = facts[at].numbers.iter();
        let tenths: u64 = numbers.filter(|(key, _)| **key % 50 != 0).map(|(_, n)| n).sum();
        let beside = drafts[at].scale.is_some_and(|scale| {
            scales.iter().any(|other| (other.low, other.high) == (scale.low, scale.high))
        });
        let of_them = parts_of_whole(&headers[at]).is_some_and(|least| parts >= least);
        if known(at, drafts) && beside && tenths * 2 > facts[at].numeric && !of_them {
            drafts[at].drop_for(Evidence::NoMeaning);
            let column = headers[at].clone();
            drafts[at].warnings.push(Warning::ScoreNotUsed { column });
        }
    }
}

/// How many marks of parts show that a name means the whole of them: one where it says so, 综合评分,
/// two where it speaks of nothing in particular, `Rating`.
fn parts_of_whole(header: &str) -> Option<usize> {
    let subject = subject(header);
    let says_so = ColumnName::new(&subject).is_one(role_words::OVERALL).is_some();
    let overall = says_so || ColumnName::new(header).find(role_words::OVERALL).is_some();
    (says_so || subject.is_empty()).then_some(if overall { 1 } else { 2 })
}

/// Who gave marks of the whole, in their names.
const GIVERS: &[&str] = &[
    "my", "your", "user", "customer", "guest", "buyer", "member", "reviewer", "我", "本次", "用户",
    "客户", "顾客", "买家", "会员", "住客",
];

/// Whether marks are of a part, and not of the whole by whoever gave them.
fn is_of_part(header: &str) -> bool {
    let name = ColumnName::new(header);
    let whole = subject(header).is_empty() || name.find(role_words::OVERALL).is_some();
    !whole && name.find(GIVERS).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Scale;
    use crate::ingest::cells::made::column;

    fn score() -> Draft {
        let mut draft = Draft::new(Role::CSAT, 2, Evidence::Named("rating"));
        draft.scale = Some(Scale::higher(1.0, 5.0));
        draft
    }

    #[test]
    fn what_was_expected_of_what_is_rated_is_no_score() {
        for (headers, dropped) in [
            (["服务态度-期望", "服务态度-感知"], [true, false]),
            (["服务态度-感知", "服务态度-期望"], [false, true]),
            (["期望：服务态度", "服务态度"], [true, false]),
            (["Expected reliability", "Perceived reliability"], [true, false]),
            (["Reliability (expectation)", "Reliability score"], [true, false]),
            // What is expected of another thing, or alone, is what it was taken for.
            (["服务态度-期望", "价格-感知"], [false, false]),
            (["Better than expected", "Perceived reliability"], [false, false]),
        ] {
            let owned = headers.map(str::to_owned);
            let mut drafts = [score(), score()];
            expected_of_rated(&owned, &mut drafts);
            let found = drafts.each_ref().map(|draft| draft.role == Role::Ignore);
            assert_eq!(found, dropped, "{headers:?}");
        }
        let owned = ["服务态度-期望", "服务态度-感知"].map(str::to_owned);
        let mut drafts = [score(), Draft::new(Role::Comment, 3, Evidence::NoMeaning)];
        expected_of_rated(&owned, &mut drafts);
        assert_eq!(drafts[0].role, Role::CSAT, "nothing else is rated");
    }

    #[test]
    fn tenths_beside_whole_marks_are_averages() {
        let given = column(&[("1", 5), ("3", 5), ("5", 10)]);
        for (values, beside, dropped) in [
            (&[("4.6", 11), ("4", 9)][..], &given, true),
            (&[("4.6", 10), ("4", 10)], &given, false),
            // Halves are given.
            (&[("4.5", 11), ("4", 9)], &given, false),
            (&[("4.6", 10), ("4", 9)], &given, false),
            (&[("4.6", 11), ("4", 9)], &column(&[("1.5", 10), ("3", 10)]), false),
        ] {
            let headers = ["店铺评分", "买家评分"].map(str::to_owned);
            let mut drafts = [score(), score()];
            averages(&headers, &[column(values), beside.clone()], &mut drafts);
            assert_eq!(drafts[0].role == Role::Ignore, dropped, "{values:?}");
            assert_eq!(drafts[0].warnings.len(), usize::from(dropped), "{values:?}");
            assert_eq!(drafts[1].role, Role::CSAT);
        }
    }

    #[test]
    fn the_whole_beside_its_parts_is_no_average_of_others() {
        let (given, tenths) = (column(&[("1", 5), ("5", 15)]), column(&[("4.6", 11), ("4", 9)]));
        for (headers, kept) in [
            (&["评分", "位置", "卫生"][..], true),
            (&["评分", "位置"], false),
            (&["综合评分", "位置"], true),
            (&["Overall rating", "Staff rating"], true),
            (&["Rating", "Location", "Service"], true),
            (&["店铺评分", "位置", "卫生"], false),
            (&["店铺综合评分", "位置", "卫生"], false),
            // Beside those that somebody gave of the whole.
            (&["综合评分", "用户评分"], false),
            (&["Overall rating", "Your rating"], false),
            (&["评分", "位置", "卫生", "整体满意度"], false),
            (&["Overall rating"], true),
        ] {
            let owned: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
            let mut facts = vec![given.clone(); headers.len()];
            facts[0] = tenths.clone();
            let mut drafts: Vec<Draft> = headers.iter().map(|_| score()).collect();
            averages(&owned, &facts, &mut drafts);
            assert_eq!(drafts[0].role == Role::CSAT, kept, "{headers:?}");
        }
    }
}
