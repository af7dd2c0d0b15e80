//! The card of an adapted model: what it is, what it learnt from, what that was worth.

use std::fmt::Write;

use rust_i18n::t;

use super::Adaptation;
use crate::lang::Lang;
use crate::sentiment::encoder::adapt::AdaptedHead;

/// The card, as Markdown in `lang`.
///
/// `sources` are the names of the files with the labelled comments, `command` says how the
/// model is used.
pub fn adapted_card(
    name: &str,
    adaptation: &Adaptation,
    sources: &[String],
    seed: u64,
    lang: Lang,
) -> String {
    let (mut card, locale) = (String::new(), lang.code());
    let Adaptation { base, rows, weak, heads, before, after, .. } = adaptation;
    let line = |card: &mut String, text: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(card, "{text}");
    };
    line(&mut card, &format!("# {name}\n"));
    let sources = sources.join(", ");
    let about = if adaptation.full { "pipeline.card.about_full" } else { "pipeline.card.about" };
    let about = t!(
        about,
        locale = locale,
        base = base,
        rows = rows,
        weak = weak,
        sources = sources,
        seed = seed
    );
    line(&mut card, &about);
    line(&mut card, "");
    line(
        &mut card,
        &match adaptation.full {
            true => t!("pipeline.card.measured_full", locale = locale),
            false => t!("pipeline.card.measured", locale = locale),
        },
    );
    line(&mut card, "");
    line(&mut card, &t!("pipeline.card.heads", locale = locale));
    line(&mut card, "|---|--:|--:|--:|--:|--:|---|");
    for head in heads {
        let merit = |value: f64| match head.head {
            AdaptedHead::Stars => format!("{:.3}", -value),
            _ => format!("{value:.3}"),
        };
        let kept = if head.better {
            t!("pipeline.card.yes", locale = locale)
        } else {
            t!("pipeline.card.no", locale = locale)
        };
        let row = format!(
            "| {} | {} | {:.3} → {:.3} | {:+.3} – {:+.3} | {} → {} | {} | {kept} |",
            t!(format!("pipeline.card.{}", head.head.as_str()), locale = locale),
            head.measured,
            head.loss_before,
            head.loss_after,
            head.gain.low,
            head.gain.high,
            merit(head.merit_before),
            merit(head.merit_after),
            head.steps,
        );
        line(&mut card, &row);
    }
    line(&mut card, "");
    line(&mut card, &t!("pipeline.card.sets", locale = locale));
    line(&mut card, "|---|--:|--:|--:|--:|");
    for (before, after) in before.iter().zip(after).filter(|(before, _)| before.n > 0) {
        let row = format!(
            "| {} | {} | {:.3} → {:.3} | {:.3} → {:.3} | {:.3} → {:.3} |",
            before.set,
            before.n,
            before.accuracy,
            after.accuracy,
            before.macro_f1,
            after.macro_f1,
            before.calibration_error,
            after.calibration_error,
        );
        line(&mut card, &row);
    }
    line(&mut card, "");
    line(&mut card, &t!("pipeline.card.limits", locale = locale));
    card
}
