//! How often what indicators are computed from was changed, unit by unit: an answer worked out before holds as long as
//! the number does.

use crate::Conn;
use crate::error::Result;
use crate::scope::Scope;
use crate::sql::sql;

/// Notes that figures of these units changed. In the transaction of the change.
pub fn bump<'a>(conn: &mut Conn, province: &str, areas: impl IntoIterator<Item = &'a str>) -> Result<()> {
    sql("INSERT INTO data_version (province_id, area_id, path, version)
         SELECT ?, a.id, a.path, 1 FROM area a WHERE a.id IN ")
    .bind(province)
    .list(areas)
    .text(
        " ORDER BY a.id ON CONFLICT (province_id, area_id) DO UPDATE SET version = data_version.version + 1",
    )
    .run(conn)?;
    Ok(())
}

/// The version of all that a scope may see figures of; equal texts mean equal figures.
pub fn of(conn: &mut Conn, scope: &Scope) -> Result<String> {
    Ok(sql(
        "SELECT CAST(COALESCE(SUM(version), 0) AS TEXT) || '.' || CAST(COUNT(*) AS TEXT) AS t
             FROM data_version WHERE ",
    )
    .push(scope.condition_touching("path"))
    .texts(conn)?
    .pop()
    .unwrap_or_default())
}
