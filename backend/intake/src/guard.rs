//! Stands before the Excel reader: unpacks every part once, keeping nothing, and refuses what would harm it —
//! zip bombs, macros, broken archives, XML whose single pieces would not fit in memory.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::container::password_protected;
use crate::error::FileError;

/// The most that all parts may unpack to.
const MOST_UNPACKED: u64 = 1 << 30;
/// Parts above this size may not be packed tighter than [`MOST_RATIO`]; sheets of real lists reach about 50.
const RATIO_FROM: u64 = 10 << 20;
const MOST_RATIO: u64 = 200;
/// The shared strings are the one part that the reader keeps in memory.
const MOST_STRINGS_BYTES: u64 = 150_000_000;
const MOST_STRINGS: u64 = 3_000_000;
/// The reader keeps styles and the list of sheets as well; real ones stay far below.
const MOST_KEPT_BYTES: u64 = 30_000_000;
/// The longest single tag or text. Excel's own limit for a cell is 32,767 characters.
const MOST_PIECE: u64 = 1 << 20;
/// The same for parts that are no XML by their name.
const MOST_FOREIGN_PIECE: u64 = 32 << 20;
const MOST_PARTS: usize = 10_000;

/// Checks an archive; `Ok` means that reading it is safe.
pub(crate) fn check(path: &Path) -> Result<(), FileError> {
    let file = File::open(path).map_err(|e| FileError::io(&e))?;
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|e| of_zip(&e))?;
    if zip.len() > MOST_PARTS {
        return Err(bomb());
    }
    let names: Vec<String> = zip
        .file_names_raw()
        .map(|n| String::from_utf8_lossy(n).to_lowercase())
        .collect();
    right_kind(&names)?;
    let mut unpacked = 0u64;
    let mut chunk = vec![0; 64 << 10];
    for i in 0..zip.len() {
        let mut part = zip.by_index(i).map_err(|e| of_zip(&e))?;
        if part.encrypted() {
            return Err(password_protected());
        }
        let name = String::from_utf8_lossy(part.name_raw()).to_lowercase();
        let packed = part.compressed_size().max(1);
        if unpacked.saturating_add(part.size()) > MOST_UNPACKED {
            return Err(bomb());
        }
        let ending = name.rsplit('.').next().unwrap_or_default();
        let xml = matches!(ending, "xml" | "rels");
        let strings = name.ends_with("sharedstrings.xml");
        let kept = name.ends_with("styles.xml") || name.ends_with("workbook.xml") || ending == "rels";
        let mut pieces = Pieces::new(if xml { MOST_PIECE } else { MOST_FOREIGN_PIECE });
        let mut counted = StringCount::default();
        let mut size = 0u64;
        loop {
            // Reading to the end also checks the part's checksum.
            let n = part.read(&mut chunk).map_err(FileError::damaged)?;
            let Some(bytes) = chunk.get(..n).filter(|b| !b.is_empty()) else {
                break;
            };
            size += n as u64;
            unpacked += n as u64;
            if unpacked > MOST_UNPACKED || (size > RATIO_FROM && size / packed > MOST_RATIO) {
                return Err(bomb());
            }
            if strings {
                counted.feed(bytes);
            }
            if (strings && (size > MOST_STRINGS_BYTES || counted.most() > MOST_STRINGS))
                || (kept && size > MOST_KEPT_BYTES)
            {
                return Err(FileError::new(
                    "too_many_texts",
                    "Tệp Excel có quá nhiều chữ khác nhau để đọc an toàn. Hãy lưu thành CSV UTF-8 hoặc chia nhỏ rồi gửi lại.",
                    "The Excel file has too many different texts to be read safely. Save it as CSV UTF-8 or split it.",
                ));
            }
            if !pieces.feed(bytes) {
                return Err(bomb());
            }
        }
    }
    Ok(())
}

fn right_kind(names: &[String]) -> Result<(), FileError> {
    let has = |name: &str| names.iter().any(|n| n == name);
    if names.iter().any(|n| n.ends_with("vbaproject.bin")) {
        return Err(FileError::new(
            "macros",
            "Tệp Excel có macro. Vì an toàn, hãy lưu thành .xlsx không macro rồi gửi lại.",
            "The Excel file has macros. For safety, save it as .xlsx without macros and resend it.",
        ));
    }
    if has("xl/workbook.xml") {
        return Ok(());
    }
    let (vi, en) = if has("xl/workbook.bin") {
        ("tệp Excel nhị phân (.xlsb)", "a binary Excel file (.xlsb)")
    } else if has("word/document.xml") {
        ("văn bản Word", "a Word document")
    } else if has("ppt/presentation.xml") {
        ("bài trình chiếu", "a presentation")
    } else if has("content.xml") {
        ("bảng tính LibreOffice (.ods)", "a LibreOffice file (.ods)")
    } else {
        ("tệp nén, không phải bảng tính", "an archive and no workbook")
    };
    Err(FileError::new(
        "not_a_workbook",
        format!("Đây là {vi}. Hãy gửi tệp Excel .xlsx."),
        format!("This is {en}. Send an Excel .xlsx file."),
    ))
}

fn bomb() -> FileError {
    FileError::new(
        "zip_bomb",
        "Tệp giải nén ra quá lớn nên bị từ chối. Hãy chia nhỏ hoặc lưu thành CSV UTF-8 rồi gửi lại.",
        "The file unpacks to far too much and was refused. Split it, or save it as CSV UTF-8, and resend it.",
    )
}

fn of_zip(error: &ZipError) -> FileError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => password_protected(),
        other => FileError::damaged(other),
    }
}

/// Counts the shared strings and reads how many the part claims, for which the reader makes room at once.
#[derive(Default)]
struct StringCount {
    items: u64,
    claimed: u64,
    tail: Vec<u8>,
}

impl StringCount {
    const CLAIM: &'static [u8] = b"uniqueCount";

    fn feed(&mut self, bytes: &[u8]) {
        let seen = self.tail.len();
        self.tail.extend_from_slice(bytes);
        let text = std::mem::take(&mut self.tail);
        // A match that ended in the tail was counted before.
        let starts = |mark: &'static [u8]| {
            text.windows(mark.len())
                .enumerate()
                .filter(move |(at, w)| *w == mark && at + mark.len() > seen)
                .map(|(at, _)| at)
        };
        self.items += starts(b"<si").count() as u64;
        for (at, _) in text
            .windows(Self::CLAIM.len())
            .enumerate()
            .filter(|(_, w)| *w == Self::CLAIM)
        {
            let after = text.get(at + Self::CLAIM.len()..).unwrap_or_default();
            let digits: Vec<u8> = after
                .iter()
                .copied()
                .take(64)
                .skip_while(|b| !b.is_ascii_digit())
                .take_while(u8::is_ascii_digit)
                .collect();
            let claim = if digits.len() > 10 {
                u64::MAX
            } else {
                digits.iter().fold(0, |n, d| n * 10 + u64::from(d - b'0'))
            };
            self.claimed = self.claimed.max(claim);
        }
        let keep = text.len().saturating_sub(128);
        self.tail.extend_from_slice(text.get(keep..).unwrap_or_default());
    }

    fn most(&self) -> u64 {
        self.items.max(self.claimed)
    }
}

/// Measures the single pieces of XML (tags, texts, comments) without understanding them.
struct Pieces {
    most: u64,
    length: u64,
    state: State,
    /// The last bytes, newest lowest, to know the ends of comments and the like.
    recent: u32,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Text,
    Tag,
    /// Within an attribute's value, ended by this mark.
    Quoted(u8),
    Declaration,
    Comment,
    CData,
    Instruction,
}

impl Pieces {
    fn new(most: u64) -> Self {
        Self {
            most,
            length: 0,
            state: State::Text,
            recent: 0,
        }
    }

    /// Whether all pieces so far are short enough.
    fn feed(&mut self, bytes: &[u8]) -> bool {
        for byte in bytes {
            self.length += 1;
            self.recent = self.recent << 8 | u32::from(*byte);
            let next = match (self.state, byte) {
                (State::Text, b'<') => State::Tag,
                (State::Tag, b'!') if self.length == 2 => State::Declaration,
                (State::Tag, b'?') if self.length == 2 => State::Instruction,
                (State::Tag, b'"' | b'\'') => State::Quoted(*byte),
                (State::Quoted(mark), b) if mark == *b => State::Tag,
                (State::Declaration, b'-')
                    if self.length == 4 && self.recent == u32::from_be_bytes(*b"<!--") =>
                {
                    State::Comment
                }
                (State::Declaration, b'[') if self.length == 9 => State::CData,
                (State::Tag | State::Declaration, b'>') => State::Text,
                (State::Comment, b'>') if self.length > 6 && self.recent & 0xff_ffff == 0x2d_2d3e => {
                    State::Text
                }
                (State::CData, b'>') if self.recent & 0xff_ffff == 0x5d_5d3e => State::Text,
                (State::Instruction, b'>') if self.recent & 0xffff == 0x3f3e => State::Text,
                (state, _) => state,
            };
            // A tag begins with its `<`; what follows the end of one begins anew.
            if next != self.state {
                match (self.state, next) {
                    (State::Text, State::Tag) => self.length = 1,
                    (_, State::Text) => self.length = 0,
                    _ => {}
                }
                self.state = next;
            }
            if self.length > self.most {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(xml: &str, most: u64, fits: bool) {
        assert_eq!(Pieces::new(most).feed(xml.as_bytes()), fits, "{xml}");
        let mut slowly = Pieces::new(most);
        assert_eq!(xml.bytes().all(|b| slowly.feed(&[b])), fits, "{xml}");
    }

    #[test]
    fn long_pieces_are_seen() {
        check("<a>12345678</a><b/>", 10, true);
        check("<a>12345678901</a>", 10, false);
        check("<a b='>><<>><<>><<'/>", 10, false);
        check("<!-- < > < > < > -->", 10, false);
        check("<!--ab-->12345<a/>", 10, true);
        check("<![CDATA[<><><><><>]]>", 12, false);
        check("<?xml v?><a/>", 10, true);
    }

    #[test]
    fn strings_are_counted_over_chunks() {
        let xml = r#"<sst count="9" uniqueCount="31"><si><t>a</t></si><si><t>b</t></si></sst>"#;
        for size in 1..xml.len() {
            let mut count = StringCount::default();
            xml.as_bytes().chunks(size).for_each(|c| count.feed(c));
            assert_eq!((count.items, count.claimed), (2, 31), "{size}");
        }
    }
}
