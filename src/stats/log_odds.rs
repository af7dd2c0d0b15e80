//! Which categories a body of mentions has more of than another.
//!
//! Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn, Political
//! Analysis 16, 2008): each category gets pseudo-counts in proportion to its share of both
//! bodies, so that what was hardly ever mentioned does not lead the list by chance. With
//! counts y, pseudo-counts a, totals n and A,
//!
//! ```text
//! δ = ln (y₂ + a) / (n₂ + A − y₂ − a) − ln (y₁ + a) / (n₁ + A − y₁ − a)
//! z = δ / √(1 / (y₂ + a) + 1 / (y₁ + a))
//! ```

use super::distribution::normal_two_sided;

/// One category, the second body against the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogOdds {
    /// Log-odds ratio, above 0 where the second body has more of it.
    pub delta: f64,
    /// The ratio over its standard error.
    pub z: f64,
    /// Two-sided p.
    pub p: f64,
}

/// Log-odds of every category; `counts` are those of the first and the second body, and
/// `effect` is how many times their variance is that of independent mentions (at least 1).
/// `None` where either body is empty or there are fewer than two categories.
pub fn log_odds(counts: &[[u64; 2]], effect: f64) -> Option<Vec<LogOdds>> {
    let total = |side: usize| counts.iter().map(|count| count[side] as f64).sum::<f64>();
    let n = [total(0), total(1)];
    let used = counts.iter().filter(|count| count[0] + count[1] > 0).count();
    if n[0] <= 0.0 || n[1] <= 0.0 || used < 2 {
        return None;
    }
    // One pseudo-count a category that occurs, divided by how often it does.
    let prior = used as f64;
    let one = |count: &[u64; 2]| {
        let a = prior * (count[0] + count[1]) as f64 / (n[0] + n[1]);
        let y = [count[0] as f64 + a, count[1] as f64 + a];
        let odds = |side: usize| (y[side] / (n[side] + prior - y[side])).ln();
        let delta = odds(1) - odds(0);
        let z = delta / ((1.0 / y[0] + 1.0 / y[1]) * effect.max(1.0)).sqrt();
        if a <= 0.0 || !z.is_finite() {
            return LogOdds { delta: 0.0, z: 0.0, p: 1.0 };
        }
        LogOdds { delta, z, p: normal_two_sided(z) }
    };
    Some(counts.iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_that_of_the_formula() {
        // y = 10 and 30 of 100 and 100, a = 2 × 40 / 200 = 0.4, A = 2.
        let found = log_odds(&[[10, 30], [90, 70]], 1.0).unwrap();
        let odds = |y: f64| (y / (102.0 - y)).ln();
        let delta = odds(30.4) - odds(10.4);
        assert!((found[0].delta - delta).abs() < 1e-12);
        assert!((found[0].z - delta / (1.0_f64 / 30.4 + 1.0 / 10.4).sqrt()).abs() < 1e-12);
        assert!((found[1].delta + delta).abs() < 1e-12, "of two, one is the other's mirror");
        let wider = log_odds(&[[10, 30], [90, 70]], 4.0).unwrap();
        assert!((wider[0].z * 2.0 - found[0].z).abs() < 1e-12);
    }

    #[test]
    fn what_hardly_occurs_does_not_lead() {
        let found = log_odds(&[[0, 1], [40, 80], [960, 919]], 1.0).unwrap();
        assert!(found[1].z > 3.0 && found[0].z < 1.5, "{found:?}");
        assert_eq!(log_odds(&[[0, 1], [0, 4]], 1.0), None);
        assert_eq!(log_odds(&[[3, 1], [0, 0]], 1.0), None);
        assert_eq!(log_odds(&[[3, 1], [0, 0], [2, 2]], 1.0).unwrap()[1].p, 1.0);
    }

    #[test]
    fn an_empty_body_on_either_side_has_no_odds() {
        assert_eq!(log_odds(&[[1, 0], [4, 0]], 1.0), None);
        assert_eq!(log_odds(&[[0, 1], [0, 4]], 1.0), None);
    }
}
