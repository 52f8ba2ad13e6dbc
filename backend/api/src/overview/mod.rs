//! Totals and rates of poverty, by area, year and indicator.

pub mod dto;
pub mod routes;
