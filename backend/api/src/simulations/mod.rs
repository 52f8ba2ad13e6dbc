//! What a register would be under another standard, kept to be compared.

pub mod dto;
mod outcome;
pub mod routes;
