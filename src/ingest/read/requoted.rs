//! Delimited text whose cells stand within other quotes than usual, or have a blank before them:
//! `'id','csat'`, `“id”,“csat”`, `"id", "csat"`. It is rewritten to the form that the parser of
//! records knows.

use std::io::Read;

use crate::ingest::read::by_line::ByLine;
use crate::ingest::read::lines_apart::lines_of;

/// Signs that open and close a cell.
const SIGNS: [(&str, &str); 4] = [("\"", "\""), ("'", "'"), ("“", "”"), ("「", "」")];

/// How the cells of a text are quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    open: &'static str,
    close: &'static str,
    delimiter: u8,
}

impl Style {
    /// That of a text that begins with `head`, cut by one of `delimiters`; `None` where it is the
    /// usual one, or none. The first line and nine in ten others open and close as many cells so.
    pub(crate) fn of(head: &[u8], delimiters: &[u8]) -> Option<Style> {
        let mut styles = SIGNS.into_iter().flat_map(|(open, close)| {
            delimiters.iter().map(move |delimiter| Style { open, close, delimiter: *delimiter })
        });
        let lines: Vec<&[u8]> = lines_of(head).map(<[u8]>::trim_ascii).take(300).collect();
        let (first, others) = lines.split_first()?;
        styles.find(|style| {
            let cells = style.cells(first);
            let like = others.iter().filter(|line| style.cells(line) == cells).count();
            cells > 1 && others.len() > 1 && like * 10 >= others.len() * 9
        })
    }

    /// The cells of a line that are quoted so, where all of them are.
    fn cells(&self, line: &[u8]) -> usize {
        let mut between = self.close.as_bytes().to_vec();
        between.push(self.delimiter);
        // Usual quotes are odd with blanks before them alone.
        if self.open == "\"" {
            between.push(b' ');
        }
        between.extend_from_slice(self.open.as_bytes());
        let (open, close) = (self.open.as_bytes(), self.close.as_bytes());
        match line.starts_with(open) && line.ends_with(close) {
            true => line.windows(between.len()).filter(|bytes| *bytes == between).count() + 1,
            false => 0,
        }
    }

    /// A line with usual quotes; `quoted` is whether it begins within them, and then whether it
    /// ends so.
    fn rewritten(&self, line: &[u8], quoted: &mut bool) -> Vec<u8> {
        let (open, close) = (self.open.as_bytes(), self.close.as_bytes());
        let mut out = Vec::with_capacity(line.len() + 16);
        let (mut at, mut begins) = (0, !*quoted);
        while let Some(&byte) = line.get(at) {
            let rest = &line[at..];
            if *quoted {
                let after = rest.strip_prefix(close);
                let ends = |after: &[u8]| match after.first() {
                    None | Some(b'\r' | b'\n') => true,
                    Some(next) => *next == self.delimiter,
                };
                if after.is_some_and(ends) {
                    out.push(b'"');
                    *quoted = false;
                    at += close.len();
                    continue;
                }
                // Two of them are one.
                if open == close && after.is_some_and(|after| after.starts_with(close)) {
                    at += close.len();
                }
                if byte == b'"' {
                    out.push(b'"');
                }
            } else if begins {
                begins = false;
                let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
                if rest[blanks..].starts_with(open) {
                    out.push(b'"');
                    *quoted = true;
                    at += blanks + open.len();
                    continue;
                }
            }
            if !*quoted {
                begins = byte == self.delimiter;
            }
            out.push(byte);
            at += 1;
        }
        out
    }

    /// `head` with usual quotes.
    pub(crate) fn usual(&self, head: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        // Reading from memory does not fail.
        let _ = requoting(head, *self).read_to_end(&mut text);
        text
    }
}

/// A reader of such text with usual quotes.
pub(crate) fn requoting<R: Read>(inner: R, style: Style) -> impl Read {
    let mut quoted = false;
    ByLine::new(inner, move |line| *line = style.rewritten(line, &mut quoted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual(text: &str) -> Option<String> {
        let style = Style::of(text.as_bytes(), b",;")?;
        Some(String::from_utf8(style.usual(text.as_bytes())).unwrap())
    }

    #[test]
    fn odd_quotes_become_usual_ones() {
        for (text, wanted) in [
            ("\"id\", \"text\"\n\"1\", \"so, so\"\n\"2\",  \"a \"\"b\"\"\"\n\"3\", \"x\"\n", None),
            (
                "\"id\", \"text\"\n\"1\", \"so, so\"\n\"2\", \"a \"\"b\"\"\"\n",
                Some("\"id\",\"text\"\n\"1\",\"so, so\"\n\"2\",\"a \"\"b\"\"\"\n"),
            ),
            (
                "'id','text'\n'1','don''t, I said'\n'2','it''s \"new\"'\r\n",
                Some("\"id\",\"text\"\n\"1\",\"don't, I said\"\n\"2\",\"it's \"\"new\"\"\"\r\n"),
            ),
            (
                "“id”;“text”\n“1”;“a ”b” c”\n“2”;“d”",
                Some("\"id\";\"text\"\n\"1\";\"a ”b” c\"\n\"2\";\"d\""),
            ),
        ] {
            assert_eq!(usual(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn usual_quotes_and_none_stay() {
        for text in [
            "\"id\",\"text\"\n\"1\",\"a\"\n\"2\",\"b\"\n",
            "id,text\n1,'a'\n2,'b'\n",
            "'id','text'\n1,a\n2,b\n",
            "'comment'\n'a'\n'b'\n",
            "'id','text'\n'1','a'\n",
        ] {
            assert_eq!(usual(text), None, "{text}");
        }
    }

    #[test]
    fn a_cell_may_have_several_lines() {
        let style = Style { open: "'", close: "'", delimiter: b',' };
        let text = "'1','one\ntwo, ''three''\n'\n'2','x'\n";
        let wanted = "\"1\",\"one\ntwo, 'three'\n\"\n\"2\",\"x\"\n";
        assert_eq!(String::from_utf8(style.usual(text.as_bytes())).unwrap(), wanted);
    }
}
