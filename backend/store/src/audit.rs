//! Who did what to which record: appended in the transaction of the change itself.

use crate::error::Result;
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::{Conn, sql::sql};

/// Notes an act. `path` is the area it belongs to; `detail` is JSON without personal data.
pub fn note(
    conn: &mut Conn,
    scope: &Scope,
    action: &str,
    (object_type, object_id): (&str, &str),
    path: &str,
    detail: &serde_json::Value,
) -> Result<()> {
    sql(
        "INSERT INTO audit_event (id, at, actor_id, action, object_type, object_id, path, detail)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(new_id())
    .bind(now())
    .bind(scope.user_id())
    .bind(action)
    .bind(object_type)
    .bind(object_id)
    .bind(path)
    .bind(detail.to_string())
    .run(conn)?;
    Ok(())
}
