//! What a family gets when it asks for a review: that its request came in, and the code by which it follows its case.

use giamngheo_papers::{Block, Paper};
use giamngheo_store::reviews::Case;

use super::Round;
use super::line::Villages;
use super::lists::{Frame, reason};
use super::words;

/// The receipt of a request; of a household that came onto the list otherwise, a slip with its code.
pub fn receipt(frame: &Frame, round: &Round, case: &Case, villages: &Villages, public_url: &str) -> Paper {
    let seat = &frame.seat;
    let requested = case.origin == "requested";
    let home = seat.home(
        case.address.as_deref(),
        villages.0.get(&case.path).map(String::as_str),
    );
    let mut facts = Vec::new();
    if requested {
        facts.push((
            "Họ và tên người đề nghị".to_owned(),
            case.requester.clone().unwrap_or_default(),
        ));
    }
    facts.push(("Họ và tên chủ hộ".to_owned(), case.head_name.clone()));
    facts.push(("Nơi ở".to_owned(), home));
    facts.push((
        "Số nhân khẩu".to_owned(),
        format!("{} người", words::count(case.member_count)),
    ));
    if requested {
        facts.push((
            "Ngày nhận giấy đề nghị".to_owned(),
            case.requested_on.map(words::short_day).unwrap_or_default(),
        ));
    }
    let why = reason(case, round.procedure);
    if !why.is_empty() {
        facts.push(("Lý do".to_owned(), why));
    }
    if let Some(closes) = round.row.closes_on {
        facts.push((
            "Thời hạn thông báo kết quả".to_owned(),
            format!("chậm nhất {}", words::day(closes)),
        ));
    }
    let opening = if requested {
        format!(
            "{} đã tiếp nhận Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo (Mẫu số 01) với các thông tin sau:",
            seat.committee_name()
        )
    } else {
        format!(
            "{} đã đưa hộ gia đình sau đây vào danh sách rà soát hộ nghèo, hộ cận nghèo {}:",
            seat.committee_name(),
            frame.period
        )
    };
    let by = if requested {
        vec![
            words::hand("NGƯỜI NỘP", case.requester.as_deref()),
            words::hand("NGƯỜI NHẬN", None),
        ]
    } else {
        vec![words::hand("CÁN BỘ PHỤ TRÁCH", None)]
    };
    Paper {
        file_stem: format!("bien-nhan-{}", words::slug(&case.head_name)),
        issuer: seat.committee(),
        place: Some(seat.place()),
        date: case.requested_on.filter(|_| requested),
        kind: Some(if requested { "GIẤY BIÊN NHẬN" } else { "PHIẾU TRA CỨU" }.into()),
        title: if requested {
            format!("Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo {}", frame.period)
        } else {
            format!("Quá trình rà soát hộ nghèo, hộ cận nghèo {}", frame.period)
        },
        blocks: vec![
            Block::Paragraph(opening),
            Block::Facts(facts),
            Block::Paragraph(
                "Hộ gia đình dùng mã dưới đây để theo dõi quá trình rà soát. Mã chỉ cho biết tiến độ, không hiển thị \
                 họ tên và thông tin cá nhân; đề nghị giữ kín mã này."
                    .into(),
            ),
            Block::Check(words::check(
                public_url,
                &case.tracking_code,
                "Quét mã QR hoặc nhập mã tại địa chỉ dưới đây:",
            )),
        ],
        signatures: by,
        draft: frame.draft.clone(),
        note: Some(words::UNCHECKED.into()),
        ..Paper::default()
    }
}
