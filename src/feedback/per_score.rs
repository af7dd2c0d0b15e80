//! One of something for every score.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde::{Deserialize, Deserializer};

use super::score::ScoreValue;
use super::score_kind::ScoreKind;

/// One of something for every score. Written as a map by the names of the scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerScore<T>([T; ScoreKind::COUNT]);

/// At most one answer to each score.
pub type Scores = PerScore<Option<ScoreValue>>;

impl<T> PerScore<T> {
    /// What `of` makes of each score.
    pub fn from_fn(of: impl FnMut(ScoreKind) -> T) -> PerScore<T> {
        PerScore(ScoreKind::ALL.map(of))
    }

    /// Each with its score, in the order of [`ScoreKind::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (ScoreKind, &T)> {
        ScoreKind::ALL.into_iter().zip(&self.0)
    }

    /// Each with its score, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (ScoreKind, &mut T)> {
        ScoreKind::ALL.into_iter().zip(&mut self.0)
    }

    /// What `of` makes of each.
    pub fn map<U>(self, mut of: impl FnMut(ScoreKind, T) -> U) -> PerScore<U> {
        let mut at = 0;
        PerScore(self.0.map(|value| {
            let kind = ScoreKind::ALL[at];
            at += 1;
            of(kind, value)
        }))
    }
}

impl<T: Copy> PerScore<Option<T>> {
    /// That of one score.
    pub fn get(&self, kind: ScoreKind) -> Option<T> {
        self[kind]
    }

    /// Sets that of one score.
    pub fn set(&mut self, kind: ScoreKind, value: Option<T>) {
        self[kind] = value;
    }

    /// Those that are there, with their scores.
    pub fn given(&self) -> impl Iterator<Item = (ScoreKind, T)> {
        self.iter().filter_map(|(kind, value)| Some((kind, (*value)?)))
    }
}

impl<T> PerScore<Option<T>> {
    /// These, and none of the other scores; of two of one score the later.
    pub fn of(given: impl IntoIterator<Item = (ScoreKind, T)>) -> PerScore<Option<T>> {
        let mut all = PerScore::from_fn(|_| None);
        given.into_iter().for_each(|(kind, value)| all[kind] = Some(value));
        all
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

impl<T: Default> Default for PerScore<T> {
    fn default() -> PerScore<T> {
        PerScore::from_fn(|_| T::default())
    }
}

impl<T> Index<ScoreKind> for PerScore<T> {
    type Output = T;

    fn index(&self, kind: ScoreKind) -> &T {
        &self.0[kind as usize]
    }
}

impl<T> IndexMut<ScoreKind> for PerScore<T> {
    fn index_mut(&mut self, kind: ScoreKind) -> &mut T {
        &mut self.0[kind as usize]
    }
}

impl<T> IntoIterator for PerScore<T> {
    type Item = (ScoreKind, T);
    type IntoIter = std::iter::Zip<
        std::array::IntoIter<ScoreKind, { ScoreKind::COUNT }>,
        std::array::IntoIter<T, { ScoreKind::COUNT }>,
    >;

    fn into_iter(self) -> Self::IntoIter {
        ScoreKind::ALL.into_iter().zip(self.0)
    }
}

impl<T: Serialize> Serialize for PerScore<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(ScoreKind::COUNT))?;
        for (kind, value) in self.iter() {
            map.serialize_entry(kind.id(), value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for PerScore<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PerScore<T>, D::Error> {
        let mut all = PerScore::default();
        for (kind, value) in BTreeMap::<ScoreKind, T>::deserialize(deserializer)? {
            all[kind] = value;
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Scale;

    #[test]
    fn each_score_has_a_place_of_its_own() {
        let ids = PerScore::from_fn(ScoreKind::id);
        assert!(ids.iter().all(|(kind, id)| kind.id() == *id));
        assert!(ids.map(|kind, id| kind.id() == id).into_iter().all(|(_, same)| same));
        let json = serde_json::to_string(&PerScore::from_fn(|kind| kind as usize)).unwrap();
        assert!(json.starts_with(r#"{"nps":0,"csat":1,"ces":2"#), "{json}");
    }

    #[test]
    fn what_was_given_is_found_again() {
        let answer = ScoreValue { value: 4.0, scale: Scale::higher(1.0, 5.0) };
        let mut scores = Scores::of([(ScoreKind::Ces, answer)]);
        assert_eq!(scores.given().collect::<Vec<_>>(), [(ScoreKind::Ces, answer)]);
        assert_eq!((scores.get(ScoreKind::Ces), scores.get(ScoreKind::Nps)), (Some(answer), None));
        assert!(!scores.is_empty() && Scores::default().is_empty());
        scores.set(ScoreKind::Ces, None);
        assert!(scores.is_empty());
    }
}
