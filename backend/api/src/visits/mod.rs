//! Monitoring visits: checklists, plans, visits from mandate to report, the board of recommendations, the calendar.

mod access;
pub mod board;
mod calendar;
mod checklists;
mod dto;
mod field;
mod inputs;
mod plans;
mod routes;
mod says;

use giamngheo_rules::visit::shipped;
use giamngheo_store::Conn;
use giamngheo_store::definitions::{self, Shipped};
use giamngheo_store::visits::CHECKLIST;
use utoipa_actix_web::service_config::ServiceConfig;

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    checklists::register(config);
    plans::register(config);
    routes::register(config);
    field::register(config);
    board::register(config);
    calendar::register(config);
}

/// Puts the checklists that the product ships where they aren't yet. Idempotent.
pub fn load(conn: &mut Conn) -> giamngheo_store::Result<()> {
    let mut new = Vec::new();
    for one in shipped() {
        new.push(Shipped {
            kind: CHECKLIST,
            code: &one.checklist.code,
            valid_from: one.valid_from,
            body: serde_json::to_string(&one.checklist)?,
        });
    }
    definitions::load(conn, &new)
}
