//! `/documents…`: legal papers; the demo files the plan that the programme began with.

use crate::matrix::NOTHING;
use crate::support::{demo, text};

#[test]
fn the_plan_of_2022_is_read_where_it_holds() {
    let reader = demo().demo_user("canbo");
    let list = reader.all("/documents?limit=1");
    let plan = list.iter().find(|d| d["kind"] == "plan").expect("the seed plan");
    assert_eq!(plan["area"]["code"], "20");
    let whole = reader
        .get(&format!("/documents/{}", text(&plan["id"])))
        .expect(200);
    assert_eq!(whole["title"], plan["title"]);
    // The budget by source as the plan has it: 587 million đồng, 570 of them central.
    let body = whole["body"].to_string();
    for figure in ["587000000", "570000000", "17000000"] {
        assert!(body.contains(figure), "{figure} is not in {body}");
    }
    reader.get(&format!("/documents/{NOTHING}")).problem(404);
    reader.get("/documents?after=tampered").problem(400);
}
