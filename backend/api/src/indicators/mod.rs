//! Indicators: worked out for any area and period.

pub mod engine;

use giamngheo_rules::framework::shipped;
use giamngheo_store::Conn;
use giamngheo_store::definitions::{self, Shipped};

/// Puts the indicators and groups that the product ships where they aren't yet. Idempotent.
pub fn load(conn: &mut Conn) -> giamngheo_store::Result<()> {
    let shipped = shipped();
    let mut new = Vec::new();
    for item in &shipped.indicators {
        new.push(Shipped {
            kind: "indicator",
            code: &item.code,
            valid_from: shipped.valid_from,
            body: serde_json::to_string(item)?,
        });
    }
    for item in &shipped.area_groups {
        new.push(Shipped {
            kind: "area_group",
            code: &item.code,
            valid_from: shipped.valid_from,
            body: serde_json::to_string(item)?,
        });
    }
    definitions::load(conn, &new)
}
