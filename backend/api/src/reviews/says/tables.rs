//! Tables of sums that the report and the summary of a round share.

use giamngheo_papers::{Cell, Column, ColumnKind, Row, Table};
use giamngheo_rules::movement::Movement;
use giamngheo_rules::poverty::{Class, Standard};

use super::line::{Line, Sum, by_village, sum};
use super::words;

/// Lines of a class.
pub fn of_class(lines: &[Line], class: Class) -> Sum {
    sum(lines.iter().filter(|l| l.class == Some(class)))
}

/// Lines of a movement.
pub fn of_movement(lines: &[Line], movement: Movement) -> Sum {
    sum(lines.iter().filter(|l| l.movement == Some(movement)))
}

/// Households and members by class and movement, each movement below the class it is of.
pub fn classes(lines: &[Line]) -> Table {
    let row = |kind: fn(Vec<Cell>) -> Row, number: &str, name: &str, (households, members): Sum| {
        kind(vec![
            Cell::text(number),
            Cell::text(name),
            Cell::Int(households),
            Cell::Int(members),
        ])
    };
    let poor_movements = [
        Movement::NewlyPoor,
        Movement::FellBack,
        Movement::EscapedToNearPoor,
        Movement::Escaped,
    ];
    let near_movements = [
        Movement::NearPoorNew,
        Movement::FellBackNearPoor,
        Movement::EscapedNearPoverty,
    ];
    let mut rows = vec![row(Row::group, "I", "Số hộ được rà soát", sum(lines))];
    rows.push(row(Row::group, "II", "Hộ nghèo", of_class(lines, Class::Poor)));
    for (i, movement) in poor_movements.into_iter().enumerate() {
        let name = words::movement(movement);
        rows.push(row(
            Row::body,
            &(i + 1).to_string(),
            name,
            of_movement(lines, movement),
        ));
    }
    rows.push(row(
        Row::group,
        "III",
        "Hộ cận nghèo",
        of_class(lines, Class::NearPoor),
    ));
    for (i, movement) in near_movements.into_iter().enumerate() {
        let name = words::movement(movement);
        rows.push(row(
            Row::body,
            &(i + 1).to_string(),
            name,
            of_movement(lines, movement),
        ));
    }
    let rest = sum(lines
        .iter()
        .filter(|l| matches!(l.class, Some(Class::Average | Class::Other))));
    rows.push(row(
        Row::group,
        "IV",
        "Hộ không thuộc hộ nghèo, hộ cận nghèo",
        rest,
    ));
    let open = sum(lines.iter().filter(|l| l.class.is_none()));
    if open.0 > 0 {
        rows.push(row(Row::group, "V", "Hộ chưa rà soát xong", open));
    }
    Table {
        columns: vec![
            Column::new("STT", ColumnKind::Code).weighing(1.0),
            Column::new("Chỉ tiêu", ColumnKind::Text).weighing(8.0),
            Column::new("Số hộ", ColumnKind::Number),
            Column::new("Số nhân khẩu", ColumnKind::Number),
        ],
        rows,
        ..Table::default()
    }
}

/// The columns of [`villages`] in words.
type Measure = (&'static str, &'static str, fn(&Line) -> bool, bool);

/// Title, group, which lines, and whether members are counted instead of households.
const MEASURES: [Measure; 12] = [
    ("Số hộ rà soát", "", |_| true, false),
    ("Số hộ", "Hộ nghèo", |l| l.class == Some(Class::Poor), false),
    ("Nhân khẩu", "Hộ nghèo", |l| l.class == Some(Class::Poor), true),
    (
        "Hộ dân tộc thiểu số",
        "Hộ nghèo",
        |l| l.class == Some(Class::Poor) && l.minority == Some(true),
        false,
    ),
    (
        "Số hộ",
        "Hộ cận nghèo",
        |l| l.class == Some(Class::NearPoor),
        false,
    ),
    (
        "Nhân khẩu",
        "Hộ cận nghèo",
        |l| l.class == Some(Class::NearPoor),
        true,
    ),
    (
        "Hộ dân tộc thiểu số",
        "Hộ cận nghèo",
        |l| l.class == Some(Class::NearPoor) && l.minority == Some(true),
        false,
    ),
    (
        "Phát sinh, tái nghèo",
        "Biến động hộ nghèo",
        |l| matches!(l.movement, Some(Movement::NewlyPoor | Movement::FellBack)),
        false,
    ),
    (
        "Thoát nghèo",
        "Biến động hộ nghèo",
        super::lists::escaped_poverty,
        false,
    ),
    (
        "Trong đó: còn cận nghèo",
        "Biến động hộ nghèo",
        |l| l.movement == Some(Movement::EscapedToNearPoor),
        false,
    ),
    (
        "Phát sinh, tái cận nghèo",
        "Biến động hộ cận nghèo",
        |l| {
            matches!(
                l.movement,
                Some(Movement::NearPoorNew | Movement::FellBackNearPoor)
            )
        },
        false,
    ),
    (
        "Thoát cận nghèo",
        "Biến động hộ cận nghèo",
        super::lists::escaped_near_poverty,
        false,
    ),
];

/// Households by village, class and movement.
pub fn villages(lines: &[Line]) -> Table {
    let counted = |lines: &[&Line]| -> Vec<Cell> {
        MEASURES
            .iter()
            .map(|(_, _, wanted, members)| {
                let (households, people) = sum(lines.iter().copied().filter(|l| wanted(l)));
                Cell::Int(if *members { people } else { households })
            })
            .collect()
    };
    let mut rows: Vec<Row> = by_village(lines, |l| &l.village, |l| &l.search_key)
        .into_iter()
        .map(|(village, lines)| {
            let mut cells = vec![Cell::Empty, Cell::text(village)];
            cells.extend(counted(&lines));
            Row::body(cells)
        })
        .collect();
    if !rows.is_empty() {
        let mut cells = vec![Cell::text("Tổng số"), Cell::Empty];
        cells.extend(counted(&lines.iter().collect::<Vec<_>>()));
        rows.push(Row::total(cells));
    }
    let mut columns = vec![
        Column::new("STT", ColumnKind::Order),
        Column::new("Thôn, tổ dân phố", ColumnKind::Text).weighing(4.5),
    ];
    columns.extend(MEASURES.iter().map(|(title, group, ..)| {
        let column = Column::new(*title, ColumnKind::Number);
        if group.is_empty() {
            column
        } else {
            column.under(*group)
        }
    }));
    Table {
        columns,
        rows,
        numbered_columns: true,
        ..Table::default()
    }
}

/// How many poor and near-poor households are deprived in each indicator of the standard, by service.
pub fn deprivations(lines: &[Line], standard: &Standard) -> Table {
    let poor: Vec<&Line> = lines.iter().filter(|l| l.class == Some(Class::Poor)).collect();
    let near: Vec<&Line> = lines
        .iter()
        .filter(|l| l.class == Some(Class::NearPoor))
        .collect();
    let mut rows = Vec::new();
    let mut number = 0_usize;
    for (s, service) in standard.services.iter().enumerate() {
        let mut head = vec![Cell::Empty; 6];
        if let [sign, name, ..] = head.as_mut_slice() {
            *sign = Cell::text(words::roman(s + 1));
            *name = Cell::text(service.name.vi.as_str());
        }
        rows.push(Row::group(head));
        for (i, indicator) in standard.indicators.iter().enumerate() {
            if indicator.service != service.code {
                continue;
            }
            number += 1;
            let mut cells = vec![
                Cell::text(number.to_string()),
                Cell::text(indicator.name.vi.as_str()),
            ];
            for lines in [&poor, &near] {
                let deprived = lines.iter().filter(|l| l.deprivations.contains(i)).count() as i64;
                cells.push(Cell::Int(deprived));
                cells.push(Cell::Ratio {
                    numerator: deprived,
                    denominator: lines.len() as i64,
                    digits: 1,
                });
            }
            rows.push(Row::body(cells));
        }
    }
    let number = |title: &str, group: &str| Column::new(title, ColumnKind::Number).under(group);
    let percent = |group: &str| Column::new("Tỷ lệ (%)", ColumnKind::Percent).under(group);
    let (poor, near) = (
        format!("Hộ nghèo ({} hộ)", words::count(poor.len() as i64)),
        format!("Hộ cận nghèo ({} hộ)", words::count(near.len() as i64)),
    );
    Table {
        columns: vec![
            Column::new("STT", ColumnKind::Code).weighing(1.0),
            Column::new("Chỉ số thiếu hụt", ColumnKind::Text).weighing(7.0),
            number("Số hộ thiếu hụt", &poor),
            percent(&poor),
            number("Số hộ thiếu hụt", &near),
            percent(&near),
        ],
        rows,
        ..Table::default()
    }
}
