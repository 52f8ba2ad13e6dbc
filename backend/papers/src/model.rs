//! What an official paper is made of. All texts are in the language of the paper, as they shall be read.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Formula;

/// One official paper: a decision, a list, minutes, a certificate.
///
/// A line feed in a text begins a new line (in [`Block::Paragraph`] and [`Block::Article`]: a new paragraph). Texts may
/// come in any Unicode normal form; control characters and marks that turn the writing's direction are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// What the file shall be called, without its extension. In a workbook: the name of the sheet (shortened to what
    /// Excel takes). Also names the paper in errors.
    pub file_stem: String,
    /// Who issues it, on the upper left.
    pub issuer: Issuer,
    /// Number and sign: `12/QĐ-UBND`. A sign that begins with `/` leaves room for a number written by hand. `None`: no
    /// "Số:" at all, as on lists and forms.
    pub number: Option<String>,
    /// The place in the line "Văn Lãng, ngày 05 tháng 12 năm 2026". With a place and without a date the date is dotted;
    /// without both there is no such line.
    pub place: Option<String>,
    /// The date of the paper. It is also the date in the file's metadata; no other date gets there.
    pub date: Option<NaiveDate>,
    /// Which form of the law this is: `Mẫu số 01`, at the top on the right.
    pub form_no: Option<String>,
    /// The kind, in capitals: `QUYẾT ĐỊNH`, `DANH SÁCH`, `BIÊN BẢN`.
    pub kind: Option<String>,
    /// What it is about: `Về việc công nhận hộ nghèo, hộ cận nghèo năm 2026`.
    pub title: String,
    /// A line below the title in italics: `(Kèm theo Quyết định số …)`.
    pub subtitle: Option<String>,
    /// The office that decides, in bold before the grounds: `CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ VĂN LÃNG`.
    pub authority: Option<String>,
    /// The grounds, in italics, one a line: `Căn cứ …;`.
    pub preamble: Vec<String>,
    /// The body.
    pub blocks: Vec<Block>,
    /// Who signs. One stands on the right; several stand side by side, three in a line.
    pub signatures: Vec<Signature>,
    /// Who gets it ("Nơi nhận"), without dashes: `Như Điều 3`, `Lưu: VT`. Dashes, semicolons and the full stop are set.
    pub recipients: Vec<String>,
    /// How the sheet lies.
    pub orientation: Orientation,
    /// Paper or certificate.
    pub style: Style,
    /// A mark across every page, for what is not valid: `BẢN NHÁP`, `DỮ LIỆU MẪU`.
    pub draft: Option<String>,
    /// A small note at the very end: source, how to check.
    pub note: Option<String>,
}

/// The body that issues a paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// The body above it: `ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN`.
    pub parent: Option<String>,
    /// The body itself: `ỦY BAN NHÂN DÂN XÃ VĂN LÃNG`. Both are set in capitals.
    pub name: String,
}

/// How the sheet lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orientation {
    /// Upright.
    #[default]
    Portrait,
    /// Lying, for wide tables.
    Landscape,
}

/// What the paper looks like as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// A4 after Nghị định 30/2020/NĐ-CP.
    #[default]
    Document,
    /// A5 in a double frame with a large title. The first [`Block::Check`] stands beside the signature.
    Certificate,
}

/// One piece of the body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading on the left in bold: `I. THÀNH PHẦN THAM DỰ`. It is never torn from what follows.
    Heading(String),
    /// A line in the middle in bold: `QUYẾT ĐỊNH:`.
    Centred(String),
    /// Running text.
    Paragraph(String),
    /// An article: its label in bold (`Điều 1.`), then its text.
    Article {
        /// `Điều 1.`
        label: String,
        /// What it orders.
        text: String,
    },
    /// Facts, one a line: name and value. An empty value leaves a dotted line to fill in by hand.
    Facts(Vec<(String, String)>),
    /// Points, with a dash before each.
    Bullets(Vec<String>),
    /// A table.
    Table(Table),
    /// A QR code with its text, to check the paper.
    Check(Check),
    /// Some room.
    Space,
}

/// How anyone can check a paper.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The code to type. Without separators of its own it is set in groups of four.
    pub code: String,
    /// The whole address, with the code; it is what the QR code says, and it is printed too.
    pub url: String,
    /// What to do: `Quét mã QR hoặc nhập mã tại địa chỉ dưới đây để kiểm tra.`
    pub text: String,
}

/// A table. Its header is repeated on every page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// A line in bold above it.
    pub caption: Option<String>,
    /// `Đơn vị: hộ`, above it on the right.
    pub unit: Option<String>,
    /// Its columns, at least one.
    pub columns: Vec<Column>,
    /// Its rows; each has as many cells as there are columns. Without rows the table says "(Không có)".
    pub rows: Vec<Row>,
    /// Whether a line with (1), (2), (3)… stands below the header, as in statistical forms.
    pub numbered_columns: bool,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its title.
    pub title: String,
    /// A title above it; neighbours with the same one share it.
    pub group: Option<String>,
    /// What stands in it.
    pub kind: ColumnKind,
    /// Its share of the width, against the others'. Columns never get narrower than their longest number or word while
    /// there is room.
    pub weight: f64,
}

/// What stands in a column, which gives its alignment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Running number (STT): where a body row has [`Cell::Empty`] in it, its number among the body rows is set.
    Order,
    /// Text, on the left.
    #[default]
    Text,
    /// Short text in the middle: codes, dates, marks.
    Code,
    /// Numbers, on the right.
    Number,
    /// Per cent, on the right: a [`Cell::Ratio`] is multiplied by 100. The sign belongs into the column's title.
    Percent,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Which sort of row.
    pub kind: RowKind,
    /// One for each column. In group and total rows a text runs on over the empty cells to the right of it.
    pub cells: Vec<Cell>,
}

/// Which sort of row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// An ordinary one.
    #[default]
    Body,
    /// The beginning of a group (a village), in bold.
    Group,
    /// A total, in bold.
    Total,
}

/// What stands in a cell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text.
    Text(String),
    /// A whole number: `1.234.567`.
    Int(i64),
    /// A number with decimals: `1.234,50`. NaN and infinity are errors.
    Decimal {
        /// The number.
        value: f64,
        /// Digits after the comma, at most 9.
        digits: u8,
    },
    /// A quotient, rounded exactly, half away from zero; `-` when the denominator is 0.
    Ratio {
        /// Above the line.
        numerator: i64,
        /// Below the line.
        denominator: i64,
        /// Digits after the comma, at most 9.
        digits: u8,
    },
    /// A date: `05/12/2026`.
    Date(NaiveDate),
    /// A number that follows from others of the same table: Excel gets the formula and the number, print the number.
    Formula {
        /// How it follows. Where it is longer than Excel takes (8,192 characters, 255 areas in a sum), the number alone
        /// is written.
        formula: Formula,
        /// The number as computed by whoever fills in the table: [`Cell::Int`], [`Cell::Decimal`] or [`Cell::Ratio`],
        /// which also says how many digits are shown.
        value: Box<Cell>,
    },
}

/// Who signs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// In bold: `TM. ỦY BAN NHÂN DÂN`, `CHỦ TỊCH`.
    pub lines: Vec<String>,
    /// In italics below: `(Ký, ghi rõ họ tên)`.
    pub note: Option<String>,
    /// The name, in bold, below the room for signature and seal.
    pub name: Option<String>,
}

impl Issuer {
    /// A body and the one above it.
    pub fn new(parent: Option<&str>, name: &str) -> Self {
        Self {
            parent: parent.map(Into::into),
            name: name.into(),
        }
    }
}

impl Column {
    /// A column with the weight usual for its kind.
    pub fn new(title: impl Into<String>, kind: ColumnKind) -> Self {
        let weight = match kind {
            ColumnKind::Order => 1.0,
            ColumnKind::Text => 5.0,
            ColumnKind::Code => 2.5,
            ColumnKind::Number | ColumnKind::Percent => 2.0,
        };
        Self {
            title: title.into(),
            group: None,
            kind,
            weight,
        }
    }

    /// The same below a shared title.
    #[must_use]
    pub fn under(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// The same with another share of the width.
    #[must_use]
    pub fn weighing(mut self, weight: f64) -> Self {
        self.weight = weight;
        self
    }
}

impl Row {
    /// An ordinary row.
    pub fn body(cells: Vec<Cell>) -> Self {
        Self {
            kind: RowKind::Body,
            cells,
        }
    }

    /// The beginning of a group.
    pub fn group(cells: Vec<Cell>) -> Self {
        Self {
            kind: RowKind::Group,
            cells,
        }
    }

    /// A total.
    pub fn total(cells: Vec<Cell>) -> Self {
        Self {
            kind: RowKind::Total,
            cells,
        }
    }
}

impl Cell {
    /// A text, or nothing for an empty one.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// This number with the formula it follows from.
    #[must_use]
    pub fn following(self, formula: Formula) -> Self {
        Self::Formula {
            formula,
            value: Box::new(self),
        }
    }

    /// What is shown: of a formula its number, else the cell itself.
    pub fn shown(&self) -> &Self {
        let mut cell = self;
        while let Self::Formula { value, .. } = cell {
            cell = value;
        }
        cell
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<NaiveDate> for Cell {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}
