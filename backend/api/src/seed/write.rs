//! Keeps what was invented: villages, then households, members, surveys and years in bulk, then the totals.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use chrono::{NaiveDate, NaiveDateTime};
use giamngheo_rules::area::shipped_history;
use giamngheo_rules::text::fold;
use giamngheo_store::areas::{self, Area, village_key};
use giamngheo_store::households::{path_of, summary};
use giamngheo_store::scope::Scope;
use giamngheo_store::seeding::Progress;
use giamngheo_store::sql::Value;
use giamngheo_store::users::SYSTEM;
use giamngheo_store::{Conn, bulk, seeding};

use super::Plan;
use super::invent::{self, Found, Household, Invention, Order};
use crate::app::App;
use crate::crypto::Vault;

/// Households that are invented and handed over at once.
const CHUNK: usize = 2000;

/// Chunks of one transaction. Every commit writes most pages of the indexes by name and citizen ID again, whose
/// order is not that of the rows: few large transactions write several times less than many small ones.
const CHUNKS: usize = 10;

/// What was written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Written {
    /// Households.
    pub households: u64,
    /// Their members.
    pub members: u64,
}

/// Fills the province of a plan. One that was interrupted goes on where it stopped, if the plan is the same.
///
/// Errors: a sentence when the province has households already or the plan can't be followed.
pub fn fill(app: &App, plan: &Plan) -> Result<Written, String> {
    let today = app.today();
    let order = Order {
        province: plan.province.clone(),
        households: plan.households,
        seed: plan.seed,
        years: (plan.from_year, plan.to_year),
        today,
    };
    let mut invention = invent::begin(shipped_history(), order)?;
    let failed = |e| format!("the households can't be kept: {e}");
    let done = app.db.write(|conn| take_up(conn, plan)).map_err(failed)??;
    let places = found_villages(app, &mut invention).map_err(failed)?;
    let written = write_all(app, plan, invention, Arc::new(places), done)?;
    app.db
        .write(|conn| {
            summary::refresh_province(conn, &plan.province)?;
            let province = areas::find(conn, &plan.province, today)?;
            seeding::end(conn, &Scope::of_the_program(), &province, &plan.line())
        })
        .map_err(failed)?;
    Ok(written)
}

/// How many households an interrupted seeding has kept; 0 for a new one, which begins now. Refuses with a sentence.
fn take_up(conn: &mut Conn, plan: &Plan) -> giamngheo_store::Result<Result<u64, String>> {
    conn.lock(&format!("seeding {}", plan.province))?;
    let province = plan.province.as_str();
    match seeding::progress(conn, province)? {
        Some(progress) if progress.plan == plan.line() => return Ok(Ok(progress.done)),
        Some(progress) => {
            return Ok(Err(format!(
                "the seeding of province {province} was interrupted; let it end first: {}",
                progress.plan
            )));
        }
        None => {}
    }
    let there = seeding::households(conn, province)?;
    if there > 0 {
        let refusal =
            format!("province {province} has {there} households already; seeding is for an empty one");
        return Ok(Err(refusal));
    }
    seeding::note(
        conn,
        province,
        &Progress {
            plan: plan.line(),
            done: 0,
        },
    )?;
    Ok(Ok(0))
}

fn last_day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default()
}

/// A village as rows name it.
struct Place {
    id: String,
    commune_id: String,
    path: String,
}

/// Founds the villages that aren't there yet; one of the same name in the commune is taken.
fn found_villages(app: &App, invention: &mut Invention) -> giamngheo_store::Result<Vec<Place>> {
    app.db.write(|conn| {
        let mut commune: Option<(Area, Vec<Area>)> = None;
        let mut places = Vec::with_capacity(invention.villages.len());
        for village in &invention.villages {
            let unit = village.commune();
            if commune.as_ref().is_none_or(|(area, _)| area.id != unit.id) {
                let area = areas::by_id(conn, &unit.id)?.ok_or(giamngheo_store::Error::NotFound)?;
                let known = areas::villages(conn, &area.id)?;
                commune = Some((area, known));
            }
            let Some((area, known)) = &commune else { continue };
            let same = known
                .iter()
                .find(|k| village_key(&k.name) == village_key(&village.name));
            if same.is_none() {
                areas::insert_village(conn, area, &village.id, &village.name)?;
            }
            let id = same.map_or(&village.id, |s| &s.id).clone();
            places.push(Place {
                commune_id: area.id.clone(),
                path: path_of(area, Some(&id)),
                id,
            });
        }
        Ok(places)
    })
}

/// The rows of some households.
#[derive(Default)]
struct Rows {
    households: Vec<Vec<Value>>,
    members: Vec<Vec<Value>>,
    surveys: Vec<Vec<Value>>,
    years: Vec<Vec<Value>>,
}

/// Writes all households but the first `done`; inventing and encrypting go on in a thread of their own meanwhile.
fn write_all(
    app: &App,
    plan: &Plan,
    invention: Invention,
    places: Arc<Vec<Place>>,
    done: u64,
) -> Result<Written, String> {
    let (send, receive) = sync_channel::<Rows>(2);
    let (line, province) = (plan.line(), plan.province.clone());
    let (plan, vault, today) = (plan.clone(), app.vault.clone(), app.today());
    let inventor = std::thread::spawn(move || {
        let mut rows = Rows::default();
        for household in invention.skip(done as usize) {
            put(&mut rows, &plan, &places, &vault, &household, today);
            if rows.households.len() == CHUNK && send.send(std::mem::take(&mut rows)).is_err() {
                // The writer gave up; it says why.
                return;
            }
        }
        if !rows.households.is_empty() {
            let _ = send.send(rows);
        }
    });
    let mut written = Written::default();
    loop {
        let before = written;
        written = app
            .db
            .write(|conn| {
                let mut written = before;
                for rows in receive.iter().take(CHUNKS) {
                    written.households += rows.households.len() as u64;
                    written.members += rows.members.len() as u64;
                    bulk::HOUSEHOLD.insert(conn, rows.households.into_iter())?;
                    bulk::MEMBER.insert(conn, rows.members.into_iter())?;
                    bulk::SURVEY.insert(conn, rows.surveys.into_iter())?;
                    bulk::HOUSEHOLD_YEAR.insert(conn, rows.years.into_iter())?;
                }
                let kept = done + written.households;
                seeding::note(
                    conn,
                    &province,
                    &Progress {
                        plan: line.clone(),
                        done: kept,
                    },
                )?;
                Ok(written)
            })
            .map_err(|e| format!("the households can't be kept: {e}"))?;
        if written.households == before.households {
            break;
        }
        tracing::info!(households = written.households, "seeding");
    }
    inventor
        .join()
        .map_err(|_| "inventing households failed".to_owned())?;
    Ok(written)
}

fn put(
    rows: &mut Rows,
    plan: &Plan,
    places: &[Place],
    vault: &Vault,
    household: &Household,
    today: NaiveDate,
) {
    let place = &places[household.village];
    let province = plan.province.as_str();
    let head = &household.members[0];
    let first = household.years.first();
    let last = household.years.last();
    let created = morning(first.map_or(last_day(plan.from_year), |f| f.surveyed_on));
    let updated = last.map_or(created, |f| morning(f.surveyed_on));
    rows.households.push(vec![
        province.into(),
        household.id.as_str().into(),
        household.external_id.as_str().into(),
        place.commune_id.as_str().into(),
        place.id.as_str().into(),
        place.path.as_str().into(),
        household.address.clone().into(),
        head.name.as_str().into(),
        head.birth_date.into(),
        fold(&head.name).into(),
        head.ethnicity_name().into(),
        (household.members.len() as i64).into(),
        "active".into(),
        last.map(|f| f.class.code()).into(),
        last.map(|f| i64::from(f.year)).into(),
        last.map(|f| state(f, today)).into(),
        last.map(|f| i64::from(f.b1)).into(),
        last.map(|f| i64::from(f.b2)).into(),
        last.map(|f| i64::from(f.deprivations.bits())).into(),
        1_i64.into(),
        created.into(),
        updated.into(),
    ]);
    for (position, member) in household.members.iter().enumerate() {
        let citizen_id = member.citizen_id.as_deref();
        rows.members.push(vec![
            province.into(),
            member.id.as_str().into(),
            household.id.as_str().into(),
            (position as i64 + 1).into(),
            member.name.as_str().into(),
            fold(&member.name).into(),
            (if member.male { "male" } else { "female" }).into(),
            member.birth_date.into(),
            (if member.year_only { "year" } else { "day" }).into(),
            member.ethnicity_name().into(),
            member.relation.into(),
            citizen_id.map(|id| vault.seal(id)).into(),
            citizen_id.map(|id| vault.index(id)).into(),
            member.insured.into(),
        ]);
    }
    let kept_from = plan.to_year - i32::from(plan.survey_years);
    for found in &household.years {
        let kept = found.year > kept_from;
        let in_village = found.unit.id == place.commune_id;
        rows.years.push(vec![
            province.into(),
            i64::from(found.year).into(),
            household.id.as_str().into(),
            found.unit.id.as_str().into(),
            (if in_village { &place.path } else { &found.unit.path }).into(),
            found.member_count.into(),
            found.class.code().into(),
            state(found, today).into(),
            i64::from(found.b1).into(),
            i64::from(found.b2).into(),
            i64::from(found.deprivations.bits()).into(),
            kept.then_some(found.survey_id.as_str()).into(),
            found.movement.into(),
        ]);
        if kept {
            rows.surveys.push(vec![
                province.into(),
                found.survey_id.as_str().into(),
                household.id.as_str().into(),
                i64::from(found.year).into(),
                found.surveyed_on.into(),
                found.standard.into(),
                found.setting.code().into(),
                i64::from(found.b1).into(),
                i64::from(found.b2).into(),
                i64::from(found.deprivations.bits()).into(),
                found.class.code().into(),
                "score".into(),
                "seed".into(),
                SYSTEM.into(),
                morning(found.surveyed_on).into(),
            ]);
        }
    }
}

/// A review ends with the year: what a past one found has been recognised.
fn state(found: &Found, today: NaiveDate) -> &'static str {
    if last_day(found.year) < today {
        "recognised"
    } else {
        "surveyed"
    }
}

/// Two in the morning in UTC: nine in Việt Nam.
fn morning(day: NaiveDate) -> NaiveDateTime {
    day.and_hms_opt(2, 0, 0).unwrap_or_default()
}

#[cfg(test)]
mod tests;
