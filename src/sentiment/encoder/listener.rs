//! The aspects that the model has learnt: which of them a comment judges, how, and
//! where it says so.
//!
//! Every aspect is a query over the token states. What the tokens say of it adds up as
//! the log of summed exponentials, so that one clear word suffices and weak hints add;
//! what the comment as a whole is about and a term of the aspect add to it. The same
//! scores, as shares of the tokens, weigh the states that its polarity is read from: a
//! kind of attention with one query per label (Mullenbach et al., NAACL 2018).

use std::ops::Range;

use super::float::{FloatLinear, FloatProducts};
use super::heads::{Linear, polarity, probabilities};
use super::model::{EncoderError, HeadWeights, ModelFile};
use super::tokens::Tokens;
use crate::sentiment::Heard;
use crate::text::Prepared;

/// Neighbours of the clearest token belong to the evidence from this part of its share on.
const BESIDE: f32 = 0.2;

/// Queries of the learnt aspects.
pub(super) struct Listener {
    aspects: Vec<String>,
    /// What a token says of each aspect.
    query: FloatLinear,
    /// What the mean state says of each aspect.
    topic: Linear,
    /// What a term of the aspect adds.
    term: Vec<f32>,
    polarity: HeadWeights,
    /// An aspect is judged from this probability on.
    threshold: f32,
}

impl Listener {
    pub(super) fn new(file: &ModelFile<'_>) -> Result<Listener, EncoderError> {
        let aspects: Vec<String> =
            file.text("aspects")?.split_whitespace().map(str::to_owned).collect();
        let (count, hidden) = (aspects.len(), file.hidden);
        let products = FloatProducts::default();
        let weights = file.floats("query.weight", Some(count * hidden))?;
        let bias = file.floats("query.bias", Some(count))?;
        let topic = file.floats("topic.weight", Some(count * hidden))?;
        Ok(Listener {
            query: FloatLinear::of(&products, &weights, bias),
            topic: Linear { weight: topic, bias: vec![0.0; count] },
            term: file.floats("term", Some(count))?,
            polarity: file.head("opinion", 3)?,
            threshold: file.number("threshold.aspects")?,
            aspects,
        })
    }

    /// Ids of the aspects.
    pub(super) fn aspects(&self) -> &[String] {
        &self.aspects
    }

    /// The aspects that a comment judges. `states` are those of its tokens, `whole` their
    /// mean, `named` the aspects with a term in the text.
    pub(super) fn heard(
        &self,
        products: &FloatProducts,
        states: &[f32],
        text: &Prepared,
        tokens: &Tokens,
        whole: &[f32],
        named: &[usize],
    ) -> Vec<Heard> {
        let count = self.aspects.len();
        if states.is_empty() || count == 0 {
            return Vec::new();
        }
        let mut said = Vec::new();
        self.query.apply(products, states, &mut said);
        let column = |aspect: usize| said.iter().skip(aspect).step_by(count).copied();
        let mut heard = Vec::new();
        for aspect in 0..count {
            let top = column(aspect).fold(f32::NEG_INFINITY, f32::max);
            let sum: f32 = column(aspect).map(|logit| (logit - top).exp()).sum();
            let term = if named.contains(&aspect) { self.term[aspect] } else { 0.0 };
            let logit = top + sum.ln() + self.topic.logit(aspect, whole) + term;
            let presence = 1.0 / (1.0 + (-logit).exp());
            if presence < self.threshold {
                continue;
            }
            let shares: Vec<f32> = column(aspect).map(|logit| (logit - top).exp() / sum).collect();
            let mut pooled = vec![0.0f32; whole.len()];
            for (share, state) in shares.iter().zip(states.chunks_exact(whole.len())) {
                pooled.iter_mut().zip(state).for_each(|(sum, value)| *sum += share * value);
            }
            heard.push(Heard {
                aspect,
                presence,
                polarity: polarity(probabilities(&self.polarity, &pooled)),
                evidence: evidence(&shares, text, tokens),
            });
        }
        heard
    }
}

/// The words that speak of an aspect most: within the opinion unit with the largest share,
/// the clearest token and its neighbours that share in it.
fn evidence(shares: &[f32], text: &Prepared, tokens: &Tokens) -> Range<usize> {
    let share_of = |token: usize| tokens.place(token).map_or(0.0, |place| shares[place]);
    let of_unit = |unit: &Range<usize>| -> f32 { tokens.numbers(unit).map(share_of).sum() };
    let units = text.units.iter().map(|unit| &unit.span);
    let best = units
        .map(|unit| (unit, of_unit(unit)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    let all = 0..text.normalized.as_str().len();
    let unit = best.map_or(&all, |(unit, _)| unit);
    let inside = tokens.numbers(unit);
    let clearest = inside.clone().reduce(
        |best, next| {
            if share_of(next) > share_of(best) { next } else { best }
        },
    );
    let Some(clearest) = clearest else { return unit.clone() };
    let least = share_of(clearest) * BESIDE;
    let before = (inside.start..clearest).rev().take_while(|&token| share_of(token) >= least);
    let after = (clearest + 1..inside.end).take_while(|&token| share_of(token) >= least);
    let (first, last) = (before.last().unwrap_or(clearest), after.last().unwrap_or(clearest));
    let spans = tokens.spans();
    let (start, end) = (spans[first].start.max(unit.start), spans[last].end.min(unit.end));
    // A token may begin with the mark before its word.
    let words = text.normalized.as_str().get(start..end.max(start)).unwrap_or_default();
    let mark = |c: char| !c.is_alphanumeric();
    let (first, inner) =
        (words.len() - words.trim_start_matches(mark).len(), words.trim_matches(mark));
    if inner.is_empty() { unit.clone() } else { start + first..start + first + inner.len() }
}
