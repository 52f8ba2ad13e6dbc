//! What the report of a visit says on paper, as plain data for [`giamngheo_papers`].

use std::collections::BTreeMap;

use chrono::NaiveDate;
use giamngheo_papers::{Block, Cell, Column, ColumnKind, Issuer, Paper, Row, Signature, Table};
use giamngheo_rules::visit::{
    Checklist, Question, RecommendationState, Value, VisitKind, VisitPurpose, VisitRole, VisitSeen,
    VisitStratify,
};
use giamngheo_rules::words::number_vi;
use giamngheo_store::visits::{self, Visit};
use giamngheo_store::{Conn, Error, Result, Scope, areas};

use super::dto::{VisitMoneyRow, severity_vi};
use super::field::comparison;
use crate::app::App;
use crate::areas::atlas::Names;
use crate::reviews::says::words;

/// Below a paper whose form nobody compared with the law's annex yet.
const UNCHECKED: &str = "Mẫu báo cáo chưa đối chiếu với Phụ lục II Thông tư 10/2022/TT-BLĐTBXH";

fn day(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

fn class_vi(code: Option<&str>) -> &'static str {
    match code {
        Some("poor") => "Hộ nghèo",
        Some("near_poor") => "Hộ cận nghèo",
        Some("average") => "Hộ có mức sống trung bình",
        Some("other") => "Hộ khác",
        _ => "Chưa rà soát",
    }
}

/// The answer to a question, in words.
fn answered(question: &Question, value: &Value) -> String {
    match value {
        Value::YesNo(true) => "Có".to_owned(),
        Value::YesNo(false) => "Không".to_owned(),
        Value::Number(n) if n.fract() == 0.0 && n.abs() < 1e15 => number_vi(*n as i64),
        Value::Number(n) => n.to_string().replace('.', ","),
        Value::Text(text) => question
            .options
            .iter()
            .find(|o| o.code == *text)
            .map_or_else(|| text.clone(), |o| o.text.vi.clone()),
    }
}

/// The name of an area, or nothing.
fn name(names: &Names, id: &str) -> String {
    names.get(id).map(|a| a.name.clone()).unwrap_or_default()
}

/// The report of a visit, as far as the scope may see it.
pub fn report(conn: &mut Conn, app: &App, scope: &Scope, visit: &Visit) -> Result<Paper> {
    let area = areas::by_id(conn, &visit.area_id)?.ok_or(Error::NotFound)?;
    let visited = visits::areas(conn, scope, visit)?;
    let units = visits::units(conn, scope, visit)?;
    let comparison = comparison(conn, app, scope, visit)?;
    let findings = visits::findings(conn, scope, visit)?;
    let recommendations = visits::recommendations_of(conn, scope, visit)?;
    let ids = visited
        .iter()
        .map(|a| a.area_id.clone())
        .chain(units.iter().flat_map(|u| [u.area_id.clone(), u.stratum.clone()]))
        .chain(recommendations.iter().map(|r| r.area_id.clone()));
    let names = app.atlas.names(conn, ids.collect::<Vec<_>>())?;
    let places: Vec<String> = visited.iter().map(|a| name(&names, &a.area_id)).collect();
    let purpose = VisitPurpose::from_code(&visit.purpose).map_or("kiểm tra", VisitPurpose::vi);
    let kind = VisitKind::from_code(&visit.kind).map_or("", VisitKind::vi);
    let members = visits::members(conn, visit)?;
    let signatures = visits::signatures(conn, scope, visit)?;

    let mut blocks = vec![
        Block::Heading("I. THÔNG TIN CHUNG".to_owned()),
        Block::Facts(vec![
            ("Cuộc".into(), format!("{} ({purpose} {kind})", visit.number)),
            ("Đơn vị được kiểm tra".into(), places.join(", ")),
            (
                "Thời gian".into(),
                format!("từ ngày {} đến ngày {}", day(visit.starts_on), day(visit.ends_on)),
            ),
            ("Nội dung, dự án".into(), visit.items()?.join(", ")),
        ]),
        Block::Paragraph("Thành phần đoàn:".to_owned()),
        Block::Bullets(
            members
                .iter()
                .map(|m| {
                    let role = VisitRole::from_code(&m.role).map_or("", VisitRole::vi);
                    format!("{role}: {} – {}", m.name, m.office)
                })
                .collect(),
        ),
    ];
    if let Some(agenda) = &visit.agenda {
        blocks.push(Block::Paragraph(format!("Chương trình làm việc: {agenda}")));
    }
    blocks.push(Block::Heading("II. KẾT QUẢ KIỂM TRA".to_owned()));
    let checklist = visits::checklist(conn, visit)?;
    let answers = visits::answers(conn, scope, visit)?;
    for place in &visited {
        let own: BTreeMap<&str, &visits::Answer> = answers
            .iter()
            .filter(|a| a.area_id == place.area_id)
            .map(|a| (a.question.as_str(), a))
            .collect();
        blocks.push(Block::Table(questions(
            &checklist,
            &own,
            name(&names, &place.area_id),
        )?));
    }
    for sample in visits::samples(conn, visit)? {
        let stratify = VisitStratify::from_code(&sample.stratify).map_or("", VisitStratify::vi);
        blocks.push(Block::Paragraph(format!(
            "Mẫu chọn ngẫu nhiên {} trong {} {}, phân tầng theo {stratify}, mã hạt giống “{}”.",
            number_vi(sample.size.min(sample.frame_size)),
            number_vi(sample.frame_size),
            if sample.drawn_of == "works" {
                "công trình"
            } else {
                "hộ"
            },
            sample.seed
        )));
    }
    if !units.is_empty() {
        blocks.push(Block::Table(sampled(&units, &names)));
        if comparison.seen > 0 {
            blocks.push(Block::Paragraph(format!(
                "Đối chiếu với sổ theo dõi: {} hộ đã xác định phân loại thực tế, trong đó {} hộ khác với sổ.",
                number_vi(comparison.seen as i64),
                number_vi(comparison.differing as i64)
            )));
        }
    }
    let money: Vec<&VisitMoneyRow> = comparison.money.iter().filter(|m| m.seen_vnd.is_some()).collect();
    if !money.is_empty() {
        blocks.push(Block::Table(disbursed(&money)));
    }
    blocks.push(Block::Heading("III. PHÁT HIỆN VÀ KIẾN NGHỊ".to_owned()));
    if findings.is_empty() {
        blocks.push(Block::Paragraph("Không có phát hiện.".to_owned()));
    }
    for (i, finding) in findings.iter().enumerate() {
        blocks.push(Block::Paragraph(format!(
            "{}. ({}, {}) {}",
            i + 1,
            name(&names, &finding.area_id),
            severity_vi(&finding.severity),
            words::sentence(&finding.body)
        )));
        if let Some(evidence) = &finding.evidence {
            blocks.push(Block::Paragraph(format!("Căn cứ: {}", words::sentence(evidence))));
        }
    }
    if !recommendations.is_empty() {
        blocks.push(Block::Table(recommended(&recommendations, &names)));
    }
    blocks.push(Block::Heading("IV. KẾT LUẬN".to_owned()));
    blocks.push(Block::Paragraph(
        visit
            .conclusion
            .clone()
            .unwrap_or_else(|| "(Chưa có kết luận)".to_owned()),
    ));
    Ok(Paper {
        file_stem: format!("bao-cao-kiem-tra-{}", visit.number.replace('/', "-")),
        issuer: Issuer::new(
            Some(&format!("ỦY BAN NHÂN DÂN {}", area.name)),
            "ĐOÀN KIỂM TRA, GIÁM SÁT",
        ),
        number: Some("/BC-ĐKT".to_owned()),
        place: Some(words::bare(area.name.strip_prefix("Tỉnh ").unwrap_or(&area.name)).to_owned()),
        date: visit.closed_on,
        kind: Some("BÁO CÁO".to_owned()),
        title: words::unbroken(&visit.title),
        subtitle: visit.mandate_number.as_ref().map(|number| {
            let on = visit.mandate_on.map(day).unwrap_or_default();
            let issuer = visit.mandate_issuer.as_deref().unwrap_or_default();
            format!("(Theo Quyết định số {number} ngày {on} của {issuer})")
        }),
        blocks,
        signatures: signed(&signatures),
        recipients: places
            .iter()
            .map(|p| format!("UBND {}", words::lower_first(p)))
            .chain(["Lưu: VT, ĐKT".to_owned()])
            .collect(),
        draft: words::mark(app.config.demo, visit.state != "closed"),
        note: Some(UNCHECKED.to_owned()),
        ..Paper::default()
    })
}

fn questions(checklist: &Checklist, own: &BTreeMap<&str, &visits::Answer>, caption: String) -> Result<Table> {
    let mut rows = Vec::new();
    for question in &checklist.questions {
        let answer = own.get(question.code.as_str());
        let value = answer
            .map(|a| serde_json::from_str::<Value>(&a.value))
            .transpose()?
            .map(|value| answered(question, &value))
            .unwrap_or_default();
        rows.push(Row::body(vec![
            Cell::Empty,
            question.text.vi.as_str().into(),
            value.into(),
            answer.and_then(|a| a.note.clone()).into(),
        ]));
    }
    Ok(Table {
        caption: Some(caption),
        columns: vec![
            Column::new("STT", ColumnKind::Order),
            Column::new("Nội dung", ColumnKind::Text),
            Column::new("Kết quả", ColumnKind::Text).weighing(2.5),
            Column::new("Ghi chú", ColumnKind::Text).weighing(3.0),
        ],
        rows,
        ..Table::default()
    })
}

fn sampled(units: &[visits::Sampled], names: &Names) -> Table {
    let rows = units.iter().map(|unit| {
        let what = unit.head_name.clone().or_else(|| unit.work.clone());
        let stratum = names.get(&unit.stratum).map(|a| a.name.clone());
        let stratum = stratum.unwrap_or_else(|| match unit.stratum.as_str() {
            code @ ("poor" | "near_poor" | "average" | "other" | "none") => class_vi(Some(code)).to_owned(),
            text => text.to_owned(),
        });
        let seen = VisitSeen::from_code(&unit.seen).map_or("", VisitSeen::vi);
        let household = unit.household_id.is_some();
        Row::body(vec![
            Cell::Empty,
            what.into(),
            stratum.into(),
            Cell::text(if household {
                class_vi(unit.class_then.as_deref())
            } else {
                ""
            }),
            Cell::text(match &unit.seen_class {
                Some(class) => class_vi(Some(class)),
                None => seen,
            }),
            unit.note.clone().into(),
        ])
    });
    Table {
        caption: Some("Kết quả kiểm tra mẫu".to_owned()),
        columns: vec![
            Column::new("STT", ColumnKind::Order),
            Column::new("Chủ hộ, công trình", ColumnKind::Text).weighing(3.5),
            Column::new("Thôn, diện", ColumnKind::Text).weighing(2.5),
            Column::new("Theo sổ", ColumnKind::Text).weighing(2.5),
            Column::new("Thực tế", ColumnKind::Text).weighing(2.5),
            Column::new("Ghi chú", ColumnKind::Text).weighing(3.0),
        ],
        rows: rows.collect(),
        ..Table::default()
    }
}

/// What was disbursed, by the books and as the team found it.
fn disbursed(money: &[&VisitMoneyRow]) -> Table {
    let rows = money.iter().map(|row| {
        Row::body(vec![
            Cell::Empty,
            row.area
                .as_ref()
                .map_or_else(String::new, |a| a.name.clone())
                .into(),
            format!("{} ({})", row.item.name.vi, row.item.code).into(),
            row.disbursed_vnd.into(),
            row.seen_vnd.map_or(Cell::Empty, Cell::Int),
            row.difference_vnd.map_or(Cell::Empty, Cell::Int),
            row.note.clone().into(),
        ])
    });
    Table {
        caption: Some("Đối chiếu số đã giải ngân (đồng)".to_owned()),
        columns: vec![
            Column::new("STT", ColumnKind::Order),
            Column::new("Đơn vị", ColumnKind::Text).weighing(2.5),
            Column::new("Khoản mục", ColumnKind::Text).weighing(3.5),
            Column::new("Theo sổ", ColumnKind::Number),
            Column::new("Thực tế", ColumnKind::Number),
            Column::new("Chênh lệch", ColumnKind::Number),
            Column::new("Ghi chú", ColumnKind::Text).weighing(2.5),
        ],
        rows: rows.collect(),
        ..Table::default()
    }
}

fn recommended(all: &[visits::Recommendation], names: &Names) -> Table {
    let rows = all.iter().map(|of| {
        let unit = name(names, &of.area_id);
        let who = match &of.office {
            Some(office) => format!("{office}, {unit} ({})", of.owner),
            None => format!("{unit} ({})", of.owner),
        };
        let state = RecommendationState::from_code(&of.state).map_or("", RecommendationState::vi);
        Row::body(vec![
            Cell::Empty,
            of.body.as_str().into(),
            who.into(),
            of.due_on.into(),
            state.into(),
        ])
    });
    Table {
        caption: Some("Kiến nghị".to_owned()),
        columns: vec![
            Column::new("STT", ColumnKind::Order),
            Column::new("Nội dung kiến nghị", ColumnKind::Text),
            Column::new("Đơn vị, người thực hiện", ColumnKind::Text).weighing(3.5),
            Column::new("Hạn", ColumnKind::Code),
            Column::new("Tình trạng", ColumnKind::Text).weighing(2.5),
        ],
        rows: rows.collect(),
        ..Table::default()
    }
}

/// Those who signed; where nobody has, the places to sign.
fn signed(all: &[visits::Signature]) -> Vec<Signature> {
    let side = |code: &str, line: &str| {
        let own: Vec<Signature> = all
            .iter()
            .filter(|s| s.side == code)
            .map(|s| words::hand(&format!("{line}\n{}", s.title.to_uppercase()), Some(&s.name)))
            .collect();
        if own.is_empty() {
            vec![words::hand(line, None)]
        } else {
            own
        }
    };
    let mut out = side("visited", "ĐƠN VỊ ĐƯỢC KIỂM TRA");
    out.extend(side("team", "TM. ĐOÀN KIỂM TRA"));
    out
}
