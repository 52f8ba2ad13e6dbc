//! From staged members to the registry: they join the households that carry their code.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use serde_json::json;

use super::merge::cells_of;
use crate::error::Result;
use crate::households::summary;
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::sql;
use crate::{Conn, audit};

/// The refusals of the match, by code: what a person reads at the row.
pub const REFUSALS: &[(&str, &str, &str)] = &[
    (
        "no_household",
        "không có hộ mang mã này trong địa bàn của bạn",
        "there is no household of this code in your area",
    ),
    (
        "second_head",
        "hộ đã có chủ hộ khác tên này",
        "the household has a head of another name",
    ),
    (
        "same_member_twice",
        "hai dòng của tệp cùng trỏ tới một người",
        "two rows of the file mean the same person",
    ),
];

/// Finds the household of each staged member and, in it, the person. Sets each row's outcome: new, changed, same,
/// or a refusal.
pub fn match_rows(conn: &mut Conn, scope: &Scope, import_id: &str) -> Result<()> {
    conn.freshen("stage_member")?;
    sql(
        "UPDATE stage_member AS s SET household_id = h.id FROM household AS h
         WHERE s.import_id = ? AND h.province_id = s.province_id AND h.external_id = s.external_id
           AND h.status = 'active' AND ",
    )
    .bind(import_id)
    .push(scope.condition("h.path"))
    .run(conn)?;
    sql("UPDATE stage_member SET outcome = 'no_household' WHERE import_id = ? AND household_id IS NULL")
        .bind(import_id)
        .run(conn)?;
    // The same citizen ID first, then the same name with the same birth, or in the same relation where a birth is
    // not known: a son may bear his father's name.
    for same in [
        "s.citizen_id_hash IS NOT NULL AND m.citizen_id_hash = s.citizen_id_hash",
        "m.search_key = s.search_key AND (s.citizen_id_hash IS NULL OR m.citizen_id_hash IS NULL)
         AND (m.birth_date = s.birth_date OR (m.relation = s.relation AND (m.birth_date IS NULL OR s.birth_date IS NULL)))",
    ] {
        sql(&format!(
            "UPDATE stage_member AS s SET member_id = m.id, outcome = 'known' FROM member AS m
             WHERE s.import_id = ? AND s.outcome = 'new' AND m.province_id = s.province_id
               AND m.household_id = s.household_id AND m.left_on IS NULL AND {same}"
        ))
        .bind(import_id)
        .run(conn)?;
    }
    sql("UPDATE stage_member AS s SET outcome = 'second_head' WHERE s.import_id = ? AND s.relation = 'head'
         AND s.outcome IN ('new', 'known') AND EXISTS (SELECT 1 FROM member AS m WHERE m.province_id = s.province_id
           AND m.household_id = s.household_id AND m.relation = 'head' AND m.left_on IS NULL AND m.id <> s.member_id)")
    .bind(import_id)
    .run(conn)?;
    sql(
        "UPDATE stage_member SET outcome = 'same_member_twice' WHERE import_id = ? AND outcome = 'known'
         AND row_no NOT IN (SELECT MIN(row_no) FROM stage_member WHERE import_id = ? AND outcome = 'known'
           GROUP BY member_id)",
    )
    .bind(import_id)
    .bind(import_id)
    .run(conn)?;
    sql("UPDATE stage_member AS s SET outcome = 'same' FROM member AS m
         WHERE s.import_id = ? AND s.outcome = 'known' AND m.province_id = s.province_id AND m.id = s.member_id
           AND COALESCE(s.sex, m.sex, '') = COALESCE(m.sex, '')
           AND (s.birth_date IS NULL OR (m.birth_date IS NOT NULL AND m.birth_date = s.birth_date))
           AND COALESCE(s.ethnicity, m.ethnicity, '') = COALESCE(m.ethnicity, '')
           AND (m.relation = 'head' OR m.relation = s.relation)
           AND COALESCE(s.citizen_id_hash, m.citizen_id_hash, '') = COALESCE(m.citizen_id_hash, '')
           AND (s.insured IS NULL OR (m.insured IS NOT NULL AND m.insured = s.insured))")
    .bind(import_id)
    .run(conn)?;
    sql("UPDATE stage_member SET outcome = 'changed' WHERE import_id = ? AND outcome = 'known'")
        .bind(import_id)
        .run(conn)?;
    Ok(())
}

const TOUCHED: &str = "(h.province_id, h.id) IN (SELECT s.province_id, s.household_id FROM stage_member AS s
    WHERE s.import_id = ? AND s.outcome IN ('new', 'changed'))";

/// Writes the matched members into the registry, with counts, events and totals. All in the caller's transaction.
pub fn merge(conn: &mut Conn, scope: &Scope, import_id: &str) -> Result<()> {
    let at = now();
    sql("INSERT INTO member (province_id, id, household_id, position, name, search_key, sex, birth_date,
           birth_precision, ethnicity, relation, citizen_id_enc, citizen_id_hash, insured)
         SELECT province_id, member_id, household_id, position, name, search_key, sex, birth_date, birth_precision,
           ethnicity, relation, citizen_id_enc, citizen_id_hash, insured
         FROM stage_member WHERE import_id = ? AND outcome = 'new' ORDER BY row_no")
    .bind(import_id)
    .run(conn)?;
    sql("UPDATE member AS m SET position = CASE WHEN m.relation = 'head' THEN 1 ELSE s.position END,
           sex = COALESCE(s.sex, m.sex), birth_date = COALESCE(s.birth_date, m.birth_date),
           birth_precision = CASE WHEN s.birth_date IS NULL THEN m.birth_precision ELSE s.birth_precision END,
           ethnicity = COALESCE(s.ethnicity, m.ethnicity),
           relation = CASE WHEN m.relation = 'head' THEN 'head' ELSE s.relation END,
           citizen_id_enc = CASE WHEN s.citizen_id_hash IS NULL THEN m.citizen_id_enc ELSE s.citizen_id_enc END,
           citizen_id_hash = COALESCE(s.citizen_id_hash, m.citizen_id_hash), insured = COALESCE(s.insured, m.insured)
         FROM stage_member AS s WHERE s.import_id = ? AND s.outcome = 'changed' AND m.province_id = s.province_id
           AND m.id = s.member_id")
    .bind(import_id)
    .run(conn)?;
    let listed =
        "(SELECT COUNT(*) FROM member AS m WHERE m.province_id = h.province_id AND m.household_id = h.id
        AND m.left_on IS NULL)";
    sql(&format!(
        "UPDATE household AS h SET version = h.version + 1, updated_at = ?,
           member_count = CASE WHEN {listed} > h.member_count THEN {listed} ELSE h.member_count END,
           head_birth = (SELECT MAX(m.birth_date) FROM member AS m WHERE m.province_id = h.province_id
             AND m.household_id = h.id AND m.relation = 'head' AND m.left_on IS NULL),
           ethnicity = (SELECT MAX(m.ethnicity) FROM member AS m WHERE m.province_id = h.province_id
             AND m.household_id = h.id AND m.relation = 'head' AND m.left_on IS NULL)
         WHERE {TOUCHED}"
    ))
    .bind(at)
    .bind(import_id)
    .run(conn)?;
    sql(&format!(
        "UPDATE household_year AS y SET member_count = h.member_count FROM household AS h
         WHERE h.province_id = y.province_id AND h.id = y.household_id AND (y.state IS NULL OR y.state = 'surveyed')
           AND y.year = h.class_year AND {TOUCHED}"
    ))
    .bind(import_id)
    .run(conn)?;
    events(conn, scope, import_id)?;
    let cells = cells_of(
        conn,
        "SELECT DISTINCT y.province_id, y.commune_id, y.year FROM household_year AS y
        JOIN stage_member AS s ON s.province_id = y.province_id AND s.household_id = y.household_id
        WHERE s.import_id = ? AND s.outcome IN ('new', 'changed')",
        import_id,
    )?;
    // The sums join what was written in this very transaction: without figures of it the planner takes it for nothing.
    for table in ["household", "household_year", "member"] {
        conn.freshen(table)?;
    }
    summary::refresh(conn, &cells)?;
    audit::note(conn, scope, "import_done", ("import", import_id), "", &json!({}))
}

/// One event a household.
fn events(conn: &mut Conn, scope: &Scope, import_id: &str) -> Result<()> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        province_id: String,
        #[diesel(sql_type = Text)]
        household_id: String,
        #[diesel(sql_type = BigInt)]
        members: i64,
    }
    let rows: Vec<Row> = sql(
        "SELECT province_id, household_id, COUNT(*) AS members FROM stage_member
         WHERE import_id = ? AND outcome IN ('new', 'changed') GROUP BY province_id, household_id",
    )
    .bind(import_id)
    .all(conn)?;
    let at = now();
    for chunk in rows.chunks(500) {
        let mut insert = sql(
            "INSERT INTO household_event (province_id, id, household_id, kind, on_date, at, actor_id, detail) VALUES ",
        );
        for (i, row) in chunk.iter().enumerate() {
            insert = insert
                .text(if i > 0 {
                    ", (?, ?, ?, 'changed', ?, ?, ?, ?)"
                } else {
                    "(?, ?, ?, 'changed', ?, ?, ?, ?)"
                })
                .bind(row.province_id.as_str())
                .bind(new_id())
                .bind(row.household_id.as_str())
                .bind(at.date())
                .bind(at)
                .bind(scope.user_id())
                .bind(json!({ "import": import_id, "members": row.members }).to_string());
        }
        insert.run(conn)?;
    }
    Ok(())
}
