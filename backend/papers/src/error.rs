//! Why papers can't be made. All of these are mistakes in the data handed over, but for the last three.

/// Why a PDF, an Excel file or a Word document could not be made; nothing is given out by halves.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No paper was given: a PDF without pages and a workbook without sheets can't be opened.
    #[error("there is no paper to print")]
    Nothing,
    /// A table without columns.
    #[error("a table of the paper {paper:?} has no columns")]
    NoColumns {
        /// [`Paper::file_stem`](crate::Paper::file_stem).
        paper: String,
    },
    /// A row has more or fewer cells than its table has columns.
    #[error("row {row} of a table of the paper {paper:?} has {cells} cells for {columns} columns")]
    RowLength {
        /// [`Paper::file_stem`](crate::Paper::file_stem).
        paper: String,
        /// The row, counted from 1.
        row: usize,
        /// How many cells it has.
        cells: usize,
        /// How many columns the table has.
        columns: usize,
    },
    /// A decimal that is no number (NaN or infinite).
    #[error("row {row}, column {column} of a table of the paper {paper:?} is not a finite number")]
    NotFinite {
        /// [`Paper::file_stem`](crate::Paper::file_stem).
        paper: String,
        /// The row, counted from 1.
        row: usize,
        /// The column, counted from 1.
        column: usize,
    },
    /// A formula that refers to cells outside of its table or to its own cell, or whose value is no number.
    #[error("the formula in row {row}, column {column} of a table of the paper {paper:?} {what}")]
    Formula {
        /// [`Paper::file_stem`](crate::Paper::file_stem).
        paper: String,
        /// The row, counted from 1.
        row: usize,
        /// The column, counted from 1.
        column: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The address is too long for a QR code (about 2,300 bytes).
    #[error("the address to check ({length} bytes) in the paper {paper:?} is too long for a QR code")]
    CodeTooLong {
        /// [`Paper::file_stem`](crate::Paper::file_stem).
        paper: String,
        /// How many bytes the address has.
        length: usize,
    },
    /// More than Excel can hold: a text above 32,767 characters, or too many rows or columns.
    #[error("the paper {paper:?} does not fit into an Excel sheet: {what}")]
    TooLarge {
        /// [`Paper::file_stem`](crate::Paper::file_stem).
        paper: String,
        /// What Excel's limits say.
        what: String,
    },
    /// The typesetter refused; a defect of this crate's template.
    #[error("typesetting failed: {0}")]
    Typeset(String),
    /// The workbook could not be written; a defect of this crate.
    #[error("writing the workbook failed: {0}")]
    Workbook(String),
    /// The Word document could not be written; a defect of this crate.
    #[error("writing the Word document failed: {0}")]
    Word(String),
}
