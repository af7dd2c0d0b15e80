//! What a column's name says: the words that English and Chinese exports use
//! for each role.

use unicode_normalization::UnicodeNormalization;

use super::feedback::Direction;

/// A column name made ready for comparison.
pub(super) struct Name {
    /// Lower case, compatibility forms folded, tags removed.
    text: String,
    /// Words of the Latin part, one blank around each.
    words: String,
    /// The last part of a name merged from several header rows.
    last: String,
}

impl Name {
    pub(super) fn new(header: &str) -> Name {
        let folded: String = strip_tags(header).nfkc().collect();
        let last = folded.rsplit(" / ").next().unwrap_or_default().trim().to_lowercase();
        Name { words: split_words(&folded), text: folded.to_lowercase(), last }
    }

    /// The first entry of `list` that the name holds. Latin entries are whole
    /// words (`*` at the end: beginnings of words); Chinese ones parts.
    pub(super) fn find(&self, list: &'static [&'static str]) -> Option<&'static str> {
        list.iter().copied().find(|entry| self.holds(entry))
    }

    fn holds(&self, entry: &str) -> bool {
        if !entry.is_ascii() {
            return self.text.contains(entry);
        }
        match entry.strip_suffix('*') {
            Some(stem) => self.words.contains(&format!(" {stem}")),
            None => self.words.contains(&format!(" {entry} ")),
        }
    }

    /// Whether the last part of the name is one of `list`.
    pub(super) fn ends(&self, list: &'static [&'static str]) -> Option<&'static str> {
        list.iter().copied().find(|entry| self.last == *entry)
    }

    /// Whether the name is `word` and nothing more.
    pub(super) fn is(&self, word: &str) -> bool {
        self.text.trim() == word
    }

    /// Whether the name is a question of a survey.
    pub(super) fn is_question(&self) -> bool {
        // Compatibility folding has made the full-width mark this one.
        self.text.contains('?')
            || self.holds("您")
            || self.holds("你")
            || self.find(&["please", "what", "how", "why", "which", "tell us"]).is_some()
    }

    /// Direction of an effort score: effort or ease.
    pub(super) fn effort(&self) -> Option<(&'static str, Direction)> {
        let ease = self.find(EASE).map(|w| (w, Direction::Higher));
        ease.or_else(|| self.find(EFFORT).map(|w| (w, Direction::Lower)))
    }
}

fn strip_tags(header: &str) -> String {
    let mut text = String::with_capacity(header.len());
    let mut rest = header;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        match after.split_once('>') {
            Some((tag, after)) if tag.len() < 60 => rest = after,
            _ => {
                text.push('<');
                rest = after;
            }
        }
    }
    text + rest
}

/// Words at changes between lower and upper case, letters and digits, and at
/// everything else.
fn split_words(text: &str) -> String {
    let mut words = String::from(" ");
    let mut before = ' ';
    for c in text.chars() {
        let latin = c.is_ascii_alphanumeric();
        let edge = before.is_ascii_lowercase() && c.is_ascii_uppercase()
            || before.is_ascii_digit() != c.is_ascii_digit();
        if (!latin || edge) && !words.ends_with(' ') {
            words.push(' ');
        }
        if latin {
            words.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

/// What the column called `header` speaks of, once the words for scores,
/// comments and question numbers are taken away: `seat_comfort_rating` →
/// `seat comfort`, `物流满意度` → `物流`. Empty when nothing is left.
pub(super) fn subject(header: &str) -> String {
    let folded: String = strip_tags(header).nfkc().collect();
    // Items of a matrix question stand after a dash or in the lower header.
    let tail = folded.rsplit(" / ").find(|p| !p.trim().is_empty()).unwrap_or(&folded);
    let tail = tail.rsplit(['—', '–']).find(|p| !p.trim().is_empty()).unwrap_or(tail);
    let mut text = tail.trim().to_owned();
    const CHINESE: [&str; 23] = [
        "的满意程度",
        "满意程度",
        "满意度",
        "评分",
        "打分",
        "得分",
        "星级",
        "评价内容",
        "评论内容",
        "评价",
        "评论",
        "反馈",
        "意见",
        "建议",
        "留言",
        "原因",
        "总体",
        "整体",
        "费力度",
        "省力度",
        "轻松度",
        "推荐度",
        "推荐意愿",
    ];
    for word in CHINESE {
        text = text.replace(word, " ");
    }
    let words: Vec<String> = text
        .split(|c: char| {
            c == '_' || c == '.' || c.is_whitespace() || "、:：()（）-?？#【】[]\"“”".contains(c)
        })
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .filter_map(|word| {
            let lower = word.to_lowercase();
            let number = lower.trim_start_matches(['q', '第', '题']);
            if number.bytes().all(|b| b.is_ascii_digit()) || STOP_WORDS.contains(&lower.as_str()) {
                return None;
            }
            // `satclaims`, as in survey_q1_satclaims.
            match lower.strip_prefix("sat") {
                Some(rest) if header.contains("_sat") && rest.len() > 2 => Some(rest.to_owned()),
                _ => Some(word),
            }
        })
        .collect();
    words.join(" ")
}

const STOP_WORDS: [&str; 30] = [
    "rating",
    "ratings",
    "score",
    "scores",
    "satisfaction",
    "satisfied",
    "csat",
    "nps",
    "ces",
    "osat",
    "sat",
    "survey",
    "stars",
    "star",
    "overall",
    "comment",
    "comments",
    "feedback",
    "review",
    "reviews",
    "text",
    "verbatim",
    "answer",
    "the",
    "of",
    "with",
    "for",
    "on",
    "effort",
    "points",
];

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
const EASE: &[&str] =
    &["ease", "easy", "easier", "easiness", "省力", "轻松", "容易", "便捷", "方便"];

const EFFORT: &[&str] =
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
    "token",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects() {
        for (header, subject_of) in [
            ("seat_comfort_rating", "seat comfort"),
            ("survey_q1_satclaims", "claims"),
            ("物流满意度", "物流"),
            ("3、您对物流的满意度", "您对物流的"),
            ("22、题干—子项1", "子项1"),
            ("overall_rating", ""),
            ("comment_delivery", "delivery"),
            ("物流评价", "物流"),
            ("NPS_Score", ""),
            ("Q5 / Delivery", "Delivery"),
        ] {
            assert_eq!(subject(header), subject_of, "{header}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(Name::new("NetEasyScore").effort().unwrap().1, Direction::Higher);
        assert_eq!(Name::new("客户费力度").effort().unwrap().1, Direction::Lower);
        assert!(Name::new("positive_effectiveness").effort().is_none());
        assert!(Name::new("tip").find(IGNORED).is_none());
        assert!(Name::new("来自IP").find(IGNORED).is_some());
        assert!(
            Name::new("<strong>How</strong> likely are you to recommend us")
                .find(RECOMMEND)
                .is_some()
        );
        assert!(Name::new("Q#1: How likely… / Label").ends(DERIVED).is_some());
        assert!(Name::new("userID").find(&["id"]).is_some());
    }
}
