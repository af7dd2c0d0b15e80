//! What is counted of groups beside something else: of their answers period by period, and of
//! what they complain of.

use super::complaint_origin::ComplaintCounter;
use super::group_change::ChangeCounter;
use super::group_ids::GroupIds;
use super::row::RowView;
use super::touchpoint::TouchpointSource;
use super::trend::Grain;

/// Counts rows.
#[derive(Debug, Clone)]
pub(super) struct Crossings {
    pub(super) ids: GroupIds,
    pub(super) changes: ChangeCounter,
    pub(super) complaints: ComplaintCounter,
}

impl Crossings {
    /// For a run of these segment fields, whose touchpoints come from `source` and whose trend is
    /// shown by `grain`, where that is known.
    pub(super) fn new(
        source: TouchpointSource,
        fields: &[String],
        grain: Option<Grain>,
    ) -> Crossings {
        Crossings {
            ids: GroupIds::new(fields),
            changes: ChangeCounter::new(source, grain),
            complaints: ComplaintCounter::new(source),
        }
    }

    /// Takes a row.
    pub(super) fn add(&mut self, row: &RowView) {
        let groups = self.ids.of(row);
        self.changes.add(row, groups);
        self.complaints.add(row, groups);
    }
}
