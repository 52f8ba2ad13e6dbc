//! Documents: read with any role in the area they are for, above it or below it; filed by who plans there.

use actix_web::{HttpResponse, delete, get, post, put, web};
use giamngheo_store::access::Action;
use giamngheo_store::documents::Filter;
use giamngheo_store::id::new_id;
use giamngheo_store::{Conn, areas, documents};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::{DocumentDetail, DocumentInput, DocumentKind, DocumentView};
use crate::app::App;
use crate::http::auth::{EditPlans, Permit, SignedIn};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, ProblemDocument};
use crate::values::dto::{EvidenceQuery, EvidenceView};

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(create)
        .service(get_one)
        .service(put_one)
        .service(list_files)
        .service(add_file)
        .service(get_file)
        .service(remove_file);
}

/// Which documents, and which page.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DocumentQuery {
    /// Only of this kind.
    pub kind: Option<DocumentKind>,
    /// Only issued in this year.
    #[validate(range(min = 1900, max = 2100))]
    #[param(minimum = 1900, maximum = 2100)]
    pub year: Option<i32>,
    /// Only with these words in number, title or issuer, with or without accents.
    #[validate(length(max = 200))]
    pub q: Option<String>,
    /// Only what holds for this area (its code today, or its id): for it, above it or below it.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// List documents
///
/// Plans and decisions for the caller's areas, those above and those below, the last issued first.
#[utoipa::path(tag = "documents", operation_id = "list_documents", params(DocumentQuery), responses((status = 200, description = "A page of documents", body = Page<DocumentView>)), security(("bearer" = [])))]
#[get("/documents")]
pub async fn list(
    app: web::Data<App>,
    signed_in: SignedIn,
    query: Params<DocumentQuery>,
) -> Answer<web::Json<Page<DocumentView>>> {
    let Params(query) = query;
    let after: Option<(String, String)> = paging::keys(query.after.as_deref())?;
    let (atlas, today) = (app.atlas.clone(), app.today());
    app.read(move |conn| {
        let after = after
            .as_ref()
            .map(|(issued_on, id)| (issued_on.as_str(), id.as_str()));
        let place = query
            .area
            .as_deref()
            .map(|code| atlas.place(conn, code, today))
            .transpose()?;
        let filter = Filter {
            kind: query.kind.map(|kind| kind.code().to_owned()),
            year: query.year,
            q: query.q.filter(|q| !q.trim().is_empty()),
            subtrees: place.map(|place| place.paths.to_vec()),
        };
        let rows = documents::list(conn, &signed_in.0, &filter, after, query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |d| (d.issued_on.clone(), d.id.clone()));
        let ids: std::collections::BTreeSet<String> = page.items.iter().map(|d| d.area_id.clone()).collect();
        let units = areas::by_ids(conn, ids)?;
        Ok(web::Json(page.map(|document| {
            let area = units.iter().find(|a| a.id == document.area_id);
            DocumentView::new(&document, area)
        })))
    })
    .await
}

fn detail(
    conn: &mut Conn,
    actor: &giamngheo_store::Actor,
    document: &documents::Document,
) -> giamngheo_store::Result<DocumentDetail> {
    let area = areas::by_id(conn, &document.area_id)?;
    let related = documents::related(conn, actor, &document.id)?;
    let kept = actor
        .scope(Action::EditPlans)
        .is_some_and(|scope| scope.covers(&document.path));
    DocumentDetail::new(document, area.as_ref(), &related, kept)
}

/// File a document
///
/// Of one of the caller's areas, with the documents it replaces, amends or rests on. An office gives a number once a year.
#[utoipa::path(tag = "documents", operation_id = "create_document", request_body = DocumentInput, responses((status = 201, description = "Filed", body = DocumentDetail)), security(("bearer" = ["edit_plans"])))]
#[post("/documents")]
pub async fn create(
    app: web::Data<App>,
    permit: Permit<EditPlans>,
    body: Body<DocumentInput>,
) -> Answer<HttpResponse> {
    let today = app.today();
    let filed = app
        .write(move |conn| {
            let (new, relations) = body.0.checked(conn, today, new_id())?;
            let document = documents::create(conn, &permit.scope, &permit.actor, &new, &relations)?;
            detail(conn, &permit.actor, &document)
        })
        .await?;
    let location = format!("/api/v1/documents/{}", filed.document.id);
    Ok(HttpResponse::Created()
        .insert_header(("location", location))
        .json(filed))
}

/// Correct a document
///
/// What was filed of it is put right: all but its area. One that came of a plan issued here is not changed.
#[utoipa::path(tag = "documents", operation_id = "put_document", params(("id" = String, Path, description = "The document's id"), ("If-Match" = String, Header, description = "The version being changed, from the ETag", example = "\"1\"")), request_body = DocumentInput, responses((status = 200, description = "The document after it", body = DocumentDetail), (status = 409, description = "It came of a plan", body = ProblemDocument, content_type = "application/problem+json")), security(("bearer" = ["edit_plans"])))]
#[put("/documents/{id}")]
pub async fn put_one(
    app: web::Data<App>,
    permit: Permit<EditPlans>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<DocumentInput>,
) -> Answer<HttpResponse> {
    let today = app.today();
    let corrected = app
        .write(move |conn| {
            let (scope, actor) = (&permit.scope, &permit.actor);
            // Before what is wrong with it: of a document out of reach not even that is told.
            documents::own(conn, scope, &id)?;
            let (new, relations) = body.0.checked(conn, today, id.into_inner())?;
            let document = documents::correct(conn, scope, actor, if_match.0, &new, &relations)?;
            detail(conn, actor, &document)
        })
        .await?;
    Ok(answer(&corrected))
}

fn answer(view: &DocumentDetail) -> HttpResponse {
    HttpResponse::Ok().insert_header(etag(view.version)).json(view)
}

/// Read a document
///
/// With all it says, what it replaces, amends or rests on, and what replaces or amends it.
#[utoipa::path(tag = "documents", operation_id = "get_document", params(("id" = String, Path, description = "The document's id")), responses((status = 200, description = "The document", body = DocumentDetail)), security(("bearer" = [])))]
#[get("/documents/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    signed_in: SignedIn,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let view = app
        .read(move |conn| {
            let document = documents::get(conn, &signed_in.0, &id)?;
            detail(conn, &signed_in.0, &document)
        })
        .await?;
    Ok(answer(&view))
}

/// List files of a document
///
/// In the order they came.
#[utoipa::path(tag = "documents", operation_id = "list_document_files", params(("id" = String, Path, description = "The document's id")), responses((status = 200, description = "The files", body = Vec<EvidenceView>)), security(("bearer" = [])))]
#[get("/documents/{id}/files")]
pub async fn list_files(
    app: web::Data<App>,
    signed_in: SignedIn,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<EvidenceView>>> {
    app.read(move |conn| {
        let files = documents::files(conn, &signed_in.0, &id)?;
        Ok(web::Json(files.into_iter().map(EvidenceView::from).collect()))
    })
    .await
}

/// Add a file to a document
///
/// The body is the file itself: PDF, PNG, JPEG, Excel (.xlsx) or Word (.docx) without macros, known by its content, up to
/// 20 MB, at most 20 files. The same content again is the same file.
#[utoipa::path(tag = "documents", operation_id = "add_document_file", params(("id" = String, Path, description = "The document's id"), EvidenceQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"), responses((status = 200, description = "It was there already", body = EvidenceView), (status = 201, description = "Added", body = EvidenceView)), security(("bearer" = ["edit_plans"])))]
#[post("/documents/{id}/files")]
pub async fn add_file(
    app: web::Data<App>,
    permit: Permit<EditPlans>,
    id: web::Path<String>,
    query: Params<EvidenceQuery>,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let id = id.into_inner();
    // Before a large file is read.
    let (scope, asked) = (permit.scope.clone(), id.clone());
    app.read(move |conn| documents::own(conn, &scope, &asked)).await?;
    let new = app.attachments.keep(&query.0.filename, payload).await?;
    let (file, first) = app
        .write(move |conn| documents::add_file(conn, &permit.scope, &id, &new))
        .await?;
    let mut answer = if first {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(answer.json(EvidenceView::from(file)))
}

/// Download a file of a document
///
/// Photographs without what their camera wrote into them, all else as it was sent.
#[utoipa::path(tag = "documents", operation_id = "get_document_file", params(("id" = String, Path, description = "The document's id"), ("file" = String, Path, description = "The file's id")), responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream")), security(("bearer" = [])))]
#[get("/documents/{id}/files/{file}")]
pub async fn get_file(
    app: web::Data<App>,
    signed_in: SignedIn,
    path: web::Path<(String, String)>,
) -> Answer<HttpResponse> {
    let (id, file) = path.into_inner();
    let file = app
        .read(move |conn| documents::one_file(conn, &signed_in.0, &id, &file))
        .await?;
    app.attachments.send(&file).await
}

/// Remove a file of a document
///
/// By who may file documents there.
#[utoipa::path(tag = "documents", operation_id = "remove_document_file", params(("id" = String, Path, description = "The document's id"), ("file" = String, Path, description = "The file's id")), responses((status = 204, description = "Removed")), security(("bearer" = ["edit_plans"])))]
#[delete("/documents/{id}/files/{file}")]
pub async fn remove_file(
    app: web::Data<App>,
    permit: Permit<EditPlans>,
    path: web::Path<(String, String)>,
) -> Answer<HttpResponse> {
    let (id, file) = path.into_inner();
    app.write(move |conn| documents::remove_file(conn, &permit.scope, &id, &file))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
