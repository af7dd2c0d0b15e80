//! What exports say themselves, which is no private name in their comments.

use super::export::Export;
use crate::ingest::{Layout, Role, holds_names, names_staff};
use crate::privacy::PublicWords;

/// Words of columns with names of people, besides those of staff.
const PEOPLE: [&str; 21] = [
    "author",
    "by",
    "client",
    "contact",
    "courier",
    "customer",
    "guest",
    "lead",
    "member",
    "mentor",
    "participant",
    "passenger",
    "patient",
    "people",
    "person",
    "respondent",
    "student",
    "supervisor",
    "surgeon",
    "user",
    "who",
];

/// The same in Chinese.
const PEOPLE_ZH: [&str; 11] =
    ["姓名", "名字", "店长", "导游", "主管", "客户", "顾客", "用户", "会员", "学员", "联系人"];

/// What has a name and is nobody.
const THINGS: [&str; 24] = [
    "airline",
    "app",
    "branch",
    "brand",
    "campaign",
    "clinic",
    "company",
    "course",
    "department",
    "event",
    "facility",
    "firm",
    "hospital",
    "hotel",
    "item",
    "location",
    "module",
    "plan",
    "product",
    "property",
    "service",
    "shop",
    "site",
    "store",
];

/// What the headers and the name of a file say.
pub(super) fn words_of_layout(layout: &Layout) -> PublicWords {
    let mut public = PublicWords::default();
    add_layout(&mut public, layout);
    public
}

/// The same of all exports, and what their columns of segments and touchpoints hold but for those
/// of people.
pub(super) fn public_words(files: &[Export]) -> PublicWords {
    let mut public = PublicWords::default();
    for Export { opened, .. } in files {
        let layout = opened.file.layout();
        add_layout(&mut public, layout);
        let segments = opened.mapping.of_role(Role::Segment);
        let columns = segments.chain(opened.mapping.of_role(Role::Touchpoint));
        for column in columns.filter(|column| !is_of_people(&column.name)) {
            let Ok(at) = layout.column(&column.name) else { continue };
            let facts = opened.profile.columns.get(at);
            let facts = facts.filter(|facts| !holds_names(&column.name, facts));
            let values = facts.map(|facts| facts.values.keys());
            values.into_iter().flatten().for_each(|value| public.add(value));
        }
    }
    public
}

fn add_layout(public: &mut PublicWords, layout: &Layout) {
    let file = layout.file.rsplit(['/', '\\']).next().unwrap_or_default();
    public.add(file.split('.').next().unwrap_or_default());
    layout.headers.iter().for_each(|header| public.add(header));
}

/// Whether a column holds names of people, by its header. Where it may, its values stay private:
/// that masks a word too many, and never one too few.
fn is_of_people(header: &str) -> bool {
    let lower = header.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let any = |list: &[&str]| {
        words.iter().any(|word| {
            let one = word.strip_suffix('s').unwrap_or(word);
            list.contains(word) || list.contains(&one)
        })
    };
    let named = any(&["name"]) && !any(&THINGS);
    // `Agents` are staff as well.
    let singular: Vec<&str> =
        words.iter().map(|word| word.strip_suffix('s').unwrap_or(word)).collect();
    named
        || names_staff(header)
        || names_staff(&singular.join(" "))
        || any(&PEOPLE)
        || PEOPLE_ZH.iter().any(|word| lower.contains(word))
        || lower.ends_with('人')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_people() {
        for (header, wanted) in [
            ("Lecturer", true),
            ("Handled by", true),
            ("agent_name", true),
            ("Agents", true),
            ("Managers", true),
            ("Assigned to", true),
            ("Waitress", true),
            ("Receptionist", true),
            ("Agent ID", true),
            ("Name", true),
            ("Full name", true),
            ("客服姓名", true),
            ("接待人", true),
            ("服务员", true),
            ("收银员", true),
            ("座席", true),
            ("坐席", true),
            ("维修师傅", true),
            ("店长", true),
            ("Site", false),
            ("Store name", false),
            ("Company", false),
            ("Product line", false),
            ("门店", false),
            ("产品名称", false),
        ] {
            assert_eq!(is_of_people(header), wanted, "{header}");
        }
    }
}
