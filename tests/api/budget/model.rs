//! Random sequences of postings against a model that knows no ledger: what it lets through is posted, what it doesn't is
//! refused, and all sums are the model's.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::help::{Commune, PART, PROJECT, adds_up, approve, book, commune, enter, fund, province, voucher};
use crate::support::{text, unique};

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
}

/// What an act changes: sums by unit and name, and what obligations have left.
#[derive(Clone, Default)]
struct Change {
    sums: Vec<((usize, &'static str), i64)>,
    owed: Vec<(String, i64)>,
}

#[derive(Default)]
struct Model {
    sums: BTreeMap<(usize, &'static str), i64>,
    owed: BTreeMap<String, (usize, &'static str, i64, i64)>,
}

impl Model {
    fn sum(&self, unit: usize, name: &'static str) -> i64 {
        self.sums.get(&(unit, name)).copied().unwrap_or(0)
    }

    /// Whether the change leaves nothing below zero, and no obligation with more than it was.
    fn takes(&self, change: &Change) -> bool {
        let mut sums = self.sums.clone();
        for (key, delta) in &change.sums {
            *sums.entry(*key).or_default() += delta;
        }
        let balances = ["available", "committed", "advanced", "disbursed"];
        let rich = sums
            .iter()
            .all(|((_, name), sum)| !balances.contains(name) || *sum >= 0);
        rich && change.owed.iter().all(|(id, delta)| {
            self.owed
                .get(id)
                .is_none_or(|(_, _, amount, left)| (0..=*amount).contains(&(left + delta)))
        })
    }

    fn apply(&mut self, change: &Change) {
        for (key, delta) in &change.sums {
            *self.sums.entry(*key).or_default() += delta;
        }
        for (id, delta) in &change.owed {
            if let Some(owed) = self.owed.get_mut(id) {
                owed.3 += delta;
            }
        }
    }
}

fn against(change: &Change) -> Change {
    Change {
        sums: change.sums.iter().map(|(key, delta)| (*key, -delta)).collect(),
        owed: change
            .owed
            .iter()
            .map(|(id, delta)| (id.clone(), -delta))
            .collect(),
    }
}

/// A random act: the voucher, what it changes, and what it makes.
fn throw(
    dice: &mut Dice,
    model: &Model,
    homes: &[Commune],
) -> Option<(usize, Value, Change, Option<&'static str>)> {
    let unit = usize::try_from(dice.below(homes.len() as u64)).ok()?;
    let home = &homes[unit];
    // Often more than there is.
    let amount = i64::try_from(1 + dice.below(450_000)).ok()?;
    let mut line = json!({ "item": PART, "capital": "recurrent", "source": "central", "amount_vnd": amount });
    let kinds = [
        "allocate",
        "withdraw",
        "commit",
        "commit",
        "release",
        "disburse",
        "disburse",
        "advance",
        "clear_advance",
        "return_advance",
        "return_disbursement",
    ];
    let kind = kinds[usize::try_from(dice.below(kinds.len() as u64)).ok()?];
    let obligation = |wanted: &str, dice: &mut Dice| {
        let mine: Vec<&String> = model
            .owed
            .iter()
            .filter(|(_, o)| o.0 == unit && o.1 == wanted)
            .map(|(id, _)| id)
            .collect();
        (!mine.is_empty()).then(|| mine[usize::try_from(dice.below(mine.len() as u64)).unwrap_or(0)].clone())
    };
    let moved = |from: &'static str, to: &'static str| Change {
        sums: vec![((unit, from), -amount), ((unit, to), amount)],
        owed: Vec::new(),
    };
    let mut makes = None;
    let mut change = match kind {
        "allocate" | "withdraw" => {
            line["item"] = json!(PROJECT);
            line["to_unit"] = json!(home.code);
            line["to_item"] = json!(PART);
            let sign = if kind == "allocate" { 1 } else { -1 };
            Change {
                sums: vec![
                    ((unit, "available"), sign * amount),
                    ((unit, "allotted"), sign * amount),
                ],
                owed: Vec::new(),
            }
        }
        "commit" => {
            makes = Some("commitment");
            moved("available", "committed")
        }
        "release" => moved("committed", "available"),
        "disburse" => moved("committed", "disbursed"),
        "advance" => {
            makes = Some("advance");
            moved("committed", "advanced")
        }
        "clear_advance" => moved("advanced", "disbursed"),
        "return_advance" => moved("advanced", "available"),
        _ => moved("disbursed", "available"),
    };
    let draws = match kind {
        "release" | "disburse" | "advance" => Some(("commitment", "commitment_id")),
        "clear_advance" | "return_advance" => Some(("advance", "advance_id")),
        _ => None,
    };
    if let Some((wanted, field)) = draws {
        let id = obligation(wanted, dice)?;
        line[field] = json!(id);
        change.owed.push((id, -amount));
    }
    let owner = if ["allocate", "withdraw"].contains(&kind) {
        "20"
    } else {
        &home.code
    };
    Some((unit, voucher(kind, owner, "2026-06-01", &[line]), change, makes))
}

#[test]
fn any_sequence_of_postings_does_what_the_model_does() {
    let province = province();
    let homes: Vec<Commune> = (0..2).map(|_| commune()).collect();
    let mut model = Model::default();
    for (unit, home) in homes.iter().enumerate() {
        fund(home, 1_000_000);
        model.sums.insert((unit, "available"), 1_000_000);
        model.sums.insert((unit, "allotted"), 1_000_000);
    }
    // Enough above for every allocation: whether the province has it is not the model's question.
    let plenty =
        json!({ "item": PROJECT, "capital": "recurrent", "source": "central", "amount_vnd": 1_000_000_000 });
    super::help::post(
        &province.finance,
        &province.approver,
        &voucher("grant", "20", "2026-01-06", &[plenty]),
    );
    let mut dice = Dice(2026);
    let mut done: Vec<(usize, Value, Change)> = Vec::new();
    let (mut posted, mut refused) = (0, 0);
    for _ in 0..220 {
        let turned = !done.is_empty() && dice.below(6) == 0;
        let (unit, answer, change, makes) = if turned {
            let (unit, voucher, change) =
                done.swap_remove(usize::try_from(dice.below(done.len() as u64)).unwrap_or(0));
            let body = json!({ "number": unique("D-"), "on_date": "2026-06-02", "reason": "thử" });
            let by = if ["allocate", "withdraw"].contains(&voucher["kind"].as_str().unwrap_or("")) {
                &province.finance
            } else {
                &homes[unit].finance
            };
            let answer = by.client.post(
                &format!("/budget/vouchers/{}/reversal", text(&voucher["id"])),
                &body,
            );
            if !model.takes(&against(&change)) {
                done.push((unit, voucher, change.clone()));
            }
            (unit, answer, against(&change), None)
        } else {
            let Some((unit, body, change, makes)) = throw(&mut dice, &model, &homes) else {
                continue;
            };
            let by = if body["unit"] == "20" {
                &province.finance
            } else {
                &homes[unit].finance
            };
            (unit, enter(by, &body), change, makes)
        };
        if !model.takes(&change) {
            assert_eq!(answer.status, 409, "the model refuses: {answer}");
            refused += 1;
            continue;
        }
        let entered = answer.expect(201);
        let voucher = approve(&province.approver, &entered).expect(200);
        model.apply(&change);
        let mut change = change;
        if let Some(kind) = makes {
            let (id, amount) = (
                super::help::made(&voucher),
                voucher["amount_vnd"].as_i64().unwrap_or(0),
            );
            model.owed.insert(id.clone(), (unit, kind, amount, amount));
            // Turned around, it is gone: what it was is left of it no more.
            change.owed.push((id, amount));
        }
        if !turned {
            done.push((unit, voucher, change));
        }
        posted += 1;
    }
    assert!(posted > 60 && refused > 20, "{posted} posted, {refused} refused");
    for (unit, home) in homes.iter().enumerate() {
        let line = book(&home.finance.client, &home.code);
        adds_up(&line);
        for name in ["allotted", "available", "committed", "advanced", "disbursed"] {
            assert_eq!(
                line[format!("{name}_vnd")],
                model.sum(unit, name),
                "{name} of {line}"
            );
        }
        // The views are summed from something else than the balances.
        let view = home
            .finance
            .client
            .get("/budget/execution?year=2026&by=item,month")
            .expect(200);
        for (field, name) in [
            ("allotted_vnd", "allotted"),
            ("committed_vnd", "committed"),
            ("advanced_vnd", "advanced"),
            ("disbursed_vnd", "disbursed"),
            ("left_vnd", "available"),
        ] {
            assert_eq!(view["total"][field], model.sum(unit, name), "{field} of {view}");
        }
        let owed = home
            .finance
            .client
            .all(&format!("/budget/obligations?unit={}&limit=500", home.code));
        for one in owed {
            let known = model.owed.get(&text(&one["id"])).expect("the model knows it");
            assert_eq!(one["remaining_vnd"], known.3, "{one}");
        }
    }
}
