//! The ledger itself: locks, balances, postings, sums for views.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Text};
use giamngheo_rules::budget::{Account, Column, MOST_VND};
use giamngheo_rules::words::{Words, number_en, number_vi};

use super::{LINE, Line};
use crate::error::{Error, Result};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::sql;
use crate::{Conn, data_version};

/// An entry on its way in: an account of a line gets (or gives) money, which counts in a sum of views.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub line_id: String,
    pub account: Account,
    pub amount_vnd: i64,
    pub counts: Option<(Column, i64)>,
}

/// What an obligation gets (or gives).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draw {
    pub obligation_id: String,
    pub amount_vnd: i64,
}

/// Takes the locks of these units and years, in order, and refuses when a book is closed.
pub(super) fn open_books(conn: &mut Conn, province: &str, books: &BTreeSet<(String, i64)>) -> Result<()> {
    for (unit, year) in books {
        conn.lock(&format!("budget {unit} {year}"))?;
    }
    for (unit, year) in books {
        let closed = sql("SELECT COUNT(*) AS n FROM budget_book WHERE province_id = ? AND unit_id = ? AND year = ? AND state = 'closed'")
            .bind(province)
            .bind(unit)
            .bind(*year)
            .number(conn)?;
        if closed > 0 {
            return Err(Error::Refused {
                code: "closed_period",
                vi: format!("Sổ năm {year} của đơn vị đã quyết toán và khóa."),
                en: format!("The unit's book of {year} was settled and is closed."),
                state: "closed".into(),
                allowed: Vec::new(),
            });
        }
    }
    Ok(())
}

/// What each account gets in all.
fn net(steps: &[Step]) -> Result<BTreeMap<(String, Account), i64>> {
    let mut out: BTreeMap<(String, Account), i64> = BTreeMap::new();
    for step in steps {
        let sum = out.entry((step.line_id.clone(), step.account)).or_default();
        *sum = sum.checked_add(step.amount_vnd).ok_or_else(too_large)?;
    }
    Ok(out)
}

fn too_large() -> Error {
    Error::conflict(
        "too_large",
        format!("số dư một dòng dự toán không quá {} đồng", number_vi(MOST_VND)),
        format!("a line holds at most {} đồng", number_en(MOST_VND)),
    )
}

/// Whether the accounts can give so much beside what is pending, which it is added to. Errors: `overdraft`.
pub(super) fn fits(
    conn: &mut Conn,
    province: &str,
    steps: &[Step],
    pending: &mut BTreeMap<(String, Account), i64>,
) -> Result<()> {
    let net = net(steps)?;
    let lines: BTreeSet<&String> = net.keys().map(|(line, _)| line).collect();
    let rows: Vec<Balance> =
        sql("SELECT line_id, kind, balance_vnd FROM budget_account WHERE province_id = ? AND line_id IN ")
            .bind(province)
            .list(lines.into_iter().map(String::as_str))
            .all(conn)?;
    let balances: BTreeMap<(String, String), i64> = rows
        .into_iter()
        .map(|b| ((b.line_id, b.kind), b.balance_vnd))
        .collect();
    for ((line, account), delta) in &net {
        if *account == Account::Origin {
            continue;
        }
        let balance = balances
            .get(&(line.clone(), account.code().to_owned()))
            .copied()
            .unwrap_or(0);
        let before = pending.get(&(line.clone(), *account)).copied().unwrap_or(0);
        let left = balance.saturating_add(before);
        let after = left.saturating_add(*delta);
        if *delta < 0 && after < 0 {
            return Err(overdraft(conn, province, line, *account, -*delta, left)?);
        }
        if after > MOST_VND {
            return Err(too_large());
        }
    }
    for (key, delta) in net {
        let sum = pending.entry(key).or_default();
        *sum = sum.saturating_add(delta);
    }
    Ok(())
}

#[derive(diesel::QueryableByName)]
struct Balance {
    #[diesel(sql_type = Text)]
    line_id: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    balance_vnd: i64,
}

/// The refusal that names the line, what was asked and what is left.
fn overdraft(
    conn: &mut Conn,
    province: &str,
    line_id: &str,
    account: Account,
    asked: i64,
    left: i64,
) -> Result<Error> {
    let line: Line = sql(LINE)
        .text(" WHERE l.province_id = ? AND l.id = ?")
        .bind(province)
        .bind(line_id)
        .one(conn)?;
    let unit = super::units_by_id(conn, [line.unit_id.clone()])?.remove(&line.unit_id);
    let account = account.name();
    let catalogue = super::names(conn)?;
    let named = |found: Option<&Words>, code: &str| {
        found.cloned().unwrap_or_else(|| Words {
            vi: code.to_owned(),
            en: code.to_owned(),
        })
    };
    let unit = named(
        unit.map(|u| Words {
            vi: u.name_vi,
            en: u.name_en,
        })
        .as_ref(),
        &line.unit_id,
    );
    let item = named(catalogue.items.get(&line.item).map(|i| &i.name), &line.item);
    let source = named(catalogue.sources.get(&line.source).map(|s| &s.name), &line.source);
    let capital = named(
        catalogue.capital_kinds.get(&line.capital).map(|c| &c.name),
        &line.capital,
    );
    Ok(Error::Refused {
        code: "overdraft",
        vi: format!(
            "{}, {} ({}), {}, {}, năm {}: {} chỉ có {} đồng, cần {} đồng.",
            unit.vi,
            item.vi,
            line.item,
            source.vi,
            capital.vi,
            line.year,
            account.vi,
            number_vi(left),
            number_vi(asked)
        ),
        en: format!(
            "{}, {} ({}), {}, {}, {}: {} is {} đồng, {} đồng are asked.",
            unit.en,
            item.en,
            line.item,
            source.en,
            capital.en,
            line.year,
            account.en,
            number_en(left),
            number_en(asked)
        ),
        state: format!("{left}"),
        allowed: Vec::new(),
    })
}

/// What is posted.
pub(super) struct Posting<'a> {
    pub province: &'a str,
    pub voucher_id: &'a str,
    pub kind: &'a str,
    pub on: NaiveDate,
    pub steps: &'a [Step],
    pub draws: &'a [Draw],
}

/// Posts, in the transaction of its voucher and under the locks of its books: balances, obligations, entries, sums.
///
/// Errors: `overdraft`, `over_obligation`; nothing is kept then, since the transaction ends.
pub(super) fn post(conn: &mut Conn, scope: &Scope, posting: &Posting) -> Result<String> {
    let sum: i128 = posting.steps.iter().map(|s| i128::from(s.amount_vnd)).sum();
    if sum != 0 {
        return Err(Error::Corrupt(format!(
            "voucher {}: its entries sum to {sum}",
            posting.voucher_id
        )));
    }
    balances(conn, posting)?;
    draw(conn, posting.province, posting.draws)?;
    let id = new_id();
    sql("INSERT INTO budget_posting (province_id, id, voucher_id, kind, on_date, posted_by, posted_at) VALUES ")
        .list(Vec::<crate::sql::Value>::from([
            posting.province.into(),
            id.as_str().into(),
            posting.voucher_id.into(),
            posting.kind.into(),
            posting.on.into(),
            scope.user_id().into(),
            now().into(),
        ]))
        .run(conn)?;
    for (part, steps) in posting.steps.chunks(500).enumerate() {
        let mut insert = sql(
            "INSERT INTO budget_entry (province_id, posting_id, n, line_id, account, amount_vnd, counts, counts_vnd) VALUES ",
        );
        for (i, step) in steps.iter().enumerate() {
            let values: Vec<crate::sql::Value> = vec![
                posting.province.into(),
                id.as_str().into(),
                ((part * 500 + i + 1) as i64).into(),
                step.line_id.as_str().into(),
                step.account.code().into(),
                step.amount_vnd.into(),
                step.counts.map(|(column, _)| column.code()).into(),
                step.counts.map_or(0, |(_, amount)| amount).into(),
            ];
            insert = insert.text(if i > 0 { ", " } else { "" }).list(values);
        }
        insert.run(conn)?;
    }
    turn_over(conn, posting)?;
    first_days(conn, posting)?;
    let lines: BTreeSet<&str> = posting.steps.iter().map(|s| s.line_id.as_str()).collect();
    let areas = sql("SELECT DISTINCT CAST(u.area_id AS TEXT) AS t FROM budget_line l
         JOIN budget_unit u ON u.province_id = l.province_id AND u.id = l.unit_id
         WHERE l.province_id = ? AND l.id IN ")
    .bind(posting.province)
    .list(lines)
    .texts(conn)?;
    data_version::bump(conn, posting.province, areas.iter().map(String::as_str))?;
    Ok(id)
}

fn balances(conn: &mut Conn, posting: &Posting) -> Result<()> {
    for ((line, account), delta) in net(posting.steps)? {
        if delta == 0 {
            continue;
        }
        sql(
            "INSERT INTO budget_account (province_id, line_id, kind, balance_vnd) VALUES (?, ?, ?, 0)
             ON CONFLICT (province_id, line_id, kind) DO NOTHING",
        )
        .bind(posting.province)
        .bind(line.as_str())
        .bind(account.code())
        .run(conn)?;
        let least = if account == Account::Origin { -MOST_VND } else { 0 };
        let touched = sql("UPDATE budget_account SET balance_vnd = balance_vnd + ?
             WHERE province_id = ? AND line_id = ? AND kind = ? AND balance_vnd + ? BETWEEN ? AND ?")
        .bind(delta)
        .bind(posting.province)
        .bind(line.as_str())
        .bind(account.code())
        .bind(delta)
        .bind(least)
        .bind(MOST_VND)
        .run(conn)?;
        if touched == 1 {
            continue;
        }
        let left = sql(
            "SELECT balance_vnd AS n FROM budget_account WHERE province_id = ? AND line_id = ? AND kind = ?",
        )
        .bind(posting.province)
        .bind(line.as_str())
        .bind(account.code())
        .number(conn)?;
        if delta > 0 || account == Account::Origin {
            return Err(too_large());
        }
        return Err(overdraft(conn, posting.province, &line, account, -delta, left)?);
    }
    Ok(())
}

fn draw(conn: &mut Conn, province: &str, draws: &[Draw]) -> Result<()> {
    let mut net: BTreeMap<&str, i64> = BTreeMap::new();
    for draw in draws {
        let sum = net.entry(&draw.obligation_id).or_default();
        *sum = sum.checked_add(draw.amount_vnd).ok_or_else(too_large)?;
    }
    for (id, delta) in net {
        let touched = sql("UPDATE budget_obligation SET remaining_vnd = remaining_vnd + ?
             WHERE province_id = ? AND id = ? AND remaining_vnd + ? BETWEEN 0 AND amount_vnd")
        .bind(delta)
        .bind(province)
        .bind(id)
        .bind(delta)
        .run(conn)?;
        if touched == 0 {
            let left = remaining(conn, province, id)?;
            return Err(over_obligation(delta.saturating_neg(), left));
        }
    }
    Ok(())
}

pub(super) fn remaining(conn: &mut Conn, province: &str, id: &str) -> Result<i64> {
    sql("SELECT remaining_vnd AS n FROM budget_obligation WHERE province_id = ? AND id = ?")
        .bind(province)
        .bind(id)
        .number(conn)
}

/// The refusal of more than a commitment or an advance has left.
pub(super) fn over_obligation(asked: i64, left: i64) -> Error {
    Error::Refused {
        code: "over_obligation",
        vi: format!(
            "Cam kết hoặc tạm ứng chỉ còn {} đồng, cần {} đồng.",
            number_vi(left),
            number_vi(asked)
        ),
        en: format!(
            "The commitment or advance has {} đồng left, {} đồng are asked.",
            number_en(left),
            number_en(asked)
        ),
        state: format!("{left}"),
        allowed: Vec::new(),
    }
}

/// Adds to the sums of lines and months.
fn turn_over(conn: &mut Conn, posting: &Posting) -> Result<()> {
    let month = posting.on.format("%Y-%m").to_string();
    let mut sums: BTreeMap<&str, BTreeMap<Column, i64>> = BTreeMap::new();
    for step in posting.steps {
        if let Some((column, amount)) = step.counts {
            let sum = sums.entry(&step.line_id).or_default().entry(column).or_default();
            *sum = sum.checked_add(amount).ok_or_else(too_large)?;
        }
    }
    let columns: Vec<String> = Column::ALL.iter().map(|c| format!("{}_vnd", c.code())).collect();
    let more: Vec<String> = columns
        .iter()
        .map(|c| format!("{c} = budget_turnover.{c} + excluded.{c}"))
        .collect();
    for (line, amounts) in sums {
        let mut values: Vec<crate::sql::Value> =
            vec![posting.province.into(), line.into(), month.as_str().into()];
        values.extend(
            Column::ALL
                .iter()
                .map(|c| amounts.get(c).copied().unwrap_or(0).into()),
        );
        sql(&format!(
            "INSERT INTO budget_turnover (province_id, line_id, month, {}) VALUES ",
            columns.join(", ")
        ))
        .list(values)
        .text(&format!(
            " ON CONFLICT (province_id, line_id, month) DO UPDATE SET {}",
            more.join(", ")
        ))
        .run(conn)?;
    }
    Ok(())
}

/// Notes the first day on which lines had money.
fn first_days(conn: &mut Conn, posting: &Posting) -> Result<()> {
    let fed = posting
        .steps
        .iter()
        .filter(|s| s.account == Account::Available && s.amount_vnd > 0)
        .map(|s| s.line_id.as_str());
    let fed: BTreeSet<&str> = fed.collect();
    if fed.is_empty() {
        return Ok(());
    }
    sql("UPDATE budget_line SET first_on = ? WHERE province_id = ? AND (first_on IS NULL OR first_on > ?) AND id IN ")
        .bind(posting.on)
        .bind(posting.province)
        .bind(posting.on)
        .list(fed)
        .run(conn)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::Db;
    use crate::sql::sql;

    #[test]
    fn what_was_posted_is_neither_changed_nor_removed() {
        let folder = std::env::temp_dir().join(format!("giamngheo_ledger_{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let db = Db::open(&folder.join("x.sqlite").to_string_lossy(), 1).expect("opens");
        db.migrate().expect("its tables");
        db.write(|conn| {
            sql("INSERT INTO budget_posting (province_id, id, voucher_id, kind, on_date, posted_by, posted_at)
                 VALUES ('20', 'p', 'v', 'grant', '2026-01-02', 'x', '2026-01-02 00:00:00')")
            .run(conn)?;
            sql("INSERT INTO budget_entry (province_id, posting_id, n, line_id, account, amount_vnd, counts_vnd)
                 VALUES ('20', 'p', 1, 'l', 'available', 5, 0)")
            .run(conn)
        })
        .expect("a posting");
        for forbidden in [
            "UPDATE budget_entry SET amount_vnd = 6",
            "DELETE FROM budget_entry",
            "UPDATE budget_posting SET kind = 'commit'",
            "DELETE FROM budget_posting",
        ] {
            assert!(db.write(|conn| sql(forbidden).run(conn)).is_err(), "{forbidden}");
        }
        drop(db);
        let _ = std::fs::remove_dir_all(&folder);
    }
}
