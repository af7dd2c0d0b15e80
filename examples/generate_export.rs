//! Writes a feedback export of any size for load tests: the same seed gives
//! the same bytes, rows are streamed, and comments are built from the phrase
//! bank in `data/phrases` so that few of them repeat.
//!
//! ```text
//! cargo run --release --example generate_export -- --rows 1000000 --output big.csv
//! ```

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use clap::{Parser, ValueEnum};
use encoding_rs::GB18030;
use fastrand::Rng;
use serde::{Deserialize, Serialize};

/// Rows that are built before they are encoded and written.
const BLOCK: u64 = 8192;

/// Days the export covers, from 1 July 2026.
const DAYS: u64 = 92;

const REGIONS: [&str; 8] = ["华东", "华南", "华北", "华中", "西南", "西北", "东北", "港澳台"];

#[derive(Parser)]
#[command(about = "Write a feedback export of any size for load tests")]
struct Options {
    /// Rows to write, without the header.
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// The same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// File to write; standard output when absent or `-`.
    #[arg(long)]
    output: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Encoding of a csv; jsonl is always UTF-8.
    #[arg(long, value_enum, default_value = "utf-8")]
    encoding: Encoding,
    /// Touchpoints to use, of the 12 in the phrase bank.
    #[arg(long, default_value_t = 12)]
    touchpoints: usize,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Csv,
    Jsonl,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Encoding {
    #[value(name = "utf-8")]
    Utf8,
    Gb18030,
}

/// Phrases by what the customer feels.
#[derive(Deserialize)]
struct Moods<T> {
    positive: Vec<T>,
    negative: Vec<T>,
    neutral: Vec<T>,
}

#[derive(Deserialize)]
struct Turn<T> {
    turn: Vec<T>,
}

/// The phrase bank of one language as its file has it; the names of the slots
/// are the four that both shop banks use.
#[derive(Deserialize)]
struct Bank {
    slots: Slots,
    opener: Moods<Template>,
    closer: Moods<Template>,
    contrast: Turn<String>,
    touchpoint: Vec<Touchpoint>,
}

#[derive(Deserialize)]
struct Slots {
    product: Vec<String>,
    person: Vec<String>,
    when: Vec<String>,
    city: Vec<String>,
}

#[derive(Deserialize)]
struct Touchpoint {
    name: String,
    #[serde(default)]
    lean: f64,
    #[serde(default)]
    drift: f64,
    #[serde(flatten)]
    clauses: Moods<Template>,
}

/// A phrase whose `{…}` are found once, when the bank is read.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Template(Vec<Piece>);

enum Piece {
    Text(String),
    Number(u32, u32),
    Product,
    Person,
    When,
    City,
}

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(phrase: String) -> Result<Template, String> {
        let mut pieces = Vec::new();
        let mut rest = phrase.as_str();
        while let Some((text, after)) = rest.split_once('{') {
            let (slot, tail) = after.split_once('}').ok_or(format!("unclosed {{ in {phrase}"))?;
            if !text.is_empty() {
                pieces.push(Piece::Text(text.to_owned()));
            }
            pieces.push(match slot {
                "product" => Piece::Product,
                "person" => Piece::Person,
                "when" => Piece::When,
                "city" => Piece::City,
                range => range
                    .split_once('-')
                    .and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)))
                    .filter(|(low, high)| low < high)
                    .map(|(low, high)| Piece::Number(low, high))
                    .ok_or(format!("unknown slot {slot} in {phrase}"))?,
            });
            rest = tail;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Template(pieces))
    }
}

/// What a comment is meant to say, drawn before its words.
#[derive(Clone, Copy)]
enum Tone {
    Positive,
    Negative,
    Neutral,
    Mixed,
}

impl<T> Moods<T> {
    fn get(&self, tone: Tone) -> &[T] {
        match tone {
            Tone::Positive | Tone::Mixed => &self.positive,
            Tone::Negative => &self.negative,
            Tone::Neutral => &self.neutral,
        }
    }
}

/// The language-specific way to put phrases together.
struct Grammar {
    /// Between two clauses of one tone.
    joints: &'static [&'static str],
    /// At the end; "" where people leave it out.
    ends: &'static [&'static str],
    /// Chance of an opener, of a second clause, and of a closer after no opener
    /// or after one: a bare clause is what repeats.
    shape: [f64; 4],
    capitals: bool,
}

const CHINESE: Grammar = Grammar {
    joints: &["，", "，", "，", "，而且", "，还有", "。", "！", " "],
    ends: &["", "", "", "。", "。", "！", "！！", "~", "……"],
    shape: [0.8, 0.68, 0.85, 0.25],
    capitals: false,
};

const ENGLISH: Grammar = Grammar {
    joints: &[", ", " and ", ". Also, ", "; ", ", plus "],
    ends: &["", "", ".", ".", "!", "!!", "..."],
    shape: [0.85, 0.15, 0.8, 0.3],
    capitals: true,
};

/// One row of the export; the field names are those of the jsonl form.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    time: &'a str,
    touchpoint: &'a str,
    comment: &'a str,
    csat: Option<u8>,
    nps: Option<u8>,
    ces: Option<u8>,
    region: &'a str,
    product: &'a str,
}

/// Column names of the csv form, in the order of [`Row`].
#[rustfmt::skip]
const HEADER: [&str; 9] = [
    "反馈编号", "提交时间", "触点", "评价内容",
    "满意度(1-5)", "推荐意愿(0-10)", "费力度(1-5)", "地区", "商品",
];

struct Generator {
    rng: Rng,
    chinese: Bank,
    english: Bank,
    options: Options,
    comment: String,
    id: String,
    time: String,
}

impl Generator {
    fn new(options: Options) -> Result<Generator> {
        let chinese: Bank = toml::from_str(include_str!("../data/phrases/shop_zh.toml"))
            .context("data/phrases/shop_zh.toml")?;
        let english: Bank = toml::from_str(include_str!("../data/phrases/shop_en.toml"))
            .context("data/phrases/shop_en.toml")?;
        ensure!(
            chinese.touchpoint.len() == english.touchpoint.len()
                && chinese.slots.product.len() == english.slots.product.len(),
            "the two phrase banks must have the same touchpoints and products"
        );
        let known = chinese.touchpoint.len();
        ensure!(
            (1..=known).contains(&options.touchpoints),
            "--touchpoints must be from 1 to {known}"
        );
        Ok(Generator {
            rng: Rng::with_seed(options.seed),
            chinese,
            english,
            options,
            comment: String::new(),
            id: String::new(),
            time: String::new(),
        })
    }

    /// Draws row `index` and keeps its strings until the next call.
    fn row(&mut self, index: u64) -> Row<'_> {
        use std::fmt::Write;
        let rng = &mut self.rng;
        let which = rng.usize(..self.options.touchpoints);
        let touchpoint = &self.chinese.touchpoint[which];
        let product = rng.usize(..self.chinese.slots.product.len());

        // Rows come in the order of their time, evenly over the three months.
        let second = (index as f64 + rng.f64()) / self.options.rows as f64 * (DAYS * 86400) as f64;
        let second = (second as u64).min(DAYS * 86400 - 1);
        let (month, day) = match second / 86400 {
            day @ 0..31 => (7, day + 1),
            day @ 31..62 => (8, day - 30),
            day => (9, day - 61),
        };

        // One latent experience lies behind the scores and the words, each
        // with noise of its own, so that they correlate without agreeing.
        let months = second as f64 / (30.0 * 86400.0);
        let experience = touchpoint.lean + touchpoint.drift * months + noise(rng);
        let csat = grade(3.4 + experience + 0.4 * noise(rng), 1, 5);
        let nps = grade(6.9 + 2.3 * experience + 1.4 * noise(rng), 0, 10);
        let ces = grade(2.8 - experience + 0.6 * noise(rng), 1, 5);
        let words = experience + 0.45 * noise(rng);
        let tone = match words {
            _ if rng.f64() < 0.05 => Tone::Neutral,
            words if words > 0.45 => Tone::Positive,
            words if words < -0.35 => Tone::Negative,
            _ => Tone::Mixed,
        };

        self.comment.clear();
        if rng.f64() >= 0.3 {
            let (bank, grammar) = if rng.f64() < 0.85 {
                (&self.chinese, &CHINESE)
            } else {
                (&self.english, &ENGLISH)
            };
            let out = &mut self.comment;
            Author { out, rng: &mut *rng, bank, grammar, product }.comment(which, tone);
        }
        self.id.clear();
        self.time.clear();
        // Writing to a String cannot fail.
        let _ = write!(self.id, "F{:08}", index + 1);
        let (hour, minute) = (second % 86400 / 3600, second % 3600 / 60);
        let _ =
            write!(self.time, "2026-{month:02}-{day:02} {hour:02}:{minute:02}:{:02}", second % 60);
        Row {
            id: &self.id,
            time: &self.time,
            touchpoint: &touchpoint.name,
            comment: &self.comment,
            csat: (rng.f64() < 0.97).then_some(csat),
            nps: (rng.f64() < 0.95).then_some(nps),
            ces: (rng.f64() < 0.35).then_some(ces),
            region: pick(rng, &REGIONS),
            product: &self.chinese.slots.product[product],
        }
    }
}

/// Sum of three uniform draws: nearly normal, mean 0, standard deviation 1,
/// and the same on every platform.
fn noise(rng: &mut Rng) -> f64 {
    (rng.f64() + rng.f64() + rng.f64() - 1.5) * 2.0
}

fn grade(value: f64, low: u8, high: u8) -> u8 {
    (value.round() as i64).clamp(low.into(), high.into()) as u8
}

fn pick<'a, T: AsRef<str>>(rng: &mut Rng, from: &'a [T]) -> &'a str {
    from[rng.usize(..from.len())].as_ref()
}

/// A comment in the making.
struct Author<'a> {
    out: &'a mut String,
    rng: &'a mut Rng,
    bank: &'a Bank,
    grammar: &'static Grammar,
    product: usize,
}

impl Author<'_> {
    /// Writes a comment about a touchpoint.
    fn comment(&mut self, touchpoint: usize, tone: Tone) {
        let bank = self.bank;
        let clauses = &bank.touchpoint[touchpoint].clauses;
        let [opener, second, closer_alone, closer_too] = self.grammar.shape;
        let opened = self.rng.f64() < opener;
        if opened {
            self.say_one_of(bank.opener.get(tone));
        }
        let first = clauses.get(tone);
        let chosen = self.rng.usize(..first.len());
        self.say(&first[chosen]);
        let last = if let Tone::Mixed = tone {
            self.out.push_str(pick(self.rng, &bank.contrast.turn));
            self.say_one_of(&clauses.negative);
            Tone::Negative
        } else {
            if self.rng.f64() < second && first.len() > 1 {
                // Any clause but the one that was said.
                let other = (chosen + 1 + self.rng.usize(..first.len() - 1)) % first.len();
                self.out.push_str(pick(self.rng, self.grammar.joints));
                self.say(&first[other]);
            }
            tone
        };
        if self.rng.f64() < if opened { closer_too } else { closer_alone } {
            self.say_one_of(bank.closer.get(last));
        }
        self.out.push_str(pick(self.rng, self.grammar.ends));
        if self.grammar.capitals
            && self.rng.f64() < 0.75
            && let Some(initial) = self.out.get_mut(..1)
        {
            initial.make_ascii_uppercase();
        }
    }

    fn say_one_of(&mut self, templates: &[Template]) {
        let chosen = self.rng.usize(..templates.len());
        self.say(&templates[chosen]);
    }

    fn say(&mut self, template: &Template) {
        use std::fmt::Write;
        let slots = &self.bank.slots;
        for piece in &template.0 {
            match piece {
                Piece::Text(text) => self.out.push_str(text),
                Piece::Number(low, high) => {
                    // Writing to a String cannot fail.
                    let _ = write!(self.out, "{}", self.rng.u32(*low..=*high));
                }
                Piece::Product => self.out.push_str(&slots.product[self.product]),
                Piece::Person => self.out.push_str(pick(self.rng, &slots.person)),
                Piece::City => self.out.push_str(pick(self.rng, &slots.city)),
                Piece::When => self.out.push_str(pick(self.rng, &slots.when)),
            }
        }
    }
}

/// Writes all rows to `out`, a block at a time.
fn write_export(mut generator: Generator, mut out: impl Write) -> Result<()> {
    let Options { rows, format, encoding, .. } = generator.options;
    let mut start = 0;
    loop {
        let end = rows.min(start + BLOCK);
        let block = match format {
            Format::Csv => {
                let mut block = csv::WriterBuilder::new().has_headers(false).from_writer(vec![]);
                if start == 0 {
                    block.write_record(HEADER)?;
                }
                for index in start..end {
                    block.serialize(generator.row(index))?;
                }
                block.into_inner().context("csv buffer")?
            }
            Format::Jsonl => {
                let mut block = Vec::new();
                for index in start..end {
                    serde_json::to_writer(&mut block, &generator.row(index))?;
                    block.push(b'\n');
                }
                block
            }
        };
        match encoding {
            Encoding::Utf8 => out.write_all(&block)?,
            Encoding::Gb18030 => out.write_all(&GB18030.encode(std::str::from_utf8(&block)?).0)?,
        }
        if end == rows {
            return Ok(out.flush()?);
        }
        start = end;
    }
}

#[allow(clippy::disallowed_methods, reason = "it writes what it has made up")]
fn main() -> Result<()> {
    let options = Options::parse();
    if options.format == Format::Jsonl && options.encoding != Encoding::Utf8 {
        bail!("jsonl is always UTF-8");
    }
    let output = options.output.clone().filter(|path| path.as_os_str() != "-");
    let generator = Generator::new(options)?;
    match output {
        Some(path) => {
            let file = File::create(&path).with_context(|| path.display().to_string())?;
            write_export(generator, file)
        }
        None => write_export(generator, io::stdout().lock()),
    }
}
