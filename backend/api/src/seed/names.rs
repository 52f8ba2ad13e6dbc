//! Names of people and places, by ethnicity and region: tables, and how a name is put together from them.

use super::dice::Dice;

/// An ethnicity, its share in a mix being a matter of [`super::places`].
pub struct Ethnicity {
    /// Its official name.
    pub name: &'static str,
    /// Family names, the frequent ones first.
    families: &'static [&'static str],
    /// How much more (or less) often than the average its households are poor: the order of size that surveys
    /// of the 53 ethnic minorities show.
    pub hardship: f64,
    given_male: &'static [&'static str],
    given_female: &'static [&'static str],
}

const MALE: &[&str] = &[
    "Thành", "Dũng", "Hùng", "Sơn", "Tuấn", "Minh", "Đức", "Hải", "Quân", "Long", "Nghĩa", "Thắng", "Cường",
    "Trung", "Bình", "Hiếu", "Vinh", "Phúc", "Lâm", "Khánh", "Đạt", "Tùng", "Kiên", "Hoàn", "Thọ", "Quyết",
    "Chiến", "Toàn", "Duy", "Hưng",
];
const FEMALE: &[&str] = &[
    "Hoa",
    "Lan",
    "Hương",
    "Mai",
    "Hạnh",
    "Nga",
    "Thảo",
    "Hiền",
    "Phượng",
    "Thủy",
    "Yến",
    "Nguyệt",
    "Liên",
    "Bích",
    "Loan",
    "Hằng",
    "Dung",
    "Huệ",
    "Xuân",
    "Thu",
    "Hà",
    "Oanh",
    "Trang",
    "Linh",
    "Ngân",
    "Vân",
    "Quyên",
    "Duyên",
    "Nhung",
    "Chi",
];
const MALE_DAO: &[&str] = &[
    "Pảo", "Lềnh", "Sếnh", "Chìu", "Phúc", "Quyên", "Kim", "Hin", "Sinh", "Tài", "Thắng", "Lâm",
];
const FEMALE_DAO: &[&str] = &[
    "Mẩy", "Múi", "Liều", "Nái", "Cói", "Ghển", "Lan", "Hoa", "Mai", "Thanh",
];
const MALE_MONG: &[&str] = &["Páo", "Sùng", "Dình", "Chứ", "Vừ", "Sử", "Tủa", "Hồ", "Lử", "Sèo"];
const FEMALE_MONG: &[&str] = &["Mỷ", "Dở", "Sua", "Xía", "Mai", "Chở", "Dua", "Ca", "Giống", "Pà"];
const MIDDLE_MALE: &[&str] = &[
    "Văn", "Văn", "Văn", "Đức", "Minh", "Quang", "Hữu", "Công", "Ngọc", "Xuân", "Đình", "Thanh",
];
const MIDDLE_FEMALE: &[&str] = &[
    "Thị", "Thị", "Thị", "Thu", "Ngọc", "Thanh", "Bích", "Hồng", "Kim", "Minh", "Phương",
];

/// All ethnicities that the mixes name.
pub const ETHNICITIES: &[Ethnicity] = &[
    Ethnicity {
        name: "Kinh",
        families: &[
            "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Đinh",
            "Lưu", "Phan",
        ],
        hardship: 0.45,
        given_male: MALE,
        given_female: FEMALE,
    },
    Ethnicity {
        name: "Tày",
        families: &[
            "Nông", "Hoàng", "Hà", "Triệu", "Lương", "Vi", "Đinh", "Bế", "Lý", "Ma", "La", "Phùng", "Dương",
            "Nguyễn",
        ],
        hardship: 0.9,
        given_male: MALE,
        given_female: FEMALE,
    },
    Ethnicity {
        name: "Nùng",
        families: &[
            "Hoàng", "Nông", "Vi", "Hứa", "Lành", "Chu", "Lộc", "Linh", "Lăng", "Lương", "Lâm", "Mông",
            "Liễu", "Triệu", "Phùng",
        ],
        hardship: 1.1,
        given_male: MALE,
        given_female: FEMALE,
    },
    Ethnicity {
        name: "Dao",
        families: &[
            "Triệu", "Đặng", "Bàn", "Dương", "Phùng", "Lý", "Chìu", "Dường", "Hoàng",
        ],
        hardship: 2.2,
        given_male: MALE_DAO,
        given_female: FEMALE_DAO,
    },
    Ethnicity {
        name: "Hoa",
        families: &["Lý", "Trương", "Lâm", "Vương", "Hoàng", "Tô", "Chu"],
        hardship: 0.5,
        given_male: MALE,
        given_female: FEMALE,
    },
    Ethnicity {
        name: "Sán Chay",
        families: &["Trần", "Hoàng", "Ninh", "La", "Lục", "Trương"],
        hardship: 1.3,
        given_male: MALE,
        given_female: FEMALE,
    },
    Ethnicity {
        name: "Mông",
        families: &["Giàng", "Vàng", "Sùng", "Lầu", "Ly", "Hoàng", "Thào"],
        hardship: 2.6,
        given_male: MALE_MONG,
        given_female: FEMALE_MONG,
    },
    Ethnicity {
        name: "Thái",
        families: &["Lò", "Quàng", "Cà", "Tòng", "Hà", "Lường", "Vi"],
        hardship: 1.6,
        given_male: MALE,
        given_female: FEMALE,
    },
    Ethnicity {
        name: "Mường",
        families: &["Bùi", "Đinh", "Quách", "Hà", "Bạch", "Phạm"],
        hardship: 1.2,
        given_male: MALE,
        given_female: FEMALE,
    },
    Ethnicity {
        name: "Khmer",
        families: &["Thạch", "Sơn", "Kim", "Danh", "Châu", "Lâm"],
        hardship: 1.2,
        given_male: MALE,
        given_female: FEMALE,
    },
];

/// A family name of an ethnicity; the frequent ones come more often.
pub fn family(dice: &mut Dice, ethnicity: usize) -> &'static str {
    let families = ETHNICITIES[ethnicity].families;
    // The product of two throws leans towards the beginning.
    let lean = dice.unit() * dice.unit();
    families[((lean * families.len() as f64) as usize).min(families.len() - 1)]
}

/// A full name with this family name.
pub fn full(dice: &mut Dice, family: &str, ethnicity: usize, male: bool, birth_year: i32) -> String {
    let of = &ETHNICITIES[ethnicity];
    let (middles, givens) = if male {
        (MIDDLE_MALE, of.given_male)
    } else {
        (MIDDLE_FEMALE, of.given_female)
    };
    // "Thị" was nearly the rule for girls until the eighties.
    let middle = if !male && birth_year < 1985 && dice.chance(0.85) {
        "Thị"
    } else {
        *dice.one(middles)
    };
    let given = dice.one(givens);
    if given == &middle {
        return format!("{family} {middle} {}", if male { "Anh" } else { "Diệp" });
    }
    format!("{family} {middle} {given}")
}

const VILLAGE_FIRST: &[&str] = &[
    "Nà", "Pác", "Khòn", "Bản", "Khuổi", "Kéo", "Cốc", "Lũng", "Phai", "Pò", "Còn", "Tằm", "Lân", "Co",
];
const VILLAGE_SECOND: &[&str] = &[
    "Lốc", "Cáp", "Khẻ", "Lải", "Pán", "Mò", "Sa", "Lừa", "Nguyên", "Chông", "Phầy", "Ngòa", "Luông", "Háng",
    "Cuổi", "Slè", "Tẩu", "Vài", "Làng", "Mạ", "Đuốc", "Hoi", "Cai", "Pheo", "Danh", "Quang",
];

/// Names for villages that differ from one another, for a rural place.
pub fn villages(dice: &mut Dice, count: usize, highland: bool) -> Vec<String> {
    if !highland {
        return (1..=count).map(|n| format!("Thôn {n}")).collect();
    }
    let mut all: Vec<(usize, usize)> = (0..VILLAGE_FIRST.len())
        .flat_map(|a| (0..VILLAGE_SECOND.len()).map(move |b| (a, b)))
        .collect();
    dice.shuffle(&mut all);
    all.into_iter()
        .take(count)
        .map(|(a, b)| format!("Thôn {} {}", VILLAGE_FIRST[a], VILLAGE_SECOND[b]))
        .collect()
}

/// Streets of towns.
pub const STREETS: &[&str] = &[
    "Trần Đăng Ninh",
    "Lê Lợi",
    "Hùng Vương",
    "Bắc Sơn",
    "Hoàng Văn Thụ",
    "Trần Phú",
    "Lý Thường Kiệt",
    "Bà Triệu",
    "Ngô Quyền",
    "Phai Vệ",
    "Nguyễn Du",
    "Minh Khai",
];
