//! What the columns are called that this program adds to a table, so that it knows its own
//! outputs again.

/// Where a comment stands, in `comments.csv`.
pub(crate) const FILE: &str = "file";
/// Its row there.
pub(crate) const ROW: &str = "row";
/// What it says of the aspects.
pub(crate) const OPINIONS: &str = "opinions";
/// Where it stands among others, as a list of numbers; its opinion units; and where these stand.
pub(crate) const EMBEDDED: [&str; 3] = ["embedding", "opinion_units", "unit_embeddings"];
/// What is found in the whole comment, in the order of the outputs.
pub(crate) const FOUND: [&str; 10] = [
    "lang",
    "label",
    "sentiment",
    "p_negative",
    "p_neutral",
    "p_positive",
    "p_mixed",
    "stars",
    "emotion",
    "effort",
];

/// The prefix of a name that the input has already.
pub(crate) const PREFIX: &str = "xinsheng_";

/// A name without the prefix.
fn plain(header: &str) -> &str {
    header.strip_prefix(PREFIX).unwrap_or(header)
}

/// Whether a column of an earlier run's output is what that run has added.
pub(crate) fn is_added(header: &str) -> bool {
    let name = plain(header);
    let single = [FILE, ROW, OPINIONS].contains(&name);
    single || EMBEDDED.contains(&name) || FOUND.contains(&name)
}

/// Whether a file is what an earlier run has written.
pub(crate) fn is_own_output(headers: &[String]) -> bool {
    let there = |name: &str| headers.iter().any(|header| plain(header) == name);
    ["sentiment", "p_negative", "p_neutral", "p_positive"].into_iter().all(there)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_of_an_earlier_run_are_known_by_what_it_added() {
        let added = ["file", "row", "opinions", "embedding", "stars", "xinsheng_sentiment"];
        assert!(added.into_iter().all(is_added));
        assert!(!["comment", "files", "prefix_sentiment"].into_iter().any(is_added));
        let own = |headers: &[&str]| {
            let headers: Vec<String> = headers.iter().map(|name| (*name).to_owned()).collect();
            is_own_output(&headers)
        };
        assert!(own(&["text", "sentiment", "p_negative", "xinsheng_p_neutral", "p_positive"]));
        assert!(!own(&["text", "sentiment", "p_negative", "p_neutral"]));
    }
}
