//! Engines, pools, transactions and migrations: the one place where SQLite and PostgreSQL differ.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use diesel::{Connection, PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use libsqlite3_sys as _;
use pq_sys as _;

use crate::error::{Error, Result};
use crate::sql::sql;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Byte-ordered text for codes, paths and search keys: a prefix is then a range on an index.
const POSTGRES_PRELUDE: &str = "DO $$ BEGIN
    CREATE DOMAIN ctext AS text COLLATE \"C\";
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;";

/// What is staged can be read from its file again: it need not be written ahead.
const POSTGRES_EPILOGUE: &str = "DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['stage_household', 'stage_member'] LOOP
      IF EXISTS (SELECT 1 FROM pg_class WHERE oid = t::regclass AND relpersistence = 'p') THEN
        EXECUTE format('ALTER TABLE %I SET UNLOGGED', t);
      END IF;
    END LOOP;
  END $$;";

/// Postings of money are never changed or removed; a mistake is turned around by counter-entries.
const POSTGRES_GUARDS: &str =
    "CREATE OR REPLACE FUNCTION budget_is_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'postings are never changed'; END $$;
  CREATE OR REPLACE TRIGGER budget_posting_kept BEFORE UPDATE OR DELETE ON budget_posting
    FOR EACH ROW EXECUTE FUNCTION budget_is_kept();
  CREATE OR REPLACE TRIGGER budget_entry_kept BEFORE UPDATE OR DELETE ON budget_entry
    FOR EACH ROW EXECUTE FUNCTION budget_is_kept();";

/// The same on SQLite, which has a trigger for each act.
const SQLITE_GUARDS: &str = "
  CREATE TRIGGER IF NOT EXISTS budget_posting_unchanged BEFORE UPDATE ON budget_posting
    BEGIN SELECT RAISE(ABORT, 'postings are never changed'); END;
  CREATE TRIGGER IF NOT EXISTS budget_posting_kept BEFORE DELETE ON budget_posting
    BEGIN SELECT RAISE(ABORT, 'postings are never changed'); END;
  CREATE TRIGGER IF NOT EXISTS budget_entry_unchanged BEFORE UPDATE ON budget_entry
    BEGIN SELECT RAISE(ABORT, 'postings are never changed'); END;
  CREATE TRIGGER IF NOT EXISTS budget_entry_kept BEFORE DELETE ON budget_entry
    BEGIN SELECT RAISE(ABORT, 'postings are never changed'); END;";

/// What the derive makes has no documentation of its own.
#[allow(missing_docs)]
mod multi {
    use diesel::{PgConnection, SqliteConnection};

    /// A connection to either engine: PostgreSQL (alone or with Citus), or the embedded one.
    #[derive(diesel::MultiConnection)]
    pub enum Conn {
        Pg(PgConnection),
        Sqlite(SqliteConnection),
    }
}

pub use multi::{Conn, MultiBackend};

/// Which engine is behind the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL, alone or with Citus.
    Postgres,
    /// The embedded engine.
    Sqlite,
}

impl Engine {
    /// The engine a database URL names: `postgres://…` or a file's path (`sqlite:` in front is allowed).
    pub fn of(url: &str) -> Self {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::Postgres
        } else {
            Self::Sqlite
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgresql",
            Self::Sqlite => "sqlite",
        }
    }
}

/// Opens connections for the pool and sets them up.
#[derive(Debug)]
struct Opener {
    url: String,
}

impl Opener {
    fn open(&self) -> std::result::Result<Conn, diesel::ConnectionError> {
        match Engine::of(&self.url) {
            Engine::Postgres => PgConnection::establish(&self.url).map(Conn::Pg),
            Engine::Sqlite => {
                let path = sqlite_path(&self.url);
                keep_private(path);
                let mut conn = SqliteConnection::establish(path)?;
                conn.batch_execute(
                    "PRAGMA busy_timeout = 60000;
                     PRAGMA journal_mode = WAL;
                     PRAGMA synchronous = FULL;
                     PRAGMA foreign_keys = ON;
                     PRAGMA cache_size = -65536;",
                )
                .map_err(|e| diesel::ConnectionError::BadConnection(e.to_string()))?;
                Ok(Conn::Sqlite(conn))
            }
        }
    }
}

/// The path in an SQLite URL: `sqlite://`, `sqlite:` or nothing in front.
fn sqlite_path(url: &str) -> &str {
    url.strip_prefix("sqlite://")
        .or_else(|| url.strip_prefix("sqlite:"))
        .unwrap_or(url)
}

/// Keeps the database's file from other users of the machine: made so, or changed to it. SQLite gives the files
/// it makes beside it the same permissions. What goes wrong here SQLite says at once when it opens the file; a
/// file of another owner stays as that owner wants it.
///
/// A file that is there is never opened here: to close it again would take away the locks that this process holds on
/// it by POSIX rules, and another process could then remove the write-ahead log under the running program.
fn keep_private(path: &str) {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    if path.is_empty() || path.starts_with(":memory:") || path.starts_with("file:") {
        return;
    }
    let _ = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    for suffix in ["", "-wal", "-shm"] {
        let file = format!("{path}{suffix}");
        if std::fs::metadata(&file).is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o077 != 0) {
            let _ = std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600));
        }
    }
}

impl ManageConnection for Opener {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> std::result::Result<Conn, Self::Error> {
        self.open().map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, conn: &mut Conn) -> std::result::Result<(), Self::Error> {
        conn.batch_execute("SELECT 1")
            .map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        use diesel::connection::TransactionManager;
        std::thread::panicking()
            || <Conn as Connection>::TransactionManager::is_broken_transaction_manager(conn)
    }
}

/// The database: a pool of readers and a pool of writers (one writer on SQLite). Cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    readers: Pool<Opener>,
    writers: Pool<Opener>,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db")
            .field("engine", &self.engine)
            .finish_non_exhaustive()
    }
}

impl Db {
    /// Opens the pools. `readers` is the number of connections for reading (PostgreSQL gets as many to write).
    ///
    /// Errors: `Unavailable` when the database can't be reached.
    pub fn open(url: &str, readers: u32) -> Result<Self> {
        let engine = Engine::of(url);
        let pool = |size: u32| {
            Pool::builder()
                .max_size(size)
                .min_idle(Some(1))
                .connection_timeout(Duration::from_mins(1))
                .test_on_check_out(false)
                .build(Opener { url: url.to_owned() })
                .map_err(Error::from)
        };
        // A first connection outside the pool says at once what is wrong, instead of a time-out.
        drop(
            Opener { url: url.to_owned() }
                .open()
                .map_err(|e| Error::Unavailable(e.to_string()))?,
        );
        let writers = match engine {
            Engine::Postgres => pool(readers)?,
            Engine::Sqlite => pool(1)?,
        };
        Ok(Self {
            engine,
            readers: pool(readers)?,
            writers,
        })
    }

    /// The engine behind it.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Runs `f` on a reader.
    pub fn read<T>(&self, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        f(&mut *self.reader()?)
    }

    /// A reader's connection, for reads that go on (streams).
    fn reader(&self) -> Result<PooledConnection<Opener>> {
        Ok(self.readers.get()?)
    }

    /// Runs `f` in a transaction on a writer: all of it is kept, or nothing.
    pub fn write<T>(&self, f: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let mut conn = self.writers.get()?;
        let conn = &mut *conn;
        if let Conn::Sqlite(sqlite) = conn {
            // IMMEDIATE takes the write lock at once; a deferred transaction could fail half way.
            sqlite.batch_execute("BEGIN IMMEDIATE").map_err(Error::from)?;
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| f(conn)));
            let end = if matches!(outcome, Ok(Ok(_))) {
                "COMMIT"
            } else {
                "ROLLBACK"
            };
            let ended = conn.batch_execute(end).map_err(Error::from);
            return match outcome {
                Ok(result) => result.and_then(|value| ended.map(|()| value)),
                Err(panic) => std::panic::resume_unwind(panic),
            };
        }
        conn.transaction(f)
    }

    /// Brings the schema up to date. Several processes may call it at once.
    pub fn migrate(&self) -> Result<()> {
        let mut conn = self.writers.get()?;
        let failed = |e: Box<dyn std::error::Error + Send + Sync>| Error::Unavailable(e.to_string());
        match &mut *conn {
            Conn::Pg(pg) => {
                pg.batch_execute("SELECT pg_advisory_lock(4702022)")?;
                let done = pg
                    .batch_execute(POSTGRES_PRELUDE)
                    .map_err(Error::from)
                    .and_then(|()| pg.run_pending_migrations(MIGRATIONS).map(|_| ()).map_err(failed))
                    .and_then(|()| pg.batch_execute(POSTGRES_EPILOGUE).map_err(Error::from))
                    .and_then(|()| pg.batch_execute(POSTGRES_GUARDS).map_err(Error::from));
                pg.batch_execute("SELECT pg_advisory_unlock(4702022)")?;
                done
            }
            Conn::Sqlite(sqlite) => {
                sqlite.run_pending_migrations(MIGRATIONS).map_err(failed)?;
                Ok(sqlite.batch_execute(SQLITE_GUARDS)?)
            }
        }
    }

    /// Whether the database answers.
    pub fn ping(&self) -> Result<()> {
        self.read(|c| sql("SELECT COUNT(*) AS n FROM setting").number(c).map(|_| ()))
    }
}

impl Conn {
    /// The engine of this connection.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Pg(_) => Engine::Postgres,
            Self::Sqlite(_) => Engine::Sqlite,
        }
    }

    /// Tells PostgreSQL's planner how much a staging table holds now; it was empty a moment ago.
    pub fn freshen(&mut self, table: &'static str) -> Result<()> {
        if let Self::Pg(pg) = self {
            pg.batch_execute(&format!("ANALYZE {table}"))?;
        }
        Ok(())
    }

    /// Lets this transaction's commit return before it is on the disk: for what can be done again.
    pub fn need_not_last(&mut self) -> Result<()> {
        if let Self::Pg(pg) = self {
            pg.batch_execute("SET LOCAL synchronous_commit TO OFF")?;
        }
        Ok(())
    }

    /// Waits until no other transaction works on `what`; held until this one ends. SQLite has one writer anyway.
    pub fn lock(&mut self, what: &str) -> Result<()> {
        self.advise("pg_advisory_xact_lock", what)
    }

    /// Waits until no other transaction holds `what` by [`Conn::lock`]; others may share it.
    pub fn lock_shared(&mut self, what: &str) -> Result<()> {
        self.advise("pg_advisory_xact_lock_shared", what)
    }

    fn advise(&mut self, function: &str, what: &str) -> Result<()> {
        if self.engine() == Engine::Postgres {
            // The lock function returns void, so its row is only counted.
            sql(&format!(
                "SELECT COUNT(*) AS n FROM (SELECT {function}(hashtext(?))) AS l"
            ))
            .bind(what)
            .number(self)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn an_sqlite_url_names_a_path() {
        for url in ["sqlite:///a/b.sqlite", "sqlite:/a/b.sqlite", "/a/b.sqlite"] {
            assert_eq!(sqlite_path(url), "/a/b.sqlite", "{url}");
        }
        assert_eq!(sqlite_path("sqlite://b.sqlite"), "b.sqlite");
    }

    #[test]
    fn nobody_else_reads_the_files_of_a_database() {
        let folder = std::env::temp_dir().join(format!("giamngheo_db_{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("x.sqlite");
        // One from before, open to all.
        std::fs::write(&file, "").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        let db = Db::open(&file.to_string_lossy(), 1).unwrap();
        db.migrate().unwrap();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}", entry.path().display());
        }
        drop(db);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn another_process_does_not_take_the_log_away() {
        let folder = std::env::temp_dir().join(format!("giamngheo_wal_{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("x.sqlite").to_string_lossy().into_owned();
        let db = Db::open(&file, 2).unwrap();
        db.migrate().unwrap();
        // A second connection of this process, as the pool opens them.
        drop(Db::open(&file, 2).unwrap());
        let log = std::path::PathBuf::from(format!("{file}-wal"));
        assert!(log.exists());
        // Python's sqlite3 is another process that reads and, as the last one to close, would remove the log.
        let read = std::process::Command::new("python3")
            .args(["-c", "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('select count(*) from setting').fetchall(); c.close()"])
            .arg(&file)
            .status();
        if read.is_ok_and(|status| status.success()) {
            assert!(
                log.exists(),
                "the write-ahead log was removed under a running program"
            );
        }
        drop(db);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
