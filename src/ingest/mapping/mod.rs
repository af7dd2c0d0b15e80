//! The mapping file: which column plays which role, on which scale. Detection
//! writes one, the user edits it, and it reads back the same.

pub(crate) mod preset;
pub(crate) mod stations;
mod toml_text;
mod writing;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::feedback::{Asked, Direction, Scale};
use crate::ingest::cells::time::{self, DateOrder};
use crate::ingest::mapping::stations::Station;
use crate::ingest::read::layout::{Format, Layout};
use crate::ingest::read::options::ReadOptions;
use crate::ingest::role::Role;
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::error_detail::ErrorDetail;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::listing::listing;
use crate::ingest::told::warning::Warning;

/// A column and its role.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnMapping {
    /// Header, as in [`Layout::headers`].
    pub name: String,
    /// What it is used for.
    pub role: Role,
    /// The touchpoint a comment or score column speaks of.
    pub touchpoint: Option<String>,
    /// Which side of the experience a comment column asks for, where that is known.
    pub asks: Option<Asked>,
    /// Scale of a score column.
    pub scale: Option<Scale>,
    /// Points that labels such as `Very easy` stand for.
    pub labels: BTreeMap<String, f64>,
    /// Values of a score column that stand for no answer (`offered`), besides
    /// blanks, words such as `N/A`, and the codes of survey tools.
    pub missing: Vec<String>,
    /// Columns of the same question, whose cell counts where its own is empty.
    pub also: Vec<String>,
    /// What separates the choices in a cell of a touchpoint or segment column; the cell is one
    /// choice where it is empty or left out.
    pub split: Option<String>,
    /// The choices of such a segment column, each a segment field of its own.
    pub choices: Vec<String>,
    /// Values of a filter column whose rows are left out.
    pub drop: Vec<String>,
    /// Order of day, month and a short year in a time column.
    pub date_order: Option<DateOrder>,
    /// The year of dates in a time column that have none (3月5日).
    pub year: Option<i16>,
    /// The zone to tell times in that say their own (`Z`, `+08:00`); others
    /// stay as written.
    pub time_zone: Option<String>,
    /// The file may lack the column.
    pub optional: bool,
    /// Why; a comment in the file.
    pub evidence: Vec<Evidence>,
}

impl ColumnMapping {
    /// A column with a role and nothing more.
    pub fn new(name: impl Into<String>, role: Role) -> ColumnMapping {
        ColumnMapping {
            name: name.into(),
            role,
            touchpoint: None,
            asks: None,
            scale: None,
            labels: BTreeMap::new(),
            missing: Vec::new(),
            also: Vec::new(),
            split: None,
            choices: Vec::new(),
            drop: Vec::new(),
            date_order: None,
            year: None,
            time_zone: None,
            optional: false,
            evidence: Vec::new(),
        }
    }

    /// The segment fields that it makes: one, or one for each choice.
    pub(crate) fn fields(&self) -> Vec<String> {
        match (self.choices.as_slice(), self.separator()) {
            ([], _) | ([_], None) => vec![self.name.clone()],
            (choices, _) => {
                choices.iter().map(|choice| format!("{}: {choice}", self.name)).collect()
            }
        }
    }

    /// What separates the choices in a cell, if anything does.
    pub(crate) fn separator(&self) -> Option<&str> {
        self.split.as_deref().filter(|split| !split.is_empty())
    }
}

/// What happens to columns that a user's mapping does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Others {
    /// Their role is detected.
    #[default]
    Detect,
    /// They are ignored.
    Ignore,
}

/// How the file is to be read; what is left out is detected.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSection {
    /// Encoding label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Delimiter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Whether a backslash escapes what follows it, and `\N` is NULL, as databases write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escapes: Option<bool>,
    /// Whether blank cells below a merged one take its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fill_down: Option<bool>,
    /// Whether answers that stand apart (a row or an item of a list for each) are put together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pivot: Option<bool>,
    /// Whether columns of one question, of which each row fills one, are read as one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branches: Option<bool>,
    /// Whether most comments tell the language of those that do not tell their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_prior: Option<bool>,
    /// Sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Rows above the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_rows: Option<usize>,
    /// Rows of the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_rows: Option<usize>,
}

/// The roles of a file's columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mapping {
    /// How the file is to be read.
    pub file: FileSection,
    /// What was detected about the file and need not be fixed: written as a
    /// comment, so that next month's export may differ.
    pub detected: FileSection,
    /// Columns that are not listed.
    pub others: Others,
    /// The columns, in the file's order when detected.
    pub columns: Vec<ColumnMapping>,
    /// What the user says about touchpoints, in the order of the journey.
    pub stations: Vec<Station>,
    /// Doubts the reader has to know of.
    pub warnings: Vec<Warning>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMapping {
    #[serde(default)]
    others: Others,
    #[serde(default)]
    file: FileSection,
    #[serde(default)]
    column: Vec<RawColumn>,
    #[serde(default)]
    touchpoint: Vec<Station>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    name: String,
    role: Role,
    touchpoint: Option<String>,
    asks: Option<Asked>,
    scale: Option<[f64; 2]>,
    direction: Option<Direction>,
    #[serde(default)]
    labels: BTreeMap<String, f64>,
    #[serde(default)]
    missing: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
    split: Option<String>,
    #[serde(default)]
    choices: Vec<String>,
    #[serde(default)]
    drop: Vec<String>,
    date_order: Option<DateOrder>,
    year: Option<i16>,
    time_zone: Option<String>,
    #[serde(default)]
    optional: bool,
}

impl Mapping {
    /// Reads a mapping file; `path` is for messages.
    ///
    /// # Errors
    /// TOML that cannot be parsed, unknown keys or values (with their line),
    /// a scale without extent, a delimiter that is no ASCII character, one
    /// column listed twice, two columns of a role there can be one of.
    pub fn from_toml(text: &str, path: &Path) -> Result<Mapping, IngestError> {
        let name = path.display().to_string();
        let raw: RawMapping = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() as u64 + 1;
            IngestError::new(ErrorKind::MappingSyntax, &name).at_row(line).found(error.message())
        })?;
        let columns = raw.column.into_iter().map(|column| {
            let direction = column.direction.unwrap_or(Direction::Higher);
            let scale = column.scale.map(|[low, high]| Scale { low, high, direction });
            // A direction alone turns the detected scale round.
            let bare = Scale { low: f64::NAN, high: f64::NAN, direction };
            ColumnMapping {
                name: column.name.trim().to_owned(),
                role: column.role,
                touchpoint: column
                    .touchpoint
                    .map(|t| t.trim().to_owned())
                    .filter(|t| !t.is_empty()),
                asks: column.asks,
                scale: scale.or(column.direction.map(|_| bare)),
                labels: column.labels,
                missing: column.missing,
                also: column.also,
                split: column.split,
                choices: column.choices,
                drop: column.drop,
                date_order: column.date_order,
                year: column.year,
                time_zone: column.time_zone,
                optional: column.optional,
                evidence: Vec::new(),
            }
        });
        let mapping = Mapping {
            file: raw.file,
            others: raw.others,
            columns: columns.collect(),
            stations: raw.touchpoint,
            ..Mapping::default()
        };
        mapping.check(&name)?;
        Ok(mapping)
    }

    fn check(&self, file: &str) -> Result<(), IngestError> {
        let wrong = |column: &str, found: ErrorDetail| {
            Err(IngestError::new(ErrorKind::MappingValue, file).in_column(column).found(found))
        };
        if let Some(delimiter) = self.file.delimiter.filter(|d| !d.is_ascii()) {
            return wrong("[file]", format!("delimiter = {delimiter:?}").into());
        }
        for (at, station) in self.stations.iter().enumerate() {
            if self.stations[..at].iter().any(|before| before.name == station.name) {
                return wrong("[[touchpoint]]", ErrorDetail::TouchpointTwice(station.name.clone()));
            }
        }
        for (at, column) in self.columns.iter().enumerate() {
            let before = &self.columns[..at];
            if before.iter().any(|c| c.name == column.name) {
                return wrong(&column.name, ErrorDetail::ColumnTwice);
            }
            // Of optional columns the first that a file has is taken.
            // A column for each touchpoint, ticked where it is one of the answer.
            let ticked = |c: &ColumnMapping| c.role == Role::Touchpoint && c.touchpoint.is_some();
            let rival = |c: &ColumnMapping| {
                c.role == column.role
                    && !(c.optional && column.optional)
                    && !(ticked(c) && ticked(column))
            };
            if column.role.is_single() && before.iter().any(rival) {
                return wrong(&column.name, ErrorDetail::OneOf(column.role));
            }
            if let Some(scale) = &column.scale {
                let stated = !(scale.low.is_nan() && scale.high.is_nan());
                let sound =
                    scale.low.is_finite() && scale.high.is_finite() && scale.low < scale.high;
                if stated && !sound {
                    let found = format!("scale = [{}, {}]", scale.low, scale.high);
                    return wrong(&column.name, found.into());
                }
            }
            if let Some(zone) =
                column.time_zone.as_deref().filter(|zone| time::zone(zone).is_none())
            {
                return wrong(&column.name, ErrorDetail::TimeZone(zone.to_owned()));
            }
            if column.role == Role::Filter && column.drop.is_empty() {
                return wrong(&column.name, ErrorDetail::NoDrop);
            }
            if let Some((label, _)) = column.labels.iter().find(|(_, points)| !points.is_finite()) {
                return wrong(&column.name, format!("labels: {label}").into());
            }
        }
        Ok(())
    }

    /// The reading options that the mapping fixes.
    pub fn read_options(&self) -> ReadOptions {
        ReadOptions {
            encoding: self.file.encoding.clone(),
            delimiter: self.file.delimiter.and_then(|d| u8::try_from(d).ok()),
            escapes: self.file.escapes,
            fill_down: self.file.fill_down,
            pivot: self.file.pivot,
            branches: self.file.branches,
            sheet: self.file.sheet.clone(),
            skip_rows: self.file.skip_rows,
            header_rows: self.file.header_rows,
            ..ReadOptions::default()
        }
    }

    /// The columns of one role.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = &ColumnMapping> {
        self.columns.iter().filter(move |c| c.role == role)
    }

    /// Makes sure that there is a comment or a score column: without comments
    /// there still are scores to report.
    ///
    /// # Errors
    /// When there is neither; the message lists the columns there are.
    pub fn require_answers(&self, layout: &Layout) -> Result<(), IngestError> {
        if self.columns.iter().any(|column| column.role.score().is_some()) {
            return Ok(());
        }
        self.require_comment(layout)
    }

    /// Makes sure that there is a comment column.
    ///
    /// # Errors
    /// When there is none; the message lists the columns there are.
    pub fn require_comment(&self, layout: &Layout) -> Result<(), IngestError> {
        if self.of_role(Role::Comment).next().is_some() {
            return Ok(());
        }
        let Layout { file, format, headers, warnings, .. } = layout;
        let other_sheets = warnings.iter().find_map(|warning| match warning {
            Warning::OtherSheets { others } => Some(others),
            _ => None,
        });
        Err(match (format, other_sheets) {
            (Format::Workbook { sheet, .. }, Some(others)) => {
                let found = format!("{sheet} [{}]; {}", listing(headers), others.join("; "));
                IngestError::new(ErrorKind::NoCommentInSheets, &**file).found(found)
            }
            _ => IngestError::new(ErrorKind::NoComment, &**file).found(listing(headers)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn read(text: &str) -> Result<Mapping, IngestError> {
        Mapping::from_toml(text, Path::new("m.toml"))
    }

    #[test]
    fn what_is_written_reads_back() {
        let mut mapping = Mapping {
            file: FileSection { header_rows: Some(2), delimiter: Some('\t'), ..Default::default() },
            others: Others::Ignore,
            columns: vec![
                ColumnMapping::new("a \"b\" # '''c\u{1}\n", Role::Comment),
                ColumnMapping::new("ces", Role::CES),
                ColumnMapping::new("when", Role::Time),
            ],
            ..Mapping::default()
        };
        mapping.columns[0].name = mapping.columns[0].name.trim().to_owned();
        mapping.columns[0].asks = Some(Asked::Wish);
        mapping.columns[1].scale = Some(Scale { low: 1.0, high: 7.0, direction: Direction::Lower });
        mapping.columns[1].touchpoint = Some("配送".into());
        mapping.columns[1].labels.insert("Very \"easy\"".into(), 7.0);
        mapping.columns[1].labels.insert("'\\".into(), 1.0);
        mapping.columns[2].date_order = Some(DateOrder::Mdy);
        mapping.columns[2].time_zone = Some("Asia/Shanghai".into());
        let mut filter = ColumnMapping::new("status", Role::Filter);
        filter.drop = vec!["Survey \"Preview\"".into(), "1".into()];
        filter.optional = true;
        mapping.columns.push(filter);
        mapping.stations = vec![Station {
            name: "配送".into(),
            stage: Some("履约".into()),
            owner: Some("物流组 \"华东\"".into()),
            aspects: vec!["logistics".into(), "courier".into()],
        }];
        mapping.columns[1].missing = vec!["offered".into()];
        mapping.columns[1].also = vec!["ces#2".into(), "ces#3".into()];
        for lang in [Lang::En, Lang::Zh] {
            assert_eq!(read(&mapping.to_toml(lang)).unwrap(), mapping);
        }
    }

    #[test]
    fn wrong_mappings_name_the_place() {
        let error = read("[[column]]\nname = \"a\"\nroll = \"nps\"\n").unwrap_err();
        assert_eq!((error.kind, error.row), (ErrorKind::MappingSyntax, Some(3)));
        assert!(error.to_string().contains("roll"), "{error}");
        for text in [
            "[[column]]\nname='a'\nrole='csat'\nscale=[5,1]",
            "[[column]]\nname='a'\nrole='csat'\n[[column]]\nname='a'\nrole='nps'",
            "[[column]]\nname='a'\nrole='time'\n[[column]]\nname='b'\nrole='time'",
            "[file]\ndelimiter='；'",
            "[[column]]\nname='a'\nrole='filter'",
            "[[touchpoint]]\nname='a'\n[[touchpoint]]\nname='a'",
            "[[column]]\nname='a'\nrole='time'\ntime_zone='Bejing'",
        ] {
            assert_eq!(read(text).unwrap_err().kind, ErrorKind::MappingValue, "{text}");
        }
    }

    #[test]
    fn a_mapping_must_not_contradict_itself() {
        let column = |name: &str, rest: &str| format!("[[column]]\nname='{name}'\n{rest}\n");
        let (time, place) = ("role='time'", "role='touchpoint'");
        let optional = format!("{time}\noptional=true");
        let [web, shop] = ["web", "shop"].map(|name| format!("{place}\ntouchpoint='{name}'"));
        let scale = |ends: &str| column("a", &format!("role='csat'\nscale={ends}"));
        for (text, sound) in [
            (scale("[0, 0.5]"), true),
            (scale("[5, 5]"), false),
            (scale("[1, inf]"), false),
            (scale("[-inf, 1]"), false),
            (scale("[nan, 5]"), false),
            (scale("[1, nan]"), false),
            // Of what there can be one, files may have the one or the other.
            (column("a", time) + &column("b", time), false),
            (column("a", &optional) + &column("b", &optional), true),
            (column("a", &optional) + &column("b", time), false),
            (column("a", time) + &column("b", &optional), false),
            (column("a", "role='segment'") + &column("b", "role='segment'"), true),
            // Touchpoints that are ticked have a column each.
            (column("a", &web) + &column("b", &shop), true),
            (column("a", place) + &column("b", place), false),
            (column("a", &web) + &column("b", place), false),
            (column("a", place) + &column("b", &web), false),
            (
                column("a", &format!("{time}\ntouchpoint='web'"))
                    + &column("b", &format!("{time}\ntouchpoint='shop'")),
                false,
            ),
        ] {
            let error = read(&text).err().map(|error| error.kind);
            assert_eq!(error, (!sound).then_some(ErrorKind::MappingValue), "{text}");
        }
    }

    #[test]
    fn what_is_not_stated_is_not_written_and_what_is_says_why() {
        let mut mapping = read("[[column]]\nname='b'\nrole='csat'\ndirection='lower'\n").unwrap();
        let mut first = ColumnMapping::new("a", Role::Comment);
        first.evidence = vec![Evidence::Mapping];
        mapping.columns.insert(0, first);
        mapping.stations = vec![Station { name: "web".into(), ..Station::default() }];
        let text = mapping.to_toml(Lang::En);
        assert!(text.starts_with("# "), "{text}");
        assert!(text.contains("# stated in the mapping\n[[column]]\nname = \"a\"\n"), "{text}");
        let said: Vec<&str> =
            text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let wanted = [
            "others = \"detect\"",
            "[file]",
            "[[column]]",
            "name = \"a\"",
            "role = \"comment\"",
            "[[column]]",
            "name = \"b\"",
            "role = \"csat\"",
            "direction = \"lower\"",
            "[[touchpoint]]",
            "name = \"web\"",
        ];
        assert_eq!(said, wanted);
    }
}
