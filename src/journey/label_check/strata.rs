//! Which comments are drawn together: those that the engine takes for the same, at the same
//! touchpoint where that is asked for.

use std::collections::HashMap;
use std::sync::Arc;

use crate::sentiment::labelled::Reading;

/// Strata of comments, numbered as they come.
#[derive(Debug, Clone, Default)]
pub struct Strata {
    by_touchpoint: bool,
    touchpoints: HashMap<Option<Arc<str>>, usize>,
}

impl Strata {
    /// By what the engine takes a comment for, and its touchpoint if `by_touchpoint`.
    pub fn new(by_touchpoint: bool) -> Strata {
        Strata { by_touchpoint, touchpoints: HashMap::new() }
    }

    /// Whether touchpoints are apart.
    pub fn by_touchpoint(&self) -> bool {
        self.by_touchpoint
    }

    /// The number of a comment's stratum: those of a touchpoint stand together, from the worst
    /// class to the best.
    pub fn of(&mut self, reading: Reading, touchpoint: Option<&Arc<str>>) -> usize {
        if !self.by_touchpoint {
            return reading as usize;
        }
        let next = self.touchpoints.len();
        let place = *self.touchpoints.entry(touchpoint.cloned()).or_insert(next);
        place * Reading::ALL.len() + reading as usize
    }
}

/// How many comments to read of each stratum so that `n` are read in all: more where there are
/// more and where the engine is less sure (Neyman, Journal of the Royal Statistical Society 97,
/// 1934), and some everywhere. `doubt` is the variance that the engine expects of what it says.
pub fn allocation(sizes: &[u64], doubt: &[f64], n: u64) -> Vec<u64> {
    /// Least doubt: engines are surer than they should be.
    const LEAST: f64 = 0.0625;
    /// Comments of a stratum that are read in any case, where there is room.
    const FEWEST: u64 = 12;
    let filled = sizes.iter().filter(|size| **size > 0).count() as u64;
    let least = FEWEST.min(n / filled.max(1));
    let wanted = |at: usize| sizes[at] as f64 * doubt[at].max(LEAST).sqrt();
    let mut read: Vec<u64> = sizes.iter().map(|size| least.min(*size)).collect();
    // One at a time to where a further one helps most; the first of equals.
    let given: u64 = read.iter().sum();
    for _ in given..n.min(sizes.iter().sum()) {
        let open = (0..sizes.len()).filter(|&at| read[at] < sizes[at]);
        let gain = |at: &usize| wanted(*at) / (read[*at] as f64 + 0.5);
        let best = open.reduce(|best, at| if gain(&at) > gain(&best) { at } else { best });
        let Some(best) = best else { break };
        read[best] += 1;
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stratum_is_read_and_large_ones_more() {
        let read = allocation(&[1_000, 5, 0, 3_000], &[0.25, 0.25, 0.0, 0.25], 100);
        assert_eq!(read, [24, 5, 0, 71]);
        assert_eq!(allocation(&[3, 4], &[0.1, 0.1], 50), [3, 4]);
        assert_eq!(allocation(&[0, 0], &[0.1, 0.1], 50), [0, 0]);
        let unsure = allocation(&[1_000, 1_000], &[0.0, 0.25], 99);
        assert_eq!(unsure, [33, 66]);
    }

    #[test]
    fn strata_of_a_touchpoint_stand_together() {
        let mut strata = Strata::new(true);
        let (shop, web): (Arc<str>, Arc<str>) = ("shop".into(), "web".into());
        assert_eq!(strata.of(Reading::Positive, Some(&shop)), 3);
        assert_eq!(strata.of(Reading::Negative, Some(&web)), 4);
        assert_eq!(strata.of(Reading::Negative, Some(&shop)), 0);
        assert_eq!(strata.of(Reading::Mixed, None), 9);
        assert_eq!(Strata::new(false).of(Reading::Mixed, Some(&web)), 1);
    }
}
