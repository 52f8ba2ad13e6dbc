//! Reads the files people send (Excel, CSV, NDJSON) into typed rows and named errors, row by row.
//!
//! This crate knows what officers' sheets look like and what can be wrong with them. It leaves to others: the
//! database, who may import what, and comparing what a sheet states with what the law's rule says.
//!
//! The way of a file: [`inspect`] looks at its beginning and proposes a [`Mapping`]; the person may correct it;
//! [`read`] then goes through the file once and hands each row to a visitor; [`mark_errors`] writes the file
//! again as Excel with the bad cells marked. [`read_table`] reads a small sheet of anything else as plain text.

mod container;
mod error;
mod excel;
mod fields;
mod guard;
mod layout;
mod lines;
mod marks;
mod ndjson;
mod read;
mod row;
mod source;
mod table;
mod types;
mod values;

pub use error::FileError;
pub use fields::{Field, IndicatorNames, Kind, Schema};
pub use layout::inspect;
pub use marks::mark_errors;
pub use read::read;
pub use table::{TableRow, read_table};
pub use types::{
    Birth, CellProblem, Column, ColumnIndex, Format, HouseholdRow, Inspection, Mapping, MemberRow, Parsed,
    Precision, Progress, ProgressUnit, Severity, SheetInspection, Summary, Title,
};
