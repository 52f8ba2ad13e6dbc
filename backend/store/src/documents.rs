//! Legal documents and plans. An office issues one for an area; whoever works there, above or below may read it.

use std::collections::{BTreeSet, HashMap};

use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use giamngheo_rules::text::fold;
use serde_json::{Value, json};

use crate::areas::Area;
use crate::error::{Error, Result, no_faults};
use crate::evidence::{self, File, NewFile, Subject};
use crate::id::now;
use crate::scope::{Actor, Scope, lies_in};
use crate::sql::{Sql, containing, row, sql};
use crate::{Conn, audit};

row! {
    /// A document's row.
    Document {
        /// Identifier.
        id: String = Text,
        /// What it is, such as `plan`.
        kind: String = Text,
        /// Its official number.
        number: Option<String> = Nullable<Text>,
        /// When it was issued, as precisely as is known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
        issued_on: String = Text,
        /// The office that issued it.
        issuer: String = Text,
        /// Its title.
        title: String = Text,
        /// The area it is for.
        area_id: String = Text,
        /// That area's path.
        path: String = Text,
        /// What it says, as JSON.
        body: String = Text,
        /// Whether another one replaces it.
        replaced: bool = Bool,
        /// The plan that it is, where it is one.
        plan_id: Option<String> = Nullable<Text>,
        /// For optimistic locking.
        version: i64 = BigInt,
    }
    /// A document that another one refers to.
    Related {
        /// How: `replaces`, `amends` or `based_on`.
        relation: String = Text,
        /// Whether the other one refers to this.
        backwards: bool = Bool,
        /// Its identifier.
        id: String = Text,
        /// What it is.
        kind: String = Text,
        /// Its official number.
        number: Option<String> = Nullable<Text>,
        /// When it was issued.
        issued_on: String = Text,
        /// Its title.
        title: String = Text,
    }
}

const DOCUMENT: &str =
    "SELECT d.id, d.kind, d.number, d.issued_on, d.issuer, d.title, d.area_id, d.path, d.body,
    EXISTS (SELECT 1 FROM document_relation r WHERE r.target_id = d.id AND r.kind = 'replaces') AS replaced,
    (SELECT MIN(p.id) FROM plan p WHERE p.document_id = d.id) AS plan_id, d.version
    FROM document d";

/// What a document does to another one, or takes from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relations {
    /// Documents it takes the place of.
    pub replaces: Vec<String>,
    /// Documents it changes in part.
    pub amends: Vec<String>,
    /// Documents it rests on.
    pub based_on: Vec<String>,
}

impl Relations {
    fn each(&self) -> impl Iterator<Item = (&'static str, usize, &str)> {
        [
            ("replaces", &self.replaces),
            ("amends", &self.amends),
            ("based_on", &self.based_on),
        ]
        .into_iter()
        .flat_map(|(kind, ids)| ids.iter().enumerate().map(move |(i, id)| (kind, i, id.as_str())))
    }
}

/// A document on its way in.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// Identifier.
    pub id: String,
    /// What it is, such as `plan`.
    pub kind: String,
    /// Its official number.
    pub number: Option<String>,
    /// When it was issued, as precisely as is known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub issued_on: String,
    /// The office that issued it.
    pub issuer: String,
    /// Its title.
    pub title: String,
    /// The area it is for.
    pub area: Area,
    /// What it says.
    pub body: Value,
}

/// Which documents.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only issued in this year.
    pub year: Option<i32>,
    /// Only with these words in number, title or issuer.
    pub q: Option<String>,
    /// Only what holds for one of these subtrees: for it, above it or below it.
    pub subtrees: Option<Vec<String>>,
}

/// The condition that a column of paths is of one of some subtrees, or of a unit above one.
pub(crate) fn holds_for<'a>(column: &str, subtrees: impl IntoIterator<Item = &'a str>) -> Sql {
    let subtrees: Vec<&str> = subtrees.into_iter().collect();
    if subtrees.contains(&"") {
        return sql("1 = 1");
    }
    let above: BTreeSet<String> = subtrees
        .iter()
        .flat_map(|p| p.match_indices('/').map(|(end, _)| p[..=end].to_owned()))
        .collect();
    sql(&format!("({column} IN "))
        .list(above)
        .text(" OR ")
        .push(lies_in(column, subtrees))
        .text(")")
}

/// The subtrees an actor has any role in.
pub(crate) fn places(actor: &Actor) -> impl Iterator<Item = &str> {
    actor.grants.iter().flat_map(|g| &g.paths).map(String::as_str)
}

/// The condition "for an area of the actor, or one above": with any role there.
fn readable(actor: &Actor) -> Sql {
    holds_for("d.path", places(actor))
}

/// Documents that the actor may read, the last issued first, from after the given day of issue and id.
pub fn list(
    conn: &mut Conn,
    actor: &Actor,
    filter: &Filter,
    after: Option<(&str, &str)>,
    limit: i64,
) -> Result<Vec<Document>> {
    let mut query = sql(DOCUMENT).text(" WHERE ").push(readable(actor));
    if let Some(kind) = &filter.kind {
        query = query.text(" AND d.kind = ?").bind(kind);
    }
    if let Some(year) = filter.year {
        query = query
            .text(" AND d.issued_on >= ? AND d.issued_on < ?")
            .bind(format!("{year:04}"))
            .bind(format!("{:04}", i64::from(year) + 1));
    }
    if let Some(q) = &filter.q {
        query = query
            .text(r" AND d.search_key LIKE ? ESCAPE '\'")
            .bind(containing(&fold(q)));
    }
    if let Some(subtrees) = &filter.subtrees {
        query = query
            .text(" AND ")
            .push(holds_for("d.path", subtrees.iter().map(String::as_str)));
    }
    if let Some((issued_on, id)) = after {
        query = query
            .text(" AND (d.issued_on < ? OR (d.issued_on = ? AND d.id < ?))")
            .bind(issued_on)
            .bind(issued_on)
            .bind(id);
    }
    query
        .text(" ORDER BY d.issued_on DESC, d.id DESC LIMIT ?")
        .bind(limit)
        .all(conn)
}

/// A document that the actor may read.
pub fn get(conn: &mut Conn, actor: &Actor, id: &str) -> Result<Document> {
    sql(DOCUMENT)
        .text(" WHERE d.id = ? AND ")
        .bind(id)
        .push(readable(actor))
        .one(conn)
}

/// What a document refers to and what refers to it, as far as the actor may read that.
pub fn related(conn: &mut Conn, actor: &Actor, id: &str) -> Result<Vec<Related>> {
    const COLUMNS: &str = "d.id, d.kind, d.number, d.issued_on, d.title FROM document_relation r";
    sql(&format!(
        "SELECT r.kind AS relation, (r.target_id = ?) AS backwards, {COLUMNS} JOIN document d ON"
    ))
    .bind(id)
    .text(" (d.id = r.target_id AND r.document_id = ?) OR (d.id = r.document_id AND r.target_id = ?) WHERE ")
    .bind(id)
    .bind(id)
    .push(readable(actor))
    .text(" ORDER BY r.kind, d.issued_on, d.id")
    .all(conn)
}

fn search_key(number: Option<&str>, title: &str, issuer: &str) -> String {
    fold(&format!("{} {title} {issuer}", number.unwrap_or_default()))
}

/// Gives the documents from before there was a search key theirs. Idempotent.
pub fn fill_search_keys(conn: &mut Conn) -> Result<()> {
    let rows: Vec<Document> = sql(DOCUMENT).text(" WHERE d.search_key = ''").all(conn)?;
    for row in rows {
        sql("UPDATE document SET search_key = ? WHERE id = ?")
            .bind(search_key(row.number.as_deref(), &row.title, &row.issuer))
            .bind(row.id)
            .run(conn)?;
    }
    Ok(())
}

/// Files a document; one that has the id already stays as it is. Returns whether it is new.
pub fn file(conn: &mut Conn, scope: &Scope, new: &NewDocument) -> Result<bool> {
    let added = sql(
        "INSERT INTO document (id, kind, number, issued_on, issuer, title, area_id, path, body, search_key,
           created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
    )
    .bind(new.id.as_str())
    .bind(new.kind.as_str())
    .bind(new.number.clone())
    .bind(new.issued_on.as_str())
    .bind(new.issuer.as_str())
    .bind(new.title.as_str())
    .bind(new.area.id.as_str())
    .bind(new.area.path.as_str())
    .bind(new.body.to_string())
    .bind(search_key(new.number.as_deref(), &new.title, &new.issuer))
    .bind(now())
    .run(conn)?;
    if added == 0 {
        return Ok(false);
    }
    audit::note(
        conn,
        scope,
        "create",
        ("document", &new.id),
        &new.area.path,
        &json!({}),
    )?;
    Ok(true)
}

/// Files a document of an area in the scope, with what it does to others that the actor may read.
///
/// Errors: the area is outside; the issuer has such a number already; a document it refers to is unknown.
pub fn create(
    conn: &mut Conn,
    scope: &Scope,
    actor: &Actor,
    new: &NewDocument,
    relations: &Relations,
) -> Result<Document> {
    if !scope.covers(&new.area.path) {
        return Err(Error::field(
            "/area",
            "outside_area",
            "địa bàn không thuộc phạm vi của bạn",
            "the area is not one of yours",
        ));
    }
    no_faults(misplaced(conn, actor, new, relations)?)?;
    number_is_free(conn, new)?;
    file(conn, scope, new)?;
    relate(conn, &new.id, relations)?;
    get(conn, actor, &new.id)
}

/// Puts right what was filed of a document of the scope; its area stays, and what it says beside its summary.
///
/// Errors: not in the scope; `Stale`; it is a plan that was issued here, which says itself what it is; and as
/// [`create`]; `/issued_on` when a document that refers to it is older.
pub fn correct(
    conn: &mut Conn,
    scope: &Scope,
    actor: &Actor,
    version: i64,
    new: &NewDocument,
    relations: &Relations,
) -> Result<Document> {
    let old = own(conn, scope, &new.id)?;
    if old.plan_id.is_some() {
        return Err(Error::conflict(
            "is_plan",
            "văn bản này do kế hoạch được ban hành mà có, không sửa ở đây",
            "this document came of a plan that was issued: it isn't changed here",
        ));
    }
    if old.version != version {
        return Err(Error::Stale { current: old.version });
    }
    let mut wrong = misplaced(conn, actor, new, relations)?;
    if new.area.id != old.area_id {
        wrong.push(crate::FieldError::new(
            "/area",
            "fixed",
            "địa bàn của văn bản không đổi được",
            "the area of a document stays",
        ));
    }
    let later = related(conn, actor, &new.id)?;
    if later
        .iter()
        .any(|r| r.backwards && is_before(&r.issued_on, &new.issued_on))
    {
        wrong.push(crate::FieldError::new(
            "/issued_on",
            "later",
            "có văn bản ban hành trước ngày này đã dẫn đến văn bản này",
            "a document that refers to this one was issued before that day",
        ));
    }
    no_faults(wrong)?;
    number_is_free(conn, new)?;
    let mut body: Value = serde_json::from_str(&old.body)?;
    if let Some(said) = body.as_object_mut() {
        match new.body.get("summary") {
            Some(summary) => drop(said.insert("summary".to_owned(), summary.clone())),
            None => drop(said.remove("summary")),
        }
    }
    let touched = sql(
        "UPDATE document SET kind = ?, number = ?, issued_on = ?, issuer = ?, title = ?, body = ?, search_key = ?,
           version = version + 1 WHERE id = ? AND version = ?",
    )
    .bind(new.kind.as_str())
    .bind(new.number.clone())
    .bind(new.issued_on.as_str())
    .bind(new.issuer.as_str())
    .bind(new.title.as_str())
    .bind(body.to_string())
    .bind(search_key(new.number.as_deref(), &new.title, &new.issuer))
    .bind(new.id.as_str())
    .bind(version)
    .run(conn)?;
    if touched == 0 {
        let current = own(conn, scope, &new.id)?.version;
        return Err(Error::Stale { current });
    }
    // What the actor may not read of them stays as it was.
    sql("DELETE FROM document_relation WHERE document_id = ? AND target_id IN (SELECT d.id FROM document d WHERE ")
        .bind(new.id.as_str())
        .push(readable(actor))
        .text(")")
        .run(conn)?;
    relate(conn, &new.id, relations)?;
    let before = json!({
        "kind": old.kind, "number": old.number, "issued_on": old.issued_on, "issuer": old.issuer, "title": old.title,
    });
    audit::note(
        conn,
        scope,
        "change",
        ("document", &new.id),
        &old.path,
        &json!({ "before": before }),
    )?;
    get(conn, actor, &new.id)
}

/// What is wrong with the documents that one refers to.
fn misplaced(
    conn: &mut Conn,
    actor: &Actor,
    new: &NewDocument,
    relations: &Relations,
) -> Result<Vec<crate::FieldError>> {
    let wanted: BTreeSet<String> = relations.each().map(|(_, _, id)| id.to_owned()).collect();
    let known: HashMap<String, String> = sql(DOCUMENT)
        .text(" WHERE d.id IN ")
        .list(wanted)
        .text(" AND ")
        .push(readable(actor))
        .all::<Document>(conn)?
        .into_iter()
        .map(|d| (d.id, d.issued_on))
        .collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (kind, i, id) in relations.each() {
        let mut at = |code, vi: &str, en: &str| {
            wrong.push(crate::FieldError::new(format!("/{kind}/{i}"), code, vi, en));
        };
        match known.get(id) {
            None => at("unknown", "không có văn bản này", "there is no such document"),
            Some(_) if id == new.id => at("itself", "văn bản dẫn đến chính nó", "it refers to itself"),
            Some(_) if !seen.insert((kind, id)) => {
                at("twice", "văn bản được nêu hai lần", "it is named twice");
            }
            Some(on) if is_before(&new.issued_on, on) => at(
                "later",
                "văn bản được nêu ban hành sau văn bản này",
                "it was issued after this document",
            ),
            Some(_) => {}
        }
    }
    Ok(wrong)
}

fn relate(conn: &mut Conn, id: &str, relations: &Relations) -> Result<()> {
    for (kind, _, target) in relations.each() {
        sql("INSERT INTO document_relation (document_id, kind, target_id) VALUES (?, ?, ?)")
            .bind(id)
            .bind(kind)
            .bind(target)
            .run(conn)?;
    }
    Ok(())
}

/// Whether a day of issue is before another one, as far as both are known.
fn is_before(one: &str, other: &str) -> bool {
    let known = one.len().min(other.len());
    one.get(..known) < other.get(..known)
}

/// Refuses a number that its issuer gave in the same year already.
pub(crate) fn number_is_free(conn: &mut Conn, new: &NewDocument) -> Result<()> {
    let Some(number) = &new.number else {
        return Ok(());
    };
    conn.lock(&format!("documents {}", new.area.id))?;
    let same = sql(
        "SELECT COUNT(*) AS n FROM document WHERE area_id = ? AND kind = ? AND number = ? AND issuer = ?
           AND id <> ?",
    )
    .bind(new.area.id.as_str())
    .bind(new.kind.as_str())
    .bind(number)
    .bind(new.issuer.as_str())
    .bind(new.id.as_str())
    .text(" AND issued_on LIKE ?")
    .bind(format!("{}%", new.issued_on.get(..4).unwrap_or_default()))
    .number(conn)?;
    if same > 0 {
        return Err(Error::field(
            "/number",
            "taken",
            format!("đã có văn bản số {number} của cơ quan này trong năm"),
            format!("there is a document {number} of this office and year already"),
        ));
    }
    Ok(())
}

fn subject(document: &Document) -> Subject<'_> {
    Subject {
        kind: "document",
        id: &document.id,
        province_id: document.path.split('.').next().unwrap_or_default(),
        path: &document.path,
    }
}

/// The files of a document that the actor may read.
pub fn files(conn: &mut Conn, actor: &Actor, id: &str) -> Result<Vec<File>> {
    let document = get(conn, actor, id)?;
    evidence::of(conn, subject(&document), None)
}

/// One of the files of a document that the actor may read.
pub fn one_file(conn: &mut Conn, actor: &Actor, id: &str, file: &str) -> Result<File> {
    let document = get(conn, actor, id)?;
    let found = evidence::of(conn, subject(&document), Some(file))?;
    found.into_iter().next().ok_or(Error::NotFound)
}

/// A document of an area in the scope: one that may be changed.
pub fn own(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Document> {
    sql(DOCUMENT)
        .text(" WHERE d.id = ? AND ")
        .bind(id)
        .push(scope.condition("d.path"))
        .one(conn)
}

/// Adds a file to a document of the scope, and tells whether it is new.
pub fn add_file(conn: &mut Conn, scope: &Scope, id: &str, new: &NewFile) -> Result<(File, bool)> {
    let document = own(conn, scope, id)?;
    evidence::add(conn, scope, subject(&document), new)
}

/// Takes a file away from a document of the scope.
pub fn remove_file(conn: &mut Conn, scope: &Scope, id: &str, file: &str) -> Result<()> {
    let document = own(conn, scope, id)?;
    evidence::remove(conn, scope, subject(&document), file)
}
