//! Samples: the frame as it is in the register, drawn by `rules::sample`, and what the team saw of each unit.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use chrono::NaiveDateTime;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
use giamngheo_rules::sample::draw;
use giamngheo_rules::text::hex;
use giamngheo_rules::visit::VisitAct;
use serde_json::json;

use super::field::place;
use super::visit::{Visit, acting, areas, get};
use crate::error::{Error, FieldError, Result, no_faults};
use crate::id::{new_code, new_id, now};
use crate::scope::{Scope, lies_in};
use crate::sql::{row, sql};
use crate::{Conn, audit};

row! {
    /// A sample as it was drawn.
    Sample {
        /// Identifier.
        id: String = Text,
        /// households or works.
        drawn_of: String = Text,
        /// village or class.
        stratify: String = Text,
        /// Classes the frame was narrowed to, as a JSON list.
        classes: String = Text,
        /// How many were asked for.
        size: i64 = BigInt,
        /// What it was drawn with.
        seed: String = Text,
        /// How many there were to draw from.
        frame_size: i64 = BigInt,
        /// SHA-256 of the frame's ids in order, each with a line feed.
        frame_sha256: String = Text,
        /// Who drew it.
        drawn_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        drawn_at: NaiveDateTime = Timestamp,
    }
    /// A unit of a sample.
    Sampled {
        /// Identifier.
        id: String = Text,
        /// The sample.
        sample_id: String = Text,
        /// Its place in the sample, from 1.
        seq: i64 = BigInt,
        /// The household, if it is one.
        household_id: Option<String> = Nullable<Text>,
        /// The work, if it is one.
        work: Option<String> = Nullable<Text>,
        /// The visited unit.
        area_id: String = Text,
        /// The stratum: a village's id, a class, or a name.
        stratum: String = Text,
        /// What the register said when the sample was drawn.
        class_then: Option<String> = Nullable<Text>,
        /// pending, seen or absent.
        seen: String = Text,
        /// What the team found.
        seen_class: Option<String> = Nullable<Text>,
        /// What the team said.
        note: Option<String> = Nullable<Text>,
        /// Where, in millionths of a degree.
        lat_e6: Option<i64> = Nullable<BigInt>,
        /// Where, in millionths of a degree.
        lon_e6: Option<i64> = Nullable<BigInt>,
        /// Who saw it.
        seen_name: Option<String> = Nullable<Text>,
        /// When it was entered (UTC).
        seen_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// For optimistic locking.
        version: i64 = BigInt,
        /// The household's head, now.
        head_name: Option<String> = Nullable<Text>,
        /// The household's address, now.
        address: Option<String> = Nullable<Text>,
        /// The household's class, now.
        class_now: Option<String> = Nullable<Text>,
        /// The year of that class.
        class_year: Option<i64> = Nullable<BigInt>,
    }
}

#[derive(diesel::QueryableByName)]
struct Framed {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    path: String,
    #[diesel(sql_type = Text)]
    commune_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    class: Option<String>,
}

/// How many samples a visit may have.
const MOST: i64 = 20;

/// The samples of a visit.
pub fn samples(conn: &mut Conn, visit: &Visit) -> Result<Vec<Sample>> {
    sql(
        "SELECT s.id, s.drawn_of, s.stratify, s.classes, s.size, s.seed, s.frame_size, s.frame_sha256,
           u.full_name AS drawn_name, s.drawn_at FROM visit_sample s LEFT JOIN app_user u ON u.id = s.drawn_by
         WHERE s.province_id = ? AND s.visit_id = ? ORDER BY s.id",
    )
    .bind(&visit.province_id)
    .bind(&visit.id)
    .all(conn)
}

/// Their units in the scope. A household that lives elsewhere by now is told as it was drawn alone.
pub fn units(conn: &mut Conn, scope: &Scope, visit: &Visit) -> Result<Vec<Sampled>> {
    sql("SELECT s.id, s.sample_id, s.seq, s.household_id, s.work, s.area_id, s.stratum, s.class_then, s.seen, s.seen_class,
           s.note, s.lat_e6, s.lon_e6, u.full_name AS seen_name, s.seen_at, s.version, h.head_name, h.address,
           h.class AS class_now, h.class_year
         FROM visit_sample_unit s LEFT JOIN app_user u ON u.id = s.seen_by
         LEFT JOIN household h ON h.province_id = s.province_id AND h.id = s.household_id AND ")
    .push(scope.condition("h.path"))
    .text(" WHERE s.province_id = ? AND s.visit_id = ? AND ")
    .bind(&visit.province_id)
    .bind(&visit.id)
    .push(scope.condition("s.path"))
    .text(" ORDER BY s.sample_id, s.seq")
    .all(conn)
}

/// A work to draw from.
#[derive(Debug, Clone)]
pub struct Work {
    /// What it is called.
    pub name: String,
    /// The visited unit it lies in: its id or code.
    pub area: String,
    /// The village, as people call it.
    pub village: Option<String>,
}

/// What is to be drawn.
#[derive(Debug, Clone)]
pub struct Draw {
    /// households or works.
    pub of: &'static str,
    /// village or class.
    pub stratify: &'static str,
    /// Only of these classes; none is all.
    pub classes: Vec<&'static str>,
    /// The works to draw from.
    pub works: Vec<Work>,
    /// How many.
    pub size: i64,
    /// What to draw with; none is a new one.
    pub seed: Option<String>,
}

/// A unit of the frame.
struct Candidate {
    household_id: Option<String>,
    work: Option<String>,
    area: (String, String),
    class: Option<String>,
    stratum: String,
}

/// Draws a sample from what there is in the visited units now. The same seed and the same frame give the same sample;
/// both are kept with it.
///
/// Errors: the state; there is nothing to draw from; works of no visited unit, or twice.
pub fn draw_sample(conn: &mut Conn, scope: &Scope, id: &str, ask: &Draw) -> Result<Visit> {
    let (visit, _) = acting(conn, scope, id, VisitAct::Sample)?;
    if samples(conn, &visit)?.len() as i64 >= MOST {
        return Err(Error::conflict(
            "too_many_samples",
            format!("đã có đủ {MOST} mẫu"),
            format!("there are {MOST} samples already"),
        ));
    }
    let frame = if ask.of == "works" {
        works(conn, scope, &visit, ask)?
    } else {
        households(conn, scope, &visit, ask)?
    };
    if frame.is_empty() {
        return Err(Error::conflict(
            "empty_frame",
            "không có hộ hoặc công trình nào để chọn mẫu",
            "there is nothing to draw from",
        ));
    }
    let mut ids = String::new();
    for key in frame.keys() {
        ids.push_str(key);
        ids.push('\n');
    }
    let hash = hex(digest(&SHA256, ids.as_bytes()));
    let seed = ask.seed.clone().unwrap_or_else(new_code);
    let pairs: Vec<(&str, &str)> = frame
        .iter()
        .map(|(key, c)| (key.as_str(), c.stratum.as_str()))
        .collect();
    let drawn = draw(&seed, &pairs, usize::try_from(ask.size).unwrap_or(0));
    let sample = new_id();
    sql(
        "INSERT INTO visit_sample (province_id, id, visit_id, drawn_of, stratify, classes, size, seed, frame_size,
           frame_sha256, drawn_by, drawn_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&visit.province_id)
    .bind(&sample)
    .bind(&visit.id)
    .bind(ask.of)
    .bind(ask.stratify)
    .bind(serde_json::to_string(&ask.classes)?)
    .bind(ask.size)
    .bind(&seed)
    .bind(frame.len() as i64)
    .bind(hash)
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    for (i, key) in drawn.iter().enumerate() {
        let Some(unit) = frame.get(*key) else { continue };
        sql("INSERT INTO visit_sample_unit (province_id, id, sample_id, visit_id, seq, household_id, work, area_id, path,
               stratum, class_then, seen, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 1)")
        .bind(&visit.province_id)
        .bind(new_id())
        .bind(&sample)
        .bind(&visit.id)
        .bind(i as i64 + 1)
        .bind(unit.household_id.clone())
        .bind(unit.work.clone())
        .bind(&unit.area.0)
        .bind(&unit.area.1)
        .bind(&unit.stratum)
        .bind(unit.class.clone())
        .run(conn)?;
    }
    audit::note(
        conn,
        scope,
        "visit.sample",
        ("visit", &visit.id),
        &visit.path,
        &json!({ "sample": sample, "seed": seed, "size": drawn.len() }),
    )?;
    Ok(visit)
}

/// The active households of the visited units and of what went into them, by id.
fn households(
    conn: &mut Conn,
    scope: &Scope,
    visit: &Visit,
    ask: &Draw,
) -> Result<BTreeMap<String, Candidate>> {
    let mut out = BTreeMap::new();
    for area in areas(conn, scope, visit)? {
        let subtrees = crate::areas::subtrees(conn, &area.area_id)?;
        let mut query = sql("SELECT h.id, h.path, h.commune_id, h.class FROM household h
             WHERE h.province_id = ? AND h.status = 'active' AND ")
        .bind(&visit.province_id)
        .push(scope.condition("h.path"))
        .text(" AND ")
        .push(lies_in("h.path", subtrees.iter().map(String::as_str)));
        if !ask.classes.is_empty() {
            query = query.text(" AND h.class IN ").list(ask.classes.iter().copied());
        }
        for row in query.all::<Framed>(conn)? {
            let last = row.path.trim_end_matches('/').rsplit('/').next();
            let village = last.filter(|v| *v != row.commune_id).unwrap_or_default();
            let stratum = match ask.stratify {
                "class" => row.class.clone().unwrap_or_else(|| "none".to_owned()),
                _ => village.to_owned(),
            };
            out.insert(
                row.id.clone(),
                Candidate {
                    household_id: Some(row.id),
                    work: None,
                    area: (area.area_id.clone(), area.path.clone()),
                    class: row.class,
                    stratum,
                },
            );
        }
    }
    Ok(out)
}

/// The works that were listed, by name.
fn works(conn: &mut Conn, scope: &Scope, visit: &Visit, ask: &Draw) -> Result<BTreeMap<String, Candidate>> {
    let visited = areas(conn, scope, visit)?;
    let mut bad = Vec::new();
    let mut out = BTreeMap::new();
    for (i, work) in ask.works.iter().enumerate() {
        let Some(area) = place(&visited, &work.area) else {
            bad.push(FieldError::new(
                format!("/works/{i}/area"),
                "unknown",
                "cuộc kiểm tra không có địa bàn này",
                "the visit doesn't go to this area",
            ));
            continue;
        };
        let candidate = Candidate {
            household_id: None,
            work: Some(work.name.clone()),
            area: (area.area_id.clone(), area.path.clone()),
            class: None,
            stratum: work.village.clone().unwrap_or_default(),
        };
        if out.insert(work.name.clone(), candidate).is_some() {
            bad.push(FieldError::new(
                format!("/works/{i}/name"),
                "twice",
                "công trình này đã có ở trên",
                "the work stands above already",
            ));
        }
    }
    no_faults(bad)?;
    Ok(out)
}

/// What the team saw of a unit.
#[derive(Debug, Clone)]
pub struct Seen {
    /// pending, seen or absent.
    pub seen: &'static str,
    /// The class as the team finds it.
    pub class: Option<&'static str>,
    /// What the team says.
    pub note: Option<String>,
    /// Where, latitude and longitude in millionths of a degree.
    pub position: Option<(i64, i64)>,
}

/// Enters what the team saw of a unit of a sample. Errors: the state; a class of what was not seen or is no household;
/// somebody was faster.
pub fn see(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    (unit, version): (&str, i64),
    seen: &Seen,
) -> Result<Sampled> {
    let visit = get(conn, scope, id)?;
    let found = |conn: &mut Conn| -> Result<Sampled> {
        let all = units(conn, scope, &visit)?;
        all.into_iter().find(|u| u.id == unit).ok_or(Error::NotFound)
    };
    let before = found(conn)?;
    acting(conn, scope, id, VisitAct::Record)?;
    if seen.class.is_some() && (seen.seen != "seen" || before.household_id.is_none()) {
        return Err(Error::field(
            "/seen_class",
            "not_seen",
            "chỉ hộ đã kiểm tra mới có phân loại thực tế",
            "only a household that was visited has a class as found",
        ));
    }
    let (lat, lon) = seen.position.unzip();
    let touched = sql(
        "UPDATE visit_sample_unit SET seen = ?, seen_class = ?, note = ?, lat_e6 = ?, lon_e6 = ?,
           seen_by = ?, seen_at = ?, version = version + 1 WHERE province_id = ? AND id = ? AND version = ?",
    )
    .bind(seen.seen)
    .bind(seen.class)
    .bind(seen.note.clone())
    .bind(lat)
    .bind(lon)
    .bind(scope.user_id())
    .bind(now())
    .bind(&visit.province_id)
    .bind(unit)
    .bind(version)
    .run(conn)?;
    if touched == 0 {
        return Err(Error::Stale {
            current: before.version,
        });
    }
    audit::note(
        conn,
        scope,
        "visit.see",
        ("visit_sample_unit", unit),
        &visit.path,
        &json!({ "visit": visit.id }),
    )?;
    found(conn)
}
