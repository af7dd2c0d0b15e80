//! Tables in JSON that are no list of objects, as data frames are written: an object of columns,
//! each a list or an object by row; a list of columns beside one of rows; objects by their key.

use serde_json::{Map, Value};

/// Objects within objects in which they are looked for.
const DEPTH: usize = 3;

/// Fewest rows of such a table.
const FEWEST: usize = 3;

/// The rows of the table that an object is or holds.
pub(crate) fn rows_of(object: &Map<String, Value>) -> Option<Vec<Value>> {
    rows_within(object, DEPTH)
}

fn rows_within(object: &Map<String, Value>, depth: usize) -> Option<Vec<Value>> {
    let own = split(object).or_else(|| lists(object)).or_else(|| by_key(object));
    own.filter(|rows| rows.len() >= FEWEST).or_else(|| {
        let mut within = object.values().filter_map(Value::as_object);
        (depth > 1).then(|| within.find_map(|inner| rows_within(inner, depth - 1))).flatten()
    })
}

fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

/// `{"columns": ["a", "b"], "data": [[1, 2], [3, 4]]}`
fn split(object: &Map<String, Value>) -> Option<Vec<Value>> {
    let names = object.get("columns")?.as_array()?;
    let names: Vec<&str> = names.iter().map_while(Value::as_str).collect();
    let rows = ["data", "rows", "values"].iter().find_map(|key| object.get(*key)?.as_array())?;
    let row = |row: &Value| -> Option<Value> {
        let cells = row.as_array().filter(|cells| cells.len() == names.len())?;
        let named = names.iter().map(|name| (*name).to_owned()).zip(cells.iter().cloned());
        Some(Value::Object(named.collect()))
    };
    rows.iter().map(row).collect()
}

/// `{"a": [1, 3], "b": [2, 4]}`
fn lists(object: &Map<String, Value>) -> Option<Vec<Value>> {
    let columns: Option<Vec<(&String, &Vec<Value>)>> =
        object.iter().map(|(key, value)| Some((key, value.as_array()?))).collect();
    let columns = columns.filter(|columns| columns.len() > 1)?;
    let n = columns[0].1.len();
    let even = columns.iter().all(|(_, cells)| cells.len() == n && cells.iter().all(is_plain));
    let row = |at: usize| {
        let cells = columns.iter().map(|(key, cells)| ((*key).clone(), cells[at].clone()));
        Value::Object(cells.collect())
    };
    even.then(|| (0..n).map(row).collect())
}

/// `{"a": {"0": 1, "1": 3}, "b": {"0": 2, "1": 4}}`, or the other way round, by row.
fn by_key(object: &Map<String, Value>) -> Option<Vec<Value>> {
    let members: Option<Vec<(&String, &Map<String, Value>)>> =
        object.iter().map(|(key, value)| Some((key, value.as_object()?))).collect();
    let members = members.filter(|members| members.len() > 1)?;
    let first = members[0].1;
    if first.len() < 2 {
        return None;
    }
    let number = |key: &String| key.parse::<u64>().is_ok();
    let same = members.iter().all(|(_, m)| m.len() == first.len() && m.keys().eq(first.keys()));
    let plain = members.iter().all(|(_, member)| member.values().all(is_plain));
    let named = !members.iter().all(|(key, _)| number(key));
    let columns = named && (first.keys().all(number) || first.len() > members.len());
    if same && plain && columns {
        let row = |key: &String| {
            let cells = members.iter().map(|(name, cells)| ((*name).clone(), cells[key].clone()));
            Value::Object(cells.collect())
        };
        return Some(first.keys().map(row).collect());
    }
    // Rows may lack a field, but are alike.
    let alike = |member: &Map<String, Value>| {
        let shared = member.keys().filter(|key| first.contains_key(*key)).count();
        2 * shared >= member.len().max(first.len())
    };
    let rows = members.len() >= FEWEST && members.iter().all(|(_, member)| alike(member));
    rows.then(|| members.iter().map(|(_, member)| Value::Object((*member).clone())).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rows(value: &Value) -> Option<Value> {
        rows_of(value.as_object().unwrap()).map(Value::Array)
    }

    #[test]
    fn data_frames_are_read_in_every_way_they_are_written() {
        let wanted = json!([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}, {"a": 3, "b": null}]);
        for frame in [
            json!({"columns": ["a", "b"], "index": [0, 1, 2], "data": [[1, "x"], [2, "y"], [3, null]]}),
            json!({"a": [1, 2, 3], "b": ["x", "y", null]}),
            json!({"a": {"0": 1, "1": 2, "2": 3}, "b": {"0": "x", "1": "y", "2": null}}),
            json!({"a": {"R1": 1, "R2": 2, "R3": 3}, "b": {"R1": "x", "R2": "y", "R3": null}}),
            json!({"0": {"a": 1, "b": "x"}, "1": {"a": 2, "b": "y"}, "2": {"a": 3, "b": null}}),
            json!({"R1": {"a": 1, "b": "x"}, "R2": {"a": 2, "b": "y"}, "R3": {"a": 3, "b": null}}),
            json!({"code": 0, "data": {"a": [1, 2, 3], "b": ["x", "y", null]}}),
        ] {
            assert_eq!(rows(&frame).as_ref(), Some(&wanted), "{frame}");
        }
        let lacking = json!({"R1": {"a": 1, "b": 2}, "R2": {"a": 3}, "R3": {"a": 4, "b": 5}});
        assert_eq!(rows(&lacking), Some(json!([{"a": 1, "b": 2}, {"a": 3}, {"a": 4, "b": 5}])));
    }

    #[test]
    fn one_row_is_no_such_table() {
        for object in [
            json!({"id": 1, "comment": "fine", "tags": ["a", "b", "c"]}),
            json!({"customer": {"id": 1, "name": "x"}, "order": {"no": 2, "sum": 3}, "a": 1}),
            json!({"a": {"id": 1, "name": "x"}, "b": {"no": 2, "sum": 3}, "c": {"x": 1, "y": 2}}),
            json!({"a": [1, 2], "b": ["x", "y"]}),
            json!({"a": [1, 2, 3], "b": ["x", "y"]}),
            json!({"a": [1, 2, 3]}),
            json!({"columns": ["a", "b"], "data": [[1, 2], [3, 4], [5]]}),
        ] {
            assert_eq!(rows(&object), None, "{object}");
        }
    }
}
