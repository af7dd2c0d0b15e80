//! What columns and keys with a question and with what was answered are called, in tables of a row
//! for each answer and in JSON alike; squeezed.

/// The wording of a question.
pub(super) const WORDING: [&str; 18] = [
    "questiontext",
    "questiontexten",
    "questiontitle",
    "questionlabel",
    "questionname",
    "questiondescription",
    "question",
    "itemtext",
    "surveyitem",
    "问题内容",
    "问题描述",
    "题目内容",
    "题目名称",
    "题干",
    "题目",
    "问题",
    "指标名称",
    "指标",
];

/// Its number.
pub(super) const NUMBER: [&str; 7] =
    ["questioncode", "questionkey", "questionid", "questionref", "问题编号", "题号", "qid"];

/// What was answered, whatever it is.
pub(super) const ANSWER: [&str; 12] = [
    "answer",
    "answervalue",
    "answerscore",
    "answernumber",
    "answerlabel",
    "answertext",
    "answercomment",
    "response",
    "responsevalue",
    "responsescore",
    "responselabel",
    "responsetext",
];

/// A mark.
pub(super) const MARK: [&str; 7] =
    ["numericanswer", "numericresponse", "numericvalue", "score", "rating", "value", "得分"];

/// Words, chosen or written.
pub(super) const WORDS: [&str; 16] = [
    "textanswer",
    "textresponse",
    "textvalue",
    "choice",
    "choicetext",
    "choicelabel",
    "freetext",
    "opentext",
    "comment",
    "text",
    "回答内容",
    "回答",
    "答案内容",
    "答案",
    "作答",
    "答题内容",
];
