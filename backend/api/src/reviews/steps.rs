//! Acts on a whole round: ending its steps, posting, complaints, meetings, the opinion of the level above.

use actix_web::{HttpResponse, get, post, web};
use giamngheo_rules::review::{Act, Step};
use giamngheo_rules::text::tidy;
use giamngheo_store::reviews::{self, NewComplaint, NewMeeting, Outcome, Round, StepAct, Vote};
use giamngheo_store::{Actor, Conn, Error, Scope};
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;

use super::access::told;
use super::dto::{ComplaintView, MeetingView, PostingView, RoundDetail, village_id};
use super::inputs::{
    CancellationInput, ComplaintDecisionInput, ComplaintInput, MeetingInput, OpinionInput, PostingInput,
    RefusalInput, StepAction, StepInput,
};
use super::routes::{answer, detail};
use crate::app::App;
use crate::http::auth::{
    ConductReview, GiveOpinion, OpenReviews, Permit, RecogniseHouseholds, ViewHouseholds, ViewReviews,
};
use crate::http::etag::IfMatch;
use crate::http::extract::Body;
use crate::http::problem::{Answer, ProblemDocument};

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(end_step)
        .service(give_opinion)
        .service(refuse)
        .service(cancel)
        .service(list_meetings)
        .service(add_meeting)
        .service(list_postings)
        .service(post_list)
        .service(list_complaints)
        .service(add_complaint)
        .service(decide_complaint);
}

/// Runs an act under the round's lock and answers with the round as it is then.
async fn act(
    app: &App,
    actor: std::sync::Arc<Actor>,
    scope: Scope,
    id: String,
    f: impl FnOnce(&mut Conn, &Scope, &Round) -> giamngheo_store::Result<Round> + Send + 'static,
) -> Answer<RoundDetail> {
    let shared = app.clone();
    app.write(move |conn| {
        let round = reviews::lock(conn, &scope, &id)?;
        let round = match f(conn, &scope, &round) {
            Err(e) => return Err(told(conn, &shared, &actor, &round, e)),
            Ok(after) => after,
        };
        detail(conn, &shared, &actor, &scope, &round)
    })
    .await
}

/// End a step
///
/// Closes the list, the survey, the meetings or the posting, or sends the report. Refused with what is still open,
/// and with what the state allows.
#[utoipa::path(tag = "reviews", operation_id = "end_review_step", params(("id" = String, Path, description = "The round's id"), ("If-Match" = String, Header, description = "The round's version, from the ETag", example = "\"1\"")), request_body = StepInput, responses((status = 200, description = "Ended", body = RoundDetail), (status = 409, description = "Out of order, or something is still open", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["conduct_review"])))]
#[post("/review-rounds/{id}/steps")]
pub async fn end_step(
    app: web::Data<App>,
    permit: Permit<ConductReview>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<StepInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (today, demo) = (app.today(), app.config.demo);
    let step = move |round: &Round| StepAct {
        act: match input.action {
            StepAction::CloseList => Act::CloseList,
            StepAction::CloseSurvey => Act::CloseSurvey,
            StepAction::CloseMeetings => Act::CloseMeetings,
            StepAction::ClosePosting => Act::ClosePosting,
            StepAction::Report => Act::Report,
        },
        on: input.on,
        pointer: "/on",
        back_to: None,
        // With the figures as they are now: the report's, above all.
        detail: json!({
            "note": input.note,
            "total": round.total,
            "poor": round.poor,
            "near_poor": round.near_poor,
        }),
    };
    let round = act(
        &app,
        permit.actor,
        permit.scope,
        id.into_inner(),
        move |conn, scope, round| reviews::act(conn, scope, round, if_match.0, &step(round), today, demo),
    )
    .await?;
    Ok(answer(&round))
}

/// What is sent back, with the households to be done again.
struct Return {
    step: StepAct,
    households: Vec<String>,
}

impl Return {
    fn new(
        on: chrono::NaiveDate,
        to: Option<Step>,
        (pointer, reason): (&str, Option<String>),
        households: Vec<String>,
    ) -> giamngheo_store::Result<Self> {
        let Some(reason) = reason.map(|r| tidy(&r)).filter(|r| !r.is_empty()) else {
            return Err(Error::field(
                pointer,
                "required",
                "hãy ghi lý do trả lại",
                "say why it is sent back",
            ));
        };
        let to = to.unwrap_or(Step::Survey);
        if to == Step::Survey && households.is_empty() {
            return Err(Error::field(
                "/household_ids",
                "required",
                "hãy chọn các hộ phải khảo sát lại",
                "name the households to be surveyed again",
            ));
        }
        Ok(Self {
            step: StepAct {
                act: Act::Return,
                on,
                pointer: "/on",
                back_to: Some(to),
                detail: json!({ "reason": reason, "households": households.len() }),
            },
            households,
        })
    }

    fn run(
        self,
        conn: &mut Conn,
        scope: &Scope,
        round: &Round,
        version: i64,
        today: chrono::NaiveDate,
    ) -> giamngheo_store::Result<Round> {
        let to = self.step.back_to.unwrap_or(Step::Survey);
        let back = reviews::act(conn, scope, round, version, &self.step, today, false)?;
        reviews::send_back(conn, scope, &back, to, &self.households)
    }
}

/// Give the opinion of the level above
///
/// Agrees to the commune's report, or sends it back with the reason to an earlier step, from which all is done again.
#[utoipa::path(tag = "reviews", operation_id = "give_review_opinion", params(("id" = String, Path, description = "The round's id"), ("If-Match" = String, Header, description = "The round's version, from the ETag", example = "\"1\"")), request_body = OpinionInput, responses((status = 200, description = "Given", body = RoundDetail), (status = 409, description = "Out of order, or not the level above", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["give_opinion"])))]
#[post("/review-rounds/{id}/opinion")]
pub async fn give_opinion(
    app: web::Data<App>,
    permit: Permit<GiveOpinion>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<OpinionInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (today, demo) = (app.today(), app.config.demo);
    let round = act(
        &app,
        permit.actor,
        permit.scope,
        id.into_inner(),
        move |conn, scope, round| {
            if input.agree {
                let step = StepAct {
                    act: Act::Agree,
                    on: input.on,
                    pointer: "/on",
                    back_to: None,
                    detail: json!({ "note": input.note }),
                };
                return reviews::act(conn, scope, round, if_match.0, &step, today, demo);
            }
            // Whoever recognises has a door of his own.
            if round.state != Step::Opinion.code() {
                let step = StepAct {
                    act: Act::Agree,
                    on: input.on,
                    pointer: "/on",
                    back_to: None,
                    detail: json!({}),
                };
                return reviews::act(conn, scope, round, if_match.0, &step, today, demo);
            }
            Return::new(
                input.on,
                input.back_to,
                ("/note", input.note),
                input.household_ids,
            )?
            .run(conn, scope, round, if_match.0, today)
        },
    )
    .await?;
    Ok(answer(&round))
}

/// Refuse to recognise
///
/// Who is to recognise sends the round back to an earlier step, with the reason.
#[utoipa::path(tag = "reviews", operation_id = "refuse_recognition", params(("id" = String, Path, description = "The round's id"), ("If-Match" = String, Header, description = "The round's version, from the ETag", example = "\"1\"")), request_body = RefusalInput, responses((status = 200, description = "Sent back", body = RoundDetail), (status = 409, description = "Out of order", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["recognise_households"])))]
#[post("/review-rounds/{id}/refusal")]
pub async fn refuse(
    app: web::Data<App>,
    permit: Permit<RecogniseHouseholds>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<RefusalInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (today, demo) = (app.today(), app.config.demo);
    let round = act(
        &app,
        permit.actor,
        permit.scope,
        id.into_inner(),
        move |conn, scope, round| {
            if round.state != Step::Recognition.code() {
                let step = StepAct {
                    act: Act::Recognise,
                    on: input.on,
                    pointer: "/on",
                    back_to: None,
                    detail: json!({}),
                };
                return reviews::act(conn, scope, round, if_match.0, &step, today, demo);
            }
            Return::new(
                input.on,
                Some(input.back_to),
                ("/reason", Some(input.reason)),
                input.household_ids,
            )?
            .run(conn, scope, round, if_match.0, today)
        },
    )
    .await?;
    Ok(answer(&round))
}

/// Call a round off
///
/// By a level above; a commune calls off its own reviews during the year. Nothing of it is lost.
#[utoipa::path(tag = "reviews", operation_id = "cancel_review_round", params(("id" = String, Path, description = "The round's id"), ("If-Match" = String, Header, description = "The round's version, from the ETag", example = "\"1\"")), request_body = CancellationInput, responses((status = 200, description = "Called off", body = RoundDetail), (status = 409, description = "It has ended, or not the level above", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["open_reviews"])))]
#[post("/review-rounds/{id}/cancellation")]
pub async fn cancel(
    app: web::Data<App>,
    permit: Permit<OpenReviews>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<CancellationInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (today, demo) = (app.today(), app.config.demo);
    let step = StepAct {
        act: Act::Cancel,
        on: input.on,
        pointer: "/on",
        back_to: None,
        detail: json!({ "reason": input.reason }),
    };
    let round = act(
        &app,
        permit.actor,
        permit.scope,
        id.into_inner(),
        move |conn, scope, round| reviews::act(conn, scope, round, if_match.0, &step, today, demo),
    )
    .await?;
    Ok(answer(&round))
}

/// Village meetings
///
/// Their minutes, the last first.
#[utoipa::path(tag = "reviews", operation_id = "list_review_meetings", params(("id" = String, Path, description = "The round's id")), responses((status = 200, description = "The meetings", body = Vec<MeetingView>)), security(("bearer" = ["view_households"])))]
#[get("/review-rounds/{id}/meetings")]
pub async fn list_meetings(
    app: web::Data<App>,
    permit: Permit<ViewHouseholds>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<MeetingView>>> {
    let atlas = app.atlas.clone();
    app.read(move |conn| {
        let round = reviews::get(conn, &permit.scope, &id)?;
        let rows = reviews::meetings(conn, &permit.scope, &round)?;
        let names = atlas.names(
            conn,
            rows.iter().filter_map(|m| village_id(&m.path).map(str::to_owned)),
        )?;
        Ok(web::Json(
            rows.into_iter().map(|m| MeetingView::new(m, &names)).collect(),
        ))
    })
    .await
}

/// Record a village meeting
///
/// The minutes, with an outcome for every household of the village that was not agreed on yet. At or below half of
/// those present it doesn't carry: the village meets again, or the household is surveyed anew.
#[utoipa::path(tag = "reviews", operation_id = "record_review_meeting", params(("id" = String, Path, description = "The round's id")), request_body = MeetingInput, responses((status = 201, description = "Recorded", body = MeetingView), (status = 409, description = "Out of order, or surveys are not read", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["conduct_review"])))]
#[post("/review-rounds/{id}/meetings")]
pub async fn add_meeting(
    app: web::Data<App>,
    permit: Permit<ConductReview>,
    id: web::Path<String>,
    body: Body<MeetingInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (today, atlas) = (app.today(), app.atlas.clone());
    let meeting = app
        .write(move |conn| {
            let round = reviews::lock(conn, &permit.scope, &id)?;
            let path = village_path(conn, &permit.scope, &round, &input.village_id)?;
            let new = NewMeeting {
                path,
                held_on: input.held_on,
                place: tidy(&input.place),
                chair: tidy(&input.chair),
                secretary: tidy(&input.secretary),
                present: input.present,
                in_favour: input.in_favour,
                objections: input.objections,
                votes: input
                    .votes
                    .into_iter()
                    .map(|v| Vote {
                        household_id: v.household_id,
                        in_favour: v.in_favour,
                        note: v.note,
                        carried: false,
                    })
                    .collect(),
            };
            let meeting = reviews::record_meeting(conn, &permit.scope, &round, &new, today)?;
            let names = atlas.names(conn, village_id(&meeting.path).map(str::to_owned))?;
            Ok(MeetingView::new(meeting, &names))
        })
        .await?;
    Ok(HttpResponse::Created().json(meeting))
}

/// The path of a village that has cases in a round. Errors: it has none.
pub fn village_path(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    village: &str,
) -> giamngheo_store::Result<String> {
    let known = reviews::villages(conn, scope, round)?;
    known
        .into_iter()
        .find(|v| crate::areas::atlas::last_id(&v.path) == Some(village))
        .map(|v| v.path)
        .ok_or_else(|| {
            Error::field(
                "/village_id",
                "unknown",
                "thôn không có hộ nào trong đợt rà soát",
                "the village has no household in the round",
            )
        })
}

/// Postings of a round
///
/// The lists that were put up, the first first.
#[utoipa::path(tag = "reviews", operation_id = "list_review_postings", params(("id" = String, Path, description = "The round's id")), responses((status = 200, description = "The postings", body = Vec<PostingView>)), security(("bearer" = ["view_reviews"])))]
#[get("/review-rounds/{id}/postings")]
pub async fn list_postings(
    app: web::Data<App>,
    permit: Permit<ViewReviews>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<PostingView>>> {
    app.read(move |conn| {
        let round = reviews::get(conn, &permit.scope, &id)?;
        let rows = reviews::postings(conn, &round)?;
        Ok(web::Json(rows.iter().map(PostingView::from).collect()))
    })
    .await
}

/// Post the list
///
/// Puts the list up; after re-checks, their results. From then on its code shows it to anybody.
#[utoipa::path(tag = "reviews", operation_id = "post_review_list", params(("id" = String, Path, description = "The round's id"), ("If-Match" = String, Header, description = "The round's version, from the ETag", example = "\"1\"")), request_body = PostingInput, responses((status = 200, description = "Posted", body = RoundDetail), (status = 409, description = "Out of order", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["conduct_review"])))]
#[post("/review-rounds/{id}/postings")]
pub async fn post_list(
    app: web::Data<App>,
    permit: Permit<ConductReview>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<PostingInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let today = app.today();
    let round = act(
        &app,
        permit.actor,
        permit.scope,
        id.into_inner(),
        move |conn, scope, round| {
            reviews::post(
                conn,
                scope,
                round,
                if_match.0,
                input.on,
                &tidy(&input.places),
                today,
            )
        },
    )
    .await?;
    Ok(answer(&round))
}

/// Complaints of a round
///
/// The last first.
#[utoipa::path(tag = "reviews", operation_id = "list_review_complaints", params(("id" = String, Path, description = "The round's id")), responses((status = 200, description = "The complaints", body = Vec<ComplaintView>)), security(("bearer" = ["view_households"])))]
#[get("/review-rounds/{id}/complaints")]
pub async fn list_complaints(
    app: web::Data<App>,
    permit: Permit<ViewHouseholds>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<ComplaintView>>> {
    app.read(move |conn| {
        let round = reviews::get(conn, &permit.scope, &id)?;
        let rows = reviews::complaints(conn, &permit.scope, &round)?;
        Ok(web::Json(rows.into_iter().map(ComplaintView::from).collect()))
    })
    .await
}

/// Take a complaint in
///
/// While the list is up. It has its own deadline, and the posting can't end before it is decided. A household of the
/// commune that isn't on the list comes onto it.
#[utoipa::path(tag = "reviews", operation_id = "receive_review_complaint", params(("id" = String, Path, description = "The round's id")), request_body = ComplaintInput, responses((status = 201, description = "Taken in", body = ComplaintView), (status = 409, description = "No list is up", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["conduct_review"])))]
#[post("/review-rounds/{id}/complaints")]
pub async fn add_complaint(
    app: web::Data<App>,
    permit: Permit<ConductReview>,
    id: web::Path<String>,
    body: Body<ComplaintInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let today = app.today();
    let complaint = app
        .write(move |conn| {
            let round = reviews::lock(conn, &permit.scope, &id)?;
            let new = NewComplaint {
                household_id: input.household_id,
                complainant: tidy(&input.complainant),
                received_on: input.received_on,
                text: input.text,
            };
            reviews::receive(conn, &permit.scope, &round, &new, today)
        })
        .await?;
    Ok(HttpResponse::Created().json(ComplaintView::from(complaint)))
}

/// Decide a complaint
///
/// After the re-check; its result is to be posted again.
#[utoipa::path(tag = "reviews", operation_id = "decide_review_complaint", params(("id" = String, Path, description = "The round's id"), ("complaint" = String, Path, description = "The complaint's id")), request_body = ComplaintDecisionInput, responses((status = 200, description = "Decided", body = ComplaintView), (status = 409, description = "Decided before, or not re-checked", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["conduct_review"])))]
#[post("/review-rounds/{id}/complaints/{complaint}/decision")]
pub async fn decide_complaint(
    app: web::Data<App>,
    permit: Permit<ConductReview>,
    ids: web::Path<(String, String)>,
    body: Body<ComplaintDecisionInput>,
) -> Answer<web::Json<ComplaintView>> {
    let Body(input) = body;
    let today = app.today();
    let (id, complaint) = ids.into_inner();
    let decided = app
        .write(move |conn| {
            let round = reviews::lock(conn, &permit.scope, &id)?;
            let outcome = Outcome {
                upheld: input.upheld,
                decided_on: input.decided_on,
                answer: input.answer,
            };
            reviews::decide_complaint(conn, &permit.scope, &round, &complaint, &outcome, today)
        })
        .await?;
    Ok(web::Json(decided.into()))
}
