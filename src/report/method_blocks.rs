//! How a report was made: what the reports on waves, segments and themes say of it alike.

use super::document::{Block, Term, Text, Tone, word};
use super::summary::Account;

/// What became of every row, line by line.
pub(super) fn rows(account: &Account) -> Vec<(Text, u64, Tone)> {
    vec![
        (word("compare.account.read"), account.rows_read, Tone::Plain),
        (word("compare.account.scored"), account.rows_scored, Tone::Part),
        (word("compare.account.without"), account.rows_without_comment, Tone::Part),
        (word("compare.account.rejected"), account.rows_rejected, Tone::Part),
    ]
}

/// What the terms of a kind of report mean, by their keys.
pub(super) fn terms<'a>(kind: &str, keys: &[&str]) -> Block<'a> {
    let term = |key: &&str| Term {
        name: word(format!("{kind}.method.{key}.name")),
        text: word(format!("{kind}.method.{key}.text")),
        value: None,
        tint: None,
    };
    Block::Terms(keys.iter().map(term).collect())
}
