//! Postcodes by themselves; within an address they are part of it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clues::Clues;
use super::orders::amount_follows;
use super::scan::{
    after, before, digits, group_spans, is_digit, is_letter, joined, pattern, spans,
};

/// What the text calls one.
static CUED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:邮编|邮政编码|邮区|邮递区号|\b(?:post(?:al)? ?codes?|zip(?: ?codes?)?|pin ?code|eircode|plz))(?: number| no\.?)?(?:[ ]?(?:[:：#＃=,，(（]|号|是|为|写的?|填的?|改成|\b(?:is|was|of|in)\b)){0,3}[ ]?([A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}|[A-Za-z][0-9][A-Za-z][ \-]?[0-9][A-Za-z][0-9]|[A-Z][0-9][0-9W] ?[A-Z0-9]{4}|<d>{5}-<d>{4}|<d>{3}-<d>{4}|<d>{3} ?<d>{3}|<d>{3,6})",
    )
});

/// British and Canadian forms.
static FORM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:([A-Z]{1,2})[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2}|[ABCEGHJ-NPRSTVXY][0-9][A-Z] [0-9][A-Z][0-9])\b",
    )
});

/// A state and a ZIP code.
static STATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\b(?:A[LKZR]|C[AOT]|D[EC]|FL|GA|I[ADL]|K[SY]|LA|M[ADINOST]|N[CDEHJMVY]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])|, ?(?:HI|IN|ME|OH|OK|OR)|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Florida|Georgia|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New York|Ohio|Oklahoma|Oregon|Pennsylvania|Tennessee|Texas|Utah|Virginia|Washington|Wisconsin),? ([0-9]{5}(?:-[0-9]{4})?)",
    )
});

/// Letters of British post areas.
const AREAS: &str = " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ";

/// Postcodes.
pub(super) fn postcodes(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    if clues.digits < 2 {
        return Vec::new();
    }
    let free = |span: &Range<usize>| {
        let next = after(text, span.end);
        !is_digit(next) && !is_letter(next) && !amount_follows(text, span.end)
    };
    let cued = |captures: &regex::Captures<'_>| {
        let span = captures.get(1)?.range();
        let count = digits(&text[span.clone()]).len();
        // Four digits of a PIN are a secret of another kind.
        let pin = text[captures.get_match().start()..].starts_with(['p', 'P'])
            && text[captures.get_match().start() + 1..].starts_with(['i', 'I']);
        (free(&span) && count >= if pin { 6 } else { 2 }).then_some(span)
    };
    let form = |span: Range<usize>| {
        let own = &text[span.clone()];
        let area: String = own.chars().take_while(char::is_ascii_alphabetic).collect();
        let british = AREAS.contains(&format!(" {area} "));
        let canadian = own.len() == 7 && own.ends_with(|c: char| c.is_ascii_digit());
        // "8GB" after a model is memory.
        let memory = own.ends_with("GB") || own.ends_with("TB");
        (free(&span) && (british || canadian) && !memory).then_some(span)
    };
    let state = |captures: &regex::Captures<'_>| {
        let span = captures.get(1)?.range();
        let start = captures.get_match().start();
        (free(&span) && !is_letter(before(text, start))).then_some(span)
    };
    let cued = if clues.postcode { group_spans(&CUED, text, cued) } else { Vec::new() };
    let states = if clues.digits >= 5 && clues.capitals {
        group_spans(&STATE, text, state)
    } else {
        Vec::new()
    };
    let forms = if clues.capitals { spans(&FORM, text, form) } else { Vec::new() };
    joined([cued, forms, states])
}
