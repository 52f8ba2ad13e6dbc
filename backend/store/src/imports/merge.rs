//! From staged households to the registry: matched by code, citizen ID or head, then merged in one transaction.

use std::collections::BTreeSet;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use serde_json::json;

use crate::areas::{self, Area};
use crate::error::Result;
use crate::households::summary::{self, Cell};
use crate::id::now;
use crate::scope::Scope;
use crate::sql::sql;
use crate::{Conn, audit};

/// The refusals of the match, by code: what a person reads at the row.
pub const REFUSALS: &[(&str, &str, &str)] = &[
    (
        "external_id_taken",
        "mã hộ đã thuộc một hộ khác không thuộc địa bàn của bạn hoặc không còn được quản lý",
        "the household code belongs to a household that is not in your area or no longer active",
    ),
    (
        "other_commune",
        "hộ này đang được quản lý ở xã khác; hãy làm thủ tục chuyển hộ trước",
        "the household is registered in another commune; move it first",
    ),
    (
        "same_household_twice",
        "hai dòng của tệp cùng trỏ tới một hộ đã có",
        "two rows of the file mean the same household",
    ),
];

/// A village that rows name and the commune doesn't have yet.
#[derive(Debug, Clone)]
pub struct NewVillage {
    /// The id the rows use.
    pub id: String,
    /// The commune.
    pub commune: Area,
    /// Its name.
    pub name: String,
}

fn known(condition: &str) -> String {
    format!(
        "UPDATE stage_household AS s SET household_id = h.id, outcome = 'known' FROM household AS h
         WHERE s.import_id = ? AND s.outcome = 'new' AND h.province_id = s.province_id AND h.status = 'active'
           AND {condition} AND "
    )
}

/// Finds which staged rows are households that the registry has: by their code, by the head's citizen ID, by
/// the head's name and birth in the commune. Sets each row's outcome: new, changed, same, or a refusal.
pub fn match_rows(conn: &mut Conn, scope: &Scope, import_id: &str) -> Result<()> {
    conn.freshen("stage_household")?;
    let here = || scope.condition("h.path");
    sql(&known(
        "s.external_id IS NOT NULL AND h.external_id = s.external_id",
    ))
    .bind(import_id)
    .push(here())
    .run(conn)?;
    sql(
        "UPDATE stage_household AS s SET outcome = 'external_id_taken' FROM household AS h
         WHERE s.import_id = ? AND s.outcome = 'new' AND s.external_id IS NOT NULL
           AND h.province_id = s.province_id AND h.external_id = s.external_id",
    )
    .bind(import_id)
    .run(conn)?;
    sql(
        "UPDATE stage_household AS s SET household_id = h.id, outcome = 'known'
         FROM member AS m JOIN household AS h ON h.province_id = m.province_id AND h.id = m.household_id
         WHERE s.import_id = ? AND s.outcome = 'new' AND s.citizen_id_hash IS NOT NULL
           AND m.province_id = s.province_id AND m.citizen_id_hash = s.citizen_id_hash AND m.relation = 'head'
           AND m.left_on IS NULL AND h.status = 'active'
           AND (s.external_id IS NULL OR h.external_id IS NULL) AND ",
    )
    .bind(import_id)
    .push(here())
    .run(conn)?;
    // Without a code and with no other citizen ID known of the head: the same name and birth in the commune.
    sql(&known(
        "h.commune_id = s.commune_id AND h.search_key = s.search_key
         AND (h.head_birth = s.head_birth OR (h.head_birth IS NULL AND s.head_birth IS NULL AND h.path = s.path))
         AND (s.external_id IS NULL OR h.external_id IS NULL)
         AND (s.citizen_id_hash IS NULL OR NOT EXISTS (SELECT 1 FROM member AS m WHERE m.province_id = h.province_id
           AND m.household_id = h.id AND m.relation = 'head' AND m.left_on IS NULL AND m.citizen_id_hash IS NOT NULL))",
    ))
    .bind(import_id)
    .push(here())
    .run(conn)?;
    refuse_strangers(conn, import_id)?;
    // The first row of the file means the household; what comes after it is told.
    sql("UPDATE stage_household SET outcome = 'same_household_twice' WHERE import_id = ? AND outcome = 'known'
         AND row_no NOT IN (SELECT MIN(row_no) FROM stage_household WHERE import_id = ? AND outcome = 'known'
           GROUP BY household_id)")
    .bind(import_id)
    .bind(import_id)
    .run(conn)?;
    // A survey that is known brings nothing new: it only fills what is still empty, and undoes no correction.
    sql(&format!(
        "UPDATE stage_household AS s SET outcome = CASE WHEN {FILLS_NOTHING} THEN 'same' ELSE 'filled' END
         FROM household AS h JOIN member AS m ON m.province_id = h.province_id AND m.household_id = h.id
           AND m.relation = 'head' AND m.left_on IS NULL
         WHERE s.import_id = ? AND s.outcome = 'known' AND h.province_id = s.province_id AND h.id = s.household_id
           AND EXISTS ({SAME_SURVEY})"
    ))
    .bind(import_id)
    .run(conn)?;
    sql("UPDATE stage_household SET outcome = 'changed' WHERE import_id = ? AND outcome = 'known'")
        .bind(import_id)
        .run(conn)?;
    Ok(())
}

/// The row tells nothing that isn't known of the household.
const FILLS_NOTHING: &str = "(s.external_id IS NULL OR h.external_id IS NOT NULL)
    AND (s.address IS NULL OR h.address IS NOT NULL) AND (s.ethnicity IS NULL OR h.ethnicity IS NOT NULL)
    AND (s.head_birth IS NULL OR m.birth_date IS NOT NULL) AND (s.sex IS NULL OR m.sex IS NOT NULL)
    AND (s.citizen_id_hash IS NULL OR m.citizen_id_hash IS NOT NULL)";

/// No survey later than the row's is known of the household: what the row tells holds today.
const LATEST: &str = "NOT EXISTS (SELECT 1 FROM survey AS v WHERE v.province_id = s.province_id
    AND v.household_id = s.household_id AND v.surveyed_on > s.surveyed_on)";

/// The row's commune is the household's, or one that still exists: nobody moves back to a unit that has ended.
const STAYS_OR_LIVES: &str = "(s.commune_id = h.commune_id
    OR EXISTS (SELECT 1 FROM area AS a WHERE a.id = s.commune_id AND a.exists_to IS NULL))";

/// A survey of the row's day that found the same.
const SAME_SURVEY: &str = "SELECT 1 FROM survey AS v WHERE v.province_id = s.province_id AND v.household_id = s.household_id
    AND v.surveyed_on = s.surveyed_on AND v.standard = s.standard AND v.setting = s.setting AND v.class = s.class
    AND COALESCE(v.b1, -1) = COALESCE(s.b1, -1) AND v.deprivations = s.deprivations
    AND COALESCE(v.income_vnd_per_person_month, -1) = COALESCE(s.income_vnd_per_person_month, -1)";

/// A household found in a commune that is neither the row's nor one that went into it (or came of it).
fn refuse_strangers(conn: &mut Conn, import_id: &str) -> Result<()> {
    #[derive(QueryableByName)]
    struct Pair {
        #[diesel(sql_type = Text)]
        was: String,
        #[diesel(sql_type = Text)]
        told: String,
    }
    let pairs: Vec<Pair> = sql("SELECT DISTINCT h.commune_id AS was, s.commune_id AS told
         FROM stage_household AS s JOIN household AS h ON h.province_id = s.province_id AND h.id = s.household_id
         WHERE s.import_id = ? AND s.outcome = 'known' AND h.commune_id <> s.commune_id")
    .bind(import_id)
    .all(conn)?;
    for pair in pairs {
        if areas::are_kin(conn, &pair.was, &pair.told)? {
            continue;
        }
        sql(
            "UPDATE stage_household AS s SET outcome = 'other_commune' FROM household AS h
             WHERE s.import_id = ? AND s.outcome = 'known' AND h.province_id = s.province_id
               AND h.id = s.household_id AND h.commune_id = ? AND s.commune_id = ?",
        )
        .bind(import_id)
        .bind(pair.was)
        .bind(pair.told)
        .run(conn)?;
    }
    Ok(())
}

/// Writes the matched rows into the registry, with surveys, years, events and totals. All in the caller's transaction.
pub fn merge(conn: &mut Conn, scope: &Scope, import_id: &str, villages: &[NewVillage]) -> Result<()> {
    let at = now();
    for village in needed(conn, import_id, villages)? {
        areas::insert_village(conn, &village.commune, &village.id, &village.name)?;
    }
    let of = |text: &str| sql(text).bind(import_id);
    sql("INSERT INTO household (province_id, id, external_id, commune_id, village_id, path, address, head_name,
           head_birth, search_key, ethnicity, member_count, status, class, class_year, class_state, b1, b2,
           deprivations, version, created_at, updated_at)
         SELECT province_id, household_id, external_id, commune_id, village_id, path, address, head_name, head_birth,
           search_key, ethnicity, member_count, 'active', class, year, 'surveyed', b1, b2, deprivations, 1, ?, ?
         FROM stage_household WHERE import_id = ? AND outcome = 'new' ORDER BY row_no")
    .bind(at)
    .bind(at)
    .bind(import_id)
    .run(conn)?;
    of("INSERT INTO member (province_id, id, household_id, position, name, search_key, sex, birth_date,
          birth_precision, ethnicity, relation, citizen_id_enc, citizen_id_hash)
        SELECT province_id, member_id, household_id, 1, head_name, search_key, sex, head_birth, birth_precision,
          ethnicity, 'head', citizen_id_enc, citizen_id_hash
        FROM stage_household WHERE import_id = ? AND outcome = 'new'")
    .run(conn)?;
    fill(conn, import_id)?;
    // Another head, sex or ethnicity tells the household apart otherwise in each year it stands in.
    let mut cells = cells_of(
        conn,
        "SELECT DISTINCT y.province_id, y.commune_id, y.year FROM household_year AS y
        JOIN stage_household AS s ON s.province_id = y.province_id AND s.household_id = y.household_id
        WHERE s.import_id = ? AND s.outcome IN ('changed', 'filled')",
        import_id,
    )?;
    // An older survey changes nothing of what holds today.
    let place =
        |column: &str| format!("{column} = CASE WHEN {STAYS_OR_LIVES} THEN s.{column} ELSE h.{column} END");
    sql(&format!(
        "UPDATE household AS h SET external_id = COALESCE(h.external_id, s.external_id), {}, {}, {},
           address = COALESCE(s.address, h.address), head_name = s.head_name, search_key = s.search_key,
           head_birth = COALESCE(s.head_birth, h.head_birth), ethnicity = COALESCE(s.ethnicity, h.ethnicity),
           member_count = CASE WHEN s.member_count > h.member_count THEN s.member_count ELSE h.member_count END,
           version = h.version + 1, updated_at = ?
         FROM stage_household AS s WHERE s.import_id = ? AND s.outcome = 'changed' AND h.province_id = s.province_id
           AND h.id = s.household_id AND {LATEST}",
        place("commune_id"),
        place("village_id"),
        place("path")
    ))
    .bind(at)
    .bind(import_id)
    .run(conn)?;
    of(&format!(
        "UPDATE member AS m SET name = s.head_name, search_key = s.search_key, sex = COALESCE(s.sex, m.sex),
          birth_date = COALESCE(s.head_birth, m.birth_date),
          birth_precision = CASE WHEN s.head_birth IS NULL THEN m.birth_precision ELSE s.birth_precision END,
          ethnicity = COALESCE(s.ethnicity, m.ethnicity),
          citizen_id_enc = CASE WHEN s.citizen_id_hash IS NULL THEN m.citizen_id_enc ELSE s.citizen_id_enc END,
          citizen_id_hash = COALESCE(s.citizen_id_hash, m.citizen_id_hash)
        FROM stage_household AS s
        WHERE s.import_id = ? AND s.outcome = 'changed' AND m.province_id = s.province_id
          AND m.household_id = s.household_id AND m.relation = 'head' AND m.left_on IS NULL AND {LATEST}"
    ))
    .run(conn)?;
    sql("INSERT INTO survey (province_id, id, household_id, year, surveyed_on, standard, setting,
           income_vnd_per_person_month, b1, b2, deprivations, class, basis, origin, import_id, created_by, created_at)
         SELECT s.province_id, s.survey_id, s.household_id, s.year, s.surveyed_on, s.standard, s.setting,
           s.income_vnd_per_person_month, s.b1, s.b2, s.deprivations, s.class, s.basis, 'import', s.import_id, ?, ?
         FROM stage_household AS s WHERE s.import_id = ?
           AND s.outcome IN ('new', 'changed')")
    .bind(scope.user_id())
    .bind(at)
    .bind(import_id)
    .run(conn)?;
    let years = "INSERT INTO household_year (province_id, year, household_id, commune_id, path, member_count, class,
          state, b1, b2, deprivations, survey_id)
        SELECT s.province_id, s.year, s.household_id, s.commune_id, s.path, s.member_count, s.class, 'surveyed', s.b1,
          s.b2, s.deprivations, s.survey_id
        FROM stage_household AS s";
    of(&format!("{years} WHERE s.import_id = ? AND s.outcome = 'new'")).run(conn)?;
    // The last survey of a year stands for it, until a recognition does.
    of(&format!(
        "{years}
        WHERE s.import_id = ? AND s.outcome = 'changed'
          AND EXISTS (SELECT 1 FROM survey AS v WHERE v.province_id = s.province_id AND v.id = s.survey_id)
          AND NOT EXISTS (SELECT 1 FROM survey AS v WHERE v.province_id = s.province_id
            AND v.household_id = s.household_id AND v.year = s.year AND v.surveyed_on > s.surveyed_on)
        ON CONFLICT (province_id, year, household_id) DO UPDATE SET
          commune_id = excluded.commune_id, path = excluded.path,
          member_count = CASE WHEN excluded.member_count > household_year.member_count
            THEN excluded.member_count ELSE household_year.member_count END,
          class = excluded.class, state = excluded.state, b1 = excluded.b1, b2 = excluded.b2,
          deprivations = excluded.deprivations, survey_id = excluded.survey_id
        WHERE household_year.state IS NULL OR household_year.state = 'surveyed'"
    ))
    .run(conn)?;
    of("UPDATE household AS h SET class = y.class, class_year = y.year, class_state = y.state, b1 = y.b1, b2 = y.b2,
          deprivations = y.deprivations
        FROM household_year AS y JOIN stage_household AS s ON s.province_id = y.province_id
          AND s.household_id = y.household_id AND s.year = y.year
        WHERE s.import_id = ? AND s.outcome = 'changed' AND h.province_id = y.province_id AND h.id = y.household_id
          AND y.class IS NOT NULL AND COALESCE(h.class_year, 0) <= y.year")
    .run(conn)?;
    events(conn, scope, import_id)?;
    cells.extend(cells_of(
        conn,
        "SELECT DISTINCT province_id, commune_id, year FROM stage_household
        WHERE import_id = ? AND outcome IN ('new', 'changed')",
        import_id,
    )?);
    // The sums join what was written in this very transaction: without figures of it the planner takes it for nothing.
    for table in ["household", "household_year", "member"] {
        conn.freshen(table)?;
    }
    summary::refresh(conn, &cells)?;
    audit::note(conn, scope, "import_done", ("import", import_id), "", &json!({}))
}

/// Of a survey that is known already, what was empty is filled.
fn fill(conn: &mut Conn, import_id: &str) -> Result<()> {
    sql("UPDATE household AS h SET external_id = COALESCE(h.external_id, s.external_id),
           address = COALESCE(h.address, s.address), ethnicity = COALESCE(h.ethnicity, s.ethnicity),
           head_birth = COALESCE(h.head_birth, s.head_birth), version = h.version + 1, updated_at = ?
         FROM stage_household AS s WHERE s.import_id = ? AND s.outcome = 'filled' AND h.province_id = s.province_id
           AND h.id = s.household_id")
    .bind(now())
    .bind(import_id)
    .run(conn)?;
    sql("UPDATE member AS m SET sex = COALESCE(m.sex, s.sex), ethnicity = COALESCE(m.ethnicity, s.ethnicity),
           birth_date = COALESCE(m.birth_date, s.head_birth),
           birth_precision = CASE WHEN m.birth_date IS NULL THEN s.birth_precision ELSE m.birth_precision END,
           citizen_id_enc = CASE WHEN m.citizen_id_hash IS NULL THEN s.citizen_id_enc ELSE m.citizen_id_enc END,
           citizen_id_hash = COALESCE(m.citizen_id_hash, s.citizen_id_hash)
         FROM stage_household AS s WHERE s.import_id = ? AND s.outcome = 'filled' AND m.province_id = s.province_id
           AND m.household_id = s.household_id AND m.relation = 'head' AND m.left_on IS NULL")
    .bind(import_id)
    .run(conn)?;
    Ok(())
}

/// Of the villages that rows name and the communes don't have, those that rows to be written need.
pub fn needed<'v>(
    conn: &mut Conn,
    import_id: &str,
    villages: &'v [NewVillage],
) -> Result<Vec<&'v NewVillage>> {
    let used: BTreeSet<String> = sql("SELECT DISTINCT village_id AS t FROM stage_household
         WHERE import_id = ? AND village_id IS NOT NULL AND outcome IN ('new', 'changed')")
    .bind(import_id)
    .texts(conn)?
    .into_iter()
    .collect();
    Ok(villages.iter().filter(|v| used.contains(&v.id)).collect())
}

fn events(conn: &mut Conn, scope: &Scope, import_id: &str) -> Result<()> {
    // A row makes one event, so that the survey's id can serve as the event's.
    sql("INSERT INTO household_event (province_id, id, household_id, kind, on_date, at, actor_id, detail)
         SELECT province_id, survey_id, household_id, CASE outcome WHEN 'new' THEN 'created' WHEN 'changed' THEN 'surveyed' ELSE 'changed' END,
           surveyed_on, ?, ?, '{\"import\":\"' || import_id || '\",\"row\":' || CAST(row_no AS TEXT) || ',\"class\":\"' || class || '\"}'
         FROM stage_household WHERE import_id = ? AND outcome IN ('new', 'changed', 'filled')")
    .bind(now())
    .bind(scope.user_id())
    .bind(import_id)
    .run(conn)?;
    Ok(())
}

/// The cells of totals that a query of (province_id, commune_id, year) finds for an import.
pub(super) fn cells_of(conn: &mut Conn, query: &str, import_id: &str) -> Result<BTreeSet<Cell>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        province_id: String,
        #[diesel(sql_type = Text)]
        commune_id: String,
        #[diesel(sql_type = BigInt)]
        year: i64,
    }
    let rows: Vec<Row> = sql(query).bind(import_id).all(conn)?;
    Ok(rows
        .into_iter()
        .map(|r| Cell {
            province_id: r.province_id,
            commune_id: r.commune_id,
            year: r.year,
        })
        .collect())
}
