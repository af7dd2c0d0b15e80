//! `xinsheng explain`: how a comment is cut up, what it is about, and which
//! words moved the judgement.

use std::ops::Range;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use anyhow::Result;
use clap::Args;
use rust_i18n::t;
use serde_json::json;
use xinsheng::Lang;
use xinsheng::gate::Shown;
use xinsheng::gate::visible::one_line;
use xinsheng::pipeline::{Judge, JudgedComment, WordEffect};
use xinsheng::report::aligned_table::styled;
use xinsheng::sentiment::{Label, Polarity};

use super::{Common, setup};

/// A word is shown when it moves the sentiment by at least this much.
const NOTABLE: f32 = 0.05;

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The comment
    text: String,
    #[command(flatten)]
    judge: setup::JudgeArgs,
}

pub(super) fn run(args: &ExplainArgs, common: &Common) -> Result<ExitCode> {
    let judge = setup::judge(&args.judge, common)?;
    let (judged, effects) = judge.explain(&args.text)?;
    let gate = common.gate();
    let shown = gate.comment_naming(&args.text, judged.names().as_deref());
    let shown = Explained { judge: &judge, judged: &judged, shown };
    if common.json {
        common.show_json(&shown.as_json(&effects))?;
    } else {
        common.show(&shown.as_text(&effects, common.lang()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A judged comment, and its text as it may be shown.
struct Explained<'a> {
    judge: &'a Judge,
    judged: &'a JudgedComment,
    shown: Shown<'a>,
}

impl Explained<'_> {
    /// What stands for a span of the comment.
    fn original(&self, span: &Range<usize>) -> &str {
        self.shown.text.get(self.shown.span(span.clone())).unwrap_or_default()
    }

    /// The words of an opinion unit, each personal detail as one.
    fn words(&self, unit: usize) -> Vec<&str> {
        let text = &self.judged.text;
        let mut last = 0..0;
        let word = |word: Range<usize>| {
            let span = self.shown.span(text.normalized.original_span(word.clone()));
            if !self.changed() {
                return text.normalized.as_str().get(word);
            }
            let again = std::mem::replace(&mut last, span.clone()) == span;
            self.shown.text.get(span).filter(|_| !again)
        };
        let words = text.units.get(unit).map_or(0..0, |unit| unit.words.clone());
        text.words.get(words).unwrap_or_default().iter().cloned().filter_map(word).collect()
    }

    fn unit(&self, unit: usize) -> &str {
        let text = &self.judged.text;
        match text.units.get(unit) {
            Some(unit) if self.changed() => {
                self.original(&text.normalized.original_span(unit.span.clone()))
            }
            _ => text.unit_text(unit),
        }
    }

    fn changed(&self) -> bool {
        self.shown.text != self.judged.text.original
    }

    fn as_json(&self, effects: &[WordEffect]) -> serde_json::Value {
        let (judge, judged, text) = (self.judge, self.judged, &self.judged.text);
        let taxonomy = judge.taxonomy();
        let polarity = |p: &Polarity| json!({"negative": p.negative, "neutral": p.neutral, "positive": p.positive});
        let unit = |i: usize| {
            json!({
                "text": self.unit(i),
                "words": self.words(i),
                "polarity": judged.judgement.units.get(i).map(polarity),
            })
        };
        let opinion = |opinion: &xinsheng::opinion::Opinion| {
            json!({
                "touchpoint": taxonomy.touchpoint_of(opinion.aspect).name.id,
                "aspect": taxonomy.aspect(opinion.aspect).name.id,
                "term": self.original(&opinion.term),
                "polarity": opinion.polarity.class().as_str(),
                "sentiment": opinion.polarity.sentiment(),
                "span": [opinion.evidence.start, opinion.evidence.end],
            })
        };
        // As in scored tables: where there is nothing to judge, nothing was.
        let is_judged = judged.label != Label::Undetected;
        let or_null =
            |value: serde_json::Value| if is_judged { value } else { serde_json::Value::Null };
        let word =
            |word: &WordEffect| json!({"word": self.original(&word.span), "effect": word.effect});
        json!({
            "lang": text.language.as_str(),
            "label": judged.label.as_str(),
            "sentiment": or_null(json!(judged.sentiment())),
            "polarity": or_null(polarity(&judged.judgement.polarity)),
            "mixed": or_null(json!(judged.judgement.whole.map(|whole| whole.mixed))),
            "stars": or_null(json!(judged.judgement.stars)),
            "emotion": or_null(json!(judged.judgement.emotion.map(|emotion| emotion.as_str()))),
            "effort": or_null(json!(judged.effort.as_str())),
            "units": (0..text.units.len()).map(unit).collect::<Vec<_>>(),
            "opinions": judged.opinions.iter().map(opinion).collect::<Vec<_>>(),
            "words": effects.iter().map(word).collect::<Vec<_>>(),
        })
    }

    fn as_text(&self, effects: &[WordEffect], lang: Lang) -> String {
        let (judge, judged) = (self.judge, self.judged);
        let (text, judgement) = (&judged.text, &judged.judgement);
        let locale = lang.code();
        let heading =
            |key: &str| format!("\n{}\n", styled(&t!(key, locale = locale), Style::new().bold()));
        let key = format!("label.{}", judged.label.as_str());
        let label = t!(key.as_str(), locale = locale);
        let mut out = format!("{}\n", styled(&label, colour(judged.sentiment())));
        if judged.label == Label::Undetected {
            let lang = text.language.as_str();
            out.push_str(&t!("cli.explain.undetected", locale = locale, lang = lang));
            out.push('\n');
            return out;
        }
        let p = judgement.polarity;
        out.push_str(&t!(
            "cli.explain.whole",
            locale = locale,
            sentiment = format!("{:+.2}", judged.sentiment()),
            negative = percent(p.negative),
            neutral = percent(p.neutral),
            positive = percent(p.positive),
            mixed = judgement.whole.map_or_else(String::new, |whole| {
                let share = percent(whole.mixed);
                t!("cli.explain.mixed", locale = locale, share = share).into_owned()
            }),
            stars = judgement.stars.map_or("–".to_owned(), |stars| format!("{stars:.1}")),
            emotion = judgement.emotion.map_or("–", |emotion| emotion.as_str()),
            effort = judged.effort.as_str(),
            lang = text.language.as_str()
        ));
        out.push('\n');
        out.push_str(&heading("cli.explain.units"));
        for i in 0..text.units.len() {
            let words = self.words(i);
            let sentiment = judgement.units.get(i).map_or(0.0, |p| p.sentiment());
            out.push_str(&format!("  {}  {}\n", signed(sentiment), words.join(" / ")));
        }
        out.push_str(&heading("cli.explain.opinions"));
        if judged.opinions.is_empty() {
            out.push_str(&format!("  {}\n", t!("cli.explain.no_opinions", locale = locale)));
        }
        for opinion in &judged.opinions {
            let taxonomy = judge.taxonomy();
            let name = |name: &xinsheng::opinion::taxonomy::NodeName| match lang {
                Lang::Zh => name.zh.clone(),
                Lang::En => name.en.clone(),
            };
            out.push_str(&format!(
                "  {}  {} · {}  “{}”\n",
                signed(opinion.polarity.sentiment()),
                name(&taxonomy.touchpoint_of(opinion.aspect).name),
                name(&taxonomy.aspect(opinion.aspect).name),
                one_line(self.original(&opinion.term)),
            ));
        }
        out.push_str(&heading("cli.explain.words"));
        let mut ranked: Vec<&WordEffect> =
            effects.iter().filter(|word| word.effect.abs() >= NOTABLE).collect();
        ranked.sort_by(|a, b| b.effect.abs().total_cmp(&a.effect.abs()));
        if ranked.is_empty() {
            out.push_str(&format!("  {}\n", t!("cli.explain.no_words", locale = locale)));
        }
        for word in ranked {
            let shown = one_line(self.original(&word.span));
            out.push_str(&format!("  {}  {shown}\n", signed(word.effect)));
        }
        out
    }
}

fn percent(share: f32) -> String {
    format!("{:.0}%", 100.0 * share)
}

/// A number with its sign, in the colour of its meaning.
fn signed(value: f32) -> String {
    styled(&format!("{value:+.2}"), colour(value))
}

fn colour(sentiment: f32) -> Style {
    let colour = if sentiment >= NOTABLE {
        AnsiColor::Green
    } else if sentiment <= -NOTABLE {
        AnsiColor::Red
    } else {
        return Style::new();
    };
    Style::new().fg_color(Some(colour.into()))
}
