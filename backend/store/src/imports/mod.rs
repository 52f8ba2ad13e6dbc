//! Files coming in: what was sent, how it is read, what became of it, and the job that does the work.
//!
//! Rows go through staging tables ([`stage`]) and set-based SQL ([`merge`], [`members`]); the merge is one
//! transaction, so a killed import leaves nothing half and starts again from the file.

pub mod members;
pub mod merge;
pub mod stage;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};

use crate::error::{Error, Result};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{Sql, sql};
use crate::{Conn, audit};

/// A worker that has not been heard of for so long is taken for dead.
const DEAD_AFTER: chrono::Duration = chrono::Duration::seconds(30);

/// How often an import is started again after its worker died, before it is given up.
const ATTEMPTS: i64 = 5;

/// The most problems of one import that are kept; all are counted.
pub const PROBLEMS_KEPT: i64 = 50_000;

/// An import's row, with its job's progress.
#[derive(Debug, Clone, QueryableByName)]
pub struct Import {
    /// Identifier.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// The job.
    #[diesel(sql_type = Text)]
    pub job_id: String,
    /// The file's name as sent.
    #[diesel(sql_type = Text)]
    pub filename: String,
    /// Bytes.
    #[diesel(sql_type = BigInt)]
    pub size: i64,
    /// SHA-256 of the file, hexadecimal.
    #[diesel(sql_type = Text)]
    pub sha256: String,
    /// xlsx, csv or ndjson.
    #[diesel(sql_type = Text)]
    pub format: String,
    /// households or members.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// ready, running, checked, done, rejected, failed or cancelled.
    #[diesel(sql_type = Text)]
    pub state: String,
    /// dry_run, all_or_nothing or good_rows.
    #[diesel(sql_type = Nullable<Text>)]
    pub mode: Option<String>,
    /// Why it failed, as JSON {code, vi, en}.
    #[diesel(sql_type = Nullable<Text>)]
    pub detail: Option<String>,
    /// The area rows without one belong to.
    #[diesel(sql_type = Nullable<Text>)]
    pub area_id: Option<String>,
    /// The day of surveys without one.
    #[diesel(sql_type = Nullable<Date>)]
    pub surveyed_on: Option<NaiveDate>,
    /// What the file was found to hold, as JSON.
    #[diesel(sql_type = Nullable<Text>)]
    pub inspection: Option<String>,
    /// How it is read, as JSON.
    #[diesel(sql_type = Nullable<Text>)]
    pub mapping: Option<String>,
    /// What came of it, as JSON.
    #[diesel(sql_type = Nullable<Text>)]
    pub result: Option<String>,
    /// Who sent it.
    #[diesel(sql_type = Text)]
    pub created_by: String,
    /// Who ordered it to run; none before that.
    #[diesel(sql_type = Nullable<Text>)]
    pub ordered_by: Option<String>,
    /// The sender's name; none for the program itself.
    #[diesel(sql_type = Nullable<Text>)]
    pub created_by_name: Option<String>,
    /// When it was sent (UTC).
    #[diesel(sql_type = Timestamp)]
    pub created_at: NaiveDateTime,
    /// For optimistic locking.
    #[diesel(sql_type = BigInt)]
    pub version: i64,
    /// The job's state: queued, running, done, failed or cancelled.
    #[diesel(sql_type = Text)]
    pub job_state: String,
    /// reading, matching or writing.
    #[diesel(sql_type = Text)]
    pub stage: String,
    /// Bytes or rows done.
    #[diesel(sql_type = BigInt)]
    pub progress: i64,
    /// Bytes or rows in all.
    #[diesel(sql_type = BigInt)]
    pub total: i64,
}

const IMPORT: &str =
    "SELECT i.id, i.job_id, i.filename, i.size, i.sha256, i.format, i.kind, i.state, i.mode, i.detail,
    i.area_id, i.surveyed_on, i.inspection, i.mapping, i.result, i.created_by,
    i.ordered_by, u.full_name AS created_by_name, i.created_at, i.version,
    j.state AS job_state, j.stage, j.done AS progress, j.total
    FROM import_run i JOIN job j ON j.id = i.job_id LEFT JOIN app_user u ON u.id = i.created_by WHERE ";

/// A file that was kept and looked at.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// Identifier; the file is kept under it.
    pub id: String,
    /// The file's name as sent.
    pub filename: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// xlsx, csv or ndjson.
    pub format: String,
    /// households or members.
    pub kind: String,
    /// The area rows without one belong to, with its path.
    pub area: Option<(String, String)>,
    /// The day of surveys without one.
    pub surveyed_on: Option<NaiveDate>,
    /// What the file was found to hold, as JSON.
    pub inspection: String,
    /// How it is read, as JSON.
    pub mapping: String,
}

/// How an import is to run.
#[derive(Debug, Clone)]
pub struct Order {
    /// dry_run, all_or_nothing or good_rows.
    pub mode: String,
    /// How the file is read, as JSON; none keeps what was proposed.
    pub mapping: Option<String>,
    /// households or members, as the mapping says.
    pub kind: Option<String>,
    /// The area rows without one belong to, with its path.
    pub area: Option<(String, String)>,
    /// The day of surveys without one.
    pub surveyed_on: Option<NaiveDate>,
}

/// Whose imports one may see: one's own, and those of senders all of whose area is one's own.
fn visible(scope: &Scope) -> Sql {
    sql("(i.created_by = ? OR ")
        .bind(scope.user_id())
        .push(scope.condition("i.path"))
        .text(")")
}

/// Keeps a new import; nothing runs yet.
pub fn create(conn: &mut Conn, scope: &Scope, new: &NewImport) -> Result<Import> {
    let (job, at) = (new_id(), now());
    // Who sees all that the sender may import sees the import: its rows may lie anywhere in that.
    let path = scope.home();
    sql(
        "INSERT INTO job (id, kind, state, stage, done, total, attempts, created_by, created_at)
         VALUES (?, 'import', 'done', 'inspected', 0, 0, 0, ?, ?)",
    )
    .bind(job.as_str())
    .bind(scope.user_id())
    .bind(at)
    .run(conn)?;
    sql("INSERT INTO import_run (id, job_id, filename, size, sha256, format, kind, state, area_id, path, surveyed_on,
           inspection, mapping, created_by, created_at, version)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'ready', ?, ?, ?, ?, ?, ?, ?, 1)")
    .bind(new.id.as_str())
    .bind(job)
    .bind(new.filename.as_str())
    .bind(new.size)
    .bind(new.sha256.as_str())
    .bind(new.format.as_str())
    .bind(new.kind.as_str())
    .bind(new.area.as_ref().map(|(id, _)| id.clone()))
    .bind(path.as_str())
    .bind(new.surveyed_on)
    .bind(new.inspection.as_str())
    .bind(new.mapping.as_str())
    .bind(scope.user_id())
    .bind(at)
    .run(conn)?;
    audit::note(
        conn,
        scope,
        "upload",
        ("import", &new.id),
        &path,
        &serde_json::json!({ "sha256": new.sha256 }),
    )?;
    get(conn, scope, &new.id)
}

/// An import that the scope may see.
pub fn get(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Import> {
    sql(IMPORT)
        .text("i.id = ? AND ")
        .bind(id)
        .push(visible(scope))
        .one(conn)
}

/// Imports that the scope may see, the last first, from before `before`.
pub fn list(conn: &mut Conn, scope: &Scope, before: Option<&str>, limit: i64) -> Result<Vec<Import>> {
    let mut query = sql(IMPORT).push(visible(scope));
    if let Some(before) = before {
        query = query.text(" AND i.id < ?").bind(before);
    }
    query.text(" ORDER BY i.id DESC LIMIT ?").bind(limit).all(conn)
}

fn busy(import: &Import) -> Error {
    Error::conflict(
        "import_busy",
        format!(
            "lần nhập này đang ở trạng thái “{}”, không làm được việc này",
            import.state
        ),
        format!("the import is {}; this can't be done now", import.state),
    )
}

/// Orders an import to run. Errors: it runs already, or it has been carried out.
pub fn order(conn: &mut Conn, scope: &Scope, id: &str, order: &Order) -> Result<Import> {
    let import = get(conn, scope, id)?;
    if matches!(import.state.as_str(), "running" | "done") {
        return Err(busy(&import));
    }
    let area_id = order
        .area
        .as_ref()
        .map(|(id, _)| id.clone())
        .or_else(|| import.area_id.clone());
    let taken = sql(
        "UPDATE import_run SET state = 'running', mode = ?, mapping = COALESCE(?, mapping),
           kind = COALESCE(?, kind), area_id = ?, surveyed_on = COALESCE(?, surveyed_on), ordered_by = ?,
           result = NULL, detail = NULL, version = version + 1 WHERE id = ? AND version = ?",
    )
    .bind(order.mode.as_str())
    .bind(order.mapping.clone())
    .bind(order.kind.clone())
    .bind(area_id)
    .bind(order.surveyed_on)
    .bind(scope.user_id())
    .bind(id)
    .bind(import.version)
    .run(conn)?;
    if taken == 0 {
        return Err(Error::Stale {
            current: import.version,
        });
    }
    sql(
        "UPDATE job SET state = 'queued', stage = 'waiting', done = 0, total = ?, attempts = 0, error = NULL,
           finished_at = NULL WHERE id = ?",
    )
    .bind(import.size)
    .bind(import.job_id.as_str())
    .run(conn)?;
    let detail = serde_json::json!({ "mode": order.mode });
    audit::note(conn, scope, "import", ("import", id), "", &detail)?;
    get(conn, scope, id)
}

/// Cancels an import that waits or still reads. Errors: it is writing or has ended.
pub fn cancel(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Import> {
    let import = get(conn, scope, id)?;
    let ended = sql(
        "UPDATE job SET state = 'cancelled', finished_at = ? WHERE id = ? AND
                       (state = 'queued' OR (state = 'running' AND stage <> 'writing'))",
    )
    .bind(now())
    .bind(import.job_id.as_str())
    .run(conn)?;
    if ended == 0 && import.state != "ready" && import.state != "checked" {
        return Err(busy(&import));
    }
    sql("UPDATE import_run SET state = 'cancelled', version = version + 1 WHERE id = ?")
        .bind(id)
        .run(conn)?;
    get(conn, scope, id)
}

/// Queues again what other workers left: what was not heard of, and at the start of the program on the embedded
/// engine all of it, since a worker that is no more can't be heard.
pub fn recover(conn: &mut Conn, at_start: bool) -> Result<()> {
    let dead = now() - DEAD_AFTER;
    let all = at_start && conn.engine() == crate::Engine::Sqlite;
    let stale = || {
        if all {
            sql("state = 'running'")
        } else {
            sql("state = 'running' AND (heartbeat_at IS NULL OR heartbeat_at < ?)").bind(dead)
        }
    };
    sql("UPDATE job SET state = 'failed', error = 'given up', finished_at = ? WHERE kind = 'import' AND attempts >= ? AND ")
        .bind(now())
        .bind(ATTEMPTS)
        .push(stale())
        .run(conn)?;
    sql(
        "UPDATE import_run SET state = 'failed', version = version + 1 WHERE state = 'running'
         AND job_id IN (SELECT id FROM job WHERE state = 'failed')",
    )
    .run(conn)?;
    sql("UPDATE job SET state = 'queued' WHERE kind = 'import' AND ")
        .push(stale())
        .run(conn)?;
    Ok(())
}

/// Whether an import waits for a worker.
pub fn any_queued(conn: &mut Conn) -> Result<bool> {
    Ok(sql("SELECT COUNT(*) AS n FROM job WHERE kind = 'import' AND state = 'queued'").number(conn)? > 0)
}

/// Takes the oldest queued import for a worker.
pub fn claim(conn: &mut Conn) -> Result<Option<Import>> {
    let lock = if conn.engine() == crate::Engine::Postgres {
        " FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    let job = sql(
        "SELECT id AS t FROM job WHERE kind = 'import' AND state = 'queued' ORDER BY created_at, id LIMIT 1",
    )
    .text(lock)
    .texts(conn)?
    .pop();
    let Some(job) = job else { return Ok(None) };
    sql("UPDATE job SET state = 'running', stage = 'reading', attempts = attempts + 1, heartbeat_at = ? WHERE id = ?")
        .bind(now())
        .bind(job.as_str())
        .run(conn)?;
    sql(IMPORT).text("i.job_id = ?").bind(job).first(conn)
}

/// Notes how far a job is. False when it was cancelled meanwhile.
pub fn heartbeat(conn: &mut Conn, job_id: &str, stage: &str, done: i64, total: i64) -> Result<bool> {
    let touched = sql(
        "UPDATE job SET stage = ?, done = ?, total = ?, heartbeat_at = ? WHERE id = ? AND state = 'running'",
    )
    .bind(stage)
    .bind(done)
    .bind(total)
    .bind(now())
    .bind(job_id)
    .run(conn)?;
    Ok(touched == 1)
}

/// Ends an import and its job. `state` is checked, done, rejected, failed or cancelled.
pub fn finish(
    conn: &mut Conn,
    import: &Import,
    state: &str,
    result: Option<&str>,
    detail: Option<&str>,
) -> Result<()> {
    let job = match state {
        "failed" | "cancelled" => state,
        _ => "done",
    };
    stage::clear(conn, &import.id)?;
    sql("UPDATE import_run SET state = ?, result = ?, detail = ?, version = version + 1 WHERE id = ?")
        .bind(state)
        .bind(result)
        .bind(detail)
        .bind(import.id.as_str())
        .run(conn)?;
    sql("UPDATE job SET state = ?, finished_at = ?, done = total WHERE id = ?")
        .bind(job)
        .bind(now())
        .bind(import.job_id.as_str())
        .run(conn)?;
    Ok(())
}

/// A problem of a cell, as kept.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Problem {
    /// Order of discovery, from 1.
    #[diesel(sql_type = BigInt)]
    pub seq: i64,
    /// The sheet.
    #[diesel(sql_type = Text)]
    pub sheet: String,
    /// The row as the file counts it, from 1.
    #[diesel(sql_type = BigInt)]
    pub row_no: i64,
    /// The column, from 0.
    #[diesel(sql_type = BigInt)]
    pub column_index: i64,
    /// The field's code.
    #[diesel(sql_type = Nullable<Text>)]
    pub field: Option<String>,
    /// What stood there.
    #[diesel(sql_type = Nullable<Text>)]
    pub value: Option<String>,
    /// Stable machine-readable reason.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// The reason in Vietnamese.
    #[diesel(sql_type = Text)]
    pub vi: String,
    /// The reason in English.
    #[diesel(sql_type = Text)]
    pub en: String,
    /// error or difference.
    #[diesel(sql_type = Text)]
    pub severity: String,
}

/// Appends problems of an import.
pub fn add_problems(conn: &mut Conn, import_id: &str, problems: &[Problem]) -> Result<()> {
    for chunk in problems.chunks(500) {
        let mut insert = sql(
            "INSERT INTO import_problem (import_id, seq, sheet, row_no, column_index, field, value,
            code, vi, en, severity) VALUES ",
        );
        for (i, p) in chunk.iter().enumerate() {
            insert = insert
                .text(if i > 0 {
                    ", (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                } else {
                    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                })
                .bind(import_id)
                .bind(p.seq)
                .bind(p.sheet.as_str())
                .bind(p.row_no)
                .bind(p.column_index)
                .bind(p.field.clone())
                .bind(p.value.clone())
                .bind(p.code.as_str())
                .bind(p.vi.as_str())
                .bind(p.en.as_str())
                .bind(p.severity.as_str());
        }
        insert.run(conn)?;
    }
    Ok(())
}

/// Problems of an import that was read within a scope, in the order of the file, from after `(row, seq)`.
/// `severity` narrows them to errors or differences.
pub fn problems(
    conn: &mut Conn,
    import: &Import,
    severity: Option<&str>,
    after: Option<(i64, i64)>,
    limit: i64,
) -> Result<Vec<Problem>> {
    let (row, seq) = after.unwrap_or((-1, -1));
    let mut query = sql(
        "SELECT seq, sheet, row_no, column_index, field, value, code, vi, en, severity
         FROM import_problem WHERE import_id = ? AND (row_no > ? OR (row_no = ? AND seq > ?))",
    )
    .bind(import.id.as_str())
    .bind(row)
    .bind(row)
    .bind(seq);
    if let Some(severity) = severity {
        query = query.text(" AND severity = ?").bind(severity);
    }
    query.text(" ORDER BY row_no, seq LIMIT ?").bind(limit).all(conn)
}

/// A saved way of reading sheets.
#[derive(Debug, Clone, QueryableByName)]
pub struct SavedMapping {
    /// Identifier.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// Its name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// households or members.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// As JSON.
    #[diesel(sql_type = Text)]
    pub mapping: String,
    /// When it was saved (UTC).
    #[diesel(sql_type = Timestamp)]
    pub created_at: NaiveDateTime,
}

/// The caller's saved mappings, by name.
pub fn mappings(conn: &mut Conn, scope: &Scope) -> Result<Vec<SavedMapping>> {
    sql("SELECT id, name, kind, mapping, created_at FROM import_mapping WHERE created_by = ? ORDER BY name, id")
        .bind(scope.user_id())
        .all(conn)
}

/// Saves a mapping under a name; one of the same name is replaced.
pub fn save_mapping(
    conn: &mut Conn,
    scope: &Scope,
    name: &str,
    kind: &str,
    mapping: &str,
) -> Result<SavedMapping> {
    sql("DELETE FROM import_mapping WHERE created_by = ? AND name = ?")
        .bind(scope.user_id())
        .bind(name)
        .run(conn)?;
    let id = new_id();
    sql("INSERT INTO import_mapping (id, name, kind, mapping, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(id.as_str())
        .bind(name)
        .bind(kind)
        .bind(mapping)
        .bind(scope.user_id())
        .bind(now())
        .run(conn)?;
    mappings(conn, scope)?
        .into_iter()
        .find(|m| m.id == id)
        .ok_or(Error::NotFound)
}

/// Removes one of the caller's saved mappings.
pub fn drop_mapping(conn: &mut Conn, scope: &Scope, id: &str) -> Result<()> {
    let touched = sql("DELETE FROM import_mapping WHERE created_by = ? AND id = ?")
        .bind(scope.user_id())
        .bind(id)
        .run(conn)?;
    if touched == 0 {
        Err(Error::NotFound)
    } else {
        Ok(())
    }
}
