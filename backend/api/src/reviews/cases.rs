//! Cases of a round: the list, assignments, surveys with drafts, the second reading, spot checks.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, put, web};
use giamngheo_rules::contradiction::{self, Person};
use giamngheo_rules::poverty::{self, Class, Deprivations};
use giamngheo_rules::review::{Act, Kind, Origin};
use giamngheo_rules::text::{fold, tidy};
use giamngheo_rules::words::Words;
use giamngheo_store::access::Action;
use giamngheo_store::areas;
use giamngheo_store::households::{self, NewSurvey};
use giamngheo_store::id::new_code;
use giamngheo_store::reviews::{
    self, Case, CaseFilter, CaseKeys, Check, FoundSurvey, NewCase, Reading, Round,
};
use giamngheo_store::{Actor, Conn, Error, Scope};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::access::{allowed, told};
use super::dto::{AssignedView, CaseDetail, CaseView, EnumeratorView, RoundDetail, village_id};
use super::inputs::{
    AddedOrigin, AssignmentInput, CaseInput, DraftInput, ReadingInput, ReasonInput, SampleInput,
};
use super::routes::{answer, detail};
use super::steps::village_path;
use crate::app::App;
use crate::households::survey::SurveyInput;
use crate::http::auth::{ConductReview, Permit, SurveyHouseholds, ViewHouseholds};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem, ProblemDocument};

/// The largest draft, in bytes.
const DRAFT_LIMIT: usize = 64 * 1024;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list_cases)
        .service(add_case)
        .service(get_case)
        .service(withdraw_case)
        .service(list_enumerators)
        .service(assign_cases)
        .service(put_draft)
        .service(add_survey)
        .service(add_reading)
        .service(draw_sample)
        .service(add_check);
}

/// Which cases.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CaseQuery {
    /// States, separated by commas: listed, drafted, surveyed, returned, read, agreed, not_agreed, recognised,
    /// withdrawn; all but withdrawn by default.
    #[serde(default, deserialize_with = "paging::comma_list")]
    #[param(value_type = Option<String>, example = "listed,drafted")]
    #[validate(length(max = 9))]
    pub state: Vec<String>,
    /// Of this village; the commune's own id means those whose village is not known.
    #[validate(length(max = 60))]
    pub village: Option<String>,
    /// Of this enumerator; `me` is the caller, `none` those without one.
    #[validate(length(max = 60))]
    pub enumerator: Option<String>,
    /// Found to be of these classes, separated by commas.
    #[serde(default, deserialize_with = "paging::comma_list")]
    #[param(value_type = Option<String>, example = "poor,near_poor")]
    #[validate(length(max = 4))]
    pub class: Vec<String>,
    /// Only those with contradictions.
    #[serde(default)]
    pub flagged: bool,
    /// Only those of the sample.
    #[serde(default)]
    pub sampled: bool,
    /// Part of the head's name, in any case, with or without accents.
    #[validate(length(max = 100))]
    pub q: Option<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

const STATES: [&str; 9] = [
    "listed",
    "drafted",
    "surveyed",
    "returned",
    "read",
    "agreed",
    "not_agreed",
    "recognised",
    "withdrawn",
];

impl CaseQuery {
    fn filter(&self, actor: &Actor) -> Answer<CaseFilter> {
        if let Some(state) = self.state.iter().find(|s| !STATES.contains(&s.as_str())) {
            return Err(Problem::parameter(
                "state",
                format!("không có trạng thái “{state}”"),
                format!("there is no state {state}"),
            ));
        }
        if let Some(class) = self.class.iter().find(|c| Class::from_code(c).is_none()) {
            return Err(Problem::parameter(
                "class",
                format!("không có loại hộ “{class}”"),
                format!("no class {class}"),
            ));
        }
        let enumerator = self.enumerator.as_deref();
        Ok(CaseFilter {
            states: self.state.clone(),
            path: None,
            enumerator_id: match enumerator {
                Some("me") => Some(actor.user_id.clone()),
                None | Some("none") => None,
                Some(id) => Some(id.to_owned()),
            },
            unassigned: enumerator == Some("none"),
            classes: self.class.clone(),
            flagged: self.flagged,
            sampled: self.sampled,
            q: self.q.as_deref().map(fold).filter(|q| !q.is_empty()),
        })
    }
}

/// List cases
///
/// Of a round, as far as they lie in the caller's areas; by village and name.
#[utoipa::path(tag = "reviews", operation_id = "list_review_cases", params(("id" = String, Path, description = "The round's id"), CaseQuery), responses((status = 200, description = "A page of cases", body = Page<CaseView>)), security(("bearer" = ["view_households"])))]
#[get("/review-rounds/{id}/cases")]
pub async fn list_cases(
    app: web::Data<App>,
    permit: Permit<ViewHouseholds>,
    id: web::Path<String>,
    query: Params<CaseQuery>,
) -> Answer<web::Json<Page<CaseView>>> {
    let Params(query) = query;
    let after: Option<CaseKeys> = paging::keys(query.after.as_deref())?;
    let mut filter = query.filter(&permit.actor)?;
    let atlas = app.atlas.clone();
    app.read(move |conn| {
        let round = reviews::get(conn, &permit.scope, &id)?;
        if let Some(village) = &query.village {
            match village_path(conn, &permit.scope, &round, village) {
                Ok(path) => filter.path = Some(path),
                // A village without cases has an empty list.
                Err(Error::Invalid(_)) => filter.path = Some(String::new()),
                Err(e) => return Err(e),
            }
        }
        let rows = reviews::cases(
            conn,
            &permit.scope,
            &round,
            &filter,
            after.as_ref(),
            query.limit + 1,
        )?;
        let names = atlas.names(
            conn,
            rows.iter().filter_map(|c| village_id(&c.path).map(str::to_owned)),
        )?;
        let page = Page::cut(rows, query.limit, Case::keys);
        Ok(web::Json(page.map(|c| CaseView::new(c, round.year, &names))))
    })
    .await
}

/// A case as the caller sees it.
fn view(
    conn: &mut Conn,
    app: &App,
    actor: &Actor,
    round: &Round,
    case: Case,
) -> giamngheo_store::Result<CaseDetail> {
    let situation = reviews::situation(conn, round, app.today(), app.config.demo)?;
    let names = app.atlas.names(conn, village_id(&case.path).map(str::to_owned))?;
    let ended = matches!(case.state.as_str(), "withdrawn" | "recognised");
    // Of a whole round's acts those that are done with a case, and only where its state has a use for them.
    let fits = |act: &Act| match act {
        // What is on the present list is reviewed, unless it lives elsewhere or is no more.
        Act::WithdrawCase => {
            let listed = case.origin == Origin::Carried.code()
                || matches!(case.previous_class.as_deref(), Some("poor" | "near_poor"));
            (!(listed && round.kind == Kind::Yearly.code()) && situation.state.code() != "posting")
                || case.household_status != "active"
                || case.household_path != case.path
        }
        Act::Assign => true,
        // At the posting it is the complaint that opens it: see below.
        Act::Survey => situation.state.code() != "meeting" || case.state != "agreed",
        Act::Read => case.state == "surveyed",
        Act::SpotCheck => case.sampled && case.class.is_some(),
        _ => false,
    };
    let mut acts = allowed(actor, round, &situation)?;
    acts.retain(|act| !ended && fits(act));
    if situation.state.code() == "posting" {
        let all = Scope::of_the_program();
        let open = reviews::complaints(conn, &all, round)?
            .iter()
            .any(|c| c.household_id == case.household_id && c.outcome.is_none());
        if !open {
            acts.retain(|act| *act != Act::Survey);
        }
    }
    if !actor
        .scope(Action::SurveyHouseholds)
        .is_some_and(|s| s.covers(&case.path))
    {
        acts.retain(|act| !matches!(act, Act::Survey | Act::SpotCheck));
    }
    // What a family has answered so far is for those who go on with it.
    let works = [Action::SurveyHouseholds, Action::ConductReview]
        .into_iter()
        .any(|action| {
            actor
                .scope(action)
                .is_some_and(|s| s.covers(&case.path) || s.covers(&round.path))
        });
    Ok(CaseDetail {
        draft: case
            .draft
            .as_deref()
            .filter(|_| works)
            .and_then(|d| serde_json::from_str(d).ok()),
        draft_by: case.draft_name.clone(),
        draft_at: case.draft_at.map(|at| at.and_utc()),
        case: CaseView::new(case, round.year, &names),
        allowed: acts,
    })
}

fn case_answer(status: StatusCode, found: &CaseDetail) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(found.case.version))
        .json(found)
}

/// Reads a case anew with the wider right to look at it, so that it can be shown after a change.
async fn change(
    app: &App,
    actor: std::sync::Arc<Actor>,
    scope: Scope,
    id: String,
    f: impl FnOnce(&mut Conn, &Scope, &Round) -> giamngheo_store::Result<Case> + Send + 'static,
) -> Answer<CaseDetail> {
    let shared = app.clone();
    app.write(move |conn| {
        let round = reviews::lock(conn, &scope, &id)?;
        let case = match f(conn, &scope, &round) {
            Err(e) => return Err(told(conn, &shared, &actor, &round, e)),
            Ok(case) => case,
        };
        let round = reviews::get(conn, &scope, &id)?;
        view(conn, &shared, &actor, &round, case)
    })
    .await
}

/// Put a household on the list
///
/// By its request (form 01) or by the commune with a reason; it gets a code by which the family follows its case.
#[utoipa::path(tag = "reviews", operation_id = "add_review_case", params(("id" = String, Path, description = "The round's id")), request_body = CaseInput, responses((status = 201, description = "On the list", body = CaseDetail), (status = 409, description = "Out of order", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["conduct_review"])))]
#[post("/review-rounds/{id}/cases")]
pub async fn add_case(
    app: web::Data<App>,
    permit: Permit<ConductReview>,
    id: web::Path<String>,
    body: Body<CaseInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let today = app.today();
    let made = change(
        &app,
        permit.actor,
        permit.scope,
        id.into_inner(),
        move |conn, scope, round| {
            let new = checked(input, round)?;
            reviews::add_case(conn, scope, round, &new, today)
        },
    )
    .await?;
    Ok(case_answer(StatusCode::CREATED, &made))
}

/// The input, with what its origin needs.
fn checked(input: CaseInput, round: &Round) -> giamngheo_store::Result<NewCase> {
    let text = |t: Option<String>| t.map(|t| tidy(&t)).filter(|t| !t.is_empty());
    let new = NewCase {
        household_id: input.household_id,
        origin: match input.origin {
            AddedOrigin::Requested => Origin::Requested,
            AddedOrigin::Added => Origin::Added,
        },
        reason_code: text(input.reason_code),
        reason: text(input.reason),
        requester: text(input.requester),
        requested_on: input.requested_on,
    };
    let required = |pointer: &str, vi: &str, en: &str| Err(Error::field(pointer, "required", vi, en));
    match new.origin {
        Origin::Requested if new.requester.is_none() => {
            return required("/requester", "hãy ghi người đề nghị", "say who asks");
        }
        Origin::Requested if new.requested_on.is_none() => {
            return required(
                "/requested_on",
                "hãy ghi ngày đề nghị",
                "say the day of the request",
            );
        }
        Origin::Added if new.reason.is_none() => {
            return required("/reason", "hãy ghi lý do bổ sung", "say why it is added");
        }
        _ => {}
    }
    let procedure = round.procedure()?;
    if !procedure.reasons.is_empty() {
        let known = procedure
            .reasons
            .iter()
            .any(|r| new.reason_code.as_deref() == Some(r.code.as_str()));
        if !known {
            let names = |pick: fn(&Words) -> &str| {
                let known = procedure
                    .reasons
                    .iter()
                    .map(|r| format!("{} ({})", r.code, pick(&r.name)));
                known.collect::<Vec<_>>().join("; ")
            };
            return Err(Error::field(
                "/reason_code",
                "unknown",
                format!("chọn một trong các lý do: {}", names(|w| &w.vi)),
                format!("one of: {}", names(|w| &w.en)),
            ));
        }
    } else if new.reason_code.is_some() {
        return Err(Error::field(
            "/reason_code",
            "unknown",
            "quy trình này không phân loại lý do",
            "this procedure lists no reasons",
        ));
    }
    Ok(new)
}

/// Read a case
///
/// With its unfinished survey, what contradicts itself, and what the caller may do with it now.
#[utoipa::path(tag = "reviews", operation_id = "get_review_case", params(("id" = String, Path, description = "The round's id"), ("household" = String, Path, description = "The household's id")), responses((status = 200, description = "The case", body = CaseDetail)), security(("bearer" = ["view_households"])))]
#[get("/review-rounds/{id}/cases/{household}")]
pub async fn get_case(
    app: web::Data<App>,
    permit: Permit<ViewHouseholds>,
    ids: web::Path<(String, String)>,
) -> Answer<HttpResponse> {
    let shared = App::clone(&app);
    let (id, household) = ids.into_inner();
    let found = app
        .read(move |conn| {
            let round = reviews::get(conn, &permit.scope, &id)?;
            let case = reviews::case(conn, &permit.scope, &round, &household)?;
            view(conn, &shared, &permit.actor, &round, case)
        })
        .await?;
    Ok(case_answer(StatusCode::OK, &found))
}

/// Take a household off the list
///
/// With the reason; the case stays in the records.
#[utoipa::path(tag = "reviews", operation_id = "withdraw_review_case", params(("id" = String, Path, description = "The round's id"), ("household" = String, Path, description = "The household's id"), ("If-Match" = String, Header, description = "The case's version, from the ETag", example = "\"1\"")), request_body = ReasonInput, responses((status = 200, description = "Taken off", body = CaseDetail), (status = 409, description = "Out of order", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["conduct_review"])))]
#[post("/review-rounds/{id}/cases/{household}/withdrawal")]
pub async fn withdraw_case(
    app: web::Data<App>,
    permit: Permit<ConductReview>,
    ids: web::Path<(String, String)>,
    if_match: IfMatch,
    body: Body<ReasonInput>,
) -> Answer<HttpResponse> {
    let today = app.today();
    let (id, household) = ids.into_inner();
    let reason = tidy(&body.0.reason);
    let found = change(&app, permit.actor, permit.scope, id, move |conn, scope, round| {
        reviews::withdraw(conn, scope, round, &household, if_match.0, &reason, today)
    })
    .await?;
    Ok(case_answer(StatusCode::OK, &found))
}

/// Who may survey
///
/// Users whose role lets them survey in the commune or one of its villages, with how far each is.
#[utoipa::path(tag = "reviews", operation_id = "list_review_enumerators", params(("id" = String, Path, description = "The round's id")), responses((status = 200, description = "The users", body = Vec<EnumeratorView>)), security(("bearer" = ["conduct_review"])))]
#[get("/review-rounds/{id}/enumerators")]
pub async fn list_enumerators(
    app: web::Data<App>,
    permit: Permit<ConductReview>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<EnumeratorView>>> {
    app.read(move |conn| {
        let round = reviews::get(conn, &permit.scope, &id)?;
        let people = reviews::surveyors(conn, &round)?;
        let mut counts: HashMap<String, (i64, i64)> = reviews::progress(conn, &permit.scope, &round)?
            .into_iter()
            .map(|p| (p.enumerator_id, (p.total, p.surveyed)))
            .collect();
        Ok(web::Json(
            people
                .into_iter()
                .map(|p| {
                    let (cases, surveyed) = counts.remove(&p.id).unwrap_or_default();
                    EnumeratorView {
                        id: p.id,
                        full_name: p.full_name,
                        cases,
                        surveyed,
                    }
                })
                .collect(),
        ))
    })
    .await
}

/// Assign cases
///
/// Those of a village, those named, or all of the round.
#[utoipa::path(tag = "reviews", operation_id = "assign_review_cases", params(("id" = String, Path, description = "The round's id")), request_body = AssignmentInput, responses((status = 200, description = "Assigned", body = AssignedView), (status = 409, description = "Out of order", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["conduct_review"])))]
#[post("/review-rounds/{id}/assignments")]
pub async fn assign_cases(
    app: web::Data<App>,
    permit: Permit<ConductReview>,
    id: web::Path<String>,
    body: Body<AssignmentInput>,
) -> Answer<web::Json<AssignedView>> {
    let Body(input) = body;
    let today = app.today();
    app.write(move |conn| {
        let round = reviews::lock(conn, &permit.scope, &id)?;
        let path = input
            .village_id
            .as_deref()
            .map(|village| village_path(conn, &permit.scope, &round, village))
            .transpose()?;
        if let Some(user) = &input.enumerator_id {
            let known = reviews::surveyors(conn, &round)?
                .into_iter()
                .any(|p| p.id == *user);
            if !known {
                return Err(Error::field(
                    "/enumerator_id",
                    "unknown",
                    "người này không được khảo sát ở xã",
                    "this user may not survey in the commune",
                ));
            }
        }
        let cases = reviews::assign(
            conn,
            &permit.scope,
            &round,
            path.as_deref(),
            &input.household_ids,
            input.enumerator_id.as_deref(),
            today,
        )?;
        Ok(web::Json(AssignedView { cases }))
    })
    .await
}

/// Keep an unfinished survey
///
/// For the household's next visitor; who left it meanwhile is told by a 412.
#[utoipa::path(tag = "reviews", operation_id = "keep_review_draft", params(("id" = String, Path, description = "The round's id"), ("household" = String, Path, description = "The household's id"), ("If-Match" = String, Header, description = "The case's version, from the ETag", example = "\"1\"")), request_body = DraftInput, responses((status = 200, description = "Kept", body = CaseDetail), (status = 409, description = "Out of order, or the case is closed", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["survey_households"])))]
#[put("/review-rounds/{id}/cases/{household}/draft")]
pub async fn put_draft(
    app: web::Data<App>,
    permit: Permit<SurveyHouseholds>,
    ids: web::Path<(String, String)>,
    if_match: IfMatch,
    body: Body<DraftInput>,
) -> Answer<HttpResponse> {
    let draft = serde_json::Value::Object(body.0.draft);
    if draft.to_string().len() > DRAFT_LIMIT {
        return Err(Problem::field(
            "/draft",
            "too_large",
            "phiếu tạm lớn hơn 64 KB",
            "the draft is larger than 64 KiB",
        ));
    }
    let today = app.today();
    let (id, household) = ids.into_inner();
    let found = change(&app, permit.actor, permit.scope, id, move |conn, scope, round| {
        reviews::keep_draft(conn, scope, round, &household, if_match.0, &draft, today)
    })
    .await?;
    Ok(case_answer(StatusCode::OK, &found))
}

/// Survey a case
///
/// Scores what was found and keeps it as the household's survey; what contradicts itself, the registry or last year
/// is flagged, not refused. The case must be read a second time and agreed on anew.
#[utoipa::path(tag = "reviews", operation_id = "survey_review_case", params(("id" = String, Path, description = "The round's id"), ("household" = String, Path, description = "The household's id"), ("If-Match" = String, Header, description = "The case's version, from the ETag", example = "\"1\"")), request_body = SurveyInput, responses((status = 200, description = "Surveyed", body = CaseDetail), (status = 409, description = "Out of order, or the case is closed", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["survey_households"])))]
#[post("/review-rounds/{id}/cases/{household}/survey")]
pub async fn add_survey(
    app: web::Data<App>,
    permit: Permit<SurveyHouseholds>,
    ids: web::Path<(String, String)>,
    if_match: IfMatch,
    body: Body<SurveyInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let today = app.today();
    let (id, household) = ids.into_inner();
    let found = change(&app, permit.actor, permit.scope, id, move |conn, scope, round| {
        // Before what was found: of a case out of reach not even that is told.
        reviews::case(conn, scope, round, &household)?;
        let commune = areas::by_id(conn, &round.commune_id)?.ok_or(Error::NotFound)?;
        let survey = input.judged_by(standard(round)?, &commune)?;
        let found = FoundSurvey {
            flags: serde_json::to_value(flags(conn, scope, round, &household, &survey)?)?,
            survey,
        };
        reviews::survey(conn, scope, round, &household, if_match.0, &found, today)
    })
    .await?;
    Ok(case_answer(StatusCode::OK, &found))
}

/// The round's standard: all of its cases are judged alike, however long it takes.
fn standard(round: &Round) -> giamngheo_store::Result<&'static poverty::Standard> {
    poverty::by_code(&round.standard).ok_or_else(|| Error::Corrupt(format!("standard {}", round.standard)))
}

/// What of a survey contradicts itself, the registry or last year.
fn flags(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    household_id: &str,
    survey: &NewSurvey,
) -> giamngheo_store::Result<Vec<contradiction::Flag>> {
    let household = households::get(conn, scope, household_id)?;
    let members = households::members(conn, &household)?;
    let people: Vec<Person> = members
        .iter()
        .filter(|m| m.left_on.is_none())
        .map(|m| Person {
            birth_date: m.birth_date,
            insured: m.insured,
        })
        .collect();
    let until = round.year + i64::from(round.kind == Kind::DuringYear.code());
    let before = reviews::class_of_year(conn, &household.province_id, household_id, until)?;
    let bits = |bits: i64| Deprivations::from_bits(u32::try_from(bits).unwrap_or(0));
    let answers = |form: &str| {
        survey
            .answers
            .as_ref()
            .and_then(|a| a.get(form))
            .and_then(|a| serde_json::from_value(a.clone()).ok())
            .unwrap_or_default()
    };
    let class = |code: &str| Class::from_code(code).unwrap_or(Class::Other);
    Ok(contradiction::flags(&contradiction::Survey {
        standard: &survey.standard,
        surveyed_on: survey.surveyed_on,
        people,
        member_count: household.member_count,
        income_vnd_per_person_month: survey.income_vnd_per_person_month,
        b1: survey.b1.and_then(|b| u32::try_from(b).ok()),
        b1_answers: answers("b1"),
        deprivations: bits(survey.deprivations),
        urban: survey.setting == "urban",
        class: class(&survey.class),
        before: before.map(|was| contradiction::Before {
            class: class(&was.class),
            b1: was.b1.and_then(|b| u32::try_from(b).ok()),
            b2: was.b2.and_then(|b| u32::try_from(b).ok()),
            deprivations: was.deprivations.map(bits),
        }),
    }))
}

/// Read a survey a second time
///
/// Accepts it, or sends it back to be done again. Contradictions are explained in the note.
#[utoipa::path(tag = "reviews", operation_id = "read_review_case", params(("id" = String, Path, description = "The round's id"), ("household" = String, Path, description = "The household's id"), ("If-Match" = String, Header, description = "The case's version, from the ETag", example = "\"1\"")), request_body = ReadingInput, responses((status = 200, description = "Read", body = CaseDetail), (status = 409, description = "Out of order, or nothing to read", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["conduct_review"])))]
#[post("/review-rounds/{id}/cases/{household}/reading")]
pub async fn add_reading(
    app: web::Data<App>,
    permit: Permit<ConductReview>,
    ids: web::Path<(String, String)>,
    if_match: IfMatch,
    body: Body<ReadingInput>,
) -> Answer<HttpResponse> {
    let today = app.today();
    let (id, household) = ids.into_inner();
    let reading = Reading {
        accepted: body.0.accepted,
        note: body.0.note.map(|n| tidy(&n)).filter(|n| !n.is_empty()),
    };
    let found = change(&app, permit.actor, permit.scope, id, move |conn, scope, round| {
        reviews::read_case(conn, scope, round, &household, if_match.0, &reading, today)
    })
    .await?;
    Ok(case_answer(StatusCode::OK, &found))
}

/// Draw the sample for spot checks
///
/// Once; by village in proportion, from the SHA-256 of seed and household, so that anybody can repeat it.
#[utoipa::path(tag = "reviews", operation_id = "draw_review_sample", params(("id" = String, Path, description = "The round's id")), request_body = SampleInput, responses((status = 200, description = "Drawn", body = RoundDetail), (status = 409, description = "Drawn before, or out of order", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["conduct_review"])))]
#[post("/review-rounds/{id}/sample")]
pub async fn draw_sample(
    app: web::Data<App>,
    permit: Permit<ConductReview>,
    id: web::Path<String>,
    body: Body<SampleInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (shared, today) = (App::clone(&app), app.today());
    // A part that nobody can choose, so that no seeds are tried until the right households come.
    let seed = match input.seed.as_deref().map(tidy).filter(|s| !s.is_empty()) {
        Some(given) => format!("{given}-{}", new_code()),
        None => new_code(),
    };
    let round = app
        .write(move |conn| {
            let round = reviews::lock(conn, &permit.scope, &id)?;
            let least = round.procedure()?.spot_check_percent.value;
            let percent = input.percent.unwrap_or(least);
            if percent < least {
                return Err(Error::field(
                    "/percent",
                    "too_few",
                    format!("ít nhất {least}%"),
                    format!("at least {least} %"),
                ));
            }
            let drawn = reviews::draw_sample(conn, &permit.scope, &round, percent, &seed, today)?;
            detail(conn, &shared, &permit.actor, &permit.scope, &drawn)
        })
        .await?;
    Ok(answer(&round))
}

/// Spot-check a case
///
/// What a second visitor found; the survey stays as it is, and the differences are shown.
#[utoipa::path(tag = "reviews", operation_id = "check_review_case", params(("id" = String, Path, description = "The round's id"), ("household" = String, Path, description = "The household's id"), ("If-Match" = String, Header, description = "The case's version, from the ETag", example = "\"1\"")), request_body = SurveyInput, responses((status = 200, description = "Checked", body = CaseDetail), (status = 409, description = "Out of order, not of the sample, or by the same person", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["survey_households"])))]
#[post("/review-rounds/{id}/cases/{household}/check")]
pub async fn add_check(
    app: web::Data<App>,
    permit: Permit<SurveyHouseholds>,
    ids: web::Path<(String, String)>,
    if_match: IfMatch,
    body: Body<SurveyInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let today = app.today();
    let (id, household) = ids.into_inner();
    let found = change(&app, permit.actor, permit.scope, id, move |conn, scope, round| {
        reviews::case(conn, scope, round, &household)?;
        let commune = areas::by_id(conn, &round.commune_id)?.ok_or(Error::NotFound)?;
        let survey = input.judged_by(standard(round)?, &commune)?;
        let found = Check {
            on: survey.surveyed_on,
            class: survey.class,
            b1: survey.b1,
            b2: survey.b2,
            deprivations: survey.deprivations,
            note: survey.note,
        };
        reviews::check(conn, scope, round, &household, if_match.0, &found, today)
    })
    .await?;
    Ok(case_answer(StatusCode::OK, &found))
}
