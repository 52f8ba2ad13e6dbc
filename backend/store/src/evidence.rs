//! Files that prove something: what they are called and what they prove. Their content lies elsewhere, by its hash.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
use serde_json::json;

use crate::error::{Error, Result};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{row, sql};
use crate::{Conn, audit};

/// What files prove.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// What it is, such as `indicator_value`.
    pub kind: &'static str,
    /// Its id.
    pub id: &'a str,
    /// The province it is kept under.
    pub province_id: &'a str,
    /// The area it belongs to.
    pub path: &'a str,
}

/// A file on its way in, whose content is kept already.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// Hash of its content, 64 hexadecimal digits.
    pub sha256: String,
    /// Its type by its content.
    pub media_type: &'static str,
    /// Bytes.
    pub size: i64,
    /// Its name.
    pub name: String,
    /// Where and when a photograph was taken, as JSON, when that is kept.
    pub position: Option<String>,
}

row! {
    /// A file.
    File {
        /// Identifier.
        id: String = Text,
        /// Hash of its content.
        sha256: String = Text,
        /// Its type by its content.
        media_type: String = Text,
        /// Bytes.
        size: i64 = BigInt,
        /// Its name.
        name: String = Text,
        /// Where and when a photograph was taken, as JSON, when that is kept.
        position: Option<String> = Nullable<Text>,
        /// Who added it.
        added_by: String = Text,
        /// The name of who added it.
        added_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        added_at: NaiveDateTime = Timestamp,
    }
}

/// How many files one thing may have.
pub const MOST: i64 = 20;

const FILE: &str =
    "SELECT e.id, e.sha256, e.media_type, e.size, e.name, e.position, e.added_by, u.full_name AS added_name,
    e.added_at FROM evidence e LEFT JOIN app_user u ON u.id = e.added_by
    WHERE e.province_id = ? AND e.subject_id = ? AND e.subject = ?";

fn seen(scope: &Scope, of: Subject) -> Result<()> {
    if scope.covers(of.path) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// How many files each of these has, by id: none where it has none. Whoever asks may see what they prove.
pub fn counts<'a>(
    conn: &mut Conn,
    of: impl IntoIterator<Item = Subject<'a>>,
) -> Result<BTreeMap<String, i64>> {
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let of: Vec<Subject> = of.into_iter().collect();
    let kinds: BTreeSet<&str> = of.iter().map(|s| s.kind).collect();
    let provinces: BTreeSet<&str> = of.iter().map(|s| s.province_id).collect();
    let rows: Vec<Count> = sql("SELECT subject_id AS id, COUNT(*) AS n FROM evidence WHERE province_id IN ")
        .list(provinces)
        .text(" AND subject IN ")
        .list(kinds)
        .text(" AND subject_id IN ")
        .list(of.iter().map(|s| s.id))
        .text(" GROUP BY subject_id")
        .all(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row.n)).collect())
}

/// The files of something in the scope, in the order they came.
pub fn list(conn: &mut Conn, scope: &Scope, of: Subject) -> Result<Vec<File>> {
    seen(scope, of)?;
    sql(FILE)
        .bind(of.province_id)
        .bind(of.id)
        .bind(of.kind)
        .text(" ORDER BY e.id")
        .all(conn)
}

/// The files of something that whoever asks may see by other rules than a scope's, or one of them.
pub(crate) fn of(conn: &mut Conn, of: Subject, file: Option<&str>) -> Result<Vec<File>> {
    let mut query = sql(FILE).bind(of.province_id).bind(of.id).bind(of.kind);
    if let Some(file) = file {
        query = query.text(" AND e.id = ?").bind(file);
    }
    query.text(" ORDER BY e.id").all(conn)
}

/// One of its files.
pub fn get(conn: &mut Conn, scope: &Scope, of: Subject, file: &str) -> Result<File> {
    seen(scope, of)?;
    sql(FILE)
        .bind(of.province_id)
        .bind(of.id)
        .bind(of.kind)
        .text(" AND e.id = ?")
        .bind(file)
        .one(conn)
}

/// Adds a file, and tells whether it is new: the same content is there once and keeps its first name.
///
/// Errors: there are [`MOST`] files.
pub fn add(conn: &mut Conn, scope: &Scope, of: Subject, new: &NewFile) -> Result<(File, bool)> {
    conn.lock(&format!("evidence {}", of.id))?;
    let there = list(conn, scope, of)?;
    if let Some(same) = there.iter().find(|f| f.sha256 == new.sha256) {
        return Ok((same.clone(), false));
    }
    if there.len() as i64 >= MOST {
        return Err(Error::conflict(
            "too_many_files",
            format!("đã có đủ {MOST} tệp minh chứng"),
            format!("there are {MOST} files already"),
        ));
    }
    let id = new_id();
    sql(
        "INSERT INTO evidence (province_id, id, subject, subject_id, path, sha256, media_type, size, name, position,
           added_by, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(of.province_id)
    .bind(id.as_str())
    .bind(of.kind)
    .bind(of.id)
    .bind(of.path)
    .bind(new.sha256.as_str())
    .bind(new.media_type)
    .bind(new.size)
    .bind(new.name.as_str())
    .bind(new.position.clone())
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    note(conn, scope, "add_evidence", of, &id)?;
    Ok((get(conn, scope, of, &id)?, true))
}

/// Takes a file away. Its content goes when nothing else has the same.
pub fn remove(conn: &mut Conn, scope: &Scope, of: Subject, file: &str) -> Result<()> {
    let old = get(conn, scope, of, file)?;
    sql("DELETE FROM evidence WHERE province_id = ? AND id = ?")
        .bind(of.province_id)
        .bind(old.id.as_str())
        .run(conn)?;
    note(conn, scope, "remove_evidence", of, &old.id)
}

/// Those of these hashes that some file has. For tidying up what lies outside; it shows nobody anything.
pub fn in_use(conn: &mut Conn, hashes: impl IntoIterator<Item = String>) -> Result<Vec<String>> {
    sql("SELECT DISTINCT CAST(sha256 AS TEXT) AS t FROM evidence WHERE sha256 IN ")
        .list(hashes)
        .texts(conn)
}

fn note(conn: &mut Conn, scope: &Scope, action: &str, of: Subject, file: &str) -> Result<()> {
    audit::note(
        conn,
        scope,
        action,
        (of.kind, of.id),
        of.path,
        &json!({ "file": file }),
    )
}
