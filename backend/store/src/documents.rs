//! Legal documents and plans. An office issues one for an area; whoever works there, above or below may read it.

use diesel::QueryableByName;
use diesel::sql_types::Nullable;
use diesel::sql_types::Text;
use serde_json::Value;

use crate::areas::Area;
use crate::error::Result;
use crate::id::now;
use crate::scope::{Actor, Scope, lies_in};
use crate::sql::{Sql, sql};
use crate::{Conn, audit};

/// A document's row.
#[derive(Debug, Clone, QueryableByName)]
pub struct Document {
    /// Identifier.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// What it is, such as `plan`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Its official number.
    #[diesel(sql_type = Nullable<Text>)]
    pub number: Option<String>,
    /// When it was issued, as precisely as is known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    #[diesel(sql_type = Text)]
    pub issued_on: String,
    /// The office that issued it.
    #[diesel(sql_type = Text)]
    pub issuer: String,
    /// Its title.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// The area it is for.
    #[diesel(sql_type = Text)]
    pub area_id: String,
    /// What it says, as JSON.
    #[diesel(sql_type = Text)]
    pub body: String,
}

const DOCUMENT: &str = "SELECT id, kind, number, issued_on, issuer, title, area_id, body FROM document d";

/// A document on its way in.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// Identifier.
    pub id: String,
    /// What it is, such as `plan`.
    pub kind: String,
    /// Its official number.
    pub number: Option<String>,
    /// When it was issued, as precisely as is known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub issued_on: String,
    /// The office that issued it.
    pub issuer: String,
    /// Its title.
    pub title: String,
    /// The area it is for.
    pub area: Area,
    /// What it says.
    pub body: Value,
}

/// The condition "for an area of the actor, or one above": with any role there.
fn readable(actor: &Actor) -> Sql {
    let paths: Vec<&str> = actor
        .grants
        .iter()
        .flat_map(|g| &g.paths)
        .map(String::as_str)
        .collect();
    if paths.contains(&"") {
        return sql("1 = 1");
    }
    let above = paths
        .iter()
        .flat_map(|p| p.match_indices('/').map(|(end, _)| p[..=end].to_owned()));
    let above: std::collections::BTreeSet<String> = above.collect();
    sql("(d.path IN ")
        .list(above)
        .text(" OR ")
        .push(lies_in("d.path", paths))
        .text(")")
}

/// Documents that the actor may read, the last issued first, from after the given day of issue and id.
pub fn list(
    conn: &mut Conn,
    actor: &Actor,
    after: Option<(&str, &str)>,
    limit: i64,
) -> Result<Vec<Document>> {
    let mut query = sql(DOCUMENT).text(" WHERE ").push(readable(actor));
    if let Some((issued_on, id)) = after {
        query = query
            .text(" AND (d.issued_on < ? OR (d.issued_on = ? AND d.id < ?))")
            .bind(issued_on)
            .bind(issued_on)
            .bind(id);
    }
    query
        .text(" ORDER BY d.issued_on DESC, d.id DESC LIMIT ?")
        .bind(limit)
        .all(conn)
}

/// A document that the actor may read.
pub fn get(conn: &mut Conn, actor: &Actor, id: &str) -> Result<Document> {
    sql(DOCUMENT)
        .text(" WHERE d.id = ? AND ")
        .bind(id)
        .push(readable(actor))
        .one(conn)
}

/// Files a document; one that has the id already stays as it is.
pub fn file(conn: &mut Conn, scope: &Scope, new: &NewDocument) -> Result<()> {
    let added = sql(
        "INSERT INTO document (id, kind, number, issued_on, issuer, title, area_id, path, body, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
    )
    .bind(new.id.as_str())
    .bind(new.kind.as_str())
    .bind(new.number.clone())
    .bind(new.issued_on.as_str())
    .bind(new.issuer.as_str())
    .bind(new.title.as_str())
    .bind(new.area.id.as_str())
    .bind(new.area.path.as_str())
    .bind(new.body.to_string())
    .bind(now())
    .run(conn)?;
    if added == 0 {
        return Ok(());
    }
    audit::note(
        conn,
        scope,
        "create",
        ("document", &new.id),
        &new.area.path,
        &serde_json::json!({}),
    )
}
