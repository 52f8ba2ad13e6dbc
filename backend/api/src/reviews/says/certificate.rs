//! Certificates of a decision, one a household.

use chrono::{Datelike, NaiveDate};
use giamngheo_papers::{Block, Cell, Column, ColumnKind, Paper, Row, Style, Table};
use giamngheo_store::reviews::{Certificate, CertificateMember, Recognition};

use super::line::Villages;
use super::words::{self, Seat};

/// What the certificates of one decision have in common.
pub struct Office<'a> {
    /// Where.
    pub seat: &'a Seat,
    /// The decision.
    pub decision: &'a Recognition,
    /// Villages' names.
    pub villages: &'a Villages,
    /// Where codes are checked.
    pub public_url: &'a str,
    /// A mark across the page.
    pub draft: Option<&'a str>,
    /// Today, to tell which holds no more.
    pub today: NaiveDate,
}

/// The name of the paper, what it certifies, and the sign of its number.
fn kind(code: &str) -> (&'static str, &'static str, &'static str) {
    match code {
        "poor" => ("GIẤY CHỨNG NHẬN", "HỘ NGHÈO", "/GCN-HN.HCN"),
        "near_poor" => ("GIẤY CHỨNG NHẬN", "HỘ CẬN NGHÈO", "/GCN-HN.HCN"),
        "escaped" => ("GIẤY XÁC NHẬN", "HỘ THOÁT NGHÈO", "/GXN"),
        _ => ("GIẤY XÁC NHẬN", "HỘ THOÁT CẬN NGHÈO", "/GXN"),
    }
}

fn relation(code: &str) -> &'static str {
    match code {
        "head" => "Chủ hộ",
        "spouse" => "Vợ, chồng",
        "child" => "Con",
        "parent" => "Cha, mẹ",
        "grandchild" => "Cháu",
        "sibling" => "Anh, chị, em",
        _ => "Khác",
    }
}

/// The certificate of one household with its members on the day of the decision.
pub fn certificate(office: &Office, certificate: &Certificate, members: &[&CertificateMember]) -> Paper {
    let Office {
        seat,
        decision,
        villages,
        ..
    } = office;
    let (name, what, sign) = kind(&certificate.kind);
    let verb = if name == "GIẤY CHỨNG NHẬN" {
        "chứng nhận"
    } else {
        "xác nhận"
    };
    let home = seat.home(
        certificate.address.as_deref(),
        villages.0.get(&certificate.path).map(String::as_str),
    );
    let head = members.iter().find(|m| m.relation == "head");
    let mut household = certificate.head_name.clone();
    if let Some(ethnicity) = head
        .and_then(|h| h.ethnicity.as_deref())
        .filter(|e| !e.trim().is_empty())
    {
        household.push_str(&format!(" (dân tộc {})", ethnicity.trim()));
    }
    let people = if members.is_empty() {
        certificate.member_count
    } else {
        members.len() as i64
    };
    let mut blocks = vec![
        Block::Paragraph(format!(
            "Căn cứ Quyết định số {} {} về việc {}, {} {verb}:",
            decision.number,
            words::day(decision.decided_on),
            if decision.corrects_id.is_some() {
                "điều chỉnh kết quả công nhận hộ nghèo, hộ cận nghèo"
            } else {
                "công nhận kết quả rà soát hộ nghèo, hộ cận nghèo"
            },
            seat.chair_name()
        )),
        Block::Facts(vec![
            ("Hộ gia đình ông (bà)".into(), household),
            ("Nơi ở".into(), home),
            ("Số nhân khẩu".into(), format!("{} người", words::count(people))),
            (
                "Là".into(),
                format!("{what} theo kết quả rà soát năm {}", certificate.year),
            ),
        ]),
    ];
    if !members.is_empty() {
        blocks.push(Block::Table(people_table(members)));
    }
    blocks.push(Block::Paragraph(validity(certificate)));
    blocks.push(Block::Check(words::check(
        office.public_url,
        &certificate.code,
        "Kiểm tra giấy này tại:",
    )));
    // One that holds no more must not pass for one that does.
    let over = certificate.withdrawn_on.is_some_and(|on| on <= office.today);
    Paper {
        file_stem: format!("{}-{}", words::slug(name), certificate.code.to_lowercase()),
        issuer: seat.committee_short(),
        number: Some(sign.into()),
        place: Some(seat.place()),
        date: Some(certificate.issued_on),
        kind: Some(name.into()),
        title: what.into(),
        blocks,
        signatures: vec![words::chair(&decision.signer_title, Some(&decision.signer))],
        style: Style::Certificate,
        draft: if over {
            Some("HẾT HIỆU LỰC".into())
        } else {
            office.draft.map(str::to_owned)
        },
        note: Some(words::UNCHECKED.into()),
        ..Paper::default()
    }
}

fn validity(certificate: &Certificate) -> String {
    match certificate.withdrawn_on {
        Some(on) => format!(
            "Giấy này có giá trị từ {} đến trước {}.",
            words::day(certificate.issued_on),
            words::day(on)
        ),
        None => format!(
            "Giấy này có giá trị từ {} đến khi có quyết định mới về kết quả rà soát đối với hộ.",
            words::day(certificate.issued_on)
        ),
    }
}

fn people_table(members: &[&CertificateMember]) -> Table {
    let sex = |m: &CertificateMember| match m.sex.as_deref() {
        Some("male") => "Nam",
        Some("female") => "Nữ",
        _ => "",
    };
    Table {
        columns: vec![
            Column::new("STT", ColumnKind::Order),
            Column::new("Họ và tên", ColumnKind::Text).weighing(5.0),
            Column::new("Giới tính", ColumnKind::Code).weighing(1.2),
            Column::new("Năm sinh", ColumnKind::Code).weighing(1.4),
            Column::new("Quan hệ với chủ hộ", ColumnKind::Text).weighing(2.6),
        ],
        rows: members
            .iter()
            .map(|m| {
                Row::body(vec![
                    Cell::Empty,
                    Cell::text(m.name.as_str()),
                    Cell::text(sex(m)),
                    Cell::text(m.birth_date.map_or_else(String::new, |d| d.year().to_string())),
                    Cell::text(relation(&m.relation)),
                ])
            })
            .collect(),
        ..Table::default()
    }
}
