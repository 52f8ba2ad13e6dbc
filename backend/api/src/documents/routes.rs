//! Reading documents: with any role in the area they are for, above it or below it.

use actix_web::{get, web};
use giamngheo_store::{areas, documents};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::{DocumentDetail, DocumentView};
use crate::app::App;
use crate::http::auth::SignedIn;
use crate::http::extract::Params;
use crate::http::paging::{self, Page};
use crate::http::problem::Answer;

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config.service(list).service(get_one);
}

/// Which page.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DocumentQuery {
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
    app.read(move |conn| {
        let after = after
            .as_ref()
            .map(|(issued_on, id)| (issued_on.as_str(), id.as_str()));
        let rows = documents::list(conn, &signed_in.0, after, query.limit + 1)?;
        let page = Page::cut(rows, query.limit, |d| (d.issued_on.clone(), d.id.clone()));
        let ids: std::collections::BTreeSet<String> = page.items.iter().map(|d| d.area_id.clone()).collect();
        let units = areas::by_ids(conn, ids)?;
        Ok(web::Json(page.map(|document| {
            let area = units.iter().find(|a| a.id == document.area_id);
            DocumentView::new(document, area)
        })))
    })
    .await
}

/// Read a document
///
/// With all it says.
#[utoipa::path(tag = "documents", operation_id = "get_document", params(("id" = String, Path, description = "The document's id")), responses((status = 200, description = "The document", body = DocumentDetail)), security(("bearer" = [])))]
#[get("/documents/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    signed_in: SignedIn,
    id: web::Path<String>,
) -> Answer<web::Json<DocumentDetail>> {
    app.read(move |conn| {
        let document = documents::get(conn, &signed_in.0, &id)?;
        let area = areas::by_id(conn, &document.area_id)?;
        let body = serde_json::from_str(&document.body)?;
        Ok(web::Json(DocumentDetail {
            document: DocumentView::new(document, area.as_ref()),
            body,
        }))
    })
    .await
}
