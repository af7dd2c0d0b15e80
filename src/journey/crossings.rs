//! What is counted of groups beside something else: of their answers period by period, of what they
//! complain of, of how they rate touchpoints, and of what they write later; and of touchpoints, how
//! often they come.

use super::complaint_origin::ComplaintCounter;
use super::filled_by_score::BandCounter;
use super::group_change::ChangeCounter;
use super::group_ids::GroupIds;
use super::later_comments::LaterCounter;
use super::low_origin::LowCounter;
use super::row::RowView;
use super::share_rise::ShareCounter;
use super::touchpoint::TouchpointSource;
use super::trend::Grain;
use super::within::AnswerBook;

/// Counts rows.
#[derive(Debug, Clone)]
pub(super) struct Crossings {
    pub(super) ids: GroupIds,
    pub(super) bands: BandCounter,
    pub(super) answers: AnswerBook,
    pub(super) changes: ChangeCounter,
    pub(super) complaints: ComplaintCounter,
    pub(super) lows: LowCounter,
    pub(super) later: LaterCounter,
    pub(super) shares: ShareCounter,
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
            bands: BandCounter::new(fields),
            answers: AnswerBook::new(source),
            changes: ChangeCounter::new(source, grain),
            complaints: ComplaintCounter::new(source),
            lows: LowCounter::new(source),
            later: LaterCounter::default(),
            shares: ShareCounter::new(source),
        }
    }

    /// Takes a row.
    pub(super) fn add(&mut self, row: &RowView) {
        let groups = self.ids.of(row);
        self.bands.add(row, groups);
        self.answers.add(row, groups);
        self.changes.add(row, groups);
        self.complaints.add(row, groups);
        self.lows.add(row, groups);
        self.later.add(row, groups);
        self.shares.add(row, groups);
    }
}
