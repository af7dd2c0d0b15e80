//! Grave matters: what is rare and must be read one by one, whatever it costs the score.
//!
//! Tables count what is frequent. A customer who got an electric shock is one of a thousand, and no
//! table tells of it. So a comment is searched for phrases that tell of harm to people, of theft, of
//! fraud and of the law, which are in `data/words/grave.toml`. A false alarm is worse than a miss
//! here, so a phrase says nothing where it is negated, feared or supposed, or part of a look-alike.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::phrase::{PhraseMatch, Phrases, SlotWords};
use crate::text::Prepared;

const WORDS: &str = include_str!("../../data/words/grave.toml");

/// A kind of grave matter; what harms people comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GraveKind {
    /// Harm to the body.
    Injury,
    /// Electric shock.
    Shock,
    /// Fire, smoke or an explosion.
    Fire,
    /// A death.
    Death,
    /// The wrong medicine or treatment.
    Medicine,
    /// Food that made ill, or things in it that hurt.
    Food,
    /// Assault, threats or harassment.
    Violence,
    /// Somebody who may harm themselves.
    SelfHarm,
    /// A child, an old or a disabled person who was left.
    Neglect,
    /// Theft, or valuables that are gone.
    Theft,
    /// Fraud, or payments that nobody allowed.
    Fraud,
    /// Bribes.
    Bribery,
    /// Discrimination.
    Discrimination,
    /// The police, a court or a regulator.
    Law,
}

impl GraveKind {
    /// All kinds, in their order.
    pub const ALL: [GraveKind; 14] = [
        GraveKind::Injury,
        GraveKind::Shock,
        GraveKind::Fire,
        GraveKind::Death,
        GraveKind::Medicine,
        GraveKind::Food,
        GraveKind::Violence,
        GraveKind::SelfHarm,
        GraveKind::Neglect,
        GraveKind::Theft,
        GraveKind::Fraud,
        GraveKind::Bribery,
        GraveKind::Discrimination,
        GraveKind::Law,
    ];

    /// The code used in files and in the word list.
    pub fn as_str(self) -> &'static str {
        match self {
            GraveKind::Injury => "injury",
            GraveKind::Shock => "shock",
            GraveKind::Fire => "fire",
            GraveKind::Death => "death",
            GraveKind::Medicine => "medicine",
            GraveKind::Food => "food",
            GraveKind::Violence => "violence",
            GraveKind::SelfHarm => "self_harm",
            GraveKind::Neglect => "neglect",
            GraveKind::Theft => "theft",
            GraveKind::Fraud => "fraud",
            GraveKind::Bribery => "bribery",
            GraveKind::Discrimination => "discrimination",
            GraveKind::Law => "law",
        }
    }

    /// Whether one comment is enough to tell of it.
    pub fn counts_alone(self) -> bool {
        use GraveKind::{Fraud, Injury, SelfHarm, Shock, Theft};
        matches!(self, Injury | Shock | SelfHarm | Theft | Fraud)
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The grave matters that one comment speaks of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grave(u16);

impl Grave {
    /// Those of a comment, by its phrases alone.
    pub fn of(comment: &Prepared) -> Grave {
        let text = comment.matching_text();
        let units = comment.units.iter().map(|unit| &text[unit.span.clone()]);
        Grave(units.fold(0, |all, unit| all | Grave::of_unit(unit).0))
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its kinds, in their order.
    pub fn kinds(self) -> impl Iterator<Item = GraveKind> {
        GraveKind::ALL.into_iter().filter(move |kind| self.0 & kind.bit() != 0)
    }

    fn of_unit(text: &str) -> Grave {
        let found = PHRASES.find(text);
        // In the order of their starts, which is that of their ends: none lies in another.
        let alike = |f: &&PhraseMatch<Sign>| f.meaning == Sign::LookAlike;
        let alike: Vec<(usize, usize)> =
            found.iter().filter(alike).map(|f| (f.start, f.end)).collect();
        let looks_alike = |f: &PhraseMatch<Sign>| {
            let before = alike.partition_point(|span| span.0 < f.end);
            before.checked_sub(1).is_some_and(|last| f.start < alike[last].1)
        };
        let unreal = found.iter().find(|f| f.meaning == Sign::Unreal);
        let real = unreal.map_or(text.len(), |f| f.start);
        let told = found.iter().filter(|f| !f.negated && f.start < real && !looks_alike(f));
        Grave(told.fold(0, |all, f| match f.meaning {
            Sign::Of(kind) => all | kind.bit(),
            Sign::LookAlike | Sign::Unreal => all,
        }))
    }
}

impl FromIterator<GraveKind> for Grave {
    fn from_iter<I: IntoIterator<Item = GraveKind>>(kinds: I) -> Grave {
        Grave(kinds.into_iter().fold(0, |all, kind| all | kind.bit()))
    }
}

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Of(GraveKind),
    /// Nothing: something else that is written alike.
    LookAlike,
    /// That what follows did not happen.
    Unreal,
}

/// The sections of the word list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kinds: BTreeMap<String, Vec<String>>,
    none: Vec<String>,
    unreal: Vec<String>,
    #[serde(flatten)]
    lexicon: SlotWords,
}

static PHRASES: LazyLock<Phrases<Sign>> = LazyLock::new(|| match toml::from_str::<File>(WORDS) {
    Ok(File { mut kinds, none, unreal, lexicon }) => {
        let of_kind =
            |kind: GraveKind| (Sign::Of(kind), kinds.remove(kind.as_str()).unwrap_or_default());
        let mut groups: Vec<(Sign, Vec<String>)> =
            GraveKind::ALL.into_iter().map(of_kind).collect();
        groups.extend([(Sign::LookAlike, none), (Sign::Unreal, unreal)]);
        Phrases::new(&groups, lexicon)
    }
    // A test reads the same constant.
    Err(_) => unreachable!("the list of grave matters is well formed"),
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Analyzer;

    fn kinds(analyzer: &Analyzer, text: &str) -> Vec<GraveKind> {
        Grave::of(&analyzer.prepare(text)).kinds().collect()
    }

    #[test]
    fn what_harms_people_or_breaks_the_law_is_found() {
        use GraveKind::*;
        let analyzer = Analyzer::new();
        for (text, wanted) in [
            ("Got an electric shock off the handle, my hand was numb", vec![Shock]),
            ("The plug melted into my car's socket", vec![Fire]),
            ("burnt my fingers on the connector", vec![Injury]),
            ("He kicked my dog. On camera.", vec![Violence]),
            ("They gave me another patient's tablets", vec![Medicine]),
            ("They asked for dad's signature. He is dead.", vec![Death]),
            ("My wheelchair was smashed in the hold", vec![Neglect]),
            ("hacked!! all gone overnight", vec![Fraud]),
            ("my wallet was stolen from the locker, I went to the police", vec![Theft, Law]),
            ("we both got food poisoning from the buffet", vec![Food]),
            ("3号桩漏电，下雨天滋滋冒火花", vec![Shock, Fire]),
            ("抽屉里的金戒指不见了", vec![Theft]),
            ("理赔员暗示要给红包", vec![Bribery]),
            ("老师推搡孩子，不给说法就报警", vec![Violence, Law]),
            ("吃完拉肚子了", vec![Food]),
        ] {
            assert_eq!(kinds(&analyzer, text), wanted, "{text}");
        }
    }

    #[test]
    fn figures_of_speech_and_what_did_not_happen_are_none() {
        let analyzer = Analyzer::new();
        for text in [
            "the shock absorber is worn",
            "killer features but slow",
            "the fire stick never connects",
            "the battery is dead after an hour",
            "the singer stole the show",
            "the price was a shock, not to die for",
            "nobody was injured",
            "I was afraid it had caught fire",
            "if it caught fire nobody would notice",
            "feels like daylight robbery, a scam",
            "被种草买的，不好用",
            "偷偷涨价，偷工减料",
            "火锅太难吃",
            "气得冒烟",
            "就是个骗子公司",
            "担心漏电",
            "没有漏电，就是慢",
            "骚扰电话太多",
            "好评返红包，没返",
        ] {
            let found = kinds(&analyzer, text);
            assert!(found.is_empty(), "{text}: {found:?}");
        }
    }

    #[test]
    fn the_list_names_every_kind_and_no_other() {
        let File { kinds, none, unreal, .. } = toml::from_str(WORDS).unwrap();
        let mut wanted: Vec<&str> = GraveKind::ALL.iter().map(|kind| kind.as_str()).collect();
        wanted.sort_unstable();
        assert_eq!(kinds.keys().map(String::as_str).collect::<Vec<_>>(), wanted);
        let all: Vec<&String> = kinds.values().flatten().chain(&none).chain(&unreal).collect();
        let distinct: std::collections::HashSet<&&String> = all.iter().collect();
        assert_eq!(all.len(), distinct.len(), "a phrase stands there twice");
        for phrase in all {
            assert!(phrase.trim() == phrase && phrase.to_lowercase() == *phrase, "{phrase}");
        }
        let all: Vec<GraveKind> = Grave::from_iter(GraveKind::ALL).kinds().collect();
        assert_eq!(all, GraveKind::ALL);
    }
}
