//! The yearly review and the review during the year: rounds, cases, decisions, papers, and what codes stand for.

mod access;
pub mod board;
pub mod cases;
pub mod decisions;
pub mod dto;
pub mod inputs;
pub mod lookup;
pub mod papers;
pub mod routes;
pub mod says;
pub mod steps;

use utoipa_actix_web::service_config::ServiceConfig;

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    routes::register(config);
    board::register(config);
    cases::register(config);
    steps::register(config);
    decisions::register(config);
    papers::register(config);
    lookup::register(config);
}
