//! From text to expression: a recursive descent with a bound on length and depth.

use std::collections::BTreeSet;

use super::number::parse_decimal;
use super::{CellRef, Dimension, Expr, Filters, FormulaError, Function, Measure, Op, Part, measure_info};

const MOST_CHARACTERS: usize = 1000;
const DEEPEST: u32 = 40;

pub(super) fn expression(text: &str) -> Result<Expr, FormulaError> {
    if text.chars().count() > MOST_CHARACTERS {
        return Err(error(
            MOST_CHARACTERS,
            "too_long",
            format!("công thức dài hơn {MOST_CHARACTERS} ký tự"),
            format!("the formula is longer than {MOST_CHARACTERS} characters"),
        ));
    }
    let mut parser = Parser {
        text: text.chars().collect(),
        at: 0,
        depth: 0,
    };
    let expr = parser.sum()?;
    parser.blank();
    match parser.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.unexpected()),
    }
}

fn error(at: usize, code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> FormulaError {
    FormulaError {
        at,
        code,
        vi: vi.into(),
        en: en.into(),
    }
}

struct Parser {
    text: Vec<char>,
    at: usize,
    depth: u32,
}

type Parsed<T> = Result<T, FormulaError>;

impl Parser {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Takes this character, if it is the next one that is not blank.
    fn take(&mut self, wanted: char) -> bool {
        self.blank();
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, wanted: char) -> Parsed<()> {
        if self.take(wanted) {
            return Ok(());
        }
        Err(error(
            self.at,
            "syntax",
            format!("thiếu “{wanted}” ở vị trí {}", self.at + 1),
            format!("“{wanted}” is missing at position {}", self.at + 1),
        ))
    }

    fn unexpected(&self) -> FormulaError {
        match self.peek() {
            Some(c) => error(
                self.at,
                "syntax",
                format!("ký tự “{c}” không hợp lệ ở vị trí {}", self.at + 1),
                format!("“{c}” is not expected at position {}", self.at + 1),
            ),
            None => error(
                self.at,
                "syntax",
                "công thức bị cụt",
                "the formula ends too early",
            ),
        }
    }

    fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth <= DEEPEST {
            return Ok(());
        }
        Err(error(
            self.at,
            "too_deep",
            format!("công thức lồng nhau quá {DEEPEST} lớp"),
            format!("the formula is nested more than {DEEPEST} deep"),
        ))
    }

    fn sum(&mut self) -> Parsed<Expr> {
        self.deeper()?;
        let mut left = self.product()?;
        loop {
            let op = if self.take('+') {
                Op::Add
            } else if self.take('-') {
                Op::Sub
            } else {
                break;
            };
            left = Expr::Binary(op, Box::new(left), Box::new(self.product()?));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn product(&mut self) -> Parsed<Expr> {
        let mut left = self.unary()?;
        loop {
            let op = if self.take('*') {
                Op::Mul
            } else if self.take('/') {
                Op::Div
            } else {
                return Ok(left);
            };
            left = Expr::Binary(op, Box::new(left), Box::new(self.unary()?));
        }
    }

    fn unary(&mut self) -> Parsed<Expr> {
        if !self.take('-') {
            return self.atom();
        }
        self.deeper()?;
        let inner = self.unary()?;
        self.depth -= 1;
        Ok(Expr::Negative(Box::new(inner)))
    }

    fn atom(&mut self) -> Parsed<Expr> {
        self.blank();
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let inner = self.sum()?;
                self.expect(')')?;
                Ok(inner)
            }
            Some('#') => {
                self.at += 1;
                let (code, part) = self.indicator()?;
                Ok(Expr::Indicator(code, part))
            }
            Some('$') => {
                self.at += 1;
                self.cell().map(Expr::Cell)
            }
            Some(c) if c.is_ascii_digit() => self.number(),
            Some(c) if c.is_ascii_alphabetic() => self.name(),
            _ => Err(self.unexpected()),
        }
    }

    fn word(&mut self, accepts: fn(char) -> bool) -> String {
        let from = self.at;
        while self.peek().is_some_and(accepts) {
            self.at += 1;
        }
        self.text[from..self.at].iter().collect()
    }

    fn number(&mut self) -> Parsed<Expr> {
        let from = self.at;
        let digits = self.word(|c| c.is_ascii_digit() || c == '.');
        parse_decimal(&digits).map(Expr::Number).ok_or_else(|| {
            error(
                from,
                "syntax",
                format!("“{digits}” không phải là số (dùng dấu chấm cho phần lẻ)"),
                format!("“{digits}” is no number"),
            )
        })
    }

    /// An indicator's code, which may hold points; `.n` or `.d` at its end names a part.
    fn indicator(&mut self) -> Parsed<(String, Part)> {
        let word = self.word(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        let (code, part) = match word.rsplit_once('.') {
            Some((code, "n")) => (code, Part::Numerator),
            Some((code, "d")) => (code, Part::Denominator),
            _ => (word.as_str(), Part::Value),
        };
        if code.is_empty() || code.ends_with('.') {
            return Err(self.unexpected());
        }
        Ok((code.to_owned(), part))
    }

    fn cell(&mut self) -> Parsed<CellRef> {
        let code = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let row = self.word(code);
        let to = if self.peek() == Some(':') && !row.is_empty() {
            self.at += 1;
            Some(self.word(code)).filter(|to| !to.is_empty())
        } else {
            None
        };
        if self.peek() != Some('.') {
            return Err(self.unexpected());
        }
        self.at += 1;
        let column = self.word(code);
        if column.is_empty() {
            return Err(self.unexpected());
        }
        Ok(CellRef {
            row: Some(row).filter(|row| !row.is_empty()),
            to,
            column,
        })
    }

    fn name(&mut self) -> Parsed<Expr> {
        let from = self.at;
        let name = self.word(|c| c.is_ascii_alphanumeric() || c == '_');
        self.blank();
        if self.peek() == Some('(') {
            self.at += 1;
            return self.call(from, &name);
        }
        let Some(info) = measure_info(&name) else {
            return Err(error(
                from,
                "unknown_measure",
                format!("không có đại lượng “{name}”"),
                format!("there is no measure {name}"),
            ));
        };
        let filters = if self.take('[') {
            self.filters(info.code, &info.dimensions)?
        } else {
            Filters::new()
        };
        Ok(Expr::Measure(Measure { name, filters }))
    }

    fn call(&mut self, from: usize, name: &str) -> Parsed<Expr> {
        if name == "target" || name == "baseline" {
            self.expect('#')?;
            let (code, _) = self.indicator()?;
            self.expect(')')?;
            return Ok(if name == "target" {
                Expr::Target(code)
            } else {
                Expr::Baseline(code)
            });
        }
        let (function, most) = match name {
            "min" => (Function::Min, usize::MAX),
            "max" => (Function::Max, usize::MAX),
            "sum" => (Function::Sum, usize::MAX),
            "abs" => (Function::Abs, 1),
            "previous" => (Function::Previous, 1),
            _ => {
                return Err(error(
                    from,
                    "unknown_function",
                    format!("không có hàm “{name}”"),
                    format!("there is no function {name}"),
                ));
            }
        };
        let mut arguments = vec![self.sum()?];
        while self.take(',') {
            arguments.push(self.sum()?);
        }
        self.expect(')')?;
        if arguments.len() > most {
            return Err(error(
                from,
                "arguments",
                format!("hàm {name} chỉ nhận một giá trị"),
                format!("{name} takes one value"),
            ));
        }
        Ok(Expr::Call(function, arguments))
    }

    fn filters(&mut self, measure: &str, allowed: &[Dimension]) -> Parsed<Filters> {
        let mut filters = Filters::new();
        loop {
            self.blank();
            let from = self.at;
            let name = self.word(|c| c.is_ascii_alphanumeric() || c == '_');
            let dimension = Dimension::from_code(&name)
                .filter(|d| allowed.contains(d) && !filters.contains_key(d))
                .ok_or_else(|| {
                    let all: Vec<_> = allowed.iter().map(|d| d.code()).collect();
                    let all = all.join(", ");
                    error(
                        from,
                        "unknown_dimension",
                        format!("{measure} không phân tổ theo “{name}” (có thể theo: {all}; mỗi tiêu thức một lần)"),
                        format!("{measure} has no dimension {name} (it has: {all}; each once)"),
                    )
                })?;
            self.expect('=')?;
            let mut values = BTreeSet::new();
            loop {
                self.blank();
                let from = self.at;
                let value = self.word(|c| c.is_ascii_alphanumeric() || c == '_');
                let known = dimension.values();
                if value.is_empty()
                    || known
                        .as_ref()
                        .is_some_and(|known| !known.contains(&value.as_str()))
                {
                    let all = known.unwrap_or_default().join(", ");
                    return Err(error(
                        from,
                        "unknown_value",
                        format!("“{value}” không phải giá trị của {name} ({all})"),
                        format!("{value} is no value of {name} ({all})"),
                    ));
                }
                values.insert(value);
                if !self.take('|') {
                    break;
                }
            }
            filters.insert(dimension, values);
            if !self.take(';') {
                self.expect(']')?;
                return Ok(filters);
            }
        }
    }
}
