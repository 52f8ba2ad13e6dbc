//! Money of visited units: what the budget's books say was disbursed, and what the team found there.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
use giamngheo_rules::visit::VisitAct;
use serde_json::json;

use super::field::place;
use super::visit::{Visit, acting, areas};
use crate::budget::{self, Execution, Slice};
use crate::error::{Error, FieldError, Result, no_faults};
use crate::id::now;
use crate::scope::Scope;
use crate::sql::{row, sql};
use crate::{Conn, audit};

row! {
    /// What the team found disbursed in a unit.
    Amount {
        /// The visited unit.
        area_id: String = Text,
        /// For this item of the programme.
        item: String = Text,
        /// How much, in đồng.
        seen_vnd: i64 = BigInt,
        /// What the team says.
        note: Option<String> = Nullable<Text>,
        /// Who entered it.
        seen_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        seen_at: NaiveDateTime = Timestamp,
        /// For optimistic locking.
        version: i64 = BigInt,
    }
}

/// The money of a visited unit for an item.
#[derive(Debug, Clone)]
pub struct Money {
    /// The visited unit.
    pub area_id: String,
    /// The item of the programme, with all below it.
    pub item: String,
    /// What the books say was disbursed, in đồng, settled or not.
    pub disbursed_vnd: i64,
    /// What the team found.
    pub seen: Option<Amount>,
}

/// The last month (YYYY-MM) of what a visit can have seen of the books.
fn until(visit: &Visit, today: NaiveDate) -> String {
    visit.ends_on.min(today).format("%Y-%m").to_string()
}

/// The money of the visited units in the scope, for the items that the visit is about (or the programmes, where it names
/// none): of the fiscal year in which the visit begins, up to the month in which it ends. What is told are sums, which
/// are no secret of who keeps the books: whoever sees the visit sees them.
pub fn money(conn: &mut Conn, scope: &Scope, visit: &Visit, today: NaiveDate) -> Result<Vec<Money>> {
    let mut seen: BTreeMap<(String, String), Amount> = amounts(conn, scope, visit)?
        .into_iter()
        .map(|a| ((a.area_id.clone(), a.item.clone()), a))
        .collect();
    let slice = Slice {
        year: Some(i64::from(visit.starts_on.year())),
        until: Some(until(visit, today)),
        ..Slice::default()
    };
    let asked: Vec<String> = serde_json::from_str(&visit.items)?;
    let mut out = Vec::new();
    for area in areas(conn, scope, visit)? {
        let subtrees = crate::areas::subtrees(conn, &area.area_id)?;
        let within = scope.within(&subtrees);
        let posted = budget::execution(conn, &within, &slice, (Some(Execution::Item), None))?;
        let mut sums: BTreeMap<String, i64> = asked.iter().map(|item| (item.clone(), 0)).collect();
        for row in posted {
            let programme = row.first.split('/').next().unwrap_or_default();
            let items: Vec<&str> = if asked.is_empty() {
                vec![programme]
            } else {
                asked
                    .iter()
                    .map(String::as_str)
                    .filter(|item| lies_under(&row.first, item))
                    .collect()
            };
            for item in items {
                let sum = sums.entry(item.to_owned()).or_default();
                *sum = sum.saturating_add(row.disbursed_vnd);
            }
        }
        // What the team found of an item that the books don't know.
        let found = seen.keys().filter(|(id, _)| *id == area.area_id);
        for (_, item) in found {
            sums.entry(item.clone()).or_default();
        }
        for (item, disbursed_vnd) in sums {
            out.push(Money {
                seen: seen.remove(&(area.area_id.clone(), item.clone())),
                area_id: area.area_id.clone(),
                item,
                disbursed_vnd,
            });
        }
    }
    Ok(out)
}

/// Whether an item is another or lies below it.
fn lies_under(code: &str, item: &str) -> bool {
    code.strip_prefix(item)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn amounts(conn: &mut Conn, scope: &Scope, visit: &Visit) -> Result<Vec<Amount>> {
    sql(
        "SELECT m.area_id, m.item, m.seen_vnd, m.note, u.full_name AS seen_name, m.seen_at, m.version
         FROM visit_amount m LEFT JOIN app_user u ON u.id = m.seen_by
         WHERE m.province_id = ? AND m.visit_id = ? AND ",
    )
    .bind(&visit.province_id)
    .bind(&visit.id)
    .push(scope.condition("m.path"))
    .text(" ORDER BY m.area_id, m.item")
    .all(conn)
}

/// What a team found, on its way in.
#[derive(Debug, Clone)]
pub struct NewAmount {
    /// The visited unit: its id or code.
    pub area: String,
    /// The item of the programme.
    pub item: String,
    /// How much was disbursed as the team finds it, in đồng; none takes the entry back.
    pub seen_vnd: Option<i64>,
    /// What the team says.
    pub note: Option<String>,
    /// The version that was read, where there is one.
    pub version: Option<i64>,
}

/// Enters what the team found disbursed. Errors: the state; `/area` is not visited; `/item` is none, or not what the
/// visit is about; somebody was faster.
pub fn see_amount(conn: &mut Conn, scope: &Scope, id: &str, new: &NewAmount) -> Result<Visit> {
    let (visit, _) = acting(conn, scope, id, VisitAct::Record)?;
    let visited = areas(conn, scope, &visit)?;
    let area = place(&visited, &new.area);
    let mut bad = Vec::new();
    if area.is_none() {
        bad.push(FieldError::new(
            "/area",
            "unknown",
            "cuộc kiểm tra không có địa bàn này",
            "the visit doesn't go to this area",
        ));
    }
    let asked: Vec<String> = serde_json::from_str(&visit.items)?;
    let unknown = budget::unknown_items(conn, [("/item".to_owned(), new.item.as_str())])?;
    if !unknown.is_empty() {
        bad.extend(unknown);
    } else if !asked.is_empty() && !asked.iter().any(|item| lies_under(&new.item, item)) {
        bad.push(FieldError::new(
            "/item",
            "not_of_visit",
            "cuộc kiểm tra không về khoản mục này",
            "the visit is not about this item",
        ));
    }
    no_faults(bad)?;
    let Some(area) = area else {
        return Err(Error::NotFound);
    };
    let before = amounts(conn, scope, &visit)?
        .into_iter()
        .find(|a| a.area_id == area.area_id && a.item == new.item)
        .map(|a| a.version);
    if before != new.version {
        return Err(Error::Stale {
            current: before.unwrap_or(0),
        });
    }
    sql("DELETE FROM visit_amount WHERE province_id = ? AND visit_id = ? AND area_id = ? AND item = ?")
        .bind(&visit.province_id)
        .bind(&visit.id)
        .bind(&area.area_id)
        .bind(&new.item)
        .run(conn)?;
    if let Some(seen_vnd) = new.seen_vnd {
        sql(
            "INSERT INTO visit_amount (province_id, visit_id, area_id, item, path, seen_vnd, note, seen_by, seen_at, version)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&visit.province_id)
        .bind(&visit.id)
        .bind(&area.area_id)
        .bind(&new.item)
        .bind(&area.path)
        .bind(seen_vnd)
        .bind(new.note.clone())
        .bind(scope.user_id())
        .bind(now())
        .bind(before.unwrap_or(0) + 1)
        .run(conn)?;
    }
    audit::note(
        conn,
        scope,
        "visit.amount",
        ("visit", &visit.id),
        &visit.path,
        &json!({ "area": area.area_id, "item": new.item, "seen_vnd": new.seen_vnd }),
    )?;
    Ok(visit)
}

#[cfg(test)]
mod tests {
    use super::lies_under;

    #[test]
    fn an_item_is_not_below_one_whose_code_merely_begins_like_it() {
        assert!(lies_under("CT2635/NL/GS", "CT2635/NL"));
        assert!(lies_under("CT2635/NL", "CT2635/NL"));
        assert!(!lies_under("CT2635/NLX", "CT2635/NL"));
        assert!(!lies_under("CT2635", "CT2635/NL"));
    }
}
