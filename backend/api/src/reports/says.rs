//! What a report says on paper, as plain data for [`giamngheo_papers`].

use giamngheo_papers::{
    At, Block, Cell, Column, ColumnKind as PaperKind, Formula as PaperFormula, Issuer, Orientation, Paper,
    Row, RowKind as PaperRow, Signature, Table as PaperTable,
};
use giamngheo_rules::formula::{CellRef, Exact, Shape, decimal, parse_decimal};
use giamngheo_rules::report::{
    Acceptance, ColumnKind, Filled, Plan, Planned, RowKind, Rule, Table, exact_of,
};
use giamngheo_store::areas::Area;
use num_traits::{ToPrimitive, Zero};

use super::files::Format;
use super::filling::{Desk, Present};
use super::sheet::unit_of;
use crate::reviews::says::words;

/// Below a form that nobody compared with the law's annex yet.
const UNCHECKED: &str = "Mẫu biểu chưa đối chiếu với phụ lục của văn bản";
/// More columns than these lie across the sheet.
const UPRIGHT: usize = 6;
/// Whole numbers of more digits than Excel keeps are set as decimals.
const MOST_WHOLE: i64 = 999_999_999_999_999;

/// A report with all that its paper needs.
pub struct Said<'a> {
    /// What it is worked out with.
    pub desk: &'a Desk,
    /// The form, made ready.
    pub plan: &'a Plan<'a>,
    /// Its unit.
    pub area: &'a Area,
    /// The unit above.
    pub above: Option<&'a Area>,
    /// What it says.
    pub present: &'a Present,
    /// Whether this is a demo.
    pub demo: bool,
}

impl Said<'_> {
    fn acceptance(&self) -> Option<&Acceptance> {
        self.present.content.as_ref()?.acceptance.as_ref()
    }
}

/// A unit's name without its kind: `Lạng Sơn`.
pub fn place(name: &str) -> String {
    let bare = ["Tỉnh ", "Thành phố ", "Huyện ", "Quận ", "Thị xã "]
        .into_iter()
        .find_map(|kind| name.strip_prefix(kind));
    bare.unwrap_or_else(|| words::bare(name)).to_owned()
}

/// The papers of a report: one, but in Excel a sheet for each table.
pub fn papers(said: &Said, stem: &str, format: Format) -> Vec<Paper> {
    let whole = paper(said, stem);
    if format != Format::Xlsx {
        return vec![whole];
    }
    let tables: Vec<&Table> = said.plan.template.tables.iter().collect();
    if tables.len() < 2 && said.plan.template.sections.is_empty() {
        return vec![whole];
    }
    let mut out = Vec::new();
    if !said.plan.template.sections.is_empty() {
        out.push(Paper {
            blocks: whole
                .blocks
                .iter()
                .filter(|block| !matches!(block, Block::Table(_)))
                .cloned()
                .collect(),
            ..whole.clone()
        });
    }
    for (t, table) in tables.into_iter().enumerate() {
        out.push(Paper {
            file_stem: if out.is_empty() {
                stem.to_owned()
            } else {
                table.code.clone()
            },
            blocks: vec![Block::Table(of_table(said, t))],
            ..whole.clone()
        });
    }
    out
}

fn paper(said: &Said, stem: &str) -> Paper {
    let template = said.plan.template;
    let signing = said.acceptance();
    let period = said.desk.period.words().vi;
    let mut blocks = Vec::new();
    for section in &template.sections {
        blocks.push(Block::Heading(section.title.clone()));
        let text = said
            .present
            .cells
            .get(&section.code)
            .and_then(|c| c.text.as_deref());
        if let Some(text) = text {
            blocks.push(Block::Paragraph(text.to_owned()));
        }
        for (t, _) in placed(template.tables.iter(), Some(&section.code)) {
            blocks.push(Block::Table(of_table(said, t)));
            blocks.push(Block::Space);
        }
        if text.is_none()
            && !template
                .tables
                .iter()
                .any(|t| t.section.as_ref() == Some(&section.code))
        {
            blocks.push(Block::Paragraph("(Chưa có nội dung)".to_owned()));
        }
    }
    for (t, _) in placed(template.tables.iter(), None) {
        blocks.push(Block::Table(of_table(said, t)));
    }
    if let Some(reason) = &said.present.empty_reason {
        blocks.push(Block::Paragraph(format!("Lý do số liệu chưa đầy đủ: {reason}")));
    }
    let wide = template
        .tables
        .iter()
        .any(|t| t.columns.len() + 2 + usize::from(t.show_unit) > UPRIGHT);
    Paper {
        file_stem: stem.to_owned(),
        issuer: Issuer::new(None, &format!("ỦY BAN NHÂN DÂN {}", said.area.name)),
        number: match (signing.and_then(|s| s.number.clone()), template.kind.is_some()) {
            (Some(number), _) => Some(number),
            (None, true) => Some("/BC-UBND".to_owned()),
            (None, false) => None,
        },
        place: Some(place(&said.area.name)),
        date: signing.and_then(|s| s.signed_on),
        form_no: template.form_no.clone(),
        kind: template.kind.clone(),
        title: words::unbroken(&if template.kind.is_some() {
            // The kind stands above: "BÁO CÁO", then what of.
            let name = template
                .name
                .vi
                .strip_prefix("Báo cáo ")
                .unwrap_or(&template.name.vi);
            format!("{} {period}", words::upper_first(name))
        } else {
            template.name.vi.clone()
        }),
        subtitle: Some(match (&template.kind, said.above) {
            (Some(_), Some(above)) => {
                format!("Kính gửi: Ủy ban nhân dân {}", words::lower_first(&above.name))
            }
            (Some(_), None) => "Kính gửi: Cơ quan chủ quản Chương trình".to_owned(),
            (None, _) => format!("(Kỳ báo cáo: {period})"),
        }),
        blocks,
        signatures: template
            .signatures
            .iter()
            .map(|place| signature(place, signing))
            .collect(),
        recipients: template.recipients.clone(),
        orientation: if wide {
            Orientation::Landscape
        } else {
            Orientation::Portrait
        },
        draft: words::mark(said.demo, signing.is_none()),
        note: (!template.verified).then(|| format!("{UNCHECKED} ({})", template.legal.citation())),
        ..Paper::default()
    }
}

/// The tables of a section, or those of none.
fn placed<'t>(
    tables: impl Iterator<Item = &'t Table>,
    section: Option<&String>,
) -> impl Iterator<Item = (usize, &'t Table)> {
    tables
        .enumerate()
        .filter(move |(_, t)| t.section.as_ref() == section)
}

fn signature(place: &giamngheo_rules::report::Signature, signing: Option<&Acceptance>) -> Signature {
    let signer = signing.filter(|_| place.signs);
    match signer.and_then(|s| Some((s.signer.as_deref()?, s.signer_title.as_deref()?))) {
        Some((name, title)) => words::committee(title, Some(name)),
        None => Signature {
            lines: place.lines.clone(),
            note: place.note.clone(),
            name: None,
        },
    }
}

/// How many columns stand before those of the form.
fn offset(table: &Table) -> usize {
    2 + usize::from(table.show_unit)
}

fn of_table(said: &Said, t: usize) -> PaperTable {
    let table = &said.plan.template.tables[t];
    let mut columns = vec![
        Column::new("STT", PaperKind::Code).weighing(1.2),
        Column::new(table.row_title.as_str(), PaperKind::Text),
    ];
    if table.show_unit {
        columns.push(Column::new("Đơn vị", PaperKind::Code).weighing(1.6));
    }
    columns.extend(table.columns.iter().map(|column| {
        let kind = match column.kind {
            ColumnKind::Number => PaperKind::Number,
            ColumnKind::Percent => PaperKind::Percent,
            ColumnKind::Text => PaperKind::Text,
        };
        let made = Column::new(column.title.as_str(), kind);
        let made = if column.kind == ColumnKind::Text {
            made.weighing(3.0)
        } else {
            made
        };
        match &column.group {
            Some(group) => made.under(group.as_str()),
            None => made,
        }
    }));
    let cells: Vec<&Planned> = said.plan.cells.iter().filter(|c| c.table == t).collect();
    let rows = table.rows.iter().enumerate().map(|(r, row)| {
        let mut out = vec![Cell::text(row.number.as_str()), Cell::text(row.title.as_str())];
        if table.show_unit {
            let unit = if row.kind == RowKind::Group {
                None
            } else {
                unit_of(said.desk, table, row)
            };
            out.push(Cell::from(unit));
        }
        out.extend(cells.iter().filter(|c| c.row == r).map(|cell| shown(said, cell)));
        Row {
            kind: match row.kind {
                RowKind::Body => PaperRow::Body,
                RowKind::Group => PaperRow::Group,
                RowKind::Total => PaperRow::Total,
            },
            cells: out,
        }
    });
    PaperTable {
        caption: Some(table.title.clone()).filter(|title| !title.is_empty()),
        unit: table.unit.as_ref().map(|unit| format!("Đơn vị: {unit}")),
        columns,
        rows: rows.collect(),
        numbered_columns: table.numbered,
    }
}

/// A cell on paper; one without a value that should have one is a dash.
fn shown(said: &Said, cell: &Planned) -> Cell {
    let Some(filled) = said.present.cells.get(&cell.key) else {
        return Cell::Empty;
    };
    if let Some(text) = &filled.text {
        return Cell::text(text.as_str());
    }
    let (Some(value), Some(number)) = (&filled.value, exact_of(filled)) else {
        let dash = matches!(cell.rule, Rule::Formula(_));
        return if dash { Cell::text("-") } else { Cell::Empty };
    };
    let digits = value
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len() as u8);
    let plain = match number
        .is_integer()
        .then(|| number.to_integer().to_i64())
        .flatten()
    {
        Some(whole) if digits == 0 && whole.abs() <= MOST_WHOLE => Cell::Int(whole),
        _ => Cell::Decimal {
            value: value.parse().unwrap_or(0.0),
            digits,
        },
    };
    match live(said, cell, &number, digits) {
        Some(formula) => plain.following(formula),
        None => plain,
    }
}

/// The formula of a cell over others of its table, where a spreadsheet comes to the same number from what they show.
fn live(said: &Said, cell: &Planned, value: &Exact, digits: u8) -> Option<PaperFormula> {
    let Rule::Formula(formula) = &cell.rule else {
        return None;
    };
    let shape = formula.shape()?;
    if matches!(shape, Shape::Number(_)) {
        return None;
    }
    let again = worked_out(said, cell, &shape)?;
    if decimal(&again, digits) != decimal(value, digits) {
        return None;
    }
    let formula = on_paper(said, cell, &shape)?;
    Some(PaperFormula::Round(Box::new(formula), digits))
}

/// The cells that a reference means, with what they show.
fn cells_of<'a>(
    said: &'a Said,
    cell: &Planned,
    at: &CellRef,
) -> Option<Vec<(&'a Planned, Option<&'a Filled>)>> {
    let all = said.plan.meant(cell, at)?;
    Some(
        all.into_iter()
            .map(|i| {
                let cell = &said.plan.cells[i];
                (cell, said.present.cells.get(&cell.key))
            })
            .collect(),
    )
}

/// The number from what the other cells show: none where one of them shows none but in a sum.
fn worked_out(said: &Said, cell: &Planned, shape: &Shape) -> Option<Exact> {
    let work = |shape: &Shape| worked_out(said, cell, shape);
    let number = |filled: Option<&Filled>| filled.and_then(|f| f.value.as_deref()).and_then(parse_decimal);
    Some(match shape {
        Shape::Number(number) => number.clone(),
        Shape::Cell(at) => match cells_of(said, cell, at)?.as_slice() {
            [(_, filled)] => number(*filled)?,
            _ => return None,
        },
        Shape::Sum(parts) => {
            let mut sum = Exact::zero();
            for part in parts {
                match part {
                    Shape::Cell(at) => {
                        for (_, filled) in cells_of(said, cell, at)? {
                            sum += number(filled).unwrap_or_else(Exact::zero);
                        }
                    }
                    other => sum += work(other)?,
                }
            }
            sum
        }
        Shape::Add(a, b) => work(a)? + work(b)?,
        Shape::Sub(a, b) => work(a)? - work(b)?,
        Shape::Mul(a, b) => work(a)? * work(b)?,
        Shape::Div(a, b) => {
            let divisor = work(b)?;
            if divisor.is_zero() {
                return None;
            }
            work(a)? / divisor
        }
    })
}

fn on_paper(said: &Said, cell: &Planned, shape: &Shape) -> Option<PaperFormula> {
    let made = |shape: &Shape| on_paper(said, cell, shape).map(Box::new);
    let at = |cell: &Planned| At {
        row: cell.row,
        column: cell.column + offset(&said.plan.template.tables[cell.table]),
    };
    Some(match shape {
        Shape::Number(number) => PaperFormula::Number(number.to_f64()?),
        Shape::Cell(reference) => match cells_of(said, cell, reference)?.as_slice() {
            [(one, _)] => PaperFormula::Cell(at(one)),
            _ => return None,
        },
        Shape::Sum(parts) => {
            let mut areas = Vec::new();
            for part in parts {
                let Shape::Cell(reference) = part else { return None };
                let all = cells_of(said, cell, reference)?;
                areas.extend(all.into_iter().map(|(one, _)| (at(one), at(one))));
            }
            PaperFormula::Sum(joined(areas))
        }
        Shape::Add(a, b) => PaperFormula::Add(made(a)?, made(b)?),
        Shape::Sub(a, b) => PaperFormula::Sub(made(a)?, made(b)?),
        Shape::Mul(a, b) => PaperFormula::Mul(made(a)?, made(b)?),
        Shape::Div(a, b) => PaperFormula::Div(made(a)?, made(b)?),
    })
}

/// Cells one below the other as one area.
fn joined(areas: Vec<(At, At)>) -> Vec<(At, At)> {
    let mut out: Vec<(At, At)> = Vec::new();
    for (from, to) in areas {
        match out.last_mut() {
            Some((_, last)) if last.column == from.column && last.row + 1 == from.row => *last = to,
            _ => out.push((from, to)),
        }
    }
    out
}
