//! Figures that units enter for indicators, with comments and evidence, and the targets they are held against.

pub mod dto;
pub mod routes;
