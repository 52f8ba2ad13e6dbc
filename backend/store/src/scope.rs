//! What an actor may see: a set of area subtrees, rendered to one condition that every scoped query carries.

use crate::access::{Action, Role};
use crate::sql::{Sql, sql};

/// A role in an area: `None` is the whole nation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The area's id; none for the nation.
    pub area_id: Option<String>,
    /// The subtrees it opens: first the area's own path, then those of the units that went into it whole.
    pub paths: Vec<String>,
}

/// A signed-in person (or service) with the grants of this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The user's id.
    pub user_id: String,
    /// The session's id: the family of refresh tokens.
    pub session_id: String,
    /// The name for people.
    pub full_name: String,
    /// Whether only the password may be changed now.
    pub must_change_password: bool,
    /// Roles and where.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// Where the actor may do it; `None` when no role of his may do it at all.
    pub fn scope(&self, action: Action) -> Option<Scope> {
        self.scope_by(|role| role.may(action))
    }

    /// Where the actor has this role; `None` when he has it nowhere.
    pub fn scope_as(&self, role: Role) -> Option<Scope> {
        self.scope_by(|own| own == role)
    }

    fn scope_by(&self, wanted: impl Fn(Role) -> bool) -> Option<Scope> {
        let (mut paths, mut homes) = (Vec::new(), Vec::new());
        let mut any = false;
        for grant in self.grants.iter().filter(|g| wanted(g.role)) {
            any = true;
            homes.extend(grant.paths.first().cloned());
            paths.extend(grant.paths.iter().cloned());
        }
        any.then(|| Scope {
            paths: minimal(paths),
            homes,
            user_id: self.user_id.clone(),
        })
    }

    /// Whether some role of the actor may do it somewhere.
    pub fn may(&self, action: Action) -> bool {
        self.grants.iter().any(|g| g.role.may(action))
    }
}

/// Subtrees of the tree of areas for one action of one actor. It comes from [`Actor::scope`] alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    paths: Vec<String>,
    /// The paths of the areas the roles were given for, without those they inherited.
    homes: Vec<String>,
    user_id: String,
}

impl Scope {
    /// The scope of the program itself (seeding, jobs started at the command line): everything.
    pub fn of_the_program() -> Self {
        Self {
            paths: vec![String::new()],
            homes: vec![String::new()],
            user_id: crate::users::SYSTEM.to_owned(),
        }
    }

    /// Who acts.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// Whether this area path lies within.
    pub fn covers(&self, path: &str) -> bool {
        self.paths.iter().any(|p| path.starts_with(p.as_str()))
    }

    /// The paths of the very areas it was given for.
    pub(crate) fn homes(&self) -> &[String] {
        &self.homes
    }

    /// The longest path that the areas it was given for lie in; empty when that is the whole nation.
    pub fn home(&self) -> String {
        let Some(first) = self.homes.first() else {
            return String::new();
        };
        let ends = first.match_indices('/').map(|(i, _)| i + 1).rev();
        ends.map(|end| &first[..end])
            .find(|prefix| self.homes.iter().all(|p| p.starts_with(prefix)))
            .unwrap_or_default()
            .to_owned()
    }

    /// Whether something of this area path lies within: all of it, or a part of it.
    pub fn touches(&self, path: &str) -> bool {
        self.covers(path) || self.paths.iter().any(|p| p.starts_with(path))
    }

    /// Whether the roles were given for (or inherited) exactly the unit of this path. The program stands anywhere.
    pub fn is_of(&self, path: &str) -> bool {
        self.user_id == crate::users::SYSTEM || self.homes.iter().chain(&self.paths).any(|p| p == path)
    }

    /// Whether the roles were given for a unit above the one of this path, the nation included.
    pub fn is_above(&self, path: &str) -> bool {
        self.homes
            .iter()
            .any(|p| p.len() < path.len() && path.starts_with(p.as_str()))
    }

    /// The same for what a unit inherited: whether the path lies within, below one of the subtrees.
    pub fn is_above_or_heir(&self, path: &str) -> bool {
        self.is_above(path) || (self.covers(path) && !self.is_of(path))
    }

    /// Whether it is the whole nation.
    pub fn is_national(&self) -> bool {
        self.paths.iter().any(String::is_empty)
    }

    /// What lies in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        self.within(&other.paths)
    }

    /// Whether there is nothing in it.
    pub fn is_nothing(&self) -> bool {
        self.paths.is_empty()
    }

    /// The part of it that lies in these subtrees; it may be nothing.
    #[must_use]
    pub fn within(&self, subtrees: &[String]) -> Self {
        let mut paths = Vec::new();
        for own in &self.paths {
            for asked in subtrees {
                if asked.starts_with(own.as_str()) {
                    paths.push(asked.clone());
                } else if own.starts_with(asked.as_str()) {
                    paths.push(own.clone());
                }
            }
        }
        Self {
            paths: minimal(paths),
            homes: self.homes.clone(),
            user_id: self.user_id.clone(),
        }
    }

    /// The provinces it touches, by code (the tenant key); `None` is all of them.
    pub fn provinces(&self) -> Option<Vec<String>> {
        if self.is_national() {
            return None;
        }
        let mut codes: Vec<String> = self
            .paths
            .iter()
            .filter_map(|p| p.split('.').next())
            .map(str::to_owned)
            .collect();
        codes.dedup();
        Some(codes)
    }

    /// The same as a list: the nation's codes are all of two digits. Lets a look-up by id use the key.
    pub fn province_list(&self) -> Vec<String> {
        self.provinces()
            .unwrap_or_else(|| (1..=99).map(|n| format!("{n:02}")).collect())
    }

    /// The condition on a column of area paths. Nothing in scope is a condition that nothing meets.
    pub fn condition(&self, column: &str) -> Sql {
        if self.is_national() {
            return sql("1 = 1");
        }
        if self.paths.is_empty() {
            return sql("1 = 0");
        }
        lies_in(column, self.paths.iter().map(String::as_str))
    }
}

impl Scope {
    /// The condition on a column of paths of units that lie within, or that have a part of it below them.
    pub fn condition_touching(&self, column: &str) -> Sql {
        let above: Vec<String> = self
            .paths
            .iter()
            .flat_map(|p| p.match_indices('/').map(|(i, _)| p[..=i].to_owned()))
            .filter(|p| !self.covers(p))
            .collect();
        if above.is_empty() {
            return self.condition(column);
        }
        sql("(")
            .push(self.condition(column))
            .text(&format!(" OR {column} IN "))
            .list(above)
            .text(")")
    }
}

/// The condition that a column of paths lies in one of some subtrees; none is a condition that nothing meets.
pub(crate) fn lies_in<'a>(column: &str, subtrees: impl IntoIterator<Item = &'a str>) -> Sql {
    let mut out = sql("(");
    let mut or = "";
    for path in subtrees {
        // A path ends in '/', and '0' is the next character: a range on the index instead of LIKE.
        let after = format!("{}0", path.trim_end_matches('/'));
        out = out
            .text(&format!("{or}({column} >= ? AND {column} < ?)"))
            .bind(path)
            .bind(after);
        or = " OR ";
    }
    out.text(if or.is_empty() { "1 = 0)" } else { ")" })
}

/// Without the subtrees that lie within others.
fn minimal(mut paths: Vec<String>) -> Vec<String> {
    paths.sort();
    paths.dedup();
    let mut out: Vec<String> = Vec::new();
    for path in paths {
        if !out.iter().any(|p| path.starts_with(p.as_str())) {
            out.push(path);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(paths: &[&str]) -> Scope {
        Scope {
            paths: minimal(paths.iter().map(ToString::to_string).collect()),
            homes: Vec::new(),
            user_id: String::new(),
        }
    }

    #[test]
    fn a_subtree_within_another_adds_nothing() {
        assert_eq!(scope(&["20/187/", "20/", "26/"]).paths, ["20/", "26/"]);
        assert_eq!(scope(&["", "20/"]).paths, [""]);
    }

    #[test]
    fn within_is_the_intersection() {
        let own = scope(&["20/187/", "26/"]);
        assert_eq!(own.within(&["20/".into()]).paths, ["20/187/"]);
        assert_eq!(own.within(&["20/187/06463/".into()]).paths, ["20/187/06463/"]);
        assert!(own.within(&["20/188/".into()]).paths.is_empty());
        assert!(!own.within(&["20/188/".into()]).covers("20/188/1/"));
        assert!(!scope(&["20/18/"]).covers("20/187/"));
    }
}
