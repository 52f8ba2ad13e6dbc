//! One row of cells as a file gives it, kept in one reusable buffer so that reading allocates nothing per cell.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(&'a str),
    Number(f64),
    Date(NaiveDate),
    Bool(bool),
    /// An Excel error such as `#REF!`, or a value that can't be a cell (a list or an object in JSON).
    Wrong(&'a str),
}

#[derive(Debug, Clone, Copy)]
enum Kept {
    Text(usize, usize),
    Number(f64),
    Date(NaiveDate),
    Bool(bool),
    Wrong(usize, usize),
}

/// Why a row can't be split into cells at all.
#[derive(Debug, Clone)]
pub(crate) struct Broken {
    pub(crate) code: &'static str,
    pub(crate) vi: String,
    pub(crate) en: String,
    /// What the row has, cut short.
    pub(crate) value: String,
}

/// One row. Cells are in the order of their columns; empty ones are not kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowBuf {
    /// The row, counted from 1 (the line in a text file).
    pub(crate) number: u32,
    /// How many cells the row has in a text file, empty ones counted.
    pub(crate) width: usize,
    /// Whether serial dates count from 1904.
    pub(crate) from_1904: bool,
    pub(crate) broken: Option<Broken>,
    /// Keys of NDJSON that no field has (false) or that stand twice (true).
    pub(crate) strange: Vec<(String, bool)>,
    text: String,
    cells: Vec<(usize, Kept)>,
}

impl RowBuf {
    /// Makes the buffer ready for row `number`.
    pub(crate) fn start(&mut self, number: u32) {
        self.number = number;
        self.width = 0;
        self.broken = None;
        self.strange.clear();
        self.text.clear();
        self.cells.clear();
    }

    /// Adds a cell to the right of all others.
    pub(crate) fn push(&mut self, column: usize, cell: Cell<'_>) {
        let kept = match cell {
            Cell::Empty => return,
            Cell::Text(text) if text.trim().is_empty() => return,
            Cell::Text(text) => {
                let (from, to) = self.keep(text);
                Kept::Text(from, to)
            }
            Cell::Number(n) => Kept::Number(n),
            Cell::Date(d) => Kept::Date(d),
            Cell::Bool(b) => Kept::Bool(b),
            Cell::Wrong(text) => {
                let (from, to) = self.keep(text);
                Kept::Wrong(from, to)
            }
        };
        self.cells.push((column, kept));
    }

    fn keep(&mut self, text: &str) -> (usize, usize) {
        let from = self.text.len();
        self.text.push_str(text);
        (from, self.text.len())
    }

    fn shown(&self, kept: Kept) -> Cell<'_> {
        match kept {
            Kept::Text(from, to) => Cell::Text(&self.text[from..to]),
            Kept::Number(n) => Cell::Number(n),
            Kept::Date(d) => Cell::Date(d),
            Kept::Bool(b) => Cell::Bool(b),
            Kept::Wrong(from, to) => Cell::Wrong(&self.text[from..to]),
        }
    }

    /// The cell of a column.
    pub(crate) fn cell(&self, column: usize) -> Cell<'_> {
        let at = match self.cells.get(column) {
            // Most rows have no gap before the column.
            Some((c, _)) if *c == column => Ok(column),
            _ => self.cells.binary_search_by_key(&column, |(c, _)| *c),
        };
        at.ok()
            .and_then(|i| self.cells.get(i))
            .map_or(Cell::Empty, |(_, kept)| self.shown(*kept))
    }

    /// The cells that hold something.
    pub(crate) fn filled(&self) -> impl Iterator<Item = (usize, Cell<'_>)> {
        self.cells
            .iter()
            .map(|(column, kept)| (*column, self.shown(*kept)))
    }

    /// How many cells hold something.
    pub(crate) fn filled_count(&self) -> usize {
        self.cells.len()
    }

    /// Whether nothing stands in the row.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.is_empty() && self.broken.is_none() && self.strange.is_empty()
    }
}

impl<'a> Cell<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// The cell as a person sees it.
    pub(crate) fn shown(&self) -> Cow<'a, str> {
        match *self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) | Self::Wrong(text) => Cow::Borrowed(text),
            Self::Number(n) if n.fract() == 0.0 && n.abs() < 1e15 => Cow::Owned(format!("{}", n as i64)),
            Self::Number(n) => Cow::Owned(format!("{n}")),
            Self::Date(d) => Cow::Owned(format!("{:02}/{:02}/{:04}", d.day(), d.month(), d.year())),
            Self::Bool(b) => Cow::Borrowed(if b { "TRUE" } else { "FALSE" }),
        }
    }
}

/// The beginning of a text, at most `most` characters, with `…` when something was cut.
pub(crate) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}
