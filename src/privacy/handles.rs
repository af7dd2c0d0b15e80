//! Handles and account names of social networks.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::clues::Clues;
use super::scan::{
    after, any_of, before, group_spans, is_digit, is_han, joined, pattern, spans, window,
};

/// What may follow the name of a network and lead to the handle.
const ACCOUNT: &str = r"(?:账号|帐号|账户|号码|号|昵称|用户名|会员名|主页|名|uid|id| ?(?:\b(?:user ?name|user|id|number|no\.?|account|handle|name)\b))?";
const LINK: &str = r"(?:[ ]?(?:[:：=,，]|是|为|叫|加|搜|\b(?:is|at|as)\b)){0,2}[ ]?";

/// The same for networks that are spoken of: a comma goes on with the sentence.
const JOINT: &str = r"(?:(?:[:：=]|[ ]?(?:是|为|叫|搜|\b(?:is|at|as)\b)){0,2}[ ]?)";

/// Words for accounts of WeChat, and short ones that lead to one; those with letters in small ones.
pub(super) const WECHAT_ZH: [&str; 20] = [
    "微信",
    "微 信",
    "威信",
    "薇信",
    "维信",
    "围信",
    "v信",
    "卫星",
    "绿泡泡",
    "加v",
    "加微",
    "加薇",
    "加我",
    "加他",
    "加她",
    "加我v",
    "加他v",
    "加她v",
    "+v",
    "＋v",
];
pub(super) const WECHAT_EN: [&str; 10] =
    ["vx", "wx", "v.x", "wechat", "we chat", "weixin", "v:", "v：", "v是", "v 是"];

pub(super) const QQ_WORDS: [&str; 5] = ["qq", "ｑｑ", "ＱＱ", "扣扣", "企鹅"];

/// Networks whose names mean nothing else.
pub(super) const NETWORKS_ZH: [&str; 27] = [
    "小红书",
    "红薯",
    "抖音",
    "快手",
    "微博",
    "围脖",
    "知乎",
    "b站",
    "哔哩哔哩",
    "闲鱼",
    "咸鱼",
    "淘宝",
    "天猫",
    "京东",
    "拼多多",
    "支付宝",
    "豆瓣",
    "贴吧",
    "钉钉",
    "飞书",
    "陌陌",
    "探探",
    "脸书",
    "推特",
    "油管",
    "电报",
    "纸飞机",
];
pub(super) const NETWORKS_EN: [&str; 24] = [
    "instagram",
    "insta",
    "ins",
    "ig",
    "twitter",
    "telegram",
    "tiktok",
    "tik tok",
    "snapchat",
    "facebook",
    "fb",
    "linkedin",
    "discord",
    "skype",
    "reddit",
    "kik",
    "viber",
    "kakao",
    "kakaotalk",
    "zalo",
    "twitch",
    "psn",
    "gamertag",
    "whatsapp",
];

/// Those whose names do.
pub(super) const NETWORKS_ALSO: [&str; 12] = [
    "tg",
    "line",
    "signal",
    "snap",
    "threads",
    "youtube",
    "yt",
    "xbox",
    "steam",
    "weibo",
    "douyin",
    "xiaohongshu",
];

/// What the name of a user is called.
pub(super) const USER_NAMES_ZH: [&str; 5] = ["昵称", "网名", "会员名", "用户名", "账号名"];
pub(super) const USER_NAMES_EN: [&str; 8] = [
    "username",
    "user name",
    "screenname",
    "screen name",
    "gamertag",
    "psn id",
    "game id",
    "handle",
];

static WECHAT: LazyLock<Regex> = LazyLock::new(|| {
    let (zh, en) = (any_of(&WECHAT_ZH), any_of(&WECHAT_EN));
    pattern(&format!(
        r"(?i)({zh}|\b{en}){ACCOUNT}{LINK}([A-Za-z][A-Za-z0-9_\-]{{5,19}}|[0-9][A-Za-z0-9_\-]{{6,19}})"
    ))
});

static QQ: LazyLock<Regex> = LazyLock::new(|| {
    let qq = any_of(&QQ_WORDS);
    pattern(&format!(
        r"(?i){qq}(?:群号?|号码?|账号|号| ?(?:number|no\.?|id))?(?:[ ]?(?:[:：=,，]|是|为|加|\bis\b)){{0,2}}[ ]?([1-9１-９]<d>{{4,10}})"
    ))
});

/// The handle after the name of a network.
static NETWORK: LazyLock<Regex> = LazyLock::new(|| {
    let (zh, en) = (any_of(&NETWORKS_ZH), any_of(&NETWORKS_EN));
    let also = any_of(&NETWORKS_ALSO);
    pattern(&format!(
        r"(?i)(?:({zh}|\b{en}\b)|\b({also})\b)({ACCOUNT})({JOINT})(@ ?[\p{{Han}}A-Za-z0-9_.\-]{{2,24}}|[A-Za-z0-9](?:[A-Za-z0-9_.\-:]{{1,28}})(?:#[0-9]{{4}})?)"
    ))
});

/// What the text calls a user name.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    let (zh, en) = (any_of(&USER_NAMES_ZH), any_of(&USER_NAMES_EN));
    pattern(&format!(
        r"(?i)(?:{zh}|小红书号|抖音号|快手号|(?:微博|知乎|b站|抖音|小红书|快手|豆瓣|贴吧)(?: ?id|昵称|账号|号|名)|\b{en})(?: ?(?:[:：=]|是|为|叫|\bis\b)){{1,2}}[ ]?(@?[\p{{Han}}A-Za-z0-9_\-.]{{2,20}})"
    ))
});

static AT: LazyLock<Regex> = LazyLock::new(|| pattern(r"@[A-Za-z0-9_][A-Za-z0-9_.]{2,29}"));

/// Forms of one network: name#1234, u/name.
static FORM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:\b[A-Za-z0-9_.]{2,32}#[0-9]{4}|(?:^|[ /（(,，])/?u/[A-Za-z0-9_\-]{3,20})\b")
});

/// Accounts of companies, and words.
const OFFICIAL: [&str; 26] = [
    "support", "help", "official", "care", "service", "customer", "news", "team", "all",
    "everyone", "channel", "here", "home", "work", "night", "noon", "the", "least", "airlines",
    "airways", "store", "uk", "usa", "hq", "bank", "app",
];

/// Handles.
pub(super) fn handles(text: &str, clues: &Clues) -> Vec<Range<usize>> {
    let mut lists = Vec::new();
    if clues.handle {
        lists.push(group_spans(&WECHAT, text, |captures| wechat(text, captures)));
        lists.push(group_spans(&QQ, text, |captures| qq(text, captures)));
    }
    if clues.network {
        lists.push(group_spans(&NAMED, text, |captures| named(text, captures)));
        lists.push(group_spans(&NETWORK, text, |captures| network(text, captures)));
    }
    if text.contains('@') {
        lists.push(spans(&AT, text, |span| mention(text, span)));
    }
    if (clues.hash && clues.digits > 3) || (clues.network && text.contains("u/")) {
        lists.push(spans(&FORM, text, |span| form(text, span)));
    }
    joined(lists)
}

fn wechat(text: &str, captures: &regex::Captures<'_>) -> Option<Range<usize>> {
    let (cue, own) = (captures.get(1)?, captures.get(2)?);
    let link = text[cue.end()..own.start()].trim();
    let letters_only = own.as_str().chars().all(|c| c.is_ascii_alphabetic());
    // "wechat is terrible", "微信payment": words need more to be a handle. That of "v：" and "v是"
    // is part of the cue.
    let said = cue.as_str().ends_with([':', '：', '是'])
        || !(link.is_empty() || link.eq_ignore_ascii_case("is"));
    let ends = !is_digit(after(text, own.end()));
    let plain = matches!(cue.as_str(), "加我" | "加他" | "加她" | "卫星" | "加微");
    let plain = plain && own.as_str().chars().all(|c| c.is_ascii_digit() || c == '-');
    let other = own.as_str().get(..2).is_some_and(|head| head.eq_ignore_ascii_case("qq"))
        && own.as_str()[2..].chars().all(|c| c.is_ascii_digit());
    ((said || !letters_only) && ends && !plain && !other && !is_version(own.as_str()))
        .then_some(own.range())
}

fn qq(text: &str, captures: &regex::Captures<'_>) -> Option<Range<usize>> {
    let own = captures.get(1)?;
    let next = after(text, own.end());
    let free = !is_digit(next) && !matches!(next, Some('元' | '块' | '万' | '个' | '人' | '.'));
    let lone =
        !before(text, captures.get_match().start()).is_some_and(|c| c.is_ascii_alphanumeric());
    (free && lone).then_some(own.range())
}

/// Letters that are a handle by themselves.
const LEAST_LETTERS: usize = 4;

/// Characters that end a handle of Chinese characters.
const ENDS: &str = "的了也都说上在是有和跟里发把被给看去来，。曝避又就还才很";

/// The handle of Latin letters, or of Chinese characters up to a word.
fn cut(own: &str) -> &str {
    let own = own.trim_end_matches(['.', '-', ':']);
    let Some(first) = own.trim_start_matches(['@', ' ']).chars().next() else { return own };
    let end = own
        .char_indices()
        .find(|&(i, c)| i > 3 && is_han(c) && (!is_han(first) || ENDS.contains(c)));
    &own[..end.map_or(own.len(), |(i, _)| i)]
}

fn network(text: &str, captures: &regex::Captures<'_>) -> Option<Range<usize>> {
    let (account, link, own) = (captures.get(3)?, captures.get(4)?, captures.get(5)?);
    let shown = cut(own.as_str());
    let ambiguous = captures.get(2).is_some();
    let marked = link.as_str().contains([':', '：', '=', '是', '搜'])
        || (!account.as_str().trim().is_empty());
    let latin = shown.trim_start_matches(['@', ' ']);
    let official = is_official(latin);
    let letters = latin.chars().any(|c| c.is_ascii_alphabetic());
    let shaped = latin.contains(['_', '.', '#', ':']) && letters
        || latin.chars().any(|c| c.is_ascii_digit()) && letters && latin.len() > 4;
    let at = shown.starts_with('@');
    let long = latin.len() >= 4 && !is_version(latin);
    let spelt = marked
        && long
        && !matches!(latin.to_lowercase().as_str(), "http" | "https" | "not" | "down" | "terrible");
    let site = [".com", ".cn", ".net", ".org"].iter().any(|end| latin.ends_with(end));
    let is = link.as_str().trim().eq_ignore_ascii_case("is") && !shaped;
    let fits = at || (spelt && !is) || (shaped && !ambiguous && long);
    // A number alone is one of an account where the text says so.
    let end = own.start() + shown.len();
    (fits && !official && !site && !is_digit(after(text, end)) && latin.len() >= 2)
        .then_some(own.start()..end)
}

fn named(text: &str, captures: &regex::Captures<'_>) -> Option<Range<usize>> {
    let own = captures.get(1)?;
    let colon = text[captures.get_match().start()..own.start()].contains([':', '：']);
    // After a colon stands a name of Chinese words, and no sentence. Behind one of letters the
    // sentence goes on: "用户名：anna_lee不能用".
    let words = own.as_str().find(is_han).is_some_and(|at| at < LEAST_LETTERS);
    let shown = if colon && words { own.as_str() } else { cut(own.as_str()) };
    let end = own.start() + shown.len();
    let next = after(text, end);
    let clause = !colon && shown.chars().any(|c| "的了要是不没在填".contains(c));
    let words = shown.chars().all(|c| c.is_ascii_lowercase()) && next == Some(' ');
    (!clause && !words && !is_official(shown)).then_some(own.start()..end)
}

/// @anna_lee.
fn mention(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let own = text[span.clone()].trim_end_matches('.');
    let previous = before(text, span.start);
    if previous.is_some_and(|c| c.is_ascii_alphanumeric() || "._-+@/".contains(c)) {
        return None;
    }
    let name = &own[1..];
    let letters = name.chars().filter(char::is_ascii_alphabetic).count();
    let time = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let clock = time.len() < name.len() && time.len() < 4;
    // A word by itself may be a company's: only where one is to be followed.
    let head = window(text, span.start, 24).to_lowercase();
    let shaped = name.contains(['_', '.']) || name.chars().any(|c| c.is_ascii_digit());
    let led = [
        "follow ", "hey ", "hi ", "dm ", "me ", "by ", "from ", "cc ", "关注", "加我", "私信",
        "找我", "找",
    ]
    .iter()
    .any(|word| head.ends_with(word));
    (letters >= 2 && !clock && (shaped || led) && !is_official(name))
        .then_some(span.start..span.start + own.len())
}

fn is_official(name: &str) -> bool {
    let lower = name.trim_start_matches('@').to_lowercase();
    let whole = OFFICIAL.contains(&lower.as_str())
        || lower.starts_with("客服")
        || lower.starts_with("官方");
    whole
        || OFFICIAL[..8].iter().any(|word| {
            lower.len() > word.len() && (lower.ends_with(word) || lower.starts_with(word))
        })
}

fn form(text: &str, whole: Range<usize>) -> Option<Range<usize>> {
    let own = text[whole.clone()].trim_start_matches([' ', '/', '（', '(', ',', '，']);
    let start = whole.end - own.len();
    let letters = own.chars().any(|c| c.is_ascii_alphabetic());
    let number = own.split_once('#').is_some_and(|(name, _)| {
        [
            "order", "ticket", "case", "room", "invoice", "no", "ref", "store", "bug", "issue",
            "unit", "apt", "suite",
        ]
        .contains(&name.to_lowercase().as_str())
    });
    (letters && !number && !is_digit(after(text, whole.end))).then_some(start..whole.end)
}

/// "微信8", "wechat 8-0-50".
fn is_version(own: &str) -> bool {
    own.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '.')
        && own.chars().filter(char::is_ascii_digit).count() < 7
}

#[cfg(test)]
mod tests;
