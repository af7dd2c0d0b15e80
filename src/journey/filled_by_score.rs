//! Fields that were filled in because of the score: reasons that those who gave a low one chose.
//!
//! “Why were you not satisfied?” is asked of nobody else. That those who answered it are the least
//! content goes without saying, whatever they chose: they are no group of customers, and nothing
//! comes from them. Names of such fields are of all kinds, so it is told from the answers: nearly
//! all who filled it in gave a low score, and hardly any of those who did not. The choices of a
//! question are one field here. What was filled in because of a high score is left out as well, and
//! so are choices of which one is made by the discontented alone and another by the content. What
//! should be mended everybody is asked: there the name tells it (`improvement_field.rs`).
//!
//! A field of which one value stands for low scores, another for those in the middle and a third for
//! high ones was made of the score.
//!
//! Where two or three values are yes, no and the like, and nearly all of one are content while few
//! of another are, the field tells how it went, whatever its name.

use serde::Serialize;

use super::group_ids::{Group, Groups, NOT_CHOSEN, NoGroups};
use super::improvement_field::{asks_what_to_mend, names_nothing};
use super::numbered_field::is_made_of;
use super::outcome_field::may_tell_an_outcome;
use super::row::RowView;
use crate::feedback::{PerScore, ScoreKind};
use crate::metrics::Band;

/// The value of those who chose one of several choices, as rows have it.
const CHOSEN: &str = "✓";

/// Part of those who filled a field in that gave such a score, where it was because of that.
const NEARLY_ALL: f64 = 0.95;

/// Most of those who did not that gave such a score.
const HARDLY_ANY: f64 = 0.15;

/// Part of those with one value of a field that was made of the score that are in one band.
const OF_ONE_BAND: f64 = 0.9;

/// Choices of blame, and of praise, of a question whose choices are all of one of both.
const LEAST_TAGS: usize = 2;

/// Most of those with one value of an outcome that are content.
const FEW: f64 = 0.35;

/// Fewest answers of those who filled a field in, and of the others.
const LEAST: u64 = 10;

/// Fewest rows with a score whose groups are compared beside those of the score of the run.
const ENOUGH: u64 = 60;

/// Part of the rows with a score that have another too, where other people gave them.
const HARDLY_BOTH: f64 = 0.05;

/// Most choices that are told.
const MOST_CHOICES: usize = 3;

/// Names of fields that ask the discontented for their reasons: one of the first, and behind it
/// one of the second.
const WHY: ([&str; 7], [&str; 5]) = (
    ["差评", "不满", "低分", "扣分", "不推荐", "流失", "贬损"],
    ["原因", "标签", "方面", "理由", "因素"],
);

/// What those who gave a low score chose as its reasons, or all as what should be mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reasons {
    /// The field, or what its choices have in common.
    pub field: String,
    /// Answers in which it was filled in.
    pub n: u64,
    /// Whether the content were asked as well.
    pub of_all: bool,
    /// What was chosen most.
    pub choices: Vec<Reason>,
}

/// One of the reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reason {
    /// What was chosen.
    pub choice: String,
    /// Answers in which it was.
    pub n: u64,
}

/// Answers in each band, worst first.
type Bands = [u64; 3];

/// Counts, row by row, how those scored who filled a field in.
#[derive(Debug, Clone, Default)]
pub(super) struct BandCounter {
    /// Names of the fields, and of the questions that these are choices of.
    questions: Vec<String>,
    /// The question of each field, were it one of its choices.
    stems: Vec<usize>,
    /// By question.
    filled: Vec<PerScore<Bands>>,
    all: PerScore<Bands>,
    /// Rows with answers to both of two scores.
    both: PerScore<PerScore<u64>>,
    /// By number of the group.
    groups: Vec<PerScore<Bands>>,
    /// The questions that the last row filled in.
    here: Vec<usize>,
}

impl BandCounter {
    /// For rows of these segment fields.
    pub(super) fn new(fields: &[String]) -> BandCounter {
        let mut questions = fields.to_vec();
        let mut stems = Vec::with_capacity(fields.len());
        for field in fields {
            let stem = parted(field).map_or(field.as_str(), |(stem, _)| stem);
            let known = questions.iter().skip(fields.len()).position(|known| known == stem);
            stems.push(known.map_or(questions.len(), |at| fields.len() + at));
            if known.is_none() {
                questions.push(stem.to_owned());
            }
        }
        let filled = vec![PerScore::default(); questions.len()];
        BandCounter { questions, stems, filled, ..BandCounter::default() }
    }

    /// Takes a row that is in these groups.
    pub(super) fn add(&mut self, row: &RowView, groups: &[usize]) {
        if row.weight.is_none() {
            return;
        }
        self.here.clear();
        for (at, stem) in self.stems.iter().enumerate() {
            let question = match row.row.segments.get(at).and_then(Option::as_deref) {
                None | Some(NOT_CHOSEN) => continue,
                Some(CHOSEN) => *stem,
                Some(_) => at,
            };
            // A field comes once by itself; a question as often as something was chosen.
            if question == at || !self.here.contains(&question) {
                self.here.push(question);
            }
        }
        for (kind, score) in row.scores.given() {
            if !score.value.is_finite() {
                continue;
            }
            let band = match Band::of(kind.measure(), score) {
                Band::Low => 0,
                Band::Middle => 1,
                Band::High => 2,
            };
            self.all[kind][band] += 1;
            row.scores.given().for_each(|(other, _)| self.both[kind][other] += 1);
            self.here.iter().for_each(|question| self.filled[*question][kind][band] += 1);
            for group in groups {
                if self.groups.len() <= *group {
                    self.groups.resize(group + 1, PerScore::default());
                }
                self.groups[*group][kind][band] += 1;
            }
        }
    }

    /// The scores of at least [`ENOUGH`] rows that hardly anybody gave who gave the one of the run.
    pub(super) fn of_others(&self, main: Option<ScoreKind>) -> Vec<ScoreKind> {
        let Some(main) = main else { return Vec::new() };
        let n = |kind: ScoreKind| self.all[kind].iter().sum::<u64>();
        let apart = |kind: &ScoreKind| {
            let both = self.both[main][*kind] as f64;
            *kind != main
                && n(*kind) >= ENOUGH
                && both <= HARDLY_BOTH * n(*kind).min(n(main)) as f64
        };
        ScoreKind::ALL.into_iter().filter(apart).collect()
    }

    /// The groups of the fields that say who somebody is, and the reasons that those chose who gave
    /// a low answer to the score of the run, or else what all chose as to be mended; `names` are
    /// those of the fields, and choices of fewer than `least` answers are not told.
    pub(super) fn leave_out(
        &self,
        mut found: Groups,
        names: &[String],
        main: Option<ScoreKind>,
        least: u64,
    ) -> (Groups, Option<Reasons>) {
        let mut reasons: Option<Reasons> = None;
        let both_sides = main.map_or_else(Vec::new, |score| self.of_both_sides(&found.all, score));
        for (at, name) in names.iter().enumerate() {
            if found.left_out.get(at).is_none_or(Option::is_some) {
                continue;
            }
            let own: Vec<&Group> = found.all.iter().filter(|group| group.field == *name).collect();
            let question = self.question(at, &own);
            let low = main.and_then(|score| self.is_because(question, score));
            let asked = asks_what_to_mend(&self.questions[question]);
            let tells = || main.is_some_and(|score| self.tells_an_outcome(&own, score));
            let why = match low {
                Some(_) => Some(NoGroups::Reasons),
                None if asked
                    || asks_why(&self.questions[question])
                    || both_sides.contains(&question)
                    || main.is_some_and(|score| self.is_made_of_bands(&own, score)) =>
                {
                    Some(NoGroups::Reasons)
                }
                None => tells().then_some(NoGroups::Outcome),
            };
            if let Some(score) = main.filter(|_| low == Some(true) || asked) {
                let mut told = self.reasons(question, &found.all, score, least);
                if low != Some(true) {
                    told = told.and_then(Reasons::among_all);
                }
                let rank = |of: &Option<Reasons>| of.as_ref().map(|told| (!told.of_all, told.n));
                if rank(&told) > rank(&reasons) {
                    reasons = told;
                }
            }
            found.left_out[at] = why;
        }
        if let Some(told) = &mut reasons {
            told.choices.truncate(MOST_CHOICES);
        }
        let out: Vec<&str> = names
            .iter()
            .zip(&found.left_out)
            .filter(|(_, why)| why.is_some())
            .map(|(name, _)| name.as_str())
            .collect();
        let is_out = |field: &str| out.iter().any(|out| *out == field || is_made_of(field, out));
        found.all.retain(|group| !is_out(&group.field));
        (found, reasons)
    }

    /// The question that a field is, or is a choice of.
    fn question(&self, at: usize, own: &[&Group]) -> usize {
        let is_choice = !own.is_empty() && own.iter().all(|group| group.value == CHOSEN);
        if is_choice { self.stems[at] } else { at }
    }

    /// Whether a question was answered because of the score, and because it was low.
    fn is_because(&self, question: usize, score: ScoreKind) -> Option<bool> {
        let (filled, all) = (self.filled[question][score], self.all[score]);
        let blank = [0, 1, 2].map(|band| all[band] - filled[band]);
        if filled.iter().sum::<u64>() < LEAST || blank.iter().sum::<u64>() < LEAST {
            return None;
        }
        let because = |bands: std::ops::Range<usize>| {
            share(filled, bands.clone()) >= NEARLY_ALL && share(blank, bands) <= HARDLY_ANY
        };
        let low = because(0..1) || because(0..2);
        (low || because(2..3) || because(1..3)).then_some(low)
    }

    /// The questions of several choices of which one was chosen by the discontented alone, and another
    /// by the content alone; and those of which several were chosen by those with a low score alone,
    /// several by nobody of these, and none by both.
    fn of_both_sides(&self, groups: &[Group], score: ScoreKind) -> Vec<usize> {
        let mut tags: Vec<(&str, Bands)> = Vec::new();
        for group in groups.iter().filter(|group| group.value == CHOSEN) {
            let of_group = parted(&group.field).zip(self.groups.get(group.id));
            let of_group = of_group.map(|((stem, _), bands)| (stem, bands[score]));
            tags.extend(of_group.filter(|(_, bands)| bands.iter().sum::<u64>() >= LEAST));
        }
        let is_of = |at: &usize| {
            let stem = self.questions[*at].as_str();
            let own: Vec<Bands> =
                tags.iter().filter(|(of, _)| *of == stem).map(|(_, bands)| *bands).collect();
            let n = |of: std::ops::Range<usize>| {
                own.iter().filter(|bands| share(**bands, of.clone()) >= NEARLY_ALL).count()
            };
            let (low, not_low) = (n(0..1), n(1..3));
            let told_apart = low.min(not_low) >= LEAST_TAGS && low + not_low == own.len();
            n(0..2).min(n(2..3)) > 0 || told_apart
        };
        (0..self.questions.len()).filter(is_of).collect()
    }

    /// Whether each value of a field is given in nearly one band of the score, and every band has its
    /// own: a field of customers has some of all in each.
    fn is_made_of_bands(&self, own: &[&Group], score: ScoreKind) -> bool {
        let mut of_band = [false; 3];
        for group in own {
            let Some(bands) = self.groups.get(group.id).map(|bands| bands[score]) else { continue };
            if bands.iter().sum::<u64>() < LEAST {
                continue;
            }
            let one = (0..3).find(|band| share(bands, *band..band + 1) >= OF_ONE_BAND);
            let Some(band) = one else { return false };
            of_band[band] = true;
        }
        of_band.into_iter().all(|found| found)
    }

    /// Whether nearly all of one group of a field of yes and no are content, and few of another.
    fn tells_an_outcome(&self, own: &[&Group], score: ScoreKind) -> bool {
        if !may_tell_an_outcome(own.iter().map(|group| group.value.as_str())) {
            return false;
        }
        let content = own.iter().filter_map(|group| {
            let bands = self.groups.get(group.id)?[score];
            (bands.iter().sum::<u64>() >= LEAST).then(|| share(bands, 2..3))
        });
        let content: Vec<f64> = content.collect();
        content.iter().any(|share| *share >= NEARLY_ALL)
            && content.iter().any(|share| *share <= FEW)
    }

    fn reasons(
        &self,
        question: usize,
        groups: &[Group],
        score: ScoreKind,
        least: u64,
    ) -> Option<Reasons> {
        let field = self.questions[question].as_str();
        let chosen = groups.iter().filter_map(|group| {
            let choice = match group.value == CHOSEN {
                true => parted(&group.field).filter(|(stem, _)| *stem == field)?.1,
                false => Some(group.value.as_str()).filter(|_| group.field == field)?,
            };
            let n: u64 = self.groups.get(group.id)?[score].iter().sum();
            (n >= least.max(1)).then(|| Reason { choice: choice.to_owned(), n })
        });
        let mut choices: Vec<Reason> = chosen.collect();
        choices.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.choice.cmp(&b.choice)));
        let n: u64 = self.filled[question][score].iter().sum();
        let field = field.to_owned();
        (!choices.is_empty()).then_some(Reasons { field, n, of_all: false, choices })
    }
}

impl Reasons {
    /// Where everybody was asked: what was chosen, but for that there is nothing.
    fn among_all(self) -> Option<Reasons> {
        let named = self.choices.into_iter().filter(|reason| !names_nothing(&reason.choice));
        let choices: Vec<Reason> = named.collect();
        (!choices.is_empty()).then_some(Reasons { of_all: true, choices, ..self })
    }
}

/// The part of answers that is in these bands.
fn share(bands: Bands, of: std::ops::Range<usize>) -> f64 {
    let all: u64 = bands.iter().sum();
    bands[of].iter().sum::<u64>() as f64 / all.max(1) as f64
}

/// What a field that is a choice is a choice of, and the choice.
fn parted(field: &str) -> Option<(&str, &str)> {
    field.rsplit_once(": ").or_else(|| field.rsplit_once(" / "))
}

/// Whether a name asks the discontented for their reasons.
fn asks_why(name: &str) -> bool {
    let (whose, what) = WHY;
    whose.iter().any(|word| {
        let behind = name.split_once(word).map_or("", |(_, behind)| behind);
        what.iter().any(|word| behind.contains(word))
    })
}

#[cfg(test)]
mod tests;
