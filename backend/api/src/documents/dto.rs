//! Documents as they go over the wire.

use giamngheo_store::areas::Area;
use giamngheo_store::documents::Document;
use serde::Serialize;
use utoipa::ToSchema;

use crate::areas::dto::AreaRef;

/// A document in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentView {
    /// Identifier.
    pub id: String,
    /// What it is.
    #[schema(example = "plan")]
    pub kind: String,
    /// Its official number.
    #[schema(example = "164/KH-UBND")]
    pub number: Option<String>,
    /// When it was issued, as precisely as is known: YYYY, YYYY-MM or YYYY-MM-DD.
    #[schema(example = "2022-10")]
    pub issued_on: String,
    /// The office that issued it.
    pub issuer: String,
    /// Its title.
    pub title: String,
    /// The area it is for, as it was then.
    pub area: Option<AreaRef>,
}

/// A document with what it says.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentDetail {
    /// The document.
    #[serde(flatten)]
    pub document: DocumentView,
    /// What it says; the fields depend on the kind.
    pub body: serde_json::Value,
}

impl DocumentView {
    /// With its area.
    pub fn new(document: Document, area: Option<&Area>) -> Self {
        Self {
            id: document.id,
            kind: document.kind,
            number: document.number,
            issued_on: document.issued_on,
            issuer: document.issuer,
            title: document.title,
            area: area.map(AreaRef::from),
        }
    }
}
