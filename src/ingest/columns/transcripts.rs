//! Comment columns that hold transcripts: of these what customers say is judged, which is told.

use crate::ingest::columns::profile::Profile;
use crate::ingest::mapping::Mapping;
use crate::ingest::role::Role;
use crate::ingest::told::warning::Warning;

/// Tells which comment columns hold transcripts, in place of what was told of it before.
pub(super) fn tell(headers: &[String], profile: &Profile, mapping: &mut Mapping) {
    mapping.warnings.retain(|warning| !matches!(warning, Warning::Transcripts { .. }));
    let holds = |name: &str| {
        let at = headers.iter().position(|header| header == name);
        at.and_then(|at| profile.columns.get(at)).is_some_and(|facts| facts.is_of_transcripts())
    };
    let comments = mapping.of_role(Role::Comment).filter(|column| holds(&column.name));
    let columns: Vec<String> = comments.map(|column| column.name.clone()).collect();
    if !columns.is_empty() {
        mapping.warnings.push(Warning::Transcripts { columns });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::cells::made::cells;
    use crate::ingest::mapping::ColumnMapping;

    #[test]
    fn comment_columns_of_which_most_cells_are_transcripts_are_told() {
        let said = "Agent: Hi\nCustomer: It broke";
        let headers = ["Chat".to_owned(), "Note".to_owned()];
        for (chats, role, told) in [
            (&[said, said, "It broke"][..], Role::Comment, true),
            (&[said, "It broke"], Role::Comment, false),
            (&[said, said], Role::Ignore, false),
        ] {
            let columns = vec![cells(chats, 1), cells(&["It broke"], 3)];
            let profile = Profile { columns, ..Profile::default() };
            let columns =
                vec![ColumnMapping::new("Chat", role), ColumnMapping::new("Note", Role::Comment)];
            let mut mapping = Mapping { columns, ..Mapping::default() };
            let wanted = Warning::Transcripts { columns: vec!["Chat".to_owned()] };
            for _ in 0..2 {
                tell(&headers, &profile, &mut mapping);
                let wanted = if told { vec![wanted.clone()] } else { Vec::new() };
                assert_eq!(mapping.warnings, wanted, "{chats:?} {role:?}");
            }
        }
    }
}
