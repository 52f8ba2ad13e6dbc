//! How often what indicators are computed from was changed, by unit: what was worked out of it holds as long as this.

use crate::Conn;
use crate::error::Result;
use crate::sql::sql;

/// Notes that something of a unit was changed, in the transaction of the change itself.
pub fn bump(conn: &mut Conn, province_id: &str, area_id: &str, path: &str) -> Result<()> {
    sql(
        "INSERT INTO data_version (province_id, area_id, path, version) VALUES (?, ?, ?, 1)
         ON CONFLICT (province_id, area_id) DO UPDATE SET version = data_version.version + 1",
    )
    .bind(province_id)
    .bind(area_id)
    .bind(path)
    .run(conn)?;
    Ok(())
}
