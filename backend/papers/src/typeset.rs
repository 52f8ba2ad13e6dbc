//! From papers to a PDF by Typst, in memory: a template, its data as a virtual JSON file, four fonts, and nothing else
//! of the world. The template can reach no file, no package, no network and no clock.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::view::{Document, validate};
use crate::{Error, Paper};

/// Papers as one PDF, each beginning on a new page. Fonts are embedded as subsets, text can be selected, and the same
/// papers give the same bytes.
pub fn pdf(papers: &[Paper]) -> Result<Vec<u8>, Error> {
    validate(papers)?;
    let data = serde_json::to_vec(&Document::of(papers)?).map_err(|e| Error::Typeset(e.to_string()))?;
    let result = typeset(&Desk {
        data: Bytes::new(data),
    });
    // What was laid out is kept by the engine for the next time. Papers differ, and they hold personal data: forget it.
    typst::comemo::evict(0);
    result
}

fn layout(desk: &Desk) -> Result<PagedDocument, Error> {
    typst::compile(desk).output.map_err(|e| refusal(&e))
}

fn typeset(desk: &Desk) -> Result<Vec<u8>, Error> {
    let document = layout(desk)?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Giảm Nghèo".to_owned())),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|e| refusal(&e))
}

fn refusal(errors: &[SourceDiagnostic]) -> Error {
    Error::Typeset(
        errors
            .iter()
            .map(|e| e.message.as_str())
            .collect::<Vec<_>>()
            .join("; "),
    )
}

/// What the typesetter may see for one PDF.
struct Desk {
    data: Bytes,
}

/// What is the same for every PDF.
struct Shelf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
    data: FileId,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let fonts: Vec<Font> = [
        include_bytes!("../fonts/LiberationSerif-Regular.ttf").as_slice(),
        include_bytes!("../fonts/LiberationSerif-Bold.ttf"),
        include_bytes!("../fonts/LiberationSerif-Italic.ttf"),
        include_bytes!("../fonts/LiberationSerif-BoldItalic.ttf"),
    ]
    .into_iter()
    .flat_map(|data| Font::iter(Bytes::new(data)))
    .collect();
    Shelf {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::new(file("paper.typ"), include_str!("paper.typ").to_owned()),
        data: file("data.json"),
    }
});

/// The id of a virtual file. Only called with the two names above, which are valid.
fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain file name is a valid path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &SHELF.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHELF.book
    }

    fn main(&self) -> FileId {
        SHELF.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == SHELF.template.id() {
            Ok(SHELF.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == SHELF.data {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHELF.fonts.get(index).cloned()
    }

    /// No clock: the same papers give the same bytes.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
#[path = "typeset_tests.rs"]
mod tests;
