//! The small language in which indicators and report cells say how they are computed, as docs/INDICATORS.md tells it.
//!
//! ```text
//! expr    := term (('+' | '-') term)*          term := unary (('*' | '/') unary)*
//! unary   := '-' unary | atom                  atom := number | '(' expr ')' | call | reference
//! call    := ('min' | 'max' | 'abs' | 'sum' | 'previous') '(' expr (',' expr)* ')'
//!          | ('target' | 'baseline') '(' '#' code ')'
//! reference := measure ['[' dimension '=' value ('|' value)* (';' …)* ']']
//!            | '#' code ['.n' | '.d']  |  '$' [row] '.' column  |  '$' row ':' row '.' column
//! ```
//! Numbers are exact fractions. What has no value says why ([`Gap`]); nothing is ever taken for 0.

mod evaluate;
mod measure;
mod names;
mod number;
mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

pub use evaluate::{Gap, Lookup, Outcome};
pub use measure::{Dimension, Filters, Kind, Measure, MeasureInfo, measure_info, measures};
pub use number::{Exact, decimal, from_e4, parse_decimal, rounded, to_e4};

/// Which part of an indicator is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Its value, with factor and denominator.
    Value,
    /// What is counted.
    Numerator,
    /// Out of what.
    Denominator,
}

/// A cell of a report's table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellRef {
    /// The row's code; none is the row the formula stands in.
    pub row: Option<String>,
    /// The last row of a range, which only `sum`, `min` and `max` take.
    pub to: Option<String>,
    /// The column's code.
    pub column: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Op {
    Add,
    Sub,
    Mul,
    Div,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    Min,
    Max,
    Abs,
    Sum,
    Previous,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Expr {
    Number(Exact),
    Negative(Box<Expr>),
    Binary(Op, Box<Expr>, Box<Expr>),
    Call(Function, Vec<Expr>),
    Measure(Measure),
    Indicator(String, Part),
    Target(String),
    Baseline(String),
    Cell(CellRef),
}

/// A formula that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    text: String,
    expr: Expr,
}

/// Why a text is no formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaError {
    /// Where, in characters from 0.
    pub at: usize,
    /// `syntax`, `unknown_measure`, `unknown_dimension`, `unknown_value`, `unknown_function`, `arguments`,
    /// `too_long` or `too_deep`.
    pub code: &'static str,
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl fmt::Display for FormulaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for FormulaError {}

/// Something that a formula refers to, and how many years back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reference {
    /// A measure, so many years back.
    Measure(Measure, u32),
    /// A part of an indicator, so many years back.
    Indicator(String, Part, u32),
    /// An indicator's target.
    Target(String),
    /// An indicator's value in its base period.
    Baseline(String),
    /// A cell.
    Cell(CellRef),
}

impl Formula {
    /// Understands a text of at most 1,000 characters.
    ///
    /// Errors: what is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        Ok(Self {
            text: text.to_owned(),
            expr: parse::expression(text)?,
        })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it refers to, each once, in the order of first mention.
    pub fn references(&self) -> Vec<Reference> {
        let mut out = Vec::new();
        collect(&self.expr, 0, &mut out);
        out
    }

    /// The cell it is, when it is nothing but one cell; the two cells when it is their quotient; and so on: see [`Shape`].
    pub fn shape(&self) -> Option<Shape> {
        shape(&self.expr)
    }
}

/// A formula over the cells of its own table, as a spreadsheet can work it out again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A number.
    Number(Exact),
    /// A cell.
    Cell(CellRef),
    /// A sum of these, ranges among them.
    Sum(Vec<Shape>),
    /// The first plus the second.
    Add(Box<Shape>, Box<Shape>),
    /// The first less the second.
    Sub(Box<Shape>, Box<Shape>),
    /// The first times the second.
    Mul(Box<Shape>, Box<Shape>),
    /// The first by the second.
    Div(Box<Shape>, Box<Shape>),
}

/// None when something in it isn't a cell of the table.
fn shape(expr: &Expr) -> Option<Shape> {
    let boxed = |e: &Expr| shape(e).map(Box::new);
    Some(match expr {
        Expr::Number(number) => Shape::Number(number.clone()),
        Expr::Cell(cell) => Shape::Cell(cell.clone()),
        Expr::Negative(inner) => Shape::Sub(Box::new(Shape::Number(number::whole(0))), boxed(inner)?),
        Expr::Binary(op, a, b) => {
            let (a, b) = (boxed(a)?, boxed(b)?);
            match op {
                Op::Add => Shape::Add(a, b),
                Op::Sub => Shape::Sub(a, b),
                Op::Mul => Shape::Mul(a, b),
                Op::Div => Shape::Div(a, b),
            }
        }
        Expr::Call(Function::Sum, arguments) => {
            Shape::Sum(arguments.iter().map(shape).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn collect(expr: &Expr, back: u32, out: &mut Vec<Reference>) {
    let found = match expr {
        Expr::Number(_) => return,
        Expr::Negative(inner) => return collect(inner, back, out),
        Expr::Binary(_, a, b) => {
            collect(a, back, out);
            return collect(b, back, out);
        }
        Expr::Call(function, arguments) => {
            let back = back + u32::from(*function == Function::Previous);
            for argument in arguments {
                collect(argument, back, out);
            }
            return;
        }
        Expr::Measure(measure) => Reference::Measure(measure.clone(), back),
        Expr::Indicator(code, part) => Reference::Indicator(code.clone(), *part, back),
        Expr::Target(code) => Reference::Target(code.clone()),
        Expr::Baseline(code) => Reference::Baseline(code.clone()),
        Expr::Cell(cell) => Reference::Cell(cell.clone()),
    };
    if !out.contains(&found) {
        out.push(found);
    }
}
