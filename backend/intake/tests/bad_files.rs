//! Files that can't be read are refused with a code and two sentences; nothing panics, whatever is sent.
#![allow(missing_docs, clippy::format_collect)]

mod common;

use common::*;
use giamngheo_intake::*;
use proptest::prelude::*;

#[track_caller]
fn check(bytes: &[u8], code: &str) -> FileError {
    let file = Temp::new(bytes);
    let error = inspect(&file.0, "tep.xlsx", &schema()).expect_err(code);
    assert_eq!(error.code, code, "{error}");
    assert!(error.vi.ends_with('.') && error.en.ends_with('.'), "{error:?}");
    // The other ways in refuse as well.
    let mapping = Mapping {
        kind: Kind::Households,
        sheet: None,
        header_row: 1,
        header_rows: 1,
        columns: [(0, "head_name".into())].into(),
    };
    let out = Temp::new(b"");
    if code != "no_header" {
        assert_eq!(read_with(&file.0, "tep.xlsx", &mapping).unwrap_err().code, code);
        assert_eq!(
            mark_errors(&file.0, "tep.xlsx", &[], &out.0).unwrap_err().code,
            code
        );
    }
    error
}

fn officer() -> Vec<u8> {
    std::fs::read(data("danh_sach_ra_soat_2024.xlsx")).unwrap()
}

#[test]
fn what_is_no_list() {
    check(b"", "empty");
    check(b" \r\n\n  ", "empty");
    check(b"\xef\xbb\xbf", "empty");
    check(b"%PDF-1.7\n%abc", "unsupported_type");
    check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "unsupported_type");
    check(b"\xff\xd8\xff\xe0\0\x10JFIF", "unsupported_type");
    check(
        b"<html><table><tr><td>x</td></tr></table></html>",
        "unsupported_type",
    );
    check(b"a,b\0c", "unsupported_type");
    check(b"\xff\xfeS\0T\0T\0", "utf16");
    check(b"[{\"head_name\":\"A\"}]", "json_array");
    check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook", "old_xls");
    let hidden: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    check(
        &[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &hidden].concat(),
        "password_protected",
    );
    check(b"Ten,Tuoi\nAn,3\n", "no_header");
    check(b"{\"ten\":\"An\"}\n", "no_header");
}

#[test]
fn archives_that_are_no_workbook() {
    check(&zip(&[("a.txt", b"x")]), "not_a_workbook");
    assert!(
        check(&zip(&[("word/document.xml", b"<x/>")]), "not_a_workbook")
            .en
            .contains("Word")
    );
    check(&zip(&[("xl/workbook.bin", b"x")]), "not_a_workbook");
    check(
        &zip(&[("mimetype", b"x"), ("content.xml", b"<x/>")]),
        "not_a_workbook",
    );
    check(
        &zip(&[("xl/workbook.xml", b"<x/>"), ("xl/vbaProject.bin", b"x")]),
        "macros",
    );
    check(b"PK\x03\x04 and no more", "damaged");
}

#[test]
fn damaged_workbooks() {
    let whole = officer();
    check(&whole[..whole.len() / 2], "damaged");
    check(&whole[..whole.len() - 30], "damaged");
    // One changed byte within the packed sheet: the checksum tells.
    let mut bent = whole.clone();
    let at = bent.len() / 2;
    bent[at] ^= 0x55;
    let file = Temp::new(&bent);
    assert_eq!(inspect(&file.0, "x.xlsx", &schema()).unwrap_err().code, "damaged");
    check(
        &workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row", None, false),
        "damaged",
    );
    check(
        &workbook(
            "<row r=\"1048577\"><c r=\"A1048577\"><v>1</v></c></row>",
            None,
            false,
        ),
        "too_many_rows",
    );
    check(
        &workbook(
            "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>",
            None,
            false,
        ),
        "damaged",
    );
    check(
        &workbook(
            "<row r=\"1\"><c r=\"A1\" t=\"e\"><v>#SPILL!</v></c></row>",
            None,
            false,
        ),
        "formula_error",
    );
    check(&workbook("", None, false), "no_header");
    check(&workbook(&xml_row(1, &["Tên", "Tuổi"]), None, false), "no_header");
}

#[test]
fn bombs() {
    // 12 MB of empty tags pack to some 12 KB.
    let blanks = b"<a/>".repeat(3 << 20);
    check(
        &zip(&[
            ("xl/workbook.xml", b"<workbook/>"),
            ("xl/worksheets/sheet1.xml", &blanks),
        ]),
        "zip_bomb",
    );
    // A comment of 2 MB is one piece that would sit in memory.
    let noise: String = (0..300_000u32)
        .map(|i| format!("{:x}", i.wrapping_mul(2_654_435_761)))
        .collect();
    check(&workbook(&format!("<!--{noise}-->"), None, false), "zip_bomb");
    // Room for a billion strings is asked for in a few bytes.
    let claim = r#"<sst uniqueCount="99999999999"><si><t>a</t></si></sst>"#;
    check(
        &workbook(&xml_row(1, &["a"]), Some(claim), false),
        "too_many_texts",
    );
}

#[test]
fn a_size_that_lies_is_counted_and_not_believed() {
    // The declared sizes of a part stand in the central directory; make it claim one byte.
    let blanks = b"<a/>".repeat(3 << 20);
    let mut bytes = zip(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", &blanks),
    ]);
    let real = (12u32 << 20).to_le_bytes();
    let spots: Vec<usize> = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, w)| *w == real)
        .map(|(i, _)| i)
        .collect();
    assert!(!spots.is_empty());
    for at in spots {
        bytes[at..at + 4].copy_from_slice(&1u32.to_le_bytes());
    }
    let file = Temp::new(&bytes);
    let error = inspect(&file.0, "x.xlsx", &schema()).unwrap_err();
    assert!(["zip_bomb", "damaged"].contains(&error.code.as_str()), "{error}");
}

#[test]
fn text_that_is_not_utf8_names_its_line() {
    let error = check(
        b"stt,head_name,b1_score,birth_date\n1,An,100,1960\n2,B\xe0n,100,1960\n",
        "bad_encoding",
    );
    assert!(error.vi.contains("Dòng 3") && error.en.contains("Line 3"));
    let long = [
        b"head_name,b1_score,birth_date\n".as_slice(),
        &vec![b'a'; 2 << 20],
    ]
    .concat();
    check(&long, "line_too_long");
}

#[test]
fn mappings_that_a_person_got_wrong() {
    let path = data("households.csv");
    let mapping = inspect(&path, "households.csv", &schema()).unwrap().mapping;
    let with = |change: &dyn Fn(&mut Mapping)| {
        let mut wrong = mapping.clone();
        change(&mut wrong);
        read_with(&path, "households.csv", &wrong)
            .map(|(_, s)| s.rows)
            .map_err(|e| e.code)
    };
    assert_eq!(with(&|_| {}), Ok(49));
    assert_eq!(
        with(&|m| drop(m.columns.insert(5, "no_such".into()))),
        Err("bad_mapping".into())
    );
    assert_eq!(
        with(&|m| drop(m.columns.insert(5, "head_name".into()))),
        Err("bad_mapping".into())
    );
    assert_eq!(
        with(&|m| drop(m.columns.insert(99_999, "note".into()))),
        Err("bad_mapping".into())
    );
    assert_eq!(with(&|m| m.header_row = 5000), Err("bad_mapping".into()));
    assert_eq!(with(&|m| m.header_row = u32::MAX), Err("bad_mapping".into()));
    assert_eq!(
        with(&|m| drop(m.columns.remove(&3))),
        Err("missing_column".into())
    );
    let officer = data("danh_sach_ra_soat_2024.xlsx");
    let mut mapping = inspect(&officer, "x", &schema()).unwrap().mapping;
    mapping.sheet = Some("Không có".into());
    assert_eq!(
        read_with(&officer, "x", &mapping).unwrap_err().code,
        "no_such_sheet"
    );
    // A mapping survives being kept as JSON, and a field it does not have is refused.
    let json = serde_json::to_string(&mapping).unwrap();
    assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), mapping);
    assert!(serde_json::from_str::<Mapping>(&json.replace("header_rows", "rows_of_header")).is_err());
}

/// Goes every way in; only answers count, not which.
fn survive(bytes: &[u8]) {
    let file = Temp::new(bytes);
    let mut problems = Vec::new();
    let columns = [
        "head_name",
        "birth_date",
        "b1_score",
        "citizen_id",
        "water",
        "survey_date",
    ];
    let by_hand = Mapping {
        kind: Kind::Households,
        sheet: None,
        header_row: 0,
        header_rows: 0,
        columns: columns
            .iter()
            .enumerate()
            .map(|(i, f)| (i, (*f).to_owned()))
            .collect(),
    };
    let mapping = inspect(&file.0, "a.b", &schema()).map_or(by_hand, |i| i.mapping);
    for kind in [mapping.kind, Kind::Members] {
        let columns = if kind == mapping.kind {
            mapping.columns.clone()
        } else {
            [
                (0, "external_id"),
                (1, "name"),
                (2, "birth_date"),
                (3, "relation"),
                (4, "health_insurance"),
            ]
            .map(|(i, f)| (i, f.to_owned()))
            .into()
        };
        let mapping = Mapping {
            kind,
            columns,
            ..mapping.clone()
        };
        if let Ok((rows, _)) = read_with(&file.0, "a.b", &mapping) {
            problems.extend(rows.iter().flat_map(|r| r.problems().to_vec()));
        }
    }
    let out = Temp::new(b"");
    let _ = mark_errors(&file.0, "a.b", &problems, &out.0);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        survive(&bytes);
    }

    #[test]
    fn random_text(text in "[ -~\\n\",;\t0-9/.-xXđĐăÂữ\u{300}\u{200b}]{0,400}") {
        survive(text.as_bytes());
    }

    #[test]
    fn random_rows_under_a_header(rows in prop::collection::vec(prop::collection::vec("[ -~]{0,12}|[0-9/.,-]{1,12}|x|\"|\"\"", 0..14), 0..12)) {
        let body: Vec<String> = rows.iter().map(|r| r.join(",")).collect();
        let head = "stt,head_name,birth_date,sex,citizen_id,member_count,b1_score,water,b2_score,class,survey_date";
        survive(format!("{head}\n{}", body.join("\n")).as_bytes());
    }

    #[test]
    fn random_json(lines in prop::collection::vec("[{}\\[\\]\",:a-z0-9.e+-]{0,60}|\\{\"head_name\":\"[^\"\\\\]{0,9}\",\"birth_date\":[0-9]{1,20}\\}", 1..6)) {
        survive(format!("{{\"head_name\":\"A\"}}\n{}", lines.join("\n")).as_bytes());
    }

    #[test]
    fn random_sheets(cells in prop::collection::vec(("[A-Z]{0,3}[0-9]{0,8}", "n|s|str|b|e|d|inlineStr|zz", "[-0-9a-zA-Z.#/ ]{0,12}|1e[0-9]{1,3}|-?[0-9]{1,20}"), 0..20)) {
        let sheet: String = cells.iter().enumerate().map(|(i, (r, t, v))| format!(r#"<row r="{}"><c r="{r}" t="{t}" s="{}"><v>{v}</v></c></row>"#, i + 1, i % 4)).collect();
        survive(&workbook(&sheet, Some("<sst><si><t>a</t></si></sst>"), cells.len() % 2 == 0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn truncated_and_bent_workbooks(cut in 0usize..10_811, at in 0usize..10_811, byte in any::<u8>()) {
        let mut bytes = officer();
        bytes[at] = byte;
        survive(&bytes);
        bytes.truncate(cut);
        survive(&bytes);
    }

    #[test]
    fn bent_xml_within_a_sound_archive(at in 0usize..400, byte in any::<u8>(), cut in 0usize..400) {
        let head = xml_row(1, &["Họ và tên chủ hộ", "Ngày sinh", "Điểm B1"]);
        let mut xml = (head + &xml_row(2, &["Nông Văn An", r#"xml:<c r="REF" s="1"><v>22000</v></c>"#, r#"xml:<c r="REF"><v>120</v></c>"#])).into_bytes();
        let at = at % xml.len();
        xml[at] = byte;
        xml.truncate(xml.len() - cut % xml.len());
        survive(&workbook(&String::from_utf8_lossy(&xml), None, false));
    }
}
