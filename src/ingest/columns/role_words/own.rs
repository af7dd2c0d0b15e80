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
