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

/// How the fields of a form end that hold what it is about, or to whom: 诉求：, 问题描述：.
const HAN_FIELDS: [&str; 17] = [
    "诉求", "问题", "内容", "描述", "备注", "电话", "事项", "情况", "原因", "结果", "地址", "意见",
    "建议", "需求", "事由", "说明", "主题",
];

/// The same in English: `Issue:`, `Problem description:`.
const LATIN_FIELDS: [&str; 20] = [
    "issue",
    "issues",
    "note",
    "notes",
    "problem",
    "description",
    "phone",
    "details",
    "complaint",
    "reason",
    "request",
    "comment",
    "comments",
    "summary",
    "resolution",
    "subject",
    "topic",
    "feedback",
    "address",
    "email",
];

/// Most characters of what a field is called.
const LONGEST_FIELD: usize = 30;

/// Most turns of what may be a form, which names each party once or twice.
const MOST_OF_FORM: usize = 4;

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
    if !headed || !speaks(Party::Customer) || !speaks(Party::Company) || is_form(&plain, &marks) {
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

/// Whether these are the fields of a form and no turns: one names the customer, and what it is
/// about stands under a word that is no party's, or the customer says nothing but a name.
fn is_form(text: &str, marks: &[Mark]) -> bool {
    let customers = marks.iter().filter(|mark| mark.party == Party::Customer).count();
    let (Some(first), true) = (marks.first(), customers == 1 && marks.len() <= MOST_OF_FORM) else {
        return false;
    };
    let only_two = marks.len() == 2;
    let of_turn = |at: usize| marks.iter().any(|mark| (mark.at..mark.said).contains(&at));
    let field = borders(text)
        .filter(|(at, _)| *at >= first.said && !of_turn(*at))
        .any(|(at, line)| is_field(&text[at..], line, only_two));
    let named = || {
        let at = marks.iter().position(|mark| mark.party == Party::Customer).unwrap_or_default();
        let end = marks.get(at + 1).map_or(text.len(), |next| next.at);
        let said = marks.get(at).and_then(|mark| text.get(mark.said..end));
        said.is_some_and(|said| {
            is_name(said.trim().trim_end_matches(['。', '；', ';', '|']).trim())
        })
    };
    field || only_two && named()
}

/// Whether a field of a form begins here, with its colon; at the start of a line `whatever` it is
/// called.
fn is_field(text: &str, line: bool, whatever: bool) -> bool {
    let mut signs = text.char_indices().take(LONGEST_FIELD + 1);
    let colon = signs.find(|(_, c)| matches!(c, ':' | '：' | '\n'));
    let Some((end, ':' | '：')) = colon else { return false };
    if text[end..].starts_with("://") {
        return false;
    }
    let label = text[..end].trim_end();
    let any = line && whatever;
    let wide = label.chars().count();
    if label.chars().all(crate::characters::is_han) {
        let known = HAN_FIELDS.iter().any(|word| label.ends_with(word));
        return any && (1..=6).contains(&wide) || known && wide <= 8;
    }
    let words: Vec<&str> = label.split_whitespace().collect();
    let plain = words.iter().all(|word| word.chars().all(|c| c.is_ascii_alphabetic()));
    let capital = label.starts_with(|c: char| c.is_ascii_uppercase());
    let last = words.last();
    let known =
        last.is_some_and(|last| LATIN_FIELDS.iter().any(|word| last.eq_ignore_ascii_case(word)));
    let called = any && capital && words.len() <= 2;
    plain && last.is_some() && (called || known && (line || capital) && words.len() <= 3)
}

/// Whether what a customer says is who that is and nothing else: 王先生, `Mr Smith`, 138****0000.
fn is_name(said: &str) -> bool {
    let wide = said.chars().count();
    let signs = said.chars().filter(|c| c.is_ascii_digit() || *c == '*').count();
    let number = signs >= 6 && !said.chars().any(char::is_alphabetic);
    let han = wide <= 5 && ["先生", "女士", "小姐"].iter().any(|title| said.ends_with(title));
    let mut words = said.split_whitespace();
    let title = words.next().is_some_and(|word| {
        ["Mr", "Mrs", "Ms", "Miss", "Dr"].contains(&word.trim_end_matches('.'))
    });
    let count = words.clone().count();
    let latin =
        title && (1..=3).contains(&count) && words.all(|w| w.starts_with(char::is_uppercase));
    number || han || latin
}

/// Where a turn may begin: at the start of a line, which is told, or behind a blank or the end of a
/// sentence.
fn borders(text: &str) -> impl Iterator<Item = (usize, bool)> {
    let before = [None].into_iter().chain(text.chars().map(Some));
    text.char_indices().zip(before).filter_map(|((at, c), before)| {
        let line = matches!(before, None | Some('\n' | '\r'));
        let border = line
            || before.is_some_and(char::is_whitespace)
            || matches!(before, Some('。' | '！' | '？' | '；' | ';' | '|' | '…'));
        (border && !c.is_whitespace()).then_some((at, line))
    })
}

/// All turns that begin at the start of a line, or behind a blank or the end of a sentence.
fn marks(text: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut open = 0;
    for (at, line) in borders(text) {
        if at < open {
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
            ("客服：您好\n客户：太慢了\n问题：没人修\n客户：抱歉", "太慢了\n问题：没人修|抱歉"),
            ("客服：您好\n客户：太慢了 订单：七号", "太慢了 订单：七号"),
            ("客服：您好\n客户：太慢了\n系统提醒您注意：七号", "太慢了\n系统提醒您注意：七号"),
            ("客服：您好\n客服：几分\n客户：太慢了\n订单：七号", "太慢了\n订单：七号"),
            ("Agent: Hi\nCustomer: the issue: it leaks", "the issue: it leaks"),
            (
                "Agent: Hi\nCustomer: late\nBye\nBye: x y z: 1\nCustomer: so",
                "late\nBye\nBye: x y z: 1|so",
            ),
            ("Agent: Hi\nCustomer: late\nOne\ntwo: x", "late\nOne\ntwo: x"),
            ("Agent: How many?\nCustomer: 5", "5"),
            ("Agent: Who?\nCustomer: Mr Smith was rude", "Mr Smith was rude"),
            ("Agent: Hi\nCustomer: see\nhttps://a.example", "see\nhttps://a.example"),
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
            "客户：王先生\n坐席：A012\n诉求：宽带断了三天没人修",
            "客户：王先生。坐席：A012。诉求：宽带断了三天没人修",
            "用户：138****0000 客服：007 问题描述：空调不制冷",
            "客户：王先生\n坐席：A012\n坐席工号：7\n诉求：宽带断了",
            "客户：王先生\n坐席：A012\n故障：宽带断了",
            "客户：王先生\n坐席：宽带断了三天没人修",
            "Caller: Mr Smith\nAgent: A12\nIssue: the boiler is broken",
            "Caller: J Smith\nAgent: A12\nBroken part: the boiler",
            "Customer: J Smith; Agent: Tom; Problem description: it leaks",
            "Customer: Mr. J. Smith\nAgent: the boiler is broken",
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
