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
#[allow(missing_docs)]
pub enum KpiField {
    Customer,
    Joined,
    Left,
    Referred,
    Date,
    Amount,
    Order,
    Margin,
    Cost,
    Status,
    Kind,
    Gained,
    Reached,
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

    /// Names of such columns, without blanks and signs, the surest first.
    fn names(self, kind: KpiTableKind) -> &'static [&'static str] {
        match (self, kind) {
            (KpiField::Customer, _) => &[
                "customer",
                "customerid",
                "customerno",
                "customernumber",
                "customercode",
                "userid",
                "user",
                "memberid",
                "member",
                "clientid",
                "client",
                "accountid",
                "buyerid",
                "buyer",
                "uid",
                "respondent",
                "respondentid",
                "客户",
                "客户id",
                "客户编号",
                "客户号",
                "客户代码",
                "用户",
                "用户id",
                "用户编号",
                "会员",
                "会员id",
                "会员编号",
                "会员号",
                "会员卡号",
                "买家id",
                "买家",
                "账号",
                "账户",
                "id",
                "编号",
            ],
            (KpiField::Joined, _) => &[
                "joined",
                "joinedat",
                "joinedon",
                "joindate",
                "customersince",
                "membersince",
                "since",
                "signup",
                "signupdate",
                "signedup",
                "registered",
                "registeredat",
                "registrationdate",
                "startdate",
                "start",
                "createdat",
                "created",
                "首购日期",
                "注册日期",
                "注册时间",
                "入会日期",
                "入会时间",
                "加入日期",
                "加入时间",
                "开户日期",
                "开户时间",
                "签约日期",
                "开始日期",
                "创建时间",
                "成为客户日期",
            ],
            (KpiField::Left, _) => &[
                "left",
                "leftat",
                "lefton",
                "leftdate",
                "churned",
                "churnedat",
                "churnedon",
                "churndate",
                "cancelledat",
                "canceledat",
                "cancelledon",
                "canceledon",
                "cancellationdate",
                "cancelled",
                "canceled",
                "terminated",
                "enddate",
                "ended",
                "流失日期",
                "流失时间",
                "离开日期",
                "注销日期",
                "注销时间",
                "退会日期",
                "销户日期",
                "解约日期",
                "退订日期",
                "结束日期",
            ],
            (KpiField::Referred, _) => &[
                "referred",
                "referredby",
                "referrer",
                "referral",
                "isreferral",
                "推荐人",
                "介绍人",
                "邀请人",
                "是否推荐",
                "是否转介绍",
                "acquisitionchannel",
                "acquisitionsource",
                "source",
                "channel",
                "获客渠道",
                "来源渠道",
                "客户来源",
                "来源",
                "渠道",
            ],
            (KpiField::Date, KpiTableKind::Campaigns) => &[
                "date",
                "month",
                "day",
                "period",
                "startdate",
                "start",
                "日期",
                "月份",
                "月",
                "投放日期",
                "投放月份",
                "开始日期",
                "活动日期",
                "时间",
            ],
            (KpiField::Date, _) => &[
                "date",
                "orderdate",
                "orderedat",
                "orderedon",
                "ordertime",
                "purchasedate",
                "purchasedat",
                "paidat",
                "createdat",
                "created",
                "openedat",
                "opened",
                "submittedat",
                "timestamp",
                "time",
                "datetime",
                "day",
                "日期",
                "下单时间",
                "下单日期",
                "订单日期",
                "订单时间",
                "支付时间",
                "付款时间",
                "购买日期",
                "购买时间",
                "交易日期",
                "交易时间",
                "创建时间",
                "创建日期",
                "提交时间",
                "投诉时间",
                "投诉日期",
                "受理时间",
                "工单时间",
                "访问时间",
                "访问日期",
                "登录时间",
                "时间",
            ],
            (KpiField::Amount, _) => &[
                "amount",
                "orderamount",
                "ordertotal",
                "totalamount",
                "total",
                "amountpaid",
                "paid",
                "revenue",
                "grandtotal",
                "sales",
                "gmv",
                "value",
                "price",
                "实付金额",
                "实付",
                "支付金额",
                "付款金额",
                "成交金额",
                "订单金额",
                "交易金额",
                "金额",
                "销售额",
                "总金额",
                "总价",
            ],
            (KpiField::Order, _) => &[
                "orderid",
                "orderno",
                "ordernumber",
                "order",
                "invoice",
                "invoiceno",
                "transactionid",
                "订单号",
                "订单编号",
                "订单id",
                "单号",
                "交易号",
            ],
            (KpiField::Margin, _) => &[
                "margin",
                "grossmargin",
                "grossprofit",
                "profit",
                "contribution",
                "毛利",
                "毛利额",
                "利润",
            ],
            (KpiField::Cost, KpiTableKind::Orders) => {
                &["cost", "cogs", "costofgoods", "成本", "商品成本", "成本金额"]
            }
            (KpiField::Cost, _) => &[
                "cost",
                "costs",
                "spend",
                "spent",
                "adspend",
                "budget",
                "amount",
                "花费",
                "费用",
                "成本",
                "投放费用",
                "营销费用",
                "支出",
                "投入",
                "金额",
            ],
            (KpiField::Status, _) => {
                &["status", "orderstatus", "state", "订单状态", "交易状态", "状态"]
            }
            (KpiField::Kind, _) => &[
                "kind",
                "type",
                "tickettype",
                "category",
                "reason",
                "iscomplaint",
                "complaint",
                "类型",
                "工单类型",
                "类别",
                "分类",
                "问题类型",
                "事项类型",
                "是否投诉",
            ],
            (KpiField::Gained, _) => &[
                "newcustomers",
                "customersgained",
                "gained",
                "acquired",
                "acquisitions",
                "conversions",
                "新增客户",
                "新增客户数",
                "新客数",
                "新客",
                "获客数",
                "转化数",
            ],
            (KpiField::Reached, _) => &[
                "reached",
                "reach",
                "sent",
                "delivered",
                "recipients",
                "audience",
                "impressions",
                "触达人数",
                "触达",
                "发送量",
                "发送人数",
                "发送",
                "送达",
                "曝光",
                "曝光量",
            ],
            (KpiField::Responded, _) => &[
                "responded",
                "responses",
                "clicks",
                "clicked",
                "engaged",
                "interactions",
                "replies",
                "响应人数",
                "响应",
                "回应",
                "点击",
                "点击数",
                "互动",
                "互动数",
                "参与人数",
            ],
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
