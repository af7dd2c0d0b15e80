//! Why a column was taken for what it is, as values that have words in either language.

use rust_i18n::t;

use crate::feedback::{Asked, Scale};
use crate::ingest::told::tool::tool_in;

/// A reason for the role or the scale of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence {
    /// Every cell is empty.
    Empty,
    /// The name holds a word.
    Named(&'static str),
    /// Neither name nor values show a use.
    NoMeaning,
    /// It asks of quality, attitude, response or value.
    Asks(&'static str),
    /// The question asks for one side of the experience.
    AsksFor(Asked),
    /// The name is that of technical or derived columns.
    Technical(&'static str),
    /// It holds titles that customers wrote above their comments.
    Title,
    /// The name is that of personal data which no statistic needs.
    Personal(&'static str),
    /// Most values are names of persons.
    FullNames,
    /// It holds promoter, passive and detractor.
    NpsGroups,
    /// Most cells are numbers.
    Numbers {
        /// Their share of the answers, in [0, 1].
        share: f64,
        /// The smallest.
        min: f64,
        /// The greatest.
        max: f64,
    },
    /// It holds 0 and 1 alone.
    Binary,
    /// Its cells are rows of stars.
    Stars,
    /// The values are on a scale.
    Scale {
        /// The scale.
        scale: Scale,
        /// Values.
        n: u64,
        /// The smallest.
        min: f64,
        /// The greatest.
        max: f64,
    },
    /// Nine in ten answers are on a scale.
    ScaleOfMost(Scale),
    /// The name states the scale.
    ScaleStated(Scale),
    /// The scale of the columns beside it.
    ScaleOfNeighbours(Scale),
    /// The scale that NPS is defined on.
    ScaleOfNps,
    /// Header or answers say which end of the scale is the good one.
    DirectionStated,
    /// A row above the header says which end of the scale is the good one.
    DirectionAbove,
    /// An earlier run has written the column.
    OwnOutput,
    /// The name is that of the company's own words.
    OwnWords(&'static str),
    /// Its labels form a scale.
    WordScale {
        /// Labels.
        n: usize,
        /// The scale in points.
        scale: Scale,
    },
    /// The tool of this id calls it so.
    Dialect(&'static str),
    /// The tool of this id codes answers so.
    DialectScore(&'static str),
    /// The question that the name is short for.
    Question(String),
    /// Running text.
    Text {
        /// Share of values that differ, in [0, 1].
        distinct: f64,
        /// Mean width in cells of a terminal.
        width: f64,
    },
    /// The share of dates, in [0, 1].
    Dates(f64),
    /// Another column tells better when the feedback was given.
    OtherTime(String),
    /// Another column names the respondent better.
    OtherRespondent(String),
    /// Another column names the touchpoint better.
    BetterTouchpoint(String),
    /// Few different values.
    Categories {
        /// Different values.
        n: u64,
        /// Cells that are filled.
        filled: u64,
    },
    /// Several choices of the same few.
    Choices {
        /// Different choices.
        n: u64,
        /// Cells that are filled.
        filled: u64,
    },
    /// So many different values, and enough segment fields without it.
    SegmentLimit(u64),
    /// One of several of its kind: the touchpoint is taken from the name.
    AtTouchpoint,
    /// It speaks of the experience as a whole.
    Whole,
    /// Another column has the same score and touchpoint.
    SameAs(String),
    /// The groups of NPS in that column follow from it.
    BesideGroups(String),
    /// That column says that the survey was one of NPS.
    BesideKind(String),
    /// The cells begin with a time and a name, as remarks in trackers do.
    Signed,
    /// What that column holds, in another language.
    TranslationOf(String),
    /// The same question as that column, asked in another branch.
    SameQuestion(String),
    /// The user's mapping states it.
    Mapping,
    /// The user's mapping leaves it out.
    Overridden,
}

impl Evidence {
    /// It, in words of `locale` (`en` or `zh`).
    pub fn words_in(&self, locale: &str) -> String {
        let percent = |share: &f64| format!("{:.0}", share * 100.0);
        match self {
            Evidence::Empty => t!("ingest.evidence.empty", locale = locale),
            Evidence::Named(word) => t!("ingest.evidence.name", locale = locale, word = word),
            Evidence::Asks(topic) => {
                t!(format!("ingest.asks.{topic}"), locale = locale)
            }
            Evidence::AsksFor(asked) => {
                t!(format!("ingest.asks_for.{}", asked.as_str()), locale = locale)
            }
            Evidence::NoMeaning => t!("ingest.evidence.no_meaning", locale = locale),
            Evidence::Technical(word) => {
                t!("ingest.evidence.technical", locale = locale, word = word)
            }
            Evidence::Title => t!("ingest.evidence.title", locale = locale),
            Evidence::Personal(word) => {
                t!("ingest.evidence.personal", locale = locale, word = word)
            }
            Evidence::FullNames => t!("ingest.evidence.full_names", locale = locale),
            Evidence::NpsGroups => t!("ingest.evidence.nps_groups", locale = locale),
            Evidence::Numbers { share, min, max } => {
                let (key, share) = ("ingest.evidence.numbers", percent(share));
                t!(key, locale = locale, share = share, min = min, max = max)
            }
            Evidence::Binary => t!("ingest.evidence.binary", locale = locale),
            Evidence::Stars => t!("ingest.evidence.stars", locale = locale),
            Evidence::Scale { scale, n, min, max } => {
                let (key, scale) = ("ingest.evidence.scale", scale.to_string());
                t!(key, locale = locale, scale = scale, n = n, min = min, max = max)
            }
            Evidence::ScaleOfMost(scale) => {
                t!("ingest.evidence.scale_most", locale = locale, scale = scale.to_string())
            }
            Evidence::ScaleStated(scale) => {
                t!("ingest.evidence.scale_stated", locale = locale, scale = scale.to_string())
            }
            Evidence::ScaleOfNeighbours(scale) => {
                t!("ingest.evidence.scale_neighbours", locale = locale, scale = scale.to_string())
            }
            Evidence::ScaleOfNps => t!("ingest.evidence.scale_nps", locale = locale),
            Evidence::DirectionStated => {
                t!("ingest.evidence.direction_stated", locale = locale)
            }
            Evidence::DirectionAbove => t!("ingest.evidence.direction_above", locale = locale),
            Evidence::OwnOutput => t!("ingest.evidence.own_output", locale = locale),
            Evidence::OwnWords(word) => {
                t!("ingest.evidence.own_words", locale = locale, word = word)
            }
            Evidence::WordScale { n, scale } => {
                let scale = scale.to_string();
                t!("ingest.evidence.word_scale", locale = locale, n = n, scale = scale)
            }
            Evidence::Dialect(id) => {
                t!("ingest.evidence.dialect", locale = locale, tool = tool_in(id, locale))
            }
            Evidence::DialectScore(id) => {
                t!("ingest.evidence.dialect_score", locale = locale, tool = tool_in(id, locale))
            }
            Evidence::Question(question) => {
                t!("ingest.evidence.question", locale = locale, question = question)
            }
            Evidence::Text { distinct, width } => {
                let (share, width) = (percent(distinct), format!("{width:.0}"));
                t!("ingest.evidence.text", locale = locale, share = share, width = width)
            }
            Evidence::Dates(share) => {
                t!("ingest.evidence.dates", locale = locale, share = percent(share))
            }
            Evidence::OtherTime(column) => {
                t!("ingest.evidence.other_time", locale = locale, column = column)
            }
            Evidence::OtherRespondent(column) => {
                t!("ingest.evidence.other_respondent", locale = locale, column = column)
            }
            Evidence::BetterTouchpoint(column) => {
                t!("ingest.evidence.better_touchpoint", locale = locale, column = column)
            }
            Evidence::Categories { n, filled } => {
                t!("ingest.evidence.categories", locale = locale, n = n, filled = filled)
            }
            Evidence::Choices { n, filled } => {
                t!("ingest.evidence.choices", locale = locale, n = n, filled = filled)
            }
            Evidence::SegmentLimit(n) => {
                t!("ingest.evidence.segment_limit", locale = locale, n = n)
            }
            Evidence::AtTouchpoint => t!("ingest.evidence.at_touchpoint", locale = locale),
            Evidence::Whole => t!("ingest.evidence.whole", locale = locale),
            Evidence::SameAs(column) => {
                t!("ingest.evidence.same_as", locale = locale, column = column)
            }
            Evidence::BesideGroups(column) => {
                t!("ingest.evidence.beside_groups", locale = locale, column = column)
            }
            Evidence::BesideKind(column) => {
                t!("ingest.evidence.beside_kind", locale = locale, column = column)
            }
            Evidence::Signed => t!("ingest.evidence.signed", locale = locale),
            Evidence::TranslationOf(column) => {
                t!("ingest.evidence.translation_of", locale = locale, column = column)
            }
            Evidence::SameQuestion(column) => {
                t!("ingest.evidence.same_question", locale = locale, column = column)
            }
            Evidence::Mapping => t!("ingest.evidence.mapping", locale = locale),
            Evidence::Overridden => t!("ingest.evidence.overridden", locale = locale),
        }
        .into_owned()
    }

    /// Several reasons as one sentence, in words of `locale`.
    pub fn sentence_in(reasons: &[Evidence], locale: &str) -> String {
        let words: Vec<String> = reasons.iter().map(|reason| reason.words_in(locale)).collect();
        words.join(if locale == "zh" { "；" } else { "; " })
    }

    /// The same with `shown` in place of everything that it quotes of the file.
    pub fn quoting(&self, shown: impl Fn(&str) -> String) -> Evidence {
        match self {
            Evidence::Question(text) => Evidence::Question(shown(text)),
            Evidence::OtherTime(name) => Evidence::OtherTime(shown(name)),
            Evidence::OtherRespondent(name) => Evidence::OtherRespondent(shown(name)),
            Evidence::BetterTouchpoint(name) => Evidence::BetterTouchpoint(shown(name)),
            Evidence::SameAs(name) => Evidence::SameAs(shown(name)),
            Evidence::BesideGroups(name) => Evidence::BesideGroups(shown(name)),
            Evidence::BesideKind(name) => Evidence::BesideKind(shown(name)),
            Evidence::TranslationOf(name) => Evidence::TranslationOf(shown(name)),
            Evidence::SameQuestion(name) => Evidence::SameQuestion(shown(name)),
            plain => plain.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each() -> Vec<Evidence> {
        let (scale, column) = (Scale::higher(1.0, 5.0), || "a".to_owned());
        vec![
            Evidence::Empty,
            Evidence::Named("nps"),
            Evidence::Asks("quality"),
            Evidence::Asks("attitude"),
            Evidence::Asks("response"),
            Evidence::Asks("value"),
            Evidence::AsksFor(Asked::Anything),
            Evidence::AsksFor(Asked::Praise),
            Evidence::AsksFor(Asked::Complaint),
            Evidence::AsksFor(Asked::Wish),
            Evidence::AsksFor(Asked::Before),
            Evidence::NoMeaning,
            Evidence::Technical("id"),
            Evidence::Title,
            Evidence::Personal("phone"),
            Evidence::FullNames,
            Evidence::NpsGroups,
            Evidence::Numbers { share: 0.9, min: 1.0, max: 7.5 },
            Evidence::Binary,
            Evidence::Stars,
            Evidence::Scale { scale, n: 12, min: 1.0, max: 5.0 },
            Evidence::ScaleOfMost(scale),
            Evidence::ScaleStated(scale),
            Evidence::ScaleOfNeighbours(scale),
            Evidence::ScaleOfNps,
            Evidence::DirectionStated,
            Evidence::DirectionAbove,
            Evidence::OwnOutput,
            Evidence::OwnWords("reply"),
            Evidence::WordScale { n: 5, scale },
            Evidence::Dialect("tencent"),
            Evidence::DialectScore("tencent"),
            Evidence::Question(column()),
            Evidence::Text { distinct: 0.5, width: 31.4 },
            Evidence::Dates(0.99),
            Evidence::OtherTime(column()),
            Evidence::OtherRespondent(column()),
            Evidence::BetterTouchpoint(column()),
            Evidence::Categories { n: 4, filled: 90 },
            Evidence::Choices { n: 4, filled: 90 },
            Evidence::SegmentLimit(7),
            Evidence::AtTouchpoint,
            Evidence::Whole,
            Evidence::SameAs(column()),
            Evidence::BesideGroups(column()),
            Evidence::BesideKind(column()),
            Evidence::Signed,
            Evidence::TranslationOf(column()),
            Evidence::SameQuestion(column()),
            Evidence::Mapping,
            Evidence::Overridden,
        ]
    }

    #[test]
    fn every_reason_has_words_in_both_languages() {
        for reason in each() {
            let [zh, en] = ["zh", "en"].map(|locale| reason.words_in(locale));
            assert_ne!(zh, en, "{reason:?}");
            for said in [zh, en] {
                assert!(!said.contains("%{") && !said.contains("ingest."), "{said}");
            }
        }
        let two = [Evidence::Whole, Evidence::Dates(0.994)];
        let said = "speaks of the experience as a whole; 99 % dates";
        assert_eq!(Evidence::sentence_in(&two, "en"), said);
    }

    #[test]
    fn what_it_quotes_of_the_file_can_be_put_in_other_words() {
        for reason in each() {
            let shown = reason.quoting(|column| format!("[{column}]"));
            let expected = reason.words_in("en").replace("“a”", "“[a]”");
            assert_eq!(shown.words_in("en"), expected);
        }
    }
}
