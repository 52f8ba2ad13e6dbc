//! The report on a round to the level above, and its summary tables.

use std::collections::BTreeSet;

use giamngheo_papers::{Block, Orientation, Paper};
use giamngheo_rules::movement::Movement;
use giamngheo_rules::poverty::Class;
use giamngheo_rules::review::{Act, Step};
use giamngheo_store::reviews::{Case, Complaint, Event, Meeting, PostingRow};

use super::Round;
use super::line::{Line, sum};
use super::lists::{Frame, escaped_near_poverty, escaped_poverty};
use super::tables::{self, of_class, of_movement};
use super::words;

/// All that is reported on.
pub struct Findings<'a> {
    /// The cases on the list.
    pub cases: &'a [Case],
    /// The same as lines.
    pub lines: &'a [Line],
    /// The meetings.
    pub meetings: &'a [Meeting],
    /// The lists that were put up, the first first.
    pub postings: &'a [PostingRow],
    /// The complaints.
    pub complaints: &'a [Complaint],
    /// The history, the last first.
    pub events: &'a [Event],
}

/// The last event of an act.
pub fn last_event(events: &[Event], act: Act) -> Option<&Event> {
    events.iter().find(|event| event.act == act.code())
}

/// What was noted with an event: the number of a letter, or a remark.
pub fn note_of(event: &Event) -> Option<String> {
    let detail: serde_json::Value = serde_json::from_str(&event.detail).ok()?;
    let note = giamngheo_rules::text::tidy(detail["note"].as_str()?);
    (!note.is_empty()).then_some(note)
}

/// Whether a note is the number of a document, such as `12/BC-UBND`.
pub fn is_number(note: &str) -> bool {
    note.len() <= 40
        && note.starts_with(|c: char| c.is_ascii_digit())
        && note.contains('/')
        && !note.contains(char::is_whitespace)
}

/// The report.
pub fn report(frame: &Frame, round: &Round, findings: &Findings) -> Paper {
    let seat = &frame.seat;
    let lines = findings.lines;
    let asks = round.procedure.step(Step::Opinion).is_some();
    let reported = last_event(findings.events, Act::Report);
    let number = reported.and_then(note_of).filter(|note| is_number(note));
    let to = if asks {
        seat.above_name()
    } else {
        seat.chair_name()
    };
    let order = round
        .row
        .document
        .as_deref()
        .map(str::trim)
        .filter(|d| !d.is_empty());
    let mut blocks = vec![
        Block::Paragraph(format!(
            "Thực hiện Quyết định số 24/2021/QĐ-TTg ngày 16 tháng 7 năm 2021 của Thủ tướng Chính phủ{}, {} báo cáo kết \
             quả rà soát hộ nghèo, hộ cận nghèo {} trên địa bàn như sau:",
            order.map_or_else(String::new, |d| {
                if is_number(d) {
                    format!(" và Văn bản số {d}")
                } else {
                    format!(" và {d}")
                }
            }),
            seat.committee_name(),
            frame.period
        )),
        Block::Heading("I. TÌNH HÌNH TỔ CHỨC THỰC HIỆN".into()),
    ];
    blocks.extend(work(frame, round, findings).into_iter().map(Block::Paragraph));
    blocks.push(Block::Heading("II. KẾT QUẢ RÀ SOÁT".into()));
    blocks.extend(results(lines).into_iter().map(Block::Paragraph));
    let mut table = tables::classes(lines);
    table.caption = Some("Biểu 1. Kết quả rà soát và biến động hộ nghèo, hộ cận nghèo".into());
    blocks.push(Block::Table(table));
    if let Some(standard) = frame.standard {
        let mut table = tables::deprivations(lines, standard);
        table.caption =
            Some("Biểu 2. Hộ nghèo, hộ cận nghèo theo chỉ số thiếu hụt dịch vụ xã hội cơ bản".into());
        blocks.push(Block::Space);
        blocks.push(Block::Table(table));
    }
    blocks.push(Block::Heading(
        "III. TIẾP NHẬN, GIẢI QUYẾT Ý KIẾN, KHIẾU NẠI".into(),
    ));
    blocks.push(Block::Paragraph(complaints(findings.complaints)));
    blocks.push(Block::Heading("IV. ĐỀ NGHỊ".into()));
    blocks.push(Block::Paragraph(proposal(frame, lines, asks)));
    let mut recipients = vec![if asks {
        seat.above_short()
    } else {
        format!("Chủ tịch UBND {}", seat.kind())
    }];
    recipients.extend([
        format!("TT. Đảng ủy, TT. HĐND {}", seat.kind()),
        format!("Ban Chỉ đạo rà soát {}", seat.kind()),
        "Lưu: VT".to_owned(),
    ]);
    Paper {
        file_stem: format!("bao-cao-ket-qua-ra-soat-{}", frame.year),
        issuer: seat.committee(),
        number: Some(number.unwrap_or_else(|| "/BC-UBND".to_owned())),
        place: Some(seat.place()),
        date: reported.map(|event| event.on_date),
        kind: Some("BÁO CÁO".into()),
        title: format!(
            "Kết quả rà soát hộ nghèo, hộ cận nghèo trên địa bàn {} {}",
            seat.name(),
            frame.period
        ),
        subtitle: Some(match &frame.subtitle {
            Some(part) => format!("Kính gửi: {to}\n{part}"),
            None => format!("Kính gửi: {to}"),
        }),
        blocks,
        signatures: vec![words::committee("", None)],
        recipients,
        draft: frame.draft.clone(),
        note: Some(words::UNCHECKED.into()),
        ..Paper::default()
    }
}

/// What was done, step by step, as far as it was done.
fn work(frame: &Frame, round: &Round, findings: &Findings) -> Vec<String> {
    let cases = findings.cases;
    let of = |origin: &str| words::count(cases.iter().filter(|c| c.origin == origin).count() as i64);
    let mut parts = vec![format!(
        "Lập danh sách: đợt rà soát bắt đầu từ {}; tổng số hộ gia đình cần rà soát là {} hộ, gồm {} hộ nghèo, hộ cận \
         nghèo đang quản lý, {} hộ có giấy đề nghị và {} hộ do {} bổ sung.",
        words::day(round.row.opened_on),
        words::count(cases.len() as i64),
        of("carried"),
        of("requested"),
        of("added"),
        frame.seat.kind()
    )];
    let surveyed: Vec<&Case> = cases.iter().filter(|c| c.class.is_some()).collect();
    let enumerators: BTreeSet<&str> = surveyed.iter().filter_map(|c| c.surveyed_by.as_deref()).collect();
    let mut survey = format!(
        "Rà soát, phân loại: {} rà soát viên đã rà soát {}/{} hộ; toàn bộ phiếu được cán bộ {} đọc soát",
        words::count(enumerators.len() as i64),
        words::count(surveyed.len() as i64),
        words::count(cases.len() as i64),
        frame.seat.kind()
    );
    if surveyed.iter().any(|c| c.read_at.is_none()) {
        survey = survey.replace("; toàn bộ phiếu được cán bộ", "; phiếu đang được cán bộ");
    }
    let sampled = cases.iter().filter(|c| c.sampled).count() as i64;
    if sampled > 0 {
        let checked: Vec<&Case> = cases.iter().filter(|c| c.check_on.is_some()).collect();
        let differ = checked.iter().filter(|c| c.check_class != c.class).count() as i64;
        survey.push_str(&format!(
            "; phúc tra mẫu ngẫu nhiên {}/{} hộ, {} hộ có kết quả phân loại khác",
            words::count(checked.len() as i64),
            words::count(sampled),
            words::count(differ)
        ));
    }
    parts.push(survey + ".");
    let meetings = findings.meetings;
    if let (Some(first), Some(last)) = (
        meetings.iter().map(|m| m.held_on).min(),
        meetings.iter().map(|m| m.held_on).max(),
    ) {
        let villages: BTreeSet<&str> = meetings.iter().map(|m| m.path.as_str()).collect();
        let agreed = cases
            .iter()
            .filter(|c| matches!(c.state.as_str(), "agreed" | "recognised"))
            .count();
        let when = if first == last {
            words::day(first)
        } else {
            format!("từ {} đến {}", words::day(first), words::day(last))
        };
        parts.push(format!(
            "Họp dân: đã tổ chức {} cuộc họp tại {} thôn, tổ dân phố ({when}) với {} lượt người dự; kết quả của {}/{} hộ \
             được thống nhất với trên {}% số người dự họp nhất trí.",
            words::count(meetings.len() as i64),
            words::count(villages.len() as i64),
            words::count(meetings.iter().map(|m| m.present).sum()),
            words::count(agreed as i64),
            words::count(cases.len() as i64),
            round.procedure.more_than_percent.value
        ));
    }
    let this_pass: Vec<&PostingRow> = findings
        .postings
        .iter()
        .filter(|p| p.pass == round.row.pass)
        .collect();
    // After a return to an earlier step the list may not be up again yet: then the last one is told of.
    let shown = if this_pass.is_empty() {
        findings.postings.last().into_iter().collect()
    } else {
        this_pass
    };
    if let (Some(first), Some(until)) = (shown.first(), shown.iter().map(|p| p.until).max()) {
        let mut text = format!(
            "Niêm yết, thông báo công khai: từ {} đến hết {} tại {}",
            words::day(first.posted_on),
            words::day(until),
            first.places.trim().trim_end_matches(['.', ',', ';'])
        );
        let again = shown.iter().filter(|p| p.again).count();
        if again > 0 {
            text.push_str(&format!(
                "; niêm yết lại kết quả phúc tra {} lần",
                words::count(again as i64)
            ));
        }
        parts.push(text + ".");
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(i, text)| format!("{}. {text}", i + 1))
        .collect()
}

/// The figures in running text.
fn results(lines: &[Line]) -> Vec<String> {
    let poor: Vec<&Line> = lines.iter().filter(|l| l.class == Some(Class::Poor)).collect();
    let near: Vec<&Line> = lines
        .iter()
        .filter(|l| l.class == Some(Class::NearPoor))
        .collect();
    let minority = |list: &[&Line]| {
        let known = list.iter().filter(|l| l.minority == Some(true)).count() as i64;
        words::count(known)
    };
    let of = |movement| words::count(of_movement(lines, movement).0);
    vec![
        format!(
            "1. Hộ nghèo: {}, trong đó {} hộ dân tộc thiểu số; {} hộ phát sinh mới, {} hộ tái nghèo.",
            words::households(sum(poor.iter().copied())),
            minority(&poor),
            of(Movement::NewlyPoor),
            of(Movement::FellBack)
        ),
        format!(
            "2. Hộ cận nghèo: {}, trong đó {} hộ dân tộc thiểu số; {} hộ phát sinh mới, {} hộ tái cận nghèo, {} hộ từ hộ \
             nghèo chuyển sang.",
            words::households(sum(near.iter().copied())),
            minority(&near),
            of(Movement::NearPoorNew),
            of(Movement::FellBackNearPoor),
            of(Movement::EscapedToNearPoor)
        ),
        format!(
            "3. Hộ thoát nghèo: {}, trong đó {} hộ trở thành hộ cận nghèo, {} hộ vượt chuẩn cận nghèo.",
            words::households(sum(lines.iter().filter(|l| escaped_poverty(l)))),
            of(Movement::EscapedToNearPoor),
            of(Movement::Escaped)
        ),
        format!(
            "4. Hộ thoát cận nghèo: {}.",
            words::households(sum(lines.iter().filter(|l| escaped_near_poverty(l))))
        ),
    ]
}

fn complaints(complaints: &[Complaint]) -> String {
    if complaints.is_empty() {
        return "Trong thời gian niêm yết, không có ý kiến phản ánh, khiếu nại.".to_owned();
    }
    let of = |outcome: Option<&str>| {
        complaints
            .iter()
            .filter(|c| c.outcome.as_deref() == outcome)
            .count() as i64
    };
    let mut text = format!(
        "Trong thời gian niêm yết, đã tiếp nhận {} khiếu nại; kết quả phúc tra: {} khiếu nại đúng, {} khiếu nại không đúng",
        words::count(complaints.len() as i64),
        words::count(of(Some("upheld"))),
        words::count(of(Some("rejected")))
    );
    let open = of(None);
    if open > 0 {
        text.push_str(&format!("; đang giải quyết {} khiếu nại", words::count(open)));
    }
    text + "."
}

fn proposal(frame: &Frame, lines: &[Line], asks: bool) -> String {
    let seat = &frame.seat;
    let what = format!(
        "{} hộ nghèo, {} hộ cận nghèo, {} hộ thoát nghèo và {} hộ thoát cận nghèo {}",
        words::count(of_class(lines, Class::Poor).0),
        words::count(of_class(lines, Class::NearPoor).0),
        words::count(sum(lines.iter().filter(|l| escaped_poverty(l))).0),
        words::count(sum(lines.iter().filter(|l| escaped_near_poverty(l))).0),
        frame.period
    );
    if asks {
        format!(
            "{} kính đề nghị {} xem xét, cho ý kiến để {} quyết định công nhận {what}./.",
            seat.committee_name(),
            seat.above_name(),
            seat.chair_name()
        )
    } else {
        format!(
            "Kính đề nghị {} xem xét, quyết định công nhận {what}./.",
            seat.chair_name()
        )
    }
}

/// The summary tables of a round.
pub fn summary(frame: &Frame, lines: &[Line]) -> Paper {
    let mut by_village = tables::villages(lines);
    by_village.caption = Some("Biểu 1. Kết quả rà soát theo thôn, tổ dân phố".into());
    by_village.unit = Some("Đơn vị: hộ, người".into());
    let mut blocks = vec![Block::Table(by_village)];
    if let Some(standard) = frame.standard {
        let mut causes = tables::deprivations(lines, standard);
        causes.caption =
            Some("Biểu 2. Hộ nghèo, hộ cận nghèo theo chỉ số thiếu hụt dịch vụ xã hội cơ bản".into());
        causes.unit = Some("Đơn vị: hộ".into());
        blocks.push(Block::Space);
        blocks.push(Block::Table(causes));
    }
    Paper {
        file_stem: format!("tong-hop-ra-soat-{}", frame.year),
        issuer: frame.seat.committee_below(),
        place: Some(frame.seat.place()),
        date: frame.date,
        kind: Some("TỔNG HỢP".into()),
        title: format!(
            "Kết quả rà soát hộ nghèo, hộ cận nghèo trên địa bàn {} {}",
            frame.seat.name(),
            frame.period
        ),
        subtitle: frame.subtitle.clone(),
        blocks,
        signatures: vec![words::hand("NGƯỜI LẬP BIỂU", None), words::committee("", None)],
        orientation: Orientation::Landscape,
        draft: frame.draft.clone(),
        note: Some(words::UNCHECKED.into()),
        ..Paper::default()
    }
}
