//! Words of columns that say what the rows of a register are about.

/// What is handled: the kinds of it are what rows are about.
pub(crate) const MATTERS: &[&str] = &[
    "complaint*",
    "ticket",
    "tickets",
    "case",
    "cases",
    "incident*",
    "problem*",
    "fault",
    "faults",
    "defect*",
    "issue*",
    "request*",
    "enquiry",
    "inquiry",
    "query",
    "投诉",
    "诉求",
    "工单",
    "问题",
    "反馈",
    "事项",
    "咨询",
    "报修",
    "故障",
    "事件",
    "缺陷",
    "来电",
];

/// Cases that somebody brings and others handle, in names that end in [`CASE_TEXTS`].
pub(crate) const CASES: &[&str] = &["工单", "诉求", "来电", "反映", "报修", "求助"];

/// Last words of names of what a case is about.
pub(crate) const CASE_TEXTS: &[&str] = &["内容", "描述", "详情"];

/// The same in English, whole.
pub(crate) const CASES_IN_FULL: &[&str] = &[
    "ticket description",
    "issue description",
    "case description",
    "incident description",
    "request description",
];

/// Words of scores of how a case was handled.
pub(crate) const OF_HANDLING: &[&str] =
    &["resolution", "resolved", "handling", "handled", "回访", "处理", "办理", "办结", "解决"];

/// Last words of names of its kinds.
pub(crate) const MATTER_KINDS: &[&str] = &[
    "type",
    "types",
    "category",
    "categories",
    "subtype",
    "subcategory",
    "classification",
    "kind",
    "topic",
    "类别",
    "类型",
    "分类",
    "大类",
    "小类",
    "细类",
    "种类",
];

/// Whole names of columns of kinds, which may be of anything.
pub(crate) const MATTERS_ALONE: &[&str] = &[
    "type",
    "types",
    "classification",
    "大类",
    "小类",
    "一级分类",
    "二级分类",
    "三级分类",
    "一级类别",
    "二级类别",
    "三级类别",
];

/// Last words of names of reasons.
pub(crate) const REASONS: &[&str] = &["reason", "reasons", "原因", "事由"];

/// What says of a reason, or of a kind, what it is of.
pub(crate) const MATTER_REASONS: &[&str] = &[
    "root cause",
    "nature of",
    "contact reason",
    "call reason",
    "reason for contact",
    "reason for call",
    "reason for calling",
    "reason for complaint",
    "reason for the complaint",
];

/// Words of the finer of two levels of kinds.
pub(crate) const FINER: &[&str] = &[
    "subtype",
    "sub type",
    "subcategory",
    "sub category",
    "level 2",
    "level 3",
    "二级",
    "三级",
    "小类",
    "细类",
];
