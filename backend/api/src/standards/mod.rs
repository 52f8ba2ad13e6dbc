//! Poverty standards and forms as records, and scoring without keeping anything.

pub mod dto;
pub mod routes;
