//! `xinsheng score PARTS -o FOLDER/ --scheduler HOST:PORT`: each part by an executor, which reads,
//! scores and writes it as this command does without a cluster.
//!
//! A part is an errand: its options go to an executor, and what became of its rows comes back. The
//! table appears under its name when it is whole, whoever wrote it, so that a part that is done
//! twice is no harm.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use rust_i18n::t;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use xinsheng::Lang;
use xinsheng::pipeline::JudgePrint;

use super::score::{self, AtHand, Plan, ScoreArgs};
use super::score_parts::{self, Became, Part, Parts};
use super::{Common, RedactArg, cluster_run, setup, with_causes};

/// The kind of errand.
const SCORE: &str = "score";

/// A part as an executor is told of it.
#[derive(Serialize, Deserialize)]
struct Errand {
    args: ScoreArgs,
    lang: Lang,
    redact: RedactArg,
}

/// What an executor tells of a part.
#[derive(Serialize, Deserialize)]
struct Answer {
    /// What became of its rows, where its table was written…
    account: Option<Value>,
    /// …and why it failed, where it did.
    failed: Option<String>,
}

/// Does an errand.
pub(super) fn errand(
    kind: &str,
    text: &str,
    at_hand: &AtHand,
    common: &Common,
) -> Result<String, String> {
    if kind != SCORE {
        return Err(format!("{kind}?"));
    }
    let Errand { args, lang, redact } =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    let common = common.on_behalf(lang, redact);
    let mut answer = Answer { account: None, failed: None };
    let scored = score_parts::scored(&args, at_hand.clone(), &common, |told, plan| {
        answer.account = Some(score::account(told, plan, &common));
    });
    if let Err(error) = scored {
        answer.failed = Some(with_causes(&error, common.gate(), lang));
    }
    serde_json::to_string(&answer).map_err(|error| error.to_string())
}

pub(super) fn run(
    args: &ScoreArgs,
    folder: &Path,
    scheduler: &str,
    common: &Common,
) -> Result<ExitCode> {
    if args.embeddings {
        // The judges of executors were made without them.
        bail!("{}", t!("cli.score.cluster_embeddings", locale = common.locale()));
    }
    let Parts { done, open } = Parts::of(args, folder, common)?;
    let mut became = Became::default();
    // What is wrong with a part by its name alone.
    let (mut parts, mut errands) = (Vec::new(), Vec::new());
    for part in &open {
        match Plan::of(&part.args(args), common).and_then(|_| told(part, args, common)) {
            Ok(errand) => {
                parts.push(part);
                errands.push(errand);
            }
            Err(error) => became.fails(part, &format!("{error:#}"), common),
        }
    }
    if !errands.is_empty() {
        let client = cluster_run::connect(scheduler, None, common)?;
        let judge = args.judge(common)?;
        let contents = setup::contents(&args.judge, &args.corrections, common)?;
        let print = JudgePrint::of(&judge, contents);
        client.judge_with(judge, print);
        let sent = client.errands(SCORE, &errands, args.at_once, |place, answer| {
            let part = parts[place];
            let answer = answer.map_err(|error| cluster_run::told(error, common));
            match answer.and_then(|text| Ok(serde_json::from_str(&text)?)) {
                Ok(answer) => take(part, answer, &mut became, common),
                Err(error) => became.fails(part, &with_name(part, &error), common),
            }
        });
        sent.map_err(|error| cluster_run::told(error, common))?;
    }
    became.told(&done, open.len(), common)
}

fn with_name(part: &Part, error: &anyhow::Error) -> String {
    format!("{}: {error:#}", part.input.display())
}

/// What an executor is told of a part: it lies where this machine has it.
fn told(part: &Part, args: &ScoreArgs, common: &Common) -> Result<String> {
    let absolute = |path: &Path| -> Result<PathBuf> {
        std::path::absolute(path).with_context(|| path.display().to_string())
    };
    let files = vec![absolute(&part.input)?];
    let output = Some(absolute(&part.output)?);
    let mut args = args.clone();
    (args.files, args.output) = (files, output);
    let errand = Errand { args, lang: common.lang(), redact: common.redact };
    serde_json::to_string(&errand).with_context(|| part.input.display().to_string())
}

/// What became of a part.
fn take(part: &Part, answer: Answer, became: &mut Became, common: &Common) {
    let Answer { account, failed } = answer;
    if let Some(mut account) = account {
        // As it is called here.
        account["output"] = json!(part.output.display().to_string());
        if !common.json && !common.quiet {
            say(part, &account, common);
        }
        became.accounts.push(account);
    }
    if let Some(why) = failed {
        became.fails(part, &why, common);
    }
}

fn say(part: &Part, account: &Value, common: &Common) {
    let count = |name: &str| account[name].as_u64().unwrap_or_default();
    let words = t!(
        "cli.score.account",
        locale = common.locale(),
        read = count("read"),
        scored = count("scored"),
        without = count("without_comment"),
        rejected = count("rejected")
    );
    common.remark(&format!("{}: {words}", part.output.display()));
}
