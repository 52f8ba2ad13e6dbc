//! What waits for the caller, from every part in which something falls due.

use std::sync::Arc;

use actix_web::{get, web};
use chrono::NaiveDate;
use giamngheo_rules::words::Words;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::app::App;
use crate::areas::dto::AreaRef;
use crate::http::auth::SignedIn;
use crate::http::problem::Answer;
use crate::{budget, reports, reviews, visits};

/// Most reminders of one answer.
const MOST: usize = 100;

/// The routes of this feature.
pub fn register(config: &mut ServiceConfig) {
    config.service(list);
}

/// Something that waits for the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReminderView {
    /// step (a review's present step is the caller's to do), survey (cases given to the caller), complaint, report (of the
    /// caller's unit, to be filled in), judge (reports of a round to accept or send back); of visits: mandate, set_out,
    /// come_back, close_visit; of what they recommended: recommendation (to carry out), verify, escalated (late below);
    /// vouchers (of the caller's unit, to approve).
    pub kind: String,
    /// The review, the report, the reporting round, the visit, or the recommendation.
    pub id: String,
    /// The area it is of.
    #[schema(value_type = Option<AreaRef>)]
    pub area: Option<Arc<AreaRef>>,
    /// The year it belongs to.
    pub year: i64,
    /// Of a review: yearly or during_year.
    pub round_kind: Option<String>,
    /// Of a report: what it is and its period; of a visit or recommendation: what it says.
    pub name: Option<Words>,
    /// Its state.
    pub state: String,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
    /// Days by which it is late.
    pub days_late: i64,
    /// Cases, complaints, reports or vouchers that wait.
    pub count: i64,
}

impl ReminderView {
    /// One of a kind, to be filled in.
    pub fn new(kind: &str, due_on: Option<NaiveDate>, today: NaiveDate) -> Self {
        Self {
            kind: kind.to_owned(),
            id: String::new(),
            area: None,
            year: 0,
            round_kind: None,
            name: None,
            state: String::new(),
            due_on,
            days_late: due_on.map_or(0, |due| (today - due).num_days().max(0)),
            count: 1,
        }
    }
}

/// What waits for the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemindersView {
    /// Late ones first, at most 100.
    pub items: Vec<ReminderView>,
    /// How many are late.
    pub late: i64,
}

/// What waits for the caller
///
/// In reviews, in reporting, in monitoring and in the books: what is due soon or late, late things first.
#[utoipa::path(tag = "session", operation_id = "list_reminders", responses((status = 200, description = "The reminders", body = RemindersView)), security(("bearer" = [])))]
#[get("/reminders")]
pub async fn list(app: web::Data<App>, signed_in: SignedIn) -> Answer<web::Json<RemindersView>> {
    let (shared, today) = (App::clone(&app), app.today());
    app.read(move |conn| {
        let actor = &signed_in.0;
        let mut items = reviews::board::remind(conn, &shared, actor, today)?;
        items.extend(reports::remind(conn, &shared, actor, today)?);
        items.extend(budget::remind(conn, actor, today)?);
        items.extend(visits::board::remind(conn, &shared.atlas, actor, today)?);
        items.sort_by(|a, b| {
            b.days_late
                .cmp(&a.days_late)
                // Without a day comes last.
                .then_with(|| (a.due_on.is_none(), a.due_on).cmp(&(b.due_on.is_none(), b.due_on)))
        });
        let late = items.iter().filter(|i| i.days_late > 0).count() as i64;
        items.truncate(MOST);
        Ok(web::Json(RemindersView { items, late }))
    })
    .await
}
