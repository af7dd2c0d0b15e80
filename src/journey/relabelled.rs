//! Fields that are other names of the same groups: the number of a product and its title.
//!
//! Both would be told, and each would charge the tests of the other. Two fields are the same
//! where they divide the rows alike: numbered in the order in which they first come, their values
//! are the same sequence, of which a hash is kept. Of such fields the one in words stays.

use std::collections::HashMap;

/// Rows without a value, and those of who did not choose it.
const WITHOUT: u64 = 0;
const NOT_CHOSEN: u64 = 1;

/// How a field divides the rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Partition {
    values: usize,
    hash: u64,
}

impl Partition {
    /// Takes a row of a value, of which this is the number in the order in which they first come.
    pub(super) fn add(&mut self, number: usize) {
        self.values = self.values.max(number + 1);
        self.take(number as u64 + NOT_CHOSEN + 1);
    }

    /// Takes a row without a value.
    pub(super) fn without(&mut self) {
        self.take(WITHOUT);
    }

    /// Takes a row of one who did not choose it: of two choices one is chosen where the other is
    /// not, and yet they are not the same.
    pub(super) fn not_chosen(&mut self) {
        self.take(NOT_CHOSEN);
    }

    /// SplitMix64 of all before and this.
    fn take(&mut self, number: u64) {
        let mut z = (self.hash ^ number).wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        self.hash = z ^ (z >> 31);
    }
}

/// A field: its number, its name, its values and how it divides the rows.
type Field<'a> = (usize, &'a str, &'a [&'a str], &'a Partition);

/// The fields that are other names of another, each with that one, by their numbers.
pub(super) fn relabelled(fields: &[Field<'_>]) -> Vec<(usize, usize)> {
    let mut alike: HashMap<u64, Vec<&Field<'_>>> = HashMap::new();
    // Of one group nothing is told.
    for field in fields.iter().filter(|(.., partition)| partition.values > 1) {
        alike.entry(field.3.hash).or_default().push(field);
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for same in alike.into_values().filter(|same| same.len() > 1) {
        let kept = same
            .iter()
            .min_by_key(|(at, name, values, _)| (!is_worded(values), is_code(name), *at));
        let Some((kept, ..)) = kept else { continue };
        let others = same.iter().map(|(at, ..)| *at).filter(|at| at != kept);
        found.extend(others.map(|at| (at, *kept)));
    }
    found.sort_unstable();
    found
}

/// Whether values are words more than figures.
fn is_worded(values: &[&str]) -> bool {
    let count = |of: fn(char) -> bool| {
        values.iter().flat_map(|value| value.chars()).filter(|c| of(*c)).count()
    };
    count(char::is_alphabetic) > count(char::is_numeric)
}

/// Whether a name is that of a code.
fn is_code(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    let code = |word: &str| {
        matches!(word, "id" | "code" | "key" | "handle" | "slug" | "sku" | "number" | "no")
    };
    let zh = ["编号", "编码", "代码", "号码"];
    words.any(code) || zh.iter().any(|part| name.ends_with(*part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partition(rows: &[Option<usize>]) -> Partition {
        let mut partition = Partition::default();
        for row in rows {
            match row {
                Some(group) => partition.add(*group),
                None => partition.without(),
            }
        }
        partition
    }

    #[test]
    fn of_fields_that_divide_the_rows_alike_the_worded_one_stays() {
        let rows = [Some(0), Some(1), Some(0), None, Some(2)];
        let other = [Some(0), Some(1), Some(1), None, Some(2)];
        let [first, second, third] = [rows, rows, other].map(|rows| partition(&rows));
        let fields: [Field<'_>; 4] = [
            (0, "product_id", &["81", "82", "83"], &first),
            (1, "product_handle", &["day-cream", "spf", "balm"], &second),
            (2, "product_title", &["Day Cream", "SPF", "Balm"], &first),
            (3, "Region", &["North", "South", "West"], &third),
        ];
        assert_eq!(relabelled(&fields), [(0, 2), (1, 2)]);
        assert_eq!(relabelled(&fields[..2]), [(0, 1)]);
        assert!(relabelled(&fields[2..]).is_empty());
        let one = partition(&[Some(0), Some(0)]);
        let constant: [Field<'_>; 2] = [(0, "a", &["x"], &one), (1, "b", &["y"], &one)];
        assert!(relabelled(&constant).is_empty());
    }

    #[test]
    fn what_is_chosen_where_another_is_not_is_not_the_same() {
        let (mut web, mut shop) = (Partition::default(), Partition::default());
        for chosen in [true, false, true] {
            let (one, other) = if chosen { (&mut web, &mut shop) } else { (&mut shop, &mut web) };
            one.add(0);
            other.not_chosen();
        }
        assert!(web.hash != shop.hash);
    }
}
