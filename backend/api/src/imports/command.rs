//! Importing a file from the command line: the same way as over HTTP, by the program itself.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use giamngheo_store::id::new_id;
use giamngheo_store::imports::{self, NewImport, Order as StoreOrder};
use giamngheo_store::{Scope, areas};

use super::dto::{ImportResult, Mode};
use super::{files, job};
use crate::app::App;
use crate::config::Config;

/// What to import and how.
#[derive(Debug, Args)]
pub struct Order {
    /// The file: Excel, CSV or NDJSON.
    pub file: PathBuf,
    /// Code of the area that rows without one belong to.
    #[arg(long)]
    pub area: Option<String>,
    /// The day of surveys without one.
    #[arg(long)]
    pub surveyed_on: Option<NaiveDate>,
    /// What happens to good rows when others are bad.
    #[arg(long, value_enum, default_value = "good-rows")]
    pub mode: CommandMode,
}

/// [`Mode`] as words of the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum CommandMode {
    /// Only check.
    DryRun,
    /// One bad row, and nothing is kept.
    AllOrNothing,
    /// Keep the good rows.
    GoodRows,
}

impl From<CommandMode> for Mode {
    fn from(mode: CommandMode) -> Self {
        match mode {
            CommandMode::DryRun => Self::DryRun,
            CommandMode::AllOrNothing => Self::AllOrNothing,
            CommandMode::GoodRows => Self::GoodRows,
        }
    }
}

/// Imports the file and prints what came of it; bad cells go to standard error. Errors: a sentence.
pub fn run(config: &Config, order: &Order) -> Result<(), String> {
    let app = crate::serve::prepare(config)?;
    import(&app, order)
}

fn import(app: &App, order: &Order) -> Result<(), String> {
    let failed = |e: giamngheo_store::Error| e.to_string();
    let scope = Scope::of_the_program();
    let (id, today) = (new_id(), app.today());
    let path = files::path(&app.config, &id);
    let size = std::fs::copy(&order.file, &path).map_err(|e| format!("{}: {e}", order.file.display()))?;
    let name = order
        .file
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let inspection = giamngheo_intake::inspect(&path, &name, &files::schema(today)).map_err(|e| {
        let _ = std::fs::remove_file(&path);
        e.vi
    })?;
    let year = inspection
        .sheets
        .iter()
        .find(|s| s.name == inspection.sheet)
        .and_then(|s| s.title.year);
    let surveyed_on = order.surveyed_on.or(year
        .and_then(|y| NaiveDate::from_ymd_opt(y, 12, 31))
        .map(|d| d.min(today)));
    let on = surveyed_on.unwrap_or(today);
    let area = match &order.area {
        None => None,
        Some(code) => Some(
            app.db
                .read(|conn| areas::find(conn, code, on).or_else(|_| areas::find(conn, code, today)))
                .map_err(|_| format!("there is no area {code} on {on}"))?,
        ),
    };
    let text = |value: serde_json::Result<String>| value.map_err(|e| e.to_string());
    let new = NewImport {
        id: id.clone(),
        filename: name,
        size: size as i64,
        sha256: String::new(),
        format: inspection.format.code().to_owned(),
        kind: inspection.kind.code().to_owned(),
        area: area.map(|a| (a.id, a.path)),
        surveyed_on,
        inspection: text(serde_json::to_string(&inspection))?,
        mapping: text(serde_json::to_string(&inspection.mapping))?,
    };
    let wanted = StoreOrder {
        mode: Mode::from(order.mode).code().to_owned(),
        mapping: None,
        kind: None,
        area: None,
        surveyed_on,
    };
    app.db
        .write(|conn| {
            imports::create(conn, &scope, &new)?;
            imports::order(conn, &scope, &id, &wanted)
        })
        .map_err(failed)?;
    loop {
        let state = app
            .db
            .read(|conn| imports::get(conn, &scope, &id))
            .map_err(failed)?;
        if state.state != "running" {
            return report(app, &state);
        }
        // Work that was queued before comes first; a server on the same database may take ours.
        if !job::one(app).map_err(failed)? {
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
    }
}

fn report(app: &App, import: &imports::Import) -> Result<(), String> {
    let problems = app
        .db
        .read(|conn| imports::problems(conn, import, None, None, 1000))
        .map_err(|e| e.to_string())?;
    for p in &problems {
        let column = super::dto::letter(p.column_index);
        eprintln!(
            "{}!{column}{}  {}  {}",
            p.sheet,
            p.row_no,
            p.value.as_deref().unwrap_or(""),
            p.vi
        );
    }
    if let Some(result) = import
        .result
        .as_deref()
        .and_then(|t| serde_json::from_str::<ImportResult>(t).ok())
    {
        println!(
            "{}: {} rows, {} new, {} changed, {} the same, {} bad rows, {} differences",
            import.state,
            result.rows,
            result.new,
            result.changed,
            result.same,
            result.bad_rows,
            result.differences
        );
    }
    match import.state.as_str() {
        "done" | "checked" => Ok(()),
        state => Err(format!(
            "the import is {state}{}",
            import
                .detail
                .as_deref()
                .map(|d| format!(": {d}"))
                .unwrap_or_default()
        )),
    }
}
