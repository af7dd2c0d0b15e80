//! Reads back what was done: `actions.csv`, as an analysis writes it and a team fills it in.

use std::collections::BTreeMap;

use super::{Input, PipelineError};
use crate::ingest::{ReadOptions, SourceFile};
use crate::journey::comparison::Acted;

/// Names of a column that says whether an action was carried out.
const DONE: [&str; 8] =
    ["done", "status", "completed", "完成", "已完成", "是否完成", "状态", "处理状态"];

/// What such a column holds where it was not.
const NOT_DONE: [&str; 15] = [
    "",
    "no",
    "n",
    "false",
    "0",
    "open",
    "todo",
    "pending",
    "not done",
    "否",
    "未",
    "未完成",
    "待处理",
    "未处理",
    "没有",
];

/// The touchpoints of actions, from `actions.csv` or any table with a column `touchpoint` (触点).
/// Where a column says whether an action is done, the others do not count.
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
        let open = |at: usize| NOT_DONE.contains(&cell(at).to_lowercase().as_str());
        if done.is_some_and(open) {
            acted.open += 1;
            continue;
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
        let error = read("rank,place\n1,a\n").unwrap_err().to_string();
        assert!(error.contains("touchpoint"), "{error}");
    }
}
