//! Sheets of allocation decisions and of the treasury's disbursements: rows into vouchers that wait, errors by cell.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use giamngheo_intake::TableRow;
use giamngheo_rules::budget::{Kind, MOST_VND};
use giamngheo_rules::text::{fold, tidy};
use giamngheo_rules::words::{number_en, number_vi};
use giamngheo_store::budget::{self, NewLine, NewVoucher, Pending, Unit, Voucher};
use giamngheo_store::{Conn, Error, FieldError, Scope};
use rust_xlsxwriter::{Format as Style, Workbook};
use serde::Deserialize;
use utoipa::ToSchema;

use super::vouchers::BudgetSheetError;

/// What a sheet is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BudgetSheetKind)]
pub enum SheetKind {
    /// Decisions that allocate money to units below.
    Allocation,
    /// The treasury's list of what was paid.
    Disbursement,
}

impl SheetKind {
    /// What its vouchers do.
    fn posting(self) -> Kind {
        match self {
            Self::Allocation => Kind::Allocate,
            Self::Disbursement => Kind::Disburse,
        }
    }

    /// The name of its file.
    pub fn file_stem(self) -> &'static str {
        match self {
            Self::Allocation => "phan-bo-du-toan",
            Self::Disbursement => "giai-ngan",
        }
    }

    /// Its columns: code, title, an example.
    fn columns(self) -> &'static [(&'static str, &'static str, &'static str)] {
        match self {
            Self::Allocation => &[
                ("number", "Số quyết định", "15/QĐ-UBND"),
                ("on_date", "Ngày", "20/01/2026"),
                ("unit", "Đơn vị phân bổ (mã)", "20"),
                ("item", "Khoản mục (mã)", "CT2635/NL"),
                ("capital", "Loại vốn", "recurrent"),
                ("source", "Nguồn vốn", "central"),
                ("to_unit", "Đơn vị nhận (mã)", "06154"),
                ("to_item", "Khoản mục nhận (mã, nếu khác)", "CT2635/NL/GS"),
                ("amount_vnd", "Số tiền (đồng)", "150.000.000"),
                ("purpose", "Nội dung", "Giám sát, đánh giá năm 2026"),
            ],
            Self::Disbursement => &[
                ("number", "Số chứng từ", "UNC-001"),
                ("on_date", "Ngày", "15/03/2026"),
                ("unit", "Đơn vị (mã)", "06154"),
                ("item", "Khoản mục (mã)", "CT2635/NL/GS"),
                ("capital", "Loại vốn", "recurrent"),
                ("source", "Nguồn vốn", "central"),
                ("commitment", "Số cam kết chi", "CK-001"),
                ("payee", "Người nhận tiền", "Công ty In Lạng Sơn"),
                ("amount_vnd", "Số tiền (đồng)", "12.500.000"),
                ("purpose", "Nội dung", "In biểu mẫu giám sát"),
            ],
        }
    }
}

/// The empty sheet with an example.
pub fn template(kind: SheetKind) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_freeze_panes(2, 0)?;
    let title = Style::new()
        .set_bold()
        .set_text_wrap()
        .set_background_color("E8EEF4");
    let code = Style::new().set_font_color("6B7280").set_font_size(9);
    // Text stays text: a code keeps its zero in front.
    let text = Style::new().set_num_format("@");
    for (at, (name, words, example)) in (0..).zip(kind.columns()) {
        sheet.set_column_width(at, 22)?;
        sheet.write_string_with_format(0, at, *words, &title)?;
        sheet.write_string_with_format(1, at, *name, &code)?;
        sheet.write_string_with_format(2, at, *example, &text)?;
    }
    book.save_to_buffer()
}

/// A cell that can't be taken, in both languages.
pub struct Bad {
    row: u32,
    column: Option<usize>,
    code: &'static str,
    vi: String,
    en: String,
}

impl Bad {
    /// As it is told.
    pub fn told(self, english: bool) -> BudgetSheetError {
        BudgetSheetError {
            row: self.row,
            column: self
                .column
                .map(crate::framework::sheet::letter)
                .unwrap_or_default(),
            code: self.code.to_owned(),
            detail: if english { self.en } else { self.vi },
        }
    }
}

/// What a sheet made.
#[derive(Default)]
pub struct Found {
    /// Rows with something to enter.
    pub rows: usize,
    /// Their sum.
    pub total_vnd: i64,
    /// Vouchers that are there already as the sheet has them.
    pub same: usize,
    /// What can't be taken.
    pub errors: Vec<Bad>,
    /// The vouchers that were entered.
    pub vouchers: Vec<Voucher>,
}

/// A row as it was read.
struct Read {
    row: u32,
    number: String,
    on: NaiveDate,
    unit: Unit,
    payee: Option<String>,
    purpose: String,
    line: NewLine,
}

/// Enters the vouchers of a sheet. What is wrong is told in what comes back; then the caller keeps nothing.
pub fn enter(
    conn: &mut Conn,
    scope: &Scope,
    (kind, year): (SheetKind, i32),
    rows: &[TableRow],
    today: NaiveDate,
) -> giamngheo_store::Result<Found> {
    let mut found = Found::default();
    let Some((first, places)) = header(kind, rows, &mut found.errors) else {
        return Ok(found);
    };
    // As the screens write them, too.
    let known = budget::names(conn)?;
    let sources = known.sources.iter().map(|(code, one)| (code, &one.name));
    let kinds = known.capital_kinds.iter().map(|(code, one)| (code, &one.name));
    let names: BTreeMap<String, String> = sources
        .chain(kinds)
        .flat_map(|(code, name)| [(fold(&name.vi), code.clone()), (fold(&name.en), code.clone())])
        .collect();
    let mut read = Vec::new();
    let mut stated = None;
    for row in &rows[first..] {
        let number = text(row, &places, "number");
        if ["tong cong", "tong", "total"].contains(&fold(&number).as_str()) {
            stated = Some(row);
            continue;
        }
        if let Some(one) = read_row(
            conn,
            scope,
            (kind, year),
            row,
            (&places, &names),
            &mut found.errors,
        )? {
            found.rows += 1;
            found.total_vnd = found.total_vnd.saturating_add(one.line.amount_vnd);
            read.push(one);
        }
    }
    if let Some(row) = stated {
        let told = amount_of(row, &places);
        if told != Some(found.total_vnd) {
            let told = told.unwrap_or_default();
            found.errors.push(Bad {
                row: row.number,
                column: places.get("amount_vnd").copied(),
                code: "unbalanced",
                vi: format!(
                    "tổng ghi {} đồng, các dòng cộng lại {} đồng",
                    number_vi(told),
                    number_vi(found.total_vnd)
                ),
                en: format!(
                    "the total says {} đồng, the rows sum to {} đồng",
                    number_en(told),
                    number_en(found.total_vnd)
                ),
            });
        }
    }
    if found.rows == 0 && found.errors.is_empty() {
        found.errors.push(Bad {
            row: 1,
            column: None,
            code: "empty",
            vi: "trang tính không có dòng nào".into(),
            en: "the sheet has no rows".into(),
        });
    }
    keep(conn, scope, (kind, year), read, &places, today, &mut found)?;
    Ok(found)
}

/// Rows of one unit and number are one voucher.
fn keep(
    conn: &mut Conn,
    scope: &Scope,
    (kind, year): (SheetKind, i32),
    read: Vec<Read>,
    places: &BTreeMap<&'static str, usize>,
    today: NaiveDate,
    found: &mut Found,
) -> giamngheo_store::Result<()> {
    let mut vouchers: Vec<Vec<Read>> = Vec::new();
    for one in read {
        let same = |group: &&mut Vec<Read>| group[0].number == one.number && group[0].unit.id == one.unit.id;
        match vouchers.iter_mut().find(same) {
            Some(group) => group.push(one),
            None => vouchers.push(vec![one]),
        }
    }
    let mut pending = Pending::new();
    for group in vouchers {
        let rows: Vec<u32> = group.iter().map(|r| r.row).collect();
        let Some(head) = group.first() else { continue };
        if let Some(other) = group.iter().find(|r| r.on != head.on || r.payee != head.payee) {
            found.errors.push(Bad {
                row: other.row,
                column: places.get("number").copied(),
                code: "another_voucher",
                vi: format!(
                    "số {} đã dùng ở dòng {} với ngày hoặc người nhận khác",
                    head.number, head.row
                ),
                en: format!(
                    "{} stands in row {} with another day or payee",
                    head.number, head.row
                ),
            });
            continue;
        }
        let new = NewVoucher {
            kind: kind.posting(),
            number: head.number.clone(),
            on_date: head.on,
            year,
            unit: head.unit.clone(),
            document_id: None,
            payee: head.payee.clone(),
            purpose: head.purpose.clone(),
            lines: group.iter().map(|r| r.line.clone()).collect(),
        };
        if let Some(there) = budget::number_taken(conn, &new.unit, i64::from(year), &new.number)?
            && budget::is_same(conn, &there, &new)?
        {
            found.same += 1;
            continue;
        }
        let bad = |row: u32, column: Option<usize>, code, vi, en| Bad {
            row,
            column,
            code,
            vi,
            en,
        };
        match budget::enter(conn, scope, &new, today, &mut pending) {
            Ok(voucher) => found.vouchers.push(voucher),
            Err(Error::Invalid(fields)) => {
                found.errors.extend(fields.into_iter().map(|field| {
                    let (row, column) = cell_of(&field, &rows, places);
                    bad(row, column, field.code, field.vi, field.en)
                }));
            }
            Err(Error::Refused { code, vi, en, .. } | Error::Conflict { code, vi, en }) => {
                let column = places.get("amount_vnd").copied();
                found.errors.push(bad(rows[0], column, code, vi, en));
            }
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// The cell that a field of a voucher came from.
fn cell_of(field: &FieldError, rows: &[u32], places: &BTreeMap<&'static str, usize>) -> (u32, Option<usize>) {
    let mut parts = field.pointer.trim_start_matches('/').split('/');
    let (row, name) = match (parts.next(), parts.next(), parts.next()) {
        (Some("lines"), Some(i), name) => {
            let at = i.parse::<usize>().ok().and_then(|i| rows.get(i)).copied();
            (at.unwrap_or(rows[0]), name.unwrap_or("amount_vnd"))
        }
        (Some(name), ..) => (rows[0], name),
        (None, ..) => (rows[0], "number"),
    };
    let name = if name == "commitment_id" {
        "commitment"
    } else {
        name
    };
    (row, places.get(name).copied())
}

/// Finds the row of the columns' codes, or of their titles; tells what is missing.
fn header(
    kind: SheetKind,
    rows: &[TableRow],
    errors: &mut Vec<Bad>,
) -> Option<(usize, BTreeMap<&'static str, usize>)> {
    for (at, row) in rows.iter().enumerate().take(20) {
        let mut places = BTreeMap::new();
        for (column, cell) in &row.cells {
            let key = fold(cell);
            let known = kind
                .columns()
                .iter()
                .find(|(code, title, _)| cell.trim() == *code || fold(title) == key);
            if let Some((code, ..)) = known {
                places.entry(*code).or_insert(*column);
            }
        }
        if !places.contains_key("number") || !places.contains_key("amount_vnd") {
            continue;
        }
        let optional = ["to_item", "commitment", "purpose"];
        let missing = kind
            .columns()
            .iter()
            .filter(|(code, ..)| !optional.contains(code) && !places.contains_key(code));
        let before = errors.len();
        for (code, title, _) in missing {
            errors.push(Bad {
                row: row.number,
                column: None,
                code: "missing_column",
                vi: format!("thiếu cột “{title}” ({code})"),
                en: format!("the column {code} is missing"),
            });
        }
        // The codes may stand below the titles.
        let codes_next = rows
            .get(at + 1)
            .is_some_and(|r| r.cells.iter().any(|(_, c)| c.trim() == "amount_vnd"));
        let first = at + 1 + usize::from(codes_next);
        return (errors.len() == before).then_some((first, places));
    }
    errors.push(Bad {
        row: 1,
        column: None,
        code: "no_header",
        vi: "không thấy dòng tiêu đề; hãy bắt đầu từ tệp mẫu".into(),
        en: "there is no header row; begin with the template".into(),
    });
    None
}

fn text(row: &TableRow, places: &BTreeMap<&'static str, usize>, code: &str) -> String {
    let text = places.get(code).map_or("", |at| row.cell(*at));
    tidy(text.trim().trim_start_matches('\''))
}

/// The amount of a row: of a cell that holds a number as it is, of a text as people write amounts.
fn amount_of(row: &TableRow, places: &BTreeMap<&'static str, usize>) -> Option<i64> {
    let text = text(row, places, "amount_vnd");
    match places.get("amount_vnd") {
        Some(at) if row.is_number(*at) => text.parse().ok(),
        _ => amount(&text),
    }
}

/// Whole đồng as people write them: `1.234.567`, `1,234,567`, `1234567`. None of anything else, fractions too.
fn amount(text: &str) -> Option<i64> {
    let text = text.trim_end_matches(['đ', ' ']).trim();
    if let Some(separator) = text.chars().find(|c| !c.is_ascii_digit()) {
        let mut groups = text.split(separator);
        let first = groups.next()?;
        if ![',', '.', ' ', '\u{a0}'].contains(&separator)
            || !(1..=3).contains(&first.len())
            || !groups.clone().all(|g| g.len() == 3)
        {
            return None;
        }
        let digits: String = text.chars().filter(|c| *c != separator).collect();
        return digits
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| digits.parse().ok())
            .flatten();
    }
    text.parse().ok()
}

fn day(text: &str) -> Option<NaiveDate> {
    let parsed = ["%d/%m/%Y", "%Y-%m-%d"]
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(text, format).ok())?;
    (1900..=2100)
        .contains(&chrono::Datelike::year(&parsed))
        .then_some(parsed)
}

fn read_row(
    conn: &mut Conn,
    scope: &Scope,
    (kind, year): (SheetKind, i32),
    row: &TableRow,
    (places, names): (&BTreeMap<&'static str, usize>, &BTreeMap<String, String>),
    errors: &mut Vec<Bad>,
) -> giamngheo_store::Result<Option<Read>> {
    let before = errors.len();
    let mut wrong = |field: &str, code, vi: &str, en: &str| {
        errors.push(Bad {
            row: row.number,
            column: places.get(field).copied(),
            code,
            vi: vi.into(),
            en: en.into(),
        });
    };
    let number = text(row, places, "number");
    if number.is_empty() || number.chars().count() > 60 {
        wrong(
            "number",
            "length",
            "số phải có từ 1 đến 60 ký tự",
            "a number has 1 to 60 characters",
        );
    }
    let on = day(&text(row, places, "on_date"));
    if on.is_none() {
        wrong(
            "on_date",
            "not_a_date",
            "không phải ngày như 31/12/2026",
            "this is no day such as 31/12/2026",
        );
    }
    let amount = amount_of(row, places).filter(|a| (1..=MOST_VND).contains(a));
    if amount.is_none() {
        wrong(
            "amount_vnd",
            "not_an_amount",
            "số tiền phải là số nguyên đồng lớn hơn 0",
            "an amount is whole đồng above 0",
        );
    }
    let mut unit = None;
    let mut to_unit = None;
    if let Some(on) = on {
        for (field, found) in [("unit", &mut unit), ("to_unit", &mut to_unit)] {
            let code = text(row, places, field);
            if code.is_empty() && field == "to_unit" {
                continue;
            }
            match budget::unit(conn, scope, &code, on) {
                Ok(one) => *found = Some(one),
                Err(Error::NotFound) => {
                    wrong(
                        field,
                        "unknown",
                        "không có đơn vị dự toán này",
                        "there is no such budget unit",
                    );
                }
                Err(other) => return Err(other),
            }
        }
    }
    // Before its numbers are looked up: of a unit out of reach not even those are told.
    if unit.as_ref().is_some_and(|unit| !scope.covers(&unit.path)) {
        wrong(
            "unit",
            "outside_area",
            "đơn vị này không thuộc phạm vi của bạn",
            "this unit is not within yours",
        );
        unit = None;
    }
    let item = text(row, places, "item");
    let [capital, source] = ["capital", "source"].map(|code| {
        let told = text(row, places, code);
        names.get(&fold(&told)).cloned().unwrap_or(told)
    });
    let mut commitment_id = None;
    let commitment = text(row, places, "commitment");
    if let (Some(unit), false) = (&unit, commitment.is_empty()) {
        let line = (item.as_str(), capital.as_str(), source.as_str());
        let asked = amount.unwrap_or_default();
        commitment_id = budget::commitment_of(conn, unit, i64::from(year), &commitment, line, asked)?;
        if commitment_id.is_none() {
            wrong(
                "commitment",
                "unknown",
                "đơn vị không có cam kết chi mang số này trên khoản mục và nguồn này",
                "the unit has no commitment of this number on this item and source",
            );
        }
    }
    let (Some(on), Some(amount_vnd), Some(unit)) = (on, amount, unit) else {
        return Ok(None);
    };
    if errors.len() > before {
        return Ok(None);
    }
    let optional = |code: &str| Some(text(row, places, code)).filter(|t| !t.is_empty());
    Ok(Some(Read {
        row: row.number,
        number,
        on,
        unit,
        payee: optional("payee").map(|p| p.chars().take(200).collect()),
        purpose: optional("purpose")
            .map_or_else(|| kind.posting().name().vi, |p| p.chars().take(1000).collect()),
        line: NewLine {
            item,
            capital,
            source,
            to_unit,
            to_item: optional("to_item"),
            amount_vnd,
            commitment_id,
            advance_id: None,
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_whole_dong() {
        let check = |text: &str, expected| assert_eq!(amount(text), expected, "{text}");
        check("1.234.567", Some(1_234_567));
        check("1,234,567", Some(1_234_567));
        check("1234567", Some(1_234_567));
        check("12.500.000 đ", Some(12_500_000));
        check("-5", None);
        check("1.5", None);
        check("1.234.56", None);
        check("1.234,567", None);
        check("", None);
        check("99999999999999999999", None);
    }

    #[test]
    fn a_template_is_read_back() {
        for kind in [SheetKind::Allocation, SheetKind::Disbursement] {
            let cells = |row: u32, of: fn(&(&str, &str, &str)) -> String| TableRow {
                number: row,
                cells: kind.columns().iter().map(of).enumerate().collect(),
                numbers: Vec::new(),
            };
            let rows = [
                cells(1, |c| c.1.to_owned()),
                cells(2, |c| c.0.to_owned()),
                cells(3, |c| c.2.to_owned()),
            ];
            let mut errors = Vec::new();
            let (first, places) = header(kind, &rows, &mut errors).expect("a header");
            assert_eq!((first, places.len()), (2, kind.columns().len()));
            assert!(!template(kind).unwrap().is_empty());
        }
    }
}
