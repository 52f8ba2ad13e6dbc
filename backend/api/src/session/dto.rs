//! Grants as they go over the wire, of oneself and of others.

use giamngheo_store::scope::Grant;
use giamngheo_store::{Conn, areas};
use serde::Serialize;
use utoipa::ToSchema;

use crate::areas::dto::AreaRef;

/// A role in an area.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrantView {
    /// The role's code.
    pub role: &'static str,
    /// The area; null is the whole nation.
    pub area: Option<AreaRef>,
}

/// Grants with the names of their areas.
pub fn grant_views(conn: &mut Conn, grants: &[Grant]) -> giamngheo_store::Result<Vec<GrantView>> {
    let ids: Vec<String> = grants.iter().filter_map(|g| g.area_id.clone()).collect();
    let found = areas::by_ids(conn, ids)?;
    let area_of = |g: &Grant| {
        found
            .iter()
            .find(|a| Some(&a.id) == g.area_id.as_ref())
            .map(AreaRef::from)
    };
    Ok(grants
        .iter()
        .map(|g| GrantView {
            role: g.role.code(),
            area: area_of(g),
        })
        .collect())
}
