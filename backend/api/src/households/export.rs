//! Lists of households as files: streamed page by page, holding exactly what the caller may see.

use std::collections::HashMap;
use std::io::Write;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use futures_util::StreamExt;
use giamngheo_rules::poverty;
use giamngheo_rules::text::neutral;
use giamngheo_store::households::{self, Filter, Household, Keys, Member};
use giamngheo_store::{Conn, Db, Scope, audit};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::dto::{HouseholdItem, HouseholdView, MemberView, Sight, areas_of, opened};
use crate::app::App;
use crate::areas::atlas::{Atlas, Names};
use crate::crypto::Vault;
use crate::http::problem::{Answer, Problem};

/// The media type of an Excel workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PAGE: i64 = 500;

/// The formats a list goes out in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A row a household, with the head.
    Csv,
    /// A JSON object a household, with all members.
    Ndjson,
    /// As CSV, in a workbook.
    Xlsx,
}

impl Kind {
    /// The format that the request's Accept header asks for; none is the ordinary page.
    pub fn wanted(request: &HttpRequest) -> Option<Self> {
        let accept = request.headers().get(header::ACCEPT)?.to_str().ok()?;
        accept
            .split(',')
            .find_map(|part| match part.split(';').next()?.trim() {
                "text/csv" => Some(Self::Csv),
                "application/x-ndjson" => Some(Self::Ndjson),
                XLSX => Some(Self::Xlsx),
                _ => None,
            })
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
            Self::Xlsx => XLSX,
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Everything a file is made from.
struct Job {
    db: Db,
    vault: std::sync::Arc<Vault>,
    atlas: std::sync::Arc<Atlas>,
    scope: Scope,
    filter: Filter,
    sight: Sight,
}

/// Answers with the whole list as a file. Taking personal data out in bulk is noted in the audit log.
pub async fn answer(
    app: &App,
    scope: Scope,
    filter: Filter,
    kind: Kind,
    sight: Sight,
) -> Answer<HttpResponse> {
    let detail = json!({ "format": kind.extension(), "year": filter.year, "classes": filter.classes, "citizen_id": filter.citizen_id_hash.is_some() });
    let noted = scope.clone();
    app.write(move |conn| audit::note(conn, &noted, "export", ("household", "list"), "", &detail))
        .await?;
    let job = Job {
        db: app.db.clone(),
        vault: app.vault.clone(),
        atlas: app.atlas.clone(),
        scope,
        filter,
        sight,
    };
    let mut response = HttpResponse::Ok();
    response.content_type(kind.media_type()).insert_header((
        header::CONTENT_DISPOSITION,
        format!("attachment; filename=\"ho-gia-dinh.{}\"", kind.extension()),
    ));
    if kind == Kind::Xlsx {
        let bytes = web::block(move || workbook(&job))
            .await?
            .map_err(|e| Problem::internal(&e))?;
        return Ok(response.body(bytes));
    }
    let (sender, receiver) = mpsc::channel::<std::io::Result<Bytes>>(4);
    tokio::task::spawn_blocking(move || {
        let mut sent = sender.clone();
        if let Err(cause) = stream(&job, kind, &mut sent) {
            // The head has gone out: only a broken connection can tell that the file is not whole.
            tracing::error!(%cause, "export failed");
            let _ = sender.blocking_send(Err(std::io::Error::other("export failed")));
        }
    });
    Ok(response.streaming(ReceiverStream::new(receiver).map(|chunk| chunk.map_err(actix_web::Error::from))))
}

/// One page's rows with all that is shown of them.
struct Rows {
    households: Vec<Household>,
    people: HashMap<String, Vec<Member>>,
    names: Names,
    next: Option<Keys>,
}

fn page(conn: &mut Conn, job: &Job, after: Option<&Keys>, heads_only: bool) -> giamngheo_store::Result<Rows> {
    let households = households::list(conn, &job.scope, &job.filter, after, PAGE)?;
    let mut people: HashMap<String, Vec<Member>> = HashMap::new();
    for member in households::people_of(conn, &job.scope, &households, heads_only)? {
        people
            .entry(member.household_id.clone())
            .or_default()
            .push(member);
    }
    let names = job.atlas.names(conn, areas_of(&households))?;
    let next = households
        .last()
        .filter(|_| households.len() as i64 == PAGE)
        .map(|last| Keys::of(last, job.filter.sort));
    Ok(Rows {
        households,
        people,
        names,
        next,
    })
}

fn each_page(
    job: &Job,
    heads_only: bool,
    mut f: impl FnMut(Rows) -> Result<(), String>,
) -> Result<(), String> {
    let mut after = None;
    loop {
        let mut rows = job
            .db
            .read(|conn| page(conn, job, after.as_ref(), heads_only))
            .map_err(|e| e.to_string())?;
        after = rows.next.take();
        f(rows)?;
        if after.is_none() {
            return Ok(());
        }
    }
}

fn stream(job: &Job, kind: Kind, sender: &mut mpsc::Sender<std::io::Result<Bytes>>) -> Result<(), String> {
    let send = |bytes: Vec<u8>| {
        sender
            .blocking_send(Ok(Bytes::from(bytes)))
            .map_err(|_| "the reader went away".to_owned())
    };
    if kind == Kind::Csv {
        let mut head = vec![0xEF, 0xBB, 0xBF]; // Excel takes CSV for UTF-8 by its byte order mark alone.
        write_csv(&mut head, [headings()])?;
        send(head)?;
    }
    each_page(job, kind == Kind::Csv, |rows| {
        let mut out = Vec::new();
        if kind == Kind::Csv {
            write_csv(
                &mut out,
                rows.households
                    .iter()
                    .map(|h| cells(h, &rows, job).map(neutral).to_vec()),
            )?;
        } else {
            for household in &rows.households {
                let line = HouseholdView {
                    household: HouseholdItem::new(household, &rows.names),
                    members: rows
                        .people
                        .get(&household.id)
                        .into_iter()
                        .flatten()
                        .map(|m| MemberView::new(m.clone(), &job.vault, job.sight.full(household)))
                        .collect(),
                };
                serde_json::to_writer(&mut out, &line).map_err(|e| e.to_string())?;
                out.push(b'\n');
            }
        }
        send(out)
    })
}

fn write_csv(out: &mut impl Write, rows: impl IntoIterator<Item = Vec<String>>) -> Result<(), String> {
    let mut writer = csv::Writer::from_writer(out);
    for row in rows {
        writer.write_record(row).map_err(|e| e.to_string())?;
    }
    writer.flush().map_err(|e| e.to_string())
}

const COLUMNS: usize = 19;

/// Field names of the columns: those that an import understands.
fn headings() -> Vec<String> {
    let mut out: Vec<String> = [
        "id",
        "external_id",
        "commune_code",
        "commune",
        "village",
        "head_name",
        "birth_date",
        "sex",
        "ethnicity",
        "citizen_id",
        "address",
        "member_count",
        "status",
        "year",
        "class",
        "class_state",
        "b1_score",
        "b2_score",
    ]
    .map(str::to_owned)
    .to_vec();
    debug_assert_eq!(out.len() + 1, COLUMNS);
    out.push("deprivations".to_owned());
    out
}

fn cells(household: &Household, rows: &Rows, job: &Job) -> [String; COLUMNS] {
    let item = HouseholdItem::new(household, &rows.names);
    let head = rows
        .people
        .get(&household.id)
        .and_then(|p| p.iter().find(|m| m.relation == "head"));
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    [
        item.id,
        item.external_id.unwrap_or_default(),
        item.commune.as_ref().map(|c| c.code.clone()).unwrap_or_default(),
        item.commune.map(|c| c.name.clone()).unwrap_or_default(),
        item.village.map(|v| v.name.clone()).unwrap_or_default(),
        item.head_name,
        head.map(birth).unwrap_or_default(),
        head.and_then(|m| m.sex.clone()).unwrap_or_default(),
        item.ethnicity.unwrap_or_default(),
        head.and_then(|m| opened(m, &job.vault, job.sight.full(household)))
            .unwrap_or_default(),
        item.address.unwrap_or_default(),
        item.member_count.to_string(),
        item.status,
        number(item.class_year),
        item.class.unwrap_or_default(),
        item.class_state.unwrap_or_default(),
        number(item.b1),
        number(item.b2),
        item.deprivations.join(" "),
    ]
}

fn birth(member: &Member) -> String {
    let Some(date) = member.birth_date else {
        return String::new();
    };
    match member.birth_precision.as_deref() {
        Some("year") => date.format("%Y").to_string(),
        Some("month") => date.format("%Y-%m").to_string(),
        _ => date.format("%Y-%m-%d").to_string(),
    }
}

/// The list as a workbook, its heads in Vietnamese; written row by row with constant memory.
fn workbook(job: &Job) -> Result<Vec<u8>, String> {
    use rust_xlsxwriter::{Format, Workbook};
    let failed = |e: rust_xlsxwriter::XlsxError| e.to_string();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().map_err(failed)?;
    sheet.set_name("Hộ gia đình").map_err(failed)?;
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    let bold = Format::new().set_bold();
    for (i, (text, width)) in TITLES.iter().enumerate() {
        sheet.set_column_width(i as u16, *width).map_err(failed)?;
        sheet
            .write_with_format(0, i as u16, *text, &bold)
            .map_err(failed)?;
    }
    let mut row = 0_u32;
    each_page(job, true, |rows| {
        for household in &rows.households {
            row += 1;
            for (i, text) in cells(household, &rows, job).into_iter().enumerate() {
                let column = i as u16;
                let number = [11, 13, 16, 17]
                    .contains(&i)
                    .then(|| text.parse::<f64>().ok())
                    .flatten();
                let text = match i {
                    14 => poverty::Class::from_code(&text)
                        .map_or("", poverty::Class::vi)
                        .to_owned(),
                    _ => text,
                };
                match number {
                    Some(n) => sheet.write(row, column, n).map_err(failed)?,
                    None => sheet.write(row, column, text).map_err(failed)?,
                };
            }
        }
        Ok(())
    })?;
    book.save_to_buffer().map_err(failed)
}

const TITLES: [(&str, f64); COLUMNS] = [
    ("Mã", 12.0),
    ("Mã hộ", 16.0),
    ("Mã xã", 8.0),
    ("Xã, phường", 22.0),
    ("Thôn", 22.0),
    ("Họ và tên chủ hộ", 26.0),
    ("Ngày sinh", 12.0),
    ("Giới tính", 9.0),
    ("Dân tộc", 10.0),
    ("Số CCCD/ĐDCN", 15.0),
    ("Địa chỉ", 30.0),
    ("Số nhân khẩu", 8.0),
    ("Trạng thái", 11.0),
    ("Năm", 7.0),
    ("Phân loại", 24.0),
    ("Tình trạng công nhận", 14.0),
    ("Điểm B1", 8.0),
    ("Điểm B2", 8.0),
    ("Chỉ số thiếu hụt", 40.0),
];
