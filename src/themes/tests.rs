use super::*;

/// A piece of the words of a line, all of which name things.
pub(super) fn piece(line: &str) -> Piece {
    let word = |text: &str| PieceWord { text: text.to_owned(), weight: 1.0 };
    Piece { words: line.split_whitespace().map(word).collect(), embedding: None }
}

/// Pieces of three planted themes, with words that all share.
fn planted(each: usize) -> Vec<(usize, Piece)> {
    let themes = [
        ["parking", "garage", "spaces", "cars", "barrier"],
        ["coffee", "espresso", "milk", "cup", "barista"],
        ["invoice", "tax", "receipt", "billing", "number"],
    ];
    let filler = ["today", "again", "really", "monday", "people", "thing", "place"];
    let mut rng = fastrand::Rng::with_seed(7);
    let mut all = Vec::new();
    for (theme, words) in themes.iter().enumerate() {
        for _ in 0..each {
            let mut line: Vec<&str> = (0..3).map(|_| words[rng.usize(0..words.len())]).collect();
            line.extend((0..2).map(|_| filler[rng.usize(0..filler.len())]));
            all.push((theme, piece(&line.join(" "))));
        }
    }
    rng.shuffle(&mut all);
    all
}

#[test]
fn planted_themes_are_found_named_and_sure() {
    let planted = planted(60);
    let pieces: Vec<Piece> = planted.iter().map(|(_, piece)| piece.clone()).collect();
    let found = discover(&pieces, 3);
    assert_eq!(found.themes.len(), 3);
    assert!(found.agreement > 0.9, "{}", found.agreement);
    for theme in &found.themes {
        let kinds: Vec<usize> = theme.pieces.iter().map(|at| planted[*at].0).collect();
        let most = (0..3).map(|kind| kinds.iter().filter(|k| **k == kind).count()).max().unwrap();
        assert!(most as f64 >= 0.95 * kinds.len() as f64);
        assert!(!theme.words.iter().any(|word| word == "today" || word == "people"), "{theme:?}");
        assert_eq!(theme.name.len(), 2);
    }
    let all: usize = found.themes.iter().map(|theme| theme.pieces.len()).sum();
    assert!(all >= 175, "{all}");
}

#[test]
fn the_order_of_the_pieces_does_not_matter() {
    let mut pieces: Vec<Piece> = planted(30).into_iter().map(|(_, piece)| piece).collect();
    let said = |pieces: &[Piece]| {
        let found = discover(pieces, 4);
        let told = |theme: &Theme| {
            let texts = |at: &usize| texts(&pieces[*at]).collect::<Vec<_>>().join(" ");
            let mut members: Vec<String> = theme.pieces.iter().map(texts).collect();
            members.sort();
            (theme.name.clone(), theme.words.clone(), members)
        };
        (found.themes.iter().map(told).collect::<Vec<_>>(), found.agreement)
    };
    let before = said(&pieces);
    fastrand::Rng::with_seed(3).shuffle(&mut pieces);
    assert_eq!(said(&pieces), before);
}

#[test]
fn pieces_that_speak_of_the_same_are_one_theme() {
    // No word is shared between halves of a theme; only their embeddings are alike, beside what
    // praise and complaint have in common.
    let halves = [["car", "auto"], ["tea", "drink"]];
    let mut pieces = Vec::new();
    for i in 0..40 {
        for (theme, words) in halves.iter().enumerate() {
            let mut vector = vec![0.0_f32; 16];
            vector[theme] = 1.0;
            vector[8] = if i / 2 % 2 == 0 { 2.0 } else { -2.0 };
            pieces.push(Piece { embedding: Some(vector), ..piece(words[i % 2]) });
        }
    }
    let found = discover(&pieces, 2);
    assert_eq!(found.themes.len(), 2);
    for theme in &found.themes {
        let first = theme.pieces[0] % 2;
        assert!(theme.pieces.iter().all(|at| at % 2 == first));
    }
}

#[test]
fn pieces_of_the_same_words_come_by_their_embeddings() {
    let with = |first: f32| Piece { embedding: Some(vec![first, 0.0]), ..piece("a b") };
    assert_eq!(with(0.1).compared(&with(0.2)), Ordering::Less);
    assert_eq!(with(0.2).compared(&with(0.2)), Ordering::Equal);
    assert_eq!(with(-1.0).compared(&piece("a b")), Ordering::Greater);
    assert_eq!(with(9.0).compared(&piece("a c")), Ordering::Less);
}

#[test]
fn little_has_no_themes() {
    let few: Vec<Piece> = (0..FEWEST_PIECES - 1).map(|_| piece("parking full")).collect();
    assert!(discover(&few, 3).themes.is_empty());
    assert!(discover(&[], 3).themes.is_empty());
    // Nothing that is said twice, and nothing but what is said everywhere.
    let odd: Vec<Piece> = (0..50).map(|i| piece(&format!("w{i} v{i}"))).collect();
    assert!(discover(&odd, 3).themes.is_empty());
    let same: Vec<Piece> = (0..50).map(|_| piece("parking")).collect();
    assert!(discover(&same, 3).themes.is_empty());
}

#[test]
fn more_pieces_have_more_themes_up_to_a_bound() {
    assert_eq!(usual_number(30), 3);
    assert_eq!(usual_number(950), 11);
    assert_eq!(usual_number(1_000_000), 24);
}
