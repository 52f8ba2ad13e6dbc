//! Writes sample papers of every sort as PDF, Word and Excel into a folder, to look at them. All names are invented.
//!
//! `cargo run -p giamngheo-papers --example show -- /tmp/papers`

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;
use giamngheo_papers::{
    Block, Cell, Check, Column, ColumnKind, Formula, Issuer, Orientation, Paper, Row, Signature, Style,
    Table, docx, pdf, xlsx,
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("give the folder to write into")?);
    fs::create_dir_all(&folder)?;
    let papers = [
        vec![decision()],
        vec![list(25, "danh-sach-ngan")],
        vec![list(1000, "danh-sach-1000")],
        vec![summary()],
        vec![minutes()],
        vec![request()],
        vec![certificate(1)],
        (1..=150).map(certificate).collect(),
        vec![decision(), list(40, "phu-luc"), certificate(7)],
    ];
    for (i, papers) in papers.iter().enumerate() {
        let stem = format!("{i}-{}", papers.first().map_or("", |p| p.file_stem.as_str()));
        let start = Instant::now();
        let bytes = pdf(papers)?;
        let (took, size) = (start.elapsed(), bytes.len() / 1024);
        fs::write(folder.join(format!("{stem}.pdf")), bytes)?;
        let start = Instant::now();
        let bytes = xlsx(papers)?;
        println!(
            "{stem}: pdf {took:.2?} {size} KiB, xlsx {:.2?} {} KiB",
            start.elapsed(),
            bytes.len() / 1024
        );
        fs::write(folder.join(format!("{stem}.xlsx")), bytes)?;
        let start = Instant::now();
        let bytes = docx(papers)?;
        println!("{stem}: docx {:.2?} {} KiB", start.elapsed(), bytes.len() / 1024);
        fs::write(folder.join(format!("{stem}.docx")), bytes)?;
    }
    Ok(())
}

fn day(y: i32, m: u32, d: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(y, m, d)
}

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|&s| s.to_owned()).collect()
}

fn issuer() -> Issuer {
    Issuer::new(
        Some("Ủy ban nhân dân tỉnh Lạng Sơn"),
        "Ủy ban nhân dân xã Văn Lãng",
    )
}

fn chair() -> Vec<Signature> {
    vec![Signature {
        lines: strings(&["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        note: None,
        name: Some("Hoàng Văn Thụy".into()),
    }]
}

fn decision() -> Paper {
    Paper {
        file_stem: "quyet-dinh-cong-nhan".into(),
        issuer: Issuer::new(None, "Ủy ban nhân dân xã Văn Lãng"),
        number: Some("128/QĐ-UBND".into()),
        place: Some("Văn Lãng".into()),
        date: day(2026, 12, 5),
        kind: Some("QUYẾT ĐỊNH".into()),
        title: "Về việc công nhận hộ nghèo, hộ cận nghèo, hộ thoát nghèo, hộ thoát cận nghèo trên địa bàn xã Văn Lãng năm 2026".into(),
        authority: Some("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ VĂN LÃNG".into()),
        preamble: strings(&[
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
            "Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27 tháng 01 năm 2021 của Chính phủ quy định chuẩn nghèo đa chiều giai đoạn 2021 - 2025;",
            "Căn cứ Quyết định số 24/2021/QĐ-TTg ngày 16 tháng 7 năm 2021 của Thủ tướng Chính phủ quy định quy trình rà soát hộ nghèo, hộ cận nghèo hằng năm và quy trình xác định hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp và diêm nghiệp có mức sống trung bình;",
            "Theo đề nghị của Trưởng phòng Kinh tế xã Văn Lãng tại Tờ trình số 45/TTr-KT ngày 02 tháng 12 năm 2026.",
        ]),
        blocks: vec![
            Block::Centred("QUYẾT ĐỊNH:".into()),
            Block::Article {
                label: "Điều 1.".into(),
                text: "Công nhận 312 hộ nghèo, 245 hộ cận nghèo, 58 hộ thoát nghèo và 41 hộ thoát cận nghèo trên địa bàn xã Văn Lãng theo kết quả rà soát năm 2026 (có danh sách kèm theo).".into(),
            },
            Block::Article {
                label: "Điều 2.".into(),
                text: "Hộ nghèo, hộ cận nghèo có tên trong danh sách được cấp Giấy chứng nhận và được hưởng các chính sách theo quy định kể từ ngày Quyết định này có hiệu lực.".into(),
            },
            Block::Article {
                label: "Điều 3.".into(),
                text: "Quyết định này có hiệu lực kể từ ngày ký.\nChánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân, Trưởng phòng Kinh tế, Trưởng các thôn và các hộ gia đình có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.".into(),
            },
        ],
        signatures: chair(),
        recipients: strings(&["Như Điều 3", "UBND tỉnh (báo cáo)", "Thường trực HĐND xã", "Lưu: VT, KT"]),
        ..Paper::default()
    }
}

const FAMILY: [&str; 6] = ["Hoàng", "Lý", "Nông", "Triệu", "Vi", "Đặng"];
const GIVEN: [&str; 7] = [
    "Thị Ngoãn",
    "Văn Khuể",
    "Đức Bằng",
    "Thị Mẫn",
    "Văn Chiếm",
    "Thị Sỹ Hạnh",
    "Văn Tường",
];

fn name(i: usize) -> String {
    format!("{} {}", FAMILY[i * 7 % FAMILY.len()], GIVEN[i * 3 % GIVEN.len()])
}

fn list(households: usize, stem: &str) -> Paper {
    let mut rows = Vec::new();
    for i in 0..households {
        if i % 12 == 0 {
            let village = ["Bản Kéo", "Nà Lẹng", "Khun Pinh"][i / 12 % 3];
            let mut cells = vec![Cell::Empty; 12];
            cells[0] = Cell::from(["I", "II", "III", "IV", "V"][i / 12 % 5]);
            cells[1] = format!("Thôn {village}").into();
            rows.push(Row::group(cells));
        }
        let i = i as i64;
        rows.push(Row::body(vec![
            Cell::Empty,
            name(i as usize).into(),
            if i % 3 == 0 { "Nữ" } else { "Nam" }.into(),
            day(1950 + (i % 50) as i32, 1 + (i % 12) as u32, 1 + (i % 28) as u32).into(),
            ["Tày", "Nùng", "Dao", "Kinh"][(i % 4) as usize].into(),
            "0200********".into(),
            Cell::Int(1 + i % 7),
            Cell::Int(100 + i * 13 % 80),
            Cell::Int(10 + i * 7 % 60),
            if i % 2 == 0 { "x" } else { "" }.into(),
            if i % 2 == 0 { "" } else { "x" }.into(),
            if i % 9 == 0 {
                "Thiếu nước sạch, nhà ở không bền vững"
            } else {
                ""
            }
            .into(),
        ]));
    }
    let n = households as i64;
    rows.push(Row::total(vec![
        "Tổng cộng".into(),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Int(n * 4),
        Cell::Empty,
        Cell::Empty,
        Cell::Int(n / 2),
        Cell::Int(n - n / 2),
        Cell::Empty,
    ]));
    let column = Column::new;
    Paper {
        file_stem: stem.into(),
        issuer: issuer(),
        kind: Some("DANH SÁCH".into()),
        title: "Hộ nghèo, hộ cận nghèo trên địa bàn xã Văn Lãng năm 2026".into(),
        subtitle: Some("(Kèm theo Quyết định số 128/QĐ-UBND ngày 05 tháng 12 năm 2026 của Chủ tịch Ủy ban nhân dân xã Văn Lãng)".into()),
        place: Some("Văn Lãng".into()),
        date: day(2026, 12, 5),
        form_no: Some("Mẫu số 07".into()),
        orientation: Orientation::Landscape,
        draft: (households < 100).then(|| "DỮ LIỆU MẪU".into()),
        blocks: vec![Block::Table(Table {
            unit: Some("Đơn vị: hộ".into()),
            columns: vec![
                column("STT", ColumnKind::Order),
                column("Họ và tên chủ hộ", ColumnKind::Text),
                column("Giới tính", ColumnKind::Code),
                column("Ngày sinh", ColumnKind::Code),
                column("Dân tộc", ColumnKind::Code),
                column("Số định danh cá nhân", ColumnKind::Code),
                column("Số nhân khẩu", ColumnKind::Number),
                column("B1", ColumnKind::Number).under("Điểm"),
                column("B2", ColumnKind::Number).under("Điểm"),
                column("Hộ nghèo", ColumnKind::Code).under("Kết quả"),
                column("Hộ cận nghèo", ColumnKind::Code).under("Kết quả"),
                column("Ghi chú", ColumnKind::Text),
            ],
            rows,
            ..Table::default()
        })],
        signatures: chair(),
        note: Some("Nguồn: phần mềm Giảm Nghèo. Số định danh được che theo quy định về bảo vệ dữ liệu cá nhân.".into()),
        ..Paper::default()
    }
}

fn summary() -> Paper {
    let rows = [
        ("Bản Kéo", 120, 31, 22),
        ("Nà Lẹng", 98, 12, 17),
        ("Khun Pinh", 1_144, 269, 206),
    ];
    let row = |i: usize, (name, all, poor, near): (&str, i64, i64, i64)| {
        let part = |n, column| {
            let ratio = Cell::Ratio {
                numerator: n,
                denominator: all,
                digits: 2,
            };
            ratio.following(Formula::percent(i, column, 2))
        };
        vec![
            Cell::Empty,
            name.into(),
            Cell::Int(all),
            Cell::Int(poor),
            part(poor, 3),
            Cell::Int(near),
            part(near, 5),
        ]
    };
    let villages = rows.len();
    let mut body: Vec<Row> = (0..).zip(rows).map(|(i, r)| Row::body(row(i, r))).collect();
    let mut total = row(villages, ("Toàn xã", 1_362, 312, 245));
    total.swap(0, 1);
    for column in [2, 3, 5] {
        total[column] = total[column]
            .clone()
            .following(Formula::column_sum(column, 0, villages - 1));
    }
    body.push(Row::total(total));
    let number = |t| Column::new(t, ColumnKind::Number);
    let rate = || Column::new("Tỷ lệ (%)", ColumnKind::Percent);
    Paper {
        file_stem: "bao-cao-tong-hop".into(),
        issuer: issuer(),
        number: Some("/BC-UBND".into()),
        place: Some("Văn Lãng".into()),
        kind: Some("BÁO CÁO".into()),
        title: "Kết quả rà soát hộ nghèo, hộ cận nghèo năm 2026".into(),
        draft: Some("BẢN NHÁP".into()),
        blocks: vec![
            Block::Paragraph("Thực hiện Quyết định số 24/2021/QĐ-TTg của Thủ tướng Chính phủ, Ủy ban nhân dân xã Văn Lãng báo cáo kết quả rà soát hộ nghèo, hộ cận nghèo năm 2026 như sau:".into()),
            Block::Heading("I. KẾT QUẢ CHUNG".into()),
            Block::Bullets(strings(&["Tổng số hộ trên địa bàn: 1.362 hộ;", "Hộ nghèo: 312 hộ, chiếm 22,91%;", "Hộ cận nghèo: 245 hộ, chiếm 17,99%."])),
            Block::Heading("II. KẾT QUẢ THEO THÔN".into()),
            Block::Table(Table {
                caption: Some("Biểu 1. Hộ nghèo, hộ cận nghèo theo thôn".into()),
                unit: Some("Đơn vị: hộ".into()),
                columns: vec![
                    Column::new("STT", ColumnKind::Order),
                    Column::new("Thôn", ColumnKind::Text),
                    number("Tổng số hộ"),
                    number("Số hộ").under("Hộ nghèo"),
                    rate().under("Hộ nghèo"),
                    number("Số hộ").under("Hộ cận nghèo"),
                    rate().under("Hộ cận nghèo"),
                ],
                rows: body,
                numbered_columns: true,
            }),
            Block::Space,
            Block::Table(Table {
                caption: Some("Biểu 2. Đơn khiếu nại".into()),
                columns: vec![Column::new("Nội dung", ColumnKind::Text), Column::new("Số đơn", ColumnKind::Number)],
                ..Table::default()
            }),
        ],
        signatures: chair(),
        recipients: strings(&["UBND tỉnh", "Sở Nông nghiệp và Môi trường", "Lưu: VT"]),
        ..Paper::default()
    }
}

fn minutes() -> Paper {
    let sign = |line: &str, name: &str| Signature {
        lines: vec![line.into()],
        note: Some("(Ký, ghi rõ họ tên)".into()),
        name: (!name.is_empty()).then(|| name.into()),
    };
    Paper {
        file_stem: "bien-ban-hop-thon".into(),
        issuer: Issuer::new(Some("Ủy ban nhân dân xã Văn Lãng"), "Thôn Bản Kéo"),
        place: Some("Bản Kéo".into()),
        date: day(2026, 10, 9),
        form_no: Some("Mẫu số 05".into()),
        kind: Some("BIÊN BẢN".into()),
        title: "Họp dân thống nhất kết quả rà soát hộ nghèo, hộ cận nghèo năm 2026".into(),
        blocks: vec![
            Block::Paragraph("Hôm nay, vào hồi 19 giờ 30 phút, ngày 09 tháng 10 năm 2026, tại Nhà văn hóa thôn Bản Kéo, đã tổ chức cuộc họp dân với thành phần và nội dung như sau:".into()),
            Block::Heading("I. THÀNH PHẦN THAM DỰ".into()),
            Block::Facts(vec![
                ("Chủ trì".into(), "Ông Nông Văn Khuể - Trưởng thôn".into()),
                ("Thư ký".into(), "Bà Lý Thị Mẫn".into()),
                ("Số hộ có đại diện dự họp".into(), "87/120 hộ".into()),
                ("Đại diện Mặt trận Tổ quốc".into(), String::new()),
            ]),
            Block::Heading("II. NỘI DUNG".into()),
            Block::Paragraph("Cuộc họp đã nghe rà soát viên báo cáo kết quả khảo sát, thảo luận công khai từng hộ và biểu quyết. Kết quả như sau:".into()),
            Block::Table(Table {
                columns: vec![
                    Column::new("STT", ColumnKind::Order),
                    Column::new("Họ và tên chủ hộ", ColumnKind::Text),
                    Column::new("Đề nghị", ColumnKind::Text),
                    Column::new("Đồng ý", ColumnKind::Number).under("Biểu quyết"),
                    Column::new("Không đồng ý", ColumnKind::Number).under("Biểu quyết"),
                ],
                rows: (0..6)
                    .map(|i| Row::body(vec![Cell::Empty, name(i).into(), if i % 2 == 0 { "Hộ nghèo" } else { "Thoát nghèo" }.into(), Cell::Int(80 - i as i64), Cell::Int(7 + i as i64)]))
                    .collect(),
                ..Table::default()
            }),
            Block::Paragraph("Cuộc họp kết thúc vào hồi 21 giờ 15 phút cùng ngày. Biên bản được đọc lại cho mọi người cùng nghe, thống nhất thông qua và lập thành 02 bản, 01 bản lưu tại thôn, 01 bản gửi Ban Chỉ đạo rà soát cấp xã./.".into()),
        ],
        signatures: vec![sign("ĐẠI DIỆN HỘ DÂN", ""), sign("THƯ KÝ", "Lý Thị Mẫn"), sign("CHỦ TRÌ", "Nông Văn Khuể")],
        ..Paper::default()
    }
}

/// A form to fill in by hand.
fn request() -> Paper {
    let facts = [
        "Họ và tên chủ hộ",
        "Ngày sinh",
        "Số định danh cá nhân",
        "Nơi ở hiện tại",
        "Lý do đề nghị",
    ];
    Paper {
        file_stem: "giay-de-nghi".into(),
        form_no: Some("Mẫu số 01".into()),
        place: Some("…………".into()),
        title: "GIẤY ĐỀ NGHỊ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO".into(),
        subtitle: Some("Kính gửi: Ban Chỉ đạo rà soát hộ nghèo, hộ cận nghèo xã Văn Lãng".into()),
        blocks: vec![
            Block::Facts(facts.iter().map(|f| ((*f).to_owned(), String::new())).collect()),
            Block::Paragraph("Tôi xin cam đoan những nội dung trên là đúng sự thật và chịu trách nhiệm trước pháp luật về lời khai của mình./.".into()),
        ],
        signatures: vec![Signature {
            lines: strings(&["NGƯỜI ĐỀ NGHỊ"]),
            note: Some("(Ký, ghi rõ họ tên)".into()),
            name: None,
        }],
        ..Paper::default()
    }
}

fn certificate(i: usize) -> Paper {
    let code = format!("GN26{:08}", i * 7_654_321 % 100_000_000);
    Paper {
        file_stem: format!("giay-chung-nhan-{i}"),
        issuer: issuer(),
        number: Some(format!("{i:03}/GCN-UBND")),
        place: Some("Văn Lãng".into()),
        date: day(2026, 12, 5),
        kind: Some("GIẤY CHỨN NHẬN".into()),
        title: "HỘ NGHÈO, HỘ CẬN NGHÈO".into(),
        style: Style::Certificate,
        orientation: Orientation::Landscape,
        draft: (i == 7).then(|| "DỮ LIỆU MẪU".into()),
        blocks: vec![
            Block::Paragraph("Ủy ban nhân dân xã Văn Lãng chứng nhận:".into()),
            Block::Facts(vec![
                ("Hộ gia đình ông (bà)".into(), name(i)),
                ("Nơi ở".into(), "Thôn Nà Lẹng, xã Văn Lãng, tỉnh Lạng Sơn".into()),
                ("Số nhân khẩu".into(), format!("{} người", 1 + i % 7)),
                (
                    "Là".into(),
                    "HỘ NGHÈO năm 2026, theo Quyết định số 128/QĐ-UBND ngày 05 tháng 12 năm 2026".into(),
                ),
            ]),
            Block::Check(Check {
                url: format!("https://giamngheo.example/kiem-tra/{code}"),
                code,
                text: "Quét mã QR hoặc nhập mã tại địa chỉ dưới đây để kiểm tra:".into(),
            }),
        ],
        signatures: chair(),
        ..Paper::default()
    }
}
