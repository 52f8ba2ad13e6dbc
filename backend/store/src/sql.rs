//! A statement as one text with `?` where values go, the same for both engines.
//!
//! Unlike `diesel::sql_query` a `Sql` is prepared once per connection and cached, and it can be put together
//! from fragments, each bringing its own values.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Bool, Date, Nullable, Text, Timestamp, Untyped};
use diesel::{QueryResult, RunQueryDsl};

use crate::db::{Conn, MultiBackend};
use crate::error::{Error, Result};

/// A value to bind; each carries its own null so that PostgreSQL knows the type of it.
#[derive(Debug, Clone)]
pub enum Value {
    /// Text or null.
    Text(Option<String>),
    /// A whole number or null.
    Int(Option<i64>),
    /// A truth value or null.
    Bool(Option<bool>),
    /// A civil date or null.
    Date(Option<NaiveDate>),
    /// An instant in UTC or null.
    Time(Option<NaiveDateTime>),
    /// Bytes or null.
    Bytes(Option<Vec<u8>>),
}

macro_rules! values {
    ($($from:ty => $variant:ident ($v:ident $(=> $conv:expr)?)),* $(,)?) => {$(
        impl From<$from> for Value {
            fn from($v: $from) -> Self {
                $(let $v = $conv;)?
                Self::$variant(Some($v))
            }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                Self::$variant(value.map(|$v| { $(let $v = $conv;)? $v }))
            }
        }
    )*};
}

values! {
    String => Text(v),
    &str => Text(v => v.to_owned()),
    &String => Text(v => v.clone()),
    i64 => Int(v),
    i32 => Int(v => i64::from(v)),
    bool => Bool(v),
    NaiveDate => Date(v),
    NaiveDateTime => Time(v),
    Vec<u8> => Bytes(v),
}

/// A statement, or a fragment of one, with its values.
#[derive(Debug, Clone, Default)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

/// Starts a statement; every `?` in it takes one later [`Sql::bind`].
pub fn sql(text: &str) -> Sql {
    Sql {
        text: text.to_owned(),
        values: Vec::new(),
    }
}

impl Sql {
    /// Gives the next `?` its value.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Gives the next `?`s their values.
    #[must_use]
    pub fn bind_all(mut self, values: Vec<Value>) -> Self {
        self.values.extend(values);
        self
    }

    /// Goes on with more text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Goes on with a fragment and its values.
    #[must_use]
    pub fn push(mut self, other: Sql) -> Self {
        self.text.push_str(&other.text);
        self.values.extend(other.values);
        self
    }

    /// A parenthesised list of placeholders with their values: `(?, ?, ?)`; an empty one matches nothing.
    #[must_use]
    pub fn list<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        let before = self.values.len();
        self.values.extend(values.into_iter().map(Into::into));
        let count = self.values.len() - before;
        self.text.push('(');
        self.text.push_str(&if count == 0 {
            "NULL".to_owned()
        } else {
            vec!["?"; count].join(", ")
        });
        self.text.push(')');
        self
    }

    /// Runs it and returns the number of rows it touched.
    pub fn run(self, conn: &mut Conn) -> Result<usize> {
        self.execute(conn).map_err(Error::from)
    }

    /// All rows.
    pub fn all<T>(self, conn: &mut Conn) -> Result<Vec<T>>
    where
        T: diesel::deserialize::QueryableByName<MultiBackend> + 'static,
    {
        self.load(conn).map_err(Error::from)
    }

    /// The first row, if there is one.
    pub fn first<T>(self, conn: &mut Conn) -> Result<Option<T>>
    where
        T: diesel::deserialize::QueryableByName<MultiBackend> + 'static,
    {
        Ok(self.all(conn)?.into_iter().next())
    }

    /// The first row, or "not found".
    pub fn one<T>(self, conn: &mut Conn) -> Result<T>
    where
        T: diesel::deserialize::QueryableByName<MultiBackend> + 'static,
    {
        self.first(conn)?.ok_or(Error::NotFound)
    }

    /// The single whole number that a `SELECT … AS n` gives, such as a count.
    pub fn number(self, conn: &mut Conn) -> Result<i64> {
        Ok(self.first::<Number>(conn)?.and_then(|r| r.n).unwrap_or(0))
    }

    /// The texts of a `SELECT … AS t`.
    pub fn texts(self, conn: &mut Conn) -> Result<Vec<String>> {
        Ok(self.all::<Word>(conn)?.into_iter().map(|r| r.t).collect())
    }
}

/// Declares a row that a query gives, each field with its type in SQL.
macro_rules! row {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty = $sql:ty),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, diesel::QueryableByName)]
        pub struct $name {
            $($(#[$field_meta])* #[diesel(sql_type = $sql)] pub $field: $type),*
        }
    )*};
}
pub(crate) use row;

/// The LIKE pattern (with `\` to escape) of texts that contain this one.
pub(crate) fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern + "%"
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = Nullable<BigInt>)]
    n: Option<i64>,
}

#[derive(diesel::QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    t: String,
}

impl QueryFragment<MultiBackend> for Sql {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let mut values = self.values.iter();
        for (i, part) in self.text.split('?').enumerate() {
            if i > 0 {
                let value = values.next().ok_or_else(|| {
                    diesel::result::Error::QueryBuilderError("a placeholder without a value".into())
                })?;
                match value {
                    Value::Text(v) => out.push_bind_param::<Nullable<Text>, _>(v)?,
                    Value::Int(v) => out.push_bind_param::<Nullable<BigInt>, _>(v)?,
                    Value::Bool(v) => out.push_bind_param::<Nullable<Bool>, _>(v)?,
                    Value::Date(v) => out.push_bind_param::<Nullable<Date>, _>(v)?,
                    Value::Time(v) => out.push_bind_param::<Nullable<Timestamp>, _>(v)?,
                    Value::Bytes(v) => out.push_bind_param::<Nullable<Binary>, _>(v)?,
                }
            }
            out.push_sql(part);
        }
        if values.next().is_some() {
            return Err(diesel::result::Error::QueryBuilderError(
                "a value without a placeholder".into(),
            ));
        }
        Ok(())
    }
}

impl QueryId for Sql {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Sql {
    type SqlType = Untyped;
}

impl RunQueryDsl<Conn> for Sql {}
