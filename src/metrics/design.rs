//! The design effect: by how much answers that are like each other, or weights fitted to margins,
//! make a mean less or more sure. Apart from the answers: what is counted without them, such as
//! comments, has one too.

/// Design effect: how many times the variance of a mean is that of as many independent
/// answers. Above 1 where the same people answer several times and are like themselves
/// (Kish, Survey Sampling, 1965).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Design(f64);

impl Default for Design {
    fn default() -> Design {
        Design::NONE
    }
}

impl Design {
    /// Of independent answers.
    pub const NONE: Design = Design(1.0);

    /// From an effect; anything below 1, and what is no number, counts as 1.
    pub fn new(effect: f64) -> Design {
        Design(if effect > 1.0 && effect.is_finite() { effect } else { 1.0 })
    }

    /// The effect: at least 1, but for weights fitted to margins.
    pub fn effect(self) -> f64 {
        self.0
    }

    /// With a variance so many times as large, where weights are fitted to margins that
    /// explain a part of what was answered. A factor that is no number above 0 leaves it; one of
    /// next to nothing counts as a hundredth.
    pub fn times(self, factor: f64) -> Design {
        let sure = 0.01;
        Design(if factor.is_finite() && factor > 0.0 { self.0 * factor.max(sure) } else { self.0 })
    }

    /// Whether there is one.
    pub fn matters(self) -> bool {
        self.0 != 1.0
    }

    /// The larger of two.
    pub(super) fn or(self, other: Design) -> Design {
        Design(self.0.max(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn design_effects_are_kept_within_reason() {
        for (effect, kept) in
            [(1.0, 1.0), (1.05, 1.05), (0.5, 1.0), (f64::NAN, 1.0), (f64::INFINITY, 1.0)]
        {
            assert_eq!(Design::new(effect).effect(), kept, "{effect}");
        }
        let two = Design::new(2.0);
        for (factor, effect) in [
            (0.5, 1.0),
            (0.05, 0.1),
            (0.01, 0.02),
            (0.001, 0.02),
            (0.0, 2.0),
            (-1.0, 2.0),
            (f64::NAN, 2.0),
            (f64::INFINITY, 2.0),
        ] {
            assert_eq!(two.times(factor).effect(), effect, "{factor}");
        }
    }
}
