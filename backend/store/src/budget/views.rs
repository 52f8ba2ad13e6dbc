//! What people look at: lines with their balances, sums by what they ask for, what is owed.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use giamngheo_rules::budget::Column;

use super::vouchers::below_item;
use crate::Conn;
use crate::error::{Error, Result};
use crate::scope::Scope;
use crate::sql::{Sql, row, sql};

row! {
    /// A line with its balances in đồng.
    LineView {
        /// Identifier.
        id: String = Text,
        /// Whose it is.
        unit_id: String = Text,
        /// For what.
        item: String = Text,
        /// The kind of capital.
        capital: String = Text,
        /// The source.
        source: String = Text,
        /// The fiscal year.
        year: i64 = BigInt,
        /// Net in from above or from outside.
        allotted_vnd: i64 = BigInt,
        /// Net out to lines below.
        passed_on_vnd: i64 = BigInt,
        /// What is left to pass on, to commit or to spend.
        available_vnd: i64 = BigInt,
        /// Committed and not yet paid.
        committed_vnd: i64 = BigInt,
        /// Advanced and not yet cleared.
        advanced_vnd: i64 = BigInt,
        /// Disbursed and not yet settled.
        disbursed_vnd: i64 = BigInt,
        /// Settled.
        settled_vnd: i64 = BigInt,
        /// Given back.
        returned_vnd: i64 = BigInt,
        /// Carried over into the next year.
        carried_vnd: i64 = BigInt,
    }
    /// Sums of postings in đồng, told apart by two keys (empty where nothing is asked).
    #[derive(Default)]
    Sums {
        /// The first key.
        first: String = Text,
        /// The second key.
        second: String = Text,
        /// What the units of the scope hold: net in, without what they passed on.
        held_vnd: i64 = BigInt,
        /// Committed and not yet paid.
        committed_vnd: i64 = BigInt,
        /// Advanced and not yet cleared.
        advanced_vnd: i64 = BigInt,
        /// Disbursed, settled or not.
        disbursed_vnd: i64 = BigInt,
        /// Settled.
        settled_vnd: i64 = BigInt,
        /// Given back.
        returned_vnd: i64 = BigInt,
        /// Carried over.
        carried_vnd: i64 = BigInt,
    }
    /// A commitment or an advance.
    Obligation {
        /// Identifier.
        id: String = Text,
        /// commitment or advance.
        kind: String = Text,
        /// The budget line.
        line_id: String = Text,
        /// Its unit.
        unit_id: String = Text,
        /// For what.
        item: String = Text,
        /// The kind of capital.
        capital: String = Text,
        /// The source.
        source: String = Text,
        /// The fiscal year.
        year: i64 = BigInt,
        /// The voucher that made it.
        voucher_id: String = Text,
        /// Its number.
        number: String = Text,
        /// To whom.
        payee: String = Text,
        /// What for.
        purpose: String = Text,
        /// Since when.
        on_date: NaiveDate = Date,
        /// How much it was.
        amount_vnd: i64 = BigInt,
        /// How much is left of it.
        remaining_vnd: i64 = BigInt,
    }
    /// What a posting gave to a line from above, from outside or from the year before, or took back.
    Funding {
        /// The voucher.
        voucher_id: String = Text,
        /// Its kind of posting.
        kind: String = Text,
        /// Its number.
        number: String = Text,
        /// Its day.
        on_date: NaiveDate = Date,
        /// Whose voucher it is.
        unit_id: String = Text,
        /// That unit's path.
        path: String = Text,
        /// The decision it follows.
        document_id: Option<String> = Nullable<Text>,
        /// What for.
        purpose: String = Text,
        /// How much; negative where it was taken back.
        amount_vnd: i64 = BigInt,
    }
}

/// A part of the books.
#[derive(Debug, Clone, Default)]
pub struct Slice {
    /// Of this fiscal year.
    pub year: Option<i64>,
    /// Of this unit.
    pub unit_id: Option<String>,
    /// For this item or one below.
    pub item: Option<String>,
    /// From this source.
    pub source: Option<String>,
    /// Of this kind of capital.
    pub capital: Option<String>,
    /// Up to this month (YYYY-MM).
    pub until: Option<String>,
}

impl Slice {
    fn condition(&self, scope: &Scope) -> Sql {
        let mut out = scope.condition("l.path");
        if let Some(year) = self.year {
            out = out.text(" AND l.year = ?").bind(year);
        }
        if let Some(item) = &self.item {
            out = out
                .text(" AND (l.item = ? OR l.item LIKE ?)")
                .bind(item)
                .bind(below_item(item));
        }
        for (column, value) in [
            ("l.unit_id", &self.unit_id),
            ("l.source", &self.source),
            ("l.capital", &self.capital),
        ] {
            if let Some(value) = value {
                out = out.text(&format!(" AND {column} = ?")).bind(value);
            }
        }
        out
    }
}

/// Lines that anything was posted on, by year, unit, item, capital and source, from after the given id's place.
pub fn lines(conn: &mut Conn, scope: &Scope, slice: &Slice, limit: i64) -> Result<Vec<LineView>> {
    let balances = ["available", "committed", "advanced", "disbursed", "settled", "returned", "carried"]
        .map(|kind| {
            format!("CAST(COALESCE(SUM(CASE WHEN a.kind = '{kind}' THEN a.balance_vnd END), 0) AS BIGINT) AS {kind}_vnd")
        })
        .join(", ");
    sql(&format!(
        "SELECT l.id, l.unit_id, l.item, l.capital, l.source, l.year, t.allotted_vnd, t.passed_on_vnd, {balances}
         FROM budget_line l
         JOIN (SELECT t.province_id, t.line_id, CAST(SUM(t.allotted_vnd) AS BIGINT) AS allotted_vnd,
                 CAST(SUM(t.passed_on_vnd) AS BIGINT) AS passed_on_vnd
               FROM budget_turnover t GROUP BY t.province_id, t.line_id) t ON t.province_id = l.province_id AND t.line_id = l.id
         JOIN budget_account a ON a.province_id = l.province_id AND a.line_id = l.id
         WHERE "
    ))
    .push(slice.condition(scope))
    .text(
        " GROUP BY l.province_id, l.id, l.unit_id, l.path, l.item, l.capital, l.source, l.year, t.allotted_vnd,
            t.passed_on_vnd
          ORDER BY l.year DESC, l.path, l.unit_id, l.item, l.capital, l.source LIMIT ?",
    )
    .bind(limit)
    .all(conn)
}

/// The postings that a line in the scope has its money from, in the order of their days: its allotted sum in parts. They
/// are told to whoever sees the line, though the vouchers may be those of a unit above.
pub fn funding(conn: &mut Conn, scope: &Scope, line_id: &str) -> Result<Vec<Funding>> {
    let here = || sql("l.id = ? AND ").bind(line_id).push(scope.condition("l.path"));
    if sql("SELECT COUNT(*) AS n FROM budget_line l WHERE ")
        .push(here())
        .number(conn)?
        == 0
    {
        return Err(Error::NotFound);
    }
    sql(
        "SELECT v.id AS voucher_id, v.kind, v.number, v.on_date, v.unit_id, v.path, v.document_id, v.purpose,
           e.counts_vnd AS amount_vnd
         FROM budget_line l JOIN budget_entry e ON e.province_id = l.province_id AND e.line_id = l.id
         JOIN budget_posting p ON p.province_id = e.province_id AND p.id = e.posting_id
         JOIN budget_voucher v ON v.province_id = p.province_id AND v.id = p.voucher_id
         WHERE e.counts = ? AND ",
    )
    .bind(Column::Allotted.code())
    .push(here())
    .text(" ORDER BY v.on_date, v.id, e.n")
    .all(conn)
}

/// What sums are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Execution {
    /// The item itself.
    Item,
    /// The source.
    Source,
    /// The kind of capital.
    Capital,
    /// The unit.
    Unit,
    /// The month (YYYY-MM).
    Month,
}

impl Execution {
    fn column(self) -> &'static str {
        match self {
            Self::Item => "l.item",
            Self::Source => "l.source",
            Self::Capital => "l.capital",
            Self::Unit => "l.unit_id",
            Self::Month => "t.month",
        }
    }
}

const SUMS: &str = "CAST(SUM(t.allotted_vnd - t.passed_on_vnd) AS BIGINT) AS held_vnd,
    CAST(SUM(t.committed_vnd) AS BIGINT) AS committed_vnd, CAST(SUM(t.advanced_vnd) AS BIGINT) AS advanced_vnd,
    CAST(SUM(t.disbursed_vnd + t.settled_vnd) AS BIGINT) AS disbursed_vnd,
    CAST(SUM(t.settled_vnd) AS BIGINT) AS settled_vnd, CAST(SUM(t.returned_vnd) AS BIGINT) AS returned_vnd,
    CAST(SUM(t.carried_vnd) AS BIGINT) AS carried_vnd
    FROM budget_turnover t JOIN budget_line l ON l.province_id = t.province_id AND l.id = t.line_id WHERE ";

/// Sums of postings in the scope, by up to two keys.
pub fn execution(
    conn: &mut Conn,
    scope: &Scope,
    slice: &Slice,
    by: (Option<Execution>, Option<Execution>),
) -> Result<Vec<Sums>> {
    let key = |by: Option<Execution>, name: &str| {
        by.map_or_else(
            || format!("'' AS {name}"),
            |by| format!("{} AS {name}", by.column()),
        )
    };
    let mut query = sql(&format!(
        "SELECT {}, {}, {SUMS}",
        key(by.0, "first"),
        key(by.1, "second")
    ))
    .push(slice.condition(scope));
    if let Some(until) = &slice.until {
        query = query.text(" AND t.month <= ?").bind(until);
    }
    let columns: Vec<&str> = [by.0, by.1]
        .into_iter()
        .flatten()
        .map(Execution::column)
        .collect();
    // Without a key there is one row, of nothing too: then there are no sums, and it is left out.
    let grouped = if columns.is_empty() {
        " HAVING COUNT(*) > 0".to_owned()
    } else {
        format!(" GROUP BY {0} ORDER BY {0}", columns.join(", "))
    };
    query.text(&grouped).all(conn)
}

/// Months in which something was posted, with the sums of that month alone.
pub fn months(conn: &mut Conn, scope: &Scope, slice: &Slice) -> Result<Vec<Sums>> {
    execution(conn, scope, slice, (Some(Execution::Month), None))
}

/// The fiscal years in which something was posted in the scope, in order.
pub fn years(conn: &mut Conn, scope: &Scope) -> Result<Vec<i64>> {
    let years = sql("SELECT DISTINCT CAST(l.year AS TEXT) AS t FROM budget_line l
         JOIN budget_turnover t ON t.province_id = l.province_id AND t.line_id = l.id WHERE ")
    .push(scope.condition("l.path"))
    .text(" ORDER BY t")
    .texts(conn)?;
    Ok(years.iter().filter_map(|y| y.parse().ok()).collect())
}

row! {
    /// A month's sums for everybody, in đồng.
    OpenRow {
        /// The province's code.
        province_id: String = Text,
        /// Level of the unit.
        level: String = Text,
        /// The month (YYYY-MM).
        month: String = Text,
        /// For what.
        item: String = Text,
        /// The source.
        source: String = Text,
        /// The kind of capital.
        capital: String = Text,
        /// Net in, without what was passed on.
        held_vnd: i64 = BigInt,
        /// Committed, net.
        committed_vnd: i64 = BigInt,
        /// Disbursed, settled or not.
        disbursed_vnd: i64 = BigInt,
        /// Settled.
        settled_vnd: i64 = BigInt,
    }
}

/// A year's sums by province, level, month, item, source and capital: no unit, no payee.
pub fn open_rows(conn: &mut Conn, scope: &Scope, year: i64) -> Result<Vec<OpenRow>> {
    sql(
        "SELECT l.province_id, a.level, t.month, l.item, l.source, l.capital,
           CAST(SUM(t.allotted_vnd - t.passed_on_vnd) AS BIGINT) AS held_vnd,
           CAST(SUM(t.committed_vnd) AS BIGINT) AS committed_vnd,
           CAST(SUM(t.disbursed_vnd + t.settled_vnd) AS BIGINT) AS disbursed_vnd,
           CAST(SUM(t.settled_vnd) AS BIGINT) AS settled_vnd
         FROM budget_turnover t JOIN budget_line l ON l.province_id = t.province_id AND l.id = t.line_id
         JOIN budget_unit u ON u.province_id = l.province_id AND u.id = l.unit_id
         JOIN area a ON a.id = u.area_id WHERE l.year = ? AND ",
    )
    .bind(year)
    .push(scope.condition("l.path"))
    .text(
        " GROUP BY l.province_id, a.level, t.month, l.item, l.source, l.capital
          ORDER BY l.province_id, a.level, t.month, l.item, l.source, l.capital",
    )
    .all(conn)
}

/// Which obligations.
#[derive(Debug, Clone, Default)]
pub struct ObligationFilter {
    /// Commitments or advances.
    pub kind: Option<String>,
    /// Those with something left alone.
    pub open: bool,
}

/// Commitments and advances in the scope, the last first, from after the given day and id.
pub fn obligations(
    conn: &mut Conn,
    scope: &Scope,
    slice: &Slice,
    filter: &ObligationFilter,
    after: Option<&(NaiveDate, String)>,
    limit: i64,
) -> Result<Vec<Obligation>> {
    let mut query = sql(
        "SELECT o.id, o.kind, o.line_id, l.unit_id, l.item, l.capital, l.source, l.year, o.voucher_id, v.number, o.payee,
           o.purpose, o.on_date, o.amount_vnd, o.remaining_vnd FROM budget_obligation o
         JOIN budget_line l ON l.province_id = o.province_id AND l.id = o.line_id
         JOIN budget_voucher v ON v.province_id = o.province_id AND v.id = o.voucher_id WHERE ",
    )
    .push(slice.condition(scope));
    if let Some(kind) = &filter.kind {
        query = query.text(" AND o.kind = ?").bind(kind);
    }
    if filter.open {
        query = query.text(" AND o.remaining_vnd > 0");
    }
    if let Some((day, id)) = after {
        query = query
            .text(" AND (o.on_date < ? OR (o.on_date = ? AND o.id < ?))")
            .bind(*day)
            .bind(*day)
            .bind(id);
    }
    query
        .text(" ORDER BY o.on_date DESC, o.id DESC LIMIT ?")
        .bind(limit)
        .all(conn)
}
