use clap::Parser;
use giamngheo_store::access::Role;
use giamngheo_store::documents;
use giamngheo_store::scope::{Actor, Grant};
use giamngheo_store::sql::sql;

use super::*;
use crate::config::Config;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    config: Config,
    #[command(flatten)]
    plan: Plan,
}

/// A program on an embedded database of its own, and a plan; the folder goes with it.
struct Stage {
    app: App,
    plan: Plan,
    folder: std::path::PathBuf,
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn stage(households: &str) -> Stage {
    let folder = std::env::temp_dir().join(format!("giamngheo-seed-{}", uuid::Uuid::now_v7()));
    let file = folder.join("seed.sqlite");
    let flags = [
        "test",
        "--demo",
        "--today",
        "2026-11-01",
        "--log",
        "warn",
        "--households",
        households,
    ];
    let mut line: Vec<&std::ffi::OsStr> = flags.iter().map(std::ffi::OsStr::new).collect();
    // Said outright: the environment may name another database.
    line.extend([
        "--data-dir".as_ref(),
        folder.as_os_str(),
        "--database-url".as_ref(),
        file.as_os_str(),
    ]);
    let cli = Cli::parse_from(line);
    Stage {
        app: crate::serve::prepare(&cli.config).unwrap(),
        plan: cli.plan,
        folder,
    }
}

impl Stage {
    fn count(&self, query: &str) -> i64 {
        self.app
            .db
            .read(|conn| sql(&format!("SELECT COUNT(*) AS n FROM {query}")).number(conn))
            .unwrap()
    }
}

#[test]
fn a_province_is_filled_once_and_adds_up() {
    let stage = stage("600");
    let written = fill(&stage.app, &stage.plan).unwrap();
    assert_eq!(written.households, 600);
    assert_eq!(stage.count("household"), 600);
    assert_eq!(stage.count("member"), written.members as i64);
    assert_eq!(stage.count("household_year"), 2400);
    assert_eq!(stage.count("survey"), 1200);
    assert_eq!(stage.count("member WHERE relation = 'head'"), 600);
    assert_eq!(
        stage.count("(SELECT SUM(households) AS h FROM poverty_summary) AS s WHERE h = 2400"),
        1
    );
    // What a household is today is what its last year and its last survey say.
    let agree = "household h JOIN household_year y ON y.household_id = h.id AND y.year = h.class_year
        JOIN survey s ON s.id = y.survey_id AND s.household_id = h.id
        WHERE h.class_year = 2025 AND h.class = y.class AND h.class = s.class AND h.b1 = s.b1 AND h.b2 = y.b2
          AND h.path = y.path AND h.member_count = y.member_count AND h.class_state = 'recognised'
          AND y.state = 'recognised' AND s.origin = 'seed'";
    assert_eq!(stage.count(agree), 600);
    let again = fill(&stage.app, &stage.plan).unwrap_err();
    assert!(again.contains("600 households already"), "{again}");
    assert_eq!(stage.count("household"), 600);
    assert_eq!(stage.count("audit_event WHERE action = 'seed'"), 1);
}

#[test]
fn an_interrupted_seeding_goes_on_with_the_same_plan_only() {
    let stage = stage("4500");
    let sum = "(SELECT SUM(b1) AS b FROM household) AS s WHERE b = ";
    fill(&stage.app, &stage.plan).unwrap();
    let b1 = stage
        .app
        .db
        .read(|conn| sql("SELECT SUM(b1) AS n FROM household").number(conn))
        .unwrap();
    // As if the program had been killed after the first transaction.
    let province = stage.plan.province.clone();
    let progress = Progress {
        plan: stage.plan.line(),
        done: 4000,
    };
    stage
        .app
        .db
        .write(|conn| {
            for table in ["survey", "household_year", "member"] {
                sql(&format!("DELETE FROM {table} WHERE household_id IN (SELECT id FROM household WHERE external_id > ?)"))
                    .bind("20-0004000")
                    .run(conn)?;
            }
            sql("DELETE FROM household WHERE external_id > ?").bind("20-0004000").run(conn)?;
            seeding::note(conn, &province, &progress)
        })
        .unwrap();
    let other = Plan {
        seed: stage.plan.seed + 1,
        ..stage.plan.clone()
    };
    let refusal = fill(&stage.app, &other).unwrap_err();
    assert!(refusal.contains(&stage.plan.line()), "{refusal}");
    assert_eq!(fill(&stage.app, &stage.plan).unwrap().households, 500);
    assert_eq!(stage.count("household"), 4500);
    assert_eq!(stage.count(&format!("{sum}{b1}")), 1);
}

#[test]
fn the_demo_can_be_made_twice() {
    let stage = stage("1");
    let mut app = stage.app.clone();
    let mut config = (*app.config).clone();
    config.demo_households = 200;
    app.config = Arc::new(config);
    for _ in 0..2 {
        crate::seed::demo(&app).unwrap();
        assert_eq!(stage.count("household"), 200);
        assert_eq!(stage.count("app_user"), crate::seed::demo_logins().len() as i64);
        // The plan of 2022 and that of the year under way.
        assert_eq!(stage.count("document"), 2);
    }
    // The province's plan is for its communes too, not for those of another province.
    let seen_from = |code: &str| {
        app.db
            .read(|conn| {
                let area = areas::find(conn, code, app.today())?;
                let paths = areas::subtrees(conn, &area.id)?;
                let grants = vec![Grant {
                    role: Role::Viewer,
                    area_id: Some(area.id),
                    paths,
                }];
                let actor = Actor {
                    user_id: String::new(),
                    session_id: String::new(),
                    full_name: String::new(),
                    must_change_password: false,
                    grants,
                };
                documents::list(conn, &actor, &documents::Filter::default(), None, 10)
            })
            .unwrap()
            .len()
    };
    assert_eq!(
        (
            seen_from("06154"),
            seen_from("20"),
            seen_from("01"),
            seen_from("00004")
        ),
        (2, 2, 0, 0)
    );
}
