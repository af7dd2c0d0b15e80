//! Themes: what people write about, found in their words and not in a taxonomy.
//!
//! A [`Piece`] is what a comment says that no aspect took. Pieces are put into a space in which
//! those that speak of the same lie close together (`space`), moved towards those around them
//! (`neighbours`), cut into clusters (`clusters`), and each cluster is called by what is said there
//! more than elsewhere (`naming`). Measured on comments whose topics are known, this does better than the states
//! of a transformer that was trained on sentiment, and than density clustering, which calls most
//! comments noise.
//!
//! Everything is seeded, and the order of the pieces does not matter.

mod clusters;
mod naming;
mod neighbours;
mod space;

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

/// The themes of `pieces`: about `number` of them. `meaning` is a vector for a word that lies
/// close to those of words of like meaning, where an engine has them. Empty where there are
/// fewer than [`FEWEST_PIECES`].
pub fn discover(
    pieces: &[Piece],
    number: usize,
    meaning: &dyn Fn(&str) -> Option<Vec<f32>>,
) -> Themes {
    let empty = Themes { themes: Vec::new(), agreement: 0.0 };
    let vocabulary = space::Vocabulary::of(pieces);
    let known: Vec<usize> = (0..pieces.len()).filter(|at| vocabulary.knows(&pieces[*at])).collect();
    if known.len() < FEWEST_PIECES || number < 2 {
        return empty;
    }
    // The order of the pieces is that of their words, so that it is no matter how they came.
    let mut order = known;
    order.sort_by(|a, b| texts(&pieces[*a]).cmp(texts(&pieces[*b])).then(a.cmp(b)));
    let sorted: Vec<&Piece> = order.iter().map(|at| &pieces[*at]).collect();
    let points = space::points(&sorted, &vocabulary, meaning);
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
