//! Households: the registry as it is read, changed and taken out.

pub mod dto;
mod export;
pub mod life;
pub mod routes;
pub mod survey;

pub use export::XLSX;
