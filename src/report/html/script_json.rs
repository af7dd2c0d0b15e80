//! JSON that may stand inside a `<script>` element: no comment or name can
//! close the element or start another one.

/// `value` as JSON in which `<`, `>`, `&`, U+2028 and U+2029 are written as
/// escapes. They occur in strings only, so the JSON means the same.
pub(super) fn script_json(value: &serde_json::Value) -> String {
    let json = value.to_string();
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            character => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cannot_leave_its_script_element() {
        let value = serde_json::json!({ "a": "</script><!-- & \u{2028}\u{2029} 好" });
        let json = script_json(&value);
        for forbidden in ['<', '>', '&', '\u{2028}', '\u{2029}'] {
            assert!(!json.contains(forbidden), "{forbidden:?} in {json}");
        }
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap(), value);
    }
}
