//! What people write about beyond the aspects, found in both waves together.

use super::change::{Change, Measured, Subject};
use super::wave::Wave;
use crate::stats::Estimate;
use crate::stats::interval::wilson_share;

/// A theme of both waves, and how many comments of each speak of it. Themes are found without
/// regard to the waves, so that their shares can be tested.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeCount {
    /// What it is called, in the words of the comments.
    pub name: String,
    /// The words that are said in it more than elsewhere.
    pub words: Vec<String>,
    /// Comments of either wave that were looked at.
    pub comments: [u64; 2],
    /// Of these, those that speak of it.
    pub mentions: [u64; 2],
    /// Of these, those that speak of it negatively.
    pub negative: [u64; 2],
}

/// Shares of the comments that complain of, and that speak of, each theme.
pub(super) fn shares(waves: [&Wave<'_>; 2], themes: &[ThemeCount], at_least: u64) -> Vec<Change> {
    let mut changes = Vec::new();
    for theme in themes {
        let measures =
            [(Measured::Complaints, theme.negative), (Measured::Mentions, theme.mentions)];
        for (measure, counts) in measures.into_iter().filter(|(_, n)| n[0] + n[1] >= at_least) {
            let share = |side: usize| -> Option<Estimate> {
                let n = theme.comments[side];
                let worth = n as f64 / waves[side].basis.comment_effect.max(1.0);
                let share = counts[side] as f64 / n as f64;
                (n >= at_least.max(1)).then(|| wilson_share(share.min(1.0), worth)).flatten()
            };
            let (theme_name, words) = (theme.name.clone(), theme.words.clone());
            let subject = Subject::Theme { theme: theme_name, words };
            changes.push(Change::new(subject, measure, [share(0), share(1)], theme.comments));
        }
    }
    changes
}
