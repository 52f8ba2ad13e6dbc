//! Words that all papers share: names of bodies and places, dates and numbers in running text, classes and movements,
//! who signs, and the marks of what isn't valid.

use chrono::{Datelike, NaiveDate};
use giamngheo_papers::{Check, Issuer, Signature};
use giamngheo_rules::movement::Movement;
use giamngheo_rules::poverty::Class;
use giamngheo_rules::text::{fold, tidy};
use giamngheo_rules::words::number_vi;
use giamngheo_store::areas::Area;

/// Below what rests on forms that nobody compared with the law's annexes yet.
pub const UNCHECKED: &str = "Mẫu văn bản chưa đối chiếu với phụ lục của Quyết định 24/2021/QĐ-TTg";
/// Across every paper of invented data.
pub const SAMPLE: &str = "DỮ LIỆU MẪU";
/// Across what isn't valid yet.
pub const DRAFT: &str = "BẢN NHÁP";

/// The commune with the units above it, as papers name them.
#[derive(Debug, Clone, Default)]
pub struct Seat {
    /// `Xã Văn Lãng`.
    pub commune: String,
    /// The unit above, which gives the opinion: `Tỉnh Lạng Sơn`.
    pub above: Option<String>,
    /// All units above in a line, the nearest first: `huyện …, tỉnh …`.
    pub within: String,
}

impl Seat {
    /// Of a commune and the units above it, from the province down.
    pub fn new(commune: &Area, ancestors: &[Area]) -> Self {
        let above: Vec<String> = ancestors.iter().rev().map(|a| lower_first(&a.name)).collect();
        Self {
            commune: commune.name.clone(),
            above: ancestors.last().map(|a| a.name.clone()),
            within: above.join(", "),
        }
    }

    /// `xã Văn Lãng`, within a sentence.
    pub fn name(&self) -> String {
        lower_first(&self.commune)
    }

    /// `xã`, `phường`: its kind, within a sentence.
    pub fn kind(&self) -> String {
        kind_of(&self.commune).map_or_else(|| "xã".to_owned(), str::to_lowercase)
    }

    /// The place in the line of place and date: the name without its kind.
    pub fn place(&self) -> String {
        bare(&self.commune).to_owned()
    }

    /// The people's committee as who issues a paper. The committee is a level of government of its own, so nobody
    /// stands above it on its papers (Nghị định 30/2020/NĐ-CP, annex I, II.2).
    pub fn committee(&self) -> Issuer {
        Issuer::new(None, &format!("ỦY BAN NHÂN DÂN {}", self.commune))
    }

    /// The same as short as a certificate's form has it.
    pub fn committee_short(&self) -> Issuer {
        Issuer::new(None, &format!("UBND\n{}", self.commune))
    }

    /// Where a household lives. An address often names the village itself: then it isn't told twice.
    pub fn home(&self, address: Option<&str>, village: Option<&str>) -> String {
        let address = address.map(tidy).filter(|a| !a.is_empty());
        let village = village.filter(|village| {
            address
                .as_deref()
                .is_none_or(|a| !fold(a).contains(&fold(bare(village))))
        });
        let village = village.map(lower_first);
        let parts = [address, village, Some(self.name()), Some(self.within.clone())];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
        upper_first(&parts.join(", "))
    }

    /// The committee as a list from it is headed, with the one above.
    pub fn committee_below(&self) -> Issuer {
        let parent = self.above.as_ref().map(|a| format!("ỦY BAN NHÂN DÂN {a}"));
        Issuer::new(parent.as_deref(), &format!("ỦY BAN NHÂN DÂN {}", self.commune))
    }

    /// A village below the committee.
    pub fn village(&self, village: &str) -> Issuer {
        Issuer::new(Some(&format!("ỦY BAN NHÂN DÂN {}", self.commune)), village)
    }

    /// `Ủy ban nhân dân xã Văn Lãng`, within a sentence.
    pub fn committee_name(&self) -> String {
        format!("Ủy ban nhân dân {}", self.name())
    }

    /// `Ủy ban nhân dân tỉnh Lạng Sơn`; "cấp trên" where nobody is above.
    pub fn above_name(&self) -> String {
        self.above.as_deref().map_or_else(
            || "Ủy ban nhân dân cấp trên".to_owned(),
            |a| format!("Ủy ban nhân dân {}", lower_first(a)),
        )
    }

    /// The same for the lists of who gets a paper: `UBND tỉnh Lạng Sơn`.
    pub fn above_short(&self) -> String {
        self.above_name().replacen("Ủy ban nhân dân", "UBND", 1)
    }

    /// `Chủ tịch Ủy ban nhân dân xã Văn Lãng`.
    pub fn chair_name(&self) -> String {
        format!("Chủ tịch {}", self.committee_name())
    }
}

/// Kinds of units that begin their names.
const KINDS: [&str; 13] = [
    "Xã",
    "Phường",
    "Thị trấn",
    "Đặc khu",
    "Tổ dân phố",
    "Khu phố",
    "Thôn",
    "Bản",
    "Buôn",
    "Ấp",
    "Khóm",
    "Làng",
    "Tổ",
];

fn kind_of(name: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| {
        name.strip_prefix(kind)
            .is_some_and(|rest| rest.starts_with(char::is_whitespace))
    })
}

/// A unit's name without its kind; a number keeps it: `Tổ dân phố 3`.
pub fn bare(name: &str) -> &str {
    match kind_of(name) {
        Some(kind) => {
            let rest = name[kind.len()..].trim_start();
            if rest.starts_with(|c: char| c.is_ascii_digit()) {
                name
            } else {
                rest
            }
        }
        None => name,
    }
}

/// A name as it stands within a sentence: `xã Văn Lãng`.
pub fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// A text as the beginning of a sentence.
pub fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A date within a sentence: days below 10 and the months 1 and 2 with a zero before (Nghị định 30/2020/NĐ-CP).
pub fn day(date: NaiveDate) -> String {
    let month = date.month();
    if month <= 2 {
        format!("ngày {:02} tháng {month:02} năm {}", date.day(), date.year())
    } else {
        format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
    }
}

/// A date as short as it goes: `05/12/2026`.
pub fn short_day(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// A count within a sentence; below 10 with a zero before, so that nobody adds a digit.
pub fn count(n: i64) -> String {
    if (1..10).contains(&n) {
        format!("0{n}")
    } else {
        number_vi(n)
    }
}

/// Households and their members: `31 hộ, 126 nhân khẩu`.
pub fn households((households, members): (i64, i64)) -> String {
    if households == 0 {
        "0 hộ".to_owned()
    } else {
        format!("{} hộ, {} nhân khẩu", count(households), count(members))
    }
}

/// A number of a group: I, II, III. Beyond what a list has it stays in digits.
pub fn roman(n: usize) -> String {
    const SIGNS: [(usize, &str); 9] = [
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if n >= 400 {
        return n.to_string();
    }
    let (mut left, mut out) = (n, String::new());
    for (value, sign) in SIGNS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    out
}

/// What sorts names as people read them: without accents, and numbers by their value.
pub fn natural(name: &str) -> Vec<(String, u64)> {
    let (mut out, mut word, mut number) = (Vec::new(), String::new(), String::new());
    for c in fold(name).chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        if !number.is_empty() {
            out.push((std::mem::take(&mut word), number.parse().unwrap_or(u64::MAX)));
            number.clear();
        }
        word.push(c);
    }
    out.push((word, number.parse().unwrap_or(0)));
    out
}

/// A class as a result: those on neither list are told apart only where it matters.
pub fn class(class: Option<Class>) -> &'static str {
    match class {
        Some(Class::Poor) => "Hộ nghèo",
        Some(Class::NearPoor) => "Hộ cận nghèo",
        Some(Class::Average) => "Hộ có mức sống trung bình",
        Some(Class::Other) => "Không thuộc hộ nghèo, hộ cận nghèo",
        None => "",
    }
}

/// What a household was before; one that was on no list says so.
pub fn before(previous: Option<Class>) -> &'static str {
    match previous {
        None => "Chưa phân loại",
        known => class(known),
    }
}

/// All movements, in the order of the reports.
pub const MOVEMENTS: [Movement; 7] = [
    Movement::NewlyPoor,
    Movement::FellBack,
    Movement::EscapedToNearPoor,
    Movement::Escaped,
    Movement::NearPoorNew,
    Movement::FellBackNearPoor,
    Movement::EscapedNearPoverty,
];

/// The movement of this code.
pub fn movement_of(code: &str) -> Option<Movement> {
    MOVEMENTS.into_iter().find(|m| m.code() == code)
}

/// A movement in words.
pub fn movement(movement: Movement) -> &'static str {
    match movement {
        Movement::NewlyPoor => "Hộ nghèo phát sinh mới",
        Movement::FellBack => "Hộ tái nghèo",
        Movement::EscapedToNearPoor => "Hộ thoát nghèo, trở thành hộ cận nghèo",
        Movement::Escaped => "Hộ thoát nghèo, vượt chuẩn cận nghèo",
        Movement::NearPoorNew => "Hộ cận nghèo phát sinh mới",
        Movement::FellBackNearPoor => "Hộ tái cận nghèo",
        Movement::EscapedNearPoverty => "Hộ thoát cận nghèo",
    }
}

/// The same as a short note in a list, whose title says that it is about households.
pub fn movement_note(movement: Movement) -> &'static str {
    match movement {
        Movement::NewlyPoor | Movement::NearPoorNew => "Phát sinh mới",
        Movement::FellBack => "Tái nghèo",
        Movement::EscapedToNearPoor => "Thoát nghèo",
        Movement::Escaped => "Vượt chuẩn cận nghèo",
        Movement::FellBackNearPoor => "Tái cận nghèo",
        Movement::EscapedNearPoverty => "Thoát cận nghèo",
    }
}

/// How somebody with this title signs: a deputy for the chair; for the committee as a whole with `TM.` before (Nghị
/// định 30/2020/NĐ-CP, annex I, II.7). The title names no body.
fn signing(title: &str, for_committee: bool) -> Vec<String> {
    let title = tidy(title).to_uppercase();
    let rank = title
        .split(" ỦY BAN")
        .next()
        .unwrap_or_default()
        .split(" UBND")
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned();
    let mut lines = if rank.contains("PHÓ CHỦ TỊCH") {
        vec!["KT. CHỦ TỊCH".to_owned(), "PHÓ CHỦ TỊCH".to_owned()]
    } else if rank.starts_with("QUYỀN CHỦ TỊCH") || rank.starts_with("Q. CHỦ TỊCH") {
        vec!["Q. CHỦ TỊCH".to_owned()]
    } else if rank.is_empty() {
        vec!["CHỦ TỊCH".to_owned()]
    } else {
        vec![rank]
    };
    if for_committee {
        lines.insert(0, "TM. ỦY BAN NHÂN DÂN".to_owned());
    }
    lines
}

/// The chair's own signature, as on decisions and certificates.
pub fn chair(title: &str, name: Option<&str>) -> Signature {
    Signature {
        lines: signing(title, false),
        note: None,
        name: name.map(tidy),
    }
}

/// The committee's signature, as on reports and postings.
pub fn committee(title: &str, name: Option<&str>) -> Signature {
    Signature {
        lines: signing(title, true),
        note: None,
        name: name.map(tidy),
    }
}

/// Somebody who signs by hand.
pub fn hand(line: &str, name: Option<&str>) -> Signature {
    Signature {
        lines: vec![line.to_owned()],
        note: Some("(Ký, ghi rõ họ tên)".to_owned()),
        name: name.map(tidy).filter(|n| !n.is_empty()),
    }
}

/// A code on paper and where to type it.
pub fn check(public_url: &str, code: &str, text: &str) -> Check {
    Check {
        code: code.to_owned(),
        url: format!("{}/tra-cuu?code={code}", public_url.trim_end_matches('/')),
        text: text.to_owned(),
    }
}

/// The mark across a paper: of invented data always, else of what is only a draft.
pub fn mark(demo: bool, draft: bool) -> Option<String> {
    let mark = if demo {
        Some(SAMPLE)
    } else {
        draft.then_some(DRAFT)
    };
    mark.map(str::to_owned)
}

/// Part of a file's name: without accents, words joined by dashes.
pub fn slug(text: &str) -> String {
    fold(text)
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// A title whose year doesn't stand alone on a line.
pub fn unbroken(title: &str) -> String {
    title.replace("năm ", "năm\u{a0}")
}

/// A text that somebody typed, as the end of a sentence of ours.
pub fn sentence(text: &str) -> String {
    let text = tidy(text);
    let bare = text.trim_end_matches(['.', ';', ',']);
    if bare.ends_with(['!', '?']) {
        bare.to_owned()
    } else {
        format!("{bare}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_sentences_and_place_lines() {
        let seat = Seat {
            commune: "Xã Văn Lãng".into(),
            above: Some("Tỉnh Lạng Sơn".into()),
            within: "tỉnh Lạng Sơn".into(),
        };
        assert_eq!(seat.name(), "xã Văn Lãng");
        assert_eq!((seat.kind().as_str(), seat.place().as_str()), ("xã", "Văn Lãng"));
        assert_eq!(seat.above_name(), "Ủy ban nhân dân tỉnh Lạng Sơn");
        let check = |name, expected| assert_eq!(bare(name), expected);
        check("Đặc khu Cô Tô", "Cô Tô");
        check("Tổ dân phố 3", "Tổ dân phố 3");
        check("Phường 12", "Phường 12");
        check("Bản Bản Lùng", "Bản Lùng");
        check("Xãng", "Xãng");
        check("", "");
        let home = |address, expected| assert_eq!(seat.home(address, Some("Thôn Nà Lẹng")), expected);
        home(
            Some("Nhà số 3, thôn Nà Lẹng"),
            "Nhà số 3, thôn Nà Lẹng, xã Văn Lãng, tỉnh Lạng Sơn",
        );
        home(Some("Số 3"), "Số 3, thôn Nà Lẹng, xã Văn Lãng, tỉnh Lạng Sơn");
        home(None, "Thôn Nà Lẹng, xã Văn Lãng, tỉnh Lạng Sơn");
        assert_eq!(lower_first("Đặc khu Cô Tô"), "đặc khu Cô Tô");
    }

    #[test]
    fn dates_and_counts_leave_no_room_for_another_digit() {
        let at = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(day(at(2026, 12, 5)), "ngày 05 tháng 12 năm 2026");
        assert_eq!(day(at(2026, 2, 15)), "ngày 15 tháng 02 năm 2026");
        assert_eq!(day(at(2026, 3, 1)), "ngày 01 tháng 3 năm 2026");
        let check = |n, expected: &str| assert_eq!(count(n), expected);
        check(0, "0");
        check(7, "07");
        check(10, "10");
        check(1_234, "1.234");
        assert_eq!(households((1, 4)), "01 hộ, 04 nhân khẩu");
        assert_eq!(households((0, 0)), "0 hộ");
    }

    #[test]
    fn deputies_sign_for_the_chair() {
        let check = |title, expected: &[&str]| assert_eq!(committee(title, None).lines, expected, "{title}");
        check("Chủ tịch", &["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]);
        check("Chủ tịch UBND xã Văn Lãng", &["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]);
        check(
            "Phó Chủ tịch Ủy ban nhân dân xã",
            &["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        );
        check(
            "KT. Chủ tịch - Phó chủ tịch",
            &["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        );
        check("Quyền Chủ tịch", &["TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH"]);
        check(" ", &["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]);
        // NFD as it comes from some keyboards.
        check(
            "Pho\u{301} Chu\u{309} ti\u{323}ch",
            &["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        );
        assert_eq!(
            chair("Chủ tịch", Some(" Nông  Văn A ")).name.as_deref(),
            Some("Nông Văn A")
        );
    }

    #[test]
    fn numbers_sort_by_their_value() {
        let mut names = ["Thôn 10", "Thôn 2", "Thôn Đồng", "Thôn Ba", "Thôn 2A"];
        names.sort_by_key(|n| natural(n));
        assert_eq!(names, ["Thôn 2", "Thôn 2A", "Thôn 10", "Thôn Ba", "Thôn Đồng"]);
        let check = |n, expected: &str| assert_eq!(roman(n), expected);
        check(4, "IV");
        check(19, "XIX");
        check(48, "XLVIII");
        check(400, "400");
    }

    #[test]
    fn invented_data_is_marked_before_all_else() {
        let check = |demo, draft, expected| assert_eq!(mark(demo, draft).as_deref(), expected);
        check(true, true, Some("DỮ LIỆU MẪU"));
        check(true, false, Some("DỮ LIỆU MẪU"));
        check(false, true, Some("BẢN NHÁP"));
        check(false, false, None);
    }

    #[test]
    fn typed_texts_end_as_sentences() {
        let check = |text, expected: &str| assert_eq!(sentence(text), expected);
        check("Do nhầm lẫn", "Do nhầm lẫn.");
        check("Do nhầm lẫn. ", "Do nhầm lẫn.");
        check("Sao vậy?", "Sao vậy?");
        assert_eq!(slug("45/QĐ-UBND"), "45-qd-ubnd");
    }
}
