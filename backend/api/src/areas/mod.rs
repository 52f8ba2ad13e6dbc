//! Areas in time.

pub mod boundaries;
pub mod dto;
pub mod routes;
