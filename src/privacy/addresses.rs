//! Postal addresses: a street with its number, an estate with a building, what
//! the text calls an address.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::clues::Clues;
use super::scan::{
    after, any_of, before, digit, group_spans, is_digit, is_han, is_letter, joined, pattern, spans,
    window, window_after,
};

/// Building, entrance, floor and room, each in its place.
const BUILDING: &str = r"(?:<n>{1,4}|[A-Za-z][0-9]{0,2}(?:-[A-Za-z0-9]{1,2})?) ?(?:号楼|号院|栋|幢|座|#楼|舍|斋)(?:[A-Za-z]区)?";
const ENTRANCE: &str = r"(?:<n>{1,3} ?(?:单元|号门)|<n>{1,2} ?门)";
const ROOM: &str = r"(?:<n>{1,3}(?:楼|层)[ ]?)?(?:之<d>{1,2}|[A-Za-z]?[\-－]?<n>{1,5} ?(?:室|号房|房|户)|[A-Za-z](?:室|座)|<d>{1,4}[A-Za-z]|<n>{1,3}[楼层]|[A-Za-z]?<d>{3,4}|<n>{3,4})";

/// Estates and buildings with a name.
const ESTATE: &str = r"(?:小区|花园|公寓|大厦|家园|新村|社区|宿舍|家属院|新城|名苑|雅苑|佳苑|别墅|庄园|广场|公馆|嘉园|中心|大楼|写字楼|国际|科技园|产业园|园区|商城|SOHO|soho)";

fn within(estate: bool) -> String {
    let name = format!(
        r"(?:[ ,，]?[\p{{Han}}A-Za-z--[的了是在到我你他快递外卖没有不就都]]{{1,8}}{ESTATE}(?:<n>{{1,2}}期)?)?"
    );
    // After a street a name needs no kind, if a building follows.
    let name = if estate {
        let any = r"[ ,，]?[\p{Han}A-Za-z--[的了是在到我你他快递外卖没有不就都]]{2,8}";
        format!("(?:{any}{BUILDING}|{name})")
    } else {
        String::new()
    };
    format!(
        r"{name}(?:[A-Za-z][0-9]?区)?(?:[ ,，\-－]?{BUILDING})?(?:[ ,，\-－]?{ENTRANCE})?(?:[ ,，\-－]?(?:{ROOM}))?"
    )
}

/// A street and a number, and what follows within it.
static STREET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:路|大街|街|大道|道|巷|胡同|里弄|街道)(?:[东南西北中]?[一二三四五六七八九]段|[东南西北中]段?)?[ ]?[甲乙丙丁]?(?:<n>{{1,5}}[ ]?巷)?(?:<n>{{1,5}}[ ]?弄)?<n>{{1,5}}(?:[\-－—之]<n>{{1,4}})?[ ]?(?:号院|号|弄)(?:之<d>{{1,2}}|之[一二三四五六七八九])?{}",
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
        r"({ESTATE}|大学|学院|校区|学部|医院|工业园|苑|城|府|庭|里|坊|湾|郡)(?:[东南西北]区|[A-Za-z]区|<n>{{1,2}}[期区])?[ ]?{BUILDING}((?:[ ,，\-－]?{ENTRANCE})?)((?:[ ,，\-－]?(?:{ROOM}))?)"
    ))
});

/// Building, entrance and room by themselves.
static CHAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:<n>{{1,4}}|[A-Za-z]) ?(?:号楼|栋|幢)[ ,，\-－]?(?:{ENTRANCE}(?:[ ,，\-－]?(?:{ROOM}))?|(?:[A-Za-z]?<n>{{2,5}} ?(?:室|户)))|<n>{{1,4}}楼<n>{{1,2}}(?:门|单元)<n>{{2,4}}(?:室|号)?|<n>{{1,3}} ?单元[ ,，\-－]?(?:<n>{{1,3}}楼[ ]?)?<n>{{3,4}} ?(?:室|号房|房|户|号)?"
    ))
});

/// A part of an estate whose name says nothing of it: 锦绣江南三期12幢.
static PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"<n>{{1,2}}(?:期|区)[ ]?<n>{{1,3}} ?(?:号楼|楼|栋|幢)(?:[ ,，\-－]?{ENTRANCE})?(?:[ ,，\-－]?(?:{ROOM}))?"
    ))
});

/// Divisions one within the other, down to a village: no number is needed.
static DIVISIONS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:<h>{2,4}省)?(?:<h>{2,5}[市州盟])?<h>{2,5}[县区旗市]<h>{2,6}(?:镇|乡|街道)(?:<h>{1,6}(?:村|庄|屯|寨|社区|嘎查)(?:<n>{1,3}[组队社])?(?:<n>{1,4}号)?|<n>{1,3}[组队])",
    )
});

/// A village of a town, after a word that leads to it.
static VILLAGE_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"<h>{2,8}(?:镇|乡)<h>{1,5}(?:村|庄|屯|寨)(?:<n>{1,3}[组队社])?(?:<n>{1,4}号)?")
});

/// What the text calls an address, from a county or district on.
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    let calls = any_of(&CALLS);
    pattern(&format!(
        r"{calls}(?:[ ]?(?:[:：]|是|为|在|改成|改为|换成|写的是)){{0,2}}[ ]?(<h>{{2,8}}(?:省|市|区|县|州|盟|旗)<h>{{1,12}}(?:区|县|镇|乡|街道|村|路|街|大道|巷|组|屯|小区|花园|公寓|大厦|家园|苑|大学|学院|学校|医院|厂)(?:<n>{{1,4}}(?:号楼|号院|号|栋|幢|组|队))?{})",
        within(false)
    ))
});

/// Words after which an address begins.
const LEADS: [&str; 53] = [
    "家里",
    "店址",
    "本人",
    "寄",
    "公司",
    "送",
    "放在",
    "放到",
    "件放",
    "本人住",
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
const BREAKS: &str = "于在到是的了有往就给我你他她这那您说找把被让从去向由至";

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
        r"(?i)\b(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|way|parkway|pkwy|highway|hwy|close|crescent|cres|gardens|gdns|grove|plaza|mews|row|rise|circle|cir|trail|trl|loop|alley|wharf|quay|parade|esplanade|broadway|walk|hill|green)\b",
    )
});

/// Flat, number and name before it.
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:(?:(?:The )?[A-Z][a-z]{2,14}(?: [A-Z][a-z]{2,14})? (?:House|Mill|Cottage|Barn|Farm|Lodge|Building|Tower|Manor|Hall|Villa|Apartments|Court)|(?i:flat|apt|apartment|unit|suite|ste|room|rm|floor|level|shop)\.? ?#?[0-9]{1,5}[A-Za-z]?|#[0-9]{1,4}-[0-9]{1,4}|Block [A-Z0-9]{1,3}|Tower [A-Z0-9]{1,3})(?:,? |/)){0,4}[0-9]{1,5}[A-Za-z]?(?:[\-/][0-9]{1,4})?,? ((?:(?:[NSEW]|[0-9]{1,3}(?:st|nd|rd|th)|[A-Z]\p{L}?[A-Za-zé'’.\-]{1,20}|[a-z]{3,14}) ){1,4})$",
    )
});

/// Flat, town and code after it.
static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\.?(?: (?:N|S|E|W|NE|NW|SE|SW)\b)?(?:,? (?:(?i:apt|apartment|unit|suite|ste|flat|floor|fl|room|rm|#)\.? ?#?[0-9]{1,5}[A-Za-z]?|#[0-9\-]{1,7})\b)?(?:,? [A-Z][a-zé'’][A-Za-zé'’]{0,20}(?: [A-Z][a-zé'’][A-Za-zé'’]{0,20}){0,2})?(?:,? (?:[A-Z]{2} [0-9]{5}(?:-[0-9]{4})?|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}|[A-Z]{2,3} [0-9]{4}|[A-Z]{2} [A-Z][0-9][A-Z] [0-9][A-Z][0-9]|[0-9]{4,5} [A-Z][a-z]{2,15})\b)?",
    )
});

static PO_BOX: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bp\.? ?o\.? ?box ?#? ?[0-9]{1,6}\b"));

/// Streets whose kind comes first or within the word, and numbered roads.
static ABROAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:[0-9]{1,4}(?: ?(?:bis|ter))?,? (?i:rue|avenue|boulevard|place|quai|chemin|allée|impasse)(?: (?i:de la|de|du|des|d['’]|la|le|les))? ?[A-ZÀ-Þ][\p{L}'’\-]{2,20}(?: [A-ZÀ-Þ][\p{L}'’\-]{2,20})?|(?:Via|Viale|Piazza|Calle|Avenida|Rua|Carrer)(?: (?:de la|de|del|della|dei|do|da|di))? [A-ZÀ-Þ][\p{L}'’\-]{2,20}(?: [A-ZÀ-Þ][\p{L}'’\-]{2,20})?,? [0-9]{1,4}|[A-ZÀ-Þ][\p{L}\-]{2,24}(?:straße|strasse|str\.|weg|platz|allee|gasse|laan|straat) [0-9]{1,4}[a-z]?|[0-9]{1,5} (?:(?:N|S|E|W|North|South|East|West)\.? )?(?:County Road|County Rd|State Road|State Route|Rural Route|Highway|Hwy|Route) [0-9]{1,4}|[0-9]{1,5} (?:(?:N|S|E|W|North|South|East|West)\.? )?Broadway|(?:No\.? ?)?[0-9]{1,4},? (?:Jalan|Jln|Lorong) [A-Z][a-z]{2,15}(?: [A-Z0-9][a-z0-9]{0,15})?)",
    )
});

/// Of the words below those that names of streets have as well: "Long Oak Drive".
const ALSO_STREETS: [&str; 7] = ["long", "one", "two", "three", "lane", "way", "wheel"];

/// What stands before a "way" or a "drive" that is no street.
const NO_STREETS: &str = " minute minutes min mins hour hours hr hrs day days mile miles km star wheel lane way more stars night nights block blocks step steps of the in on a an to for and long one two three guests people from this that my our your ";

/// Postal addresses.
pub(super) fn addresses(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    let mut lists = Vec::new();
    if clues.place && numbered(text) {
        lists.push(spans(&STREET, text, |span| street(text, span)));
        lists.push(spans(&VILLAGE, text, |span| street(text, span)));
        lists.push(group_spans(&IN_ESTATE, text, |captures| estate(text, captures)));
        lists.push(spans(&CHAIN, text, |span| {
            let span = whole(text, span)?;
            Some(led(text, span.start).unwrap_or(span.start)..span.end)
        }));
        lists.push(spans(&PART, text, |span| street(text, span)));
    }
    if clues.town {
        lists.push(spans(&DIVISIONS, text, |span| divisions(text, span)));
        lists.push(spans(&VILLAGE_NAME, text, |span| {
            let tail = text[span.clone()].char_indices().find(|(_, c)| matches!(c, '镇' | '乡'))?;
            Some(led(text, span.start + tail.0)?..span.end)
        }));
    }
    if clues.home {
        lists.push(group_spans(&CALLED, text, |captures| {
            let own = captures.get(1)?;
            (!own.as_str().contains(|c| "的了不很太".contains(c))).then_some(own.range())
        }));
    }
    if clues.digits > 0 && text.bytes().any(|b| b.is_ascii_alphabetic()) {
        lists.push(spans(&STREET_KIND, text, |kind| english(text, kind)));
        if text.contains("ox") || text.contains("OX") {
            lists.push(spans(&PO_BOX, text, |span| Some(tailed(text, span))));
        }
    }
    if clues.digits > 0 && clues.abroad {
        lists.push(spans(&ABROAD, text, |span| {
            let next = after(text, span.end);
            let free = !is_digit(before(text, span.start)) && !is_digit(next) && !is_letter(next);
            free.then(|| tailed(text, span))
        }));
    }
    joined(lists)
}

/// Words before what the text calls an address.
pub(super) const CALLS: [&str; 8] =
    ["地址", "住址", "家住", "我住在", "老家在", "老家", "户籍地", "户籍"];

/// Without one of these there is no street with its number, building or group of a village.
pub(super) const COUNTED: [&str; 12] =
    ["号", "弄", "组", "队", "社", "楼", "栋", "幢", "座", "舍", "斋", "单元"];

/// What is counted in addresses.
const UNITS: &str = "号弄栋幢座楼层单室门组队社期区舍斋院巷#户街段";

/// Whether a number stands before something that addresses count.
fn numbered(text: &str) -> bool {
    let mut number = false;
    for c in text.chars() {
        if number && UNITS.contains(c) {
            return true;
        }
        number = digit(c).is_some()
            || (c.is_ascii_alphabetic() || "一二三四五六七八九十百零〇两".contains(c))
            || (number && c == ' ');
    }
    false
}

/// Where a name of a few characters begins that ends at `at`, if a word that
/// leads to an address stands before it.
fn led(text: &str, at: usize) -> Option<usize> {
    let head = window(text, at, 36);
    let start = head.char_indices().rev().take_while(|(_, c)| is_han(*c)).last()?.0;
    let name = &head[start..];
    let lead = LEADS.iter().filter_map(|lead| name.rfind(lead).map(|i| i + lead.len())).max()?;
    let own = &name[lead..];
    let named = (2..=8).contains(&own.chars().count());
    (named && !own.contains(|c| BREAKS.contains(c) || "的楼不很".contains(c)))
        .then(|| at - own.len())
}

/// From the last word that leads to it.
fn divisions(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let own = &text[span.clone()];
    let first = own.find(['省', '市', '县', '区', '旗', '州', '盟'])?;
    let lead = LEADS.iter().filter_map(|lead| own[..first].rfind(lead).map(|i| i + lead.len()));
    let broken = own[..first].char_indices().filter(|(_, c)| BREAKS.contains(*c));
    let cut = broken.map(|(i, c)| i + c.len_utf8()).chain(lead).max().unwrap_or(0);
    let words = own[first..].contains(|c| "的了是不很没".contains(c));
    (!words && cut + 3 < first).then_some(span.start + cut..span.end)
}

/// Not part of a longer number, and no line or platform by its number.
fn whole(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let next = after(text, span.end);
    let cut = is_digit(before(text, span.start)) || is_digit(next);
    (!cut && !matches!(next, Some('线' | '口' | '台' | '岁' | '店' | '馆' | '厅'))).then_some(span)
}

fn street(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    // "东街11号店" is the shop at the number, "5号店" one of a chain.
    let shop = after(text, span.end) == Some('店') && !is_digit(before(text, span.start));
    let span = if shop { span } else { whole(text, span)? };
    let start = beginning(text, span.start)?;
    let name = &text[start..span.start];
    let word = ["知", "报", "味", "频", "渠", "隧", "跑"].iter().any(|end| name.ends_with(end));
    (!NO_ROADS.contains(&name) && !word).then_some(start..span.end)
}

fn estate(text: &str, captures: &Captures<'_>) -> Option<Range<usize>> {
    let span = whole(text, captures.get_match().range())?;
    let (kind, entrance, room) = (captures.get(1)?, captures.get(2)?, captures.get(3)?);
    // Offices and malls have buildings that are nobody's own, and 城 or 里 end
    // many words: these need the door as well.
    let plain = kind.as_str().chars().count() == 1
        || [
            "大厦",
            "广场",
            "社区",
            "公寓",
            "新城",
            "中心",
            "大楼",
            "写字楼",
            "国际",
            "科技园",
            "产业园",
            "园区",
            "商城",
            "大学",
            "学院",
            "校区",
            "学部",
            "医院",
            "工业园",
        ]
        .contains(&kind.as_str());
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
    // "1,12 Main Street" begins within a number, "at home,12 Main Street" does not.
    let beyond = previous.and_then(|c| before(text, span.start - c.len_utf8()));
    let part = matches!(previous, Some('.' | ',')) && is_digit(beyond);
    if cut || part || matches!(previous, Some('$' | '£' | '€')) {
        return None;
    }
    // In a comment that is all in capitals they say nothing.
    let near = [window(text, kind.start, 96), window_after(text, kind.end, 96)];
    let loud = !near.iter().any(|near| near.contains(char::is_lowercase));
    // "19 The Avenue" has no other name.
    let nameless = words == "The" && is_capital(&text[kind.clone()]);
    if !nameless && is_no_street(words) {
        return None;
    }
    // Small letters do for the plain words; "12 inch drive" is no address.
    let kind = &text[kind];
    let lower = kind.to_lowercase();
    let plain = PLAIN_KINDS.contains(&lower.as_str());
    let proper = words.split(' ').all(|word| is_capital(word) || is_digit(after(word, 0)));
    // "row 23" and "5 hill climbs": these are words first.
    let word = WORD_KINDS.contains(&lower.as_str()) && !is_capital(kind);
    let named = (proper && !loud && !(word && words.matches(char::is_uppercase).count() > 2))
        || (plain && words.split(' ').count() <= 2);
    if !named {
        return None;
    }
    let unit = text[..span.start].ends_with('#') && text[span.clone()].contains('-');
    Some(tailed(text, span.start - usize::from(unit)..span.end))
}

/// Kinds of streets that are hardly anything else.
const PLAIN_KINDS: [&str; 8] = ["street", "st", "avenue", "ave", "road", "rd", "boulevard", "blvd"];

/// Kinds that are other words first.
const WORD_KINDS: [&str; 19] = [
    "plaza", "mews", "row", "rise", "circle", "cir", "trail", "trl", "loop", "alley", "wharf",
    "quay", "parade", "walk", "hill", "green", "way", "close", "place",
];

/// Whether the words before the kind are none of a street's name.
fn is_no_street(words: &str) -> bool {
    let refused = |word: &str| NO_STREETS.contains(&format!(" {} ", word.to_lowercase()));
    // "12 Long Oak Drive", but "12 Long Drive".
    let named = words.split(' ').any(|word| is_capital(word) && !refused(word));
    let also = |word: &str| {
        named && is_capital(word) && ALSO_STREETS.contains(&word.to_lowercase().as_str())
    };
    words.split(' ').any(|word| refused(word) && !also(word))
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// With the flat, the town and the code that follow.
fn tailed(text: &str, span: Range<usize>) -> Range<usize> {
    let more = TAIL.find(window_after(text, span.end, 120)).map_or(0, |tail| tail.len());
    // The full stop of the sentence is not that of "Ave.".
    let end = span.end + more;
    let stop = usize::from(more == 1 && text[..end].ends_with('.'));
    span.start..end - stop
}

#[cfg(test)]
mod tests;
