//! Other programs that are told what happens in an area: who wants to hear of it, what waits to be sent to them,
//! and what became of it. Sealing secrets, signing and sending are the API's part.

use chrono::{Duration, NaiveDateTime, SecondsFormat};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text, Timestamp};
use serde_json::{Value, json};

use crate::areas::{self, Area};
use crate::error::{Error, Result};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{Sql, sql};
use crate::{Conn, audit};

/// Something that happens and is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it means, in Vietnamese.
    pub vi: &'static str,
    /// What it means, in English.
    pub en: &'static str,
}

/// The event that tries a webhook out; every webhook gets it when it is asked for.
pub const PING: &str = "ping";

/// All events there are.
pub const EVENTS: &[Event] = &[
    Event {
        name: PING,
        vi: "Gửi thử",
        en: "A trial",
    },
    Event {
        name: "review.opened",
        vi: "Mở đợt rà soát của một xã",
        en: "The review of a commune is opened",
    },
    Event {
        name: "review.step",
        vi: "Đợt rà soát sang bước khác",
        en: "A review goes on to another step",
    },
    Event {
        name: "review.late",
        vi: "Đợt rà soát quá hạn một bước",
        en: "A step of a review is late",
    },
    Event {
        name: "review.recognised",
        vi: "Công nhận kết quả rà soát",
        en: "The results of a review are recognised",
    },
    Event {
        name: "review.corrected",
        vi: "Đính chính sau khi công nhận",
        en: "A recognised result is corrected",
    },
    Event {
        name: "report.opened",
        vi: "Mở đợt báo cáo",
        en: "A reporting round is opened",
    },
    Event {
        name: "report.submitted",
        vi: "Nộp báo cáo",
        en: "A report is submitted",
    },
    Event {
        name: "report.returned",
        vi: "Trả lại báo cáo",
        en: "A report is sent back",
    },
    Event {
        name: "report.accepted",
        vi: "Chấp nhận báo cáo",
        en: "A report is accepted",
    },
    Event {
        name: "visit.mandated",
        vi: "Ban hành quyết định kiểm tra",
        en: "A monitoring visit is mandated",
    },
    Event {
        name: "visit.finished",
        vi: "Đoàn kiểm tra hoàn thành thực địa",
        en: "A monitoring team is back",
    },
    Event {
        name: "visit.closed",
        vi: "Kết thúc cuộc kiểm tra",
        en: "A monitoring visit is closed",
    },
    Event {
        name: "recommendation.made",
        vi: "Có kiến nghị mới",
        en: "A recommendation is made",
    },
    Event {
        name: "recommendation.changed",
        vi: "Kiến nghị chuyển trạng thái",
        en: "A recommendation goes on",
    },
];

/// How often a delivery is tried before it has failed.
pub const ATTEMPTS: i64 = 10;
/// The pause after the first attempt; each is [`GROWTH`] times as long as the one before. The nine pauses between
/// ten attempts come to 22 hours, give or take the [`JITTER`].
const FIRST_PAUSE_MS: f64 = 5_000.0;
const GROWTH: f64 = 3.2;
/// By which part a pause is longer or shorter, so that what failed together isn't sent again together.
const JITTER: f64 = 0.2;
/// A worker that has had a delivery in hand for so long is taken for dead; a request may take 10 seconds.
const LEASE: Duration = Duration::seconds(60);
/// How long a secret that was exchanged goes on signing.
pub const OLD_SECRET_HOLDS: Duration = Duration::hours(24);
/// How long deliveries are kept.
const KEPT_FOR: Duration = Duration::days(30);

/// Why the program made a webhook inactive: nothing got through for as long as a delivery was tried.
pub const REASON_FAILING: &str = "failing";
/// Why the program made a webhook inactive: the receiver said that it is gone (410).
pub const REASON_GONE: &str = "gone";

/// A webhook's row, without its secrets.
#[derive(Debug, Clone, QueryableByName)]
pub struct Webhook {
    /// Identifier.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// Where it is told.
    #[diesel(sql_type = Text)]
    pub url: String,
    /// Names of the events it is told, as a JSON list; none is all of them.
    #[diesel(sql_type = Nullable<Text>)]
    pub events: Option<String>,
    /// The area it hears of; none is the whole nation.
    #[diesel(sql_type = Nullable<Text>)]
    pub area_id: Option<String>,
    /// That area's path.
    #[diesel(sql_type = Text)]
    pub path: String,
    /// Whether it is told anything.
    #[diesel(sql_type = Bool)]
    pub active: bool,
    /// What it is for, in the words of who made it.
    #[diesel(sql_type = Text)]
    pub description: String,
    /// For optimistic locking.
    #[diesel(sql_type = BigInt)]
    pub version: i64,
    /// When it was made (UTC).
    #[diesel(sql_type = Timestamp)]
    pub created_at: NaiveDateTime,
    /// Attempts since one last succeeded.
    #[diesel(sql_type = BigInt)]
    pub failures: i64,
    /// When an attempt last succeeded (UTC).
    #[diesel(sql_type = Nullable<Timestamp>)]
    pub succeeded_at: Option<NaiveDateTime>,
    /// Why the program made it inactive: [`REASON_FAILING`] or [`REASON_GONE`].
    #[diesel(sql_type = Nullable<Text>)]
    pub disabled_reason: Option<String>,
    /// Until when the secret before signs too (UTC).
    #[diesel(sql_type = Nullable<Timestamp>)]
    pub previous_until: Option<NaiveDateTime>,
}

const WEBHOOK: &str =
    "SELECT w.id, w.url, w.events, w.area_id, w.path, w.active, w.description, w.version, w.created_at,
    w.failures, w.succeeded_at, w.disabled_reason, w.previous_until FROM webhook w WHERE ";

impl Webhook {
    /// The events it is told; `None` is all of them. Errors: what is stored is no list.
    pub fn wanted(&self) -> Result<Option<Vec<String>>> {
        self.events
            .as_deref()
            .map(|text| serde_json::from_str(text).map_err(Error::from))
            .transpose()
    }
}

/// What a webhook is, as it is made or changed.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it is told.
    pub url: String,
    /// The events it is told; `None` is all of them.
    pub events: Option<Vec<String>>,
    /// The area it hears of; `None` is the whole nation.
    pub area: Option<Area>,
    /// Whether it is told anything.
    pub active: bool,
    /// What it is for.
    pub description: String,
}

impl Settings {
    fn path(&self) -> &str {
        self.area.as_ref().map_or("", |a| a.path.as_str())
    }

    fn events(&self) -> Option<String> {
        self.events.as_ref().map(|names| json!(names).to_string())
    }

    /// The area must lie in the scope; that it is there is public, so it is said at the field.
    fn check(&self, scope: &Scope) -> Result<()> {
        let inside = match &self.area {
            None => scope.is_national(),
            Some(area) => scope.covers(&area.path),
        };
        if inside {
            return Ok(());
        }
        Err(Error::field(
            "/area",
            "outside_area",
            "địa bàn này không thuộc phạm vi của bạn",
            "this area is not within yours",
        ))
    }
}

/// A delivery's row.
#[derive(Debug, Clone, QueryableByName)]
pub struct Delivery {
    /// Identifier; the message's too.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// What happened.
    #[diesel(sql_type = Text)]
    pub event: String,
    /// The body as it is signed and sent, JSON.
    #[diesel(sql_type = Text)]
    pub payload: String,
    /// queued, delivered or failed.
    #[diesel(sql_type = Text)]
    pub state: String,
    /// How often it was tried.
    #[diesel(sql_type = BigInt)]
    pub attempts: i64,
    /// When it is tried next, while it is queued (UTC).
    #[diesel(sql_type = Timestamp)]
    pub next_at: NaiveDateTime,
    /// The HTTP status of the last answer.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub last_status: Option<i64>,
    /// The code of what went wrong last.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
    /// When the event happened (UTC).
    #[diesel(sql_type = Timestamp)]
    pub created_at: NaiveDateTime,
    /// When it was taken (UTC).
    #[diesel(sql_type = Nullable<Timestamp>)]
    pub delivered_at: Option<NaiveDateTime>,
}

const DELIVERY: &str =
    "SELECT d.id, d.event, d.payload, d.state, d.attempts, d.next_at, d.last_status, d.last_error,
    d.created_at, d.delivered_at FROM webhook_delivery d WHERE ";

/// Tells what happened in the area of a path: a delivery for each active webhook that hears of the area and wants
/// the event. Call it in the transaction of the change itself, so that both are kept or neither. `payload` must
/// hold no personal data: it leaves the system.
///
/// Errors: `Corrupt` for an event that is not in [`EVENTS`].
pub fn emit(conn: &mut Conn, event: &str, path: &str, payload: &Value) -> Result<()> {
    #[derive(QueryableByName)]
    struct Listener {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Nullable<Text>)]
        events: Option<String>,
    }
    if !EVENTS.iter().any(|e| e.name == event) {
        return Err(Error::Corrupt(format!("there is no event {event}")));
    }
    // The subtrees a path lies in are its own beginnings.
    let above = path.match_indices('/').map(|(end, _)| path[..=end].to_owned());
    let listeners: Vec<Listener> = sql("SELECT w.id, w.events FROM webhook w WHERE w.active AND EXISTS (
           SELECT 1 FROM webhook_subtree s WHERE s.webhook_id = w.id AND s.path IN ")
    .list(std::iter::once(String::new()).chain(above))
    .text(") ORDER BY w.id")
    .all(conn)?;
    for listener in listeners {
        let wanted: Option<Vec<String>> = listener.events.as_deref().map(serde_json::from_str).transpose()?;
        if wanted.is_none_or(|names| names.iter().any(|n| n == event)) {
            queue(conn, &listener.id, event, payload)?;
        }
    }
    Ok(())
}

/// Queues a delivery to one webhook and returns its id.
fn queue(conn: &mut Conn, webhook_id: &str, event: &str, payload: &Value) -> Result<String> {
    let (id, at) = (new_id(), now());
    let body = json!({
        "type": event,
        "timestamp": at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true),
        "data": payload,
    });
    sql(
        "INSERT INTO webhook_delivery (id, webhook_id, event, payload, state, attempts, next_at, created_at)
         VALUES (?, ?, ?, ?, 'queued', 0, ?, ?)",
    )
    .bind(id.as_str())
    .bind(webhook_id)
    .bind(event)
    .bind(body.to_string())
    .bind(at)
    .bind(at)
    .run(conn)?;
    Ok(id)
}

/// Webhooks for areas in the scope, the last made first, from before `before`.
pub fn list(conn: &mut Conn, scope: &Scope, before: Option<&str>, limit: i64) -> Result<Vec<Webhook>> {
    let mut query = sql(WEBHOOK).push(scope.condition("w.path"));
    if let Some(before) = before {
        query = query.text(" AND w.id < ?").bind(before);
    }
    query.text(" ORDER BY w.id DESC LIMIT ?").bind(limit).all(conn)
}

/// A webhook for an area in the scope.
pub fn get(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Webhook> {
    sql(WEBHOOK)
        .text("w.id = ? AND ")
        .bind(id)
        .push(scope.condition("w.path"))
        .one(conn)
}

/// Makes a webhook with its sealed secret. Errors: `/area` outside of the scope.
pub fn create(conn: &mut Conn, scope: &Scope, new: &Settings, secret_enc: Vec<u8>) -> Result<Webhook> {
    new.check(scope)?;
    let id = new_id();
    sql(
        "INSERT INTO webhook (id, url, secret_enc, events, area_id, path, active, description, version, created_by,
           created_at, failures)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, 0)",
    )
    .bind(id.as_str())
    .bind(new.url.as_str())
    .bind(secret_enc)
    .bind(new.events())
    .bind(new.area.as_ref().map(|a| a.id.clone()))
    .bind(new.path())
    .bind(new.active)
    .bind(new.description.as_str())
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    hear(conn, &id, new.area.as_ref().map(|a| a.id.as_str()))?;
    note(conn, scope, "create", &id, new.path())?;
    get(conn, scope, &id)
}

/// Changes all of a webhook but its secret. One that is made active again begins anew with what waits for it.
///
/// Errors: not in the scope; another version; `/area` outside of the scope.
pub fn change(conn: &mut Conn, scope: &Scope, id: &str, version: i64, to: &Settings) -> Result<Webhook> {
    let old = get(conn, scope, id)?;
    to.check(scope)?;
    let touched = sql(
        "UPDATE webhook SET url = ?, events = ?, area_id = ?, path = ?, active = ?, description = ?,
           version = version + 1 WHERE id = ? AND version = ?",
    )
    .bind(to.url.as_str())
    .bind(to.events())
    .bind(to.area.as_ref().map(|a| a.id.clone()))
    .bind(to.path())
    .bind(to.active)
    .bind(to.description.as_str())
    .bind(id)
    .bind(version)
    .run(conn)?;
    stale(touched, &old)?;
    if to.active && !old.active {
        sql("UPDATE webhook SET failures = 0, disabled_reason = NULL WHERE id = ?")
            .bind(id)
            .run(conn)?;
        sql(
            "UPDATE webhook_delivery SET attempts = 0, next_at = ? WHERE webhook_id = ? AND state = 'queued'",
        )
        .bind(now())
        .bind(id)
        .run(conn)?;
    }
    if old.path != to.path() {
        hear(conn, id, to.area.as_ref().map(|a| a.id.as_str()))?;
    }
    note(conn, scope, "change", id, to.path())?;
    get(conn, scope, id)
}

/// Deletes a webhook and what was sent to it. Errors: not in the scope; another version.
pub fn delete(conn: &mut Conn, scope: &Scope, id: &str, version: i64) -> Result<()> {
    let old = get(conn, scope, id)?;
    let touched = sql("DELETE FROM webhook WHERE id = ? AND version = ?")
        .bind(id)
        .bind(version)
        .run(conn)?;
    stale(touched, &old)?;
    note(conn, scope, "delete", id, &old.path)
}

/// Exchanges the sealed secret; the one before goes on signing beside it for [`OLD_SECRET_HOLDS`].
pub fn exchange_secret(conn: &mut Conn, scope: &Scope, id: &str, secret_enc: Vec<u8>) -> Result<Webhook> {
    let old = get(conn, scope, id)?;
    sql(
        "UPDATE webhook SET previous_secret_enc = secret_enc, previous_until = ?, secret_enc = ?,
           version = version + 1 WHERE id = ?",
    )
    .bind(now() + OLD_SECRET_HOLDS)
    .bind(secret_enc)
    .bind(id)
    .run(conn)?;
    note(conn, scope, "exchange_secret", id, &old.path)?;
    get(conn, scope, id)
}

/// Queues a trial. Errors: not in the scope; inactive.
pub fn ping(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Delivery> {
    let webhook = get(conn, scope, id)?;
    active(&webhook)?;
    let delivery = queue(conn, id, PING, &json!({ "webhook_id": id }))?;
    one_delivery(conn, id, &delivery)
}

/// Deliveries of a webhook in the scope, the last first, from before `before`; of one state, if it is given.
pub fn deliveries(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    state: Option<&str>,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<Delivery>> {
    get(conn, scope, id)?;
    let mut query = sql(DELIVERY).text("d.webhook_id = ?").bind(id);
    if let Some(state) = state {
        query = query.text(" AND d.state = ?").bind(state);
    }
    if let Some(before) = before {
        query = query.text(" AND d.id < ?").bind(before);
    }
    query.text(" ORDER BY d.id DESC LIMIT ?").bind(limit).all(conn)
}

/// Tries a delivery again at once: one that failed from the first attempt on, one that waits before its time.
///
/// Errors: not in the scope; delivered; the webhook is inactive.
pub fn retry(conn: &mut Conn, scope: &Scope, id: &str, delivery: &str) -> Result<Delivery> {
    let webhook = get(conn, scope, id)?;
    let found = one_delivery(conn, id, delivery)?;
    active(&webhook)?;
    let touched = sql(
        "UPDATE webhook_delivery SET attempts = CASE WHEN state = 'failed' THEN 0 ELSE attempts END, state = 'queued',
           next_at = ? WHERE id = ? AND state <> 'delivered'",
    )
    .bind(now())
    .bind(delivery)
    .run(conn)?;
    if touched == 0 {
        return Err(Error::conflict(
            "delivered",
            "lần gửi này đã đến nơi",
            "this delivery has arrived already",
        ));
    }
    note(conn, scope, "retry", id, &webhook.path)?;
    one_delivery(conn, id, &found.id)
}

fn one_delivery(conn: &mut Conn, webhook_id: &str, id: &str) -> Result<Delivery> {
    sql(DELIVERY)
        .text("d.id = ? AND d.webhook_id = ?")
        .bind(id)
        .bind(webhook_id)
        .one(conn)
}

fn active(webhook: &Webhook) -> Result<()> {
    if webhook.active {
        return Ok(());
    }
    Err(Error::conflict(
        "inactive",
        "webhook đang tắt; hãy bật lại trước",
        "the webhook is inactive; make it active first",
    ))
}

fn stale(touched: usize, old: &Webhook) -> Result<()> {
    if touched == 1 {
        return Ok(());
    }
    Err(Error::Stale { current: old.version })
}

fn note(conn: &mut Conn, scope: &Scope, action: &str, id: &str, path: &str) -> Result<()> {
    audit::note(conn, scope, action, ("webhook", id), path, &json!({}))
}

/// Notes which subtrees a webhook hears of.
fn hear(conn: &mut Conn, id: &str, area_id: Option<&str>) -> Result<()> {
    sql("DELETE FROM webhook_subtree WHERE webhook_id = ?")
        .bind(id)
        .run(conn)?;
    let paths = match area_id {
        None => vec![String::new()],
        Some(area) => areas::subtrees(conn, area)?,
    };
    for path in paths {
        sql("INSERT INTO webhook_subtree (webhook_id, path) VALUES (?, ?)")
            .bind(id)
            .bind(path)
            .run(conn)?;
    }
    Ok(())
}

/// What has to be done at the start of the program: the history of areas may be a new one, and on the embedded
/// engine a worker that had something in hand is no more.
pub fn recover(conn: &mut Conn) -> Result<()> {
    for webhook in sql(WEBHOOK).text("1 = 1").all::<Webhook>(conn)? {
        hear(conn, &webhook.id, webhook.area_id.as_deref())?;
    }
    if conn.engine() == crate::Engine::Sqlite {
        sql("UPDATE webhook_delivery SET leased_until = NULL WHERE leased_until IS NOT NULL").run(conn)?;
    }
    Ok(())
}

/// Forgets deliveries that are older than 30 days.
pub fn sweep(conn: &mut Conn) -> Result<usize> {
    sql("DELETE FROM webhook_delivery WHERE created_at < ?")
        .bind(now() - KEPT_FOR)
        .run(conn)
}

/// A delivery in a worker's hand, with what it takes to send it.
#[derive(Debug, Clone, QueryableByName)]
pub struct Due {
    /// The delivery's, and the message's, identifier.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// The webhook.
    #[diesel(sql_type = Text)]
    pub webhook_id: String,
    /// Where to.
    #[diesel(sql_type = Text)]
    pub url: String,
    /// The sealed secret.
    #[diesel(sql_type = Binary)]
    pub secret_enc: Vec<u8>,
    /// The sealed secret before.
    #[diesel(sql_type = Nullable<Binary>)]
    previous_secret_enc: Option<Vec<u8>>,
    /// Until when that one signs too (UTC).
    #[diesel(sql_type = Nullable<Timestamp>)]
    previous_until: Option<NaiveDateTime>,
    /// The body.
    #[diesel(sql_type = Text)]
    pub payload: String,
    /// Which attempt this is, from 1.
    #[diesel(sql_type = BigInt)]
    pub attempts: i64,
    /// When the event happened (UTC).
    #[diesel(sql_type = Timestamp)]
    created_at: NaiveDateTime,
}

impl Due {
    /// The sealed secrets that sign now: the present one first.
    pub fn secrets(&self) -> Vec<&[u8]> {
        let previous = self
            .previous_secret_enc
            .as_deref()
            .filter(|_| self.previous_until.is_some_and(|until| until > now()));
        std::iter::once(self.secret_enc.as_slice())
            .chain(previous)
            .collect()
    }
}

/// For each webhook that is active and has nothing under way: its delivery that has been due for longest.
fn next_ones(at: NaiveDateTime, limit: i64) -> Sql {
    sql("SELECT t FROM (
           SELECT (SELECT d.id FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'queued'
                     AND d.next_at <= ? ORDER BY d.next_at, d.id LIMIT 1) AS t
           FROM webhook w WHERE w.active AND NOT EXISTS (
             SELECT 1 FROM webhook_delivery o WHERE o.webhook_id = w.id AND o.leased_until >= ?)
         ) AS due WHERE t IS NOT NULL LIMIT ?")
    .bind(at)
    .bind(at)
    .bind(limit)
}

/// Whether something waits to be sent.
pub fn any_due(conn: &mut Conn) -> Result<bool> {
    Ok(!next_ones(now(), 1).texts(conn)?.is_empty())
}

/// Takes up to `limit` deliveries that are due, of a webhook each. No two workers get the same, in whatever
/// process; one that doesn't come back with an outcome loses it after a minute.
pub fn claim(conn: &mut Conn, limit: i64) -> Result<Vec<Due>> {
    let at = now();
    let mut taken = Vec::new();
    for id in next_ones(at, limit).texts(conn)? {
        // Whoever changes the row first has it: the other's condition doesn't hold any more.
        let touched = sql(
            "UPDATE webhook_delivery SET leased_until = ?, attempts = attempts + 1
             WHERE id = ? AND state = 'queued' AND (leased_until IS NULL OR leased_until < ?)",
        )
        .bind(at + LEASE)
        .bind(id.as_str())
        .bind(at)
        .run(conn)?;
        if touched == 1 {
            taken.push(id);
        }
    }
    if taken.is_empty() {
        return Ok(Vec::new());
    }
    sql("SELECT d.id, d.webhook_id, w.url, w.secret_enc, w.previous_secret_enc, w.previous_until, d.payload, d.attempts,
           d.created_at FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id WHERE d.id IN ")
    .list(taken)
    .all(conn)
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver took it, with this status.
    Delivered(i64),
    /// It did not, or could not be reached.
    Failed {
        /// The HTTP status, if there was an answer.
        status: Option<i64>,
        /// The code of what went wrong.
        error: &'static str,
    },
    /// The receiver said that it is gone for good (410).
    Gone,
}

/// Notes what came of an attempt: a failed one is tried again later, until the last. A webhook to which nothing
/// got through from a delivery's first attempt to its last is made inactive.
///
/// `dice` is between 0 and 1 and moves the pause; `hurry` divides it. A worker that lost the delivery meanwhile
/// changes nothing.
pub fn settle(conn: &mut Conn, due: &Due, outcome: &Outcome, dice: f64, hurry: u32) -> Result<()> {
    let at = now();
    let (state, status, error) = match outcome {
        Outcome::Delivered(status) => ("delivered", Some(*status), None),
        Outcome::Gone => ("failed", Some(410), Some("gone")),
        Outcome::Failed { status, error } => {
            let last = due.attempts >= ATTEMPTS;
            (if last { "failed" } else { "queued" }, *status, Some(*error))
        }
    };
    let touched = sql(
        "UPDATE webhook_delivery SET state = ?, next_at = ?, leased_until = NULL, last_status = ?, last_error = ?,
           delivered_at = ? WHERE id = ? AND attempts = ? AND state = 'queued'",
    )
    .bind(state)
    .bind(at + pause(due.attempts, dice, hurry))
    .bind(status)
    .bind(error)
    .bind((state == "delivered").then_some(at))
    .bind(due.id.as_str())
    .bind(due.attempts)
    .run(conn)?;
    if touched == 0 {
        return Ok(());
    }
    if state == "delivered" {
        sql("UPDATE webhook SET failures = 0, succeeded_at = ? WHERE id = ?")
            .bind(at)
            .bind(due.webhook_id.as_str())
            .run(conn)?;
        return Ok(());
    }
    sql("UPDATE webhook SET failures = failures + 1 WHERE id = ?")
        .bind(due.webhook_id.as_str())
        .run(conn)?;
    let reason = match outcome {
        Outcome::Gone => REASON_GONE,
        _ if state == "failed" => REASON_FAILING,
        _ => return Ok(()),
    };
    let mut disable = sql(
        "UPDATE webhook SET active = ?, disabled_reason = ?, version = version + 1 WHERE id = ? AND active",
    )
    .bind(false)
    .bind(reason)
    .bind(due.webhook_id.as_str());
    if reason == REASON_FAILING {
        disable = disable
            .text(" AND (succeeded_at IS NULL OR succeeded_at < ?)")
            .bind(due.created_at);
    }
    disable.run(conn)?;
    Ok(())
}

/// The pause after an attempt (from 1) that failed.
fn pause(attempt: i64, dice: f64, hurry: u32) -> Duration {
    let steps = i32::try_from((attempt - 1).clamp(0, ATTEMPTS)).unwrap_or(0);
    let jitter = 1.0 + JITTER * (2.0 * dice.clamp(0.0, 1.0) - 1.0);
    let ms = FIRST_PAUSE_MS * GROWTH.powi(steps) * jitter / f64::from(hurry.max(1));
    Duration::milliseconds(ms as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Db;
    use crate::access::Role;
    use crate::scope::{Actor, Grant};

    /// A database of its own with the areas, gone with the value.
    struct Base {
        db: Db,
        folder: std::path::PathBuf,
    }

    impl Base {
        fn new(name: &str) -> Self {
            let folder =
                std::env::temp_dir().join(format!("giamngheo_webhooks_{}_{name}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            let db = Db::open(&folder.join("x.sqlite").to_string_lossy(), 2).unwrap();
            db.migrate().unwrap();
            db.write(|conn| areas::load(conn, giamngheo_rules::area::shipped_history()))
                .unwrap();
            Self { db, folder }
        }

        fn area(&self, code: &str, on: &str) -> Area {
            self.db
                .read(|conn| areas::find(conn, code, on.parse().unwrap()))
                .unwrap()
        }

        /// A webhook of the program's, for an area or the nation.
        fn webhook(&self, area: Option<&Area>, events: Option<&[&str]>) -> Webhook {
            let settings = settings(area, events);
            let scope = Scope::of_the_program();
            self.db
                .write(|conn| create(conn, &scope, &settings, vec![1, 2, 3]))
                .unwrap()
        }

        fn emit(&self, event: &str, path: &str) {
            self.db
                .write(|conn| emit(conn, event, path, &json!({ "year": 2026 })))
                .unwrap();
        }

        fn events_of(&self, webhook: &Webhook) -> Vec<String> {
            let scope = Scope::of_the_program();
            let rows = self
                .db
                .read(|conn| deliveries(conn, &scope, &webhook.id, None, None, 100));
            rows.unwrap().into_iter().rev().map(|d| d.event).collect()
        }

        fn again(&self, webhook: &Webhook) -> Webhook {
            let scope = Scope::of_the_program();
            self.db.read(|conn| get(conn, &scope, &webhook.id)).unwrap()
        }

        fn claim(&self) -> Vec<Due> {
            self.db.write(|conn| claim(conn, 10)).unwrap()
        }

        fn settle(&self, due: &Due, outcome: &Outcome) {
            self.db
                .write(|conn| settle(conn, due, outcome, 0.5, 1_000_000_000))
                .unwrap();
        }

        fn run(&self, text: &str) {
            self.db.write(|conn| sql(text).run(conn)).unwrap();
        }
    }

    impl Drop for Base {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }

    fn settings(area: Option<&Area>, events: Option<&[&str]>) -> Settings {
        Settings {
            url: "https://receiver.example/".into(),
            events: events.map(|names| names.iter().map(ToString::to_string).collect()),
            area: area.cloned(),
            active: true,
            description: String::new(),
        }
    }

    const FAILED: Outcome = Outcome::Failed {
        status: Some(500),
        error: "status",
    };

    #[test]
    fn an_event_is_told_to_those_who_hear_of_its_area_and_want_it() {
        let base = Base::new("emit");
        let (commune, other) = (base.area("06463", "2026-01-01"), base.area("06211", "2026-01-01"));
        let province = base.area("20", "2026-01-01");
        let nation = base.webhook(None, None);
        let above = base.webhook(Some(&province), Some(&["review.opened", "review.late"]));
        let own = base.webhook(Some(&commune), None);
        let beside = base.webhook(Some(&other), None);
        base.emit("review.opened", &commune.path);
        base.emit("review.step", &commune.path);
        base.emit("review.late", &province.path);
        assert_eq!(
            base.events_of(&nation),
            ["review.opened", "review.step", "review.late"]
        );
        assert_eq!(base.events_of(&above), ["review.opened", "review.late"]);
        assert_eq!(base.events_of(&own), ["review.opened", "review.step"]);
        assert!(base.events_of(&beside).is_empty());
        // A unit of before that went into this one whole is its own.
        let before = base.area("06463", "2025-01-01");
        assert_ne!(before.path, commune.path);
        let heirs = base.db.read(|conn| areas::living(conn, &before.id)).unwrap();
        let heir = base.db.read(|conn| areas::by_id(conn, &heirs)).unwrap().unwrap();
        let heir = base.webhook(Some(&heir), None);
        base.emit("review.corrected", &before.path);
        assert_eq!(base.events_of(&heir), ["review.corrected"]);
        // One that is inactive hears nothing, and what is no event is a fault of the program.
        let told = base.events_of(&own).len();
        base.run("UPDATE webhook SET active = FALSE");
        base.emit("review.opened", &commune.path);
        assert_eq!(base.events_of(&own).len(), told);
        let unknown = base
            .db
            .write(|conn| emit(conn, "review.begun", &commune.path, &json!({})));
        assert!(matches!(unknown, Err(Error::Corrupt(_))));
    }

    #[test]
    fn an_event_of_a_change_that_fell_is_not_told() {
        let base = Base::new("fell");
        let webhook = base.webhook(None, None);
        let fell: Result<()> = base.db.write(|conn| {
            emit(conn, "review.opened", "", &json!({}))?;
            Err(Error::NotFound)
        });
        assert!(fell.is_err());
        assert!(base.events_of(&webhook).is_empty());
    }

    #[test]
    fn nobody_hears_of_more_than_he_may_see() {
        let base = Base::new("scope");
        let (commune, province) = (base.area("06463", "2026-01-01"), base.area("20", "2026-01-01"));
        let actor = Actor {
            user_id: new_id(),
            session_id: String::new(),
            full_name: String::new(),
            must_change_password: false,
            grants: vec![Grant {
                role: Role::Administrator,
                area_id: Some(commune.id.clone()),
                paths: vec![commune.path.clone()],
            }],
        };
        let scope = actor.scope(crate::access::Action::ManageWebhooks).unwrap();
        let make = |area: Option<&Area>| {
            let settings = settings(area, None);
            base.db.write(|conn| create(conn, &scope, &settings, vec![1]))
        };
        assert!(matches!(make(None), Err(Error::Invalid(_))));
        assert!(matches!(make(Some(&province)), Err(Error::Invalid(_))));
        let own = make(Some(&commune)).unwrap();
        let above = base.webhook(Some(&province), None);
        let seen = base.db.read(|conn| list(conn, &scope, None, 10)).unwrap();
        assert_eq!(
            seen.iter().map(|w| w.id.as_str()).collect::<Vec<_>>(),
            [own.id.as_str()]
        );
        let hidden = base.db.read(|conn| get(conn, &scope, &above.id));
        assert!(matches!(hidden, Err(Error::NotFound)));
    }

    #[test]
    fn a_delivery_is_in_one_hand_until_its_lease_ends() {
        let base = Base::new("claim");
        let (one, other) = (base.webhook(None, None), base.webhook(None, None));
        base.emit("review.opened", "");
        base.emit("review.step", "");
        let first = base.claim();
        // The oldest of each, and no second one of the same receiver meanwhile.
        let mut told: Vec<&str> = first.iter().map(|d| d.webhook_id.as_str()).collect();
        told.sort_unstable();
        assert_eq!(told, [one.id.as_str(), other.id.as_str()]);
        assert!(
            first
                .iter()
                .all(|d| d.attempts == 1 && d.payload.contains("review.opened"))
        );
        assert!(base.claim().is_empty());
        assert!(!base.db.read(any_due).unwrap());
        base.settle(&first[0], &Outcome::Delivered(200));
        let next = base.claim();
        assert_eq!(next.len(), 1);
        assert_eq!(next[0].webhook_id, first[0].webhook_id);
        assert!(next[0].payload.contains("review.step"));
        // The worker of the second died: another one takes it, and what the first says late is not heard.
        base.run("UPDATE webhook_delivery SET leased_until = '2020-01-01 00:00:00' WHERE attempts = 1 AND leased_until IS NOT NULL");
        let taken = base.claim();
        let again = taken.iter().find(|d| d.id == first[1].id).expect("taken again");
        assert_eq!(again.attempts, 2);
        base.settle(&first[1], &Outcome::Delivered(200));
        assert_eq!(base.claim().len(), 0, "the late word let go of it");
        base.settle(again, &Outcome::Delivered(204));
        assert_eq!(base.again(&other).failures, 0);
    }

    #[test]
    fn a_webhook_is_disabled_when_nothing_got_through() {
        let base = Base::new("failing");
        let webhook = base.webhook(None, None);
        let fail_ten = || {
            for attempt in 1..=ATTEMPTS {
                std::thread::sleep(std::time::Duration::from_millis(1));
                let due = base.claim();
                assert_eq!(due.len(), 1, "attempt {attempt}");
                assert_eq!(due[0].attempts, attempt);
                base.settle(&due[0], &FAILED);
            }
            assert!(base.claim().is_empty());
        };
        // Another message got through meanwhile: the receiver is there.
        base.emit("review.opened", "");
        base.run("UPDATE webhook SET succeeded_at = '2999-01-01 00:00:00'");
        fail_ten();
        assert!(base.again(&webhook).active);
        base.run("UPDATE webhook SET succeeded_at = '2020-01-01 00:00:00'");
        base.emit("review.step", "");
        fail_ten();
        let now = base.again(&webhook);
        assert_eq!(
            (now.active, now.disabled_reason.as_deref()),
            (false, Some(REASON_FAILING))
        );
        assert_eq!((now.failures, now.version), (20, webhook.version + 1));
        // What waits for it waits until it is active again, and begins anew.
        base.run("UPDATE webhook_delivery SET state = 'queued', attempts = 9");
        assert!(base.claim().is_empty());
        let scope = Scope::of_the_program();
        let on = base
            .db
            .write(|conn| change(conn, &scope, &webhook.id, now.version, &settings(None, None)))
            .unwrap();
        assert_eq!((on.active, on.failures, on.disabled_reason), (true, 0, None));
        assert_eq!(base.claim()[0].attempts, 1);
    }

    #[test]
    fn the_secret_before_signs_for_a_day() {
        let base = Base::new("secret");
        let webhook = base.webhook(None, None);
        let scope = Scope::of_the_program();
        base.db
            .write(|conn| exchange_secret(conn, &scope, &webhook.id, vec![4, 5]))
            .unwrap();
        base.emit("review.opened", "");
        let due = base.claim().pop().unwrap();
        assert_eq!(due.secrets(), [&[4, 5][..], &[1, 2, 3][..]]);
        base.settle(&due, &FAILED);
        base.run("UPDATE webhook SET previous_until = '2020-01-01 00:00:00'");
        std::thread::sleep(std::time::Duration::from_millis(1));
        assert_eq!(base.claim().pop().unwrap().secrets(), [&[4, 5][..]]);
    }

    #[test]
    fn what_is_old_is_forgotten_and_what_goes_takes_its_deliveries_along() {
        let base = Base::new("sweep");
        let webhook = base.webhook(None, None);
        base.emit("review.opened", "");
        base.run("UPDATE webhook_delivery SET created_at = '2020-01-01 00:00:00'");
        base.emit("review.step", "");
        assert_eq!(base.db.write(sweep).unwrap(), 1);
        assert_eq!(base.events_of(&webhook), ["review.step"]);
        base.db.write(recover).unwrap();
        base.emit("review.late", "");
        assert_eq!(base.events_of(&webhook).len(), 2);
        let scope = Scope::of_the_program();
        base.db
            .write(|conn| delete(conn, &scope, &webhook.id, webhook.version))
            .unwrap();
        let left = base
            .db
            .read(|conn| sql("SELECT COUNT(*) AS n FROM webhook_delivery").number(conn));
        assert_eq!(left.unwrap(), 0);
    }

    #[test]
    fn ten_attempts_take_a_day() {
        let all = |dice| (1..ATTEMPTS).map(|n| pause(n, dice, 1)).sum::<Duration>();
        assert_eq!(pause(1, 0.5, 1), Duration::seconds(5));
        assert_eq!(all(0.5).num_hours(), 22);
        assert!(all(0.0) >= Duration::hours(17) && all(1.0) <= Duration::hours(27));
        for attempt in 1..ATTEMPTS {
            assert!(pause(attempt + 1, 0.0, 1) > pause(attempt, 1.0, 1), "{attempt}");
            assert!(pause(attempt, 0.2, 1) < pause(attempt, 0.8, 1));
        }
        assert_eq!(pause(1, 0.5, 1000), Duration::milliseconds(5));
    }

    #[test]
    fn events_have_names_of_their_own() {
        let names: std::collections::BTreeSet<_> = EVENTS.iter().map(|e| e.name).collect();
        assert_eq!(names.len(), EVENTS.len());
        assert!(EVENTS.iter().all(|e| !e.vi.is_empty() && !e.en.is_empty()));
    }
}
