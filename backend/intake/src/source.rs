//! An opened file of any format as rows of cells.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::container;
use crate::error::FileError;
use crate::excel::Workbook;
use crate::lines;
use crate::ndjson;
use crate::row::RowBuf;
use crate::types::{Format, Progress};

/// What is called with each row that is not blank.
pub(crate) type Visit<'a> = &'a mut dyn FnMut(&RowBuf, Progress) -> Result<ControlFlow<()>, FileError>;

/// An opened file.
pub(crate) struct Source {
    pub(crate) format: Format,
    pub(crate) sheets: Vec<String>,
    path: PathBuf,
    workbook: Option<Workbook>,
}

impl Source {
    /// Opens a file; its content tells the format, `file_name` only the name of a text file's one sheet.
    pub(crate) fn open(path: &Path, file_name: &str) -> Result<Self, FileError> {
        let format = container::recognise(path)?;
        let workbook = if format == Format::Xlsx {
            Some(Workbook::open(path)?)
        } else {
            None
        };
        let sheets = workbook
            .as_ref()
            .map_or_else(|| vec![stem(file_name)], |w| w.sheets.clone());
        Ok(Self {
            format,
            sheets,
            path: path.to_owned(),
            workbook,
        })
    }

    /// Goes through the rows of a sheet. `keys` are the keys of NDJSON in the order of their columns; without
    /// them a line is one cell.
    pub(crate) fn walk(
        &mut self,
        sheet: &str,
        keys: Option<&[String]>,
        visit: Visit<'_>,
    ) -> Result<(), FileError> {
        let mut row = RowBuf::default();
        match (&mut self.workbook, self.format) {
            (Some(workbook), _) => workbook.walk(sheet, &mut row, visit),
            (None, Format::Ndjson) => ndjson::walk(&self.path, keys, &mut row, visit),
            (None, _) => lines::walk(&self.path, &mut row, visit),
        }
    }
}

/// A file's name without folders and ending.
fn stem(file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem: String = stem.chars().filter(|c| !c.is_control()).take(100).collect();
    if stem.is_empty() { "1".to_owned() } else { stem }
}
