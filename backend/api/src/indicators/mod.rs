//! Indicators: worked out for any area and period, explained down to the households, compared with targets.

pub mod dto;
pub mod engine;
pub mod public;
pub mod routes;
pub mod table;
pub mod trace;

use utoipa_actix_web::service_config::ServiceConfig;

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    routes::register(config);
    trace::register(config);
    public::register(config);
}
