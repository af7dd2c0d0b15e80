//! Who speaks in a transcript: `Agent: …`, `Customer: …`, 坐席：…, 用户：…. What the company's side
//! says is no opinion of a customer's.

use std::ops::Range;

use crate::simplified::simplified;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Party {
    Customer,
    Company,
    /// A machine, which reports also stand under: it makes no transcript.
    System,
}

/// How turns begin; of two that begin alike the longer one first.
const PARTIES: [(&str, Party); 45] = [
    ("customer service", Party::Company),
    ("customer support", Party::Company),
    ("customer care", Party::Company),
    ("support agent", Party::Company),
    ("virtual assistant", Party::Company),
    ("live agent", Party::Company),
    ("agent", Party::Company),
    ("advisor", Party::Company),
    ("adviser", Party::Company),
    ("operator", Party::Company),
    ("representative", Party::Company),
    ("assistant", Party::Company),
    ("chatbot", Party::Company),
    ("bot", Party::Company),
    ("seller", Party::Company),
    ("智能客服", Party::Company),
    ("在线客服", Party::Company),
    ("人工客服", Party::Company),
    ("客服", Party::Company),
    ("坐席", Party::Company),
    ("座席", Party::Company),
    ("机器人", Party::Company),
    ("接线员", Party::Company),
    ("话务员", Party::Company),
    ("商家", Party::Company),
    ("卖家", Party::Company),
    ("店家", Party::Company),
    ("system", Party::System),
    ("系统", Party::System),
    ("customer", Party::Customer),
    ("visitor", Party::Customer),
    ("client", Party::Customer),
    ("guest", Party::Customer),
    ("caller", Party::Customer),
    ("consumer", Party::Customer),
    ("buyer", Party::Customer),
    ("user", Party::Customer),
    ("客户", Party::Customer),
    ("用户", Party::Customer),
    ("顾客", Party::Customer),
    ("访客", Party::Customer),
    ("买家", Party::Customer),
    ("来电人", Party::Customer),
    ("消费者", Party::Customer),
    ("乘客", Party::Customer),
];

/// What follows on a word for customers where a field of a form begins: `Customer ID: 7`.
const FIELDS: [&str; 14] = [
    "id",
    "name",
    "number",
    "type",
    "experience",
    "service",
    "support",
    "care",
    "satisfaction",
    "journey",
    "feedback",
    "success",
    "effort",
    "review",
];

/// Most bytes between the word for who speaks and the colon: a name, a number, the time.
const LONGEST_NAME: usize = 60;

/// Most bytes of what a tool writes above the first turn, such as when the chat began.
const LONGEST_HEADING: usize = 120;

/// Where a turn begins, where its words do, and whose it is.
struct Mark {
    at: usize,
    said: usize,
    party: Party,
}

/// Where in a transcript the customer speaks; `None` where `text` is none, which takes turns of
/// both sides.
pub(crate) fn of_customer(text: &str) -> Option<Vec<Range<usize>>> {
    // For speed: few comments hold one.
    if !text.contains([':', '：']) {
        return None;
    }
    let plain = simplified(text);
    let marks = marks(&plain);
    let speaks = |party: Party| marks.iter().any(|mark| mark.party == party);
    let heading = plain.get(..marks.first()?.at)?;
    let headed = heading.trim().is_empty()
        || heading.len() <= LONGEST_HEADING
            && heading.ends_with('\n')
            && heading.contains(|c: char| c.is_ascii_digit());
    if !headed || !speaks(Party::Customer) || !speaks(Party::Company) {
        return None;
    }
    let ends = marks.iter().skip(1).map(|mark| mark.at).chain([plain.len()]);
    let turns = marks.iter().zip(ends).filter(|(mark, _)| mark.party == Party::Customer);
    let trimmed = |(mark, end): (&Mark, usize)| {
        let said = plain.get(mark.said..end).unwrap_or_default();
        let from = mark.said + (said.len() - said.trim_start().len());
        from..from + said.trim().len()
    };
    Some(turns.map(trimmed).filter(|turn| !turn.is_empty()).collect())
}

/// Whether a cell holds a transcript.
pub(crate) fn is_transcript(cell: &str) -> bool {
    of_customer(cell).is_some()
}

/// All turns that begin at the start of a line, or behind a blank or the end of a sentence.
fn marks(text: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut before = None;
    let mut open = 0;
    for (at, c) in text.char_indices() {
        let line = matches!(before, None | Some('\n' | '\r'));
        let border = line
            || before.is_some_and(char::is_whitespace)
            || matches!(before, Some('。' | '！' | '？' | '；' | ';' | '|' | '…'));
        before = Some(c);
        if at < open || !border || c.is_whitespace() {
            continue;
        }
        let rest = behind_time(&text[at..]);
        // Within a line a word without a capital is one of the sentence.
        if !line && rest.starts_with(|c: char| c.is_ascii_lowercase()) {
            continue;
        }
        let begins = text.len() - rest.len();
        if let Some((length, party)) = turn(rest) {
            open = begins + length;
            marks.push(Mark { at, said: open, party });
        }
    }
    marks
}

/// What follows on the time that a turn begins with: `[10:05]`, `(10:05:12 AM)`, `10:05`.
fn behind_time(text: &str) -> &str {
    let of_time = |c: char| c.is_ascii_digit() || matches!(c, ':' | '-' | '/' | '.' | ' ' | ',');
    let inside = text.strip_prefix(['[', '(', '（', '【']);
    let behind = match inside {
        Some(inside) => inside
            .char_indices()
            .take(40)
            .find(|(_, c)| !of_time(*c) && !c.is_ascii_alphabetic())
            .filter(|(end, c)| matches!(c, ']' | ')' | '）' | '】') && inside[..*end].contains(':'))
            .map(|(end, c)| &inside[end + c.len_utf8()..]),
        None => {
            let end = text.char_indices().take(40).find(|(_, c)| !of_time(*c));
            let end = end.map_or(0, |(end, _)| end);
            text[..end].contains(':').then(|| &text[end..])
        }
    };
    behind.map_or(text, |behind| behind.trim_start_matches([' ', '\u{a0}']))
}

/// The length of what says whose turn begins here, with its colon.
fn turn(text: &str) -> Option<(usize, Party)> {
    let starts = |word: &str| {
        let head = text.get(..word.len())?;
        let behind = &text[word.len()..];
        let whole = !word.is_ascii() || !behind.starts_with(|c: char| c.is_ascii_alphabetic());
        (whole && head.eq_ignore_ascii_case(word)).then_some(behind)
    };
    let (behind, party) = PARTIES.iter().find_map(|(word, party)| Some((starts(word)?, *party)))?;
    let said = behind.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next();
    let field = said.is_some_and(|said| FIELDS.iter().any(|f| said.eq_ignore_ascii_case(f)));
    if party == Party::Customer && field {
        return None;
    }
    let named = name_length(behind, party == Party::Company)?;
    Some((text.len() - behind.len() + named, party))
}

/// The length of the name of who speaks, up to and with the colon, or the end of a line where the
/// time stands behind it; `None` where other words follow.
fn name_length(text: &str, of_company: bool) -> Option<usize> {
    let (mut wide, mut depth, mut timed) = (0, 0_u32, false);
    let mut before = None;
    for (at, c) in text.char_indices().take_while(|(at, _)| *at <= LONGEST_NAME) {
        let end = at + c.len_utf8();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        match c {
            ':' | '：' if digit(before) && digit(text[end..].chars().next()) => timed = true,
            ':' | '：' => return Some(end),
            '\n' => return timed.then_some(end),
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            ' ' | '#' | '*' | '_' | '-' | '/' | '.' | '·' | '0'..='9' | 'A'..='Z' => {}
            'a'..='z' if before.is_some_and(|c: char| c.is_ascii_alphabetic()) => {}
            '\u{4E00}'..='\u{9FFF}' if of_company && wide < 4 => wide += 1,
            _ => return None,
        }
        before = Some(c);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the customer says, a turn beside the other.
    fn said(text: &str) -> Option<String> {
        let turns = of_customer(text)?;
        Some(turns.into_iter().map(|turn| &text[turn]).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn the_turns_of_customers_are_told_from_those_of_the_company() {
        for (text, wanted) in [
            ("Agent: Hello.\nCustomer: It broke\nAgent: Sorry!", "It broke"),
            ("agent: Hello.\nvisitor: It broke\nvisitor: again", "It broke|again"),
            ("Customer Service: Hi\nCustomer: late: two days", "late: two days"),
            ("Visitor 48213: late\nAgent Tom Reed: Sorry", "late"),
            ("坐席：您好。\n用户：太慢了\n坐席：抱歉", "太慢了"),
            ("客服小王：您好 用户：太慢了 客服小王：抱歉", "太慢了"),
            ("客服：您好。客户（138****0000）：太慢了。客服：抱歉", "太慢了。"),
            ("座席001：您好\n顧客：太慢了", "太慢了"),
            ("客服小王 2026-03-01 10:20:05\n您好\n客户 2026-03-01 10:21\n太慢了", "太慢了"),
            ("[10:00] Visitor: ok [10:10] Agent Tom: Sorry [10:20] Visitor: bye", "ok|bye"),
            ("(10:00:05 AM) Visitor: late\n(10:01:10 AM) Agent: Sorry", "late"),
            ("10:00 客户：太慢了\n10:01 客服：抱歉", "太慢了"),
            ("Chat started: 1 March 2026\nAgent: Hi\nCustomer: late", "late"),
            ("Agent: Hi\nSystem: Visitor has left\nCustomer: bye", "bye"),
            ("Agent: Hello?\nCustomer:", ""),
        ] {
            assert_eq!(said(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn comments_that_speak_of_both_sides_are_no_transcripts() {
        for text in [
            "The agent: rude. The customer: always wrong",
            "I asked.\nAgent: no idea\nCustomer: me",
            "客服：态度差；物流：太慢",
            "客服态度：差\n用户体验：差",
            "Customer service: slow\nCustomer experience: poor",
            "Agent: rude\nCustomer ID: 7",
            "System: Windows\nUser: admin",
            "Agent: Hello\nAgent: Are you there?",
            "Customer: nobody answered",
            "agents: rude\ncustomers: angry",
            "An agent said: customer: wait",
            "It broke",
            "",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
        let digits = format!("{} 2026\nAgent: Hi\nCustomer: late", "x".repeat(114));
        assert!(said(&digits).is_some(), "120 bytes above");
        assert_eq!(said(&format!("x{digits}")), None);
    }
}
