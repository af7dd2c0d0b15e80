//! 腾讯问卷 (wj.qq.com): `N.题目` questions, an empty column at the end, options
//! with their letter (`D.无所谓`), marks of its own quality check.

use super::{Dialect, Head, KnownColumn, ProfiledColumn};
use crate::ingest::role::Role;

pub(super) struct Tencent;

impl Dialect for Tencent {
    fn id(&self) -> &'static str {
        "tencent"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.has(&["编号", "开始答题时间", "结束答题时间"])
    }

    fn column(&self, columns: &[ProfiledColumn<'_>], at: usize) -> Option<KnownColumn> {
        Some(match columns[at].name.as_str() {
            "编号" => KnownColumn::role(Role::Respondent),
            "结束答题时间" => KnownColumn::role(Role::Time),
            "清洗数据结果" => KnownColumn::filter(&["无效", "无效数据", "无效答卷"]),
            "地理位置国家和地区" | "地理位置省" | "地理位置市" | "用户类型" | "语言" => {
                KnownColumn::role(Role::Segment)
            }
            "开始答题时间"
            | "答题时长"
            | "智能清洗数据无效概率"
            | "用户标识"
            | "昵称"
            | "ip"
            | "ua"
            | "referrer"
            | "中奖时间"
            | "中奖金额"
            | "审核状态" => KnownColumn::role(Role::Ignore),
            _ => return None,
        })
    }
}
