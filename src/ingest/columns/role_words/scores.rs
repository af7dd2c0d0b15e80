//! Words of the scores: what is asked, and on which side the good end is.

/// Asks for the experience as a whole.
pub(crate) const OVERALL: &[&str] = &[
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

pub(crate) const NPS: &[&str] = &["nps", "net promoter", "ltr", "likelihood to recommend"];

/// Asks for a judgement, whether in marks or in words.
pub(crate) const JUDGED: &[&str] =
    &["experience", "impression*", "评价", "感受", "体验", "印象", "experiencia"];

/// Groups that NPS answers fall into.
pub(crate) const NPS_GROUPS: &[&str] = &[
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
    "promotor",
    "promotores",
    "pasivo",
    "pasivos",
    "neutro",
    "neutros",
    "detractores",
    "promoteur",
    "passif",
    "détracteur",
    "passiv",
    "kritiker",
    "9-10",
    "7-8",
    "0-6",
    "promotore",
    "passivo",
    "detrattore",
];

pub(crate) const RECOMMEND: &[&str] = &[
    "recommend*",
    "recomend*",
    "recommand*",
    "raccomand*",
    "weiterempf*",
    "aanbevel*",
    "推荐",
    "推介",
];

/// What a question about recommending asks for.
pub(crate) const LIKELY: &[&str] = &["likely", "likelihood", "愿意", "可能", "意愿", "愿不愿"];

/// Ease first: "how easy was it" asks for ease even where the score is
/// called an effort score.
pub(crate) const EASE: &[&str] =
    &["ease", "easy", "easier", "easiness", "省力", "轻松", "容易", "便捷", "方便"];

pub(crate) const EFFORT: &[&str] =
    &["effort", "difficult*", "hard", "费力", "费劲", "努力", "困难", "麻烦"];

pub(crate) const CES: &[&str] = &["ces", "customer effort"];

/// Stars are no likelihood to recommend.
pub(crate) const STARS: &[&str] = &["star", "stars", "星级"];

/// Names that leave no doubt, so that even 0 and 1 are answers.
pub(crate) const CSAT_SURE: &[&str] = &["csat", "satisf*", "osat", "满意度", "满意程度"];

pub(crate) const CSAT: &[&str] = &[
    "csat",
    "satisf*",
    "osat",
    "sat*",
    "rating",
    "ratings",
    "rate",
    "rated",
    "stars",
    "star",
    "score",
    "overall",
    "grade",
    "zufrieden*",
    "bewertung*",
    "tevreden*",
    "puntuaci*",
    "valoraci*",
    "calificaci*",
    "avalia*",
    "puntaje",
    "nota",
    "puan",
    "beoordeling*",
    "评价等级",
    "评分等级",
    "满意等级",
    "评级",
    "星数",
    "评星",
    "评价分",
    "体验分",
    "满意",
    "评分",
    "星级",
    "打分",
    "得分",
    "分数",
    "总评",
];

/// What ratings are asked of.
pub(crate) const QUALITY: &[&str] = &["quality", "质量", "品质", "做工"];

pub(crate) const ATTITUDE: &[&str] =
    &["attitude", "friendliness", "courtesy", "politeness", "态度", "礼貌"];

pub(crate) const RESPONSE: &[&str] = &[
    "response time",
    "response speed",
    "speed of response",
    "responsiveness",
    "timeliness",
    "响应",
    "回复速度",
    "反馈速度",
    "处理速度",
    "及时性",
];

pub(crate) const VALUE: &[&str] = &[
    "value for money",
    "value for price",
    "value for the price",
    "worth the money",
    "worth the price",
    "性价比",
    "物有所值",
    "物超所值",
];

/// What portals have rated beside the whole, each in a column of its own.
pub(crate) const PARTS: &[&str] = &[
    "service",
    "services",
    "staff",
    "food",
    "food and beverages",
    "drinks",
    "atmosphere",
    "ambience",
    "ambiance",
    "location",
    "facilities",
    "amenities",
    "cleanliness",
    "hygiene",
    "room",
    "rooms",
    "sleep quality",
    "comfort",
    "breakfast",
    "wifi",
    "internet",
    "value",
    "value for money",
    "price",
    "quality",
    "product quality",
    "delivery",
    "shipping",
    "packaging",
    "communication",
    "support",
    "customer service",
    "ease of use",
    "features",
    "functionality",
    "performance",
    "reliability",
    "accuracy",
    "check in",
    "checkin",
    "crew",
    "cabin staff",
    "seat comfort",
    "ground service",
    "inflight entertainment",
    "teaching",
    "content",
    "appearance",
    "design",
    "fit",
    "durability",
    "waiting time",
    "speed",
    "服务",
    "态度",
    "服务态度",
    "口味",
    "环境",
    "位置",
    "地段",
    "设施",
    "设备",
    "卫生",
    "清洁",
    "房间",
    "客房",
    "早餐",
    "餐饮",
    "性价比",
    "价格",
    "舒适",
    "舒适度",
    "睡眠",
    "隔音",
    "交通",
    "物流",
    "配送",
    "发货",
    "包装",
    "质量",
    "品质",
    "外观",
    "做工",
    "性能",
    "续航",
    "空间",
    "油耗",
    "操控",
    "动力",
    "内饰",
    "速度",
    "效率",
    "食材",
    "菜品",
    "上菜速度",
    "专业",
    "效果",
    "描述相符",
    "产品",
    "产品质量",
    "商品质量",
    "服务质量",
    "售前",
    "售前服务",
    "售后",
    "售后服务",
    "客服",
    "客户服务",
    "配送速度",
    "物流速度",
    "菜品口味",
    "就餐环境",
    "课程质量",
    "教学质量",
    "门店环境",
    "员工服务",
    "商品描述",
    "卖家服务",
    "物流服务",
    "课程内容",
    "师资",
    "停车",
    "等候时间",
];
