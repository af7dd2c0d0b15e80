//! Comments that illustrate a finding.
//!
//! The most extreme comment is the most quotable and the least typical. So a
//! sample is taken by lot while the rows stream by, and at the end those of it
//! are shown that say what the others say.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use serde::Serialize;

use super::row::RowView;
use super::typical;
use crate::feedback::{PerScore, ScoreKind, SourceRow};
use crate::metrics::Band;
use crate::sentiment::Label;

/// A comment that illustrates a finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Verbatim {
    /// File name without its folder.
    pub file: String,
    /// Row as a spreadsheet shows it.
    pub row: u64,
    /// The comment.
    pub text: String,
    /// The part that is the evidence, as start and end in bytes of `text`.
    pub evidence: (usize, usize),
    /// Label of the whole comment.
    pub label: Label,
    /// Sentiment of the evidence in [−1, 1].
    pub sentiment: f64,
    /// The main score given with it, if any.
    pub score: Option<f64>,
}

/// Verbatims beside a finding.
pub const SHOWN: usize = 3;

/// Verbatims of a finding in the list that can be searched.
pub const LISTED: usize = 20;

/// No finding leads with the comment that one before it leads with, where it has another to show.
pub(super) fn lead_apart<'a>(findings: impl IntoIterator<Item = &'a mut Vec<Verbatim>>) {
    let mut led: HashSet<(String, u64)> = HashSet::new();
    for verbatims in findings {
        let place = |verbatim: &Verbatim| (verbatim.file.clone(), verbatim.row);
        let other = verbatims.iter().take(SHOWN).position(|v| !led.contains(&place(v)));
        if let Some(shown) = verbatims.get_mut(..=other.unwrap_or(0)) {
            shown.rotate_right(1);
        }
        led.extend(verbatims.first().map(place));
    }
}

/// Comments sampled per finding while rows stream by.
const SAMPLE: usize = 64;

/// Of these, comments that are unclear or not of a readable length. They are
/// quoted only where there is nothing better, and a long one takes room.
const POOR_SAMPLE: usize = 8;

/// Sentiment, of either sign, from which evidence is clear.
const CLEAR: f32 = 0.5;

/// Length, in characters, of a comment that says something and is still read.
const READABLE: std::ops::RangeInclusive<usize> = 8..=120;

/// Most bytes of a comment that is read at a glance: a hundred letters, or thirty characters of
/// Chinese.
const BRIEF: usize = 100;

/// Most bytes of a comment that are quoted; of a longer one the part around the
/// evidence. The comments file has all of it.
pub const MOST_QUOTED: usize = 6_000;

/// A comment that might be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer<'a> {
    pub(super) row: &'a RowView,
    /// Index of the comment's entry in the row.
    pub(super) entry: usize,
    pub(super) text: &'a str,
    /// Length of `text` in characters.
    pub(super) length: usize,
    /// Its [`wording`], once it has been asked for.
    pub(super) wording: &'a OnceCell<u64>,
    /// Label of the whole comment.
    pub(super) label: Label,
    pub(super) evidence: &'a Range<usize>,
    /// Sentiment of the evidence.
    pub(super) sentiment: f32,
    /// Whether the evidence, judged by itself, says the same.
    pub(super) borne_out: bool,
    /// Whether the comment speaks of nothing else.
    pub(super) alone: bool,
}

impl Offer<'_> {
    /// Whether it is not what one would quote first: a complaint of somebody whose scores are
    /// not low, praise with scores that are, or a long comment whose evidence is a word or a
    /// page.
    fn is_unlike(&self, unreadable: bool) -> bool {
        let stated = self.row.scores_beside(self.entry);
        let mut bands = stated.given().map(|(kind, score)| Band::of(kind.measure(), score));
        let meant = if self.sentiment < 0.0 { Band::Low } else { Band::High };
        let against = stated.given().next().is_some() && !bands.any(|band| band == meant);
        let said = || self.text.get(self.evidence.clone()).map_or(0, |said| said.chars().count());
        against || unreadable && !READABLE.contains(&said())
    }
}

/// Which comments stay in the sample: the smaller, the rather.
///
/// First clear comments of a readable length, of a longer one rather with evidence of a
/// readable length, and those whose scores do not speak against them, the brief ones that speak of
/// nothing else before the others; among these a hash of the wording decides, which is as good as a
/// lot but the same for any order of the rows and any cutting into batches. What else the rows hold
/// decides between equal wordings, and between equal rows the place in the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    unclear: bool,
    unreadable: bool,
    unlike: bool,
    broad: bool,
    wording: u64,
    content: u64,
    place: (SourceRow, usize),
}

impl Rank {
    fn is_poor(&self) -> bool {
        self.unclear || self.unreadable
    }
}

#[derive(Debug, Clone)]
struct Candidate {
    rank: Rank,
    text: String,
    label: Label,
    evidence: (usize, usize),
    sentiment: f32,
    /// The scores given with it.
    scores: PerScore<Option<f64>>,
}

/// A sample of the comments offered, best rank first, each wording once. Only
/// these are copied out of the stream.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidates(Vec<Candidate>);

impl Candidates {
    /// Keeps the comment if the lot falls on it.
    pub(super) fn offer(&mut self, offer: &Offer<'_>) {
        let unclear = offer.sentiment.is_nan() || offer.sentiment.abs() < CLEAR || !offer.borne_out;
        let unreadable = !READABLE.contains(&offer.length);
        let unlike = offer.is_unlike(unreadable);
        let broad = !offer.alone || offer.text.len() > BRIEF;
        let poor = |rank: &Rank| (rank.unclear, rank.unreadable, rank.unlike, rank.broad);
        let own = (unclear, unreadable, unlike, broad);
        let full = self.0.len() >= SAMPLE;
        let last = self.0.last().filter(|_| full);
        if last.is_some_and(|last| own > poor(&last.rank)) {
            return;
        }
        let wording = *offer.wording.get_or_init(|| wording(offer.text));
        if last.is_some_and(|last| (poor(&last.rank), last.rank.wording) < (own, wording)) {
            return;
        }
        let place = (offer.row.row.source, offer.entry);
        let content = offer.row.content;
        let rank = Rank { unclear, unreadable, unlike, broad, wording, content, place };
        if let Some(at) = self.room_for(&rank) {
            // A span that is not one of this text cannot be marked in it.
            let fits = offer.text.get(offer.evidence.clone()).is_some_and(|part| !part.is_empty());
            let span = if fits { offer.evidence.clone() } else { 0..offer.text.len() };
            let (text, evidence) = quoted(offer.text, span);
            let scores = offer.row.scores_beside(offer.entry);
            let candidate = Candidate {
                rank,
                text,
                label: offer.label,
                evidence: (evidence.start, evidence.end),
                sentiment: offer.sentiment,
                scores: scores.map(|_, score| score.map(|score| score.value)),
            };
            self.put(at, candidate);
        }
    }

    /// Adds the sample of `other`.
    pub(super) fn merge(&mut self, other: Candidates) {
        for candidate in other.0 {
            if let Some(at) = self.room_for(&candidate.rank) {
                self.put(at, candidate);
            }
        }
    }

    /// Where a comment of this rank belongs, the same wording of a worse rank
    /// thrown out; `None` where it is not to be kept.
    fn room_for(&mut self, rank: &Rank) -> Option<usize> {
        let at = self.0.partition_point(|c| c.rank < *rank);
        if at >= if rank.is_poor() { POOR_SAMPLE } else { SAMPLE } {
            return None;
        }
        if let Some(same) = self.0.iter().position(|c| c.rank.wording == rank.wording) {
            if self.0[same].rank <= *rank {
                return None;
            }
            self.0.remove(same);
        }
        Some(at)
    }

    fn put(&mut self, at: usize, candidate: Candidate) {
        self.0.insert(at, candidate);
        let clear = self.0.partition_point(|c| !c.rank.is_poor());
        self.0.truncate(clear.clamp(POOR_SAMPLE, SAMPLE));
    }

    /// The comments to show: up to [`SHOWN`] that stand for the others, the
    /// most typical first; see [`super::typical`].
    pub(super) fn verbatims(self, files: &[String], main: Option<ScoreKind>) -> Vec<Verbatim> {
        self.chosen(SHOWN, files, main)
    }

    /// The same, and up to [`LISTED`] in all that are read only by those who look for more.
    pub(super) fn listed(self, files: &[String], main: Option<ScoreKind>) -> Vec<Verbatim> {
        self.chosen(LISTED, files, main)
    }

    fn chosen(self, wanted: usize, files: &[String], main: Option<ScoreKind>) -> Vec<Verbatim> {
        let evidence: Vec<&str> = self.0.iter().map(Candidate::said).collect();
        let poor: Vec<bool> = self.0.iter().map(|c| c.rank.is_poor()).collect();
        let later = self.0.iter().map(|c| (c.rank.unlike, c.rank.broad)).collect::<Vec<_>>();
        let chosen = typical::choose(&evidence, (&poor, &later), wanted);
        let mut sample: Vec<Option<Candidate>> = self.0.into_iter().map(Some).collect();
        let verbatim = |candidate: Candidate| {
            let (SourceRow { file, row }, _) = candidate.rank.place;
            Verbatim {
                file: files.get(file as usize).cloned().unwrap_or_default(),
                row,
                text: candidate.text,
                label: candidate.label,
                evidence: candidate.evidence,
                sentiment: f64::from(candidate.sentiment),
                score: main.and_then(|kind| candidate.scores[kind]),
            }
        };
        chosen.into_iter().filter_map(|i| sample.get_mut(i)?.take()).map(verbatim).collect()
    }
}

impl Candidate {
    /// What the comment says about the finding: its evidence, or all of it
    /// where that is a word only.
    fn said(&self) -> &str {
        let evidence = self.text.get(self.evidence.0..self.evidence.1).unwrap_or_default();
        let letters = evidence.chars().filter(|c| c.is_alphanumeric()).count();
        if letters < TELLING { &self.text } else { evidence }
    }
}

/// A text as it is quoted, and where its evidence is in that: all of it or, of a
/// text longer than [`MOST_QUOTED`], the part around the evidence.
pub(super) fn quoted(text: &str, evidence: Range<usize>) -> (String, Range<usize>) {
    if text.len() <= MOST_QUOTED {
        return (text.to_owned(), evidence);
    }
    let spare = MOST_QUOTED.saturating_sub(evidence.len());
    let from = evidence.start.saturating_sub(spare / 2).min(text.len() - MOST_QUOTED);
    let from = text.floor_char_boundary(from);
    let to = text.floor_char_boundary(from + MOST_QUOTED);
    let (before, after) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
    let moved = |at: usize| at.clamp(from, to) - from + before.len();
    let evidence = moved(evidence.start)..moved(evidence.end);
    (format!("{before}{}{after}", &text[from..to]), evidence)
}

/// Letters from which a piece of evidence can be compared with another.
const TELLING: usize = 4;

/// The letters and digits of a text, small.
pub(super) fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Fingerprint of a text's letters and digits, so that the same complaint with
/// another full stop is not quoted twice. It is asked for millions of comments
/// and must not allocate (FNV-1a by characters, its bits mixed at the end as
/// MurmurHash3 does, since the sample is of the smallest).
fn wording(text: &str) -> u64 {
    let seed = 0xcbf2_9ce4_8422_2325_u64;
    let mut hash = seed;
    let mut take = |c: char| hash = (hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3);
    for c in text.chars() {
        // What nearly all text is made of needs no table of all characters.
        match c {
            '\0'..='\x7f' if !c.is_ascii_alphanumeric() => {}
            '\0'..='\x7f' => take(c.to_ascii_lowercase()),
            '\u{4e00}'..='\u{9fff}' => take(c),
            _ if c.is_alphanumeric() => c.to_lowercase().for_each(&mut take),
            _ => {}
        }
    }
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::feedback::{Entry, Feedback, Scale, ScoreValue, Scores};
    use crate::journey::TouchpointSource;

    fn sampled(offers: &[(u64, &str, f32)]) -> Candidates {
        let mut candidates = Candidates::default();
        let nps = ScoreValue { value: 2.0, scale: Scale::NPS };
        let scores = Scores::of([(ScoreKind::Nps, nps)]);
        for &(row, text, sentiment) in offers {
            let feedback = Feedback {
                source: SourceRow { file: 0, row },
                time: None,
                respondent: None,
                person: None,
                segments: Vec::new(),
                weight: 1.0,
                entries: vec![Entry { scores, ..Entry::default() }],
            };
            let view = RowView::new(feedback, Vec::new(), TouchpointSource::Export);
            candidates.offer(&Offer {
                row: &view,
                entry: 0,
                text,
                length: text.chars().count(),
                wording: &OnceCell::new(),
                label: Label::Negative,
                evidence: &(0..3),
                sentiment,
                borne_out: true,
                alone: row < 500,
            });
        }
        candidates
    }

    fn shown(candidates: Candidates) -> Vec<Verbatim> {
        candidates.verbatims(&["a.csv".to_owned()], Some(ScoreKind::Nps))
    }

    fn rows(verbatims: &[Verbatim]) -> Vec<u64> {
        verbatims.iter().map(|v| v.row).collect()
    }

    #[test]
    fn clear_readable_and_distinct_comments_win_in_any_order() {
        let long = "等了很久".repeat(60);
        let mut offers = vec![
            (2, "太慢", -0.99),
            (3, "快递等了整整三个星期才收到，太慢了", -0.8),
            (4, "快递等了整整三个星期才收到，太慢了！", -0.8),
            (5, long.as_str(), -0.99),
            (6, "The courier never called me and left the parcel outside", -0.9),
            (7, "delivery could perhaps be a little faster than it is", -0.2),
            (8, "物流信息三天没有更新，客服也不理人", -0.95),
        ];
        let first = shown(sampled(&offers));
        let mut chosen = rows(&first);
        chosen.sort_unstable();
        assert_eq!(chosen, vec![3, 6, 8]);
        assert!(first.iter().all(|v| (v.evidence, v.score) == ((0, 3), Some(2.0))));
        offers.reverse();
        assert_eq!(shown(sampled(&offers)), first);
    }

    #[test]
    fn findings_lead_with_comments_of_their_own() {
        let all = shown(sampled(&[
            (2, "快递等了整整三个星期才收到，太慢了", -0.8),
            (3, "物流信息三天没有更新，客服也不理人", -0.95),
        ]));
        let only = vec![all[0].clone()];
        let mut findings = [all.clone(), all.clone(), Vec::new(), only];
        lead_apart(&mut findings);
        let [first, second, none, one] = &findings;
        assert_eq!((rows(first), none.len()), (rows(&all), 0));
        assert_eq!(rows(second), [rows(&all)[1], rows(&all)[0]]);
        assert_eq!(rows(one), [rows(&all)[0]], "it has no other");
    }

    #[test]
    fn the_usual_complaint_is_shown_and_not_the_most_extreme() {
        let usual: Vec<String> =
            (0..30).map(|i| format!("快递送得太慢了，等了{i}天才收到包裹")).collect();
        let mut offers: Vec<(u64, &str, f32)> =
            usual.iter().zip(2..).map(|(text, row)| (row, text.as_str(), -0.7)).collect();
        offers.push((90, "司机当面辱骂顾客，简直是恶魔，永远拉黑", -1.0));
        offers.extend([
            (91, "包装破损，里面的东西也碎了", -0.7),
            (92, "包装破损，东西碎了一地", -0.7),
        ]);
        let verbatims = shown(sampled(&offers));
        assert!(verbatims[0].row < 32, "{verbatims:?}");
        assert!((91..93).contains(&verbatims[1].row), "diverse: {verbatims:?}");
    }

    #[test]
    fn brief_comments_about_one_thing_are_quoted_first() {
        let long = "物流太慢了".repeat(7);
        // From row 500 on they speak of other things too.
        let offers = [
            (500, "快递等了整整三个星期才收到", -0.9),
            (2, long.as_str(), -0.9),
            (3, "物流信息三天没有更新", -0.9),
        ];
        let first = rows(&shown(sampled(&offers)));
        assert_eq!((first[0], first.len()), (3, 3));
    }

    #[test]
    fn nothing_better_than_an_unclear_comment_is_quoted_last() {
        let offers = [
            (2, "慢", -0.9),
            (3, "it might be a bit slow at times", -0.1),
            (4, "物流三天没有更新信息", -0.9),
        ];
        assert_eq!(rows(&shown(sampled(&offers)))[0], 4);
        assert_eq!(shown(sampled(&offers)).len(), 3);
        let poor: Vec<String> = (0..40).map(|i| format!("慢{i}")).collect();
        let poor: Vec<(u64, &str, f32)> = poor.iter().map(|t| (2, t.as_str(), -0.9)).collect();
        assert_eq!(sampled(&poor).0.len(), POOR_SAMPLE);
    }

    #[test]
    fn of_a_long_comment_the_part_around_the_evidence_is_quoted() {
        let text = format!("{}物流太慢{}", "好".repeat(40_000), "。".repeat(50_000));
        for (span, quoted_part) in [(120_000..120_012, "物流太慢"), (0..3, "好")] {
            let (quote, evidence) = quoted(&text, span);
            assert!(quote.len() <= MOST_QUOTED + 6, "{}", quote.len());
            assert_eq!(&quote[evidence], quoted_part);
        }
        let (quote, evidence) = quoted(&text, 3..text.len());
        assert!(quote.len() <= MOST_QUOTED + 6 && quote[evidence].chars().all(|c| c == '好'));
        assert_eq!(quoted("差", 0..3), ("差".to_owned(), 0..3));
    }

    #[test]
    fn a_span_outside_the_text_marks_all_of_it() {
        let first = shown(sampled(&[(2, "é!", -0.9)]));
        assert_eq!(first[0].evidence, (0, 3));
        let broken = shown(sampled(&[(2, "差", -0.9), (3, "ab", -0.9)]));
        assert!(broken.iter().all(|v| v.text.get(v.evidence.0..v.evidence.1).is_some()));
    }

    type Said = (u64, String, f32);

    fn any_offers() -> impl Strategy<Value = Vec<Said>> {
        // Few words, so that wordings meet; some too short or unclear.
        let text = (0..90_u32, 0..3_usize).prop_map(|(word, length)| {
            format!("{}{}", char::from_u32(0x4e00 + word).unwrap(), "慢".repeat(length * 5))
        });
        prop::collection::vec(
            (0..400_u64, text, prop::sample::select(vec![-0.9_f32, -0.3])),
            0..200,
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn neither_order_nor_batches_change_the_choice(
            (offers, shuffled) in any_offers().prop_flat_map(|o| (Just(o.clone()), Just(o).prop_shuffle())),
            cut in 0..200_usize,
        ) {
            fn borrow(said: &[Said]) -> Vec<(u64, &str, f32)> {
                said.iter().map(|(row, text, s)| (*row, text.as_str(), *s)).collect()
            }
            let first = shown(sampled(&borrow(&offers)));
            prop_assert_eq!(&first, &shown(sampled(&borrow(&shuffled))));
            let (before, after) = shuffled.split_at(cut.min(shuffled.len()));
            let mut merged = sampled(&borrow(before));
            merged.merge(sampled(&borrow(after)));
            prop_assert_eq!(first, shown(merged));
        }
    }
}
