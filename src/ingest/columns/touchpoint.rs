//! Which column names the touchpoint of each row: what somebody used or had done tells more of
//! it than the way there. How the survey was sent tells nothing of it. In a register without scores
//! it is what each row is about. Where every score has a touchpoint of its own, none is left for that
//! of the row, which is a group then.

use crate::ingest::cells::column_profile::ColumnProfile;
use crate::ingest::columns::draft::{Draft, named};
use crate::ingest::columns::facts::{categories, is_tick};
use crate::ingest::columns::group_codes::{is_category, is_words};
use crate::ingest::columns::register;
use crate::ingest::columns::role_words;
use crate::ingest::columns::words::ColumnName;
use crate::ingest::role::Role;
use crate::ingest::told::evidence::Evidence;
use crate::ingest::told::warning::Warning;
use crate::simplified::simplified;

/// Strengths, the greatest of which is used; a column of the first two never is.
const DOUBTED: u32 = 0;
/// How the survey was sent.
pub(super) const SENT: u32 = 1;
/// The way there.
const CHANNEL: u32 = 2;
/// What may also be of goods, of staff or of anything else: `category`.
pub(super) const KIND: u32 = 3;
/// A page or a screen.
const PAGE: u32 = 4;
/// What was used or done: 服务项目, `Module`.
const AREA: u32 = 5;
/// A step of the journey.
pub(super) const STAGE: u32 = 6;
/// A touchpoint by name.
const NAMED: u32 = 7;

/// Most touchpoints under a name that leaves no doubt.
const MOST_NAMED: u64 = 300;

/// Most of what can be used or done, where the name alone does not say that it is.
pub(super) const MOST_AREAS: u64 = 30;

/// Scores of satisfaction from which each is asked of a touchpoint of its own.
const MANY_SCORES: usize = 3;

/// How much speaks for a column so called, and the word that does.
type Strength = Option<(u32, &'static str)>;

fn strength(name: &ColumnName) -> Strength {
    let kind = || Some((KIND, alone(name, role_words::KIND_OF_AREA)?));
    step(name).or_else(|| area(name)).or_else(kind).or_else(|| way(name))
}

/// Of a question with several choices: what customers have and use is no touchpoint of theirs, nor
/// is why they came or from where they knew.
pub(super) fn of_choices(name: &ColumnName) -> Strength {
    let found = step(name).or_else(|| way(name)).filter(|(strength, _)| *strength > SENT);
    found.filter(|_| name.find(role_words::CAME_BY).is_none())
}

/// A touchpoint by name, or a step of the journey.
fn step(name: &ColumnName) -> Strength {
    let lists = [(NAMED, role_words::TOUCHPOINT), (STAGE, role_words::STAGE)];
    lists.into_iter().find_map(|(strength, list)| Some((strength, name.find(list)?)))
}

/// Whether a column that is used for something else may name what was used or done.
pub(super) fn may_be_area(name: &ColumnName, facts: &ColumnProfile) -> bool {
    area(name).is_some() && holds_areas(name, facts)
}

/// What was used or done. 模块负责人 and `Module version` are something else.
pub(super) fn area(name: &ColumnName) -> Strength {
    let word = name.find(role_words::AREA).or_else(|| alone(name, role_words::AREA_ALONE))?;
    name.closes(role_words::OF_AREA).is_none().then_some((AREA, word))
}

/// The way there, or how the survey was sent.
fn way(name: &ColumnName) -> Strength {
    let word = name.find(role_words::CHANNEL)?;
    let sent = name.find(role_words::SENT).is_some();
    Some((if sent { SENT } else { CHANNEL }, word))
}

/// A word that is the whole name, or the end of a path that is of nobody and of no goods:
/// `ticket.category`, but not `product.category`.
fn alone(name: &ColumnName, list: &'static [&'static str]) -> Option<&'static str> {
    let within = || name.is_leaf(list).filter(|_| name.find(role_words::OWNERS).is_none());
    name.is_one(list).or_else(within)
}

/// A column whose name says that it holds touchpoints, and whose cells may.
pub(super) fn by_name(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let (strength, word) = strength(name)?;
    let named_so = strength == NAMED && is_words(facts) && facts.distinct <= MOST_NAMED;
    let open = strength == AREA || strength == KIND;
    // The one way that there was parts nothing.
    let parts = strength > CHANNEL || facts.distinct > 1;
    let held = named_so || is_category(facts) && parts && (!open || holds_areas(name, facts));
    // A long question that mentions a channel is not a touchpoint column.
    if !held || name.is_question() {
        return None;
    }
    Some(Draft::new(Role::Touchpoint, strength, named(word)).because(categories(facts)))
}

/// Pages of a website or screens of an app, where few of them come again and again.
pub(super) fn page(name: &ColumnName, facts: &ColumnProfile) -> Option<Draft> {
    let word = name.ends(role_words::PAGE).or_else(|| name.closes(role_words::PAGE));
    let word = word.filter(|_| !name.is_question())?;
    let few = (2..=50).contains(&facts.distinct) && facts.distinct_share() <= 0.5;
    let counted = facts.numeric_share() >= 0.5 || facts.date_share() >= 0.5;
    let spoken = facts.is_told() || facts.mean_width() > 100.0 || is_tick(facts, "");
    (few && !counted && !spoken)
        .then(|| Draft::new(Role::Touchpoint, PAGE, named(word)).because(categories(facts)))
}

/// Whether the cells may be what was used or done: a few, and neither ticks nor what kind of
/// feedback it is.
pub(super) fn holds_areas(name: &ColumnName, facts: &ColumnProfile) -> bool {
    let few = (2..=MOST_AREAS).contains(&facts.distinct);
    let asked = name.find(&["是否"]).is_some() || is_tick(facts, "");
    few && !asked && !holds_kinds_of_feedback(facts)
}

/// Whether most cells say that it is a complaint, praise, a suggestion.
fn holds_kinds_of_feedback(facts: &ColumnProfile) -> bool {
    let is_kind = |value: &str| {
        let value = value.to_lowercase();
        role_words::KINDS_OF_FEEDBACK.contains(&&*simplified(&value))
    };
    let kinds = facts.values.iter().filter(|(value, _)| is_kind(value));
    kinds.map(|(_, n)| n).sum::<u64>() * 2 > facts.answers()
}

/// Keeps the strongest column that names touchpoints, the first on a tie; the others become
/// segments, and those that may as well be it are told. So is one that is taken for want of a better
/// one. Scores have been given their touchpoints before.
pub(super) fn keep_best(
    headers: &[String],
    names: &[ColumnName],
    facts: &[ColumnProfile],
    drafts: &mut [Draft],
) {
    // A column for each touchpoint is one of several by nature.
    let of_rows = |draft: &Draft| draft.role == Role::Touchpoint && draft.touchpoint.is_none();
    let columns: Vec<usize> = (0..drafts.len()).filter(|at| of_rows(&drafts[*at])).collect();
    let is_kind = |draft: &Draft| draft.strength == KIND;
    let lone = columns.iter().all(|at| is_kind(&drafts[*at]));
    if of_goods(names, drafts) || lone && have_columns(drafts) {
        let kinds = drafts.iter_mut().filter(|draft| of_rows(draft) && is_kind(draft));
        kinds.for_each(|draft| draft.strength = DOUBTED);
    }
    let best = columns.iter().copied().max_by_key(|at| (drafts[*at].strength, usize::MAX - at));
    let placed = scores_are_placed(drafts);
    let best = best.filter(|at| {
        let strength = drafts[*at].strength;
        // A stronger one is as the tool of the export says.
        strength > SENT && (strength > NAMED || !placed)
    });
    let weak = best.is_none_or(|at| drafts[at].strength < KIND);
    let way = best.is_some_and(|at| drafts[at].strength == CHANNEL);
    let subject = match register::subject(names, facts, drafts) {
        None if way => register::before_channels(names, facts, drafts),
        found => found,
    };
    let subject = subject.filter(|_| weak && !placed);
    if let Some(at) = subject {
        (drafts[at].role, drafts[at].strength) = (Role::Touchpoint, AREA);
        drafts[at].warnings.clear();
    }
    let best = subject.or(best);
    if let Some(at) = best {
        let queue = names[at].find(role_words::QUEUES).is_some();
        if subject.is_some() || drafts[at].strength == CHANNEL || queue {
            let column = headers[at].clone();
            drafts[at].warnings.push(Warning::TakenForTouchpoint { column });
        }
    }
    for at in columns.into_iter().filter(|at| Some(*at) != best) {
        if best.is_none_or(|best| may_be_it(drafts[at].strength, drafts[best].strength)) {
            let column = headers[at].clone();
            drafts[at].warnings.push(Warning::TouchpointNotUsed { column });
        }
        drafts[at].role = Role::Segment;
        drafts[at].strength = 2;
        let better = best.map(|best| Evidence::BetterTouchpoint(headers[best].clone()));
        drafts[at].evidence.extend(better);
    }
}

/// Whether there are several scores, each of which has a touchpoint of its own: what a row's column
/// names had no score then.
fn scores_are_placed(drafts: &[Draft]) -> bool {
    let scores: Vec<&Draft> = drafts.iter().filter(|draft| draft.role.score().is_some()).collect();
    scores.len() > 1 && scores.iter().all(|draft| draft.touchpoint.is_some())
}

/// Whether a reader might take the column for the touchpoint in place of the better one.
fn may_be_it(strength: u32, best: u32) -> bool {
    match strength {
        SENT => false,
        // Beside touchpoints by name these are fields as often as not.
        CHANNEL => (KIND..STAGE).contains(&best),
        PAGE => best == AREA,
        DOUBTED | KIND => best < STAGE,
        _ => true,
    }
}

/// Whether touchpoints have columns of their own: then a department is rather that of who
/// answers.
fn have_columns(drafts: &[Draft]) -> bool {
    let ticked = |draft: &Draft| draft.role == Role::Touchpoint && draft.touchpoint.is_some();
    let scores = drafts.iter().filter(|draft| draft.role == Role::CSAT).count();
    scores >= MANY_SCORES || drafts.iter().any(ticked)
}

/// Whether goods stand beside it, whose categories they then are, unless each row is a ticket.
fn of_goods(names: &[ColumnName], drafts: &[Draft]) -> bool {
    let goods = names.iter().zip(drafts).any(|(name, draft)| {
        let field = matches!(draft.role, Role::Segment | Role::Ignore);
        field && name.find(role_words::GOODS).is_some() && !name.is_question()
    });
    goods && !names.iter().any(|name| name.find(role_words::TICKETS).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::columns::detect::detect;
    use crate::ingest::columns::profile::profile;
    use crate::ingest::mapping::Mapping;
    use crate::ingest::read::options::ReadOptions;
    use crate::ingest::read::source::SourceFile;
    use crate::ingest::tests::file_of;

    const CHANNELS: (&str, &[&str]) = ("Channel", &["Email", "Chat", "Phone"]);
    const CATEGORIES: (&str, &[&str]) = ("Category", &["Billing", "Login", "Reports", "Setup"]);
    const GOODS: (&str, &[&str]) = ("Product", &["Kettle", "Toaster", "Mixer"]);

    /// What a file of sixty rows is taken for: these columns, one of comments and one called
    /// `last` of so many numbers.
    fn mapping(columns: &[(&str, &[&str])], last: &str, points: usize) -> Mapping {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let mut table = format!("{},评论,{last}\n", names.join(","));
        for n in 0..60 {
            for (_, cells) in columns {
                table.push_str(cells[n % cells.len()]);
                table.push(',');
            }
            table.push_str(&format!("第{n}次来这里办事，感觉总体还可以,{}\n", n % points + 1));
        }
        let file = file_of(table.as_bytes(), ".csv");
        let source = SourceFile::open(file.path(), &ReadOptions::default()).unwrap();
        detect(source.layout(), &profile(&source).unwrap())
    }

    /// The columns that are read as the touchpoint of a row, and those of which it is told
    /// that they might be, in a file of sixty rows with these columns and a score.
    fn found(columns: &[(&str, &[&str])]) -> (Vec<String>, Vec<String>) {
        let mapping = mapping(columns, "满意度", 5);
        let used = mapping.of_role(Role::Touchpoint).map(|column| column.name.clone()).collect();
        let told = mapping.warnings.into_iter().filter_map(|warning| match warning {
            Warning::TouchpointNotUsed { column } => Some(column),
            _ => None,
        });
        (used, told.collect())
    }

    #[track_caller]
    fn assert_found(columns: &[(&str, &[&str])], used: &[&str], told: &[&str]) {
        let (all_used, all_told) = found(columns);
        assert_eq!(all_used, used, "{columns:?}");
        assert_eq!(all_told, told, "{columns:?}");
    }

    #[test]
    fn what_was_used_or_done_is_the_touchpoint() {
        assert_found(&[("服务项目", &["电梯", "保洁", "停车"])], &["服务项目"], &[]);
        let modules: (&str, &[&str]) = ("功能模块", &["登录认证", "转账汇款", "理财"]);
        let sent: (&str, &[&str]) = ("渠道来源", &["弹窗", "短信", "App内"]);
        assert_found(&[sent, modules], &["功能模块"], &[]);
        assert_found(&[CHANNELS, CATEGORIES], &["Category"], &["Channel"]);
        assert_found(&[CHANNELS, ("Module", &["Maps", "Sync"])], &["Module"], &["Channel"]);
        let pages: (&str, &[&str]) = ("Page", &["/start", "/pay", "/help"]);
        assert_found(&[pages, CHANNELS, CATEGORIES], &["Page"], &["Channel", "Category"]);
        assert_found(&[pages, modules], &["功能模块"], &["Page"]);
    }

    #[test]
    fn teams_that_answer_and_kinds_of_conversations_are_before_the_way_there() {
        let way: (&str, &[&str]) = ("接入渠道", &["App", "微信", "电话"]);
        for header in ["技能组", "会话分类", "反馈分类", "队列"] {
            let teams: (&str, &[&str]) = (header, &["退换货", "物流", "支付"]);
            assert_found(&[way, teams], &[header], &["接入渠道"]);
        }
        assert_found(&[("反馈类型", &["投诉", "建议", "表扬"])], &[], &[]);
    }

    #[test]
    fn the_way_there_is_the_touchpoint_where_nothing_better_is() {
        assert_found(&[CHANNELS], &["Channel"], &[]);
        // How the survey was sent is never one.
        for header in ["渠道来源", "回收渠道", "答题渠道", "评价渠道", "Booking channel"]
        {
            assert_found(&[(header, &["弹窗", "短信"])], &[], &[header]);
        }
        // Nor is the one way that there was.
        assert_found(&[("渠道", &["微信"])], &[], &[]);
        assert_found(&[("触点", &["微信"])], &["触点"], &[]);
        let sent: (&str, &[&str]) = ("Survey channel", &["SMS", "In-app"]);
        assert_found(&[sent, ("渠道", &["门店", "网点"])], &["渠道"], &[]);
        assert_found(&[("Source", &["SMS", "In-app"])], &[], &[]);
    }

    /// The touchpoint of a register with these columns and no score, and whether it is told that it
    /// is taken for one.
    fn of_register(columns: &[(&str, &[&str])]) -> (Option<String>, bool) {
        let mapping = mapping(columns, "序号", 60);
        let used = mapping.of_role(Role::Touchpoint).map(|column| column.name.clone()).next();
        let told = mapping.warnings.iter().any(|warning| {
            matches!(warning, Warning::TakenForTouchpoint { column } if Some(column) == used.as_ref())
        });
        (used, told)
    }

    #[test]
    fn what_a_register_is_about_is_its_touchpoint_and_that_is_told() {
        let way: (&str, &[&str]) = ("受理渠道", &["电话", "微信", "网站"]);
        let kinds: &[&str] = &["虚假签收", "催件", "破损", "丢件"];
        for header in [
            "投诉类别",
            "投诉类型",
            "工单类型",
            "一级分类",
            "问题大类",
            "诉求类型",
            "投诉原因",
            "事项类别",
            "Type",
            "Complaint type",
            "Ticket type",
            "Contact reason",
            "Root cause",
            "Nature of complaint",
        ] {
            let wanted = (Some(header.to_owned()), true);
            assert_eq!(of_register(&[way, (header, kinds)]), wanted, "{header}");
            assert_eq!(of_register(&[(header, kinds)]), wanted, "{header} alone");
            // With a score kinds of matters go before the way on which they came in; what may be
            // of anything, and reasons, are groups, and some are told.
            let (used, told) = found(&[way, (header, kinds)]);
            let open = [
                "一级分类",
                "投诉原因",
                "Type",
                "Contact reason",
                "Root cause",
                "Nature of complaint",
            ];
            if open.contains(&header) {
                assert_eq!(used, ["受理渠道"], "{header}");
            } else {
                assert_eq!(used, [header], "{header}");
                assert_eq!(told, ["受理渠道"], "{header}");
            }
        }
        assert_eq!(found(&[("投诉类别", kinds)]), (Vec::new(), vec!["投诉类别".to_owned()]));
        for (columns, wanted) in [
            (&[("Type", &["Bug", "Praise", "Idea"][..]), way][..], Some(("受理渠道", true))),
            (&[("Type", &["Gold", "Plain"]), way], Some(("受理渠道", true))),
            (&[("二级分类", kinds), ("一级分类", kinds)], Some(("一级分类", true))),
            (&[("投诉原因", kinds), ("投诉类别", kinds)], Some(("投诉类别", true))),
            (&[("服务项目", kinds), ("投诉类别", kinds)], Some(("服务项目", false))),
            (&[("会员类型", kinds)], None),
        ] {
            let (used, told) = of_register(columns);
            let found = used.as_deref().map(|used| (used, told));
            assert_eq!(found, wanted, "{columns:?}");
        }
    }

    #[test]
    fn touchpoints_by_name_and_stages_come_first() {
        let touchpoints: (&str, &[&str]) = ("触点", &["物流", "客服"]);
        assert_found(&[("渠道", &["APP", "门店"]), touchpoints], &["触点"], &[]);
        assert_found(&[CATEGORIES, touchpoints], &["触点"], &[]);
        assert_found(&[("Stage", &["Buy", "Use"]), CHANNELS, CATEGORIES], &["Stage"], &[]);
        let services: (&str, &[&str]) = ("服务项目", &["安装", "维修"]);
        assert_found(&[services, touchpoints], &["触点"], &["服务项目"]);
    }

    #[test]
    fn categories_of_goods_and_kinds_of_feedback_are_no_touchpoints() {
        assert_found(&[GOODS, CATEGORIES], &[], &["Category"]);
        assert_found(&[GOODS, CATEGORIES, CHANNELS], &["Channel"], &["Category"]);
        let tickets: (&str, &[&str]) = ("Ticket ID", &["41", "42", "43"]);
        assert_found(&[tickets, GOODS, CATEGORIES, CHANNELS], &["Category"], &["Channel"]);
        let kinds: (&str, &[&str]) = ("Category", &["Complaint", "Praise", "Suggestion"]);
        assert_found(&[kinds, CHANNELS], &["Channel"], &[]);
        assert_found(&[("问题类型", &["投诉", "建议", "咨询"])], &[], &[]);
        assert_found(&[("问题类型", &["物流", "发票", "安装"])], &["问题类型"], &[]);
        assert_found(&[("您办理的业务？", &["开户", "贷款", "挂失"])], &[], &["您办理的业务？"]);
        assert_found(&[("Customer category", &["Gold", "Silver"])], &[], &[]);
    }

    #[test]
    fn names_say_how_well_a_column_tells_the_touchpoint() {
        for (name, wanted) in [
            ("触点", Some(NAMED)),
            ("就诊环节", Some(STAGE)),
            ("服务类型", Some(STAGE)),
            ("3、办理业务", Some(AREA)),
            ("Issue category", Some(AREA)),
            ("ProductArea", Some(AREA)),
            ("meta.module", Some(AREA)),
            ("Category", Some(KIND)),
            ("ticket.topic", Some(KIND)),
            ("Service Area", Some(KIND)),
            ("渠道", Some(CHANNEL)),
            ("来源渠道", Some(SENT)),
            ("DistributionChannel", Some(SENT)),
            ("模块负责人", None),
            ("Module version", None),
            ("product.category", None),
            ("Price category", None),
            ("数据来源", None),
        ] {
            let found = strength(&ColumnName::new(name)).map(|(strength, _)| strength);
            assert_eq!(found, wanted, "{name}");
        }
    }

    #[test]
    fn ratings_of_touchpoints_leave_a_department_a_field() {
        let marks: &[&str] = &["1", "3", "4", "5"];
        let rated = [("物流满意度", marks), ("客服满意度", marks), ("安装满意度", marks)];
        let departments: (&str, &[&str]) = ("Department", &["Sales", "Legal", "Support"]);
        assert_found(&[departments], &["Department"], &[]);
        let all: Vec<(&str, &[&str])> = [departments].into_iter().chain(rated).collect();
        assert_found(&all, &[], &["Department"]);
        let with_channels: Vec<(&str, &[&str])> = [CHANNELS].into_iter().chain(all).collect();
        assert_found(&with_channels, &["Department"], &["Channel"]);
    }

    /// How many touchpoint columns there are beside these ratings, and whether it is told that the
    /// one of this name is none.
    fn beside(ratings: &[&str], header: &str) -> (usize, bool) {
        let mut table = format!("{header},{},Comment\n", ratings.join(","));
        for n in 0..60 {
            table.push_str(["Access", "Billing", "Reports", "Setup"][n % 4]);
            for (rating, at) in ratings.iter().zip(1..) {
                let mark = if rating.contains("0-10") { n % 11 } else { n / at % 5 + 1 };
                table.push_str(&format!(",{mark}"));
            }
            table.push_str(&format!(",This is what I wrote about visit number {n} here\n"));
        }
        let file = file_of(table.as_bytes(), ".csv");
        let source = SourceFile::open(file.path(), &ReadOptions::default()).unwrap();
        let mapping = detect(source.layout(), &profile(&source).unwrap());
        let told = mapping.warnings.iter().any(
            |warning| matches!(warning, Warning::TouchpointNotUsed { column } if column == header),
        );
        (mapping.of_role(Role::Touchpoint).count(), told)
    }

    #[test]
    fn beside_scores_of_touchpoints_of_their_own_the_touchpoint_of_a_row_is_a_field() {
        let speed = "How satisfied were you with the speed?";
        let resolution = "How satisfied were you with the resolution?";
        for header in ["Category", "Channel", "Journey stage", "Touchpoint"] {
            assert_eq!(beside(&[resolution, speed], header), (0, true), "{header}");
            // A score of the whole is that of the row's touchpoint.
            assert_eq!(beside(&[resolution], header).0, 1, "{header}");
        }
        assert_eq!(beside(&["Overall satisfaction", speed], "Touchpoint").0, 1);
        let recommend = "How likely are you to recommend us? (0-10)";
        assert_eq!(beside(&[recommend, resolution, speed], "Touchpoint").0, 1);
    }
}
