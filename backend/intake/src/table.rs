//! A small sheet as plain text: for definitions that people keep in Excel, not for lists of households.

use std::ops::ControlFlow;
use std::path::Path;

use crate::error::FileError;
use crate::row::{Cell, cut};
use crate::source::Source;
use crate::types::Format;

/// The most characters of a cell; Excel's own limit.
const MOST_CHARACTERS: usize = 32_767;

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// The row, counted from 1 (the line in a text file).
    pub number: u32,
    /// What stands in its cells as a person sees it, by column from 0; dates as dd/mm/yyyy. Empty ones are left out.
    pub cells: Vec<(usize, String)>,
    /// Columns in which a number stands, not a text: `123.456` is then a fraction, whatever separators people type.
    pub numbers: Vec<usize>,
}

impl TableRow {
    /// The text of a column; empty where nothing stands.
    pub fn cell(&self, column: usize) -> &str {
        let found = self.cells.iter().find(|(c, _)| *c == column);
        found.map_or("", |(_, text)| text)
    }

    /// Whether a number stands in the column, written as a plain decimal.
    pub fn is_number(&self, column: usize) -> bool {
        self.numbers.contains(&column)
    }
}

/// Reads the first sheet of an Excel workbook, or a CSV file, of at most `most_rows` rows that hold something.
///
/// Errors: it is no such file, it would do harm, or it is longer.
pub fn read_table(path: &Path, most_rows: usize) -> Result<Vec<TableRow>, FileError> {
    let mut source = Source::open(path, "")?;
    if source.format == Format::Ndjson {
        return Err(FileError::new(
            "unsupported_type",
            "Chỉ nhận tệp Excel (.xlsx) hoặc CSV.",
            "Only Excel (.xlsx) or CSV files can be read.",
        ));
    }
    let sheet = source.sheets.first().cloned().unwrap_or_default();
    let mut rows = Vec::new();
    source.walk(&sheet, None, &mut |row, _| {
        if let Some(broken) = &row.broken {
            return Err(FileError::new(
                broken.code,
                format!("Dòng {}: {}.", row.number, broken.vi),
                format!("Row {}: {}.", row.number, broken.en),
            ));
        }
        if rows.len() == most_rows {
            return Err(FileError::new(
                "too_many_rows",
                format!("Trang tính có nhiều hơn {most_rows} dòng."),
                format!("The sheet has more than {most_rows} rows."),
            ));
        }
        let cells = row
            .filled()
            .map(|(column, cell)| (column, cut(&cell.shown(), MOST_CHARACTERS)));
        rows.push(TableRow {
            number: row.number,
            cells: cells.collect(),
            numbers: row
                .filled()
                .filter(|(_, cell)| matches!(cell, Cell::Number(_)))
                .map(|(column, _)| column)
                .collect(),
        });
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, bytes: &[u8], most: usize) -> Result<Vec<TableRow>, String> {
        let path = std::env::temp_dir().join(format!("giamngheo_table_{}_{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        let rows = read_table(&path, most).map_err(|e| e.code);
        std::fs::remove_file(&path).unwrap();
        rows
    }

    #[test]
    fn cells_are_texts_in_their_columns() {
        let rows = table("a", "mã,tên\nI1,\"a\nb\"\n,,x\n".as_bytes(), 9).unwrap();
        assert_eq!(
            (rows[1].number, rows[1].cell(1), rows[1].cell(7)),
            (2, "a\nb", "")
        );
        assert_eq!(rows[2].cells, [(2, "x".to_owned())]);
    }

    #[test]
    fn what_is_no_sheet_is_refused() {
        let check =
            |name, bytes: &[u8], code: &str| assert_eq!(table(name, bytes, 2), Err(code.into()), "{name}");
        check("b", b"", "empty");
        check("c", b"{\"a\":1}", "unsupported_type");
        check("d", b"%PDF-1.7", "unsupported_type");
        check("e", b"PK\x03\x04nonsense", "damaged");
        check("f", b"a\nb\nc\n", "too_many_rows");
    }
}
