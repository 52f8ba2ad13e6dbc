//! Rows of a text file (CSV): physical lines with their true numbers, quotes over several lines, bounded memory.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::error::FileError;
use crate::row::{Broken, Cell, RowBuf, cut};
use crate::source::Visit;
use crate::types::{Progress, ProgressUnit};

/// The longest line. A household's line has a few hundred bytes.
const MOST_LINE: u64 = 1 << 20;
/// The most lines in a text file; keeps the tables of duplicates within some 150 MB.
pub(crate) const MOST_LINES: u32 = 3_000_000;
/// A quote that is still open after so many lines or bytes was never meant to be one.
const MOST_QUOTED_LINES: usize = 50;
const MOST_QUOTED_BYTES: usize = 256 << 10;

/// Reads physical lines and knows their numbers.
pub(crate) struct Lines {
    reader: BufReader<File>,
    buffer: Vec<u8>,
    /// Lines read ahead that turned out to stand alone.
    again: VecDeque<(u32, String)>,
    number: u32,
    done: u64,
    total: u64,
}

impl Lines {
    pub(crate) fn open(path: &Path) -> Result<Self, FileError> {
        let file = File::open(path).map_err(|e| FileError::io(&e))?;
        let total = file.metadata().map_err(|e| FileError::io(&e))?.len();
        let reader = BufReader::with_capacity(128 << 10, file);
        Ok(Self {
            reader,
            buffer: Vec::new(),
            again: VecDeque::new(),
            number: 0,
            done: 0,
            total,
        })
    }

    pub(crate) fn progress(&self) -> Progress {
        Progress {
            done: self.done,
            total: self.total.max(self.done),
            unit: ProgressUnit::Bytes,
        }
    }

    /// The next line without its end, put into `line`; its number, or none at the end of the file.
    pub(crate) fn next(&mut self, line: &mut String) -> Result<Option<u32>, FileError> {
        line.clear();
        if let Some((number, text)) = self.again.pop_front() {
            line.push_str(&text);
            return Ok(Some(number));
        }
        self.buffer.clear();
        let n = self
            .reader
            .by_ref()
            .take(MOST_LINE)
            .read_until(b'\n', &mut self.buffer)
            .map_err(|e| FileError::io(&e))?;
        if n == 0 {
            return Ok(None);
        }
        self.done += n as u64;
        self.number += 1;
        let number = self.number;
        let mut bytes = self.buffer.as_slice();
        if n as u64 == MOST_LINE && !bytes.ends_with(b"\n") {
            return Err(FileError::new(
                "line_too_long",
                format!("Dòng {number} dài quá 1 MB; đây không phải danh sách hộ."),
                format!("Line {number} is longer than 1 MB; this is no list of households."),
            ));
        }
        if number > MOST_LINES {
            return Err(FileError::new(
                "too_many_rows",
                "Tệp có nhiều hơn 3.000.000 dòng. Hãy chia nhỏ tệp.",
                "The file has more than 3,000,000 lines. Split the file.",
            ));
        }
        if number == 1 {
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        }
        bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => line.push_str(text),
            Err(_) => {
                return Err(FileError::new(
                    "bad_encoding",
                    format!(
                        "Dòng {number} không phải UTF-8. Trong Excel hãy chọn Lưu thành “CSV UTF-8” rồi gửi lại."
                    ),
                    format!("Line {number} is not UTF-8. In Excel choose Save As “CSV UTF-8” and resend it."),
                ));
            }
        }
        Ok(Some(number))
    }
}

/// Goes through the rows that hold something.
pub(crate) fn walk(path: &Path, row: &mut RowBuf, visit: Visit<'_>) -> Result<(), FileError> {
    let (separator, told) = separator(path)?;
    let mut lines = Lines::open(path)?;
    let (mut line, mut more, mut field) = (String::new(), String::new(), String::new());
    if told {
        lines.next(&mut line)?;
    }
    while let Some(number) = lines.next(&mut line)? {
        row.start(number);
        if line.contains('"') && ends_in_quotes(&line, separator) {
            let first = line.len();
            let mut taken: Vec<(u32, String)> = Vec::new();
            let closed = loop {
                if taken.len() >= MOST_QUOTED_LINES || line.len() > MOST_QUOTED_BYTES {
                    break false;
                }
                let Some(at) = lines.next(&mut more)? else {
                    break false;
                };
                line.push('\n');
                line.push_str(&more);
                taken.push((at, more.clone()));
                // Only a line with a quote can close one.
                if more.contains('"') && !ends_in_quotes(&line, separator) {
                    break true;
                }
            };
            if !closed {
                // The line stands alone; those after it are read again as rows of their own.
                for taken in taken.into_iter().rev() {
                    lines.again.push_front(taken);
                }
                line.truncate(first);
                row.broken = Some(Broken {
                    code: "unclosed_quote",
                    vi: "Dấu ngoặc kép mở mà không đóng. Hãy sửa lại dòng này.".into(),
                    en: "A quotation mark is opened and never closed. Correct this line.".into(),
                    value: cut(&line, 200),
                });
            }
        }
        if row.broken.is_none() {
            split(&line, separator, &mut field, row);
        }
        if !row.is_blank() && visit(row, lines.progress())?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Whether a text ends within a quoted cell.
fn ends_in_quotes(text: &str, separator: u8) -> bool {
    let (mut start, mut quoted) = (true, false);
    let bytes = text.as_bytes();
    let mut i = 0;
    while let Some(byte) = bytes.get(i) {
        if quoted {
            if *byte == b'"' {
                if bytes.get(i + 1) == Some(&b'"') {
                    i += 1;
                } else {
                    quoted = false;
                }
            }
        } else if *byte == b'"' && start {
            quoted = true;
            start = false;
        } else {
            start = *byte == separator;
        }
        i += 1;
    }
    quoted
}

/// Splits a record into the cells of a row.
fn split(record: &str, separator: u8, field: &mut String, row: &mut RowBuf) {
    let separator = char::from(separator);
    if !record.contains('"') {
        for (column, text) in record.split(separator).enumerate() {
            row.push(column, Cell::Text(text));
            row.width = column + 1;
        }
        return;
    }
    let mut rest = Some(record);
    let mut column = 0;
    while let Some(text) = rest {
        if let Some(quoted) = text.strip_prefix('"') {
            field.clear();
            let mut tail = quoted;
            loop {
                let (before, after) = tail.split_once('"').unwrap_or((tail, ""));
                field.push_str(before);
                if let Some(after) = after.strip_prefix('"') {
                    field.push('"');
                    tail = after;
                } else {
                    tail = after;
                    break;
                }
            }
            // What stands between the closing quote and the separator belongs to the cell.
            let (extra, after) = tail
                .split_once(separator)
                .map_or((tail, None), |(e, a)| (e, Some(a)));
            field.push_str(extra);
            row.push(column, Cell::Text(field));
            rest = after;
        } else {
            let (cell, after) = text
                .split_once(separator)
                .map_or((text, None), |(c, a)| (c, Some(a)));
            row.push(column, Cell::Text(cell));
            rest = after;
        }
        column += 1;
        row.width = column;
    }
}

/// What separates the cells, and whether the first line says so (`sep=;`, as Excel writes and reads it).
fn separator(path: &Path) -> Result<(u8, bool), FileError> {
    const CANDIDATES: [u8; 3] = [b',', b';', b'\t'];
    let mut head = Vec::new();
    let file = File::open(path).map_err(|e| FileError::io(&e))?;
    file.take(64 << 10)
        .read_to_end(&mut head)
        .map_err(|e| FileError::io(&e))?;
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    let first = head.split(|b| *b == b'\n').next().unwrap_or_default();
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', mark] = first.strip_suffix(b"\r").unwrap_or(first)
        && CANDIDATES.contains(mark)
    {
        return Ok((*mark, true));
    }
    let mut counts = [0usize; CANDIDATES.len()];
    let mut quoted = false;
    let mut lines = 0;
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' => {
                lines += 1;
                if lines == 50 {
                    break;
                }
            }
            other if !quoted => {
                if let Some(i) = CANDIDATES.iter().position(|c| c == other) {
                    counts[i] += 1;
                }
            }
            _ => {}
        }
    }
    let best = counts
        .iter()
        .enumerate()
        .max_by_key(|(i, n)| (**n, CANDIDATES.len() - i))
        .map_or(0, |(i, _)| i);
    Ok((CANDIDATES[best], false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(record: &str, cells: &[&str]) {
        let mut row = RowBuf::default();
        row.start(1);
        split(record, b',', &mut String::new(), &mut row);
        let found: Vec<_> = (0..row.width).map(|c| row.cell(c).shown().into_owned()).collect();
        assert_eq!(found, cells, "{record}");
    }

    #[test]
    fn cells_of_a_record() {
        check("a,b,,c", &["a", "b", "", "c"]);
        check("a,\"b,c\",d", &["a", "b,c", "d"]);
        check("\"say \"\"so\"\"\",", &["say \"so\"", ""]);
        check("a\"b,c", &["a\"b", "c"]);
        check("\"a\"b,c", &["ab", "c"]);
        check("\"two\nlines\",x", &["two\nlines", "x"]);
        assert!(ends_in_quotes("a,\"b", b','));
        assert!(!ends_in_quotes("a,b\"", b','));
        assert!(!ends_in_quotes("a,\"b\"\"c\"", b','));
    }
}
