//! The words that English and Chinese exports use in column names, by role.
//! Latin entries are whole words in lower case (`*` at the end: beginnings of
//! words), Chinese ones parts of the name.

/// Asks for the experience as a whole.
pub(super) const OVERALL: &[&str] = &[
    "overall",
    "osat",
    "in general",
    "as a whole",
    "总体",
    "整体",
    "综合",
    "总满意",
    "总评",
    "全程",
];

pub(super) const NPS: &[&str] = &["nps", "net promoter", "ltr", "likelihood to recommend"];

pub(super) const RECOMMEND: &[&str] = &["recommend*", "推荐", "推介"];

/// Ease first: "how easy was it" asks for ease even where the score is
/// called an effort score.
pub(super) const EASE: &[&str] =
    &["ease", "easy", "easier", "easiness", "省力", "轻松", "容易", "便捷", "方便"];

pub(super) const EFFORT: &[&str] =
    &["effort", "difficult*", "hard", "费力", "费劲", "努力程度", "困难", "麻烦"];

pub(super) const CES: &[&str] = &["ces", "customer effort"];

/// Names that leave no doubt, so that even 0 and 1 are answers.
pub(super) const CSAT_SURE: &[&str] = &["csat", "satisf*", "osat", "满意度", "满意程度"];

pub(super) const CSAT: &[&str] = &[
    "csat", "satisf*", "osat", "sat*", "rating", "ratings", "rate", "rated", "stars", "star",
    "score", "overall", "grade", "满意", "评分", "星级", "打分", "得分", "分数", "总评",
];

pub(super) const COMMENT: &[&str] = &[
    "comment*",
    "feedback",
    "review",
    "reviews",
    "verbatim*",
    "open end*",
    "open text",
    "content",
    "text",
    "answer",
    "message",
    "remark*",
    "improve*",
    "suggest*",
    "why",
    "reason",
    "explain*",
    "explanation",
    "complaint*",
    "opinion*",
    "pros",
    "cons",
    "tell us",
    "additional",
    "free text",
    "评论",
    "评价",
    "反馈",
    "意见",
    "建议",
    "留言",
    "备注",
    "原因",
    "理由",
    "吐槽",
    "心声",
    "描述",
    "内容",
    "文本",
    "优点",
    "缺点",
    "补充",
    "改进",
    "不足",
    "投诉",
    "诉求",
    "说明",
];

/// Comment columns so named are sides of one experience, not touchpoints.
pub(super) const SIDES: &[&str] = &[
    "pros",
    "cons",
    "positive",
    "negative",
    "like*",
    "dislike*",
    "best",
    "worst",
    "additional",
    "other",
    "general",
    "overall",
    "open",
    "user",
    "customer",
    "优点",
    "缺点",
    "其他",
    "用户",
    "客户",
    "顾客",
    "内容",
    "补充",
    "追加",
    "文本",
    "正文",
    "原文",
    "详细",
    "具体",
    "商家回复",
];

pub(super) const TOUCHPOINT: &[&str] =
    &["touchpoint", "touchpoints", "touch point", "触点", "接触点"];

pub(super) const STAGE: &[&str] = &[
    "stage",
    "journey",
    "phase",
    "step",
    "moment",
    "环节",
    "场景",
    "阶段",
    "旅程",
    "步骤",
    "服务类型",
    "业务类型",
];

pub(super) const CHANNEL: &[&str] = &["channel", "channels", "渠道"];

/// Times of the feedback itself.
pub(super) const TIME_GIVEN: &[&str] = &[
    "submit*",
    "submitted",
    "completed",
    "created",
    "recorded",
    "response date",
    "feedback",
    "review",
    "answered",
    "end",
    "提交",
    "评价",
    "反馈",
    "评论",
    "完成",
    "结束",
    "创建",
    "填写",
];

pub(super) const TIME: &[&str] = &[
    "date",
    "time",
    "timestamp",
    "datetime",
    "day",
    "at",
    "when",
    "日期",
    "时间",
    "时间戳",
    "日子",
];

/// Times of something else.
pub(super) const TIME_OTHER: &[&str] = &[
    "start*",
    "birth*",
    "visit*",
    "flown",
    "travel*",
    "updated",
    "modified",
    "purchase*",
    "order*",
    "register*",
    "due",
    "开始",
    "出生",
    "生日",
    "更新",
    "修改",
    "下单",
    "购买",
    "注册",
    "到店",
    "入住",
];

/// Names of persons in ids, best first.
pub(super) const RESPONDENT: &[&str] = &[
    "respondent",
    "customer id",
    "user id",
    "client id",
    "member id",
    "account id",
    "external id",
    "external reference",
    "requester id",
    "user",
    "customer no",
    "uid",
    "openid",
    "客户编号",
    "客户号",
    "客户id",
    "用户id",
    "用户编号",
    "用户标识",
    "会员号",
    "会员id",
    "会员编号",
    "会员卡号",
    "账号",
    "用户名",
];

pub(super) const CONTACT: &[&str] =
    &["email", "e mail", "mail", "phone", "mobile", "邮箱", "手机", "电话"];

pub(super) const RESPONSE_ID: &[&str] = &[
    "response id",
    "response uuid",
    "id",
    "uuid",
    "编号",
    "答卷编号",
    "工单号",
    "订单号",
    "订单编号",
];

pub(super) const SEGMENT: &[&str] = &[
    "product",
    "products",
    "sku",
    "item",
    "store",
    "shop",
    "branch",
    "outlet",
    "site",
    "region",
    "area",
    "country",
    "city",
    "province",
    "state",
    "tier",
    "level",
    "membership",
    "device",
    "platform",
    "os",
    "browser",
    "version",
    "plan",
    "segment",
    "group",
    "type",
    "category",
    "cabin",
    "gender",
    "sex",
    "age",
    "language",
    "department",
    "team",
    "brand",
    "airline",
    "airport",
    "source",
    "lang",
    "class",
    "traveller",
    "产品",
    "商品",
    "品类",
    "门店",
    "店铺",
    "分店",
    "网点",
    "区域",
    "大区",
    "地区",
    "城市",
    "省份",
    "省",
    "国家",
    "会员",
    "等级",
    "级别",
    "客户类型",
    "客群",
    "设备",
    "平台",
    "版本",
    "性别",
    "年龄",
    "部门",
    "品牌",
    "类别",
    "类型",
    "来源",
    "渠道",
    "线路",
    "型号",
    "学历",
    "职业",
    "收入",
];

/// Columns that carry neither an opinion nor a segment.
pub(super) const IGNORED: &[&str] = &[
    "ip",
    "ip address",
    "ipaddress",
    "url",
    "link",
    "href",
    "latitude",
    "longitude",
    "user agent",
    "useragent",
    "ua",
    "referrer",
    "referer",
    "progress",
    "finished",
    "duration",
    "elapsed",
    "nps group",
    "collector",
    "network id",
    "distribution",
    "location",
    "profile",
    "conversation",
    "所用时间",
    "用时",
    "时长",
    "耗时",
    "总分",
    "来自ip",
    "ip地址",
    "浏览器标识",
    "来源详情",
    "中奖",
    "审核状态",
    "清洗",
    "无效概率",
    "序号",
    "行号",
    "title",
    "subject",
    "标题",
];

/// Names and the like, which no statistic needs.
pub(super) const PERSONAL: &[&str] = &[
    "first name",
    "last name",
    "full name",
    "firstname",
    "lastname",
    "surname",
    "姓名",
    "昵称",
    "id name",
    "recipient*",
];

/// Lower header parts of columns that a tool derived from its neighbour.
pub(super) const DERIVED: &[&str] = &[
    "label",
    "insight",
    "insights",
    "action",
    "topic",
    "topics",
    "parent topics",
    "sentiment",
    "tags",
    "nps_group",
    "group",
    "category",
    "标签",
    "主题",
    "情感",
];

/// Groups that NPS answers fall into.
pub(super) const NPS_GROUPS: &[&str] = &[
    "promoter",
    "promoters",
    "passive",
    "passives",
    "detractor",
    "detractors",
    "推荐者",
    "被动者",
    "中立者",
    "贬损者",
    "批评者",
];

/// What a question about recommending asks for.
pub(super) const LIKELY: &[&str] = &["likely", "likelihood", "愿意", "可能", "意愿", "愿不愿"];
