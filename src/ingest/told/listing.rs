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
