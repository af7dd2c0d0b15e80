//! OpenDocument sheets as a stream of cells. In this format a few bytes stand
//! for any number of rows, cells and blanks, so nothing is expanded before the
//! limits of a row and of the sheet have been asked.

use std::io::{BufRead, BufReader};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::cells::{Cells, Stop};
use super::{Input, number_text};

const CONTENT: &str = "content.xml";

/// Rows of a sheet, as many as any program writes.
const MAX_ROWS: u32 = 1 << 20;

/// An OpenDocument spreadsheet.
pub(super) struct Ods {
    archive: ZipArchive<Input>,
    names: Vec<String>,
    /// Those of them that are hidden.
    hidden: Vec<String>,
}

type Xml<R> = Reader<R>;

impl Ods {
    /// `None` when the file is a zip archive of another kind, or none.
    pub(super) fn open(file: Input) -> Result<Option<Ods>, String> {
        let Ok(mut archive) = ZipArchive::new(file) else { return Ok(None) };
        if archive.index_for_name(CONTENT).is_none() {
            return Ok(None);
        }
        let (mut names, mut hidden) = (Vec::new(), Vec::new());
        // Styles of tables that are not shown, and the style that is being read.
        let (mut unseen, mut style) = (Vec::new(), None);
        let mut buffer = Vec::new();
        {
            let mut xml = content(&mut archive)?;
            loop {
                buffer.clear();
                match xml.read_event_into(&mut buffer).map_err(|e| e.to_string())? {
                    Event::Start(tag) => match tag.name().as_ref() {
                        "style:style" => style = attribute(&tag, "style:name")?,
                        "style:table-properties"
                            if attribute(&tag, "table:display")?.as_deref() == Some("false") =>
                        {
                            unseen.extend(style.take());
                        }
                        "table:table" => {
                            let name = attribute(&tag, "table:name")?;
                            let style = attribute(&tag, "table:style-name")?;
                            if style.is_some_and(|style| unseen.contains(&style)) {
                                hidden.extend(name.clone());
                            }
                            names.extend(name);
                        }
                        _ => {}
                    },
                    Event::Eof => break,
                    _ => {}
                }
            }
        }
        Ok(Some(Ods { archive, names, hidden }))
    }

    pub(super) fn sheet_names(&self) -> Vec<String> {
        self.names.clone()
    }

    pub(super) fn hidden(&self) -> &[String] {
        &self.hidden
    }

    /// Hands over the cells of a sheet; with `fill_down` also which are merged with those below.
    pub(super) fn fill(
        &mut self,
        sheet: &str,
        fill_down: bool,
        cells: &mut Cells,
    ) -> Result<(), Stop> {
        let mut xml = content(&mut self.archive).map_err(Stop::Broken)?;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match event(&mut xml, &mut buffer)? {
                Event::Start(tag) if tag.name().as_ref() == "table:table" => {
                    let name = attribute(&tag, "table:name").map_err(Stop::Broken)?;
                    if name.as_deref() == Some(sheet) {
                        return table(&mut xml, fill_down, cells);
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

fn content(archive: &mut ZipArchive<Input>) -> Result<Xml<impl BufRead + use<'_>>, String> {
    let part = archive.by_name(CONTENT).map_err(|e| e.to_string())?;
    let mut xml = Reader::from_reader(BufReader::with_capacity(64 * 1024, part));
    xml.config_mut().expand_empty_elements = true;
    Ok(xml)
}

fn event<'b>(xml: &mut Xml<impl BufRead>, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, Stop> {
    xml.read_event_into(buffer).map_err(|e| Stop::Broken(e.to_string()))
}

pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, String> {
    let found = tag.try_get_attribute(name).map_err(|e| e.to_string())?;
    let value = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        attribute.normalized_value(XmlVersion::Implicit1_0).map(|value| value.into_owned())
    };
    found.map(value).transpose().map_err(|e| e.to_string())
}

/// How often a row, cell or blank is repeated.
fn repeats(tag: &BytesStart<'_>, name: &str) -> Result<u32, Stop> {
    match attribute(tag, name).map_err(Stop::Broken)? {
        // More than fits is as good as the most that fits.
        Some(count) => Ok(count.trim().parse::<u64>().map_or(1, |n| n.min(1 << 30) as u32)),
        None => Ok(1),
    }
}

fn table(xml: &mut Xml<impl BufRead>, fill_down: bool, cells: &mut Cells) -> Result<(), Stop> {
    let (mut row, mut column, mut same_rows) = (0u32, 0u32, 1);
    // Columns that were described so far.
    let mut described = 0u64;
    let unseen = |tag: &BytesStart<'_>| -> Result<bool, Stop> {
        let visibility = attribute(tag, "table:visibility").map_err(Stop::Broken)?;
        Ok(matches!(visibility.as_deref(), Some("collapse" | "filter")))
    };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match event(xml, &mut buffer)? {
            Event::Start(tag) => match tag.name().as_ref() {
                "table:table-column" => {
                    let n = u64::from(repeats(&tag, "table:number-columns-repeated")?.max(1));
                    if unseen(&tag)? {
                        cells.hidden.columns.add(described, described + n - 1);
                    }
                    described += n;
                }
                "table:table-row" => {
                    column = 0;
                    same_rows = repeats(&tag, "table:number-rows-repeated")?;
                    if unseen(&tag)? {
                        let first = u64::from(row) + 1;
                        let more = u64::from(same_rows.saturating_sub(1));
                        cells.hidden.rows.add(first, first + more);
                    }
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    let same_cells = repeats(&tag, "table:number-columns-repeated")?;
                    let formula = attribute(&tag, "table:formula").map_err(Stop::Broken)?.is_some();
                    let spans = match fill_down {
                        true => repeats(&tag, "table:number-rows-spanned")?,
                        false => 1,
                    };
                    let error = formula && is_error(&tag)?;
                    let (typed, value) = value(&tag)?;
                    let inside = text(xml, &mut Vec::new())?;
                    let value = match error {
                        true => String::new(),
                        false => value.unwrap_or(inside),
                    };
                    if error {
                        cells.error(row, column);
                    } else if formula && !typed && value.trim().is_empty() {
                        cells.formula(row, column);
                    }
                    if spans > 1 {
                        cells.span(row, column, row.saturating_add(spans - 1));
                    }
                    if !value.trim().is_empty() {
                        for at in 0..same_cells {
                            cells.put(row, column.saturating_add(at), &value)?;
                        }
                    }
                    column = column.saturating_add(same_cells);
                }
                _ => {}
            },
            Event::End(tag) => match tag.name().as_ref() {
                "table:table-row" => {
                    let same_rows = same_rows.min(MAX_ROWS.saturating_sub(row));
                    cells.repeat(row, same_rows.saturating_sub(1))?;
                    row = row.saturating_add(same_rows.max(1));
                }
                "table:table" => return Ok(()),
                _ => {}
            },
            Event::Eof => return Err(Stop::Broken("the sheet breaks off".to_owned())),
            _ => {}
        }
    }
}

/// Whether the result of a formula is an error, whose name stands inside the cell.
fn is_error(tag: &BytesStart<'_>) -> Result<bool, Stop> {
    let kind = attribute(tag, "calcext:value-type").map_err(Stop::Broken)?;
    Ok(kind.as_deref() == Some("error"))
}

/// Whether a cell says what kind of value it has, and the value that its attributes state; text
/// stands inside it.
fn value(tag: &BytesStart<'_>) -> Result<(bool, Option<String>), Stop> {
    let stated = |name: &str| attribute(tag, name).map_err(Stop::Broken);
    let kind = stated("office:value-type")?;
    let value = match kind.as_deref() {
        Some("float" | "percentage" | "currency") => {
            stated("office:value")?.map(|value| value.parse().map_or(value, number_text))
        }
        Some("date") => stated("office:date-value")?,
        Some("time") => stated("office:time-value")?,
        Some("boolean") => stated("office:boolean-value")?,
        Some("string") => stated("office:string-value")?.filter(|value| !value.is_empty()),
        _ => None,
    };
    Ok((kind.is_some(), value))
}

/// The text up to the end of the cell; notes and drawings are not part of it.
fn text(xml: &mut Xml<impl BufRead>, buffer: &mut Vec<u8>) -> Result<String, Stop> {
    let mut text = String::new();
    // Elements that are open, and that many of them in a note or a drawing.
    let (mut depth, mut aside) = (0u32, 0u32);
    let mut paragraphs = 0;
    loop {
        buffer.clear();
        match event(xml, buffer)? {
            Event::Start(tag) => {
                depth += 1;
                let name = tag.name();
                let name = name.as_ref();
                if aside > 0 || name == "office:annotation" || name.starts_with("draw:") {
                    aside += 1;
                    continue;
                }
                match name {
                    "text:p" => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                    }
                    "text:s" => {
                        let blanks = repeats(&tag, "text:c")?.min(64);
                        text.extend(std::iter::repeat_n(' ', blanks as usize));
                    }
                    "text:tab" => text.push('\t'),
                    "text:line-break" => text.push('\n'),
                    _ => {}
                }
            }
            Event::End(_) if depth == 0 => return Ok(text),
            Event::End(_) => {
                depth -= 1;
                aside = aside.saturating_sub(1);
            }
            Event::Text(part) if aside == 0 && paragraphs > 0 => {
                text.push_str(&part.xml10_content());
            }
            Event::CData(part) if aside == 0 && paragraphs > 0 => {
                text.push_str(&part.xml10_content());
            }
            Event::GeneralRef(entity) if aside == 0 => {
                let known = quick_xml::escape::resolve_xml_entity(&entity);
                match (known, entity.resolve_char_ref()) {
                    (Some(known), _) => text.push_str(known),
                    (None, Ok(Some(character))) => text.push(character),
                    // Nothing else is declared in these files.
                    _ => {}
                }
            }
            Event::Eof => return Err(Stop::Broken("a cell breaks off".to_owned())),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of a cell with this inside.
    fn inside(cell: &str) -> Result<String, Stop> {
        let cell = format!("<cell>{cell}</cell>");
        let mut xml = Reader::from_reader(cell.as_bytes());
        xml.config_mut().expand_empty_elements = true;
        let start = event(&mut xml, &mut Vec::new()).is_ok_and(|e| matches!(e, Event::Start(_)));
        assert!(start);
        text(&mut xml, &mut Vec::new())
    }

    #[test]
    fn paragraphs_are_lines_and_blanks_are_elements() {
        for (cell, wanted) in [
            ("", ""),
            ("<text:p>one</text:p>", "one"),
            ("<text:p>one</text:p><text:p>two</text:p><text:p/>", "one\ntwo\n"),
            (
                "\n <text:p>one<text:span> <text:a>two</text:a></text:span> three</text:p>",
                "one two three",
            ),
            (
                r#"<text:p>a<text:s text:c="3"/>b<text:s/>c<text:tab/>d<text:line-break/>e</text:p>"#,
                "a   b c\td\ne",
            ),
            ("<text:p>a &amp; b &lt;&#x4F60;&#22909;&gt;</text:p>", "a & b <你好>"),
            ("<![CDATA[loose]]><text:p>a<![CDATA[ <b> ]]>c</text:p>", "a <b> c"),
        ] {
            assert_eq!(inside(cell).unwrap(), wanted, "{cell}");
        }
        assert!(inside("<text:p>one").is_err());
    }

    #[test]
    fn notes_and_drawings_are_no_text_of_a_cell() {
        let note = "<office:annotation><dc:date>2026-01-01</dc:date><text:p>note <b>&amp;</b> \
            <![CDATA[more]]></text:p><text:p>end</text:p></office:annotation>";
        let drawing =
            "<draw:frame><draw:text-box><text:p>drawn</text:p></draw:text-box></draw:frame>";
        for (cell, wanted) in [
            (format!("{note}<text:p>one</text:p>"), "one"),
            (format!("<text:p>one</text:p>{note}<text:p>two</text:p>{drawing}"), "one\ntwo"),
            (format!("<text:p>one {drawing}two{note} &amp; three</text:p>"), "one two & three"),
            (format!("{drawing}{note}"), ""),
        ] {
            assert_eq!(inside(&cell).unwrap(), wanted, "{cell}");
        }
    }
}
