//! Writes a file again as Excel with its bad cells marked, for the person who must correct it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use chrono::Datelike;
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format as Style, FormatAlign, Note, Workbook, Worksheet, XlsxError,
};

use crate::error::FileError;
use crate::row::{Cell, RowBuf, cut};
use crate::source::Source;
use crate::types::{CellProblem, Severity};

/// Rows of one sheet of the output; longer text files go on in a further sheet.
const ROWS_A_SHEET: u32 = 1_000_000;
/// Notes are kept in memory until the end; beyond these the colour and the last column tell.
const MOST_NOTES: usize = 10_000;
/// Further sheets are written only if they have problems: a small file can name one large sheet a thousand times.
const MOST_SHEETS: usize = 10;
const MOST_TEXT: usize = 32_000;
const LAST_COLUMN: usize = 16_383;
const ERROR_HEADER: &str = "Lỗi / Error";

/// Writes `out`, an Excel file with all cells (of the first ten sheets and of any with problems) of the file at `path` as values, the cells of `problems` filled
/// (errors red, differences yellow) and noted, a last column that tells what is wrong with each row, and a
/// further sheet that lists every problem. Streamed: memory grows with the problems, not with the file.
pub fn mark_errors(
    path: &Path,
    file_name: &str,
    problems: &[CellProblem],
    out: &Path,
) -> Result<(), FileError> {
    let mut source = Source::open(path, file_name)?;
    let mut sorted: Vec<&CellProblem> = problems.iter().collect();
    sorted.sort_by_key(|p| (p.row, p.column));
    let styles = Styles::new();
    let mut book = Workbook::new();
    let mut names: Vec<String> = Vec::new();
    let mut notes = 0;
    let one_sheet = source.sheets.len() == 1;
    // A line of NDJSON is one cell here.
    let one_column = source.format == crate::Format::Ndjson;
    for (at, sheet) in source.sheets.clone().into_iter().enumerate() {
        // A text file's problems are its one sheet's, whatever the file was called then.
        let own: Vec<&CellProblem> = sorted
            .iter()
            .copied()
            .filter(|p| one_sheet || p.sheet == sheet)
            .collect();
        if at >= MOST_SHEETS && own.is_empty() {
            continue;
        }
        let plan = plan(&mut source, &sheet, &own, one_column)?;
        for part in 0..plan.parts.max(1) {
            let name = sheet_name(&sheet, part, &names);
            let page = book
                .add_worksheet_with_constant_memory()
                .map_err(|e| not_written(&e))?;
            page.set_name(&name).map_err(|e| not_written(&e))?;
            names.push(name);
            let mut failed = None;
            let mut next = own.partition_point(|p| part_of(p.row) < part);
            let mut writer = Writer {
                page,
                styles: &styles,
                notes: &mut notes,
                plan: &plan,
                one_column,
            };
            source.walk(&sheet, None, &mut |row, _| {
                if part_of(row.number) < part {
                    return Ok(ControlFlow::Continue(()));
                }
                if part_of(row.number) > part {
                    return Ok(ControlFlow::Break(()));
                }
                while own.get(next).is_some_and(|p| p.row < row.number) {
                    next += 1;
                }
                let of_row = own.get(next..).unwrap_or_default();
                let count = of_row.iter().take_while(|p| p.row == row.number).count();
                match writer.row(row, of_row.get(..count).unwrap_or_default()) {
                    Ok(()) => Ok(ControlFlow::Continue(())),
                    Err(error) => {
                        failed = Some(error);
                        Ok(ControlFlow::Break(()))
                    }
                }
            })?;
            if let Some(error) = failed {
                return Err(not_written(&error));
            }
        }
    }
    let name = sheet_name("Lỗi - Errors", 0, &names);
    sorted.sort_by(|a, b| a.sheet.cmp(&b.sheet));
    list(&mut book, &name, &sorted, &styles).map_err(|e| not_written(&e))?;
    book.save(out).map_err(|e| not_written(&e))
}

fn not_written(error: &XlsxError) -> FileError {
    FileError::new(
        "not_written",
        "Không ghi được tệp đánh dấu lỗi trên máy chủ.",
        format!("The file with the marks can't be written on the server: {error}."),
    )
}

struct Styles {
    error: Style,
    difference: Style,
    error_date: Style,
    difference_date: Style,
    date: Style,
    told: Style,
    header: Style,
}

impl Styles {
    fn new() -> Self {
        let filled = |colour: u32| Style::new().set_background_color(Color::RGB(colour));
        let dated = |style: &Style| style.clone().set_num_format("dd/mm/yyyy");
        let (error, difference) = (
            filled(0xFF_A0A0).set_font_color(Color::RGB(0x9C_0006)),
            filled(0xFF_EB9C),
        );
        Self {
            error_date: dated(&error),
            difference_date: dated(&difference),
            date: dated(&Style::new()),
            told: Style::new().set_font_color(Color::RGB(0x9C_0006)),
            header: Style::new().set_bold().set_align(FormatAlign::Top),
            error,
            difference,
        }
    }
}

/// What must be known of a sheet before its first row is written.
struct Plan {
    /// How many sheets of the output it needs.
    parts: u32,
    /// The column of [`ERROR_HEADER`]; none when the sheet is as wide as can be.
    told: Option<usize>,
    /// The row of [`ERROR_HEADER`].
    header: u32,
}

fn part_of(row: u32) -> u32 {
    row.saturating_sub(1) / ROWS_A_SHEET
}

fn plan(
    source: &mut Source,
    sheet: &str,
    problems: &[&CellProblem],
    one_column: bool,
) -> Result<Plan, FileError> {
    let beyond = problems
        .iter()
        .map(|p| if one_column { 0 } else { p.column })
        .filter(|c| *c <= LAST_COLUMN)
        .max();
    let mut widest = beyond.map_or(0, |c| c + 1);
    let mut parts = 0;
    let mut header = None;
    let mut first = None;
    source.walk(sheet, None, &mut |row, _| {
        first.get_or_insert(row.number);
        parts = part_of(row.number) + 1;
        if let Some((column, _)) = row.filled().last() {
            widest = widest.max(column + 1);
        }
        // The header is the first row above the problems that says what one of them says its column is called.
        if let Some(problem) = problems
            .iter()
            .find(|p| p.field.is_some())
            .filter(|p| header.is_none() && row.number < p.row)
        {
            let text = row.cell(problem.column).shown().trim().to_owned();
            if !text.is_empty() && problem.header.contains(&text) {
                header = Some(row.number);
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    // A line of NDJSON has no header to stand beside.
    let header = if one_column {
        0
    } else {
        header.or(first).unwrap_or(1)
    };
    Ok(Plan {
        parts,
        told: (widest <= LAST_COLUMN && !problems.is_empty()).then_some(widest),
        header,
    })
}

struct Writer<'a> {
    page: &'a mut Worksheet,
    styles: &'a Styles,
    notes: &'a mut usize,
    plan: &'a Plan,
    one_column: bool,
}

impl Writer<'_> {
    fn row(&mut self, row: &RowBuf, problems: &[&CellProblem]) -> Result<(), XlsxError> {
        let at = row.number.saturating_sub(1) % ROWS_A_SHEET;
        // The worst of a cell decides its colour; a cell may be marked and empty.
        let mut marked: BTreeMap<usize, (Severity, Vec<&CellProblem>)> = BTreeMap::new();
        for problem in problems.iter().copied() {
            let column = if self.one_column { 0 } else { problem.column };
            if column > LAST_COLUMN {
                continue;
            }
            let mark = marked.entry(column).or_insert((problem.severity, Vec::new()));
            if problem.severity == Severity::Error {
                mark.0 = Severity::Error;
            }
            mark.1.push(problem);
        }
        let broken = row.broken.as_ref().map(|b| b.value.as_str());
        let mut columns: Vec<usize> = row
            .filled()
            .map(|(c, _)| c)
            .filter(|c| *c <= LAST_COLUMN)
            .collect();
        columns.extend(marked.keys());
        columns.sort_unstable();
        columns.dedup();
        for column in columns {
            let severity = marked.get(&column).map(|(severity, _)| *severity);
            let cell = match (column, broken) {
                (0, Some(text)) => Cell::Text(text),
                _ => row.cell(column),
            };
            self.cell(at, column as u16, cell, severity)?;
            if let Some((_, told)) = marked.get(&column)
                && *self.notes < MOST_NOTES
            {
                *self.notes += 1;
                let text: Vec<String> = told.iter().map(|p| format!("{}\n{}", p.vi, p.en)).collect();
                let note = Note::new(cut(&text.join("\n"), 1000))
                    .set_author("Giảm Nghèo")
                    .set_width(300)
                    .set_height(110);
                self.page.insert_note(at, column as u16, &note)?;
            }
        }
        if let Some(told) = self.plan.told {
            if row.number == self.plan.header {
                self.page
                    .write_string_with_format(at, told as u16, ERROR_HEADER, &self.styles.header)?;
            } else if !problems.is_empty() {
                let text: Vec<String> = problems.iter().map(|p| summary(p)).collect();
                self.page.write_string_with_format(
                    at,
                    told as u16,
                    cut(&text.join("; "), MOST_TEXT),
                    &self.styles.told,
                )?;
            }
        }
        Ok(())
    }

    fn cell(
        &mut self,
        row: u32,
        column: u16,
        cell: Cell<'_>,
        mark: Option<Severity>,
    ) -> Result<(), XlsxError> {
        let style = match mark {
            Some(Severity::Error) => Some(&self.styles.error),
            Some(Severity::Difference) => Some(&self.styles.difference),
            None => None,
        };
        let page = &mut *self.page;
        match (cell, style) {
            (Cell::Empty, Some(style)) => page.write_blank(row, column, style)?,
            (Cell::Empty, None) => return Ok(()),
            (Cell::Number(n), Some(style)) if n.is_finite() => {
                page.write_number_with_format(row, column, n, style)?
            }
            (Cell::Number(n), None) if n.is_finite() => page.write_number(row, column, n)?,
            (Cell::Bool(b), Some(style)) => page.write_boolean_with_format(row, column, b, style)?,
            (Cell::Bool(b), None) => page.write_boolean(row, column, b)?,
            (Cell::Date(date), _) => {
                let dated = match mark {
                    Some(Severity::Error) => &self.styles.error_date,
                    Some(Severity::Difference) => &self.styles.difference_date,
                    None => &self.styles.date,
                };
                let parts = u16::try_from(date.year())
                    .ok()
                    .and_then(|y| ExcelDateTime::from_ymd(y, date.month() as u8, date.day() as u8).ok());
                match parts {
                    Some(parts) => page.write_datetime_with_format(row, column, &parts, dated)?,
                    None => page.write_string_with_format(row, column, cell.shown(), dated)?,
                }
            }
            (other, Some(style)) => {
                page.write_string_with_format(row, column, cut(&other.shown(), MOST_TEXT), style)?
            }
            (other, None) => page.write_string(row, column, cut(&other.shown(), MOST_TEXT))?,
        };
        Ok(())
    }
}

fn summary(problem: &CellProblem) -> String {
    if problem.header.is_empty() {
        format!("{} / {}", problem.vi, problem.en)
    } else {
        format!("{}: {} / {}", problem.header, problem.vi, problem.en)
    }
}

/// The sheet that lists every problem.
fn list(
    book: &mut Workbook,
    name: &str,
    problems: &[&CellProblem],
    styles: &Styles,
) -> Result<(), XlsxError> {
    const HEADERS: [(&str, f64); 9] = [
        ("Trang tính / Sheet", 18.0),
        ("Dòng / Row", 10.0),
        ("Cột / Column", 10.0),
        ("Tiêu đề / Header", 30.0),
        ("Giá trị / Value", 24.0),
        ("Mức / Severity", 12.0),
        ("Mã / Code", 20.0),
        ("Lỗi", 60.0),
        ("Error", 60.0),
    ];
    let page = book.add_worksheet_with_constant_memory()?;
    page.set_name(name)?;
    for (column, (_, width)) in HEADERS.iter().enumerate() {
        page.set_column_width(column as u16, *width)?;
    }
    for (column, (header, _)) in HEADERS.iter().enumerate() {
        page.write_string_with_format(0, column as u16, *header, &styles.header)?;
    }
    let fit = problems.iter().take(ROWS_A_SHEET as usize);
    for (i, problem) in fit.enumerate() {
        let at = i as u32 + 1;
        let severity = match problem.severity {
            Severity::Error => "lỗi / error",
            Severity::Difference => "khác biệt / difference",
        };
        page.write_string(at, 0, cut(&problem.sheet, 200))?;
        page.write_number(at, 1, problem.row)?;
        page.write_string(at, 2, &problem.column_letter)?;
        page.write_string(at, 3, cut(&problem.header, 1000))?;
        page.write_string(at, 4, cut(&problem.value, 1000))?;
        page.write_string(at, 5, severity)?;
        page.write_string(at, 6, cut(&problem.code, 200))?;
        page.write_string(at, 7, cut(&problem.vi, 2000))?;
        page.write_string(at, 8, cut(&problem.en, 2000))?;
    }
    let left = problems.len().saturating_sub(ROWS_A_SHEET as usize);
    if left > 0 {
        let text = format!("… còn {left} lỗi nữa / {left} more problems");
        page.write_string(ROWS_A_SHEET + 1, 0, text)?;
    }
    Ok(())
}

/// A name that Excel takes and that no other sheet has: at most 31 characters, without `[]:*?/\`.
fn sheet_name(wanted: &str, part: u32, taken: &[String]) -> String {
    let clean: String = wanted
        .chars()
        .map(|c| {
            if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect();
    let clean = clean.trim().trim_matches('\'').trim();
    let clean = if clean.is_empty() || clean.eq_ignore_ascii_case("history") {
        "Sheet"
    } else {
        clean
    };
    // Excel counts UTF-16 units and not letters.
    let fit = |text: &str, most: usize| {
        let mut units = 0;
        let kept: String = text
            .chars()
            .take_while(|c| {
                units += c.len_utf16();
                units <= most
            })
            .collect();
        kept.trim().trim_end_matches('\'').to_owned()
    };
    let mut number = part + 1;
    loop {
        let name = if number == 1 {
            fit(clean, 31)
        } else {
            format!("{} ({number})", fit(clean, 20))
        };
        if !taken.iter().any(|t| t.to_lowercase() == name.to_lowercase()) {
            return name;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_fit_excel() {
        let taken = ["ds".to_owned()];
        assert_eq!(sheet_name("DS", 0, &taken), "DS (2)");
        assert_eq!(sheet_name("a/b:c", 0, &[]), "a b c");
        assert_eq!(sheet_name("'?'", 0, &[]), "Sheet");
        assert_eq!(sheet_name(&"ư".repeat(60), 0, &[]).chars().count(), 31);
    }
}
