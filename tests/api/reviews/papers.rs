//! Papers: PDF and Excel, for whom, and what they must not tell.

use std::io::Read;

use giamngheo_tests::{Answer, Client};
use serde_json::json;

use super::help::{Round, person, server};
use crate::support::text;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn pdf(answer: &Answer) {
    assert_eq!(answer.status, 200, "{answer}");
    assert_eq!(answer.header("content-type"), "application/pdf", "{answer}");
    assert!(
        answer.header("content-disposition").contains("filename="),
        "no file name"
    );
    assert!(
        answer.body.starts_with(b"%PDF") && answer.body.len() > 1000,
        "no PDF"
    );
}

/// The texts of a workbook.
fn xlsx(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer}");
    assert_eq!(answer.header("content-type"), XLSX);
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(&answer.body)).expect("a workbook");
    let mut out = String::new();
    for i in 0..book.len() {
        let mut file = book.by_index(i).expect("a part");
        let name = file.name().expect("a name").to_string();
        if std::path::Path::new(&name)
            .extension()
            .is_some_and(|e| e == "xml")
        {
            file.read_to_string(&mut out).expect("text");
        }
    }
    out
}

fn excel(who: &Client, path: &str) -> Answer {
    who.request("GET", path).header("accept", XLSX).send()
}

#[test]
fn each_paper_comes_as_pdf_and_as_a_workbook() {
    let round = Round::yearly();
    let asks = round.commune.household();
    let asked = json!({ "household_id": asks["id"], "origin": "requested", "requester": asks["head_name"], "requested_on": "2026-09-04" });
    let code = text(&round.officer().post(&round.path("cases"), &asked).expect(201)["tracking_code"]);
    round.walk_to("recognised");
    let id = text(&round.read()["recognition_id"]);
    let decision = text(&round.officer().get(&format!("/recognitions/{id}")).expect(200)["number"]);
    let cases = round.cases();
    let heads = |class: &str| -> Vec<String> {
        cases
            .iter()
            .filter(|c| c["class"] == class)
            .map(|c| text(&c["head_name"]))
            .collect()
    };
    let all: Vec<String> = cases.iter().map(|c| text(&c["head_name"])).collect();
    let escaped = cases.iter().filter(|c| {
        c["movement"]
            .as_str()
            .is_some_and(|m| m == "escaped" || m == "escaped_near_poverty")
    });
    let escaped: Vec<String> = escaped.map(|c| text(&c["head_name"])).collect();
    let papers: [(String, Vec<String>); 11] = [
        (round.path("papers/cases"), all.clone()),
        (round.path("papers/receipt"), vec![code]),
        (
            round.path("papers/minutes"),
            vec!["Nông Văn Chủ".into(), "Lý Thị Thư".into()],
        ),
        (round.path("papers/posting"), Vec::new()),
        (round.path("papers/report"), Vec::new()),
        (round.path("papers/poor"), heads("poor")),
        (round.path("papers/near_poor"), heads("near_poor")),
        (round.path("papers/escaped"), escaped),
        (round.path("papers/summary"), Vec::new()),
        (
            format!("/recognitions/{id}/papers/decision"),
            vec![decision.clone(), "Hoàng Văn Lãnh".into()],
        ),
        (format!("/recognitions/{id}/papers/certificates"), vec![decision]),
    ];
    for (path, told) in &papers {
        for who in [round.officer(), &round.commune.team.approver] {
            pdf(&who.get(path));
        }
        let book = xlsx(&excel(round.officer(), path));
        for word in told {
            assert!(book.contains(word.as_str()), "{path} doesn't say {word}");
        }
    }
    // The list of the poor names no others.
    let poor = xlsx(&excel(round.officer(), &round.path("papers/poor")));
    for other in heads("other") {
        assert!(!poor.contains(&other), "{other} is not poor");
    }
    for (path, _) in &papers {
        for (role, area) in [
            ("enumerator", round.commune.code.as_str()),
            ("monitor", "20"),
            ("viewer", "20"),
        ] {
            let (who, _) = person(role, &[area]);
            who.get(path).problem(403);
        }
        server().demo_user("canbo2").get(path).problem(404);
        server().anonymous().get(path).problem(401);
        break_off(path, &round);
    }
}

/// Papers that there aren't.
fn break_off(path: &str, round: &Round) {
    let (before, _) = path.rsplit_once('/').expect("a path");
    round.officer().get(&format!("{before}/poem")).problem(404);
}

#[test]
fn papers_of_a_village_or_a_household_tell_of_no_other() {
    let round = Round::yearly();
    round.walk_to_posted();
    let villages = round.read()["villages"].as_array().expect("villages").clone();
    let of = |village: &serde_json::Value| {
        round
            .officer()
            .all(&round.path(&format!("cases?village={}", text(&village["id"]))))
    };
    let minutes = xlsx(&excel(
        round.officer(),
        &round.path(&format!("papers/minutes?village={}", text(&villages[0]["id"]))),
    ));
    let posting = xlsx(&excel(
        round.officer(),
        &round.path(&format!("papers/posting?village={}", text(&villages[0]["id"]))),
    ));
    for other in of(&villages[1]) {
        let name = text(&other["head_name"]);
        let same = of(&villages[0]).iter().any(|c| c["head_name"] == name.as_str());
        assert!(
            same || (!minutes.contains(&name) && !posting.contains(&name)),
            "{name} lives in another village"
        );
    }
    // A receipt of a household that isn't of the round, or of another commune, tells nothing.
    let foreign = server()
        .demo_user("so")
        .all("/households?area=06154&limit=1")
        .remove(0);
    let answer = excel(
        round.officer(),
        &round.path(&format!("papers/receipt?household={}", text(&foreign["id"]))),
    );
    if answer.status == 200 {
        assert!(
            !xlsx(&answer).contains(&text(&foreign["head_name"])),
            "it names a household of another commune"
        );
    } else {
        assert!([404, 409, 422].contains(&answer.status), "{answer}");
    }
}

#[test]
fn the_board_and_the_summary_come_as_files() {
    let round = Round::yearly();
    round.walk_to("recognised");
    let viewer = server().demo_user("xem");
    let name = text(&round.read()["commune"]["name"]);
    for path in [
        "/review-board?area=20&year=2026",
        "/review-summary?area=20&year=2026",
    ] {
        let shown = viewer
            .request("GET", path)
            .header("accept", "application/pdf")
            .send();
        pdf(&shown);
        let book = xlsx(&excel(&viewer, path));
        assert!(book.contains(&name), "{path} doesn't name {name}");
        for case in round.cases() {
            assert!(!book.contains(&text(&case["head_name"])), "{path} names a person");
        }
    }
    let csv = viewer
        .request("GET", "/review-board?area=20&year=2026")
        .header("accept", "text/csv")
        .send();
    assert!(
        csv.header("content-type").starts_with("text/csv") && csv.text().contains(&name),
        "{csv}"
    );
    let rows = viewer.get("/review-board?area=20&year=2026").expect(200)["rows"]
        .as_array()
        .map_or(0, Vec::len);
    assert!(csv.text().trim_end().lines().count() > rows / 2, "{csv}");
}
