//! What the papers of a review say, as plain data for [`giamngheo_papers`].

use std::collections::BTreeMap;

use giamngheo_papers::{
    Block, Cell, Check, Column, ColumnKind, Issuer, Orientation, Paper, Row, Signature, Style, Table,
};
use giamngheo_rules::poverty::Class;
use giamngheo_store::areas::{self, Area};
use giamngheo_store::reviews::{self, Case, CaseFilter, Recognition, Round};
use giamngheo_store::{Conn, Error, Scope};

use super::dto::{BoardView, RecognitionView, village_id};
use super::papers::PaperQuery;
use crate::app::App;
use crate::areas::atlas::Names;

macro_rules! papers {
    ($($(#[$meta:meta])* $enum:ident { $($(#[$vmeta:meta])* $name:ident = $code:literal),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $enum { $($(#[$vmeta])* $name),* }

        impl $enum {
            /// Its code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The one of this code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }
        }
    )*};
}

papers! {
    /// Papers of a round.
    RoundPaper {
        /// The list to review.
        Cases = "cases",
        /// Of a request, with the code to follow the case.
        Receipt = "receipt",
        /// Of the village meetings.
        Minutes = "minutes",
        /// The list as it was last put up.
        Posting = "posting",
        /// To the level above.
        Report = "report",
        /// Poor households.
        Poor = "poor",
        /// Near-poor households.
        NearPoor = "near_poor",
        /// Households that escaped poverty or near-poverty.
        Escaped = "escaped",
        /// By village and by deprivation.
        Summary = "summary",
    }
    /// Papers of a decision.
    DecisionPaper {
        /// The decision with its lists.
        Decision = "decision",
        /// One a household.
        Certificates = "certificates",
    }
}

/// The commune with the unit above it, as the head of a paper needs them.
struct Seat {
    commune: Area,
    above: Option<Area>,
}

impl Seat {
    fn of(conn: &mut Conn, commune_id: &str) -> giamngheo_store::Result<Self> {
        let commune = areas::by_id(conn, commune_id)?.ok_or(Error::NotFound)?;
        let above = areas::ancestors(conn, &commune)?.pop();
        Ok(Self { commune, above })
    }

    fn issuer(&self) -> Issuer {
        let parent = self.above.as_ref().map(|a| format!("ỦY BAN NHÂN DÂN {}", a.name));
        Issuer::new(
            parent.as_deref(),
            &format!("ỦY BAN NHÂN DÂN {}", self.commune.name),
        )
    }

    /// The place in the line of place and date: the name without its kind.
    fn place(&self) -> String {
        let name = self.commune.name.as_str();
        ["Xã ", "Phường ", "Thị trấn ", "Đặc khu "]
            .iter()
            .find_map(|kind| name.strip_prefix(kind))
            .unwrap_or(name)
            .to_owned()
    }
}

/// A class in words.
fn class_words(code: Option<&str>) -> String {
    code.and_then(Class::from_code)
        .map_or(String::new(), |c| c.vi().to_owned())
}

fn all_cases(
    conn: &mut Conn,
    scope: &Scope,
    round: &Round,
    filter: &CaseFilter,
) -> giamngheo_store::Result<Vec<Case>> {
    reviews::cases(conn, scope, round, filter, None, 1_000_000)
}

fn village_names(conn: &mut Conn, app: &App, cases: &[Case]) -> giamngheo_store::Result<Names> {
    app.atlas.names(
        conn,
        cases
            .iter()
            .filter_map(|c| village_id(&c.path).map(str::to_owned))
            .collect::<Vec<_>>(),
    )
}

/// Households by village, as rows of a list.
fn list_rows(cases: &[Case], names: &Names) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut village: Option<&str> = None;
    for case in cases {
        if village != Some(case.path.as_str()) {
            village = Some(case.path.as_str());
            let name = village_id(&case.path)
                .and_then(|id| names.get(id))
                .map_or_else(|| "Chưa rõ thôn".to_owned(), |a| a.name.clone());
            rows.push(Row::group(vec![
                Cell::text(name),
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
            ]));
        }
        rows.push(Row::body(vec![
            Cell::Empty,
            Cell::text(case.head_name.as_str()),
            Cell::Int(case.member_count),
            Cell::text(class_words(case.previous_class.as_deref())),
            Cell::text(class_words(case.class.as_deref())),
            Cell::Empty,
        ]));
    }
    rows
}

fn list_table(cases: &[Case], names: &Names) -> Table {
    Table {
        columns: vec![
            Column::new("STT", ColumnKind::Order),
            Column::new("Họ và tên chủ hộ", ColumnKind::Text),
            Column::new("Số nhân khẩu", ColumnKind::Number),
            Column::new("Phân loại trước rà soát", ColumnKind::Text).weighing(3.0),
            Column::new("Kết quả rà soát", ColumnKind::Text).weighing(3.0),
            Column::new("Ghi chú", ColumnKind::Text).weighing(2.0),
        ],
        rows: list_rows(cases, names),
        ..Table::default()
    }
}

/// The papers of a round.
pub fn of_round(
    conn: &mut Conn,
    app: &App,
    scope: &Scope,
    round: &Round,
    kind: RoundPaper,
    query: &PaperQuery,
) -> giamngheo_store::Result<Vec<Paper>> {
    let _ = query;
    let seat = Seat::of(conn, &round.commune_id)?;
    let cases = all_cases(conn, scope, round, &CaseFilter::default())?;
    let names = village_names(conn, app, &cases)?;
    Ok(vec![Paper {
        file_stem: format!("{}-{}", kind.code(), round.year),
        issuer: seat.issuer(),
        place: Some(seat.place()),
        kind: Some("DANH SÁCH".into()),
        title: format!("Hộ rà soát năm {}", round.year),
        blocks: vec![Block::Table(list_table(&cases, &names))],
        ..Paper::default()
    }])
}

/// The papers of a decision.
pub fn of_recognition(
    conn: &mut Conn,
    _app: &App,
    scope: &Scope,
    decision: &Recognition,
    kind: DecisionPaper,
    query: &PaperQuery,
) -> giamngheo_store::Result<Vec<Paper>> {
    let _ = (scope, kind, query);
    let seat = Seat::of(conn, &decision.commune_id)?;
    let certificates = reviews::certificates(conn, decision, None)?;
    Ok(certificates
        .into_iter()
        .map(|c| Paper {
            file_stem: "giay-chung-nhan".into(),
            issuer: seat.issuer(),
            number: Some(decision.number.clone()),
            place: Some(seat.place()),
            date: Some(decision.decided_on),
            title: "GIẤY CHỨN NHẬN".into(),
            blocks: vec![
                Block::Facts(vec![("Họ và tên chủ hộ".into(), c.head_name)]),
                Block::Check(Check {
                    url: c.code.clone(),
                    code: c.code,
                    text: String::new(),
                }),
            ],
            signatures: vec![Signature {
                lines: vec![decision.signer_title.clone()],
                note: None,
                name: Some(decision.signer.clone()),
            }],
            style: Style::Certificate,
            ..Paper::default()
        })
        .collect())
}

/// The summary of an area by commune.
pub fn summary(
    conn: &mut Conn,
    app: &App,
    scope: &Scope,
    area: Option<Area>,
    year: i32,
) -> giamngheo_store::Result<Paper> {
    let rows = reviews::recognitions(conn, scope, Some(i64::from(year)), None, None, 100_000)?;
    let names = app.atlas.names(
        conn,
        rows.iter().map(|r| r.commune_id.clone()).collect::<Vec<_>>(),
    )?;
    let mut table = Table {
        columns: vec![
            Column::new("Xã, phường", ColumnKind::Text),
            Column::new("Hộ nghèo", ColumnKind::Number),
        ],
        ..Table::default()
    };
    for row in &rows {
        let view = RecognitionView::new(row, &names)?;
        table.rows.push(Row::body(vec![
            Cell::text(view.commune.map(|c| c.name.clone()).unwrap_or_default()),
            Cell::Int(view.classes.get("poor").map_or(0, |s| s.households)),
        ]));
    }
    let _ = area;
    Ok(Paper {
        file_stem: format!("tong-hop-{year}"),
        title: format!("Tổng hợp kết quả rà soát năm {year}"),
        orientation: Orientation::Landscape,
        blocks: vec![Block::Table(table)],
        ..Paper::default()
    })
}

/// The board as a table.
pub fn board(board: &BoardView) -> Paper {
    let number = |title: &str| Column::new(title, ColumnKind::Number);
    let step_names: BTreeMap<&str, &str> = board
        .steps
        .iter()
        .map(|s| (s.code.code(), s.name.vi.as_str()))
        .chain([("recognised", "Đã công nhận")])
        .collect();
    let table = Table {
        columns: vec![
            Column::new("STT", ColumnKind::Order),
            Column::new("Đơn vị", ColumnKind::Text),
            Column::new("Bước hiện tại", ColumnKind::Text).weighing(4.0),
            Column::new("Hạn", ColumnKind::Code),
            number("Trễ (ngày)"),
            number("Hộ rà soát"),
            number("Chưa khảo sát"),
            number("Chưa đọc soát"),
            number("Chưa nhất trí"),
            number("Khiếu nại"),
            number("Hộ nghèo"),
            number("Hộ cận nghèo"),
        ],
        rows: board
            .rows
            .iter()
            .map(|row| {
                let state = row.state.as_deref().map_or_else(
                    || format!("{} đợt, {} trễ", row.rounds, row.late),
                    |code| {
                        step_names
                            .get(code)
                            .map_or_else(|| code.to_owned(), |n| (*n).to_owned())
                    },
                );
                Row::body(vec![
                    Cell::Empty,
                    Cell::text(row.area.as_ref().map(|a| a.name.clone()).unwrap_or_default()),
                    Cell::text(state),
                    row.due_on.map_or(Cell::Empty, Cell::Date),
                    Cell::Int(row.days_late),
                    Cell::Int(row.counts.total),
                    Cell::Int(row.counts.unsurveyed),
                    Cell::Int(row.counts.unread),
                    Cell::Int(row.counts.unagreed),
                    Cell::Int(row.counts.open_complaints),
                    Cell::Int(row.counts.poor),
                    Cell::Int(row.counts.near_poor),
                ])
            })
            .collect(),
        ..Table::default()
    };
    Paper {
        file_stem: format!("tien-do-{}", board.year),
        title: format!("Tiến độ rà soát hộ nghèo, hộ cận nghèo năm {}", board.year),
        subtitle: board.area.as_ref().map(|a| a.name.clone()),
        orientation: Orientation::Landscape,
        blocks: vec![Block::Table(table)],
        ..Paper::default()
    }
}

/// The first table of a paper as CSV, with a byte order mark for Excel.
pub fn csv(paper: &Paper) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    for block in &paper.blocks {
        let Block::Table(table) = block else { continue };
        // Writing to memory can't fail.
        let _ = out.write_record(table.columns.iter().map(|c| c.title.as_str()));
        for (i, row) in table.rows.iter().enumerate() {
            let cells = row.cells.iter().enumerate().map(|(c, cell)| match cell {
                Cell::Empty if c == 0 => (i + 1).to_string(),
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
            });
            let _ = out.write_record(cells);
        }
        break;
    }
    out.into_inner().unwrap_or_default()
}

/// A text that no spreadsheet takes for a formula.
fn neutral(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
