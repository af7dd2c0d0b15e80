//! Tools whose exports are known: how to tell them by their header, and what
//! their fixed columns mean. One file a tool.
//!
//! A dialect only says what the words and values of a column cannot: that a
//! preview is no answer, that `offered` is no rating, that a matrix item
//! belongs to the question some columns before it. Everything else, questions
//! above all, goes through the same detection as an unknown export, so that a
//! tool that changes its layout costs an advantage and not the file.

mod delighted;
mod google_forms;
mod hubspot;
mod in_app_nps;
mod play_console;
mod qualtrics;
mod salesforce;
mod surveymonkey;
mod tencent;
mod typeform;
mod wenjuanxing;
mod zendesk;

pub(crate) use salesforce::{LongAnswers, long_answers};

use crate::feedback::Scale;
use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::role::Role;
use crate::ingest::told::warning::Warning;

/// The top of a table: its first rows as they stand in the file, or the keys
/// of JSON objects as a single row.
pub(crate) struct Head {
    rows: Vec<Vec<String>>,
}

impl Head {
    /// Takes the first three rows, tidied.
    pub(crate) fn new<'a, R: IntoIterator<Item = &'a str>>(
        rows: impl IntoIterator<Item = R>,
    ) -> Head {
        let tidy = |cell: &str| cell.trim_matches(['\u{feff}', ' ', '\t']).to_owned();
        let rows = rows.into_iter().take(3);
        Head { rows: rows.map(|row| row.into_iter().map(tidy).collect()).collect() }
    }

    /// Whether the first row has all of these cells, in any case.
    fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.row(0).iter().any(|cell| cell.eq_ignore_ascii_case(name)))
    }

    /// How many of these cells the first row has.
    fn count(&self, names: &[&str]) -> usize {
        names.iter().filter(|name| self.has(&[name])).count()
    }

    fn row(&self, at: usize) -> &[String] {
        self.rows.get(at).map_or(&[], Vec::as_slice)
    }
}

/// What a dialect knows of a column.
#[derive(Debug, Clone)]
pub(crate) struct KnownColumn {
    pub(crate) role: Role,
    /// Scale of a score, where the values alone do not show it.
    pub(crate) scale: Option<Scale>,
    /// Points of labels.
    pub(crate) labels: &'static [(&'static str, f64)],
    /// Values that stand for no answer.
    pub(crate) missing: &'static [&'static str],
    /// Values whose rows are left out.
    pub(crate) drop: &'static [&'static str],
    /// A warning of the column that the reader has to see.
    pub(crate) warning: Option<fn(String) -> Warning>,
}

impl KnownColumn {
    fn role(role: Role) -> KnownColumn {
        KnownColumn { role, scale: None, labels: &[], missing: &[], drop: &[], warning: None }
    }

    fn filter(drop: &'static [&'static str]) -> KnownColumn {
        KnownColumn { drop, ..KnownColumn::role(Role::Filter) }
    }
}

/// A column as a dialect sees it.
pub(crate) struct ProfiledColumn<'a> {
    /// Name in lower case.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) facts: &'a ColumnProfile,
}

impl ProfiledColumn<'_> {
    /// The part of a name merged from several header rows that stands on top.
    fn upper(&self) -> &str {
        self.name.split(" / ").next().unwrap_or(&self.name)
    }

    /// The lower part of such a name; empty for a name of one part.
    fn lower(&self) -> &str {
        self.name.rsplit_once(" / ").map_or("", |(_, lower)| lower)
    }
}

/// A tool whose exports are known.
pub(crate) trait Dialect: Sync {
    /// Stable name, as in `--json` and messages' keys.
    fn id(&self) -> &'static str;

    /// Whether the table is an export of the tool.
    fn recognises(&self, head: &Head) -> bool;

    /// Rows of the header, where the tool fixes them.
    fn header_rows(&self) -> Option<usize> {
        None
    }

    /// The questions in full, one for each header, where headers shorten them.
    fn questions(&self, headers: &[String]) -> Vec<String> {
        headers.to_vec()
    }

    /// What is known of column `at`; `None` for questions.
    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn>;
}

/// All of them. The first that recognises a table has it.
static ALL: [&dyn Dialect; 12] = [
    &qualtrics::Qualtrics,
    &surveymonkey::SurveyMonkey,
    &wenjuanxing::Wenjuanxing,
    &tencent::Tencent,
    &typeform::Typeform,
    &google_forms::GoogleForms,
    &zendesk::Zendesk,
    &hubspot::HubSpot,
    &salesforce::Salesforce,
    &in_app_nps::InAppNps,
    &play_console::PlayConsole,
    &delighted::Delighted,
];

/// The dialect of a table.
pub(crate) fn recognise(head: &Head) -> Option<&'static dyn Dialect> {
    ALL.into_iter().find(|dialect| dialect.recognises(head))
}

/// The dialect of that name.
pub(crate) fn by_id(id: &str) -> Option<&'static dyn Dialect> {
    ALL.into_iter().find(|dialect| dialect.id() == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::told::tool::tool_in;

    fn recognised(rows: &[&str]) -> Option<&'static str> {
        let head = Head::new(rows.iter().map(|row| row.split(',')));
        recognise(&head).map(|dialect| dialect.id())
    }

    #[test]
    fn header_marks() {
        for (rows, id) in [
            (&["序号,提交答卷时间,所用时间,总分,1、您的性别"][..], "wenjuanxing"),
            (&["编号,开始答题时间,结束答题时间,答题时长,1.发票抬头"], "tencent"),
            (
                &["StartDate,Status,Q1", "Start Date,Response Type,Why?", "{\"ImportId\":\"a\"}"],
                "qualtrics",
            ),
            (&["Respondent ID,Collector ID,Start Date,End Date", ",,,"], "surveymonkey"),
            (&["#,Why?,Start Date (UTC),Submit Date (UTC),Network ID"], "typeform"),
            (&["时间戳记,您的建议"], "google_forms"),
            (&["Timestamp,How was it?"], "google_forms"),
            (&["ticket_id,score,comment,requester_id,created_at"], "zendesk"),
            (&["id,subject,satisfaction_rating.score"], "zendesk"),
            (&["hs_content,hs_survey_type,hs_value"], "hubspot"),
            (&["ResponseId,QuestionId,ChoiceValue,NumberValue"], "salesforce"),
            (&["Date,Response uuid,Q#1: How likely?,,Page", ",,Score,Label,"], "in_app_nps"),
            (
                &["Package Name,App Version Code,Star Rating,Review Title,Review Text"],
                "play_console",
            ),
            (&["Name,Email,Score,Comment,Response Time,Delighted Source"], "delighted"),
        ] {
            assert_eq!(recognised(rows), Some(id), "{rows:?}");
        }
        for rows in ["id,comment,nps,date", "timestamp,user,comment", "编号,提交时间,评价内容"]
        {
            assert_eq!(recognised(&[rows]), None, "{rows}");
        }
    }

    #[test]
    fn every_tool_has_a_name_in_both_languages() {
        for dialect in ALL {
            for locale in ["en", "zh"] {
                let name = tool_in(dialect.id(), locale);
                assert!(!name.is_empty() && !name.contains("ingest."), "{name}");
            }
            assert_eq!(by_id(dialect.id()).map(|d| d.id()), Some(dialect.id()));
        }
    }
}
