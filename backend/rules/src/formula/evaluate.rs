//! Working a formula out.

use num_traits::{Signed, Zero};

use super::{CellRef, Exact, Expr, Formula, Function, Measure, Op, Part};

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// `division_by_zero`, `no_register`, `missing`, `not_collected_here`, `no_target`, `unknown` or `circular`.
    pub code: &'static str,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Gap {
    /// A reason in both languages.
    pub fn new(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code,
            vi: vi.into(),
            en: en.into(),
        }
    }

    /// Nothing to divide by.
    pub fn division_by_zero() -> Self {
        Self::new("division_by_zero", "mẫu số bằng 0", "the denominator is 0")
    }

    /// Nothing was entered.
    pub fn missing() -> Self {
        Self::new("missing", "chưa có số liệu", "nothing was entered")
    }
}

/// A value, or why there is none.
pub type Outcome = Result<Exact, Gap>;

/// What a formula's references stand for, in one place and period.
pub trait Lookup {
    /// A measure, so many years back.
    fn measure(&self, measure: &Measure, back: u32) -> Outcome;
    /// A part of an indicator, so many years back.
    fn indicator(&self, code: &str, part: Part, back: u32) -> Outcome;
    /// An indicator's target.
    fn target(&self, code: &str) -> Outcome;
    /// An indicator's value in its base period.
    fn baseline(&self, code: &str) -> Outcome;
    /// The cells meant: one, or those of a range.
    fn cells(&self, cell: &CellRef) -> Vec<Outcome>;
}

impl Formula {
    /// Its value, or why there is none.
    pub fn evaluate(&self, lookup: &dyn Lookup) -> Outcome {
        value(&self.expr, 0, lookup)
    }
}

fn value(expr: &Expr, back: u32, lookup: &dyn Lookup) -> Outcome {
    match expr {
        Expr::Number(number) => Ok(number.clone()),
        Expr::Negative(inner) => value(inner, back, lookup).map(|v| -v),
        Expr::Binary(op, a, b) => {
            let (a, b) = (value(a, back, lookup)?, value(b, back, lookup)?);
            match op {
                Op::Add => Ok(a + b),
                Op::Sub => Ok(a - b),
                Op::Mul => Ok(a * b),
                Op::Div if b.is_zero() => Err(Gap::division_by_zero()),
                Op::Div => Ok(a / b),
            }
        }
        Expr::Call(function, arguments) => call(*function, arguments, back, lookup),
        Expr::Measure(measure) => lookup.measure(measure, back),
        Expr::Indicator(code, part) => lookup.indicator(code, *part, back),
        Expr::Target(code) => lookup.target(code),
        Expr::Baseline(code) => lookup.baseline(code),
        Expr::Cell(cell) => only(lookup.cells(cell)),
    }
}

/// The one cell of a reference that is no range.
fn only(mut cells: Vec<Outcome>) -> Outcome {
    match cells.len() {
        1 => cells.remove(0),
        _ => Err(Gap::new(
            "unknown",
            "công thức chỉ tới một dãy ô, không phải một ô",
            "the formula means several cells where one is needed",
        )),
    }
}

fn call(function: Function, arguments: &[Expr], back: u32, lookup: &dyn Lookup) -> Outcome {
    if function == Function::Previous {
        return value(&arguments[0], back + 1, lookup);
    }
    // A range stands for all of its cells.
    let values: Vec<Outcome> = arguments
        .iter()
        .flat_map(|argument| match argument {
            Expr::Cell(cell) => lookup.cells(cell),
            other => vec![value(other, back, lookup)],
        })
        .collect();
    if function == Function::Abs {
        return only(values).map(|v| v.abs());
    }
    // What was not entered is left out, as a person who adds up a column does; any other gap is the result's.
    let mut there = Vec::new();
    for value in values {
        match value {
            Ok(value) => there.push(value),
            Err(gap) if gap.code == "missing" => {}
            Err(gap) => return Err(gap),
        }
    }
    there
        .into_iter()
        .reduce(|a, b| match function {
            Function::Min => a.min(b),
            Function::Max => a.max(b),
            _ => a + b,
        })
        .ok_or_else(Gap::missing)
}
