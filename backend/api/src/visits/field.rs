//! What a team does in the field: samples, answers, findings, recommendations, signatures, files; and how what it saw
//! stands to the register.

use actix_web::{HttpResponse, delete, get, patch, post, put, web};
use giamngheo_store::evidence::{self, File, Subject};
use giamngheo_store::visits::{
    self, Draw, FindingChange, NewAmount, NewAnswer, NewFinding, NewRecommendation, NewSignature, Seen,
    Visit, Work,
};
use giamngheo_store::{Actor, Conn, Error, FieldError, Result, Scope, areas, budget};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{
    VisitComparisonView, VisitDetail, VisitFileView, VisitFindingView, VisitMoneyRow,
    VisitRecommendationView, VisitSampleUnitView, VisitSampleView, VisitSignatureView,
};
use super::inputs::{
    VisitAmountInput, VisitAnswersInput, VisitFileQuery, VisitFindingInput, VisitFindingPatch,
    VisitRecommendationInput, VisitSampleInput, VisitSeenInput, VisitSignatureInput, kept, maybe, said,
};
use super::plans::unit;
use super::routes::{changed, recommended};
use crate::app::App;
use crate::areas::atlas::Atlas;
use crate::http::auth::{ConductVisits, Permit, ViewVisits};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::problem::Answer;

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list_samples)
        .service(draw)
        .service(see)
        .service(compare)
        .service(put_amount)
        .service(put_answers)
        .service(list_findings)
        .service(find)
        .service(change_finding)
        .service(recommend)
        .service(sign)
        .service(list_files)
        .service(add_file)
        .service(get_file)
        .service(remove_file);
}

fn sample_views(
    conn: &mut Conn,
    atlas: &Atlas,
    scope: &Scope,
    visit: &Visit,
) -> Result<Vec<VisitSampleView>> {
    let units = visits::units(conn, scope, visit)?;
    let ids = units.iter().flat_map(|u| [u.area_id.clone(), u.stratum.clone()]);
    let names = atlas.names(conn, ids.collect::<Vec<_>>())?;
    let samples = visits::samples(conn, visit)?;
    samples
        .into_iter()
        .map(|sample| {
            let own = units.iter().filter(|u| u.sample_id == sample.id).cloned();
            let own = own.map(|u| VisitSampleUnitView::new(u, &names)).collect();
            VisitSampleView::new(sample, own)
        })
        .collect()
}

/// Samples of a visit
///
/// As they were drawn, with seed and frame, and what the team saw of each unit.
#[utoipa::path(tag = "visits", operation_id = "list_visit_samples", params(("id" = String, Path, description = "The visit's id")), responses((status = 200, description = "The samples", body = Vec<VisitSampleView>)), security(("bearer" = ["view_visits"])))]
#[get("/visits/{id}/samples")]
pub async fn list_samples(
    app: web::Data<App>,
    permit: Permit<ViewVisits>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<VisitSampleView>>> {
    let atlas = app.atlas.clone();
    app.read(move |conn| {
        let visit = visits::get(conn, &permit.scope, &id)?;
        sample_views(conn, &atlas, &permit.scope, &visit).map(web::Json)
    })
    .await
}

/// Draw a sample
///
/// Of the households of the visited units as the register has them now, or of the works that are listed; in proportion
/// by village or class. The seed is kept, and chosen by the program where none is given: with it anybody draws the same
/// again. Samples that were drawn stay.
#[utoipa::path(tag = "visits", operation_id = "draw_visit_sample", params(("id" = String, Path, description = "The visit's id")), request_body = VisitSampleInput, responses((status = 201, description = "Drawn; all samples of the visit, the new one last", body = Vec<VisitSampleView>)), security(("bearer" = ["conduct_visits"])))]
#[post("/visits/{id}/samples")]
pub async fn draw(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    id: web::Path<String>,
    body: Body<VisitSampleInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let atlas = app.atlas.clone();
    let samples = app
        .write(move |conn| {
            visits::own(conn, &permit.scope, &id)?;
            let draw = wanted(input)?;
            let visit = visits::draw_sample(conn, &permit.scope, &id, &draw)?;
            sample_views(conn, &atlas, &permit.scope, &visit)
        })
        .await?;
    Ok(HttpResponse::Created().json(samples))
}

fn wanted(input: VisitSampleInput) -> Result<Draw> {
    use giamngheo_rules::visit::{VisitSampleOf, VisitStratify};
    let of_works = input.of == VisitSampleOf::Works;
    let mut bad = Vec::new();
    let mut fault = |pointer, vi: &str, en: &str| bad.push(FieldError::new(pointer, "not_fitting", vi, en));
    if of_works && input.stratify == VisitStratify::Class {
        fault(
            "/stratify",
            "công trình chỉ phân tầng theo thôn",
            "works are stratified by village alone",
        );
    }
    if of_works && !input.classes.is_empty() {
        fault("/classes", "công trình không có diện hộ", "works have no class");
    }
    if of_works == input.works.is_empty() {
        fault(
            "/works",
            "danh sách công trình cần có khi và chỉ khi chọn mẫu công trình",
            "works are listed to draw of works, and only then",
        );
    }
    if !bad.is_empty() {
        return Err(Error::Invalid(bad));
    }
    let works = input
        .works
        .into_iter()
        .enumerate()
        .map(|(i, work)| {
            Ok(Work {
                name: said(&format!("/works/{i}/name"), &work.name)?,
                area: work.area,
                village: maybe(work.village),
            })
        })
        .collect::<Result<_>>()?;
    Ok(Draw {
        of: input.of.code(),
        stratify: input.stratify.code(),
        classes: input
            .classes
            .into_iter()
            .map(giamngheo_rules::poverty::Class::code)
            .collect(),
        works,
        size: input.size,
        seed: input.seed.map(|seed| said("/seed", &seed)).transpose()?,
    })
}

/// Enter what was seen of a sample's unit
///
/// Whether it was visited, the household's class as the team finds it, and, only by choice, where.
#[utoipa::path(tag = "visits", operation_id = "see_visit_sample_unit", params(("id" = String, Path, description = "The visit's id"), ("unit" = String, Path, description = "The unit's id"), ("If-Match" = String, Header, description = "The unit's version", example = "\"1\"")), request_body(content = VisitSeenInput, content_type = "application/merge-patch+json"), responses((status = 200, description = "Entered", body = VisitSampleUnitView)), security(("bearer" = ["conduct_visits"])))]
#[patch("/visits/{id}/sample-units/{unit}")]
pub async fn see(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    path: web::Path<(String, String)>,
    version: IfMatch,
    body: Body<VisitSeenInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (id, unit) = path.into_inner();
    let atlas = app.atlas.clone();
    let view = app
        .write(move |conn| {
            let seen = Seen {
                seen: input.seen.code(),
                class: input.seen_class.map(giamngheo_rules::poverty::Class::code),
                note: maybe(input.note),
                position: input.position.map(super::inputs::VisitPosition::e6),
            };
            let unit = visits::see(conn, &permit.scope, &id, (&unit, version.0), &seen)?;
            let names = atlas.names(conn, [unit.area_id.clone(), unit.stratum.clone()])?;
            Ok(VisitSampleUnitView::new(unit, &names))
        })
        .await?;
    Ok(HttpResponse::Ok().insert_header(etag(view.version)).json(view))
}

/// Compare with the register
///
/// The class of each sampled household as the team found it, against the register's when the sample was drawn, and now;
/// and what was disbursed in each visited unit, by the budget's books and as the team found it.
#[utoipa::path(tag = "visits", operation_id = "compare_visit", params(("id" = String, Path, description = "The visit's id")), responses((status = 200, description = "The comparison", body = VisitComparisonView)), security(("bearer" = ["view_visits"])))]
#[get("/visits/{id}/comparison")]
pub async fn compare(
    app: web::Data<App>,
    permit: Permit<ViewVisits>,
    id: web::Path<String>,
) -> Answer<web::Json<VisitComparisonView>> {
    let shared = App::clone(&app);
    app.read(move |conn| {
        let visit = visits::get(conn, &permit.scope, &id)?;
        Ok(web::Json(comparison(conn, &shared, &permit.scope, &visit)?))
    })
    .await
}

/// What the visit saw against what the register and the books say.
pub fn comparison(conn: &mut Conn, app: &App, scope: &Scope, visit: &Visit) -> Result<VisitComparisonView> {
    let units = visits::units(conn, scope, visit)?;
    let money = visits::money(conn, scope, visit, app.today())?;
    let ids = units.iter().map(|u| u.area_id.clone());
    let ids: Vec<String> = ids.chain(money.iter().map(|m| m.area_id.clone())).collect();
    let names = app.atlas.names(conn, ids)?;
    let items = budget::names(conn)?;
    let money = money
        .into_iter()
        .map(|m| VisitMoneyRow::new(m, &names, &items))
        .collect();
    Ok(VisitComparisonView::new(units, money, &names))
}

/// Enter what was found disbursed
///
/// In a visited unit for an item of the programme that the visit is about (any, where it names none), while the team is
/// at work; without an amount the entry is taken back.
#[utoipa::path(tag = "visits", operation_id = "put_visit_amount", params(("id" = String, Path, description = "The visit's id")), request_body = VisitAmountInput, responses((status = 200, description = "Entered", body = VisitComparisonView)), security(("bearer" = ["conduct_visits"])))]
#[put("/visits/{id}/amounts")]
pub async fn put_amount(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    id: web::Path<String>,
    body: Body<VisitAmountInput>,
) -> Answer<web::Json<VisitComparisonView>> {
    let Body(input) = body;
    let shared = App::clone(&app);
    app.write(move |conn| {
        let new = NewAmount {
            area: input.area,
            item: input.item,
            seen_vnd: input.seen_vnd,
            note: maybe(input.note),
            version: input.version,
        };
        let visit = visits::see_amount(conn, &permit.scope, &id, &new)?;
        Ok(web::Json(comparison(conn, &shared, &permit.scope, &visit)?))
    })
    .await
}

/// Enter answers
///
/// To the checklist's questions, all of them or none; each that is refused is named by its place. One that is there
/// already is changed by its version, so that nobody overwrites what he hasn't seen.
#[utoipa::path(tag = "visits", operation_id = "put_visit_answers", params(("id" = String, Path, description = "The visit's id")), request_body = VisitAnswersInput, responses((status = 200, description = "Entered", body = VisitDetail)), security(("bearer" = ["conduct_visits"])))]
#[put("/visits/{id}/answers")]
pub async fn put_answers(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    id: web::Path<String>,
    body: Body<VisitAnswersInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    changed(
        &app,
        (permit.actor.clone(), permit.scope.clone()),
        move |conn, scope| {
            let answers: Vec<NewAnswer> = input
                .answers
                .into_iter()
                .map(|a| NewAnswer {
                    question: a.question,
                    area: a.area,
                    value: a.value,
                    note: maybe(a.note),
                    version: a.version,
                })
                .collect();
            visits::put_answers(conn, scope, &id, &answers)
        },
    )
    .await
}

fn finding_view(
    conn: &mut Conn,
    app: &App,
    (actor, scope): (&Actor, &Scope),
    (visit, finding): (&Visit, visits::Finding),
) -> Result<VisitFindingView> {
    let mut own = visits::recommendations_of(conn, scope, visit)?;
    own.retain(|r| r.finding_id == finding.id);
    let own = recommended(conn, &app.atlas, actor, own, app.today())?;
    let names = app.atlas.names(conn, [finding.area_id.clone()])?;
    Ok(VisitFindingView::new(finding, &names, own))
}

/// List findings of a visit
///
/// With what is recommended.
#[utoipa::path(tag = "visits", operation_id = "list_visit_findings", params(("id" = String, Path, description = "The visit's id")), responses((status = 200, description = "The findings, in the order they were entered", body = Vec<VisitFindingView>)), security(("bearer" = ["view_visits"])))]
#[get("/visits/{id}/findings")]
pub async fn list_findings(
    app: web::Data<App>,
    permit: Permit<ViewVisits>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<VisitFindingView>>> {
    let shared = App::clone(&app);
    app.read(move |conn| {
        let visit = visits::get(conn, &permit.scope, &id)?;
        let detail = super::routes::detail(conn, &shared, (&permit.actor, &permit.scope), visit)?;
        Ok(web::Json(detail.findings))
    })
    .await
}

/// Enter a finding
///
/// In a visited unit, with what proves it; of the programme's item, the question or the household where it is of one.
#[utoipa::path(tag = "visits", operation_id = "create_visit_finding", params(("id" = String, Path, description = "The visit's id")), request_body = VisitFindingInput, responses((status = 201, description = "Entered", body = VisitFindingView)), security(("bearer" = ["conduct_visits"])))]
#[post("/visits/{id}/findings")]
pub async fn find(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    id: web::Path<String>,
    body: Body<VisitFindingInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let shared = App::clone(&app);
    let made = app
        .write(move |conn| {
            let visit = visits::own(conn, &permit.scope, &id)?;
            let new = NewFinding {
                severity: input.severity.code(),
                body: said("/text", &input.text)?,
                area: input.area,
                unit: maybe(input.unit),
                item: maybe(input.item),
                question: maybe(input.question),
                household_id: maybe(input.household_id),
                evidence: maybe(input.evidence),
                position: input.position.map(super::inputs::VisitPosition::e6),
            };
            let finding = visits::find(conn, &permit.scope, &id, &new)?;
            finding_view(conn, &shared, (&permit.actor, &permit.scope), (&visit, finding))
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header(etag(made.version))
        .json(made))
}

/// Change a finding
///
/// While the visit is not closed.
#[utoipa::path(tag = "visits", operation_id = "change_visit_finding", params(("id" = String, Path, description = "The visit's id"), ("finding" = String, Path, description = "The finding's id"), ("If-Match" = String, Header, description = "The finding's version, from the ETag", example = "\"1\"")), request_body(content = VisitFindingPatch, content_type = "application/merge-patch+json"), responses((status = 200, description = "Changed", body = VisitFindingView)), security(("bearer" = ["conduct_visits"])))]
#[patch("/visits/{id}/findings/{finding}")]
pub async fn change_finding(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    path: web::Path<(String, String)>,
    version: IfMatch,
    body: Body<VisitFindingPatch>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (id, finding) = path.into_inner();
    let shared = App::clone(&app);
    let changed = app
        .write(move |conn| {
            let visit = visits::get(conn, &permit.scope, &id)?;
            let change = FindingChange {
                severity: input.severity.map(giamngheo_rules::visit::VisitSeverity::code),
                body: maybe(input.text),
                unit: maybe(input.unit),
                evidence: maybe(input.evidence),
            };
            let at = (finding.as_str(), version.0);
            let finding = visits::change_finding(conn, &permit.scope, &id, at, &change)?;
            finding_view(conn, &shared, (&permit.actor, &permit.scope), (&visit, finding))
        })
        .await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag(changed.version))
        .json(changed))
}

/// Recommend something
///
/// Of a finding: what is to be done, by whom, until when. The unit is that of the finding, or one above or below it;
/// nobody of the team answers for it.
#[utoipa::path(tag = "visits", operation_id = "create_visit_recommendation", params(("id" = String, Path, description = "The visit's id"), ("finding" = String, Path, description = "The finding's id")), request_body = VisitRecommendationInput, responses((status = 201, description = "Recommended", body = VisitRecommendationView)), security(("bearer" = ["conduct_visits"])))]
#[post("/visits/{id}/findings/{finding}/recommendations")]
pub async fn recommend(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    path: web::Path<(String, String)>,
    body: Body<VisitRecommendationInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let (id, finding) = path.into_inner();
    let shared = App::clone(&app);
    let made = app
        .write(move |conn| {
            let today = shared.today();
            let visit = visits::get(conn, &permit.scope, &id)?;
            let found = visits::finding(conn, &permit.scope, &visit, &finding)?;
            kept(&[("/due_on", Some(input.due_on))])?;
            let area = match maybe(input.area) {
                Some(code) => unit(conn, &code, "/area", today)?,
                None => areas::by_id(conn, &found.area_id)?.ok_or(Error::NotFound)?,
            };
            let new = NewRecommendation {
                body: said("/text", &input.text)?,
                area,
                office: maybe(input.office),
                owner: said("/owner", &input.owner)?,
                due_on: input.due_on,
            };
            let made = visits::recommend(conn, &permit.scope, (&id, &finding), &new, today)?;
            recommended(conn, &shared.atlas, &permit.actor, vec![made], today)?
                .pop()
                .ok_or(Error::NotFound)
        })
        .await?;
    Ok(HttpResponse::Created()
        .insert_header(etag(made.version))
        .json(made))
}

/// Note who signed the minutes
///
/// Of the team, and of each unit that was visited.
#[utoipa::path(tag = "visits", operation_id = "sign_visit", params(("id" = String, Path, description = "The visit's id")), request_body = VisitSignatureInput, responses((status = 201, description = "Noted", body = VisitSignatureView)), security(("bearer" = ["conduct_visits"])))]
#[post("/visits/{id}/signatures")]
pub async fn sign(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    id: web::Path<String>,
    body: Body<VisitSignatureInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let today = app.today();
    let made = app
        .write(move |conn| {
            visits::own(conn, &permit.scope, &id)?;
            kept(&[("/signed_on", Some(input.signed_on))])?;
            let new = NewSignature {
                side: input.side.code(),
                area: maybe(input.area),
                name: said("/name", &input.name)?,
                title: said("/title", &input.title)?,
                signed_on: input.signed_on,
            };
            Ok(visits::sign(conn, &permit.scope, &id, &new, today)?.1)
        })
        .await?;
    Ok(HttpResponse::Created().json(VisitSignatureView::from(made)))
}

/// What a file belongs to: a visit and the unit of it that the file concerns.
struct Shelf {
    id: String,
    province: String,
    area_id: String,
    path: String,
}

impl Shelf {
    fn new(visit: &Visit, area_id: &str, path: &str) -> Self {
        Self {
            id: format!("{}/{area_id}", visit.id),
            province: visit.province_id.clone(),
            area_id: area_id.to_owned(),
            path: path.to_owned(),
        }
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            kind: "visit",
            id: &self.id,
            province_id: &self.province,
            path: &self.path,
        }
    }
}

/// Where files of a visit lie that the scope may see: of the visit as a whole, and of each visited unit.
fn shelves(conn: &mut Conn, scope: &Scope, visit: &Visit) -> Result<Vec<Shelf>> {
    let mut out = Vec::new();
    if scope.covers(&visit.path) {
        out.push(Shelf::new(visit, &visit.area_id, &visit.path));
    }
    for area in visits::areas(conn, scope, visit)? {
        if area.area_id != visit.area_id {
            out.push(Shelf::new(visit, &area.area_id, &area.path));
        }
    }
    Ok(out)
}

/// The file of an id, with where it lies.
fn shelved(conn: &mut Conn, scope: &Scope, visit: &Visit, file: &str) -> Result<(File, Shelf)> {
    for shelf in shelves(conn, scope, visit)? {
        match evidence::get(conn, scope, shelf.subject(), file) {
            Ok(found) => return Ok((found, shelf)),
            Err(Error::NotFound) => {}
            Err(e) => return Err(e),
        }
    }
    Err(Error::NotFound)
}

/// List files of a visit
///
/// Photos, minutes and what else proves what was seen, as far as the caller may see it.
#[utoipa::path(tag = "visits", operation_id = "list_visit_files", params(("id" = String, Path, description = "The visit's id")), responses((status = 200, description = "The files", body = Vec<VisitFileView>)), security(("bearer" = ["view_visits"])))]
#[get("/visits/{id}/files")]
pub async fn list_files(
    app: web::Data<App>,
    permit: Permit<ViewVisits>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<VisitFileView>>> {
    let atlas = app.atlas.clone();
    app.read(move |conn| {
        let visit = visits::get(conn, &permit.scope, &id)?;
        let mut out = Vec::new();
        for shelf in shelves(conn, &permit.scope, &visit)? {
            let names = atlas.names(conn, [shelf.area_id.clone()])?;
            for file in evidence::list(conn, &permit.scope, shelf.subject())? {
                out.push(file_view(file, &visit, &shelf, &names));
            }
        }
        Ok(web::Json(out))
    })
    .await
}

fn file_view(file: File, visit: &Visit, shelf: &Shelf, names: &crate::areas::atlas::Names) -> VisitFileView {
    VisitFileView {
        position: file
            .position
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok()),
        file: file.into(),
        area: names
            .get(&shelf.area_id)
            .filter(|_| shelf.area_id != visit.area_id),
    }
}

/// Add a file to a visit
///
/// The body is the file itself: PDF, PNG, JPEG, Excel (.xlsx) or Word (.docx) without macros, known by its content, up
/// to 20 MB, at most 20 for the whole visit and for each unit. With `area` it concerns that unit, and who works there
/// sees it.
#[utoipa::path(tag = "visits", operation_id = "add_visit_file", params(("id" = String, Path, description = "The visit's id"), VisitFileQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"), responses((status = 201, description = "Added", body = VisitFileView)), security(("bearer" = ["conduct_visits"])))]
#[post("/visits/{id}/files")]
pub async fn add_file(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    id: web::Path<String>,
    query: Params<VisitFileQuery>,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let Params(query) = query;
    let id = id.into_inner();
    // Before a large file is read.
    let (scope, asked, area) = (permit.scope.clone(), id.clone(), query.area.clone());
    app.write(move |conn| shelf_for(conn, &scope, &asked, area.as_deref()))
        .await?;
    let new = app
        .attachments
        .keep_photo(&query.filename, payload, query.keep_position)
        .await?;
    let atlas = app.atlas.clone();
    let view = app
        .write(move |conn| {
            let (visit, shelf) = shelf_for(conn, &permit.scope, &id, query.area.as_deref())?;
            let (file, _) = evidence::add(conn, &permit.scope, shelf.subject(), &new)?;
            let names = atlas.names(conn, [shelf.area_id.clone()])?;
            Ok(file_view(file, &visit, &shelf, &names))
        })
        .await?;
    Ok(HttpResponse::Created().json(view))
}

/// Where a new file goes. Errors: the state; the visit doesn't go to the area.
fn shelf_for(conn: &mut Conn, scope: &Scope, id: &str, area: Option<&str>) -> Result<(Visit, Shelf)> {
    let visit = visits::attachable(conn, scope, id)?;
    let mut all = shelves(conn, scope, &visit)?;
    let at = match area {
        None => all.iter().position(|s| s.area_id == visit.area_id),
        Some(code) => all
            .iter()
            .position(|s| s.area_id == code || s.area_id.split('.').next() == Some(code)),
    };
    let at = at.ok_or_else(|| {
        Error::field(
            "/area",
            "unknown",
            "cuộc kiểm tra không có địa bàn này",
            "the visit doesn't go to this area",
        )
    })?;
    Ok((visit, all.swap_remove(at)))
}

/// Download a file of a visit
///
/// As it was sent; a photograph without what its camera wrote in it.
#[utoipa::path(tag = "visits", operation_id = "get_visit_file", params(("id" = String, Path, description = "The visit's id"), ("file" = String, Path, description = "The file's id")), responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream")), security(("bearer" = ["view_visits"])))]
#[get("/visits/{id}/files/{file}")]
pub async fn get_file(
    app: web::Data<App>,
    permit: Permit<ViewVisits>,
    path: web::Path<(String, String)>,
) -> Answer<HttpResponse> {
    let (id, file) = path.into_inner();
    let file = app
        .read(move |conn| {
            let visit = visits::get(conn, &permit.scope, &id)?;
            Ok(shelved(conn, &permit.scope, &visit, &file)?.0)
        })
        .await?;
    app.attachments.send(&file).await
}

/// Remove a file of a visit
///
/// While the visit is not closed.
#[utoipa::path(tag = "visits", operation_id = "remove_visit_file", params(("id" = String, Path, description = "The visit's id"), ("file" = String, Path, description = "The file's id"), ("If-Match" = String, Header, description = "The visit's version, from the ETag", example = "\"1\"")), responses((status = 204, description = "Removed")), security(("bearer" = ["conduct_visits"])))]
#[delete("/visits/{id}/files/{file}")]
pub async fn remove_file(
    app: web::Data<App>,
    permit: Permit<ConductVisits>,
    path: web::Path<(String, String)>,
    version: IfMatch,
) -> Answer<HttpResponse> {
    let (id, file) = path.into_inner();
    app.write(move |conn| {
        let visit = visits::get(conn, &permit.scope, &id)?;
        let (file, shelf) = shelved(conn, &permit.scope, &visit, &file)?;
        visits::attachable(conn, &permit.scope, &id)?;
        if visit.version != version.0 {
            return Err(Error::Stale {
                current: visit.version,
            });
        }
        evidence::remove(conn, &permit.scope, shelf.subject(), &file.id)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
