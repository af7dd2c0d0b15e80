//! That comments are in languages that are not judged, and how those score who wrote them.

use super::scores;
use crate::report::Summary;
use crate::report::document::{Text, count, phrase, sentences, value, word};
use crate::report::summary::{OtherLanguages, ScoresApart};

/// What the first page says of them; `None` where they are too few for it.
pub(super) fn in_short(summary: &Summary) -> Option<Text> {
    let found = summary.other_languages.as_ref().filter(|found| found.is_much())?;
    Some(sentences([told(found)].into_iter().chain(found.scores.as_ref().map(apart))))
}

fn told(found: &OtherLanguages) -> Text {
    let (n, all) = (("n", count(found.comments)), ("all", count(found.of)));
    match &found.language {
        Some(code) => {
            let language = ("language", word(format!("report.language.{code}")));
            phrase("report.other_languages.most", [n, all, language])
        }
        None => phrase("report.other_languages.told", [n, all]),
    }
}

fn apart(found: &ScoresApart) -> Text {
    let unit = scores::unit(found.score);
    let places = [
        ("score", scores::heading(found.score)),
        ("theirs", value(&found.theirs, unit)),
        ("n", count(found.n)),
        ("judged", value(&found.judged, unit)),
        ("n_judged", count(found.n_judged)),
    ];
    phrase("report.other_languages.scores", places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::ScoreKind;
    use crate::report::Lang;
    use crate::report::document::Words;
    use crate::report::sample;
    use crate::report::summary::Estimate;

    #[test]
    fn from_one_in_ten_on_the_first_page_tells_of_them() {
        let around = |value| Estimate { value, low: value - 0.1, high: value + 0.1 };
        let apart = ScoresApart {
            score: ScoreKind::Csat,
            theirs: around(0.17),
            n: 139,
            judged: around(0.84),
            n_judged: 461,
        };
        let of = |comments, language: Option<&str>, scores| {
            let language = language.map(str::to_owned);
            let found = OtherLanguages { comments, of: 370, rows: comments, language, scores };
            let summary = Summary { other_languages: Some(found), ..sample::bare() };
            in_short(&summary).map(|text| [Lang::En, Lang::Zh].map(|l| Words::new(l).say(&text)))
        };
        let [en, zh] = of(64, Some("es"), Some(apart)).unwrap();
        assert_eq!(
            en,
            "64 of 370 comments are in another language than English and Chinese, mostly Spanish, \
             and are not judged. CSAT top-2-box of those who wrote them: 17% (n = 139); of those \
             whose comments are judged: 84% (n = 461)."
        );
        assert!(
            zh.starts_with("370 条评论中有 64 条既非中文也非英文（多为西班牙语），未作判断。"),
            "{zh}"
        );
        let [en, _] = of(37, None, None).unwrap();
        assert!(en.ends_with("another language than English and Chinese and are not judged."));
        assert_eq!(of(36, None, None), None);
    }
}
