//! The worker: takes deliveries that are due and sends them, several at once but one to a receiver.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use giamngheo_store::reviews;
use giamngheo_store::webhooks::{self, Due, Outcome};

use super::send::Sender;
use crate::app::App;

/// How often the queue is looked at.
const PAUSE: Duration = Duration::from_millis(300);
/// How many messages are under way at once.
const AT_ONCE: i64 = 8;
/// How long messages under way may go on when the program stops; what is cut off is sent again.
const GRACE: Duration = Duration::from_secs(5);
/// How often old deliveries are forgotten, and reviews that have become late are told.
const SWEEP: Duration = Duration::from_hours(1);

/// The running worker.
pub struct Worker {
    stopping: Arc<AtomicBool>,
    under_way: Arc<AtomicI64>,
    thread: Option<JoinHandle<()>>,
}

/// Starts the worker.
pub fn start(app: &App) -> Worker {
    let (stopping, under_way) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(0)));
    let (flag, count, app) = (stopping.clone(), under_way.clone(), app.clone());
    let thread = std::thread::Builder::new()
        .name("webhooks".into())
        .spawn(move || work(&app, &flag, &count))
        .ok();
    Worker {
        stopping,
        under_way,
        thread,
    }
}

impl Worker {
    /// Stops taking deliveries; those under way get a moment to end.
    pub fn stop(self) {
        self.stopping.store(true, Ordering::Relaxed);
        let until = Instant::now() + GRACE;
        let busy = || {
            self.thread.as_ref().is_some_and(|t| !t.is_finished())
                || self.under_way.load(Ordering::Acquire) > 0
        };
        while busy() && Instant::now() < until {
            std::thread::sleep(PAUSE / 10);
        }
    }
}

fn work(app: &App, stopping: &AtomicBool, under_way: &Arc<AtomicI64>) {
    if let Err(cause) = app.db.write(webhooks::recover) {
        tracing::warn!(%cause, "webhooks can't be recovered");
    }
    let sender = Arc::new(Sender::new(app.config.demo));
    let mut swept: Option<Instant> = None;
    while !stopping.load(Ordering::Relaxed) {
        if swept.is_none_or(|at| at.elapsed() > SWEEP) {
            if let Err(cause) = app.db.write(webhooks::sweep) {
                tracing::warn!(%cause, "old deliveries can't be removed");
            }
            let today = app.today();
            if let Err(cause) = app.db.write(|conn| reviews::tell_late(conn, today)) {
                tracing::warn!(%cause, "late reviews can't be told");
            }
            swept = Some(Instant::now());
        }
        match next(app, AT_ONCE - under_way.load(Ordering::Acquire)) {
            Ok(taken) if taken.is_empty() => std::thread::sleep(PAUSE),
            Ok(taken) => {
                for due in taken {
                    begin(app, &sender, under_way, due);
                }
                // A receiver has one message at a time: its next one waits until this one has its answer.
                std::thread::sleep(PAUSE / 30);
            }
            Err(cause) => {
                tracing::warn!(%cause, "deliveries can't be taken");
                std::thread::sleep(PAUSE * 10);
            }
        }
    }
}

fn next(app: &App, free: i64) -> Result<Vec<Due>, giamngheo_store::Error> {
    if free <= 0 || !app.db.read(webhooks::any_due)? {
        return Ok(Vec::new());
    }
    app.db.write(|conn| webhooks::claim(conn, free))
}

/// Sends a delivery in a thread of its own and notes what came of it. One that can't be begun is taken again when
/// its lease has run out.
fn begin(app: &App, sender: &Arc<Sender>, under_way: &Arc<AtomicI64>, due: Due) {
    under_way.fetch_add(1, Ordering::AcqRel);
    let (app, sender, count) = (app.clone(), sender.clone(), under_way.clone());
    let begun = std::thread::Builder::new()
        .name("webhook".into())
        .spawn(move || {
            // A fault in one must not keep its place for ever.
            let outcome =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| sender.send(&due, &app.vault)));
            let outcome = outcome.unwrap_or(Outcome::Failed {
                status: None,
                error: "broken",
            });
            tracing::info!(webhook = %due.webhook_id, delivery = %due.id, attempt = due.attempts, ?outcome, "webhook sent");
            let hurry = app.config.webhook_hurry.unwrap_or(1);
            let noted = app
                .db
                .write(|conn| webhooks::settle(conn, &due, &outcome, rand::random(), hurry));
            if let Err(cause) = noted {
                tracing::warn!(delivery = %due.id, %cause, "the outcome can't be kept: it is sent again");
            }
            count.fetch_sub(1, Ordering::AcqRel);
        });
    if let Err(cause) = begun {
        tracing::warn!(%cause, "no thread for a webhook");
        under_way.fetch_sub(1, Ordering::AcqRel);
    }
}
