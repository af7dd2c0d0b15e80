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

#[cfg(test)]
mod tests {
    use super::*;

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
}
