//! Messages from their templates. A part in double brackets, `[[ (%{found})]]`, is said
//! only where there is something to fill it with; elsewhere a blank is named as one.

use rust_i18n::t;

/// The words of `key` in `locale` with the values of the names in `%{…}`.
pub(crate) fn worded(key: &str, locale: &str, values: &[(&str, &str)]) -> String {
    let template = t!(key, locale = locale);
    let mut said = String::with_capacity(template.len() + 64);
    let mut rest: &str = &template;
    while let Some((before, optional)) = rest.split_once("[[") {
        let (optional, after) = optional.split_once("]]").unwrap_or((optional, ""));
        said.push_str(&filled(before, locale, values));
        let blank = |(name, value): &(&str, &str)| {
            value.trim().is_empty() && optional.contains(&format!("%{{{name}}}"))
        };
        if !values.iter().any(blank) {
            said.push_str(&filled(optional, locale, values));
        }
        rest = after;
    }
    said + &filled(rest, locale, values)
}

/// Fills one part. What a value says is not looked at again, so that it cannot take
/// another's place.
fn filled(part: &str, locale: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(part.len() + 32);
    let mut rest = part;
    while let Some((before, name)) = rest.split_once("%{") {
        text.push_str(before);
        let (name, after) = name.split_once('}').unwrap_or((name, ""));
        let value = values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        match value.trim() {
            "" => text.push_str(&t!("ingest.place.blank", locale = locale)),
            _ => text.push_str(value),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_double_brackets_is_said_where_there_is_something_to_say() {
        let said = |found: &str| worded("ingest.error.binary.what", "en", &[("found", found)]);
        assert_eq!(said("PDF"), "this is binary data (PDF), not a table");
        assert_eq!(said(" "), "this is binary data, not a table");
    }
}
