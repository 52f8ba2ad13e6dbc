//! Boundaries for drawing: simplified, WGS 84, of the units of 2025-07-01 (sources in rules/data/areas/SOURCES.md).

/// The communes of Lạng Sơn (province 20).
pub const COMMUNES_20: &str = include_str!("../../data/communes_lang_son_2025-07-01.geojson");
/// The provinces.
pub const PROVINCES: &str = include_str!("../../data/provinces_2025-07-01.geojson");
