//! Lists: of the households to review, of those found poor, near-poor or escaped, and the list that is put up.

use giamngheo_papers::{Block, Cell, Column, ColumnKind, Orientation, Paper, Row, Signature, Table};
use giamngheo_rules::movement::{Movement, movement};
use giamngheo_rules::poverty::{Class, Standard};
use giamngheo_rules::review::Procedure;
use giamngheo_store::reviews::{Case, PostedCase, PostingRow};

use super::Round;
use super::line::{Line, Villages, rows, sum};
use super::words::{self, Seat};

/// What the lists of one round or decision have in common.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Where.
    pub seat: Seat,
    /// `năm 2026`, or `thường xuyên trong năm 2026`.
    pub period: String,
    /// The year, for the file's name.
    pub year: i64,
    /// Below the title.
    pub subtitle: Option<String>,
    /// The day of the decision.
    pub date: Option<chrono::NaiveDate>,
    /// Who signs.
    pub signatures: Vec<Signature>,
    /// A mark across the pages.
    pub draft: Option<String>,
    /// The standard by which the deprivations are named.
    pub standard: Option<&'static Standard>,
}

/// Which list of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Results {
    /// Hộ nghèo.
    Poor,
    /// Hộ cận nghèo.
    NearPoor,
    /// Hộ thoát nghèo, hộ thoát cận nghèo.
    Escaped,
}

/// Whether a household escaped poverty: into near-poverty or beyond.
pub fn escaped_poverty(line: &Line) -> bool {
    matches!(
        line.movement,
        Some(Movement::EscapedToNearPoor | Movement::Escaped)
    )
}

/// Whether a household escaped near-poverty.
pub fn escaped_near_poverty(line: &Line) -> bool {
    line.movement == Some(Movement::EscapedNearPoverty)
}

/// A row of totals: a text, then members in the column `members` of `columns`.
fn total(text: String, members: i64, at: usize, columns: usize) -> Row {
    let mut cells = vec![Cell::Empty; columns];
    if let Some(cell) = cells.first_mut() {
        *cell = Cell::text(text);
    }
    if let Some(cell) = cells.get_mut(at) {
        *cell = Cell::Int(members);
    }
    Row::total(cells)
}

fn table(lines: &[Line], standard: Option<&'static Standard>, escaped: bool) -> Table {
    let mut columns = vec![
        Column::new("STT", ColumnKind::Order),
        Column::new("Họ và tên chủ hộ", ColumnKind::Text),
        Column::new("Số nhân khẩu", ColumnKind::Number).weighing(1.6),
        Column::new("Phân loại trước rà soát", ColumnKind::Text).weighing(3.4),
    ];
    if escaped {
        columns.push(Column::new("Kết quả rà soát", ColumnKind::Text).weighing(4.2));
    }
    columns.extend([
        Column::new("B1", ColumnKind::Number)
            .weighing(1.2)
            .under("Điểm rà soát"),
        Column::new("B2", ColumnKind::Number)
            .weighing(1.2)
            .under("Điểm rà soát"),
        Column::new("Chỉ số thiếu hụt dịch vụ xã hội cơ bản", ColumnKind::Text).weighing(7.0),
        Column::new("Ghi chú", ColumnKind::Text).weighing(2.6),
    ]);
    let width = columns.len();
    let cells = |line: &Line| {
        let mut cells = vec![
            Cell::Empty,
            Cell::text(line.head_name.as_str()),
            Cell::Int(line.member_count),
            Cell::text(words::before(line.previous)),
        ];
        if escaped {
            cells.push(Cell::text(words::class(line.class)));
        }
        cells.extend([
            line.b1.into(),
            line.b2.into(),
            Cell::text(line.deprived(standard)),
            Cell::text(line.movement.map(words::movement_note).unwrap_or_default()),
        ]);
        cells
    };
    let mut body = rows(lines, width, |l| &l.village, |l| &l.search_key, cells);
    if !lines.is_empty() {
        let (households, members) = sum(lines);
        body.push(total(
            format!("Tổng cộng: {} hộ", words::count(households)),
            members,
            2,
            width,
        ));
    }
    Table {
        columns,
        rows: body,
        ..Table::default()
    }
}

/// The list of one kind of results.
pub fn results(frame: &Frame, which: Results, lines: &[Line]) -> Paper {
    let chosen =
        |wanted: fn(&Line) -> bool| -> Vec<Line> { lines.iter().filter(|l| wanted(l)).cloned().collect() };
    let of = |list: &[Line], escaped| Block::Table(table(list, frame.standard, escaped));
    let (stem, title, blocks) = match which {
        Results::Poor => (
            "ho-ngheo",
            "Hộ nghèo",
            vec![of(&chosen(|l| l.class == Some(Class::Poor)), false)],
        ),
        Results::NearPoor => (
            "ho-can-ngheo",
            "Hộ cận nghèo",
            vec![of(&chosen(|l| l.class == Some(Class::NearPoor)), false)],
        ),
        Results::Escaped => (
            "ho-thoat-ngheo",
            "Hộ thoát nghèo, hộ thoát cận nghèo",
            vec![
                Block::Heading("I. HỘ THOÁT NGHÈO".into()),
                of(&chosen(escaped_poverty), true),
                Block::Space,
                Block::Heading("II. HỘ THOÁT CẬN NGHÈO".into()),
                of(&chosen(escaped_near_poverty), true),
            ],
        ),
    };
    Paper {
        file_stem: format!("danh-sach-{stem}-{}", frame.year),
        issuer: frame.seat.committee_below(),
        place: Some(frame.seat.place()),
        date: frame.date,
        kind: Some("DANH SÁCH".into()),
        title: format!("{title} trên địa bàn {} {}", frame.seat.name(), frame.period),
        subtitle: frame.subtitle.clone(),
        blocks,
        signatures: frame.signatures.clone(),
        orientation: Orientation::Landscape,
        draft: frame.draft.clone(),
        note: Some(words::UNCHECKED.into()),
        ..Paper::default()
    }
}

/// How a household came onto the list, in words.
fn origin(case: &Case) -> String {
    match case.origin.as_str() {
        "carried" => match case.previous_class.as_deref().and_then(Class::from_code) {
            Some(Class::NearPoor) => "Hộ cận nghèo đang quản lý".to_owned(),
            Some(Class::Poor) => "Hộ nghèo đang quản lý".to_owned(),
            _ => "Hộ đang quản lý".to_owned(),
        },
        "requested" => case.requested_on.map_or_else(
            || "Có giấy đề nghị".to_owned(),
            |on| format!("Có giấy đề nghị ngày {}", words::short_day(on)),
        ),
        _ => "Xã bổ sung".to_owned(),
    }
}

/// Why a household is on the list: the procedure's reason, and what was written to it.
pub fn reason(case: &Case, procedure: &Procedure) -> String {
    let named = case.reason_code.as_ref().and_then(|code| {
        procedure
            .reasons
            .iter()
            .find(|r| r.code == *code)
            .map(|r| r.name.vi.clone())
    });
    [named, case.reason.clone()]
        .into_iter()
        .flatten()
        .filter(|text| !text.trim().is_empty())
        .collect::<Vec<_>>()
        .join(": ")
}

/// The list of the households to review.
pub fn cases(frame: &Frame, round: &Round, cases: &[Case], villages: &Villages) -> Paper {
    let procedure = round.procedure;
    let columns = vec![
        Column::new("STT", ColumnKind::Order),
        Column::new("Họ và tên chủ hộ", ColumnKind::Text),
        Column::new("Số nhân khẩu", ColumnKind::Number).weighing(1.6),
        Column::new("Phân loại hiện tại", ColumnKind::Text).weighing(3.0),
        Column::new("Diện rà soát", ColumnKind::Text).weighing(4.0),
        Column::new("Lý do", ColumnKind::Text).weighing(5.0),
        Column::new("Rà soát viên", ColumnKind::Text).weighing(3.4),
    ];
    let width = columns.len();
    let placed: Vec<(&str, &Case)> = cases.iter().map(|c| (villages.name(&c.path), c)).collect();
    let mut body = rows(
        &placed,
        width,
        |(village, _)| village,
        |(_, case)| &case.search_key,
        |(_, case)| {
            vec![
                Cell::Empty,
                Cell::text(case.head_name.as_str()),
                Cell::Int(case.member_count),
                Cell::text(words::before(
                    case.previous_class.as_deref().and_then(Class::from_code),
                )),
                Cell::text(origin(case)),
                Cell::text(reason(case, procedure)),
                case.enumerator_name.clone().into(),
            ]
        },
    );
    if !cases.is_empty() {
        let members = cases.iter().map(|c| c.member_count).sum();
        body.push(total(
            format!("Tổng cộng: {} hộ", words::count(cases.len() as i64)),
            members,
            2,
            width,
        ));
    }
    let of = |code: &str| cases.iter().filter(|c| c.origin == code).count() as i64;
    let blocks = vec![
        Block::Paragraph(format!(
            "Tổng số hộ gia đình cần rà soát: {} hộ, trong đó: hộ nghèo, hộ cận nghèo đang quản lý {} hộ; hộ có giấy \
             đề nghị rà soát (Mẫu số 01) {} hộ; hộ do xã bổ sung {} hộ.",
            words::count(cases.len() as i64),
            words::count(of("carried")),
            words::count(of("requested")),
            words::count(of("added"))
        )),
        Block::Table(Table {
            columns,
            rows: body,
            ..Table::default()
        }),
    ];
    Paper {
        file_stem: format!("danh-sach-ho-can-ra-soat-{}", frame.year),
        issuer: frame.seat.committee_below(),
        place: Some(frame.seat.place()),
        kind: Some("DANH SÁCH".into()),
        title: format!("Hộ gia đình cần rà soát hộ nghèo, hộ cận nghèo {}", frame.period),
        subtitle: frame.subtitle.clone(),
        blocks,
        signatures: vec![words::hand("NGƯỜI LẬP", None), words::committee("", None)],
        orientation: Orientation::Landscape,
        draft: frame.draft.clone(),
        note: Some(words::UNCHECKED.into()),
        ..Paper::default()
    }
}

/// The sections of a list that is put up, so that every household on it stands in exactly one.
fn section(case: &PostedCase) -> usize {
    let class = Class::from_code(&case.class);
    let previous = case.previous_class.as_deref().and_then(Class::from_code);
    match (previous, class) {
        (_, Some(Class::Poor)) => 0,
        (_, Some(Class::NearPoor)) => 1,
        (Some(Class::Poor), _) => 2,
        (Some(Class::NearPoor), _) => 3,
        _ => 4,
    }
}

/// The list as it was put up: no more of a household than its neighbours must know to object.
pub fn posting(
    frame: &Frame,
    procedure: &Procedure,
    posting: &PostingRow,
    cases: &[PostedCase],
    villages: &Villages,
    public_url: &str,
) -> Paper {
    const SECTIONS: [&str; 5] = [
        "HỘ NGHÈO",
        "HỘ CẬN NGHÈO",
        "HỘ THOÁT NGHÈO",
        "HỘ THOÁT CẬN NGHÈO",
        "HỘ ĐƯỢC RÀ SOÁT, KHÔNG THUỘC HỘ NGHÈO, HỘ CẬN NGHÈO",
    ];
    let seat = &frame.seat;
    let subject = if posting.again {
        "kết quả phúc tra sau khi giải quyết khiếu nại"
    } else {
        "kết quả rà soát"
    };
    let mut blocks = vec![Block::Paragraph(format!(
        "{} niêm yết công khai {subject} hộ nghèo, hộ cận nghèo {} tại: {}, từ {} đến hết {}.",
        seat.committee_name(),
        frame.period,
        posting.places.trim().trim_end_matches(['.', ',', ';']),
        words::day(posting.posted_on),
        words::day(posting.until),
    ))];
    let mut number = 0;
    for (i, title) in SECTIONS.iter().enumerate() {
        let list: Vec<&PostedCase> = cases.iter().filter(|c| section(c) == i).collect();
        // The four lists of the law always stand there, be they empty; in a second posting only what changed.
        if list.is_empty() && (i == 4 || posting.again) {
            continue;
        }
        number += 1;
        blocks.push(Block::Heading(format!(
            "{}. {title} ({} HỘ)",
            words::roman(number),
            words::count(list.len() as i64)
        )));
        blocks.push(Block::Table(posted(&list, villages)));
    }
    blocks.push(Block::Paragraph(format!(
        "Mọi ý kiến phản ánh, khiếu nại về kết quả rà soát (kể cả đối với hộ không có tên trong danh sách), đề nghị gửi \
         {} trước khi kết thúc niêm yết, chậm nhất {}. Khiếu nại được phúc tra trong thời hạn không quá {} ngày làm \
         việc và kết quả phúc tra được niêm yết công khai trong {} ngày làm việc.",
        seat.committee_name(),
        words::day(posting.until),
        words::count(procedure.recheck_working_days.value.into()),
        words::count(procedure.reposting_working_days.value.into()),
    )));
    blocks.push(Block::Check(words::check(
        public_url,
        &posting.code,
        "Trong thời gian niêm yết, quét mã QR hoặc nhập mã tại địa chỉ dưới đây để xem danh sách (họ tên được viết tắt):",
    )));
    Paper {
        file_stem: format!("danh-sach-niem-yet-{}", frame.year),
        issuer: seat.committee(),
        place: Some(seat.place()),
        date: Some(posting.posted_on),
        kind: Some("DANH SÁCH".into()),
        title: format!(
            "Niêm yết công khai {subject} hộ nghèo, hộ cận nghèo trên địa bàn {} {}",
            seat.name(),
            frame.period
        ),
        subtitle: frame.subtitle.clone(),
        blocks,
        signatures: vec![words::committee("", None)],
        draft: frame.draft.clone(),
        note: Some(words::UNCHECKED.into()),
        ..Paper::default()
    }
}

fn posted(list: &[&PostedCase], villages: &Villages) -> Table {
    let columns = vec![
        Column::new("STT", ColumnKind::Order),
        Column::new("Họ và tên chủ hộ", ColumnKind::Text),
        Column::new("Số nhân khẩu", ColumnKind::Number).weighing(1.5),
        Column::new("Phân loại trước rà soát", ColumnKind::Text).weighing(3.6),
        Column::new("Kết quả rà soát", ColumnKind::Text).weighing(3.6),
        Column::new("Ghi chú", ColumnKind::Text).weighing(2.6),
    ];
    // The list comes by name within a village; the number of the row keeps that order.
    let keyed: Vec<(String, &str, &PostedCase)> = list
        .iter()
        .enumerate()
        .map(|(i, case)| (format!("{i:06}"), villages.name(&case.path), *case))
        .collect();
    let rows = rows(
        &keyed,
        columns.len(),
        |(_, village, _)| village,
        |(key, ..)| key,
        |(.., case)| {
            let previous = case.previous_class.as_deref().and_then(Class::from_code);
            let class = Class::from_code(&case.class);
            // Falling back is told from older years, which the posted list doesn't have: only what it shows is noted.
            let moved = previous.zip(class).and_then(|(p, c)| movement(&[p], c));
            let note = match moved {
                Some(
                    m @ (Movement::EscapedToNearPoor | Movement::Escaped | Movement::EscapedNearPoverty),
                ) => words::movement_note(m),
                _ => "",
            };
            vec![
                Cell::Empty,
                Cell::text(case.head_name.as_str()),
                Cell::Int(case.member_count),
                Cell::text(words::before(previous)),
                Cell::text(words::class(class)),
                Cell::text(note),
            ]
        },
    );
    Table {
        columns,
        rows,
        ..Table::default()
    }
}
