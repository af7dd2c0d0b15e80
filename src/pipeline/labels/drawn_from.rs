//! What a sample was drawn from, as one cell of every row of it says: labels of another export,
//! or of strata that another engine made, would stand for nothing.

use std::fmt;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// What a sample was drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnFrom {
    /// Stands for all comments of the export, as they were written and in their order.
    pub fingerprint: u64,
    /// Model that judged them.
    pub model: String,
    /// Whether touchpoints were strata of their own.
    pub by_touchpoint: bool,
    /// Seed of the draw.
    pub seed: u64,
}

/// The fingerprint of what came `before` with one thing more; nothing came before the first, 0.
pub(in crate::pipeline) fn fingerprint(before: u64, more: &[u8]) -> u64 {
    xxh3_64_with_seed(more, before)
}

impl fmt::Display for DrawnFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let strata = if self.by_touchpoint { "label+touchpoint" } else { "label" };
        let DrawnFrom { fingerprint, model, seed, .. } = self;
        write!(f, "export={fingerprint:016x};model={model};strata={strata};seed={seed}")
    }
}

impl DrawnFrom {
    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<DrawnFrom> {
        let mut parts = text.trim().split(';').map(|part| part.split_once('='));
        let mut next = |key: &str| match parts.next() {
            Some(Some((found, value))) if found == key => Some(value),
            _ => None,
        };
        let fingerprint = u64::from_str_radix(next("export")?, 16).ok()?;
        let model = next("model")?.to_owned();
        let by_touchpoint = match next("strata")? {
            "label" => false,
            "label+touchpoint" => true,
            _ => return None,
        };
        Some(DrawnFrom { fingerprint, model, by_touchpoint, seed: next("seed")?.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for by_touchpoint in [false, true] {
            let model = "encoder-4".to_owned();
            let from = DrawnFrom { fingerprint: 0xab, model, by_touchpoint, seed: 7 };
            assert_eq!(DrawnFrom::parse(&from.to_string()), Some(from));
        }
        for other in ["", "export=1", "export=x;model=a;strata=label;seed=1", "a=b;c=d;e=f;g=h"] {
            assert_eq!(DrawnFrom::parse(other), None, "{other}");
        }
    }

    #[test]
    fn the_order_of_comments_counts() {
        let of = |comments: &[&str]| {
            comments.iter().fold(0, |before, text| fingerprint(before, text.as_bytes()))
        };
        assert_ne!(of(&["a", "b"]), of(&["b", "a"]));
        assert_ne!(of(&["ab"]), of(&["a", "b"]));
    }
}
