//! Two questions of which one is the other turned round: 推荐理由 beside 不推荐理由. Each is then asked
//! of one side, also where its own words do not say so.

use unicode_normalization::UnicodeNormalization;

use crate::feedback::Asked;
use crate::ingest::columns::words::without_question_number;
use crate::simplified::simplified;

/// What turns a question round.
const NEGATIONS: [&str; 6] = ["不", "没", "not", "non", "dis", "un"];

/// The letters and digits of a question without its number.
pub(super) fn plain(question: &str) -> String {
    let folded = question.nfkc().collect::<String>().to_lowercase();
    let folded = simplified(&folded);
    without_question_number(folded.trim()).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether `question` is `other` with a word that turns it round; both without signs and numbers.
fn turns(question: &str, other: &str) -> bool {
    let without = |(at, word): (usize, &str)| {
        let (before, after) = (&question[..at], &question[at + word.len()..]);
        other.strip_prefix(before) == Some(after)
    };
    !other.is_empty()
        && question.len() > other.len()
        && NEGATIONS.iter().any(|word| question.match_indices(word).any(without))
}

/// The side that a question is asked of, by another one of `questions` that asks for the opposite;
/// all of them [`plain`].
pub(super) fn opposed(own: &str, questions: &[String]) -> Option<Asked> {
    questions.iter().find_map(|other| match () {
        () if turns(other, own) => Some(Asked::Praise),
        () if turns(own, other) => Some(Asked::Complaint),
        () => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_beside_its_opposite_is_asked_of_one_side() {
        for (question, other, wanted) in [
            ("推荐理由", "不推荐理由", Some(Asked::Praise)),
            ("不推荐理由", "推荐理由", Some(Asked::Complaint)),
            ("Q3. 您推荐的原因？", "Q4. 您不推荐的原因？", Some(Asked::Praise)),
            ("購買原因", "不购买原因", Some(Asked::Praise)),
            ("Why recommend?", "Why not recommend?", Some(Asked::Praise)),
            ("What are you unhappy with?", "What are you happy with?", Some(Asked::Complaint)),
            ("推荐理由", "推荐理由", None),
            ("推荐理由", "不满意理由", None),
            ("Why recommend?", "Why did you not recommend?", None),
            ("理由", "", None),
        ] {
            let questions = [question, other].map(plain);
            assert_eq!(opposed(&questions[0], &questions), wanted, "{question}");
        }
    }
}
