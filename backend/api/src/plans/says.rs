//! What a plan says on paper, as plain data for [`giamngheo_papers`]: the layout of a plan (kế hoạch) after Nghị định
//! 30/2020/NĐ-CP, annex III.

use chrono::NaiveDate;
use giamngheo_papers::{Block, Cell, Column, ColumnKind, Issuer, Paper, Row, Signature, Table};
use giamngheo_rules::plan::State;
use giamngheo_store::Result;
use giamngheo_store::areas::Area;
use giamngheo_store::plans::{Activity, Plan};

use super::dto::PlanContent;
use crate::reports::place;
use crate::reviews::says::words;

/// The sign of a plan that has no number yet.
const UNNUMBERED: &str = "/KH";

/// The paper of a plan.
pub fn paper(plan: &Plan, area: &Area, activities: &[Activity], demo: bool) -> Result<Paper> {
    let content: PlanContent = serde_json::from_str(&plan.content)?;
    let mut blocks = Vec::new();
    let mut section = 0;
    let mut heading = |blocks: &mut Vec<Block>, title: &str| {
        section += 1;
        blocks.push(Block::Heading(format!("{}. {title}", words::roman(section))));
    };
    let points = |texts: &[String]| Block::Bullets(texts.iter().map(|t| words::sentence(t)).collect());
    if !content.purposes.is_empty() {
        heading(&mut blocks, "MỤC ĐÍCH, YÊU CẦU");
        blocks.push(points(&content.purposes));
    }
    if !content.subjects.is_empty() {
        heading(&mut blocks, "ĐỐI TƯỢNG");
        blocks.push(points(&content.subjects));
    }
    heading(&mut blocks, "NỘI DUNG, THỜI GIAN THỰC HIỆN");
    blocks.push(Block::Paragraph(format!(
        "Thời gian thực hiện: từ {} đến {}.",
        words::day(plan.first_day),
        words::day(plan.last_day)
    )));
    blocks.push(Block::Table(work(activities)));
    blocks.push(Block::Space);
    if !content.budget.is_empty() {
        heading(&mut blocks, "KINH PHÍ");
        blocks.push(Block::Paragraph(format!(
            "Tổng kinh phí thực hiện năm {}: {} đồng{}.",
            plan.fiscal_year,
            words::count(plan.budget_vnd),
            plan.item
                .as_ref()
                .map_or_else(String::new, |item| format!(" (khoản mục {item})"))
        )));
        blocks.push(Block::Table(money(&content, plan.budget_vnd)));
        blocks.push(Block::Space);
    }
    if !content.responsible.is_empty() {
        heading(&mut blocks, "TỔ CHỨC THỰC HIỆN");
        for (i, one) in content.responsible.iter().enumerate() {
            blocks.push(Block::Article {
                label: format!("{}. {}:", i + 1, one.office),
                text: words::sentence(&one.task),
            });
        }
    }
    let issued_on: Option<NaiveDate> = plan.issued_on.as_deref().and_then(|d| d.parse().ok());
    let title = plan.title.strip_prefix("Kế hoạch ").unwrap_or(&plan.title);
    Ok(Paper {
        file_stem: format!("ke-hoach-{}-{}", plan.fiscal_year, area.code),
        issuer: Issuer::new(plan.issuer_above.as_deref(), &plan.issuer),
        number: Some(plan.number.clone().unwrap_or_else(|| UNNUMBERED.to_owned())),
        place: Some(place(&area.name)),
        date: issued_on,
        kind: Some("KẾ HOẠCH".to_owned()),
        title: words::unbroken(&words::upper_first(title)),
        preamble: content
            .legal_bases
            .iter()
            .map(|basis| format!("Căn cứ {};", basis.trim_end_matches([';', '.', ','])))
            .collect(),
        blocks,
        signatures: vec![Signature {
            lines: plan.signer_title.lines().map(str::to_uppercase).collect(),
            note: None,
            name: plan.signer_name.clone(),
        }],
        recipients: content.recipients,
        draft: words::mark(demo, plan.state()? == State::Draft),
        ..Paper::default()
    })
}

fn work(activities: &[Activity]) -> Table {
    Table {
        columns: vec![
            Column::new("STT", ColumnKind::Order),
            Column::new("Nội dung", ColumnKind::Text).weighing(6.0),
            Column::new("Thời gian", ColumnKind::Code).weighing(2.6),
            Column::new("Cơ quan, đơn vị thực hiện", ColumnKind::Text).weighing(3.4),
        ],
        rows: activities
            .iter()
            .map(|activity| {
                Row::body(vec![
                    Cell::Empty,
                    Cell::text(activity.text.as_str()),
                    Cell::text(format!(
                        "{} - {}",
                        words::short_day(activity.first_day),
                        words::short_day(activity.last_day)
                    )),
                    Cell::text(activity.responsible.as_str()),
                ])
            })
            .collect(),
        ..Table::default()
    }
}

fn money(content: &PlanContent, total: i64) -> Table {
    let mut rows: Vec<Row> = content
        .budget
        .iter()
        .map(|line| Row::body(vec![Cell::Empty, line.source.vi().into(), line.amount_vnd.into()]))
        .collect();
    rows.push(Row::total(vec!["Tổng cộng".into(), Cell::Empty, total.into()]));
    Table {
        unit: Some("Đơn vị: đồng".to_owned()),
        columns: vec![
            Column::new("STT", ColumnKind::Order),
            Column::new("Nguồn kinh phí", ColumnKind::Text),
            Column::new("Số tiền", ColumnKind::Number).weighing(3.0),
        ],
        rows,
        ..Table::default()
    }
}
