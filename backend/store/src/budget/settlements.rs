//! Settling a unit's year: what was disbursed is approved or comes back, what is left is returned, the book is closed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
use giamngheo_rules::budget::Kind;
use serde_json::json;

use super::ledger::open_books;
use super::views::{LineView, Slice, lines as line_views};
use super::vouchers::{Approvers, NewVoucher, another_person, number_taken, post_made};
use super::{LINE, Line, Unit, units_by_id};
use crate::error::{Error, FieldError, Result, no_faults};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{row, sql};
use crate::{Conn, audit};

/// More lines than a unit's year has.
const MOST_LINES: i64 = 10_000;

row! {
    /// A settlement's row.
    Settlement {
        /// The province it is kept under.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// Whose year.
        unit_id: String = Text,
        /// That unit's path.
        path: String = Text,
        /// The fiscal year.
        year: i64 = BigInt,
        /// draft, submitted, returned or approved.
        state: String = Text,
        /// Why it was sent back.
        note: Option<String> = Nullable<Text>,
        /// Who drew it up.
        drawn_up_by: String = Text,
        /// His name.
        drawn_up_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        drawn_up_at: NaiveDateTime = Timestamp,
        /// Who submitted it.
        submitted_by: Option<String> = Nullable<Text>,
        /// His name.
        submitted_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        submitted_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// Who approved it or sent it back.
        decided_by: Option<String> = Nullable<Text>,
        /// His name.
        decided_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        decided_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// For optimistic locking.
        version: i64 = BigInt,
    }
    /// A line of a settlement.
    SettlementLine {
        /// Whose it is.
        settlement_id: String = Text,
        /// The budget line.
        line_id: String = Text,
        /// For what.
        item: String = Text,
        /// The kind of capital.
        capital: String = Text,
        /// The source.
        source: String = Text,
        /// What the line held: net in, without what was passed on.
        allotted_vnd: i64 = BigInt,
        /// What was disbursed.
        disbursed_vnd: i64 = BigInt,
        /// What of it is approved.
        approved_vnd: i64 = BigInt,
        /// What was carried over.
        carried_vnd: i64 = BigInt,
    }
}

const SETTLEMENT: &str = "SELECT s.province_id, s.id, s.unit_id, s.path, s.year, s.state, s.note, s.drawn_up_by,
    ua.full_name AS drawn_up_name, s.drawn_up_at, s.submitted_by, us.full_name AS submitted_name, s.submitted_at,
    s.decided_by, ud.full_name AS decided_name, s.decided_at, s.version FROM budget_settlement s
    LEFT JOIN app_user ua ON ua.id = s.drawn_up_by LEFT JOIN app_user us ON us.id = s.submitted_by
    LEFT JOIN app_user ud ON ud.id = s.decided_by WHERE ";

impl Settlement {
    /// The codes of what its state allows.
    pub fn allowed(&self) -> Vec<&'static str> {
        match self.state.as_str() {
            "draft" | "returned" => vec!["put", "submit"],
            "submitted" => vec!["approve", "return"],
            _ => Vec::new(),
        }
    }

    /// Refuses who drew it up or submitted it, and whoever judges at another level.
    fn judged_by(&self, scope: &Scope, approvers: Approvers) -> Result<()> {
        for by in std::iter::once(&self.drawn_up_by).chain(&self.submitted_by) {
            another_person(scope, approvers, &self.path, by, &self.state)?;
        }
        Ok(())
    }

    fn in_state(&self, act: &str) -> Result<()> {
        if self.allowed().contains(&act) {
            return Ok(());
        }
        let (vi, en) = match self.state.as_str() {
            "draft" => ("đang lập", "being drawn up"),
            "submitted" => ("đã trình", "submitted"),
            "returned" => ("bị trả lại", "sent back"),
            _ => ("đã duyệt", "approved"),
        };
        Err(Error::Refused {
            code: "wrong_state",
            vi: format!("Báo cáo quyết toán {vi}: không làm được việc này."),
            en: format!("The settlement is {en}: this can't be done."),
            state: self.state.clone(),
            allowed: self.allowed(),
        })
    }
}

/// Settlements in the scope, of a year or of all; the last year first, from after the given id.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    year: Option<i64>,
    after: Option<&(i64, String)>,
    limit: i64,
) -> Result<Vec<Settlement>> {
    let mut query = sql(SETTLEMENT).push(scope.condition("s.path"));
    if let Some(year) = year {
        query = query.text(" AND s.year = ?").bind(year);
    }
    if let Some((year, id)) = after {
        query = query
            .text(" AND (s.year < ? OR (s.year = ? AND s.id > ?))")
            .bind(*year)
            .bind(*year)
            .bind(id);
    }
    query
        .text(" ORDER BY s.year DESC, s.id LIMIT ?")
        .bind(limit)
        .all(conn)
}

/// A settlement in the scope.
pub fn get(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Settlement> {
    sql(SETTLEMENT)
        .text("s.id = ? AND s.province_id IN ")
        .bind(id)
        .list(scope.province_list())
        .text(" AND ")
        .push(scope.condition("s.path"))
        .one(conn)
}

/// The lines of settlements, by settlement and line.
pub fn lines<'a>(
    conn: &mut Conn,
    settlements: impl IntoIterator<Item = &'a Settlement>,
) -> Result<Vec<SettlementLine>> {
    let (provinces, ids): (BTreeSet<&str>, Vec<&str>) = settlements
        .into_iter()
        .map(|s| (s.province_id.as_str(), s.id.as_str()))
        .unzip();
    sql(
        "SELECT sl.settlement_id, sl.line_id, l.item, l.capital, l.source, sl.allotted_vnd, sl.disbursed_vnd, sl.approved_vnd,
           sl.carried_vnd FROM budget_settlement_line sl
         JOIN budget_line l ON l.province_id = sl.province_id AND l.id = sl.line_id WHERE sl.province_id IN ",
    )
    .list(provinces)
    .text(" AND sl.settlement_id IN ")
    .list(ids)
    .text(" ORDER BY sl.settlement_id, l.item, l.capital, l.source")
    .all(conn)
}

fn book_lines(conn: &mut Conn, scope: &Scope, unit_id: &str, year: i64) -> Result<Vec<LineView>> {
    let slice = Slice {
        year: Some(year),
        unit_id: Some(unit_id.to_owned()),
        ..Slice::default()
    };
    line_views(conn, scope, &slice, MOST_LINES)
}

/// Draws up the settlement of a unit's year from its lines: all that was disbursed, for approval.
///
/// Errors: `/unit` is not in the scope or has no lines; `/year` is still to come; there is a settlement already.
pub fn draw_up(
    conn: &mut Conn,
    scope: &Scope,
    unit: &Unit,
    year: i64,
    today: NaiveDate,
) -> Result<Settlement> {
    if !scope.covers(&unit.path) {
        return Err(Error::field(
            "/unit",
            "outside_area",
            "đơn vị này không thuộc phạm vi của bạn",
            "this unit is not within yours",
        ));
    }
    if year > i64::from(chrono::Datelike::year(&today)) {
        return Err(Error::field(
            "/year",
            "in_future",
            "năm này chưa đến",
            "this year is still to come",
        ));
    }
    open_books(
        conn,
        &unit.province_id,
        &BTreeSet::from([(unit.id.clone(), year)]),
    )?;
    let there: Option<Settlement> = sql(SETTLEMENT)
        .text("s.province_id = ? AND s.unit_id = ? AND s.year = ?")
        .bind(&unit.province_id)
        .bind(&unit.id)
        .bind(year)
        .first(conn)?;
    if let Some(there) = there {
        return Err(Error::Refused {
            code: "exists",
            vi: "Năm này của đơn vị đã có báo cáo quyết toán.".into(),
            en: "There is a settlement of the unit's year already.".into(),
            allowed: there.allowed(),
            state: there.state,
        });
    }
    let found = book_lines(conn, scope, &unit.id, year)?;
    if found.is_empty() {
        return Err(Error::field(
            "/unit",
            "nothing_to_settle",
            "đơn vị không có dự toán trong năm này",
            "the unit has no budget in this year",
        ));
    }
    let id = new_id();
    sql("INSERT INTO budget_settlement (province_id, id, unit_id, path, year, state, drawn_up_by, drawn_up_at, version)
         VALUES (?, ?, ?, ?, ?, 'draft', ?, ?, 1)")
        .bind(&unit.province_id)
        .bind(id.as_str())
        .bind(&unit.id)
        .bind(&unit.path)
        .bind(year)
        .bind(scope.user_id())
        .bind(now())
        .run(conn)?;
    write_lines(conn, &unit.province_id, &id, &found, &BTreeMap::new())?;
    audit::note(
        conn,
        scope,
        "create",
        ("budget_settlement", &id),
        &unit.path,
        &json!({ "year": year }),
    )?;
    get(conn, scope, &id)
}

/// Writes the lines anew: as the ledger has them, with what is approved of each; all of it where nothing is said.
fn write_lines(
    conn: &mut Conn,
    province: &str,
    id: &str,
    found: &[LineView],
    approved: &BTreeMap<String, i64>,
) -> Result<()> {
    sql("DELETE FROM budget_settlement_line WHERE province_id = ? AND settlement_id = ?")
        .bind(province)
        .bind(id)
        .run(conn)?;
    for line in found {
        let wanted = approved.get(&line.id).copied().unwrap_or(line.disbursed_vnd);
        sql("INSERT INTO budget_settlement_line (province_id, settlement_id, line_id, allotted_vnd, disbursed_vnd, approved_vnd,
               carried_vnd) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .bind(province)
            .bind(id)
            .bind(&line.id)
            .bind(line.allotted_vnd - line.passed_on_vnd)
            .bind(line.disbursed_vnd)
            .bind(wanted)
            .bind(line.carried_vnd)
            .run(conn)?;
    }
    Ok(())
}

/// Changes a settlement that is still what was read. Errors: somebody was faster.
fn change(conn: &mut Conn, scope: &Scope, old: &Settlement, set: crate::sql::Sql) -> Result<Settlement> {
    let touched = sql("UPDATE budget_settlement SET ")
        .push(set)
        .text(", version = version + 1 WHERE province_id = ? AND id = ? AND version = ?")
        .bind(&old.province_id)
        .bind(&old.id)
        .bind(old.version)
        .run(conn)?;
    let new = get(conn, scope, &old.id)?;
    if touched == 1 {
        Ok(new)
    } else {
        Err(Error::Stale { current: new.version })
    }
}

fn read(conn: &mut Conn, scope: &Scope, (id, version): (&str, i64), act: &str) -> Result<Settlement> {
    let settlement = get(conn, scope, id)?;
    if settlement.version != version {
        return Err(Error::Stale {
            current: settlement.version,
        });
    }
    settlement.in_state(act)?;
    Ok(settlement)
}

/// Takes the ledger's sums anew, with what is approved of some lines.
///
/// Errors: `Stale`, `Refused` by the state; `Invalid` at `/lines/i`.
pub fn put(
    conn: &mut Conn,
    scope: &Scope,
    at: (&str, i64),
    approved: &[(String, i64)],
) -> Result<Settlement> {
    let settlement = read(conn, scope, at, "put")?;
    let book = BTreeSet::from([(settlement.unit_id.clone(), settlement.year)]);
    open_books(conn, &settlement.province_id, &book)?;
    let found = book_lines(conn, scope, &settlement.unit_id, settlement.year)?;
    let mut faults = Vec::new();
    for (i, (line, amount)) in approved.iter().enumerate() {
        match found.iter().find(|l| l.id == *line) {
            None => faults.push(FieldError::new(
                format!("/lines/{i}/line_id"),
                "unknown",
                "báo cáo không có dòng dự toán này",
                "the settlement has no such line",
            )),
            Some(l) if *amount > l.disbursed_vnd => faults.push(FieldError::new(
                format!("/lines/{i}/approved_vnd"),
                "more_than_disbursed",
                "không duyệt quá số đã giải ngân",
                "no more is approved than was disbursed",
            )),
            Some(_) => {}
        }
    }
    no_faults(faults)?;
    let approved = approved.iter().cloned().collect();
    write_lines(conn, &settlement.province_id, &settlement.id, &found, &approved)?;
    audit::note(
        conn,
        scope,
        "change",
        ("budget_settlement", &settlement.id),
        &settlement.path,
        &json!({ "approved": approved }),
    )?;
    change(conn, scope, &settlement, sql("note = note"))
}

/// Why a year can't be settled yet, where it can't: something waits, is owed, or has changed since it was drawn up.
fn unsettled(conn: &mut Conn, settlement: &Settlement, found: &[LineView]) -> Result<()> {
    let refuse = |code, vi: &str, en: &str| {
        Err(Error::Refused {
            code,
            vi: vi.into(),
            en: en.into(),
            state: settlement.state.clone(),
            allowed: settlement.allowed(),
        })
    };
    let waiting = sql(
        "SELECT COUNT(*) AS n FROM budget_voucher WHERE province_id = ? AND unit_id = ? AND year = ? AND state = 'entered'",
    )
    .bind(&settlement.province_id)
    .bind(&settlement.unit_id)
    .bind(settlement.year)
    .number(conn)?;
    if waiting > 0 {
        return refuse(
            "waiting_vouchers",
            "Còn chứng từ chờ duyệt trong năm.",
            "Some vouchers of the year still wait.",
        );
    }
    if found.iter().any(|l| l.committed_vnd > 0 || l.advanced_vnd > 0) {
        return refuse(
            "open_obligations",
            "Còn cam kết chưa chi hoặc tạm ứng chưa thanh toán.",
            "Some commitments or advances are still open.",
        );
    }
    let kept = lines(conn, [settlement])?;
    let same = kept.len() == found.len()
        && found.iter().all(|l| {
            kept.iter().any(|k| {
                k.line_id == l.id
                    && k.disbursed_vnd == l.disbursed_vnd
                    && k.allotted_vnd == l.allotted_vnd - l.passed_on_vnd
                    && k.carried_vnd == l.carried_vnd
            })
        });
    if same {
        Ok(())
    } else {
        refuse(
            "outdated",
            "Sổ đã thay đổi sau khi lập báo cáo; hãy lập lại số liệu.",
            "The books changed since it was drawn up; take the sums anew.",
        )
    }
}

/// Submits a settlement. Errors: `Stale`, `Refused`.
pub fn submit(conn: &mut Conn, scope: &Scope, at: (&str, i64)) -> Result<Settlement> {
    let settlement = read(conn, scope, at, "submit")?;
    let book = BTreeSet::from([(settlement.unit_id.clone(), settlement.year)]);
    open_books(conn, &settlement.province_id, &book)?;
    let found = book_lines(conn, scope, &settlement.unit_id, settlement.year)?;
    unsettled(conn, &settlement, &found)?;
    let set = sql("state = 'submitted', submitted_by = ?, submitted_at = ?, decided_by = NULL, decided_at = NULL, note = NULL")
        .bind(scope.user_id())
        .bind(now());
    let new = change(conn, scope, &settlement, set)?;
    note(conn, scope, "submit", &new)?;
    Ok(new)
}

fn note(conn: &mut Conn, scope: &Scope, action: &str, settlement: &Settlement) -> Result<()> {
    let detail = json!({ "year": settlement.year });
    audit::note(
        conn,
        scope,
        action,
        ("budget_settlement", &settlement.id),
        &settlement.path,
        &detail,
    )
}

/// Sends a settlement back with a reason. Errors: `Stale`, `Refused`.
pub fn send_back(
    conn: &mut Conn,
    scope: &Scope,
    approvers: Approvers,
    at: (&str, i64),
    reason: &str,
) -> Result<Settlement> {
    let settlement = read(conn, scope, at, "return")?;
    settlement.judged_by(scope, approvers)?;
    let set = sql("state = 'returned', note = ?, decided_by = ?, decided_at = ?")
        .bind(reason)
        .bind(scope.user_id())
        .bind(now());
    let new = change(conn, scope, &settlement, set)?;
    note(conn, scope, "return", &new)?;
    Ok(new)
}

/// Approves a settlement: what isn't approved comes back, what is approved is settled, what is left is returned, and the
/// book is closed. From then on what the unit held is settled, returned or carried over, to the đồng.
///
/// Errors: `Stale`, `Refused` by the state, the person, the level, or because the year isn't ready.
pub fn approve(
    conn: &mut Conn,
    scope: &Scope,
    approvers: Approvers,
    at: (&str, i64),
    today: NaiveDate,
) -> Result<Settlement> {
    let settlement = read(conn, scope, at, "approve")?;
    settlement.judged_by(scope, approvers)?;
    let book = BTreeSet::from([(settlement.unit_id.clone(), settlement.year)]);
    open_books(conn, &settlement.province_id, &book)?;
    let found = book_lines(conn, scope, &settlement.unit_id, settlement.year)?;
    unsettled(conn, &settlement, &found)?;
    let unit = units_by_id(conn, [settlement.unit_id.clone()])?
        .remove(&settlement.unit_id)
        .ok_or(Error::NotFound)?;
    let kept = lines(conn, [&settlement])?;
    let approved: BTreeMap<&str, i64> = kept
        .iter()
        .map(|l| (l.line_id.as_str(), l.approved_vnd))
        .collect();
    let of = |line: &LineView| {
        approved
            .get(line.id.as_str())
            .copied()
            .unwrap_or(line.disbursed_vnd)
    };
    let amount = |kind: Kind, line: &LineView| match kind {
        Kind::Settle => of(line),
        Kind::ReturnDisbursement => line.disbursed_vnd - of(line),
        _ => line.available_vnd + line.disbursed_vnd - of(line),
    };
    for (kind, sign, purpose) in [
        (
            Kind::ReturnDisbursement,
            "GC",
            "Số chi không được duyệt quyết toán",
        ),
        (Kind::Settle, "QT", "Số chi được duyệt quyết toán"),
        (Kind::Surplus, "KP", "Kinh phí còn dư hủy, nộp trả khi quyết toán"),
    ] {
        let mut moved: Vec<(Line, i64)> = Vec::new();
        for found in found.iter().filter(|l| amount(kind, l) > 0) {
            let line: Line = sql(LINE)
                .text(" WHERE l.province_id = ? AND l.id = ?")
                .bind(&settlement.province_id)
                .bind(&found.id)
                .one(conn)?;
            moved.push((line, amount(kind, found)));
        }
        if moved.is_empty() {
            continue;
        }
        let new = NewVoucher {
            kind,
            number: free_number(conn, &unit, settlement.year, sign)?,
            on_date: today,
            year: i32::try_from(settlement.year).unwrap_or_default(),
            unit: unit.clone(),
            document_id: None,
            payee: None,
            purpose: format!("{purpose} năm {}", settlement.year),
            lines: Vec::new(),
        };
        let by = settlement.submitted_by.as_deref().unwrap_or_default();
        post_made(conn, scope, &new, &moved, by)?;
    }
    sql(
        "INSERT INTO budget_book (province_id, unit_id, year, state) VALUES (?, ?, ?, 'closed')
         ON CONFLICT (province_id, unit_id, year) DO UPDATE SET state = 'closed'",
    )
    .bind(&settlement.province_id)
    .bind(&settlement.unit_id)
    .bind(settlement.year)
    .run(conn)?;
    let set = sql("state = 'approved', decided_by = ?, decided_at = ?")
        .bind(scope.user_id())
        .bind(now());
    let new = change(conn, scope, &settlement, set)?;
    note(conn, scope, "approve", &new)?;
    Ok(new)
}

/// A number for what the program posts, which nobody took.
fn free_number(conn: &mut Conn, unit: &Unit, year: i64, sign: &str) -> Result<String> {
    let mut number = format!("{sign}-{year}");
    let mut n = 1;
    while number_taken(conn, unit, year, &number)?.is_some() {
        n += 1;
        number = format!("{sign}-{year}-{n}");
    }
    Ok(number)
}
