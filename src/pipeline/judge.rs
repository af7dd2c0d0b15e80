//! One comment through text, sentiment and opinion: the function everything
//! else is built around.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use crate::feedback::Asked;
use crate::journey::{CommentFacts, JOINT, OpinionFact};
use crate::opinion::packs::{self, Fit};
use crate::opinion::taxonomy::Touchpoint;
use crate::opinion::{AspectId, Effort, Learnt, Mention, MentionFinder, Opinion, Taxonomy};
use crate::opinion::{aspects_named, aspects_of_touchpoint, combine};
use crate::sentiment::{Engine, EngineError, EngineFailure, Judgement, Label, Request, label};
use crate::text::{Analyzer, Expected, Language, Prepared};

use super::PipelineError;
use super::bare_answer::{Named, says_nothing_else, take_side};
use super::corrections::Corrections;
use super::verdict::{Embedded, Said, Verdict};
use crate::gate::Shown;
use crate::report::comment_row::{
    CommentEmbeddings, CommentFindings, CommentJudgement, CommentOpinion, EmbeddedUnit,
};

/// All that is needed to judge comments; shared by every thread.
#[derive(Clone)]
pub struct Judge {
    analyzer: Arc<Analyzer>,
    taxonomy: Arc<Taxonomy>,
    mentions: Arc<MentionFinder>,
    engine: Arc<dyn Engine>,
    learnt: Learnt,
    /// Identifiers of each aspect and of its touchpoint.
    ids: Arc<[(Arc<str>, Arc<str>)]>,
    /// Whether the opinions at each touchpoint of the taxonomy count.
    on: Vec<bool>,
    /// The packs that were chosen; all are on where none were.
    packs: Option<Vec<String>>,
    /// Stands for the files it was made of.
    made_of: u64,
    /// What people have put right of single comments.
    corrections: Option<Arc<Corrections>>,
}

/// Everything found in one comment.
#[derive(Debug, Clone)]
pub struct JudgedComment {
    /// The prepared comment.
    pub text: Prepared,
    /// What the engine said.
    pub judgement: Judgement,
    /// The comment's label.
    pub label: Label,
    /// The effort it speaks of.
    pub effort: Effort,
    /// The opinions it holds, in the order of the text.
    pub opinions: Vec<Opinion>,
}

impl JudgedComment {
    /// Sentiment in [−1, 1]; 0 where there is nothing to judge.
    pub fn sentiment(&self) -> f32 {
        if self.label == Label::Undetected { 0.0 } else { self.judgement.sentiment() }
    }

    /// Byte spans, in the comment as it was written, of names of private persons that the
    /// engine found; `None` where it looks for none, and in a comment of another language, where
    /// it takes any word for one.
    pub fn names(&self) -> Option<Vec<Range<usize>>> {
        let names = self.judgement.names.as_ref();
        let names = names.filter(|_| self.text.language != Language::Other)?;
        let written = |span: &Range<usize>| self.text.normalized.original_span(span.clone());
        Some(names.iter().map(written).collect())
    }
}

impl Judge {
    /// A judge of these parts.
    ///
    /// # Errors
    /// When the taxonomy has too many terms for one automaton.
    pub fn new(
        analyzer: Analyzer,
        taxonomy: Taxonomy,
        engine: Box<dyn Engine>,
    ) -> Result<Judge, PipelineError> {
        let mentions =
            MentionFinder::new(&taxonomy).map_err(|e| PipelineError::Other(e.to_string()))?.into();
        let learnt = Learnt::new(&taxonomy, engine.aspects());
        let aspects = taxonomy.aspects().iter().enumerate();
        let ids = aspects
            .map(|(id, aspect)| {
                let touchpoint = taxonomy.touchpoint_of(id);
                (aspect.name.id.as_str().into(), touchpoint.name.id.as_str().into())
            })
            .collect();
        let on = vec![true; taxonomy.touchpoints().len()];
        let (analyzer, taxonomy, engine) = (analyzer.into(), taxonomy.into(), engine.into());
        let (packs, made_of, corrections) = (None, 0, None);
        Ok(Judge {
            analyzer,
            taxonomy,
            mentions,
            engine,
            learnt,
            ids,
            on,
            packs,
            made_of,
            corrections,
        })
    }

    /// The same judge, in which only the touchpoints of these packs and of the common
    /// core count.
    ///
    /// # Errors
    /// A pack that the taxonomy does not have.
    pub fn with_packs(&self, on: &[String]) -> Result<Judge, PipelineError> {
        let known = packs::packs(&self.taxonomy);
        if let Some(unknown) = on.iter().find(|pack| !known.contains(pack)) {
            let (pack, known) = (unknown.clone(), known.join(", "));
            return Err(PipelineError::UnknownPack { pack, known });
        }
        let (packs, on) = (Some(on.to_vec()), packs::switched_on(&self.taxonomy, on));
        Ok(Judge { on, packs, ..self.clone() })
    }

    /// The same judge, in which only the touchpoints of the common core count, and those with
    /// these identifiers.
    pub(super) fn with_core_and(&self, touchpoints: &[String]) -> Judge {
        let counts = |touchpoint: &Touchpoint| {
            touchpoint.packs.is_empty() || touchpoints.contains(&touchpoint.name.id)
        };
        let on = self.taxonomy.touchpoints().iter().map(counts).collect();
        Judge { on, packs: Some(Vec::new()), ..self.clone() }
    }

    /// The same judge for the comments of files of which these are some: see
    /// [`Analyzer::expecting`].
    pub fn expecting<'a>(&self, some: impl IntoIterator<Item = &'a str>) -> Judge {
        Judge { analyzer: self.analyzer.expecting(some).into(), ..self.clone() }
    }

    /// The same judge for runs in which these corrections hold: they were read with its taxonomy.
    /// [`judge`](Self::judge) says what the engine says.
    pub fn corrected_by(self, corrections: Corrections) -> Judge {
        Judge { corrections: Some(corrections.into()), ..self }
    }

    /// The corrections that hold in its runs.
    pub fn corrections(&self) -> Option<&Corrections> {
        self.corrections.as_deref()
    }

    /// What is known of the language of the comments.
    pub fn expected(&self) -> Expected {
        self.analyzer.expected()
    }

    /// The packs that were chosen; `None` where all are on because none were.
    pub fn packs(&self) -> Option<&[String]> {
        self.packs.as_deref()
    }

    /// The packs that fit these comments.
    pub fn fitting_packs(&self, judged: &[JudgedComment], comments: &[&str]) -> Fit {
        let opinions = judged.iter().flat_map(|judged| &judged.opinions);
        packs::fitting_but(&self.taxonomy, opinions, packs::out_by_words(comments))
    }

    /// The taxonomy opinions refer to.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// The aspects that the name of a touchpoint is about, such as
    /// `cabin_staff_rating` or 物流配送; none where it names none.
    pub fn aspects_named(&self, name: &str) -> Vec<AspectId> {
        let words = name.replace(['_', '/', '&'], " ");
        aspects_of_touchpoint(&self.analyzer.prepare(&words), &self.mentions, &self.taxonomy)
    }

    /// Whether the opinions at each touchpoint of the taxonomy count.
    pub(super) fn counting_touchpoints(&self) -> &[bool] {
        &self.on
    }

    /// What prepares comments.
    pub(super) fn analyzer(&self) -> &Analyzer {
        &self.analyzer
    }

    /// The engine that judges.
    pub fn engine(&self) -> &dyn Engine {
        self.engine.as_ref()
    }

    /// Judges comments, one answer per comment, in order.
    ///
    /// # Errors
    /// What failed in the engine.
    pub fn judge<'a>(
        &self,
        comments: impl IntoIterator<Item = &'a str>,
    ) -> Result<Vec<JudgedComment>, EngineError> {
        let texts: Vec<Prepared> =
            comments.into_iter().map(|comment| self.analyzer.prepare(comment)).collect();
        let mentions: Vec<Vec<Mention>> =
            texts.iter().map(|text| self.mentions.find(text)).collect();
        let spans: Vec<Vec<std::ops::Range<usize>>> = mentions
            .iter()
            .map(|found| found.iter().map(|mention| mention.span.clone()).collect())
            .collect();
        let named: Vec<Vec<usize>> =
            mentions.iter().map(|found| self.learnt.named(found)).collect();
        let requests: Vec<Request<'_>> = texts
            .iter()
            .zip(&spans)
            .zip(&named)
            .map(|((text, aspects), named)| Request { text, aspects, named })
            .collect();
        let judgements = self.engine.judge(&requests)?;
        let (asked, given) = (requests.len(), judgements.len());
        if asked != given {
            let failure = EngineFailure::Answers { asked, given };
            return Err(EngineError::new(self.engine.name(), failure));
        }
        let judged = texts.into_iter().zip(mentions).zip(judgements);
        Ok(judged
            .map(|((text, mentions), judgement)| JudgedComment {
                label: label(&text, &judgement),
                effort: Effort::judged(&text, judgement.effort),
                opinions: self.counting(combine(&text, &mentions, &judgement, &self.learnt)),
                text,
                judgement,
            })
            .collect())
    }

    fn counting(&self, mut opinions: Vec<Opinion>) -> Vec<Opinion> {
        opinions.retain(|opinion| self.on[self.taxonomy.aspect(opinion.aspect).touchpoint]);
        opinions
    }

    /// Gives a verdict on a bare answer the side that its question asks for; see
    /// [`take_side`].
    pub(super) fn take_side(&self, verdict: &mut Verdict, asked: Asked, answer: &str) {
        take_side(verdict, asked, answer, |said| self.named(said, answer));
    }

    /// What an answer names, in which `said` was found.
    fn named(&self, said: &[Said], answer: &str) -> Named {
        let text = self.analyzer.prepare(answer);
        let mentions = self.mentions.find(&text);
        let places = mentions.iter().map(|mention| mention.span.clone());
        let mut alone = says_nothing_else(text.matching_text(), places);
        let of_terms = mentions.iter().map(|mention| mention.aspect);
        let mut aspects: Vec<AspectId> = said.iter().map(|s| s.aspect).chain(of_terms).collect();
        // What is no word of a comment may still be what an aspect is called.
        if mentions.is_empty()
            && let [only] = aspects_named(&text, &self.mentions, &self.taxonomy)[..]
        {
            aspects.push(only);
            alone = true;
        }
        let counts = |aspect: AspectId| {
            self.on[self.taxonomy.aspect(aspect).touchpoint]
                && !self.taxonomy.touchpoint_of(aspect).general
        };
        aspects.retain(|aspect| counts(*aspect));
        aspects.sort_unstable();
        aspects.dedup();
        Named { aspects, alone }
    }

    /// What was found in a comment, as outputs give it. In the text that is shown, it comes
    /// after `before` bytes.
    pub(super) fn findings(
        &self,
        verdict: &Verdict,
        shown: &Shown<'_>,
        before: usize,
    ) -> CommentFindings {
        let judgement = (verdict.label != Label::Undetected).then_some(CommentJudgement {
            sentiment: verdict.sentiment,
            polarity: verdict.polarity,
            mixed: verdict.mixed,
            stars: verdict.stars,
            emotion: verdict.emotion,
            effort: verdict.effort,
        });
        let opinion = |said: &Said| {
            let (aspect, touchpoint) = self.ids[said.aspect].clone();
            let Range { start, end } = said.evidence;
            CommentOpinion {
                aspect,
                touchpoint,
                class: said.class,
                sentiment: said.sentiment,
                evidence: shown.span(before + start..before + end),
            }
        };
        let unit = |(span, embedding): &(Range<usize>, Vec<f32>)| {
            let span = shown.span(before + span.start..before + span.end);
            let text = shown.text.get(span).unwrap_or_default().to_owned();
            EmbeddedUnit { text, embedding: embedding.clone() }
        };
        let embedded = |embedded: &Embedded| {
            let units = embedded.units.iter().map(unit).collect();
            Arc::new(CommentEmbeddings { comment: embedded.comment.clone(), units })
        };
        CommentFindings {
            language: verdict.language,
            label: verdict.label,
            judgement,
            opinions: verdict.opinions.iter().map(opinion).collect(),
            embedded: verdict.embedded.as_ref().filter(|_| judgement.is_some()).map(embedded),
        }
    }

    /// What a comment contributes to the journey, its evidence marked in the
    /// text that is shown of it.
    pub(super) fn facts(&self, verdict: &Verdict, shown: &Shown<'_>) -> CommentFacts {
        CommentFacts {
            label: verdict.label,
            sentiment: verdict.sentiment,
            stars: verdict.stars.unwrap_or(f32::NAN),
            emotion: verdict.emotion,
            effort: verdict.effort,
            grave: verdict.grave,
            undetected: verdict.label == Label::Undetected,
            foreign: match (verdict.label, verdict.language) {
                (Label::Undetected, Language::Other) => self.analyzer.other_language(&shown.text),
                _ => None,
            },
            opinions: verdict
                .opinions
                .iter()
                .filter(|said| !self.taxonomy.touchpoint_of(said.aspect).general)
                .map(|said| OpinionFact {
                    touchpoint: self.taxonomy.aspect(said.aspect).touchpoint,
                    aspect: said.aspect,
                    class: said.class,
                    sentiment: said.sentiment,
                    evidence: shown.span(said.evidence.clone()),
                    borne_out: said.borne_out,
                })
                .collect(),
            words: match (side(verdict.label), &shown.text) {
                (Some(side), Cow::Borrowed(comment)) => {
                    // Kept verdicts have none, nor those that became what they are.
                    let prepared = || self.words_of(side, &self.analyzer.prepare(comment));
                    Some(verdict.words.clone().unwrap_or_else(prepared))
                }
                _ => None,
            },
        }
    }

    /// The verdict on a judged comment.
    pub(super) fn verdict(&self, judged: &JudgedComment) -> Verdict {
        let words = side(judged.label).map(|side| self.words_of(side, &judged.text));
        Verdict { words, ..Verdict::of(judged) }
    }

    /// The words of a comment of this side, each once: of a complaint those that name things, and two
    /// of them that stand side by side, of praise all. What praise alone says is never told, and to
    /// ask of each word whether it names a thing takes longer than all else here.
    fn words_of(&self, side: Side, text: &Prepared) -> Arc<[Box<str>]> {
        let words = text.words.iter().filter_map(|word| text.matching_text().get(word.clone()));
        let mut words: Vec<&str> = words.collect();
        words.sort_unstable();
        words.dedup();
        words.retain(|word| side == Side::Praise || self.analyzer.topical_weight(word) >= 1.0);
        let pairs = match side {
            Side::Complaint => pairs(text, &words),
            Side::Praise => BTreeSet::new(),
        };
        words.into_iter().map(Box::from).chain(pairs).collect()
    }

    /// A number by which it is known again: the same for judges that judge alike. What it
    /// was made of is told by [`made_of`](Self::made_of).
    pub(super) fn key(&self) -> Result<u64, EngineError> {
        let mut hash = Xxh3::new();
        let (engine, taxonomy) = (self.engine.as_ref(), &*self.taxonomy);
        let stated = (env!("CARGO_PKG_VERSION"), engine.name(), engine.model(), self.made_of);
        let expected = self.analyzer.expected();
        hash.update(format!("{stated:?} {taxonomy:?} {:?} {expected:?}", self.on).as_bytes());
        for judged in self.judge(PROBES)? {
            hash.update(format!("{:?}", Verdict::of(&judged)).as_bytes());
        }
        Ok(hash.digest())
    }

    /// The same judge, with a number that stands for the files it was made of (a model, a
    /// taxonomy, a dictionary): verdicts are kept for a judge of the same number.
    pub fn made_of(self, files: u64) -> Judge {
        Judge { made_of: files, ..self }
    }
}

/// Two of these words that stand side by side in a clause, each pair once. The words are in order.
fn pairs(text: &Prepared, words: &[&str]) -> BTreeSet<Box<str>> {
    let said = text.matching_text();
    let pair = |two: &[Range<usize>]| {
        let [first, second] = two else { return None };
        let between = said.get(first.end..second.start)?;
        let (first, second) = (said.get(first.clone())?, said.get(second.clone())?);
        let told = [first, second].iter().all(|word| words.binary_search(word).is_ok());
        let joined = || format!("{first}{JOINT}{second}").into_boxed_str();
        (told && first != second && between.trim().is_empty()).then(joined)
    };
    let clauses = text.units.iter().filter_map(|unit| text.words.get(unit.words.clone()));
    clauses.flat_map(|words| words.windows(2)).filter_map(pair).collect()
}

/// Which side a comment takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Complaint,
    Praise,
}

/// The side of a label, where it is on one.
fn side(label: Label) -> Option<Side> {
    match label {
        Label::Negative | Label::VeryNegative => Some(Side::Complaint),
        Label::Positive | Label::VeryPositive => Some(Side::Praise),
        Label::Neutral | Label::Mixed | Label::Undetected => None,
    }
}

/// Comments by whose verdicts judges are told apart.
const PROBES: [&str; 4] = [
    "物流太慢了，但是客服态度很好，下次还会再来",
    "The room was clean, but breakfast was cold and nobody answered the phone.",
    "还行吧，app总是闪退",
    "Great value, would recommend to everyone!",
];
