//! The result of a check as JUnit XML, as job servers read it: a test case a verdict, a failure
//! where it makes the check fail, skipped where it cannot be judged and that is allowed.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::gate::visible::one_line;
use crate::journey::Checked;
use crate::journey::targets::{Status, Verdict};
use crate::report::Lang;
use crate::report::document::{Text, Words};
use crate::report::sections::targets::{found, required, said, subject};

/// The result as JUnit XML with a final newline.
///
/// # Errors
/// None in practice: it is written into memory.
pub fn check_junit(checked: &Checked, lang: Lang) -> std::io::Result<String> {
    let words = Words::new(lang);
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let failures = checked.verdicts.iter().filter(|verdict| verdict.fails).count();
    let skipped = checked.verdicts.iter().filter(|verdict| is_skipped(verdict)).count();
    let numbers = [("tests", checked.verdicts.len()), ("failures", failures), ("skipped", skipped)];
    let numbers = numbers.map(|(name, n)| (name, n.to_string()));
    let numbers = || numbers.iter().map(|(name, n)| (*name, n.as_str()));
    let suite = one_line(&checked.targets);
    writer
        .create_element("testsuites")
        .with_attributes([("name", "xinsheng check")].into_iter().chain(numbers()))
        .write_inner_content(|writer| {
            let errors = [("name", suite.as_ref()), ("errors", "0")];
            writer
                .create_element("testsuite")
                .with_attributes(errors.into_iter().chain(numbers()))
                .write_inner_content(|writer| {
                    checked.verdicts.iter().try_for_each(|verdict| case(writer, verdict, words))
                })?;
            Ok(())
        })?;
    let mut xml = String::from_utf8_lossy(&writer.into_inner()).into_owned();
    xml.push('\n');
    Ok(xml)
}

/// Whether it is told as skipped: neither good nor bad.
fn is_skipped(verdict: &Verdict) -> bool {
    verdict.status == Status::Unjudged && !verdict.fails
}

fn case(writer: &mut Writer<Vec<u8>>, verdict: &Verdict, words: Words) -> std::io::Result<()> {
    let say = |text: &Text| printable(&words.say(text));
    let (what, wanted) = (say(&subject(verdict)), say(&required(verdict)));
    let name = format!("{what} {wanted}");
    let class = format!("targets.{}", verdict.metric.id());
    let line = verdict.line.to_string();
    let case = writer.create_element("testcase").with_attributes([
        ("classname", class.as_str()),
        ("name", name.as_str()),
        ("line", line.as_str()),
    ]);
    let message = say(&said(verdict));
    if verdict.fails {
        let kind = if verdict.why.is_some() { "unjudged" } else { "missed" };
        let text = format!("{name}: {}, n = {}: {message}", say(&found(verdict)), verdict.n);
        case.write_inner_content(|writer| {
            let failure = writer.create_element("failure");
            failure
                .with_attributes([("type", kind), ("message", message.as_str())])
                .write_text_content(BytesText::new(&text))?;
            Ok(())
        })?;
    } else if is_skipped(verdict) {
        case.write_inner_content(|writer| {
            let skipped = writer.create_element("skipped");
            skipped.with_attribute(("message", message.as_str())).write_empty()?;
            Ok(())
        })?;
    } else {
        case.write_empty()?;
    }
    Ok(())
}

/// Text on one line, without what XML cannot hold.
fn printable(text: &str) -> String {
    let holds = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    one_line(text).chars().filter(holds).collect()
}
