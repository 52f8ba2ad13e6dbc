//! Areas in time.

pub mod atlas;
pub mod boundaries;
pub mod dto;
pub mod routes;
