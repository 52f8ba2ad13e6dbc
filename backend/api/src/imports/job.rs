//! The worker: takes queued imports one by one, in a thread of its own, and starts again what another left.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use giamngheo_store::imports;

use super::{files, run};
use crate::app::App;

/// How often the queue is looked at.
const PAUSE: Duration = Duration::from_millis(300);
/// How long an import under way may go on when the program stops.
const GRACE: Duration = Duration::from_secs(5);
/// How often work that others left is looked for.
const RECOVERY: Duration = Duration::from_secs(10);

/// The running worker.
pub struct Worker {
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Starts the worker.
pub fn start(app: &App) -> Worker {
    let stopping = Arc::new(AtomicBool::new(false));
    let (flag, app) = (stopping.clone(), app.clone());
    let thread = std::thread::Builder::new()
        .name("imports".into())
        .spawn(move || work(&app, &flag))
        .ok();
    Worker { stopping, thread }
}

impl Worker {
    /// Stops. An import under way gets a moment to end; else its transaction falls and it begins anew at the next
    /// start.
    pub fn stop(self) {
        self.stopping.store(true, Ordering::Relaxed);
        let until = Instant::now() + GRACE;
        while self.thread.as_ref().is_some_and(|t| !t.is_finished()) && Instant::now() < until {
            std::thread::sleep(PAUSE / 10);
        }
    }
}

fn work(app: &App, stopping: &AtomicBool) {
    let mut recovered: Option<Instant> = None;
    while !stopping.load(Ordering::Relaxed) {
        if recovered.is_none_or(|at| at.elapsed() > RECOVERY) {
            if let Err(cause) = app.db.write(|conn| imports::recover(conn, recovered.is_none())) {
                tracing::warn!(%cause, "imports can't be recovered");
            }
            if let Err(cause) = files::sweep(&app.config) {
                tracing::warn!(%cause, "old uploads can't be removed");
            }
            recovered = Some(Instant::now());
        }
        match one(app) {
            Ok(true) => {}
            Ok(false) => std::thread::sleep(PAUSE),
            Err(cause) => {
                tracing::error!(%cause, "import failed");
                std::thread::sleep(PAUSE * 10);
            }
        }
    }
}

/// Carries out the next queued import, if there is one.
pub fn one(app: &App) -> Result<bool, giamngheo_store::Error> {
    let queued = app.db.read(imports::any_queued)?;
    let Some(import) = (if queued {
        app.db.write(imports::claim)?
    } else {
        None
    }) else {
        return Ok(false);
    };
    tracing::info!(import = %import.id, kind = %import.kind, "import begins");
    // A fault in reading one file must not end the worker.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run::carry_out(app, &import)));
    match outcome {
        Ok(Ok(())) => tracing::info!(import = %import.id, "import ended"),
        Ok(Err(cause)) => {
            tracing::error!(import = %import.id, %cause, "import failed");
            fail(app, &import)?;
        }
        Err(_) => fail(app, &import)?,
    }
    Ok(true)
}

fn fail(app: &App, import: &imports::Import) -> Result<(), giamngheo_store::Error> {
    let detail = serde_json::json!({
        "code": "internal",
        "vi": "Hệ thống gặp lỗi khi nhập tệp; chưa có gì được ghi. Hãy thử lại.",
        "en": "The system failed while importing; nothing was written. Try again.",
    });
    app.db
        .write(|conn| imports::finish(conn, import, "failed", None, Some(&detail.to_string())))
}
