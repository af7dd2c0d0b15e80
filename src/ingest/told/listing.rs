//! Lists of names in messages.

use crate::gate::visible::shortened_inside;

/// Names for a message, not endlessly many.
pub(crate) fn listing(names: &[String]) -> String {
    const MOST: usize = 40;
    let mut list: Vec<String> =
        names.iter().take(MOST).map(|n| shortened_inside(n, 60).into_owned()).collect();
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
}
