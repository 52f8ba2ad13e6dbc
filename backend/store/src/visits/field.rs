//! What a team enters: answers to the checklist, area by area, and who signed the minutes.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Date, Nullable, Text, Timestamp};
use giamngheo_rules::visit::{Value, VisitAct, admit};

use super::visit::{Visit, VisitArea, acting, areas, checklist, note};
use crate::Conn;
use crate::error::{Error, FieldError, Result, no_faults};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{row, sql};

row! {
    /// An answer.
    Answer {
        /// The unit it is of.
        area_id: String = Text,
        /// The question's code.
        question: String = Text,
        /// As JSON.
        value: String = Text,
        /// What was said with it.
        note: Option<String> = Nullable<Text>,
        /// Who answered.
        answered_by: String = Text,
        /// His name.
        answered_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        answered_at: NaiveDateTime = Timestamp,
        /// For optimistic locking.
        version: i64 = BigInt,
    }
    /// Who signed the minutes.
    Signature {
        /// Identifier.
        id: String = Text,
        /// team or visited.
        side: String = Text,
        /// The unit, of the visited side.
        area_id: Option<String> = Nullable<Text>,
        /// Name.
        name: String = Text,
        /// As what.
        title: String = Text,
        /// When.
        signed_on: NaiveDate = Date,
    }
}

/// The answers of the units in the scope.
pub fn answers(conn: &mut Conn, scope: &Scope, visit: &Visit) -> Result<Vec<Answer>> {
    sql("SELECT a.area_id, a.question, a.value, a.note, a.answered_by, u.full_name AS answered_name, a.answered_at,
           a.version FROM visit_answer a LEFT JOIN app_user u ON u.id = a.answered_by
         WHERE a.province_id = ? AND a.visit_id = ? AND ")
    .bind(&visit.province_id)
    .bind(&visit.id)
    .push(scope.condition("a.path"))
    .text(" ORDER BY a.path, a.question")
    .all(conn)
}

/// An answer on its way in.
#[derive(Debug, Clone)]
pub struct NewAnswer {
    /// The question's code.
    pub question: String,
    /// The unit: its id, or its code.
    pub area: String,
    /// The answer; none takes it back.
    pub value: Option<Value>,
    /// What is to be said with it.
    pub note: Option<String>,
    /// The version it takes the place of; none for the first.
    pub version: Option<i64>,
}

/// The visited unit of an id or code.
pub(super) fn place<'a>(visited: &'a [VisitArea], area: &str) -> Option<&'a VisitArea> {
    visited
        .iter()
        .find(|a| a.area_id == area || a.area_id.split('.').next() == Some(area))
}

/// Enters answers, all of them or none. Errors: the state; for each one its pointer: unknown question or area, a value
/// that doesn't fit, a note that is missing, somebody was faster.
pub fn put_answers(conn: &mut Conn, scope: &Scope, id: &str, new: &[NewAnswer]) -> Result<Visit> {
    let (visit, _) = acting(conn, scope, id, VisitAct::Record)?;
    let checklist = checklist(conn, &visit)?;
    let visited = areas(conn, scope, &visit)?;
    let there: HashMap<(String, String), i64> = answers(conn, scope, &visit)?
        .into_iter()
        .map(|a| ((a.area_id, a.question), a.version))
        .collect();
    let mut bad = Vec::new();
    let mut good: Vec<(&VisitArea, &NewAnswer, i64)> = Vec::new();
    for (i, answer) in new.iter().enumerate() {
        let mut fault = |field: &str, code, vi: &str, en: &str| {
            bad.push(FieldError::new(format!("/answers/{i}/{field}"), code, vi, en));
        };
        let question = checklist.question(&answer.question);
        if question.is_none() {
            fault(
                "question",
                "unknown",
                "bảng kiểm không có câu hỏi này",
                "the checklist has no such question",
            );
        }
        let area = place(&visited, &answer.area);
        if area.is_none() {
            fault(
                "area",
                "unknown",
                "cuộc kiểm tra không có địa bàn này",
                "the visit doesn't go to this area",
            );
        }
        let (Some(question), Some(area)) = (question, area) else {
            continue;
        };
        if good
            .iter()
            .any(|(a, o, _)| a.area_id == area.area_id && o.question == answer.question)
        {
            fault(
                "question",
                "twice",
                "câu hỏi này đã có ở trên",
                "the question stands above already",
            );
            continue;
        }
        if let Some(value) = &answer.value {
            if let Err((code, vi, en)) = admit(question, value) {
                fault("value", code, vi, en);
            } else if question.needs_note_when.as_ref() == Some(value) && answer.note.is_none() {
                fault(
                    "note",
                    "missing",
                    "câu trả lời này cần ghi rõ",
                    "this answer needs a note",
                );
            }
        }
        let key = (area.area_id.clone(), answer.question.clone());
        let before = there.get(&key).copied();
        if before != answer.version {
            let current = before.unwrap_or(0);
            fault(
                "version",
                "stale",
                &format!("người khác đã trả lời, phiên bản nay là {current}"),
                &format!("somebody answered it, the version is {current} now"),
            );
        }
        good.push((area, answer, before.unwrap_or(0)));
    }
    no_faults(bad)?;
    for (area, answer, before) in good {
        sql("DELETE FROM visit_answer WHERE province_id = ? AND visit_id = ? AND area_id = ? AND question = ?")
            .bind(&visit.province_id)
            .bind(&visit.id)
            .bind(&area.area_id)
            .bind(&answer.question)
            .run(conn)?;
        let Some(value) = &answer.value else { continue };
        sql("INSERT INTO visit_answer (province_id, visit_id, area_id, question, path, value, note, answered_by,
               answered_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(&visit.province_id)
        .bind(&visit.id)
        .bind(&area.area_id)
        .bind(&answer.question)
        .bind(&area.path)
        .bind(serde_json::to_string(value)?)
        .bind(answer.note.clone())
        .bind(scope.user_id())
        .bind(now())
        .bind(before + 1)
        .run(conn)?;
    }
    note(conn, scope, &visit, "answer")?;
    Ok(visit)
}

/// Whether a visit is there to which files may be added. Errors: its state doesn't allow it.
pub fn attachable(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Visit> {
    Ok(acting(conn, scope, id, VisitAct::Attach)?.0)
}

/// Who signed, of the team and of the units in the scope.
pub fn signatures(conn: &mut Conn, scope: &Scope, visit: &Visit) -> Result<Vec<Signature>> {
    let seen: Vec<String> = areas(conn, scope, visit)?
        .into_iter()
        .map(|a| a.area_id)
        .collect();
    sql(
        "SELECT id, side, area_id, name, title, signed_on FROM visit_signature
         WHERE province_id = ? AND visit_id = ? AND (area_id IS NULL OR area_id IN ",
    )
    .bind(&visit.province_id)
    .bind(&visit.id)
    .list(seen)
    .text(") ORDER BY id")
    .all(conn)
}

/// A signature on its way in.
#[derive(Debug, Clone)]
pub struct NewSignature {
    /// team or visited.
    pub side: &'static str,
    /// The unit, of the visited side: its id or code.
    pub area: Option<String>,
    /// Name.
    pub name: String,
    /// As what.
    pub title: String,
    /// When.
    pub signed_on: NaiveDate,
}

/// Notes who signed the minutes. Errors: the state; the visited side without its unit; a day before the start or to
/// come; it is noted already.
pub fn sign(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    new: &NewSignature,
    today: NaiveDate,
) -> Result<(Visit, Signature)> {
    let (visit, _) = acting(conn, scope, id, VisitAct::Sign)?;
    let visited = areas(conn, scope, &visit)?;
    let mut bad = Vec::new();
    let area = match (new.side, &new.area) {
        ("visited", None) if visited.len() == 1 => Some(visited[0].area_id.clone()),
        ("visited", Some(code)) if place(&visited, code).is_some() => {
            place(&visited, code).map(|a| a.area_id.clone())
        }
        ("visited", _) => {
            bad.push(FieldError::new(
                "/area",
                "unknown",
                "cần nêu đơn vị được kiểm tra đã ký",
                "say which of the units visited signed",
            ));
            None
        }
        _ => None,
    };
    if new.signed_on > today || visit.started_on.is_some_and(|d| new.signed_on < d) {
        bad.push(FieldError::new(
            "/signed_on",
            "out_of_range",
            "ngày ký từ ngày bắt đầu đến hôm nay",
            "it is signed from the start of the visit until today",
        ));
    }
    no_faults(bad)?;
    let there = signatures(conn, scope, &visit)?;
    if there
        .iter()
        .any(|s| s.side == new.side && s.area_id == area && s.name == new.name)
    {
        return Err(Error::conflict(
            "signed_already",
            "người này đã ký",
            "this person signed already",
        ));
    }
    let signature = new_id();
    sql("INSERT INTO visit_signature (province_id, id, visit_id, side, area_id, name, title, signed_on, added_by, added_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    .bind(&visit.province_id)
    .bind(&signature)
    .bind(&visit.id)
    .bind(new.side)
    .bind(area)
    .bind(&new.name)
    .bind(&new.title)
    .bind(new.signed_on)
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    note(conn, scope, &visit, "sign")?;
    let made = signatures(conn, scope, &visit)?
        .into_iter()
        .find(|s| s.id == signature)
        .ok_or(Error::NotFound)?;
    Ok((visit, made))
}
