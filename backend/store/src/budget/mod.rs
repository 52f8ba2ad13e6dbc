//! Money from the decision to the settlement: a double-entry ledger in whole đồng. What may be posted is `rules::budget`'s
//! part; here it is kept, so that no order of calls and no number of callers breaks its sums.
//!
//! Every change of a unit's year holds the lock of that unit and year; locks are taken in order, so that nobody waits for one
//! who waits for him. Balances change by an `UPDATE` that can't go below nothing.

mod ledger;
mod settlements;
mod views;
mod vouchers;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use giamngheo_rules::budget::Catalogue;

pub use settlements::{
    Settlement, SettlementLine, approve as approve_settlement, draw_up, get as settlement,
    lines as settlement_lines, list as settlements, put as put_settlement, send_back as return_settlement,
    submit as submit_settlement,
};
pub use views::{
    Execution, Funding, LineView, Obligation, ObligationFilter, OpenRow, Slice, Sums, execution, funding,
    lines, months, obligations, open_rows, years,
};
pub use vouchers::{
    Approvers, Entry, NewLine, NewVoucher, Pending, Voucher, VoucherFilter, VoucherLine, Waiting, add_file,
    approve, commitment_of, enter, entries, file, file_counts, files, get as voucher, is_same, lines_of,
    list as vouchers, number_taken, refuse, reverse, takes_files, waiting,
};

use crate::areas::{self, Area};
use crate::definitions::{self, Definition};
use crate::error::{Error, FieldError, Result};
use crate::scope::Scope;
use crate::sql::{row, sql};
use crate::{Conn, audit};

/// The kinds of definitions that budgets are made of.
pub const KINDS: [&str; 3] = ["budget_item", "fund_source", "capital_kind"];

/// What holds on a day.
pub fn catalogue(conn: &mut Conn, on: NaiveDate) -> Result<Catalogue> {
    gathered(definitions::in_force(conn, &KINDS, on)?)
}

/// All that ever was in force, each by its last version: names for what was posted in any year.
pub fn names(conn: &mut Conn) -> Result<Catalogue> {
    // In the order of versions: the last one stays.
    gathered(definitions::all(conn, &KINDS)?)
}

fn gathered(rows: Vec<Definition>) -> Result<Catalogue> {
    let mut out = Catalogue::default();
    for row in rows {
        let (code, body) = (row.code, &row.body);
        match row.kind.as_str() {
            "budget_item" => drop(out.items.insert(code, serde_json::from_str(body)?)),
            "fund_source" => drop(out.sources.insert(code, serde_json::from_str(body)?)),
            _ => drop(out.capital_kinds.insert(code, serde_json::from_str(body)?)),
        }
    }
    Ok(out)
}

/// Those of these codes, each with its pointer, that no item of a programme bears or ever bore, as bad fields.
pub fn unknown_items<'a>(
    conn: &mut Conn,
    codes: impl IntoIterator<Item = (String, &'a str)>,
) -> Result<Vec<FieldError>> {
    let mut codes = codes.into_iter().peekable();
    if codes.peek().is_none() {
        return Ok(Vec::new());
    }
    let known = names(conn)?.items;
    Ok(codes
        .filter(|(_, code)| !known.contains_key(*code))
        .map(|(pointer, _)| {
            FieldError::new(
                pointer,
                "unknown",
                "danh mục không có khoản mục này",
                "the catalogue has no such item",
            )
        })
        .collect())
}

row! {
    /// Whoever has a budget.
    Unit {
        /// The province it is kept under.
        province_id: String = Text,
        /// Identifier; that of a people's committee is its area's.
        id: String = Text,
        /// area or office.
        kind: String = Text,
        /// Its area.
        area_id: String = Text,
        /// That area's path.
        path: String = Text,
        /// The area's code, or the office's.
        code: String = Text,
        /// Name in Vietnamese.
        name_vi: String = Text,
        /// Name in English.
        name_en: String = Text,
    }
    /// A line of a unit's year.
    Line {
        /// The province it is kept under.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// Whose it is.
        unit_id: String = Text,
        /// That unit's path.
        path: String = Text,
        /// For what.
        item: String = Text,
        /// The kind of capital.
        capital: String = Text,
        /// The source.
        source: String = Text,
        /// The fiscal year.
        year: i64 = BigInt,
        /// The first day it had money.
        first_on: Option<NaiveDate> = Nullable<Date>,
    }
}

const UNIT: &str =
    "SELECT u.province_id, u.id, u.kind, u.area_id, u.path, u.code, u.name_vi, u.name_en FROM budget_unit u";
const LINE: &str =
    "SELECT l.province_id, l.id, l.unit_id, l.path, l.item, l.capital, l.source, l.year, l.first_on
    FROM budget_line l";

impl Unit {
    /// The people's committee of an area.
    pub fn of_area(area: &Area) -> Self {
        Self {
            province_id: area.province_code().to_owned(),
            id: area.id.clone(),
            kind: "area".to_owned(),
            area_id: area.id.clone(),
            path: area.path.clone(),
            code: area.code.clone(),
            name_vi: area.name.clone(),
            name_en: area.name_en.clone(),
        }
    }

    /// Whether it is an office of its area.
    pub fn is_office(&self) -> bool {
        self.kind == "office"
    }

    /// As rules compare it, for an item.
    fn place<'a>(&'a self, item: &'a str) -> (&'a str, bool, &'a str) {
        (&self.path, self.is_office(), item)
    }
}

/// The unit that a reference names: the id or code of an office in the scope, or an area's id or code on the day.
///
/// Errors: there is none.
pub fn unit(conn: &mut Conn, scope: &Scope, reference: &str, on: NaiveDate) -> Result<Unit> {
    let office: Option<Unit> = sql(UNIT)
        .text(" WHERE u.kind = 'office' AND (u.id = ? OR u.code = ?) AND ")
        .bind(reference)
        .bind(reference)
        .push(scope.condition("u.path"))
        .first(conn)?;
    if let Some(office) = office {
        return Ok(office);
    }
    let area = areas::find(conn, reference, on)?;
    if area.level == "village" {
        return Err(Error::NotFound);
    }
    Ok(Unit::of_area(&area))
}

/// Units in the scope that have something in their books, and all offices; by path, committees first, then by name.
pub fn units(conn: &mut Conn, scope: &Scope) -> Result<Vec<Unit>> {
    sql(UNIT)
        .text(" WHERE ")
        .push(scope.condition("u.path"))
        .text(" ORDER BY u.path, u.kind, u.name_vi, u.id")
        .all(conn)
}

/// Units by id.
pub fn units_by_id(conn: &mut Conn, ids: impl IntoIterator<Item = String>) -> Result<BTreeMap<String, Unit>> {
    let rows: Vec<Unit> = sql(UNIT).text(" WHERE u.id IN ").list(ids).all(conn)?;
    Ok(rows.into_iter().map(|u| (u.id.clone(), u)).collect())
}

/// Keeps a unit that isn't there yet.
fn keep_unit(conn: &mut Conn, unit: &Unit) -> Result<()> {
    sql(
        "INSERT INTO budget_unit (province_id, id, kind, area_id, path, code, name_vi, name_en)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (province_id, id) DO NOTHING",
    )
    .bind(&unit.province_id)
    .bind(&unit.id)
    .bind(&unit.kind)
    .bind(&unit.area_id)
    .bind(&unit.path)
    .bind(&unit.code)
    .bind(&unit.name_vi)
    .bind(&unit.name_en)
    .run(conn)?;
    Ok(())
}

/// Adds an office of an area. Errors: `/area` is not in the scope; `/code` is taken in the province.
pub fn add_office(
    conn: &mut Conn,
    scope: &Scope,
    area: &Area,
    code: &str,
    names: (&str, &str),
) -> Result<Unit> {
    if !scope.covers(&area.path) {
        return Err(Error::field(
            "/area",
            "outside_area",
            "địa bàn này không thuộc phạm vi của bạn",
            "this area is not within yours",
        ));
    }
    conn.lock(&format!("budget offices {}", area.province_code()))?;
    let taken = sql("SELECT COUNT(*) AS n FROM budget_unit WHERE province_id = ? AND code = ?")
        .bind(area.province_code())
        .bind(code)
        .number(conn)?;
    if taken > 0 {
        return Err(Error::field(
            "/code",
            "taken",
            "tỉnh đã có đơn vị mang mã này",
            "the province has a unit of this code",
        ));
    }
    let office = Unit {
        id: crate::id::new_id(),
        kind: "office".to_owned(),
        code: code.to_owned(),
        name_vi: names.0.to_owned(),
        name_en: names.1.to_owned(),
        ..Unit::of_area(area)
    };
    keep_unit(conn, &office)?;
    audit::note(
        conn,
        scope,
        "create",
        ("budget_unit", &office.id),
        &office.path,
        &serde_json::json!({ "code": code }),
    )?;
    Ok(office)
}

/// The line of a unit's year, made where it isn't there yet.
fn line(
    conn: &mut Conn,
    unit: &Unit,
    (item, capital, source): (&str, &str, &str),
    year: i64,
) -> Result<Line> {
    let find = || {
        sql(LINE)
            .text(
                " WHERE l.province_id = ? AND l.unit_id = ? AND l.year = ? AND l.item = ? AND l.capital = ?
                 AND l.source = ?",
            )
            .bind(&unit.province_id)
            .bind(&unit.id)
            .bind(year)
            .bind(item)
            .bind(capital)
            .bind(source)
    };
    if let Some(line) = find().first(conn)? {
        return Ok(line);
    }
    keep_unit(conn, unit)?;
    sql(
        "INSERT INTO budget_line (province_id, id, unit_id, path, item, capital, source, year)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (province_id, unit_id, year, item, capital, source) DO NOTHING",
    )
    .bind(&unit.province_id)
    .bind(crate::id::new_id())
    .bind(&unit.id)
    .bind(&unit.path)
    .bind(item)
    .bind(capital)
    .bind(source)
    .bind(year)
    .run(conn)?;
    find().one(conn)
}
