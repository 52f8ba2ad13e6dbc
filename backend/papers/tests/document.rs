//! The Word document, read back part by part.

use std::io::{Cursor, Read};

use chrono::NaiveDate;
use giamngheo_papers::{
    Block, Cell, Check, Column, ColumnKind, Error, Formula, Issuer, Orientation, Paper, Row, Signature,
    Style, Table, docx,
};
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|&s| s.to_owned()).collect()
}

fn table(rows: usize) -> Table {
    let mut body: Vec<Row> = (0..rows)
        .map(|i| {
            Row::body(vec![
                Cell::Empty,
                format!("Hộ thứ {i}").into(),
                Cell::Int(1_000),
                Cell::Ratio {
                    numerator: 1,
                    denominator: 8,
                    digits: 1,
                },
            ])
        })
        .collect();
    body.push(Row::total(vec![
        "Cộng hết".into(),
        Cell::Empty,
        Cell::Int(1_234_567).following(Formula::column_sum(2, 0, rows - 1)),
        Cell::Empty,
    ]));
    Table {
        caption: Some("Biểu 1".into()),
        unit: Some("Đơn vị: hộ".into()),
        columns: vec![
            Column::new("STT", ColumnKind::Order),
            Column::new("Tên chủ hộ", ColumnKind::Text).under("Nhóm"),
            Column::new("Số tiền", ColumnKind::Number).under("Nhóm"),
            Column::new("Tỷ lệ (%)", ColumnKind::Percent),
        ],
        rows: body,
        numbered_columns: true,
    }
}

fn list(rows: usize) -> Paper {
    Paper {
        file_stem: "danh-sach".into(),
        issuer: Issuer::new(Some("Ủy ban nhân dân tỉnh Mẫu"), "Ủy ban nhân dân xã Mẫu"),
        form_no: Some("Mẫu số 07".into()),
        kind: Some("DANH SÁCH".into()),
        title: "Hộ nghèo".into(),
        subtitle: Some("(Kèm theo Quyết định)".into()),
        orientation: Orientation::Landscape,
        draft: Some("BẢN \"NHÁP\"".into()),
        blocks: vec![Block::Table(table(rows))],
        signatures: vec![Signature {
            lines: strings(&["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
            note: Some("(Ký tên)".into()),
            name: Some("Vi Văn Mẫu".into()),
        }],
        note: Some("Nguồn: phần mềm.".into()),
        ..Paper::default()
    }
}

fn decision() -> Paper {
    let sign = |line: &str| Signature {
        lines: vec![line.into()],
        note: None,
        name: Some(format!("Tên {line}")),
    };
    Paper {
        file_stem: "quyet-dinh".into(),
        issuer: Issuer::new(None, "Ủy ban nhân dân xã Mẫu"),
        number: Some("12/QĐ-UBND".into()),
        place: Some("Mẫu".into()),
        date: NaiveDate::from_ymd_opt(2026, 2, 5),
        kind: Some("QUYẾT ĐỊNH".into()),
        title: "Về việc công nhận".into(),
        authority: Some("CHỦ TỊCH".into()),
        preamble: strings(&["Căn cứ Luật;"]),
        blocks: vec![
            Block::Centred("QUYẾT ĐỊNH:".into()),
            Block::Article {
                label: "Điều 1.".into(),
                text: "Công nhận.\nThi hành.".into(),
            },
            Block::Heading("I. KẾT QUẢ".into()),
            Block::Facts(vec![
                ("Chủ hộ".into(), "Lý Văn Mẫu".into()),
                ("Ký nhận".into(), String::new()),
            ]),
            Block::Bullets(strings(&["Một ý;"])),
            Block::Space,
        ],
        signatures: ["MỘT", "HAI", "BA", "BỐN"].map(sign).to_vec(),
        recipients: strings(&["Như Điều 3", "Lưu: VT"]),
        ..Paper::default()
    }
}

fn certificate() -> Paper {
    Paper {
        style: Style::Certificate,
        orientation: Orientation::Landscape,
        blocks: vec![Block::Check(Check {
            code: "ABCD1234".into(),
            url: format!("https://x.example/kiem-tra/{}", "a".repeat(60)),
            text: "Quét mã.".into(),
        })],
        ..decision()
    }
}

/// The parts of the file, in their order.
fn parts(papers: &[Paper]) -> Vec<(String, Vec<u8>)> {
    let bytes = docx(papers).expect("a document");
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    (0..zip.len())
        .map(|i| {
            let mut file = zip.by_index(i).expect("a part");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("its bytes");
            (file.name().expect("its name").into_owned(), bytes)
        })
        .collect()
}

/// A part as text; it is read as XML, too.
fn part(papers: &[Paper], name: &str) -> String {
    let parts = parts(papers);
    let (_, bytes) = parts.iter().find(|(n, _)| n == name).expect("the part");
    String::from_utf8(bytes.clone()).expect("UTF-8")
}

/// What a reader sees: a line for each paragraph.
fn lines(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let (mut out, mut line, mut open, mut text) = (Vec::new(), String::new(), Vec::new(), false);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) => {
                let name = tag.name().0.to_owned();
                text = name == "w:t";
                open.push(name);
            }
            Event::End(tag) => {
                assert_eq!(open.pop().as_deref(), Some(tag.name().0));
                text = false;
                if tag.name().0 == "w:p" {
                    out.push(std::mem::take(&mut line));
                }
            }
            Event::Empty(tag) if tag.name().0 == "w:br" => line.push('|'),
            Event::Empty(tag) if tag.name().0 == "w:tab" && open.iter().any(|o| o == "w:r") => line.push('…'),
            Event::Text(t) if text => line.push_str(&t.xml_content(quick_xml::XmlVersion::Implicit1_0)),
            Event::GeneralRef(r) if text => line.push_str(match &*r {
                "lt" => "<",
                "gt" => ">",
                "amp" => "&",
                "quot" => "\"",
                "apos" => "'",
                other => panic!("an entity {other}"),
            }),
            Event::Eof => {
                assert!(open.is_empty());
                out.retain(|line| !line.is_empty());
                return out;
            }
            _ => {}
        }
    }
}

#[test]
fn a_decision_says_all_in_order() {
    let xml = part(&[decision()], "word/document.xml");
    assert_eq!(
        lines(&xml),
        [
            "ỦY BAN NHÂN DÂN XÃ\u{a0}MẪU",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Số: 12/QĐ-UBND",
            "Mẫu, ngày 05 tháng 02 năm 2026",
            "QUYẾT ĐỊNH",
            "Về việc công nhận",
            "CHỦ TỊCH",
            "Căn cứ Luật;",
            "QUYẾT ĐỊNH:",
            "Điều 1. Công nhận.",
            "Thi hành.",
            "I. KẾT QUẢ",
            "Chủ hộ: Lý Văn Mẫu",
            "Ký nhận: …",
            "- Một ý;",
            "MỘT",
            "HAI",
            "BA",
            "Tên MỘT",
            "Tên HAI",
            "Tên BA",
            "BỐN",
            "Tên BỐN",
            "Nơi nhận:",
            "- Như Điều 3;",
            "- Lưu: VT.",
        ]
    );
    // A4, upright, the margins of the decree.
    assert!(xml.contains(r#"<w:pgSz w:w="11906" w:h="16838"/>"#), "{xml}");
    assert!(xml.contains(r#"w:top="1134" w:right="1134" w:bottom="1134" w:left="1701""#));
    let core = part(&[decision()], "docProps/core.xml");
    assert!(core.contains("2026-02-05T00:00:00Z") && core.contains("QUYẾT ĐỊNH Về việc công nhận"));
}

#[test]
fn tables_have_their_header_spans_and_numbers() {
    let xml = part(&[list(40)], "word/document.xml");
    let lines = lines(&xml);
    for line in [
        "Mẫu số 07",
        "Biểu 1",
        "Đơn vị: hộ",
        "(3)",
        "40",
        "1.234.567",
        "12,5",
        "(Ký tên)",
    ] {
        assert!(lines.iter().any(|l| l == line), "{line} is missing in {lines:?}");
    }
    let rows: Vec<&str> = xml.split("<w:tr>").collect();
    let headers: Vec<&&str> = rows.iter().filter(|r| r.contains("<w:tblHeader/>")).collect();
    let counts = |what: &str| {
        headers
            .iter()
            .map(|r| r.matches(what).count())
            .collect::<Vec<_>>()
    };
    assert_eq!(counts("<w:tc>"), [3, 4, 4]);
    assert_eq!(counts(r#"<w:gridSpan w:val="2"/>"#), [1, 0, 0]);
    assert_eq!(counts(r#"<w:vMerge w:val="restart"/>"#), [2, 0, 0]);
    assert_eq!(counts(r#"<w:vMerge w:val="continue"/>"#), [0, 2, 0]);
    let total = rows.iter().find(|r| r.contains("Cộng hết")).expect("the total");
    assert!(
        total.contains("<w:b/>") && total.contains(r#"<w:gridSpan w:val="2"/>"#),
        "{total}"
    );
    // Cells of a row take the whole width, in each row.
    for row in rows
        .iter()
        .filter(|r| r.contains("Hộ thứ") || r.contains("Cộng hết") || r.contains("tblHeader"))
    {
        let cells = row
            .split("</w:tr>")
            .next()
            .unwrap_or_default()
            .split("<w:tcW w:w=\"")
            .skip(1);
        let width: i64 = cells
            .filter_map(|c| c.split('"').next())
            .filter_map(|w| w.parse::<i64>().ok())
            .sum();
        assert!((width - 14_003).abs() < 5, "{width}: {row}");
    }
    // No two tables meet, and each cell ends with a paragraph: Word would join them or refuse the file.
    assert!(
        !xml.contains("</w:tbl><w:tbl>")
            && !xml.contains("</w:tbl></w:tc>")
            && !xml.contains("</w:tcPr></w:tc>")
    );
}

#[test]
fn each_paper_is_a_section_of_its_own() {
    let papers = [decision(), list(3), certificate()];
    let xml = part(&papers, "word/document.xml");
    let sections: Vec<&str> = xml.split("<w:sectPr>").skip(1).collect();
    assert_eq!(sections.len(), 3);
    let landscape: Vec<bool> = sections
        .iter()
        .map(|s| s.contains(r#"w:orient="landscape""#))
        .collect();
    assert_eq!(landscape, [false, true, true]);
    assert!(
        sections
            .iter()
            .all(|s| s.contains(r#"<w:pgNumType w:start="1"/><w:titlePg/>"#))
    );
    let bordered: Vec<bool> = sections.iter().map(|s| s.contains("<w:pgBorders")).collect();
    assert_eq!(bordered, [false, false, true]);

    // The page's number, but on the first; the mark of a draft on all.
    let relations = part(&papers, "word/_rels/document.xml.rels");
    let header = |section: usize, kind: &str| {
        let id = sections
            .get(section)
            .and_then(|s| {
                s.split(&format!(r#"<w:headerReference w:type="{kind}" r:id=""#))
                    .nth(1)
            })
            .and_then(|s| s.split('"').next())
            .expect("a reference");
        assert!(relations.contains(&format!(r#"Id="{id}""#)));
        part(&papers, &format!("word/{id}.xml"))
    };
    assert!(header(0, "default").contains(r#"w:instr="PAGE""#) && !header(0, "first").contains("PAGE"));
    assert!(header(1, "default").contains(r#"w:instr="PAGE""#) && !header(1, "first").contains("PAGE"));
    for kind in ["default", "first"] {
        assert!(header(1, kind).contains(r#"string="BẢN &quot;NHÁP&quot;""#));
        assert!(!header(0, kind).contains("v:shape") && !header(2, kind).contains("v:shape"));
        lines(&header(1, kind));
    }
}

#[test]
fn the_code_of_a_certificate_is_a_picture_and_whole() {
    let papers = [certificate()];
    let xml = part(&papers, "word/document.xml");
    let text = lines(&xml).join("\n");
    assert!(
        text.contains("ABCD\u{a0}1234") && text.contains(&format!("kiem-tra/{}", "a".repeat(60))),
        "{text}"
    );
    assert!(!xml.contains('\u{200b}'));
    assert!(xml.contains(r#"r:embed="code1""#));
    let parts = parts(&papers);
    assert!(
        parts
            .iter()
            .any(|(n, b)| n == "word/media/code1.bmp" && b.starts_with(b"BM"))
    );
    // Each part is known to the list of types, by its ending or its name.
    let types = part(&papers, "[Content_Types].xml");
    for (name, _) in &parts {
        let ending = name.rsplit('.').next().unwrap_or_default();
        assert!(
            types.contains(&format!("PartName=\"/{name}\""))
                || ["rels", "bmp"].contains(&ending)
                || name == "[Content_Types].xml",
            "{name}"
        );
    }
}

#[test]
fn what_users_type_is_never_markup() {
    let hostile = "</w:t></w:r><w:p/>&lt;&#0; \"'\u{0}\u{7}\u{b}\u{1b}\u{202e}\u{ffff}]]>\r\n<!-- & -->";
    let shown = ["</w:t></w:r><w:p/>&lt;&#0; \"']]>", "<!-- & -->"];
    let all = || vec![hostile.to_owned(); 3];
    let text = || Some(hostile.to_owned());
    let paper = Paper {
        file_stem: hostile.into(),
        issuer: Issuer::new(Some(hostile), hostile),
        number: text(),
        place: text(),
        date: None,
        form_no: text(),
        kind: text(),
        title: hostile.into(),
        subtitle: text(),
        authority: text(),
        preamble: all(),
        blocks: vec![
            Block::Heading(hostile.into()),
            Block::Centred(hostile.into()),
            Block::Paragraph(hostile.into()),
            Block::Article {
                label: hostile.into(),
                text: hostile.into(),
            },
            Block::Facts(vec![(hostile.into(), hostile.into())]),
            Block::Bullets(all()),
            Block::Table(Table {
                caption: text(),
                unit: text(),
                columns: vec![Column::new(hostile, ColumnKind::Text).under(hostile)],
                rows: vec![Row::body(vec![hostile.into()]), Row::total(vec![hostile.into()])],
                numbered_columns: true,
            }),
            Block::Check(Check {
                code: hostile.into(),
                url: hostile.into(),
                text: hostile.into(),
            }),
        ],
        signatures: vec![Signature {
            lines: all(),
            note: text(),
            name: text(),
        }],
        recipients: all(),
        draft: text(),
        note: text(),
        ..Paper::default()
    };
    let parts = parts(&[paper]);
    for (name, bytes) in parts.iter().filter(|(n, _)| !n.contains("/media/")) {
        let xml = String::from_utf8(bytes.clone()).expect("UTF-8");
        let allowed = |c: char| c == '\n' || (c >= ' ' && !"\u{202e}\u{ffff}".contains(c));
        assert!(xml.chars().all(allowed), "{name} has what XML can't hold");
        let lines = lines(&xml).join("\n").replace('|', "\n");
        if name == "word/document.xml" {
            for line in shown {
                let times = lines.matches(line).count();
                assert!(times >= 25, "{line} stands there {times} times");
            }
        }
    }
}

#[test]
fn the_same_papers_give_the_same_bytes() {
    let papers = [list(30), decision(), certificate(), Paper::default()];
    let first = docx(&papers).expect("a document");
    assert_eq!(Ok(&first), docx(&papers).as_ref());
    let mut zip = ZipArchive::new(Cursor::new(first)).expect("a zip");
    for i in 0..zip.len() {
        let year = zip
            .by_index(i)
            .ok()
            .and_then(|f| f.last_modified())
            .map(|d| d.year());
        assert_eq!(year, Some(1980));
    }
    assert_eq!(docx(&[]), Err(Error::Nothing));
}
