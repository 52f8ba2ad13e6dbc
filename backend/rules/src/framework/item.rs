//! Items of a framework of any kind, and whether they make sense together.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::check::{self, Fault, MOST_NAME, MOST_POSITION};
use super::{AreaGroup, Heading, Indicator, Shipped};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = FrameworkItemKind))]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A programme.
    Programme,
    /// An objective of a programme.
    Objective,
    /// A result of an objective.
    Result,
    /// An indicator of a result or an objective.
    Indicator,
    /// A group of areas that programmes treat alike.
    AreaGroup,
}

impl ItemKind {
    /// All of them, each below the one before.
    pub const ALL: [Self; 5] = [
        Self::Programme,
        Self::Objective,
        Self::Result,
        Self::Indicator,
        Self::AreaGroup,
    ];

    /// The code that is stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Self::Programme => "programme",
            Self::Objective => "objective",
            Self::Result => "result",
            Self::Indicator => "indicator",
            Self::AreaGroup => "area_group",
        }
    }

    /// The one with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// Its name in Vietnamese.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Programme => "Chương trình",
            Self::Objective => "Mục tiêu",
            Self::Result => "Kết quả",
            Self::Indicator => "Chỉ số",
            Self::AreaGroup => "Nhóm địa bàn",
        }
    }

    /// Its name in English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Programme => "programme",
            Self::Objective => "objective",
            Self::Result => "result",
            Self::Indicator => "indicator",
            Self::AreaGroup => "area group",
        }
    }

    /// What the item above may be.
    fn parents(self) -> &'static [Self] {
        match self {
            Self::Programme | Self::AreaGroup => &[],
            Self::Objective => &[Self::Programme],
            Self::Result => &[Self::Objective],
            Self::Indicator => &[Self::Result, Self::Objective],
        }
    }
}

/// An item of the framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A programme, an objective or a result.
    Heading(ItemKind, Heading),
    /// An indicator.
    Indicator(Box<Indicator>),
    /// An area group.
    AreaGroup(AreaGroup),
}

impl Item {
    /// Reads what is kept of an item. Errors: it is none of this kind.
    pub fn from_json(kind: ItemKind, json: &str) -> Result<Self, serde_json::Error> {
        Ok(match kind {
            ItemKind::Indicator => Self::Indicator(serde_json::from_str(json)?),
            ItemKind::AreaGroup => Self::AreaGroup(serde_json::from_str(json)?),
            kind => Self::Heading(kind, serde_json::from_str(json)?),
        })
    }

    /// What is kept of it.
    pub fn to_json(&self) -> String {
        let json = match self {
            Self::Heading(_, heading) => serde_json::to_string(heading),
            Self::Indicator(indicator) => serde_json::to_string(indicator),
            Self::AreaGroup(group) => serde_json::to_string(group),
        };
        json.expect("an item has no keys but texts")
    }

    /// What it is.
    pub fn kind(&self) -> ItemKind {
        match self {
            Self::Heading(kind, _) => *kind,
            Self::Indicator(_) => ItemKind::Indicator,
            Self::AreaGroup(_) => ItemKind::AreaGroup,
        }
    }

    /// Its code.
    pub fn code(&self) -> &str {
        match self {
            Self::Heading(_, heading) => &heading.code,
            Self::Indicator(indicator) => &indicator.code,
            Self::AreaGroup(group) => &group.code,
        }
    }

    /// Its name in Vietnamese and English.
    pub fn name(&self) -> &crate::words::Words {
        match self {
            Self::Heading(_, heading) => &heading.name,
            Self::Indicator(indicator) => &indicator.name,
            Self::AreaGroup(group) => &group.name,
        }
    }

    /// The code of the item above.
    pub fn parent(&self) -> Option<&str> {
        match self {
            Self::Heading(_, heading) => heading.parent.as_deref(),
            Self::Indicator(indicator) => Some(&indicator.parent),
            Self::AreaGroup(_) => None,
        }
    }

    /// Its place among its siblings.
    pub fn position(&self) -> u32 {
        match self {
            Self::Heading(_, heading) => heading.position,
            Self::Indicator(indicator) => indicator.position,
            Self::AreaGroup(_) => 0,
        }
    }
}

impl Shipped {
    /// All its items, those above first.
    pub fn items(&self) -> Vec<Item> {
        let headings = [
            (ItemKind::Programme, &self.programmes),
            (ItemKind::Objective, &self.objectives),
            (ItemKind::Result, &self.results),
        ];
        let headings = headings
            .into_iter()
            .flat_map(|(kind, all)| all.iter().map(move |h| Item::Heading(kind, h.clone())));
        headings
            .chain(
                self.indicators
                    .iter()
                    .map(|i| Item::Indicator(Box::new(i.clone()))),
            )
            .chain(self.area_groups.iter().cloned().map(Item::AreaGroup))
            .collect()
    }
}

/// The items in force on a day, by kind and code.
pub type Items = BTreeMap<(ItemKind, String), Item>;

/// A fault of one item of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// Which item's.
    pub kind: ItemKind,
    /// Which item's.
    pub code: String,
    /// What is wrong with it.
    pub fault: Fault,
    /// The circle it closes, as the indicators' codes along it, the first one again at its end.
    pub circle: Vec<String>,
}

/// The most units of an area group.
const MOST_MEMBERS: usize = 1000;

/// All that is wrong with a framework as a whole: each item by itself, what it refers to, and circles. Whether a
/// group's areas exist is not looked at.
pub fn check_all(items: &Items) -> Vec<Misfit> {
    let codes = |kind: ItemKind| -> BTreeSet<String> {
        let all = items.keys().filter(|(k, _)| *k == kind);
        all.map(|(_, code)| code.clone()).collect()
    };
    let (known, groups) = (codes(ItemKind::Indicator), codes(ItemKind::AreaGroup));
    let mut out = Vec::new();
    for ((kind, code), item) in items {
        let mut faults = match item {
            Item::Heading(_, heading) => of_heading(heading),
            Item::Indicator(indicator) => check::check(indicator, &known, &groups),
            Item::AreaGroup(group) => of_group(group),
        };
        faults.extend(of_parent(item, items));
        // An indicator names its parent by the code alone.
        let namesake = [ItemKind::Programme, ItemKind::Objective, ItemKind::Result]
            .into_iter()
            .find(|k| k < kind && items.contains_key(&(*k, code.clone())));
        if let (Item::Heading(..), Some(other)) = (item, namesake) {
            faults.push(Fault::new(
                "/code",
                "taken",
                format!("mã này đã là mã của {}", other.vi().to_lowercase()),
                format!("this is the code of the {} already", other.en()),
            ));
        }
        out.extend(faults.into_iter().map(|fault| Misfit {
            kind: *kind,
            code: code.clone(),
            fault,
            circle: Vec::new(),
        }));
    }
    out.extend(circle(items));
    out
}

fn circle(items: &Items) -> Option<Misfit> {
    let indicators: Vec<Indicator> = items
        .values()
        .filter_map(|item| match item {
            Item::Indicator(indicator) => Some((**indicator).clone()),
            _ => None,
        })
        .collect();
    let circle = check::order(&indicators).err()?;
    let first = indicators.iter().find(|i| Some(&i.code) == circle.first())?;
    let path: Vec<String> = circle.iter().map(|c| format!("#{c}")).collect();
    let path = path.join(" → ");
    let misfit = Misfit {
        kind: ItemKind::Indicator,
        code: first.code.clone(),
        fault: Fault::new(
            "/numerator",
            "circular",
            format!("công thức đi vòng tròn: {path}"),
            format!("the formulae go in a circle: {path}"),
        ),
        circle,
    };
    Some(misfit.seen_from(first))
}

impl Misfit {
    /// A circle as a fault of this indicator, if it leads through it: in the formula that names the next one.
    #[must_use]
    pub fn seen_from(mut self, indicator: &Indicator) -> Self {
        let mut steps = self.circle.windows(2);
        let Some(next) = steps.find_map(|step| (step[0] == indicator.code).then(|| format!("#{}", step[1])))
        else {
            return self;
        };
        let formulae = [
            ("/numerator", &indicator.numerator),
            ("/denominator", &indicator.denominator),
        ];
        for (pointer, text) in formulae {
            if let Some(at) = text.as_deref().and_then(|text| check::place_of(text, &next)) {
                self.code.clone_from(&indicator.code);
                self.fault.pointer = pointer.into();
                self.fault.at = Some(at);
                break;
            }
        }
        self
    }
}

fn of_heading(heading: &Heading) -> Vec<Fault> {
    let mut faults = Vec::new();
    check::code(&heading.code, &mut faults);
    check::words("/name", &heading.name, MOST_NAME, &mut faults);
    check::legal(&heading.legal, &mut faults);
    check::whole("/position", heading.position, MOST_POSITION, &mut faults);
    faults
}

fn of_group(group: &AreaGroup) -> Vec<Fault> {
    let mut faults = Vec::new();
    check::code(&group.code, &mut faults);
    if group.code.contains('.') {
        faults.push(Fault::new(
            "/code",
            "bad_code",
            "mã nhóm địa bàn không có dấu chấm",
            "the code of an area group has no points",
        ));
    }
    check::words("/name", &group.name, MOST_NAME, &mut faults);
    check::legal(&group.legal, &mut faults);
    if group.members.is_empty() || group.members.len() > MOST_MEMBERS {
        faults.push(Fault::new(
            "/members",
            "length",
            format!("cần từ 1 đến {MOST_MEMBERS} địa bàn"),
            format!("it needs 1 to {MOST_MEMBERS} areas"),
        ));
    }
    for (i, member) in group.members.iter().enumerate().take(MOST_MEMBERS) {
        let pointer = format!("/members/{i}/area");
        if member.area.is_empty() || member.area.len() > MOST_NAME {
            faults.push(Fault::new(
                pointer,
                "missing",
                "thiếu mã địa bàn",
                "the area's code is missing",
            ));
        } else if group.members[..i].contains(member) {
            faults.push(Fault::new(
                pointer,
                "twice",
                format!("địa bàn {} có hai lần", member.area),
                format!("area {} is there twice", member.area),
            ));
        }
        if !is_day(member.on) {
            faults.push(day_fault(&format!("/members/{i}/on")));
        }
    }
    faults
}

/// Whether a day lies in the years that the program keeps: 1900 to 2100.
fn is_day(day: NaiveDate) -> bool {
    (1900..=2100).contains(&day.year())
}

fn day_fault(pointer: &str) -> Fault {
    Fault::new(
        pointer,
        "out_of_range",
        "ngày phải trong khoảng 1900 – 2100",
        "the day must be in 1900 – 2100",
    )
}

fn of_parent(item: &Item, items: &Items) -> Option<Fault> {
    let allowed = item.kind().parents();
    let names = |name: fn(ItemKind) -> String, or: &str| {
        let all: Vec<String> = allowed.iter().map(|k| name(*k)).collect();
        all.join(or)
    };
    match item.parent().filter(|p| !p.is_empty()) {
        None if allowed.is_empty() => None,
        Some(_) if allowed.is_empty() => Some(Fault::new(
            "/parent",
            "no_parent",
            "không thuộc mục nào khác",
            "it belongs to nothing else",
        )),
        None => Some(Fault::new(
            "/parent",
            "missing",
            format!("thiếu mã của {}", names(|k| k.vi().to_lowercase(), " hoặc ")),
            format!(
                "the code of the {} is missing",
                names(|k| k.en().to_owned(), " or ")
            ),
        )),
        Some(parent)
            if allowed
                .iter()
                .any(|k| items.contains_key(&(*k, parent.to_owned()))) =>
        {
            None
        }
        Some(parent) => Some(Fault::new(
            "/parent",
            "unknown_parent",
            format!(
                "không có {} mang mã {parent} trong thời gian này",
                names(|k| k.vi().to_lowercase(), " hoặc ")
            ),
            format!(
                "there is no {} with the code {parent} in this time",
                names(|k| k.en().to_owned(), " or ")
            ),
        )),
    }
}
