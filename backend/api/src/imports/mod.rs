//! Files coming in: upload, mapping, check, run, and what was wrong with which cell.

pub mod command;
mod dto;
pub mod files;
pub mod job;
mod judge;
pub mod routes;
mod run;
