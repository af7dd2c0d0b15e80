//! Names that somebody may have meant.

/// Names that are told.
const TOLD: usize = 6;

/// Of `known`, the names most like `found` first, in one line; how many more there are at its
/// end.
pub fn nearest<'n>(found: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let plain = |name: &str| name.trim().to_lowercase();
    let wanted = plain(found);
    let mut names: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| {
            let own = plain(name);
            let within = !own.is_empty() && (own.contains(&wanted) || wanted.contains(&own));
            let alike = strsim::normalized_damerau_levenshtein(&wanted, &own);
            (alike + f64::from(u8::from(within)), name)
        })
        .collect();
    names.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    names.dedup_by(|a, b| a.1 == b.1);
    let more = names.len().saturating_sub(TOLD);
    let told: Vec<&str> = names.iter().take(TOLD).map(|(_, name)| *name).collect();
    let told = told.join(", ");
    if more > 0 { format!("{told} … (+{more})") } else { told }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_come_first() {
        let known = ["包装", "物流配送", "客服咨询", "搜索浏览"];
        assert!(nearest("物流", known).starts_with("物流配送, "));
        assert!(nearest("Check in", ["Room", "Check-in"]).starts_with("Check-in"));
        let many: Vec<String> = (0..9).map(|i| format!("shop {i}")).collect();
        let told = nearest("shop 7", many.iter().map(String::as_str));
        assert!(told.starts_with("shop 7, ") && told.ends_with("… (+3)"), "{told}");
        assert_eq!(nearest("x", []), "");
    }
}
