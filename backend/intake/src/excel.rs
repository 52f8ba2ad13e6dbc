//! Rows of an Excel sheet, streamed: the sheet is never in memory, only its shared strings are.

use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::error::FileError;
use crate::guard;
use crate::row::{Cell, RowBuf, cut};
use crate::source::Visit;
use crate::types::{Progress, ProgressUnit};
use crate::values::serial_date;

/// The most rows that a sheet can have by Excel's own rules.
const MOST_ROWS: u32 = 1_048_576;

/// An opened workbook.
pub(crate) struct Workbook {
    xlsx: Xlsx<BufReader<File>>,
    /// Names of the sheets that hold cells, hidden ones last.
    pub(crate) sheets: Vec<String>,
    from_1904: bool,
}

impl Workbook {
    pub(crate) fn open(path: &Path) -> Result<Self, FileError> {
        guard::check(path)?;
        let file = File::open(path).map_err(|e| FileError::io(&e))?;
        let xlsx = unharmed(|| Xlsx::new(BufReader::new(file)))?;
        let mut sheets = Vec::new();
        for hidden in [false, true] {
            sheets.extend(
                xlsx.sheets_metadata()
                    .iter()
                    .filter(|s| {
                        s.typ == SheetType::WorkSheet && (s.visible != SheetVisible::Visible) == hidden
                    })
                    .map(|s| s.name.clone()),
            );
        }
        if sheets.is_empty() {
            return Err(FileError::new(
                "no_sheet",
                "Tệp Excel không có trang tính nào.",
                "The Excel file has no sheet.",
            ));
        }
        let from_1904 = xlsx.has_1904_epoch();
        Ok(Self {
            xlsx,
            sheets,
            from_1904,
        })
    }

    /// Goes through the rows of a sheet that hold something.
    pub(crate) fn walk(&mut self, sheet: &str, row: &mut RowBuf, visit: Visit<'_>) -> Result<(), FileError> {
        let from_1904 = self.from_1904;
        let xlsx = &mut self.xlsx;
        let mut reader = unharmed(|| xlsx.worksheet_cells_reader(sheet))?;
        let claimed = u64::from(reader.dimensions().end.0) + 1;
        let progress = |row: u32| Progress {
            done: row.into(),
            total: claimed.max(row.into()),
            unit: ProgressUnit::Rows,
        };
        row.start(0);
        row.from_1904 = from_1904;
        let mut last_column = None;
        while let Some(cell) = unharmed(|| reader.next_cell())? {
            let (at, column) = cell.get_position();
            let number = at.saturating_add(1);
            if number > MOST_ROWS {
                return Err(too_many_rows());
            }
            if number != row.number {
                if number < row.number {
                    return Err(FileError::damaged(format!(
                        "sheet {sheet}: row {number} comes after row {}",
                        row.number
                    )));
                }
                if !row.is_blank() && visit(row, progress(row.number))?.is_break() {
                    return Ok(());
                }
                row.start(number);
                last_column = None;
            }
            let column = column as usize;
            if last_column.is_some_and(|last| last >= column) {
                return Err(FileError::damaged(format!(
                    "sheet {sheet}: the cells of row {number} are out of order"
                )));
            }
            last_column = Some(column);
            keep(row, column, cell.get_value(), from_1904);
        }
        if row.is_blank() {
            return Ok(());
        }
        let _: ControlFlow<()> = visit(row, progress(row.number))?;
        Ok(())
    }
}

fn keep(row: &mut RowBuf, column: usize, value: &DataRef<'_>, from_1904: bool) {
    match value {
        DataRef::Empty => {}
        DataRef::Int(n) => row.push(column, Cell::Number(*n as f64)),
        DataRef::Float(n) => row.push(column, Cell::Number(*n)),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            row.push(column, Cell::Text(text));
        }
        DataRef::SharedString(text) => row.push(column, Cell::Text(text)),
        DataRef::Bool(b) => row.push(column, Cell::Bool(*b)),
        DataRef::Error(error) => row.push(column, Cell::Wrong(&error.to_string())),
        DataRef::DateTime(at) => {
            let serial = at.as_f64();
            // A year typed into a cell with a date's format: 1978 would show as 31 May 1905, which nobody means.
            let year = !from_1904 && serial.fract() == 0.0 && (1900.0..=2100.0).contains(&serial);
            match serial_date(serial, from_1904) {
                Some(date) if at.is_datetime() && !year => row.push(column, Cell::Date(date)),
                _ => row.push(column, Cell::Number(serial)),
            }
        }
    }
}

fn too_many_rows() -> FileError {
    FileError::new(
        "too_many_rows",
        "Trang tính có nhiều hơn 1.048.576 dòng. Hãy chia nhỏ tệp.",
        "The sheet has more than 1,048,576 rows. Split the file.",
    )
}

/// Runs the Excel reader so that neither its errors nor a fault of its own take the program down.
fn unharmed<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, FileError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(XlsxError::RowNumberOverflow)) => Err(too_many_rows()),
        // The reader knows the seven classical errors only; at a newer one it stops.
        Ok(Err(XlsxError::CellError(error))) => {
            let error = cut(&error, 30);
            Err(FileError::new(
                "formula_error",
                format!("Trang tính có công thức lỗi “{error}”. Hãy thay bằng giá trị rồi gửi lại."),
                format!(
                    "A formula in the sheet is in error (“{error}”). Replace it by its value and resend the file."
                ),
            ))
        }
        Ok(Err(XlsxError::Password)) => Err(crate::container::password_protected()),
        Ok(Err(error)) => Err(FileError::damaged(error)),
        Err(_) => Err(FileError::damaged("the reader gave up")),
    }
}
