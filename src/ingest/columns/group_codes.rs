//! Groups that have numbers for names: lines, depots and wards; and names with a number before
//! them, `1 - Minor`, 2、下单, `2026-H1`.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::cells::number;
use crate::ingest::columns::asked_of::asked_of;
use crate::ingest::columns::facts::{is_text, names_a_score};
use crate::ingest::columns::label_degree::behind_unit;
use crate::ingest::columns::role_words;
use crate::ingest::columns::words::ColumnName;

/// Most groups that have numbers for names.
const MOST: u64 = 30;
/// Answers from which a number is one of them.
const OFTEN: u64 = 5;
/// Longest name of such a column, in characters, where it does not say that it names groups.
const LONGEST: usize = 16;
/// Numbers from which they look like marks.
const ENOUGH_POINTS: u64 = 20;

/// Whether the values are words, names with a number before them among these.
pub(super) fn is_words(facts: &ColumnProfile) -> bool {
    is_text(facts) || are_numbered(facts)
}

/// Whether the values are few, come again and again and are short texts: groups of respondents, or
/// choices of theirs.
pub(super) fn is_category(facts: &ColumnProfile) -> bool {
    let answers = facts.answers();
    let repeated = if answers >= 50 {
        facts.distinct <= 300 && facts.distinct_share() <= 0.3
    } else {
        facts.distinct <= 12 && facts.distinct < answers
    };
    repeated && is_words(facts) && facts.mean_width() <= 60.0
}

/// Whether nearly all cells hold a number and a name.
pub(super) fn are_numbered(facts: &ColumnProfile) -> bool {
    if facts.many_values || facts.values.len() < 2 || facts.numeric == 0 {
        return false;
    }
    let named = facts.values.iter().filter(|(cell, _)| is_numbered(cell));
    named.map(|(_, n)| n).sum::<u64>() * 20 >= facts.answers() * 19
}

/// Whether a cell that is read as a number is a name with a number before it, and no amount of
/// anything: `5 Stars: great` counts stars.
fn is_numbered(cell: &str) -> bool {
    let cell = cell.trim();
    let begins = cell.starts_with(char::is_numeric);
    let number = begins && number::number(cell).is_some() && number::out_of(cell).is_none();
    let rest = cell.trim_start_matches(|c: char| c.is_numeric() || c == '.');
    number && behind_unit(rest.trim_start()).is_none() && rest.contains(char::is_alphabetic)
}

/// Whether whole numbers, or these and short codes beside them, can be names of groups: a few that
/// come again and again.
pub(super) fn are_codes(facts: &ColumnProfile) -> bool {
    if facts.many_values || facts.values.len() < 2 || facts.distinct > MOST {
        return false;
    }
    let often = facts.values.iter().filter(|(cell, n)| is_code(cell) && **n >= OFTEN);
    let numbers = facts.values.keys().filter(|cell| whole(cell).is_some()).count();
    let known: u64 = often.map(|(_, n)| n).sum();
    known * 20 >= facts.answers() * 19 && numbers > 1 && facts.min >= 1.0
}

fn whole(cell: &str) -> Option<f64> {
    number::plain_number(cell).filter(|value| value.fract() == 0.0)
}

/// 14, `N3`, `14A`.
fn is_code(cell: &str) -> bool {
    let short = cell.len() <= 6 && cell.bytes().all(|b| b.is_ascii_alphanumeric());
    whole(cell).is_some() || short && cell.contains(|c: char| c.is_ascii_digit())
}

/// How surely a column of numbers names groups: 2 where its name says so, 1 where nothing speaks
/// against it.
pub(super) fn names_groups(header: &str, name: &ColumnName, facts: &ColumnProfile) -> Option<u32> {
    if !are_codes(facts) || name.is_sentence() || measures(name) || names_a_score(name) {
        return None;
    }
    let staff = name.find(role_words::STAFF).is_some();
    if name.find(role_words::CODED).is_some() && !staff {
        return Some(2);
    }
    let short = header.chars().count() <= LONGEST && says_something(header);
    let other = [role_words::TIME, role_words::PERIOD, role_words::YEAR, role_words::STAFF];
    let rated = name.is_one(role_words::PARTS).is_some() || asked_of(name).is_some();
    let rated = rated || name.find(role_words::NUMBERED).is_some();
    let of_else = rated || other.iter().any(|list| name.find(list).is_some());
    let numbers = are_marks(facts) || are_counts(facts) || are_points(facts);
    let plain = !numbers && counted_up(facts);
    (short && !of_else && plain).then_some(1)
}

/// Whether numbers under a name that says nothing of groups are told as left out.
pub(super) fn may_name_groups(name: &ColumnName, facts: &ColumnProfile) -> bool {
    let few = (2..=2 * MOST).contains(&facts.distinct) && facts.answers() >= OFTEN * facts.distinct;
    let whole = facts.numeric == facts.integers && facts.numeric == facts.answers();
    let of_time = [role_words::TIME, role_words::PERIOD, role_words::YEAR];
    let timed = of_time.iter().any(|list| name.find(list).is_some());
    let named = !facts.many_values && !timed && !measures(name) && !name.is_sentence();
    few && whole && named && counted_up(facts)
}

/// Whether a name counts or measures something: 评价图片数, but not 满意分数; `Nights`, but not
/// “The nights were quiet and cool”.
pub(super) fn counts(name: &ColumnName) -> bool {
    let number = name.closes(&["数"]).is_some() && name.closes(&["分数", "指数"]).is_none();
    let unit = name.find(role_words::COUNTED).is_some() && !name.is_sentence();
    let asked = name.find(role_words::HOW_MANY).is_some();
    number || unit || asked || name.find(role_words::COUNTS).is_some()
}

fn measures(name: &ColumnName) -> bool {
    let technical = name.find(role_words::IGNORED).is_some();
    technical || counts(name) || name.find(role_words::QUANTITIES).is_some()
}

/// Whether numbers may be given out one after the other: of those up to 10 that do not begin with 1
/// are rather marks, of which nobody gave the lowest.
fn counted_up(facts: &ColumnProfile) -> bool {
    facts.min <= 1.0 || facts.max > 10.0
}

/// Whether a name has a word: `Q7` and `v12` have none.
fn says_something(header: &str) -> bool {
    let wide = crate::characters::is_han;
    let word = header.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word.len() > 2);
    word || header.contains(wide)
}

/// Whether the numbers look like those of a score: four points at least, to the end of a usual
/// scale.
pub(super) fn are_marks(facts: &ColumnProfile) -> bool {
    let usual = facts.min <= 2.0 && [5.0, 6.0, 7.0, 10.0].contains(&facts.max);
    usual && facts.numbers.len() >= 4 && facts.numeric >= ENOUGH_POINTS
}

/// Whether the numbers are all of 1 to a last one, from 4 to 10: marks of some scale, counts or
/// groups, which nothing but a name tells apart.
fn are_points(facts: &ColumnProfile) -> bool {
    let mut points = (1..).zip(facts.numbers.keys());
    let unbroken = points.all(|(nth, key): (i64, _)| *key == nth * 100);
    let alone = facts.numeric == facts.answers();
    alone && unbroken && (4..=10).contains(&facts.numbers.len())
}

/// Whether the numbers come the more seldom the greater they are, the greatest at most half as often
/// as the least, as those of visits and of children do.
fn are_counts(facts: &ColumnProfile) -> bool {
    let often: Vec<u64> = facts.numbers.values().copied().collect();
    let falls = often.windows(2).all(|pair| pair[0] >= pair[1]);
    let (first, last) = (often.first(), often.last());
    often.len() > 3 && falls && first.zip(last).is_some_and(|(first, last)| *first >= 2 * last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::column;

    /// A column of these values, so often each.
    fn each(values: &[&str], n: u64) -> ColumnProfile {
        column(&values.iter().map(|value| (*value, n)).collect::<Vec<_>>())
    }

    #[test]
    fn a_name_with_a_number_before_it_is_no_number() {
        for (cell, wanted) in [
            ("1 - Minor", true),
            ("2、下单", true),
            ("3. Use", true),
            ("3（配送）", true),
            ("2026-H1", true),
            ("14", false),
            ("5分", false),
            ("9分（满意）", false),
            ("5 Stars: great", false),
            ("4 out of 5 stars", false),
            ("star5", false),
            ("Five", false),
            ("80%", false),
            ("N3", false),
        ] {
            assert_eq!(is_numbered(cell), wanted, "{cell}");
        }
        for (named, bare, wanted) in [(19, 1, true), (18, 1, false)] {
            let facts = column(&[("1 - Minor", named - 1), ("2 - Grave", 1), ("3", bare)]);
            assert_eq!(are_numbered(&facts), wanted, "{named} of {}", named + bare);
            assert_eq!(is_words(&facts), wanted);
        }
        assert!(!are_numbered(&each(&["1 - Minor"], 9)), "one alone");
        assert!(is_words(&each(&["Minor", "Grave"], 9)));
    }

    #[test]
    fn codes_are_whole_numbers_that_come_again() {
        let lines: Vec<String> = (1..=31).map(|n| n.to_string()).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        for (facts, wanted) in [
            (each(&["1", "4", "14"], 5), true),
            (each(&["1", "4", "14"], 4), false),
            (column(&[("1", 50), ("4", 45), ("14", 4)]), true),
            (column(&[("1", 50), ("4", 45), ("14", 4), ("22", 2)]), false),
            (column(&[("1", 50), ("4", 40), ("N3", 10)]), true),
            (column(&[("1", 50), ("N2", 40), ("N3", 10)]), false),
            (each(&["0", "4", "14"], 9), false),
            (each(&["1.5", "4", "14"], 9), false),
            (each(&lines[..30], 5), true),
            (each(&lines, 5), false),
        ] {
            assert_eq!(are_codes(&facts), wanted, "{:?}", facts.values);
        }
    }

    #[test]
    fn codes_name_groups_unless_they_measure_something() {
        let codes = each(&["1", "4", "7", "14", "22"], 9);
        for (header, wanted) in [
            ("Line", Some(2)),
            ("Depot", Some(2)),
            ("Ward", Some(2)),
            ("Zone", Some(2)),
            ("District", Some(2)),
            ("窗口", Some(2)),
            ("线路", Some(2)),
            ("Sector", Some(1)),
            ("Sector number", None),
            ("Line number", Some(2)),
            ("Ticket", None),
            ("Order", None),
            ("Stay", None),
            ("Rooms booked", None),
            ("Bags", None),
            ("Dependants", None),
            ("Q7", None),
            ("v12", None),
            ("Spend", None),
            ("Waiting minutes", None),
            ("Age", None),
            ("Visits", None),
            ("Line rating", None),
            ("Cleanliness", None),
            ("Staff attitude", None),
            ("Total score", None),
            ("Agent", None),
            ("Desk agent", None),
            ("Days to close", None),
            ("Which gate did you use?", None),
            ("金额", None),
            ("等待分钟", None),
            ("购买次数", None),
        ] {
            let found = names_groups(header, &ColumnName::new(header), &codes);
            assert_eq!(found, wanted, "{header}");
        }
        let of_sector =
            |facts: &ColumnProfile| names_groups("Sector", &ColumnName::new("Sector"), facts);
        let marks = each(&["1", "2", "3", "5"], 5);
        let of = |header: &str, facts: &ColumnProfile| {
            names_groups(header, &ColumnName::new(header), facts)
        };
        assert_eq!([of("Gate", &marks), of("Sector", &marks)], [Some(2), None], "marks");
        let few = [["1", "2"], ["5", "6"], ["5", "11"]].map(|of| of_sector(&each(&of, 9)));
        assert_eq!(few, [Some(1), None, Some(1)], "marks of which few were given");
        let falling = column(&[("1", 40), ("2", 30), ("3", 20), ("8", 10)]);
        let other = column(&[("1", 40), ("2", 30), ("3", 20), ("8", 21)]);
        assert_eq!([of("Sector", &falling), of("Sector", &other)], [None, Some(1)], "counts");
        let lines: Vec<String> = (1..=11).map(|n| n.to_string()).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let runs = [3, 4, 9, 10, 11].map(|n| of_sector(&each(&lines[..n], 9)));
        assert_eq!(runs, [Some(1), None, None, None, Some(1)], "marks, counts or groups");
        let broken = each(&["1", "2", "4", "8", "9"], 9);
        let lettered = column(&[("1", 9), ("2", 9), ("3", 9), ("4", 9), ("N3", 9)]);
        assert_eq!([of_sector(&broken), of_sector(&lettered)], [Some(1); 2]);
        let run = each(&lines[..9], 9);
        assert_eq!(of("Ward", &run), Some(2), "by its name");
        let names = ["Pool", "Ticket", "Number"].map(ColumnName::new);
        assert!(names.iter().all(|name| may_name_groups(name, &run)), "told");
    }

    #[test]
    fn what_may_name_groups_is_told_where_it_is_left_out() {
        let codes = each(&["0", "1"], 5);
        for (header, wanted) in
            [("Member", true), ("Q7", true), ("Nights", false), ("Year", false), ("Spend", false)]
        {
            let found = may_name_groups(&ColumnName::new(header), &codes);
            assert_eq!(found, wanted, "{header}");
        }
        let name = ColumnName::new("Member");
        assert!(!may_name_groups(&name, &each(&["0", "1"], 4)));
        assert!(!may_name_groups(&name, &each(&["0.5", "1"], 5)));
    }
}
