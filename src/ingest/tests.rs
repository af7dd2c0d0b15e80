//! The way from a file to feedback, on small files of every kind.

mod mapped;
mod question_framing;
mod random;
mod rows;

use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use super::*;
use crate::feedback::{Direction, Entry, Feedback, Scale, ScoreKind};
use crate::lang::Lang;

pub(super) fn file_of(bytes: &[u8], suffix: &str) -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(suffix).tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

struct Read {
    layout: Layout,
    mapping: Mapping,
    feedback: Vec<Feedback>,
    rejects: Vec<Rejection>,
}

impl Read {
    fn column(&self, name: &str) -> &ColumnMapping {
        self.mapping.columns.iter().find(|c| c.name == name).unwrap_or_else(|| {
            panic!("no {name} in {:?}", self.layout.headers);
        })
    }

    fn role(&self, name: &str) -> Role {
        self.column(name).role
    }
}

fn read_bytes(bytes: &[u8], suffix: &str) -> Result<Read, IngestError> {
    let file = file_of(bytes, suffix);
    let source = SourceFile::open(file.path(), &ReadOptions::default())?;
    let facts = profile(&source)?;
    let mapping = detect(source.layout(), &facts);
    let mut form = LongForm::new(source.layout(), &mapping, 0)?;
    let (mut feedback, mut rejects) = (Vec::new(), Vec::new());
    let mut rows = 0;
    for row in source.rows()? {
        rows += 1;
        match row {
            Ok(row) => {
                assert_eq!(row.cells.len(), source.layout().headers.len());
                feedback.extend(form.feedback(&row, &mut rejects));
            }
            Err(rejection) => rejects.push(rejection),
        }
    }
    let lost = rejects.iter().filter(|r| r.scope != Scope::Cell).count();
    assert_eq!(rows, feedback.len() + lost);
    assert!(feedback.iter().all(|f| !f.entries.is_empty()));
    assert_eq!(facts.rows + facts.rejected, rows as u64);
    Ok(Read { layout: source.layout().clone(), mapping, feedback, rejects })
}

fn read(text: &str) -> Read {
    read_bytes(text.as_bytes(), ".csv").unwrap()
}

const NARROW: &str = "客户编号,触点,评价内容,推荐意愿(0-10分),满意度,费力度,提交时间,城市\n\
    007,物流,\"快递很快,包装好\",9 - 非常可能,5,1,2026/9/3 12:00,上海\n\
    008,客服,等了半小时没人接,２,1,5,2026/9/4 08:05,北京\n\
    009,客服,,(跳过),4,3,昨天,上海\n\
    010,物流,快递员很有礼貌,8,4,2,2026/9/5 09:30,上海\n\
    011,物流,一般般吧没什么特别,7,3,3,2026/9/6 21:10,北京\n\
    012,客服,问题当场就解决了,10,5,1,2026/9/7 18:45,上海\n";

#[test]
fn a_narrow_export_in_every_encoding() {
    let utf16: Vec<u8> = NARROW.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = format!("\u{feff}{NARROW}");
    for bytes in [
        NARROW.as_bytes().to_vec(),
        marked.into_bytes(),
        encoding_rs::GB18030.encode(NARROW).0.into_owned(),
        utf16.clone(),
        [&[0xFF, 0xFE][..], &utf16].concat(),
        NARROW.replace(',', "\t").replace("\"快递很快\t", "\"快递很快,").into_bytes(),
    ] {
        let read = read_bytes(&bytes, ".csv").unwrap();
        let first = &read.feedback[0];
        assert_eq!(first.respondent.as_deref(), Some("007"));
        assert_eq!(first.time.unwrap().to_string(), "2026-09-03T12:00:00");
        assert_eq!(first.segments, [Some("上海".into())]);
        let entry = &first.entries[0];
        assert_eq!(entry.touchpoint.as_deref(), Some("物流"));
        assert_eq!(entry.comment.as_deref(), Some("快递很快,包装好"));
        assert_eq!(entry.scores.get(ScoreKind::Nps).unwrap().value, 9.0);
        assert_eq!(entry.scores.get(ScoreKind::Csat).unwrap().value, 5.0);
        assert_eq!(entry.scores.get(ScoreKind::Ces).unwrap().scale.direction, Direction::Lower);
        assert_eq!(read.feedback[1].entries[0].scores.get(ScoreKind::Nps).unwrap().value, 2.0);
        assert_eq!(read.feedback[2].entries[0].comment, None);
        let cells: Vec<_> = read.rejects.iter().map(|r| (r.row, r.reason, r.scope)).collect();
        assert_eq!(cells, [(4, Reason::NotATime, Scope::Cell)]);
    }
}

#[test]
fn a_wide_export_becomes_one_entry_a_touchpoint() {
    let read = read(
        "id,总体满意度,物流满意度,客服满意度,物流评价,客服评价\n\
         a1,4,5,1,送得很快很准时,一直没有人理我\n\
         a2,3,2,4,快递员态度真差,客服小姐姐很耐心\n\
         a3,,,,,\n",
    );
    assert_eq!(read.column("总体满意度").touchpoint, None);
    assert_eq!(read.column("客服评价").touchpoint.as_deref(), Some("客服"));
    let entries = &read.feedback[0].entries;
    assert_eq!(entries.len(), 3);
    assert_eq!(entries[0].scores.get(ScoreKind::Csat).unwrap().value, 4.0);
    assert_eq!(entries[2].touchpoint.as_deref(), Some("客服"));
    assert_eq!(entries[2].comment.as_deref(), Some("一直没有人理我"));
    assert_eq!(entries[2].scores.get(ScoreKind::Csat).unwrap().value, 1.0);
    assert_eq!(read.feedback[2].entries, [Entry::default()]);
    let read = self::read(
        "id,总体满意度,入住满意度,餐饮满意度,入住 / 评语,餐饮 / 评语\n\
         a1,4,5,1,房间很安静也很干净,早餐凉了没有人管\n\
         a2,3,2,4,等了半小时才拿到房卡,自助餐品种很多\n",
    );
    assert_eq!(read.column("餐饮 / 评语").touchpoint.as_deref(), Some("餐饮"));
}

#[test]
fn two_open_questions_are_two_comments_of_the_whole() {
    let read = read("pros,cons,rating\nnice staff,slow wifi,4\nclean rooms,too noisy,5\n");
    assert_eq!(read.feedback[0].entries.len(), 2);
    assert!(read.feedback.iter().flat_map(|f| &f.entries).all(|e| e.touchpoint.is_none()));
}

#[test]
fn vendor_headers() {
    let qualtrics = "StartDate,EndDate,Status,IPAddress,ResponseId,Q1_NPS_GROUP,Q1,Q2\n\
        Start Date,End Date,Response Type,IP Address,Response ID,Group,How likely are you to recommend us?,Why?\n\
        \"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"endDate\"\"}\",,,,,,\n\
        2024-01-02 10:00:00,2024-01-02 10:05:00,IP Address,1.2.3.4,R_1,3,10,Great product and friendly staff\n\
        2024-01-03 10:00:00,2024-01-03 10:05:00,IP Address,1.2.3.5,R_2,1,2,It never arrived at my door\n";
    let result = read(qualtrics);
    assert_eq!((result.layout.header_rows, result.layout.first_data_row), (3, 4));
    assert_eq!(result.role("Q1 / How likely are you to recommend us?"), Role::NPS);
    assert_eq!(result.role("Q2 / Why?"), Role::Comment);
    assert_eq!(result.role("EndDate / End Date".split(" / ").next().unwrap()), Role::Time);
    assert_eq!(result.role("ResponseId"), Role::Respondent);

    let monkey = "Respondent ID,Start Date,End Date,How satisfied are you?,,Any comments?\n\
        ,,,Delivery,Support,Open-Ended Response\n\
        11,01/13/2024 10:00:00,01/13/2024 10:05:00,4,5,The parcel came a day late\n\
        12,01/14/2024 10:00:00,01/14/2024 10:05:00,2,3,Nobody answered the phone\n";
    let result = read(monkey);
    assert_eq!(result.layout.header_rows, 2);
    assert_eq!(
        result.column("How satisfied are you? / Support").touchpoint.as_deref(),
        Some("Support")
    );
    assert_eq!(result.role("Any comments?"), Role::Comment);
    assert_eq!(result.feedback[0].time.unwrap().to_string(), "2024-01-13T10:05:00");

    let tencent = "编号,开始答题时间,结束答题时间,答题时长,1.您愿意把我们推荐给朋友吗,2.请留下您的建议,\n\
        1,2026/5/26 12:00,2026/5/26 12:03,180,9,希望能增加夜间配送服务,\n\
        2,2026/5/26 13:00,2026/5/26 13:03,150,3,客服电话总是打不通,\n";
    let result = read(tencent);
    assert_eq!(result.role("1.您愿意把我们推荐给朋友吗"), Role::NPS);
    assert_eq!(result.role("2.请留下您的建议"), Role::Comment);
    assert_eq!(result.role("结束答题时间"), Role::Time);
    assert_eq!(result.role("column_7"), Role::Ignore);

    let titled = "客户满意度调查,,,\n导出时间 2026-09-01,,,\n\n订单号,评价,星级,门店\n1,很好吃会再来,5,南京路店\n2,等位太久了,2,人民广场店\n";
    let result = read(titled);
    assert_eq!((result.layout.skip_rows, result.layout.first_data_row), (3, 5));
    assert_eq!((result.role("评价"), result.role("星级")), (Role::Comment, Role::CSAT));
}

#[test]
fn a_scale_in_the_name_holds_against_slips() {
    let result = read(
        "评价内容,满意度(1-5),推荐意愿(0-10)\n太慢了等很久,1,2\n很快就到了,5,11\n回复太慢了,0,3\n\
         解释得很专业,5,10\n和描述一模一样,4,-1\n",
    );
    assert_eq!(result.role("推荐意愿(0-10)"), Role::NPS);
    assert_eq!(result.column("满意度(1-5)").scale, Some(Scale::higher(1.0, 5.0)));
    let rows: Vec<u64> = result.rejects.iter().map(|r| r.row).collect();
    assert_eq!(rows, [3, 4, 6]);
    assert!(result.rejects.iter().all(|r| r.reason == Reason::OutsideScale));
}

#[test]
fn identifiers_are_no_comments_and_no_score_counts_twice() {
    let result = read(
        "反馈编号,评价内容,nps,nps\nF20260701-001,包装有点破损,3,3\nF20260701-002,送货很快,9,9\n\
         F20260701-003,客服很有耐心,10,10\n",
    );
    assert_eq!(result.role("反馈编号"), Role::Respondent);
    assert_eq!(result.role("评价内容"), Role::Comment);
    assert_eq!((result.role("nps#1"), result.role("nps#2")), (Role::NPS, Role::Ignore));
    assert!(result.feedback.iter().all(|f| f.entries.len() == 1));
}

#[test]
fn a_lone_column_of_comments_is_not_cut() {
    let result = read("comment\ngood, cheap and quick\nbad, slow, old\nnothing to say really\n");
    assert_eq!((result.feedback.len(), result.rejects.len()), (3, 0));
    assert_eq!(result.role("comment"), Role::Comment);
}

#[test]
fn an_odd_answer_in_the_first_row_is_no_header() {
    let result = read(
        "评论,评分\n很好吃的一家店,五分\n不错下次还来,4\n太贵了不值得,2\n一般般没特色,3\n服务不错,4\n",
    );
    assert_eq!((result.layout.header_rows, result.feedback.len()), (1, 5));
    assert_eq!(result.rejects[0].reason, Reason::NotAScore);
}

#[test]
fn rows_of_totals_are_nobodys_answers() {
    let result = read(
        "小区,服务项目,满意度(1-5),意见\n翠湖苑,电梯,3,等了十分钟电梯才来\n阳光里,停车,2,车位总是被占\n\
         金桥花园,电梯,5,换了新电梯很满意\n翠湖苑,停车,4,合计\n合计,,平均：3.50,\n合计,,,\n",
    );
    let rows: Vec<_> = result.rejects.iter().map(|r| (r.row, r.reason)).collect();
    assert_eq!(rows, [(6, Reason::Totals), (7, Reason::Totals)]);
    assert_eq!(result.feedback.len(), 4);
}

#[test]
fn zeros_that_the_header_calls_no_answer_are_none() {
    let header = "评价内容,您对售后的评价（1-5分，未办理过请选0）\n";
    let cells = ["0", "3", "0", "1", "0", "2", "0", "0"];
    let rows = cells.iter().enumerate().map(|(n, cell)| format!("第{n}次来办理很顺利,{cell}\n"));
    let result = read(&(header.to_owned() + &rows.collect::<String>()));
    let column = result.column("您对售后的评价（1-5分，未办理过请选0）");
    assert_eq!((column.role, column.scale), (Role::CSAT, Some(Scale::higher(1.0, 5.0))));
    assert_eq!(column.missing, ["0"]);
    assert!(result.rejects.is_empty());
}

#[test]
fn json_lines_and_arrays() {
    let lines = "{\"id\":\"01\",\"comment\":\"Very slow delivery again\",\"rating\":{\"nps\":2}}\n\
        nonsense\n\
        {\"id\":\"02\",\"rating\":{\"nps\":9.0},\"comment\":\"Friendly and quick support\"}\n";
    let result = read_bytes(lines.as_bytes(), ".jsonl").unwrap();
    assert_eq!(result.role("rating.nps"), Role::NPS);
    assert_eq!(result.feedback[1].entries[0].scores.get(ScoreKind::Nps).unwrap().value, 9.0);
    assert_eq!((result.rejects[0].row, result.rejects[0].reason), (2, Reason::BadJson));
    let array = format!("[{}]", lines.replace("nonsense\n", "").trim().replace('\n', ","));
    let result = read_bytes(array.as_bytes(), ".json").unwrap();
    assert_eq!(result.feedback.len(), 2);
    let pretty = "{\n \"data\": [1]\n}";
    assert_eq!(read_bytes(pretty.as_bytes(), ".json").err().unwrap().kind, ErrorKind::JsonShape);
}

#[test]
fn rows_can_be_sent_to_another_thread() {
    fn sent<T: Send>() {}
    sent::<Rows>();
    sent::<SourceFile>();
    sent::<LongForm>();
}

#[test]
fn bad_files_say_what_they_are() {
    for (bytes, suffix, kind) in [
        (&b""[..], ".csv", ErrorKind::Empty),
        (b" \n\n", ".csv", ErrorKind::Empty),
        (b"%PDF-1.7 x", ".csv", ErrorKind::Binary),
        (b"a,b\n1,\0\0\0\x01\x02\x03,\x05\n", ".csv", ErrorKind::Binary),
        (b"PK\x03\x04 no workbook", ".xlsx", ErrorKind::BrokenWorkbook),
        (b"<html><table><tr><td>1</td></tr></table></html>", ".xls", ErrorKind::Markup),
        (b"comment,score\n", ".csv", ErrorKind::NoRows),
    ] {
        let error = read_bytes(bytes, suffix).err().unwrap();
        assert_eq!(error.kind, kind, "{error}");
    }
    let options = ReadOptions::default();
    let missing = SourceFile::open(Path::new("no/such.csv"), &options).unwrap_err();
    assert_eq!(missing.kind, ErrorKind::Missing);
    let folder = SourceFile::open(Path::new("src"), &options).unwrap_err();
    assert_eq!(folder.kind, ErrorKind::Directory);
}

#[test]
fn rejected_rows_and_cells_name_their_place() {
    let mut bytes = b"id,comment,rating\n1,quite good food,4\n2,ragged\n3,broken ".to_vec();
    bytes.extend_from_slice(b"\xFFtext,3\n4,nice and clean,45\n5,rather noisy,lots\n");
    for n in 6..40 {
        bytes.extend_from_slice(format!("{n},comment number {n} é,5\n").as_bytes());
    }
    let file = file_of(&bytes, ".csv");
    let source = SourceFile::open(file.path(), &ReadOptions::default()).unwrap();
    let text = "[[column]]\nname='rating'\nrole='csat'\nscale=[1,5]\n[[column]]\nname='comment'\nrole='comment'\n";
    let user = Mapping::from_toml(text, Path::new("m")).unwrap();
    let facts = profile(&source).unwrap();
    let mapping = detect(source.layout(), &facts).overlay(&user, source.layout(), &facts).unwrap();
    let mut form = LongForm::new(source.layout(), &mapping, 0).unwrap();
    let mut rejects = Vec::new();
    for row in source.rows().unwrap() {
        match row {
            Ok(row) => drop(form.feedback(&row, &mut rejects)),
            Err(rejection) => rejects.push(rejection),
        }
    }
    let found: Vec<_> =
        rejects.iter().map(|r| (r.row, r.reason, r.scope, r.column.as_deref())).collect();
    assert_eq!(
        found,
        [
            (3, Reason::RaggedRow, Scope::Row, None),
            (4, Reason::Undecodable, Scope::Row, Some("comment")),
            (5, Reason::OutsideScale, Scope::Cell, Some("rating")),
            (6, Reason::NotAScore, Scope::Cell, Some("rating")),
        ]
    );
}

#[test]
fn shared_and_unknown_names_are_errors_in_a_mapping() {
    let result = read("text,score,score\nquite all right,1,5\nreally not bad,2,4\n");
    assert_eq!(result.layout.headers, ["text", "score#1", "score#2"]);
    assert_eq!(result.layout.warnings.len(), 1);
    let kind = |name| result.layout.column(name).map_err(|e| e.kind);
    assert_eq!(kind("score"), Err(ErrorKind::AmbiguousColumn));
    assert_eq!(kind("scores"), Err(ErrorKind::NoSuchColumn));
    assert_eq!(kind("score#2"), Ok(2));
}

#[test]
fn detected_mappings_read_back_to_the_same_result() {
    let file = file_of(NARROW.as_bytes(), ".csv");
    let source = SourceFile::open(file.path(), &ReadOptions::default()).unwrap();
    let facts = profile(&source).unwrap();
    let mapping = detect(source.layout(), &facts);
    let user = Mapping::from_toml(&mapping.to_toml(Lang::En), Path::new("m.toml")).unwrap();
    let again = SourceFile::open(file.path(), &user.read_options()).unwrap();
    assert_eq!(again.layout().headers, source.layout().headers);
    let merged = mapping.clone().overlay(&user, again.layout(), &facts).unwrap();
    let plain = |m: &Mapping| -> Vec<ColumnMapping> {
        let strip = |c: &ColumnMapping| ColumnMapping { evidence: Vec::new(), ..c.clone() };
        m.columns.iter().map(strip).collect()
    };
    assert_eq!(plain(&merged), plain(&mapping));
}

#[test]
fn at_most_a_dozen_columns_are_segments() {
    for (fields, kept) in [(12, 12), (13, 12)] {
        let mut text = "评价内容".to_owned();
        (0..fields).for_each(|i| text += &format!(",城市{i}"));
        for row in 0..20 {
            text += &format!("\n快递很快{row}");
            (0..fields).for_each(|i| text += &format!(",地{}", (row + i) % 3));
        }
        let found = read(&text);
        let segments = found.mapping.columns.iter().filter(|c| c.role == Role::Segment);
        assert_eq!(segments.count(), kept, "of {fields}");
    }
}

/// Rows that stand for nobody count in nothing; what is no weight is told and counts in nothing
/// either.
#[test]
fn a_weight_is_from_nought_to_a_billion() {
    let cells = ["0", "0.5", "1000000000", "1000000000.5", "-0.5", "many", ""];
    let rows: Vec<String> = cells.iter().map(|weight| format!("fine by me,{weight}")).collect();
    let file = file_of(format!("comment,w\n{}\n", rows.join("\n")).as_bytes(), ".csv");
    let source = SourceFile::open(file.path(), &ReadOptions::default()).unwrap();
    let columns =
        vec![ColumnMapping::new("comment", Role::Comment), ColumnMapping::new("w", Role::Weight)];
    let mapping = Mapping { columns, ..Mapping::default() };
    let mut form = LongForm::new(source.layout(), &mapping, 0).unwrap();
    let mut rejects = Vec::new();
    let rows = source.rows().unwrap().map(Result::unwrap);
    let weights: Vec<f64> =
        rows.filter_map(|row| form.feedback(&row, &mut rejects)).map(|row| row.weight).collect();
    assert_eq!(weights, [0.0, 0.5, 1e9, 0.0, 0.0, 0.0, 0.0]);
    let told: Vec<&str> = rejects.iter().map(|reject| reject.found.as_str()).collect();
    assert_eq!(told, ["1000000000.5", "-0.5", "many", ""]);
    assert!(rejects.iter().all(|reject| reject.reason == Reason::NotAWeight));
}

#[test]
fn several_choices_are_several_touchpoints_in_any_order() {
    let table = "id,触点,csat,评论\n\
        1,物流┋客服,2,等了三天才有人回\n2,客服┋物流,4,最后还是解决了\n\
        3,客服,5,态度很好\n4,,3,一般\n5,物流┋客服,1,太慢了\n6,物流,5,第二天就到\n";
    let read = read(table);
    assert_eq!(read.column("触点").split.as_deref(), Some("┋"));
    let places = |at: usize| {
        let entries = &read.feedback[at].entries;
        assert_eq!(entries.len(), 1, "one answer");
        entries[0].touchpoints().map(|name| name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(places(0), ["客服", "物流"]);
    assert_eq!(places(1), places(0));
    assert_eq!(places(2), ["客服"]);
    assert!(places(3).is_empty());
}

#[test]
fn columns_of_choices_tick_touchpoints_and_segments() {
    let table = "nps,touchpoint (web),touchpoint (shop),perk: wifi,perk: tea,comment\n\
        9,1,1,wifi,,quick and easy\n3,0,1,,,nobody was there\n8,1,0,wifi,tea,fine with me\n";
    let read = read(table);
    assert_eq!(read.column("touchpoint (shop)").touchpoint.as_deref(), Some("shop"));
    let first = &read.feedback[0];
    let names: Vec<&str> = first.entries[0].touchpoints().map(|name| &**name).collect();
    assert_eq!(names, ["shop", "web"]);
    let perks = |at: usize| -> Vec<Option<&str>> {
        read.feedback[at].segments.iter().map(|value| value.as_deref()).collect()
    };
    assert_eq!(perks(0), [Some("✓"), Some("✗")]);
    assert_eq!(perks(1), [Some("✗"), Some("✗")]);
}

#[test]
fn what_is_merged_counts_once() {
    // The workbook of the golden cases: comment and overall score of g1 stand for two rows.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/layouts/merged.xlsx");
    let read = read_bytes(&std::fs::read(path).unwrap(), ".xlsx").unwrap();
    let entries: Vec<&Entry> = read.feedback.iter().flat_map(|row| &row.entries).collect();
    let places: Vec<&str> = entries.iter().flat_map(|e| e.touchpoints()).map(|t| &**t).collect();
    assert_eq!(places, ["Anreise", "Anreise", "Anreise", "Zimmer", "Zimmer"]);
    let people: Vec<&str> =
        read.feedback.iter().filter_map(|row| row.respondent.as_deref()).collect();
    assert_eq!(people, ["g1", "g1", "g2", "g2", "g3"]);
    let comments = entries.iter().filter(|entry| entry.comment.is_some()).count();
    let scores = entries.iter().filter(|entry| entry.scores.get(ScoreKind::Csat).is_some()).count();
    assert_eq!((comments, scores), (4, 3));
}
