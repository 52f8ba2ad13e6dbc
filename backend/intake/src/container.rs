//! What kind of file this is, told from its first bytes, and the sentence when it is one that can't be read.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::error::FileError;
use crate::types::Format;

/// The kind of a file; whole-file refusals come as errors.
pub(crate) fn recognise(path: &Path) -> Result<Format, FileError> {
    let mut file = File::open(path).map_err(|e| FileError::io(&e))?;
    let length = file.metadata().map_err(|e| FileError::io(&e))?.len();
    let mut head = Vec::with_capacity(8192);
    file.by_ref()
        .take(8192)
        .read_to_end(&mut head)
        .map_err(|e| FileError::io(&e))?;
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    let first = text.iter().copied().find(|b| !b.is_ascii_whitespace());
    if length <= 8192 && first.is_none() {
        return Err(FileError::new(
            "empty",
            "Tệp trống, không có dữ liệu.",
            "The file is empty.",
        ));
    }
    if head.starts_with(b"PK") {
        return Ok(Format::Xlsx);
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(old_office(&mut file));
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(FileError::new(
            "utf16",
            "Tệp văn bản dùng bảng mã UTF-16. Trong Excel hãy chọn Lưu thành “CSV UTF-8” rồi gửi lại.",
            "The text file is in UTF-16. In Excel choose Save As “CSV UTF-8” and resend it.",
        ));
    }
    if let Some((vi, en)) = foreign(text) {
        return Err(FileError::new(
            "unsupported_type",
            format!("Đây là {vi}. Chỉ nhận tệp Excel (.xlsx), CSV hoặc NDJSON."),
            format!("This is {en}. Only Excel (.xlsx), CSV or NDJSON files can be read."),
        ));
    }
    match first {
        Some(b'{') => Ok(Format::Ndjson),
        Some(b'[') => Err(FileError::new(
            "json_array",
            "Tệp là một mảng JSON. Hãy gửi NDJSON: mỗi dòng một đối tượng.",
            "The file is one JSON array. Send NDJSON: one object a line.",
        )),
        _ => Ok(Format::Csv),
    }
}

/// What a file is that can't be a list, in both languages.
fn foreign(head: &[u8]) -> Option<(&'static str, &'static str)> {
    const MARKS: &[(&[u8], &str, &str)] = &[
        (b"%PDF", "tệp PDF", "a PDF file"),
        (b"\x89PNG", "tệp ảnh", "an image"),
        (b"\xff\xd8\xff", "tệp ảnh", "an image"),
        (b"GIF8", "tệp ảnh", "an image"),
        (b"BM", "tệp ảnh", "an image"),
        (b"II*\0", "tệp ảnh", "an image"),
        (b"MM\0*", "tệp ảnh", "an image"),
        (b"RIFF", "tệp ảnh hoặc âm thanh", "an image or a recording"),
        (b"Rar!", "tệp nén RAR", "a RAR archive"),
        (b"7z\xbc\xaf", "tệp nén 7z", "a 7z archive"),
        (b"\x1f\x8b", "tệp nén gzip", "a gzip archive"),
        (b"{\\rtf", "văn bản RTF", "an RTF document"),
        (b"<", "tệp HTML hoặc XML", "an HTML or XML file"),
        (b"MZ", "chương trình", "a program"),
        (b"\x7fELF", "chương trình", "a program"),
    ];
    let start = head.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
    let body = head.get(start..).unwrap_or_default();
    let binary = head.contains(&0);
    MARKS
        .iter()
        // Marks of two letters could begin a text file as well; only binary content makes them one.
        .find(|(mark, ..)| {
            body.starts_with(mark)
                && (mark.len() > 2 || mark == b"<" || mark[0] >= 0x1f && mark[0] < 0x20 || binary)
        })
        .map(|(_, vi, en)| (*vi, *en))
        .or(binary.then_some(("tệp nhị phân không rõ loại", "a binary file of an unknown kind")))
}

/// The sentence for Office files of before 2007 and for encrypted ones, which hide in the same container.
fn old_office(file: &mut File) -> FileError {
    const MOST: u64 = 4 << 20;
    let mark: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let length = file.metadata().map_or(0, |m| m.len());
    let encrypted = [0, length.saturating_sub(MOST)].into_iter().any(|from| {
        let mut part = Vec::new();
        file.seek(SeekFrom::Start(from)).is_ok()
            && file.by_ref().take(MOST).read_to_end(&mut part).is_ok()
            && part.windows(mark.len()).any(|w| w == mark)
    });
    if encrypted {
        password_protected()
    } else {
        FileError::new(
            "old_xls",
            "Đây là tệp Office cũ (.xls). Hãy mở bằng Excel, chọn Lưu thành .xlsx rồi gửi lại.",
            "This is an old Office file (.xls). Open it in Excel, choose Save As .xlsx and resend it.",
        )
    }
}

pub(crate) fn password_protected() -> FileError {
    FileError::new(
        "password_protected",
        "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.",
        "The file is protected by a password. Remove the password and resend it.",
    )
}
