//! What an answer of a word or two says to a question that asks for one side alone: 尺码 to
//! 您最不满意的地方, `Parking` to `What could we improve?`. By itself it judges nothing; beside its
//! question it does.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::verdict::{Said, Verdict};
use crate::feedback::Asked;
use crate::opinion::AspectId;
use crate::sentiment::{Class, Emotion, Label, Polarity};
use crate::text::characters::is_han;

/// Longest answer that is looked at: eight Chinese characters or four other words.
const LONGEST: usize = 8;

/// Sentiment of the whole from which an engine is clear about it.
const CLEAR: f32 = 0.3;

/// That of an opinion, which of a name by itself strays further.
const CLEAR_OPINION: f32 = 0.5;

/// Sentiment of the whole from which an engine leans to a side.
const LEANING: f32 = 0.1;

/// So much of what an engine holds for no judgement goes to the side that is asked for: of
/// answers to a question for complaints four in five complain.
const PRIOR: f32 = 0.8;

/// P(negative) from which on an answer to a question for what was good complains after all; that of a
/// few words which do not say no. The names of unpleasant things (`Pain management`) have less than
/// that, and 差劲 more.
const SURELY: f32 = 0.9;
const SURELY_IN_SHORT: f32 = 0.95;

/// Words of a short answer that there was nothing good; of Chinese ones any may stand in another.
const NONE_EN: [&str; 8] =
    ["no", "none", "nothing", "not", "never", "nobody", "nowhere", "neither"];
const NONE_ZH: [char; 4] = ['没', '无', '不', '未'];

/// What may stand beside the name of a thing in an answer that only names it.
static FILLERS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/words/bare_answers.txt").lines();
    lines.filter(|line| !line.starts_with('#') && !line.is_empty()).collect()
});

/// What an answer names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// The aspects, but for those of the experience as a whole, each once.
    pub(super) aspects: Vec<AspectId>,
    /// Whether it says nothing else.
    pub(super) alone: bool,
}

/// Gives a verdict on a bare answer the side that its question asks for; whether it did. It does
/// so where the answer is short, is not judged by itself, names something and says nothing else,
/// or leans to that side already, and never where the engine is clear about the opposite: but what was
/// named as good is a complaint only where that is sure (see [`merely_names`]). `named` tells what the
/// answer names beside the opinions that were found in it.
pub(super) fn take_side(
    verdict: &mut Verdict,
    asked: Asked,
    answer: &str,
    named: impl FnOnce(&[Said]) -> Named,
) -> bool {
    let (class, label, side) = match asked {
        Asked::Praise => (Class::Positive, Label::Positive, 1.0),
        Asked::Complaint => (Class::Negative, Label::Negative, -1.0),
        Asked::Anything | Asked::Wish | Asked::Later | Asked::Before => return false,
    };
    let softened = asked == Asked::Praise && merely_names(verdict, answer);
    if softened {
        soften(verdict);
    }
    let undetected = verdict.label == Label::Undetected;
    if !(undetected || verdict.label == Label::Neutral) || !is_short(answer) {
        return softened;
    }
    let Named { aspects, alone } = named(&verdict.opinions);
    let leaning = side * verdict.sentiment;
    let opposite = |said: &Said| side * said.sentiment <= -CLEAR_OPINION;
    let opposed = leaning <= -CLEAR || verdict.opinions.iter().any(opposite);
    if aspects.is_empty() || opposed || !(alone || leaning >= LEANING) {
        return softened;
    }
    // Of what was not judged the engine tells nothing.
    let before = match undetected {
        true => Polarity { negative: 0.0, neutral: 1.0, positive: 0.0 },
        false => verdict.polarity,
    };
    let polarity = moved(before, class);
    if polarity.class() != class {
        return softened;
    }
    if undetected {
        verdict.mixed = verdict.mixed.map(|_| 0.0);
    }
    (verdict.label, verdict.polarity) = (label, polarity);
    verdict.sentiment = polarity.sentiment();
    // The question does not say how many stars it is.
    verdict.stars = None;
    verdict.emotion = verdict.emotion.map(|_| match class {
        Class::Negative => Emotion::Dissatisfied,
        Class::Neutral | Class::Positive => Emotion::Satisfied,
    });
    for aspect in aspects {
        let mut found = false;
        for said in verdict.opinions.iter_mut().filter(|said| said.aspect == aspect) {
            found = true;
            if side * said.sentiment < CLEAR_OPINION {
                (said.class, said.sentiment) = (class, side * PRIOR);
            }
        }
        if !found {
            let evidence = 0..answer.len();
            let sentiment = side * PRIOR;
            // By itself the answer does not say so.
            verdict.opinions.push(Said { aspect, class, sentiment, evidence, borne_out: false });
        }
    }
    verdict.opinions.sort_by_key(|said| (said.evidence.start, said.aspect));
    true
}

/// Whether what is taken for a complaint is an answer to a question for what was good that names it,
/// as `Weekly problem sheets` does: it is not surely negative.
fn merely_names(verdict: &Verdict, answer: &str) -> bool {
    let none = || {
        let small = answer.to_lowercase();
        let mut words = small.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'));
        small.contains(NONE_ZH)
            || words.any(|word| {
                NONE_EN.contains(&word) || word.ends_with("n't") || word.ends_with("n’t")
            })
    };
    let negative = matches!(verdict.label, Label::Negative | Label::VeryNegative);
    let names = is_short(answer) && !none();
    let surely = if names { SURELY_IN_SHORT } else { SURELY };
    negative && verdict.polarity.negative < surely
}

/// Makes a verdict one that judges nothing where it was negative.
fn soften(verdict: &mut Verdict) {
    let Polarity { negative, neutral, positive } = verdict.polarity;
    verdict.label = Label::Neutral;
    verdict.polarity = Polarity { negative: 0.0, neutral: neutral + negative, positive };
    verdict.sentiment = 0.0;
    verdict.stars = None;
    verdict.emotion = verdict.emotion.map(|_| Emotion::None);
    for said in verdict.opinions.iter_mut().filter(|said| said.class == Class::Negative) {
        (said.class, said.sentiment) = (Class::Neutral, 0.0);
    }
}

/// Probabilities in which most of the neutral one goes to `class`.
fn moved(before: Polarity, class: Class) -> Polarity {
    let more = PRIOR * before.neutral;
    let neutral = before.neutral - more;
    match class {
        Class::Negative => Polarity { negative: before.negative + more, neutral, ..before },
        Class::Positive => Polarity { positive: before.positive + more, neutral, ..before },
        Class::Neutral => before,
    }
}

/// Whether it is a word or a few: a Chinese character counts half of another word.
fn is_short(answer: &str) -> bool {
    let (mut weight, mut in_word) = (0, false);
    for c in answer.chars() {
        let letter = c.is_alphanumeric() && !is_han(c);
        match (is_han(c), letter && !in_word) {
            (true, _) => weight += 1,
            (false, true) => weight += 2,
            (false, false) => {}
        }
        in_word = letter || in_word && c == '\'';
        if weight > LONGEST {
            return false;
        }
    }
    true
}

/// Whether a text, in small letters and simplified characters, says nothing but what stands at
/// these places, in order.
pub(super) fn says_nothing_else(text: &str, named: impl IntoIterator<Item = Range<usize>>) -> bool {
    let (mut rest, mut from) = (String::new(), 0);
    for Range { start, end } in named {
        rest.push_str(text.get(from..start).unwrap_or_default());
        rest.push(' ');
        from = end;
    }
    rest.push_str(text.get(from..).unwrap_or_default());
    rest.split(|c: char| !c.is_alphanumeric()).all(is_filler)
}

/// Whether a run of letters is one of the fillers, or Chinese ones one after the other.
fn is_filler(word: &str) -> bool {
    let mut rest = word;
    while rest.chars().next().is_some_and(is_han) {
        let fits = FILLERS.iter().filter(|filler| rest.starts_with(**filler));
        let Some(longest) = fits.map(|filler| filler.len()).max() else { return false };
        rest = &rest[longest..];
    }
    rest.is_empty() || FILLERS.contains(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opinion::{Effort, Grave, Taxonomy};
    use crate::pipeline::Judge;
    use crate::sentiment::{Engine, EngineError, Judgement, Request};
    use crate::text::{Analyzer, Language};

    /// A verdict with these shares, and with opinions of aspects 3, 4… of these sentiments.
    fn verdict(label: Label, [negative, positive]: [f32; 2], opinions: &[f32]) -> Verdict {
        let polarity = Polarity { negative, neutral: 1.0 - negative - positive, positive };
        let said = |(aspect, sentiment): (AspectId, &f32)| Said {
            aspect,
            class: if *sentiment < -0.5 { Class::Negative } else { Class::Neutral },
            sentiment: *sentiment,
            evidence: 0..6,
            borne_out: true,
        };
        Verdict {
            language: Language::Zh,
            label,
            effort: Effort::None,
            grave: Grave::default(),
            sentiment: if label == Label::Undetected { 0.0 } else { polarity.sentiment() },
            polarity,
            mixed: Some(0.0),
            stars: Some(3.0),
            emotion: Some(Emotion::None),
            opinions: (3..).zip(opinions).map(said).collect(),
            embedded: None,
            names: None,
            words: None,
        }
    }

    fn naming(aspects: &[AspectId], alone: bool) -> Named {
        Named { aspects: aspects.to_vec(), alone }
    }

    #[test]
    fn a_bare_answer_takes_the_side_of_its_question() {
        let before = verdict(Label::Neutral, [0.1, 0.1], &[0.2]);
        for (asked, label, sentiment, emotion) in [
            (Asked::Complaint, Label::Negative, -0.64, Emotion::Dissatisfied),
            (Asked::Praise, Label::Positive, 0.64, Emotion::Satisfied),
        ] {
            let mut verdict = before.clone();
            assert!(take_side(&mut verdict, asked, "尺码", |_| naming(&[3, 7], true)));
            assert_eq!((verdict.label, verdict.emotion), (label, Some(emotion)));
            // Of 0.8 for neutral 0.64 go over.
            assert!((verdict.sentiment - sentiment).abs() < 1e-6, "{verdict:?}");
            assert!((verdict.polarity.neutral - 0.16).abs() < 1e-6);
            assert_eq!(verdict.stars, None);
            let side = sentiment.signum();
            let found: Vec<_> = verdict
                .opinions
                .iter()
                .map(|said| (said.aspect, said.sentiment, said.borne_out))
                .collect();
            assert_eq!(found, [(3, 0.8 * side, true), (7, 0.8 * side, false)]);
        }
        for asked in [Asked::Anything, Asked::Wish] {
            let mut verdict = before.clone();
            assert!(!take_side(&mut verdict, asked, "尺码", |_| naming(&[3], true)));
            assert_eq!(verdict, before);
        }
    }

    #[test]
    fn what_was_good_is_no_complaint_unless_it_is_surely_one() {
        let negative = |p: f32| verdict(Label::Negative, [p, 0.02], &[-0.7]);
        let asked = |mut found: Verdict, asked, answer: &str, aspects: &[AspectId]| {
            take_side(&mut found, asked, answer, |_| naming(aspects, true));
            found.label
        };
        let good =
            |found, answer, aspects: &[AspectId]| asked(found, Asked::Praise, answer, aspects);
        assert_eq!(good(negative(0.66), "Weekly problem sheets", &[3]), Label::Positive);
        assert_eq!(good(negative(0.66), "Weekly problem sheets", &[]), Label::Neutral);
        assert_eq!(good(negative(0.94), "Weekly problem sheets", &[]), Label::Neutral);
        assert_eq!(good(negative(0.95), "差劲", &[]), Label::Negative);
        let long = "the sheets that we had to do week after week";
        assert_eq!(good(negative(0.89), long, &[]), Label::Neutral);
        assert_eq!(good(negative(0.9), long, &[]), Label::Negative);
        for none in ["Nothing at all", "It wasn't good", "没什么好的"] {
            assert_eq!(good(negative(0.9), none, &[]), Label::Negative, "{none}");
        }
        assert_eq!(asked(negative(0.66), Asked::Anything, "Weekly sheets", &[3]), Label::Negative);
        let mut found = negative(0.66);
        assert!(take_side(&mut found, Asked::Praise, "sheets", |_| naming(&[], true)));
        assert_eq!((found.sentiment, found.opinions[0].sentiment), (0.0, 0.0));
        assert_eq!(found.opinions[0].class, Class::Neutral);
    }

    #[test]
    fn what_was_not_judged_is_judged_by_its_question() {
        let mut found = verdict(Label::Undetected, [0.4, 0.2], &[]);
        assert!(take_side(&mut found, Asked::Complaint, "wifi", |_| naming(&[9], true)));
        assert_eq!((found.label, found.opinions.len()), (Label::Negative, 1));
        assert!((found.sentiment + 0.8).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn what_the_engine_is_clear_about_stays() {
        let neutral =
            |shares: [f32; 2], opinions: &[f32]| verdict(Label::Neutral, shares, opinions);
        let named = || naming(&[3], true);
        let beside = || naming(&[3], false);
        for (what, before, answer, named, taken) in [
            ("praise", verdict(Label::Positive, [0.1, 0.8], &[]), "价格便宜", named(), false),
            ("both", verdict(Label::Mixed, [0.4, 0.4], &[]), "便宜，慢", named(), false),
            ("clear", neutral([0.05, 0.4], &[]), "物流", named(), false),
            ("nearly clear", neutral([0.05, 0.34], &[]), "物流", named(), true),
            ("opinion", neutral([0.1, 0.1], &[0.5]), "位置", named(), false),
            ("lesser opinion", neutral([0.1, 0.1], &[0.49]), "位置", named(), true),
            ("nothing named", neutral([0.1, 0.1], &[]), "主播", naming(&[], true), false),
            ("more said", neutral([0.1, 0.1], &[]), "物流还可以", beside(), false),
            ("leaning", neutral([0.3, 0.1], &[]), "码数大一号", beside(), true),
            ("long", neutral([0.3, 0.1], &[]), "码数比标的大一号多", named(), false),
            ("the other way", neutral([0.0, 0.2], &[0.1]), "物流", named(), true),
        ] {
            let mut verdict = before.clone();
            assert_eq!(
                take_side(&mut verdict, Asked::Complaint, answer, |_| named),
                taken,
                "{what}"
            );
            assert_eq!(verdict == before, !taken, "{what}");
        }
    }

    #[test]
    fn a_few_words_are_short() {
        for (answer, short) in [
            ("", true),
            ("退货运费自己出钱", true),
            ("退货运费要自己出钱", false),
            ("The staff at reception", true),
            ("The staff at the reception", false),
            ("the staff's car", true),
            ("价格 price too", true),
        ] {
            assert_eq!(is_short(answer), short, "{answer}");
        }
    }

    #[test]
    fn names_with_fillers_say_nothing_else() {
        let alone = |text: &str, terms: &[&str]| {
            let places = terms.iter().map(|term| {
                let at = text.find(term).unwrap();
                at..at + term.len()
            });
            says_nothing_else(text, places.collect::<Vec<_>>())
        };
        for (text, terms, wanted) in [
            ("尺码", &["尺码"][..], true),
            ("主要是物流方面吧", &["物流"], true),
            ("价格、物流。", &["价格", "物流"], true),
            ("the parking, please!", &["parking"], true),
            ("物流还行", &["物流"], false),
            ("cheaper parking", &["parking"], false),
            ("parking on site", &["parking"], false),
            ("", &[], true),
        ] {
            assert_eq!(alone(text, terms), wanted, "{text}");
        }
    }

    /// An engine that judges nothing.
    struct Silent;

    impl Engine for Silent {
        fn name(&self) -> &str {
            "silent"
        }

        fn model(&self) -> &str {
            "1"
        }

        fn judge(&self, batch: &[Request<'_>]) -> Result<Vec<Judgement>, EngineError> {
            let neutral = Polarity { negative: 0.1, neutral: 0.8, positive: 0.1 };
            let judged = |request: &Request<'_>| {
                let units = vec![neutral; request.text.units.len()];
                Judgement::of_polarity(neutral, units, vec![neutral; request.aspects.len()])
            };
            Ok(batch.iter().map(judged).collect())
        }
    }

    #[test]
    fn a_judge_hears_what_bare_answers_name() {
        let taxonomy = Taxonomy::builtin();
        let judge = Judge::new(Analyzer::new(), taxonomy, Box::new(Silent)).unwrap();
        for (answer, aspect) in [
            ("尺码", Some("size_fit")),
            ("the parking", Some("parking")),
            // Neither the experience as a whole nor nothing is a thing that was good or bad.
            ("整体体验", None),
            ("无", None),
            ("嗯嗯", None),
        ] {
            let judged = judge.judge([answer]).unwrap();
            let mut verdict = Verdict::of(&judged[0]);
            judge.take_side(&mut verdict, Asked::Complaint, answer);
            let found: Vec<&str> = verdict
                .opinions
                .iter()
                .filter(|said| said.class == Class::Negative)
                .map(|said| judge.taxonomy().aspect(said.aspect).name.id.as_str())
                .collect();
            assert_eq!(found, aspect.as_slice(), "{answer}");
            assert_eq!(verdict.label == Label::Negative, aspect.is_some(), "{answer}");
        }
    }
}
