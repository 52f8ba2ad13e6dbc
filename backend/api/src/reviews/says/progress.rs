//! The board as a table, for paper and for scripts.

use std::collections::BTreeMap;

use giamngheo_papers::{Block, Cell, Column, ColumnKind, Orientation, Paper, Row, Table};

use super::super::dto::{BoardRow, BoardView};
use super::words;
use giamngheo_rules::review::Kind;
use giamngheo_rules::text::neutral;

/// What is counted of every row, after what tells where it is.
fn counts(row: &BoardRow) -> Vec<Cell> {
    [
        row.counts.total,
        row.counts.unsurveyed,
        row.counts.unread,
        row.counts.unchecked,
        row.counts.unagreed,
        row.counts.open_complaints,
        row.counts.poor,
        row.counts.near_poor,
    ]
    .map(Cell::Int)
    .to_vec()
}

fn count_columns() -> Vec<Column> {
    let number = |title: &str| Column::new(title, ColumnKind::Number);
    vec![
        number("Số hộ rà soát"),
        number("Chưa rà soát").under("Số hộ còn phải làm"),
        number("Chưa đọc soát").under("Số hộ còn phải làm"),
        number("Chưa phúc tra").under("Số hộ còn phải làm"),
        number("Chưa thống nhất").under("Số hộ còn phải làm"),
        number("Khiếu nại chưa giải quyết").weighing(2.2),
        number("Hộ nghèo").under("Kết quả"),
        number("Hộ cận nghèo").under("Kết quả"),
    ]
}

/// Communes, each with the step it is at.
fn by_commune(board: &BoardView, names: &BTreeMap<&str, &str>) -> Table {
    let mut columns = vec![
        Column::new("STT", ColumnKind::Order),
        Column::new("Đơn vị", ColumnKind::Text),
        Column::new("Bước hiện tại", ColumnKind::Text).weighing(4.0),
        Column::new("Hạn", ColumnKind::Code),
        Column::new("Số ngày trễ", ColumnKind::Number).weighing(1.6),
    ];
    columns.extend(count_columns());
    let cells = |row: &BoardRow| {
        let state = row.state.as_deref().map_or_else(
            || format!("{} đợt, {} trễ hạn", row.rounds, row.late),
            |code| (*names.get(code).unwrap_or(&code)).to_owned(),
        );
        let mut cells = vec![
            Cell::Empty,
            Cell::text(row.area.as_ref().map_or("", |a| a.name.as_str())),
            Cell::text(state),
            row.due_on.into(),
            Cell::Int(row.days_late),
        ];
        cells.extend(counts(row));
        cells
    };
    let mut rows: Vec<Row> = board.rows.iter().map(|row| Row::body(cells(row))).collect();
    if !rows.is_empty() {
        let mut last = vec![
            Cell::text("Tổng số"),
            Cell::Empty,
            Cell::text(format!(
                "{} đợt, {} trễ hạn",
                board.total.rounds, board.total.late
            )),
            Cell::Empty,
            Cell::Empty,
        ];
        last.extend(counts(&board.total));
        rows.push(Row::total(last));
    }
    Table {
        columns,
        rows,
        ..Table::default()
    }
}

/// Provinces, each with how many of its communes are at which step.
fn by_province(board: &BoardView, names: &BTreeMap<&str, &str>) -> Table {
    let number = |title: &str| Column::new(title, ColumnKind::Number);
    let states: Vec<&str> = board
        .steps
        .iter()
        .map(|s| s.code.code())
        .chain(["recognised"])
        .collect();
    let mut columns = vec![
        Column::new("STT", ColumnKind::Order),
        Column::new("Đơn vị", ColumnKind::Text).weighing(4.0),
        number("Số đợt").weighing(1.5),
        number("Số đợt trễ hạn").weighing(1.5),
    ];
    columns.extend(
        states
            .iter()
            .map(|code| number(names.get(code).unwrap_or(code)).under("Số đợt đang ở bước")),
    );
    columns.extend([
        number("Số hộ rà soát"),
        number("Hộ nghèo"),
        number("Hộ cận nghèo"),
    ]);
    let cells = |row: &BoardRow, first: Cell, name: &str| {
        let mut cells = vec![
            first,
            Cell::text(name),
            Cell::Int(row.rounds),
            Cell::Int(row.late),
        ];
        cells.extend(
            states
                .iter()
                .map(|code| Cell::Int(row.by_state.get(*code).copied().unwrap_or(0))),
        );
        cells.extend([row.counts.total, row.counts.poor, row.counts.near_poor].map(Cell::Int));
        cells
    };
    let mut rows: Vec<Row> = board
        .rows
        .iter()
        .map(|row| {
            let name = row.area.as_ref().map_or("", |a| a.name.as_str());
            Row::body(cells(row, Cell::Empty, name))
        })
        .collect();
    if !rows.is_empty() {
        rows.push(Row::total(cells(&board.total, Cell::text("Tổng số"), "")));
    }
    Table {
        columns,
        rows,
        ..Table::default()
    }
}

/// The board as a table.
pub fn board(board: &BoardView) -> Paper {
    let names: BTreeMap<&str, &str> = board
        .steps
        .iter()
        .map(|s| (s.code.code(), s.name.vi.as_str()))
        .chain([("recognised", "Đã công nhận"), ("cancelled", "Đã hủy")])
        .collect();
    let provinces = !board.rows.is_empty() && board.rows.iter().all(|row| row.state.is_none());
    let table = if provinces {
        by_province(board, &names)
    } else {
        by_commune(board, &names)
    };
    let kind = match board.kind {
        Kind::Yearly => "",
        Kind::DuringYear => " (rà soát thường xuyên)",
    };
    Paper {
        file_stem: format!("tien-do-{}", board.year),
        kind: Some("TIẾN ĐỘ".into()),
        title: format!("Rà soát hộ nghèo, hộ cận nghèo{kind} năm {}", board.year),
        subtitle: Some(format!(
            "{}, đến {}",
            board.area.as_ref().map_or("Toàn quốc", |a| a.name.as_str()),
            words::day(board.today)
        )),
        orientation: Orientation::Landscape,
        blocks: vec![Block::Table(table)],
        ..Paper::default()
    }
}

/// The first table of a paper as CSV, with a byte order mark for Excel.
pub fn csv(paper: &Paper) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    let table = paper.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    if let Some(table) = table {
        // Writing to memory can't fail.
        let _ = out.write_record(table.columns.iter().map(|column| match &column.group {
            Some(group) => format!("{group}: {}", column.title),
            None => column.title.clone(),
        }));
        let mut number = 0_usize;
        for row in &table.rows {
            let ordinary = row.kind == giamngheo_papers::RowKind::Body;
            number += usize::from(ordinary);
            let cells = row
                .cells
                .iter()
                .zip(&table.columns)
                .map(|(cell, column)| match cell {
                    Cell::Empty if ordinary && column.kind == ColumnKind::Order => number.to_string(),
                    other => plain(other),
                });
            let _ = out.write_record(cells);
        }
    }
    out.into_inner().unwrap_or_default()
}

/// A cell as CSV tells it.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => neutral(text),
        Cell::Int(n) => n.to_string(),
        Cell::Date(day) => day.to_string(),
        Cell::Decimal { value, .. } => value.to_string(),
        Cell::Ratio {
            numerator,
            denominator,
            ..
        } => format!("{numerator}/{denominator}"),
        Cell::Formula { value, .. } => plain(value),
    }
}
