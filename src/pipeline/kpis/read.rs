//! The rows of a table as what they are.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_128;

use super::columns::{Columns, KpiField, KpiTableKind};
use super::ids::Ids;
use crate::ingest::{
    DateOrder, DateReadings, IngestError, Parsed, RawRow, Reason, Rejection, Scope, SourceFile,
    amount, is_missing, order_of, parse_any, yes_or_no,
};
use crate::journey::kpi::{Books, Campaign, Contract, CustomerRecord, Order, Ticket, Visit};
use crate::pipeline::PipelineError;
use crate::report::kpis::KpiTable;

/// Orders that came to nothing.
const VOID: &[&str] = &[
    "cancel",
    "refunded",
    "returned",
    "void",
    "failed",
    "unpaid",
    "取消",
    "已退款",
    "退款成功",
    "已退货",
    "退货完成",
    "关闭",
    "作废",
    "未付款",
    "待付款",
    "支付失败",
];
/// Tickets that are complaints.
const COMPLAINTS: &[&str] = &["complain", "grievance", "投诉", "不满", "抱怨"];
/// Where customers came from by referral.
const REFERRALS: &[&str] = &[
    "refer",
    "friend",
    "word of mouth",
    "word-of-mouth",
    "invite",
    "推荐",
    "转介绍",
    "老带新",
    "介绍",
    "朋友",
    "邀请",
];
/// Cells that name nobody who referred, beside those that say no.
const NOBODY: &[&str] = &["none", "无", "無", "没有", "沒有"];

/// A table that is being read.
pub(super) struct Reading<'a> {
    file: &'a SourceFile,
    columns: &'a Columns,
    ids: &'a mut Ids,
    order: Option<DateOrder>,
    account: KpiTable,
    /// Of the row that is being read.
    rejections: Vec<Rejection>,
    told: &'a mut Told<'a>,
}

/// Takes what is left out.
type Told<'a> = dyn FnMut(&Rejection) -> Result<(), PipelineError> + 'a;

/// A row is left out for this.
struct LeftOut(Rejection);

/// Whether a ticket of this kind is a complaint.
fn says_complaint(kind: &str) -> bool {
    let kind = kind.to_lowercase();
    let turned = ["非", "不是", "not ", "no "].iter().any(|word| kind.starts_with(word));
    !turned && COMPLAINTS.iter().any(|word| kind.contains(word)) || yes_or_no(&kind) == Some(true)
}

/// Whether a cell, in small letters, says who referred, or that somebody did.
fn names_somebody(cell: &str) -> bool {
    yes_or_no(cell) != Some(false) && !NOBODY.contains(&cell)
}

/// The order of day and month that the first of these columns that decides it has as a whole, and
/// whether some day is another by the other order.
fn decided(file: &SourceFile, dates: &[usize]) -> Result<(Option<DateOrder>, bool), IngestError> {
    let mut readings = vec![DateReadings::default(); dates.len()];
    for row in file.rows()?.flatten() {
        for (at, readings) in dates.iter().zip(&mut readings) {
            let cell = row.cells.get(*at).unwrap_or_default();
            if parse_any(cell, None) == Some(Parsed::Ambiguous) {
                readings.see(cell);
            }
        }
    }
    // Days that are their month say nothing of those of another column.
    let doubt = readings.iter().any(DateReadings::is_in_doubt);
    let mut asked = readings.iter().filter(|readings| readings.is_in_doubt() == doubt);
    let order = asked.find_map(DateReadings::decided);
    Ok((order, doubt && order.is_some()))
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        file: &'a SourceFile,
        columns: &'a Columns,
        order: Option<DateOrder>,
        ids: &'a mut Ids,
        told: &'a mut Told<'a>,
    ) -> Result<Reading<'a>, IngestError> {
        let dates = [KpiField::Date, KpiField::Joined, KpiField::Left];
        let dates: Vec<usize> = dates.iter().filter_map(|field| columns.at(*field)).collect();
        let (order, taken) = match order {
            Some(order) => (Some(order), false),
            // One day after the twelfth tells of all.
            None => {
                let told = file.rows()?.flatten().find_map(|row| {
                    dates.iter().find_map(|at| order_of(row.cells.get(*at).unwrap_or_default()))
                });
                match told {
                    Some(order) => (Some(order), false),
                    None => decided(file, &dates)?,
                }
            }
        };
        let date_order = order.filter(|_| taken).map(|order| order.as_str().to_owned());
        let account = KpiTable { date_order, ..KpiTable::default() };
        let rejections = Vec::new();
        Ok(Reading { file, columns, ids, order, account, rejections, told })
    }

    /// Reads all rows into the books.
    pub(super) fn all(
        &mut self,
        kind: KpiTableKind,
        books: &mut Books,
    ) -> Result<(), PipelineError> {
        match kind {
            KpiTableKind::Customers => self.customers(books),
            KpiTableKind::Orders => self.orders(books),
            KpiTableKind::Tickets => {
                let told = self.columns.at(KpiField::Kind).is_some();
                let all = books.tickets.get_or_insert_default();
                self.each(|reading, row| {
                    let date = reading.needed_day(row)?;
                    let complaint = !told || reading.is_complaint(row);
                    all.push(Ticket { id: reading.customer(row), date, complaint });
                    Ok(())
                })
            }
            KpiTableKind::Campaigns => {
                let all = books.campaigns.get_or_insert_default();
                self.each(|reading, row| {
                    let date = reading.needed_day(row)?;
                    let cost = reading.needed_amount(row, KpiField::Cost)?;
                    let gained = reading.whole(row, KpiField::Gained);
                    let reached = reading.whole(row, KpiField::Reached);
                    let response = reached.zip(reading.whole(row, KpiField::Responded));
                    let response = response.filter(|(reached, responded)| {
                        let fits = responded <= reached;
                        if !fits {
                            let (field, found) = (KpiField::Responded, responded.to_string());
                            reading.leave_out_cell(row, field, Reason::NotAnAmount, &found);
                        }
                        fits
                    });
                    let response = response.map(|(reached, responded)| [reached, responded]);
                    all.push(Campaign { date, cost, gained, response });
                    Ok(())
                })
            }
            KpiTableKind::Visits => {
                let all = books.visits.get_or_insert_default();
                self.each(|reading, row| {
                    let date = reading.needed_day(row)?;
                    all.push(Visit { id: reading.customer(row), date });
                    Ok(())
                })
            }
        }
    }

    /// The order of day and month by which days are read, where one is known.
    pub(super) fn order(&self) -> Option<DateOrder> {
        self.order
    }

    /// What became of the rows.
    pub(super) fn finish(self) -> KpiTable {
        self.account
    }

    fn each(
        &mut self,
        mut take: impl FnMut(&mut Self, &RawRow) -> Result<(), LeftOut>,
    ) -> Result<(), PipelineError> {
        for row in self.file.rows()? {
            self.account.rows += 1;
            let left_out = match row {
                Ok(row) => take(self, &row).err().map(|LeftOut(rejection)| rejection),
                Err(rejection) => Some(rejection),
            };
            for rejection in self.rejections.drain(..) {
                (self.told)(&rejection)?;
            }
            match left_out {
                None => self.account.used += 1,
                Some(rejection) => {
                    if let Some(error) = IngestError::of_strict(&rejection) {
                        return Err(error.into());
                    }
                    // What lies behind a break was never read.
                    self.account.rejected += 1;
                    let ends = rejection.scope == Scope::Rest;
                    (self.told)(&rejection)?;
                    if ends {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    fn customers(&mut self, books: &mut Books) -> Result<(), PipelineError> {
        let has = |field| self.columns.at(field).is_some();
        let joined = has(KpiField::Joined);
        let (left, referred) = (has(KpiField::Left), has(KpiField::Referred));
        books.contract = Contract { joined, left, referred };
        let header = self.columns.at(KpiField::Referred);
        let header = header.map_or("", |at| self.file.layout().headers[at].as_str());
        let by_source = ["来源", "渠道", "source", "channel"]
            .iter()
            .any(|word| header.to_lowercase().contains(word));
        let all = books.customers.get_or_insert_default();
        let mut places: HashMap<u32, usize> =
            all.iter().enumerate().map(|(at, one)| (one.id, at)).collect();
        self.each(|reading, row| {
            let Some(id) = reading.customer(row) else {
                return Err(LeftOut(reading.row(row, KpiField::Customer, Reason::NoCustomer)));
            };
            let joined = reading.day(row, KpiField::Joined);
            let left = reading.day(row, KpiField::Left);
            let referred = reading.referred(row, by_source);
            let own = CustomerRecord { id, joined, left, referred };
            match places.entry(id) {
                Entry::Vacant(free) => {
                    free.insert(all.len());
                    all.push(own);
                }
                // The same customer again: there from the first to the last of its times.
                Entry::Occupied(taken) => {
                    let known = &mut all[*taken.get()];
                    reading.account.merged += 1;
                    known.joined = [known.joined, joined].into_iter().flatten().min();
                    known.left = known.left.zip(left).map(|(one, other)| one.max(other));
                    known.referred = known.referred.or(referred);
                }
            }
            Ok(())
        })
    }

    fn orders(&mut self, books: &mut Books) -> Result<(), PipelineError> {
        let all = books.orders.get_or_insert_default();
        let mut places: HashMap<u128, usize> = HashMap::new();
        self.each(|reading, row| {
            let status = reading.cell(row, KpiField::Status).unwrap_or_default().to_lowercase();
            let date = reading.needed_day(row)?;
            let amount = reading.needed_amount(row, KpiField::Amount)?;
            if VOID.iter().any(|word| status.contains(word)) {
                reading.account.void += 1;
                return Ok(());
            }
            let cost = reading.amount(row, KpiField::Cost);
            let margin = reading.amount(row, KpiField::Margin);
            let margin = margin.or_else(|| cost.map(|cost| amount - cost));
            let own = Order { id: reading.customer(row), date, amount, margin };
            reading.account.without_customer += u64::from(own.id.is_none());
            let number = reading.cell(row, KpiField::Order).map(|n| xxh3_128(n.as_bytes()));
            let place = number.map(|number| places.entry(number));
            match place {
                // Money that is given back stands by itself, also under the order's number.
                Some(Entry::Occupied(taken))
                    if amount >= 0.0 && all[*taken.get()].amount >= 0.0 =>
                {
                    let known: &mut Order = &mut all[*taken.get()];
                    reading.account.merged += 1;
                    known.amount += amount;
                    known.margin = known.margin.zip(margin).map(|(one, other)| one + other);
                    known.date = known.date.min(date);
                    known.id = known.id.or(own.id);
                }
                Some(Entry::Vacant(free)) => {
                    free.insert(all.len());
                    all.push(own);
                }
                _ => all.push(own),
            }
            Ok(())
        })
    }

    /// A cell with something in it.
    fn cell<'r>(&self, row: &'r RawRow, field: KpiField) -> Option<&'r str> {
        let cell = row.cells.get(self.columns.at(field)?)?.trim();
        (!is_missing(cell)).then_some(cell)
    }

    fn customer(&mut self, row: &RawRow) -> Option<u32> {
        let cell = self.cell(row, KpiField::Customer)?;
        self.ids.of(cell)
    }

    fn is_complaint(&self, row: &RawRow) -> bool {
        self.cell(row, KpiField::Kind).is_some_and(says_complaint)
    }

    fn referred(&self, row: &RawRow, by_source: bool) -> Option<bool> {
        self.columns.at(KpiField::Referred)?;
        let Some(cell) = self.cell(row, KpiField::Referred).map(str::to_lowercase) else {
            // Without a source nothing is told; nobody referred who is not named.
            return (!by_source).then_some(false);
        };
        Some(match by_source {
            true => REFERRALS.iter().any(|word| cell.contains(word)),
            false => names_somebody(&cell),
        })
    }

    fn read_day(&self, cell: &str) -> Option<Date> {
        match parse_any(cell, self.order)? {
            Parsed::Time(moment) => Some(moment.written.date()),
            Parsed::Ambiguous => None,
        }
    }

    fn day(&mut self, row: &RawRow, field: KpiField) -> Option<Date> {
        let cell = self.cell(row, field)?;
        let day = self.read_day(cell);
        if day.is_none() {
            self.leave_out_cell(row, field, Reason::NotATime, cell);
        }
        day
    }

    fn needed_day(&mut self, row: &RawRow) -> Result<Date, LeftOut> {
        let cell = self.cell(row, KpiField::Date);
        let day = cell.and_then(|cell| self.read_day(cell));
        day.ok_or_else(|| LeftOut(self.row(row, KpiField::Date, Reason::NotATime)))
    }

    fn amount(&mut self, row: &RawRow, field: KpiField) -> Option<f64> {
        let cell = self.cell(row, field)?;
        let found = amount(cell);
        if found.is_none() {
            self.leave_out_cell(row, field, Reason::NotAnAmount, cell);
        }
        found
    }

    fn needed_amount(&mut self, row: &RawRow, field: KpiField) -> Result<f64, LeftOut> {
        let found = self.cell(row, field).and_then(amount);
        found.ok_or_else(|| LeftOut(self.row(row, field, Reason::NotAnAmount)))
    }

    /// A whole number of things.
    fn whole(&mut self, row: &RawRow, field: KpiField) -> Option<u64> {
        let found = self.amount(row, field)?;
        if found < 0.0 || found.fract() != 0.0 || found > 1e15 {
            self.leave_out_cell(row, field, Reason::NotAnAmount, &found.to_string());
            return None;
        }
        Some(found as u64)
    }

    fn column(&self, field: KpiField) -> Arc<str> {
        let at = self.columns.at(field);
        at.map_or("", |at| self.file.layout().headers[at].as_str()).into()
    }

    fn row(&self, row: &RawRow, field: KpiField, reason: Reason) -> Rejection {
        let at = self.columns.at(field);
        let found = at.and_then(|at| row.cells.get(at)).unwrap_or_default().trim();
        let rejection = Rejection::row(&self.file.layout().file, row.row, reason, found);
        rejection.in_column(&self.column(field))
    }

    fn leave_out_cell(&mut self, row: &RawRow, field: KpiField, reason: Reason, found: &str) {
        let rejection = Rejection::row(&self.file.layout().file, row.row, reason, found);
        self.rejections.push(rejection.cell(&self.column(field)));
        self.account.cells_rejected += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_and_referrals_are_told_by_yes_and_no_in_every_form() {
        for kind in ["Complaint", "投诉", "有", "√", "✓", "x", "T", "Yes", "1", "是"] {
            assert!(says_complaint(kind), "{kind}");
        }
        for kind in ["咨询", "无", "×", "否", "0", "非投诉", "not a complaint", "no complaint"]
        {
            assert!(!says_complaint(kind), "{kind}");
        }
        for cell in ["c-17", "有", "yes", "√", "王先生"] {
            assert!(names_somebody(cell), "{cell}");
        }
        for cell in ["×", "未", "unchecked", "f", "no", "none", "无", "没有", "沒有", "0"] {
            assert!(!names_somebody(cell), "{cell}");
        }
    }
}
