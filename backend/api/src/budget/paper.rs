//! An execution as a file: CSV for scripts, Excel, PDF and Word as a table in million đồng.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use giamngheo_papers::{Block, Cell, Column, ColumnKind, Issuer, Orientation, Paper, Row, Table};
use giamngheo_rules::words::number_vi;
use giamngheo_store::areas::Area;

use super::execution::{BudgetExecutionRow, BudgetExecutionView, By};
use crate::http::problem::{Answer, Problem};

const PDF: &str = "application/pdf";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// What an execution goes out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For programs.
    Json,
    /// For scripts, in đồng.
    Csv,
    /// To work on with.
    Xlsx,
    /// To print.
    Pdf,
    /// To edit.
    Docx,
}

impl Form {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Json, "json", "application/json"),
        (Self::Csv, "csv", "text/csv"),
        (Self::Xlsx, "xlsx", crate::households::XLSX),
        (Self::Pdf, "pdf", PDF),
        (Self::Docx, "docx", DOCX),
    ];

    /// Its code, and the ending of its files.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|f| f.0 == self).map_or("", |f| f.1)
    }

    fn media(self) -> &'static str {
        Self::ALL.iter().find(|f| f.0 == self).map_or("", |f| f.2)
    }

    /// The form that a parameter or the Accept header asks for. Errors: 400 at `/form`.
    pub fn wanted(request: &HttpRequest, code: Option<&str>) -> Answer<Self> {
        if let Some(code) = code {
            return Self::ALL
                .iter()
                .find(|f| f.1 == code)
                .map(|f| f.0)
                .ok_or_else(|| {
                    Problem::parameter(
                        "form",
                        "chỉ nhận json, csv, xlsx, pdf hoặc docx",
                        "form is json, csv, xlsx, pdf or docx",
                    )
                });
        }
        let accept = request
            .headers()
            .get(header::ACCEPT)
            .and_then(|v| v.to_str().ok())
            .unwrap_or("");
        let found = accept.split(',').find_map(|part| {
            let media = part.split(';').next()?.trim();
            Self::ALL.iter().find(|f| f.2 == media).map(|f| f.0)
        });
        Ok(found.unwrap_or(Self::Json))
    }
}

/// The execution as a file. Errors: it can't be set, for the log alone.
pub fn file(
    view: &BudgetExecutionView,
    by: &[By],
    area: Option<&Area>,
    form: Form,
    today: NaiveDate,
    demo: bool,
) -> Result<Vec<u8>, String> {
    let stem = stem(view);
    if form == Form::Csv {
        return csv(view, by);
    }
    let papers = [paper(view, by, area, &stem, today, demo)];
    match form {
        Form::Xlsx => giamngheo_papers::xlsx(&papers),
        Form::Docx => giamngheo_papers::docx(&papers),
        _ => giamngheo_papers::pdf(&papers),
    }
    .map_err(|e| e.to_string())
}

fn stem(view: &BudgetExecutionView) -> String {
    format!("thuc-hien-ngan-sach-{}", view.year)
}

/// Its bytes as an answer.
pub fn attachment(view: &BudgetExecutionView, form: Form, bytes: Vec<u8>) -> HttpResponse {
    let media = match form {
        Form::Csv => "text/csv; charset=utf-8",
        other => other.media(),
    };
    HttpResponse::Ok()
        .content_type(media)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}.{}\"", stem(view), form.code()),
        ))
        .body(bytes)
}

fn csv(view: &BudgetExecutionView, by: &[By]) -> Result<Vec<u8>, String> {
    // Excel takes CSV for UTF-8 by its byte order mark alone.
    let mut writer = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    let failed = |e: csv::Error| e.to_string();
    let mut titles: Vec<String> = Vec::new();
    for by in by {
        titles.push(by.code().to_owned());
        titles.push(format!("{}_name", by.code()));
    }
    for sum in [
        "allotted",
        "committed",
        "advanced",
        "disbursed",
        "settled",
        "returned",
        "carried",
        "left",
    ] {
        titles.push(format!("{sum}_vnd"));
    }
    titles.push("percent".to_owned());
    writer.write_record(&titles).map_err(failed)?;
    for row in &view.rows {
        let mut cells = Vec::new();
        for by in by {
            cells.push(row.keys.get(by.code()).cloned().unwrap_or_default());
            cells.push(row.names.get(by.code()).map(|n| n.vi.clone()).unwrap_or_default());
        }
        for sum in [
            row.allotted_vnd,
            row.committed_vnd,
            row.advanced_vnd,
            row.disbursed_vnd,
            row.settled_vnd,
            row.returned_vnd,
            row.carried_vnd,
            row.left_vnd,
        ] {
            cells.push(sum.to_string());
        }
        cells.push(row.percent.map(|p| p.to_string()).unwrap_or_default());
        writer.write_record(&cells).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| e.to_string())
}

fn paper(
    view: &BudgetExecutionView,
    by: &[By],
    area: Option<&Area>,
    stem: &str,
    today: NaiveDate,
    demo: bool,
) -> Paper {
    let mut columns = vec![Column::new("STT", ColumnKind::Order)];
    columns.extend(by.iter().map(|by| Column::new(by.title(), ColumnKind::Text)));
    for title in ["Dự toán", "Cam kết chi", "Tạm ứng", "Giải ngân", "Quyết toán"] {
        columns.push(Column::new(title, ColumnKind::Number));
    }
    // A month's row is what moved in it: nothing is left of a month, and it has no rate.
    let monthly = by.contains(&By::Month);
    if !monthly {
        columns.push(Column::new("Còn lại", ColumnKind::Number));
        columns.push(Column::new("Tỷ lệ giải ngân (%)", ColumnKind::Percent));
    }
    let sums = |row: &BudgetExecutionRow| {
        let m = &row.million;
        let moved = [m.allotted, m.committed, m.advanced, m.disbursed, m.settled];
        let mut cells: Vec<Cell> = moved.into_iter().map(Cell::Int).collect();
        if !monthly {
            cells.push(Cell::Int(m.left));
            cells.push(Cell::Ratio {
                numerator: row.disbursed_vnd,
                denominator: row.allotted_vnd,
                digits: 1,
            });
        }
        cells
    };
    let mut rows: Vec<Row> = view
        .rows
        .iter()
        .map(|row| {
            let mut cells = vec![Cell::Empty];
            cells.extend(
                by.iter()
                    .map(|by| Cell::text(row.names.get(by.code()).map_or("", |n| n.vi.as_str()))),
            );
            cells.extend(sums(row));
            Row::body(cells)
        })
        .collect();
    if !rows.is_empty() {
        let mut cells = vec![Cell::text("Tổng cộng")];
        cells.extend(by.iter().map(|_| Cell::Empty));
        cells.extend(sums(&view.total));
        rows.push(Row::total(cells));
    }
    let place = area.map_or("cả nước", |a| a.name.as_str());
    let issuer = area.map_or_else(
        || "Chương trình mục tiêu quốc gia giảm nghèo bền vững".to_owned(),
        |area| format!("Ủy ban nhân dân {}", area.name.to_lowercase()),
    );
    let until = view.until.as_deref().and_then(|month| month.split_once('-'));
    Paper {
        file_stem: stem.to_owned(),
        issuer: Issuer::new(None, &issuer),
        date: Some(today),
        kind: Some("BIỂU TỔNG HỢP".to_owned()),
        title: format!("Tình hình thực hiện ngân sách năm {}, {place}", view.year),
        subtitle: until.map(|(year, month)| format!("(Lũy kế đến hết tháng {month}/{year})")),
        blocks: vec![Block::Table(Table {
            unit: Some(if monthly {
                "Đơn vị: triệu đồng, phát sinh trong tháng".to_owned()
            } else {
                "Đơn vị: triệu đồng".to_owned()
            }),
            columns,
            rows,
            ..Table::default()
        })],
        orientation: Orientation::Landscape,
        draft: demo.then(|| "DỮ LIỆU MẪU".to_owned()),
        note: Some(format!(
            "Số liệu từ sổ ngân sách: dự toán {} đồng, giải ngân {} đồng. Số làm tròn của các dòng cộng đúng bằng số tổng.",
            number_vi(view.total.allotted_vnd),
            number_vi(view.total.disbursed_vnd)
        )),
        ..Paper::default()
    }
}
