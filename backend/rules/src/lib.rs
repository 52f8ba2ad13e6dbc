//! The programme's law as pure functions and data: no I/O, no clock, no database.

pub mod area;
pub mod budget;
pub mod calendar;
mod codes;
pub mod contradiction;
pub mod deprivation;
pub mod form;
pub mod formula;
pub mod framework;
pub mod movement;
pub mod period;
pub mod plan;
pub mod poverty;
pub mod report;
pub mod review;
pub mod sample;
pub mod suppress;
pub mod text;
pub mod visit;
pub mod words;
