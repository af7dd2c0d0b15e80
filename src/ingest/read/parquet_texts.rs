//! The texts of a Parquet file as bytes. The reader ends a file at the first text that is not
//! UTF-8, and does not find its way after it; where it takes texts for bytes, a broken one costs its
//! row as in other formats.

use std::sync::Arc;

use ::parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Kind};
use ::parquet::schema::types::{SchemaDescPtr, SchemaDescriptor, Type, TypePtr};

/// A schema whose texts are bytes; `None` where there is none like that. Texts in maps, and in
/// lists of groups, stay texts: the reader writes those in its own words.
pub(super) fn as_bytes(schema: &Type) -> Option<SchemaDescPtr> {
    let root = Type::group_type_builder(schema.name()).with_fields(all(schema)?).build().ok()?;
    Some(Arc::new(SchemaDescriptor::new(Arc::new(root))))
}

/// The fields of a group, their texts as bytes.
fn all(group: &Type) -> Option<Vec<TypePtr>> {
    group.get_fields().iter().map(of).collect()
}

fn of(field: &TypePtr) -> Option<TypePtr> {
    let info = field.get_basic_info();
    if field.is_group() {
        let marked =
            info.logical_type_ref().is_some() || info.converted_type() != ConvertedType::NONE;
        return match marked && !is_list_of_values(field) {
            true => Some(Arc::clone(field)),
            false => group(field),
        };
    }
    // Only where one of these marks stands the reader makes a text of it.
    let text = [ConvertedType::UTF8, ConvertedType::ENUM, ConvertedType::JSON];
    if field.get_physical_type() != Kind::BYTE_ARRAY || !text.contains(&info.converted_type()) {
        return Some(Arc::clone(field));
    }
    let bytes = Type::primitive_type_builder(field.name(), Kind::BYTE_ARRAY)
        .with_repetition(info.repetition())
        .with_id(info.has_id().then(|| info.id()));
    bytes.build().ok().map(Arc::new)
}

fn group(field: &Type) -> Option<TypePtr> {
    let info = field.get_basic_info();
    let group = Type::group_type_builder(field.name())
        .with_repetition(info.repetition())
        .with_converted_type(info.converted_type())
        .with_logical_type(info.logical_type_ref().cloned())
        .with_id(info.has_id().then(|| info.id()))
        .with_fields(all(field)?);
    group.build().ok().map(Arc::new)
}

/// Whether a marked group is a list whose elements are no groups, in one of the two ways in which
/// lists are written.
fn is_list_of_values(field: &Type) -> bool {
    let info = field.get_basic_info();
    let list = info.converted_type() == ConvertedType::LIST
        || matches!(info.logical_type_ref(), Some(LogicalType::List));
    let [repeated] = field.get_fields() else { return false };
    if !list || repeated.get_basic_info().repetition() != Repetition::REPEATED {
        return false;
    }
    if repeated.is_primitive() {
        return true;
    }
    // Under these names a group of one field is an element itself.
    let name = repeated.name();
    let element = name == "array" || name.ends_with("_tuple");
    !element && matches!(repeated.get_fields(), [only] if only.is_primitive())
}

#[cfg(test)]
mod tests {
    use ::parquet::schema::parser::parse_message_type;

    use super::*;

    /// The leaves of a schema that are texts, as it is written and as bytes.
    fn texts(fields: &str) -> [Vec<String>; 2] {
        let schema = parse_message_type(&format!("message m {{ {fields} }}")).unwrap();
        let bytes = as_bytes(&schema).unwrap();
        let written = SchemaDescriptor::new(Arc::new(schema));
        let text = |schema: &SchemaDescriptor| {
            let columns = schema.columns().iter();
            let marked = columns.filter(|c| c.converted_type() == ConvertedType::UTF8);
            marked.map(|column| column.path().string()).collect()
        };
        let levels = |schema: &SchemaDescriptor| {
            let columns = schema.columns().iter();
            let level = columns.map(|c| (c.max_def_level(), c.max_rep_level(), c.physical_type()));
            level.collect::<Vec<_>>()
        };
        assert_eq!(levels(&written), levels(&bytes), "{fields}");
        [text(&written), text(&bytes)]
    }

    #[test]
    fn texts_are_bytes_unless_they_stand_in_maps_or_in_groups_of_lists() {
        let list = |inner: &str| format!("optional group a (LIST) {{ repeated group {inner} }}");
        for (fields, kept) in [
            ("optional binary a (UTF8); required int64 n;".to_owned(), false),
            ("optional group a { required binary b (UTF8); optional int32 c; }".to_owned(), false),
            ("repeated binary a (UTF8);".to_owned(), false),
            (list("list { optional binary element (UTF8); }"), false),
            ("optional group a (LIST) { repeated binary element (UTF8); }".to_owned(), false),
            (list("list { optional binary b (UTF8); optional int32 c; }"), true),
            (list("array { optional binary b (UTF8); }"), true),
            (list("a_tuple { optional binary b (UTF8); }"), true),
            (list("list { optional group element { optional binary b (UTF8); } }"), true),
            (
                "optional group a (MAP) { repeated group key_value { required binary key (UTF8); \
                 optional int32 value; } }"
                    .to_owned(),
                true,
            ),
        ] {
            let [written, bytes] = texts(&fields);
            assert_eq!(written.len(), 1, "{fields}");
            assert_eq!(!bytes.is_empty(), kept, "{fields}");
        }
    }
}
