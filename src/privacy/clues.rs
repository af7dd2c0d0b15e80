//! The look that passes most texts over: what a text holds that a detail could
//! show by, found in one pass over it.
//!
//! The cues are the words of the detectors themselves wherever these have lists of them, so that
//! no word which a detector knows is missing here; the tests ask it of the others.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::{addresses, births, contact, documents, handles, names, numbers};

/// What a text holds that a detail could show by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clues {
    /// Arabic digits, also full-width.
    pub(super) digits: usize,
    /// Chinese numerals in which numbers are read out.
    pub(super) numerals: usize,
    /// An at sign, or one spelt out.
    pub(super) at: bool,
    /// A word that comes before a name.
    pub(super) name: bool,
    /// A word that comes before a handle.
    pub(super) handle: bool,
    /// What Chinese addresses count.
    pub(super) place: bool,
    /// A word for where somebody lives, or for an address.
    pub(super) home: bool,
    /// The name of another social network, or a word for a user's name.
    pub(super) network: bool,
    /// A word for being born, before a date and after it.
    pub(super) birth: bool,
    pub(super) born: bool,
    /// A word for a postcode.
    pub(super) postcode: bool,
    /// What a link may begin with.
    pub(super) link: bool,
    /// A word before a number that is read out or shortened.
    pub(super) number: bool,
    /// The name of an identity document.
    pub(super) document: bool,
    /// A word for cards and accounts.
    pub(super) account: bool,
    /// Towns and townships.
    pub(super) town: bool,
    /// Words of streets whose kind comes first, and of numbered roads.
    pub(super) abroad: bool,
    /// Number words of English.
    pub(super) number_words: usize,
    /// What an address of e-mail that is spelt out has besides its sign.
    pub(super) domain: bool,
    /// A word that comes before a name in English.
    pub(super) name_en: bool,
    /// Capitals.
    pub(super) capitals: bool,
    /// Number signs.
    pub(super) hash: bool,
    /// Full stops and colons of ASCII.
    pub(super) dots: usize,
    pub(super) colons: usize,
    /// Whether somebody has read the text for names, which the text itself does not tell.
    pub(super) read: bool,
}

const NAME_EN_CUES: &[&str] = &[
    "name",
    "called",
    "call me",
    "contact",
    "recipient",
    "regards",
    "sincerely",
    "signed",
    "attn",
    "addressee",
];
const AT_CUES: &[&str] = &[
    "@",
    "＠",
    " at ",
    "(at",
    "[at",
    "{at",
    "<at",
    "（at",
    "【at",
    "( at",
    "[ at",
    "{ at",
    "< at",
    "（ at",
    "【 at",
    "(a)",
    "[a]",
    "{a}",
    "<a>",
    "（a）",
    "【a】",
    "#at#",
    "_at_",
    "艾特",
    "圈a",
    "小老鼠",
];
const NUMERAL_CUES: &[&str] = &[
    "一", "幺", "二", "两", "三", "四", "五", "六", "七", "八", "九", "十", "零", "〇", "壹", "贰",
    "叁", "肆", "伍", "陆", "柒", "捌", "玖", "拐", "洞", "勾",
];
const POSTCODE_CUES: &[&str] = &[
    "邮编",
    "邮政编码",
    "邮区",
    "邮递区号",
    "postcode",
    "post code",
    "postal",
    "zip",
    "zipcode",
    "pin",
    "pincode",
    "eircode",
    "plz",
];
const LINK_CUES: &[&str] = &["://", "www.", "=", "/"];
const NUMBER_CUES: &[&str] = &[
    "尾号",
    "尾数",
    "后四位",
    "末四位",
    "后4位",
    "后六位",
    "后6位",
    "ending",
    "ends",
    "finishing",
    "last four",
    "last 4",
];
const NUMBER_WORDS: &[&str] = &[
    "zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double",
    "triple",
];
const TOWN_CUES: &[&str] = &["镇", "乡", "街道"];
const ABROAD_CUES: &[&str] = &[
    "rue",
    "boulevard",
    "quai",
    "chemin",
    "allée",
    "allÉe",
    "impasse",
    "via",
    "viale",
    "piazza",
    "calle",
    "avenida",
    "avenue",
    "place",
    "rua",
    "carrer",
    "straße",
    "strasse",
    "str.",
    "weg",
    "platz",
    "allee",
    "gasse",
    "laan",
    "straat",
    "county r",
    "state r",
    "rural route",
    "highway",
    "hwy",
    "route",
    "broadway",
    "jalan",
    "jln",
    "lorong",
];
const DOMAIN_CUES: &[&str] = &["dot", "点", " . ", "(.)", "[.]", "{.}", "<.>", "（.）", "【.】"];

/// What a cue is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Name,
    Handle,
    Place,
    Home,
    At,
    Numeral,
    Network,
    Birth,
    Born,
    Postcode,
    Link,
    Number,
    Document,
    Account,
    NameEn,
    NumberWord,
    Town,
    Abroad,
    Domain,
}

/// All cues.
fn cues() -> Vec<(Family, String)> {
    let families: [(Family, &[&[&str]]); 19] = [
        (Family::Name, &[&names::CALLED, &names::OWN_NAMES, &names::FORM, &names::BARE]),
        (Family::Handle, &[&handles::WECHAT_ZH, &handles::WECHAT_EN, &handles::QQ_WORDS]),
        (Family::Place, &[&addresses::COUNTED]),
        (Family::Home, &[&addresses::CALLS]),
        (Family::At, &[AT_CUES]),
        (Family::Numeral, &[NUMERAL_CUES]),
        (
            Family::Network,
            &[
                &handles::NETWORKS_ZH,
                &handles::NETWORKS_EN,
                &handles::NETWORKS_ALSO,
                &handles::USER_NAMES_ZH,
                &handles::USER_NAMES_EN,
                &["u/", "/u/"],
            ],
        ),
        (Family::Birth, &[&births::BORN, &births::BORN_EN]),
        (Family::Born, &[&births::BORN_THEN, &births::BORN_THEN_EN]),
        (Family::Postcode, &[POSTCODE_CUES]),
        (Family::Link, &[LINK_CUES]),
        (Family::Number, &[NUMBER_CUES]),
        (
            Family::Document,
            &[&documents::DOCUMENTS_ZH, &documents::DOCUMENTS_EN, &documents::DOCUMENT_STEMS],
        ),
        (
            Family::Account,
            &[&numbers::ACCOUNTS_ZH, &numbers::ACCOUNTS_EN, &numbers::CARDS_EN, &["卡"]],
        ),
        (Family::NameEn, &[NAME_EN_CUES]),
        (Family::NumberWord, &[NUMBER_WORDS]),
        (Family::Town, &[TOWN_CUES]),
        (Family::Abroad, &[ABROAD_CUES]),
        (Family::Domain, &[DOMAIN_CUES, &contact::PROVIDERS]),
    ];
    let mut cues: Vec<(Family, String)> = Vec::new();
    for (family, lists) in families {
        cues.extend(lists.concat().into_iter().map(|word| (family, word.to_owned())));
    }
    for ending in contact::ENDINGS {
        // "anna在example点com" has no other sign.
        cues.extend(["点", "点 "].map(|dot| (Family::At, format!("{dot}{ending}"))));
        cues.push((Family::Domain, format!(".{ending}")));
        if !contact::SENTENCES.contains(&ending) {
            cues.push((Family::Domain, format!(". {ending}")));
        }
    }
    cues
}

/// What finds the cues, and the family of each.
static CUES: LazyLock<(AhoCorasick, Vec<Family>)> = LazyLock::new(|| {
    let (families, words): (Vec<Family>, Vec<String>) = cues().into_iter().unzip();
    let kind = Some(AhoCorasickKind::DFA);
    match AhoCorasick::builder().ascii_case_insensitive(true).kind(kind).build(words) {
        Ok(cues) => (cues, families),
        Err(error) => unreachable!("a few words fit in an automaton: {error}"),
    }
});

impl Clues {
    pub(super) fn of(text: &str) -> Clues {
        let bytes = text.as_bytes();
        let ascii = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
        // ０ to ９ are EF BC 90 to EF BC 99.
        let wide = |window: &&[u8]| matches!(window, [0xEF, 0xBC, 0x90..=0x99]);
        let wide = if bytes.contains(&0xEF) { bytes.windows(3).filter(wide).count() } else { 0 };
        let mut clues = Clues { digits: ascii + wide, ..Clues::default() };
        let (cues, families) = &*CUES;
        for cue in cues.find_overlapping_iter(text) {
            let Some(family) = families.get(cue.pattern().as_usize()) else { continue };
            // A short word of ASCII within another is none.
            let letter = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphabetic);
            let (start, end) = (cue.start(), cue.end());
            let ends = || !(letter(bytes.get(end - 1)) && letter(bytes.get(end)));
            let whole = || {
                let inside = start > 0 && letter(bytes.get(start - 1));
                !letter(bytes.get(start)) || !(inside || (end - start <= 4 && !ends()))
            };
            match family {
                Family::Name => clues.name = true,
                Family::Handle => clues.handle = true,
                Family::Place => clues.place = true,
                Family::Home => clues.home = true,
                Family::At => clues.at = true,
                Family::Numeral => clues.numerals += 1,
                Family::Network => clues.network |= whole(),
                Family::Birth => clues.birth |= whole(),
                Family::Born => clues.born |= whole(),
                Family::Postcode => clues.postcode |= whole(),
                Family::Link => clues.link = true,
                Family::Number => clues.number = true,
                Family::Document => clues.document |= whole(),
                Family::Account => clues.account |= whole(),
                Family::NameEn => clues.name_en |= whole(),
                Family::NumberWord => clues.number_words += usize::from(whole()),
                Family::Town => clues.town = true,
                Family::Abroad => clues.abroad = true,
                Family::Domain => clues.domain |= ends(),
            }
        }
        // Beyond ASCII, letters that have a case begin with these bytes: É, Ż, Д, Ạ.
        let cased = |byte: &u8| matches!(byte, 0xC3..=0xD6 | 0xE1);
        clues.capitals = bytes.iter().any(u8::is_ascii_uppercase)
            || (bytes.iter().any(cased) && text.chars().any(char::is_uppercase));
        clues.hash = bytes.contains(&b'#');
        clues.dots = bytes.iter().filter(|&&byte| byte == b'.').count();
        clues.colons = bytes.iter().filter(|&&byte| byte == b':').count();
        clues
    }
}

#[cfg(test)]
mod tests;
