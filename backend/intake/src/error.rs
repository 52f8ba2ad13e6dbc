//! Why a whole file can't be read, as a code for programs and a sentence for people in both languages.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a file was refused. `vi` and `en` are whole sentences for the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileError {
    /// A stable word for programs, such as `zip_bomb` or `old_xls`.
    pub code: String,
    /// The sentence in Vietnamese.
    pub vi: String,
    /// The sentence in English.
    pub en: String,
}

impl FileError {
    /// An error from its code and its two sentences.
    pub fn new(code: &str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            vi: vi.into(),
            en: en.into(),
        }
    }

    /// The file could not be opened or read from the disk: our fault or the disk's, not the sender's.
    pub(crate) fn io(error: &std::io::Error) -> Self {
        Self::new(
            "io",
            "Không đọc được tệp trên máy chủ.",
            format!("The file can't be read on the server: {error}."),
        )
    }

    /// The Excel file is broken somewhere; `what` says where, in English, for whoever must find out.
    pub(crate) fn damaged(what: impl fmt::Display) -> Self {
        Self::new(
            "damaged",
            "Tệp Excel bị hỏng hoặc tải lên chưa đủ. Hãy mở bằng Excel, lưu lại rồi gửi lại.",
            format!(
                "The Excel file is damaged or incomplete ({what}). Open it in Excel, save it again and resend it."
            ),
        )
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.en)
    }
}

impl std::error::Error for FileError {}
