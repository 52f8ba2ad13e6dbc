//! Areas as they go over the wire.

use chrono::NaiveDate;
use giamngheo_store::areas::Area;
use serde::Serialize;
use utoipa::ToSchema;

/// A unit, by its id, code and name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AreaRef {
    /// The unit in its time: code and the date it is known from.
    #[schema(example = "06163.20221001")]
    pub id: String,
    /// The official code.
    #[schema(example = "06163")]
    pub code: String,
    /// province, district, commune or village.
    pub level: String,
    /// The official kind, such as ward.
    pub kind: String,
    /// Vietnamese name with its kind.
    #[schema(example = "Xã Thành Hòa")]
    pub name: String,
}

impl From<&Area> for AreaRef {
    fn from(area: &Area) -> Self {
        Self {
            id: area.id.clone(),
            code: area.code.clone(),
            level: area.level.clone(),
            kind: area.kind.clone(),
            name: area.name.clone(),
        }
    }
}

/// A unit with its place and time.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaView {
    /// The unit.
    #[serde(flatten)]
    pub unit: AreaRef,
    /// English name.
    pub name_en: String,
    /// Whether the urban figures of the poverty standard hold here (asked of commune-level units).
    pub urban: bool,
    /// The unit above.
    pub parent_id: Option<String>,
    /// First day it is known to exist.
    pub exists_from: NaiveDate,
    /// First day it exists no more; null while it exists.
    pub exists_to: Option<NaiveDate>,
    /// The units above, from the province down.
    pub ancestors: Vec<AreaRef>,
}

impl AreaView {
    /// With the units above it.
    pub fn new(area: &Area, ancestors: &[Area]) -> Self {
        Self {
            unit: AreaRef::from(area),
            name_en: area.name_en.clone(),
            urban: area.urban,
            parent_id: area.parent_id.clone(),
            exists_from: area.exists_from,
            exists_to: area.exists_to,
            ancestors: ancestors.iter().map(AreaRef::from).collect(),
        }
    }
}

/// A unit that came from another, or from which it came.
#[derive(Debug, Serialize, ToSchema)]
pub struct KinView {
    /// The other unit.
    pub area: AreaRef,
    /// `whole`: all of the old unit went there; `part`: it was divided.
    pub extent: String,
    /// The day of the change.
    pub on: NaiveDate,
}
