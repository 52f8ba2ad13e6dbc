//! Formulas over the cells of one table: a closed tree, so that no text anyone typed can become part of one.

use std::ops::{Add, Div, Mul, Sub};

use serde::{Deserialize, Serialize};

use crate::{Cell, Table};

/// The most areas Excel takes in one SUM.
const MOST_AREAS: usize = 255;
/// The most characters Excel takes in a formula.
const MOST_LETTERS: usize = 8_192;

/// A cell of the table, by its indices (from 0) in [`Table::rows`] and [`Table::columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct At {
    /// The row.
    pub row: usize,
    /// The column.
    pub column: usize,
}

/// How a number follows from others of the same table. Cells without a number count as 0. Where a divisor is 0 the
/// whole formula gives `-`, as [`Cell::Ratio`] does.
///
/// Formulas can be put together with `+`, `-`, `*` and `/`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Formula {
    /// A number; it must be finite.
    Number(f64),
    /// What stands in a cell.
    Cell(At),
    /// The sum of areas, each from its upper left cell to its lower right one, both included.
    Sum(Vec<(At, At)>),
    /// Both together.
    Add(Box<Self>, Box<Self>),
    /// The first less the second.
    Sub(Box<Self>, Box<Self>),
    /// The first times the second.
    Mul(Box<Self>, Box<Self>),
    /// The first divided by the second.
    Div(Box<Self>, Box<Self>),
    /// Rounded to so many digits after the comma, at most 9, half away from zero.
    Round(Box<Self>, u8),
}

impl Formula {
    /// What stands in a cell.
    pub fn cell(row: usize, column: usize) -> Self {
        Self::Cell(At { row, column })
    }

    /// The sum of a column from one row to another, both included.
    pub fn column_sum(column: usize, first: usize, last: usize) -> Self {
        Self::Sum(vec![(At { row: first, column }, At { row: last, column })])
    }

    /// The sum of some rows' cells of a column: of the groups of a table, without what they are the sums of.
    pub fn rows_sum(column: usize, rows: impl IntoIterator<Item = usize>) -> Self {
        let area = |row| (At { row, column }, At { row, column });
        Self::Sum(rows.into_iter().map(area).collect())
    }

    /// One cell as per cent of another in the same row, what [`Cell::Ratio`] is in a column of
    /// [`ColumnKind::Percent`](crate::ColumnKind::Percent).
    pub fn percent(row: usize, numerator: usize, denominator: usize) -> Self {
        Self::cell(row, numerator) * Self::Number(100.0) / Self::cell(row, denominator)
    }

    /// Why it can't stand in this cell of the table.
    pub(crate) fn fault(&self, table: &Table, own: At) -> Option<&'static str> {
        let inside = |at: &At| at.row < table.rows.len() && at.column < table.columns.len();
        match self {
            Self::Number(number) => (!number.is_finite()).then_some("has a number that is not finite"),
            Self::Cell(at) if !inside(at) => Some("refers to a cell outside of its table"),
            Self::Cell(at) => (*at == own).then_some("refers to itself"),
            Self::Sum(areas) => areas.iter().find_map(|(from, to)| {
                let holds = |least: usize, own: usize, most: usize| (least..=most).contains(&own);
                if !inside(from) || !inside(to) {
                    Some("refers to a cell outside of its table")
                } else if from.row > to.row || from.column > to.column {
                    Some("has an area that ends before it begins")
                } else if holds(from.row, own.row, to.row) && holds(from.column, own.column, to.column) {
                    Some("refers to itself")
                } else {
                    None
                }
            }),
            Self::Add(a, b) | Self::Sub(a, b) | Self::Mul(a, b) | Self::Div(a, b) => {
                a.fault(table, own).or_else(|| b.fault(table, own))
            }
            Self::Round(a, _) => a.fault(table, own),
        }
    }

    /// As Excel reads it, without the sign of equality. `first` and `last` name the sheet's cells where one of the
    /// table begins and ends. `None` if it is longer than Excel takes.
    pub(crate) fn excel(&self, table: &Table, name: &Names) -> Option<String> {
        let mut out = self.written(table, name, 0)?;
        let mut divisors = Vec::new();
        self.divisors(&mut divisors);
        // The innermost divisors come first and are to be looked at first.
        for divisor in divisors.into_iter().rev() {
            out = format!("IF({}=0,\"-\",{out})", divisor.written(table, name, 0)?);
        }
        (out.len() < MOST_LETTERS).then_some(out)
    }

    /// `least`: 0 where a sum may stand without parentheses, 1 where a product may, 2 where neither may.
    fn written(&self, table: &Table, name: &Names, least: u8) -> Option<String> {
        let (binding, out) = match self {
            Self::Number(number) if *number < 0.0 => (0, number.to_string()),
            Self::Number(number) => (2, number.to_string()),
            Self::Cell(at) => {
                let cell = table.rows.get(at.row).and_then(|row| row.cells.get(at.column));
                let number = matches!(
                    cell,
                    Some(
                        Cell::Empty
                            | Cell::Int(-999_999_999_999_999..=999_999_999_999_999)
                            | Cell::Decimal { .. }
                    )
                );
                let at = (name.first)(*at);
                // Text, or what may be the text "-", would make an error of the whole formula.
                (2, if number { at } else { format!("N({at})") })
            }
            Self::Sum(areas) if areas.is_empty() => (2, "0".to_owned()),
            Self::Sum(areas) => {
                let areas: Vec<String> = areas
                    .iter()
                    .map(|&(from, to)| {
                        let (first, last) = ((name.first)(from), (name.last)(to));
                        if from == to {
                            first
                        } else {
                            format!("{first}:{last}")
                        }
                    })
                    .collect();
                if areas.len() > MOST_AREAS {
                    return None;
                }
                (2, format!("SUM({})", areas.join(",")))
            }
            Self::Add(a, b) => (0, pair(table, name, (a, 0), '+', (b, 0))?),
            Self::Sub(a, b) => (0, pair(table, name, (a, 0), '-', (b, 1))?),
            Self::Mul(a, b) => (1, pair(table, name, (a, 1), '*', (b, 1))?),
            Self::Div(a, b) => (1, pair(table, name, (a, 1), '/', (b, 2))?),
            Self::Round(a, digits) => {
                let inner = a.written(table, name, 0)?;
                (2, format!("ROUND({inner},{})", (*digits).min(9)))
            }
        };
        Some(if binding < least { format!("({out})") } else { out })
    }

    /// What it is divided by, the innermost first.
    fn divisors<'a>(&'a self, out: &mut Vec<&'a Self>) {
        match self {
            Self::Number(_) | Self::Cell(_) | Self::Sum(_) => {}
            Self::Round(a, _) => a.divisors(out),
            Self::Add(a, b) | Self::Sub(a, b) | Self::Mul(a, b) => {
                a.divisors(out);
                b.divisors(out);
            }
            Self::Div(a, b) => {
                a.divisors(out);
                b.divisors(out);
                out.push(b);
            }
        }
    }
}

/// How the cells of a table are called in its sheet, where one of them may lie over several.
pub(crate) struct Names<'a> {
    /// The sheet's cell that has the value.
    pub first: &'a dyn Fn(At) -> String,
    /// The sheet's last cell under it.
    pub last: &'a dyn Fn(At) -> String,
}

fn pair(
    table: &Table,
    name: &Names,
    (a, left): (&Formula, u8),
    sign: char,
    (b, right): (&Formula, u8),
) -> Option<String> {
    Some(format!(
        "{}{sign}{}",
        a.written(table, name, left)?,
        b.written(table, name, right)?
    ))
}

impl Add for Formula {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::Add(self.into(), other.into())
    }
}

impl Sub for Formula {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::Sub(self.into(), other.into())
    }
}

impl Mul for Formula {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self::Mul(self.into(), other.into())
    }
}

impl Div for Formula {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        Self::Div(self.into(), other.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, ColumnKind, Row};

    fn table() -> Table {
        let ratio = Cell::Ratio {
            numerator: 1,
            denominator: 0,
            digits: 1,
        };
        Table {
            columns: ["A", "B", "C"]
                .map(|t| Column::new(t, ColumnKind::Number))
                .to_vec(),
            rows: vec![Row::body(vec![Cell::Int(1), ratio, Cell::Empty]); 3],
            ..Table::default()
        }
    }

    fn excel(formula: &Formula) -> Option<String> {
        let name = |at: At| format!("{}{}", ["A", "B", "C"].get(at.column).unwrap_or(&"?"), at.row + 1);
        let names = Names {
            first: &name,
            last: &name,
        };
        formula.excel(&table(), &names)
    }

    #[test]
    fn formulas_are_written_as_excel_reads_them() {
        let cell = Formula::cell;
        let number = Formula::Number;
        for (formula, written) in [
            (Formula::column_sum(0, 0, 2), "SUM(A1:A3)"),
            (Formula::rows_sum(2, [0, 2]), "SUM(C1,C3)"),
            (Formula::Sum(Vec::new()), "0"),
            (cell(0, 0) - (cell(1, 0) - cell(2, 0)), "A1-(A2-A3)"),
            (cell(0, 0) - cell(1, 0) + number(0.5), "A1-A2+0.5"),
            ((cell(0, 0) + cell(1, 0)) * number(-2.0), "(A1+A2)*(-2)"),
            (cell(0, 1) + cell(0, 2), "N(B1)+C1"),
            (Formula::percent(1, 0, 2), "IF(C2=0,\"-\",A2*100/C2)"),
            (
                Formula::Round(Box::new(cell(0, 0) / (cell(1, 0) / cell(2, 0))), 2),
                "IF(A3=0,\"-\",IF(A2/A3=0,\"-\",ROUND(A1/(A2/A3),2)))",
            ),
        ] {
            assert_eq!(excel(&formula).as_deref(), Some(written));
        }
        assert_eq!(excel(&Formula::rows_sum(0, vec![0; 256])), None);
    }

    #[test]
    fn formulas_stay_in_their_table() {
        let own = At { row: 2, column: 0 };
        let fault = |f: Formula| f.fault(&table(), own);
        assert_eq!(fault(Formula::column_sum(0, 0, 1)), None);
        assert_eq!(fault(Formula::percent(2, 1, 2)), None);
        for wrong in [
            Formula::column_sum(0, 0, 2),
            Formula::column_sum(0, 1, 0),
            Formula::column_sum(0, 0, 3),
            Formula::cell(0, 3),
            Formula::cell(2, 0) * Formula::Number(2.0),
            Formula::Round(Box::new(Formula::Number(f64::NAN)), 0),
        ] {
            assert!(fault(wrong.clone()).is_some(), "{wrong:?}");
        }
    }
}
