//! Files coming in: upload, mapping, check, run, and what was wrong with which cell.

pub mod command;
mod dto;
pub mod files;
pub mod job;
pub mod routes;
mod judge;
mod run;
