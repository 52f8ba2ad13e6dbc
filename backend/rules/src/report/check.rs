//! Whether a form makes sense: codes, sizes, formulae and what they refer to, circles among cells.

use std::collections::BTreeSet;

use super::fill::{Fault as PlanFault, Plan, Rule};
use super::{Column, ColumnKind, Row, Table, Template};
use crate::formula::{Dimension, Formula, Reference};
use crate::framework::Fault;

const MOST_TABLES: usize = 60;
const MOST_SECTIONS: usize = 60;
const MOST_COLUMNS: usize = 40;
const MOST_ROWS: usize = 500;
const MOST_CELLS: usize = 20_000;
const MOST_SIGNATURES: usize = 6;
const MOST_RECIPIENTS: usize = 30;
const MOST_LETTERS: usize = 500;
const MOST_DECIMALS: u8 = 4;

/// Whether a code can stand in the key of a cell and in a formula.
fn is_code(code: &str) -> bool {
    (1..=30).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn is_template_code(code: &str) -> bool {
    (1..=40).contains(&code.len())
        && code.starts_with(|c: char| c.is_ascii_alphanumeric())
        && code
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// The faults that are found, in the order in which they are looked for.
struct Faults(Vec<Fault>);

impl Faults {
    fn add(
        &mut self,
        pointer: impl Into<String>,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) {
        self.0.push(Fault::new(pointer, code, vi, en));
    }

    fn text(&mut self, pointer: &str, text: &str, least: usize) {
        let letters = text.trim().chars().count();
        if letters < least || text.chars().count() > MOST_LETTERS {
            self.add(
                pointer,
                "length",
                format!("độ dài phải trong khoảng {least} – {MOST_LETTERS}"),
                format!("the length must be {least} – {MOST_LETTERS}"),
            );
        }
    }

    /// How many there may be.
    fn size(&mut self, pointer: &str, count: usize, least: usize, most: usize) {
        if !(least..=most).contains(&count) {
            self.add(
                pointer,
                "length",
                format!("số phần tử phải trong khoảng {least} – {most}"),
                format!("there must be {least} – {most} of them"),
            );
        }
    }

    /// Codes are well formed and unique among their siblings.
    fn codes<'c>(&mut self, pointer: &str, codes: impl Iterator<Item = &'c str>) {
        let mut seen = BTreeSet::new();
        for (i, code) in codes.enumerate() {
            let at = format!("{pointer}/{i}/code");
            if !is_code(code) {
                self.add(
                    at,
                    "bad_code",
                    "mã gồm 1 đến 30 chữ không dấu, số và gạch dưới",
                    "a code has 1 to 30 letters, digits and underlines",
                );
            } else if !seen.insert(code) {
                self.add(
                    at,
                    "twice",
                    format!("mã “{code}” dùng hai lần"),
                    format!("the code {code} stands twice"),
                );
            }
        }
    }

    fn decimals(&mut self, pointer: &str, decimals: Option<u8>) {
        if decimals.is_some_and(|d| d > MOST_DECIMALS) {
            self.add(
                pointer,
                "out_of_range",
                format!("tối đa {MOST_DECIMALS} chữ số thập phân"),
                format!("at most {MOST_DECIMALS} decimals"),
            );
        }
    }
}

/// All that is wrong with a form. `known` has the codes of the indicators in force, `groups` those of the area groups.
pub fn check(template: &Template, known: &BTreeSet<String>, groups: &BTreeSet<String>) -> Vec<Fault> {
    let mut faults = Faults(Vec::new());
    head(template, &mut faults);
    let mut cells = 0;
    for (t, table) in template.tables.iter().enumerate() {
        cells += table.rows.len().saturating_mul(table.columns.len());
        of_table(template, table, &format!("/tables/{t}"), &mut faults);
    }
    if cells > MOST_CELLS {
        faults.add(
            "/tables",
            "too_large",
            format!("biểu mẫu có hơn {MOST_CELLS} ô"),
            format!("the form has more than {MOST_CELLS} cells"),
        );
    }
    // What is not well formed is not worked out.
    if faults.0.is_empty() {
        formulas(template, known, groups, &mut faults);
    }
    faults.0
}

fn head(template: &Template, faults: &mut Faults) {
    if !is_template_code(&template.code) {
        faults.add(
            "/code",
            "bad_code",
            "mã gồm 1 đến 40 chữ không dấu, số, gạch ngang và gạch dưới",
            "a code has 1 to 40 letters, digits, dashes and underlines",
        );
    }
    faults.text("/name/vi", &template.name.vi, 1);
    faults.text("/name/en", &template.name.en, 1);
    faults.text("/kind", template.kind.as_deref().unwrap_or_default(), 0);
    faults.text("/form_no", template.form_no.as_deref().unwrap_or_default(), 0);
    faults.text("/legal/document", &template.legal.document, 1);
    faults.size("/frequencies", template.frequencies.len(), 1, 4);
    faults.size("/levels", template.levels.len(), 1, 3);
    faults.size("/sections", template.sections.len(), 0, MOST_SECTIONS);
    faults.size("/tables", template.tables.len(), 0, MOST_TABLES);
    faults.size("/signatures", template.signatures.len(), 0, MOST_SIGNATURES);
    faults.size("/recipients", template.recipients.len(), 0, MOST_RECIPIENTS);
    if template.tables.is_empty() && template.sections.is_empty() {
        faults.add(
            "/tables",
            "missing",
            "biểu mẫu cần ít nhất một bảng hoặc một mục",
            "a form needs a table or a section",
        );
    }
    faults.codes("/sections", template.sections.iter().map(|s| s.code.as_str()));
    for (i, section) in template.sections.iter().enumerate() {
        faults.text(&format!("/sections/{i}/title"), &section.title, 1);
        faults.text(&format!("/sections/{i}/prompt"), &section.prompt, 0);
    }
    for (i, signature) in template.signatures.iter().enumerate() {
        faults.size(&format!("/signatures/{i}/lines"), signature.lines.len(), 1, 6);
        for (n, line) in signature.lines.iter().enumerate() {
            faults.text(&format!("/signatures/{i}/lines/{n}"), line, 1);
        }
    }
    for (i, recipient) in template.recipients.iter().enumerate() {
        faults.text(&format!("/recipients/{i}"), recipient, 1);
    }
    faults.codes("/tables", template.tables.iter().map(|t| t.code.as_str()));
}

fn of_table(template: &Template, table: &Table, at: &str, faults: &mut Faults) {
    faults.text(&format!("{at}/title"), &table.title, 0);
    faults.text(&format!("{at}/row_title"), &table.row_title, 1);
    faults.size(&format!("{at}/columns"), table.columns.len(), 1, MOST_COLUMNS);
    faults.size(&format!("{at}/rows"), table.rows.len(), 1, MOST_ROWS);
    faults.codes(
        &format!("{at}/columns"),
        table.columns.iter().map(|c| c.code.as_str()),
    );
    faults.codes(&format!("{at}/rows"), table.rows.iter().map(|r| r.code.as_str()));
    if let Some(section) = &table.section
        && !template.sections.iter().any(|s| s.code == *section)
    {
        faults.add(
            format!("{at}/section"),
            "unknown",
            format!("không có mục “{section}”"),
            format!("there is no section {section}"),
        );
    }
    for (c, column) in table.columns.iter().enumerate() {
        of_column(column, &format!("{at}/columns/{c}"), faults);
    }
    for (r, row) in table.rows.iter().enumerate() {
        of_row(table, row, &format!("{at}/rows/{r}"), faults);
    }
}

fn of_column(column: &Column, at: &str, faults: &mut Faults) {
    faults.text(&format!("{at}/title"), &column.title, 1);
    faults.text(
        &format!("{at}/group"),
        column.group.as_deref().unwrap_or_default(),
        0,
    );
    faults.decimals(&format!("{at}/decimals"), column.decimals);
    if column.entry && column.formula.is_some() {
        faults.add(
            format!("{at}/formula"),
            "entered_and_computed",
            "cột vừa nhập vừa có công thức",
            "the column is both entered and computed",
        );
    }
    if column.kind == ColumnKind::Text && column.formula.is_some() {
        faults.add(
            format!("{at}/formula"),
            "text_column",
            "cột chữ không có công thức",
            "a column of texts has no formula",
        );
    }
    if column.kind == ColumnKind::Text && column.consolidate != super::Consolidate::None {
        faults.add(
            format!("{at}/consolidate"),
            "text_column",
            "cột chữ không tổng hợp được",
            "texts can't be consolidated",
        );
    }
}

fn of_row(table: &Table, row: &Row, at: &str, faults: &mut Faults) {
    faults.text(&format!("{at}/title"), &row.title, 1);
    faults.text(&format!("{at}/number"), &row.number, 0);
    faults.text(&format!("{at}/unit"), row.unit.as_deref().unwrap_or_default(), 0);
    faults.decimals(&format!("{at}/decimals"), row.decimals);
    let column = |code: &str| table.columns.iter().find(|c| c.code == code);
    let named = row
        .formulas
        .keys()
        .map(|code| (code, format!("{at}/formulas/{code}")));
    let entered = row.entry.iter().enumerate();
    let entered = entered.map(|(i, code)| (code, format!("{at}/entry/{i}")));
    for (code, pointer) in named.chain(entered) {
        if column(code).is_none() {
            faults.add(
                pointer,
                "unknown",
                format!("không có cột “{code}”"),
                format!("there is no column {code}"),
            );
        }
    }
    for (i, code) in row.entry.iter().enumerate() {
        if row.formulas.contains_key(code) {
            faults.add(
                format!("{at}/entry/{i}"),
                "entered_and_computed",
                "ô vừa nhập vừa có công thức",
                "the cell is both entered and computed",
            );
        }
    }
    for code in row.formulas.keys() {
        if column(code).is_some_and(|c| c.kind == ColumnKind::Text) {
            faults.add(
                format!("{at}/formulas/{code}"),
                "text_column",
                "cột chữ không có công thức",
                "a column of texts has no formula",
            );
        }
        if row.indicator.is_none() && row.formulas[code].contains("#_") {
            faults.add(
                format!("{at}/formulas/{code}"),
                "no_indicator",
                "dòng không có chỉ số nên công thức không dùng được #_",
                "the row has no indicator that #_ could stand for",
            );
        }
    }
}

/// Where a cell's formula stands: in its row, or in its column.
fn pointer(template: &Template, (table, row, column): (usize, usize, usize)) -> String {
    let code = &template.tables[table].columns[column].code;
    if template.tables[table].rows[row].formulas.contains_key(code) {
        format!("/tables/{table}/rows/{row}/formulas/{code}")
    } else {
        format!("/tables/{table}/columns/{column}/formula")
    }
}

fn formulas(template: &Template, known: &BTreeSet<String>, groups: &BTreeSet<String>, faults: &mut Faults) {
    for (t, table) in template.tables.iter().enumerate() {
        for (r, row) in table.rows.iter().enumerate() {
            if let Some(code) = row.indicator.as_ref().filter(|code| !known.contains(*code)) {
                faults.add(
                    format!("/tables/{t}/rows/{r}/indicator"),
                    "unknown_indicator",
                    format!("không có chỉ số #{code}"),
                    format!("there is no indicator #{code}"),
                );
            }
        }
    }
    let plan = match Plan::new(template) {
        Ok(plan) => plan,
        Err(PlanFault::Formula { cell, error }) => {
            let at = pointer(template, (cell.table, cell.row, cell.column));
            faults.add(at, error.code, error.vi, error.en);
            return;
        }
        Err(PlanFault::Circle(keys)) => {
            let way = keys.join(" → ");
            faults.add(
                "/tables",
                "circular",
                format!("các ô phụ thuộc vòng tròn: {way}"),
                format!("cells need one another in a circle: {way}"),
            );
            return;
        }
    };
    // A column's formula stands in many cells: each fault is told once.
    let mut told = BTreeSet::new();
    for cell in &plan.cells {
        let Rule::Formula(formula) = &cell.rule else {
            continue;
        };
        let at = pointer(template, (cell.table, cell.row, cell.column));
        for found in of_formula(&plan, cell, formula, known, groups, &at) {
            if told.insert((found.pointer.clone(), found.en.clone())) {
                faults.0.push(found);
            }
        }
    }
}

fn of_formula(
    plan: &Plan,
    cell: &super::Planned,
    formula: &Formula,
    known: &BTreeSet<String>,
    groups: &BTreeSet<String>,
    at: &str,
) -> Vec<Fault> {
    let mut out = Vec::new();
    for reference in formula.references() {
        match reference {
            Reference::Indicator(code, ..) | Reference::Target(code) | Reference::Baseline(code) => {
                if !known.contains(&code) {
                    out.push(Fault::new(
                        at,
                        "unknown_indicator",
                        format!("không có chỉ số #{code}"),
                        format!("there is no indicator #{code}"),
                    ));
                }
            }
            Reference::Measure(measure, _) => {
                let wanted = measure.filters.get(&Dimension::Group);
                for group in wanted.into_iter().flatten().filter(|g| !groups.contains(*g)) {
                    out.push(Fault::new(
                        at,
                        "unknown_value",
                        format!("không có nhóm địa bàn “{group}”"),
                        format!("there is no area group {group}"),
                    ));
                }
            }
            Reference::Cell(named) => {
                let (row, column) = (named.row.as_deref().unwrap_or(""), &named.column);
                match plan.meant(cell, &named) {
                    Some(all) if !all.is_empty() => {
                        if all
                            .iter()
                            .any(|i| plan.column(&plan.cells[*i]).kind == ColumnKind::Text)
                        {
                            out.push(Fault::new(
                                at,
                                "text_column",
                                format!("ô ${row}.{column} là chữ"),
                                format!("the cell ${row}.{column} is a text"),
                            ));
                        }
                    }
                    _ => out.push(Fault::new(
                        at,
                        "unknown_cell",
                        format!("biểu không có ô ${row}.{column}"),
                        format!("the table has no cell ${row}.{column}"),
                    )),
                }
                if formula.text().contains("previous") {
                    out.push(Fault::new(
                        at,
                        "no_previous_cells",
                        "previous không dùng cho ô của biểu",
                        "previous doesn't go with cells",
                    ));
                }
            }
        }
    }
    out
}
