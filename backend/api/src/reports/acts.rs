//! What changes a report's state: submitting, sending back, accepting, beginning anew.

use actix_web::{HttpResponse, post, web};
use chrono::{Datelike, NaiveDate};
use giamngheo_rules::report::{Acceptance, Act, Content};
use giamngheo_rules::text::tidy;
use giamngheo_store::id::now;
use giamngheo_store::reports::{self, Report, Writing};
use giamngheo_store::{Actor, Conn, Error, FieldError, Scope};
use utoipa_actix_web::service_config::ServiceConfig;

use super::access::{check_level, told};
use super::dto::{ReportDetail, label};
use super::filling::{Desk, content};
use super::inputs::{AcceptanceInput, ReturnInput, RevisionInput, SigningInput, SubmissionInput};
use super::routes::{answer, checked_comments, detail, unit};
use crate::app::App;
use crate::http::auth::{FillReports, JudgeReports, Permit};
use crate::http::etag::IfMatch;
use crate::http::extract::Body;
use crate::http::problem::{Answer, ProblemDocument};

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(submit)
        .service(send_back)
        .service(accept)
        .service(revise);
}

/// Does an act under the report's lock, and reads the report anew.
async fn act(
    app: &App,
    (actor, scope): (std::sync::Arc<Actor>, Scope),
    (id, version): (String, i64),
    act: Act,
    work: impl FnOnce(&mut Conn, &Writing, &Report) -> giamngheo_store::Result<()> + Send + 'static,
) -> Answer<HttpResponse> {
    let shared = app.clone();
    let detail = app
        .write(move |conn| {
            let report = reports::lock(conn, &scope, &id)?;
            let writing = Writing {
                scope: &scope,
                version: Some(version),
                today: shared.today(),
                at: now(),
            };
            check_level(&actor, &report, act)
                .and_then(|()| writing.check(&report, act))
                .and_then(|_| work(conn, &writing, &report))
                .map_err(|e| told(&actor, &report, e))?;
            let report = reports::get(conn, &scope, &id)?;
            detail(conn, &shared, &actor, &report)
        })
        .await?;
    Ok(answer(detail))
}

/// Submit a report
///
/// As its cells stand now. Late is marked and never refused. Where cells are empty that must not be, or reports of the
/// units below aren't accepted yet, a reason is needed.
#[utoipa::path(tag = "reports", operation_id = "submit_report", params(("id" = String, Path, description = "The report's id"), ("If-Match" = String, Header, description = "The report's version, from the ETag", example = "\"1\"")), request_body = SubmissionInput, responses((status = 200, description = "Submitted", body = ReportDetail), (status = 409, description = "It was submitted already, or the caller's unit is another", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["fill_reports"])))]
#[post("/reports/{id}/submission")]
pub async fn submit(
    app: web::Data<App>,
    permit: Permit<FillReports>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<SubmissionInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let who = (permit.actor.clone(), permit.scope.clone());
    act(
        &app,
        who,
        (id.into_inner(), version.0),
        Act::Submit,
        move |conn, writing, report| submission(conn, writing, report, input.empty_reason.as_deref()),
    )
    .await
}

/// Submits what a report says now.
fn submission(
    conn: &mut Conn,
    writing: &Writing,
    report: &Report,
    reason: Option<&str>,
) -> giamngheo_store::Result<()> {
    let desk = Desk::of(conn, report)?;
    let plan = desk.plan()?;
    let present = desk
        .fill(conn, &plan, std::slice::from_ref(report))?
        .pop()
        .ok_or(Error::NotFound)?;
    let reason = reason.map(tidy).filter(|r| !r.is_empty());
    let empty = plan.empty(&present.cells);
    let missing = present.below.map_or(0, |b| b.expected - b.present);
    if reason.is_none() && (!empty.is_empty() || missing > 0) {
        let (mut vi, mut en) = (Vec::new(), Vec::new());
        if !empty.is_empty() {
            let first: Vec<String> = empty.iter().take(3).map(|key| label(&plan, key)).collect();
            let first = first.join("; ");
            vi.push(format!("còn {} ô bắt buộc chưa nhập ({first}…)", empty.len()));
            en.push(format!(
                "{} cells that must not be empty are ({first}…)",
                empty.len()
            ));
        }
        if missing > 0 {
            vi.push(format!(
                "còn {missing} đơn vị cấp dưới chưa có báo cáo được chấp nhận"
            ));
            en.push(format!("reports of {missing} units below aren't accepted"));
        }
        return Err(Error::field(
            "/empty_reason",
            "incomplete",
            format!("{}: cần nêu lý do", vi.join(", ")),
            format!("{}: say why", en.join(", ")),
        ));
    }
    let area = unit(conn, report)?;
    let reason = reason.filter(|_| !empty.is_empty() || missing > 0);
    let content = content(report, &area, desk.period, present, reason, writing.today);
    reports::submit(conn, writing, report, &content)
}

/// Send a report back
///
/// By a level above; that of the unit that opened the round by its own approver, too. Comments say at which cells what
/// is to be mended.
#[utoipa::path(tag = "reports", operation_id = "return_report", params(("id" = String, Path, description = "The report's id"), ("If-Match" = String, Header, description = "The report's version, from the ETag", example = "\"1\"")), request_body = ReturnInput, responses((status = 200, description = "Sent back", body = ReportDetail), (status = 409, description = "It doesn't wait to be judged, or not by the caller", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["judge_reports"])))]
#[post("/reports/{id}/return")]
pub async fn send_back(
    app: web::Data<App>,
    permit: Permit<JudgeReports>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<ReturnInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let who = (permit.actor.clone(), permit.scope.clone());
    act(
        &app,
        who,
        (id.into_inner(), version.0),
        Act::Return,
        move |conn, writing, report| {
            let reason = required(&input.reason, "/reason")?;
            let desk = Desk::of(conn, report)?;
            let comments = checked_comments(&desk.plan()?, input.comments, |i| format!("/comments/{i}"))?;
            reports::comment(conn, writing, report, &comments)?;
            reports::send_back(conn, writing, report, &reason)
        },
    )
    .await
}

fn required(text: &str, pointer: &str) -> giamngheo_store::Result<String> {
    let text = tidy(text);
    if text.is_empty() {
        return Err(Error::field(pointer, "missing", "chưa nêu lý do", "say why"));
    }
    Ok(text)
}

/// Accept a report
///
/// By a level above, never by who submitted it. That of the unit that opened the round is accepted by its own approver
/// or from above, and signed with it. What was submitted is frozen with its hash.
#[utoipa::path(tag = "reports", operation_id = "accept_report", params(("id" = String, Path, description = "The report's id"), ("If-Match" = String, Header, description = "The report's version, from the ETag", example = "\"1\"")), request_body = AcceptanceInput, responses((status = 200, description = "Accepted", body = ReportDetail), (status = 409, description = "It doesn't wait to be judged, or not by the caller", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["judge_reports"])))]
#[post("/reports/{id}/acceptance")]
pub async fn accept(
    app: web::Data<App>,
    permit: Permit<JudgeReports>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<AcceptanceInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let who = (permit.actor.clone(), permit.scope.clone());
    act(
        &app,
        who,
        (id.into_inner(), version.0),
        Act::Accept,
        move |conn, writing, report| {
            let acceptance = signed(report, input.signing, writing.today)?;
            let row = reports::version(conn, report, report.version_no)?;
            let content: Content = serde_json::from_str(&row.body)?;
            let content = Content {
                acceptance: Some(acceptance),
                ..content
            };
            reports::accept(conn, writing, report, &content)
        },
    )
    .await
}

/// Who signs, checked.
fn signed(
    report: &Report,
    signing: Option<SigningInput>,
    today: NaiveDate,
) -> giamngheo_store::Result<Acceptance> {
    let Some(signing) = signing else {
        if report.is_top() {
            return Err(Error::field(
                "/signing",
                "missing",
                "báo cáo của đơn vị mở đợt phải có người ký",
                "the report of the unit that opened the round is signed",
            ));
        }
        return Ok(Acceptance {
            accepted_on: today,
            number: None,
            signed_on: None,
            signer: None,
            signer_title: None,
        });
    };
    let mut faults = Vec::new();
    let mut text = |field: &str, text: &str| {
        let text = tidy(text);
        if text.is_empty() {
            faults.push(FieldError::new(
                format!("/signing/{field}"),
                "missing",
                "chưa có",
                "it is empty",
            ));
        }
        Some(text)
    };
    let number = text("number", &signing.number);
    let signer = text("signer", &signing.signer);
    let signer_title = text("signer_title", &signing.signer_title);
    if signing.signed_on > today || signing.signed_on.year() < 2000 {
        faults.push(FieldError::new(
            "/signing/signed_on",
            if signing.signed_on > today {
                "in_future"
            } else {
                "out_of_range"
            },
            "ngày ký không được sau hôm nay hoặc trước năm 2000",
            "it is signed today or before, from 2000 on",
        ));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(Acceptance {
        accepted_on: today,
        number,
        signed_on: Some(signing.signed_on),
        signer,
        signer_title,
    })
}

/// Begin a report anew
///
/// The next version of an accepted report, from what the last one entered; that one stays as it is, and counts above
/// until the next is accepted.
#[utoipa::path(tag = "reports", operation_id = "revise_report", params(("id" = String, Path, description = "The report's id"), ("If-Match" = String, Header, description = "The report's version, from the ETag", example = "\"1\"")), request_body = RevisionInput, responses((status = 200, description = "Begun", body = ReportDetail), (status = 409, description = "It isn't accepted, or the caller's unit is another", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["fill_reports"])))]
#[post("/reports/{id}/revision")]
pub async fn revise(
    app: web::Data<App>,
    permit: Permit<FillReports>,
    id: web::Path<String>,
    version: IfMatch,
    body: Body<RevisionInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let who = (permit.actor.clone(), permit.scope.clone());
    act(
        &app,
        who,
        (id.into_inner(), version.0),
        Act::Revise,
        move |conn, writing, report| {
            let reason = required(&input.reason, "/reason")?;
            reports::revise(conn, writing, report, &reason)
        },
    )
    .await
}
