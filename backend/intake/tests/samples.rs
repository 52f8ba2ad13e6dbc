//! The files that officers and programs really send: every row of them, and nothing else.
#![allow(missing_docs, clippy::format_collect)]

mod common;

use common::*;
use giamngheo_intake::*;
use serde_json::Value;

const OFFICER: &str = "danh_sach_ra_soat_2024.xlsx";

#[test]
fn the_officers_sheet_gives_the_rows_of_the_truth() {
    let (inspection, rows, summary) = read_all(&data(OFFICER), OFFICER).unwrap();
    assert_eq!(inspection.format, Format::Xlsx);
    assert_eq!(inspection.kind, Kind::Households);
    assert_eq!(inspection.missing_required, Vec::<String>::new());
    let sheet = &inspection.sheets[0];
    assert_eq!(
        (sheet.header_row, sheet.header_rows, sheet.usable),
        (Some(6), 2, true)
    );
    assert_eq!(sheet.data_rows_seen, 60);
    let unmapped: Vec<_> = sheet
        .columns
        .iter()
        .filter(|c| c.field.is_none())
        .map(|c| &c.header)
        .collect();
    assert!(unmapped.is_empty(), "{unmapped:?}");
    assert_eq!(sheet.columns.len(), 23);
    for title in [&sheet.title, &summary.title] {
        assert_eq!(title.commune.as_deref(), Some("Xã Thành Hòa"));
        assert_eq!(title.district.as_deref(), Some("Huyện Văn Lãng"));
        assert_eq!(title.year, Some(2024));
    }

    let truth: Value = serde_json::from_slice(&std::fs::read(data("truth.json")).unwrap()).unwrap();
    let truth = truth["rows"].as_array().unwrap();
    let rows = households(rows);
    assert_eq!(rows.len(), truth.len());
    assert_eq!((summary.rows, summary.bad_rows), (60, 4));
    for (row, truth) in rows.iter().zip(truth) {
        let at = truth["row"].as_u64().unwrap() as u32;
        assert_eq!(row.row, at);
        assert_eq!(row.head_name.as_deref(), truth["head_name"].as_str(), "row {at}");
        assert_eq!(
            row.citizen_id.as_deref(),
            truth["citizen_id"].as_str(),
            "row {at}"
        );
        assert_eq!(row.village.as_deref(), truth["village"].as_str(), "row {at}");
        assert_eq!(
            row.member_count.map(u64::from),
            truth["members"].as_u64(),
            "row {at}"
        );
        let marked: Vec<&str> = INDICATORS
            .iter()
            .enumerate()
            .filter(|(i, _)| row.deprivations >> i & 1 == 1)
            .map(|(_, (c, _))| *c)
            .collect();
        let stated: Vec<&str> = truth["deprivations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| d.as_str().unwrap())
            .collect();
        assert_eq!(marked, stated, "row {at}");
        assert_eq!(row.deprivations_known, 0xfff);
        let problems: Vec<_> = row
            .problems
            .iter()
            .map(|p| (p.field.as_deref().unwrap(), p.code.as_str()))
            .collect();
        match truth["error"].as_array() {
            None => {
                assert!(problems.is_empty(), "row {at}: {problems:?}");
                assert_eq!(row.b1.map(u64::from), truth["b1"].as_u64(), "row {at}");
                assert!(
                    row.birth.is_some() && row.sex.is_some() && row.ethnicity.is_some(),
                    "row {at}"
                );
            }
            Some(error) => {
                let code = error[1].as_str().unwrap().replace(' ', "_");
                assert_eq!(
                    problems,
                    [(error[0].as_str().unwrap(), code.as_str())],
                    "row {at}"
                );
            }
        }
    }
    let at = |row: u32| rows.iter().find(|r| r.row == row).unwrap();
    let birth = |row: u32| at(row).birth.map(|b| (b.date.to_string(), b.precision.code()));
    assert_eq!(birth(9), Some(("1955-09-07".into(), "day")));
    assert_eq!(birth(10), Some(("1978-01-01".into(), "year")));
    assert_eq!(birth(14), Some(("1987-06-13".into(), "day")), "a date cell");
    assert_eq!(birth(16), Some(("1990-02-13".into(), "day")));
    assert_eq!(at(10).stated_class.as_deref(), Some("near_poor"));
    assert_eq!(at(10).stated_b2, Some(20));
    let bad = &at(55).problems[0];
    assert_eq!(
        (
            bad.column_letter.as_str(),
            bad.header.as_str(),
            bad.value.as_str()
        ),
        ("I", "Điểm B1", "1o5")
    );
    assert!(summary.restored_citizen_ids > 5);
    // A later problem finds its cell.
    let later = at(10).problem(
        "class",
        "Hộ nghèo",
        "class_differs",
        "vi",
        "en",
        Severity::Difference,
    );
    assert_eq!(
        (later.column, later.column_letter.as_str(), later.header.as_str()),
        (22, "W", "Phân loại")
    );
}

#[test]
fn the_clean_pair() {
    let (inspection, rows, summary) = read_all(&data("households.csv"), "households.csv").unwrap();
    assert_eq!(
        (inspection.format, inspection.kind),
        (Format::Csv, Kind::Households)
    );
    assert!(inspection.missing_required.is_empty());
    assert_eq!(
        (summary.rows, summary.bad_rows, summary.sheet.as_str()),
        (49, 0, "households")
    );
    let first = &households(rows)[0];
    assert_eq!(first.row, 2);
    assert_eq!(first.external_id.as_deref(), Some("LS-2024-000001"));
    assert_eq!(first.commune_code.as_deref(), Some("06241"));
    assert_eq!(first.village.as_deref(), Some("Thôn Pác Cáp"));
    assert_eq!(first.address.as_deref(), Some("Thôn Pác Cáp, Xã Xuân Long"));
    assert_eq!(first.survey_date.unwrap().to_string(), "2024-10-05");
    assert_eq!(
        (first.b1, first.deprivations),
        (Some(185), 1 << 2 | 1 << 7 | 1 << 9)
    );

    let (inspection, rows, summary) = read_all(&data("members.csv"), "members.csv").unwrap();
    assert_eq!((inspection.format, inspection.kind), (Format::Csv, Kind::Members));
    assert!(inspection.missing_required.is_empty());
    assert_eq!((summary.rows, summary.bad_rows), (49, 0));
    let first = &members(rows)[0];
    assert_eq!(first.external_id.as_deref(), Some("LS-2024-000001"));
    assert_eq!(
        (first.member_no, first.name.as_deref()),
        (Some(1), Some("Trần Thị Mẩy"))
    );
    assert_eq!(
        (first.sex.as_deref(), first.relation.as_deref()),
        (Some("female"), Some("head"))
    );
    assert_eq!(
        (first.citizen_id.as_deref(), first.health_insurance),
        (Some("020055438485"), Some(true))
    );
}

#[test]
fn the_marked_file_shows_what_is_wrong() {
    use calamine::{Reader, Xlsx};
    let (_, rows, _) = read_all(&data(OFFICER), OFFICER).unwrap();
    let mut problems: Vec<CellProblem> = rows.iter().flat_map(|r| r.problems().to_vec()).collect();
    let Parsed::Household(second) = &rows[1] else {
        panic!()
    };
    problems.push(second.problem(
        "class",
        "Hộ cận nghèo",
        "class_differs",
        "Khác quy tắc.",
        "Differs.",
        Severity::Difference,
    ));
    let out = Temp::new(b"");
    mark_errors(&data(OFFICER), OFFICER, &problems, &out.0).unwrap();
    let mut book: Xlsx<_> = calamine::open_workbook(&out.0).unwrap();
    assert_eq!(book.sheet_names(), ["DS hộ rà soát", "Lỗi - Errors"]);
    let sheet = book.worksheet_range("DS hộ rà soát").unwrap();
    let cell = |row: u32, column: u32| {
        sheet
            .get_value((row - 1, column))
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    assert_eq!(cell(6, 23), "Lỗi / Error");
    assert_eq!(cell(9, 1), "  NÔNG ĐỨC SƠN ");
    assert_eq!(cell(12, 5), "20024017765");
    assert!(cell(21, 23).contains("Ngày sinh") && cell(55, 23).contains("not a number"));
    assert!(cell(10, 23).contains("Differs.") && cell(11, 23).is_empty());
    assert!(matches!(
        sheet.get_value((13, 2)),
        Some(calamine::Data::DateTime(_))
    ));
    let list = book.worksheet_range("Lỗi - Errors").unwrap();
    assert_eq!(list.rows().count(), problems.len() + 1);
    // Colours and notes.
    let styles = book.worksheet_style("DS hộ rà soát").unwrap();
    let colour = |row: u32, column: u32| {
        styles
            .get((row - 1, column))
            .and_then(|s| s.fill.as_ref())
            .and_then(|f| f.foreground_color.as_ref())
            .map(|c| (c.red, c.green, c.blue))
    };
    assert_eq!(colour(55, 8), Some((0xff, 0xa0, 0xa0)));
    assert_eq!(
        colour(50, 1),
        Some((0xff, 0xa0, 0xa0)),
        "an empty cell is marked too"
    );
    assert_eq!(colour(10, 22), Some((0xff, 0xeb, 0x9c)));
    assert_eq!(colour(11, 8), None);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&out.0).unwrap()).unwrap();
    let notes = std::io::read_to_string(zip.by_name("xl/comments1.xml").unwrap()).unwrap();
    assert!(notes.contains("ref=\"I55\"") && notes.contains("Không phải là số"));
    // Put right and sent again, the marked file is read like the first.
    let (_, again, _) = read_all(&out.0, OFFICER).unwrap();
    assert_eq!(again.len(), 60);
}
