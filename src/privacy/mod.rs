//! Personal details in what customers write: found, and masked by a mark of
//! their kind (`[电话]`, `[phone]`) in everything that is written.
//!
//! Comments are judged as they were written; only what leaves the program is
//! redacted. [`Redacted::span`] carries spans of the original over to the
//! redacted text, so that evidence stays marked where it stands.
//!
//! Each kind is found by its form *and* by what bears it out: a check digit,
//! the words before it ("我叫", "call me at"), what stands on either side. What
//! has the form alone (prices, dates, model and room numbers) stays. A text is
//! read a bounded number of times, in time linear in its length; most comments
//! hold neither digits nor any of the cue words and are passed over at once.

mod addresses;
mod births;
mod clues;
mod contact;
mod counts;
mod documents;
mod first_names;
mod handles;
mod lexicon;
mod names;
mod names_en;
mod numbers;
mod orders;
mod ordinary;
mod people;
mod people_en;
mod phones;
mod plates;
mod postcodes;
mod public;
mod refuted;
mod scan;
mod surnames;
mod web;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

pub use counts::MaskedCounts;
pub(crate) use first_names::known_first_name;
pub(crate) use ordinary::is_plain;
pub use public::PublicWords;

use crate::lang::Lang;
use crate::simplified::simplified;
use clues::Clues;
use refuted::is_refuted;

/// A kind of personal detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DetailKind {
    /// Telephone number of a person: mobile, landline, international.
    Phone,
    /// E-mail address.
    Email,
    /// Number of an identity document.
    IdNumber,
    /// Bank card.
    BankCard,
    /// Order, parcel or booking number; only on request.
    Order,
    /// Postal address, from the street or estate on.
    Address,
    /// Name of a person, where the text says that it is one.
    Name,
    /// Number plate of a vehicle, or its identification number.
    Plate,
    /// Handle or account name in a social network.
    Handle,
    /// Address of a machine in the internet protocol.
    Ip,
    /// Link with a key, an account or a person in it.
    Url,
    /// Date of birth.
    BirthDate,
    /// Postcode by itself.
    Postcode,
}

impl DetailKind {
    /// All kinds.
    pub const ALL: [DetailKind; 13] = [
        DetailKind::Phone,
        DetailKind::Email,
        DetailKind::IdNumber,
        DetailKind::BankCard,
        DetailKind::Order,
        DetailKind::Address,
        DetailKind::Name,
        DetailKind::Plate,
        DetailKind::Handle,
        DetailKind::Ip,
        DetailKind::Url,
        DetailKind::BirthDate,
        DetailKind::Postcode,
    ];

    /// Stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            DetailKind::Phone => "phone",
            DetailKind::Email => "email",
            DetailKind::IdNumber => "id_number",
            DetailKind::BankCard => "bank_card",
            DetailKind::Order => "order",
            DetailKind::Address => "address",
            DetailKind::Name => "name",
            DetailKind::Plate => "plate",
            DetailKind::Handle => "handle",
            DetailKind::Ip => "ip",
            DetailKind::Url => "url",
            DetailKind::BirthDate => "birth_date",
            DetailKind::Postcode => "postcode",
        }
    }

    /// The mark that takes its place in a text of this language.
    pub fn mark(self, lang: Lang) -> String {
        let key = format!("privacy.mark.{}", self.as_str());
        format!("[{}]", rust_i18n::t!(key.as_str(), locale = lang.code()))
    }
}

/// What to mask in everything that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Redact {
    /// Personal details.
    #[default]
    On,
    /// Personal details and order numbers.
    Orders,
    /// Nothing.
    Off,
}

impl Redact {
    /// The redactor for this choice, if there is anything to mask. `lang` is
    /// the language of marks in texts that have no letters.
    pub fn redactor(self, lang: Lang) -> Option<Redactor> {
        match self {
            Redact::Off => None,
            on => Some(Redactor::new(RedactOptions { orders: on == Redact::Orders, lang })),
        }
    }
}

/// Settings of a [`Redactor`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RedactOptions {
    /// Whether order, parcel and booking numbers are masked as well.
    pub orders: bool,
    /// Language of marks in texts without letters of either language.
    pub lang: Lang,
}

/// A personal detail in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalDetail {
    /// Byte span in the text.
    pub span: Range<usize>,
    /// What it is.
    pub kind: DetailKind,
}

/// Finds and masks personal details. Build it once and share it.
///
/// ```
/// use xinsheng::privacy::{RedactOptions, Redactor};
///
/// let redactor = Redactor::new(RedactOptions::default());
/// assert_eq!(redactor.redact("快递员13800138000态度很好").text, "快递员[电话]态度很好");
/// assert_eq!(redactor.redact("Room 1802, 3 nights").text, "Room 1802, 3 nights");
/// ```
#[derive(Debug, Clone)]
pub struct Redactor {
    orders: bool,
    lang: Lang,
    /// Marks by kind, Chinese and English.
    marks: [[String; DetailKind::ALL.len()]; 2],
    /// What is no private name.
    public: Option<Arc<PublicWords>>,
}

/// A text with its personal details masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted<'a> {
    /// The text; the original where nothing was found.
    pub text: Cow<'a, str>,
    /// What was found, as spans of the original.
    pub found: Vec<PersonalDetail>,
    /// Where the mark of each find stands in `text`.
    marks: Vec<Range<usize>>,
}

/// Passes over a text. A find can free its neighbours (the letters before a
/// number turn out to be an address, say), so they are looked for once more;
/// more often only in texts made for it.
const ROUNDS: usize = 8;

type Detector = fn(&str, &Clues) -> Vec<Range<usize>>;

/// The surest forms first: what they claim is no longer there for the others.
/// Order numbers keep their digits from being taken for cards.
const DETECTORS: [(DetailKind, Detector); DetailKind::ALL.len()] = [
    (DetailKind::Url, web::urls),
    (DetailKind::Email, contact::emails),
    (DetailKind::Ip, web::ips),
    (DetailKind::BirthDate, births::births),
    (DetailKind::IdNumber, numbers::id_numbers),
    (DetailKind::BankCard, numbers::bank_cards),
    (DetailKind::Order, orders::orders),
    (DetailKind::Phone, phones::phones),
    (DetailKind::Handle, handles::handles),
    (DetailKind::Plate, plates::plates),
    (DetailKind::Address, addresses::addresses),
    (DetailKind::Postcode, postcodes::postcodes),
    (DetailKind::Name, names::names),
];

impl Redactor {
    /// A redactor with these settings.
    pub fn new(options: RedactOptions) -> Redactor {
        let marks = [Lang::Zh, Lang::En].map(|lang| DetailKind::ALL.map(|kind| kind.mark(lang)));
        Redactor { orders: options.orders, lang: options.lang, marks, public: None }
    }

    /// The same, which masks no name that the export itself says where nobody private stands.
    pub fn with_public_words(self, public: PublicWords) -> Redactor {
        Redactor { public: (!public.is_empty()).then(|| Arc::new(public)), ..self }
    }

    /// Whether a name at this span of a text is one of the
    /// [public words](Self::with_public_words).
    pub fn is_public(&self, text: &str, name: &Range<usize>) -> bool {
        self.public.as_ref().is_some_and(|public| public.has(text, name))
    }

    /// The personal details of a text, in order and without overlaps.
    pub fn find(&self, text: &str) -> Vec<PersonalDetail> {
        self.find_naming(text, None)
    }

    /// The same, with names that somebody else, such as an engine, has found at these byte
    /// spans of the text. What the rules find stays, but for a part of such a name; a span that
    /// is not one of the text, or touches a mark or another detail, counts for nothing. Where
    /// somebody has looked, a first name is no longer enough for an English rule: Eggs Benedict
    /// and Alfa Romeo have one as well.
    pub fn find_naming(&self, text: &str, names: Option<&[Range<usize>]>) -> Vec<PersonalDetail> {
        // Words are compared in simplified characters, which are as long.
        let mut rest = simplified(text);
        let marks = self.blank_marks(&mut rest);
        let mut found = self.by_rules(rest, names.is_some());
        for name in names.unwrap_or_default() {
            let touches = |span: &Range<usize>| span.start < name.end && name.start < span.end;
            let is_part = |found: &PersonalDetail| {
                found.kind == DetailKind::Name
                    && name.start <= found.span.start
                    && found.span.end <= name.end
            };
            let free = text.get(name.clone()).is_some_and(|name| !name.is_empty())
                && !marks.iter().any(touches)
                && !is_refuted(text, name)
                && found.iter().all(|found| !touches(&found.span) || is_part(found));
            if free {
                found.retain(|found| !is_part(found));
                found.push(PersonalDetail { span: name.clone(), kind: DetailKind::Name });
            }
        }
        found.retain(|found| found.kind != DetailKind::Name || !self.is_public(text, &found.span));
        found.sort_by_key(|found| found.span.start);
        found
    }

    fn by_rules(&self, mut rest: Cow<'_, str>, read: bool) -> Vec<PersonalDetail> {
        let clues = Clues { read, ..Clues::of(&rest) };
        let mut found: Vec<PersonalDetail> = Vec::new();
        for _ in 0..ROUNDS {
            let before = found.len();
            for (kind, detect) in DETECTORS {
                if kind == DetailKind::Order && !self.orders {
                    continue;
                }
                let spans = detect(&rest, &clues);
                if !spans.is_empty() {
                    rest = Cow::Owned(scan::blank(&rest, &spans));
                    found.extend(spans.into_iter().map(|span| PersonalDetail { span, kind }));
                }
            }
            if found.len() == before {
                break;
            }
        }
        found
    }

    /// Blanks the marks that the text already holds, which are to others what a detail is;
    /// where they stand.
    fn blank_marks(&self, text: &mut Cow<'_, str>) -> Vec<Range<usize>> {
        if !text.contains('[') {
            return Vec::new();
        }
        let marks = || self.marks.iter().flatten();
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        while let Some(open) = text[at..].find('[').map(|i| at + i) {
            let mark = marks().find(|mark| text[open..].starts_with(mark.as_str()));
            at = open + mark.map_or(1, String::len);
            spans.extend(mark.map(|_| open..at));
        }
        if !spans.is_empty() {
            *text = Cow::Owned(scan::blank(text, &spans));
        }
        spans
    }

    /// The text with every personal detail replaced by its mark: Chinese marks
    /// in a Chinese text, English ones in an English text.
    pub fn redact<'a>(&self, text: &'a str) -> Redacted<'a> {
        self.redact_naming(text, None)
    }

    /// The same, with the names of [`find_naming`](Self::find_naming).
    pub fn redact_naming<'a>(&self, text: &'a str, names: Option<&[Range<usize>]>) -> Redacted<'a> {
        let found = self.find_naming(text, names);
        if found.is_empty() {
            return Redacted::unchanged(text);
        }
        let lang = scan::language(text, &found).unwrap_or(self.lang);
        self.masked(text, found, lang)
    }

    /// Like [`redact`](Self::redact), for a field that identifies somebody,
    /// such as a respondent's number: only what is personal by its form alone
    /// is masked, as other fields of a table are codes, shops and places.
    pub fn redact_field<'a>(&self, field: &'a str) -> Redacted<'a> {
        let mut found = self.find(field);
        found.retain(|found| {
            matches!(
                found.kind,
                DetailKind::Phone
                    | DetailKind::Email
                    | DetailKind::IdNumber
                    | DetailKind::BankCard
                    | DetailKind::Ip
                    | DetailKind::Url
            )
        });
        let lang = scan::language(field, &found).unwrap_or(self.lang);
        self.masked(field, found, lang)
    }

    fn masked<'a>(&self, text: &'a str, found: Vec<PersonalDetail>, lang: Lang) -> Redacted<'a> {
        if found.is_empty() {
            return Redacted::unchanged(text);
        }
        let words = &self.marks[usize::from(lang == Lang::En)];
        let mut masked = String::with_capacity(text.len());
        let mut marks = Vec::with_capacity(found.len());
        let mut at = 0;
        for PersonalDetail { span, kind } in &found {
            masked.push_str(&text[at..span.start]);
            let start = masked.len();
            masked.push_str(&words[*kind as usize]);
            marks.push(start..masked.len());
            at = span.end;
        }
        masked.push_str(&text[at..]);
        Redacted { text: Cow::Owned(masked), found, marks }
    }
}

impl<'a> Redacted<'a> {
    /// A text in which nothing is masked.
    pub fn unchanged(text: &'a str) -> Redacted<'a> {
        Redacted { text: Cow::Borrowed(text), found: Vec::new(), marks: Vec::new() }
    }

    /// The span of the redacted text that stands for a span of the original.
    /// One that begins or ends within a personal detail takes in its mark.
    pub fn span(&self, original: Range<usize>) -> Range<usize> {
        let start = self.place(original.start, |mark| mark.start);
        // What ends where a detail begins does not reach into its mark.
        let end = self.place(original.end, |mark| mark.end);
        start..end.max(start)
    }

    /// Where a place of the original is; `within` chooses the end of the mark
    /// where it is inside a detail.
    fn place(&self, at: usize, within: impl Fn(&Range<usize>) -> usize) -> usize {
        let before = self.found.partition_point(|found| found.span.start < at);
        match before.checked_sub(1).and_then(|i| self.found.get(i).zip(self.marks.get(i))) {
            None => at,
            Some((found, mark)) if at < found.span.end => within(mark),
            Some((found, mark)) => mark.end + (at - found.span.end),
        }
    }
}

#[cfg(test)]
mod tests;
