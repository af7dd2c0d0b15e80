use super::*;
use crate::privacy::DetailKind;
use crate::privacy::tests::assert_masked;

#[test]
fn accounts_of_wechat_need_more_than_a_word() {
    assert_masked(
        DetailKind::Handle,
        &[
            "加微信{anna_lee}",
            "微信{anna2020}",
            "微信：{annalee}",
            "微信是{annalee}",
            "微信号{annalee}",
            "wechat is terrible",
            "wechat is {anna_lee}",
            "wechat id {annalee}",
            "wechat id {annale}",
            "微信payment",
            "微信，{annalee}",
            "微信：{anna20}",
            "微信：annal",
            "微信8.0.50",
            "微信8-0-50",
            "wechat 8-0-5012",
            "wechat {8-0-50123}",
            "加我138-0013-8000",
            "加我1234567",
            "加我{anna_lee}",
            "加微{abc1234}",
            "加微1234-567",
            "卫星{abcd123}",
            "卫星1234567",
            "微信{1234567}",
            "微信：123456",
            "微信：{a1234567890123456789}",
            "微信：qq{12345678}",
            "微信：QQ{12345678}",
            "微信：{qq1234567a}",
            "dev：annalee",
            "v：{annalee}",
            "V: {annalee}，谢谢",
            "v是{annalee}",
            "v 是{annalee}",
            "加v是{annalee}",
            "加v {anna_lee}",
            "加他{anna_lee99}",
            "加她：{annalee}",
            "加他1234567",
        ],
    );
}

#[test]
fn numbers_of_qq_stand_alone() {
    assert_masked(
        DetailKind::Handle,
        &[
            "qq{12345}",
            "qq1234",
            "QQ：{12345678901}",
            "QQ：123456789012",
            "qq群123456个人",
            "qq123456个",
            "qq123456人",
            "qq123456元",
            "qq123456块",
            "qq12万",
            "qq123456.",
            "aqq123456",
            "1qq123456",
            "加qq{123456}，谢谢",
            "企鹅号{１２３４５６}",
        ],
    );
}

#[test]
fn names_of_networks_and_the_handle() {
    assert_masked(
        DetailKind::Handle,
        &[
            "微博{@安娜酱}发了",
            "微博{@安娜酱呀}的图",
            "抖音：{annalee}",
            "抖音号{annalee}",
            "抖音payment",
            "抖音{anna_lee}",
            "抖音{anna2}",
            "抖音ann2",
            "抖音：ann",
            "抖音：{anna}",
            "抖音：8.0.5",
            "抖音：{8.0.50123}",
            "抖音：{1234567}",
            "抖音{anna2}酱",
            "instagram is terrible",
            "instagram is down",
            "instagram is annoying",
            "instagram is {anna_lee}",
            "instagram: {annalee}",
            "instagram: down",
            "instagram: http",
            "instagram: not",
            "instagram as {anna_lee}",
            "instagram {@al}",
            "instagram @a",
            "instagram user {annalee}",
            "instagram @support",
            "instagram: support",
            "instagram: example.com",
            "instagram: {example.shop}",
            "line this_is_it",
            "line: {anna_lee}",
            "line is running",
            "line id {annalee}",
            "steam: {anna2020}",
            "ig {anna.lee}.",
            "ig {anna_lee}-",
            "discord {anna#1234}",
            "discord anna12345#12345",
            "whatsapp 13800138000",
            "instagram user is missing",
            "instagram user is {anna_lee}",
            "抖音{@anna}酱",
            "微博@客服小美",
            "微博@官方旗舰店",
        ],
    );
}

#[test]
fn names_that_are_called_so() {
    assert_masked(
        DetailKind::Handle,
        &[
            "昵称：{安娜酱}",
            "昵称是{安娜酱}",
            "昵称是{安娜}的",
            "昵称是没想好",
            "昵称：{不想起床}",
            "昵称叫客服小二",
            "username: {annalee}",
            "username is {annalee}",
            "username is taken and",
            "username is {Annalee} and",
            "username is {annalee9} and",
            "username: missing and",
            "username is support",
            "用户名是{anna_lee}不能用",
            "昵称：{安娜在路上}",
            "昵称是安的",
            "用户名：{anna_lee}不能用",
            "用户名：{annalee9}，不能用",
            "昵称：{A安娜在路上}",
            "昵称：{安娜anna}",
            "user name: {anna_lee}.",
        ],
    );
}

#[test]
fn mentions_that_are_somebody() {
    assert_masked(
        DetailKind::Handle,
        &[
            "thanks {@anna_lee}",
            "thanks @starbucks",
            "follow {@annalee}",
            "follow {@ann}.",
            "follow @support",
            "@starbucks",
            "{@anna.lee}...",
            "{@anna9}",
            "by {@annalee} and",
            "meet @7pm",
            "meet @7.30pm",
            "meet @7.30abc",
            "meet {@7.30abcd}",
            "meet @730a",
            "meet @730ab",
            "@1234a",
            "{@1234abcd}",
            "x@anna_lee",
            ".@anna_lee",
            "/@anna_lee",
            "({@anna_lee})",
            "关注{@annalee}",
            "找{@annalee}",
            "cc {@annalee}",
            "@anna_support",
            "@help_anna",
            "@news_now",
            "@bank",
            "{@anna_bank}",
            "@airlines",
            "@客服",
            "{@a_b9}",
            "{@anna_lee}.",
        ],
    );
}

#[test]
fn forms_of_one_network() {
    assert_masked(
        DetailKind::Handle,
        &[
            "{anna#1234}",
            "order#1234",
            "Order#1234",
            "room#1234",
            "{anna_9#1234}",
            "1234#1234",
            "anna#123",
            "anna#12345",
            "see {u/anna_lee}",
            "{u/annalee}",
            "reddit {u/annalee}",
            "(/{u/annalee})",
            "see (reddit) {u/ann}",
            "see (reddit) u/an",
            "anna#1234５",
        ],
    );
}

#[test]
fn every_word_leads_to_a_handle() {
    let shown = |word: &str| format!("{word}：{{anna_lee99}}");
    let networks = NETWORKS_ZH.iter().chain(&NETWORKS_EN).chain(&NETWORKS_ALSO);
    let names = USER_NAMES_ZH.iter().chain(&USER_NAMES_EN);
    for word in WECHAT_ZH.iter().chain(&WECHAT_EN[..6]).chain(networks).chain(names) {
        assert_masked(DetailKind::Handle, &[&shown(word)]);
        assert_masked(DetailKind::Handle, &[&shown(&word.to_uppercase())]);
    }
    for word in QQ_WORDS {
        assert_masked(DetailKind::Handle, &[&format!("{word}号：{{1234567}}")]);
    }
}
