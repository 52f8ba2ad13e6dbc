//! The results framework as administrators keep it: programme, objectives, results, indicators and area groups, in
//! versions, on screen and as a sheet.

mod dto;
mod plan;
pub mod routes;
pub mod sheet;

use giamngheo_rules::framework::{Item, ItemKind, shipped, shipped_changes};
use giamngheo_store::Conn;
use giamngheo_store::definitions::{self, Shipped};

/// Puts what the product ships where it isn't yet. Idempotent.
pub fn load(conn: &mut Conn) -> giamngheo_store::Result<()> {
    let shipped = shipped();
    let items = shipped.items();
    let new: Vec<Shipped> = items
        .iter()
        .map(|item| Shipped {
            kind: item.kind().code(),
            code: item.code(),
            valid_from: shipped.valid_from,
            body: item.to_json(),
        })
        .collect();
    definitions::load(conn, &new)?;
    for change in shipped_changes() {
        for indicator in &change.indicators {
            let new = Shipped {
                kind: ItemKind::Indicator.code(),
                code: &indicator.code,
                valid_from: change.valid_from,
                body: Item::Indicator(Box::new(indicator.clone())).to_json(),
            };
            definitions::follow(conn, &new)?;
        }
    }
    Ok(())
}
