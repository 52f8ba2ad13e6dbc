//! What can go wrong in the store, without a word of the database's own.

/// The store's result.
pub type Result<T> = std::result::Result<T, Error>;

/// One bad field of an input.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// JSON pointer to the field, such as `/members/2/birth_date`.
    pub pointer: String,
    /// Stable machine-readable reason, such as `in_future`.
    pub code: &'static str,
    /// The reason in Vietnamese.
    pub vi: String,
    /// The reason in English.
    pub en: String,
}

impl FieldError {
    /// A bad field with its reason in both languages.
    pub fn new(
        pointer: impl Into<String>,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            vi: vi.into(),
            en: en.into(),
        }
    }
}

/// Why the store refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such record, or none that the actor may know of.
    #[error("not found")]
    NotFound,
    /// Somebody changed it meanwhile; `current` is the version now.
    #[error("stale: the current version is {current}")]
    Stale {
        /// The version in the store.
        current: i64,
    },
    /// It is there already, and a change must say which version it starts from.
    #[error("unconditional: the current version is {current}")]
    Unconditional {
        /// The version in the store.
        current: i64,
    },
    /// The record's state doesn't allow it.
    #[error("conflict: {code}")]
    Conflict {
        /// Stable machine-readable reason.
        code: &'static str,
        /// The reason in Vietnamese.
        vi: String,
        /// The reason in English.
        en: String,
    },
    /// The record's state doesn't allow the act; `allowed` tells what it does allow.
    #[error("out of order: {code} in {state}")]
    Refused {
        /// Stable machine-readable reason.
        code: &'static str,
        /// The reason in Vietnamese.
        vi: String,
        /// The reason in English.
        en: String,
        /// The state, by its code.
        state: String,
        /// Codes of the acts that are allowed.
        allowed: Vec<&'static str>,
    },
    /// Fields that can't be kept.
    #[error("{} invalid fields", .0.len())]
    Invalid(Vec<FieldError>),
    /// The database is busy or away; trying again may help.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A fault of the program or of the database.
    #[error("database error: {0}")]
    Database(diesel::result::Error),
    /// What was stored can't be read back, such as JSON of another shape.
    #[error("corrupt record: {0}")]
    Corrupt(String),
}

impl Error {
    /// A conflict with its reason in both languages.
    pub fn conflict(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Conflict {
            code,
            vi: vi.into(),
            en: en.into(),
        }
    }

    /// One bad field.
    pub fn field(
        pointer: impl Into<String>,
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, code, vi, en)])
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind, Error as E};
        match error {
            E::NotFound => Self::NotFound,
            E::DatabaseError(DatabaseErrorKind::ClosedConnection, info) => {
                Self::Unavailable(info.message().to_owned())
            }
            E::DatabaseError(_, ref info) if info.message().contains("database is locked") => {
                Self::Unavailable("the database is locked".to_owned())
            }
            // Another transaction came between: nothing was kept, and another try does it. PostgreSQL's deadlock
            // has no kind of its own.
            E::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                Self::Unavailable("another transaction changed the same rows".to_owned())
            }
            E::DatabaseError(_, ref info) if info.message().contains("deadlock detected") => {
                Self::Unavailable("two transactions waited for each other".to_owned())
            }
            // What is checked before it is written meets this only when somebody else writes the same meanwhile.
            E::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::conflict(
                "taken",
                "người khác vừa ghi dữ liệu trùng với dữ liệu này",
                "somebody else has just written the same",
            ),
            other => Self::Database(other),
        }
    }
}

impl From<diesel::r2d2::PoolError> for Error {
    fn from(error: diesel::r2d2::PoolError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}

/// Nothing, or all faults as one error.
pub(crate) fn no_faults(faults: Vec<FieldError>) -> Result<()> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}

#[cfg(test)]
mod tests {
    use diesel::result::{DatabaseErrorKind, Error as E};

    use super::*;

    fn of(kind: DatabaseErrorKind, message: &str) -> Error {
        E::DatabaseError(kind, Box::new(message.to_owned())).into()
    }

    #[test]
    fn what_another_transaction_caused_is_no_fault_of_the_program() {
        assert!(matches!(
            of(DatabaseErrorKind::UniqueViolation, "UNIQUE constraint failed"),
            Error::Conflict { code: "taken", .. }
        ));
        for (kind, message) in [
            (
                DatabaseErrorKind::SerializationFailure,
                "could not serialize access",
            ),
            (DatabaseErrorKind::Unknown, "deadlock detected"),
            (DatabaseErrorKind::Unknown, "database is locked"),
        ] {
            assert!(matches!(of(kind, message), Error::Unavailable(_)), "{message}");
        }
        assert!(matches!(
            of(DatabaseErrorKind::CheckViolation, "no"),
            Error::Database(_)
        ));
    }
}
