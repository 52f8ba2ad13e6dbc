//! Carrying an import out: read and stage in chunks, then match and merge in one transaction.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, sync_channel};

use giamngheo_intake::{CellProblem, FileError, Kind, Mapping, Parsed, Progress, Severity};
use giamngheo_store::access::Action;
use giamngheo_store::imports::stage::{self, Staged, StagedHousehold, StagedMember};
use giamngheo_store::imports::{self, Import, PROBLEMS_KEPT, Problem, members, merge};
use giamngheo_store::{Conn, Error, Scope, areas, users};

use super::dto::ImportResult;
use super::files;
use super::judge::Judge;
use crate::app::App;
use crate::crypto::mask;

/// Rows staged at once.
const CHUNK: usize = 4_000;

/// Why an import could not be carried out.
pub enum Stop {
    /// The file or its order is at fault: told to the sender.
    Refused(FileError),
    /// It was cancelled.
    Cancelled,
    /// The database failed; another try may do.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Where the import may write, as of now: where both who sent it and who ordered it may import.
fn scope(app: &App, import: &Import) -> Result<Scope, Stop> {
    let of = |user: &str| {
        if user == users::SYSTEM {
            return Ok(Scope::of_the_program());
        }
        let actor = app.db.read(|conn| users::actor_of_user(conn, user))?;
        actor
            .and_then(|a| a.scope(Action::ImportHouseholds))
            .ok_or_else(|| {
                Stop::Refused(FileError::new(
                    "not_allowed",
                    "Người gửi không còn quyền nhập dữ liệu.",
                    "The sender may not import any more.",
                ))
            })
    };
    let sender = of(&import.created_by)?;
    match import.ordered_by.as_deref() {
        Some(by) if by != import.created_by => Ok(of(by)?.and(&sender)),
        _ => Ok(sender),
    }
}

/// What has been found so far.
struct Tally {
    result: ImportResult,
    seq: i64,
    problems: Vec<Problem>,
    last_bad_row: Option<u32>,
}

impl Tally {
    fn add(&mut self, found: Vec<CellProblem>) {
        for p in found {
            match p.severity {
                Severity::Error => {
                    self.result.errors += 1;
                    if self.last_bad_row != Some(p.row) {
                        self.last_bad_row = Some(p.row);
                        self.result.bad_rows += 1;
                    }
                }
                Severity::Difference => self.result.differences += 1,
            }
            if self.seq >= PROBLEMS_KEPT {
                self.result.problems_cut = true;
                continue;
            }
            self.seq += 1;
            self.problems.push(Problem {
                seq: self.seq,
                sheet: p.sheet,
                row_no: i64::from(p.row),
                column_index: p.column as i64,
                value: Some(if p.field.as_deref() == Some("citizen_id") {
                    mask(&p.value)
                } else {
                    p.value
                }),
                field: p.field,
                code: p.code,
                vi: p.vi,
                en: p.en,
                severity: if p.severity == Severity::Error {
                    "error"
                } else {
                    "difference"
                }
                .to_owned(),
            });
        }
    }
}

/// Carries an import out and notes how it ended.
pub fn carry_out(app: &App, import: &Import) -> Result<(), Error> {
    match attempt(app, import) {
        Ok(()) => Ok(()),
        Err(Stop::Cancelled) => app.db.write(|conn| stage::restart(conn, &import.id)),
        Err(Stop::Refused(cause)) => {
            let detail = serde_json::to_string(&cause).unwrap_or_default();
            app.db.write(|conn| {
                stage::clear(conn, &import.id)?;
                imports::finish(conn, import, "failed", None, Some(&detail))
            })
        }
        Err(Stop::Failed(error)) => Err(error),
    }
}

fn attempt(app: &App, import: &Import) -> Result<(), Stop> {
    let scope = scope(app, import)?;
    let unreadable = |e: serde_json::Error| Stop::Failed(Error::Corrupt(e.to_string()));
    let mapping: Mapping =
        serde_json::from_str(import.mapping.as_deref().unwrap_or_default()).map_err(unreadable)?;
    app.db.write(|conn| stage::restart(conn, &import.id))?;
    let mut judge = Judge::new(&app.db, &app.vault, &scope, app.today());
    judge.surveyed_on = import.surveyed_on;
    judge.area = match &import.area_id {
        Some(id) => app.db.read(|conn| areas::by_id(conn, id))?,
        None => None,
    };
    match mapping.kind {
        Kind::Households => households(app, import, &mapping, judge, &scope),
        Kind::Members => members_file(app, import, &mapping, judge, &scope),
    }
}

/// Rows on their way from the reader to the staging table, with what was wrong on the way.
struct Batch<T> {
    rows: Vec<T>,
    problems: Vec<Problem>,
    at: Progress,
}

/// Stages the batches as they come, until there are no more. Errors: the import was cancelled.
fn stage_batches<T: Staged>(app: &App, import: &Import, batches: &Receiver<Batch<T>>) -> Result<(), Stop> {
    for batch in batches {
        let going_on = app.db.write(|conn| {
            let (done, total) = (batch.at.done as i64, batch.at.total as i64);
            if !imports::heartbeat(conn, &import.job_id, "reading", done, total)? {
                return Ok(false);
            }
            stage::put(conn, &import.id, &batch.rows)?;
            imports::add_problems(conn, &import.id, &batch.problems)?;
            Ok(true)
        })?;
        if !going_on {
            return Err(Stop::Cancelled);
        }
    }
    Ok(())
}

/// Reads the file; `judge` makes staged rows of its rows. Another thread stages them meanwhile, a few batches
/// behind at most.
fn read<T: Staged + Send>(
    app: &App,
    import: &Import,
    mapping: &Mapping,
    mut judge: impl FnMut(Parsed, &mut Vec<CellProblem>, &mut ImportResult) -> Result<Option<T>, Error>,
) -> Result<Tally, Stop> {
    let mut tally = Tally {
        result: ImportResult::default(),
        seq: 0,
        problems: Vec::new(),
        last_bad_row: None,
    };
    let path = files::path(&app.config, &import.id);
    let schema = files::schema(app.today());
    std::thread::scope(|threads| {
        let (sender, batches) = sync_channel::<Batch<T>>(2);
        let writer = threads.spawn(move || stage_batches(app, import, &batches));
        let mut rows: Vec<T> = Vec::with_capacity(CHUNK);
        let mut failed = None;
        let mut end = Progress {
            done: 0,
            total: 0,
            unit: giamngheo_intake::ProgressUnit::Bytes,
        };
        let summary = giamngheo_intake::read(
            &path,
            &import.filename,
            mapping,
            &schema,
            app.today(),
            &mut |parsed, at| {
                end = Progress { done: at.total, ..at };
                let mut found = Vec::new();
                tally.result.rows += 1;
                match judge(parsed, &mut found, &mut tally.result) {
                    Ok(row) => rows.extend(row),
                    Err(error) => {
                        failed = Some(error);
                        return ControlFlow::Break(());
                    }
                }
                tally.add(found);
                if rows.len() >= CHUNK || tally.problems.len() >= CHUNK {
                    let full = std::mem::replace(&mut rows, Vec::with_capacity(CHUNK));
                    let batch = Batch {
                        rows: full,
                        problems: std::mem::take(&mut tally.problems),
                        at,
                    };
                    // Nobody listens when the writer has failed or was cancelled: it says why below.
                    if sender.send(batch).is_err() {
                        return ControlFlow::Break(());
                    }
                }
                ControlFlow::Continue(())
            },
        );
        if summary.is_ok() && failed.is_none() {
            let last = Batch {
                rows,
                problems: std::mem::take(&mut tally.problems),
                at: end,
            };
            let _ = sender.send(last);
        }
        drop(sender);
        let written = writer
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        if let Some(error) = failed {
            return Err(Stop::Failed(error));
        }
        let summary = summary.map_err(Stop::Refused)?;
        written?;
        tally.result.restored_citizen_ids = summary.restored_citizen_ids as i64;
        Ok(tally)
    })
}

fn households(
    app: &App,
    import: &Import,
    mapping: &Mapping,
    mut judge: Judge,
    scope: &Scope,
) -> Result<(), Stop> {
    let tally = read::<StagedHousehold>(app, import, mapping, |parsed, found, result| {
        let Parsed::Household(mut row) = parsed else {
            return Ok(None);
        };
        let staged = judge.household(&mut row, found)?;
        if let Some(staged) = &staged {
            *result.classes.entry(staged.class.clone()).or_default() += 1;
        }
        Ok(staged)
    })?;
    let villages = judge.new_villages;
    conclude::<StagedHousehold>(
        app,
        import,
        tally,
        merge::REFUSALS,
        |conn| Ok(merge::needed(conn, &import.id, &villages)?.len() as i64),
        |conn| merge::match_rows(conn, scope, &import.id),
        |conn| merge::merge(conn, scope, &import.id, &villages),
    )
}

fn members_file(
    app: &App,
    import: &Import,
    mapping: &Mapping,
    judge: Judge,
    scope: &Scope,
) -> Result<(), Stop> {
    let provinces = match &judge.area {
        Some(area) => vec![area.province_code().to_owned()],
        None => scope.provinces().unwrap_or_default(),
    };
    let [province] = provinces.as_slice() else {
        return Err(Stop::Refused(FileError::new(
            "area_missing",
            "Hãy chọn tỉnh (hoặc huyện, xã) của danh sách thành viên.",
            "Choose the province (or a unit below it) that the members belong to.",
        )));
    };
    let tally = read::<StagedMember>(app, import, mapping, |parsed, found, _| {
        let Parsed::Member(mut row) = parsed else {
            return Ok(None);
        };
        Ok(judge.member(&mut row, province, found))
    })?;
    conclude::<StagedMember>(
        app,
        import,
        tally,
        members::REFUSALS,
        |_| Ok(0),
        |conn| members::match_rows(conn, scope, &import.id),
        |conn| members::merge(conn, scope, &import.id),
    )
}

/// Matches, decides by the mode, merges and ends the import: one transaction.
fn conclude<T: Staged>(
    app: &App,
    import: &Import,
    mut tally: Tally,
    refusals: &[(&str, &str, &str)],
    new_villages: impl FnOnce(&mut Conn) -> Result<i64, Error>,
    match_rows: impl FnOnce(&mut Conn) -> Result<(), Error>,
    merge: impl FnOnce(&mut Conn) -> Result<(), Error>,
) -> Result<(), Stop> {
    let going_on = app.db.write(|conn| {
        imports::heartbeat(
            conn,
            &import.job_id,
            "matching",
            tally.result.rows,
            tally.result.rows,
        )
    })?;
    if !going_on {
        return Err(Stop::Cancelled);
    }
    let kept = app.db.write(|conn| {
        // Touching the job's row keeps other workers away from it until the end of the transaction.
        if !imports::heartbeat(
            conn,
            &import.job_id,
            "writing",
            tally.result.rows,
            tally.result.rows,
        )? {
            return Ok(false);
        }
        match_rows(conn)?;
        let sheet = mapping_sheet(import);
        let mapping: Option<Mapping> = import
            .mapping
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok());
        for refused in stage::refused::<T>(conn, &import.id)? {
            let known = refusals.iter().find(|(code, _, _)| *code == refused.outcome);
            let (code, vi, en) = known.copied().unwrap_or((refused.outcome.as_str(), "", ""));
            let field = if code.contains("household") || code.contains("external_id") {
                "external_id"
            } else {
                "name"
            };
            let at = mapping.as_ref().and_then(|m| {
                let column = |code: &str| {
                    m.columns
                        .iter()
                        .find(|(_, f)| *f == code)
                        .map(|(i, f)| (*i, f.clone()))
                };
                column(field)
                    .or_else(|| column("head_name"))
                    .or_else(|| column("name"))
            });
            let (column, field) = at.map_or((0, None), |(column, field)| (column, Some(field)));
            tally.add(vec![CellProblem {
                sheet: sheet.clone(),
                row: u32::try_from(refused.row_no).unwrap_or(0),
                column,
                column_letter: String::new(),
                header: String::new(),
                field,
                value: String::new(),
                code: code.to_owned(),
                vi: vi.to_owned(),
                en: en.to_owned(),
                severity: Severity::Error,
            }]);
        }
        imports::add_problems(conn, &import.id, &tally.problems)?;
        for outcome in stage::outcomes::<T>(conn, &import.id)? {
            match outcome.outcome.as_str() {
                "new" => tally.result.new = outcome.rows,
                "changed" | "filled" => tally.result.changed += outcome.rows,
                "same" => tally.result.same = outcome.rows,
                _ => {}
            }
        }
        tally.result.new_villages = new_villages(conn)?;
        let state = match import.mode.as_deref() {
            Some("dry_run") => "checked",
            Some("all_or_nothing") if tally.result.errors > 0 => "rejected",
            _ => {
                merge(conn)?;
                "done"
            }
        };
        let result = serde_json::to_string(&tally.result)?;
        imports::finish(conn, import, state, Some(&result), None)?;
        Ok(true)
    })?;
    if kept { Ok(()) } else { Err(Stop::Cancelled) }
}

fn mapping_sheet(import: &Import) -> String {
    import
        .inspection
        .as_deref()
        .and_then(|text| serde_json::from_str::<giamngheo_intake::Inspection>(text).ok())
        .map(|i| i.sheet)
        .unwrap_or_default()
}
