//! Standards and forms: the law as it is applied, open to everybody who is signed in.

use actix_web::{get, post, web};
use giamngheo_rules::form::{self, Form};
use giamngheo_rules::poverty::{self, Setting, Standard};
use giamngheo_store::{Error, areas};
use utoipa_actix_web::service_config::ServiceConfig;

use super::dto::{ScoreInput, ScoreView, StandardView};
use crate::app::App;
use crate::http::auth::SignedIn;
use crate::http::extract::Body;
use crate::http::problem::{Answer, Problem};

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(get_one)
        .service(score)
        .service(list_forms)
        .service(get_form);
}

fn view(standard: &Standard, today: chrono::NaiveDate) -> StandardView {
    StandardView {
        in_force: standard.in_force_on(today),
        verified: standard.verified(),
        forms: form::forms()
            .iter()
            .filter(|f| f.standards.contains(&standard.code))
            .map(|f| f.code.clone())
            .collect(),
        standard: standard.clone(),
    }
}

fn find(code: &str) -> Answer<&'static Standard> {
    poverty::by_code(code).ok_or_else(Problem::not_found)
}

/// List standards
///
/// All versions of the poverty standard, the first first.
#[utoipa::path(tag = "standards", operation_id = "list_standards", responses((status = 200, description = "The standards", body = Vec<StandardView>)), security(("bearer" = [])))]
#[get("/standards")]
pub async fn list(app: web::Data<App>, _: SignedIn) -> web::Json<Vec<StandardView>> {
    web::Json(
        poverty::standards()
            .iter()
            .map(|s| view(s, app.today()))
            .collect(),
    )
}

/// Read a standard
///
/// Thresholds, indicators, cut-offs and the table of classes, each with its source.
#[utoipa::path(tag = "standards", operation_id = "get_standard", params(("code" = String, Path, description = "The standard's code", example = "VN-2022")), responses((status = 200, description = "The standard", body = StandardView)), security(("bearer" = [])))]
#[get("/standards/{code}")]
pub async fn get_one(
    app: web::Data<App>,
    _: SignedIn,
    code: web::Path<String>,
) -> Answer<web::Json<StandardView>> {
    Ok(web::Json(view(find(&code)?, app.today())))
}

/// Score findings
///
/// What the rule makes of them under this standard, with the reasons. Nothing is kept.
#[utoipa::path(tag = "standards", operation_id = "score_findings", params(("code" = String, Path, description = "The standard's code", example = "VN-2022")), request_body = ScoreInput, responses((status = 200, description = "The verdict", body = ScoreView)), security(("bearer" = [])))]
#[post("/standards/{code}/score")]
pub async fn score(
    app: web::Data<App>,
    _: SignedIn,
    code: web::Path<String>,
    body: Body<ScoreInput>,
) -> Answer<web::Json<ScoreView>> {
    let standard = find(&code)?;
    let Body(input) = body;
    // A unit that lived under the standard: on its last day, or today when that is earlier.
    let on = standard.valid_to.min(app.today()).max(standard.valid_from);
    let area = match input.area.clone() {
        None => None,
        Some(code) => {
            let found = app
                .read(move |conn| match areas::find(conn, &code, on) {
                    Ok(area) if area.level == "commune" || area.level == "village" => Ok(area),
                    Ok(_) | Err(Error::NotFound) => Err(Error::field(
                        "/area",
                        "not_a_commune",
                        "phải chọn đơn vị cấp xã",
                        "choose a commune-level unit",
                    )),
                    Err(e) => Err(e),
                })
                .await?;
            Some(found)
        }
    };
    let setting = area
        .as_ref()
        .map(|a| Setting::of(a.urban))
        .or(input.setting)
        .ok_or_else(|| {
            Problem::field(
                "/setting",
                "missing",
                "thiếu khu vực (nông thôn hay thành thị)",
                "say rural or urban, or the area",
            )
        })?;
    let province = area
        .as_ref()
        .map_or("", |a| a.path.split('/').next().unwrap_or_default());
    let scored = input.findings.score(standard, setting, province, "/findings")?;
    Ok(web::Json(ScoreView::new(standard, scored)))
}

/// List survey forms
///
/// Forms A, B1 and B2 with their items, options and points; a form marked as a sample is not the official one.
#[utoipa::path(tag = "standards", operation_id = "list_forms", responses((status = 200, description = "The forms", body = Vec<Form>)), security(("bearer" = [])))]
#[get("/forms")]
pub async fn list_forms(_: SignedIn) -> web::Json<&'static [Form]> {
    web::Json(form::forms())
}

/// Read a survey form
///
/// By its code.
#[utoipa::path(tag = "standards", operation_id = "get_form", params(("code" = String, Path, description = "The form's code", example = "B2-2022")), responses((status = 200, description = "The form", body = Form)), security(("bearer" = [])))]
#[get("/forms/{code}")]
pub async fn get_form(_: SignedIn, code: web::Path<String>) -> Answer<web::Json<&'static Form>> {
    form::form(&code).map(web::Json).ok_or_else(Problem::not_found)
}
