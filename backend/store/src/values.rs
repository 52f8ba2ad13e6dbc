//! Figures that units enter for indicators which no record holds: entered, checked by a second person, approved,
//! locked. What they may be is `rules::framework::plausible`'s part.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamp};
use giamngheo_rules::framework::plausible::{self, Against, Before, Entering, Figures, Flag};
use giamngheo_rules::framework::{Fault, Indicator, Origin};
use giamngheo_rules::period::Period;
use serde_json::{Value as Json, json};

use crate::areas::{self, Area};
use crate::error::{Error, FieldError, Result};
use crate::evidence::{self, File, NewFile, Subject};
use crate::id::{new_id, now};
use crate::scope::Scope;
use crate::sql::{Sql, row, sql};
use crate::{Conn, audit, data_version, definitions};

/// Where a figure is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Entered, or sent back.
    Entered,
    /// A second person has looked at it.
    Checked,
    /// It counts.
    Approved,
    /// It counts and stays.
    Locked,
}

/// Something that is done with a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Another figure is entered in its place.
    Change,
    /// A second person finds it right.
    Check,
    /// It shall count.
    Approve,
    /// It goes back to who entered it.
    Return,
    /// It shall stay.
    Lock,
    /// Files are added or taken away.
    Evidence,
}

impl State {
    /// The code that is stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::Checked => "checked",
            Self::Approved => "approved",
            Self::Locked => "locked",
        }
    }

    /// The state of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Entered, Self::Checked, Self::Approved, Self::Locked]
            .into_iter()
            .find(|s| s.code() == code)
    }

    /// Its name in Vietnamese.
    fn vi(self) -> &'static str {
        match self {
            Self::Entered => "mới nhập",
            Self::Checked => "đã kiểm tra",
            Self::Approved => "đã duyệt",
            Self::Locked => "đã khóa",
        }
    }

    /// What it allows.
    pub fn allowed(self) -> &'static [Act] {
        match self {
            Self::Entered => &[Act::Change, Act::Evidence, Act::Check],
            Self::Checked => &[Act::Change, Act::Approve, Act::Return],
            Self::Approved => &[Act::Return, Act::Lock],
            Self::Locked => &[],
        }
    }

    /// The codes of what it allows.
    pub fn allowed_codes(self) -> Vec<&'static str> {
        self.allowed().iter().map(|act| act.code()).collect()
    }
}

impl Act {
    /// The code that is stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Check => "check",
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Lock => "lock",
            Self::Evidence => "evidence",
        }
    }
}

row! {
    /// A figure's row.
    Value {
        /// The province it is kept under.
        province_id: String = Text,
        /// Identifier.
        id: String = Text,
        /// The indicator's code.
        indicator: String = Text,
        /// The unit it is of.
        area_id: String = Text,
        /// That unit's path.
        path: String = Text,
        /// The period's code.
        period: String = Text,
        /// What is counted, in ten-thousandths.
        numerator_e4: i64 = BigInt,
        /// Out of what, in ten-thousandths.
        denominator_e4: Option<i64> = Nullable<BigInt>,
        /// entered, checked, approved or locked.
        state: String = Text,
        /// What was said with it.
        note: Option<String> = Nullable<Text>,
        /// What is to be asked about it, as JSON.
        flags: String = Text,
        /// For optimistic locking.
        version: i64 = BigInt,
        /// Who entered it.
        entered_by: String = Text,
        /// His name.
        entered_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        entered_at: NaiveDateTime = Timestamp,
        /// Who checked it.
        checked_by: Option<String> = Nullable<Text>,
        /// His name.
        checked_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        checked_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// Who approved it.
        approved_by: Option<String> = Nullable<Text>,
        /// His name.
        approved_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        approved_at: Option<NaiveDateTime> = Nullable<Timestamp>,
        /// Who locked it.
        locked_by: Option<String> = Nullable<Text>,
        /// His name.
        locked_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        locked_at: Option<NaiveDateTime> = Nullable<Timestamp>,
    }
    /// Something that was said about a figure.
    Comment {
        /// Identifier.
        id: String = Text,
        /// With which act: comment, check, approve, return or lock.
        act: String = Text,
        /// What was said.
        body: String = Text,
        /// By whom.
        said_by: String = Text,
        /// His name.
        said_name: Option<String> = Nullable<Text>,
        /// When (UTC).
        said_at: NaiveDateTime = Timestamp,
    }
}

/// Figures of an indicator, added up.
#[derive(diesel::QueryableByName)]
struct Summed {
    #[diesel(sql_type = Text)]
    indicator: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
    #[diesel(sql_type = BigInt)]
    numerator_e4: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    denominator_e4: Option<i64>,
}

const VALUE: &str = "SELECT v.province_id, v.id, v.indicator, v.area_id, v.path, v.period, v.numerator_e4,
    v.denominator_e4, v.state, v.note, v.flags, v.version, v.entered_by, ue.full_name AS entered_name, v.entered_at,
    v.checked_by, uc.full_name AS checked_name, v.checked_at, v.approved_by, ua.full_name AS approved_name,
    v.approved_at, v.locked_by, ul.full_name AS locked_name, v.locked_at
    FROM indicator_value v LEFT JOIN app_user ue ON ue.id = v.entered_by LEFT JOIN app_user uc ON uc.id = v.checked_by
    LEFT JOIN app_user ua ON ua.id = v.approved_by LEFT JOIN app_user ul ON ul.id = v.locked_by WHERE ";

impl Value {
    /// Where it is on its way. Errors: what is stored is none.
    pub fn state(&self) -> Result<State> {
        State::from_code(&self.state).ok_or_else(|| Error::Corrupt(format!("the state {}", self.state)))
    }

    /// When it is of. Errors: what is stored is none.
    pub fn period(&self) -> Result<Period> {
        Period::from_code(&self.period).ok_or_else(|| Error::Corrupt(format!("the period {}", self.period)))
    }

    /// What is to be asked about it. Errors: what is stored is no list.
    pub fn flags(&self) -> Result<Vec<Flag>> {
        Ok(serde_json::from_str(&self.flags)?)
    }

    /// What was entered.
    pub fn figures(&self) -> Figures {
        Figures {
            numerator_e4: self.numerator_e4,
            denominator_e4: self.denominator_e4,
        }
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            kind: "indicator_value",
            id: &self.id,
            province_id: &self.province_id,
            path: &self.path,
        }
    }
}

/// Which figures.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this indicator.
    pub indicator: Option<String>,
    /// Of this period.
    pub period: Option<Period>,
    /// In this state.
    pub state: Option<State>,
}

/// Figures in the scope, the last period first, then by area and indicator, from after the given.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &Filter,
    after: Option<&(String, String, String)>,
    limit: i64,
) -> Result<Vec<Value>> {
    let mut query = sql(VALUE).push(scope.condition("v.path"));
    if let Some(indicator) = &filter.indicator {
        query = query.text(" AND v.indicator = ?").bind(indicator);
    }
    if let Some(period) = filter.period {
        query = query.text(" AND v.period = ?").bind(period.code());
    }
    if let Some(state) = filter.state {
        query = query.text(" AND v.state = ?").bind(state.code());
    }
    if let Some(after) = after {
        query = query.push(beyond("v", after));
    }
    query
        .text(" ORDER BY v.period DESC, v.path, v.indicator LIMIT ?")
        .bind(limit)
        .all(conn)
}

/// The condition "after this period, path and indicator" of a list by those, the last period first.
pub(crate) fn beyond(table: &str, (period, path, indicator): &(String, String, String)) -> Sql {
    sql(&format!(
        " AND ({table}.period < ? OR ({table}.period = ? AND ({table}.path > ? OR ({table}.path = ? AND {table}.indicator > ?))))"
    ))
    .bind(period)
    .bind(period)
    .bind(path)
    .bind(path)
    .bind(indicator)
}

/// A figure in the scope.
pub fn get(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Value> {
    sql(VALUE)
        .text("v.id = ? AND v.province_id IN ")
        .bind(id)
        .list(scope.province_list())
        .text(" AND ")
        .push(scope.condition("v.path"))
        .one(conn)
}

/// Entered and computed indicators as they hold at the end of a period, by code.
pub fn indicators(conn: &mut Conn, period: Period) -> Result<HashMap<String, Indicator>> {
    definitions::in_force(conn, &["indicator"], period.last_day())?
        .into_iter()
        .map(|d| Ok((d.code, serde_json::from_str(&d.body)?)))
        .collect()
}

/// A figure on its way in.
#[derive(Debug, Clone)]
pub struct NewValue {
    /// The indicator's code.
    pub indicator: String,
    /// What is counted, as a decimal.
    pub numerator: String,
    /// Out of what, as a decimal.
    pub denominator: Option<String>,
    /// What is to be said with it.
    pub note: Option<String>,
    /// The version it takes the place of; none for the first.
    pub version: Option<i64>,
}

/// A figure that was refused: which one of those sent, and why.
pub type Refusal = (usize, Error);

/// Enters figures of one unit and period, all of them or none; one that is there already is changed and must be
/// checked again. Returns them in the order they came, or each that was refused.
///
/// Errors within: `Invalid` with pointers `/indicator`, `/area`, `/period`, `/numerator`, `/denominator`; `Stale` and
/// `Unconditional`; `Refused` when it is approved or locked.
pub fn enter(
    conn: &mut Conn,
    scope: &Scope,
    area: &Area,
    period: Period,
    new: &[NewValue],
    today: NaiveDate,
) -> Result<std::result::Result<Vec<Value>, Vec<Refusal>>> {
    if !scope.covers(&area.path) {
        return Ok(Err(vec![(
            0,
            Error::field(
                "/area",
                "outside_area",
                "địa bàn này không thuộc phạm vi của bạn",
                "this area is not within yours",
            ),
        )]));
    }
    // Two who enter for the same unit come one after the other.
    conn.lock(&format!("indicator values {} {period}", area.id))?;
    let sheet = Sheet::load(conn, area, period)?;
    let (mut good, mut refused) = (Vec::new(), Vec::new());
    for (i, value) in new.iter().enumerate() {
        if new[..i].iter().any(|other| other.indicator == value.indicator) {
            let twice = Error::field(
                "/indicator",
                "twice",
                "chỉ số này có hai lần",
                "this indicator is there twice",
            );
            refused.push((i, twice));
            continue;
        }
        match sheet.admit(area, period, value, today) {
            Ok(admitted) => good.push((value, admitted)),
            Err(why) => refused.push((i, why)),
        }
    }
    if !refused.is_empty() {
        return Ok(Err(refused));
    }
    let mut ids = Vec::with_capacity(good.len());
    for (value, (figures, flags)) in good {
        let flags = serde_json::to_string(&flags)?;
        let there = sheet.there.get(&value.indicator);
        ids.push(write(
            conn,
            scope,
            (area, period),
            value,
            (figures, &flags),
            there,
        )?);
    }
    data_version::bump(conn, area.province_code(), [area.id.as_str()])?;
    ids.iter()
        .map(|id| get(conn, scope, id))
        .collect::<Result<_>>()
        .map(Ok)
}

/// What the figures of a unit and period are judged by.
struct Sheet {
    indicators: HashMap<String, Indicator>,
    /// Those that were collected in the period before.
    before_indicators: HashMap<String, Indicator>,
    there: HashMap<String, Value>,
    before: HashMap<String, Figures>,
    parts: HashMap<String, Figures>,
    /// Whether the unit, or all that went into it, entered anything in the period before.
    was_there: bool,
}

impl Sheet {
    fn load(conn: &mut Conn, area: &Area, period: Period) -> Result<Self> {
        let there: Vec<Value> = sql(VALUE)
            .text("v.province_id = ? AND v.area_id = ? AND v.period = ?")
            .bind(area.province_code())
            .bind(&area.id)
            .bind(period.code())
            .all(conn)?;
        let (mut before, mut before_indicators, mut was_there) = (HashMap::new(), HashMap::new(), false);
        if let Some(last) = period.before() {
            before_indicators = indicators(conn, last)?;
            let units = units_then(conn, area, last.last_day())?;
            was_there = !units.is_empty();
            before = sums(conn, &units, last)?;
        }
        let parts = if area.level == "province" {
            parts(conn, area, period)?
        } else {
            HashMap::new()
        };
        Ok(Self {
            indicators: indicators(conn, period)?,
            before_indicators,
            there: there.into_iter().map(|v| (v.indicator.clone(), v)).collect(),
            before,
            parts,
            was_there,
        })
    }

    /// The figure as it is kept, with what is to be asked about it. Errors: it can't be kept.
    fn admit(
        &self,
        area: &Area,
        period: Period,
        new: &NewValue,
        today: NaiveDate,
    ) -> Result<(Figures, Vec<Flag>)> {
        let Some(indicator) = self.indicators.get(&new.indicator) else {
            return Err(Error::field(
                "/indicator",
                "unknown",
                "không có chỉ số này trong kỳ",
                "there is no such indicator in the period",
            ));
        };
        if let Some(there) = self.there.get(&new.indicator) {
            allow(there, Act::Change, new.version)?;
        } else if new.version.is_some() {
            return Err(Error::Stale { current: 0 });
        }
        let entering = Entering {
            numerator: &new.numerator,
            denominator: new.denominator.as_deref(),
            level: &area.level,
            period,
        };
        let figures = plausible::admit(indicator, entering, today)
            .map_err(|faults| Error::Invalid(faults.into_iter().map(bad_field).collect()))?;
        let collected = self.was_there
            && self
                .before_indicators
                .get(&new.indicator)
                .is_some_and(|i| i.origin == Origin::Entered && i.frequency == indicator.frequency);
        let before = match self.before.get(&new.indicator) {
            Some(figures) => Before::Was(*figures),
            None if collected => Before::Missing,
            None => Before::NotCollected,
        };
        let against = Against {
            before,
            parts: self.parts.get(&new.indicator).copied(),
        };
        Ok((
            figures,
            plausible::flags(indicator, period, figures, against, today),
        ))
    }
}

pub(crate) fn bad_field(fault: Fault) -> FieldError {
    FieldError::new(fault.pointer, fault.code, fault.vi, fault.en)
}

/// The unit itself, when it existed on that day; else those of its level that went into it whole.
fn units_then(conn: &mut Conn, area: &Area, on: NaiveDate) -> Result<Vec<Area>> {
    if area.exists_from <= on {
        return Ok(vec![area.clone()]);
    }
    let ids: Vec<String> = areas::lineage(conn, [area.id.clone()])?
        .into_iter()
        .filter_map(|(_, path)| path.split('/').rev().nth(1).map(str::to_owned))
        .collect();
    let mut units = areas::by_ids(conn, ids)?;
    units.retain(|u| u.level == area.level && u.lives_on(on));
    Ok(units)
}

/// What all of these units entered for a period, added up; without what one of them did not enter.
fn sums(conn: &mut Conn, units: &[Area], period: Period) -> Result<HashMap<String, Figures>> {
    let rows: Vec<Summed> = sql(
        "SELECT indicator, COUNT(*) AS count, CAST(SUM(numerator_e4) AS BIGINT) AS numerator_e4,
        CAST(SUM(denominator_e4) AS BIGINT) AS denominator_e4 FROM indicator_value WHERE province_id IN ",
    )
    .list(units.iter().map(Area::province_code))
    .text(" AND area_id IN ")
    .list(units.iter().map(|u| u.id.as_str()))
    .text(" AND period = ? GROUP BY indicator")
    .bind(period.code())
    .all(conn)?;
    Ok(by_indicator(rows, |row| row.count == units.len() as i64))
}

/// What the units below entered for the period, added up.
fn parts(conn: &mut Conn, area: &Area, period: Period) -> Result<HashMap<String, Figures>> {
    let end = format!("{}0", area.path.trim_end_matches('/'));
    let rows: Vec<Summed> = sql(
        "SELECT indicator, COUNT(*) AS count, CAST(SUM(numerator_e4) AS BIGINT) AS numerator_e4,
        CAST(SUM(denominator_e4) AS BIGINT) AS denominator_e4 FROM indicator_value
        WHERE province_id = ? AND period = ? AND path > ? AND path < ? GROUP BY indicator",
    )
    .bind(area.province_code())
    .bind(period.code())
    .bind(&area.path)
    .bind(end)
    .all(conn)?;
    Ok(by_indicator(rows, |_| true))
}

fn by_indicator(rows: Vec<Summed>, whole: impl Fn(&Summed) -> bool) -> HashMap<String, Figures> {
    rows.into_iter()
        .filter(|row| whole(row))
        .map(|row| {
            let figures = Figures {
                numerator_e4: row.numerator_e4,
                denominator_e4: row.denominator_e4,
            };
            (row.indicator, figures)
        })
        .collect()
}

/// Writes a figure that was admitted, and returns its id.
fn write(
    conn: &mut Conn,
    scope: &Scope,
    (area, period): (&Area, Period),
    new: &NewValue,
    (figures, flags): (Figures, &str),
    there: Option<&Value>,
) -> Result<String> {
    if let Some(old) = there {
        change(
            conn,
            old,
            sql("numerator_e4 = ?, denominator_e4 = ?, note = ?, flags = ?, state = 'entered', entered_by = ?,
                 entered_at = ?, checked_by = NULL, checked_at = NULL")
            .bind(figures.numerator_e4)
            .bind(figures.denominator_e4)
            .bind(new.note.clone())
            .bind(flags)
            .bind(scope.user_id())
            .bind(now()),
        )?;
        let was = json!({ "numerator": plausible::plain(old.numerator_e4),
            "denominator": old.denominator_e4.map(plausible::plain), "state": old.state });
        note(conn, scope, "change", old, &json!({ "was": was }))?;
        return Ok(old.id.clone());
    }
    let id = new_id();
    sql("INSERT INTO indicator_value (province_id, id, indicator, area_id, path, period, numerator_e4, denominator_e4,
           state, note, flags, version, entered_by, entered_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'entered', ?, ?, 1, ?, ?)")
    .bind(area.province_code())
    .bind(id.as_str())
    .bind(&new.indicator)
    .bind(&area.id)
    .bind(&area.path)
    .bind(period.code())
    .bind(figures.numerator_e4)
    .bind(figures.denominator_e4)
    .bind(new.note.clone())
    .bind(flags)
    .bind(scope.user_id())
    .bind(now())
    .run(conn)?;
    let detail = json!({ "indicator": new.indicator, "period": period.code() });
    audit::note(
        conn,
        scope,
        "create",
        ("indicator_value", &id),
        &area.path,
        &detail,
    )?;
    Ok(id)
}

fn note(conn: &mut Conn, scope: &Scope, action: &str, value: &Value, detail: &Json) -> Result<()> {
    audit::note(
        conn,
        scope,
        action,
        ("indicator_value", &value.id),
        &value.path,
        detail,
    )
}

/// Changes a figure that is still what was read. Errors: somebody was faster.
fn change(conn: &mut Conn, old: &Value, set: Sql) -> Result<()> {
    let touched = sql("UPDATE indicator_value SET ")
        .push(set)
        .text(", version = version + 1 WHERE province_id = ? AND id = ? AND version = ?")
        .bind(&old.province_id)
        .bind(&old.id)
        .bind(old.version)
        .run(conn)?;
    if touched == 1 {
        return Ok(());
    }
    let current = sql("SELECT version AS n FROM indicator_value WHERE province_id = ? AND id = ?")
        .bind(&old.province_id)
        .bind(&old.id)
        .number(conn)?;
    Err(Error::Stale { current })
}

/// Whether the version and the state allow it.
fn allow(value: &Value, act: Act, version: Option<i64>) -> Result<()> {
    match version {
        None => {
            return Err(Error::Unconditional {
                current: value.version,
            });
        }
        Some(version) if version != value.version => {
            return Err(Error::Stale {
                current: value.version,
            });
        }
        Some(_) => {}
    }
    in_state(value, act)
}

fn in_state(value: &Value, act: Act) -> Result<()> {
    let state = value.state()?;
    if state.allowed().contains(&act) {
        return Ok(());
    }
    Err(Error::Refused {
        code: "wrong_state",
        vi: format!("Số liệu {}: không làm được việc này.", state.vi()),
        en: format!("The figure is {}: this can't be done.", state.code()),
        state: state.code().into(),
        allowed: state.allowed_codes(),
    })
}

/// Goes on with a figure: checking, approval, return, lock. What is said with it is kept. `approver` is where the actor
/// is an approver: an approver judges what his own unit entered, an officer only what units below did.
///
/// Errors: not in the scope; `Stale`; `Refused` by the state, because the same person entered it, or because a unit
/// above or its approver must do it.
pub fn go_on(
    conn: &mut Conn,
    scope: &Scope,
    approver: Option<&Scope>,
    (id, version): (&str, i64),
    act: Act,
    comment: Option<&str>,
) -> Result<Value> {
    let value = get(conn, scope, id)?;
    allow(&value, act, Some(version))?;
    let refused = |code, vi: &str, en: &str| Error::Refused {
        code,
        vi: vi.into(),
        en: en.into(),
        state: value.state.clone(),
        allowed: Vec::new(),
    };
    let judges = approver.is_some_and(|a| a.covers(&value.path)) || scope.is_above_or_heir(&value.path);
    if act != Act::Check && !judges {
        return Err(refused(
            "wrong_level",
            "Việc này do lãnh đạo phê duyệt của đơn vị hoặc cấp trên làm.",
            "This is for the unit's approver, or for the level above.",
        ));
    }
    if matches!(act, Act::Check | Act::Approve) && value.entered_by == scope.user_id() {
        return Err(refused(
            "same_person",
            "Người kiểm tra, phê duyệt phải khác người đã nhập.",
            "Who checks or approves must not be the one who entered it.",
        ));
    }
    let by = |set: &str| sql(set).bind(scope.user_id()).bind(now());
    let set = match act {
        Act::Check => by("state = 'checked', checked_by = ?, checked_at = ?"),
        Act::Approve => by("state = 'approved', approved_by = ?, approved_at = ?"),
        Act::Lock => by("state = 'locked', locked_by = ?, locked_at = ?"),
        Act::Return | Act::Change | Act::Evidence => sql(
            "state = 'entered', checked_by = NULL, checked_at = NULL, approved_by = NULL, approved_at = NULL",
        ),
    };
    change(conn, &value, set)?;
    if let Some(comment) = comment {
        say(conn, scope, &value, act.code(), comment)?;
    }
    note(conn, scope, act.code(), &value, &json!({ "from": value.state }))?;
    data_version::bump(conn, &value.province_id, [value.area_id.as_str()])?;
    get(conn, scope, id)
}

fn say(conn: &mut Conn, scope: &Scope, value: &Value, act: &str, body: &str) -> Result<String> {
    let id = new_id();
    sql("INSERT INTO value_comment (province_id, id, value_id, act, body, said_by, said_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(&value.province_id)
        .bind(id.as_str())
        .bind(&value.id)
        .bind(act)
        .bind(body)
        .bind(scope.user_id())
        .bind(now())
        .run(conn)?;
    Ok(id)
}

const COMMENT: &str = "SELECT c.id, c.act, c.body, c.said_by, u.full_name AS said_name, c.said_at
    FROM value_comment c LEFT JOIN app_user u ON u.id = c.said_by WHERE c.province_id = ? AND c.value_id = ?";

/// What was said about a figure in the scope, in its order, from after the given.
pub fn comments(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Comment>> {
    let value = get(conn, scope, id)?;
    sql(COMMENT)
        .bind(&value.province_id)
        .bind(&value.id)
        .text(" AND c.id > ? ORDER BY c.id LIMIT ?")
        .bind(after.unwrap_or_default())
        .bind(limit)
        .all(conn)
}

/// Says something about a figure in the scope, in any state.
pub fn comment(conn: &mut Conn, scope: &Scope, id: &str, body: &str) -> Result<Comment> {
    let value = get(conn, scope, id)?;
    let comment = say(conn, scope, &value, "comment", body)?;
    note(conn, scope, "comment", &value, &json!({ "comment": comment }))?;
    sql(COMMENT)
        .bind(&value.province_id)
        .bind(&value.id)
        .text(" AND c.id = ?")
        .bind(comment)
        .one(conn)
}

/// The files that prove a figure in the scope.
pub fn files(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Vec<File>> {
    let value = get(conn, scope, id)?;
    evidence::list(conn, scope, value.subject())
}

/// One of them.
pub fn file(conn: &mut Conn, scope: &Scope, id: &str, file: &str) -> Result<File> {
    let value = get(conn, scope, id)?;
    evidence::get(conn, scope, value.subject(), file)
}

/// Whether a figure is there whose files may be changed. Errors: not in the scope; checked already.
pub fn takes_files(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Value> {
    let value = get(conn, scope, id)?;
    in_state(&value, Act::Evidence)?;
    Ok(value)
}

/// Adds a file to a figure that nobody has checked yet: who checks it finds it as it is. That makes a new version of
/// the figure, so that nobody checks what he has not seen.
pub fn add_file(conn: &mut Conn, scope: &Scope, id: &str, new: &NewFile) -> Result<File> {
    // Several files that are sent at once come one after the other.
    conn.lock(&format!("indicator value {id}"))?;
    let value = takes_files(conn, scope, id)?;
    let (file, added) = evidence::add(conn, scope, value.subject(), new)?;
    if added {
        change(conn, &value, sql("note = note"))?;
    }
    Ok(file)
}

/// Takes a file of a figure away that nobody has checked yet.
pub fn remove_file(conn: &mut Conn, scope: &Scope, id: &str, file: &str, version: i64) -> Result<()> {
    let value = get(conn, scope, id)?;
    evidence::get(conn, scope, value.subject(), file)?;
    allow(&value, Act::Evidence, Some(version))?;
    change(conn, &value, sql("note = note"))?;
    evidence::remove(conn, scope, value.subject(), file)
}

/// How many files each of these figures has.
pub fn file_counts<'a>(
    conn: &mut Conn,
    values: impl IntoIterator<Item = &'a Value>,
) -> Result<BTreeMap<String, i64>> {
    evidence::counts(conn, values.into_iter().map(Value::subject))
}
