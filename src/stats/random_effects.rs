//! Effects of several places put together, which differ by more than chance.
//!
//! Each place has an effect and a sampling variance. Places also move for reasons of their
//! own; how much, τ², is told from how far their effects lie apart beyond sampling (DerSimonian
//! and Laird, Controlled Clinical Trials 7, 1986), within one group of places or pooled over
//! several. The mean of a group weighs a place by 1 / (variance + τ²).

/// An effect and its sampling variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Its value.
    pub value: f64,
    /// Variance by sampling alone, above 0.
    pub variance: f64,
}

/// τ² of several groups of places, each about a mean of its own; 0 where no group has two.
pub fn between(groups: &[&[Effect]]) -> f64 {
    let (mut q, mut df, mut scale) = (0.0, 0.0, 0.0);
    for group in groups.iter().filter(|group| group.len() > 1) {
        let weight = |effect: &Effect| 1.0 / effect.variance;
        let total: f64 = group.iter().map(weight).sum();
        let mean = group.iter().map(|e| weight(e) * e.value).sum::<f64>() / total;
        q += group.iter().map(|e| weight(e) * (e.value - mean).powi(2)).sum::<f64>();
        df += group.len() as f64 - 1.0;
        scale += total - group.iter().map(|e| weight(e).powi(2)).sum::<f64>() / total;
    }
    if scale > 0.0 { ((q - df) / scale).max(0.0) } else { 0.0 }
}

/// The mean effect of a group and its variance; `None` of no places.
pub fn pooled(group: &[Effect], between: f64) -> Option<Effect> {
    let weight = |effect: &Effect| 1.0 / (effect.variance + between);
    let total: f64 = group.iter().map(weight).sum();
    let mean = group.iter().map(|e| weight(e) * e.value).sum::<f64>() / total;
    (total > 0.0 && total.is_finite()).then_some(Effect { value: mean, variance: 1.0 / total })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effects(of: &[(f64, f64)]) -> Vec<Effect> {
        of.iter().map(|&(value, variance)| Effect { value, variance }).collect()
    }

    #[test]
    fn tau_is_that_of_dersimonian_and_laird() {
        // Equal variances: τ² = s² − v.
        let group = effects(&[(1.0, 0.5), (3.0, 0.5), (5.0, 0.5)]);
        assert!((between(&[&group]) - 3.5).abs() < 1e-12);
        let alike = effects(&[(1.0, 0.5), (1.1, 0.5)]);
        assert_eq!(between(&[&alike]), 0.0);
        let pooled = pooled(&group, 3.5).unwrap();
        assert!((pooled.value - 3.0).abs() < 1e-12 && (pooled.variance - 4.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn groups_have_means_of_their_own() {
        let (a, b) = (effects(&[(1.0, 0.5), (3.0, 0.5)]), effects(&[(11.0, 0.5), (13.0, 0.5)]));
        assert!((between(&[&a, &b]) - 1.5).abs() < 1e-12);
        assert_eq!(between(&[&a[..1], &b[..1]]), 0.0);
        assert_eq!(super::pooled(&[], 0.0), None);
    }
}
