//! Words by which text is the company's own, besides those that say it alone.

/// Text of whoever wrote it.
pub(crate) const REMARKS: &[&str] = &[
    "comment*", "note", "notes", "remark*", "feedback", "summary", "message*", "备注", "评论",
    "意见", "留言", "说明", "批注",
];

/// Words beside these by which nobody outside has seen them.
pub(crate) const WITHIN: &[&str] = &["internal", "internally", "backoffice", "back office", "内部"];

/// What somebody writes who follows an answer up. Without other comments it may be what a survey
/// asks next.
pub(crate) const FOLLOWED_UP: &[&str] =
    &["follow up comment*", "followup comment*", "follow up remark*", "followup remark*"];

/// What customers sent back to a message of the company, unless its cells say otherwise.
pub(crate) const SENT_BACK: &[&str] = &[
    "sms reply",
    "sms replies",
    "reply sms",
    "text message reply",
    "短信回复",
    "回复短信",
    "回复原文",
    "上行短信",
];

/// Text that by its name may be the company's or what it heard from customers.
pub(crate) const HEARD: &[&str] = &[
    "reply",
    "replies",
    "reply text",
    "回复",
    "回覆",
    "回访记录",
    "回访内容",
    "回访备注",
    "回访结果",
    "沟通记录",
    "跟进记录",
    "跟进内容",
];

/// By whom such text is that is the company's in any case: 商家回复.
pub(crate) const WRITTEN_BY: &[&str] = &[
    "商家",
    "卖家",
    "店家",
    "掌柜",
    "店长",
    "酒店",
    "官方",
    "平台",
    "企业",
    "客服",
    "坐席",
    "专员",
    "管理员",
    "员工",
    "内部",
    "经理",
];

/// Who answers for the company: `Council response`.
pub(crate) const ANSWERING: &[&str] = &[
    "company",
    "business",
    "merchant",
    "vendor",
    "seller",
    "supplier",
    "management",
    "council",
    "authority",
    "provider",
    "contractor",
    "agency",
    "brand",
    "hotel",
    "property",
    "landlord",
    "restaurant",
    "store",
    "shop",
    "branch",
    "bank",
    "clinic",
    "hospital",
    "trust",
    "school",
    "university",
    "airline",
    "carrier",
    "depot",
    "department",
    "team",
    "support",
    "service",
    "desk",
    "office",
    "official",
    "moderator",
    "publisher",
    "developer",
    "investigator",
    "case worker",
    "caseworker",
    "supervisor",
    "director",
    "warden",
    "ombudsman",
];
