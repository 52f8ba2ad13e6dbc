//! Rows of NDJSON: one object a line, keys are field codes.

use std::path::Path;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::error::FileError;
use crate::lines::Lines;
use crate::row::{Broken, Cell, RowBuf, cut};
use crate::source::Visit;

/// The most keys of one line that are told as strange.
const MOST_STRANGE: usize = 50;

/// Goes through the lines that hold something.
pub(crate) fn walk(
    path: &Path,
    keys: Option<&[String]>,
    row: &mut RowBuf,
    visit: Visit<'_>,
) -> Result<(), FileError> {
    let mut lines = Lines::open(path)?;
    let mut line = String::new();
    while let Some(number) = lines.next(&mut line)? {
        if line.trim().is_empty() {
            continue;
        }
        row.start(number);
        match keys {
            None => row.push(0, Cell::Text(&line)),
            Some(keys) => fill(&line, keys, row),
        }
        if visit(row, lines.progress())?.is_break() {
            break;
        }
    }
    Ok(())
}

/// The keys of an object with their values, in order, twice what stands twice.
pub(crate) struct Pairs(pub(crate) Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Pairs;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("one JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        from.deserialize_map(Object)
    }
}

fn fill(line: &str, keys: &[String], row: &mut RowBuf) {
    let pairs = match serde_json::from_str::<Pairs>(line) {
        Ok(pairs) => pairs.0,
        Err(error) => {
            let at = error.column();
            row.broken = Some(Broken {
                code: "bad_json",
                vi: format!("Dòng không phải một đối tượng JSON đúng (lỗi ở ký tự {at})."),
                en: format!("The line is not one valid JSON object (at character {at})."),
                value: cut(line, 200),
            });
            return;
        }
    };
    let mut found: Vec<(usize, &Value)> = Vec::with_capacity(pairs.len());
    for (key, value) in &pairs {
        // A row is bad after one of them; a line of a megabyte could have a hundred thousand.
        if row.strange.len() >= MOST_STRANGE {
            break;
        }
        match keys.iter().position(|k| k == key) {
            Some(column) if found.iter().any(|(c, _)| *c == column) => row.strange.push((key.clone(), true)),
            Some(column) => found.push((column, value)),
            None => row.strange.push((cut(key, 100), false)),
        }
    }
    found.sort_unstable_by_key(|(column, _)| *column);
    for (column, value) in found {
        match value {
            Value::Null => {}
            Value::Bool(b) => row.push(column, Cell::Bool(*b)),
            Value::String(text) => row.push(column, Cell::Text(text)),
            Value::Number(n) => match n.as_f64() {
                // Beyond 2^53 a number in floating point is another one.
                Some(f) if f.abs() < 9e15 => row.push(column, Cell::Number(f)),
                _ => row.push(column, Cell::Text(&n.to_string())),
            },
            Value::Array(_) | Value::Object(_) => {
                row.push(column, Cell::Wrong(&cut(&value.to_string(), 200)));
            }
        }
    }
}
