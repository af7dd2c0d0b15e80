//! Touchpoints of an export that hold praise alone, such as the category “Compliment” of a register
//! of complaints: that comments there are kind is what the category means, and nothing that works.

use std::sync::LazyLock;

use serde::Deserialize;

/// How such a touchpoint is called.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Praise {
    /// Words of a name.
    words: Vec<String>,
    /// Anywhere in a name.
    parts: Vec<String>,
    /// In a name that holds other things too.
    beside: Vec<String>,
}

static PRAISE: LazyLock<Praise> =
    LazyLock::new(|| match toml::from_str(include_str!("../../data/words/praise.toml")) {
        Ok(praise) => praise,
        Err(error) => unreachable!("praise.toml is part of the program: {error}"),
    });

/// Whether a touchpoint of this name holds praise alone.
pub(super) fn holds_praise(touchpoint: &str) -> bool {
    let name = touchpoint.to_lowercase();
    let any = |parts: &[String]| parts.iter().any(|part| name.contains(part.as_str()));
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    let named = words.any(|word| PRAISE.words.iter().any(|known| known == word));
    (named || any(&PRAISE.parts)) && !any(&PRAISE.beside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn praise_is_known_by_its_name() {
        for name in ["Compliment", "Staff - Compliments", "Thank you", "表扬与感谢"] {
            assert!(holds_praise(name), "{name}");
        }
        for name in
            ["Complaint", "Complaints and compliments", "Complimentary drinks", "表扬/投诉", "服务"]
        {
            assert!(!holds_praise(name), "{name}");
        }
    }
}
