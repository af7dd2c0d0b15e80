//! Whom a name speaks of: `User`, `Guest no.` and 登录账号 tell respondents apart; `User rating`,
//! `Guest age group` and 账号类型 are something of theirs.

use crate::ingest::columns::role_words::{BARE_RESPONDENT, CONTACT, RESPONDENT};
use crate::ingest::columns::words::ColumnName;

/// What stands behind such a word where both together name the person.
const OF_PERSONS: &[&str] = &[
    "id",
    "ids",
    "no",
    "nr",
    "number",
    "num",
    "code",
    "key",
    "hash",
    "ref",
    "reference",
    "uuid",
    "guid",
    "identifier",
    "token",
    "name",
    "address",
    "email",
    "mail",
    "phone",
    "mobile",
    "handle",
    "login",
    "masked",
    "hashed",
    "work",
    "private",
    "home",
    "编号",
    "号",
    "号码",
    "码",
    "标识",
    "名",
    "名称",
    "称",
    "地址",
    "邮箱",
    "手机",
    "电话",
    "脱敏",
    "哈希",
];

/// The word by which a name names who answered.
pub(super) fn respondent(name: &ColumnName) -> Option<&'static str> {
    name.find(RESPONDENT).or_else(|| named(name, BARE_RESPONDENT))
}

/// The word by which a name names how somebody is reached.
pub(super) fn contact(name: &ColumnName) -> Option<&'static str> {
    named(name, CONTACT)
}

/// A word of the list behind which nothing stands, or what makes it a person's.
fn named(name: &ColumnName, list: &'static [&'static str]) -> Option<&'static str> {
    list.iter().copied().find(|word| name.is_followed_by(word, OF_PERSONS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_told_from_what_is_something_of_theirs() {
        for (header, word) in [
            ("User", Some("user")),
            ("user_id", Some("user id")),
            ("Guest no.", Some("guest")),
            ("App user (hashed)", Some("user")),
            ("Participant number", Some("participant")),
            ("账号", Some("账号")),
            ("登录账号", Some("账号")),
            ("用户名", Some("用户名")),
            ("受访者编号", Some("受访者编号")),
            ("User rating", None),
            ("Guest rating: Room", None),
            ("Participant score", None),
            ("Participant rating (1-5)", None),
            ("User country", None),
            ("Guest age group", None),
            ("账号类型", None),
            ("账号问题", None),
            ("Username", None),
        ] {
            assert_eq!(respondent(&ColumnName::new(header)), word, "{header}");
        }
        for (header, word) in [
            ("Email", Some("email")),
            ("E-mail address", Some("e mail")),
            ("Phone number", Some("phone")),
            ("Contact phone", Some("phone")),
            ("手机号", Some("手机")),
            ("联系电话", Some("电话")),
            ("Phone type", None),
            ("Mobile OS", None),
            ("Email score", None),
            ("手机型号", None),
        ] {
            assert_eq!(contact(&ColumnName::new(header)), word, "{header}");
        }
    }
}
