//! Titles that customers wrote above their comments: where there is none a title is the comment,
//! else it is not judged, and both are told.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::{is_code, is_text};
use crate::ingest::columns::role_words;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Different titles below which they are hardly what customers wrote.
const FEWEST: u64 = 5;

fn is_title(name: &ColumnName) -> bool {
    name.find(role_words::TITLES).is_some() && name.find(role_words::ENTITLED).is_none()
}

/// Whether the titles are what something is called that customers bought or attended.
pub(super) fn names_goods(name: &ColumnName) -> bool {
    name.find(role_words::TITLES).is_some() && name.find(role_words::ENTITLED).is_some()
}

/// Whether the titles are words of customers: few come twice.
pub(super) fn is_written_title(name: &ColumnName, facts: &ColumnProfile) -> bool {
    let varied = facts.distinct >= FEWEST && facts.distinct_share() >= 0.5;
    is_title(name) && varied && is_text(facts) && !is_code(facts) && facts.mean_width() >= 6.0
}

/// Beside comments they are words of customers however short they are and however often they come
/// (闪退, 不错): some people write nothing else.
pub(super) fn titles_beside_comments(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    if !drafts.iter().any(|draft| draft.role == Role::Comment) {
        return;
    }
    for (at, draft) in drafts.iter_mut().enumerate() {
        let idle = matches!(draft.evidence.first(), Some(Evidence::Technical(_)));
        let written = is_text(&facts[at]) && !is_code(&facts[at]) && facts[at].distinct >= FEWEST;
        if idle && draft.warnings.is_empty() && is_title(&names[at]) && written {
            draft.evidence[0] = Evidence::Title;
            draft.warnings.push(Warning::TextNotUsed { columns: vec![headers[at].clone()] });
        }
    }
}

/// The title of a review says in short what its body does, and is all there is where that is
/// empty. What a ticket is about is no review of how it was dealt with.
pub(super) fn titles_for_bodies(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
    rows: u64,
) {
    let of_role = |role: Role| -> Vec<usize> {
        (0..drafts.len()).filter(|at| drafts[*at].role == role).collect()
    };
    let [body] = of_role(Role::Comment)[..] else { return };
    let written = |at: &usize| {
        let title = drafts[*at].evidence.first() == Some(&Evidence::Title);
        title && names[*at].find(role_words::SUBJECTS).is_none()
    };
    let Some(title) = of_role(Role::Ignore).into_iter().find(written) else { return };
    let of_review = [&names[body], &names[title]];
    let of_review = of_review.iter().any(|name| name.find(role_words::BODIES).is_some());
    if !of_review || facts[body].filled >= rows || !drafts[body].also.is_empty() {
        return;
    }
    let (column, title_of) = (headers[body].clone(), headers[title].clone());
    drafts[title].warnings.retain(|told| !matches!(told, Warning::TextNotUsed { .. }));
    drafts[body].also = vec![title_of.clone()];
    drafts[body].warnings.push(Warning::TitleForBody { column, title: title_of });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_of_a_review_without_a_body_is_the_comment() {
        let written = ["Never again", "Not what it was", "Love it", "So so", "Back for more"];
        for (headers, rows, told) in [
            (["title", "body"], 6, true),
            (["Title", "Review"], 6, true),
            (["Review title", "Comment"], 6, true),
            (["评论标题", "评论内容"], 6, true),
            // No body is empty.
            (["title", "body"], 5, false),
            (["Title", "Comment"], 6, false),
            (["Subject", "Review"], 6, false),
            (["Ticket title", "Review"], 6, false),
        ] {
            let mut facts = [ColumnProfile::default(), ColumnProfile::default()];
            facts.iter_mut().for_each(|facts| written.iter().for_each(|cell| facts.see(cell)));
            let names = headers.map(ColumnName::new);
            let headers = headers.map(str::to_owned);
            let unused = Warning::TextNotUsed { columns: vec![headers[0].clone()] };
            let title = Draft::ignore(Evidence::Title).warned(unused.clone());
            let comment = Draft::new(Role::Comment, 3, Evidence::Named("review"));
            let mut drafts = [title, comment];
            titles_for_bodies(&headers, &names, &facts, &mut drafts, rows);
            let [title, comment] = drafts;
            let [column, of] = [headers[1].clone(), headers[0].clone()];
            let (also, warning) = match told {
                true => (vec![of.clone()], Warning::TitleForBody { column, title: of }),
                false => (Vec::new(), unused),
            };
            assert_eq!(comment.also, also, "{headers:?} {rows}");
            assert_eq!([title.warnings, comment.warnings].concat(), [warning], "{headers:?}");
        }
    }

    #[test]
    fn titles_beside_comments_are_told_however_short_they_are() {
        let short = ["卡死", "很好用", "挺好", "广告多", "crash"];
        let few = ["卡死", "很好用", "挺好", "广告多"];
        let codes = ["Mr", "Mrs", "Ms", "Dr", "Prof"];
        let numbers = ["1", "2", "3", "4", "5"];
        for (header, cells, other, told) in [
            ("标题", &short[..], Role::Comment, true),
            ("评论标题", &short, Role::Comment, true),
            ("标题", &few, Role::Comment, false),
            ("Title", &codes, Role::Comment, false),
            ("标题", &numbers, Role::Comment, false),
            ("商品标题", &short, Role::Comment, false),
            ("序号", &short, Role::Comment, false),
            ("标题", &short, Role::Segment, false),
        ] {
            let mut facts = [ColumnProfile::default(), ColumnProfile::default()];
            // Each comes ten times.
            (0..10).for_each(|_| cells.iter().for_each(|cell| facts[0].see(cell)));
            let headers = [header.to_owned(), "内容".to_owned()];
            let names = [ColumnName::new(header), ColumnName::new("内容")];
            let draft = |role: Role| Draft::new(role, 1, Evidence::Technical("标题"));
            let mut drafts = [draft(Role::Ignore), draft(other)];
            titles_beside_comments(&headers, &names, &facts, &mut drafts);
            let text = Warning::TextNotUsed { columns: vec![header.to_owned()] };
            let wanted = if told { vec![text] } else { Vec::new() };
            assert_eq!(drafts[0].warnings, wanted, "{header}: {cells:?}");
            assert_eq!(drafts[0].evidence[0] == Evidence::Title, told, "{header}: {cells:?}");
            assert!(drafts[1].warnings.is_empty());
        }
    }

    #[test]
    fn a_title_that_is_told_already_is_told_once() {
        let mut facts = vec![ColumnProfile::default(); 2];
        ["a b", "b c", "c d", "d e", "e f"].iter().for_each(|cell| facts[0].see(cell));
        let names = ["Title", "Comment"].map(ColumnName::new);
        let headers = ["Title", "Comment"].map(str::to_owned);
        let told = || Warning::TextNotUsed { columns: vec!["Title".to_owned()] };
        let title = Draft::ignore(Evidence::Technical("title")).warned(told());
        let comment = Draft::new(Role::Comment, 3, Evidence::Named("comment"));
        let mut drafts = [title, comment];
        titles_beside_comments(&headers, &names, &facts, &mut drafts);
        assert_eq!(drafts[0].warnings, [told()]);
    }
}
