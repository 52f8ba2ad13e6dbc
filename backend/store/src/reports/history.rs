//! What was said and done about a report: comments, acts, and the versions it had.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamp};
use giamngheo_rules::report::{Act, State};

use super::report::{Report, Writing};
use crate::Conn;
use crate::error::{Error, Result};
use crate::id::new_id;
use crate::sql::{row, sql};

row! {
    /// A comment.
    Comment {
        /// Identifier.
        id: String = Text,
        /// The version of the report it was made on.
        version_no: i64 = BigInt,
        /// The cell's key; none is the whole report.
        cell: Option<String> = Nullable<Text>,
        /// What it says.
        content: String = Text,
        /// Who made it.
        author: Option<String> = Nullable<Text>,
        /// When (UTC).
        created_at: NaiveDateTime = Timestamp,
        /// Who resolved it.
        resolver: Option<String> = Nullable<Text>,
        /// When (UTC).
        resolved_at: Option<NaiveDateTime> = Nullable<Timestamp>,
    }
    /// Something that was done.
    Event {
        /// Identifier.
        id: String = Text,
        /// Which version.
        version_no: i64 = BigInt,
        /// What was done.
        act: String = Text,
        /// The state before.
        from_state: String = Text,
        /// The state after.
        to_state: String = Text,
        /// The day.
        on_date: NaiveDate = Date,
        /// When (UTC).
        at: NaiveDateTime = Timestamp,
        /// Who did it.
        actor: Option<String> = Nullable<Text>,
        /// Why.
        note: Option<String> = Nullable<Text>,
    }
    /// A version.
    VersionRow {
        /// Which one, from 1.
        version_no: i64 = BigInt,
        /// What it says, as canonical JSON.
        body: String = Text,
        /// SHA-256 of that in hexadecimal.
        hash: String = Text,
        /// Whether it was accepted.
        frozen: bool = Bool,
        /// When it was submitted (UTC).
        submitted_at: NaiveDateTime = Timestamp,
        /// By whom.
        submitter: Option<String> = Nullable<Text>,
        /// When it was accepted (UTC).
        accepted_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// By whom.
        accepter: Option<String> = Nullable<Text>,
    }
}

/// Keeps an act.
pub(super) fn log(
    conn: &mut Conn,
    writing: &Writing,
    report: &Report,
    act: Act,
    to: State,
    note: Option<&str>,
) -> Result<()> {
    sql(
        "INSERT INTO report_event (province_id, id, report_id, version_no, act, from_state, to_state, on_date, at,
           actor_id, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(report.province_id.as_str())
    .bind(new_id())
    .bind(report.id.as_str())
    .bind(report.version_no)
    .bind(act.code())
    .bind(report.state.as_str())
    .bind(to.code())
    .bind(writing.today)
    .bind(writing.at)
    .bind(writing.scope.user_id())
    .bind(note.map(str::to_owned))
    .run(conn)?;
    Ok(())
}

/// What was done with a report, the last first.
pub fn events(conn: &mut Conn, report: &Report) -> Result<Vec<Event>> {
    sql(
        "SELECT e.id, e.version_no, e.act, e.from_state, e.to_state, e.on_date, e.at, u.full_name AS actor, e.note
         FROM report_event e LEFT JOIN app_user u ON u.id = e.actor_id
         WHERE e.province_id = ? AND e.report_id = ? ORDER BY e.id DESC",
    )
    .bind(report.province_id.as_str())
    .bind(report.id.as_str())
    .all(conn)
}

/// A comment on its way in.
#[derive(Debug, Clone)]
pub struct NewComment {
    /// The cell's key; none is the whole report.
    pub cell: Option<String>,
    /// What it says.
    pub content: String,
}

/// Adds comments to a report's present version.
pub fn comment(conn: &mut Conn, writing: &Writing, report: &Report, new: &[NewComment]) -> Result<()> {
    for comment in new {
        sql(
            "INSERT INTO report_comment (province_id, id, report_id, version_no, cell, content, created_by, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(report.province_id.as_str())
        .bind(new_id())
        .bind(report.id.as_str())
        .bind(report.version_no)
        .bind(comment.cell.clone())
        .bind(comment.content.as_str())
        .bind(writing.scope.user_id())
        .bind(writing.at)
        .run(conn)?;
    }
    Ok(())
}

/// The comments on a report, the first first.
pub fn comments(conn: &mut Conn, report: &Report) -> Result<Vec<Comment>> {
    sql(
        "SELECT c.id, c.version_no, c.cell, c.content, u.full_name AS author, c.created_at, x.full_name AS resolver,
           c.resolved_at
         FROM report_comment c LEFT JOIN app_user u ON u.id = c.created_by LEFT JOIN app_user x ON x.id = c.resolved_by
         WHERE c.province_id = ? AND c.report_id = ? ORDER BY c.id",
    )
    .bind(report.province_id.as_str())
    .bind(report.id.as_str())
    .all(conn)
}

/// Marks a comment as resolved; one that is stays as it is. Errors: the report has no such comment.
pub fn resolve(conn: &mut Conn, writing: &Writing, report: &Report, id: &str) -> Result<()> {
    let touched = sql(
        "UPDATE report_comment SET resolved_by = COALESCE(resolved_by, ?), resolved_at = COALESCE(resolved_at, ?)
         WHERE province_id = ? AND report_id = ? AND id = ?",
    )
    .bind(writing.scope.user_id())
    .bind(writing.at)
    .bind(report.province_id.as_str())
    .bind(report.id.as_str())
    .bind(id)
    .run(conn)?;
    if touched == 0 {
        return Err(Error::NotFound);
    }
    Ok(())
}

const VERSION: &str =
    "SELECT v.version_no, v.body, v.hash, v.frozen, v.submitted_at, u.full_name AS submitter,
    v.accepted_at, x.full_name AS accepter FROM report_version v
    LEFT JOIN app_user u ON u.id = v.submitted_by LEFT JOIN app_user x ON x.id = v.accepted_by
    WHERE v.province_id = ? AND v.report_id = ?";

/// The versions of a report that were submitted, the last first.
pub fn versions(conn: &mut Conn, report: &Report) -> Result<Vec<VersionRow>> {
    sql(VERSION)
        .bind(report.province_id.as_str())
        .bind(report.id.as_str())
        .text(" ORDER BY v.version_no DESC")
        .all(conn)
}

/// A version of a report that was submitted. Errors: there is none.
pub fn version(conn: &mut Conn, report: &Report, version_no: i64) -> Result<VersionRow> {
    sql(VERSION)
        .bind(report.province_id.as_str())
        .bind(report.id.as_str())
        .text(" AND v.version_no = ?")
        .bind(version_no)
        .one(conn)
}
