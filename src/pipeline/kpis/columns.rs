//! Which column of a table is what, by its name or as it is stated.

use super::setup::KpiSetup;
use crate::gate::Gate;
use crate::ingest::SourceFile;
use crate::pipeline::PipelineError;

/// Kinds of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KpiTableKind {
    /// A customer a row.
    Customers,
    /// An order, or a line of one, a row.
    Orders,
    /// A ticket a row.
    Tickets,
    /// A campaign, or a month of one, a row.
    Campaigns,
    /// A visit, a click, a session a row.
    Visits,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KpiField {
    /// Who it is about.
    Customer,
    /// The day from which somebody is a customer.
    Joined,
    /// The day from which they are none any more.
    Left,
    /// Who sent them, or whether anybody did.
    Referred,
    /// The day of an order, a ticket, a visit; the period of a campaign.
    Date,
    /// What was paid.
    Amount,
    /// The order that a line is of.
    Order,
    /// What is left of the amount.
    Margin,
    /// What goods or a campaign cost.
    Cost,
    /// What became of an order.
    Status,
    /// What a ticket is about.
    Kind,
    /// New customers of a campaign.
    Gained,
    /// Whom a campaign reached.
    Reached,
    /// Who of those did something.
    Responded,
}

impl KpiTableKind {
    /// All of them.
    pub const ALL: [KpiTableKind; 5] = [
        KpiTableKind::Customers,
        KpiTableKind::Orders,
        KpiTableKind::Tickets,
        KpiTableKind::Campaigns,
        KpiTableKind::Visits,
    ];

    /// Its name in files.
    pub fn id(self) -> &'static str {
        match self {
            KpiTableKind::Customers => "customers",
            KpiTableKind::Orders => "orders",
            KpiTableKind::Tickets => "tickets",
            KpiTableKind::Campaigns => "campaigns",
            KpiTableKind::Visits => "visits",
        }
    }

    /// What its columns may hold, in the order in which they are looked for.
    pub(super) fn fields(self) -> &'static [KpiField] {
        use KpiField::*;
        match self {
            KpiTableKind::Customers => &[Customer, Joined, Left, Referred],
            KpiTableKind::Orders => &[Customer, Order, Date, Amount, Margin, Cost, Status],
            KpiTableKind::Tickets => &[Customer, Date, Kind],
            KpiTableKind::Campaigns => &[Date, Cost, Gained, Reached, Responded],
            KpiTableKind::Visits => &[Customer, Date],
        }
    }

    /// What a table is of no use without.
    fn needs(self) -> &'static [KpiField] {
        use KpiField::*;
        match self {
            KpiTableKind::Customers => &[Customer],
            KpiTableKind::Orders => &[Date, Amount],
            KpiTableKind::Tickets => &[Date],
            KpiTableKind::Campaigns => &[Date, Cost],
            KpiTableKind::Visits => &[Customer, Date],
        }
    }
}

impl KpiField {
    /// Its name in files.
    pub fn id(self) -> &'static str {
        match self {
            KpiField::Customer => "customer",
            KpiField::Joined => "joined",
            KpiField::Left => "left",
            KpiField::Referred => "referred",
            KpiField::Date => "date",
            KpiField::Amount => "amount",
            KpiField::Order => "order",
            KpiField::Margin => "margin",
            KpiField::Cost => "cost",
            KpiField::Status => "status",
            KpiField::Kind => "kind",
            KpiField::Gained => "gained",
            KpiField::Reached => "reached",
            KpiField::Responded => "responded",
        }
    }
}

/// Where the columns of a table stand.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    known: Vec<(KpiField, usize)>,
}

impl Columns {
    /// Finds them: those that are stated, then by their names.
    pub(super) fn of(
        file: &SourceFile,
        kind: KpiTableKind,
        setup: &KpiSetup,
        gate: &Gate,
    ) -> Result<Columns, PipelineError> {
        let layout = file.layout();
        layout.headers.iter().for_each(|name| drop(gate.name(name)));
        let mut known: Vec<(KpiField, usize)> = Vec::new();
        for (field, name) in setup.stated(kind) {
            if name.is_empty() {
                continue;
            }
            let at = layout.column(name);
            let at = at.or_else(|e| layout.column(&gate.original(name)).map_err(|_| e));
            known.push((field, at.map_err(|error| gate.ingest_error(&error))?));
        }
        let plain: Vec<String> = layout.headers.iter().map(|header| bare(header)).collect();
        for field in kind.fields() {
            if setup.stated(kind).any(|(stated, _)| stated == *field) {
                continue;
            }
            let names = field.names(kind);
            let free = |at: &usize| known.iter().all(|(_, taken)| taken != at);
            let exact = names
                .iter()
                .find_map(|name| (0..plain.len()).filter(free).find(|at| plain[*at] == **name));
            // 客户编号(CRM), "Order date (local)"
            let within = || {
                let long = names.iter().filter(|name| name.chars().count() >= 4);
                long.into_iter().find_map(|name| {
                    (0..plain.len()).filter(free).find(|at| plain[*at].starts_with(*name))
                })
            };
            if let Some(at) = exact.or_else(within) {
                known.push((*field, at));
            }
        }
        known.sort_by_key(|(field, _)| kind.fields().iter().position(|own| own == field));
        let columns = Columns { known };
        match kind.needs().iter().find(|field| columns.at(**field).is_none()) {
            None => Ok(columns),
            Some(lacking) => Err(PipelineError::KpiColumn {
                file: gate.file(&layout.file),
                table: kind.id(),
                field: lacking.id(),
                found: layout.headers.iter().map(|h| gate.name(h)).collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// Where a field stands.
    pub(super) fn at(&self, field: KpiField) -> Option<usize> {
        self.known.iter().find(|(own, _)| *own == field).map(|(_, at)| *at)
    }

    /// All that are known.
    pub(super) fn fields(&self) -> impl Iterator<Item = (KpiField, usize)> + '_ {
        self.known.iter().copied()
    }
}

/// A name without blanks and signs, in small letters.
fn bare(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
