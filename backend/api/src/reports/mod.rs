//! Official reports: forms, rounds that ask them of units, filling in, judging, and files in the official layout.

mod access;
pub mod acts;
pub mod dto;
pub mod files;
mod filling;
pub mod inputs;
pub mod rounds;
pub mod routes;
mod says;
mod sheet;
pub mod templates;
mod waiting;

use giamngheo_rules::report::shipped;
use giamngheo_store::Conn;
use giamngheo_store::definitions::{self, Shipped};
use utoipa_actix_web::service_config::ServiceConfig;

pub use filling::{Desk, Form, content};
pub use says::place;
pub use templates::KIND;
pub use waiting::remind;

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    templates::register(config);
    rounds::register(config);
    routes::register(config);
    acts::register(config);
    files::register(config);
}

/// Puts the forms that the product ships where they aren't yet. Idempotent.
pub fn load(conn: &mut Conn) -> giamngheo_store::Result<()> {
    let mut new = Vec::new();
    for form in shipped() {
        new.push(Shipped {
            kind: templates::KIND,
            code: &form.template.code,
            valid_from: form.valid_from,
            body: serde_json::to_string(&form.template)?,
        });
    }
    definitions::load(conn, &new)
}
