//! The decision that recognises, and the one that corrects it, as the chair signs them.

use chrono::NaiveDate;
use giamngheo_papers::{Block, Cell, Column, ColumnKind, Orientation, Paper, Table};
use giamngheo_rules::poverty::Class;
use giamngheo_store::reviews::Recognition;

use super::grounds;
use super::line::{Line, rows, sum};
use super::lists::{Frame, Results, escaped_near_poverty, escaped_poverty, results};
use super::tables::of_class;
use super::words;

/// The opinion of the level above.
#[derive(Debug, Clone)]
pub struct Opinion {
    /// Its day.
    pub on: NaiveDate,
    /// The number of its letter.
    pub number: Option<String>,
}

/// `Quyết định số 45/QĐ-UBND ngày 05 tháng 12 năm 2026`.
pub fn cited(decision: &Recognition) -> String {
    format!(
        "Quyết định số {} {}",
        decision.number,
        words::day(decision.decided_on)
    )
}

/// Below the title of what goes with a decision.
pub fn attached(frame: &Frame, decision: &Recognition) -> String {
    format!("(Kèm theo {} của {})", cited(decision), frame.seat.chair_name())
}

fn preamble(frame: &Frame, decision: &Recognition) -> Vec<String> {
    grounds::cited(decision.decided_on, frame.standard)
}

/// Who has to carry a decision out.
fn carried_out(frame: &Frame) -> String {
    format!(
        "Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân, Trưởng các phòng chuyên môn thuộc {}, Trưởng các thôn, tổ \
         dân phố, các cơ quan, đơn vị có liên quan và các hộ gia đình có tên tại Điều 1 chịu trách nhiệm thi hành Quyết \
         định này./.",
        frame.seat.committee_name()
    )
}

fn recipients(frame: &Frame) -> Vec<String> {
    let kind = frame.seat.kind();
    let mut out = vec!["Như Điều 3".to_owned()];
    if frame.seat.above.is_some() {
        out.push(format!("{} (báo cáo)", frame.seat.above_short()));
    }
    out.extend([
        format!("TT. Đảng ủy, TT. HĐND {kind}"),
        format!("Ủy ban MTTQ Việt Nam {kind}"),
        "Lưu: VT".to_owned(),
    ]);
    out
}

fn article(n: usize, text: String) -> Block {
    Block::Article {
        label: format!("Điều {n}."),
        text,
    }
}

/// What every decision looks like.
fn shell(frame: &Frame, decision: &Recognition, stem: &str, title: String) -> Paper {
    Paper {
        file_stem: format!("{stem}-{}", words::slug(&decision.number)),
        issuer: frame.seat.committee(),
        number: Some(decision.number.clone()),
        place: Some(frame.seat.place()),
        date: Some(decision.decided_on),
        kind: Some("QUYẾT ĐỊNH".into()),
        title,
        authority: Some(frame.seat.chair_name().to_uppercase()),
        signatures: vec![words::chair(&decision.signer_title, Some(&decision.signer))],
        recipients: recipients(frame),
        draft: frame.draft.clone(),
        note: Some(if grounds::verified(decision.decided_on, frame.standard) {
            words::UNCHECKED.to_owned()
        } else {
            format!(
                "{}; các căn cứ ban hành chưa đối chiếu với văn bản gốc",
                words::UNCHECKED
            )
        }),
        ..Paper::default()
    }
}

/// The title of a decision, without "Về việc".
fn subject(frame: &Frame) -> String {
    format!(
        "công nhận hộ nghèo, hộ cận nghèo, hộ thoát nghèo, hộ thoát cận nghèo trên địa bàn {} {}",
        frame.seat.name(),
        frame.period
    )
}

/// The decision that ends a round, with the lists that belong to it. The frame's subtitle and signatures become those
/// of the lists.
pub fn recognition(
    frame: &Frame,
    decision: &Recognition,
    lines: &[Line],
    opinion: Option<&Opinion>,
) -> Vec<Paper> {
    let seat = &frame.seat;
    let mut paper = shell(
        frame,
        decision,
        "quyet-dinh-cong-nhan",
        format!("Về việc {}", subject(frame)),
    );
    paper.preamble = preamble(frame, decision);
    if let Some(opinion) = opinion {
        let letter = opinion
            .number
            .as_ref()
            .map_or_else(String::new, |n| format!(" tại Văn bản số {n}"));
        paper.preamble.push(format!(
            "Căn cứ ý kiến của {}{letter} {} về kết quả rà soát hộ nghèo, hộ cận nghèo {} trên địa bàn {};",
            seat.above_name(),
            words::day(opinion.on),
            frame.period,
            seat.name()
        ));
    }
    paper.preamble.push(format!(
        "Theo đề nghị của Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo {}.",
        seat.name()
    ));
    let counts = [
        ("Hộ nghèo", of_class(lines, Class::Poor)),
        ("Hộ cận nghèo", of_class(lines, Class::NearPoor)),
        ("Hộ thoát nghèo", sum(lines.iter().filter(|l| escaped_poverty(l)))),
        (
            "Hộ thoát cận nghèo",
            sum(lines.iter().filter(|l| escaped_near_poverty(l))),
        ),
    ];
    let mut first = format!(
        "Công nhận kết quả rà soát hộ nghèo, hộ cận nghèo {} trên địa bàn {} như sau:",
        frame.period,
        seat.name()
    );
    for (i, (name, sum)) in counts.into_iter().enumerate() {
        let end = if i == 3 { "." } else { ";" };
        first.push_str(&format!("\n{}. {name}: {}{end}", i + 1, words::households(sum)));
    }
    first.push_str("\n(Có danh sách kèm theo)");
    paper.blocks = vec![
        Block::Centred("QUYẾT ĐỊNH:".into()),
        article(1, first),
        article(
            2,
            "Hộ gia đình có tên trong danh sách kèm theo được hưởng các chính sách theo quy định hiện hành kể từ ngày Quyết \
             định này có hiệu lực. Hộ nghèo, hộ cận nghèo được cấp giấy chứng nhận; hộ thoát nghèo, hộ thoát cận nghèo được \
             cấp giấy xác nhận."
                .into(),
        ),
        article(
            3,
            format!(
                "Quyết định này có hiệu lực kể từ {}.\n{}",
                words::day(decision.decided_on),
                carried_out(frame)
            ),
        ),
    ];
    let lists = Frame {
        subtitle: Some(attached(frame, decision)),
        date: Some(decision.decided_on),
        signatures: paper.signatures.clone(),
        ..frame.clone()
    };
    let mut papers = vec![paper];
    let named = |which| match which {
        Results::Poor => counts[0].1.0,
        Results::NearPoor => counts[1].1.0,
        Results::Escaped => counts[2].1.0 + counts[3].1.0,
    };
    papers.extend(
        [Results::Poor, Results::NearPoor, Results::Escaped]
            .into_iter()
            .filter(|which| named(*which) > 0)
            .map(|which| results(&lists, which, lines)),
    );
    papers
}

/// A decision that corrects another, with what it changes.
pub fn correction(frame: &Frame, decision: &Recognition, old: &Recognition, lines: &[Line]) -> Vec<Paper> {
    let seat = &frame.seat;
    let old_title = if old.corrects_id.is_some() {
        "điều chỉnh kết quả công nhận hộ nghèo, hộ cận nghèo".to_owned()
    } else {
        subject(frame)
    };
    let mut paper = shell(
        frame,
        decision,
        "quyet-dinh-dieu-chinh",
        format!(
            "Về việc điều chỉnh {} của {} về việc {old_title}",
            cited(old),
            seat.chair_name()
        ),
    );
    paper.preamble = preamble(frame, decision);
    paper.preamble.push(format!(
        "Căn cứ {} của {} về việc {old_title};",
        cited(old),
        seat.chair_name()
    ));
    paper.preamble.push(format!(
        "Theo đề nghị của Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo {}.",
        seat.name()
    ));
    let reason = decision
        .reason
        .as_deref()
        .map(words::sentence)
        .unwrap_or_default();
    let (households, members) = sum(lines);
    paper.blocks = vec![
        Block::Centred("QUYẾT ĐỊNH:".into()),
        article(
            1,
            format!(
                "Điều chỉnh kết quả công nhận tại {} đối với {} (có danh sách kèm theo).\nLý do điều chỉnh: {reason}",
                cited(old),
                words::households((households, members))
            ),
        ),
        article(
            2,
            format!(
                "Giấy chứng nhận, giấy xác nhận đã cấp theo {} cho các hộ có tên tại Điều 1 hết hiệu lực kể từ ngày Quyết \
                 định này có hiệu lực; hộ được cấp giấy mới theo kết quả điều chỉnh. Các nội dung khác của {} không thay \
                 đổi.",
                cited(old),
                cited(old)
            ),
        ),
        article(
            3,
            format!(
                "Quyết định này có hiệu lực kể từ {}.\n{}",
                words::day(decision.decided_on),
                carried_out(frame)
            ),
        ),
    ];
    let list = changes(frame, decision, lines, paper.signatures.clone());
    vec![paper, list]
}

/// What a correction changes, household by household.
fn changes(
    frame: &Frame,
    decision: &Recognition,
    lines: &[Line],
    signatures: Vec<giamngheo_papers::Signature>,
) -> Paper {
    let columns = vec![
        Column::new("STT", ColumnKind::Order),
        Column::new("Họ và tên chủ hộ", ColumnKind::Text),
        Column::new("Số nhân khẩu", ColumnKind::Number).weighing(1.6),
        Column::new("Đã công nhận", ColumnKind::Text).weighing(4.0),
        Column::new("Điều chỉnh thành", ColumnKind::Text).weighing(4.0),
        Column::new("Biến động so với năm trước", ColumnKind::Text).weighing(4.0),
    ];
    let rows = rows(
        lines,
        columns.len(),
        |l| &l.village,
        |l| &l.search_key,
        |l| {
            vec![
                Cell::Empty,
                Cell::text(l.head_name.as_str()),
                Cell::Int(l.member_count),
                Cell::text(words::before(l.previous)),
                Cell::text(words::class(l.class)),
                Cell::text(l.movement.map(words::movement).unwrap_or_default()),
            ]
        },
    );
    Paper {
        file_stem: format!("danh-sach-dieu-chinh-{}", frame.year),
        issuer: frame.seat.committee_below(),
        place: Some(frame.seat.place()),
        date: Some(decision.decided_on),
        kind: Some("DANH SÁCH".into()),
        title: format!(
            "Hộ gia đình được điều chỉnh kết quả công nhận hộ nghèo, hộ cận nghèo {}",
            frame.period
        ),
        subtitle: Some(attached(frame, decision)),
        blocks: vec![Block::Table(Table {
            columns,
            rows,
            ..Table::default()
        })],
        signatures,
        orientation: Orientation::Landscape,
        draft: frame.draft.clone(),
        note: Some(words::UNCHECKED.into()),
        ..Paper::default()
    }
}
