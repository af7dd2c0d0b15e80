//! Many tests at once: the more correlations a report prints, the more of
//! them look significant by chance.

/// Benjamini-Hochberg q of every p, in the order given (Benjamini and
/// Hochberg 1995, as adjusted p: the smallest false discovery rate at which
/// the test is rejected). `None` if any p is not in [0, 1].
pub fn benjamini_hochberg(p: &[f64]) -> Option<Vec<f64>> {
    if p.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return None;
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let mut q = vec![1.0; p.len()];
    let mut smallest = 1.0_f64;
    for (rank, &index) in order.iter().enumerate().rev() {
        // The factor first: it is exactly 1 at the end, so that q is never below p.
        let factor = p.len() as f64 / (rank + 1) as f64;
        smallest = smallest.min(p[index] * factor);
        q[index] = smallest;
    }
    Some(q)
}

/// Holm's adjusted p of every p, in the order given (Holm, Scandinavian Journal of
/// Statistics 6, 1979): calling those at most .05 significant calls anything so by chance
/// in at most 5 % of reports, which is what a first page promises. `None` if any p is not
/// in [0, 1].
pub fn holm(p: &[f64]) -> Option<Vec<f64>> {
    if p.iter().any(|p| !(0.0..=1.0).contains(p)) {
        return None;
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let mut adjusted = vec![1.0; p.len()];
    let mut largest = 0.0_f64;
    for (rank, &index) in order.iter().enumerate() {
        largest = largest.max((p[index] * (p.len() - rank) as f64).min(1.0));
        adjusted[index] = largest;
    }
    Some(adjusted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holm_goes_down_step_by_step() {
        // As R's p.adjust(c(.01, .04, .03, .005), "holm").
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]).unwrap();
        let expected = [0.03, 0.06, 0.06, 0.02];
        assert!(adjusted.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{adjusted:?}");
        assert_eq!((holm(&[]), holm(&[1.1])), (Some(vec![]), None));
    }

    #[test]
    fn no_test_no_q_and_nonsense_is_refused() {
        assert_eq!(benjamini_hochberg(&[]), Some(vec![]));
        assert_eq!(benjamini_hochberg(&[0.1, f64::NAN]), None);
        assert_eq!(benjamini_hochberg(&[-0.1]), None);
    }

    #[test]
    fn q_keeps_the_order_given() {
        assert_eq!(benjamini_hochberg(&[0.04, 0.01]), Some(vec![0.04, 0.02]));
    }

    #[test]
    fn a_p_of_one_is_one() {
        assert_eq!((holm(&[1.0]), benjamini_hochberg(&[1.0])), (Some(vec![1.0]), Some(vec![1.0])));
    }
}
