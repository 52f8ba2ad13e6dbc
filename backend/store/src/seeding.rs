//! What seeding asks of the store: whether a province is empty, and how far an interrupted seeding came.

use crate::areas::Area;
use crate::error::Result;
use crate::scope::Scope;
use crate::sql::sql;
use crate::{Conn, audit};

/// Whether no household is registered anywhere.
pub fn registry_is_empty(conn: &mut Conn) -> Result<bool> {
    Ok(sql("SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM household LIMIT 1) AS h").number(conn)? == 0)
}

/// How many households a province has.
pub fn households(conn: &mut Conn, province_id: &str) -> Result<i64> {
    sql("SELECT COUNT(*) AS n FROM household WHERE province_id = ?")
        .bind(province_id)
        .number(conn)
}

/// How far the seeding of a province has come.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Progress {
    /// The plan it follows.
    pub plan: String,
    /// Households that are kept.
    pub done: u64,
}

/// How far the seeding of a province has come; none when it has ended or never begun.
pub fn progress(conn: &mut Conn, province_id: &str) -> Result<Option<Progress>> {
    let noted = sql("SELECT value AS t FROM setting WHERE name = ?")
        .bind(name(province_id))
        .texts(conn)?;
    noted
        .first()
        .map(|text| Ok(serde_json::from_str(text)?))
        .transpose()
}

/// Notes how far it has come, in the transaction that brought it there.
pub fn note(conn: &mut Conn, province_id: &str, progress: &Progress) -> Result<()> {
    sql("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind(name(province_id))
        .bind(serde_json::to_string(progress)?)
        .run(conn)?;
    Ok(())
}

/// Notes that it has ended, for the audit too.
pub fn end(conn: &mut Conn, scope: &Scope, province: &Area, plan: &str) -> Result<()> {
    sql("DELETE FROM setting WHERE name = ?")
        .bind(name(&province.code))
        .run(conn)?;
    audit::note(
        conn,
        scope,
        "seed",
        ("area", &province.id),
        &province.path,
        &serde_json::json!({ "plan": plan }),
    )
}

fn name(province_id: &str) -> String {
    format!("seeding {province_id}")
}
