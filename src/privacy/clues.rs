//! The look that passes most texts over: what a text holds that a detail could
//! show by, found in one pass over it.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// What a text holds that a detail could show by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clues {
    /// Arabic digits, also full-width.
    pub(super) digits: usize,
    /// Chinese numerals in which numbers are read out.
    pub(super) numerals: usize,
    /// An at sign, or one spelt out.
    pub(super) at: bool,
    /// A word that comes before a name.
    pub(super) name: bool,
    /// A word that comes before a handle.
    pub(super) handle: bool,
    /// A word that Chinese addresses have.
    pub(super) place: bool,
    /// The name of another social network, or a word for a user's name.
    pub(super) network: bool,
    /// A word for being born.
    pub(super) birth: bool,
    /// A word for a postcode.
    pub(super) postcode: bool,
    /// What a link may begin with.
    pub(super) link: bool,
    /// A word before a number that is read out or shortened.
    pub(super) number: bool,
    /// The name of an identity document.
    pub(super) document: bool,
    /// A word for cards and accounts.
    pub(super) account: bool,
    /// Towns and townships.
    pub(super) town: bool,
    /// Words of streets whose kind comes first, and of numbered roads.
    pub(super) abroad: bool,
    /// Number words of English.
    pub(super) number_words: usize,
    /// What an address of e-mail that is spelt out has besides its sign.
    pub(super) domain: bool,
    /// A word that comes before a name in English.
    pub(super) name_en: bool,
    /// Capitals of ASCII.
    pub(super) capitals: bool,
    /// Number signs.
    pub(super) hash: bool,
    /// Full stops and colons of ASCII.
    pub(super) dots: usize,
    pub(super) colons: usize,
    /// Whether somebody has read the text for names, which the text itself does not tell.
    pub(super) read: bool,
}

const NAME_CUES: &[&str] = &[
    "叫",
    "姓",
    "名字",
    "本人",
    "联系人",
    "收件人",
    "收货人",
    "寄件人",
    "签收人",
    "发件人",
    "户名",
    "持卡人",
    "经办人",
    "点评人",
    "评价人",
    "预订人",
    "预定人",
    "申请人",
    "投保人",
    "被保险人",
    "负责人",
    "法人",
    "签名",
    "署名",
    "签字",
    "落款",
    "人：",
    "人:",
    "名：",
    "名:",
    "客户：",
    "长：",
    "生：",
    "者：",
    "人 ",
];
const NAME_EN_CUES: &[&str] = &[
    "name",
    "called",
    "call me",
    "contact",
    "recipient",
    "regards",
    "sincerely",
    "signed",
    "attn",
    "addressee",
];
const HANDLE_CUES: &[&str] = &[
    "微信",
    "微 信",
    "威信",
    "薇信",
    "v信",
    "vx",
    "v x",
    "wx",
    "wechat",
    "we chat",
    "weixin",
    "qq",
    "ｑｑ",
    "扣扣",
    "加v",
    "+v",
    "＋v",
    "v:",
    "v：",
    "v是",
    "v.x",
    "维信",
    "围信",
    "卫星",
    "绿泡泡",
    "加微",
    "加薇",
    "加我",
    "企鹅",
];
const PLACE_CUES: &[&str] = &[
    "路", "街", "巷", "弄", "道", "胡同", "号", "栋", "幢", "单元", "室", "村", "庄", "屯", "组",
    "地址", "住址", "家住", "小区", "座", "楼", "大厦", "广场", "公寓", "花园", "苑", "镇", "乡",
];
const AT_CUES: &[&str] = &[
    "@",
    "＠",
    " at ",
    "(at",
    "[at",
    "{at",
    "<at",
    "（at",
    "【at",
    "#at#",
    "_at_",
    "艾特",
    "点com",
    "点cn",
    "点net",
    "圈a",
    "小老鼠",
];
const NUMERAL_CUES: &[&str] = &[
    "一", "幺", "二", "两", "三", "四", "五", "六", "七", "八", "九", "零", "〇", "壹", "贰", "叁",
    "肆", "伍", "陆", "柒", "捌", "玖", "拐", "洞", "勾",
];
const NETWORK_CUES: &[&str] = &[
    "红书",
    "红薯",
    "抖音",
    "快手",
    "微博",
    "围脖",
    "知乎",
    "b站",
    "哔哩",
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
    "昵称",
    "网名",
    "会员名",
    "用户名",
    "账号名",
    "insta",
    "ins",
    "ig",
    "twitter",
    "telegram",
    "tg",
    "tiktok",
    "tik tok",
    "snap",
    "snapchat",
    "facebook",
    "fb",
    "linkedin",
    "discord",
    "skype",
    "reddit",
    "u/",
    "/u/",
    "kik",
    "viber",
    "kakao",
    "zalo",
    "twitch",
    "psn",
    "gamertag",
    "whatsapp",
    "line",
    "signal",
    "threads",
    "youtube",
    "yt",
    "xbox",
    "steam",
    "weibo",
    "douyin",
    "xiaohongshu",
    "username",
    "user name",
    "screen name",
    "screenname",
    "game id",
    "handle",
];
const BIRTH_CUES: &[&str] = &["生", "birth", "born", "dob", "d.o", "d o b", "bday", "b-day"];
const POSTCODE_CUES: &[&str] = &[
    "邮编",
    "邮政",
    "邮区",
    "邮递",
    "postcode",
    "post code",
    "postal",
    "zip",
    "pin",
    "eircode",
    "plz",
];
const LINK_CUES: &[&str] = &["://", "www.", "=", "/"];
const NUMBER_CUES: &[&str] = &[
    "尾号",
    "尾数",
    "后四位",
    "末四位",
    "后4位",
    "后六位",
    "后6位",
    "末位",
    "ending",
    "ends",
    "last four",
    "last 4",
];
const NUMBER_WORDS: &[&str] = &[
    "zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double",
    "triple",
];
const TOWN_CUES: &[&str] = &["镇", "乡", "街道"];
const ABROAD_CUES: &[&str] = &[
    "rue",
    "boulevard",
    "quai",
    "chemin",
    "allée",
    "impasse",
    "via",
    "viale",
    "piazza",
    "calle",
    "avenida",
    "avenue",
    "place",
    "rua",
    "carrer",
    "straße",
    "strasse",
    "str.",
    "weg",
    "platz",
    "allee",
    "gasse",
    "laan",
    "straat",
    "county r",
    "state r",
    "rural route",
    "highway",
    "hwy",
    "route",
    "broadway",
    "jalan",
    "jln",
    "lorong",
];
const DOMAIN_CUES: &[&str] = &[
    "dot",
    "点",
    ".com",
    ".cn",
    ".co",
    ".net",
    ".org",
    ".edu",
    ".io",
    ".ie",
    ".de",
    ".fr",
    ".uk",
    ".tw",
    ".hk",
    "gmail",
    "hotmail",
    "outlook",
    "yahoo",
    "icloud",
    "foxmail",
    "protonmail",
    "qq",
    "163",
    "126",
];

const DOCUMENT_CUES: &[&str] = &[
    "证",
    "护照",
    "驾照",
    "档案",
    "社保",
    "社会保障",
    "医保",
    "户口",
    "健保",
    "id",
    "passport",
    "ssn",
    "social",
    "sin",
    "itin",
    "ein",
    "ni",
    "insurance",
    "nhs",
    "medic",
    "health card",
    "aadha",
    "pan",
    "licen",
    "dl",
    "green card",
    "alien",
    "uscis",
    "permit",
    "visa",
    "pps",
    "nric",
    "fin",
    "mykad",
    "curp",
    "cpf",
    "tfn",
    "abn",
    "resident card",
];
const ACCOUNT_CUES: &[&str] = &[
    "卡", "账", "帐", "card", "acc", "a/c", "account", "accounts", "acct", "sort", "routing",
    "aba", "bsb", "visa", "amex", "debit", "credit",
];

const FAMILIES: [&[&str]; 17] = [
    NAME_CUES,
    HANDLE_CUES,
    PLACE_CUES,
    AT_CUES,
    NUMERAL_CUES,
    NETWORK_CUES,
    BIRTH_CUES,
    POSTCODE_CUES,
    LINK_CUES,
    NUMBER_CUES,
    DOCUMENT_CUES,
    ACCOUNT_CUES,
    NAME_EN_CUES,
    NUMBER_WORDS,
    TOWN_CUES,
    ABROAD_CUES,
    DOMAIN_CUES,
];

/// The family of each cue word.
static FAMILY: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let family = |(i, words): (usize, &&[&str])| std::iter::repeat_n(i, words.len());
    FAMILIES.iter().enumerate().flat_map(family).collect()
});

static CUES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = FAMILIES.concat();
    let kind = Some(AhoCorasickKind::DFA);
    match AhoCorasick::builder().ascii_case_insensitive(true).kind(kind).build(words) {
        Ok(cues) => cues,
        Err(error) => unreachable!("a few words fit in an automaton: {error}"),
    }
});

impl Clues {
    pub(super) fn of(text: &str) -> Clues {
        let bytes = text.as_bytes();
        let ascii = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
        // ０ to ９ are EF BC 90 to EF BC 99.
        let wide = |window: &&[u8]| matches!(window, [0xEF, 0xBC, 0x90..=0x99]);
        let wide = if bytes.contains(&0xEF) { bytes.windows(3).filter(wide).count() } else { 0 };
        let mut clues = Clues { digits: ascii + wide, ..Clues::default() };
        let family_of: &[usize] = &FAMILY;
        for cue in CUES.find_overlapping_iter(text) {
            let family = family_of.get(cue.pattern().as_usize());
            // A short word of ASCII within another is none.
            let letter = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphabetic);
            let whole = || {
                let (start, end) = (cue.start(), cue.end());
                let inside = start > 0 && letter(bytes.get(start - 1));
                !letter(bytes.get(start))
                    || !(inside
                        || (end - start <= 4
                            && letter(bytes.get(end - 1))
                            && letter(bytes.get(end))))
            };
            match family {
                Some(0) => clues.name = true,
                Some(1) => clues.handle = true,
                Some(2) => clues.place = true,
                Some(3) => clues.at = true,
                Some(4) => clues.numerals += 1,
                Some(5) => clues.network |= whole(),
                Some(6) => clues.birth |= whole(),
                Some(7) => clues.postcode |= whole(),
                Some(8) => clues.link = true,
                Some(9) => clues.number = true,
                Some(10) => clues.document |= whole(),
                Some(11) => clues.account |= whole(),
                Some(12) => clues.name_en |= whole(),
                Some(13) => clues.number_words += usize::from(whole()),
                Some(14) => clues.town = true,
                Some(15) => clues.abroad = true,
                _ => clues.domain = true,
            }
        }
        clues.capitals = bytes.iter().any(u8::is_ascii_uppercase);
        clues.hash = bytes.contains(&b'#');
        clues.dots = bytes.iter().filter(|&&byte| byte == b'.').count();
        clues.colons = bytes.iter().filter(|&&byte| byte == b':').count();
        clues
    }
}
