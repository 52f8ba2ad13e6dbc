//! The programme's law as pure functions and data: no I/O, no clock, no database.

pub mod area;
pub mod calendar;
pub mod contradiction;
pub mod deprivation;
pub mod form;
pub mod movement;
pub mod poverty;
pub mod review;
pub mod sample;
pub mod text;
pub mod words;
