//! Official documents from plain data to PDF, Word and Excel, in the layout of Nghị định 30/2020/NĐ-CP.
//!
//! This crate knows how an official paper looks: the national head, number, date and place, articles, tables that run
//! over many pages, signatures, recipients, certificates with a code to check. It leaves to others what the papers
//! say: it knows no household, no round, no database and no HTTP. Whoever wants a paper fills in a [`Paper`] and asks
//! for [`pdf`], [`docx`] or [`xlsx`]; all tell the same.
//!
//! What users typed is data, never markup and never a formula: the PDF's template reads it as strings from a virtual
//! JSON file, in Word it is escaped, and in Excel every text is written as text: a [`Formula`] is made of cells and
//! numbers alone. The same papers always give the same bytes.

mod check;
mod error;
mod formula;
mod model;
mod sheet;
mod text;
mod typeset;
mod view;
mod word;

pub use error::Error;
pub use formula::{At, Formula};
pub use model::{
    Block, Cell, Check, Column, ColumnKind, Issuer, Orientation, Paper, Row, RowKind, Signature, Style, Table,
};
pub use sheet::xlsx;
pub use typeset::pdf;
pub use word::docx;
