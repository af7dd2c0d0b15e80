//! Chinese surnames, and the words that begin like one.

use std::sync::LazyLock;

use super::lexicon::CharSet;

/// Surnames of one character, the common ones; those that are mostly other
/// words (车, 单, 时, 都) are left out.
const SINGLE: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文庞樊兰殷施洪翁倪柯季管詹葛柳鲁聂齐梅庄辛左涂尤祝俞岳申耿焦鲍华温艾关卞霍柴骆蒲蓝凌解欧阮娄裴芦谷池瞿甄佟宁项戚屈席蒙褚伍岑苗章舒傅丘简饶尚穆萧肖游巫麦宗喻桂冉冷晏沙虞盛缪边米宫司古屠曲蔺谌仇甘鄢符邬桑隋翟邢仲巩荀靳佘闵栾卓裘";

static DOUBLES: LazyLock<CharSet> =
    LazyLock::new(|| CharSet::of(DOUBLE.iter().flat_map(|name| name.chars().next())));

static SURNAMES: LazyLock<CharSet> = LazyLock::new(|| CharSet::of(SINGLE.chars()));

/// Surnames of two characters.
const DOUBLE: [&str; 15] = [
    "欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "南宫",
    "长孙", "宇文", "端木",
];

/// Words that begin with a surname. What begins so is no name.
const WORDS: [&str; 152] = [
    "周一", "周二", "周三", "周四", "周五", "周六", "周日", "周末", "周围", "周边", "周到", "周年",
    "高兴", "高峰", "高级", "高铁", "高温", "高价", "高端", "高层", "高速", "马上", "马路", "马桶",
    "马虎", "黄金", "黄色", "黄牛", "黄焖", "方便", "方面", "方式", "方法", "方案", "方向", "何时",
    "何必", "何况", "何处", "温度", "温馨", "温柔", "温和", "温泉", "安排", "安静", "安全", "安装",
    "安检", "安徽", "江苏", "江西", "江南", "江湖", "于是", "于周", "于今", "于我", "万一", "万元",
    "万事", "万科", "常常", "常客", "常用", "常年", "白天", "白色", "白酒", "白领", "白跑", "白等",
    "金额", "金色", "金牌", "金卡", "任何", "任务", "任性", "任意", "易碎", "易用", "易坏", "石头",
    "向我", "向他", "向导", "向来", "关于", "关门", "关机", "关键", "关心", "关闭", "解决", "解释",
    "解约", "解锁", "余额", "余下", "张罗", "毛病", "毛巾", "毛发", "毛孩", "严重", "严格", "严肃",
    "华为", "华丽", "程序", "程度", "文件", "文字", "文化", "文明", "文员", "管家", "管理", "管用",
    "管道", "简单", "简直", "简陋", "尚可", "尚未", "游客", "游戏", "游泳", "麦当", "冷静", "冷淡",
    "冷冻", "冷漠", "沙发", "沙拉", "盛情", "边上", "司机", "古老", "谷歌", "池子", "田园", "唐突",
    "许多", "许久", "曾经", "曾多", "贺卡", "施工", "项目", "成功",
];

/// Titles by which a surname is followed where no given name is.
pub(super) const TITLES: [&str; 26] = [
    "先生", "女士", "小姐", "老师", "经理", "师傅", "医生", "阿姨", "同学", "太太", "店长", "主任",
    "教授", "律师", "总", "工", "大夫", "大哥", "大姐", "哥", "姐", "叔", "护士", "主管", "队长",
    "老板",
];

/// Whether a character is a surname.
pub(super) fn is_surname(c: char) -> bool {
    SURNAMES.has(c)
}

/// Length in bytes of the surname that `text` begins with, whatever word it may
/// be the beginning of.
pub(super) fn family_name(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if DOUBLES.has(first)
        && let Some(double) = DOUBLE.iter().find(|double| text.starts_with(*double))
    {
        return Some(double.len());
    }
    is_surname(first).then(|| first.len_utf8())
}

/// Length in bytes of the surname that `text` begins with.
pub(super) fn surname(text: &str) -> Option<usize> {
    if WORDS.iter().any(|word| text.starts_with(word)) {
        return None;
    }
    if let Some(double) = DOUBLE.iter().find(|double| text.starts_with(*double)) {
        return Some(double.len());
    }
    let first = text.chars().next().filter(|&c| SINGLE.contains(c))?;
    Some(first.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::surname;

    #[test]
    fn words_begin_no_name() {
        for word in ["毛发一扫光", "毛孩子", "毛病"] {
            assert_eq!(surname(word), None, "{word}");
        }
        assert_eq!(surname("毛晓红"), Some("毛".len()));
    }
}
