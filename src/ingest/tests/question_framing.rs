//! The framing of questions: which side of an experience comments were asked for, from a file to
//! their entries.

use super::*;
use crate::feedback::Asked;

/// What the comments of each row were asked for.
fn asked(read: &Read) -> Vec<Vec<Asked>> {
    let of_row = |row: &Feedback| {
        let comments = row.entries.iter().filter(|entry| entry.comment.is_some());
        comments.map(|entry| entry.asked).collect()
    };
    read.feedback.iter().map(of_row).collect()
}

#[test]
fn a_column_for_each_side_tells_of_its_comments() {
    let read = read(
        "编号,满意度(1-5),优点,缺点\n\
         1,5,环境安静，店员也很热情,停车位实在太少了\n\
         2,2,,上菜足足等了四十分钟\n\
         3,4,菜品新鲜，分量也足,\n\
         4,3,价格还算公道,洗手间不太干净\n",
    );
    let (praise, complaint) = (Asked::Praise, Asked::Complaint);
    assert_eq!(read.column("优点").asks, Some(praise));
    assert_eq!(read.column("缺点").asks, Some(complaint));
    let wanted = [vec![praise, complaint], vec![complaint], vec![praise], vec![praise, complaint]];
    assert_eq!(asked(&read), wanted);
    // The score of the row stands with its first comment, whichever that is.
    let first = &read.feedback[1].entries[0];
    assert_eq!(first.asked, complaint);
    assert_eq!(first.scores.get(ScoreKind::Csat).map(|score| score.value), Some(2.0));
}

#[test]
fn a_row_for_each_answer_tells_of_its_question() {
    let mut table = "respondent,question,answer\n".to_owned();
    let answers = [
        ("The reading corner is lovely", "Open an hour earlier on Sundays", 5),
        ("Patient people at the desk", "The lift was broken again", 3),
        ("Plenty of light and quiet", "Nobody answers the phone", 2),
        ("New books come in quickly", "The returns box is hard to find", 4),
        ("Seats for everybody", "Too few sockets upstairs", 4),
        ("Warm even in winter", "Printing costs more than elsewhere", 1),
    ];
    for (n, (liked, improve, mark)) in answers.into_iter().enumerate() {
        table.push_str(&format!("p{n},How satisfied are you? (1-5),{mark}\n"));
        table.push_str(&format!("p{n},What did you like most?,{liked}\n"));
        table.push_str(&format!("p{n},What could we improve?,{improve}\n"));
    }
    let read = read(&table);
    assert_eq!(asked(&read), vec![vec![Asked::Praise, Asked::Complaint]; 6]);
}

#[test]
fn a_mapping_says_otherwise() {
    let file = file_of(
        "id,Pros,Cons\n1,Quick and friendly,The lift is slow\n2,Good view,Thin walls\n".as_bytes(),
        ".csv",
    );
    let source = SourceFile::open(file.path(), &ReadOptions::default()).unwrap();
    let facts = profile(&source).unwrap();
    let asks = |mapping: &str| {
        let user = Mapping::from_toml(mapping, Path::new("m.toml")).unwrap();
        let detected = detect(source.layout(), &facts);
        let laid = detected.overlay(&user, source.layout(), &facts).unwrap();
        ["Pros", "Cons"].map(|name| {
            laid.columns.iter().find(|column| column.name == name).and_then(|column| column.asks)
        })
    };
    let listed = |rest: &str| {
        format!(
            "[[column]]\nname = 'Pros'\nrole = 'comment'\n{rest}\n\
             [[column]]\nname = 'Cons'\nrole = 'comment'\n"
        )
    };
    let (praise, complaint) = (Some(Asked::Praise), Some(Asked::Complaint));
    assert_eq!(asks(&listed("")), [praise, complaint], "by their names");
    assert_eq!(asks(&listed("asks = 'anything'")), [Some(Asked::Anything), complaint]);
    assert_eq!(asks(&listed("asks = 'wish'")), [Some(Asked::Wish), complaint]);
    let wrong = Mapping::from_toml(&listed("asks = 'gossip'"), Path::new("m.toml")).unwrap_err();
    assert_eq!(wrong.kind, ErrorKind::MappingSyntax);
}
