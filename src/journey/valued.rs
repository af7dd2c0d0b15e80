//! Which customers are of special value, by what segment fields call them.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::simplified::simplified;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    ranks: Vec<String>,
    ranks_of_members: Vec<String>,
    membership: Vec<String>,
    of_products: Vec<String>,
}

/// What a word says of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Rank,
    RankOfMembers,
    Membership,
}

struct Words {
    /// The longest first.
    known: Vec<(String, Says)>,
    of_products: Vec<String>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| match toml::from_str(include_str!("../../data/words/valued.toml")) {
        Ok(Lists { ranks, ranks_of_members, membership, of_products }) => {
            let lists = [
                (ranks, Says::Rank),
                (ranks_of_members, Says::RankOfMembers),
                (membership, Says::Membership),
            ];
            let each = |(list, says): (Vec<String>, Says)| list.into_iter().map(move |w| (w, says));
            let mut known: Vec<(String, Says)> = lists.into_iter().flat_map(each).collect();
            known.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
            Words { known, of_products }
        }
        Err(error) => unreachable!("valued.toml is part of the program: {error}"),
    });

/// Whether the values of a segment field may be what customers are called, and not products or
/// places.
pub(super) fn may_name_customers(field: &str) -> bool {
    let field = field.to_lowercase();
    let field = simplified(&field);
    !WORDS.of_products.iter().any(|word| field.contains(word.as_str()))
}

/// Whether a value calls a customer a valued one: it names a rank and nothing but members of it.
pub(super) fn is_valued(value: &str) -> bool {
    let value = value.to_lowercase();
    let value = simplified(&value);
    let (mut rest, mut said) = (&*value, Vec::new());
    loop {
        rest = rest.trim_start_matches(|c: char| !c.is_alphabetic());
        if rest.is_empty() {
            let says = |what: Says| said.contains(&what);
            return says(Says::Rank) || says(Says::RankOfMembers) && says(Says::Membership);
        }
        let found = WORDS.known.iter().find_map(|(word, says)| Some((after(rest, word)?, *says)));
        let Some((left, says)) = found else { return false };
        said.push(says);
        rest = left;
    }
}

/// What follows a word at the beginning of a text; a Latin word ends where its letters do.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(word)?;
    let goes_on = word.is_ascii() && rest.starts_with(|c: char| c.is_ascii_alphabetic());
    (!goes_on).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_valued_customer_is_called_so_in_whole_words() {
        for valued in [
            "VIP",
            "vip1",
            "VIP 客户",
            "Premium member",
            "Gold",
            "Key account",
            "Enterprise",
            "高级会员",
            "钻石会员",
            "白金卡VIP",
            "鑽石會員",
            "大客户",
            "黄金会员及以上",
        ] {
            assert!(is_valued(valued), "{valued}");
        }
        for other in [
            "",
            "5",
            "Premium Economy",
            "Gold Coast",
            "Marigold",
            "member",
            "普通会员",
            "非VIP",
            "高级",
            "钻石路店",
            "尊享版",
            "non-VIP",
            "vipers",
        ] {
            assert!(!is_valued(other), "{other}");
        }
    }

    #[test]
    fn cabins_and_products_are_no_customers() {
        for field in ["会员等级", "Plan", "Customer type", "segment"] {
            assert!(may_name_customers(field), "{field}");
        }
        for field in ["Cabin", "Colour", "产品", "舱位", "Room type", "門店"] {
            assert!(!may_name_customers(field), "{field}");
        }
    }
}
