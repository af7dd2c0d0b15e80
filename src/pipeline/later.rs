//! Comment columns that were written later than the scores beside them were given: 追评 of a buyer
//! who comes back when it broke.

use crate::feedback::Asked;
use crate::ingest::{ColumnMapping, Evidence, Mapping, Role};

/// What is in the names of such columns.
const LATER: [&str; 9] = [
    "追评",
    "追加评价",
    "追加评论",
    "后续评价",
    "再次评价",
    "follow-up review",
    "follow up review",
    "additional review",
    "updated review",
];

/// Says so of the comment columns of which nothing else is said.
pub(super) fn tell(mapping: &mut Mapping) {
    let open = |column: &&mut ColumnMapping| column.role == Role::Comment && column.asks.is_none();
    for column in mapping.columns.iter_mut().filter(open) {
        let name = column.name.to_lowercase().replace('_', " ");
        if LATER.iter().any(|word| name.contains(*word)) {
            column.asks = Some(Asked::Later);
            column.evidence.push(Evidence::AsksFor(Asked::Later));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_later_is_known_by_the_name_of_its_column() {
        let of = |name: &str, role, asks| {
            let mut mapping = Mapping::default();
            mapping.columns.push(ColumnMapping { asks, ..ColumnMapping::new(name, role) });
            tell(&mut mapping);
            mapping.columns[0].asks
        };
        let later = Some(Asked::Later);
        assert_eq!(of("追评内容", Role::Comment, None), later);
        assert_eq!(of("Follow_Up_Review", Role::Comment, None), later);
        assert_eq!(of("追评时间", Role::Time, None), None);
        assert_eq!(of("评价内容", Role::Comment, None), None);
        assert_eq!(of("追评", Role::Comment, Some(Asked::Anything)), Some(Asked::Anything));
    }
}
