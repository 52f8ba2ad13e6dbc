//! Vouchers: entered by one person, posted or refused by another, turned around by a voucher of their own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};
use giamngheo_rules::budget::{
    Account, Asked, Catalogue, Column, FundSource, Item, Kind, MOST_VND, Side, day_refused, is_below, legs,
};
use giamngheo_rules::text::fold;
use giamngheo_rules::words::Words;
use serde_json::json;

use super::ledger::{Draw, Posting, Step, fits, open_books, over_obligation, post, remaining};
use super::{LINE, Line, Unit, line};
use crate::error::{Error, FieldError, Result, no_faults};
use crate::evidence::{self, File, NewFile, Subject};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{Sql, row, sql};
use crate::{Conn, areas, audit};

row! {
    /// A voucher's row.
    Voucher {
        /// The province it is kept under.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// What it does, by the code of a kind of posting.
        kind: String = Text,
        /// Its number, unique in the unit's year.
        number: String = Text,
        /// Its day.
        on_date: NaiveDate = Date,
        /// The fiscal year of its money.
        year: i64 = BigInt,
        /// Whose it is.
        unit_id: String = Text,
        /// That unit's path.
        path: String = Text,
        /// The decision it follows.
        document_id: Option<String> = Nullable<Text>,
        /// Who is paid or promised something.
        payee: Option<String> = Nullable<Text>,
        /// What for.
        purpose: String = Text,
        /// The sum of its lines.
        amount_vnd: i64 = BigInt,
        /// entered, posted or refused.
        state: String = Text,
        /// Who entered it.
        entered_by: String = Text,
        /// His name.
        entered_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        entered_at: NaiveDateTime = Timestamp,
        /// Who posted or refused it.
        decided_by: Option<String> = Nullable<Text>,
        /// His name.
        decided_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        decided_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// Why it was refused, or why it turns another around.
        reason: Option<String> = Nullable<Text>,
        /// The voucher that it turns around.
        reverses: Option<String> = Nullable<Text>,
        /// The voucher that turns it around, entered or posted.
        reversed_by: Option<String> = Nullable<Text>,
        /// Whether the unit's year is settled and closed (1) or open (0).
        closed: i64 = BigInt,
        /// For optimistic locking.
        version: i64 = BigInt,
    }
    /// How many vouchers of a year wait.
    Waiting {
        /// The fiscal year.
        year: i64 = BigInt,
        /// How many.
        vouchers: i64 = BigInt,
    }
    /// A line of a voucher.
    VoucherLine {
        /// Whose it is.
        voucher_id: String = Text,
        /// Counts from 1.
        n: i64 = BigInt,
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
        /// The line's year.
        year: i64 = BigInt,
        /// The first day the line had money.
        first_on: Option<NaiveDate> = Nullable<Date>,
        /// The line below, or that of the next year.
        other_line_id: Option<String> = Nullable<Text>,
        /// Its unit.
        other_unit_id: Option<String> = Nullable<Text>,
        /// For what.
        other_item: Option<String> = Nullable<Text>,
        /// Its year.
        other_year: Option<i64> = Nullable<BigInt>,
        /// The first day it had money.
        other_first_on: Option<NaiveDate> = Nullable<Date>,
        /// How much.
        amount_vnd: i64 = BigInt,
        /// The obligation it draws on.
        draws_id: Option<String> = Nullable<Text>,
        /// The obligation it makes.
        makes_id: Option<String> = Nullable<Text>,
    }
    /// An entry of the ledger.
    Entry {
        /// Counts from 1 in its posting.
        n: i64 = BigInt,
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
        /// The line's year.
        year: i64 = BigInt,
        /// The account, by code.
        account: String = Text,
        /// What it gets; negative where it gives.
        amount_vnd: i64 = BigInt,
        /// The sum of views it counts in.
        counts: Option<String> = Nullable<Text>,
        /// How much it counts there.
        counts_vnd: i64 = BigInt,
    }
}

const VOUCHER: &str = "SELECT v.province_id, v.id, v.kind, v.number, v.on_date, v.year, v.unit_id, v.path, v.document_id,
    v.payee, v.purpose, v.amount_vnd, v.state, v.entered_by, ue.full_name AS entered_name, v.entered_at, v.decided_by,
    ud.full_name AS decided_name, v.decided_at, v.reason, v.reverses, r.id AS reversed_by,
    (SELECT COUNT(*) FROM budget_book b WHERE b.province_id = v.province_id AND b.unit_id = v.unit_id AND b.year = v.year
     AND b.state = 'closed') AS closed, v.version
    FROM budget_voucher v LEFT JOIN app_user ue ON ue.id = v.entered_by LEFT JOIN app_user ud ON ud.id = v.decided_by
    LEFT JOIN budget_voucher r ON r.province_id = v.province_id AND r.reverses = v.id AND r.state <> 'refused' WHERE ";

const VOUCHER_LINE: &str =
    "SELECT vl.voucher_id, vl.n, vl.line_id, l.unit_id, l.item, l.capital, l.source, l.year,
    l.first_on, vl.other_line_id, o.unit_id AS other_unit_id, o.item AS other_item, o.year AS other_year,
    o.first_on AS other_first_on, vl.amount_vnd, vl.draws_id, vl.makes_id
    FROM budget_voucher_line vl JOIN budget_line l ON l.province_id = vl.province_id AND l.id = vl.line_id
    LEFT JOIN budget_line o ON o.province_id = vl.province_id AND o.id = vl.other_line_id WHERE ";

impl Voucher {
    /// What it does. Errors: what is stored is none.
    pub fn kind(&self) -> Result<Kind> {
        Kind::from_code(&self.kind).ok_or_else(|| Error::Corrupt(format!("the posting kind {}", self.kind)))
    }

    /// The codes of what its state allows.
    pub fn allowed(&self) -> Vec<&'static str> {
        match self.state.as_str() {
            "entered" => vec!["approve", "refuse", "attach"],
            "posted"
                if self.reversed_by.is_none()
                    && self.closed == 0
                    && Kind::from_code(&self.kind).is_some_and(Kind::is_entered) =>
            {
                vec!["reverse"]
            }
            _ => Vec::new(),
        }
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            kind: "budget_voucher",
            id: &self.id,
            province_id: &self.province_id,
            path: &self.path,
        }
    }

    fn wrong_state(&self) -> Error {
        let (vi, en) = match self.state.as_str() {
            "entered" => ("đang chờ duyệt", "waits for approval"),
            "posted" if self.closed > 0 => ("thuộc năm đã quyết toán", "is of a year that was settled"),
            "posted" => ("đã ghi sổ", "was posted"),
            _ => ("đã bị từ chối", "was refused"),
        };
        Error::Refused {
            code: "wrong_state",
            vi: format!("Chứng từ {vi}: không làm được việc này."),
            en: format!("The voucher {en}: this can't be done."),
            state: self.state.clone(),
            allowed: self.allowed(),
        }
    }
}

/// Which vouchers.
#[derive(Debug, Clone, Default)]
pub struct VoucherFilter {
    /// Of this fiscal year.
    pub year: Option<i64>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// In this state.
    pub state: Option<String>,
    /// That touch this line.
    pub line_id: Option<String>,
    /// For this item or one below.
    pub item: Option<String>,
    /// With these words in number, payee or purpose.
    pub q: Option<String>,
}

/// Vouchers in the scope, the last day first, from after the given day and id.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &VoucherFilter,
    after: Option<&(NaiveDate, String)>,
    limit: i64,
) -> Result<Vec<Voucher>> {
    let mut query = sql(VOUCHER).push(scope.condition("v.path"));
    if let Some(year) = filter.year {
        query = query.text(" AND v.year = ?").bind(year);
    }
    if let Some(kind) = filter.kind {
        query = query.text(" AND v.kind = ?").bind(kind.code());
    }
    if let Some(state) = &filter.state {
        query = query.text(" AND v.state = ?").bind(state);
    }
    let of_lines = |condition: Sql| {
        sql(
            " AND EXISTS (SELECT 1 FROM budget_voucher_line vl JOIN budget_line l ON l.province_id = vl.province_id
              AND (l.id = vl.line_id OR l.id = vl.other_line_id)
              WHERE vl.province_id = v.province_id AND vl.voucher_id = v.id AND ",
        )
        .push(condition)
        .text(")")
    };
    if let Some(line) = &filter.line_id {
        query = query.push(of_lines(sql("l.id = ?").bind(line)));
    }
    if let Some(item) = &filter.item {
        query = query.push(of_lines(
            sql("(l.item = ? OR l.item LIKE ?)")
                .bind(item)
                .bind(below_item(item)),
        ));
    }
    if let Some(q) = &filter.q {
        for word in fold(q).replace(['%', '_'], "").split_whitespace() {
            query = query.text(" AND v.search_key LIKE ?").bind(format!("%{word}%"));
        }
    }
    if let Some((day, id)) = after {
        query = query
            .text(" AND (v.on_date < ? OR (v.on_date = ? AND v.id < ?))")
            .bind(*day)
            .bind(*day)
            .bind(id);
    }
    query
        .text(" ORDER BY v.on_date DESC, v.id DESC LIMIT ?")
        .bind(limit)
        .all(conn)
}

/// Vouchers of the very units of the scope that wait for somebody else to approve them, by fiscal year.
pub fn waiting(conn: &mut Conn, scope: &Scope) -> Result<Vec<Waiting>> {
    sql("SELECT v.year, COUNT(*) AS vouchers FROM budget_voucher v WHERE v.state = 'entered' AND v.entered_by <> ?
         AND v.province_id IN ")
    .bind(scope.user_id())
    .list(scope.province_list())
    .text(" AND v.path IN ")
    .list(scope.homes())
    .text(" GROUP BY v.year ORDER BY v.year")
    .all(conn)
}

/// What items below one look like. Codes have neither `%` nor `_`; a question that has is asked without them.
pub(super) fn below_item(item: &str) -> String {
    format!("{}/%", item.replace(['%', '_'], ""))
}

/// A voucher in the scope.
pub fn get(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Voucher> {
    sql(VOUCHER)
        .text("v.id = ? AND v.province_id IN ")
        .bind(id)
        .list(scope.province_list())
        .text(" AND ")
        .push(scope.condition("v.path"))
        .one(conn)
}

/// The lines of these vouchers, by voucher and number.
pub fn lines_of<'a>(
    conn: &mut Conn,
    vouchers: impl IntoIterator<Item = &'a Voucher>,
) -> Result<Vec<VoucherLine>> {
    let (provinces, ids): (BTreeSet<&str>, Vec<&str>) = vouchers
        .into_iter()
        .map(|v| (v.province_id.as_str(), v.id.as_str()))
        .unzip();
    sql(VOUCHER_LINE)
        .text("vl.province_id IN ")
        .list(provinces)
        .text(" AND vl.voucher_id IN ")
        .list(ids)
        .text(" ORDER BY vl.voucher_id, vl.n")
        .all(conn)
}

/// A line of a voucher on its way in.
#[derive(Debug, Clone)]
pub struct NewLine {
    /// For what.
    pub item: String,
    /// The kind of capital.
    pub capital: String,
    /// The source.
    pub source: String,
    /// The unit below, of allocations and withdrawals; the voucher's own where none is named.
    pub to_unit: Option<Unit>,
    /// The item below; the same where none is named.
    pub to_item: Option<String>,
    /// How much, in đồng.
    pub amount_vnd: i64,
    /// The commitment it draws on.
    pub commitment_id: Option<String>,
    /// The advance it draws on.
    pub advance_id: Option<String>,
}

/// A voucher on its way in.
#[derive(Debug, Clone)]
pub struct NewVoucher {
    /// What it does.
    pub kind: Kind,
    /// Its number.
    pub number: String,
    /// Its day.
    pub on_date: NaiveDate,
    /// The fiscal year of its money.
    pub year: i32,
    /// Whose it is.
    pub unit: Unit,
    /// The decision it follows; whoever enters it may read that.
    pub document_id: Option<String>,
    /// Who is paid or promised something.
    pub payee: Option<String>,
    /// What for.
    pub purpose: String,
    /// Its lines, at least one.
    pub lines: Vec<NewLine>,
}

/// What vouchers entered together take from accounts.
pub type Pending = BTreeMap<(String, Account), i64>;

/// Who judges vouchers: where the actor is an approver, and where he works in finance.
#[derive(Debug, Clone, Copy)]
pub struct Approvers<'a> {
    /// As an approver: of the unit itself and of those below.
    pub approver: Option<&'a Scope>,
    /// In finance: of units below alone.
    pub finance: Option<&'a Scope>,
}

impl Approvers<'_> {
    fn judge(self, path: &str) -> bool {
        self.approver.is_some_and(|s| s.covers(path)) || self.finance.is_some_and(|s| s.is_above(path))
    }
}

/// Refuses whoever may not decide about what somebody entered: the same person, or one of another level.
pub(super) fn another_person(
    scope: &Scope,
    approvers: Approvers,
    path: &str,
    entered_by: &str,
    state: &str,
) -> Result<()> {
    let refused = |code, vi: &str, en: &str| {
        Err(Error::Refused {
            code,
            vi: vi.into(),
            en: en.into(),
            state: state.into(),
            allowed: Vec::new(),
        })
    };
    if scope.user_id() == crate::users::SYSTEM {
        return Ok(());
    }
    if entered_by == scope.user_id() {
        return refused(
            "same_person",
            "Người duyệt phải khác người đã nhập.",
            "Who approves must not be the one who entered it.",
        );
    }
    if !approvers.judge(path) {
        return refused(
            "wrong_level",
            "Việc này do lãnh đạo phê duyệt của đơn vị, hoặc tài chính cấp trên làm.",
            "This is for the unit's approver, or for finance of the level above.",
        );
    }
    Ok(())
}

fn said(pointer: impl Into<String>, code: &'static str, vi: &str, en: &str) -> FieldError {
    FieldError::new(pointer, code, vi, en)
}

/// Whether a number is in use in a unit's year, by which voucher.
pub fn number_taken(conn: &mut Conn, unit: &Unit, year: i64, number: &str) -> Result<Option<Voucher>> {
    sql(VOUCHER)
        .text("v.province_id = ? AND v.unit_id = ? AND v.year = ? AND v.number = ? AND v.state <> 'refused'")
        .bind(&unit.province_id)
        .bind(&unit.id)
        .bind(year)
        .bind(number)
        .first(conn)
}

/// What tells a line of a voucher from another: item, capital, source, unit and item below, amount, what it draws on.
type Told = (
    String,
    String,
    String,
    Option<(String, String)>,
    i64,
    Option<String>,
);

/// Whether a voucher is the very one that is to be entered: kind, day, payee and all lines, in whatever order.
pub fn is_same(conn: &mut Conn, known: &Voucher, new: &NewVoucher) -> Result<bool> {
    if (known.kind.as_str(), known.on_date, &known.payee) != (new.kind.code(), new.on_date, &new.payee) {
        return Ok(false);
    }
    let mut before: Vec<Told> = lines_of(conn, [known])?
        .into_iter()
        .map(|l| {
            let other = l.other_unit_id.zip(l.other_item);
            (l.item, l.capital, l.source, other, l.amount_vnd, l.draws_id)
        })
        .collect();
    let mut now: Vec<Told> = new
        .lines
        .iter()
        .map(|l| {
            let other = other_of(new, l).map(|(unit, item, _)| (unit.id.clone(), item.to_owned()));
            let draws = l.commitment_id.clone().or_else(|| l.advance_id.clone());
            let (item, capital, source) = (l.item.clone(), l.capital.clone(), l.source.clone());
            (item, capital, source, other, l.amount_vnd, draws)
        })
        .collect();
    before.sort();
    now.sort();
    Ok(before == now)
}

/// The posted commitment of a unit's year that a voucher's number names, on the line asked for: the first that has so
/// much left, or else the first.
pub fn commitment_of(
    conn: &mut Conn,
    unit: &Unit,
    year: i64,
    number: &str,
    (item, capital, source): (&str, &str, &str),
    amount_vnd: i64,
) -> Result<Option<String>> {
    Ok(sql(
        "SELECT CAST(o.id AS TEXT) AS t FROM budget_obligation o
         JOIN budget_voucher v ON v.province_id = o.province_id AND v.id = o.voucher_id
         JOIN budget_line l ON l.province_id = o.province_id AND l.id = o.line_id
         WHERE o.province_id = ? AND v.unit_id = ? AND v.year = ? AND v.number = ? AND l.item = ? AND l.capital = ?
           AND l.source = ? AND o.kind = 'commitment'
         ORDER BY CASE WHEN o.remaining_vnd >= ? THEN 0 ELSE 1 END, o.id",
    )
    .bind(&unit.province_id)
    .bind(&unit.id)
    .bind(year)
    .bind(number)
    .bind(item)
    .bind(capital)
    .bind(source)
    .bind(amount_vnd)
    .texts(conn)?
    .into_iter()
    .next())
}

/// What a voucher is judged by, beside its own fields.
struct Bench {
    catalogue: Catalogue,
    level: String,
    today: NaiveDate,
}

/// Enters a voucher: it is checked as if it were posted and then waits for somebody else. `pending` is what vouchers entered
/// just before take; it is added to.
///
/// Errors: `Invalid` at `/unit`, `/number`, `/on_date`, `/year`, `/payee` and below `/lines/i`; `Refused` with `overdraft`,
/// `over_obligation` or `closed_period`.
pub fn enter(
    conn: &mut Conn,
    scope: &Scope,
    new: &NewVoucher,
    today: NaiveDate,
    pending: &mut Pending,
) -> Result<Voucher> {
    if !scope.covers(&new.unit.path) {
        return Err(Error::field(
            "/unit",
            "outside_area",
            "đơn vị này không thuộc phạm vi của bạn",
            "this unit is not within yours",
        ));
    }
    let area = areas::by_id(conn, &new.unit.area_id)?.ok_or(Error::NotFound)?;
    let bench = Bench {
        // A day before the year's first is told as such, not by what wasn't there yet.
        catalogue: super::catalogue(conn, new.on_date.max(first_day(new.year)))?,
        level: area.level,
        today,
    };
    let mut faults = faults(new, &bench);
    faults.extend(gone(conn, new)?);
    no_faults(faults)?;
    let year = i64::from(new.year);
    let others = new.lines.iter().filter_map(|l| other_of(new, l));
    let mut books: BTreeSet<(String, i64)> = others.map(|(unit, _, year)| (unit.id.clone(), year)).collect();
    books.insert((new.unit.id.clone(), year));
    open_books(conn, &new.unit.province_id, &books)?;
    if number_taken(conn, &new.unit, year, &new.number)?.is_some() {
        return Err(Error::field(
            "/number",
            "taken",
            format!("đơn vị đã có chứng từ số {} trong năm {year}", new.number),
            format!("the unit has a voucher {} in {year} already", new.number),
        ));
    }
    let lines = resolve(conn, new)?;
    let sum: i128 = new.lines.iter().map(|l| i128::from(l.amount_vnd)).sum();
    let amount = i64::try_from(sum)
        .ok()
        .filter(|sum| *sum <= MOST_VND)
        .ok_or_else(|| {
            Error::field(
                "/lines",
                "too_large",
                "tổng số tiền quá lớn",
                "the sum is too large",
            )
        })?;
    judge_lines(conn, &new.unit.province_id, new.kind, new.on_date, &lines)?;
    let (steps, _) = movements(new.kind, &lines);
    fits(conn, &new.unit.province_id, &steps, pending)?;
    let voucher = insert(conn, scope, new, amount, None, None, &lines)?;
    get(conn, scope, &voucher)
}

/// Units that are to get money and weren't there on that day, as before or after a merger.
fn gone(conn: &mut Conn, new: &NewVoucher) -> Result<Vec<FieldError>> {
    let mut getting: Vec<(String, &Unit)> = Vec::new();
    match new.kind {
        Kind::Grant => getting.push(("/unit".to_owned(), &new.unit)),
        Kind::Allocate => getting.extend(new.lines.iter().enumerate().filter_map(|(i, line)| {
            let unit = line.to_unit.as_ref()?;
            Some((format!("/lines/{i}/to_unit"), unit))
        })),
        _ => {}
    }
    let mut there: BTreeMap<&str, bool> = BTreeMap::new();
    let mut out = Vec::new();
    for (pointer, unit) in getting {
        let known = if let Some(known) = there.get(unit.area_id.as_str()) {
            *known
        } else {
            areas::by_id(conn, &unit.area_id)?.is_some_and(|area| area.lives_on(new.on_date))
        };
        there.insert(&unit.area_id, known);
        if !known {
            out.push(FieldError::new(
                pointer,
                "not_in_force",
                "đơn vị này chưa có hoặc không còn vào ngày chứng từ",
                "this unit wasn't there on the voucher's day",
            ));
        }
    }
    Ok(out)
}

fn first_day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default()
}

/// The unit, item and year of the other line, of kinds that have one.
fn other_of<'a>(new: &'a NewVoucher, line: &'a NewLine) -> Option<(&'a Unit, &'a str, i64)> {
    let item = line.to_item.as_deref().unwrap_or(&line.item);
    match new.kind {
        Kind::CarryOver => Some((&new.unit, &line.item, i64::from(new.year) + 1)),
        Kind::Allocate | Kind::Withdraw => Some((
            line.to_unit.as_ref().unwrap_or(&new.unit),
            item,
            i64::from(new.year),
        )),
        _ => None,
    }
}

/// What is wrong with a voucher by itself.
fn faults(new: &NewVoucher, bench: &Bench) -> Vec<FieldError> {
    let mut out = Vec::new();
    if !new.kind.is_entered() {
        out.push(said(
            "/kind",
            "not_entered",
            "loại chứng từ này do hệ thống lập",
            "vouchers of this kind are made by the program",
        ));
        return out;
    }
    if new.kind.has_payee() && new.payee.is_none() {
        out.push(said(
            "/payee",
            "missing",
            "cần ghi người nhận tiền",
            "name who is paid",
        ));
    }
    if new.number.trim().is_empty() {
        out.push(said(
            "/number",
            "missing",
            "cần ghi số chứng từ",
            "give the voucher's number",
        ));
    }
    for (i, line) in new.lines.iter().enumerate() {
        line_faults(new, bench, (i, line), &mut out);
    }
    // What is the same of all lines is said once.
    out.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    out.dedup_by(|a, b| a.pointer == b.pointer && a.code == b.code);
    out
}

fn line_faults(new: &NewVoucher, bench: &Bench, (i, line): (usize, &NewLine), out: &mut Vec<FieldError>) {
    let at = |field: &str| format!("/lines/{i}/{field}");
    let mut wrong = |pointer: String, code, vi: &str, en: &str| out.push(said(pointer, code, vi, en));
    if line.amount_vnd < 1 || line.amount_vnd > MOST_VND {
        wrong(
            at("amount_vnd"),
            "out_of_range",
            "số tiền phải lớn hơn 0",
            "the amount must be above 0",
        );
    }
    let item = bench.catalogue.items.get(&line.item);
    let source = bench.catalogue.sources.get(&line.source);
    if !bench.catalogue.capital_kinds.contains_key(&line.capital) {
        wrong(
            at("capital"),
            "unknown",
            "không có loại vốn này",
            "there is no such kind of capital",
        );
    }
    let Some(source) = source else {
        wrong(
            at("source"),
            "unknown",
            "không có nguồn này",
            "there is no such source",
        );
        return;
    };
    let Some(item) = item else {
        wrong(
            at("item"),
            "unknown",
            "không có khoản mục này vào ngày của chứng từ",
            "there is no such item on the voucher's day",
        );
        return;
    };
    if let Some((code, words)) = day_refused(new.kind, new.year, new.on_date, source, bench.today) {
        wrong("/on_date".into(), code, &words.vi, &words.en);
    }
    if !item.capital.contains(&line.capital) {
        wrong(
            at("capital"),
            "not_of_item",
            "khoản mục này không có loại vốn này",
            "the item gets no capital of this kind",
        );
    }
    if new.kind == Kind::Grant {
        granted(new, bench, (item, source), &at, &mut wrong);
    }
    between(new, bench, line, source, &at, &mut wrong);
    draws(new.kind, line, source, &at, &mut wrong);
}

type Wrong<'a> = dyn FnMut(String, &'static str, &str, &str) + 'a;

/// Whether a grant may enter here.
fn granted(
    new: &NewVoucher,
    bench: &Bench,
    (item, source): (&Item, &FundSource),
    at: &dyn Fn(&str) -> String,
    wrong: &mut Wrong,
) {
    if !item.is_funded_in(new.year) {
        wrong(
            "/year".into(),
            "wrong_year",
            "chương trình không có dự toán trong năm này",
            "the programme has no money in this year",
        );
    }
    if !source.granted_at.contains(&bench.level) {
        wrong(
            at("source"),
            "wrong_level",
            "nguồn này không được giao trực tiếp cho cấp này; cấp trên phân bổ xuống",
            "this source is not granted at this level; the level above allocates it",
        );
    }
}

/// Whether the other line is where this kind sends money to, or takes it from.
fn between(
    new: &NewVoucher,
    bench: &Bench,
    line: &NewLine,
    source: &FundSource,
    at: &dyn Fn(&str) -> String,
    wrong: &mut Wrong,
) {
    match new.kind {
        Kind::CarryOver if !source.carries(&line.capital) => wrong(
            at("source"),
            "not_carried",
            "nguồn và loại vốn này không được chuyển sang năm sau",
            "money of this source and capital is not carried over",
        ),
        Kind::Allocate | Kind::Withdraw => {
            let to = line.to_unit.as_ref().unwrap_or(&new.unit);
            let item = line.to_item.as_deref().unwrap_or(&line.item);
            if !bench.catalogue.items.contains_key(item) {
                wrong(
                    at("to_item"),
                    "unknown",
                    "không có khoản mục này",
                    "there is no such item",
                );
            } else if bench
                .catalogue
                .items
                .get(item)
                .is_some_and(|i| !i.capital.contains(&line.capital))
            {
                wrong(
                    at("to_item"),
                    "not_of_item",
                    "khoản mục này không có loại vốn này",
                    "the item gets no capital of this kind",
                );
            } else if !is_below(to.place(item), new.unit.place(&line.item)) {
                wrong(
                    at("to_unit"),
                    "not_below",
                    "chỉ phân bổ cho đơn vị hoặc khoản mục bên dưới",
                    "money goes to a unit or an item below alone",
                );
            }
        }
        _ => {}
    }
    if !matches!(new.kind, Kind::Allocate | Kind::Withdraw) {
        for (field, given) in [
            ("to_unit", line.to_unit.is_some()),
            ("to_item", line.to_item.is_some()),
        ] {
            if given {
                wrong(
                    at(field),
                    "not_expected",
                    "loại chứng từ này không có trường này",
                    "this kind of voucher has no such field",
                );
            }
        }
    }
}

/// Whether what it draws on is named where it must be, and only there.
fn draws(kind: Kind, line: &NewLine, source: &FundSource, at: &dyn Fn(&str) -> String, wrong: &mut Wrong) {
    let named = [
        (Asked::Commitment, "commitment_id", line.commitment_id.is_some()),
        (Asked::Advance, "advance_id", line.advance_id.is_some()),
    ];
    let asked = kind.draws_on();
    for (what, field, given) in named {
        let takes = asked.is_some_and(|(kind, _)| kind == what);
        if given && !takes {
            wrong(
                at(field),
                "not_expected",
                "loại chứng từ này không có trường này",
                "this kind of voucher has no such field",
            );
        }
        let must = asked.is_some_and(|(_, must)| must) || source.must_commit;
        if takes && must && !given {
            wrong(
                at(field),
                "missing",
                "nguồn này chỉ chi theo cam kết hoặc tạm ứng đã ghi sổ",
                "this source is spent against a posted commitment or advance alone",
            );
        }
    }
}

/// A line with the accounts' lines looked up, those that are not there yet made.
struct Resolved {
    line: Line,
    other: Option<Line>,
    amount_vnd: i64,
    draws_id: Option<String>,
    makes_id: Option<String>,
}

fn resolve(conn: &mut Conn, new: &NewVoucher) -> Result<Vec<Resolved>> {
    let mut out = Vec::with_capacity(new.lines.len());
    for asked in &new.lines {
        let (capital, source) = (asked.capital.as_str(), asked.source.as_str());
        let own = line(
            conn,
            &new.unit,
            (&asked.item, capital, source),
            i64::from(new.year),
        )?;
        let other = match other_of(new, asked) {
            Some((unit, item, year)) => Some(line(conn, unit, (item, capital, source), year)?),
            None => None,
        };
        out.push(Resolved {
            line: own,
            other,
            amount_vnd: asked.amount_vnd,
            draws_id: asked.commitment_id.clone().or_else(|| asked.advance_id.clone()),
            makes_id: new.kind.makes().map(|_| new_id()),
        });
    }
    Ok(out)
}

#[derive(diesel::QueryableByName)]
struct Owed {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    line_id: String,
    #[diesel(sql_type = Date)]
    on_date: NaiveDate,
    #[diesel(sql_type = BigInt)]
    remaining_vnd: i64,
}

/// Whether days and obligations of lines are in order.
fn judge_lines(conn: &mut Conn, province: &str, kind: Kind, on: NaiveDate, lines: &[Resolved]) -> Result<()> {
    let mut faults = Vec::new();
    let mut asked: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for (i, line) in lines.iter().enumerate() {
        let giving = match kind {
            Kind::Grant => None,
            Kind::Withdraw => line.other.as_ref(),
            _ => Some(&line.line),
        };
        if let Some(first) = giving.and_then(|l| l.first_on)
            && on < first
        {
            faults.push(FieldError::new(
                "/on_date",
                "before_money",
                format!("dòng dự toán có tiền từ ngày {}", first.format("%d/%m/%Y")),
                format!("the line has money since {first}"),
            ));
        }
        let Some(id) = &line.draws_id else { continue };
        let field = match kind.draws_on() {
            Some((Asked::Advance, _)) => format!("/lines/{i}/advance_id"),
            _ => format!("/lines/{i}/commitment_id"),
        };
        let owed: Option<Owed> =
            sql("SELECT kind, line_id, on_date, remaining_vnd FROM budget_obligation WHERE province_id = ? AND id = ?")
                .bind(province)
                .bind(id)
                .first(conn)?;
        let wanted = kind.draws_on().map(|(asked, _)| asked.code());
        let Some(owed) = owed.filter(|o| Some(o.kind.as_str()) == wanted && o.line_id == line.line.id) else {
            faults.push(said(
                field,
                "unknown",
                "dòng dự toán này không có cam kết hoặc tạm ứng này",
                "the budget line has no such commitment or advance",
            ));
            continue;
        };
        if on < owed.on_date {
            faults.push(FieldError::new(
                "/on_date",
                "before_obligation",
                format!(
                    "cam kết hoặc tạm ứng có từ ngày {}",
                    owed.on_date.format("%d/%m/%Y")
                ),
                format!("the commitment or advance is of {}", owed.on_date),
            ));
        }
        let sums = asked.entry(id).or_insert((0, owed.remaining_vnd));
        sums.0 = sums.0.saturating_add(line.amount_vnd);
    }
    if !faults.is_empty() {
        faults.sort_by(|a, b| a.pointer.cmp(&b.pointer));
        faults.dedup_by(|a, b| a.pointer == b.pointer && a.code == b.code);
        return Err(Error::Invalid(faults));
    }
    for (asked, left) in asked.into_values() {
        if asked > left {
            return Err(over_obligation(asked, left));
        }
    }
    Ok(())
}

/// The entries and draws of a voucher's lines.
fn movements(kind: Kind, lines: &[Resolved]) -> (Vec<Step>, Vec<Draw>) {
    let (mut steps, mut out) = (Vec::new(), Vec::new());
    let from_commitment = matches!(kind, Kind::Disburse | Kind::Advance);
    for line in lines {
        for leg in legs(kind, from_commitment && line.draws_id.is_some()) {
            let of = match leg.side {
                Side::Own => &line.line,
                Side::Other => line.other.as_ref().unwrap_or(&line.line),
            };
            steps.push(Step {
                line_id: of.id.clone(),
                account: leg.account,
                amount_vnd: leg.sign * line.amount_vnd,
                counts: leg.counts.map(|(column, sign)| (column, sign * line.amount_vnd)),
            });
        }
        if let Some(id) = &line.draws_id {
            out.push(Draw {
                obligation_id: id.clone(),
                amount_vnd: -line.amount_vnd,
            });
        }
    }
    (steps, out)
}

/// Writes a voucher that waits, with its lines.
fn insert(
    conn: &mut Conn,
    scope: &Scope,
    new: &NewVoucher,
    amount: i64,
    reverses: Option<&str>,
    reason: Option<&str>,
    lines: &[Resolved],
) -> Result<String> {
    let id = new_id();
    let words = [
        new.number.as_str(),
        new.payee.as_deref().unwrap_or_default(),
        new.purpose.as_str(),
    ];
    sql("INSERT INTO budget_voucher (province_id, id, kind, number, on_date, year, unit_id, path, document_id, payee, purpose,
           amount_vnd, state, entered_by, entered_at, reason, reverses, search_key, version)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'entered', ?, ?, ?, ?, ?, 1)")
        .bind(&new.unit.province_id)
        .bind(id.as_str())
        .bind(new.kind.code())
        .bind(&new.number)
        .bind(new.on_date)
        .bind(i64::from(new.year))
        .bind(&new.unit.id)
        .bind(&new.unit.path)
        .bind(new.document_id.clone())
        .bind(new.payee.clone())
        .bind(&new.purpose)
        .bind(amount)
        .bind(scope.user_id())
        .bind(now())
        .bind(reason)
        .bind(reverses)
        .bind(fold(&words.join(" ")))
        .run(conn)?;
    for (n, line) in lines.iter().enumerate() {
        sql("INSERT INTO budget_voucher_line (province_id, voucher_id, n, line_id, other_line_id, amount_vnd, draws_id, makes_id)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(&new.unit.province_id)
            .bind(id.as_str())
            .bind(n as i64 + 1)
            .bind(&line.line.id)
            .bind(line.other.as_ref().map(|l| l.id.clone()))
            .bind(line.amount_vnd)
            .bind(line.draws_id.clone())
            .bind(line.makes_id.clone())
            .run(conn)?;
    }
    let detail = json!({ "kind": new.kind.code(), "number": new.number, "amount_vnd": amount });
    audit::note(
        conn,
        scope,
        "enter",
        ("budget_voucher", &id),
        &new.unit.path,
        &detail,
    )?;
    Ok(id)
}

/// The lines of a voucher as they were resolved when it was entered, with what stands on them now.
fn resolved(conn: &mut Conn, voucher: &Voucher) -> Result<Vec<Resolved>> {
    let parts = lines_of(conn, [voucher])?;
    let ids = parts
        .iter()
        .flat_map(|part| [Some(&part.line_id), part.other_line_id.as_ref()]);
    let lines: Vec<Line> = sql(LINE)
        .text(" WHERE l.province_id = ? AND l.id IN ")
        .bind(&voucher.province_id)
        .list(ids.flatten())
        .all(conn)?;
    let lines: BTreeMap<&str, &Line> = lines.iter().map(|line| (line.id.as_str(), line)).collect();
    let line = |id: &str| lines.get(id).map(|line| (*line).clone()).ok_or(Error::NotFound);
    parts
        .into_iter()
        .map(|part| {
            Ok(Resolved {
                line: line(&part.line_id)?,
                other: part.other_line_id.as_deref().map(line).transpose()?,
                amount_vnd: part.amount_vnd,
                draws_id: part.draws_id,
                makes_id: part.makes_id,
            })
        })
        .collect()
}

fn books_of(voucher: &Voucher, lines: &[Resolved]) -> BTreeSet<(String, i64)> {
    let all = lines
        .iter()
        .flat_map(|l| [Some(&l.line), l.other.as_ref()])
        .flatten();
    let mut books: BTreeSet<(String, i64)> = all.map(|l| (l.unit_id.clone(), l.year)).collect();
    books.insert((voucher.unit_id.clone(), voucher.year));
    books
}

/// Takes a voucher out of those that wait. Errors: somebody was faster.
fn decide(
    conn: &mut Conn,
    scope: &Scope,
    voucher: &Voucher,
    state: &str,
    reason: Option<&str>,
) -> Result<()> {
    let touched = sql(
        "UPDATE budget_voucher SET state = ?, decided_by = ?, decided_at = ?, reason = COALESCE(?, reason),
         version = version + 1 WHERE province_id = ? AND id = ? AND state = 'entered'",
    )
    .bind(state)
    .bind(scope.user_id())
    .bind(now())
    .bind(reason)
    .bind(&voucher.province_id)
    .bind(&voucher.id)
    .run(conn)?;
    if touched == 1 {
        return Ok(());
    }
    Err(get(conn, scope, &voucher.id)?.wrong_state())
}

/// Posts a voucher that somebody else entered.
///
/// Errors: not in the scope; `Refused` by the state, the person or the level, with `closed_period`, `overdraft` or
/// `over_obligation`; `Invalid` when it no longer fits.
pub fn approve(conn: &mut Conn, scope: &Scope, approvers: Approvers, id: &str) -> Result<Voucher> {
    let voucher = get(conn, scope, id)?;
    if voucher.state != "entered" {
        return Err(voucher.wrong_state());
    }
    another_person(
        scope,
        approvers,
        &voucher.path,
        &voucher.entered_by,
        &voucher.state,
    )?;
    let lines = resolved(conn, &voucher)?;
    open_books(conn, &voucher.province_id, &books_of(&voucher, &lines))?;
    decide(conn, scope, &voucher, "posted", None)?;
    let kind = voucher.kind()?;
    let (steps, draws) = if let Some(original) = &voucher.reverses {
        turned_around(conn, &voucher.province_id, original, &lines)?
    } else {
        // What was entered earlier may meet lines that changed since.
        let lines = resolved(conn, &voucher)?;
        judge_lines(conn, &voucher.province_id, kind, voucher.on_date, &lines)?;
        movements(kind, &lines)
    };
    post(
        conn,
        scope,
        &Posting {
            province: &voucher.province_id,
            voucher_id: &voucher.id,
            kind: &voucher.kind,
            on: voucher.on_date,
            steps: &steps,
            draws: &draws,
        },
    )?;
    if voucher.reverses.is_none()
        && let Some(owed) = kind.makes()
    {
        for line in &lines {
            let Some(made) = &line.makes_id else { continue };
            sql("INSERT INTO budget_obligation (province_id, id, kind, line_id, path, voucher_id, payee, purpose, on_date,
                   amount_vnd, remaining_vnd) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .bind(&voucher.province_id)
                .bind(made)
                .bind(owed.code())
                .bind(&line.line.id)
                .bind(&voucher.path)
                .bind(&voucher.id)
                .bind(voucher.payee.clone().unwrap_or_default())
                .bind(&voucher.purpose)
                .bind(voucher.on_date)
                .bind(line.amount_vnd)
                .bind(line.amount_vnd)
                .run(conn)?;
        }
    }
    let detail = json!({ "kind": voucher.kind, "number": voucher.number, "amount_vnd": voucher.amount_vnd });
    audit::note(
        conn,
        scope,
        "post",
        ("budget_voucher", id),
        &voucher.path,
        &detail,
    )?;
    get(conn, scope, id)
}

/// The entries that a voucher's posting made, in their order.
fn entries_of(conn: &mut Conn, province: &str, voucher_id: &str) -> Result<Vec<Entry>> {
    sql("SELECT e.n, e.line_id, l.unit_id, l.item, l.capital, l.source, l.year, e.account, e.amount_vnd, e.counts, e.counts_vnd
         FROM budget_entry e JOIN budget_posting p ON p.province_id = e.province_id AND p.id = e.posting_id
         JOIN budget_line l ON l.province_id = e.province_id AND l.id = e.line_id
         WHERE p.province_id = ? AND p.voucher_id = ? ORDER BY e.n")
    .bind(province)
    .bind(voucher_id)
    .all(conn)
}

/// The entries of a voucher in the scope: none while it waits, or where it was refused. They sum to nothing.
pub fn entries(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Vec<Entry>> {
    let voucher = get(conn, scope, id)?;
    entries_of(conn, &voucher.province_id, &voucher.id)
}

/// The counter-entries of a voucher's posting, and what its obligations get back.
fn turned_around(
    conn: &mut Conn,
    province: &str,
    original: &str,
    lines: &[Resolved],
) -> Result<(Vec<Step>, Vec<Draw>)> {
    let entries = entries_of(conn, province, original)?;
    let mut steps = Vec::with_capacity(entries.len());
    for entry in entries {
        let account = Account::from_code(&entry.account)
            .ok_or_else(|| Error::Corrupt(format!("the account {}", entry.account)))?;
        steps.push(Step {
            line_id: entry.line_id,
            account,
            amount_vnd: -entry.amount_vnd,
            counts: entry
                .counts
                .as_deref()
                .and_then(Column::from_code)
                .map(|c| (c, -entry.counts_vnd)),
        });
    }
    let mut draws = Vec::new();
    for line in lines {
        let back = |id: &Option<String>, amount| {
            id.clone().map(|obligation_id| Draw {
                obligation_id,
                amount_vnd: amount,
            })
        };
        draws.extend(back(&line.draws_id, line.amount_vnd));
        draws.extend(back(&line.makes_id, -line.amount_vnd));
    }
    Ok((steps, draws))
}

/// Refuses a voucher that somebody else entered. Its number is free again.
pub fn refuse(
    conn: &mut Conn,
    scope: &Scope,
    approvers: Approvers,
    id: &str,
    reason: &str,
) -> Result<Voucher> {
    let voucher = get(conn, scope, id)?;
    if voucher.state != "entered" {
        return Err(voucher.wrong_state());
    }
    another_person(
        scope,
        approvers,
        &voucher.path,
        &voucher.entered_by,
        &voucher.state,
    )?;
    decide(conn, scope, &voucher, "refused", Some(reason))?;
    audit::note(
        conn,
        scope,
        "refuse",
        ("budget_voucher", id),
        &voucher.path,
        &json!({}),
    )?;
    get(conn, scope, id)
}

/// Enters the voucher that turns a posted one around, with a number, a day and a reason of its own.
///
/// Errors: not in the scope; `Refused` when it isn't posted, or is turned around already; `Invalid` at `/number` and
/// `/on_date`; `overdraft` when its money was used since.
pub fn reverse(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    (number, on, reason): (&str, NaiveDate, &str),
    today: NaiveDate,
) -> Result<Voucher> {
    let original = get(conn, scope, id)?;
    let lines = resolved(conn, &original)?;
    open_books(conn, &original.province_id, &books_of(&original, &lines))?;
    let original = get(conn, scope, id)?;
    if !original.allowed().contains(&"reverse") {
        return Err(original.wrong_state());
    }
    let unit = super::units_by_id(conn, [original.unit_id.clone()])?
        .remove(&original.unit_id)
        .ok_or(Error::NotFound)?;
    let mut faults = Vec::new();
    let refused = if on > today {
        Some((
            "in_future",
            Words {
                vi: "ngày này chưa đến".into(),
                en: "this day is still to come".into(),
            },
        ))
    } else if on < original.on_date {
        Some((
            "before_original",
            Words {
                vi: format!("chứng từ bị đảo có ngày {}", original.on_date.format("%d/%m/%Y")),
                en: format!("the voucher it turns around is of {}", original.on_date),
            },
        ))
    } else {
        None
    };
    if let Some((code, words)) = refused {
        faults.push(FieldError::new("/on_date", code, words.vi, words.en));
    }
    if number_taken(conn, &unit, original.year, number)?.is_some() {
        faults.push(said(
            "/number",
            "taken",
            "số chứng từ đã dùng trong năm",
            "the number is taken in this year",
        ));
    }
    no_faults(faults)?;
    let (steps, draws) = turned_around(conn, &original.province_id, id, &lines)?;
    fits(conn, &original.province_id, &steps, &mut Pending::new())?;
    for draw in draws.iter().filter(|d| d.amount_vnd < 0) {
        let left = remaining(conn, &original.province_id, &draw.obligation_id)?;
        if -draw.amount_vnd > left {
            return Err(over_obligation(-draw.amount_vnd, left));
        }
    }
    let new = NewVoucher {
        kind: Kind::Reversal,
        number: number.to_owned(),
        on_date: on,
        year: i32::try_from(original.year).unwrap_or_default(),
        unit,
        document_id: original.document_id.clone(),
        payee: original.payee.clone(),
        purpose: original.purpose.clone(),
        lines: Vec::new(),
    };
    let made = insert(
        conn,
        scope,
        &new,
        original.amount_vnd,
        Some(id),
        Some(reason),
        &lines,
    )?;
    get(conn, scope, &made)
}

/// Writes and posts a voucher that the program itself makes, under locks that are held already. `by` entered what it
/// follows from.
pub(super) fn post_made(
    conn: &mut Conn,
    scope: &Scope,
    new: &NewVoucher,
    lines: &[(Line, i64)],
    by: &str,
) -> Result<String> {
    let lines: Vec<Resolved> = lines
        .iter()
        .map(|(line, amount)| Resolved {
            line: line.clone(),
            other: None,
            amount_vnd: *amount,
            draws_id: None,
            makes_id: None,
        })
        .collect();
    let sum: i128 = lines.iter().map(|l| i128::from(l.amount_vnd)).sum();
    let amount = i64::try_from(sum).map_err(|_| Error::Corrupt("a sum beyond all money".into()))?;
    let id = insert(conn, scope, new, amount, None, None, &lines)?;
    sql("UPDATE budget_voucher SET state = 'posted', entered_by = ?, decided_by = ?, decided_at = ? WHERE province_id = ? AND id = ?")
        .bind(by)
        .bind(scope.user_id())
        .bind(now())
        .bind(&new.unit.province_id)
        .bind(id.as_str())
        .run(conn)?;
    let (steps, draws) = movements(new.kind, &lines);
    let posting = Posting {
        province: &new.unit.province_id,
        voucher_id: &id,
        kind: new.kind.code(),
        on: new.on_date,
        steps: &steps,
        draws: &draws,
    };
    post(conn, scope, &posting)?;
    Ok(id)
}

/// The files of a voucher in the scope.
pub fn files(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Vec<File>> {
    let voucher = get(conn, scope, id)?;
    evidence::list(conn, scope, voucher.subject())
}

/// One of them.
pub fn file(conn: &mut Conn, scope: &Scope, id: &str, file: &str) -> Result<File> {
    let voucher = get(conn, scope, id)?;
    evidence::get(conn, scope, voucher.subject(), file)
}

/// Whether a voucher is there that takes files: one that waits. Errors: not in the scope; posted or refused.
pub fn takes_files(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Voucher> {
    let voucher = get(conn, scope, id)?;
    if voucher.state == "entered" {
        Ok(voucher)
    } else {
        Err(voucher.wrong_state())
    }
}

/// Adds a file to a voucher that waits.
pub fn add_file(conn: &mut Conn, scope: &Scope, id: &str, new: &NewFile) -> Result<File> {
    let voucher = takes_files(conn, scope, id)?;
    Ok(evidence::add(conn, scope, voucher.subject(), new)?.0)
}

/// How many files each of these vouchers has.
pub fn file_counts<'a>(
    conn: &mut Conn,
    vouchers: impl IntoIterator<Item = &'a Voucher>,
) -> Result<BTreeMap<String, i64>> {
    evidence::counts(conn, vouchers.into_iter().map(Voucher::subject))
}
