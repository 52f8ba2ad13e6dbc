//! The registry: lists, records, surveys, history. What happens to whole households is in [`super::life`].

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use chrono::NaiveDate;
use giamngheo_rules::movement::movement;
use giamngheo_rules::poverty;
use giamngheo_rules::text::{fold, tidy};
use giamngheo_store::access::Action;
use giamngheo_store::areas;
use giamngheo_store::households::{self, Filter, Household, HouseholdData, Keys, Sort, Survey, YearClass};
use giamngheo_store::scope::{Actor, Scope};
use giamngheo_store::{Conn, Error, FieldError};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::dto::{
    DuplicateView, EventView, HistoryView, HouseholdInput, HouseholdItem, HouseholdView, MemberView, Sight,
    SurveyView, YearView, areas_of, deprivation_codes,
};
use super::export::{self, Kind};
use super::survey::SurveyInput;
use crate::app::App;
use crate::areas::atlas::{Atlas, Names, last_id};
use crate::areas::routes::day_of_year;
use crate::crypto::Vault;
use crate::http::auth::{EditHouseholds, Permit, SurveyHouseholds, ViewHouseholds};
use crate::http::etag::{IfMatch, etag};
use crate::http::extract::{Body, Params};
use crate::http::paging::{self, Page};
use crate::http::problem::{Answer, Problem};
use crate::standards::dto::ReasonView;

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config
        .service(list)
        .service(duplicates)
        .service(create)
        .service(get_one)
        .service(replace)
        .service(history)
        .service(list_surveys)
        .service(add_survey);
    super::life::register(config);
}

/// What to look for among households.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HouseholdQuery {
    /// At or below this unit (code or id), with the units that went into it whole.
    #[param(example = "20")]
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// The register of this year, on the units of then; without it the present registry.
    #[param(example = 2024, minimum = 2000, maximum = 2100)]
    #[validate(range(min = 2000, max = 2100))]
    pub year: Option<i64>,
    /// Classes, separated by commas: poor, near_poor, average, other, unclassified.
    #[serde(default, deserialize_with = "paging::comma_list")]
    #[param(value_type = Option<String>, example = "poor,near_poor")]
    #[validate(length(max = 5))]
    pub class: Vec<String>,
    /// Deprived in this indicator (its code).
    #[param(example = "water")]
    #[validate(length(max = 60))]
    pub indicator: Option<String>,
    /// active (the default), moved_out, dissolved, merged or all.
    #[validate(length(max = 20))]
    pub status: Option<String>,
    /// Part of the head's name, in any case, with or without accents.
    #[param(example = "nong duc")]
    #[validate(length(max = 100))]
    pub q: Option<String>,
    /// A member's citizen ID, whole.
    #[validate(length(max = 20))]
    pub citizen_id: Option<String>,
    /// Ethnicity of the head.
    #[validate(length(max = 60))]
    pub ethnicity: Option<String>,
    /// entered (the default), name, b1, b2 or members; with `-` in front downwards.
    #[param(example = "-b1")]
    #[validate(length(max = 20))]
    pub sort: Option<String>,
    /// Rows of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Whether to count all rows too.
    #[serde(default)]
    pub count: bool,
}

impl HouseholdQuery {
    fn order(&self) -> Answer<(Sort, bool)> {
        let text = self.sort.as_deref().unwrap_or("entered");
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        let sort = match name {
            "entered" => Sort::Entered,
            "name" => Sort::Name,
            "b1" => Sort::B1,
            "b2" => Sort::B2,
            "members" => Sort::Members,
            _ => {
                return Err(Problem::parameter(
                    "sort",
                    "chỉ sắp xếp theo entered, name, b1, b2, members",
                    "sort by entered, name, b1, b2 or members",
                ));
            }
        };
        Ok((sort, descending))
    }

    /// The store's filter, without the place. Errors: 400 naming the parameter.
    fn filter(&self, actor: &Actor, vault: &Vault) -> Answer<Filter> {
        let (sort, descending) = self.order()?;
        let (unclassified, classes): (Vec<String>, Vec<String>) =
            self.class.iter().cloned().partition(|c| c == "unclassified");
        if let Some(class) = classes.iter().find(|c| poverty::Class::from_code(c).is_none()) {
            return Err(Problem::parameter(
                "class",
                format!("không có loại hộ “{class}”"),
                format!("no class {class}"),
            ));
        }
        let status = match self.status.as_deref().unwrap_or("active") {
            "all" => None,
            // A year's register holds who was there then, whatever became of them.
            "active" if self.status.is_none() && self.year.is_some() => None,
            known @ ("active" | "moved_out" | "dissolved" | "merged") => Some(known.to_owned()),
            other => {
                return Err(Problem::parameter(
                    "status",
                    format!("không có trạng thái “{other}”"),
                    format!("there is no status {other}"),
                ));
            }
        };
        let indicator = match &self.indicator {
            None => None,
            Some(code) => Some(indicator_bit(code).ok_or_else(|| {
                Problem::parameter(
                    "indicator",
                    format!("không có chỉ số “{code}”"),
                    format!("no indicator {code}"),
                )
            })?),
        };
        if self.citizen_id.is_some() && !actor.may(Action::SeeCitizenIds) {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "not_allowed",
                "Vai trò của bạn không được tìm theo số định danh.",
                "Your role may not search by citizen ID.",
            ));
        }
        Ok(Filter {
            year: self.year,
            communes: Vec::new(),
            classes,
            unclassified: !unclassified.is_empty(),
            indicator,
            status,
            q: self.q.as_deref().map(fold).filter(|q| !q.is_empty()),
            citizen_id_hash: self.citizen_id.as_deref().map(|c| vault.index(c.trim())),
            ethnicity: self.ethnicity.as_deref().map(tidy),
            sort,
            descending,
        })
    }
}

/// The bit of an indicator in the standards, which all order their indicators alike.
fn indicator_bit(code: &str) -> Option<u32> {
    let index = poverty::standards()
        .iter()
        .find_map(|s| s.indicator_index(code))?;
    u32::try_from(index).ok()
}

/// Where a list may look: who searches by citizen ID finds households only where he sees citizen IDs.
fn within_sight(actor: &Actor, scope: Scope, filter: &Filter) -> Scope {
    match actor.scope(Action::SeeCitizenIds) {
        Some(sight) if filter.citizen_id_hash.is_some() => scope.and(&sight),
        _ => scope,
    }
}

/// Narrows a scope and a filter to the area asked for. Errors: there is no such area.
fn narrow(
    conn: &mut Conn,
    atlas: &Atlas,
    scope: &Scope,
    filter: &mut Filter,
    area: Option<&str>,
    on: NaiveDate,
) -> giamngheo_store::Result<Scope> {
    let Some(code) = area else {
        return Ok(scope.clone());
    };
    let place = atlas.place(conn, code, on)?;
    if place.area.level == "commune" {
        filter.communes = place
            .paths
            .iter()
            .filter_map(|p| last_id(p).map(str::to_owned))
            .collect();
    }
    Ok(scope.within(&place.paths))
}

/// List households
///
/// The households of the caller's areas. With `Accept: text/csv`, `application/x-ndjson` or the Excel type the
/// whole list is streamed as a file (for roles that may export), without pages.
#[utoipa::path(tag = "households", operation_id = "list_households", params(HouseholdQuery), responses((status = 200, description = "A page of households", body = Page<HouseholdItem>)), security(("bearer" = ["view_households"])))]
#[get("/households")]
pub async fn list(
    app: web::Data<App>,
    permit: Permit<ViewHouseholds>,
    request: HttpRequest,
    query: Params<HouseholdQuery>,
) -> Answer<HttpResponse> {
    let Params(query) = query;
    let mut filter = query.filter(&permit.actor, &app.vault)?;
    let on = query
        .year
        .map_or(Ok(app.today()), |year| day_of_year(year, app.today()))?;
    if let Some(kind) = Kind::wanted(&request) {
        let scope = permit.actor.scope(Action::ExportHouseholds).ok_or_else(|| {
            Problem::new(
                StatusCode::FORBIDDEN,
                "not_allowed",
                "Vai trò của bạn không được xuất danh sách.",
                "Your role may not export lists.",
            )
        })?;
        let scope = within_sight(&permit.actor, scope, &filter);
        let (area, mut wanted, atlas) = (query.area.clone(), filter, app.atlas.clone());
        let (scope, wanted) = app
            .read(move |conn| {
                let scope = narrow(conn, &atlas, &scope, &mut wanted, area.as_deref(), on)?;
                Ok((scope, wanted))
            })
            .await?;
        let sight = Sight::of(&permit.actor);
        return export::answer(&app, scope, wanted, kind, sight).await;
    }
    let after: Option<Keys> = paging::keys(query.after.as_deref())?;
    check_keys(after.as_ref(), filter.sort)?;
    let atlas = app.atlas.clone();
    let page = app
        .read(move |conn| {
            let scope = within_sight(&permit.actor, permit.scope.clone(), &filter);
            let scope = narrow(conn, &atlas, &scope, &mut filter, query.area.as_deref(), on)?;
            let rows = households::list(conn, &scope, &filter, after.as_ref(), query.limit + 1)?;
            let page = Page::cut(rows, query.limit, |h| Keys::of(h, filter.sort));
            let total = if query.count {
                Some(households::count(conn, &scope, &filter)?)
            } else {
                None
            };
            let names = atlas.names(conn, areas_of(&page.items))?;
            Ok(Page {
                total,
                ..page.map(|h| HouseholdItem::new(&h, &names))
            })
        })
        .await?;
    Ok(HttpResponse::Ok().json(page))
}

/// A cursor of another order would page wrongly without a word. Errors: 400.
fn check_keys(after: Option<&Keys>, sort: Sort) -> Answer<()> {
    let fits = after.is_none_or(|keys| match sort {
        Sort::Entered => keys.text.is_none() && keys.number.is_none(),
        Sort::Name => keys.text.is_some() && keys.number.is_none(),
        Sort::B1 | Sort::B2 | Sort::Members => keys.number.is_some() && keys.text.is_none(),
    });
    if fits {
        Ok(())
    } else {
        Err(Problem::parameter(
            "after",
            "con trỏ trang không hợp với cách sắp xếp",
            "the cursor is of another order",
        ))
    }
}

/// What to look for among likely duplicates.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DuplicateQuery {
    /// At or below this unit (code or id).
    #[validate(length(max = 60))]
    pub area: Option<String>,
    /// Groups of a page, 1 to 500.
    #[serde(default = "paging::default_limit")]
    #[validate(range(min = 1, max = 500))]
    #[param(minimum = 1, maximum = 500)]
    pub limit: i64,
    /// Cursor of the page before.
    pub after: Option<String>,
}

/// Likely duplicates
///
/// Groups of households with a member of the same citizen ID, or of the same name and birth date in one commune.
#[utoipa::path(tag = "households", operation_id = "list_duplicate_households", params(DuplicateQuery), responses((status = 200, description = "A page of groups", body = Page<DuplicateView>)), security(("bearer" = ["view_households"])))]
#[get("/households/duplicates")]
pub async fn duplicates(
    app: web::Data<App>,
    permit: Permit<ViewHouseholds>,
    query: Params<DuplicateQuery>,
) -> Answer<web::Json<Page<DuplicateView>>> {
    let Params(query) = query;
    let after: Option<String> = paging::keys(query.after.as_deref())?;
    let (today, atlas) = (app.today(), app.atlas.clone());
    app.read(move |conn| {
        let scope = narrow(
            conn,
            &atlas,
            &permit.scope,
            &mut Filter::default(),
            query.area.as_deref(),
            today,
        )?;
        let rows = households::duplicates(conn, &scope, after.as_deref(), query.limit + 1)?;
        let names = atlas.names(conn, areas_of(rows.iter().flat_map(|d| &d.households)))?;
        let page = Page::cut(rows, query.limit, |d| d.key.clone());
        Ok(web::Json(page.map(|d| {
            DuplicateView {
                reason: d.reason.to_owned(),
                households: d
                    .households
                    .iter()
                    .map(|h| HouseholdItem::new(h, &names))
                    .collect(),
            }
        })))
    })
    .await
}

/// A household with everything a reader sees of it.
pub fn view(
    conn: &mut Conn,
    app: &App,
    household: &Household,
    sight: &Sight,
) -> giamngheo_store::Result<HouseholdView> {
    let names = app.atlas.names(conn, areas_of([household]))?;
    let full = sight.full(household);
    let mut members = households::members(conn, household)?;
    members.sort_by_key(|m| (m.left_on.is_some(), m.position));
    Ok(HouseholdView {
        household: HouseholdItem::new(household, &names),
        members: members
            .into_iter()
            .map(|m| MemberView::new(m, &app.vault, full))
            .collect(),
    })
}

/// The answer with a household and its entity tag.
pub fn answer(status: StatusCode, view: &HouseholdView) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header(etag(view.household.version))
        .json(view)
}

impl HouseholdInput {
    /// Checks the input and finds its commune on the day of the change. Returns the data and that day.
    pub fn checked(
        self,
        conn: &mut Conn,
        today: NaiveDate,
        vault: &Vault,
    ) -> giamngheo_store::Result<(HouseholdData, NaiveDate)> {
        let mut errors = Vec::new();
        let on = self.on.unwrap_or(today);
        if on > today {
            errors.push(FieldError::new(
                "/on",
                "in_future",
                "ngày ở tương lai",
                "the day is in the future",
            ));
        }
        let members: Vec<_> = self
            .members
            .into_iter()
            .enumerate()
            .map(|(i, m)| m.checked(&format!("/members/{i}"), today, vault, &mut errors))
            .collect();
        let listed = members.iter().filter(|m| m.left_on.is_none()).count() as i64;
        if self.member_count.is_some_and(|n| n < listed) {
            errors.push(FieldError::new(
                "/member_count",
                "too_few",
                format!("ít hơn {listed} thành viên đã khai"),
                format!("fewer than the {listed} members listed"),
            ));
        }
        let commune = match areas::find(conn, &self.area, on) {
            Ok(area) => Some(area),
            Err(Error::NotFound) => {
                errors.push(FieldError::new(
                    "/area",
                    "unknown",
                    "không có địa bàn này",
                    "there is no such area",
                ));
                None
            }
            Err(e) => return Err(e),
        };
        let Some(commune) = commune.filter(|_| errors.is_empty()) else {
            return Err(Error::Invalid(errors));
        };
        let data = HouseholdData {
            external_id: self.external_id.map(|e| tidy(&e)).filter(|e| !e.is_empty()),
            commune,
            village_id: self.village_id,
            address: self.address.map(|a| tidy(&a)).filter(|a| !a.is_empty()),
            members,
            member_count: self.member_count,
        };
        Ok((data, on))
    }
}

/// Enter a household
///
/// With its members. It stands in the register of the year, without a class until it is surveyed.
#[utoipa::path(tag = "households", operation_id = "create_household", request_body = HouseholdInput, responses((status = 201, description = "Entered", body = HouseholdView)), security(("bearer" = ["edit_households"])))]
#[post("/households")]
pub async fn create(
    app: web::Data<App>,
    permit: Permit<EditHouseholds>,
    body: Body<HouseholdInput>,
) -> Answer<HttpResponse> {
    let (shared, today) = (App::clone(&app), app.today());
    let sight = Sight::of(&permit.actor);
    let created = app
        .write(move |conn| {
            let (data, on) = body.0.checked(conn, today, &shared.vault)?;
            let household = households::create(conn, &permit.scope, &data, on)?;
            view(conn, &shared, &household, &sight)
        })
        .await?;
    let mut response = answer(StatusCode::CREATED, &created);
    if let Ok(location) = format!("/api/v1/households/{}", created.household.id).parse() {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Read a household
///
/// With its members; citizen IDs as the role may see them.
#[utoipa::path(tag = "households", operation_id = "get_household", params(("id" = String, Path, description = "The household's id")), responses((status = 200, description = "The household", body = HouseholdView)), security(("bearer" = ["view_households"])))]
#[get("/households/{id}")]
pub async fn get_one(
    app: web::Data<App>,
    permit: Permit<ViewHouseholds>,
    id: web::Path<String>,
) -> Answer<HttpResponse> {
    let shared = App::clone(&app);
    let sight = Sight::of(&permit.actor);
    let found = app
        .read(move |conn| {
            let household = households::get(conn, &permit.scope, &id)?;
            view(conn, &shared, &household, &sight)
        })
        .await?;
    Ok(answer(StatusCode::OK, &found))
}

/// Change a household
///
/// All of it anew: every known member must be named, those who left with day and reason. The commune stays;
/// use move for another.
#[utoipa::path(tag = "households", operation_id = "replace_household", params(("id" = String, Path, description = "The household's id"), ("If-Match" = String, Header, description = "The version being changed, from the ETag", example = "\"1\"")), request_body = HouseholdInput, responses((status = 200, description = "Changed", body = HouseholdView)), security(("bearer" = ["edit_households"])))]
#[put("/households/{id}")]
pub async fn replace(
    app: web::Data<App>,
    permit: Permit<EditHouseholds>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<HouseholdInput>,
) -> Answer<HttpResponse> {
    let (shared, today) = (App::clone(&app), app.today());
    let sight = Sight::of(&permit.actor);
    let changed = app
        .write(move |conn| {
            households::get(conn, &permit.scope, &id)?;
            let (data, on) = body.0.checked(conn, today, &shared.vault)?;
            let household = households::replace(conn, &permit.scope, &id, if_match.0, &data, on)?;
            view(conn, &shared, &household, &sight)
        })
        .await?;
    Ok(answer(StatusCode::OK, &changed))
}

/// A household's life
///
/// Its class of each year, and everything that happened to it.
#[utoipa::path(tag = "households", operation_id = "get_household_history", params(("id" = String, Path, description = "The household's id")), responses((status = 200, description = "Years and events", body = HistoryView)), security(("bearer" = ["view_households"])))]
#[get("/households/{id}/history")]
pub async fn history(
    app: web::Data<App>,
    permit: Permit<ViewHouseholds>,
    id: web::Path<String>,
) -> Answer<web::Json<HistoryView>> {
    let atlas = app.atlas.clone();
    app.read(move |conn| {
        let household = households::get(conn, &permit.scope, &id)?;
        let years = households::years(conn, &household)?;
        let names = atlas.names(conn, years.iter().map(|y| y.commune_id.clone()))?;
        let events = households::events(conn, &household)?;
        Ok(web::Json(HistoryView {
            years: year_views(years, &names),
            events: events
                .into_iter()
                .map(|e| EventView {
                    kind: e.kind,
                    on: e.on_date,
                    at: e.at.and_utc(),
                    by: e.actor_name,
                    detail: serde_json::from_str(&e.detail).unwrap_or_default(),
                })
                .collect(),
        }))
    })
    .await
}

/// The years, each with its movement: the one kept with a recognition, else as the classes tell so far.
fn year_views(years: Vec<YearClass>, names: &Names) -> Vec<YearView> {
    let class_of = |y: &YearClass| y.class.as_deref().and_then(poverty::Class::from_code);
    let known: Vec<(i64, poverty::Class)> = years
        .iter()
        .rev()
        .filter_map(|y| Some((y.year, class_of(y)?)))
        .collect();
    years
        .into_iter()
        .map(|y| {
            let before: Vec<_> = known
                .iter()
                .filter(|(year, _)| *year < y.year)
                .map(|(_, class)| *class)
                .collect();
            let derived = class_of(&y)
                .and_then(|now| movement(&before, now))
                .map(|m| m.code().to_owned());
            YearView {
                year: y.year,
                commune: names.get(&y.commune_id),
                class: y.class,
                state: y.state,
                b1: y.b1,
                b2: y.b2,
                movement: y.movement.or(derived),
            }
        })
        .collect()
}

fn survey_view(survey: Survey) -> SurveyView {
    let judged = poverty::by_code(&survey.standard).and_then(|standard| {
        let findings = poverty::Findings {
            setting: if survey.setting == "urban" {
                poverty::Setting::Urban
            } else {
                poverty::Setting::Rural
            },
            income_vnd_per_person_month: survey.income_vnd_per_person_month,
            b1: survey.b1.and_then(|b| u32::try_from(b).ok()),
            deprivations: poverty::Deprivations::from_bits(u32::try_from(survey.deprivations).unwrap_or(0)),
        };
        poverty::classify(standard, &findings).ok()
    });
    SurveyView {
        deprivations: deprivation_codes(
            Some(survey.deprivations),
            Some(i64::from(chrono::Datelike::year(&survey.surveyed_on))),
        ),
        verified: judged.as_ref().is_some_and(|v| v.verified),
        reasons: judged
            .map(|v| v.reasons.iter().map(ReasonView::from).collect())
            .unwrap_or_default(),
        id: survey.id,
        surveyed_on: survey.surveyed_on,
        standard: survey.standard,
        form: survey.form,
        setting: survey.setting,
        income_vnd_per_person_month: survey.income_vnd_per_person_month,
        b1: survey.b1,
        b2: survey.b2,
        class: survey.class,
        basis: survey.basis,
        origin: survey.origin,
        surveyor: survey.surveyor,
        note: survey.note,
        answers: survey.answers.and_then(|a| serde_json::from_str(&a).ok()),
        entered_by: survey.actor_name,
        created_at: survey.created_at.and_utc(),
    }
}

/// Surveys of a household
///
/// The last first, each with its verdict and the reasons.
#[utoipa::path(tag = "households", operation_id = "list_surveys", params(("id" = String, Path, description = "The household's id")), responses((status = 200, description = "The surveys", body = Vec<SurveyView>)), security(("bearer" = ["view_households"])))]
#[get("/households/{id}/surveys")]
pub async fn list_surveys(
    app: web::Data<App>,
    permit: Permit<ViewHouseholds>,
    id: web::Path<String>,
) -> Answer<web::Json<Vec<SurveyView>>> {
    app.read(move |conn| {
        let household = households::get(conn, &permit.scope, &id)?;
        let surveys = households::surveys(conn, &household)?;
        Ok(web::Json(surveys.into_iter().map(survey_view).collect()))
    })
    .await
}

/// Survey a household
///
/// Scores what was found under the standard of the day and keeps it; the household's class of that year follows,
/// unless a recognition has closed the year.
#[utoipa::path(tag = "households", operation_id = "add_survey", params(("id" = String, Path, description = "The household's id"), ("If-Match" = String, Header, description = "The household's version, from the ETag", example = "\"1\"")), request_body = SurveyInput, responses((status = 201, description = "Kept", body = SurveyView)), security(("bearer" = ["survey_households"])))]
#[post("/households/{id}/surveys")]
pub async fn add_survey(
    app: web::Data<App>,
    permit: Permit<SurveyHouseholds>,
    id: web::Path<String>,
    if_match: IfMatch,
    body: Body<SurveyInput>,
) -> Answer<HttpResponse> {
    let Body(input) = body;
    let today = app.today();
    let survey = app
        .write(move |conn| {
            let household = households::get(conn, &permit.scope, &id)?;
            let commune = areas::by_id(conn, &household.commune_id)?.ok_or(Error::NotFound)?;
            let survey = input.judged(&commune, today)?;
            households::add_survey(conn, &permit.scope, &id, if_match.0, &survey)
        })
        .await?;
    Ok(HttpResponse::Created().json(survey_view(survey)))
}
