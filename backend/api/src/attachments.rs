//! Files that prove something: looked at, kept outside of the database under their hash, and given out again. What they
//! belong to, and who may see them, is the part of whoever uses this.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use actix_web::{HttpResponse, web};
use aws_lc_rs::digest::{SHA256, digest};
use giamngheo_rules::text::tidy;
use giamngheo_store::Db;
use giamngheo_store::evidence::{self, File, NewFile};
use zip::ZipArchive;

use crate::app::App;
use crate::config::Config;
use crate::http::extract::upload;
use crate::http::problem::{Answer, Problem};

/// The largest file, in bytes.
pub const LIMIT: usize = 20 * 1024 * 1024;
/// How often what nothing refers to is looked for.
const TIDY_EVERY: Duration = Duration::from_hours(1);
/// A content is left alone for so long after it came: the row that refers to it may be on its way.
const TIDY_AFTER: Duration = Duration::from_hours(24);
/// How many contents are looked up at once.
const AT_ONCE: usize = 200;
/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 150;

/// Where the contents lie: a folder that every process of the installation shares. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Attachments {
    folder: Arc<Path>,
}

impl Attachments {
    /// The store of the configuration.
    pub fn open(config: &Config) -> Self {
        Self {
            folder: config.data_dir.join("attachments").into(),
        }
    }

    /// Where a content lies: in one of 256 folders.
    fn place(&self, sha256: &str) -> PathBuf {
        self.folder.join(sha256.get(..2).unwrap_or_default()).join(sha256)
    }

    /// Reads a body and keeps it. Errors: 413 over [`LIMIT`]; 422 at `/file` when it is empty or of no known type, at
    /// `/filename` when nothing is left of the name.
    pub async fn keep(&self, filename: &str, payload: web::Payload) -> Answer<NewFile> {
        let content = upload(payload, LIMIT).await?;
        let (content, media) = web::block(move || {
            let media = Media::of(&content);
            (content, media)
        })
        .await?;
        let media = media.ok_or_else(|| {
            Problem::field(
                "/file",
                "unknown_type",
                "tệp không phải PDF, PNG, JPEG, Excel (.xlsx) hoặc Word (.docx)",
                "the file is no PDF, PNG, JPEG, Excel (.xlsx) or Word (.docx)",
            )
        })?;
        let name = name(filename, media).ok_or_else(|| {
            Problem::field(
                "/filename",
                "bad_name",
                "tên tệp không hợp lệ",
                "the file's name is not valid",
            )
        })?;
        let sha256 = digest(&SHA256, &content)
            .as_ref()
            .iter()
            .fold(String::with_capacity(64), |out, byte| format!("{out}{byte:02x}"));
        let size = content.len() as i64;
        // The same content again: it is written anew, so that its age tells that it is wanted.
        let place = self.place(&sha256);
        web::block(move || write(&place, &content))
            .await?
            .map_err(|e| Problem::internal(&e))?;
        Ok(NewFile {
            sha256,
            media_type: media.code(),
            size,
            name,
        })
    }

    /// A file as an answer: to be saved, never shown as a page of this server.
    pub async fn send(&self, file: &File) -> Answer<HttpResponse> {
        let place = self.place(&file.sha256);
        let content = web::block(move || std::fs::read(place))
            .await?
            .map_err(|e| Problem::internal(&e))?;
        Ok(HttpResponse::Ok()
            .content_type(file.media_type.as_str())
            .insert_header(disposition(&file.name))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            // What is compressed already is sent as it is, with its length.
            .insert_header((header::CONTENT_ENCODING, "identity"))
            .body(content))
    }

    /// Removes contents that nothing refers to. Returns how many.
    fn tidy(&self, db: &Db) -> Result<usize, String> {
        let mut removed = 0;
        for part in std::fs::read_dir(&self.folder)
            .map_err(|e| e.to_string())?
            .flatten()
        {
            let old: Vec<PathBuf> = std::fs::read_dir(part.path())
                .map_err(|e| e.to_string())?
                .flatten()
                .map(|entry| entry.path())
                .filter(|path| is_old(path))
                .collect();
            for chunk in old.chunks(AT_ONCE) {
                let hashes: Vec<String> = chunk.iter().filter_map(|p| hash_of(p)).collect();
                let used = db
                    .read(|conn| evidence::in_use(conn, hashes))
                    .map_err(|e| e.to_string())?;
                for path in chunk {
                    let wanted = hash_of(path).is_some_and(|hash| used.contains(&hash));
                    // Somebody may just have sent the same again.
                    if !wanted && is_old(path) {
                        std::fs::remove_file(path).map_err(|e| e.to_string())?;
                        removed += 1;
                    }
                }
            }
        }
        Ok(removed)
    }
}

fn hash_of(path: &Path) -> Option<String> {
    path.file_name()?.to_str().map(str::to_owned)
}

fn is_old(path: &Path) -> bool {
    let changed = std::fs::metadata(path).and_then(|meta| meta.modified());
    changed.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > TIDY_AFTER))
}

/// Writes a content whole or not at all, and so that it lasts.
fn write(place: &Path, content: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let folder = place.parent().unwrap_or(place);
    std::fs::create_dir_all(folder)?;
    let part = folder.join(format!("{}.part", uuid::Uuid::now_v7()));
    let mut file = std::fs::File::create(&part)?;
    file.write_all(content)?;
    file.sync_all()?;
    std::fs::rename(&part, place)?;
    std::fs::File::open(folder)?.sync_all()
}

/// Removes what nothing refers to, again and again.
pub async fn keep_tidy(app: App) {
    loop {
        let (attachments, db) = (app.attachments.clone(), app.db.clone());
        let tidied = tokio::task::spawn_blocking(move || attachments.tidy(&db)).await;
        match tidied.unwrap_or_else(|e| Err(e.to_string())) {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "evidence files that nothing refers to"),
            Err(cause) => tracing::warn!(%cause, "evidence files can't be tidied"),
        }
        tokio::time::sleep(TIDY_EVERY).await;
    }
}

/// A kind of file that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Media {
    Pdf,
    Png,
    Jpeg,
    Xlsx,
    Docx,
}

impl Media {
    /// The kind of a content; none when it is another, or has macros in it.
    fn of(content: &[u8]) -> Option<Self> {
        const MAGIC: [(&[u8], Media); 3] = [
            (b"%PDF-", Media::Pdf),
            (b"\x89PNG\r\n\x1a\n", Media::Png),
            (b"\xff\xd8\xff", Media::Jpeg),
        ];
        if let Some((_, media)) = MAGIC.iter().find(|(magic, _)| content.starts_with(magic)) {
            return Some(*media);
        }
        if !content.starts_with(b"PK\x03\x04") {
            return None;
        }
        let archive = ZipArchive::new(Cursor::new(content)).ok()?;
        let has = |name: &str| archive.index_for_name(name).is_some();
        let macros = archive
            .file_names_raw()
            .any(|name| name.ends_with(b"vbaProject.bin"));
        match (
            has("[Content_Types].xml") && !macros,
            has("xl/workbook.xml"),
            has("word/document.xml"),
        ) {
            (true, true, false) => Some(Self::Xlsx),
            (true, false, true) => Some(Self::Docx),
            _ => None,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Xlsx => crate::households::XLSX,
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// The endings of its files' names; the first is given to a name without one.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Xlsx => &["xlsx"],
            Self::Docx => &["docx"],
        }
    }
}

/// A name as it is kept: without folders and what can't be seen, with the ending of what the file is. None when nothing
/// is left of it.
fn name(text: &str, media: Media) -> Option<String> {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    // Characters that turn the direction make one ending look like another.
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let visible: String = last
        .chars()
        .filter(|c| !hidden(*c))
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let name = tidy(&visible);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let own = media.endings().iter().find(|e| ending.eq_ignore_ascii_case(e));
    let stem = if own.is_some() { stem } else { &name };
    let stem: String = stem.trim_matches(['.', ' ']).chars().take(LONGEST_NAME).collect();
    if stem.is_empty() {
        return None;
    }
    Some(format!("{stem}.{}", own.unwrap_or(&media.endings()[0])))
}

/// The header by which a file is saved under its name (RFC 6266).
fn disposition(name: &str) -> ContentDisposition {
    let ascii: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '_' })
        .collect();
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![
            DispositionParam::Filename(ascii),
            DispositionParam::FilenameExt(ExtendedValue {
                charset: header::Charset::Ext("UTF-8".into()),
                language_tag: None,
                value: name.as_bytes().to_vec(),
            }),
        ],
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn archive(names: &[&str]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in names {
            writer
                .start_file(*name, zip::write::SimpleFileOptions::default())
                .unwrap();
            writer.write_all(b"<x/>").unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn the_content_says_what_it_is() {
        let check = |content: &[u8], media: Option<Media>| assert_eq!(Media::of(content), media);
        check(b"%PDF-1.7\n", Some(Media::Pdf));
        check(b"\x89PNG\r\n\x1a\nrest", Some(Media::Png));
        check(b"\xff\xd8\xff\xe0", Some(Media::Jpeg));
        check(
            &archive(&["[Content_Types].xml", "xl/workbook.xml"]),
            Some(Media::Xlsx),
        );
        check(
            &archive(&["[Content_Types].xml", "word/document.xml"]),
            Some(Media::Docx),
        );
        check(
            &archive(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]),
            None,
        );
        check(&archive(&["word/document.xml"]), None);
        check(&archive(&["a.txt"]), None);
        for other in [
            &b""[..],
            b"PK\x03\x04",
            b"MZ",
            b"<html>",
            b"<svg xmlns",
            b"%PD",
            b" %PDF-1.7",
        ] {
            check(other, None);
        }
    }

    #[test]
    fn a_name_is_tidied() {
        let check = |text: &str, media: Media, expected: Option<&str>| {
            assert_eq!(name(text, media).as_deref(), expected, "{text:?}");
        };
        check("Biên bản.pdf", Media::Pdf, Some("Biên bản.pdf"));
        check("Ảnh.JPEG", Media::Jpeg, Some("Ảnh.jpeg"));
        check("../../etc/passwd", Media::Png, Some("passwd.png"));
        check(r"C:\tam\so lieu.xlsx", Media::Xlsx, Some("so lieu.xlsx"));
        check("báo cáo.exe", Media::Docx, Some("báo cáo.exe.docx"));
        check("a\u{202e}fdp.exe", Media::Pdf, Some("afdp.exe.pdf"));
        check("a\r\nb: \"c\".pdf", Media::Pdf, Some("ab_ _c_.pdf"));
        for nothing in ["", ".", "..", " ", ".pdf", "a/", "\u{200b}"] {
            check(nothing, Media::Pdf, None);
        }
        let long = name(&"dài ".repeat(200), Media::Pdf).unwrap();
        assert!(long.chars().count() <= LONGEST_NAME + 4);
    }

    #[test]
    fn a_content_has_its_place() {
        let store = Attachments {
            folder: PathBuf::from("tep").into(),
        };
        assert_eq!(store.place("ab12"), PathBuf::from("tep/ab/ab12"));
    }
}
