//! Checklists: reading them, and changing them by new versions.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{get, put, web};
use giamngheo_rules::visit;
use giamngheo_store::definitions::{self, NewVersion};
use giamngheo_store::visits::{CHECKLIST, bad_field};
use giamngheo_store::{Error, FieldError};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::VisitChecklistView;
use super::inputs::{ChecklistQuery, VisitChecklistInput, kept};
use crate::app::App;
use crate::http::auth::{ManageFramework, Permit, ViewVisits};
use crate::http::extract::{Body, Params};
use crate::http::problem::{Answer, Problem};

/// The routes of this file.
pub fn register(config: &mut ServiceConfig) {
    config.service(list).service(put_one);
}

/// List checklists
///
/// Those in force on a day, with their questions.
#[utoipa::path(tag = "visits", operation_id = "list_checklists", params(ChecklistQuery), responses((status = 200, description = "The checklists", body = Vec<VisitChecklistView>)), security(("bearer" = ["view_visits"])))]
#[get("/checklists")]
pub async fn list(
    app: web::Data<App>,
    _: Permit<ViewVisits>,
    query: Params<ChecklistQuery>,
) -> Answer<web::Json<Vec<VisitChecklistView>>> {
    let on = query.0.on.unwrap_or_else(|| app.today());
    if kept(&[("/on", Some(on))]).is_err() {
        return Err(Problem::parameter(
            "on",
            "ngày phải trong khoảng 1900 – 2100",
            "the day must be in 1900 – 2100",
        ));
    }
    app.read(move |conn| {
        definitions::in_force(conn, &[CHECKLIST], on)?
            .into_iter()
            .map(VisitChecklistView::new)
            .collect::<Result<_, Error>>()
            .map(web::Json)
    })
    .await
}

/// Change a checklist
///
/// By a new version, or a new checklist. Visits keep the version they were prepared with. For the whole nation alone.
#[utoipa::path(tag = "visits", operation_id = "put_checklist", params(("code" = String, Path, description = "The checklist's code", example = "KT-DA7-TDA2")), request_body = VisitChecklistInput, responses((status = 200, description = "Kept", body = VisitChecklistView)), security(("bearer" = ["manage_framework"])))]
#[put("/checklists/{code}")]
pub async fn put_one(
    app: web::Data<App>,
    permit: Permit<ManageFramework>,
    code: web::Path<String>,
    body: Body<VisitChecklistInput>,
) -> Answer<web::Json<VisitChecklistView>> {
    let Body(input) = body;
    if !permit.scope.is_national() {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "not_national",
            "Bảng kiểm dùng chung cả nước; chỉ quản trị toàn quốc được sửa.",
            "Checklists hold in the whole nation; only a national administrator may change them.",
        ));
    }
    app.write(move |conn| {
        let mut bad = Vec::new();
        if input.checklist.code != *code {
            bad.push(FieldError::new(
                "/checklist/code",
                "other_code",
                "mã phải giống mã trên địa chỉ",
                "the code must be that of the address",
            ));
        }
        if let Err(Error::Invalid(found)) = kept(&[("/valid_from", Some(input.valid_from))]) {
            return Err(Error::Invalid(found));
        }
        let indicators: BTreeSet<String> = definitions::in_force(conn, &["indicator"], input.valid_from)?
            .into_iter()
            .map(|d| d.code)
            .collect();
        bad.extend(
            visit::check(&input.checklist, &indicators)
                .into_iter()
                .map(|mut fault| {
                    fault.pointer = format!("/checklist{}", fault.pointer);
                    bad_field(fault)
                }),
        );
        if !bad.is_empty() {
            return Err(Error::Invalid(bad));
        }
        let new = NewVersion {
            kind: CHECKLIST,
            code: &input.checklist.code,
            valid_from: input.valid_from,
            body: serde_json::to_string(&input.checklist)?,
        };
        let made = definitions::put(conn, &permit.scope, &new, input.base)?;
        VisitChecklistView::new(made).map(web::Json)
    })
    .await
}
