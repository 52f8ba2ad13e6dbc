//! From papers to an Excel workbook: one sheet for each, to work with and to print as it is.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, Image, Workbook,
    Worksheet, XlsxError, utility,
};

use crate::formula::Names;
use crate::view::{self, HeadCell};
use crate::{
    Block, Cell, Check, Column, ColumnKind, Error, Orientation, Paper, Row, RowKind, Signature, Style, Table,
    text,
};

/// Letters in points.
const SIZE: f64 = 12.0;
/// Height of a line of text in points.
const LINE: f64 = 16.5;
/// The unit of Excel's column widths in points (a digit of the standard font); a column is 0.7 units wider than it says.
const UNIT: f64 = 5.25;
/// How many letters of 12 points stand in such a unit, on average and with some reserve.
const LETTERS: f64 = 1.1;
/// A long paragraph goes on in the next row: Excel's rows end at 409 points.
const MOST_LINES: usize = 20;
/// Whole numbers above this lose digits in Excel, so they are written as text.
const EXACT: u64 = 999_999_999_999_999;

/// Papers as one workbook, one sheet for each: A4, margins, fit to the width of the page, header rows that repeat and
/// stay in sight. Numbers and dates are numbers and dates, [formulas](Cell::Formula) are formulas with their value; a text
/// is a text, even one that looks like a formula.
pub fn xlsx(papers: &[Paper]) -> Result<Vec<u8>, Error> {
    view::validate(papers)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(papers)?);
    let mut names = Vec::new();
    for paper in papers {
        let name = sheet_name(&paper.file_stem, &names);
        let sheet = workbook.add_worksheet();
        write(sheet, paper, &name).map_err(|e| refusal(paper, &e))?;
        names.push(name);
    }
    workbook
        .save_to_buffer()
        .map_err(|e| Error::Workbook(e.to_string()))
}

fn refusal(paper: &Paper, error: &XlsxError) -> Error {
    match error {
        XlsxError::MaxStringLengthExceeded | XlsxError::RowColumnLimitError => Error::TooLarge {
            paper: paper.file_stem.clone(),
            what: error.to_string(),
        },
        other => Error::Workbook(other.to_string()),
    }
}

/// Title, author and the papers' own date; without one a fixed day, never the clock's.
fn properties(papers: &[Paper]) -> Result<DocProperties, Error> {
    use chrono::Datelike;
    let first = papers.first().ok_or(Error::Nothing)?;
    let date = first.date.and_then(|d| excel_date(d.year(), d.month(), d.day()));
    let date = match date {
        Some(date) => date,
        None => ExcelDateTime::from_ymd(2000, 1, 1).map_err(|e| Error::Workbook(e.to_string()))?,
    };
    let short = |text: &str| {
        text::clean(text)
            .replace('\n', " ")
            .chars()
            .take(250)
            .collect::<String>()
    };
    Ok(DocProperties::new()
        .set_title(short(&first.title))
        .set_author(short(&first.issuer.name))
        .set_creation_datetime(&date))
}

fn excel_date(year: i32, month: u32, day: u32) -> Option<ExcelDateTime> {
    let year = u16::try_from(year).ok().filter(|y| (1900..=9999).contains(y))?;
    ExcelDateTime::from_ymd(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?).ok()
}

/// A name Excel takes: at most 31 characters, none of `[]:*?/\`, no apostrophe at its ends, not used before.
fn sheet_name(stem: &str, used: &[String]) -> String {
    let cleaned: String = text::clean(stem)
        .chars()
        .map(|c| if "[]:*?/\\\n".contains(c) { ' ' } else { c })
        .collect();
    let base = cleaned.trim_matches(|c: char| c == '\'' || c.is_whitespace());
    let base = if base.is_empty() || base.eq_ignore_ascii_case("history") {
        "Trang"
    } else {
        base
    };
    // Excel counts UTF-16 units.
    let cut = |most: usize| {
        let mut units = 0;
        let kept: String = base
            .chars()
            .take_while(|c| {
                units += c.len_utf16();
                units <= most
            })
            .collect();
        kept.trim_end_matches(|c: char| c == '\'' || c.is_whitespace())
            .to_owned()
    };
    let taken = |name: &str| used.iter().any(|u| u.to_lowercase() == name.to_lowercase());
    let mut name = cut(31);
    let mut n = used.len();
    while taken(&name) {
        n += 1;
        name = format!("{} ({n})", cut(22));
    }
    name
}

/// The columns of a sheet: those of its largest table. Other tables and all texts are laid over them.
struct Grid {
    /// In characters.
    widths: Vec<f64>,
}

impl Grid {
    fn of(paper: &Paper) -> Self {
        // The width of the print in points.
        let room = match (paper.style, paper.orientation) {
            (Style::Document, Orientation::Portrait) => 453.0,
            (Style::Document, Orientation::Landscape) => 700.0,
            (Style::Certificate, Orientation::Portrait) => 340.0,
            (Style::Certificate, Orientation::Landscape) => 515.0,
        };
        let largest = paper
            .blocks
            .iter()
            .filter_map(|b| {
                if let Block::Table(table) = b {
                    Some(table)
                } else {
                    None
                }
            })
            .max_by_key(|t| (t.columns.len(), t.rows.len()));
        let mut widths = match largest {
            Some(table) => view::widths(table, room, SIZE),
            None => vec![room / 6.0; 6],
        };
        if let [only] = widths.as_slice() {
            widths = vec![only / 2.0; 2];
        }
        Self {
            widths: widths
                .into_iter()
                .map(|w| (w / UNIT - 0.7).clamp(2.0, 250.0))
                .collect(),
        }
    }

    fn last(&self) -> u16 {
        self.widths.len().saturating_sub(1) as u16
    }

    fn width(&self, first: u16, last: u16) -> f64 {
        self.widths
            .iter()
            .skip(first.into())
            .take(usize::from(last.saturating_sub(first)) + 1)
            .sum()
    }

    /// The first column of the right half, when the left half shall have this share; both have at least one column.
    fn middle(&self, share: f64) -> u16 {
        let all = self.width(0, self.last());
        (1..=self.last())
            .min_by(|a, b| {
                let off = |c: &u16| (self.width(0, c - 1) - share * all).abs();
                off(a).total_cmp(&off(b))
            })
            .unwrap_or(1)
    }

    /// Where the columns of a table lie: first and last column of the sheet for each.
    fn places(&self, weights: &[f64]) -> Vec<(u16, u16)> {
        let (count, all) = (weights.len() as u16, self.last() + 1);
        if count >= all {
            return (0..count).map(|c| (c, c)).collect();
        }
        let total: f64 = weights.iter().sum();
        let mut begun = 0.0;
        let mut first = 0;
        let mut out = Vec::with_capacity(weights.len());
        for (i, weight) in weights.iter().enumerate() {
            begun += weight / total * self.width(0, self.last());
            let most = all - (count - i as u16);
            let off = |last: &u16| (self.width(0, *last) - begun).abs();
            let last = if i + 1 == weights.len() {
                all - 1
            } else {
                (first..=most)
                    .min_by(|a, b| off(a).total_cmp(&off(b)))
                    .unwrap_or(first)
            };
            out.push((first, last));
            first = last + 1;
        }
        out
    }
}

/// A sheet being written from top to bottom.
struct Pen<'a> {
    sheet: &'a mut Worksheet,
    grid: Grid,
    row: u32,
}

/// How a text looks.
#[derive(Clone, Copy, Default)]
struct Look {
    bold: bool,
    italic: bool,
    centred: bool,
    right: bool,
    top: bool,
    underlined: bool,
    border: bool,
    size: Option<f64>,
    red: bool,
}

const PLAIN: Look = Look {
    bold: false,
    italic: false,
    centred: false,
    right: false,
    top: false,
    underlined: false,
    border: false,
    size: None,
    red: false,
};
const BOLD: Look = Look { bold: true, ..PLAIN };
const ITALIC: Look = Look {
    italic: true,
    ..PLAIN
};
const HEAD: Look = Look {
    bold: true,
    centred: true,
    ..PLAIN
};
const HEAD_ITALIC: Look = Look {
    italic: true,
    centred: true,
    ..PLAIN
};

impl Look {
    fn format(self, text: &str) -> Format {
        let mut format = base(self.size.unwrap_or(SIZE)).set_text_wrap();
        format = format.set_align(if self.centred {
            FormatAlign::Center
        } else if self.right {
            FormatAlign::Right
        } else {
            FormatAlign::Left
        });
        format = format.set_align(if self.top {
            FormatAlign::Top
        } else {
            FormatAlign::VerticalCenter
        });
        if self.bold {
            format = format.set_bold();
        }
        if self.italic {
            format = format.set_italic();
        }
        if self.underlined {
            format = format.set_underline(FormatUnderline::Single);
        }
        if self.border {
            format = format.set_border(FormatBorder::Thin);
        }
        if self.red {
            format = format.set_font_color(0x00B3_121D);
        }
        guarded(format, text)
    }
}

fn base(size: f64) -> Format {
    Format::new().set_font_name("Times New Roman").set_font_size(size)
}

/// A text that begins like a formula gets the mark that keeps it a text even when someone edits the cell.
fn guarded(format: Format, text: &str) -> Format {
    if text.starts_with(['=', '+', '-', '@']) {
        format.set_quote_prefix()
    } else {
        format
    }
}

type Done = Result<(), XlsxError>;

impl Pen<'_> {
    /// A text over some columns of the present row.
    fn put(&mut self, (first, last): (u16, u16), text: &str, look: Look) -> Done {
        let format = look.format(text);
        if first < last {
            self.sheet
                .merge_range(self.row, first, self.row, last, text, &format)?;
        } else {
            self.sheet
                .write_string_with_format(self.row, first, text, &format)?;
        }
        Ok(())
    }

    /// How many lines a text takes there.
    fn lines(&self, (first, last): (u16, u16), text: &str, look: Look) -> usize {
        let letters = look.size.unwrap_or(SIZE) / SIZE * if look.bold { 1.08 } else { 1.0 };
        let most = (self.grid.width(first, last) * LETTERS / letters).max(1.0);
        text.split('\n')
            .map(|part| (part.chars().count() as f64 / most).ceil().max(1.0) as usize)
            .sum()
    }

    fn next(&mut self, lines: usize, size: f64) -> Done {
        self.sheet
            .set_row_height(self.row, (lines.max(1) as f64 * LINE * size / SIZE).min(409.0))?;
        self.row += 1;
        Ok(())
    }

    /// Texts side by side in one row, which then gets its height.
    fn across(&mut self, pieces: &[((u16, u16), &str, Look)]) -> Done {
        let mut lines = 1;
        let mut size = SIZE;
        for &(place, text, look) in pieces {
            if !text.is_empty() {
                self.put(place, text, look)?;
            }
            lines = lines.max(self.lines(place, text, look));
            size = size.max(look.size.unwrap_or(SIZE));
        }
        self.next(lines, size)
    }

    /// A text over the whole width, in as many rows as it needs.
    fn line(&mut self, text: &str, look: Look) -> Done {
        let text = text::clean(text);
        let whole = (0, self.grid.last());
        let most = self.grid.width(whole.0, whole.1).max(20.0) as usize * MOST_LINES;
        for part in text.split('\n').filter(|p| !p.trim().is_empty()) {
            for piece in pieces(part.trim(), most) {
                self.across(&[(whole, &piece, look)])?;
            }
        }
        Ok(())
    }

    fn optional(&mut self, text: Option<&String>, look: Look) -> Done {
        text.map_or(Ok(()), |text| self.line(text, look))
    }

    fn space(&mut self) {
        self.row += 1;
    }
}

/// A text in pieces of at most so many characters, parted between words where it can be.
fn pieces(text: &str, most: usize) -> Vec<String> {
    let mut out = Vec::new();
    let mut piece = String::new();
    let mut length = 0;
    for word in text.split_inclusive(' ') {
        let letters: Vec<char> = word.chars().collect();
        if length > 0 && length + letters.len() > most {
            out.push(std::mem::take(&mut piece).trim_end().to_owned());
            length = 0;
        }
        for part in letters.chunks(most) {
            if length > 0 && length + part.len() > most {
                out.push(std::mem::take(&mut piece));
                length = 0;
            }
            piece.extend(part);
            length += part.len();
        }
    }
    if !piece.is_empty() {
        out.push(piece);
    }
    out
}

fn write(sheet: &mut Worksheet, paper: &Paper, name: &str) -> Done {
    sheet.set_name(name)?;
    set_up(sheet, paper);
    let mut pen = Pen {
        sheet,
        grid: Grid::of(paper),
        row: 0,
    };
    for (i, width) in pen.grid.widths.iter().enumerate() {
        pen.sheet.set_column_width(i as u16, *width)?;
    }
    head(&mut pen, paper)?;
    pen.optional(paper.authority.as_ref(), HEAD)?;
    for line in &paper.preamble {
        pen.line(line, ITALIC)?;
    }
    // The table whose header repeats in print and stays in sight: the one with the most rows.
    let longest = paper
        .blocks
        .iter()
        .enumerate()
        .filter_map(|(i, b)| {
            if let Block::Table(table) = b {
                Some((table.rows.len(), i))
            } else {
                None
            }
        })
        .max_by_key(|&(rows, i)| (rows, std::cmp::Reverse(i)))
        .map(|(_, i)| i);
    for (i, b) in paper.blocks.iter().enumerate() {
        block(&mut pen, paper, b, Some(i) == longest)?;
    }
    closing(&mut pen, paper)?;
    if let Some(note) = &paper.note {
        pen.space();
        pen.line(
            note,
            Look {
                size: Some(10.0),
                ..ITALIC
            },
        )?;
    }
    let (last_row, last_column) = (pen.row.saturating_sub(1), pen.grid.last());
    pen.sheet.set_print_area(0, 0, last_row, last_column)?;
    Ok(())
}

fn set_up(sheet: &mut Worksheet, paper: &Paper) {
    const INCH: f64 = 25.4;
    /// Excel's numbers for paper sizes.
    const A4: u8 = 9;
    const A5: u8 = 11;
    let certificate = paper.style == Style::Certificate;
    sheet.set_paper_size(if certificate { A5 } else { A4 });
    if paper.orientation == Orientation::Landscape {
        sheet.set_landscape();
    }
    if certificate {
        sheet.set_margins(
            14.0 / INCH,
            14.0 / INCH,
            12.0 / INCH,
            12.0 / INCH,
            6.0 / INCH,
            6.0 / INCH,
        );
    } else {
        sheet.set_margins(
            30.0 / INCH,
            20.0 / INCH,
            20.0 / INCH,
            20.0 / INCH,
            10.0 / INCH,
            10.0 / INCH,
        );
        sheet.set_header("&C&\"Times New Roman,Regular\"&13&P");
    }
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_print_center_horizontally(true);
}

fn head(pen: &mut Pen, paper: &Paper) -> Done {
    let filled = |t: Option<&String>| text::filled(t).unwrap_or_default();
    pen.optional(
        paper.draft.as_ref(),
        Look {
            red: true,
            size: Some(16.0),
            ..HEAD
        },
    )?;
    pen.optional(paper.form_no.as_ref(), Look { right: true, ..BOLD })?;
    let middle = pen.grid.middle(0.42);
    let (left, right) = ((0, middle - 1), (middle, pen.grid.last()));
    let parent = filled(paper.issuer.parent.as_ref()).to_uppercase();
    let issuer = filled(Some(&paper.issuer.name)).to_uppercase();
    let nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
    let motto = "Độc lập - Tự do - Hạnh phúc";
    let under = Look {
        underlined: true,
        ..HEAD
    };
    if parent.is_empty() {
        pen.across(&[(left, &issuer, HEAD), (right, nation, HEAD)])?;
        pen.across(&[(right, motto, under)])?;
    } else {
        pen.across(&[
            (
                left,
                &parent,
                Look {
                    centred: true,
                    ..PLAIN
                },
            ),
            (right, nation, HEAD),
        ])?;
        pen.across(&[(left, &issuer, HEAD), (right, motto, under)])?;
    }
    let number = text::filled(paper.number.as_ref())
        .map(|n| text::number_line(&n))
        .unwrap_or_default();
    let place = text::filled(paper.place.as_ref());
    let place = text::place_and_date(place.as_deref(), paper.date).unwrap_or_default();
    if !number.is_empty() || !place.is_empty() {
        pen.across(&[
            (
                left,
                &number,
                Look {
                    centred: true,
                    ..PLAIN
                },
            ),
            (right, &place, HEAD_ITALIC),
        ])?;
    }
    pen.space();
    let large = Look {
        size: Some(if paper.style == Style::Certificate {
            18.0
        } else {
            14.0
        }),
        ..HEAD
    };
    pen.optional(paper.kind.as_ref(), large)?;
    pen.line(
        &paper.title,
        Look {
            size: Some(14.0),
            ..HEAD
        },
    )?;
    pen.optional(paper.subtitle.as_ref(), HEAD_ITALIC)?;
    pen.space();
    Ok(())
}

fn block(pen: &mut Pen, paper: &Paper, block: &Block, longest: bool) -> Done {
    match block {
        Block::Heading(text) => pen.line(text, BOLD),
        Block::Centred(text) => pen.line(text, HEAD),
        Block::Paragraph(text) => pen.line(text, PLAIN),
        Block::Article { label, text } => article(pen, label, text),
        Block::Facts(facts) => {
            let middle = pen.grid.middle(0.35);
            let (left, right) = ((0, middle - 1), (middle, pen.grid.last()));
            for (name, value) in facts {
                let name = text::clean(name);
                let (name, value) = (name.trim().trim_end_matches(':'), text::clean(value));
                let value = value.trim();
                let value = if value.is_empty() {
                    "………………………………"
                } else {
                    value
                };
                pen.across(&[(left, &format!("{name}:"), PLAIN), (right, value, BOLD)])?;
            }
            Ok(())
        }
        Block::Bullets(points) => points
            .iter()
            .try_for_each(|p| pen.line(&format!("- {}", p.trim()), PLAIN)),
        Block::Table(table) => write_table(pen, table, longest),
        Block::Check(c) => check(pen, paper, c),
        Block::Space => {
            pen.space();
            Ok(())
        }
    }
}

/// An article with its label in bold, as far as the label's row goes.
fn article(pen: &mut Pen, label: &str, text: &str) -> Done {
    let (label, text) = (text::clean(label.trim()), text::clean(text.trim()));
    let at = pen.row;
    pen.line(&format!("{label} {text}"), PLAIN)?;
    let (first, rest) = text.split_once('\n').unwrap_or((text.as_str(), ""));
    let begins = at + 1 + rest.split('\n').filter(|p| !p.trim().is_empty()).count() as u32 == pen.row;
    if !begins || label.is_empty() || label.contains('\n') || first.trim().is_empty() {
        return Ok(());
    }
    // Each paragraph has one row: the first is written again, in two looks.
    let (bold, plain) = (base(SIZE).set_bold(), base(SIZE));
    let rest = format!(" {}", first.trim());
    let pieces = [(&bold, label.as_str()), (&plain, rest.as_str())];
    pen.sheet
        .write_rich_string_with_format(at, 0, &pieces, &PLAIN.format(&label))?;
    Ok(())
}

/// The QR code as a picture on the left, its text beside it.
fn check(pen: &mut Pen, paper: &Paper, check: &Check) -> Done {
    const LINES: u32 = 5;
    let Ok(squares) = view::squares(paper, check) else {
        return Ok(());
    };
    let side = f64::from(LINES) * LINE * 4.0 / 3.0;
    let image = Image::new_from_buffer(&squares.bmp())?
        .set_scale_to_size(side, side, true)
        .set_alt_text("Mã QR");
    pen.sheet.insert_image(pen.row, 0, &image)?;
    let middle = pen.grid.middle(0.22);
    let place = (middle, pen.grid.last());
    let end = pen.row + LINES;
    let code = text::code_groups(&check.code);
    for (text, look) in [
        (text::clean(&check.text), PLAIN),
        (code, BOLD),
        (text::clean(&check.url), PLAIN),
    ] {
        pen.across(&[(place, text.trim(), look)])?;
    }
    while pen.row < end {
        pen.next(1, SIZE)?;
    }
    Ok(())
}

fn write_table(pen: &mut Pen, table: &Table, longest: bool) -> Done {
    pen.optional(table.caption.as_ref(), HEAD)?;
    pen.optional(
        table.unit.as_ref(),
        Look {
            right: true,
            ..ITALIC
        },
    )?;
    let weights = view::widths(table, 100.0, SIZE / 10.0);
    let places = pen.grid.places(&weights);
    let place = |column: usize, count: usize| {
        let first = places.get(column).map_or(0, |p| p.0);
        let last = places.get(column + count.max(1) - 1).map_or(first, |p| p.1);
        (first, last)
    };
    let first_row = pen.row;
    write_header(pen, &view::header(table), &place)?;
    if longest {
        pen.sheet.set_repeat_rows(first_row, pen.row - 1)?;
        // A frozen letterhead is worth its room only where there is something to scroll.
        if table.rows.len() > 15 {
            pen.sheet.set_freeze_panes(pen.row, 0)?;
        }
    }
    if table.rows.is_empty() {
        pen.put(
            (0, pen.grid.last()),
            "(Không có)",
            Look {
                border: true,
                ..HEAD_ITALIC
            },
        )?;
        pen.row += 1;
    }
    // Each row of the table has one of the sheet.
    let body = pen.row;
    let names = Names {
        first: &|at| utility::row_col_to_cell(body + at.row as u32, place(at.column, 1).0),
        last: &|at| utility::row_col_to_cell(body + at.row as u32, place(at.column, 1).1),
    };
    let live = |cell: &Cell| match cell {
        Cell::Formula { formula, .. } => formula.excel(table, &names),
        _ => None,
    };
    let mut order = 0;
    for row in &table.rows {
        if row.kind == RowKind::Body {
            order += 1;
            for (i, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
                let numbered = Cell::Int(order);
                let cell = if *cell == Cell::Empty && column.kind == ColumnKind::Order {
                    &numbered
                } else {
                    cell
                };
                write_cell(pen, place(i, 1), (cell.shown(), live(cell)), column, row)?;
            }
        } else {
            for (i, count) in view::spans(row) {
                let (Some(cell), Some(column)) = (row.cells.get(i), table.columns.get(i)) else {
                    continue;
                };
                if count > 1 {
                    let text = view::print(cell, column.kind);
                    let look = if row.kind == RowKind::Total { HEAD } else { BOLD };
                    pen.put(place(i, count), &text, Look { border: true, ..look })?;
                } else {
                    write_cell(pen, place(i, 1), (cell.shown(), live(cell)), column, row)?;
                }
            }
        }
        let mut lines = 1;
        for (i, cell) in row.cells.iter().enumerate() {
            // A text that covers several columns is a short one: the name of a group or a total.
            if let (Cell::Text(text), RowKind::Body) = (cell, row.kind) {
                lines = lines.max(pen.lines(place(i, 1), text, PLAIN));
            }
        }
        pen.next(lines, SIZE)?;
    }
    pen.space();
    Ok(())
}

fn write_header(pen: &mut Pen, rows: &[Vec<HeadCell>], place: &dyn Fn(usize, usize) -> (u16, u16)) -> Done {
    let look = Look { border: true, ..HEAD };
    let top = pen.row;
    // Which columns of the second row are already taken by cells of the first.
    let mut taken: Vec<usize> = Vec::new();
    for (r, row) in rows.iter().enumerate() {
        let mut column = 0;
        let mut lines = 1;
        for cell in row {
            while r == 1 && taken.contains(&column) {
                column += 1;
            }
            let (first, last) = place(column, cell.columns);
            let format = look.format(&cell.text);
            let bottom = pen.row + cell.rows as u32 - 1;
            if first < last || bottom > pen.row {
                pen.sheet
                    .merge_range(pen.row, first, bottom, last, &cell.text, &format)?;
            } else {
                pen.sheet
                    .write_string_with_format(pen.row, first, &cell.text, &format)?;
            }
            lines = lines.max(pen.lines((first, last), &cell.text, look).div_ceil(cell.rows));
            if cell.rows > 1 {
                taken.push(column);
            }
            column += cell.columns;
        }
        pen.next(lines.min(12), SIZE)?;
    }
    debug_assert!(pen.row > top);
    Ok(())
}

/// A cell's value, and the formula it follows from.
fn write_cell(
    pen: &mut Pen,
    (first, last): (u16, u16),
    (cell, formula): (&Cell, Option<String>),
    column: &Column,
    row: &Row,
) -> Done {
    use chrono::Datelike;
    let bold = row.kind != RowKind::Body;
    let mut format = base(SIZE)
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_align(match column.kind {
            ColumnKind::Text => FormatAlign::Left,
            ColumnKind::Order | ColumnKind::Code => FormatAlign::Center,
            ColumnKind::Number | ColumnKind::Percent => FormatAlign::Right,
        });
    if bold {
        format = format.set_bold();
    }
    let digits = |format: Format, digits: u8| {
        let digits = usize::from(digits.min(9));
        let dot = if digits > 0 { "." } else { "" };
        format.set_num_format(format!("#,##0{dot}{}", "0".repeat(digits)))
    };
    // What spans columns of the sheet is merged first; the value is then written over the empty text.
    let merge = |pen: &mut Pen, format: &Format| -> Done {
        if first < last {
            pen.sheet.merge_range(pen.row, first, pen.row, last, "", format)?;
        }
        Ok(())
    };
    let at = pen.row;
    let number = match cell {
        Cell::Int(n) if n.unsigned_abs() <= EXACT => Some((*n as f64, 0)),
        Cell::Decimal { value, digits } => Some((*value, *digits)),
        Cell::Ratio {
            numerator,
            denominator,
            digits,
        } if *denominator != 0 => {
            let factor = if column.kind == ColumnKind::Percent {
                100.0
            } else {
                1.0
            };
            Some((*numerator as f64 * factor / *denominator as f64, *digits))
        }
        _ => None,
    };
    if let Some((number, places)) = number {
        let format = digits(format, places);
        merge(pen, &format)?;
        if let Some(formula) = formula {
            let formula = rust_xlsxwriter::Formula::new(formula).set_result(number.to_string());
            pen.sheet.write_formula_with_format(at, first, formula, &format)?;
        } else {
            pen.sheet.write_number_with_format(at, first, number, &format)?;
        }
        return Ok(());
    }
    if let Cell::Date(date) = cell
        && let Some(day) = excel_date(date.year(), date.month(), date.day())
    {
        let format = format.set_num_format("dd/mm/yyyy");
        merge(pen, &format)?;
        pen.sheet.write_datetime_with_format(at, first, &day, &format)?;
        return Ok(());
    }
    let text = view::print(cell, column.kind);
    if let (Some(formula), Cell::Ratio { digits: places, .. }) = (formula, cell) {
        // It can't be computed now, but will be when a divisor is filled in.
        let format = digits(format, *places);
        merge(pen, &format)?;
        let formula = rust_xlsxwriter::Formula::new(formula).set_result(text);
        pen.sheet.write_formula_with_format(at, first, formula, &format)?;
        return Ok(());
    }
    let format = guarded(format, &text);
    merge(pen, &format)?;
    if text.is_empty() {
        pen.sheet.write_blank(at, first, &format)?;
    } else {
        pen.sheet.write_string_with_format(at, first, text, &format)?;
    }
    Ok(())
}

fn closing(pen: &mut Pen, paper: &Paper) -> Done {
    let recipients = text::recipients(&paper.recipients);
    if paper.signatures.is_empty() && recipients.is_empty() {
        return Ok(());
    }
    if !matches!(paper.blocks.last(), Some(Block::Table(_))) {
        pen.space();
    }
    let middle = pen.grid.middle(0.5);
    let (left, right) = ((0, middle - 1), (middle, pen.grid.last()));
    let mut below: Vec<(String, Look)> = Vec::new();
    if !recipients.is_empty() {
        below.push((
            "Nơi nhận:".to_owned(),
            Look {
                bold: true,
                italic: true,
                ..PLAIN
            },
        ));
        below.extend(recipients.into_iter().map(|r| {
            (
                r,
                Look {
                    size: Some(11.0),
                    ..PLAIN
                },
            )
        }));
    }
    if let [signature] = paper.signatures.as_slice() {
        let signed = signature_lines(signature, 0);
        for i in 0..signed.len().max(below.len()) {
            let empty = (String::new(), PLAIN);
            let (l, r) = (below.get(i).unwrap_or(&empty), signed.get(i).unwrap_or(&empty));
            pen.across(&[(left, &l.0, l.1), (right, &r.0, r.1)])?;
        }
        return Ok(());
    }
    for row in paper.signatures.chunks(3) {
        let places = pen.grid.places(&vec![1.0; row.len()]);
        // On a very narrow sheet they stand below each other rather than over each other.
        let narrow = places.iter().any(|p| p.1 > pen.grid.last());
        let height = row
            .iter()
            .map(|s| s.lines.len() + usize::from(s.note.is_some()))
            .max()
            .unwrap_or(0);
        let columns: Vec<_> = row.iter().map(|s| signature_lines(s, height)).collect();
        if narrow {
            for (text, look) in columns.iter().flatten() {
                pen.across(&[(right, text, *look)])?;
            }
            continue;
        }
        let empty = (String::new(), PLAIN);
        for i in 0..columns.iter().map(Vec::len).max().unwrap_or(0) {
            let line: Vec<_> = columns
                .iter()
                .zip(&places)
                .map(|(column, &place)| {
                    let (text, look) = column.get(i).unwrap_or(&empty);
                    (place, text.as_str(), *look)
                })
                .collect();
            pen.across(&line)?;
        }
    }
    for (text, look) in below {
        pen.across(&[((0, pen.grid.last()), &text, look)])?;
    }
    Ok(())
}

/// The lines of a signature, with room to sign; the name comes after `height` lines and the room.
fn signature_lines(signature: &Signature, height: usize) -> Vec<(String, Look)> {
    let mut out: Vec<(String, Look)> = signature.lines.iter().map(|l| (text::clean(l), HEAD)).collect();
    out.extend(signature.note.as_ref().map(|n| (text::clean(n), HEAD_ITALIC)));
    let rows = out.len().max(height) + 4;
    out.resize_with(rows, || (String::new(), HEAD));
    out.extend(signature.name.as_ref().map(|n| (text::clean(n), HEAD)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_what_excel_takes() {
        let mut used = Vec::new();
        for stem in [
            "a/b:c",
            "'x'",
            "",
            "History",
            "trang",
            "a b c",
            &"ộ".repeat(80),
            &"ộ".repeat(90),
        ] {
            let name = sheet_name(stem, &used);
            assert!(
                !name.is_empty() && name.chars().count() <= 31 && !name.contains(['/', ':', '\'']),
                "{name:?}"
            );
            assert!(
                !used
                    .iter()
                    .any(|u: &String| u.to_lowercase() == name.to_lowercase()),
                "{name:?}"
            );
            used.push(name);
        }
    }

    #[test]
    fn long_texts_go_on_and_lose_nothing() {
        let text = format!("{} {}", "từ ".repeat(300), "x".repeat(700));
        let parts = pieces(&text, 100);
        assert!(parts.iter().all(|p| p.chars().count() <= 100));
        let bare = |s: &str| s.replace(' ', "");
        assert_eq!(bare(&parts.concat()), bare(&text));
    }

    #[test]
    fn a_small_table_lies_over_the_columns_of_a_large_one() {
        let grid = Grid {
            widths: vec![4.0, 20.0, 10.0, 10.0, 10.0],
        };
        assert_eq!(grid.places(&[1.0, 1.0]), [(0, 1), (2, 4)]);
        assert_eq!(grid.places(&[9.0, 1.0, 1.0]).last(), Some(&(4, 4)));
        assert_eq!(grid.places(&[1.0; 5]), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]);
    }
}
