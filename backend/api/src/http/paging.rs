//! Keyset pages: a cursor is the last row's keys, readable by the server alone in meaning, checked in form.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::problem::Problem;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
    /// How many rows there are in all, when asked for by `count=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// Makes a page of up to `limit` rows out of up to `limit + 1`; `key` gives a row's cursor.
    pub fn cut<K: Serialize>(mut items: Vec<T>, limit: i64, key: impl Fn(&T) -> K) -> Self {
        let more = items.len() as i64 > limit;
        items.truncate(limit as usize);
        let next = if more {
            items.last().map(|last| cursor(&key(last)))
        } else {
            None
        };
        Self {
            items,
            next,
            total: None,
        }
    }

    /// The same page of other things.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            next: self.next,
            total: self.total,
        }
    }
}

/// A row's keys as a cursor.
pub fn cursor<K: Serialize>(keys: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(keys).unwrap_or_default())
}

/// The keys in a cursor. Errors: 400 when it was not made here.
pub fn keys<K: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<K>, Problem> {
    cursor
        .map(|text| {
            URL_SAFE_NO_PAD
                .decode(text)
                .ok()
                // PostgreSQL takes no NUL in text, and no cursor made here has one.
                .filter(|bytes| !bytes.windows(6).any(|w| w == b"\\u0000"))
                .and_then(|bytes| serde_json::from_slice(&bytes).ok())
                .ok_or_else(|| {
                    Problem::parameter("after", "con trỏ trang không hợp lệ", "the cursor is not valid")
                })
        })
        .transpose()
}

/// The default number of rows of a page.
pub fn default_limit() -> i64 {
    50
}

/// Reads `a,b,c` as a list.
pub fn comma_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok(text
        .split(',')
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .map(str::to_owned)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_others_are_refused() {
        let made = cursor(&("Xã", 3));
        assert_eq!(keys(Some(&made)).unwrap(), Some(("Xã".to_owned(), 3)));
        assert_eq!(keys::<String>(None).unwrap(), None);
        for bad in ["x", "%", &cursor(&"a\0b"), &cursor(&3)] {
            assert_eq!(
                keys::<String>(Some(bad)).unwrap_err().code,
                "bad_parameter",
                "{bad}"
            );
        }
    }
}
