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
mod intercom;
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
static ALL: [&dyn Dialect; 13] = [
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
    &intercom::Intercom,
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
            (&["Conversation ID,Channel,Conversation rating"], "intercom"),
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

    #[test]
    fn fewer_marks_are_no_tool() {
        for rows in [
            &["Score,Comment,Date"][..],
            &["Score,Comment,Person ID"],
            &["Score,Delighted Source"],
            &["Score,Comment,Person ID,Person Name,Trend"],
            &["Timestamp,Sixteen_letters_"],
            &["hs_content,comment"],
            &["Survey type,Rating"],
            &["Survey name,Sentiment"],
            &["Date,Q1", ",Score"],
            &["Date,Q1", ",Label"],
            &["Date,Q1,Q2", "Day,Score,Label"],
            &["ticket_id,score"],
            &["Conversation ID,Channel"],
            &["requester_id,score"],
            &["ResponseId,QuestionId,ChoiceValue"],
            &["ResponseId,ChoiceValue,NumberValue"],
        ] {
            assert_eq!(recognised(rows), None, "{rows:?}");
        }
        for (rows, id) in [
            (&["Score,Comment,Person ID,Response Time"][..], "delighted"),
            (&["Score,Comment,Person ID,Person Name,Permalink,Trend"], "delighted"),
            (&["Timestamp,Seventeen_letters"], "google_forms"),
            (&["hs_content,hs_value"], "hubspot"),
            (&["Survey type,Rating,Sentiment"], "hubspot"),
            (&["ticket_id,score,group_id"], "zendesk"),
        ] {
            assert_eq!(recognised(rows), Some(id), "{rows:?}");
        }
    }

    /// The roles that a tool gives to columns of these names, all of which hold these cells.
    fn roles(id: &str, names: &[&str], cells: &[&str]) -> Vec<Option<Role>> {
        let mut facts = ColumnProfile::default();
        cells.iter().for_each(|cell| facts.see(cell));
        let column = |name: &&str| ProfiledColumn { name: (*name).to_owned(), facts: &facts };
        let columns: Vec<ProfiledColumn<'_>> = names.iter().map(column).collect();
        let dialect = by_id(id).unwrap();
        (0..names.len()).map(|at| dialect.column(&columns, at).map(|known| known.role)).collect()
    }

    #[test]
    fn a_tool_knows_its_own_columns_and_leaves_questions_to_detection() {
        let (time, who, none) = (Role::Time, Role::Respondent, Role::Ignore);
        for (id, names, wanted) in [
            (
                "delighted",
                &["comment", "response time", "person id", "comment sentiment", "person name"][..],
                &[Role::Comment, time, who, none, none][..],
            ),
            ("google_forms", &["timestamp", "email address"], &[time, who]),
            (
                "hubspot",
                &["hs_content", "date", "contact id", "sentiment"],
                &[Role::Comment, time, who, none],
            ),
            ("in_app_nps", &["respondent uuid", "why? / insight", "page"], &[who, none, none]),
            (
                "intercom",
                &["conversation rating", "conversation rating remark", "teammate assigned"],
                &[Role::CSAT, Role::Comment, none],
            ),
            (
                "play_console",
                &["star rating", "review text", "device", "review link"],
                &[Role::CSAT, Role::Comment, Role::Segment, none],
            ),
            (
                "qualtrics",
                &[
                    "status / response type",
                    "recordeddate",
                    "responseid",
                    "userlanguage",
                    "progress",
                    "q2_nps_group / group",
                    "q3 - topics / topics",
                    "q3 - parent topics",
                    "q3 - sentiment / sentiment",
                    "q3 - sentiment score",
                ],
                &[Role::Filter, time, who, Role::Segment, none, none, none, none, none, none],
            ),
            (
                "salesforce",
                &["surveyresponse.responseid", "createddate", "status"],
                &[who, time, none],
            ),
            ("surveymonkey", &["respondent id", "end date", "start date"], &[who, time, none]),
            (
                "tencent",
                &["编号", "结束答题时间", "清洗数据结果", "语言", "昵称"],
                &[who, time, Role::Filter, Role::Segment, none],
            ),
            ("typeform", &["#", "submit date (utc)", "tags"], &[who, time, none]),
            (
                "wenjuanxing",
                &["序号", "提交答卷时间", "来源", "总分"],
                &[who, time, Role::Segment, none],
            ),
            (
                "zendesk",
                &[
                    "satisfaction_rating.score",
                    "comment",
                    "created_at",
                    "requester_id",
                    "channel",
                    "url",
                ],
                &[Role::CSAT, Role::Comment, time, who, Role::Segment, none],
            ),
        ] {
            let wanted: Vec<Option<Role>> = wanted.iter().copied().map(Some).collect();
            assert_eq!(roles(id, names, &[]), wanted, "{id}");
            // A question, behind the first column, which Google Forms knows by its place.
            assert_eq!(roles(id, &[names[0], "how was it?"], &[])[1], None, "{id}");
        }
        // When the rating was given is not when the ticket was.
        assert_eq!(roles("zendesk", &["satisfaction_rating.created_at"], &[]), [None]);
    }

    #[test]
    fn a_score_is_what_the_survey_asks_for() {
        // Delighted asks up to 5 or 7 for other scores than NPS.
        let delighted = |cells: &[&str]| roles("delighted", &["score"], cells)[0];
        assert_eq!(delighted(&["3", "7"]), None);
        assert_eq!(delighted(&["3", "8"]), Some(Role::NPS));
        assert_eq!(delighted(&["3", "10"]), Some(Role::NPS));
        // Of several kinds of survey their column tells.
        assert_eq!(roles("delighted", &["score", "survey type"], &["3", "8"])[0], None);
        assert_eq!(roles("delighted", &["score", "survey type"], &["8"])[0], Some(Role::NPS));
        // HubSpot says what each survey was.
        let hubspot = |cells: &[&str]| roles("hubspot", &["rating", "survey type"], cells)[0];
        for (cells, role) in [
            (&["Customer Loyalty (NPS)"][..], Role::NPS),
            (&["loyalty"], Role::NPS),
            (&["CES"], Role::CES),
            (&["Customer support"], Role::CES),
            (&["Customer satisfaction"], Role::CSAT),
            (&["CSAT", "customer satisfaction"], Role::CSAT),
            // Ratings on several scales in one column are used on none.
            (&["CSAT", "NPS"], Role::Ignore),
            (&["Custom"], Role::Ignore),
            (&[], Role::Ignore),
        ] {
            assert_eq!(hubspot(cells), Some(role), "{cells:?}");
        }
    }

    #[test]
    fn some_tools_fix_the_rows_of_their_header() {
        for dialect in ALL {
            let two = ["surveymonkey", "in_app_nps"].contains(&dialect.id());
            assert_eq!(dialect.header_rows(), two.then_some(2), "{}", dialect.id());
        }
    }
}
