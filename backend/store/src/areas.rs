//! Areas in time: a unit is a code and the date from which it exists; a code can come back under another unit.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Date, Nullable, Text};
use giamngheo_rules::area::{DatedUnit, History};
use giamngheo_rules::text::{fold, tidy};

use crate::error::{Error, Result};
use crate::id::new_id;
use crate::scope::Scope;
use crate::sql::{Sql, sql};
use crate::{Conn, audit};

/// A unit's row.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Area {
    /// `{code}.{yyyymmdd it is known from}`, or a UUID for villages.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// The official code; villages have their id.
    #[diesel(sql_type = Text)]
    pub code: String,
    /// province, district, commune or village.
    #[diesel(sql_type = Text)]
    pub level: String,
    /// The official kind, such as ward or township.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Whether the poverty standard's urban figures hold here.
    #[diesel(sql_type = Bool)]
    pub urban: bool,
    /// Vietnamese name with its kind, such as "Xã Thành Hòa".
    #[diesel(sql_type = Text)]
    pub name: String,
    /// English name.
    #[diesel(sql_type = Text)]
    pub name_en: String,
    /// The unit above.
    #[diesel(sql_type = Nullable<Text>)]
    pub parent_id: Option<String>,
    /// Ids from the province down, each followed by '/'.
    #[diesel(sql_type = Text)]
    pub path: String,
    /// First day it is known to exist.
    #[diesel(sql_type = Date)]
    pub exists_from: NaiveDate,
    /// First day it exists no more.
    #[diesel(sql_type = Nullable<Date>)]
    pub exists_to: Option<NaiveDate>,
}

impl Area {
    /// The tenant key of its data: the province's code.
    pub fn province_code(&self) -> &str {
        self.path.split('.').next().unwrap_or_default()
    }

    /// Whether it exists on this day.
    pub fn lives_on(&self, day: NaiveDate) -> bool {
        self.exists_from <= day && self.exists_to.is_none_or(|end| day < end)
    }
}

const AREA: &str = "SELECT a.id, a.code, a.level, a.kind, a.urban, a.name, a.name_en, a.parent_id, a.path,
    a.exists_from, a.exists_to FROM area a";

fn alive(on: NaiveDate) -> Sql {
    sql("a.exists_from <= ? AND (a.exists_to IS NULL OR a.exists_to > ?)")
        .bind(on)
        .bind(on)
}

/// Loads the history of units into an empty database, or adds what is new in it. Idempotent.
pub fn load(conn: &mut Conn, history: &History) -> Result<()> {
    let known: std::collections::HashSet<String> = sql("SELECT id AS t FROM area WHERE level <> 'village'")
        .texts(conn)?
        .into_iter()
        .collect();
    let fresh: Vec<&DatedUnit> = history.units.iter().filter(|u| !known.contains(&u.id)).collect();
    for level in ["province", "district", "commune"] {
        let units: Vec<_> = fresh.iter().filter(|u| u.level.as_str() == level).collect();
        for chunk in units.chunks(500) {
            let mut insert = sql(
                "INSERT INTO area (id, code, level, kind, urban, name, name_en, search_key,
                parent_id, path, exists_from, exists_to) VALUES ",
            );
            for (i, unit) in chunk.iter().enumerate() {
                insert = insert.text(if i > 0 { ", " } else { "" }).list(values(unit));
            }
            insert.run(conn)?;
        }
    }
    let fresh: std::collections::HashSet<&str> = fresh.iter().map(|u| u.id.as_str()).collect();
    let links: Vec<_> = history
        .successions
        .iter()
        .filter(|s| fresh.contains(s.successor_id.as_str()))
        .collect();
    for chunk in links.chunks(1000) {
        let mut insert =
            sql("INSERT INTO area_succession (predecessor_id, successor_id, extent, on_date) VALUES ");
        for (i, link) in chunk.iter().enumerate() {
            insert = insert.text(if i > 0 { ", (?, ?, ?, ?)" } else { "(?, ?, ?, ?)" });
            insert = insert
                .bind(link.predecessor_id.as_str())
                .bind(link.successor_id.as_str())
                .bind(link.extent.as_str())
                .bind(link.on);
        }
        insert.run(conn)?;
    }
    Ok(())
}

fn values(unit: &DatedUnit) -> Vec<crate::sql::Value> {
    vec![
        unit.id.as_str().into(),
        unit.code.as_str().into(),
        unit.level.as_str().into(),
        unit.kind.as_str().into(),
        unit.urban.into(),
        unit.name.as_str().into(),
        unit.name_en.as_str().into(),
        fold(&unit.name).into(),
        unit.parent_id.clone().into(),
        unit.path.as_str().into(),
        unit.exists_from.into(),
        unit.exists_to.into(),
    ]
}

/// The unit of this id.
pub fn by_id(conn: &mut Conn, id: &str) -> Result<Option<Area>> {
    sql(AREA).text(" WHERE a.id = ?").bind(id).first(conn)
}

/// The units of these ids.
pub fn by_ids(conn: &mut Conn, ids: impl IntoIterator<Item = String>) -> Result<Vec<Area>> {
    sql(AREA).text(" WHERE a.id IN ").list(ids).all(conn)
}

/// The unit that `reference` names: an id, or a code that exists on the date. Areas are public, so no scope.
pub fn find(conn: &mut Conn, reference: &str, on: NaiveDate) -> Result<Area> {
    if let Some(area) = by_id(conn, reference)? {
        return Ok(area);
    }
    sql(AREA)
        .text(" WHERE a.code = ? AND ")
        .bind(reference)
        .push(alive(on))
        .one(conn)
}

/// The chain of units above it, from the province down, without itself.
pub fn ancestors(conn: &mut Conn, area: &Area) -> Result<Vec<Area>> {
    let ids: Vec<String> = area
        .path
        .split('/')
        .filter(|p| !p.is_empty() && *p != area.id)
        .map(str::to_owned)
        .collect();
    sql(AREA)
        .text(" WHERE a.id IN ")
        .list(ids)
        .text(" ORDER BY LENGTH(a.path)")
        .all(conn)
}

/// What to look for among units.
#[derive(Debug, Clone, Default)]
pub struct AreaFilter {
    /// Exists on this date.
    pub on: Option<NaiveDate>,
    /// Of this level.
    pub level: Option<String>,
    /// Directly under this unit's id.
    pub parent_id: Option<String>,
    /// At or below this path.
    pub within: Option<String>,
    /// Part of a name, in any case and without accents.
    pub q: Option<String>,
}

/// Units by level (from the province down), name and id, from after the given (`rank:search_key`, id).
pub fn list(
    conn: &mut Conn,
    filter: &AreaFilter,
    after: Option<(&str, &str)>,
    limit: i64,
) -> Result<Vec<(Area, String)>> {
    // Provinces come before their districts, and "06" sorts before names: one text orders it all.
    const RANK: &str = "(CASE a.level WHEN 'province' THEN '1' WHEN 'district' THEN '2' WHEN 'commune' THEN '3' ELSE '4' END || a.search_key)";
    let mut query =
        sql(&AREA.replace(" FROM area a", &format!(", {RANK} AS rank FROM area a"))).text(" WHERE 1 = 1");
    if let Some(on) = filter.on {
        query = query.text(" AND ").push(alive(on));
    }
    if let Some(level) = &filter.level {
        query = query.text(" AND a.level = ?").bind(level.as_str());
    }
    if let Some(parent) = &filter.parent_id {
        query = query.text(" AND a.parent_id = ?").bind(parent.as_str());
    }
    if let Some(within) = &filter.within {
        query = query
            .text(" AND a.path >= ? AND a.path < ?")
            .bind(within.as_str())
            .bind(after_path(within));
    }
    if let Some(q) = &filter.q {
        let q = fold(q).replace(['%', '_'], "");
        query = query
            .text(" AND (a.search_key LIKE ? OR a.code = ?)")
            .bind(format!("%{q}%"))
            .bind(q.clone());
    }
    if let Some((rank, id)) = after {
        query = query
            .text(&format!(" AND ({RANK} > ? OR ({RANK} = ? AND a.id > ?))"))
            .bind(rank)
            .bind(rank)
            .bind(id);
    }
    let rows: Vec<Ranked> = query.text(" ORDER BY rank, a.id LIMIT ?").bind(limit).all(conn)?;
    Ok(rows.into_iter().map(|r| (r.area, r.rank)).collect())
}

#[derive(QueryableByName)]
struct Ranked {
    #[diesel(embed)]
    area: Area,
    #[diesel(sql_type = Text)]
    rank: String,
}

/// The end (exclusive) of the range of paths at or below this one.
fn after_path(path: &str) -> String {
    format!("{}0", path.strip_suffix('/').unwrap_or(path))
}

/// Units that came from this one (`successors`) or from which it came, with the extent and the date.
pub fn kin(conn: &mut Conn, id: &str, successors: bool) -> Result<Vec<(Area, String, NaiveDate)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(embed)]
        area: Area,
        #[diesel(sql_type = Text)]
        extent: String,
        #[diesel(sql_type = Date)]
        on_date: NaiveDate,
    }
    let (theirs, mine) = if successors {
        ("successor_id", "predecessor_id")
    } else {
        ("predecessor_id", "successor_id")
    };
    let rows: Vec<Row> = sql(&AREA.replace(" FROM area a", ", s.extent, s.on_date FROM area a"))
        .text(&format!(
            " JOIN area_succession s ON s.{theirs} = a.id WHERE s.{mine} = ? ORDER BY a.id"
        ))
        .bind(id)
        .all(conn)?;
    Ok(rows.into_iter().map(|r| (r.area, r.extent, r.on_date)).collect())
}

/// The paths that belong to a unit: its own and those of all units that went into it whole, at any depth.
/// What a unit inherited it may see.
pub fn subtrees(conn: &mut Conn, id: &str) -> Result<Vec<String>> {
    sql("WITH RECURSIVE line (id) AS (
           SELECT CAST(? AS ctext)
           UNION
           SELECT CAST(s.predecessor_id AS ctext) FROM area_succession s JOIN line l ON s.successor_id = l.id
           WHERE s.extent = 'whole'
         )
         SELECT a.path AS t FROM area a JOIN line l ON a.id = l.id ORDER BY a.path")
    .bind(id)
    .texts(conn)
}

/// For each of these units the paths that belong to it: its own and those of all units that went into it
/// whole, as pairs (unit's id, path).
pub fn lineage(conn: &mut Conn, ids: impl IntoIterator<Item = String>) -> Result<Vec<(String, String)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        root: String,
        #[diesel(sql_type = Text)]
        path: String,
    }
    let rows: Vec<Row> = sql("WITH RECURSIVE line (root, id) AS (
           SELECT CAST(a.id AS ctext), CAST(a.id AS ctext) FROM area a WHERE a.id IN ")
        .list(ids)
        .text(
            " UNION
           SELECT l.root, CAST(s.predecessor_id AS ctext) FROM area_succession s JOIN line l ON s.successor_id = l.id
           WHERE s.extent = 'whole'
         )
         SELECT l.root, a.path FROM area a JOIN line l ON a.id = l.id ORDER BY l.root, a.path",
        )
        .all(conn)?;
    Ok(rows.into_iter().map(|r| (r.root, r.path)).collect())
}

/// The unit that all of this one lives on in today (through whole successions), or itself.
pub fn living(conn: &mut Conn, id: &str) -> Result<String> {
    let line = sql("WITH RECURSIVE line (id, step) AS (
           SELECT CAST(? AS ctext), 0
           UNION
           SELECT CAST(s.successor_id AS ctext), l.step + 1 FROM area_succession s JOIN line l ON s.predecessor_id = l.id
           WHERE s.extent = 'whole' AND l.step < 20
         )
         SELECT id AS t FROM line ORDER BY step DESC")
    .bind(id)
    .texts(conn)?;
    Ok(line.into_iter().next().unwrap_or_else(|| id.to_owned()))
}

/// Whether one of two units went into the other, whole or in part, at any depth.
pub fn are_kin(conn: &mut Conn, one: &str, other: &str) -> Result<bool> {
    let mut reaches = |from: &str, to: &str| -> Result<bool> {
        let line = sql("WITH RECURSIVE line (id) AS (
               SELECT CAST(? AS ctext)
               UNION
               SELECT CAST(s.successor_id AS ctext) FROM area_succession s JOIN line l ON s.predecessor_id = l.id
             )
             SELECT id AS t FROM line")
        .bind(from)
        .texts(conn)?;
        Ok(line.iter().any(|id| id == to))
    };
    Ok(reaches(one, other)? || reaches(other, one)?)
}

/// The villages of a commune, by name.
pub fn villages(conn: &mut Conn, commune_id: &str) -> Result<Vec<Area>> {
    sql(AREA)
        .text(" WHERE a.parent_id = ? AND a.level = 'village' ORDER BY a.search_key")
        .bind(commune_id)
        .all(conn)
}

/// A new village of a commune. Errors: outside of the scope, not a commune, the name is taken or empty.
pub fn create_village(conn: &mut Conn, scope: &Scope, commune: &Area, name: &str) -> Result<Area> {
    if !scope.covers(&commune.path) {
        return Err(Error::NotFound);
    }
    if commune.level != "commune" {
        return Err(Error::conflict(
            "not_a_commune",
            "chỉ thêm thôn, bản, tổ dân phố vào đơn vị cấp xã",
            "villages belong to communes",
        ));
    }
    lock_villages(conn, commune)?;
    check_village_name(conn, commune, name, None)?;
    let id = new_id();
    insert_village(conn, commune, &id, name)?;
    audit::note(
        conn,
        scope,
        "create",
        ("area", &id),
        &commune.path,
        &serde_json::json!({ "name": name }),
    )?;
    by_id(conn, &id)?.ok_or(Error::NotFound)
}

/// Writes a village's row, without any check: for imports and seeding, which have checked.
pub fn insert_village(conn: &mut Conn, commune: &Area, id: &str, name: &str) -> Result<()> {
    let name = tidy(name);
    sql("INSERT INTO area (id, code, level, kind, urban, name, name_en, search_key, parent_id, path, exists_from,
         exists_to) VALUES (?, ?, 'village', 'village', ?, ?, ?, ?, ?, ?, ?, ?)")
    .bind(id)
    .bind(id)
    .bind(commune.urban)
    .bind(name.as_str())
    .bind(name.as_str())
    .bind(fold(&name))
    .bind(commune.id.as_str())
    .bind(format!("{}{id}/", commune.path))
    .bind(commune.exists_from)
    .bind(commune.exists_to)
    .run(conn)?;
    Ok(())
}

/// Another name for a village.
pub fn rename_village(conn: &mut Conn, scope: &Scope, id: &str, name: &str) -> Result<Area> {
    let village = by_id(conn, id)?
        .filter(|v| v.level == "village" && scope.covers(&v.path))
        .ok_or(Error::NotFound)?;
    let commune = by_id(conn, village.parent_id.as_deref().unwrap_or_default())?.ok_or(Error::NotFound)?;
    lock_villages(conn, &commune)?;
    check_village_name(conn, &commune, name, Some(id))?;
    let name = tidy(name);
    sql("UPDATE area SET name = ?, name_en = ?, search_key = ? WHERE id = ?")
        .bind(name.as_str())
        .bind(name.as_str())
        .bind(fold(&name))
        .bind(id)
        .run(conn)?;
    audit::note(
        conn,
        scope,
        "rename",
        ("area", id),
        &village.path,
        &serde_json::json!({ "name": name }),
    )?;
    by_id(conn, id)?.ok_or(Error::NotFound)
}

/// Two who name a village of the commune at the same moment come one after the other.
fn lock_villages(conn: &mut Conn, commune: &Area) -> Result<()> {
    conn.lock(&format!("villages {}", commune.id))
}

fn check_village_name(conn: &mut Conn, commune: &Area, name: &str, but: Option<&str>) -> Result<()> {
    let key = fold(name);
    if key.is_empty() || name.chars().count() > 100 {
        return Err(Error::field(
            "/name",
            "length",
            "tên phải có từ 1 đến 100 ký tự",
            "a name has 1 to 100 characters",
        ));
    }
    if villages(conn, &commune.id)?
        .iter()
        .any(|v| Some(v.id.as_str()) != but && village_key(&v.name) == village_key(name))
    {
        return Err(Error::field(
            "/name",
            "taken",
            "xã đã có thôn mang tên này",
            "the commune has a village of this name",
        ));
    }
    Ok(())
}

/// What makes two spellings the same village: "Thôn Tằm Nguyên" and "Tằm Nguyên", with or without accents.
pub fn village_key(name: &str) -> String {
    let key = fold(name);
    for kind in [
        "thon ",
        "ban ",
        "to dan pho ",
        "khu pho ",
        "khu ",
        "khoi ",
        "ap ",
        "xom ",
    ] {
        if let Some(rest) = key.strip_prefix(kind) {
            return rest.trim_start_matches([':', ' ']).to_owned();
        }
    }
    key
}
