//! Text that is not judged, among all columns of a file: what customers said parts no groups of
//! them, and where nothing is judged the text that differs most is told however short it is.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::comment_role::{asks_openly, asks_why};
use crate::ingest::columns::draft::Draft;
use crate::ingest::columns::facts::{is_code, is_text};
use crate::ingest::columns::persons::are_persons;
use crate::ingest::columns::role_words;
use crate::ingest::columns::whom;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;

/// Different texts from which they may be what customers wrote.
const FEWEST: u64 = 5;

/// Share of the answers that differ where each was written by itself.
const DIFFERENT: f64 = 0.8;

/// Leaves out as fields the columns that are told as text: who gives a reason for a low score is no
/// group that has one. A `Reason` of a few words may be one of a visit.
pub(super) fn drop_fields(names: &[ColumnName], drafts: &mut [Draft]) {
    for (name, draft) in names.iter().zip(drafts) {
        let told = draft.warnings.iter().any(|told| matches!(told, Warning::TextNotUsed { .. }));
        let asked = asks_openly(name).is_some() || asks_why(name);
        let text = asked || name.find(role_words::COMMENT).is_none();
        if draft.role == Role::Segment && told && text {
            let warnings = std::mem::take(&mut draft.warnings);
            *draft = Draft { warnings, ..Draft::ignore(Evidence::NoMeaning) };
        }
    }
}

/// Tells of the text that differs most where no column holds comments.
pub(super) fn tell_shortest(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    if drafts.iter().any(|draft| draft.role == Role::Comment) {
        return;
    }
    let idle = |draft: &Draft| {
        let unknown = draft.evidence.first() == Some(&Evidence::NoMeaning);
        draft.role == Role::Ignore && unknown && draft.warnings.is_empty()
    };
    let named = |name: &ColumnName| {
        let person = whom::respondent(name).or_else(|| whom::contact(name));
        let field = || name.find(role_words::SEGMENT);
        person.or_else(field).or_else(|| name.closes(role_words::ENTITLING)).is_some()
    };
    let written = |at: &usize| {
        let (facts, name) = (&facts[*at], &names[*at]);
        let varied = facts.distinct >= FEWEST && facts.distinct_share() >= DIFFERENT;
        varied && is_text(facts) && !is_code(facts) && !are_persons(facts) && !named(name)
    };
    let texts = (0..drafts.len()).filter(|at| idle(&drafts[*at])).filter(written);
    if let Some(at) = texts.max_by_key(|at| (facts[*at].distinct, usize::MAX - at)) {
        drafts[at].warnings.push(Warning::TextNotUsed { columns: vec![headers[at].clone()] });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::made_table::{Table, table};

    #[test]
    fn what_is_told_as_text_is_no_field() {
        for (header, told, wanted) in [
            ("Why?", true, Role::Ignore),
            ("您为什么这样评价", true, Role::Ignore),
            ("Wave", true, Role::Ignore),
            ("Wave", false, Role::Segment),
            ("Reason", true, Role::Segment),
            ("投诉原因", true, Role::Segment),
        ] {
            let text = Warning::TextNotUsed { columns: vec![header.to_owned()] };
            let mut draft = Draft::new(Role::Segment, 1, Evidence::NoMeaning);
            draft.warnings.extend(told.then_some(text));
            let mut drafts = [draft];
            drop_fields(&[ColumnName::new(header)], &mut drafts);
            assert_eq!(drafts[0].role, wanted, "{header}");
            assert_eq!(drafts[0].warnings.len(), usize::from(told), "{header}");
        }
    }

    #[test]
    fn short_texts_are_told_where_nothing_is_judged() {
        let short: &[&str] = &["挺好", "太慢了", "一般般吧", "还会再来", "没人管"];
        let alike: &[&str] = &["挺好", "太慢了", "一般般吧", "还会再来", "没人管", "挺好", "挺好"];
        let people: &[&str] = &["周敏秋", "郑文雅", "冯晓东", "王姐", "小刘"];
        for (header, cells, other, wanted) in [
            ("其他", short, Role::CSAT, true),
            ("其他", short, Role::Comment, false),
            ("其他", &short[..4], Role::CSAT, false),
            ("其他", alike, Role::CSAT, false),
            ("其他", people, Role::CSAT, false),
            ("门店", short, Role::CSAT, false),
            ("客户名称", short, Role::CSAT, false),
        ] {
            let columns = [(header, Role::Ignore, cells), ("打分", other, &["5"][..])];
            let Table { headers, names, facts, mut drafts } = table(&columns);
            drafts[0].evidence = vec![Evidence::NoMeaning];
            tell_shortest(&headers, &names, &facts, &mut drafts);
            let text = Warning::TextNotUsed { columns: vec![header.to_owned()] };
            let told = if wanted { vec![text] } else { Vec::new() };
            assert_eq!(drafts[0].warnings, told, "{header} {cells:?} {other:?}");
        }
    }
}
