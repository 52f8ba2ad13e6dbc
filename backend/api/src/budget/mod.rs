//! Budgets: what there is to give money for, lines and their balances, vouchers, settlements, execution, open data.

pub mod dto;
pub mod execution;
mod paper;
pub mod public;
pub mod routes;
pub mod settlements;
mod sheet;
pub mod vouchers;

use chrono::NaiveDate;
use giamngheo_rules::budget::shipped;
use giamngheo_rules::words::Words;
use giamngheo_store::access::Action;
use giamngheo_store::budget::{self, Unit};
use giamngheo_store::definitions::{self, Shipped};
use giamngheo_store::{Actor, Conn, Error, Scope};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::areas::atlas::Atlas;
use crate::reminders::ReminderView;

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    routes::register(config);
    vouchers::register(config);
    settlements::register(config);
    execution::register(config);
    public::register(config);
}

/// Puts the catalogues that the product ships where they aren't yet. Idempotent.
pub fn load(conn: &mut Conn) -> giamngheo_store::Result<()> {
    let mut new = Vec::new();
    for part in shipped() {
        let mut add = |kind, code, body: serde_json::Result<String>| {
            body.map(|body| {
                new.push(Shipped {
                    kind,
                    code,
                    valid_from: part.valid_from,
                    body,
                });
            })
        };
        for item in &part.items {
            add("budget_item", &item.code, serde_json::to_string(item))?;
        }
        for source in &part.sources {
            add("fund_source", &source.code, serde_json::to_string(source))?;
        }
        for kind in &part.capital_kinds {
            add("capital_kind", &kind.code, serde_json::to_string(kind))?;
        }
    }
    definitions::load(conn, &new)
}

/// The part of a scope that lies in the area asked for, on the first day of these that knows it.
fn within(
    conn: &mut Conn,
    atlas: &Atlas,
    scope: &Scope,
    area: Option<&str>,
    days: &[NaiveDate],
) -> giamngheo_store::Result<Scope> {
    Ok(atlas.within(conn, scope, area, days)?.1)
}

/// The unit that a field of a body names. Errors: there is none.
fn unit_at(
    conn: &mut Conn,
    scope: &Scope,
    pointer: &str,
    reference: &str,
    on: NaiveDate,
) -> giamngheo_store::Result<Unit> {
    budget::unit(conn, scope, reference, on).map_err(|e| match e {
        Error::NotFound => Error::field(
            pointer,
            "unknown",
            "không có đơn vị dự toán này",
            "there is no such budget unit",
        ),
        other => other,
    })
}

/// Days on which a year's areas are looked up: its last one, or today while it runs; then today.
fn days_of(year: i32, today: NaiveDate) -> [NaiveDate; 2] {
    let last = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(today);
    [last.min(today), today]
}

/// What waits for the caller: vouchers of his own unit that somebody else entered.
pub fn remind(
    conn: &mut Conn,
    actor: &Actor,
    today: NaiveDate,
) -> giamngheo_store::Result<Vec<ReminderView>> {
    let Some(scope) = actor.scope(Action::ApproveBudget) else {
        return Ok(Vec::new());
    };
    let rows = budget::waiting(conn, &scope)?;
    Ok(rows
        .into_iter()
        .map(|row| ReminderView {
            year: row.year,
            count: row.vouchers,
            name: Some(Words {
                vi: format!("Ngân sách năm {}", row.year),
                en: format!("Budget of {}", row.year),
            }),
            ..ReminderView::new("vouchers", None, today)
        })
        .collect())
}
