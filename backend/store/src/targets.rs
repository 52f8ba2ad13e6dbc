//! What areas shall reach: the target of an indicator in an area and period, set from above.

use chrono::NaiveDateTime;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
use giamngheo_rules::framework::plausible;
use giamngheo_rules::period::Period;
use serde_json::json;

use crate::areas::Area;
use crate::error::{Error, Result};
use crate::id::now;
use crate::scope::Scope;
use crate::sql::{row, sql};
use crate::values::{bad_field, beyond, indicators};
use crate::{Conn, audit, data_version};

row! {
    /// A target's row.
    Target {
        /// The indicator's code.
        indicator: String = Text,
        /// The unit it is for.
        area_id: String = Text,
        /// That unit's path.
        path: String = Text,
        /// The period's code.
        period: String = Text,
        /// What shall be reached, in ten-thousandths of the indicator's unit.
        value_e4: i64 = BigInt,
        /// Where it is from.
        source: String = Text,
        /// For optimistic locking.
        version: i64 = BigInt,
        /// Who set it.
        set_by: String = Text,
        /// His name.
        set_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        set_at: NaiveDateTime = Timestamp,
    }
}

const TARGET: &str =
    "SELECT t.indicator, t.area_id, t.path, t.period, t.value_e4, t.source, t.version, t.set_by,
    u.full_name AS set_name, t.set_at FROM indicator_target t LEFT JOIN app_user u ON u.id = t.set_by WHERE ";

/// Targets in the scope, the last period first, then by area and indicator, from after the given.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    (indicator, period): (Option<&str>, Option<Period>),
    after: Option<&(String, String, String)>,
    limit: i64,
) -> Result<Vec<Target>> {
    let mut query = sql(TARGET).push(scope.condition("t.path"));
    if let Some(indicator) = indicator {
        query = query.text(" AND t.indicator = ?").bind(indicator);
    }
    if let Some(period) = period {
        query = query.text(" AND t.period = ?").bind(period.code());
    }
    if let Some(after) = after {
        query = query.push(beyond("t", after));
    }
    query
        .text(" ORDER BY t.period DESC, t.path, t.indicator LIMIT ?")
        .bind(limit)
        .all(conn)
}

/// A target on its way in.
#[derive(Debug, Clone)]
pub struct NewTarget {
    /// The indicator's code.
    pub indicator: String,
    /// The unit it is for.
    pub area: Area,
    /// For when.
    pub period: Period,
    /// What shall be reached, as a decimal in the indicator's unit.
    pub value: String,
    /// Where it is from.
    pub source: String,
    /// The version it takes the place of; none for the first.
    pub version: Option<i64>,
}

/// Sets a target: a province for itself, and every unit for those below it. Returns whether it is the first.
///
/// Errors: `Invalid` with pointers `/indicator`, `/area`, `/period`, `/value`; `Stale`, `Unconditional`.
pub fn set(conn: &mut Conn, scope: &Scope, new: &NewTarget) -> Result<(Target, bool)> {
    let area = &new.area;
    if !scope.covers(&area.path) {
        return Err(Error::field(
            "/area",
            "outside_area",
            "địa bàn này không thuộc phạm vi của bạn",
            "this area is not within yours",
        ));
    }
    if area.level != "province" && !scope.is_above_or_heir(&area.path) {
        return Err(Error::field(
            "/area",
            "wrong_level",
            "chỉ tiêu của đơn vị này do cấp trên giao",
            "this unit's targets are set by the level above",
        ));
    }
    let Some(indicator) = indicators(conn, new.period)?.remove(&new.indicator) else {
        return Err(Error::field(
            "/indicator",
            "unknown",
            "không có chỉ số này trong kỳ",
            "there is no such indicator in the period",
        ));
    };
    let value_e4 = plausible::admit_target(&indicator, &new.value, new.period)
        .map_err(|faults| Error::Invalid(faults.into_iter().map(bad_field).collect()))?;
    let province = area.province_code();
    conn.lock(&format!("indicator targets {}", area.id))?;
    let there = find(conn, new)?;
    match (&there, new.version) {
        (Some(there), None) => {
            return Err(Error::Unconditional {
                current: there.version,
            });
        }
        (there, Some(version)) if there.as_ref().map(|t| t.version) != Some(version) => {
            return Err(Error::Stale {
                current: there.as_ref().map_or(0, |t| t.version),
            });
        }
        _ => {}
    }
    sql(
        "INSERT INTO indicator_target (province_id, area_id, indicator, period, path, value_e4, source, version, set_by,
           set_at) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
         ON CONFLICT (province_id, area_id, indicator, period) DO UPDATE SET value_e4 = excluded.value_e4,
           source = excluded.source, version = indicator_target.version + 1, set_by = excluded.set_by,
           set_at = excluded.set_at",
    )
    .bind(province)
    .bind(&area.id)
    .bind(&new.indicator)
    .bind(new.period.code())
    .bind(&area.path)
    .bind(value_e4)
    .bind(&new.source)
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    let detail = json!({ "period": new.period.code(), "value": plausible::plain(value_e4),
        "was": there.as_ref().map(|t| plausible::plain(t.value_e4)) });
    audit::note(
        conn,
        scope,
        if there.is_some() { "change" } else { "create" },
        ("indicator_target", &format!("{}.{}", area.id, new.indicator)),
        &area.path,
        &detail,
    )?;
    data_version::bump(conn, province, [area.id.as_str()])?;
    let target = find(conn, new)?.ok_or(Error::NotFound)?;
    Ok((target, there.is_none()))
}

fn find(conn: &mut Conn, new: &NewTarget) -> Result<Option<Target>> {
    sql(TARGET)
        .text("t.province_id = ? AND t.area_id = ? AND t.indicator = ? AND t.period = ?")
        .bind(new.area.province_code())
        .bind(&new.area.id)
        .bind(&new.indicator)
        .bind(new.period.code())
        .first(conn)
}
