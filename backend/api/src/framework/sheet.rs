//! The framework as a sheet: a row an item, a column a field. What goes out can be changed and comes in again.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::header;
use actix_web::{HttpRequest, web};
use chrono::NaiveDate;
use giamngheo_intake::{FileError, TableRow, read_table};
use giamngheo_rules::formula::{Dimension, parse_decimal};
use giamngheo_rules::framework::{
    AreaGroup, Direction, Entry, EntryLevel, Fault, GroupMember, Heading, Indicator, Item, ItemKind, Origin,
    OverTime, Range,
};
use giamngheo_rules::period::{Frequency, Period};
use giamngheo_rules::text::fold;
use giamngheo_rules::words::{Source, Words};
use giamngheo_store::definitions::{self, NewVersion};
use giamngheo_store::id::new_id;
use giamngheo_store::{Conn, Error, FieldError, Scope};
use rust_xlsxwriter::{ExcelDateTime, Format as Style, FormatAlign, Workbook};

use super::dto::{CellChange, FrameworkSheetView, RowChange, SheetProblem};
use super::plan::{Key, Plan, Version, unknown_areas};
use crate::app::App;
use crate::households::XLSX;
use crate::http::extract::upload;
use crate::http::problem::{Answer, Problem, static_code};

/// The largest sheet, in bytes.
const MOST_BYTES: usize = 5 << 20;
/// The most rows of a sheet.
const MOST_ROWS: usize = 3000;

/// The formats of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text.
    Csv,
    /// Excel.
    Xlsx,
}

impl Format {
    /// The format that the request's Accept header asks for; none is JSON.
    pub fn wanted(request: &HttpRequest) -> Option<Self> {
        let accept = request.headers().get(header::ACCEPT)?.to_str().ok()?;
        accept
            .split(',')
            .find_map(|part| match part.split(';').next()?.trim() {
                "text/csv" => Some(Self::Csv),
                XLSX => Some(Self::Xlsx),
                _ => None,
            })
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => XLSX,
        }
    }

    /// The ending of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// How a column is written in Excel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Text,
    Number,
    Date,
}

/// A column: a field of items of these kinds.
struct Column {
    code: &'static str,
    title: &'static str,
    width: f64,
    look: Look,
    kinds: &'static [ItemKind],
}

const fn column(
    code: &'static str,
    title: &'static str,
    width: f64,
    look: Look,
    kinds: &'static [ItemKind],
) -> Column {
    Column {
        code,
        title,
        width,
        look,
        kinds,
    }
}

use ItemKind as K;
use Look::{Date, Number, Text};
const ALL: &[K] = &K::ALL;
const INDICATOR: &[K] = &[K::Indicator];

const COLUMNS: &[Column] = &[
    column("kind", "Loại", 13.0, Text, ALL),
    column("code", "Mã", 11.0, Text, ALL),
    column(
        "version",
        "Phiên bản (để trống nếu là mục mới)",
        10.0,
        Number,
        ALL,
    ),
    column("valid_from", "Có hiệu lực từ ngày", 12.0, Date, ALL),
    column(
        "parent",
        "Thuộc mục (mã)",
        10.0,
        Text,
        &[K::Objective, K::Result, K::Indicator],
    ),
    column(
        "position",
        "Thứ tự",
        8.0,
        Number,
        &[K::Programme, K::Objective, K::Result, K::Indicator],
    ),
    column("name_vi", "Tên", 45.0, Text, ALL),
    column("name_en", "Tên tiếng Anh", 35.0, Text, ALL),
    column("definition_vi", "Định nghĩa", 50.0, Text, INDICATOR),
    column(
        "definition_en",
        "Định nghĩa bằng tiếng Anh",
        40.0,
        Text,
        INDICATOR,
    ),
    column("unit_vi", "Đơn vị tính", 11.0, Text, INDICATOR),
    column("unit_en", "Đơn vị tính bằng tiếng Anh", 11.0, Text, INDICATOR),
    column("decimals", "Số chữ số thập phân", 9.0, Number, INDICATOR),
    column("factor", "Hệ số nhân (100 nếu là %)", 9.0, Number, INDICATOR),
    column(
        "origin",
        "Nguồn số liệu (tính từ hồ sơ / nhập)",
        16.0,
        Text,
        INDICATOR,
    ),
    column("numerator", "Công thức tử số", 50.0, Text, INDICATOR),
    column("denominator", "Công thức mẫu số", 40.0, Text, INDICATOR),
    column("entry_level", "Cấp nhập (xã / tỉnh)", 10.0, Text, INDICATOR),
    column("entry_numerator_vi", "Số liệu nhập: tử số", 25.0, Text, INDICATOR),
    column(
        "entry_numerator_en",
        "Số liệu nhập: tử số, tiếng Anh",
        20.0,
        Text,
        INDICATOR,
    ),
    column(
        "entry_denominator_vi",
        "Số liệu nhập: mẫu số",
        25.0,
        Text,
        INDICATOR,
    ),
    column(
        "entry_denominator_en",
        "Số liệu nhập: mẫu số, tiếng Anh",
        20.0,
        Text,
        INDICATOR,
    ),
    column(
        "entry_over_time",
        "Gộp các kỳ ngắn (cộng / kỳ cuối)",
        12.0,
        Text,
        INDICATOR,
    ),
    column(
        "frequency",
        "Kỳ thu thập (năm / 6 tháng / quý / tháng)",
        12.0,
        Text,
        INDICATOR,
    ),
    column(
        "by",
        "Phân tổ (khu vực, dân tộc, giới tính, nhóm địa bàn)",
        25.0,
        Text,
        INDICATOR,
    ),
    column(
        "direction",
        "Chiều tốt (giảm / tăng / không)",
        10.0,
        Text,
        INDICATOR,
    ),
    column("range_min", "Giá trị nhỏ nhất", 9.0, Text, INDICATOR),
    column("range_max", "Giá trị lớn nhất", 9.0, Text, INDICATOR),
    column(
        "plausible_change_percent",
        "Hỏi lại khi thay đổi quá (%)",
        10.0,
        Number,
        INDICATOR,
    ),
    column(
        "amber_percent",
        "Ngưỡng gần đạt (% của chỉ tiêu)",
        10.0,
        Number,
        INDICATOR,
    ),
    column("baseline_period", "Kỳ gốc", 9.0, Text, INDICATOR),
    column("responsible_vi", "Đơn vị chịu trách nhiệm", 30.0, Text, INDICATOR),
    column(
        "responsible_en",
        "Đơn vị chịu trách nhiệm, tiếng Anh",
        25.0,
        Text,
        INDICATOR,
    ),
    column("project", "Dự án", 9.0, Text, INDICATOR),
    column(
        "members",
        "Địa bàn của nhóm (mã@ngày; …)",
        30.0,
        Text,
        &[K::AreaGroup],
    ),
    column("legal_document", "Văn bản", 28.0, Text, ALL),
    column("legal_article", "Điều, phụ lục", 22.0, Text, ALL),
    column("legal_note", "Ghi chú", 40.0, Text, ALL),
    column("verified", "Đã đối chiếu văn bản (có / không)", 12.0, Text, ALL),
];

/// The words that stand for a choice, the one that is written first.
type Choices<T> = &'static [(T, &'static str, &'static str)];

const KINDS: Choices<ItemKind> = &[
    (K::Programme, "Chương trình", "programme"),
    (K::Objective, "Mục tiêu", "objective"),
    (K::Result, "Kết quả", "result"),
    (K::Indicator, "Chỉ số", "indicator"),
    (K::AreaGroup, "Nhóm địa bàn", "area_group"),
];
const ORIGINS: Choices<Origin> = &[
    (Origin::Computed, "tính từ hồ sơ", "computed"),
    (Origin::Entered, "nhập", "entered"),
];
const LEVELS: Choices<EntryLevel> = &[
    (EntryLevel::Commune, "xã", "commune"),
    (EntryLevel::Province, "tỉnh", "province"),
];
const OVER_TIMES: Choices<OverTime> = &[
    (OverTime::Sum, "cộng", "sum"),
    (OverTime::Last, "kỳ cuối", "last"),
];
const FREQUENCIES: Choices<Frequency> = &[
    (Frequency::Year, "năm", "year"),
    (Frequency::Half, "6 tháng", "half"),
    (Frequency::Quarter, "quý", "quarter"),
    (Frequency::Month, "tháng", "month"),
];
const DIRECTIONS: Choices<Direction> = &[
    (Direction::Down, "giảm", "down"),
    (Direction::Up, "tăng", "up"),
    (Direction::None, "không", "none"),
];
const DIMENSIONS: Choices<Dimension> = &[
    (Dimension::Setting, "khu vực", "setting"),
    (Dimension::Ethnic, "dân tộc", "ethnic"),
    (Dimension::Sex, "giới tính", "sex"),
    (Dimension::Group, "nhóm địa bàn", "group"),
];
const YES_NO: Choices<bool> = &[(true, "có", "true"), (false, "không", "false")];

fn choice_word<T: PartialEq + Copy>(choices: Choices<T>, value: T) -> String {
    let found = choices.iter().find(|(v, ..)| *v == value);
    found.map_or(String::new(), |(_, word, _)| (*word).to_owned())
}

fn chosen<T: Copy>(choices: Choices<T>, text: &str) -> Option<T> {
    let key = fold(text);
    let found = choices
        .iter()
        .find(|(_, word, code)| fold(word) == key || *code == key);
    found.map(|(value, ..)| *value)
}

// ---- out ----

/// What stands in the columns for a version of an item.
fn cells(version: &Version) -> Vec<String> {
    COLUMNS.iter().map(|column| cell(version, column.code)).collect()
}

fn cell(version: &Version, code: &str) -> String {
    let item = &version.item;
    let opt = |text: &Option<String>| text.clone().unwrap_or_default();
    let (legal, verified) = match item {
        Item::Heading(_, heading) => (&heading.legal, heading.verified),
        Item::Indicator(indicator) => (&indicator.legal, indicator.verified),
        Item::AreaGroup(group) => (&group.legal, group.verified),
    };
    match (code, item) {
        ("kind", _) => choice_word(KINDS, item.kind()),
        ("code", _) => item.code().to_owned(),
        ("version", _) => version.number.to_string(),
        ("valid_from", _) => version.valid_from.to_string(),
        ("parent", _) => item.parent().unwrap_or_default().to_owned(),
        ("position", Item::Heading(..) | Item::Indicator(_)) => item.position().to_string(),
        ("name_vi", _) => item.name().vi.clone(),
        ("name_en", _) => item.name().en.clone(),
        ("members", Item::AreaGroup(group)) => {
            let all: Vec<String> = group
                .members
                .iter()
                .map(|m| format!("{}@{}", m.area, m.on))
                .collect();
            all.join("; ")
        }
        ("legal_document", _) => legal.document.clone(),
        ("legal_article", _) => opt(&legal.article),
        ("legal_note", _) => opt(&legal.note),
        ("verified", _) => choice_word(YES_NO, verified),
        (code, Item::Indicator(indicator)) => indicator_cell(indicator, code),
        _ => String::new(),
    }
}

fn indicator_cell(indicator: &Indicator, code: &str) -> String {
    let opt = |text: &Option<String>| text.clone().unwrap_or_default();
    let entry = |f: fn(&Entry) -> String| indicator.entry.as_ref().map(f).unwrap_or_default();
    let denominator = |f: fn(&Words) -> &String| {
        let words = indicator.entry.as_ref().and_then(|e| e.denominator.as_ref());
        words.map(|w| f(w).clone()).unwrap_or_default()
    };
    let range =
        |f: fn(&Range) -> &Option<String>| indicator.range.as_ref().map(|r| opt(f(r))).unwrap_or_default();
    match code {
        "definition_vi" => indicator.definition.vi.clone(),
        "definition_en" => indicator.definition.en.clone(),
        "unit_vi" => indicator.unit.vi.clone(),
        "unit_en" => indicator.unit.en.clone(),
        "decimals" => indicator.decimals.to_string(),
        "factor" => indicator.factor.to_string(),
        "origin" => choice_word(ORIGINS, indicator.origin),
        "numerator" => opt(&indicator.numerator),
        "denominator" => opt(&indicator.denominator),
        "entry_level" => entry(|e| choice_word(LEVELS, e.level)),
        "entry_numerator_vi" => entry(|e| e.numerator.vi.clone()),
        "entry_numerator_en" => entry(|e| e.numerator.en.clone()),
        "entry_denominator_vi" => denominator(|w| &w.vi),
        "entry_denominator_en" => denominator(|w| &w.en),
        "entry_over_time" => entry(|e| choice_word(OVER_TIMES, e.over_time)),
        "frequency" => choice_word(FREQUENCIES, indicator.frequency),
        "by" => {
            let all: Vec<String> = indicator.by.iter().map(|d| choice_word(DIMENSIONS, *d)).collect();
            all.join(", ")
        }
        "direction" => choice_word(DIRECTIONS, indicator.direction),
        "range_min" => range(|r| &r.min),
        "range_max" => range(|r| &r.max),
        "plausible_change_percent" => indicator
            .plausible_change_percent
            .map_or(String::new(), |n| n.to_string()),
        "amber_percent" => indicator.amber_percent.to_string(),
        "baseline_period" => indicator.baseline_period.map_or(String::new(), Period::code),
        "responsible_vi" => indicator.responsible.vi.clone(),
        "responsible_en" => indicator.responsible.en.clone(),
        "project" => opt(&indicator.project),
        _ => String::new(),
    }
}

/// A text that a spreadsheet would run as a formula gets an apostrophe in front, and so does one that begins with an
/// apostrophe: reading takes one away. A plain number is harmless.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) && parse_decimal(&text).is_none() {
        format!("'{text}")
    } else {
        text
    }
}

/// The sheet of these versions.
pub fn write(versions: &[&Version], format: Format) -> Result<Vec<u8>, String> {
    match format {
        Format::Csv => write_csv(versions),
        Format::Xlsx => write_xlsx(versions).map_err(|e| e.to_string()),
    }
}

fn write_csv(versions: &[&Version]) -> Result<Vec<u8>, String> {
    // Excel takes CSV for UTF-8 by its byte order mark alone.
    let mut writer = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    let failed = |e: csv::Error| e.to_string();
    writer
        .write_record(COLUMNS.iter().map(|c| c.title))
        .map_err(failed)?;
    writer
        .write_record(COLUMNS.iter().map(|c| c.code))
        .map_err(failed)?;
    for version in versions {
        writer
            .write_record(cells(version).into_iter().map(harmless))
            .map_err(failed)?;
    }
    writer.into_inner().map_err(|e| e.to_string())
}

fn write_xlsx(versions: &[&Version]) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Khung kết quả")?;
    sheet.set_freeze_panes(2, 2)?;
    let title = Style::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color("E8EEF4");
    let code = Style::new().set_font_color("6B7280").set_font_size(9);
    // Text stays text when somebody types over it: a formula of ours must not become one of Excel's.
    let text = Style::new()
        .set_num_format("@")
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let number = Style::new().set_align(FormatAlign::Top);
    let date = Style::new()
        .set_num_format("dd/mm/yyyy")
        .set_align(FormatAlign::Top);
    sheet.set_row_height(0, 45)?;
    for (at, column) in (0..).zip(COLUMNS) {
        sheet.set_column_width(at, column.width)?;
        sheet.write_string_with_format(0, at, column.title, &title)?;
        sheet.write_string_with_format(1, at, column.code, &code)?;
    }
    for (row, version) in (2..).zip(versions) {
        for ((at, column), value) in (0..).zip(COLUMNS).zip(cells(version)) {
            if column.look == Date {
                let day = ExcelDateTime::parse_from_str(&value)?;
                sheet.write_datetime_with_format(row, at, &day, &date)?;
                continue;
            }
            match value.parse::<f64>() {
                Ok(n) if column.look == Number => sheet.write_number_with_format(row, at, n, &number)?,
                _ => sheet.write_string_with_format(row, at, harmless(value), &text)?,
            };
        }
    }
    book.save_to_buffer()
}

// ---- in ----

fn refused(cause: FileError) -> Problem {
    if cause.code == "io" {
        return Problem::internal(&cause);
    }
    let mut problem = Problem::field(
        "/file",
        static_code(&cause.code),
        cause.vi.clone(),
        cause.en.clone(),
    );
    problem.vi = cause.vi;
    problem.en = cause.en;
    problem
}

/// Reads the body as a sheet. Errors: 413 when it is too large, 422 when it is no sheet.
pub async fn receive(app: &App, payload: web::Payload) -> Answer<Vec<TableRow>> {
    let bytes = upload(payload, MOST_BYTES).await?;
    // The reader works on files: an Excel file is read from its end.
    let path = app.config.data_dir.join("uploads").join(new_id());
    let read = web::block(move || {
        let rows = std::fs::write(&path, &bytes)
            .map_err(|e| FileError::new("io", "Không ghi được tệp.", e.to_string()))
            .and_then(|()| read_table(&path, MOST_ROWS));
        // That it isn't there is what is wanted.
        let _ = std::fs::remove_file(&path);
        rows
    });
    read.await?.map_err(refused)
}

/// A cell that can't be kept, in both languages.
#[derive(Debug, Clone)]
struct Bad {
    row: u32,
    column: Option<usize>,
    field: String,
    value: String,
    code: &'static str,
    vi: String,
    en: String,
}

/// What a sheet would change.
#[derive(Debug, Default)]
pub struct Judged {
    new: Vec<(RowChange, Item)>,
    changed: Vec<(RowChange, Item, i64)>,
    same: usize,
    bad: Vec<Bad>,
}

/// Excel's letter of a column.
pub fn letter(column: usize) -> String {
    let mut out = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        out.insert(0, char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    out
}

impl Judged {
    /// As it is told.
    pub fn view(self, kept: bool, english: bool) -> FrameworkSheetView {
        FrameworkSheetView {
            kept,
            new: self.new.into_iter().map(|(change, _)| change).collect(),
            changed: self.changed.into_iter().map(|(change, ..)| change).collect(),
            same: self.same,
            problems: self
                .bad
                .into_iter()
                .map(|bad| SheetProblem {
                    row: bad.row,
                    column: bad.column.map(letter).unwrap_or_default(),
                    field: bad.field,
                    value: bad.value.chars().take(200).collect(),
                    code: bad.code.to_owned(),
                    detail: if english { bad.en } else { bad.vi },
                })
                .collect(),
        }
    }

    /// Keeps what it changes. Errors: a cell is wrong; then nothing is kept.
    pub fn keep(&self, conn: &mut Conn, scope: &Scope) -> giamngheo_store::Result<()> {
        if !self.bad.is_empty() {
            let fields = self.bad.iter().map(|bad| {
                let place = bad.column.map(letter).unwrap_or_default();
                FieldError::new(
                    format!("/rows/{}/{}", bad.row, bad.field),
                    bad.code,
                    format!("dòng {}{}: {}", bad.row, spaced(", cột ", &place), bad.vi),
                    format!("row {}{}: {}", bad.row, spaced(", column ", &place), bad.en),
                )
            });
            return Err(Error::Invalid(fields.collect()));
        }
        let new = self.new.iter().map(|(change, item)| (change, item, None));
        let changed = self
            .changed
            .iter()
            .map(|(change, item, base)| (change, item, Some(*base)));
        for (change, item, base) in new.chain(changed) {
            let version = NewVersion {
                kind: item.kind().code(),
                code: item.code(),
                valid_from: change.valid_from,
                body: item.to_json(),
            };
            definitions::put(conn, scope, &version, base)?;
        }
        Ok(())
    }
}

fn spaced(before: &str, text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("{before}{text}")
    }
}

/// Where the columns are: by code, the column's place.
type Places = BTreeMap<&'static str, usize>;

/// Finds the row of the columns' codes; the rows after it are the items'. Errors: there is none, or it lacks columns.
fn places(rows: &[TableRow]) -> Result<(usize, Places), Vec<Bad>> {
    let has = |row: &TableRow, code: &str| row.cells.iter().any(|(_, text)| text.trim() == code);
    let Some(at) = rows
        .iter()
        .take(20)
        .position(|row| has(row, "kind") && has(row, "code"))
    else {
        return Err(vec![Bad {
            row: 1,
            column: None,
            field: String::new(),
            value: String::new(),
            code: "no_header",
            vi: "không thấy dòng mã cột (kind, code, …); hãy bắt đầu từ tệp xuất ra của khung kết quả".into(),
            en: "there is no row with the columns' codes (kind, code, …); begin with an export of the framework".into(),
        }]);
    };
    let row = &rows[at];
    let (mut places, mut bad) = (Places::new(), Vec::new());
    let mut wrong = |column, text: &str, code, vi: &str, en: &str| {
        bad.push(Bad {
            row: row.number,
            column,
            field: String::new(),
            value: text.to_owned(),
            code,
            vi: vi.to_owned(),
            en: en.to_owned(),
        });
    };
    for (column, text) in &row.cells {
        let text = text.trim();
        match COLUMNS.iter().find(|c| c.code == text) {
            None => wrong(
                Some(*column),
                text,
                "unknown_column",
                "không có cột nào mang mã này",
                "there is no column of this code",
            ),
            Some(known) if places.insert(known.code, *column).is_some() => {
                wrong(
                    Some(*column),
                    text,
                    "twice",
                    "cột này có hai lần",
                    "this column is there twice",
                );
            }
            Some(_) => {}
        }
    }
    for column in COLUMNS.iter().filter(|c| !places.contains_key(c.code)) {
        wrong(
            None,
            column.code,
            "missing_column",
            &format!("thiếu cột “{}” ({})", column.title, column.code),
            &format!("the column {} is missing", column.code),
        );
    }
    if bad.is_empty() {
        Ok((at, places))
    } else {
        Err(bad)
    }
}

/// Reads one row, and what is wrong with it.
struct Reader<'a> {
    row: &'a TableRow,
    places: &'a Places,
    bad: Vec<Bad>,
}

impl Reader<'_> {
    fn text(&self, code: &str) -> String {
        let text = self.places.get(code).map_or("", |at| self.row.cell(*at));
        let text = text.trim();
        text.strip_prefix('\'').unwrap_or(text).to_owned()
    }

    fn optional(&self, code: &str) -> Option<String> {
        Some(self.text(code)).filter(|text| !text.is_empty())
    }

    fn words(&self, code: &str) -> Words {
        Words {
            vi: self.text(&format!("{code}_vi")),
            en: self.text(&format!("{code}_en")),
        }
    }

    fn wrong(&mut self, field: &str, code: &'static str, vi: impl Into<String>, en: impl Into<String>) {
        self.bad.push(Bad {
            row: self.row.number,
            column: self.places.get(field).copied(),
            field: field.to_owned(),
            value: self.text(field),
            code,
            vi: vi.into(),
            en: en.into(),
        });
    }

    fn missing(&mut self, field: &str) {
        self.wrong(field, "missing", "không được để trống", "it must not be empty");
    }

    /// A whole number; none where nothing stands or where it is none, which is told.
    fn number(&mut self, field: &str) -> Option<u32> {
        let text = self.optional(field)?;
        let number = text.parse().ok();
        if number.is_none() {
            self.wrong(
                field,
                "not_a_number",
                "không phải số nguyên không âm",
                "it is no whole number from 0",
            );
        }
        number
    }

    fn needed_number(&mut self, field: &str) -> u32 {
        if self.text(field).is_empty() {
            self.missing(field);
        }
        self.number(field).unwrap_or_default()
    }

    fn choice<T: Copy>(&mut self, field: &str, choices: Choices<T>) -> Option<T> {
        let text = self.text(field);
        if text.is_empty() {
            self.missing(field);
            return None;
        }
        let found = chosen(choices, &text);
        if found.is_none() {
            let all: Vec<&str> = choices.iter().map(|(_, word, _)| *word).collect();
            let codes: Vec<&str> = choices.iter().map(|(.., code)| *code).collect();
            self.wrong(
                field,
                "unknown_value",
                format!("chỉ nhận: {}", all.join(", ")),
                format!("it must be one of: {}", codes.join(", ")),
            );
        }
        found
    }

    /// A day, as yyyy-mm-dd or dd/mm/yyyy.
    fn day(&mut self, field: &str) -> Option<NaiveDate> {
        let text = self.text(field);
        if text.is_empty() {
            self.missing(field);
            return None;
        }
        let day = read_day(&text);
        if day.is_none() {
            self.wrong(
                field,
                "not_a_date",
                "không phải ngày (dd/mm/yyyy, năm 1900 – 2100)",
                "it is no date (dd/mm/yyyy, years 1900 – 2100)",
            );
        }
        day
    }

    fn legal(&self) -> Source {
        Source {
            document: self.text("legal_document"),
            article: self.optional("legal_article"),
            note: self.optional("legal_note"),
        }
    }

    /// What its own columns say. None when something can't be read, which is told.
    fn item(&mut self, kind: ItemKind) -> Option<Item> {
        for column in COLUMNS.iter().filter(|c| !c.kinds.contains(&kind)) {
            if !self.text(column.code).is_empty() {
                self.wrong(
                    column.code,
                    "not_applicable",
                    format!("{} không có cột này; hãy để trống", kind.vi().to_lowercase()),
                    format!("leave it empty for a row of the kind {}", kind.en()),
                );
            }
        }
        let before = self.bad.len();
        let verified = self.choice("verified", YES_NO);
        let item = match kind {
            K::Indicator => self.indicator().map(|i| Item::Indicator(Box::new(i))),
            K::AreaGroup => Some(Item::AreaGroup(AreaGroup {
                code: self.text("code"),
                name: self.words("name"),
                members: self.members(),
                legal: self.legal(),
                verified: verified.unwrap_or_default(),
            })),
            kind => Some(Item::Heading(
                kind,
                Heading {
                    code: self.text("code"),
                    parent: self.optional("parent"),
                    name: self.words("name"),
                    position: self.number("position").unwrap_or_default(),
                    legal: self.legal(),
                    verified: verified.unwrap_or_default(),
                },
            )),
        };
        item.filter(|_| self.bad.len() == before)
    }

    fn members(&mut self) -> Vec<GroupMember> {
        let text = self.text("members");
        let mut out = Vec::new();
        for part in text.split([';', '\n']).map(str::trim).filter(|p| !p.is_empty()) {
            let read = part
                .split_once('@')
                .and_then(|(area, on)| Some((area.trim(), read_day(on.trim())?)));
            match read {
                Some((area, on)) => out.push(GroupMember {
                    area: area.to_owned(),
                    on,
                }),
                None => self.wrong(
                    "members",
                    "bad_member",
                    format!("“{part}” không phải mã@ngày, ví dụ 184@2022-10-01"),
                    format!("“{part}” is no code@day such as 184@2022-10-01"),
                ),
            }
        }
        out
    }

    fn decimal(&self, field: &str) -> Option<String> {
        // A comma before the decimals is how numbers are written here.
        let text = self.optional(field)?;
        Some(if text.matches(',').count() == 1 {
            text.replace(',', ".")
        } else {
            text
        })
    }

    fn indicator(&mut self) -> Option<Indicator> {
        let origin = self.choice("origin", ORIGINS);
        let frequency = self.choice("frequency", FREQUENCIES);
        let direction = self.choice("direction", DIRECTIONS);
        let entry = self.entry();
        let mut by = Vec::new();
        let text = self.text("by");
        for part in text
            .split([',', ';', '\n'])
            .map(str::trim)
            .filter(|p| !p.is_empty())
        {
            match chosen(DIMENSIONS, part) {
                Some(dimension) => by.push(dimension),
                None => self.wrong(
                    "by",
                    "unknown_dimension",
                    format!(
                        "“{part}” không phải tiêu thức phân tổ (khu vực, dân tộc, giới tính, nhóm địa bàn)"
                    ),
                    format!("“{part}” is no dimension (setting, ethnic, sex, group)"),
                ),
            }
        }
        let baseline_period = self.optional("baseline_period").and_then(|text| {
            let period = Period::from_code(&text);
            if period.is_none() {
                self.wrong(
                    "baseline_period",
                    "not_a_period",
                    "không phải kỳ (ví dụ 2022, 2022-S1, 2022-Q3, 2022-M07)",
                    "it is no period (such as 2022, 2022-S1, 2022-Q3, 2022-M07)",
                );
            }
            period
        });
        let range = Range {
            min: self.decimal("range_min"),
            max: self.decimal("range_max"),
        };
        Some(Indicator {
            code: self.text("code"),
            parent: self.text("parent"),
            position: self.number("position").unwrap_or_default(),
            name: self.words("name"),
            definition: self.words("definition"),
            unit: self.words("unit"),
            decimals: u8::try_from(self.needed_number("decimals")).unwrap_or(u8::MAX),
            factor: self.needed_number("factor"),
            numerator: self.optional("numerator"),
            denominator: self.optional("denominator"),
            entry,
            by,
            range: (range.min.is_some() || range.max.is_some()).then_some(range),
            plausible_change_percent: self.number("plausible_change_percent"),
            amber_percent: self.needed_number("amber_percent"),
            baseline_period,
            responsible: self.words("responsible"),
            project: self.optional("project"),
            legal: self.legal(),
            verified: chosen(YES_NO, &self.text("verified")).unwrap_or_default(),
            origin: origin?,
            frequency: frequency?,
            direction: direction?,
        })
    }

    /// What is entered, when one of its columns says something.
    fn entry(&mut self) -> Option<Entry> {
        let columns = COLUMNS.iter().map(|c| c.code).filter(|c| c.starts_with("entry_"));
        let filled = columns.filter(|c| !self.text(c).is_empty()).count();
        if filled == 0 {
            return None;
        }
        let level = self.choice("entry_level", LEVELS);
        let over_time = self.choice("entry_over_time", OVER_TIMES);
        let denominator = self.words("entry_denominator");
        Some(Entry {
            level: level?,
            numerator: self.words("entry_numerator"),
            denominator: (!denominator.vi.is_empty() || !denominator.en.is_empty()).then_some(denominator),
            over_time: over_time?,
        })
    }
}

fn read_day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y"))
        .ok()?;
    super::dto::kept_day("", day).ok()
}

/// The column that shows the field of a pointer into an item: `/range/min` is `range_min`, `/by/0` is `by`.
fn field_of(pointer: &str) -> String {
    let mut field = String::new();
    for part in pointer.split('/').skip(1) {
        if part.bytes().all(|b| b.is_ascii_digit()) {
            break;
        }
        if !field.is_empty() {
            field.push('_');
        }
        field.push_str(part);
    }
    // A field in two parts is named by the first of them.
    if COLUMNS.iter().any(|c| c.code == field) {
        return field;
    }
    let first = COLUMNS.iter().find(|c| c.code.starts_with(&format!("{field}_")));
    first.map_or_else(|| "code".to_owned(), |c| c.code.to_owned())
}

/// A row that was understood, and what it would do.
struct Row<'a> {
    source: &'a TableRow,
    item: Item,
    valid_from: NaiveDate,
    /// The version it was made from; none of a new item.
    base: Option<Version>,
}

/// Looks at a sheet: what it would change in the framework as it is kept, and all that is wrong with it.
pub fn judge(conn: &mut Conn, plan: &Plan, rows: &[TableRow]) -> giamngheo_store::Result<Judged> {
    let mut judged = Judged::default();
    let (header, places) = match places(rows) {
        Ok(found) => found,
        Err(bad) => {
            judged.bad = bad;
            return Ok(judged);
        }
    };
    let mut understood: Vec<Row> = Vec::new();
    let mut seen: BTreeSet<Key> = BTreeSet::new();
    for source in &rows[header + 1..] {
        let mut reader = Reader {
            row: source,
            places: &places,
            bad: Vec::new(),
        };
        if let Some(row) = read_row(&mut reader, plan, &mut seen, &mut judged.same) {
            understood.push(row);
        }
        judged.bad.append(&mut reader.bad);
    }
    together(conn, plan, &understood, &places, &mut judged)?;
    judged.bad.sort_by_key(|bad| (bad.row, bad.column));
    for row in understood {
        let change = row_change(&row);
        match row.base {
            None => judged.new.push((change, row.item)),
            Some(base) => judged.changed.push((change, row.item, base.number)),
        }
    }
    Ok(judged)
}

/// Reads a row. None when it is as it is kept (which is counted) or can't be understood (which is told).
fn read_row<'a>(
    reader: &mut Reader<'a>,
    plan: &Plan,
    seen: &mut BTreeSet<Key>,
    same: &mut usize,
) -> Option<Row<'a>> {
    let kind = reader.choice("kind", KINDS)?;
    let code = reader.text("code");
    let key = (kind, code);
    if !seen.insert(key.clone()) {
        reader.wrong("code", "twice", "mục này có hai dòng", "this item has two rows");
        return None;
    }
    let item = reader.item(kind);
    let valid_from = reader.day("valid_from");
    let base = reader.number("version");
    let (item, valid_from) = (item?, valid_from?);
    if !reader.bad.is_empty() {
        return None;
    }
    let kept = plan.versions(&key);
    let row = |base| Row {
        source: reader.row,
        item: item.clone(),
        valid_from,
        base,
    };
    let (fault, vi, en) = match (kept.last(), base) {
        (None, None) => return Some(row(None)),
        (None, Some(_)) => (
            "unknown_code",
            "không có mục mang mã này; để trống phiên bản nếu là mục mới".to_owned(),
            "there is no item of this code; leave the version empty for a new one".to_owned(),
        ),
        (Some(_), None) => (
            "taken",
            "mã này đã có; ghi phiên bản của tệp xuất ra để sửa".to_owned(),
            "the code is taken; fill in the exported version to change it".to_owned(),
        ),
        (Some(last), Some(base)) => {
            let Some(from) = kept.iter().find(|v| v.number == i64::from(base)) else {
                reader.wrong(
                    "version",
                    "unknown_version",
                    format!("không có phiên bản này; phiên bản cuối là {}", last.number),
                    format!("there is no such version; the last one is {}", last.number),
                );
                return None;
            };
            if from.item == item && from.valid_from == valid_from {
                *same += 1;
                return None;
            }
            if from.number == last.number {
                if let Some(early) = plan.before_version(&item, valid_from) {
                    reader.wrong("valid_from", early.code, early.vi, early.en);
                    return None;
                }
                return Some(row(Some(from.clone())));
            }
            (
                "stale",
                format!(
                    "đã có phiên bản {} sau tệp này; hãy xuất lại rồi sửa",
                    last.number
                ),
                format!(
                    "version {} was made after this file; export it again",
                    last.number
                ),
            )
        }
    };
    let field = if fault == "taken" { "code" } else { "version" };
    reader.wrong(field, fault, vi, en);
    None
}

/// Looks at the framework with all rows in it.
fn together(
    conn: &mut Conn,
    plan: &Plan,
    rows: &[Row],
    places: &Places,
    judged: &mut Judged,
) -> giamngheo_store::Result<()> {
    let Some(since) = rows.iter().map(|r| r.valid_from).min() else {
        return Ok(());
    };
    let mut after = plan.clone();
    for row in rows {
        after.put(&row.item, row.valid_from);
    }
    let key = |row: &Row| (row.item.kind(), row.item.code().to_owned());
    let by_key: BTreeMap<Key, &Row> = rows.iter().map(|r| (key(r), r)).collect();
    // A row that can't be read must not make those that refer to it look wrong.
    let incomplete = !judged.bad.is_empty();
    let refers = ["unknown_indicator", "unknown_parent", "unknown_value"];
    let mut told = |row: Option<&Row>, fault: Fault| {
        let field = field_of(&fault.pointer);
        let column = places.get(field.as_str()).copied();
        judged.bad.push(Bad {
            row: row.map_or(0, |r| r.source.number),
            column: row.and(column),
            value: row
                .and(column)
                .map_or("", |at| row.map_or("", |r| r.source.cell(at)))
                .to_owned(),
            field,
            code: fault.code,
            vi: fault.vi,
            en: fault.en,
        });
    };
    for misfit in after.worse_than(plan, since, &by_key.keys().cloned().collect()) {
        if incomplete && refers.contains(&misfit.fault.code) {
            continue;
        }
        // A circle is told at a row of the sheet that it leads through.
        let through = misfit
            .circle
            .iter()
            .find_map(|code| by_key.get(&(K::Indicator, code.clone())));
        let misfit = match through.map(|row| &row.item) {
            Some(Item::Indicator(indicator)) => misfit.seen_from(indicator),
            _ => misfit,
        };
        let row = by_key.get(&(misfit.kind, misfit.code.clone())).copied();
        let mut fault = misfit.fault;
        if row.is_none() {
            fault.vi = format!("{} {}: {}", misfit.kind.vi(), misfit.code, fault.vi);
            fault.en = format!("{} {}: {}", misfit.kind.en(), misfit.code, fault.en);
        }
        told(row, fault);
    }
    for row in rows {
        for fault in unknown_areas(conn, &row.item)? {
            told(Some(row), fault);
        }
    }
    Ok(())
}

fn row_change(row: &Row) -> RowChange {
    let now = Version {
        item: row.item.clone(),
        number: row.base.as_ref().map_or(1, |b| b.number),
        valid_from: row.valid_from,
        valid_to: None,
        shipped: false,
    };
    let cells = row.base.as_ref().map_or_else(Vec::new, |base| {
        let pairs = cells(base).into_iter().zip(cells(&now));
        let differing = pairs.zip(COLUMNS).filter(|((before, after), _)| before != after);
        differing
            .map(|((before, after), column)| CellChange {
                field: column.code.to_owned(),
                title: column.title.to_owned(),
                before,
                after,
            })
            .collect()
    });
    RowChange {
        row: row.source.number,
        kind: row.item.kind(),
        code: row.item.code().to_owned(),
        name: row.item.name().clone(),
        valid_from: row.valid_from,
        cells,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters_and_pointers_have_columns() {
        assert_eq!(
            (letter(0), letter(25), letter(26)),
            ("A".into(), "Z".into(), "AA".into())
        );
        let check = |pointer: &str, field: &str| assert_eq!(field_of(pointer), field, "{pointer}");
        check("/range/min", "range_min");
        check("/range", "range_min");
        check("/by/0", "by");
        check("/members/3/area", "members");
        check("/entry/denominator/en", "entry_denominator_en");
        check("/entry", "entry_level");
        check("/legal/document", "legal_document");
        check("/name/vi", "name_vi");
        check("", "code");
    }

    #[test]
    fn nothing_runs_as_a_formula() {
        let check = |text: &str, kept: &str| assert_eq!(harmless(text.into()), kept);
        check("=1+1", "'=1+1");
        check("-#I1.1", "'-#I1.1");
        check("-5", "-5");
        check("'a", "''a");
        check("households", "households");
    }

    #[test]
    fn choices_are_read_as_people_write_them() {
        assert_eq!(chosen(FREQUENCIES, "Quý"), Some(Frequency::Quarter));
        assert_eq!(chosen(FREQUENCIES, "half"), Some(Frequency::Half));
        assert_eq!(chosen(KINDS, "CHỈ SỐ"), Some(ItemKind::Indicator));
        assert_eq!(chosen(KINDS, "chỉ"), None);
    }
}
