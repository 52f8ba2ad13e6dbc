//! What is printed: every text cleaned, every number written, every width computed, so that the PDF's template and the
//! Word document lay out and decide nothing else.

use serde::Serialize;

use crate::check::Squares;
use crate::text;
use crate::{
    At, Block, Cell, Check, Column, ColumnKind, Error, Orientation, Paper, Row, RowKind, Signature, Style,
    Table,
};

/// What may be kept on one page with the signatures, in characters; more could be higher than a page.
const KEPT_CHARS: usize = 1_200;
/// The same, in lines.
const KEPT_LINES: usize = 16;

/// All that one PDF or Word document needs, as the PDF's template reads it.
#[derive(Serialize)]
pub struct Document {
    pub title: String,
    pub author: String,
    pub date: Option<[i32; 3]>,
    pub papers: Vec<PaperView>,
}

#[derive(Serialize)]
pub struct PaperView {
    pub certificate: bool,
    pub landscape: bool,
    pub parent: Option<String>,
    pub issuer: String,
    pub number: Option<String>,
    pub place_date: Option<String>,
    pub form_no: Option<String>,
    pub kind: Option<String>,
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub authority: Option<String>,
    pub preamble: Vec<String>,
    pub blocks: Vec<BlockView>,
    pub closing: Option<Closing>,
    pub draft: Option<Draft>,
    pub note: Option<String>,
}

#[derive(Serialize)]
pub struct Draft {
    pub text: String,
    /// Height of the letters in points, so that the mark fills the page and doesn't leave it.
    pub size: f64,
}

/// Signatures, recipients and what stands beside them.
#[derive(Serialize)]
pub struct Closing {
    pub signatures: Vec<SignatureView>,
    pub recipients: Vec<String>,
    pub check: Option<CheckView>,
    /// Whether it stays on one page.
    pub kept: bool,
}

#[derive(Serialize)]
pub struct SignatureView {
    pub lines: Vec<String>,
    pub note: Option<String>,
    pub name: Option<String>,
}

#[derive(Serialize)]
pub struct CheckView {
    pub svg: String,
    /// The same as a picture, for Word.
    #[serde(skip)]
    pub bmp: Vec<u8>,
    pub code: String,
    pub url: String,
    pub text: Vec<String>,
}

#[derive(Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum BlockView {
    Heading {
        text: String,
    },
    Centred {
        text: String,
    },
    Text {
        label: Option<String>,
        paragraphs: Vec<String>,
        /// Whether it is short enough to stay whole with the signatures.
        short: bool,
    },
    Facts {
        facts: Vec<(String, String)>,
    },
    Bullets {
        points: Vec<String>,
    },
    Table(TableView),
    Check(CheckView),
    Space,
}

#[derive(Serialize)]
pub struct TableView {
    pub caption: Option<String>,
    pub unit: Option<String>,
    pub size: f64,
    pub widths: Vec<f64>,
    pub aligns: Vec<&'static str>,
    pub header: Vec<Vec<HeadCell>>,
    pub rows: Vec<Vec<CellView>>,
    /// How many of the last rows stay together with the signatures; 0 unless the table is the last block.
    pub kept: usize,
}

/// A cell of the header; the spans are whole columns and rows.
#[derive(Serialize)]
pub struct HeadCell {
    /// What stands in it, cleaned.
    #[serde(rename = "t")]
    pub text: String,
    /// How many columns it covers.
    #[serde(rename = "cs")]
    pub columns: usize,
    /// How many rows it covers.
    #[serde(rename = "rs")]
    pub rows: usize,
}

/// A plain cell is only its text: tables are large.
#[derive(Serialize)]
#[serde(untagged)]
pub enum CellView {
    Plain(String),
    Bold {
        #[serde(rename = "t")]
        text: String,
        #[serde(rename = "cs")]
        columns: usize,
        #[serde(rename = "a")]
        align: &'static str,
    },
    Note {
        #[serde(rename = "note")]
        text: String,
        #[serde(rename = "cs")]
        columns: usize,
    },
}

impl CellView {
    /// What stands in it.
    pub fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Bold { text, .. } | Self::Note { text, .. } => text,
        }
    }
}

/// Whether papers can be printed at all; what all renderers ask first.
pub fn validate(papers: &[Paper]) -> Result<(), Error> {
    if papers.is_empty() {
        return Err(Error::Nothing);
    }
    for paper in papers {
        let name = || paper.file_stem.clone();
        for block in &paper.blocks {
            match block {
                Block::Table(table) => {
                    let columns = table.columns.len();
                    if columns == 0 {
                        return Err(Error::NoColumns { paper: name() });
                    }
                    for (r, row) in table.rows.iter().enumerate() {
                        if row.cells.len() != columns {
                            let (row, cells) = (r + 1, row.cells.len());
                            return Err(Error::RowLength {
                                paper: name(),
                                row,
                                cells,
                                columns,
                            });
                        }
                        for (c, cell) in row.cells.iter().enumerate() {
                            let (row, column) = (r + 1, c + 1);
                            if matches!(cell.shown(), Cell::Decimal { value, .. } if !value.is_finite()) {
                                return Err(Error::NotFinite {
                                    paper: name(),
                                    row,
                                    column,
                                });
                            }
                            if let Some(what) = formula_fault(table, cell, At { row: r, column: c }) {
                                return Err(Error::Formula {
                                    paper: name(),
                                    row,
                                    column,
                                    what,
                                });
                            }
                        }
                    }
                }
                Block::Check(check) => {
                    squares(paper, check)?;
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn formula_fault(table: &Table, cell: &Cell, at: At) -> Option<&'static str> {
    let Cell::Formula { formula, value } = cell else {
        return None;
    };
    if !matches!(**value, Cell::Int(_) | Cell::Decimal { .. } | Cell::Ratio { .. }) {
        return Some("has a value that is no number");
    }
    formula.fault(table, at)
}

/// The QR code of a check.
pub fn squares(paper: &Paper, check: &Check) -> Result<Squares, Error> {
    Squares::of(&check.url).ok_or_else(|| Error::CodeTooLong {
        paper: paper.file_stem.clone(),
        length: check.url.len(),
    })
}

impl Document {
    /// The view of papers that were [validated](validate).
    pub fn of(papers: &[Paper]) -> Result<Self, Error> {
        use chrono::Datelike;
        let first = papers.first().ok_or(Error::Nothing)?;
        // One paper is called what it is; of many, the title of the first must do.
        let kind = text::filled(first.kind.as_ref());
        let title = [kind, text::filled(Some(&first.title))]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        let title = if title.is_empty() {
            text::clean(&first.file_stem)
        } else {
            title
        };
        Ok(Self {
            title: title.replace('\n', " "),
            author: text::clean(&first.issuer.name).trim().replace('\n', " "),
            date: first
                .date
                .filter(|d| (1..=9999).contains(&d.year()))
                .map(|d| [d.year(), d.month() as i32, d.day() as i32]),
            papers: papers.iter().map(PaperView::of).collect::<Result<_, _>>()?,
        })
    }
}

impl PaperView {
    fn of(paper: &Paper) -> Result<Self, Error> {
        let certificate = paper.style == Style::Certificate;
        let landscape = paper.orientation == Orientation::Landscape;
        // On a certificate the code stands beside the signature, not in the text.
        let beside = if certificate {
            paper.blocks.iter().position(|b| matches!(b, Block::Check(_)))
        } else {
            None
        };
        let check = match beside.and_then(|i| paper.blocks.get(i)) {
            Some(Block::Check(check)) => Some(CheckView::of(paper, check)?),
            _ => None,
        };
        let mut blocks: Vec<&Block> = paper
            .blocks
            .iter()
            .enumerate()
            .filter(|(i, _)| Some(*i) != beside)
            .map(|(_, b)| b)
            .collect();
        while matches!(blocks.last(), Some(Block::Space)) {
            blocks.pop();
        }
        let closing = Closing::of(paper, check);
        let last = blocks.len().saturating_sub(1);
        let kept = closing.as_ref().is_some_and(|c| c.kept);
        let room = Room::of(certificate, landscape);
        let blocks = blocks
            .into_iter()
            .enumerate()
            .map(|(i, block)| BlockView::of(paper, block, &room, kept && i == last))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            certificate,
            landscape,
            parent: text::filled(paper.issuer.parent.as_ref()).map(|p| body_name(&p, landscape)),
            issuer: body_name(paper.issuer.name.trim(), landscape),
            number: text::filled(paper.number.as_ref()).map(|n| text::breakable(&text::number_line(&n))),
            place_date: text::place_and_date(text::filled(paper.place.as_ref()).as_deref(), paper.date)
                .map(|line| text::breakable(&line)),
            form_no: filled(paper.form_no.as_ref()),
            kind: filled(paper.kind.as_ref()),
            title: filled(Some(&paper.title)),
            subtitle: filled(paper.subtitle.as_ref()),
            authority: filled(paper.authority.as_ref()),
            preamble: paper
                .preamble
                .iter()
                .filter_map(|line| filled(Some(line)))
                .collect(),
            blocks,
            closing,
            draft: filled(paper.draft.as_ref()).map(|text| {
                let diagonal = room.diagonal;
                let size =
                    (diagonal * 0.8 / (0.72 * text.chars().count() as f64)).clamp(9.0, diagonal / 10.0);
                Draft { text, size }
            }),
            note: filled(paper.note.as_ref()),
        })
    }
}

/// How much room a page has, in points.
struct Room {
    /// Between the margins.
    width: f64,
    /// Of the sheet, from corner to corner.
    diagonal: f64,
    /// Letters in tables.
    letters: f64,
}

impl Room {
    fn of(certificate: bool, landscape: bool) -> Self {
        const MM: f64 = 72.0 / 25.4;
        let (width, diagonal) = match (certificate, landscape) {
            (false, false) => (160.0, 364.0),
            (false, true) => (247.0, 364.0),
            (true, false) => (120.0, 257.0),
            (true, true) => (182.0, 257.0),
        };
        Self {
            width: width * MM,
            diagonal: diagonal * MM,
            letters: if certificate { 10.0 } else { 12.0 },
        }
    }
}

fn filled(text: Option<&String>) -> Option<String> {
    text::filled(text).map(|t| text::breakable(&t))
}

/// The name of a body in capitals. On an upright sheet it takes two lines, and is to be parted where officers part it:
/// "ỦY BAN NHÂN DÂN" over "XÃ VĂN LÃNG".
fn body_name(name: &str, landscape: bool) -> String {
    let name = text::breakable(&name.to_uppercase());
    match name.split_once(" NHÂN DÂN ") {
        Some((council, place)) if !landscape && place.chars().count() <= 24 => {
            format!("{council} NHÂN DÂN {}", place.replace(' ', "\u{a0}"))
        }
        _ => name,
    }
}

impl Closing {
    fn of(paper: &Paper, check: Option<CheckView>) -> Option<Self> {
        let recipients: Vec<String> = text::recipients(&paper.recipients)
            .iter()
            .map(|r| text::breakable(r))
            .collect();
        let signatures: Vec<SignatureView> = paper.signatures.iter().map(SignatureView::of).collect();
        if signatures.is_empty() && recipients.is_empty() && check.is_none() {
            return None;
        }
        let texts = || {
            signatures
                .iter()
                .flat_map(|s| s.lines.iter().chain(&s.note).chain(&s.name))
                .chain(&recipients)
        };
        let chars: usize = texts().map(|t| t.chars().count()).sum();
        let lines = signatures
            .iter()
            .map(|s| s.lines.len())
            .max()
            .unwrap_or(0)
            .max(recipients.len());
        let kept = chars <= KEPT_CHARS && lines <= KEPT_LINES && signatures.len() <= 6;
        Some(Self {
            signatures,
            recipients,
            check,
            kept,
        })
    }
}

impl SignatureView {
    fn of(signature: &Signature) -> Self {
        Self {
            lines: signature
                .lines
                .iter()
                .filter_map(|line| filled(Some(line)))
                .collect(),
            note: filled(signature.note.as_ref()),
            name: filled(signature.name.as_ref()),
        }
    }
}

impl CheckView {
    fn of(paper: &Paper, check: &Check) -> Result<Self, Error> {
        let squares = squares(paper, check)?;
        Ok(Self {
            svg: squares.svg(),
            bmp: squares.bmp(),
            code: text::breakable(&text::code_groups(&check.code)),
            url: text::breakable_address(&check.url),
            text: paragraphs(&check.text),
        })
    }
}

/// The lines of a text that have something in them.
fn paragraphs(text: &str) -> Vec<String> {
    text::breakable(text)
        .split('\n')
        .map(|p| p.trim().to_owned())
        .filter(|p| !p.is_empty())
        .collect()
}

impl BlockView {
    /// `kept`: the signatures follow and shall not be alone on their page.
    fn of(paper: &Paper, block: &Block, room: &Room, kept: bool) -> Result<Self, Error> {
        let running = |label: Option<String>, text: &str| {
            let paragraphs = paragraphs(text);
            let short = text.len() <= KEPT_CHARS && paragraphs.len() <= 4;
            Self::Text {
                label,
                paragraphs,
                short,
            }
        };
        Ok(match block {
            Block::Heading(text) => Self::Heading {
                text: text::breakable(text),
            },
            Block::Centred(text) => Self::Centred {
                text: text::breakable(text),
            },
            Block::Paragraph(text) => running(None, text),
            Block::Article { label, text } => running(filled(Some(label)), text),
            Block::Facts(facts) => Self::Facts {
                facts: facts
                    .iter()
                    .map(|(name, value)| {
                        let name = text::breakable(name.trim().trim_end_matches(':'));
                        (name, text::breakable(value.trim()))
                    })
                    .collect(),
            },
            Block::Bullets(points) => Self::Bullets {
                points: points.iter().filter_map(|p| filled(Some(p))).collect(),
            },
            Block::Table(table) => Self::Table(TableView::of(table, room, kept)),
            Block::Check(check) => Self::Check(CheckView::of(paper, check)?),
            Block::Space => Self::Space,
        })
    }
}

impl TableView {
    fn of(table: &Table, room: &Room, kept: bool) -> Self {
        let header = header(table);
        let size = if table.columns.len() > 16 {
            room.letters - 2.0
        } else if table.columns.len() > 8 {
            room.letters - 1.0
        } else {
            room.letters
        };
        let mut order = 0;
        let mut rows: Vec<Vec<CellView>> = table
            .rows
            .iter()
            .map(|row| view_row(table, row, &mut order))
            .collect();
        if rows.is_empty() {
            rows.push(vec![CellView::Note {
                text: "(Không có)".to_owned(),
                columns: table.columns.len(),
            }]);
        }
        let tail = table.rows.len().saturating_sub(2);
        let lengths = |row: &Row| row.cells.iter().map(|c| longest(c).0).max().unwrap_or(0);
        let low = table.rows.iter().skip(tail).all(|row| lengths(row) <= 60);
        let kept = if kept && low { rows.len().min(2) } else { 0 };
        Self {
            caption: filled(table.caption.as_ref()),
            unit: filled(table.unit.as_ref()),
            size,
            widths: widths(table, room.width, size),
            aligns: table.columns.iter().map(|c| align(c.kind)).collect(),
            header: header
                .into_iter()
                .map(|row| {
                    row.into_iter()
                        .map(|cell| HeadCell {
                            text: text::breakable(&cell.text),
                            ..cell
                        })
                        .collect()
                })
                .collect(),
            rows,
            kept,
        }
    }
}

fn align(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "l",
        ColumnKind::Order | ColumnKind::Code => "c",
        ColumnKind::Number | ColumnKind::Percent => "r",
    }
}

/// The header, one row or two, and the row of column numbers.
pub fn header(table: &Table) -> Vec<Vec<HeadCell>> {
    let cell = |text: &str, columns, rows| HeadCell {
        text: text::clean(text).trim().to_owned(),
        columns,
        rows,
    };
    let grouped = table.columns.iter().any(|c| c.group.is_some());
    let mut first = Vec::new();
    let mut second = Vec::new();
    let mut at = 0;
    while let Some(column) = table.columns.get(at) {
        let Some(group) = &column.group else {
            first.push(cell(&column.title, 1, if grouped { 2 } else { 1 }));
            at += 1;
            continue;
        };
        let rest = table.columns.get(at..).unwrap_or_default();
        let together: Vec<&Column> = rest
            .iter()
            .take_while(|c| c.group.as_ref() == Some(group))
            .collect();
        first.push(cell(group, together.len(), 1));
        second.extend(together.iter().map(|c| cell(&c.title, 1, 1)));
        at += together.len();
    }
    let mut rows = vec![first];
    if grouped {
        rows.push(second);
    }
    if table.numbered_columns {
        rows.push(
            (1..=table.columns.len())
                .map(|n| cell(&format!("({n})"), 1, 1))
                .collect(),
        );
    }
    rows
}

/// The cells of a group or total row with how many columns each covers: a text runs over the empty ones after it.
pub fn spans(row: &Row) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (i, cell) in row.cells.iter().enumerate() {
        let runs = |&(at, _): &(usize, usize)| matches!(row.cells.get(at), Some(Cell::Text(_)));
        match out.last_mut() {
            Some(last) if *cell == Cell::Empty && runs(last) => last.1 += 1,
            _ => out.push((i, 1)),
        }
    }
    out
}

/// What a cell says in print. `order` counts the body rows.
pub fn print(cell: &Cell, kind: ColumnKind) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text::clean(text),
        Cell::Int(number) => text::int(*number),
        Cell::Decimal { value, digits } => text::decimal(*value, *digits),
        Cell::Ratio {
            numerator,
            denominator,
            digits,
        } => text::ratio(
            *numerator,
            *denominator,
            if kind == ColumnKind::Percent { 100 } else { 1 },
            *digits,
        ),
        Cell::Date(date) => text::short_date(*date),
        Cell::Formula { value, .. } => print(value, kind),
    }
}

fn view_row(table: &Table, row: &Row, order: &mut i64) -> Vec<CellView> {
    let kind = |i: usize| table.columns.get(i).map_or(ColumnKind::Text, |c| c.kind);
    if row.kind == RowKind::Body {
        *order += 1;
        return row
            .cells
            .iter()
            .enumerate()
            .map(|(i, cell)| match cell {
                Cell::Empty if kind(i) == ColumnKind::Order => CellView::Plain(order.to_string()),
                Cell::Text(text) => CellView::Plain(text::breakable(text)),
                cell => CellView::Plain(print(cell, kind(i))),
            })
            .collect();
    }
    spans(row)
        .into_iter()
        .map(|(at, columns)| {
            let cell = row.cells.get(at).unwrap_or(&Cell::Empty);
            let align = match (row.kind, columns) {
                (RowKind::Total, 2..) => "c",
                (_, 2..) => "l",
                _ => align(kind(at)),
            };
            CellView::Bold {
                text: text::breakable(&print(cell, kind(at))),
                columns,
                align,
            }
        })
        .collect()
}

/// The length of a cell's text and of its longest word, in characters.
fn longest(cell: &Cell) -> (usize, usize) {
    match cell {
        Cell::Text(text) => {
            let word = text
                .split_whitespace()
                .map(|w| w.chars().count())
                .max()
                .unwrap_or(0);
            (text.chars().count(), word)
        }
        other => {
            let length = print(other, ColumnKind::Percent).chars().count();
            (length, length)
        }
    }
}

/// The widths of the columns in points: their share, but not less than their longest word or number where that can
/// be had from the others.
pub fn widths(table: &Table, room: f64, size: f64) -> Vec<f64> {
    /// Widest share of a letter's height that letters have on average (bold).
    const LETTER: f64 = 0.58;
    /// The same of capitals, against other letters.
    const CAPITAL: f64 = 1.3;
    const INSET: f64 = 7.0;
    let count = table.columns.len();
    let mut words = vec![0_usize; count];
    for row in &table.rows {
        let covered = if row.kind == RowKind::Body {
            None
        } else {
            Some(spans(row))
        };
        for (i, cell) in row.cells.iter().enumerate() {
            if covered
                .as_ref()
                .is_some_and(|s| s.iter().any(|&(at, n)| at == i && n > 1))
            {
                continue;
            }
            let (_, word) = longest(cell);
            let word = if matches!(cell, Cell::Text(_)) {
                word.min(14)
            } else {
                word
            };
            if let Some(most) = words.get_mut(i) {
                *most = (*most).max(word);
            }
        }
    }
    let digits = table.rows.len().to_string().len();
    let least: Vec<f64> = table
        .columns
        .iter()
        .zip(&words)
        .map(|(column, &word)| {
            let title = column
                .title
                .split_whitespace()
                .map(|w| {
                    let letter = |c: char| if c.is_uppercase() { CAPITAL } else { 1.0 };
                    w.chars().map(letter).sum::<f64>().min(12.0)
                })
                .fold(2.0, f64::max);
            let order = if column.kind == ColumnKind::Order {
                digits
            } else {
                0
            };
            title.max(word.max(order) as f64) * LETTER * size + INSET
        })
        .collect();
    let weights: Vec<f64> = table
        .columns
        .iter()
        .map(|c| {
            if c.weight.is_finite() && c.weight > 0.0 {
                c.weight
            } else {
                1.0
            }
        })
        .collect();
    let total: f64 = least.iter().sum();
    if total >= room {
        return least.iter().map(|w| w / total * room).collect();
    }
    // Those whose share is below the least they need get the least; the rest is shared again among the others.
    let mut fixed = vec![false; count];
    loop {
        let open = || (0..count).filter(|&i| !fixed.get(i).copied().unwrap_or(true));
        let free = room
            - (0..count)
                .filter(|&i| fixed.get(i) == Some(&true))
                .filter_map(|i| least.get(i))
                .sum::<f64>();
        let share: f64 = open().filter_map(|i| weights.get(i)).sum();
        let width = |i: usize| weights.get(i).copied().unwrap_or(1.0) / share * free;
        let narrow: Vec<usize> = open()
            .filter(|&i| width(i) < least.get(i).copied().unwrap_or(0.0))
            .collect();
        if narrow.is_empty() {
            return (0..count)
                .map(|i| {
                    if fixed.get(i) == Some(&true) {
                        least.get(i).copied().unwrap_or(0.0)
                    } else {
                        width(i)
                    }
                })
                .collect();
        }
        for i in narrow {
            if let Some(flag) = fixed.get_mut(i) {
                *flag = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: Vec<Column>, rows: Vec<Row>) -> Table {
        Table {
            columns,
            rows,
            ..Table::default()
        }
    }

    #[test]
    fn widths_fill_the_room_and_hold_the_numbers() {
        let columns = vec![
            Column::new("STT", ColumnKind::Order),
            Column::new("Họ và tên", ColumnKind::Text).weighing(100.0),
            Column::new("Số tiền", ColumnKind::Number).weighing(0.001),
        ];
        let rows = vec![Row::body(vec![
            Cell::Empty,
            "An".into(),
            Cell::Int(1_234_567_890),
        ])];
        let widths = widths(&table(columns, rows), 400.0, 12.0);
        assert!((widths.iter().sum::<f64>() - 400.0).abs() < 1e-6, "{widths:?}");
        assert!(widths.iter().all(|w| *w > 20.0), "{widths:?}");
        assert!(widths.last().is_some_and(|w| *w > 13.0 * 6.0), "{widths:?}");
    }

    #[test]
    fn wrong_weights_are_taken_as_one() {
        let columns =
            [f64::NAN, -3.0, 0.0, f64::INFINITY].map(|w| Column::new("A", ColumnKind::Text).weighing(w));
        let widths = widths(&table(columns.to_vec(), Vec::new()), 400.0, 12.0);
        assert!(widths.iter().all(|w| (w - 100.0).abs() < 1e-6), "{widths:?}");
    }

    #[test]
    fn a_text_in_a_total_runs_over_empty_cells() {
        let row = Row::total(vec![
            Cell::Empty,
            "Tổng".into(),
            Cell::Empty,
            Cell::Int(1),
            Cell::Empty,
        ]);
        assert_eq!(spans(&row), [(0, 1), (1, 2), (3, 1), (4, 1)]);
    }

    #[test]
    fn neighbours_share_their_group() {
        let column = |t: &str| Column::new(t, ColumnKind::Number);
        let table = table(
            vec![
                column("a"),
                column("b").under("G"),
                column("c").under("G"),
                column("d").under("H"),
            ],
            vec![],
        );
        let rows = header(&table);
        let shape: Vec<Vec<_>> = rows
            .iter()
            .map(|r| r.iter().map(|c| (c.text.as_str(), c.columns, c.rows)).collect())
            .collect();
        assert_eq!(
            shape,
            [
                vec![("a", 1, 2), ("G", 2, 1), ("H", 1, 1)],
                vec![("b", 1, 1), ("c", 1, 1), ("d", 1, 1)]
            ]
        );
    }
}
