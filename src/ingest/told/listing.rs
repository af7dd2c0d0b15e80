//! Lists of names in messages.

use crate::gate::visible::shortened_inside;

/// Longest name in a list, in characters.
const LONGEST: usize = 60;

/// A name without what brackets add at its end (1 = strongly disagree, 5 = strongly agree) where
/// it is too long with it.
fn without_addition(name: &str) -> &str {
    let closed = name.trim_end().ends_with([')', '）']);
    let plain = name.rfind(['(', '（']).map(|at| name[..at].trim_end());
    let long = closed && name.chars().count() > LONGEST;
    plain.filter(|plain| long && !plain.is_empty()).unwrap_or(name)
}

/// Names for a message, not endlessly many.
pub(crate) fn listing(names: &[String]) -> String {
    const MOST: usize = 40;
    let short = |name: &String| shortened_inside(without_addition(name), LONGEST).into_owned();
    let mut list: Vec<String> = names.iter().take(MOST).map(short).collect();
    if names.len() > MOST {
        list.push(format!("… (+{})", names.len() - MOST));
    }
    list.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_names_are_listed_and_the_others_counted() {
        let names: Vec<String> = (1..=42).map(|n| format!("n{n}")).collect();
        assert_eq!(listing(&names[..2]), "n1, n2");
        assert!(listing(&names[..40]).ends_with("n39, n40"));
        assert!(listing(&names[..41]).ends_with("n40, … (+1)"));
        assert!(listing(&names).ends_with("n40, … (+2)"));
    }

    #[test]
    fn long_statements_are_named_without_the_points_of_their_scale() {
        let said = "Q1. The module was well organised";
        let named = |added: &str| listing(&[format!("{said}{added}")]);
        assert_eq!(named(" (1 = strongly disagree, 5 = strongly agree)"), said);
        assert_eq!(named("（1 = strongly disagree, 5 = strongly agree）"), said);
        assert_eq!(named(" (1-5)"), format!("{said} (1-5)"));
    }
}
