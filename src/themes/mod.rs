//! Themes: what people write about, found in their words and not in a taxonomy.
//!
//! A [`Piece`] is what a comment says that no aspect took. Pieces are put into a space in which
//! those that speak of the same lie close together (`space`), moved towards those around them
//! (`neighbours`), cut into clusters (`clusters`), and each cluster is called by what is said there
//! more than elsewhere (`naming`). Measured on comments whose topics are known, words and embeddings together do
//! better than either alone, and than density clustering, which calls most comments noise.
//!
//! Everything is seeded, and the order of the pieces does not matter.

mod clusters;
mod naming;
mod neighbours;
mod space;

use std::cmp::Ordering;

use crate::stats::agreement::adjusted_rand;

/// Words that a theme is told by.
pub const WORDS: usize = 6;

/// Fewest pieces that themes are looked for in.
pub const FEWEST_PIECES: usize = 30;

/// Fewest pieces of a theme.
const FEWEST_OF_A_THEME: usize = 5;

/// Resamples that the agreement is told from.
const RESAMPLES: u64 = 10;

/// What a comment says, word by word.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Its words in their order.
    pub words: Vec<PieceWord>,
    /// Of what it speaks, as an engine tells it: a vector as long as those of all other pieces.
    pub embedding: Option<Vec<f32>>,
}

impl Piece {
    /// By its words, then by its embedding: whatever two pieces differ in.
    fn compared(&self, other: &Piece) -> Ordering {
        let by_embedding = || {
            let [own, other] =
                [self, other].map(|piece| piece.embedding.as_deref().unwrap_or_default());
            let unequal = own.iter().zip(other).map(|(a, b)| a.total_cmp(b)).find(|o| o.is_ne());
            unequal.unwrap_or_else(|| own.len().cmp(&other.len()))
        };
        texts(self).cmp(texts(other)).then_with(by_embedding)
    }
}

/// A word of a [`Piece`].
#[derive(Debug, Clone, PartialEq)]
pub struct PieceWord {
    /// The word, as it is compared.
    pub text: String,
    /// How much it says of a topic: 0 for words that say nothing of any, 1 for what names
    /// things.
    pub weight: f64,
}

/// The themes of some pieces.
#[derive(Debug, Clone, PartialEq)]
pub struct Themes {
    /// The themes, that with the most pieces first.
    pub themes: Vec<Theme>,
    /// How far the themes of resampled pieces are the same: the mean adjusted Rand index
    /// (Hubert and Arabie 1985), 1 where all are, about 0 where chance decides.
    pub agreement: f64,
}

/// A theme.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// What it is called: a phrase or two words that are typical of it.
    pub name: Vec<String>,
    /// Whether these follow each other, as one phrase.
    pub phrase: bool,
    /// The words that are said in it more than elsewhere, the most telling first.
    pub words: Vec<String>,
    /// Its pieces by their number, the most typical first.
    pub pieces: Vec<usize>,
}

/// How many themes are looked for in so many pieces, unless told: a few in little, and no more
/// than somebody reads.
pub fn usual_number(pieces: usize) -> usize {
    ((pieces as f64 / 8.0).sqrt().round() as usize).clamp(3, 24)
}

/// The themes of `pieces`: about `number` of them. Empty where there are fewer than
/// [`FEWEST_PIECES`].
pub fn discover(pieces: &[Piece], number: usize) -> Themes {
    let empty = Themes { themes: Vec::new(), agreement: 0.0 };
    let vocabulary = space::Vocabulary::of(pieces);
    let known: Vec<usize> = (0..pieces.len()).filter(|at| vocabulary.knows(&pieces[*at])).collect();
    if known.len() < FEWEST_PIECES || number < 2 {
        return empty;
    }
    // The order of the pieces is that of their words, so that it is no matter how they came.
    let mut order = known;
    order.sort_by(|a, b| pieces[*a].compared(&pieces[*b]).then(a.cmp(b)));
    let sorted: Vec<&Piece> = order.iter().map(|at| &pieces[*at]).collect();
    let points = space::points(&sorted, &vocabulary);
    let moved = neighbours::moved(&points, number);
    let Some(found) = clusters::cut(&moved, number) else { return empty };
    let agreement: Vec<f64> = (0..RESAMPLES)
        .filter_map(|seed| clusters::cut_again(&points, &moved, number, seed))
        .filter_map(|again| adjusted_rand(&found.of, &again))
        .collect();
    let agreement = agreement.iter().sum::<f64>() / (agreement.len() as f64).max(1.0);
    let groups = clusters::merged(&found, &sorted, &vocabulary);
    let mut themes: Vec<Theme> = groups
        .iter()
        .filter(|members| members.len() >= FEWEST_OF_A_THEME)
        .filter_map(|members| {
            let called = naming::called(members, &sorted, &vocabulary)?;
            let typical = clusters::by_closeness(&points, members);
            let pieces = typical.into_iter().map(|at| order[at]).collect();
            Some(Theme { name: called.name, phrase: called.phrase, words: called.words, pieces })
        })
        .collect();
    themes.sort_by(|a, b| b.pieces.len().cmp(&a.pieces.len()).then(a.words.cmp(&b.words)));
    Themes { themes, agreement }
}

fn texts(piece: &Piece) -> impl Iterator<Item = &str> {
    piece.words.iter().map(|word| word.text.as_str())
}

#[cfg(test)]
mod tests;
