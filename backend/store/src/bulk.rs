//! Many rows at once, the fastest way each engine has: COPY on PostgreSQL, inserts of many rows on SQLite.

use std::borrow::Borrow;

use diesel::{ExecuteCopyFromDsl, PgConnection, QueryResult};

use crate::Conn;
use crate::error::{Error, Result};
use crate::sql::{Value, sql};

/// A table that takes rows in bulk, with its columns in the order of the values given.
pub struct Bulk {
    name: &'static str,
    columns: &'static [&'static str],
    copy: fn(&mut PgConnection, &[u8]) -> QueryResult<usize>,
}

/// Declares tables and their order of columns. COPY sends text, so that all columns pass as text.
macro_rules! bulk {
    ($($(#[$meta:meta])* $constant:ident = $table:ident { $first:ident, $($column:ident),* $(,)? })*) => {
        mod tables {
            $(diesel::table! { $table ($first) { $first -> Text, $($column -> Text,)* } })*
        }
        $(
            $(#[$meta])*
            pub static $constant: Bulk = Bulk {
                name: stringify!($table),
                columns: &[stringify!($first), $(stringify!($column)),*],
                copy: |pg, text| {
                    diesel::copy_from(tables::$table::table)
                        .from_raw_data(tables::$table::table, |out| {
                            std::io::Write::write_all(out, text)
                                .map_err(|e| diesel::result::Error::QueryBuilderError(Box::new(e)))
                        })
                        .execute(pg)
                },
            };
        )*
    };
}

bulk! {
    /// Households on their way in.
    STAGE_HOUSEHOLD = stage_household {
        import_id, row_no, province_id, household_id, survey_id, member_id, external_id, commune_id, village_id, path,
        address, head_name, search_key, head_birth, birth_precision, sex, ethnicity, citizen_id_enc, citizen_id_hash,
        member_count, year, surveyed_on, standard, setting, income_vnd_per_person_month, b1, b2, deprivations, class,
        basis, outcome,
    }
    /// Members on their way in.
    STAGE_MEMBER = stage_member {
        import_id, row_no, province_id, member_id, external_id, position, name, search_key, sex, birth_date,
        birth_precision, ethnicity, relation, citizen_id_enc, citizen_id_hash, insured, outcome,
    }
    /// Households, whole.
    HOUSEHOLD = household {
        province_id, id, external_id, commune_id, village_id, path, address, head_name, head_birth, search_key,
        ethnicity, member_count, status, class, class_year, class_state, b1, b2, deprivations, version, created_at,
        updated_at,
    }
    /// Members, whole.
    MEMBER = member {
        province_id, id, household_id, position, name, search_key, sex, birth_date, birth_precision, ethnicity,
        relation, citizen_id_enc, citizen_id_hash, insured,
    }
    /// Surveys, whole.
    SURVEY = survey {
        province_id, id, household_id, year, surveyed_on, standard, setting, b1, b2, deprivations, class, basis,
        origin, created_by, created_at,
    }
    /// Rounds of the review, as they open.
    REVIEW_ROUND = review_round {
        province_id, id, opening_id, kind, year, commune_id, path, procedure_code, standard, form, sample_form,
        document, state, pass, opened_on, closes_on, since, due_on, schedule, version, created_by, created_at, updated_at,
    }
    /// What is done with rounds.
    REVIEW_EVENT = review_event {
        province_id, id, round_id, act, from_state, to_state, on_date, due_on, at, actor_id, detail,
    }
    /// Cases of a round, as they are carried over.
    REVIEW_CASE = review_case {
        province_id, round_id, household_province, household_id, path, origin, tracking_code, previous_class, state, flags, flag_count,
        sampled, unposted, version, updated_at,
    }
    /// What households legally are.
    CLASS_PERIOD = class_period {
        province_id, id, household_id, class, from_date, year, recognition_province, recognition_id, movement,
    }
    /// Certificates.
    CERTIFICATE = certificate {
        province_id, code, recognition_id, household_province, household_id, path, kind, year, issued_on,
    }
    /// Registers by year, whole.
    HOUSEHOLD_YEAR = household_year {
        province_id, year, household_id, commune_id, path, member_count, class, state, b1, b2, deprivations,
        survey_id, movement,
    }
    /// Reports of a round, as it opens.
    REPORT = report {
        province_id, id, round_id, area_id, path, level, parent_id, state, version_no, due_on, version, updated_at,
    }
}

impl Bulk {
    /// Inserts the rows; each has a value for every column, in the table's order.
    pub fn insert(&self, conn: &mut Conn, rows: impl Iterator<Item = Vec<Value>>) -> Result<()> {
        match conn {
            Conn::Pg(pg) => {
                let mut text = Vec::with_capacity(1 << 20);
                for row in rows {
                    debug_assert_eq!(row.len(), self.columns.len(), "{}", self.name);
                    for (i, value) in row.iter().enumerate() {
                        if i > 0 {
                            text.push(b'\t');
                        }
                        write_copy(&mut text, value);
                    }
                    text.push(b'\n');
                }
                (self.copy)(pg, &text).map(|_| ()).map_err(Error::from)
            }
            Conn::Sqlite(_) => insert_in_groups(conn, self.name, self.columns, rows),
        }
    }
}

/// Inserts the rows by statements of many rows, on either engine; each has a value for every column.
pub fn insert_in_groups(
    conn: &mut Conn,
    table: &str,
    columns: &[impl Borrow<str>],
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<()> {
    let width = columns.len();
    let group = format!("({})", vec!["?"; width].join(", "));
    // SQLite binds at most 32,766 values in a statement; smaller ones are parsed faster.
    let height = (8_000 / width).max(1);
    let head = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let (mut values, mut count) = (Vec::with_capacity(height * width), 0);
        for row in rows.by_ref().take(height) {
            debug_assert_eq!(row.len(), width, "{table}");
            values.extend(row);
            count += 1;
        }
        sql(&head)
            .text(&vec![group.as_str(); count].join(", "))
            .bind_all(values)
            .run(conn)?;
    }
    Ok(())
}

/// A value in the text format of COPY.
fn write_copy(out: &mut Vec<u8>, value: &Value) {
    use std::io::Write;
    // Writing to memory can't fail.
    let _ = match value {
        Value::Text(Some(v)) => {
            for byte in v.bytes() {
                match byte {
                    b'\\' => out.extend(b"\\\\"),
                    b'\t' => out.extend(b"\\t"),
                    b'\n' => out.extend(b"\\n"),
                    b'\r' => out.extend(b"\\r"),
                    // PostgreSQL keeps no NUL in text.
                    0 => {}
                    byte => out.push(byte),
                }
            }
            Ok(())
        }
        Value::Int(Some(v)) => write!(out, "{v}"),
        Value::Bool(Some(v)) => write!(out, "{}", if *v { 't' } else { 'f' }),
        Value::Date(Some(v)) => write!(out, "{v}"),
        Value::Time(Some(v)) => write!(out, "{v}"),
        Value::Bytes(Some(v)) => {
            out.extend(b"\\\\x");
            v.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
        }
        Value::Text(None)
        | Value::Int(None)
        | Value::Bool(None)
        | Value::Date(None)
        | Value::Time(None)
        | Value::Bytes(None) => {
            out.extend(b"\\N");
            Ok(())
        }
    };
}
