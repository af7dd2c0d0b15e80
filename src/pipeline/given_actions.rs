//! Reads back what was done: `actions.csv`, as an analysis writes it and a team fills it in.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::{Input, PipelineError};
use crate::ingest::{ReadOptions, SourceFile, is_missing, parse_any, yes_or_no};
use crate::journey::comparison::Acted;
use crate::simplified::simplified;

/// Names of a column that says whether an action was carried out.
const DONE: [&str; 8] =
    ["done", "status", "completed", "完成", "已完成", "是否完成", "状态", "处理状态"];

/// What such a column holds where it was, beside yes and a day.
const CARRIED_OUT: [&str; 28] = [
    "done",
    "complete",
    "completed",
    "finished",
    "closed",
    "resolved",
    "solved",
    "fixed",
    "implemented",
    "carried out",
    "100%",
    "完成",
    "已完成",
    "全部完成",
    "处理完成",
    "整改完成",
    "处理完毕",
    "已处理",
    "已解决",
    "已关闭",
    "关闭",
    "已整改",
    "已落实",
    "已执行",
    "已实施",
    "已办结",
    "办结",
    "完结",
];

/// What such a column holds where it was not, beside no and nothing.
const NOT_DONE: [&str; 42] = [
    "open",
    "new",
    "todo",
    "to do",
    "to-do",
    "pending",
    "in progress",
    "in-progress",
    "ongoing",
    "started",
    "not started",
    "not done",
    "not yet",
    "planned",
    "on hold",
    "postponed",
    "cancelled",
    "canceled",
    "rejected",
    "0%",
    "没有",
    "未完成",
    "未处理",
    "未解决",
    "未执行",
    "未开始",
    "未整改",
    "待处理",
    "待办",
    "待定",
    "处理中",
    "进行中",
    "整改中",
    "跟进中",
    "计划中",
    "暂停",
    "推迟",
    "已推迟",
    "已取消",
    "取消",
    "作废",
    "已拒绝",
];

/// Most digits of a day with its time: `20260301102233`.
const LONGEST: usize = 14;

/// Whether an action was carried out, by the cell that says so; `None` where it is not clear.
fn carried_out(cell: &str) -> Option<bool> {
    if is_missing(cell) {
        return Some(false);
    }
    let folded = cell.trim().nfkc().collect::<String>().to_lowercase();
    let plain = simplified(&folded);
    let is = |word: &&str| **word == *plain;
    if NOT_DONE.iter().any(is) {
        return Some(false);
    }
    // A day is the one on which it was done; a longer number may be that of an order.
    let long = cell.len() > LONGEST && cell.bytes().all(|b| b.is_ascii_digit());
    let dated = || !long && parse_any(cell, None).is_some();
    yes_or_no(cell).or_else(|| (CARRIED_OUT.iter().any(is) || dated()).then_some(true))
}

/// The touchpoints of actions, from `actions.csv` or any table with a column `touchpoint` (触点).
/// Where a column says whether an action is done, only those count of which it says so.
///
/// # Errors
/// A file that cannot be read, or without such a column.
pub fn read_actions(input: &Input) -> Result<Acted, PipelineError> {
    let file = input.open(&ReadOptions::default())?;
    let column = |names: &[&str]| names.iter().find_map(|name| at(&file, name));
    let place = match column(&["touchpoint", "Touchpoint", "触点"]) {
        Some(at) => at,
        None => file.layout().column("touchpoint")?,
    };
    let done = column(&DONE);
    let (mut acted, mut touchpoints) = (Acted::default(), BTreeMap::<String, u64>::new());
    for row in file.rows()? {
        let row = row.map_err(|rejection| PipelineError::Rejected(Box::new(rejection)))?;
        let cell = |at: usize| row.cells.get(at).unwrap_or_default().trim();
        match done.map_or(Some(true), |at| carried_out(cell(at))) {
            Some(true) => {}
            Some(false) => {
                acted.open += 1;
                continue;
            }
            None => {
                acted.unclear += 1;
                continue;
            }
        }
        // What a spreadsheet would run as a formula has an apostrophe before it.
        let said = cell(place);
        let said = match said.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
            _ => said,
        };
        let mut names = said.split([';', '；']).map(str::trim).filter(|name| !name.is_empty());
        // The first is where it went wrong most; the others of that answer are named after it.
        match names.next() {
            Some(name) => *touchpoints.entry(name.to_owned()).or_default() += 1,
            None => acted.nowhere += 1,
        }
    }
    acted.touchpoints = touchpoints.into_iter().collect();
    Ok(acted)
}

/// Where a column stands.
fn at(file: &SourceFile, name: &str) -> Option<usize> {
    file.layout().column(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Acted, PipelineError> {
        read_actions(&Input::spooled(&mut text.as_bytes(), "actions.csv").unwrap())
    }

    #[test]
    fn actions_that_are_done_count_at_their_touchpoints() {
        let all =
            read("rank,touchpoint,aspect\n1,parcel; desk,late\n2,'-x,\n3,,\n4,parcel,\n").unwrap();
        assert_eq!(all.touchpoints, [("-x".to_owned(), 1), ("parcel".to_owned(), 2)]);
        assert_eq!((all.open, all.nowhere), (0, 1));
        let some = read("触点,状态\n物流,已处理\n客服,未处理\n客服,\n").unwrap();
        assert_eq!((some.touchpoints, some.open), (vec![("物流".to_owned(), 1)], 2));
        let text = "touchpoint,status\na,In progress\na,已取消\na,未開始\nb,Completed\n\
            c,see mail\nb,2026-03-01\nc,50%\nb,√\nb,已處理\nb,20260301102233\n\
            c,1767432180000000\nc,1767432180000000000\n";
        let told = read(text).unwrap();
        assert_eq!(told.touchpoints, [("b".to_owned(), 5)]);
        assert_eq!((told.open, told.unclear), (3, 4));
        let error = read("rank,place\n1,a\n").unwrap_err().to_string();
        assert!(error.contains("touchpoint"), "{error}");
    }
}
