//! Working a form out: which cells are computed, entered or consolidated, in which order, and what they say.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::{ColumnKind, Consolidate, Row, RowKind, Table, Template};
use crate::formula::{
    CellRef, Exact, Formula, FormulaError, Gap, Lookup, Measure, Outcome, Part, Reference, decimal,
    parse_decimal,
};

/// Whence a cell's content comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportCellOrigin))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// From the records, by a formula over measures and indicators.
    Computed,
    /// Entered by the unit.
    Entered,
    /// From other cells of the table.
    Formula,
    /// From the units below, with what the unit entered of its own.
    Consolidated,
}

/// How a cell comes about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// There is none.
    Blank,
    /// It is entered.
    Entry,
    /// It is worked out.
    Formula(Formula),
}

/// A cell of a form.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its key: `table.row.column`.
    pub key: String,
    /// The table, by its place.
    pub table: usize,
    /// The row, by its place.
    pub row: usize,
    /// The column, by its place.
    pub column: usize,
    /// How it comes about.
    pub rule: Rule,
}

/// What somebody entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A number.
    Number(Exact),
    /// A text.
    Text(String),
}

/// How many of the units that should be in a figure are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportPartial))]
#[serde(deny_unknown_fields)]
pub struct Partial {
    /// Those that are.
    pub present: usize,
    /// Those that should be.
    pub expected: usize,
}

/// Why a cell has no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportGap))]
#[serde(deny_unknown_fields)]
pub struct GapWords {
    /// Stable reason.
    pub code: String,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl From<&Gap> for GapWords {
    fn from(gap: &Gap) -> Self {
        Self {
            code: gap.code.to_owned(),
            vi: gap.vi.clone(),
            en: gap.en.clone(),
        }
    }
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReportFilledCell))]
#[serde(deny_unknown_fields)]
pub struct Filled {
    /// Whence it comes.
    pub origin: Origin,
    /// A number, as a decimal rounded half away from zero to the cell's digits.
    pub value: Option<String>,
    /// A text.
    pub text: Option<String>,
    /// Why there is neither.
    pub gap: Option<GapWords>,
    /// Of a consolidated cell: what the unit entered of its own.
    pub own: Option<String>,
    /// Where units are missing in it.
    pub partial: Option<Partial>,
}

/// The accepted reports of the units below.
#[derive(Debug, Clone, Default)]
pub struct Below {
    /// How many units below report.
    pub expected: usize,
    /// What those that were accepted entered or consolidated, in the order in which they were submitted.
    pub parts: Vec<BTreeMap<String, Entry>>,
}

impl Below {
    /// How many of them there are.
    pub fn partial(&self) -> Partial {
        Partial {
            present: self.parts.len(),
            expected: self.expected,
        }
    }
}

/// What a form is filled from.
pub struct Sources<'a> {
    /// Measures and indicators of the unit and period.
    pub lookup: &'a dyn Lookup,
    /// The digits an indicator is shown with.
    pub decimals: &'a dyn Fn(&str) -> Option<u8>,
    /// Whether units are missing in an indicator's figure.
    pub partial: &'a dyn Fn(&str) -> Option<Partial>,
    /// What the unit entered.
    pub entered: &'a BTreeMap<String, Entry>,
    /// The reports of the units below; none for a unit that consolidates nothing.
    pub below: Option<&'a Below>,
}

/// One cell out of those of the units below, in the order in which they were submitted, and the unit's own.
pub fn consolidate(how: Consolidate, own: Option<&Exact>, parts: &[&Exact]) -> Option<Exact> {
    match how {
        Consolidate::None => own.cloned(),
        Consolidate::Latest => own.or_else(|| parts.last().copied()).cloned(),
        Consolidate::Sum => parts.iter().copied().chain(own).cloned().reduce(|a, b| a + b),
    }
}

/// The number that a filled cell shows.
pub fn exact_of(cell: &Filled) -> Option<Exact> {
    cell.value.as_deref().and_then(parse_decimal)
}

/// Why a form can't be worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A formula that isn't understood.
    Formula {
        /// The cell.
        cell: Box<Place>,
        /// Why.
        error: FormulaError,
    },
    /// Cells that need one another, by their keys, the first one again at the end.
    Circle(Vec<String>),
}

/// Where a cell stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The table, by its place.
    pub table: usize,
    /// The row, by its place.
    pub row: usize,
    /// The column, by its place.
    pub column: usize,
}

/// A form made ready: its cells, and an order in which each comes after those it needs.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The form.
    pub template: &'a Template,
    /// Its cells in the order of the form.
    pub cells: Vec<Planned>,
    index: HashMap<(usize, usize, usize), usize>,
    order: Vec<usize>,
}

/// The text of a cell's formula, or that it is entered.
fn rule_of(row: &Row, table: &Table, column: usize) -> Option<Result<String, ()>> {
    let column = &table.columns[column];
    if let Some(text) = row.formulas.get(&column.code) {
        return Some(Ok(with_indicator(text, row)));
    }
    if row.entry.contains(&column.code) {
        return Some(Err(()));
    }
    match row.kind {
        RowKind::Group => return None,
        RowKind::Body if column.entry => return Some(Err(())),
        RowKind::Body | RowKind::Total => {}
    }
    let text = column.formula.as_deref()?;
    (row.indicator.is_some() || !text.contains("#_")).then(|| Ok(with_indicator(text, row)))
}

fn with_indicator(text: &str, row: &Row) -> String {
    match &row.indicator {
        Some(code) => text.replace("#_", &format!("#{code}")),
        None => text.to_owned(),
    }
}

impl<'a> Plan<'a> {
    /// Makes a form ready.
    ///
    /// Errors: a formula that isn't understood; cells in a circle.
    pub fn new(template: &'a Template) -> Result<Self, Fault> {
        let mut cells = Vec::new();
        let mut index = HashMap::new();
        // The same formula stands in many cells.
        let mut known: HashMap<String, Formula> = HashMap::new();
        for (t, table) in template.tables.iter().enumerate() {
            for (r, row) in table.rows.iter().enumerate() {
                for c in 0..table.columns.len() {
                    let rule = match rule_of(row, table, c) {
                        None => Rule::Blank,
                        Some(Err(())) => Rule::Entry,
                        Some(Ok(text)) => {
                            let formula = match known.get(&text) {
                                Some(formula) => formula.clone(),
                                None => Formula::parse(&text).map_err(|error| Fault::Formula {
                                    cell: Box::new(Place {
                                        table: t,
                                        row: r,
                                        column: c,
                                    }),
                                    error,
                                })?,
                            };
                            known.insert(text, formula.clone());
                            Rule::Formula(formula)
                        }
                    };
                    index.insert((t, r, c), cells.len());
                    cells.push(Planned {
                        key: format!("{}.{}.{}", table.code, row.code, table.columns[c].code),
                        table: t,
                        row: r,
                        column: c,
                        rule,
                    });
                }
            }
        }
        let mut plan = Self {
            template,
            cells,
            index,
            order: Vec::new(),
        };
        plan.order = plan.ordered().map_err(Fault::Circle)?;
        Ok(plan)
    }

    /// The cell of a key.
    pub fn cell(&self, key: &str) -> Option<&Planned> {
        self.cells.iter().find(|cell| cell.key == key)
    }

    /// The column a cell stands in.
    pub fn column(&self, cell: &Planned) -> &'a super::Column {
        &self.template.tables[cell.table].columns[cell.column]
    }

    /// The row a cell stands in.
    pub fn row(&self, cell: &Planned) -> &'a Row {
        &self.template.tables[cell.table].rows[cell.row]
    }

    /// The digits after the point that a cell is shown with.
    pub fn decimals(&self, cell: &Planned, of: &dyn Fn(&str) -> Option<u8>) -> u8 {
        let (row, column) = (self.row(cell), self.column(cell));
        row.decimals
            .or(column.decimals)
            .or_else(|| row.indicator.as_deref().and_then(of))
            .unwrap_or(0)
    }

    /// Whether a report needs it entered.
    pub fn required(&self, cell: &Planned) -> bool {
        cell.rule == Rule::Entry && !self.column(cell).optional
    }

    /// The cells of the same table that a reference means, blank ones left out. None when it means nothing there.
    pub fn meant(&self, from: &Planned, cell: &CellRef) -> Option<Vec<usize>> {
        let table = &self.template.tables[from.table];
        let row_at = |code: &str| table.rows.iter().position(|r| r.code == code);
        let column = table.columns.iter().position(|c| c.code == cell.column)?;
        let first = match &cell.row {
            None => from.row,
            Some(code) => row_at(code)?,
        };
        let last = match &cell.to {
            None => first,
            Some(code) => row_at(code)?,
        };
        if last < first {
            return None;
        }
        let all = (first..=last).filter_map(|row| self.index.get(&(from.table, row, column)).copied());
        Some(all.filter(|i| self.cells[*i].rule != Rule::Blank).collect())
    }

    fn needs(&self, cell: &Planned) -> Vec<usize> {
        let Rule::Formula(formula) = &cell.rule else {
            return Vec::new();
        };
        let references = formula.references().into_iter();
        references
            .filter_map(|reference| match reference {
                Reference::Cell(at) => self.meant(cell, &at),
                _ => None,
            })
            .flatten()
            .collect()
    }

    /// Depth first without recursion; a circle as the keys along it.
    fn ordered(&self) -> Result<Vec<usize>, Vec<String>> {
        let needs: Vec<Vec<usize>> = self.cells.iter().map(|cell| self.needs(cell)).collect();
        let mut done = vec![false; needs.len()];
        let mut on_path = vec![false; needs.len()];
        let mut out = Vec::with_capacity(needs.len());
        for start in 0..needs.len() {
            let mut path: Vec<(usize, usize)> = Vec::new();
            if !done[start] {
                path.push((start, 0));
                on_path[start] = true;
            }
            while let Some((at, next)) = path.last_mut() {
                let at = *at;
                let Some(&need) = needs[at].get(*next) else {
                    done[at] = true;
                    on_path[at] = false;
                    out.push(at);
                    path.pop();
                    continue;
                };
                *next += 1;
                if on_path[need] {
                    let from = path.iter().position(|(x, _)| *x == need).unwrap_or(0);
                    let circle = path[from..].iter().map(|(x, _)| *x).chain([need]);
                    return Err(circle.map(|x| self.cells[x].key.clone()).collect());
                }
                if !done[need] {
                    path.push((need, 0));
                    on_path[need] = true;
                }
            }
        }
        Ok(out)
    }

    /// The formulae that need figures from outside of the form.
    pub fn formulas(&self) -> Vec<&Formula> {
        let mut seen = BTreeSet::new();
        self.cells
            .iter()
            .filter_map(|cell| match &cell.rule {
                Rule::Formula(formula) => Some(formula),
                _ => None,
            })
            .filter(|formula| is_computed(formula) && seen.insert(formula.text()))
            .collect()
    }

    /// The indicators that it names.
    pub fn indicators(&self) -> Vec<String> {
        let codes: BTreeSet<String> = self
            .formulas()
            .into_iter()
            .flat_map(Formula::references)
            .filter_map(|reference| match reference {
                Reference::Indicator(code, ..) | Reference::Target(code) | Reference::Baseline(code) => {
                    Some(code)
                }
                _ => None,
            })
            .collect();
        codes.into_iter().collect()
    }

    /// Works the form out: all cells that aren't blank, and the sections.
    pub fn fill(&self, sources: &Sources) -> BTreeMap<String, Filled> {
        let mut out = BTreeMap::new();
        let done: RefCell<Vec<Option<Outcome>>> = RefCell::new(vec![None; self.cells.len()]);
        for &i in &self.order {
            let cell = &self.cells[i];
            let column = self.column(cell);
            let filled = match &cell.rule {
                Rule::Blank => continue,
                Rule::Entry if column.kind == ColumnKind::Text => {
                    done.borrow_mut()[i] = Some(Err(no_number()));
                    text(&cell.key, sources)
                }
                Rule::Entry => {
                    let (outcome, filled) = self.entered(cell, sources);
                    done.borrow_mut()[i] = Some(outcome);
                    filled
                }
                Rule::Formula(formula) => {
                    let within = Within {
                        plan: self,
                        cell,
                        sources,
                        done: &done,
                    };
                    let outcome = formula.evaluate(&within);
                    let filled = Filled {
                        origin: if is_computed(formula) {
                            Origin::Computed
                        } else {
                            Origin::Formula
                        },
                        partial: worst(formula, sources.partial),
                        ..self.shown(cell, &outcome, sources)
                    };
                    done.borrow_mut()[i] = Some(outcome);
                    filled
                }
            };
            out.insert(cell.key.clone(), filled);
        }
        for section in &self.template.sections {
            out.insert(section.code.clone(), text(&section.code, sources));
        }
        out
    }

    /// The keys that must not be empty and are, in the order of the form.
    pub fn empty(&self, cells: &BTreeMap<String, Filled>) -> Vec<String> {
        let blank = |key: &str| {
            cells
                .get(key)
                .is_none_or(|cell| cell.value.is_none() && cell.text.is_none())
        };
        let sections = self.template.sections.iter().filter(|s| s.required);
        let sections = sections.map(|s| s.code.as_str()).filter(|key| blank(key));
        let tables = self.cells.iter().filter(|cell| self.required(cell));
        let tables = tables.map(|cell| cell.key.as_str()).filter(|key| blank(key));
        sections.chain(tables).map(str::to_owned).collect()
    }

    fn shown(&self, cell: &Planned, outcome: &Outcome, sources: &Sources) -> Filled {
        let digits = self.decimals(cell, sources.decimals);
        Filled {
            origin: Origin::Entered,
            value: outcome.as_ref().ok().map(|number| decimal(number, digits)),
            text: None,
            gap: outcome.as_ref().err().map(GapWords::from),
            own: None,
            partial: None,
        }
    }

    fn entered(&self, cell: &Planned, sources: &Sources) -> (Outcome, Filled) {
        let own = number_of(sources.entered, &cell.key);
        let how = self.column(cell).consolidate;
        let (below, origin) = match sources.below {
            Some(below) if how != Consolidate::None => (below, Origin::Consolidated),
            _ => {
                let outcome = own.cloned().ok_or_else(Gap::missing);
                let filled = self.shown(cell, &outcome, sources);
                return (outcome, filled);
            }
        };
        let parts: Vec<&Exact> = below
            .parts
            .iter()
            .filter_map(|part| number_of(part, &cell.key))
            .collect();
        let outcome = consolidate(how, own, &parts).ok_or_else(Gap::missing);
        let partial = Partial {
            present: parts.len(),
            expected: below.expected,
        };
        let digits = self.decimals(cell, sources.decimals);
        let filled = Filled {
            origin,
            own: own.map(|own| decimal(own, digits)),
            partial: (partial.present < partial.expected).then_some(partial),
            ..self.shown(cell, &outcome, sources)
        };
        (outcome, filled)
    }
}

/// A cell or section that is told in words.
fn text(key: &str, sources: &Sources) -> Filled {
    let text = match sources.entered.get(key) {
        Some(Entry::Text(text)) => Some(text.clone()),
        _ => None,
    };
    Filled {
        origin: Origin::Entered,
        value: None,
        gap: text.is_none().then(|| GapWords::from(&Gap::missing())),
        text,
        own: None,
        partial: None,
    }
}

fn number_of<'c>(cells: &'c BTreeMap<String, Entry>, key: &str) -> Option<&'c Exact> {
    match cells.get(key) {
        Some(Entry::Number(number)) => Some(number),
        _ => None,
    }
}

fn no_number() -> Gap {
    Gap::new(
        "unknown",
        "ô này là chữ, không phải số",
        "the cell is a text, not a number",
    )
}

/// Whether a formula needs anything but cells.
fn is_computed(formula: &Formula) -> bool {
    formula
        .references()
        .iter()
        .any(|reference| !matches!(reference, Reference::Cell(_)))
}

/// The worst gap in the figures of this period that a formula names.
fn worst(formula: &Formula, of: &dyn Fn(&str) -> Option<Partial>) -> Option<Partial> {
    formula
        .references()
        .iter()
        .filter_map(|reference| match reference {
            Reference::Indicator(code, _, 0) => of(code),
            _ => None,
        })
        .min_by_key(|partial| partial.present)
}

/// The cells that are worked out already, beside the figures from outside.
struct Within<'a, 'b> {
    plan: &'b Plan<'a>,
    cell: &'b Planned,
    sources: &'b Sources<'b>,
    done: &'b RefCell<Vec<Option<Outcome>>>,
}

impl Lookup for Within<'_, '_> {
    fn measure(&self, measure: &Measure, back: u32) -> Outcome {
        self.sources.lookup.measure(measure, back)
    }

    fn indicator(&self, code: &str, part: Part, back: u32) -> Outcome {
        self.sources.lookup.indicator(code, part, back)
    }

    fn target(&self, code: &str) -> Outcome {
        self.sources.lookup.target(code)
    }

    fn baseline(&self, code: &str) -> Outcome {
        self.sources.lookup.baseline(code)
    }

    fn cells(&self, cell: &CellRef) -> Vec<Outcome> {
        let unknown = || {
            Err(Gap::new(
                "unknown",
                "biểu không có ô này",
                "the table has no such cell",
            ))
        };
        match self.plan.meant(self.cell, cell) {
            None => vec![unknown()],
            Some(all) => {
                let done = self.done.borrow();
                all.into_iter()
                    .map(|i| done[i].clone().unwrap_or_else(unknown))
                    .collect()
            }
        }
    }
}
