use super::*;
use crate::privacy::DetailKind;
use crate::privacy::tests::assert_masked;

#[test]
fn a_number_before_what_addresses_count() {
    for (text, wanted) in [
        ("12号", true),
        ("12 号", true),
        ("12  号", true),
        ("A栋", true),
        ("三单元", true),
        ("号12", false),
        (" 号", false),
        ("12", false),
        ("12年号", false),
        ("12。号", false),
    ] {
        assert_eq!(numbered(text), wanted, "{text}");
    }
}

#[test]
fn streets_and_what_leads_to_them() {
    assert_masked(
        DetailKind::Address,
        &[
            "住在{幸福路12号}",
            "寄到{北京市朝阳区幸福路12号}",
            "{幸福路12号3楼}很近",
            "解放路12号线",
            "{幸福路12号}店",
            "5{幸福路12号}店",
            "住{解放路12号}",
            "路12号",
            "走路12号",
            "我在知路12号",
            "报道12号",
            "知道12号",
            "走路2号口",
            "{从化路12号}",
            "{向阳路12号}",
            "我从{幸福路12号}",
            "我向{幸福路12号}走",
            "我从{阳光路12号}",
            "我向{化工路12号}",
            "送到 {幸福路12号}",
            "来到北京 {幸福路12号}",
            "寄到{北京市 幸福路12号}",
            "寄到{朝阳区 幸福路12号}",
            "寄到3{幸福路12号}",
            "在3{幸福路12号}",
            "在{乙3幸福路12号}",
            "住在{幸福路12号2栋3单元401室}",
            "甲{乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥赵钱孙李周吴郑幸福路12号}",
            "{乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥赵钱孙李周吴郑幸福路12号}",
            "跑道12号",
            "隧道12号",
            "味道12号",
            "频道12号",
            "每条路12号",
            "这条路12号",
            "来到A{幸福路12号}",
            "坐3路12号",
            "寄到{建设3村幸福路12号}",
            "朝阳区 路12号",
            "好，{幸福路12号}",
            "{幸福路12号阳光小区3栋}",
            "{幸福路12号阳光3栋}",
            "{北京路２12号}",
        ],
    );
}

#[test]
fn villages_and_parts_of_estates() {
    assert_masked(
        DetailKind::Address,
        &[
            "{李家村3组}",
            "{李家村三组12号}",
            "{锦绣江南三期12幢}",
            "{锦绣江南三期12栋401}",
            "12区3号楼",
            "我家{锦绣三区12号楼2单元301室}",
            "李家村3组1",
            "李家村3组线",
            "{李家寨3队}",
            "{李家寨三社}",
        ],
    );
}

#[test]
fn estates_and_their_buildings() {
    assert_masked(
        DetailKind::Address,
        &[
            "住在{阳光小区3栋}",
            "住在{阳光花园3栋2单元401}",
            "阳光大厦3栋",
            "住在{阳光大厦3栋401室}",
            "住在{阳光大厦3栋2单元}",
            "万达广场3栋",
            "南京大学3栋",
            "住{南京大学3栋401}",
            "住{南京大学3舍401}",
            "和平里3栋",
            "{和平里3栋2单元}",
            "住{和平里3栋401}",
            "阳光小区3栋口",
            "阳光小区3栋1",
            "小区3栋",
        ],
    );
}

#[test]
fn building_and_room_by_themselves() {
    assert_masked(
        DetailKind::Address,
        &[
            "{3栋2单元401室}",
            "{12栋2单元}",
            "13栋2单元店",
            "放在{3栋2单元401}",
            "放在{锦绣3栋2单元401}",
            "放在锦{3栋2单元401}",
            "放在{锦绣江南好风光呀3栋2单元401}",
            "放在锦绣江南好风光很呀{3栋2单元401}",
            "放在锦绣江南好风光呀呀{3栋2单元401}",
            "放在锦绣的{3栋2单元401}",
            "放在锦绣楼{3栋2单元401}",
            "锦绣{3栋2单元401}",
            "{2单元301}",
            "12345栋2单元",
        ],
    );
}

#[test]
fn divisions_down_to_a_village() {
    assert_masked(
        DetailKind::Address,
        &[
            "{河北省石家庄市正定县南岗镇李家村}",
            "我在{正定县南岗镇李家村}",
            "老家{正定县南岗镇李家村}",
            "我们到{正定县南岗镇李家村}玩",
            "正定县南岗镇的李家村",
            "在本县南岗镇李家村",
            "在{正定县南岗镇李家村}",
            "{正定县南岗镇3组}",
            "老家在{南岗镇李家村}",
            "老家在{南岗镇李家村3组12号}",
            "老家在{李家大院南岗镇李家村}",
        ],
    );
}

#[test]
fn what_the_text_calls_an_address() {
    assert_masked(
        DetailKind::Address,
        &[
            "地址：{朝阳区幸福路}",
            "地址是朝阳区很好的路",
            "家住{朝阳区幸福小区}",
            "户籍{朝阳区幸福街道}",
            "地址：朝阳区了不起路",
            "老家{正定县南岗镇}",
            "地址：{朝阳区幸福路}，阳光花园",
            "我住在{朝阳区噗噗厂}",
            "老家{正定县噗噗大学}",
            "户籍地是{正定县噗噗学校}",
        ],
    );
}

#[test]
fn streets_in_english() {
    assert_masked(
        DetailKind::Address,
        &[
            "{12 Main Street}",
            "{12 main street}",
            "{12 Main St}",
            "12 inch drive",
            "12 Long drive",
            "{12 Oak Hill}",
            "{12 Oak hill}",
            "row 23 row",
            "{12 Oak Row}",
            "{12 Oak row}",
            "5 hill climbs",
            "{19 The Avenue}",
            "5 minutes way",
            "5 minute Drive",
            "{5 Oak Lane}",
            "2 more Lane",
            "{12 old oak street}",
            "{12 old street}",
            "12 guys ran down street",
            "$12 Main Street",
            "£12 Main Street",
            "1.12 Main Street",
            "a12 Main Street",
            "{212 Main Street}",
            "{12 Main Street, Apt 4}",
            "{12 Main Street, Springfield}",
            "{12 Main Street, Springfield, IL 62704}",
            "at {12 Main Street}.",
            "at {12 Main St}.",
            "at {12 Main Ave. Springfield}",
            "{#5-12 Oak Road}",
            "#{5 Oak Road}",
            "{PO Box 123}",
            "{po box 123}",
            "{P.O. Box 123}",
            "send to {PO BOX 12}.",
            "{PO Box 123, Springfield}",
            "{12 E Oak Road}",
            "{12 5th Avenue}",
            "{12A Main Street}",
            "{Flat 3, 12 Main Street}",
            "5 Nice Staff Members close",
            "{12 Old Oak close}",
            "{12 Old Oak Way}",
            "{12 Big Old Oak Way}",
            "{12 Big Old Oak street}",
            "{12 Big Old Oak Drive}",
            "at {12-14 Oak Road}",
            "5 Minutes Drive",
            "at home,{12 Main Street}",
            "at home.{12 Main Street}",
            "1,12 Main Street",
            "{12 main st}",
            "at {12 old church rd}.",
            "12 days st",
            "{12 Long Oak Drive}",
            "{12 Three Oaks Lane}",
            "12 One Way Street",
            "10 Long Minutes Drive",
            "{12 MAIN STREET}",
            "10 BAD PLACE",
            "send to {12 OAK DRIVE}",
            "{PO BOX 123}",
        ],
    );
}

#[test]
fn streets_abroad() {
    assert_masked(
        DetailKind::Address,
        &[
            "{12 rue de la Paix}",
            "{Via Roma, 12}",
            "{Hauptstraße 12}",
            "{Hauptstrasse 12a}",
            "Hauptstrasse 12ab",
            "Hauptstrasse 12345",
            "{Kalverstraat 12}",
            "{123 Highway 61}",
            "{1234 Broadway}",
            "12345678 Broadway",
            "123 Highway 61a",
            "123 Highway 61234",
            "１2 Broadway",
            "{12 Jalan Besar}",
        ],
    );
}

#[test]
fn what_addresses_count() {
    assert_masked(
        DetailKind::Address,
        &["路一号", "{幸福路 12 号}", "{幸福路12 号}", "{幸福路甲12号}", "幸福路 号"],
    );
}
