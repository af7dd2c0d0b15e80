//! Tables of no known tool with one row for each answer: a respondent, a question, and what was
//! answered. Their names alone make none; the questions have to come again for other
//! respondents.

use std::collections::{HashMap, HashSet};

use csv::StringRecord;
use xxhash_rust::xxh3::xxh3_64;

use crate::ingest::dialect::LongAnswers;
use crate::ingest::read::question_names::{self, ANSWER, MARK, NUMBER, WORDING};
use crate::ingest::read::rows::Rows;
use crate::ingest::read::squeezed;

/// Names of columns that say whose answer it is, best first; squeezed.
const RESPONSE: [&str; 37] = [
    "responseid",
    "submissionid",
    "答卷编号",
    "答卷id",
    "答卷号",
    "问卷编号",
    "respondentid",
    "respondent",
    "participantid",
    "participant",
    "受访者id",
    "受访者编号",
    "受访者",
    "answererid",
    "interviewid",
    "surveyid",
    "recordid",
    "caseid",
    "userid",
    "customerid",
    "personid",
    "memberid",
    "contactid",
    "clientid",
    "guestid",
    "用户id",
    "用户编号",
    "客户id",
    "客户编号",
    "会员编号",
    "user",
    "customer",
    "person",
    "guest",
    "用户",
    "客户",
    "id",
];

/// More names of columns with the question, between its wording and its number.
const FIELD: [&str; 5] = ["fieldlabel", "fieldname", "variable", "metric", "variablelabel"];

/// Parts of the names of columns with words beside a mark.
const WORDS: [&str; 5] = ["comment", "text", "评论", "备注", "说明"];

/// Parts of the names of columns with the number, the kind or the wording of a question.
const PLAIN: [&str; 16] = [
    "question", "type", "code", "order", "number", "index", "seq", "id", "label", "required", "题",
    "类型", "编号", "序号", "编码", "问题",
];

/// Share of answers that are the only ones of their respondent to their question, from which on
/// the table is one of answers.
const MOSTLY: f64 = 0.8;

/// Most different questions: no table of answers has more.
const MOST_QUESTIONS: usize = 20_000;

/// Most values that are kept of a column: of more it is known that they are many.
const MOST_VALUES: usize = 10_000;

/// About as many answers, times the columns beside them, are held in memory at once.
const MOST_HELD: u64 = 2_000_000;

/// So few responses are not thinned out.
const FEWEST: usize = 100;

/// A table whose names are those of one.
pub(crate) struct AnswerTable {
    response: usize,
    question: usize,
    values: Vec<usize>,
    /// Of all columns, squeezed.
    names: Vec<String>,
}

impl AnswerTable {
    /// By the names of the columns.
    pub(crate) fn by_name(headers: &[String]) -> Option<AnswerTable> {
        let names: Vec<String> = headers.iter().map(|header| squeezed(header)).collect();
        let place = |wanted: &&str| names.iter().position(|name| name == wanted);
        let question = WORDING.iter().chain(&FIELD).chain(&NUMBER).find_map(place)?;
        let response = RESPONSE.iter().find_map(place)?;
        // In the order in which one with a value is taken.
        let answers = ANSWER.iter().chain(&MARK).chain(&question_names::WORDS);
        let values: Vec<usize> = answers.filter_map(place).collect();
        (!values.is_empty()).then_some(AnswerTable { response, question, values, names })
    }

    /// The columns, where the rows bear the names out.
    pub(crate) fn confirmed(&self, rows: Rows) -> Option<LongAnswers> {
        let others: Vec<usize> = (0..self.names.len()).filter(|at| self.is_other(*at)).collect();
        let mut seen = Seen::new(others.len(), MOST_HELD);
        for row in rows.filter_map(Result::ok) {
            seen.add(self, &others, &row.cells);
            if seen.questions.len() > MOST_QUESTIONS {
                return None;
            }
        }
        let (part, questions) = (&seen.part, seen.questions.len() as u64);
        let responses = part.rows_of.len() as u64;
        // Each question for two respondents, each respondent with more than one in the mean.
        let again = responses >= 2 && seen.rows >= 2 * questions && questions >= 2;
        if !again || 2 * part.rows < 3 * responses {
            return None;
        }
        let alone = |pairs: usize| pairs as f64 / part.rows as f64;
        // The same questions about several things: what tells them apart is part of the response.
        let also = (alone(part.pairs.len()) < MOSTLY)
            .then(|| {
                let telling = (0..others.len()).filter(|n| alone(part.apart[*n].len()) >= 0.99);
                telling.min_by_key(|n| seen.values[*n].len()).map(|n| others[n])
            })
            .flatten();
        let of_question = |n: usize| {
            let fixed = seen.by_question[n].values().all(Option::is_some);
            fixed && seen.values[n].len() > 1
        };
        let is_kept = |n: &usize| Some(others[*n]) == also || !of_question(*n);
        let kept = (0..others.len()).filter(is_kept);
        let telling = |at: &usize| !PLAIN.iter().any(|part| self.names[*at].contains(part));
        let dropped = (0..others.len()).filter(|n| !is_kept(n)).map(|n| others[n]);
        let words = |at: &&usize| {
            let name = &self.names[**at];
            WORDS.iter().any(|word| name.contains(word))
        };
        Some(LongAnswers {
            response: self.response,
            also,
            words: self.values.iter().filter(words).copied().collect(),
            question: self.question,
            values: self.values.clone(),
            kept: kept.map(|n| others[n]).collect(),
            of_question: dropped.filter(telling).collect(),
        })
    }

    fn is_other(&self, at: usize) -> bool {
        at != self.response && at != self.question && !self.values.contains(&at)
    }
}

/// What the rows of such a table hold, as hashes.
struct Seen {
    rows: u64,
    questions: HashSet<u64>,
    /// Values of the other columns.
    values: Vec<HashSet<u64>>,
    /// The value of another column beside each question, where it always is the same.
    by_question: Vec<HashMap<u64, Option<u64>>>,
    part: Part,
}

/// The rows of the responses whose hashes are low enough that there are not too many: of each of
/// these all rows, so that shares within responses are those of the table.
struct Part {
    /// The highest hash of a response that is held.
    highest: u64,
    most_rows: u64,
    rows: u64,
    rows_of: HashMap<u64, u64>,
    /// Responses with questions.
    pairs: HashSet<(u64, u64)>,
    /// The same with the value of one of the other columns.
    apart: Vec<HashSet<(u64, u64)>>,
}

impl Seen {
    fn new(others: usize, most_held: u64) -> Seen {
        let part = Part {
            highest: u64::MAX,
            most_rows: most_held / (others as u64 + 1),
            rows: 0,
            rows_of: HashMap::new(),
            pairs: HashSet::new(),
            apart: vec![HashSet::new(); others],
        };
        let (values, by_question) = (vec![HashSet::new(); others], vec![HashMap::new(); others]);
        Seen { rows: 0, questions: HashSet::new(), values, by_question, part }
    }

    fn add(&mut self, table: &AnswerTable, others: &[usize], cells: &StringRecord) {
        let hash = |at: usize| xxh3_64(cells.get(at).unwrap_or_default().trim().as_bytes());
        let blank = |at: usize| cells.get(at).unwrap_or_default().trim().is_empty();
        if blank(table.response) || blank(table.question) {
            return;
        }
        self.rows += 1;
        let question = hash(table.question);
        self.questions.insert(question);
        let others: Vec<u64> = others.iter().map(|at| hash(*at)).collect();
        for (n, value) in others.iter().enumerate() {
            if self.values[n].len() < MOST_VALUES {
                self.values[n].insert(*value);
            }
            let known = self.by_question[n].entry(question).or_insert(Some(*value));
            if *known != Some(*value) {
                *known = None;
            }
        }
        self.part.add(hash(table.response), question, &others);
    }
}

impl Part {
    fn add(&mut self, response: u64, question: u64, others: &[u64]) {
        // Where a few responses have more rows, their first ones tell enough.
        if response > self.highest || self.rows >= 2 * self.most_rows {
            return;
        }
        self.rows += 1;
        *self.rows_of.entry(response).or_default() += 1;
        self.pairs.insert((response, question));
        for (apart, value) in self.apart.iter_mut().zip(others) {
            let both = [question.to_le_bytes(), value.to_le_bytes()].concat();
            apart.insert((response, xxh3_64(&both)));
        }
        while self.rows > self.most_rows && self.rows_of.len() > FEWEST {
            self.thin_out();
        }
    }

    fn thin_out(&mut self) {
        self.highest /= 2;
        let highest = self.highest;
        self.rows_of.retain(|response, _| *response <= highest);
        self.pairs.retain(|(response, _)| *response <= highest);
        self.apart.iter_mut().for_each(|pairs| pairs.retain(|(one, _)| *one <= highest));
        self.rows = self.rows_of.values().sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::made_file::opened;
    use crate::ingest::read::options::ReadOptions;

    fn confirmed(table: &str) -> Option<LongAnswers> {
        let options =
            ReadOptions { pivot: Some(false), header_rows: Some(1), ..ReadOptions::default() };
        let file = opened(table.as_bytes(), "a.csv", &options).unwrap();
        AnswerTable::by_name(&file.layout().headers).unwrap().confirmed(file.rows().unwrap())
    }

    #[test]
    fn a_respondent_a_question_and_an_answer_are_names_of_one() {
        let places = |names: [&str; 3]| {
            let table = AnswerTable::by_name(&names.map(str::to_owned))?;
            Some((table.response, table.question, table.values))
        };
        assert_eq!(places(["Response-ID", "Question Text", "Answer_VALUE"]), Some((0, 1, vec![2])));
        assert_eq!(places(["分数", "问题", "受访者"]), None);
        assert_eq!(places(["答案", "题目", "受访者"]), Some((2, 1, vec![0])));
        assert_eq!(places(["question", "answer", "comment"]), None);
    }

    #[test]
    fn the_questions_have_to_come_again_for_other_respondents() {
        // Respondent and question of each row, one letter each.
        for (rows, wanted) in [
            ("ap aq bp bq", true),
            // A row without a question says nothing.
            ("ap aq bp bq a-", true),
            ("ap aq ar bp bq", false),
            ("ap aq ap aq", false),
            ("ap bp ap bp", false),
            // Three answers for two respondents, and fewer.
            ("ap aq bp bq cp dq", true),
            ("ap aq bp cp dq", false),
        ] {
            let row = |row: &str| format!("{},{},5\n", &row[..1], row[1..].replace('-', ""));
            let table: String = rows.split(' ').map(row).collect();
            let found = confirmed(&format!("respondent,question,answer\n{table}"));
            assert_eq!(found.is_some(), wanted, "{rows}");
        }
    }

    #[test]
    fn other_columns_belong_to_the_response_unless_the_question_fixes_them() {
        let mut table = "Survey,Participant,Station,City,Section,Question ID,Question,Answer,\
            Answer comment\n"
            .to_owned();
        for (person, city) in [("m1", "Oslo"), ("m2", "Gent")] {
            for station in ["Pool", "Sauna"] {
                table += &format!("Spring,{person},{station},{city},Stay,Q1,Clean?,5,fine\n");
                table += &format!("Spring,{person},{station},{city},Food,Q2,Tasty?,3,\n");
            }
        }
        let wanted = LongAnswers {
            response: 1,
            also: Some(2),
            question: 6,
            values: vec![7, 8],
            words: vec![8],
            kept: vec![0, 2, 3],
            of_question: vec![4],
        };
        assert_eq!(confirmed(&table), Some(wanted));
    }

    #[test]
    fn what_tells_answers_apart_is_asked_for_where_a_fifth_of_them_comes_again() {
        let mut table = "respondent,station,question,answer\n".to_owned();
        for person in ["a", "b", "c", "d"] {
            table += &format!("{person},Pool,p,5\n{person},Pool,q,4\n");
        }
        table += "a,Sauna,p,3\na,Sauna,q,2\n";
        assert_eq!(confirmed(&table).unwrap().also, None, "eight of ten");
        table += "b,Sauna,p,1\n";
        assert_eq!(confirmed(&table).unwrap().also, Some(1), "eight of eleven");
    }

    #[test]
    fn a_fixed_part_of_the_responses_is_held_whatever_the_order_of_the_rows() {
        let table = AnswerTable::by_name(&["user", "question", "answer"].map(str::to_owned));
        let table = table.unwrap();
        let row = |n: usize| StringRecord::from(vec![format!("u{}", n / 4), format!("q{}", n % 4)]);
        let held = |rows: &mut dyn Iterator<Item = usize>| {
            let mut seen = Seen::new(0, 2_000);
            rows.for_each(|n| seen.add(&table, &[], &row(n)));
            (seen.rows, seen.questions.len(), seen.part)
        };
        let (rows, questions, part) = held(&mut (0..12_000));
        assert_eq!((rows, questions), (12_000, 4));
        assert!((500..=2_000).contains(&part.rows), "{}", part.rows);
        assert!(part.rows_of.values().all(|n| *n == 4), "all rows of each");
        assert_eq!(
            (part.rows, part.pairs.len() as u64),
            (4 * part.rows_of.len() as u64, part.rows)
        );
        let (.., turned) = held(&mut (0..12_000).rev());
        assert!(turned.rows_of == part.rows_of && turned.highest == part.highest);
        // A hundred responses are held with their first rows.
        let mut few = Seen::new(0, 2_000);
        (0..9_000).for_each(|n| {
            let cells = StringRecord::from(vec![format!("u{}", n % 100), format!("q{}", n / 100)]);
            few.add(&table, &[], &cells);
        });
        assert_eq!((few.rows, few.part.rows, few.part.rows_of.len()), (9_000, 4_000, 100));
        assert_eq!(few.part.highest, u64::MAX);
    }
}
