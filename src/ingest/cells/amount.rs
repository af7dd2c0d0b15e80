//! Amounts of money and of things: `¥1,234.50`, `1234.5元`, `-20`, `（20.00）`, `1.2万`.

use super::number::plain_number;

/// What stands before or behind an amount and says in what it is.
const CURRENCIES: [&str; 16] = [
    "CNY",
    "RMB",
    "USD",
    "EUR",
    "GBP",
    "HKD",
    "JPY",
    "元",
    "￥",
    "¥",
    "$",
    "€",
    "£",
    "人民币",
    "圆",
    "块",
];

/// The amount in a cell; `None` for anything else.
pub(crate) fn amount(cell: &str) -> Option<f64> {
    let cell: String = cell.trim().chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let cell = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(&cell);
    let cell = cell.strip_prefix('\'').unwrap_or(cell);
    let (cell, turned) = match cell.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        // As accountants write what goes out.
        Some(inner) => (inner, -1.0),
        None => (cell, 1.0),
    };
    let (cell, sign) = sign(cell);
    let bare = without_currency(cell);
    let (cell, inner) = if bare == cell { (cell, 1.0) } else { self::sign(bare) };
    let (digits, times) = match cell.strip_suffix('万').or_else(|| cell.strip_suffix('w')) {
        Some(digits) => (digits, 10_000.0),
        None => (cell, 1.0),
    };
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(w, r)| (w, Some(r)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = groups.clone().count() > 0;
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = all_digits(first)
        && groups.all(|group| group.len() == 3 && all_digits(group))
        && (!grouped || (1..=3).contains(&first.len()))
        && rest.is_none_or(all_digits)
        && (!first.is_empty() || rest.is_some_and(|rest| !rest.is_empty()));
    if !fits {
        return None;
    }
    let value: f64 = digits.replace(',', "").parse().ok()?;
    Some(turned * sign * inner * value * times).filter(|value| value.is_finite())
}

/// Whether a text is a number, with a unit or without, with commas or without.
pub(super) fn is_amount(text: &str, units: &[&str]) -> bool {
    let text = text.trim();
    let bare = units.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text);
    plain_number(&bare.trim_end().replace(',', "")).is_some()
}

/// Digits and signs of full width as those of half width.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '−' | '–' => '-',
        c => c,
    }
}

fn sign(cell: &str) -> (&str, f64) {
    match cell.strip_prefix('-') {
        Some(rest) => (rest, -1.0),
        None => (cell.strip_prefix('+').unwrap_or(cell), 1.0),
    }
}

fn without_currency(cell: &str) -> &str {
    let before = CURRENCIES.iter().find_map(|sign| cell.strip_prefix(sign)).unwrap_or(cell);
    CURRENCIES.iter().find_map(|sign| before.strip_suffix(sign)).unwrap_or(before)
}

#[cfg(test)]
mod tests {
    use super::amount;

    #[test]
    fn amounts_as_they_are_written() {
        for (cell, value) in [
            ("12", 12.0),
            ("1234.50", 1234.5),
            ("¥1,234.50", 1234.5),
            ("￥ 99", 99.0),
            ("1,234,567", 1_234_567.0),
            ("123,456", 123_456.0),
            ("(-20)", 20.0),
            ("20元", 20.0),
            ("USD 7.5", 7.5),
            ("-3", -3.0),
            ("$-3", -3.0),
            ("-$3.25", -3.25),
            ("(20.00)", -20.0),
            ("（20）", -20.0),
            ("1.2万", 12_000.0),
            ("１２．５", 12.5),
            ("=\"15\"", 15.0),
            (".5", 0.5),
        ] {
            assert_eq!(amount(cell), Some(value), "{cell}");
        }
        for cell in [
            "", "-", ".", "abc", "1.234,50", "12,34", "1,2345", "1234,567", ",234", "1e5", "5/6",
            "--2",
        ] {
            assert_eq!(amount(cell), None, "{cell}");
        }
    }
}
