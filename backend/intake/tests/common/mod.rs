//! What the tests share: the indicators of the standard, files made on the fly, and the reading of a whole file.
#![allow(dead_code, missing_docs, clippy::format_collect)]

use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::NaiveDate;
use giamngheo_intake::*;

pub const INDICATORS: [(&str, &str); 12] = [
    ("employment", "Việc làm"),
    ("dependents", "Người phụ thuộc trong hộ gia đình"),
    ("nutrition", "Dinh dưỡng"),
    ("health_insurance", "Bảo hiểm y tế"),
    ("adult_education", "Trình độ giáo dục của người lớn"),
    ("child_schooling", "Tình trạng đi học của trẻ em"),
    ("housing_quality", "Chất lượng nhà ở"),
    ("floor_area", "Diện tích nhà ở bình quân đầu người"),
    ("water", "Nguồn nước sinh hoạt"),
    ("toilet", "Nhà tiêu hợp vệ sinh"),
    ("telecoms", "Sử dụng dịch vụ viễn thông"),
    ("information_devices", "Phương tiện phục vụ tiếp cận thông tin"),
];

pub fn schema() -> Schema {
    let names = |(code, vi): &(&str, &str)| IndicatorNames {
        code: (*code).into(),
        vi: (*vi).into(),
        en: code.replace('_', " "),
        aliases: vec![],
    };
    Schema {
        indicators: INDICATORS.iter().map(names).collect(),
    }
}

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 12, 31).unwrap()
}

pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

/// A file in the temporary folder that goes when it is dropped.
pub struct Temp(pub PathBuf);

impl Temp {
    pub fn new(bytes: &[u8]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("intake-{}-{n}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Inspects a file and reads it as proposed.
pub fn read_all(path: &Path, name: &str) -> Result<(Inspection, Vec<Parsed>, Summary), FileError> {
    let inspection = inspect(path, name, &schema())?;
    let (rows, summary) = read_with(path, name, &inspection.mapping)?;
    Ok((inspection, rows, summary))
}

pub fn read_with(path: &Path, name: &str, mapping: &Mapping) -> Result<(Vec<Parsed>, Summary), FileError> {
    let mut rows = Vec::new();
    let mut last = 0;
    let summary = read(path, name, mapping, &schema(), today(), &mut |row, progress| {
        assert!(progress.done >= last && progress.total >= progress.done);
        last = progress.done;
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    assert_eq!(summary.rows, rows.len() as u64);
    Ok((rows, summary))
}

pub fn households(rows: Vec<Parsed>) -> Vec<HouseholdRow> {
    rows.into_iter()
        .map(|r| match r {
            Parsed::Household(h) => *h,
            Parsed::Member(m) => panic!("a member in row {}", m.row),
        })
        .collect()
}

pub fn members(rows: Vec<Parsed>) -> Vec<MemberRow> {
    rows.into_iter()
        .map(|r| match r {
            Parsed::Member(m) => *m,
            Parsed::Household(h) => panic!("a household in row {}", h.row),
        })
        .collect()
}

/// A zip archive of these parts.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The smallest workbook: this sheet's XML, with a style 1 that is a date, and shared strings if any.
pub fn workbook(sheet: &str, strings: Option<&str>, from_1904: bool) -> Vec<u8> {
    let book = format!(
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="{}"/><sheets><sheet name="DS" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        u8::from(from_1904)
    );
    let rels = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let styles = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>"#
    );
    let root = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    if let Some(strings) = strings {
        parts.push(("xl/sharedStrings.xml", strings.as_bytes()));
    }
    zip(&parts)
}

/// A row of inline strings as sheet XML.
pub fn xml_row(number: u32, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.is_empty())
        .map(|(i, c)| {
            let letter = char::from(b'A' + i as u8);
            if let Some(raw) = c.strip_prefix("xml:") {
                raw.replace("REF", &format!("{letter}{number}"))
            } else {
                format!(
                    r#"<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{c}</t></is></c>"#
                )
            }
        })
        .collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}
