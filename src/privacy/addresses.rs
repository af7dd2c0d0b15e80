//! Postal addresses: a street with its number, an estate with a building, what
//! the text calls an address.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::scan::{
    Clues, after, before, group_spans, is_digit, is_han, is_letter, joined, pattern, spans, window,
    window_after,
};

/// Building, entrance, floor and room, each in its place.
const BUILDING: &str = r"(?:<n>{1,4}|[A-Za-z]) ?(?:号楼|号院|栋|幢|座|#楼)";
const ENTRANCE: &str = r"<n>{1,3} ?(?:单元|号门|门)";
const ROOM: &str = r"(?:<n>{1,3}(?:楼|层)[ ]?)?(?:[A-Za-z]?[\-－]?<n>{1,5} ?(?:室|号房|房|户)|<n>{1,3}楼|[A-Za-z]?<d>{3,4}|<n>{3,4})";

/// Estates and buildings with a name.
const ESTATE: &str = r"(?:小区|花园|公寓|大厦|家园|新村|社区|宿舍|家属院|新城|名苑|雅苑|佳苑|别墅|庄园|广场|公馆|嘉园)";

fn within(estate: bool) -> String {
    let name = format!(
        r"(?:[ ,，]?[\p{{Han}}--[的了是在到我你他快递外卖没有不就都]]{{1,8}}{ESTATE}(?:<n>{{1,2}}期)?)?"
    );
    let name = if estate { name } else { String::new() };
    format!(r"{name}(?:[ ,，\-－]?{BUILDING})?(?:[ ,，\-－]?{ENTRANCE})?(?:[ ,，\-－]?(?:{ROOM}))?")
}

/// A street and a number, and what follows within it.
static STREET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:路|大街|街|大道|道|巷|胡同|里弄|街道)(?:[东南西北中一二三四五六七八九]段)?[ ]?(?:<n>{{1,5}}[ ]?弄)?<n>{{1,5}}(?:[\-－—之]<n>{{1,4}})?[ ]?(?:号院|号|弄){}",
        within(true)
    ))
});

/// A village group and a house.
static VILLAGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:村|庄|屯|寨)(?:<n>{1,3}(?:组|队|社)(?:<n>{1,4}号)?|<n>{1,4}号(?:<n>{1,4}室)?)")
});

/// An estate and a building.
static IN_ESTATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"({ESTATE}|苑|城|府|庭|里|坊|湾|郡)(?:<n>{{1,2}}期|[东南西北]区|[A-Za-z]区)?[ ]?{BUILDING}((?:[ ,，\-－]?{ENTRANCE})?)((?:[ ,，\-－]?(?:{ROOM}))?)"
    ))
});

/// Building, entrance and room by themselves.
static CHAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:<n>{{1,4}}|[A-Za-z]) ?(?:号楼|栋|幢)[ ,，\-－]?(?:{ENTRANCE}(?:[ ,，\-－]?(?:{ROOM}))?|(?:[A-Za-z]?<n>{{2,5}} ?(?:室|户)))|<n>{{1,3}} ?单元[ ,，\-－]?(?:<n>{{1,3}}楼[ ]?)?<n>{{3,4}} ?(?:室|号房|房|户|号)?"
    ))
});

/// What the text calls an address, from a county or district on.
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:地址|住址|家住|我住在|老家在?|户籍地?)(?:[ ]?(?:[:：]|是|为|在|改成|改为|换成|写的是)){{0,2}}[ ]?(<h>{{2,8}}(?:省|市|区|县|州|盟|旗)<h>{{1,12}}(?:区|县|镇|乡|街道|村|路|街|大道|巷|组|屯|小区|花园|公寓|大厦|家园|苑|大学|学院|学校|医院|厂)(?:<n>{{1,4}}(?:号楼|号院|号|栋|幢|组|队))?{})",
        within(false)
    ))
});

/// Words after which an address begins.
const LEADS: [&str; 43] = [
    "住在",
    "家住",
    "地址是",
    "地址",
    "住址是",
    "住址",
    "寄到",
    "寄往",
    "寄去",
    "寄回",
    "送到",
    "送至",
    "发到",
    "发往",
    "寄至",
    "位于",
    "搬到",
    "来到",
    "送货到",
    "快递到",
    "改成",
    "改为",
    "换成",
    "老家在",
    "老家",
    "我家在",
    "我家",
    "我们家",
    "家在",
    "公司在",
    "我在",
    "就在",
    "他们",
    "你们",
    "我们",
    "店在",
    "人在",
    "邮到",
    "配送到",
    "跑到",
    "楼下是",
    "住的是",
    "住",
];

/// Single characters that no name of a place has.
const BREAKS: &str = "在到是的了有往就给我你他她这那您说找把被让从去向由至";

/// Roads that are none.
const NO_ROADS: [&str; 17] = [
    "这条",
    "那条",
    "条",
    "走",
    "一",
    "半",
    "网",
    "线",
    "电",
    "思",
    "铁",
    "公",
    "高速公",
    "同",
    "每条",
    "问",
    "套",
];

/// English: the kind of street, which few comments hold.
static STREET_KIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|way|parkway|pkwy|highway|hwy|close|crescent|gardens|grove)\b",
    )
});

/// Flat, number and name before it.
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?:(?i:flat|apt|apartment|unit|suite|room)\.? ?#?[0-9]{1,5}[A-Za-z]?|#[0-9]{1,4}-[0-9]{1,4}),? )?[0-9]{1,5}[A-Za-z]?(?:[\-/][0-9]{1,4})?,? ((?:(?:[NSEW]|[0-9]{1,3}(?:st|nd|rd|th)|[A-Z]\p{L}?[A-Za-zé'’.\-]{1,20}|[a-z]{3,14}) ){1,4})$",
    )
});

/// Flat, town and code after it.
static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\.?(?:,? (?:(?i:apt|apartment|unit|suite|ste|flat|floor|fl|room|rm|#)\.? ?#?[0-9]{1,5}[A-Za-z]?|#[0-9\-]{1,7})\b)?(?:,? [A-Z][a-zé'’][A-Za-zé'’]{0,20}(?: [A-Z][a-zé'’][A-Za-zé'’]{0,20}){0,2})?(?:,? (?:[A-Z]{2} [0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}|[A-Z]{2,3} [0-9]{4})\b)?",
    )
});

static PO_BOX: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bp\.? ?o\.? ?box ?#? ?[0-9]{1,6}\b"));

/// What stands before a "way" or a "drive" that is no street.
const NO_STREETS: &str = " minute minutes min mins hour hours hr hrs day days mile miles km star wheel lane way more stars night nights block blocks step steps of the in on a an to for and long one two three guests people from this that my our your ";

/// Postal addresses.
pub(super) fn addresses(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    let mut lists = Vec::new();
    if clues.place && (clues.digits > 0 || text.contains(|c| "一二三四五六七八九十".contains(c)))
    {
        lists.push(spans(&STREET, text, |span| street(text, span)));
        lists.push(spans(&VILLAGE, text, |span| street(text, span)));
        lists.push(group_spans(&IN_ESTATE, text, |captures| estate(text, captures)));
        lists.push(spans(&CHAIN, text, |span| whole(text, span)));
    }
    if clues.place {
        lists.push(group_spans(&CALLED, text, |captures| {
            let own = captures.get(1)?;
            (!own.as_str().contains(|c| "的了不很太".contains(c))).then_some(own.range())
        }));
    }
    if clues.digits > 0 {
        lists.push(spans(&STREET_KIND, text, |kind| english(text, kind)));
        lists.push(spans(&PO_BOX, text, Some));
    }
    joined(lists)
}

/// Not part of a longer number, and no line or platform by its number.
fn whole(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let next = after(text, span.end);
    let cut = is_digit(before(text, span.start)) || is_digit(next);
    (!cut && !matches!(next, Some('线' | '口' | '台' | '岁' | '店' | '馆' | '厅'))).then_some(span)
}

fn street(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let span = whole(text, span)?;
    let start = beginning(text, span.start)?;
    let name = &text[start..span.start];
    (!NO_ROADS.contains(&name)).then_some(start..span.end)
}

fn estate(text: &str, captures: &Captures<'_>) -> Option<Range<usize>> {
    let span = whole(text, captures.get_match().range())?;
    let (kind, entrance, room) = (captures.get(1)?, captures.get(2)?, captures.get(3)?);
    // Offices and malls have buildings that are nobody's own, and 城 or 里 end
    // many words: these need the door as well.
    let plain = kind.as_str().chars().count() == 1
        || ["大厦", "广场", "社区", "公寓", "新城"].contains(&kind.as_str());
    if plain && entrance.is_empty() && room.is_empty() {
        return None;
    }
    let start = beginning(text, span.start)?;
    Some(start..span.end)
}

/// Where the address begins whose street or estate ends its name at `at`: back
/// over its characters to the words that lead to it.
fn beginning(text: &str, at: usize) -> Option<usize> {
    let mut start = at;
    for (count, (i, c)) in text[..at].char_indices().rev().enumerate() {
        let part = is_han(c) || (c.is_ascii_digit() && count > 0) || (c == ' ' && count > 0);
        // The comma of "北京市，朝阳区" is rare, that between clauses is not.
        if !part || count >= 30 {
            break;
        }
        start = i;
    }
    let name = &text[start..at];
    let lead = LEADS.iter().filter_map(|lead| name.rfind(lead).map(|i| i + lead.len())).max();
    // 从化, 向阳路 and 去 within a name are rare enough.
    let cut = name
        .char_indices()
        .rev()
        .find(|(i, c)| {
            let rest = &name[i + c.len_utf8()..];
            let named =
                (*c == '从' && rest.starts_with('化')) || (*c == '向' && rest.starts_with('阳'));
            BREAKS.contains(*c) && !named
        })
        .map(|(i, c)| i + c.len_utf8());
    let gap = name
        .rfind(' ')
        .map(|i| i + 1)
        .filter(|&i| !name[..i].trim().ends_with(['省', '市', '区', '县']));
    let from = start + lead.max(cut).max(gap).unwrap_or(0);
    let name = text[from..at].trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let from = at - name.len();
    (!name.trim().is_empty()).then_some(from)
}

fn english(text: &str, kind: Range<usize>) -> Option<Range<usize>> {
    let head = HEAD.captures(window(text, kind.start, 96))?;
    let span = kind.start - head.get_match().len()..kind.end;
    let words = head.get(1)?.as_str().trim_end();
    let previous = before(text, span.start);
    let cut = is_digit(previous) || is_letter(previous);
    if cut || matches!(previous, Some('.' | ',' | '$' | '£' | '€')) {
        return None;
    }
    let no_street = words.split(' ').any(|word| {
        let word = format!(" {} ", word.to_lowercase());
        NO_STREETS.contains(&word)
    });
    // Small letters do for the plain words; "12 inch drive" is no address.
    let kind = &text[kind];
    let plain = ["street", "avenue", "road", "boulevard"].contains(&kind.to_lowercase().as_str());
    let proper = words
        .split(' ')
        .all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    let abbreviated = kind.len() <= 3 && !kind.starts_with(|c: char| c.is_uppercase());
    let named = proper || (plain && words.split(' ').count() <= 2 && !abbreviated);
    if no_street || !named {
        return None;
    }
    let more = TAIL.find(window_after(text, span.end, 120)).map_or(0, |tail| tail.len());
    // The full stop of the sentence is not that of "Ave.".
    let end = span.end + more;
    let stop = usize::from(more == 1 && text[..end].ends_with('.'));
    Some(span.start..end - stop)
}
