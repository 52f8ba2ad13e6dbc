//! Lists of households by keyset, and likely duplicates.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Nullable, Text};
use serde::{Deserialize, Serialize};

use super::{Household, IN_YEAR, PRESENT};
use crate::Conn;
use crate::error::Result;
use crate::scope::Scope;
use crate::sql::{Sql, sql};

/// What a list is sorted by; ties are broken by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// As they were entered: an imported sheet keeps its order.
    #[default]
    Entered,
    /// The head's name without accents.
    Name,
    /// Points of form B1; never surveyed first.
    B1,
    /// Points of form B2; never surveyed first.
    B2,
    /// Number of members.
    Members,
}

/// What to look for among the households of a scope (narrow the scope to the area asked for).
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The register of this year, on the units of then; none is the present registry.
    pub year: Option<i64>,
    /// Of these commune-level units, when the area asked for is one: lets the index serve the order too.
    pub communes: Vec<String>,
    /// Of these classes; empty is all.
    pub classes: Vec<String>,
    /// With those never surveyed too.
    pub unclassified: bool,
    /// Deprived in the indicator of this bit.
    pub indicator: Option<u32>,
    /// Of this status.
    pub status: Option<String>,
    /// Part of the head's name, folded.
    pub q: Option<String>,
    /// With a member of this citizen ID (keyed hash).
    pub citizen_id_hash: Option<String>,
    /// Of this ethnicity of the head.
    pub ethnicity: Option<String>,
    /// The order.
    pub sort: Sort,
    /// Downwards.
    pub descending: bool,
}

/// The keys of a row in the order of the list: the sorted value as text or number, and the id.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Keys {
    /// A name, when sorted by one.
    pub text: Option<String>,
    /// A number, when sorted by one.
    pub number: Option<i64>,
    /// The household.
    pub id: String,
}

impl Keys {
    /// The keys of a household under an order.
    pub fn of(household: &Household, sort: Sort) -> Self {
        let (text, number) = match sort {
            Sort::Entered => (None, None),
            Sort::Name => (Some(household.search_key.clone()), None),
            Sort::B1 => (None, Some(household.b1.unwrap_or(-1))),
            Sort::B2 => (None, Some(household.b2.unwrap_or(-1))),
            Sort::Members => (None, Some(household.member_count)),
        };
        Self {
            text,
            number,
            id: household.id.clone(),
        }
    }
}

fn conditions(scope: &Scope, filter: &Filter) -> Sql {
    let place = if filter.year.is_some() { "y" } else { "h" };
    let mut query = sql(" WHERE ").push(scope.condition(&format!("{place}.path")));
    if let Some(provinces) = scope.provinces() {
        query = match provinces.as_slice() {
            [one] => query
                .text(&format!(" AND {place}.province_id = ?"))
                .bind(one.as_str()),
            many => query
                .text(&format!(" AND {place}.province_id IN "))
                .list(many.iter().cloned()),
        };
    }
    match filter.communes.as_slice() {
        [] => {}
        [one] => {
            query = query
                .text(&format!(" AND {place}.commune_id = ?"))
                .bind(one.as_str());
        }
        many => {
            query = query
                .text(&format!(" AND {place}.commune_id IN "))
                .list(many.iter().cloned());
        }
    }
    if let Some(year) = filter.year {
        query = query.text(" AND y.year = ?").bind(year);
    }
    match filter.classes.as_slice() {
        [] if filter.unclassified => query = query.text(&format!(" AND {place}.class IS NULL")),
        many if filter.unclassified => {
            let open = format!(" AND ({place}.class IS NULL OR {place}.class IN ");
            query = query.text(&open).list(many.iter().cloned()).text(")");
        }
        [] => {}
        [one] => query = query.text(&format!(" AND {place}.class = ?")).bind(one.as_str()),
        many => {
            query = query
                .text(&format!(" AND {place}.class IN "))
                .list(many.iter().cloned());
        }
    }
    if let Some(bit) = filter.indicator {
        query = query
            .text(&format!(" AND ({place}.deprivations & ?) <> 0"))
            .bind(1_i64 << bit);
    }
    // What is asked of the household of today is asked only where it may be seen today.
    let of_today = filter.sort == Sort::Name
        || filter.status.is_some()
        || filter.ethnicity.is_some()
        || filter.q.is_some()
        || filter.citizen_id_hash.is_some();
    if filter.year.is_some() && of_today {
        query = query.text(" AND ").push(scope.condition("h.path"));
    }
    if let Some(status) = &filter.status {
        query = query.text(" AND h.status = ?").bind(status.as_str());
    }
    if let Some(ethnicity) = &filter.ethnicity {
        query = query.text(" AND h.ethnicity = ?").bind(ethnicity.as_str());
    }
    if let Some(q) = &filter.q {
        query = query
            .text(" AND h.search_key LIKE ?")
            .bind(format!("%{}%", q.replace(['%', '_'], "")));
    }
    if let Some(hash) = &filter.citizen_id_hash {
        query = query
            .text(
                " AND EXISTS (SELECT 1 FROM member m WHERE m.province_id = h.province_id
                   AND m.household_id = h.id AND m.citizen_id_hash = ? AND m.left_on IS NULL)",
            )
            .bind(hash.as_str());
    }
    query
}

/// Up to `limit` households of the scope from after the given keys.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &Filter,
    after: Option<&Keys>,
    limit: i64,
) -> Result<Vec<Household>> {
    let (select, id, place) = match filter.year {
        None => (PRESENT, "h.id", "h"),
        Some(_) => (IN_YEAR, "y.household_id", "y"),
    };
    let key = match filter.sort {
        Sort::Entered => None,
        Sort::Name => Some("h.search_key".to_owned()),
        Sort::B1 => Some(format!("COALESCE({place}.b1, -1)")),
        Sort::B2 => Some(format!("COALESCE({place}.b2, -1)")),
        Sort::Members => Some(format!("{place}.member_count")),
    };
    let (than, direction) = if filter.descending {
        ("<", "DESC")
    } else {
        (">", "ASC")
    };
    let mut query = sql(select).push(conditions(scope, filter));
    if let Some(after) = after {
        query = match &key {
            None => query.text(&format!(" AND {id} {than} ?")).bind(after.id.as_str()),
            Some(key) => {
                let value: crate::sql::Value = match &after.text {
                    Some(text) => text.as_str().into(),
                    None => after.number.into(),
                };
                query
                    .text(&format!(" AND ({key} {than} ? OR ({key} = ? AND {id} {than} ?))"))
                    .bind(value.clone())
                    .bind(value)
                    .bind(after.id.as_str())
            }
        };
    }
    let order = key.map_or_else(
        || format!(" ORDER BY {id} {direction} LIMIT ?"),
        |key| format!(" ORDER BY {key} {direction}, {id} {direction} LIMIT ?"),
    );
    let mut rows: Vec<Household> = query.text(&order).bind(limit).all(conn)?;
    for row in rows.iter_mut().filter(|row| !scope.covers(&row.present_path)) {
        withhold(row);
    }
    Ok(rows)
}

/// Leaves of a household that lives elsewhere now only what was found of it in the year.
fn withhold(row: &mut Household) {
    row.withheld = true;
    row.external_id = None;
    row.address = None;
    row.ethnicity = None;
    row.head_name.clear();
}

/// How many households of the scope the filter finds.
pub fn count(conn: &mut Conn, scope: &Scope, filter: &Filter) -> Result<i64> {
    let from = match filter.year {
        None => "SELECT COUNT(*) AS n FROM household h",
        Some(_) => {
            "SELECT COUNT(*) AS n FROM household_year y
             JOIN household h ON h.province_id = y.province_id AND h.id = y.household_id"
        }
    };
    sql(from).push(conditions(scope, filter)).number(conn)
}

/// A group of households that may be one.
#[derive(Debug, Clone)]
pub struct Duplicate {
    /// citizen_id or name_birth.
    pub reason: &'static str,
    /// The value they share (a keyed hash, or folded name and birth date): the cursor of the list.
    pub key: String,
    /// The households, two or more.
    pub households: Vec<Household>,
}

#[derive(QueryableByName)]
struct Shared {
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Text)]
    shared: String,
    #[diesel(sql_type = Nullable<Text>)]
    ids: Option<String>,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Groups of active households of the scope with a member of the same citizen ID, or of the same name and
/// birth date in the same commune; from after the given key.
pub fn duplicates(conn: &mut Conn, scope: &Scope, after: Option<&str>, limit: i64) -> Result<Vec<Duplicate>> {
    let joined = match conn.engine() {
        crate::Engine::Postgres => "string_agg(DISTINCT h.id, ',')",
        crate::Engine::Sqlite => "group_concat(DISTINCT h.id)",
    };
    let group = |reason: &str, shared: &str, known: &str| {
        sql(&format!(
            "SELECT '{reason}' AS reason, {shared} AS shared, {joined} AS ids, COUNT(DISTINCT h.id) AS n
             FROM member m JOIN household h ON h.province_id = m.province_id AND h.id = m.household_id
             WHERE m.left_on IS NULL AND h.status = 'active' AND {known} AND "
        ))
        .push(scope.condition("h.path"))
        .text(&format!(" GROUP BY {shared} HAVING COUNT(DISTINCT h.id) > 1"))
    };
    let by_id = group("citizen_id", "m.citizen_id_hash", "m.citizen_id_hash IS NOT NULL");
    let by_name = group(
        "name_birth",
        "(m.search_key || '|' || CAST(m.birth_date AS TEXT) || '|' || h.commune_id)",
        "m.birth_date IS NOT NULL AND m.birth_precision = 'day'",
    );
    let rows: Vec<Shared> = sql("SELECT reason, shared, ids, n FROM (")
        .push(by_id)
        .text(" UNION ALL ")
        .push(by_name)
        .text(") AS d WHERE (reason || shared) > ? ORDER BY (reason || shared) LIMIT ?")
        .bind(after.unwrap_or(""))
        .bind(limit)
        .all(conn)?;
    let mut out = Vec::new();
    for row in rows {
        debug_assert!(row.n > 1);
        let ids = row
            .ids
            .unwrap_or_default()
            .split(',')
            .map(str::to_owned)
            .collect::<Vec<_>>();
        let households = sql(PRESENT)
            .text(" WHERE ")
            .push(scope.condition("h.path"))
            .text(" AND h.province_id IN ")
            .list(scope.province_list())
            .text(" AND h.id IN ")
            .list(ids)
            .text(" ORDER BY h.id")
            .all(conn)?;
        let reason = if row.reason == "citizen_id" {
            "citizen_id"
        } else {
            "name_birth"
        };
        out.push(Duplicate {
            reason,
            key: format!("{}{}", row.reason, row.shared),
            households,
        });
    }
    Ok(out)
}
