//! Works out indicators for many units and periods at once: one read of the sums for all of them, then arithmetic.
//!
//! What a formula names is gathered first ([`Needs`]); the sums of the registers, the approved figures, the targets and the events are
//! read in a statement each; after that every figure is worked out from memory, exactly, by [`Figures::figure`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use giamngheo_rules::formula::{
    CellRef, Dimension, Exact, Formula, Gap, Kind, Lookup, Measure, Outcome, Part, Reference, from_e4,
    measure_info,
};
use giamngheo_rules::framework::{AreaGroup, EntryLevel, Indicator, Light, Origin, OverTime};
use giamngheo_rules::period::Period;
use giamngheo_store::areas::{self, Area};
use giamngheo_store::households::cube::{self, Column};
use giamngheo_store::scope::Scope;
use giamngheo_store::{Conn, Error, Result, definitions, indicators};

/// How deep indicators may build on one another; the framework's checks allow no circle.
const DEEPEST: u32 = 30;

/// An area group with the subtrees of its units.
#[derive(Debug, Clone)]
pub struct Group {
    /// What it is.
    pub definition: AreaGroup,
    /// The subtrees that belong to it, those its units went into among them.
    pub paths: Vec<String>,
}

/// The indicators and groups in force on a day.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The indicators, in the framework's order.
    pub indicators: Vec<Indicator>,
    /// The area groups.
    pub groups: Vec<Group>,
    formulae: HashMap<String, Formulae>,
}

#[derive(Debug, Clone, Default)]
struct Formulae {
    numerator: Option<Formula>,
    denominator: Option<Formula>,
}

impl Frame {
    /// What was in force on a day.
    pub fn in_force(conn: &mut Conn, on: NaiveDate) -> Result<Self> {
        let mut frame = Self {
            indicators: Vec::new(),
            groups: Vec::new(),
            formulae: HashMap::new(),
        };
        for definition in definitions::in_force(conn, &["indicator", "area_group"], on)? {
            if definition.kind == "indicator" {
                frame.indicators.push(serde_json::from_str(&definition.body)?);
            } else {
                let group: AreaGroup = serde_json::from_str(&definition.body)?;
                let mut ids = Vec::new();
                for member in &group.members {
                    ids.push(areas::find(conn, &member.area, member.on)?.id);
                }
                let paths = indicators::with_successors(conn, &ids)?;
                frame.groups.push(Group {
                    definition: group,
                    paths,
                });
            }
        }
        frame.indicators.sort_by_key(|i| i.position);
        for indicator in &frame.indicators {
            let parse = |text: &Option<String>| text.as_deref().and_then(|t| Formula::parse(t).ok());
            let formulae = Formulae {
                numerator: parse(&indicator.numerator),
                denominator: parse(&indicator.denominator),
            };
            frame.formulae.insert(indicator.code.clone(), formulae);
        }
        Ok(frame)
    }

    /// The indicator of this code.
    pub fn indicator(&self, code: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.code == code)
    }

    /// The formula of a computed indicator's part: numerator or denominator.
    pub fn formula(&self, code: &str, part: Part) -> Option<&Formula> {
        let formulae = self.formulae.get(code)?;
        match part {
            Part::Numerator | Part::Value => formulae.numerator.as_ref(),
            Part::Denominator => formulae.denominator.as_ref(),
        }
    }

    /// The values by which a dimension tells figures apart.
    pub fn values_of(&self, dimension: Dimension) -> Vec<String> {
        match dimension.values() {
            Some(values) => values.into_iter().map(str::to_owned).collect(),
            None => self.groups.iter().map(|g| g.definition.code.clone()).collect(),
        }
    }

    /// A measure with the subtrees its groups stand for.
    pub fn column<'m>(&self, measure: &'m Measure) -> Column<'m> {
        let within = measure.filters.get(&Dimension::Group).map(|codes| {
            let groups = self.groups.iter().filter(|g| codes.contains(&g.definition.code));
            groups.flat_map(|g| g.paths.iter().cloned()).collect()
        });
        Column { measure, within }
    }
}

/// A unit that figures are asked for.
#[derive(Debug, Clone)]
pub struct Unit {
    /// The unit; none is all that the scope covers.
    pub area: Option<Area>,
    /// Its own path and those of the units that went into it.
    pub paths: Vec<String>,
}

impl Unit {
    fn has(&self, path: &str) -> bool {
        self.paths.iter().any(|own| path.starts_with(own.as_str()))
    }
}

/// What is asked.
pub struct Question<'a> {
    /// Indicators.
    pub codes: &'a [String],
    /// More formulae whose references must be there.
    pub extra: &'a [Formula],
    /// The units.
    pub units: &'a [Unit],
    /// The periods.
    pub periods: &'a [Period],
    /// By what figures are told apart besides.
    pub by: Option<Dimension>,
}

/// How much of what a figure is made of is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partial {
    /// Figures there.
    pub present: usize,
    /// Figures there should be.
    pub expected: usize,
}

/// A figure with all that belongs to it.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The value, not rounded.
    pub value: Outcome,
    /// What is counted.
    pub numerator: Outcome,
    /// Out of what; none for plain counts.
    pub denominator: Option<Outcome>,
    /// Set when figures of some units or periods are missing in it.
    pub partial: Option<Partial>,
    /// What shall be reached.
    pub target: Option<Exact>,
    /// How the value stands to it.
    pub light: Option<Light>,
}

/// What the formulae name, however indirectly.
#[derive(Debug, Default)]
struct Needs {
    /// Measures, and how many years back each is asked for.
    measures: BTreeMap<Measure, BTreeSet<u32>>,
    /// Indicators, and how many years back.
    indicators: BTreeSet<(String, u32)>,
    /// Indicators asked for in their base period.
    baselines: BTreeSet<String>,
    /// Indicators whose targets are asked for.
    targets: BTreeSet<String>,
}

impl Needs {
    fn add(&mut self, frame: &Frame, formula: &Formula, back: u32) {
        for reference in formula.references() {
            match reference {
                Reference::Measure(measure, years) => {
                    self.measures.entry(measure).or_default().insert(back + years);
                }
                Reference::Indicator(code, _, years) => self.add_indicator(frame, &code, back + years),
                Reference::Baseline(code) => {
                    self.add_indicator(frame, &code, 0);
                    self.baselines.insert(code);
                }
                Reference::Target(code) => {
                    self.targets.insert(code);
                }
                Reference::Cell(_) => {}
            }
        }
    }

    fn add_indicator(&mut self, frame: &Frame, code: &str, back: u32) {
        if !self.indicators.insert((code.to_owned(), back)) {
            return;
        }
        self.targets.insert(code.to_owned());
        if let Some(formulae) = frame.formulae.get(code) {
            for formula in [&formulae.numerator, &formulae.denominator].into_iter().flatten() {
                self.add(frame, formula, back);
            }
        }
    }
}

fn back(period: Period, years: u32) -> Option<Period> {
    (0..years).try_fold(period, |p, _| p.year_before())
}

type Sums = HashMap<(usize, i64), Vec<i64>>;

/// All that was read, ready to be worked out.
pub struct Figures<'a> {
    frame: &'a Frame,
    units: &'a [Unit],
    /// Where a measure, told apart by a group, stands among the sums.
    columns: HashMap<(Measure, Option<String>), usize>,
    /// Where the households stand that had a class before, when a measure asks how they moved.
    earlier: Option<usize>,
    sums: Sums,
    events: HashMap<(usize, Measure, Period), i64>,
    entered: HashMap<(usize, String, Period), EnteredFigure>,
    targets: HashMap<(String, String, String), i64>,
    by: Option<Dimension>,
}

#[derive(Debug, Clone)]
struct EnteredFigure {
    numerator: Outcome,
    denominator: Option<Outcome>,
    partial: Option<Partial>,
}

/// Reads what is needed and gives the figures. What the scope doesn't cover is not counted.
pub fn answer<'a>(
    conn: &mut Conn,
    frame: &'a Frame,
    scope: &Scope,
    question: &Question<'a>,
) -> Result<Figures<'a>> {
    let mut needs = Needs::default();
    for code in question.codes {
        needs.add_indicator(frame, code, 0);
        if frame.indicator(code).is_some_and(|i| i.baseline_period.is_some()) {
            needs.baselines.insert(code.clone());
        }
    }
    for formula in question.extra {
        needs.add(frame, formula, 0);
    }
    let subtrees: Vec<String> = question.units.iter().flat_map(|u| u.paths.clone()).collect();
    let scope = scope.within(&subtrees);
    // The periods asked for, and those that baselines stand for.
    let base = needs
        .baselines
        .iter()
        .filter_map(|code| frame.indicator(code)?.baseline_period);
    let mut periods: BTreeSet<Period> = question.periods.iter().copied().collect();
    periods.extend(base);
    let mut figures = Figures {
        frame,
        units: question.units,
        columns: HashMap::new(),
        earlier: None,
        sums: HashMap::new(),
        events: HashMap::new(),
        entered: HashMap::new(),
        targets: HashMap::new(),
        by: question.by,
    };
    figures.read_registers(conn, &scope, &needs, &periods)?;
    figures.read_events(conn, &scope, &needs, &periods)?;
    figures.read_entered(conn, &scope, &needs, &periods)?;
    let codes: Vec<&str> = needs.targets.iter().map(String::as_str).collect();
    let of: BTreeSet<String> = question
        .periods
        .iter()
        .flat_map(|p| [p.code(), format!("{:04}", p.year())])
        .collect();
    let of: Vec<String> = of.into_iter().collect();
    for target in indicators::targets(conn, &scope, &codes, &of)? {
        figures
            .targets
            .insert((target.area_id, target.indicator, target.period), target.value_e4);
    }
    Ok(figures)
}

impl<'a> Figures<'a> {
    fn read_registers(
        &mut self,
        conn: &mut Conn,
        scope: &Scope,
        needs: &Needs,
        periods: &BTreeSet<Period>,
    ) -> Result<()> {
        let mut measures: Vec<Measure> = Vec::new();
        let mut years = BTreeSet::new();
        for (measure, backs) in &needs.measures {
            let Some(info) = measure_info(&measure.name).filter(|i| i.kind == Kind::Register) else {
                continue;
            };
            years.extend(periods.iter().flat_map(|p| {
                backs
                    .iter()
                    .map(move |b| i64::from(p.register_year()) - i64::from(*b))
            }));
            if measure.name == "indicators" {
                continue;
            }
            self.columns.insert((measure.clone(), None), measures.len());
            measures.push(measure.clone());
            let by = self.by.filter(|by| info.dimensions.contains(by));
            for value in by.map(|by| self.frame.values_of(by)).unwrap_or_default() {
                let apart = measure.with(by.unwrap_or(Dimension::Class), &value);
                self.columns
                    .insert((measure.clone(), Some(value)), measures.len());
                measures.push(apart);
            }
        }
        if years.is_empty() {
            return Ok(());
        }
        if measures.iter().any(looks_back) {
            self.earlier = Some(measures.len());
            measures.push(Measure {
                name: "households".to_owned(),
                filters: [(Dimension::From, had_a_class())].into(),
            });
        }
        let columns: Vec<Column> = measures.iter().map(|m| self.frame.column(m)).collect();
        for row in cube::sums(conn, scope, &years, &columns)? {
            for (i, _) in self.units.iter().enumerate().filter(|(_, u)| u.has(&row.path)) {
                let sums = self
                    .sums
                    .entry((i, row.year))
                    .or_insert_with(|| vec![0; columns.len()]);
                for (sum, value) in sums.iter_mut().zip(&row.values) {
                    *sum += value;
                }
            }
        }
        Ok(())
    }

    fn read_events(
        &mut self,
        conn: &mut Conn,
        scope: &Scope,
        needs: &Needs,
        periods: &BTreeSet<Period>,
    ) -> Result<()> {
        for (measure, backs) in &needs.measures {
            if measure_info(&measure.name).is_none_or(|i| i.kind != Kind::Event) {
                continue;
            }
            let of: BTreeSet<Period> = periods
                .iter()
                .flat_map(|p| backs.iter().filter_map(|b| back(*p, *b)))
                .collect();
            let within = self.frame.column(measure).within;
            for period in of {
                let rows =
                    indicators::events(conn, scope, &measure.name, period.first_day(), period.last_day())?;
                for (i, unit) in self.units.iter().enumerate() {
                    let counted = rows.iter().filter(|row| {
                        unit.has(&row.path)
                            && within
                                .as_ref()
                                .is_none_or(|all| all.iter().any(|p| row.path.starts_with(p.as_str())))
                    });
                    let n = counted.map(|row| row.n).sum();
                    self.events.insert((i, measure.clone(), period), n);
                }
            }
        }
        Ok(())
    }

    fn read_entered(
        &mut self,
        conn: &mut Conn,
        scope: &Scope,
        needs: &Needs,
        periods: &BTreeSet<Period>,
    ) -> Result<()> {
        let wanted: Vec<(&Indicator, Period)> = needs
            .indicators
            .iter()
            .filter_map(|(code, years)| Some((self.frame.indicator(code)?, *years)))
            .filter(|(indicator, _)| indicator.origin == Origin::Entered)
            .flat_map(|(indicator, years)| {
                periods
                    .iter()
                    .filter_map(move |p| Some((indicator, back(*p, years)?)))
            })
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let codes: BTreeSet<&str> = wanted.iter().map(|(i, _)| i.code.as_str()).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        let parts: BTreeSet<String> = wanted
            .iter()
            .flat_map(|(i, p)| p.parts(i.frequency))
            .map(Period::code)
            .collect();
        let parts: Vec<String> = parts.into_iter().collect();
        let rows = indicators::entered(conn, scope, &codes, &parts)?;
        // Which units there were on a day, at the levels that enter.
        let mut there: HashMap<(&str, NaiveDate), Vec<String>> = HashMap::new();
        for (indicator, period) in wanted {
            let Some(entry) = &indicator.entry else { continue };
            let level = entry.level.code();
            let parts = period.parts(indicator.frequency);
            for (i, unit) in self.units.iter().enumerate() {
                let figure = if parts.is_empty() || !enters_here(unit, entry.level) {
                    Err(not_collected())
                } else {
                    let mut expected = 0;
                    for part in &parts {
                        let day = part.last_day();
                        let units = match there.entry((level, day)) {
                            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                            std::collections::hash_map::Entry::Vacant(new) => {
                                new.insert(indicators::units(conn, scope, level, day)?)
                            }
                        };
                        expected += units.iter().filter(|path| unit.has(path)).count().max(1);
                    }
                    let mine = rows
                        .iter()
                        .filter(|r| r.indicator == indicator.code && r.level == level && unit.has(&r.path));
                    Ok(added_up(
                        &mine.collect::<Vec<_>>(),
                        &parts,
                        entry.over_time,
                        expected,
                    ))
                };
                let figure = figure.unwrap_or_else(|gap: Gap| EnteredFigure {
                    numerator: Err(gap.clone()),
                    denominator: indicator.divides().then_some(Err(gap)),
                    partial: None,
                });
                self.entered.insert((i, indicator.code.clone(), period), figure);
            }
        }
        Ok(())
    }

    /// The figure of an indicator, told apart by a group if one is given.
    pub fn figure(&self, unit: usize, period: Period, code: &str, group: Option<&str>) -> Figure {
        let at = self.lookup(unit, period, group);
        let target = self.target(unit, period, code).filter(|_| group.is_none());
        let (numerator, denominator, partial) = at.parts(code, 0);
        let value = match self.frame.indicator(code) {
            Some(indicator) => divided(indicator, &numerator, denominator.as_ref()),
            None => Err(unknown(code)),
        };
        let light = match (&value, &target, self.frame.indicator(code)) {
            (Ok(value), Some(target), Some(indicator)) => indicator.light(value, target),
            _ => None,
        };
        Figure {
            value,
            numerator,
            denominator,
            partial,
            target,
            light,
        }
    }

    /// What shall be reached at the end of the period, or else of its year.
    fn target(&self, unit: usize, period: Period, code: &str) -> Option<Exact> {
        let area = self.units.get(unit)?.area.as_ref()?;
        let of = |period: String| {
            self.targets
                .get(&(area.id.clone(), code.to_owned(), period))
                .map(|e4| from_e4(*e4))
        };
        of(period.code()).or_else(|| of(format!("{:04}", period.year())))
    }

    /// What references stand for in a unit and period. Of cells it knows nothing.
    pub fn lookup<'f>(&'f self, unit: usize, period: Period, group: Option<&'f str>) -> At<'f, 'a> {
        At {
            figures: self,
            unit,
            period: Some(period),
            group,
            depth: 0,
        }
    }
}

/// Whether a measure asks what households were before.
fn looks_back(measure: &Measure) -> bool {
    let filters = &measure.filters;
    filters.contains_key(&Dimension::From) || filters.contains_key(&Dimension::Movement)
}

/// The classes that a household can have had before.
fn had_a_class() -> BTreeSet<String> {
    let values = Dimension::From.values().unwrap_or_default().into_iter();
    values.filter(|v| *v != "none").map(str::to_owned).collect()
}

/// Whether figures that a level enters say something of this unit: it must be of the level or above it.
fn enters_here(unit: &Unit, level: EntryLevel) -> bool {
    let Some(area) = &unit.area else { return true };
    match level {
        EntryLevel::Commune => area.level != "village",
        EntryLevel::Province => area.level == "province",
    }
}

fn not_collected() -> Gap {
    Gap::new(
        "not_collected_here",
        "không thu thập ở cấp hoặc kỳ này",
        "it is not collected at this level or for this period",
    )
}

fn unknown(code: &str) -> Gap {
    Gap::new(
        "unknown",
        format!("không có chỉ số #{code}"),
        format!("there is no indicator #{code}"),
    )
}

/// The entered figures of a unit over the parts of a period.
fn added_up(
    rows: &[&indicators::Entered],
    parts: &[Period],
    over_time: OverTime,
    expected: usize,
) -> EnteredFigure {
    let rows: Vec<_> = match over_time {
        OverTime::Sum => rows.to_vec(),
        // The last part for which anything was entered.
        OverTime::Last => {
            let last = parts
                .iter()
                .rev()
                .map(|p| p.code())
                .find(|code| rows.iter().any(|r| r.period == *code));
            rows.iter()
                .copied()
                .filter(|r| Some(&r.period) == last.as_ref())
                .collect()
        }
    };
    let expected = match over_time {
        OverTime::Sum => expected,
        OverTime::Last => expected / parts.len().max(1),
    };
    if rows.is_empty() {
        return EnteredFigure {
            numerator: Err(Gap::missing()),
            denominator: None,
            partial: None,
        };
    }
    let sum = |of: &dyn Fn(&indicators::Entered) -> i64| {
        rows.iter().map(|r| from_e4(of(r))).fold(from_e4(0), |a, b| a + b)
    };
    let divides = rows.iter().any(|r| r.denominator_e4.is_some());
    EnteredFigure {
        numerator: Ok(sum(&|r| r.numerator_e4)),
        denominator: divides.then(|| Ok(sum(&|r| r.denominator_e4.unwrap_or(0)))),
        partial: (rows.len() < expected).then_some(Partial {
            present: rows.len(),
            expected,
        }),
    }
}

/// factor × numerator / denominator.
fn divided(indicator: &Indicator, numerator: &Outcome, denominator: Option<&Outcome>) -> Outcome {
    use num_traits::Zero;
    let factor = from_e4(i64::from(indicator.factor) * 10_000);
    let numerator = numerator.clone()?;
    match denominator {
        None => Ok(numerator * factor),
        Some(denominator) => {
            let denominator = denominator.clone()?;
            if denominator.is_zero() {
                return Err(Gap::division_by_zero());
            }
            Ok(numerator * factor / denominator)
        }
    }
}

/// A unit and period at which a formula is worked out.
pub struct At<'f, 'a> {
    figures: &'f Figures<'a>,
    unit: usize,
    /// None before all calendars.
    period: Option<Period>,
    group: Option<&'f str>,
    depth: u32,
}

impl At<'_, '_> {
    fn at(&self, years: u32) -> Self {
        At {
            figures: self.figures,
            unit: self.unit,
            period: self.period.and_then(|p| back(p, years)),
            group: self.group,
            depth: self.depth + 1,
        }
    }

    /// An indicator's numerator and denominator, and whether they are whole.
    fn parts(&self, code: &str, years: u32) -> (Outcome, Option<Outcome>, Option<Partial>) {
        let gap = |gap: Gap| (Err(gap), None, None);
        let figures = self.figures;
        let at = self.at(years);
        if self.depth > DEEPEST {
            return gap(Gap::new(
                "circular",
                format!("công thức của #{code} đi vòng"),
                format!("the formula of #{code} goes in a circle"),
            ));
        }
        let Some(indicator) = figures.frame.indicator(code) else {
            return gap(unknown(code));
        };
        let Some(period) = at.period else {
            return gap(Gap::missing());
        };
        if indicator.origin == Origin::Entered {
            if self.group.is_some() {
                return gap(not_collected());
            }
            let found = figures.entered.get(&(self.unit, code.to_owned(), period));
            return match found {
                Some(figure) => (
                    figure.numerator.clone(),
                    figure.denominator.clone(),
                    figure.partial,
                ),
                None => gap(Gap::missing()),
            };
        }
        let work_out = |part| {
            figures
                .frame
                .formula(code, part)
                .map(|formula| formula.evaluate(&at))
        };
        (
            work_out(Part::Numerator).unwrap_or_else(|| Err(unknown(code))),
            work_out(Part::Denominator),
            None,
        )
    }
}

impl Lookup for At<'_, '_> {
    fn measure(&self, measure: &Measure, years: u32) -> Outcome {
        let figures = self.figures;
        let Some(period) = self.period.and_then(|p| back(p, years)) else {
            return Err(Gap::missing());
        };
        let whole = |n: i64| Exact::from_integer(n.into());
        if measure_info(&measure.name).is_some_and(|info| info.kind == Kind::Event) {
            let found = figures.events.get(&(self.unit, measure.clone(), period));
            return found.map(|n| whole(*n)).ok_or_else(Gap::missing);
        }
        let year = i64::from(period.register_year());
        if measure.name == "indicators" {
            let standard = cube::standard_of(year).map_or(0, |s| s.indicators.len());
            return Ok(whole(standard as i64));
        }
        let group = self.group.map(str::to_owned);
        let column = figures
            .columns
            .get(&(measure.clone(), group))
            .or_else(|| figures.columns.get(&(measure.clone(), None)));
        let sums = figures.sums.get(&(self.unit, year));
        match (column, sums) {
            // Nobody moves in the first register there is.
            (_, Some(sums)) if looks_back(measure) && figures.earlier.is_some_and(|i| sums[i] == 0) => {
                Err(Gap::new(
                    "no_earlier_register",
                    format!("không có danh sách hộ trước năm {year} để so sánh"),
                    format!("there is no register before {year} to compare with"),
                ))
            }
            (Some(column), Some(sums)) => Ok(whole(sums[*column])),
            _ => Err(Gap::new(
                "no_register",
                format!("không có danh sách hộ năm {year}"),
                format!("there is no register of {year}"),
            )),
        }
    }

    fn indicator(&self, code: &str, part: Part, years: u32) -> Outcome {
        let (numerator, denominator, _) = self.parts(code, years);
        match part {
            Part::Numerator => numerator,
            Part::Denominator => denominator.unwrap_or_else(|| Err(Gap::missing())),
            Part::Value => match self.figures.frame.indicator(code) {
                Some(indicator) => divided(indicator, &numerator, denominator.as_ref()),
                None => Err(unknown(code)),
            },
        }
    }

    fn target(&self, code: &str) -> Outcome {
        self.period
            .and_then(|period| self.figures.target(self.unit, period, code))
            .ok_or_else(|| Gap::new("no_target", "chưa giao chỉ tiêu", "no target was set"))
    }

    fn baseline(&self, code: &str) -> Outcome {
        let base = self.figures.frame.indicator(code).and_then(|i| i.baseline_period);
        let at = At {
            figures: self.figures,
            unit: self.unit,
            period: Some(base.ok_or_else(Gap::missing)?),
            group: self.group,
            depth: self.depth + 1,
        };
        at.indicator(code, Part::Value, 0)
    }

    fn cells(&self, _: &CellRef) -> Vec<Outcome> {
        vec![Err(Gap::new(
            "unknown",
            "ngoài biểu báo cáo không có ô",
            "there are no cells outside of a report",
        ))]
    }
}

/// The error of an indicator that nobody defined.
pub fn no_such(code: &str) -> Error {
    Error::field(
        "/indicators",
        "unknown_indicator",
        format!("không có chỉ số {code}"),
        format!("there is no indicator {code}"),
    )
}
