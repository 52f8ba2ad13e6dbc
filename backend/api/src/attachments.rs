//! Files that prove something: looked at, kept outside of the database under their hash, and given out again. What they
//! belong to, and who may see them, is the part of whoever uses this.

mod photo;

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use actix_web::body::SizedStream;
use actix_web::http::header::{self, ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use actix_web::{HttpResponse, web};
use aws_lc_rs::digest::{SHA256, digest};
use futures_util::StreamExt;
use giamngheo_rules::text::{hex, tidy};
use giamngheo_store::evidence::{self, File, NewFile};
use image::ImageFormat;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt, RetryConfig};
use tokio::sync::Semaphore;
use zip::ZipArchive;

pub use self::photo::Position;
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
/// How long a store elsewhere is tried again.
const TRIED_FOR: Duration = Duration::from_secs(20);
/// Photographs that are opened at the same time: each can take hundreds of megabytes.
static OPENING: Semaphore = Semaphore::const_new(2);

/// Where the contents lie: a folder that every process of the installation shares, or a bucket of an S3-compatible
/// store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Attachments {
    store: Arc<dyn ObjectStore>,
    /// The folder, where it is one.
    folder: Option<Arc<Path>>,
}

impl Attachments {
    /// The store of the configuration. Errors: a sentence for the operator.
    pub fn open(config: &Config) -> Result<Self, String> {
        match &config.attachments {
            Some(url) => Self::bucket(url),
            None => Self::folder(&config.data_dir.join("attachments")),
        }
    }

    fn folder(folder: &Path) -> Result<Self, String> {
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|e| format!("the folder {} can't be used: {e}", folder.display()))?;
        Ok(Self {
            // What was written lasts, before anybody is told that it is kept.
            store: Arc::new(store.with_fsync(true)),
            folder: Some(folder.into()),
        })
    }

    fn bucket(url: &str) -> Result<Self, String> {
        let (bucket, prefix) = place_of(url)?;
        let retry = RetryConfig {
            max_retries: 3,
            retry_timeout: TRIED_FOR,
            ..RetryConfig::default()
        };
        let store = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_retry(retry)
            .build()
            .map_err(|e| format!("the attachments' store {url} can't be used: {e}"))?;
        Ok(Self {
            store: Arc::new(PrefixStore::new(store, prefix)),
            folder: None,
        })
    }

    /// Reads a body and keeps it. Errors: 413 over [`LIMIT`]; 422 at `/file` when it is empty, of no known type or a
    /// photograph that can't be opened, at `/filename` when nothing is left of the name.
    pub async fn keep(&self, filename: &str, payload: web::Payload) -> Answer<NewFile> {
        self.keep_photo(filename, payload, false).await
    }

    /// The same, and with it where a photograph was taken when the caller chose to keep that. The file itself never
    /// says it: EXIF and other notes are removed from what is kept.
    pub async fn keep_photo(
        &self,
        filename: &str,
        payload: web::Payload,
        keep_position: bool,
    ) -> Answer<NewFile> {
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
        let (content, position) = match media.image() {
            None => (content, None),
            Some(format) => {
                let _turn = OPENING.acquire().await.map_err(|e| Problem::internal(&e))?;
                let photo = web::block(move || photo::clean(content, format)).await??;
                (photo.content, photo.position.filter(|_| keep_position))
            }
        };
        let sha256 = hex(digest(&SHA256, &content));
        let size = content.len() as i64;
        // The same content again: it is written anew, so that its age tells that it is wanted.
        self.store
            .put(&key(&sha256), content.into())
            .await
            .map_err(|e| Problem::internal(&e))?;
        Ok(NewFile {
            sha256,
            media_type: media.code(),
            size,
            name,
            position: position.and_then(|at| serde_json::to_string(&at).ok()),
        })
    }

    /// A file as an answer: to be saved, never shown as a page of this server.
    pub async fn send(&self, file: &File) -> Answer<HttpResponse> {
        let found = self
            .store
            .get(&key(&file.sha256))
            .await
            .map_err(|e| Problem::internal(&e))?;
        let size = found.meta.size;
        Ok(HttpResponse::Ok()
            .content_type(file.media_type.as_str())
            .insert_header(disposition(&file.name))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            // What is compressed already is sent as it is, with its length.
            .insert_header((header::CONTENT_ENCODING, "identity"))
            .body(SizedStream::new(size, found.into_stream())))
    }

    /// Removes contents that nothing refers to. Returns how many.
    async fn tidy(&self, app: &App) -> Result<usize, String> {
        let mut removed = 0;
        let mut old = self
            .store
            .list(None)
            .filter(|found| std::future::ready(found.as_ref().map_or(true, is_old)))
            .chunks(AT_ONCE);
        while let Some(chunk) = old.next().await {
            let chunk = chunk
                .into_iter()
                .collect::<Result<Vec<ObjectMeta>, _>>()
                .map_err(|e| e.to_string())?;
            // What others put there is none of ours.
            let ours = chunk.iter().filter_map(|meta| hash_of(&meta.location));
            let hashes: Vec<String> = ours.collect();
            let asked = hashes.clone();
            let used = app
                .read(move |conn| evidence::in_use(conn, asked))
                .await
                .map_err(|e| e.to_string())?;
            for hash in hashes.iter().filter(|hash| !used.contains(hash)) {
                let key = key(hash);
                // Somebody may just have sent the same again.
                if self.store.head(&key).await.is_ok_and(|meta| is_old(&meta)) {
                    self.store.delete(&key).await.map_err(|e| e.to_string())?;
                    removed += 1;
                }
            }
        }
        if let Some(folder) = self.folder.clone() {
            let swept = web::block(move || sweep(&folder))
                .await
                .map_err(|e| e.to_string())?;
            removed += swept.map_err(|e| e.to_string())?;
        }
        Ok(removed)
    }
}

/// The bucket and the prefix that an address names. Errors: a sentence for the operator.
fn place_of(url: &str) -> Result<(&str, &str), String> {
    let wrong = || format!("--attachments {url:?} is not understood: use s3://bucket or s3://bucket/prefix");
    let place = url.strip_prefix("s3://").ok_or_else(wrong)?;
    let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
    if bucket.is_empty() || Key::parse(prefix).is_err() {
        return Err(wrong());
    }
    Ok((bucket, prefix))
}

/// Where a content lies: in one of 256 folders.
fn key(sha256: &str) -> Key {
    Key::from_iter([sha256.get(..2).unwrap_or_default(), sha256])
}

/// The hash of a content that lies where it should.
fn hash_of(place: &Key) -> Option<String> {
    let hash = place.filename()?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    (is_hash && *place == key(hash)).then(|| hash.to_owned())
}

fn is_old(found: &ObjectMeta) -> bool {
    is_past(found.last_modified.into())
}

fn is_past(changed: SystemTime) -> bool {
    changed.elapsed().is_ok_and(|age| age > TIDY_AFTER)
}

/// Removes what a killed process left half written in the folder; the store hides such files. Returns how many.
fn sweep(folder: &Path) -> std::io::Result<usize> {
    let mut removed = 0;
    for part in std::fs::read_dir(folder)?.flatten() {
        if !part.file_type()?.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(part.path())?.flatten() {
            let half = entry.file_name().to_str().is_some_and(|name| name.len() > 64);
            let path: PathBuf = entry.path();
            if half && entry.metadata().and_then(|m| m.modified()).is_ok_and(is_past) {
                std::fs::remove_file(path)?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

/// Removes what nothing refers to, again and again.
pub async fn keep_tidy(app: App) {
    loop {
        match app.attachments.tidy(&app).await {
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

    /// How to open it, where it is a photograph.
    fn image(self) -> Option<ImageFormat> {
        match self {
            Self::Png => Some(ImageFormat::Png),
            Self::Jpeg => Some(ImageFormat::Jpeg),
            Self::Pdf | Self::Xlsx | Self::Docx => None,
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
        let hash = "ab".repeat(32);
        let place = key(&hash);
        assert_eq!(place.to_string(), format!("ab/{hash}"));
        assert_eq!(hash_of(&place), Some(hash.clone()));
        for other in [format!("cd/{hash}"), hash, "ab/ab".into(), "notes.txt".into()] {
            assert_eq!(hash_of(&Key::from(other)), None);
        }
    }

    #[test]
    fn an_address_names_a_bucket() {
        assert_eq!(place_of("s3://tep"), Ok(("tep", "")));
        assert_eq!(place_of("s3://tep/giam/ngheo"), Ok(("tep", "giam/ngheo")));
        for bad in ["", "tep", "s3://", "s3:///a", "https://tep", "s3://tep/a//b"] {
            assert!(place_of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_folder_keeps_whole_files_for_this_user_of_the_machine() {
        let folder = std::env::temp_dir().join(format!("giamngheo-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let store = Attachments::folder(&folder).unwrap();
        let hash = "cd".repeat(32);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let read = runtime.block_on(async {
            for content in ["first", "again"] {
                store.store.put(&key(&hash), content.into()).await.unwrap();
            }
            store.store.get(&key(&hash)).await.unwrap().bytes().await.unwrap()
        });
        assert_eq!(read, "again");
        let part = folder.join("cd").join(format!("{hash}#1"));
        std::fs::write(&part, "half").unwrap();
        // It may still be written.
        assert_eq!(sweep(&folder).unwrap(), 0);
        let yesterday = SystemTime::now() - TIDY_AFTER - Duration::from_mins(1);
        let file = std::fs::File::options().write(true).open(&part).unwrap();
        file.set_modified(yesterday).unwrap();
        assert_eq!(sweep(&folder).unwrap(), 1);
        assert!(!part.exists() && folder.join("cd").join(&hash).exists());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
