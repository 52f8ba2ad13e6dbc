use std::collections::BTreeMap;

use giamngheo_rules::poverty::simulation::{BySetting, Scenario, reclassified};
use giamngheo_rules::poverty::{Deprivations, Findings, Setting, by_code};

use super::*;
use crate::Db;

/// Numbers that look like chance and are the same each time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

const COMMUNES: [(&str, bool); 2] = [("20/1/", false), ("20/2/", true)];

/// A household as the register has it, and what was found of it by which standard; none where nothing was.
struct Home {
    path: &'static str,
    class: &'static str,
    members: i64,
    found: Option<(&'static str, Findings)>,
}

fn invent(conn: &mut Conn, dice: &mut Dice, number: u64) -> Result<Home> {
    let (path, ward) = COMMUNES[dice.below(2) as usize];
    let commune = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let id = format!("h{number}");
    let class = ["poor", "near_poor", "average", "other", ""][dice.below(5) as usize];
    let members = dice.below(9) as i64;
    // What the cut-offs stand at comes up often; what is out of bounds too.
    let income = [
        None,
        None,
        Some(dice.below(6_000_000) as i64),
        Some(2_200_000),
        Some(1_000_000_001),
    ];
    let income = income[dice.below(5) as usize];
    let b1 = [None, Some(dice.below(300)), Some(140), Some(501)][dice.below(4) as usize];
    let bits = dice.below(1 << 12) & dice.below(1 << 12);
    let surveyed = !dice.one_in(4);
    let setting = Setting::of(if surveyed { dice.one_in(2) } else { ward });
    let standard = if surveyed && dice.one_in(3) {
        "VN-2027"
    } else {
        "VN-2022"
    };
    let findings = Findings {
        setting,
        income_vnd_per_person_month: income.filter(|_| surveyed),
        b1: b1.map(|b1| b1 as u32),
        deprivations: Deprivations::from_bits(bits as u32),
    };
    sql("INSERT INTO household (province_id, id, commune_id, path, head_name, search_key, member_count, status, version,
           created_at, updated_at) VALUES ('20', ?, ?, ?, 'A', 'a', ?, 'active', 1, ?, ?)")
    .bind(id.as_str())
    .bind(commune)
    .bind(path)
    .bind(members)
    .bind(now())
    .bind(now())
    .run(conn)?;
    if surveyed {
        sql("INSERT INTO survey (province_id, id, household_id, year, surveyed_on, standard, setting,
               income_vnd_per_person_month, b1, b2, deprivations, class, basis, origin, created_by, created_at)
             VALUES ('20', ?, ?, 2025, ?, ?, ?, ?, ?, 0, ?, 'poor', 'score', 'app', 'x', ?)")
        .bind(id.as_str())
        .bind(id.as_str())
        .bind(now().date())
        .bind(standard)
        .bind(setting.code())
        .bind(findings.income_vnd_per_person_month)
        .bind(findings.b1.map(i64::from))
        .bind(bits as i64)
        .bind(now())
        .run(conn)?;
    }
    let nothing = !surveyed && dice.one_in(2);
    sql(
        "INSERT INTO household_year (province_id, year, household_id, commune_id, path, member_count, class, b1,
           deprivations, survey_id) VALUES ('20', 2025, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id.as_str())
    .bind(commune)
    .bind(format!("{path}v/"))
    .bind(members)
    .bind(Some(class).filter(|c| !c.is_empty()))
    .bind(findings.b1.filter(|_| !nothing).map(i64::from))
    .bind(Some(bits as i64).filter(|_| !nothing))
    .bind(Some(id.as_str()).filter(|_| surveyed))
    .run(conn)?;
    Ok(Home {
        path,
        class,
        members,
        found: (!nothing).then_some((standard, findings)),
    })
}

fn scenarios(dice: &mut Dice) -> Vec<Standard> {
    let mut out = Vec::new();
    while out.len() < 40 {
        let code = if dice.one_in(2) { "VN-2022" } else { "VN-2027" };
        let base = by_code(code).expect("shipped");
        let mut scenario = Scenario::of(base);
        if dice.one_in(2) {
            let rural = 1 + dice.below(3_000_000) as i64;
            scenario.income_threshold_vnd_per_person_month = Some(BySetting {
                rural,
                urban: rural + 400_000,
            });
            scenario.average_living_upper_vnd_per_person_month = Some(BySetting {
                rural: 3_000_000,
                urban: 3_500_000,
            });
        }
        if dice.one_in(2) {
            let rural = 1 + dice.below(200) as i64;
            scenario.b1_cutoff = Some(BySetting { rural, urban: 200 });
            scenario.b1_average_upper = Some(BySetting {
                rural: 200,
                urban: 250,
            })
            .filter(|_| !dice.one_in(3));
        }
        if dice.one_in(2) {
            scenario.deprivation_cutoff = Some(1 + dice.below(12) as u32);
        }
        if dice.one_in(2) {
            scenario.indicators_left_out = vec![base.indicators[dice.below(12) as usize].code.clone()];
        }
        out.extend(scenario.standard().ok());
    }
    out
}

#[test]
fn every_household_is_judged_as_the_rules_judge_it() {
    let folder = std::env::temp_dir().join(format!("giamngheo_simulation_{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let db = Db::open(&folder.join("x.sqlite").to_string_lossy(), 1).expect("opens");
    db.migrate().expect("migrates");
    let mut dice = Dice(2026);
    let homes: Vec<Home> = db
        .write(|conn| {
            for (path, urban) in COMMUNES {
                let id = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                sql("INSERT INTO area (id, code, level, kind, urban, name, name_en, search_key, path, exists_from)
                     VALUES (?, ?, 'commune', 'commune', ?, 'A', 'A', 'a', ?, ?)")
                .bind(id)
                .bind(id)
                .bind(urban)
                .bind(path)
                .bind(now().date())
                .run(conn)?;
            }
            (0..1_500).map(|number| invent(conn, &mut dice, number)).collect()
        })
        .expect("invented");
    let scope = Scope::of_the_program();
    let mut versions = Vec::new();
    for to in scenarios(&mut dice) {
        let mut expected: BTreeMap<(String, String, String), (i64, i64)> = BTreeMap::new();
        for home in &homes {
            let after = home
                .found
                .as_ref()
                .and_then(|(from, findings)| reclassified(by_code(from).expect("shipped"), &to, findings));
            let after = after.map_or("", |(class, _)| class.code());
            let cell = expected
                .entry((home.path.to_owned(), home.class.to_owned(), after.to_owned()))
                .or_default();
            cell.0 += 1;
            cell.1 += home.members;
        }
        let counted = db.read(|conn| run(conn, &scope, 2025, &to, false)).expect("runs");
        let mut found: BTreeMap<(String, String, String), (i64, i64)> = BTreeMap::new();
        for cell in counted.cells {
            let sum = found.entry((cell.path, cell.class, cell.after)).or_default();
            sum.0 += cell.households;
            sum.1 += cell.members;
        }
        assert_eq!(found, expected, "{to:?}");
        versions.push(counted.data_version);
    }
    // Whatever the scenario, it was the same register; one household less is another.
    versions.dedup();
    assert_eq!(versions.len(), 1);
    db.write(|conn| sql("DELETE FROM household_year WHERE household_id = 'h7'").run(conn))
        .expect("deleted");
    let to = by_code("VN-2022").expect("shipped");
    let part = scope.within(&["20/1/".to_owned()]);
    let villages = db.read(|conn| run(conn, &part, 2025, to, true)).expect("runs");
    assert_ne!(villages.data_version, versions[0]);
    assert!(
        villages.cells.iter().all(|c| c.path == "20/1/v/"),
        "only the scope, by village"
    );
    let nothing = scope.within(&["21/".to_owned()]);
    let none = db
        .read(|conn| run(conn, &nothing, 2025, to, false))
        .expect("runs");
    assert!(none.cells.is_empty());
    drop(db);
    std::fs::remove_dir_all(&folder).expect("removed");
}
