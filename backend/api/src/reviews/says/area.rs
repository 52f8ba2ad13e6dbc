//! The summary of an area: what the year's decisions recognised in each of its communes, after all corrections.

use std::collections::{BTreeMap, HashMap};

use giamngheo_papers::{Block, Cell, Column, ColumnKind, Issuer, Orientation, Paper, Row, Table};
use giamngheo_rules::movement::Movement;
use giamngheo_rules::poverty::Class;
use giamngheo_store::areas::Area;
use giamngheo_store::reviews::{RecognisedSum, Recognition};

use super::line::Sum;
use super::words;
use crate::areas::atlas::Below;

/// A commune's decisions of the year, with what its register says.
#[derive(Debug, Clone, Default)]
pub struct Commune {
    /// Its name.
    pub name: String,
    /// Its province's name.
    pub province: String,
    /// The decision that ended the yearly review: number and day.
    pub yearly: Option<(String, chrono::NaiveDate)>,
    /// Decisions during the year.
    pub during_year: i64,
    /// Corrections.
    pub corrections: i64,
    /// By class.
    pub classes: BTreeMap<Class, Sum>,
    /// Households by movement.
    pub movements: HashMap<Movement, i64>,
}

/// The communes that decided something, by province and name, from the decisions and the registers' sums. Sums of
/// units that have no decision of their own and went into none that has are of older registers and left out.
pub fn communes(
    decisions: &[Recognition],
    sums: &[RecognisedSum],
    below: &Below,
    province_names: &HashMap<String, String>,
) -> Vec<Commune> {
    let mut found: HashMap<&str, Commune> = HashMap::new();
    for unit in &below.units {
        let province = unit.path.split('/').next().unwrap_or_default();
        found.insert(
            unit.id.as_str(),
            Commune {
                name: unit.name.clone(),
                province: province_names.get(province).cloned().unwrap_or_default(),
                ..Commune::default()
            },
        );
    }
    for decision in decisions {
        let Some(commune) = found.get_mut(decision.commune_id.as_str()) else {
            continue;
        };
        match decision.kind.as_str() {
            "yearly" => commune.yearly = Some((decision.number.clone(), decision.decided_on)),
            "correction" => commune.corrections += 1,
            _ => commune.during_year += 1,
        }
    }
    for sum in sums {
        let Some(commune) = below.unit_of(&sum.path).and_then(|id| found.get_mut(id)) else {
            continue;
        };
        if let Some(class) = Class::from_code(&sum.class) {
            let of_class = commune.classes.entry(class).or_default();
            of_class.0 += sum.households;
            of_class.1 += sum.members;
        }
        if let Some(movement) = sum.movement.as_deref().and_then(words::movement_of) {
            *commune.movements.entry(movement).or_default() += sum.households;
        }
    }
    let mut out: Vec<Commune> = found.into_values().collect();
    out.sort_by_cached_key(|c| {
        (
            words::natural(&c.province),
            words::natural(words::bare(&c.name)),
            c.name.clone(),
        )
    });
    out
}

/// The numbers of some communes together.
fn numbers<'a>(communes: impl Iterator<Item = &'a Commune> + Clone) -> Vec<Cell> {
    let class = |class| {
        communes
            .clone()
            .filter_map(|c| c.classes.get(&class))
            .fold((0, 0), |(a, b), (n, m)| (a + n, b + m))
    };
    let moved = |movement| {
        communes
            .clone()
            .filter_map(|c| c.movements.get(&movement))
            .sum::<i64>()
    };
    let (poor, near) = (class(Class::Poor), class(Class::NearPoor));
    [
        poor.0,
        poor.1,
        moved(Movement::NewlyPoor),
        moved(Movement::FellBack),
        moved(Movement::EscapedToNearPoor),
        moved(Movement::Escaped),
        near.0,
        near.1,
        moved(Movement::NearPoorNew),
        moved(Movement::FellBackNearPoor),
        moved(Movement::EscapedNearPoverty),
    ]
    .map(Cell::Int)
    .to_vec()
}

fn decided(commune: &Commune) -> String {
    let mut parts = Vec::new();
    match &commune.yearly {
        Some((number, on)) => parts.push(format!("{number}, {}", words::short_day(*on))),
        None => parts.push("Chưa công nhận định kỳ".to_owned()),
    }
    if commune.during_year > 0 {
        parts.push(format!("{} QĐ trong năm", words::count(commune.during_year)));
    }
    if commune.corrections > 0 {
        parts.push(format!("{} QĐ điều chỉnh", words::count(commune.corrections)));
    }
    parts.join("; ")
}

/// The summary. `communes` as [`communes`] gives them.
pub fn summary(
    area: Option<&Area>,
    year: i32,
    today: chrono::NaiveDate,
    communes: &[Commune],
    all: bool,
    demo: bool,
) -> Paper {
    let number = |title: &str, group: &str| Column::new(title, ColumnKind::Number).weighing(1.7).under(group);
    let (poor, near) = ("Hộ nghèo", "Hộ cận nghèo");
    let (poor_moves, near_moves) = ("Biến động hộ nghèo", "Biến động hộ cận nghèo");
    let columns = vec![
        Column::new("STT", ColumnKind::Order),
        Column::new("Xã, phường, đặc khu", ColumnKind::Text).weighing(4.0),
        Column::new("Quyết định công nhận", ColumnKind::Text).weighing(4.0),
        number("Số hộ", poor),
        number("Nhân khẩu", poor),
        number("Phát sinh mới", poor_moves),
        number("Tái nghèo", poor_moves),
        number("Thoát nghèo, còn cận nghèo", poor_moves),
        number("Thoát nghèo, vượt chuẩn", poor_moves),
        number("Số hộ", near),
        number("Nhân khẩu", near),
        number("Phát sinh mới", near_moves),
        number("Tái cận nghèo", near_moves),
        number("Thoát cận nghèo", near_moves),
    ];
    let mut provinces: Vec<(&str, Vec<&Commune>)> = Vec::new();
    for commune in communes {
        match provinces.last_mut() {
            Some((province, list)) if *province == commune.province => list.push(commune),
            _ => provinces.push((&commune.province, vec![commune])),
        }
    }
    let with_provinces = provinces.len() > 1;
    let mut rows = Vec::new();
    for (i, (province, list)) in provinces.into_iter().enumerate() {
        if with_provinces {
            let mut cells = vec![Cell::text(words::roman(i + 1)), Cell::text(province), Cell::Empty];
            cells.extend(numbers(list.iter().copied()));
            rows.push(Row::group(cells));
        }
        rows.extend(list.into_iter().map(|commune| {
            let mut cells = vec![
                Cell::Empty,
                Cell::text(commune.name.as_str()),
                Cell::text(decided(commune)),
            ];
            cells.extend(numbers(std::iter::once(commune)));
            Row::body(cells)
        }));
    }
    if !communes.is_empty() {
        let mut cells = vec![Cell::text("Tổng số"), Cell::Empty, Cell::Empty];
        cells.extend(numbers(communes.iter()));
        rows.push(Row::total(cells));
    }
    let yearly = communes.iter().filter(|c| c.yearly.is_some()).count() as i64;
    Paper {
        file_stem: format!("tong-hop-{year}"),
        issuer: area.map_or_else(Issuer::default, |a| {
            Issuer::new(None, &format!("ỦY BAN NHÂN DÂN {}", a.name))
        }),
        kind: Some("TỔNG HỢP".into()),
        title: format!("Kết quả rà soát hộ nghèo, hộ cận nghèo đã được công nhận năm {year}"),
        subtitle: Some(format!(
            "{}: {} đơn vị cấp xã đã công nhận kết quả rà soát định kỳ, đến {}",
            if all {
                "Toàn quốc"
            } else {
                area.map_or("Phạm vi được giao", |a| a.name.as_str())
            },
            words::count(yearly),
            words::day(today)
        )),
        orientation: Orientation::Landscape,
        blocks: vec![Block::Table(Table {
            unit: Some("Đơn vị: hộ, người".into()),
            columns,
            rows,
            numbered_columns: true,
            ..Table::default()
        })],
        draft: demo.then(|| words::SAMPLE.into()),
        note: Some(format!(
            "Số liệu theo sổ hộ nghèo, hộ cận nghèo sau các quyết định điều chỉnh. {}.",
            words::UNCHECKED
        )),
        ..Paper::default()
    }
}
