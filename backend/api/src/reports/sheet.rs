//! Sheets that come in and go out: entered cells, whole reports as CSV, and forms.

use std::collections::{BTreeMap, HashMap};

use actix_web::web;
use giamngheo_intake::{FileError, TableRow, read_table};
use giamngheo_rules::formula::{parse_decimal, to_e4};
use giamngheo_rules::period::Frequency;
use giamngheo_rules::report::{
    Column, ColumnKind, Consolidate, Filled, Level, Plan, Row, RowKind, Rule, Section, Signature, Table,
    Template,
};
use giamngheo_rules::text::{fold, neutral, tidy};
use giamngheo_rules::words::{Source, Words};
use giamngheo_store::id::new_id;
use giamngheo_store::reports::CellChange;

use super::dto::SheetProblem;
use super::files::Format;
use super::filling::Desk;
use crate::app::App;
use crate::http::extract::upload;
use crate::http::problem::{Answer, Problem};

/// The largest sheet, in bytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// The most rows of one.
const MOST_ROWS: usize = 25_000;
/// The longest text of a cell, in characters.
const MOST_LETTERS: usize = 20_000;

/// Reads the rows of a file that comes in.
///
/// Errors: 413 when it is too large; 422 when it is no sheet.
pub async fn receive(app: &App, payload: web::Payload) -> Answer<Vec<TableRow>> {
    let bytes = upload(payload, MOST_BYTES).await?;
    let path = app.config.data_dir.join("uploads").join(new_id());
    let read = web::block(move || {
        // The reader takes files: what it reads is gone after it.
        let read = std::fs::write(&path, bytes)
            .map_err(|e| FileError::new("io", e.to_string(), e.to_string()))
            .and_then(|()| read_table(&path, MOST_ROWS));
        let _ = std::fs::remove_file(&path);
        read
    })
    .await?;
    read.map_err(|cause| {
        if cause.code == "io" {
            Problem::internal(&cause)
        } else {
            Problem::field("/file", "bad_file", cause.vi, cause.en)
        }
    })
}

/// Lines as a file: values that are numbers as numbers in Excel, texts never as formulae.
pub fn written(lines: &[Vec<String>], format: Format) -> Result<Vec<u8>, String> {
    if format != Format::Xlsx {
        let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
        for line in lines {
            let cells = line.iter().map(|cell| {
                if parse_decimal(cell).is_some() {
                    cell.clone()
                } else {
                    neutral(cell)
                }
            });
            out.write_record(cells).map_err(|e| e.to_string())?;
        }
        return out.into_inner().map_err(|e| e.to_string());
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    let bold = rust_xlsxwriter::Format::new().set_bold();
    let sheet = book.add_worksheet();
    for (r, line) in lines.iter().enumerate() {
        let row = u32::try_from(r).map_err(|e| e.to_string())?;
        for (c, cell) in line.iter().enumerate() {
            let column = u16::try_from(c).map_err(|e| e.to_string())?;
            // More digits than Excel keeps stay a text.
            let number = (cell.len() <= 15 && parse_decimal(cell).is_some())
                .then(|| cell.parse::<f64>().ok())
                .flatten();
            match number {
                _ if r == 0 => sheet.write_string_with_format(row, column, cell, &bold),
                Some(number) => sheet.write_number(row, column, number),
                None => sheet.write_string(row, column, cell),
            }
            .map_err(|e| e.to_string())?;
        }
    }
    book.save_to_buffer().map_err(|e| e.to_string())
}

/// A text of several lines without what nobody means: blanks at the ends, marks that turn the writing.
pub fn tidy_text(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(tidy).collect();
    lines.join("\n").trim().to_owned()
}

/// Why something can't be entered.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Whether the value is at fault, or the cell.
    pub of_value: bool,
    /// Stable reason.
    pub code: &'static str,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

fn fault<T>(of_value: bool, code: &'static str, vi: String, en: String) -> Result<T, Fault> {
    Err(Fault {
        of_value,
        code,
        vi,
        en,
    })
}

/// What entering a value into a cell changes. `typed`: as people type numbers into sheets (1.234.567,5), not only plain
/// decimals.
pub fn change(desk: &Desk, plan: &Plan, key: &str, value: &str, typed: bool) -> Result<CellChange, Fault> {
    let cell = plan.cell(key);
    let section = plan.template.sections.iter().any(|s| s.code == key);
    let text = match cell {
        None if section => true,
        None => {
            return fault(
                false,
                "unknown_cell",
                format!("biểu mẫu không có ô “{key}”"),
                format!("the form has no cell {key}"),
            );
        }
        Some(cell) if cell.rule != Rule::Entry => {
            return fault(
                false,
                "not_entered",
                "ô này không nhập tay".to_owned(),
                "the cell isn't entered".to_owned(),
            );
        }
        Some(cell) => plan.column(cell).kind == ColumnKind::Text,
    };
    let mut out = CellChange {
        cell: key.to_owned(),
        number_e4: None,
        content: None,
    };
    if text {
        let content = tidy_text(value);
        if content.chars().count() > MOST_LETTERS {
            return fault(
                true,
                "length",
                format!("dài hơn {MOST_LETTERS} ký tự"),
                format!("longer than {MOST_LETTERS} characters"),
            );
        }
        out.content = Some(content).filter(|c| !c.is_empty());
        return Ok(out);
    }
    let value = value.trim();
    if value.is_empty() {
        return Ok(out);
    }
    let digits = cell.map_or(0, |cell| plan.decimals(cell, &|code| desk.decimals(code)));
    let plain = if typed {
        plain_number(value, digits)
    } else {
        value.to_owned()
    };
    let Some(number) = parse_decimal(&plain) else {
        return fault(
            true,
            "not_a_number",
            format!(
                "“{}” không phải là số",
                value.chars().take(40).collect::<String>()
            ),
            "it is no number".to_owned(),
        );
    };
    let shown = giamngheo_rules::formula::rounded(&number, digits);
    if shown != number {
        return fault(
            true,
            "too_precise",
            format!("tối đa {digits} chữ số thập phân"),
            format!("at most {digits} decimals"),
        );
    }
    match to_e4(&number) {
        Some(e4) => out.number_e4 = Some(e4),
        None => {
            return fault(
                true,
                "out_of_range",
                "số quá lớn".to_owned(),
                "the number is too large".to_owned(),
            );
        }
    }
    Ok(out)
}

/// A number as people type it, as a plain decimal: points that only part thousands are left out, a comma is the decimal
/// point. `1.234` is a thousand and more where the cell has no three decimals.
fn plain_number(text: &str, digits: u8) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = match rest.split_once(',') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (rest, None),
    };
    let groups: Vec<&str> = whole.split('.').collect();
    let parted =
        groups.len() > 1 && (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|g| g.len() == 3);
    match fraction {
        Some(fraction) if parted || groups.len() == 1 => format!("{sign}{}.{fraction}", groups.concat()),
        None if parted && (groups.len() > 2 || digits < 3) => format!("{sign}{}", groups.concat()),
        _ => text.clone(),
    }
}

/// The columns of a sheet with cells.
const CELL_HEADER: [&str; 6] = ["Mã ô", "Bảng", "Dòng", "Cột", "Đơn vị", "Giá trị"];

/// The cells that are entered, to fill in and send back: with what was entered.
pub fn entry_lines(desk: &Desk, plan: &Plan, cells: &BTreeMap<String, Filled>) -> Vec<Vec<String>> {
    let mut out = vec![CELL_HEADER.map(str::to_owned).to_vec()];
    for section in &plan.template.sections {
        let text = cells.get(&section.code).and_then(|c| c.text.clone());
        out.push(vec![
            section.code.clone(),
            String::new(),
            section.title.clone(),
            section.prompt.clone(),
            String::new(),
            text.unwrap_or_default(),
        ]);
    }
    for cell in plan.cells.iter().filter(|c| c.rule == Rule::Entry) {
        // Of a consolidated cell only the unit's own part is entered.
        let value = cells.get(&cell.key).and_then(|c| match c.origin {
            giamngheo_rules::report::Origin::Consolidated => c.own.clone(),
            _ => c.value.clone().or_else(|| c.text.clone()),
        });
        out.push(line(desk, plan, cell, value));
    }
    out
}

fn line(
    desk: &Desk,
    plan: &Plan,
    cell: &giamngheo_rules::report::Planned,
    value: Option<String>,
) -> Vec<String> {
    let (row, column) = (plan.row(cell), plan.column(cell));
    let table = &plan.template.tables[cell.table];
    let number = if row.number.is_empty() {
        String::new()
    } else {
        format!("{} ", row.number)
    };
    let title = match &column.group {
        Some(group) => format!("{group}: {}", column.title),
        None => column.title.clone(),
    };
    vec![
        cell.key.clone(),
        if table.title.is_empty() {
            table.code.clone()
        } else {
            table.title.clone()
        },
        format!("{number}{}", row.title),
        title,
        unit_of(desk, table, row).unwrap_or_default(),
        value.unwrap_or_default(),
    ]
}

/// The unit of a row.
pub fn unit_of(desk: &Desk, table: &Table, row: &Row) -> Option<String> {
    let own = row.unit.clone();
    let of_indicator = || {
        row.indicator
            .as_deref()
            .and_then(|code| desk.unit(code))
            .map(str::to_owned)
    };
    own.or_else(of_indicator).or_else(|| table.unit.clone())
}

/// All cells of a report, one a line, each with whence it comes.
pub fn report_lines(desk: &Desk, plan: &Plan, cells: &BTreeMap<String, Filled>) -> Vec<Vec<String>> {
    use giamngheo_rules::report::Origin;
    let origin = |origin: Origin| match origin {
        Origin::Computed => "Tính từ hồ sơ",
        Origin::Entered => "Nhập",
        Origin::Formula => "Tính từ ô khác",
        Origin::Consolidated => "Tổng hợp",
    };
    let mut header = CELL_HEADER.map(str::to_owned).to_vec();
    header.extend(["Nguồn".to_owned(), "Lý do không có số".to_owned()]);
    let mut out = vec![header];
    for section in &plan.template.sections {
        if let Some(filled) = cells.get(&section.code) {
            out.push(vec![
                section.code.clone(),
                String::new(),
                section.title.clone(),
                String::new(),
                String::new(),
                filled.text.clone().unwrap_or_default(),
                origin(filled.origin).to_owned(),
                filled.gap.as_ref().map(|g| g.vi.clone()).unwrap_or_default(),
            ]);
        }
    }
    for cell in &plan.cells {
        if let Some(filled) = cells.get(&cell.key) {
            let value = filled.value.clone().or_else(|| filled.text.clone());
            let mut line = line(desk, plan, cell, value);
            line.push(origin(filled.origin).to_owned());
            line.push(filled.gap.as_ref().map(|g| g.vi.clone()).unwrap_or_default());
            out.push(line);
        }
    }
    out
}

fn problem(row: u32, column: &str, code: &str, vi: impl Into<String>, en: impl Into<String>) -> SheetProblem {
    SheetProblem {
        row,
        column: column.to_owned(),
        code: code.to_owned(),
        vi: vi.into(),
        en: en.into(),
    }
}

/// A text of a sheet without the mark by which [`neutral`] keeps it from being a formula.
fn bare(text: &str) -> &str {
    text.strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '+', '-', '@']))
        .unwrap_or(text)
}

/// What the rows of an entry sheet change, and what is wrong in them.
pub fn read_cells(desk: &Desk, plan: &Plan, rows: &[TableRow]) -> (Vec<CellChange>, Vec<SheetProblem>) {
    let named = |row: &TableRow, names: [&str; 3]| {
        let found = row
            .cells
            .iter()
            .find(|(_, text)| names.contains(&fold(text).as_str()));
        found.map(|(column, _)| *column)
    };
    let header = rows.iter().take(20).find_map(|row| {
        let cell = named(row, ["ma o", "cell", "code"])?;
        Some((row.number, cell, named(row, ["gia tri", "value", "so lieu"])?))
    });
    let Some((first, key_at, value_at)) = header else {
        let missing = problem(
            0,
            "",
            "no_header",
            "tệp cần một dòng tiêu đề có cột “Mã ô” và cột “Giá trị”",
            "the sheet needs a header with “Mã ô” (cell) and “Giá trị” (value)",
        );
        return (Vec::new(), vec![missing]);
    };
    let (mut changes, mut problems) = (Vec::new(), Vec::new());
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in rows.iter().filter(|row| row.number > first) {
        let key = row.cell(key_at).trim();
        if key.is_empty() {
            if !row.cell(value_at).trim().is_empty() {
                problems.push(problem(
                    row.number,
                    CELL_HEADER[0],
                    "missing",
                    "thiếu mã ô",
                    "the cell's key is missing",
                ));
            }
            continue;
        }
        if let Some(before) = seen.insert(key.to_owned(), row.number) {
            problems.push(problem(
                row.number,
                CELL_HEADER[0],
                "twice",
                format!("ô này đã có ở dòng {before}"),
                format!("the cell stands in row {before} already"),
            ));
            continue;
        }
        match change(
            desk,
            plan,
            key,
            bare(row.cell(value_at)),
            !row.is_number(value_at),
        ) {
            Ok(change) => changes.push(change),
            Err(fault) => problems.push(problem(
                row.number,
                if fault.of_value {
                    CELL_HEADER[5]
                } else {
                    CELL_HEADER[0]
                },
                fault.code,
                fault.vi,
                fault.en,
            )),
        }
    }
    if changes.is_empty() && problems.is_empty() {
        problems.push(problem(
            0,
            "",
            "empty",
            "tệp không có dòng số liệu nào",
            "the sheet has no rows",
        ));
    }
    (changes, problems)
}

/// The columns of a form's sheet.
const HEADER: [&str; 15] = [
    "kind",
    "table",
    "code",
    "number",
    "title",
    "title_en",
    "unit",
    "indicator",
    "group",
    "type",
    "decimals",
    "formula",
    "entry",
    "consolidate",
    "note",
];

/// The sheet of a form: one part a line, by its kind: `template`, `section`, `table`, `column`, `row`, `signature`,
/// `recipient`.
pub fn template_lines(template: &Template) -> Vec<Vec<String>> {
    fn words(list: impl Iterator<Item = String>) -> String {
        list.collect::<Vec<_>>().join(" ")
    }
    let code = |value: &dyn erased::Code| value.code();
    let mut out = vec![HEADER.map(str::to_owned).to_vec()];
    let mut add = |cells: &[(&str, String)]| {
        let mut line = vec![String::new(); HEADER.len()];
        for (name, text) in cells {
            if let Some(at) = HEADER.iter().position(|h| h == name) {
                line[at].clone_from(text);
            }
        }
        out.push(line);
    };
    let legal = |source: &Source| {
        let parts = [
            Some(source.document.clone()),
            source.article.clone(),
            source.note.clone(),
        ];
        parts
            .into_iter()
            .map(Option::unwrap_or_default)
            .collect::<Vec<_>>()
            .join("\n")
    };
    add(&[
        ("kind", "template".into()),
        ("code", template.code.clone()),
        ("number", template.form_no.clone().unwrap_or_default()),
        ("title", template.name.vi.clone()),
        ("title_en", template.name.en.clone()),
        ("unit", template.kind.clone().unwrap_or_default()),
        ("group", words(template.levels.iter().map(|l| code(l)))),
        ("type", words(template.frequencies.iter().map(|f| code(f)))),
        (
            "entry",
            if template.verified {
                "verified".into()
            } else {
                String::new()
            },
        ),
        ("note", legal(&template.legal)),
    ]);
    for section in &template.sections {
        add(&[
            ("kind", "section".into()),
            ("code", section.code.clone()),
            ("title", section.title.clone()),
            (
                "entry",
                if section.required {
                    "required".into()
                } else {
                    String::new()
                },
            ),
            ("note", section.prompt.clone()),
        ]);
    }
    for table in &template.tables {
        let flags = [(table.show_unit, "show_unit"), (table.numbered, "numbered")];
        add(&[
            ("kind", "table".into()),
            ("code", table.code.clone()),
            ("title", table.title.clone()),
            ("unit", table.unit.clone().unwrap_or_default()),
            ("group", table.section.clone().unwrap_or_default()),
            (
                "type",
                words(flags.iter().filter(|f| f.0).map(|f| f.1.to_owned())),
            ),
            ("note", table.row_title.clone()),
        ]);
        for column in &table.columns {
            let entry = match (column.entry, column.optional) {
                (true, true) => "optional",
                (true, false) => "required",
                _ => "",
            };
            add(&[
                ("kind", "column".into()),
                ("table", table.code.clone()),
                ("code", column.code.clone()),
                ("title", column.title.clone()),
                ("group", column.group.clone().unwrap_or_default()),
                ("type", code(&column.kind)),
                (
                    "decimals",
                    column.decimals.map(|d| d.to_string()).unwrap_or_default(),
                ),
                ("formula", column.formula.clone().unwrap_or_default()),
                ("entry", entry.into()),
                ("consolidate", code(&column.consolidate)),
            ]);
        }
        for row in &table.rows {
            let formulas = row
                .formulas
                .iter()
                .map(|(column, text)| format!("{column}: {text}"));
            add(&[
                ("kind", "row".into()),
                ("table", table.code.clone()),
                ("code", row.code.clone()),
                ("number", row.number.clone()),
                ("title", row.title.clone()),
                ("unit", row.unit.clone().unwrap_or_default()),
                ("indicator", row.indicator.clone().unwrap_or_default()),
                ("type", code(&row.kind)),
                (
                    "decimals",
                    row.decimals.map(|d| d.to_string()).unwrap_or_default(),
                ),
                ("formula", formulas.collect::<Vec<_>>().join("\n")),
                ("entry", words(row.entry.iter().cloned())),
            ]);
        }
    }
    for signature in &template.signatures {
        add(&[
            ("kind", "signature".into()),
            ("title", signature.lines.join("\n")),
            (
                "entry",
                if signature.signs {
                    "signs".into()
                } else {
                    String::new()
                },
            ),
            ("note", signature.note.clone().unwrap_or_default()),
        ]);
    }
    for recipient in &template.recipients {
        add(&[("kind", "recipient".into()), ("title", recipient.clone())]);
    }
    out
}

/// Codes of values, as serde writes them.
mod erased {
    /// Something that is written as one word.
    pub trait Code {
        /// The word.
        fn code(&self) -> String;
    }

    impl<T: serde::Serialize> Code for T {
        fn code(&self) -> String {
            match serde_json::to_value(self) {
                Ok(serde_json::Value::String(word)) => word,
                _ => String::new(),
            }
        }
    }
}

/// A form as a sheet has it.
pub struct ReadTemplate {
    /// The form, as far as it could be read.
    pub template: Option<Template>,
    /// What is wrong.
    pub problems: Vec<SheetProblem>,
    /// The rows that its parts stand in, by their JSON pointer.
    places: HashMap<String, u32>,
}

impl ReadTemplate {
    /// Where a JSON pointer into the form stands in the sheet.
    pub fn place(&self, pointer: &str) -> (u32, String) {
        let mut part = pointer;
        loop {
            if let Some(row) = self.places.get(part) {
                let field = pointer[part.len()..].trim_start_matches('/');
                let field = field.split('/').next().unwrap_or_default();
                let column = match field {
                    "formulas" => "formula",
                    "kind" | "levels" | "frequencies" => "type",
                    "row_title" | "prompt" | "legal" => "note",
                    "name" | "lines" => "title",
                    other => other,
                };
                let column = HEADER.iter().find(|h| **h == column).copied().unwrap_or_default();
                return (*row, column.to_owned());
            }
            match part.rfind('/') {
                Some(at) => part = &part[..at],
                None => return (0, String::new()),
            }
        }
    }
}

/// Reads the sheet of a form.
pub fn read_template(rows: &[TableRow]) -> ReadTemplate {
    let mut out = ReadTemplate {
        template: None,
        problems: Vec::new(),
        places: HashMap::new(),
    };
    let header = rows
        .iter()
        .take(20)
        .find(|row| row.cells.iter().any(|(_, text)| fold(text) == "kind"));
    let Some(header) = header else {
        out.problems.push(problem(
            0,
            "",
            "no_header",
            format!("tệp cần dòng tiêu đề: {}", HEADER.join(", ")),
            format!("the sheet needs the header {}", HEADER.join(", ")),
        ));
        return out;
    };
    let at: HashMap<&str, usize> = HEADER
        .iter()
        .filter_map(|name| {
            let found = header.cells.iter().find(|(_, text)| fold(text) == *name)?;
            Some((*name, found.0))
        })
        .collect();
    let mut template = Template {
        code: String::new(),
        name: Words {
            vi: String::new(),
            en: String::new(),
        },
        kind: None,
        form_no: None,
        legal: Source {
            document: String::new(),
            article: None,
            note: None,
        },
        verified: false,
        frequencies: Vec::new(),
        levels: Vec::new(),
        sections: Vec::new(),
        tables: Vec::new(),
        signatures: Vec::new(),
        recipients: Vec::new(),
    };
    for row in rows.iter().filter(|row| row.number > header.number) {
        let line = Line { row, at: &at };
        line.read(&mut template, &mut out);
    }
    if template.code.is_empty() {
        out.problems.push(problem(
            0,
            "kind",
            "missing",
            "thiếu dòng template có mã biểu mẫu",
            "the line of the template with its code is missing",
        ));
    }
    out.template = Some(template);
    out
}

/// A line of a form's sheet.
struct Line<'a> {
    row: &'a TableRow,
    at: &'a HashMap<&'static str, usize>,
}

impl Line<'_> {
    /// A cell as one line.
    fn text(&self, column: &str) -> String {
        tidy(self.raw(column))
    }

    fn raw(&self, column: &str) -> &str {
        bare(self.at.get(column).map_or("", |at| self.row.cell(*at)))
    }

    fn some(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|t| !t.is_empty())
    }

    fn lines(&self, column: &str) -> Vec<String> {
        self.raw(column)
            .lines()
            .map(tidy)
            .filter(|l| !l.is_empty())
            .collect()
    }

    fn words(&self, column: &str) -> Vec<String> {
        self.text(column).split_whitespace().map(str::to_owned).collect()
    }

    /// A word of a closed list.
    fn word<T: serde::de::DeserializeOwned>(
        &self,
        column: &str,
        text: &str,
        out: &mut ReadTemplate,
    ) -> Option<T> {
        let read = serde_json::from_value(serde_json::Value::String(text.to_owned())).ok();
        if read.is_none() {
            out.problems.push(problem(
                self.row.number,
                column,
                "unknown_value",
                format!("không hiểu “{text}”"),
                format!("{text} is not understood"),
            ));
        }
        read
    }

    fn decimals(&self, out: &mut ReadTemplate) -> Option<u8> {
        let text = self.some("decimals")?;
        let read = text.parse().ok();
        if read.is_none() {
            out.problems.push(problem(
                self.row.number,
                "decimals",
                "not_a_number",
                format!("“{text}” không phải là số"),
                format!("{text} is no number"),
            ));
        }
        read
    }

    fn read(&self, template: &mut Template, out: &mut ReadTemplate) {
        let number = self.row.number;
        let kind = self.text("kind");
        match kind.as_str() {
            "" if self.row.cells.iter().all(|(_, text)| text.trim().is_empty()) => {}
            "template" => self.head(template, out),
            "section" => {
                out.places
                    .insert(format!("/sections/{}", template.sections.len()), number);
                template.sections.push(Section {
                    code: self.text("code"),
                    title: self.text("title"),
                    prompt: self.text("note"),
                    required: self.text("entry") == "required",
                });
            }
            "table" => {
                out.places
                    .insert(format!("/tables/{}", template.tables.len()), number);
                let flags = self.words("type");
                template.tables.push(Table {
                    code: self.text("code"),
                    title: self.text("title"),
                    unit: self.some("unit"),
                    section: self.some("group"),
                    row_title: self.some("note").unwrap_or_else(|| "Chỉ tiêu".to_owned()),
                    show_unit: flags.iter().any(|f| f == "show_unit"),
                    numbered: flags.iter().any(|f| f == "numbered"),
                    columns: Vec::new(),
                    rows: Vec::new(),
                });
            }
            "column" | "row" => {
                let code = self.text("table");
                let Some(t) = template.tables.iter().position(|t| t.code == code) else {
                    out.problems.push(problem(
                        number,
                        "table",
                        "unknown",
                        format!("không có bảng “{code}” ở trên"),
                        format!("there is no table {code} above"),
                    ));
                    return;
                };
                let table = &mut template.tables[t];
                if kind == "column" {
                    out.places
                        .insert(format!("/tables/{t}/columns/{}", table.columns.len()), number);
                    table.columns.push(self.column(out));
                } else {
                    out.places
                        .insert(format!("/tables/{t}/rows/{}", table.rows.len()), number);
                    table.rows.push(self.row_of_table(out));
                }
            }
            "signature" => {
                out.places
                    .insert(format!("/signatures/{}", template.signatures.len()), number);
                template.signatures.push(Signature {
                    lines: self.lines("title"),
                    note: self.some("note"),
                    signs: self.text("entry") == "signs",
                });
            }
            "recipient" => {
                out.places
                    .insert(format!("/recipients/{}", template.recipients.len()), number);
                template.recipients.push(self.text("title"));
            }
            other => out.problems.push(problem(
                number,
                "kind",
                "unknown_value",
                format!("không hiểu “{other}”: template, section, table, column, row, signature, recipient"),
                format!("{other} is none of template, section, table, column, row, signature, recipient"),
            )),
        }
    }

    fn head(&self, template: &mut Template, out: &mut ReadTemplate) {
        out.places.insert(String::new(), self.row.number);
        let legal = self.lines("note");
        template.code = self.text("code");
        template.name = Words {
            vi: self.text("title"),
            en: self.some("title_en").unwrap_or_else(|| self.text("title")),
        };
        template.kind = self.some("unit");
        template.form_no = self.some("number");
        template.legal = Source {
            document: legal.first().cloned().unwrap_or_default(),
            article: legal.get(1).cloned(),
            note: legal.get(2).cloned(),
        };
        template.verified = self.text("entry") == "verified";
        for word in self.words("group") {
            template.levels.extend(self.word::<Level>("group", &word, out));
        }
        for word in self.words("type") {
            template
                .frequencies
                .extend(self.word::<Frequency>("type", &word, out));
        }
    }

    fn column(&self, out: &mut ReadTemplate) -> Column {
        let entry = self.text("entry");
        if !matches!(entry.as_str(), "" | "required" | "optional") {
            let _: Option<ColumnKind> = self.word("entry", &entry, out);
        }
        Column {
            code: self.text("code"),
            title: self.text("title"),
            group: self.some("group"),
            kind: self
                .some("type")
                .and_then(|word| self.word("type", &word, out))
                .unwrap_or(ColumnKind::Number),
            decimals: self.decimals(out),
            formula: self.some("formula"),
            entry: !entry.is_empty(),
            optional: entry == "optional",
            consolidate: self
                .some("consolidate")
                .and_then(|word| self.word("consolidate", &word, out))
                .unwrap_or(Consolidate::None),
        }
    }

    fn row_of_table(&self, out: &mut ReadTemplate) -> Row {
        let mut formulas = BTreeMap::new();
        for line in self.lines("formula") {
            match line.split_once(':') {
                Some((column, text)) => {
                    formulas.insert(column.trim().to_owned(), text.trim().to_owned());
                }
                None => out.problems.push(problem(
                    self.row.number,
                    "formula",
                    "syntax",
                    "mỗi dòng công thức có dạng “cột: công thức”",
                    "each line of formulae is “column: formula”",
                )),
            }
        }
        Row {
            code: self.text("code"),
            number: self.text("number"),
            title: self.text("title"),
            unit: self.some("unit"),
            indicator: self.some("indicator"),
            kind: self
                .some("type")
                .and_then(|word| self.word("type", &word, out))
                .unwrap_or(RowKind::Body),
            decimals: self.decimals(out),
            formulas,
            entry: self.words("entry"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[Vec<String>]) -> Vec<TableRow> {
        lines
            .iter()
            .enumerate()
            .map(|(i, line)| TableRow {
                number: i as u32 + 1,
                cells: line
                    .iter()
                    .cloned()
                    .enumerate()
                    .filter(|(_, t)| !t.is_empty())
                    .collect(),
                numbers: Vec::new(),
            })
            .collect()
    }

    #[test]
    fn a_form_comes_back_from_its_sheet() {
        for shipped in giamngheo_rules::report::shipped() {
            let read = read_template(&rows(&template_lines(&shipped.template)));
            assert!(read.problems.is_empty(), "{:?}", read.problems);
            assert_eq!(read.template.as_ref(), Some(&shipped.template));
        }
    }

    #[test]
    fn what_is_wrong_in_a_sheet_is_named_by_row_and_column() {
        let line = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let header = HEADER.map(str::to_owned).to_vec();
        let read = read_template(&rows(&[
            header,
            line(&[
                "template",
                "",
                "X1",
                "",
                "Biểu",
                "Form",
                "",
                "",
                "commune village",
                "half",
            ]),
            line(&["table", "", "A", "", "Bảng"]),
            line(&["column", "B", "x", "", "X"]),
            line(&["column", "A", "x", "", "X", "", "", "", "", "numbr", "two"]),
            line(&["row", "A", "r", "", "R", "", "", "", "", "", "", "no formula"]),
            line(&["thing"]),
        ]));
        let found: Vec<(u32, &str, &str)> = read
            .problems
            .iter()
            .map(|p| (p.row, p.column.as_str(), p.code.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (2, "group", "unknown_value"),
                (4, "table", "unknown"),
                (5, "type", "unknown_value"),
                (5, "decimals", "not_a_number"),
                (6, "formula", "syntax"),
                (7, "kind", "unknown_value"),
            ]
        );
        assert_eq!(
            read.place("/tables/0/rows/0/formulas/x"),
            (6, "formula".to_owned())
        );
        assert_eq!(read.place("/tables/0/columns/0/code"), (5, "code".to_owned()));
        assert_eq!(read_template(&[]).problems[0].code, "no_header");
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let check =
            |text, digits, expected| assert_eq!(plain_number(text, digits), expected, "{text} {digits}");
        check("1.234.567", 3, "1234567");
        check("1.234.567,5", 3, "1234567.5");
        check("1.234", 0, "1234");
        check("1.234", 3, "1.234");
        check("12.5", 1, "12.5");
        check("-1 234,25", 2, "-1234.25");
        check("12,5", 1, "12.5");
        check("1.23.456", 0, "1.23.456");
        check("1,2,3", 0, "1.2,3");
        check("", 0, "");
        check("abc", 0, "abc");
    }
}
