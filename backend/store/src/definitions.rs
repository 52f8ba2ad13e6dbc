//! What administrators define, in versions: items of the results framework, area groups, report templates.
//!
//! Definitions are law, not personal data: whoever may sign in may read them. What they say is `rules`' part.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use crate::Conn;
use crate::error::Result;
use crate::id::{new_id, now};
use crate::sql::{Sql, sql};

/// A version of a definition.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Definition {
    /// Identifier of this version.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// `programme`, `objective`, `result`, `indicator`, `area_group` or `report_template`.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Its code, unique among its kind.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// Counts from 1.
    #[diesel(sql_type = BigInt)]
    pub version: i64,
    /// First day it holds.
    #[diesel(sql_type = Date)]
    pub valid_from: NaiveDate,
    /// First day it holds no more.
    #[diesel(sql_type = Nullable<Date>)]
    pub valid_to: Option<NaiveDate>,
    /// What it says, as JSON.
    #[diesel(sql_type = Text)]
    pub body: String,
    /// `shipped` or `edited`.
    #[diesel(sql_type = Text)]
    pub origin: String,
}

const DEFINITION: &str = "SELECT id, kind, code, version, valid_from, valid_to, body, origin FROM definition";

fn in_force_on(on: NaiveDate) -> Sql {
    sql("valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)")
        .bind(on)
        .bind(on)
}

/// All of these kinds that hold on a day, by kind and code.
pub fn in_force(conn: &mut Conn, kinds: &[&str], on: NaiveDate) -> Result<Vec<Definition>> {
    sql(DEFINITION)
        .text(" WHERE kind IN ")
        .list(kinds.iter().copied())
        .text(" AND ")
        .push(in_force_on(on))
        .text(" ORDER BY kind, code, version")
        .all(conn)
}

/// A number that changes whenever a definition does.
pub fn revision(conn: &mut Conn) -> Result<String> {
    Ok(sql("SELECT COALESCE(CAST(MAX(id) AS TEXT), '') || '.' || CAST(COUNT(valid_to) AS TEXT) AS t FROM definition")
        .texts(conn)?
        .pop()
        .unwrap_or_default())
}

/// A definition on its way in, as the product ships it.
#[derive(Debug, Clone)]
pub struct Shipped<'a> {
    /// Its kind.
    pub kind: &'static str,
    /// Its code.
    pub code: &'a str,
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// What it says.
    pub body: String,
}

/// Adds shipped definitions of codes that are not there in any version. Idempotent.
pub fn load(conn: &mut Conn, shipped: &[Shipped]) -> Result<()> {
    let known: std::collections::HashSet<String> =
        sql("SELECT kind || ' ' || CAST(code AS TEXT) AS t FROM definition")
            .texts(conn)?
            .into_iter()
            .collect();
    for new in shipped {
        if known.contains(&format!("{} {}", new.kind, new.code)) {
            continue;
        }
        sql("INSERT INTO definition (id, kind, code, version, valid_from, body, origin, created_by, created_at)
             VALUES (?, ?, ?, 1, ?, ?, 'shipped', ?, ?) ON CONFLICT (kind, code, version) DO NOTHING")
            .bind(new_id())
            .bind(new.kind)
            .bind(new.code)
            .bind(new.valid_from)
            .bind(new.body.as_str())
            .bind(crate::users::SYSTEM)
            .bind(now())
            .run(conn)?;
    }
    Ok(())
}

/// Adds the results framework that the product ships. Idempotent.
pub fn load_framework(conn: &mut Conn, framework: &giamngheo_rules::framework::Shipped) -> Result<()> {
    let mut all = Vec::new();
    let mut add = |kind, code, body: std::result::Result<String, serde_json::Error>| {
        all.push(Shipped {
            kind,
            code,
            valid_from: framework.valid_from,
            body: body?,
        });
        Ok::<_, serde_json::Error>(())
    };
    let headings = [
        ("programme", &framework.programmes),
        ("objective", &framework.objectives),
        ("result", &framework.results),
    ];
    for (kind, heading) in headings
        .into_iter()
        .flat_map(|(k, all)| all.iter().map(move |h| (k, h)))
    {
        add(kind, heading.code.as_str(), serde_json::to_string(heading))?;
    }
    for indicator in &framework.indicators {
        add("indicator", &indicator.code, serde_json::to_string(indicator))?;
    }
    for group in &framework.area_groups {
        add("area_group", &group.code, serde_json::to_string(group))?;
    }
    load(conn, &all)
}
