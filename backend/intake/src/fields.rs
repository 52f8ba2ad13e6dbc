//! The fields a row can have: codes, labels, and the spellings of headers that officers use.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;

use giamngheo_rules::text::fold;
use serde::{Deserialize, Serialize};

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Households of a review, one a row.
    Households,
    /// Members of households, one a row.
    Members,
}

impl Kind {
    /// The stable word: `households` or `members`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Households => "households",
            Self::Members => "members",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Households, Self::Members]
            .into_iter()
            .find(|k| k.code() == code)
    }
}

/// The names of one indicator of deprivation, from the legal standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorNames {
    /// Its code, such as `floor_area`.
    pub code: String,
    /// Its name in Vietnamese.
    pub vi: String,
    /// Its name in English.
    pub en: String,
    /// Further spellings of its column's header.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// What the caller knows of the law: the indicators, at most 32, in the order of the bits of
/// [`crate::HouseholdRow::deprivations`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// The indicators.
    pub indicators: Vec<IndicatorNames>,
}

/// One thing that a column can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Running number in the list; read and dropped.
    Stt,
    /// Identifier given by the sender.
    ExternalId,
    /// Name of the head of the household.
    HeadName,
    /// Date of birth.
    BirthDate,
    /// Sex.
    Sex,
    /// Ethnicity.
    Ethnicity,
    /// Citizen ID.
    CitizenId,
    /// Village.
    Village,
    /// Commune code.
    CommuneCode,
    /// Commune name.
    Commune,
    /// Address.
    Address,
    /// Members of the household.
    MemberCount,
    /// Score B1.
    B1,
    /// Score B2 as stated.
    B2,
    /// Class as stated.
    Class,
    /// Income in đồng per person and month.
    Income,
    /// Date of the survey.
    SurveyDate,
    /// Who surveyed.
    Surveyor,
    /// Note.
    Note,
    /// The mark of indicator `i` of the schema.
    Deprivation(usize),
    /// Number of a member within the household.
    MemberNo,
    /// Name of a member.
    MemberName,
    /// Relation of a member to the head.
    Relation,
    /// Whether a member has health insurance.
    HealthInsurance,
}

/// One line of the table of fields.
struct Entry {
    field: Field,
    code: &'static str,
    vi: &'static str,
    en: &'static str,
    /// For rows of households, of members, or both.
    households: bool,
    members: bool,
    /// Headers, folded (no diacritics, lower case). The first words that match whole win.
    aliases: &'static [&'static str],
}

const fn entry(
    field: Field,
    code: &'static str,
    (vi, en): (&'static str, &'static str),
    (households, members): (bool, bool),
    aliases: &'static [&'static str],
) -> Entry {
    Entry {
        field,
        code,
        vi,
        en,
        households,
        members,
        aliases,
    }
}

const HOUSEHOLDS: (bool, bool) = (true, false);
const MEMBERS: (bool, bool) = (false, true);
const BOTH: (bool, bool) = (true, true);

/// The table of fields and of the headers seen in officers' lists.
static FIELDS: &[Entry] = &[
    entry(
        Field::Stt,
        "stt",
        ("STT", "No."),
        BOTH,
        &["stt", "so tt", "so thu tu", "tt", "no", "thu tu"],
    ),
    entry(
        Field::ExternalId,
        "external_id",
        ("Mã hộ", "Household ID"),
        BOTH,
        &[
            "ma ho",
            "ma ho gia dinh",
            "ma so ho",
            "ma ho gd",
            "ma phieu",
            "household id",
            "household code",
            "id ho",
            "id",
        ],
    ),
    entry(
        Field::HeadName,
        "head_name",
        ("Họ và tên chủ hộ", "Head of household"),
        HOUSEHOLDS,
        &[
            "ho va ten chu ho",
            "ho ten chu ho",
            "ten chu ho",
            "chu ho",
            "ho va ten",
            "ho ten",
            "ho va ten chu ho gia dinh",
            "ho ten chu ho gia dinh",
            "ho va ten nguoi dai dien",
            "head of household",
            "household head",
            "head",
            "name",
            "full name",
        ],
    ),
    entry(
        Field::MemberName,
        "name",
        ("Họ và tên", "Name"),
        MEMBERS,
        &[
            "ho va ten",
            "ho ten",
            "ten",
            "ho va ten thanh vien",
            "ten thanh vien",
            "ho ten thanh vien",
            "thanh vien",
            "full name",
            "member name",
            "ho chu dem va ten",
        ],
    ),
    entry(
        Field::MemberNo,
        "member_no",
        ("Số thứ tự trong hộ", "Member number"),
        MEMBERS,
        &[
            "so thu tu trong ho",
            "stt trong ho",
            "thanh vien so",
            "so thanh vien thu",
            "ma thanh vien",
            "member number",
        ],
    ),
    entry(
        Field::Relation,
        "relation",
        ("Quan hệ với chủ hộ", "Relation to the head"),
        MEMBERS,
        &[
            "quan he voi chu ho",
            "quan he",
            "qh voi chu ho",
            "moi quan he voi chu ho",
            "quan he chu ho",
            "relationship",
        ],
    ),
    entry(
        Field::BirthDate,
        "birth_date",
        ("Ngày sinh", "Date of birth"),
        BOTH,
        &[
            "ngay sinh",
            "ngay thang nam sinh",
            "nam sinh",
            "ngay thang nam sinh chu ho",
            "ngay sinh chu ho",
            "nam sinh chu ho",
            "sinh ngay",
            "sinh nam",
            "ngay nam sinh",
            "nsinh",
            "date of birth",
            "birth date",
            "birthday",
            "year of birth",
            "dob",
        ],
    ),
    entry(
        Field::Sex,
        "sex",
        ("Giới tính", "Sex"),
        BOTH,
        &["gioi tinh", "gioi", "nam nu", "gt", "gender", "gioi tinh chu ho"],
    ),
    entry(
        Field::Ethnicity,
        "ethnicity",
        ("Dân tộc", "Ethnicity"),
        BOTH,
        &[
            "dan toc",
            "thanh phan dan toc",
            "dt",
            "ethnic group",
            "dan toc chu ho",
        ],
    ),
    entry(
        Field::CitizenId,
        "citizen_id",
        ("Số CCCD/ĐDCN", "Citizen ID"),
        BOTH,
        &[
            "so cccd ddcn",
            "so cccd",
            "cccd",
            "cccd cmnd",
            "cmnd cccd",
            "so cmnd cccd",
            "so cccd cmnd",
            "cmnd",
            "so cmnd",
            "so cmt",
            "cmt",
            "so cc cccd",
            "so can cuoc",
            "can cuoc",
            "so can cuoc cong dan",
            "can cuoc cong dan",
            "so dinh danh ca nhan",
            "so dinh danh",
            "dinh danh ca nhan",
            "ma dinh danh",
            "ma dinh danh ca nhan",
            "ddcn",
            "so ddcn",
            "so ddcn cccd",
            "so cccd dinh danh ca nhan",
            "so chung minh nhan dan",
            "chung minh nhan dan",
            "identity number",
            "id card",
            "national id",
            "id number",
        ],
    ),
    entry(
        Field::Village,
        "village",
        ("Thôn", "Village"),
        HOUSEHOLDS,
        &[
            "thon",
            "thon ban",
            "thon xom",
            "thon to",
            "thon ban to dan pho",
            "thon to dan pho",
            "thon khu pho",
            "thon khoi pho",
            "thon xom ban",
            "ban",
            "xom",
            "ap",
            "buon",
            "khoi pho",
            "khu pho",
            "to dan pho",
            "ten thon",
            "khu dan cu",
            "khu vuc",
            "hamlet",
        ],
    ),
    entry(
        Field::CommuneCode,
        "commune_code",
        ("Mã xã", "Commune code"),
        HOUSEHOLDS,
        &[
            "ma xa",
            "ma xa phuong",
            "ma phuong",
            "ma dvhc",
            "ma don vi hanh chinh",
            "ma dvhc cap xa",
            "ward code",
            "ma xa phuong thi tran",
        ],
    ),
    entry(
        Field::Commune,
        "commune",
        ("Xã", "Commune"),
        HOUSEHOLDS,
        &[
            "xa",
            "xa phuong",
            "xa phuong thi tran",
            "ten xa",
            "phuong",
            "phuong xa",
            "xa thi tran",
            "ward",
            "commune name",
        ],
    ),
    entry(
        Field::Address,
        "address",
        ("Địa chỉ", "Address"),
        HOUSEHOLDS,
        &[
            "dia chi",
            "noi o",
            "cho o",
            "cho o hien nay",
            "noi o hien nay",
            "noi thuong tru",
            "dia chi thuong tru",
            "noi cu tru",
            "thuong tru",
            "ho khau thuong tru",
        ],
    ),
    entry(
        Field::MemberCount,
        "member_count",
        ("Số nhân khẩu", "Members"),
        HOUSEHOLDS,
        &[
            "so nhan khau",
            "nhan khau",
            "so khau",
            "khau",
            "tong so khau",
            "tong so nhan khau",
            "so nguoi",
            "so nguoi trong ho",
            "so thanh vien",
            "so tv",
            "so nk",
            "nk",
            "tong so nguoi",
            "household size",
            "number of members",
        ],
    ),
    entry(
        Field::B1,
        "b1_score",
        ("Điểm B1", "Score B1"),
        HOUSEHOLDS,
        &[
            "diem b1",
            "b1",
            "tong diem b1",
            "phieu b1",
            "diem phieu b1",
            "b1 diem",
            "so diem b1",
            "b1 score",
            "score b1",
        ],
    ),
    entry(
        Field::B2,
        "b2_score",
        ("Điểm B2", "Score B2"),
        HOUSEHOLDS,
        &[
            "diem b2",
            "b2",
            "tong diem b2",
            "phieu b2",
            "diem phieu b2",
            "b2 diem",
            "so diem b2",
            "b2 score",
            "score b2",
        ],
    ),
    entry(
        Field::Class,
        "class",
        ("Phân loại", "Class"),
        HOUSEHOLDS,
        &[
            "phan loai",
            "phan loai ho",
            "ket qua",
            "ket qua phan loai",
            "ket qua ra soat",
            "ket qua phan loai ho",
            "loai ho",
            "dien ho",
            "doi tuong",
            "ho ngheo can ngheo",
            "classification",
        ],
    ),
    entry(
        Field::Income,
        "income_vnd_per_person_month",
        (
            "Thu nhập bình quân (đồng/người/tháng)",
            "Income (VND per person per month)",
        ),
        HOUSEHOLDS,
        &[
            "thu nhap",
            "thu nhap binh quan",
            "thu nhap bq",
            "thu nhap binh quan dau nguoi",
            "thu nhap bq dau nguoi",
            "tn bq dau nguoi",
            "thu nhap binh quan dong nguoi thang",
            "thu nhap binh quan dau nguoi thang",
            "thu nhap bq nguoi thang",
            "thu nhap binh quan nguoi thang",
            "income",
            "income per person",
        ],
    ),
    entry(
        Field::SurveyDate,
        "survey_date",
        ("Ngày điều tra", "Survey date"),
        HOUSEHOLDS,
        &[
            "ngay dieu tra",
            "ngay ra soat",
            "ngay khao sat",
            "ngay phong van",
            "thoi gian ra soat",
            "date of survey",
            "ngay thu thap",
        ],
    ),
    entry(
        Field::Surveyor,
        "surveyor",
        ("Điều tra viên", "Surveyor"),
        HOUSEHOLDS,
        &[
            "dieu tra vien",
            "ra soat vien",
            "nguoi dieu tra",
            "nguoi ra soat",
            "can bo ra soat",
            "can bo dieu tra",
            "enumerator",
            "dtv",
        ],
    ),
    entry(
        Field::Note,
        "note",
        ("Ghi chú", "Note"),
        BOTH,
        &["ghi chu", "chu thich", "remark", "remarks", "notes"],
    ),
    entry(
        Field::HealthInsurance,
        "health_insurance",
        ("Bảo hiểm y tế", "Health insurance"),
        MEMBERS,
        &[
            "bao hiem y te",
            "bhyt",
            "co the bhyt",
            "the bhyt",
            "co bhyt",
            "tham gia bhyt",
            "insured",
        ],
    ),
];

/// Headers seen for indicators, by the code the standard gives them; the standard's own names come on top.
static INDICATOR_ALIASES: &[(&str, &[&str])] = &[
    (
        "employment",
        &["viec lam", "tinh trang viec lam", "thieu hut viec lam"],
    ),
    (
        "dependents",
        &[
            "nguoi phu thuoc",
            "nguoi phu thuoc trong ho",
            "npt",
            "phu thuoc",
            "so nguoi phu thuoc",
        ],
    ),
    (
        "nutrition",
        &["dinh duong", "suy dinh duong", "dinh duong tre em"],
    ),
    (
        "health_insurance",
        &["bhyt", "bao hiem y te", "the bhyt", "bao hiem yt", "bh y te"],
    ),
    (
        "adult_education",
        &[
            "giao duc nguoi lon",
            "trinh do giao duc nguoi lon",
            "trinh do gd nguoi lon",
            "gd nguoi lon",
            "trinh do nguoi lon",
        ],
    ),
    (
        "child_schooling",
        &[
            "di hoc cua tre em",
            "tre em di hoc",
            "di hoc tre em",
            "tinh trang di hoc",
            "tinh trang di hoc tre em",
            "tre di hoc",
        ],
    ),
    (
        "housing_quality",
        &[
            "chat luong nha",
            "chat luong nha o",
            "cl nha o",
            "chat luong nha oo",
        ],
    ),
    (
        "floor_area",
        &[
            "dien tich nha",
            "dien tich nha o",
            "dien tich nha o binh quan",
            "dien tich bq",
            "dt nha o",
            "dien tich nha o bq dau nguoi",
        ],
    ),
    (
        "water",
        &[
            "nguon nuoc",
            "nuoc sinh hoat",
            "nguon nuoc sinh hoat",
            "nuoc sach",
            "nuoc hop ve sinh",
        ],
    ),
    (
        "toilet",
        &[
            "nha tieu",
            "nha ve sinh",
            "ho xi",
            "nha tieu hop ve sinh",
            "nha tieu hvs",
            "cong trinh ve sinh",
        ],
    ),
    (
        "telecoms",
        &[
            "vien thong",
            "dich vu vien thong",
            "su dung dich vu vien thong",
            "dv vien thong",
            "internet",
        ],
    ),
    (
        "information_devices",
        &[
            "phuong tien tt",
            "phuong tien thong tin",
            "phuong tien tiep can thong tin",
            "tiep can thong tin",
            "pt thong tin",
            "tai san thong tin",
            "pttt",
            "phuong tien phuc vu tiep can thong tin",
        ],
    ),
];

fn entry_of(field: Field) -> Option<&'static Entry> {
    FIELDS.iter().find(|e| e.field == field)
}

impl Field {
    /// The stable word of the field; an indicator's is its own code (empty when the schema has no such one).
    pub fn code(self, schema: &Schema) -> &str {
        match self {
            Self::Deprivation(i) => schema.indicators.get(i).map_or("", |n| n.code.as_str()),
            other => entry_of(other).map_or("", |e| e.code),
        }
    }

    /// The field with this code in rows of this kind.
    pub fn from_code(code: &str, kind: Kind, schema: &Schema) -> Option<Self> {
        FIELDS
            .iter()
            .find(|e| e.code == code && e.is_for(kind))
            .map(|e| e.field)
            .or_else(|| {
                let at = schema.indicators.iter().take(32).position(|n| n.code == code)?;
                (kind == Kind::Households).then_some(Self::Deprivation(at))
            })
    }

    /// The field's name in Vietnamese.
    pub fn label_vi(self, schema: &Schema) -> &str {
        match self {
            Self::Deprivation(i) => schema.indicators.get(i).map_or("", |n| n.vi.as_str()),
            other => entry_of(other).map_or("", |e| e.vi),
        }
    }

    /// The field's name in English.
    pub fn label_en(self, schema: &Schema) -> &str {
        match self {
            Self::Deprivation(i) => schema.indicators.get(i).map_or("", |n| n.en.as_str()),
            other => entry_of(other).map_or("", |e| e.en),
        }
    }

    /// All fields that rows of this kind can have, in the order a form would ask for them.
    pub fn all(kind: Kind, schema: &Schema) -> Vec<Self> {
        let mut fields: Vec<_> = FIELDS
            .iter()
            .filter(|e| e.is_for(kind))
            .map(|e| e.field)
            .collect();
        if kind == Kind::Households {
            fields.extend((0..schema.indicators.len().min(32)).map(Self::Deprivation));
        }
        fields
    }
}

impl Entry {
    fn is_for(&self, kind: Kind) -> bool {
        match kind {
            Kind::Households => self.households,
            Kind::Members => self.members,
        }
    }
}

/// A header as it is compared: folded, only letters and digits, single spaces.
pub(crate) fn header_key(header: &str) -> String {
    let folded = fold(header);
    let mut key = String::with_capacity(folded.len());
    for word in folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
    {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    key
}

/// The names a field goes by, folded, made once a file.
pub(crate) struct Names {
    kind: Kind,
    known: Vec<Known>,
    /// What was looked up before: the same texts come back for each row tried as a header.
    asked: RefCell<HashMap<String, Option<(Field, u32)>>>,
}

struct Known {
    field: Field,
    name: String,
    words: Vec<String>,
    letters: Vec<char>,
}

impl Names {
    pub(crate) fn new(kind: Kind, schema: &Schema) -> Self {
        let mut known: Vec<(Field, String)> = Vec::new();
        for entry in FIELDS.iter().filter(|e| e.is_for(kind)) {
            known.push((entry.field, header_key(entry.code)));
            known.push((entry.field, header_key(entry.vi)));
            known.push((entry.field, header_key(entry.en)));
            known.extend(entry.aliases.iter().map(|a| (entry.field, (*a).to_owned())));
        }
        if kind == Kind::Households {
            for (i, names) in schema.indicators.iter().take(32).enumerate() {
                let field = Field::Deprivation(i);
                known.extend([&names.code, &names.vi, &names.en].map(|n| (field, header_key(n))));
                known.extend(names.aliases.iter().map(|a| (field, header_key(a))));
                let seen = INDICATOR_ALIASES.iter().filter(|(code, _)| *code == names.code);
                known.extend(seen.flat_map(|(_, aliases)| aliases.iter().map(|a| (field, (*a).to_owned()))));
            }
        }
        let known = known
            .into_iter()
            .filter(|(_, name)| !name.is_empty())
            .map(|(field, name)| Known {
                field,
                words: name.split(' ').map(str::to_owned).collect(),
                letters: name.chars().collect(),
                name,
            })
            .collect();
        Self {
            kind,
            known,
            asked: RefCell::default(),
        }
    }

    /// The field that a header names best, and how well (0 to 1000).
    fn best(&self, key: String) -> Option<(Field, u32)> {
        // Longer texts are sentences and name no column.
        if key.is_empty() || key.len() > 120 {
            return None;
        }
        if let Some(answer) = self.asked.borrow().get(&key) {
            return *answer;
        }
        let letters: Vec<char> = key.chars().collect();
        let words: Vec<&str> = key.split(' ').collect();
        let answer = self
            .known
            .iter()
            .filter_map(|known| likeness(&key, &letters, &words, known).map(|score| (known.field, score)))
            .max_by_key(|(_, score)| *score);
        let mut asked = self.asked.borrow_mut();
        if asked.len() >= 20_000 {
            asked.clear();
        }
        asked.insert(key, answer);
        answer
    }

    /// One field a column, one column a field: the surest pairs first, then from left to right.
    pub(crate) fn assign(&self, headers: &[HeaderCell]) -> Vec<(usize, Field)> {
        let mut pairs: Vec<(u32, usize, Field)> = headers
            .iter()
            .flat_map(|h| {
                h.keys()
                    .into_iter()
                    .enumerate()
                    .map(move |(rank, key)| (h.column, rank as u32, key))
            })
            .filter_map(|(column, rank, key)| {
                self.best(key)
                    .map(|(field, score)| (score.saturating_sub(rank * 40), column, field))
            })
            .collect();
        pairs.sort_by_key(|(score, column, _)| (std::cmp::Reverse(*score), *column));
        let mut taken: Vec<(usize, Field)> = Vec::new();
        for (_, column, field) in pairs {
            if !taken.iter().any(|(c, f)| *c == column || *f == field) {
                taken.push((column, field));
            }
        }
        taken.sort_unstable_by_key(|(column, _)| *column);
        taken
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }
}

/// A column's header: the name of its group (may be empty) and its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeaderCell {
    pub(crate) column: usize,
    pub(crate) group: String,
    pub(crate) own: String,
}

impl HeaderCell {
    /// The header as people would say it.
    pub(crate) fn full(&self) -> String {
        if self.group.is_empty() {
            self.own.clone()
        } else {
            format!("{} – {}", self.group, self.own)
        }
    }

    /// What to look up, the most telling first: the own name, without what stands in brackets, with its group.
    fn keys(&self) -> Vec<String> {
        let mut keys = vec![header_key(&self.own)];
        if let Some(open) = self.own.find(['(', '[']) {
            keys.push(header_key(&self.own[..open]));
        }
        if !self.group.is_empty() {
            keys.push(header_key(&format!("{} {}", self.group, self.own)));
            keys.push(header_key(&format!("{} {}", self.own, self.group)));
        }
        keys
    }
}

/// How well a header fits a known name: 1000 the same, 900 one slip of the keyboard in a long name, less for
/// sharing most of the words. `None` when it does not fit.
fn likeness(key: &str, letters: &[char], words: &[&str], known: &Known) -> Option<u32> {
    if key == known.name {
        return Some(1000);
    }
    // Digits tell B1 from B2: a slip in one is no slip.
    let digits = |letters: &[char]| letters.iter().filter(|c| c.is_ascii_digit()).collect::<String>();
    if known.letters.len() >= 8
        && one_slip(letters, &known.letters)
        && digits(letters) == digits(&known.letters)
    {
        return Some(900);
    }
    if known.words.len() < 2 {
        return None;
    }
    let shared = known.words.iter().filter(|w| words.contains(&w.as_str())).count();
    let dice = (2 * shared * 1000 / (words.len() + known.words.len())) as u32;
    (shared >= 2 && dice >= 750).then_some(dice * 8 / 10)
}

/// Whether two texts differ by one letter put in, left out or changed.
fn one_slip(a: &[char], b: &[char]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let after = |letters: &[char], skip: usize| letters.get(same + skip..).unwrap_or_default().to_vec();
    match a.len().cmp(&b.len()) {
        Ordering::Equal => after(a, 1) == after(b, 1),
        Ordering::Greater => after(a, 1) == after(b, 0),
        Ordering::Less => after(a, 0) == after(b, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        let names = |code: &str, vi: &str| IndicatorNames {
            code: code.into(),
            vi: vi.into(),
            en: code.replace('_', " "),
            aliases: vec![],
        };
        Schema {
            indicators: vec![
                names("employment", "Việc làm"),
                names("health_insurance", "Bảo hiểm y tế"),
                names("floor_area", "Diện tích nhà ở bình quân đầu người"),
            ],
        }
    }

    #[track_caller]
    fn check(kind: Kind, header: &str, code: Option<&str>) {
        let schema = schema();
        let cell = HeaderCell {
            column: 0,
            group: String::new(),
            own: header.into(),
        };
        let found = Names::new(kind, &schema).assign(&[cell]);
        assert_eq!(found.first().map(|(_, f)| f.code(&schema)), code, "{header}");
    }

    #[test]
    fn headers_as_officers_write_them() {
        let kind = Kind::Households;
        check(kind, "Họ và tên chủ hộ", Some("head_name"));
        check(kind, "HO VA TEN CHU HO", Some("head_name"));
        check(kind, "Họ, tên chủ hộ:", Some("head_name"));
        check(kind, "Ngày, tháng, năm sinh", Some("birth_date"));
        check(kind, "Nam sinh", Some("birth_date"));
        check(kind, "Nam/nữ", Some("sex"));
        check(kind, "Số CMND/CCCD", Some("citizen_id"));
        check(kind, "Thôn/bản", Some("village"));
        check(kind, "Điểm B1", Some("b1_score"));
        check(kind, "Điểm B2", Some("b2_score"));
        check(kind, "Tổng điểm B1", Some("b1_score"));
        check(
            kind,
            "Thu nhập bình quân (đồng/người/tháng)",
            Some("income_vnd_per_person_month"),
        );
        check(kind, "BHYT", Some("health_insurance"));
        check(kind, "Diện tích nhà", Some("floor_area"));
        check(kind, "Số nhân khẩuu", Some("member_count"));
        check(kind, "Điện thoại", None);
        check(kind, "", None);
        check(Kind::Members, "Họ và tên", Some("name"));
        check(Kind::Members, "Quan hệ với chủ hộ", Some("relation"));
        check(Kind::Members, "BHYT", Some("health_insurance"));
    }

    #[test]
    fn codes_come_back() {
        let schema = schema();
        for kind in [Kind::Households, Kind::Members] {
            for field in Field::all(kind, &schema) {
                assert_eq!(Field::from_code(field.code(&schema), kind, &schema), Some(field));
            }
        }
    }
}
