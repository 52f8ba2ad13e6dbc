//! A year's plan of visits: drafted by one, issued by another.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use serde_json::json;

use crate::areas::Area;
use crate::error::{Error, FieldError, Result, no_faults};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{Sql, row, sql};
use crate::{Conn, audit, budget, data_version, users};

row! {
    /// A plan's row.
    Plan {
        /// Tenant key.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// The year.
        year: i64 = BigInt,
        /// The unit that sends teams.
        area_id: String = Text,
        /// Its path.
        path: String = Text,
        /// What it is called.
        title: String = Text,
        /// draft or issued.
        state: String = Text,
        /// Its official number.
        number: Option<String> = Nullable<Text>,
        /// The day it was issued.
        issued_on: Option<NaiveDate> = Nullable<Date>,
        /// The document it is.
        document_id: Option<String> = Nullable<Text>,
        /// For optimistic locking.
        version: i64 = BigInt,
        /// Who drafted it.
        created_by: String = Text,
        /// His name.
        created_name: Option<String> = Nullable<Text>,
    }
    /// An item of a plan.
    PlanItem {
        /// Its place, from 1.
        n: i64 = BigInt,
        /// periodic, yearly or ad_hoc.
        kind: String = Text,
        /// inspection, supervision or evaluation.
        purpose: String = Text,
        /// The last day of the month it is planned for.
        due_on: NaiveDate = Date,
        /// Codes of the programme's items, as a JSON list.
        items: String = Text,
        /// What else is to be said.
        notes: Option<String> = Nullable<Text>,
    }
    /// A unit that an item names.
    PlanArea {
        /// The item.
        n: i64 = BigInt,
        /// The unit.
        area_id: String = Text,
        /// The visit that went, or goes, there for this item; not one that was called off.
        visit_id: Option<String> = Nullable<Text>,
        /// Its state.
        visit_state: Option<String> = Nullable<Text>,
    }
}

const PLAN: &str =
    "SELECT p.province_id, p.id, p.year, p.area_id, p.path, p.title, p.state, p.number, p.issued_on,
    p.document_id, p.version, p.created_by, u.full_name AS created_name
    FROM visit_plan p LEFT JOIN app_user u ON u.id = p.created_by WHERE ";

/// A plan of the scope.
pub fn plan(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Plan> {
    sql(PLAN)
        .text("p.id = ? AND p.province_id IN ")
        .bind(id)
        .list(scope.province_list())
        .text(" AND ")
        .push(scope.condition("p.path"))
        .one(conn)
}

/// Plans of the scope, the last made first, from before the given id.
pub fn plans(
    conn: &mut Conn,
    scope: &Scope,
    year: Option<i64>,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Plan>> {
    let mut query = sql(PLAN).push(scope.condition("p.path"));
    if let Some(year) = year {
        query = query.text(" AND p.year = ?").bind(year);
    }
    if let Some(before) = before {
        query = query.text(" AND p.id < ?").bind(before);
    }
    query.text(" ORDER BY p.id DESC LIMIT ?").bind(limit).all(conn)
}

/// The items of a plan.
pub fn plan_items(conn: &mut Conn, plan: &Plan) -> Result<Vec<PlanItem>> {
    sql("SELECT n, kind, purpose, due_on, items, notes FROM visit_plan_item WHERE province_id = ? AND plan_id = ? ORDER BY n")
        .bind(&plan.province_id)
        .bind(&plan.id)
        .all(conn)
}

/// The units of its items that lie in the scope, each with the visit to it.
pub fn plan_areas(conn: &mut Conn, scope: &Scope, plan: &Plan) -> Result<Vec<PlanArea>> {
    sql("SELECT p.n, p.area_id, v.id AS visit_id, v.state AS visit_state FROM visit_plan_area p
         LEFT JOIN visit v ON v.province_id = p.province_id AND v.id = (
           SELECT MAX(w.id) FROM visit w JOIN visit_area a ON a.province_id = w.province_id AND a.visit_id = w.id
           WHERE w.province_id = p.province_id AND w.plan_id = p.plan_id AND w.plan_item = p.n
             AND a.area_id = p.area_id AND w.state <> 'cancelled')
         WHERE p.province_id = ? AND p.plan_id = ? AND ")
    .bind(&plan.province_id)
    .bind(&plan.id)
    .push(scope.condition("p.path"))
    .text(" ORDER BY p.n, p.path")
    .all(conn)
}

/// A plan on its way in.
#[derive(Debug, Clone)]
pub struct NewPlan {
    /// The year.
    pub year: i64,
    /// The unit that sends teams.
    pub area: Area,
    /// What it is called.
    pub title: String,
    /// Its items.
    pub items: Vec<NewPlanItem>,
}

/// An item on its way in.
#[derive(Debug, Clone)]
pub struct NewPlanItem {
    /// periodic, yearly or ad_hoc.
    pub kind: &'static str,
    /// inspection, supervision or evaluation.
    pub purpose: &'static str,
    /// The last day of the month it is planned for.
    pub due_on: NaiveDate,
    /// The units to visit.
    pub areas: Vec<Area>,
    /// Codes of the programme's items.
    pub items: Vec<String>,
    /// What else is to be said.
    pub notes: Option<String>,
}

fn checked(conn: &mut Conn, scope: &Scope, new: &NewPlan) -> Result<()> {
    let mut bad = Vec::new();
    if !scope.covers(&new.area.path) {
        bad.push(FieldError::new(
            "/area",
            "outside_area",
            "địa bàn này không thuộc phạm vi của bạn",
            "this area is not within yours",
        ));
    }
    for (i, item) in new.items.iter().enumerate() {
        for (j, area) in item.areas.iter().enumerate() {
            let pointer = || format!("/items/{i}/areas/{j}");
            if !area.path.starts_with(&new.area.path) {
                bad.push(FieldError::new(
                    pointer(),
                    "outside_area",
                    "địa bàn này không thuộc đơn vị lập kế hoạch",
                    "this area is not within that of the plan",
                ));
            } else if item.areas[..j].iter().any(|a| a.id == area.id) {
                bad.push(FieldError::new(
                    pointer(),
                    "twice",
                    "địa bàn này đã có ở trên",
                    "the area stands above already",
                ));
            }
        }
    }
    let named = new.items.iter().enumerate().flat_map(|(i, item)| {
        let codes = item.items.iter().enumerate();
        codes.map(move |(j, code)| (format!("/items/{i}/items/{j}"), code.as_str()))
    });
    bad.extend(budget::unknown_items(conn, named)?);
    no_faults(bad)
}

fn put_items(conn: &mut Conn, (province, id): (&str, &str), items: &[NewPlanItem]) -> Result<()> {
    for table in ["visit_plan_area", "visit_plan_item"] {
        sql(&format!(
            "DELETE FROM {table} WHERE province_id = ? AND plan_id = ?"
        ))
        .bind(province)
        .bind(id)
        .run(conn)?;
    }
    for (i, item) in items.iter().enumerate() {
        let n = i as i64 + 1;
        sql(
            "INSERT INTO visit_plan_item (province_id, plan_id, n, kind, purpose, due_on, items, notes)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(province)
        .bind(id)
        .bind(n)
        .bind(item.kind)
        .bind(item.purpose)
        .bind(item.due_on)
        .bind(serde_json::to_string(&item.items)?)
        .bind(item.notes.clone())
        .run(conn)?;
        for area in &item.areas {
            sql(
                "INSERT INTO visit_plan_area (province_id, plan_id, n, area_id, path) VALUES (?, ?, ?, ?, ?)",
            )
            .bind(province)
            .bind(id)
            .bind(n)
            .bind(&area.id)
            .bind(&area.path)
            .run(conn)?;
        }
    }
    Ok(())
}

fn note(conn: &mut Conn, scope: &Scope, action: &str, plan: &Plan) -> Result<()> {
    audit::note(
        conn,
        scope,
        &format!("visit_plan.{action}"),
        ("visit_plan", &plan.id),
        &plan.path,
        &json!({ "year": plan.year }),
    )
}

/// Drafts a plan. Errors: `/area` outside of the scope; areas outside of that one.
pub fn create_plan(conn: &mut Conn, scope: &Scope, new: &NewPlan) -> Result<Plan> {
    checked(conn, scope, new)?;
    let (province, id) = (new.area.province_code(), new_id());
    sql("INSERT INTO visit_plan (province_id, id, year, area_id, path, title, state, version, created_by, created_at)
         VALUES (?, ?, ?, ?, ?, ?, 'draft', 1, ?, ?)")
    .bind(province)
    .bind(&id)
    .bind(new.year)
    .bind(&new.area.id)
    .bind(&new.area.path)
    .bind(&new.title)
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    put_items(conn, (province, &id), &new.items)?;
    let made = plan(conn, scope, &id)?;
    note(conn, scope, "create", &made)?;
    Ok(made)
}

/// A draft of the scope in the version that was read.
fn draft(conn: &mut Conn, scope: &Scope, (id, version): (&str, i64)) -> Result<Plan> {
    conn.lock(&format!("visit plan {id}"))?;
    let found = plan(conn, scope, id)?;
    if found.state != "draft" {
        return Err(Error::Refused {
            code: "wrong_state",
            vi: "Kế hoạch đã ban hành, không sửa được.".into(),
            en: "The plan is issued; it can't be changed.".into(),
            state: found.state,
            allowed: Vec::new(),
        });
    }
    if found.version != version {
        return Err(Error::Stale {
            current: found.version,
        });
    }
    Ok(found)
}

fn write(conn: &mut Conn, plan: &Plan, set: Sql) -> Result<()> {
    let touched = sql("UPDATE visit_plan SET version = version + 1, ")
        .push(set)
        .text(" WHERE province_id = ? AND id = ? AND version = ?")
        .bind(&plan.province_id)
        .bind(&plan.id)
        .bind(plan.version)
        .run(conn)?;
    if touched == 0 {
        return Err(Error::Stale {
            current: plan.version + 1,
        });
    }
    Ok(())
}

/// Changes a draft. Its unit stays. Errors: it is issued; areas outside of the plan's.
pub fn change_plan(conn: &mut Conn, scope: &Scope, at: (&str, i64), new: &NewPlan) -> Result<Plan> {
    let before = draft(conn, scope, at)?;
    checked(conn, scope, new)?;
    if new.area.id != before.area_id {
        return Err(Error::field(
            "/area",
            "fixed",
            "không đổi được đơn vị của kế hoạch",
            "the plan's unit can't be changed",
        ));
    }
    let set = sql("year = ?, title = ?").bind(new.year).bind(&new.title);
    write(conn, &before, set)?;
    put_items(conn, (&before.province_id, &before.id), &new.items)?;
    note(conn, scope, "change", &before)?;
    plan(conn, scope, &before.id)
}

/// What a plan is issued with.
#[derive(Debug, Clone)]
pub struct PlanIssue {
    /// Its official number.
    pub number: String,
    /// The day.
    pub on: NaiveDate,
    /// The document it is.
    pub document_id: Option<String>,
}

/// Issues a plan: from then on its items are due. Errors: who drafted it; it has no items; the day is to come.
pub fn issue_plan(
    conn: &mut Conn,
    scope: &Scope,
    at: (&str, i64),
    issue: &PlanIssue,
    today: NaiveDate,
) -> Result<Plan> {
    let before = draft(conn, scope, at)?;
    let refuse = |code, vi: &str, en: &str| Error::Refused {
        code,
        vi: vi.into(),
        en: en.into(),
        state: before.state.clone(),
        allowed: vec!["change", "issue"],
    };
    if before.created_by == scope.user_id() && scope.user_id() != users::SYSTEM {
        return Err(refuse(
            "same_person",
            "Người ban hành phải khác người đã lập.",
            "Who issues it must not be the one who drafted it.",
        ));
    }
    let ids = sql("SELECT DISTINCT area_id AS t FROM visit_plan_area WHERE province_id = ? AND plan_id = ?")
        .bind(&before.province_id)
        .bind(&before.id)
        .texts(conn)?;
    if ids.is_empty() {
        return Err(refuse(
            "empty",
            "Kế hoạch chưa có mục nào.",
            "The plan has no items.",
        ));
    }
    if issue.on > today {
        return Err(Error::field(
            "/on",
            "in_future",
            "ngày ở tương lai",
            "the day is to come",
        ));
    }
    let set = sql("state = 'issued', number = ?, issued_on = ?, document_id = ?, issued_by = ?")
        .bind(&issue.number)
        .bind(issue.on)
        .bind(issue.document_id.clone())
        .bind(scope.user_id());
    write(conn, &before, set)?;
    data_version::bump(conn, &before.province_id, ids.iter().map(String::as_str))?;
    note(conn, scope, "issue", &before)?;
    plan(conn, scope, &before.id)
}
