//! What a team found.

use chrono::NaiveDateTime;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
use giamngheo_rules::visit::VisitAct;

use super::field::place;
use super::visit::{Visit, acting, areas, checklist, get, note};
use crate::error::{Error, FieldError, Result, no_faults};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{row, sql};
use crate::{Conn, budget, households};

row! {
    /// A finding's row.
    Finding {
        /// Tenant key.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// The visit.
        visit_id: String = Text,
        /// low, medium, high or critical.
        severity: String = Text,
        /// What was found.
        body: String = Text,
        /// The visited unit.
        area_id: String = Text,
        /// Its path.
        path: String = Text,
        /// The office or unit it is about.
        unit: Option<String> = Nullable<Text>,
        /// The programme's item.
        item: Option<String> = Nullable<Text>,
        /// The question it came up with.
        question: Option<String> = Nullable<Text>,
        /// The household it is about.
        household_id: Option<String> = Nullable<Text>,
        /// What proves it.
        evidence: Option<String> = Nullable<Text>,
        /// Where, in millionths of a degree.
        lat_e6: Option<i64> = Nullable<BigInt>,
        /// Where, in millionths of a degree.
        lon_e6: Option<i64> = Nullable<BigInt>,
        /// Who entered it.
        created_by: String = Text,
        /// His name.
        created_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        created_at: NaiveDateTime = Timestamp,
        /// For optimistic locking.
        version: i64 = BigInt,
    }
}

const FINDING: &str = "SELECT f.province_id, f.id, f.visit_id, f.severity, f.body, f.area_id, f.path, f.unit, f.item,
    f.question, f.household_id, f.evidence, f.lat_e6, f.lon_e6, f.created_by, u.full_name AS created_name, f.created_at,
    f.version FROM visit_finding f LEFT JOIN app_user u ON u.id = f.created_by
    WHERE f.province_id = ? AND f.visit_id = ? AND ";

/// The findings of a visit in units of the scope.
pub fn findings(conn: &mut Conn, scope: &Scope, visit: &Visit) -> Result<Vec<Finding>> {
    sql(FINDING)
        .bind(&visit.province_id)
        .bind(&visit.id)
        .push(scope.condition("f.path"))
        .text(" ORDER BY f.id")
        .all(conn)
}

/// One of them.
pub fn finding(conn: &mut Conn, scope: &Scope, visit: &Visit, id: &str) -> Result<Finding> {
    sql(FINDING)
        .bind(&visit.province_id)
        .bind(&visit.id)
        .push(scope.condition("f.path"))
        .text(" AND f.id = ?")
        .bind(id)
        .one(conn)
}

/// A finding on its way in.
#[derive(Debug, Clone)]
pub struct NewFinding {
    /// low, medium, high or critical.
    pub severity: &'static str,
    /// What was found.
    pub body: String,
    /// The visited unit: its id or code.
    pub area: String,
    /// The office or unit it is about.
    pub unit: Option<String>,
    /// The programme's item.
    pub item: Option<String>,
    /// The question it came up with.
    pub question: Option<String>,
    /// The household it is about.
    pub household_id: Option<String>,
    /// What proves it.
    pub evidence: Option<String>,
    /// Where, latitude and longitude in millionths of a degree.
    pub position: Option<(i64, i64)>,
}

/// Enters a finding. Errors: the state; an unknown area, question or household.
pub fn find(conn: &mut Conn, scope: &Scope, id: &str, new: &NewFinding) -> Result<Finding> {
    let (visit, _) = acting(conn, scope, id, VisitAct::Find)?;
    let visited = areas(conn, scope, &visit)?;
    let area = place(&visited, &new.area);
    let mut bad = Vec::new();
    let mut fault =
        |pointer: &str, code, vi: &str, en: &str| bad.push(FieldError::new(pointer, code, vi, en));
    if area.is_none() {
        fault(
            "/area",
            "unknown",
            "cuộc kiểm tra không có địa bàn này",
            "the visit doesn't go to this area",
        );
    }
    if let Some(question) = &new.question
        && checklist(conn, &visit)?.question(question).is_none()
    {
        fault(
            "/question",
            "unknown",
            "bảng kiểm không có câu hỏi này",
            "the checklist has no such question",
        );
    }
    if let (Some(household), Some(area)) = (&new.household_id, area) {
        let subtrees = crate::areas::subtrees(conn, &area.area_id)?;
        match households::get(conn, &scope.within(&subtrees), household) {
            Ok(_) => {}
            Err(Error::NotFound) => fault(
                "/household_id",
                "unknown",
                "không có hộ này trong địa bàn",
                "there is no such household in the area",
            ),
            Err(e) => return Err(e),
        }
    }
    let item = new.item.iter().map(|code| ("/item".to_owned(), code.as_str()));
    bad.extend(budget::unknown_items(conn, item)?);
    no_faults(bad)?;
    let area = area.ok_or(Error::NotFound)?;
    let (lat, lon) = new.position.unzip();
    let finding_id = new_id();
    sql(
        "INSERT INTO visit_finding (province_id, id, visit_id, severity, body, area_id, path, unit, item, question,
           household_id, evidence, lat_e6, lon_e6, created_by, created_at, version)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
    )
    .bind(&visit.province_id)
    .bind(&finding_id)
    .bind(&visit.id)
    .bind(new.severity)
    .bind(&new.body)
    .bind(&area.area_id)
    .bind(&area.path)
    .bind(new.unit.clone())
    .bind(new.item.clone())
    .bind(new.question.clone())
    .bind(new.household_id.clone())
    .bind(new.evidence.clone())
    .bind(lat)
    .bind(lon)
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    note(conn, scope, &visit, "find")?;
    finding(conn, scope, &visit, &finding_id)
}

/// What of a finding is changed; none stays.
#[derive(Debug, Clone, Default)]
pub struct FindingChange {
    /// low, medium, high or critical.
    pub severity: Option<&'static str>,
    /// What was found.
    pub body: Option<String>,
    /// The office or unit it is about.
    pub unit: Option<String>,
    /// What proves it.
    pub evidence: Option<String>,
}

/// Changes a finding. Recommendations made of it keep the severity they were made with. Errors: the state; somebody
/// was faster.
pub fn change_finding(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    (finding_id, version): (&str, i64),
    change: &FindingChange,
) -> Result<Finding> {
    let visit = get(conn, scope, id)?;
    let before = finding(conn, scope, &visit, finding_id)?;
    acting(conn, scope, id, VisitAct::Find)?;
    let touched = sql(
        "UPDATE visit_finding SET severity = COALESCE(?, severity), body = COALESCE(?, body), unit = COALESCE(?, unit),
           evidence = COALESCE(?, evidence), version = version + 1 WHERE province_id = ? AND id = ? AND version = ?",
    )
    .bind(change.severity)
    .bind(change.body.clone())
    .bind(change.unit.clone())
    .bind(change.evidence.clone())
    .bind(&visit.province_id)
    .bind(finding_id)
    .bind(version)
    .run(conn)?;
    if touched == 0 {
        return Err(Error::Stale {
            current: before.version,
        });
    }
    note(conn, scope, &visit, "change_finding")?;
    finding(conn, scope, &visit, finding_id)
}
