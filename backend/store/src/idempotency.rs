//! Answers kept for a day under the caller's key, so that the same request twice happens once.

use chrono::NaiveDateTime;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};

use crate::Conn;
use crate::error::Result;
use crate::id::now;
use crate::sql::sql;

/// The status of a key whose request is still being carried out.
pub const UNDER_WAY: i64 = 0;

/// A kept answer.
#[derive(Debug, Clone, QueryableByName)]
pub struct Kept {
    /// Hash of the request it answers.
    #[diesel(sql_type = Text)]
    pub request_hash: String,
    /// HTTP status; [`UNDER_WAY`] while there is none.
    #[diesel(sql_type = BigInt)]
    pub status: i64,
    /// The headers worth keeping, as JSON pairs.
    #[diesel(sql_type = Text)]
    pub headers: String,
    /// The body, sealed by whoever keeps it.
    #[diesel(sql_type = Text)]
    pub body: String,
}

/// Takes a key for a request, or gives what is kept under it. Old keys are forgotten on the way.
pub fn take(
    conn: &mut Conn,
    actor: &str,
    key: &str,
    request_hash: &str,
    expires_at: NaiveDateTime,
) -> Result<Option<Kept>> {
    sql("DELETE FROM idempotency WHERE expires_at < ?")
        .bind(now())
        .run(conn)?;
    let taken = sql(
        "INSERT INTO idempotency (actor_id, idempotency_key, request_hash, status, headers, body, expires_at)
         VALUES (?, ?, ?, 0, '[]', '', ?) ON CONFLICT (actor_id, idempotency_key) DO NOTHING",
    )
    .bind(actor)
    .bind(key)
    .bind(request_hash)
    .bind(expires_at)
    .run(conn)?;
    if taken == 1 {
        return Ok(None);
    }
    sql("SELECT request_hash, status, headers, body FROM idempotency WHERE actor_id = ? AND idempotency_key = ?")
        .bind(actor)
        .bind(key)
        .first(conn)
}

/// Keeps the answer under the key. The body comes sealed: it can hold what nobody may read in the database.
pub fn keep(
    conn: &mut Conn,
    actor: &str,
    key: &str,
    (status, headers, body): (i64, &str, &str),
    expires_at: NaiveDateTime,
) -> Result<()> {
    sql(
        "UPDATE idempotency SET status = ?, headers = ?, body = ?, expires_at = ?
         WHERE actor_id = ? AND idempotency_key = ?",
    )
    .bind(status)
    .bind(headers)
    .bind(body)
    .bind(expires_at)
    .bind(actor)
    .bind(key)
    .run(conn)?;
    Ok(())
}

/// Gives a key free again: its request failed and may be tried once more.
pub fn release(conn: &mut Conn, actor: &str, key: &str) -> Result<()> {
    sql("DELETE FROM idempotency WHERE actor_id = ? AND idempotency_key = ?")
        .bind(actor)
        .bind(key)
        .run(conn)?;
    Ok(())
}
