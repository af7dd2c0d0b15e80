//! Fields that divide touchpoints further: each of their values is at one touchpoint only, so that
//! they tell what is rated or complained of, and not who does.

use super::group_ids::Group;

/// Whether a field is one: `is_at` tells whether one of so many touchpoints has anything of the
/// group of this number.
pub(super) fn is_nested(
    field: &str,
    groups: &[Group],
    touchpoints: usize,
    is_at: impl Fn(usize, usize) -> bool,
) -> bool {
    let mut known: Vec<usize> = Vec::new();
    for group in groups.iter().filter(|group| group.field == field) {
        let mut at = (0..touchpoints).filter(|at| is_at(*at, group.id));
        let first = at.next();
        if at.next().is_some() {
            return false;
        }
        known.extend(first);
    }
    known.iter().any(|at| Some(at) != known.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_each_at_one_touchpoint_divide_touchpoints() {
        let group = |id: usize, value: &str| Group {
            id,
            field: "Issue".to_owned(),
            value: value.to_owned(),
        };
        let groups = [group(0, "late"), group(1, "rude")];
        let told =
            |at: &[(usize, usize)]| is_nested("Issue", &groups, 3, |t, g| at.contains(&(t, g)));
        assert!(told(&[(0, 0), (2, 1)]));
        assert!(!told(&[(0, 0), (0, 1)]), "all at one");
        assert!(!told(&[(0, 0), (1, 0), (2, 1)]), "one at two");
        assert!(!told(&[]));
        assert!(!is_nested("Shop", &groups, 3, |_, _| true));
    }
}
