//! What units entered, and what the units below a report entered in their accepted versions.

use std::collections::BTreeMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use giamngheo_rules::formula::from_e4;
use giamngheo_rules::report::{Act, Below, Entry};

use super::report::{Report, Writing};
use crate::Conn;
use crate::error::Result;
use crate::sql::{row, sql};

row! {
    /// An entered cell.
    CellRow {
        /// The report.
        report_id: String = Text,
        /// The cell's key.
        cell: String = Text,
        /// The number, in ten-thousandths.
        number_e4: Option<i64> = Nullable<BigInt>,
        /// The text.
        content: Option<String> = Nullable<Text>,
    }
}

impl CellRow {
    fn entry(self) -> Option<(String, Entry)> {
        let entry = match (self.number_e4, self.content) {
            (Some(number), _) => Entry::Number(from_e4(number)),
            (None, Some(text)) => Entry::Text(text),
            (None, None) => return None,
        };
        Some((self.cell, entry))
    }
}

/// What a report's present version has entered.
pub fn entered(conn: &mut Conn, report: &Report) -> Result<BTreeMap<String, Entry>> {
    let all = entered_of(conn, std::slice::from_ref(report))?;
    Ok(all.into_iter().next().map(|(_, cells)| cells).unwrap_or_default())
}

/// What the present versions of reports of one province have entered, by report.
pub fn entered_of(conn: &mut Conn, reports: &[Report]) -> Result<BTreeMap<String, BTreeMap<String, Entry>>> {
    let mut out: BTreeMap<String, BTreeMap<String, Entry>> = BTreeMap::new();
    let provinces: std::collections::BTreeSet<&str> =
        reports.iter().map(|r| r.province_id.as_str()).collect();
    let rows: Vec<CellRow> = sql(
        "SELECT c.report_id, c.cell, c.number_e4, c.content FROM report_cell c
         JOIN report p ON p.province_id = c.province_id AND p.id = c.report_id AND p.version_no = c.version_no
         WHERE c.province_id IN ",
    )
    .list(provinces)
    .text(" AND c.report_id IN ")
    .list(reports.iter().map(|r| r.id.as_str()))
    .all(conn)?;
    for row in rows {
        let report = row.report_id.clone();
        if let Some((cell, entry)) = row.entry() {
            out.entry(report).or_default().insert(cell, entry);
        }
    }
    Ok(out)
}

/// The accepted reports of the units below one: `None` where it has none below it.
///
/// The units below a district consolidate themselves: what counts of them is what they entered and what their own
/// units did, which their frozen version says.
pub fn below(conn: &mut Conn, report: &Report) -> Result<Option<Below>> {
    row! {
        Part {
            body: Option<String> = Nullable<Text>,
        }
    }
    let parts: Vec<Part> = sql("SELECT v.body FROM report p
         LEFT JOIN report_version v ON v.province_id = p.province_id AND v.report_id = p.id
           AND v.version_no = p.accepted_no AND v.frozen
         WHERE p.province_id = ? AND p.parent_id = ? ORDER BY v.submitted_at, p.id")
    .bind(report.province_id.as_str())
    .bind(report.id.as_str())
    .all(conn)?;
    if parts.is_empty() {
        return Ok(None);
    }
    let mut below = Below {
        expected: parts.len(),
        parts: Vec::new(),
    };
    for body in parts.into_iter().filter_map(|part| part.body) {
        let content: giamngheo_rules::report::Content = serde_json::from_str(&body)?;
        below.parts.push(content.entries());
    }
    Ok(Some(below))
}

/// What becomes of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// The cell's key.
    pub cell: String,
    /// The number, in ten-thousandths.
    pub number_e4: Option<i64>,
    /// The text. With neither, the cell is emptied.
    pub content: Option<String>,
}

/// Enters cells in a report's present version. Returns the report's version after it.
///
/// Errors: stale; the state doesn't allow it.
pub fn put_cells(conn: &mut Conn, writing: &Writing, report: &Report, changes: &[CellChange]) -> Result<i64> {
    writing.check(report, Act::Fill)?;
    for chunk in changes.chunks(500) {
        sql(
            "DELETE FROM report_cell WHERE province_id = ? AND report_id = ? AND version_no = ? AND cell IN ",
        )
        .bind(report.province_id.as_str())
        .bind(report.id.as_str())
        .bind(report.version_no)
        .list(chunk.iter().map(|c| c.cell.as_str()))
        .run(conn)?;
        let kept: Vec<&CellChange> = chunk
            .iter()
            .filter(|c| c.number_e4.is_some() || c.content.is_some())
            .collect();
        if kept.is_empty() {
            continue;
        }
        let mut insert = sql(
            "INSERT INTO report_cell (province_id, report_id, version_no, cell, number_e4, content, entered_by,
               entered_at) VALUES ",
        );
        for (i, change) in kept.into_iter().enumerate() {
            insert = insert
                .text(if i > 0 { ", " } else { "" })
                .text("(?, ?, ?, ?, ?, ?, ?, ?)")
                .bind(report.province_id.as_str())
                .bind(report.id.as_str())
                .bind(report.version_no)
                .bind(change.cell.as_str())
                .bind(change.number_e4)
                .bind(change.content.clone())
                .bind(writing.scope.user_id())
                .bind(writing.at);
        }
        insert.run(conn)?;
    }
    sql("UPDATE report SET version = version + 1, updated_at = ? WHERE province_id = ? AND id = ?")
        .bind(writing.at)
        .bind(report.province_id.as_str())
        .bind(report.id.as_str())
        .run(conn)?;
    Ok(report.version + 1)
}
