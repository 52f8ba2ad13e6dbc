//! Fifty at once: no overdraft, no lost posting, nobody waits for one who waits for him.

use std::sync::Barrier;
use std::thread;

use giamngheo_tests::{Answer, Client};
use serde_json::{Value, json};

use super::help::{
    Commune, PART, PROJECT, adds_up, approve, book, commune, enter, fund, line, province, voucher,
};
use crate::support::{PASSWORD, Person, text, unique, world};

const CLIENTS: i64 = 50;

/// Runs calls at the same moment and gives their answers in order.
fn at_once<'a>(calls: Vec<Box<dyn FnOnce() -> Answer + Send + 'a>>) -> Vec<Answer> {
    let gate = Barrier::new(calls.len());
    thread::scope(|scope| {
        let running: Vec<_> = calls
            .into_iter()
            .map(|call| {
                scope.spawn(|| {
                    gate.wait();
                    call()
                })
            })
            .collect();
        running
            .into_iter()
            .map(|r| r.join().expect("the thread ends"))
            .collect()
    })
}

/// A client with a connection of its own.
fn connection(of: &Client) -> Client {
    let own = Client::new(&world().app.address);
    own.with_token(of.token.as_deref().unwrap_or_default())
}

#[test]
fn fifty_clients_post_against_one_allocation() {
    let home = commune();
    fund(&home, 10_000_000);
    let body = |amount| voucher("commit", &home.code, "2026-02-01", &[line(PART, amount)]);
    let entered: Vec<Value> = (0..CLIENTS)
        .map(|_| enter(&home.finance, &body(300_000)).expect(201))
        .collect();
    let calls = entered
        .iter()
        .map(|voucher| -> Box<dyn FnOnce() -> Answer + Send + '_> {
            let client = connection(&home.approver.client);
            let path = format!("/budget/vouchers/{}/approval", text(&voucher["id"]));
            Box::new(move || client.post(&path, &Value::Null))
        });
    let answers = at_once(calls.collect());
    let posted = answers.iter().filter(|a| a.status == 200).count();
    let refused = answers
        .iter()
        .filter(|a| a.status == 409 && a.json()["type"] == "/problems/overdraft")
        .count();
    assert_eq!(
        (posted, refused),
        (33, 17),
        "{:?}",
        answers.iter().map(|a| a.status).collect::<Vec<_>>()
    );
    let now = book(&home.finance.client, &home.code);
    adds_up(&now);
    assert_eq!(
        (&now["committed_vnd"], &now["available_vnd"]),
        (&json!(9_900_000), &json!(100_000))
    );
    let kept = home.finance.client.all(&format!(
        "/budget/vouchers?area={}&year=2026&kind=commit&state=posted&limit=20",
        home.code
    ));
    assert_eq!(kept.len(), 33, "no posting is lost");
    let open = home
        .finance
        .client
        .all(&format!("/budget/obligations?unit={}&open=true", home.code));
    assert_eq!(open.len(), 33);
}

/// One voucher is posted once, however many try.
#[test]
fn the_same_voucher_is_posted_once() {
    let home = commune();
    fund(&home, 10_000_000);
    let entered = enter(
        &home.finance,
        &voucher("commit", &home.code, "2026-02-01", &[line(PART, 1_000_000)]),
    )
    .expect(201);
    let calls = (0..12).map(|_| -> Box<dyn FnOnce() -> Answer + Send + '_> {
        let client = connection(&home.approver.client);
        let path = format!("/budget/vouchers/{}/approval", text(&entered["id"]));
        Box::new(move || client.post(&path, &Value::Null))
    });
    let answers = at_once(calls.collect());
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|a| a.status == 409).count(), 11);
    assert_eq!(book(&home.finance.client, &home.code)["committed_vnd"], 1_000_000);
}

/// Money goes to and fro between the province and several communes at once, in vouchers that name them in any order.
#[test]
fn allocations_and_withdrawals_that_cross_do_not_block_each_other() {
    let homes: Vec<Commune> = (0..4).map(|_| commune()).collect();
    for home in &homes {
        fund(home, 1_000_000);
    }
    let province = province();
    let approver = Person {
        client: world().app.user(&second_approver(), PASSWORD),
        id: String::new(),
    };
    let mut entered = Vec::new();
    for i in 0..24 {
        let kind = if i % 2 == 0 { "withdraw" } else { "allocate" };
        let mut lines: Vec<Value> = homes
            .iter()
            .map(|home| {
                let mut line = line(PROJECT, 1000);
                line["to_unit"] = json!(home.code);
                line["to_item"] = json!(PART);
                line
            })
            .collect();
        lines.rotate_left(i % 4);
        if i % 3 == 0 {
            lines.reverse();
        }
        // What is withdrawn first is there to be allocated: the province keeps a little.
        if i == 0 {
            let grant = voucher("grant", "20", "2026-01-06", &[line(PROJECT, 1_000_000)]);
            super::help::post(&province.finance, &province.approver, &grant);
        }
        entered.push(enter(&province.finance, &voucher(kind, "20", "2026-02-01", &lines)).expect(201));
    }
    let calls = entered
        .iter()
        .map(|voucher| -> Box<dyn FnOnce() -> Answer + Send + '_> {
            let approver = &approver;
            Box::new(move || approve(approver, voucher))
        });
    let answers = at_once(calls.collect());
    for answer in &answers {
        assert_eq!(answer.status, 200, "{answer}");
    }
    for home in &homes {
        let line = book(&home.finance.client, &home.code);
        adds_up(&line);
        assert_eq!(line["available_vnd"], 1_000_000);
    }
}

fn second_approver() -> String {
    let name = unique("ns-");
    world().person(&name, "approver", Some("20"));
    name
}
