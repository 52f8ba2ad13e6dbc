//! Legal documents and plans, for everybody who works where they hold.

pub mod dto;
pub mod routes;
