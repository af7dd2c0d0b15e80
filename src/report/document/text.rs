//! Text that knows no language yet: keys of words, and sentences with places
//! for typed values. A renderer says it in the language of its reader, and with
//! the numbers that suit it.

use std::borrow::Cow;

use crate::report::summary::{Estimate, Name, PainPoint};
use crate::stats::is_sure;

/// How the numbers of one measure are written. The one notion of it: words,
/// axes and cells of a spreadsheet all follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A whole number of things.
    Count,
    /// A number as it was given: an answer on its scale.
    Given,
    /// In [−1, 1], two decimals, signed: sentiment and correlations.
    Coefficient,
    /// In [−100, 100], whole and signed: NPS.
    Points,
    /// Points of a score, one decimal, signed: what something does to it.
    Effect,
    /// A share in [0, 1].
    Percent,
    /// A mean in scale points, two decimals.
    Mean,
    /// One decimal, without sign.
    Tenths,
    /// On the common footing of 0–100, whole.
    Footing,
    /// Difference of two shares, in [−1, 1]: whole percent points, signed.
    ShareDifference,
    /// A p or q value.
    Probability,
}

/// Text in no language, or in both.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Text {
    /// As it is in either language: from the export, or a symbol.
    Plain(Cow<'static, str>),
    /// Given in both languages.
    Name(Name),
    /// The word under a key of `locales/`.
    Word(Cow<'static, str>),
    /// The word under a key or, where there is none, a text from the export.
    Known(String, String),
    /// The sentence under a key, with what stands at its places.
    Phrase(Cow<'static, str>, Vec<(&'static str, Text)>),
    /// A number of a unit.
    Number(f64, Unit),
    /// The interval of an estimate, in brackets.
    Interval(Estimate, Unit),
    /// A day as ISO 8601.
    Day(String),
    /// A period of the trend, `YYYY-MM` or `YYYY-Www`.
    Period(String),
    /// The same without its year.
    ShortPeriod(String),
    /// A period as it is said in a sentence: a week by its first day.
    SaidPeriod(String),
    /// From the first day of a period to the last day of another, or from the one to the other, the
    /// year once where it is one.
    SaidSpan(String, String),
    /// Texts one after the other.
    Parts(Vec<Text>),
    /// Texts with the word under a key between them.
    Joined(Vec<Text>, &'static str),
}

impl From<&Name> for Text {
    fn from(name: &Name) -> Text {
        Text::Name(name.clone())
    }
}

impl From<Name> for Text {
    fn from(name: Name) -> Text {
        Text::Name(name)
    }
}

/// The word under a key.
pub(crate) fn word(key: impl Into<Cow<'static, str>>) -> Text {
    Text::Word(key.into())
}

/// A text that is the same in either language.
pub(crate) fn plain(text: impl Into<Cow<'static, str>>) -> Text {
    Text::Plain(text.into())
}

/// The sentence under a key.
pub(crate) fn phrase<const N: usize>(
    key: impl Into<Cow<'static, str>>,
    places: [(&'static str, Text); N],
) -> Text {
    Text::Phrase(key.into(), places.into())
}

/// A whole number.
pub(crate) fn count(n: u64) -> Text {
    Text::Number(n as f64, Unit::Count)
}

/// The value of an estimate.
pub(crate) fn value(estimate: &Estimate, unit: Unit) -> Text {
    Text::Number(estimate.value, unit)
}

/// The interval of an estimate.
pub(crate) fn interval(estimate: &Estimate, unit: Unit) -> Text {
    Text::Interval(*estimate, unit)
}

/// An estimate with its interval behind it.
pub(crate) fn estimate(estimate: &Estimate, unit: Unit) -> Text {
    parts([value(estimate, unit), plain(" "), interval(estimate, unit)])
}

/// Texts one after the other.
pub(crate) fn parts<const N: usize>(texts: [Text; N]) -> Text {
    Text::Parts(texts.into())
}

/// Two names with a mark between them.
pub(crate) fn between(left: &Name, mark: &'static str, right: &Name) -> Text {
    parts([left.into(), plain(mark), right.into()])
}

/// A touchpoint, with the aspect where it has one; an aspect that bears the name
/// of its touchpoint stands alone.
pub(crate) fn driver_name(touchpoint: &Name, aspect: Option<&Name>) -> Text {
    Text::Name(Name::both(|lang| {
        let touchpoint = touchpoint.in_lang(lang);
        match aspect.map(|aspect| aspect.in_lang(lang)) {
            Some(aspect) if aspect != touchpoint => format!("{touchpoint} × {aspect}"),
            _ => touchpoint.to_owned(),
        }
    }))
}

/// What a pain point is about beside its touchpoint: where both have one name,
/// all of it.
pub(crate) fn aspect_of(pain: &PainPoint) -> Text {
    Text::Name(Name::both(|lang| {
        let aspect = pain.aspect.in_lang(lang);
        match pain.touchpoint.in_lang(lang) == aspect {
            true => super::Words::new(lang).word("report.pain.overall"),
            false => aspect.to_owned(),
        }
    }))
}

/// `q = 0.02` or `q < 0.001`, in running text; the same for p.
pub(crate) fn chance(symbol: &'static str, value: f64) -> Text {
    match value < 0.001 {
        true => parts([plain(symbol), plain(" < 0.001")]),
        false => parts([plain(symbol), plain(" = "), Text::Number(value, Unit::Probability)]),
    }
}

/// How strongly a q value speaks: `***` up to 0.001, `**` up to 0.01, `*` up to 0.05.
pub(crate) fn stars(q: f64) -> &'static str {
    match q {
        q if q <= 0.001 => "***",
        q if q <= 0.01 => "**",
        q if is_sure(q) => "*",
        _ => "",
    }
}

/// Sentences in one paragraph.
pub(crate) fn sentences(texts: impl IntoIterator<Item = Text>) -> Text {
    Text::Joined(texts.into_iter().collect(), "report.between_sentences")
}
