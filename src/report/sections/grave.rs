//! That some comments must be read one by one, of what kinds they are and where they stand. What they
//! say is not told: the page is shown in meetings.

use crate::report::document::{Text, count, phrase, plain, word};
use crate::report::summary::{GraveCount, GraveMatters};

/// Most kinds that are named.
const NAMED: usize = 4;

/// Comments of grave matters.
pub(super) fn grave(found: &GraveMatters) -> Text {
    let kind = |of: &GraveCount| {
        let name = word(format!("report.grave.{}", of.kind.as_str()));
        phrase("report.grave.kind", [("kind", name), ("n", count(of.comments))])
    };
    let mut kinds: Vec<Text> = found.kinds.iter().take(NAMED).map(kind).collect();
    if found.kinds.len() > NAMED {
        kinds.push(word("report.grave.others"));
    }
    let rows = found.rows.iter().map(|at| plain(format!("{}:{}", at.file, at.row))).collect();
    let key = match found.comments {
        1 => "report.grave.one",
        n if n > found.rows.len() as u64 => "report.grave.some",
        _ => "report.grave.all",
    };
    let places = [
        ("n", count(found.comments)),
        ("kinds", Text::Joined(kinds, "report.list_and")),
        ("rows", Text::Joined(rows, "report.list_and")),
    ];
    phrase(key, places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opinion::GraveKind;
    use crate::report::Lang;
    use crate::report::document::Words;
    use crate::report::summary::GraveRow;

    fn said(comments: u64, kinds: &[(GraveKind, u64)], rows: &[u64], lang: Lang) -> String {
        let kind =
            |(kind, comments): &(GraveKind, u64)| GraveCount { kind: *kind, comments: *comments };
        let found = GraveMatters {
            comments,
            kinds: kinds.iter().map(kind).collect(),
            rows: rows.iter().map(|row| GraveRow { file: "a.csv".to_owned(), row: *row }).collect(),
        };
        Words::new(lang).say(&grave(&found))
    }

    #[test]
    fn kinds_and_places_are_told_and_no_words_of_anybody() {
        use GraveKind::{Fire, Injury, Law, Shock, Theft};
        let kinds = [(Shock, 5), (Theft, 4)];
        let wanted = "9 comments speak of danger to people, theft or the law (electric shock 5, theft \
                      4): read them first (actions.csv; a.csv:7, a.csv:80, a.csv:90 and others).";
        assert_eq!(said(9, &kinds, &[7, 80, 90], Lang::En), wanted);
        let wanted = "有 9 条评论涉及人身安全、财物或违法（漏电触电 5、财物失窃 4）：请先逐条查看（actions.csv；a.csv:7、a.csv:80、a.csv:90 等）。";
        assert_eq!(said(9, &kinds, &[7, 80, 90], Lang::Zh), wanted);
        let one = said(1, &[(Injury, 1)], &[7], Lang::En);
        assert!(one.starts_with("1 comment speaks of") && one.ends_with("(actions.csv; a.csv:7)."));
        let two = said(2, &[(Law, 2)], &[7, 9], Lang::En);
        assert!(two.ends_with("(actions.csv; a.csv:7, a.csv:9)."), "{two}");
        let many = [(Shock, 5), (Theft, 4), (Law, 3), (Fire, 2), (Injury, 1)];
        let many = said(9, &many, &[7], Lang::En);
        assert!(many.contains("fire or smoke 2, other kinds)"), "{many}");
    }

    #[test]
    fn every_kind_has_a_name() {
        for kind in GraveKind::ALL {
            for lang in [Lang::En, Lang::Zh] {
                let said = said(2, &[(kind, 2)], &[], lang);
                assert!(!said.contains("report."), "{said}");
            }
        }
    }
}
