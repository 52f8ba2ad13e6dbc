//! The demo's money: the plan of 2022 from the grant to the settlement, and a year under way in the province's communes.
//!
//! All of it goes through the same functions as people's vouchers and is done by the demo's own people, so nothing here is
//! a state that could not have come about.

use chrono::NaiveDate;
use giamngheo_rules::budget::Kind;
use giamngheo_store::access::{Action, Role};
use giamngheo_store::budget::{
    self, Approvers, NewLine, NewVoucher, Pending, Slice, Unit, Voucher, VoucherFilter,
};
use giamngheo_store::{Conn, Error, Result, Scope, areas};

use super::dice::Dice;
use super::logins::{actor, scope};
use super::papers;
use crate::app::App;

/// Monitoring and evaluation: what the plan of 2022 is of.
const MONITORING: &str = "CT2125/DA7/TDA2";
/// Communes that get money in 2026; the first is that of the demo's logins.
const COMMUNES: [&str; 12] = [
    "06154", "06463", "06184", "06211", "06220", "05977", "06253", "05983", "06313", "06325", "06385",
    "06427",
];
/// The day the demo's year has come to.
const SEEN: (i32, u32, u32) = (2026, 11, 20);

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Makes it, once.
pub fn make(app: &App, province: &str) -> std::result::Result<(), String> {
    let today = app.today();
    app.db
        .write(|conn| {
            let none = VoucherFilter::default();
            let all = Scope::of_the_program();
            if province != "20" || !budget::vouchers(conn, &all, &none, None, 1)?.is_empty() {
                return Ok(());
            }
            let province_hands = Hands::new(conn, "taichinh", "lanhdaotinh")?;
            let commune_hands = Hands::new(conn, "ketoan", "lanhdao")?;
            let mut desk = Desk {
                conn,
                hands: [&province_hands, &commune_hands],
                today,
                numbers: 0,
            };
            if today >= day(2023, 4, 1) {
                desk.plan_of_2022(province)?;
            }
            if today >= day(SEEN.0, SEEN.1, SEEN.2) {
                desk.year_under_way(province)?;
            }
            Ok(())
        })
        .map_err(|e| format!("the demo's budgets can't be made: {e}"))
}

/// Who enters, and the other person who posts.
struct Hands {
    enters: Scope,
    posts: Scope,
    approver: Option<Scope>,
}

impl Hands {
    fn new(conn: &mut Conn, finance: &str, approver: &str) -> Result<Self> {
        let (finance, approver) = (actor(conn, finance)?, actor(conn, approver)?);
        Ok(Self {
            enters: scope(&finance, Action::EnterBudget)?,
            posts: scope(&approver, Action::ApproveBudget)?,
            approver: approver.scope_as(Role::Approver),
        })
    }

    fn approvers(&self) -> Approvers<'_> {
        Approvers {
            approver: self.approver.as_ref(),
            finance: None,
        }
    }
}

/// Where vouchers are written.
struct Desk<'a> {
    conn: &'a mut Conn,
    /// Those of the province, and those of the commune that has its own.
    hands: [&'a Hands; 2],
    today: NaiveDate,
    numbers: u32,
}

/// What a voucher says beside its lines.
struct Said<'a> {
    kind: Kind,
    on: NaiveDate,
    payee: Option<&'a str>,
    purpose: &'a str,
}

fn line(item: &str, capital: &str, source: &str, amount_vnd: i64) -> NewLine {
    NewLine {
        item: item.to_owned(),
        capital: capital.to_owned(),
        source: source.to_owned(),
        to_unit: None,
        to_item: None,
        amount_vnd,
        commitment_id: None,
        advance_id: None,
    }
}

impl<'a> Desk<'a> {
    fn hands_of(&self, unit: &Unit) -> &'a Hands {
        let [province, commune] = self.hands;
        if commune.enters.covers(&unit.path) {
            commune
        } else {
            province
        }
    }

    fn enter(&mut self, unit: &Unit, said: &Said, lines: Vec<NewLine>) -> Result<Voucher> {
        self.numbers += 1;
        let sign = match said.kind {
            Kind::Grant | Kind::Allocate | Kind::Withdraw => "QĐ-UBND",
            Kind::Commit | Kind::Release => "CKC",
            _ => "UNC",
        };
        let year = if said.on < day(2024, 1, 1) { 2022 } else { 2026 };
        let new = NewVoucher {
            kind: said.kind,
            number: format!("{:03}/{sign}", self.numbers),
            on_date: said.on,
            year,
            unit: unit.clone(),
            document_id: (year == 2022).then(papers::plan_of_2022),
            payee: said.payee.map(str::to_owned),
            purpose: said.purpose.to_owned(),
            lines,
        };
        let hands = self.hands_of(unit);
        budget::enter(self.conn, &hands.enters, &new, self.today, &mut Pending::new())
    }

    fn post(&mut self, unit: &Unit, said: &Said, lines: Vec<NewLine>) -> Result<Voucher> {
        let entered = self.enter(unit, said, lines)?;
        let hands = self.hands_of(unit);
        budget::approve(self.conn, &hands.posts, hands.approvers(), &entered.id)
    }

    fn committee(&mut self, code: &str, on: NaiveDate) -> Result<Unit> {
        Ok(Unit::of_area(&areas::find(self.conn, code, on)?))
    }

    /// The commitment that a posted voucher made on its first line.
    fn commitment(&mut self, voucher: &Voucher) -> Result<String> {
        let lines = budget::lines_of(self.conn, [voucher])?;
        lines.into_iter().find_map(|l| l.makes_id).ok_or(Error::NotFound)
    }

    /// 587 million đồng: 570 of the central budget, 17 of the province's. Granted, passed on to the department, committed,
    /// paid, and settled: 1,250,000 of what was paid isn't approved, and what is left goes back.
    fn plan_of_2022(&mut self, province: &str) -> Result<()> {
        let committee = self.committee(province, day(2022, 10, 1))?;
        let area = areas::find(self.conn, province, day(2022, 10, 1))?;
        let office = budget::add_office(
            self.conn,
            &Scope::of_the_program(),
            &area,
            "SLDTBXH",
            (
                "Sở Lao động - Thương binh và Xã hội",
                "Department of Labour, War Invalids and Social Affairs",
            ),
        )?;
        let of = |source: &str, amount| line(MONITORING, "recurrent", source, amount);
        let both = |to: Option<&Unit>| {
            [("central", 570_000_000), ("provincial", 17_000_000)]
                .map(|(source, amount)| NewLine {
                    to_unit: to.cloned(),
                    ..of(source, amount)
                })
                .to_vec()
        };
        let said = |kind, on, payee, purpose| Said {
            kind,
            on,
            payee,
            purpose,
        };
        let purpose = "Kinh phí thực hiện Tiểu dự án 2, Dự án 7 năm 2022";
        self.post(
            &committee,
            &said(Kind::Grant, day(2022, 10, 3), None, purpose),
            both(None),
        )?;
        self.post(
            &committee,
            &said(Kind::Allocate, day(2022, 10, 5), None, purpose),
            both(Some(&office)),
        )?;
        // Source, committed, paid, to whom, for what.
        let spent = [
            (
                "central",
                210_000_000,
                209_485_500,
                "Trung tâm Tư vấn Phát triển nông thôn",
                "Xây dựng khung kết quả, quy trình giám sát, đánh giá",
            ),
            (
                "central",
                236_000_000,
                236_000_000,
                "Các đoàn kiểm tra, giám sát",
                "Kiểm tra, giám sát định kỳ tại các huyện",
            ),
            (
                "central",
                121_500_000,
                121_499_999,
                "Công ty Phần mềm Xứ Lạng",
                "Cơ sở dữ liệu, phần mềm quản lý giảm nghèo",
            ),
            (
                "provincial",
                17_000_000,
                16_847_000,
                "Công ty In Lạng Sơn",
                "In biểu mẫu rà soát hộ nghèo, hộ cận nghèo",
            ),
        ];
        for (n, (source, committed, paid, payee, purpose)) in (0..).zip(spent) {
            let made = self.post(
                &office,
                &said(Kind::Commit, day(2022, 10, 12 + n), Some(payee), purpose),
                vec![of(source, committed)],
            )?;
            let against = |amount, id: &str| NewLine {
                commitment_id: Some(id.to_owned()),
                ..of(source, amount)
            };
            let id = self.commitment(&made)?;
            let first = paid / 2;
            for (on, amount) in [
                (day(2022, 11, 15 + n), first),
                (day(2022, 12, 20 + n), paid - first),
            ] {
                self.post(
                    &office,
                    &said(Kind::Disburse, on, Some(payee), purpose),
                    vec![against(amount, &id)],
                )?;
            }
            if committed > paid {
                let purpose = "Giảm cam kết chi phần không sử dụng";
                self.post(
                    &office,
                    &said(Kind::Release, day(2022, 12, 28), None, purpose),
                    vec![against(committed - paid, &id)],
                )?;
            }
        }
        self.settle(&office)
    }

    fn settle(&mut self, office: &Unit) -> Result<()> {
        let hands = self.hands_of(office);
        let (conn, enters, on) = (&mut *self.conn, &hands.enters, day(2023, 3, 15));
        let drawn = budget::draw_up(conn, enters, office, 2022, on)?;
        let slice = Slice {
            year: Some(2022),
            unit_id: Some(office.id.clone()),
            source: Some("central".to_owned()),
            ..Slice::default()
        };
        let central = budget::lines(conn, enters, &slice, 1)?
            .pop()
            .ok_or(Error::NotFound)?;
        let approved = [(central.id, central.disbursed_vnd - 1_250_000)];
        let put = budget::put_settlement(conn, enters, (&drawn.id, drawn.version), &approved)?;
        let submitted = budget::submit_settlement(conn, enters, (&put.id, put.version))?;
        let at = (submitted.id.as_str(), submitted.version);
        budget::approve_settlement(conn, &hands.posts, hands.approvers(), at, on)?;
        Ok(())
    }

    /// The province's year 2026: granted, allocated to communes, spent in part; some vouchers wait.
    fn year_under_way(&mut self, province: &str) -> Result<()> {
        let committee = self.committee(province, day(2026, 1, 5))?;
        let said = |kind, on, payee, purpose| Said {
            kind,
            on,
            payee,
            purpose,
        };
        let parts = [
            ("CT2635/HT", "investment", "central", 60_000_000_000_i64),
            ("CT2635/HT", "investment", "provincial", 6_000_000_000),
            ("CT2635/SK", "recurrent", "central", 18_000_000_000),
            ("CT2635/NL/GS", "recurrent", "central", 1_800_000_000),
        ];
        let granted = parts.map(|(item, capital, source, amount)| line(item, capital, source, amount));
        let purpose = "Giao dự toán Chương trình mục tiêu quốc gia năm 2026";
        self.post(
            &committee,
            &said(Kind::Grant, day(2026, 1, 8), None, purpose),
            granted.to_vec(),
        )?;
        for code in COMMUNES {
            let mut dice = Dice::new(2026, &["budget", code], 0);
            let commune = match self.committee(code, day(2026, 1, 20)) {
                Err(Error::NotFound) => continue,
                found => found?,
            };
            let mut given = Vec::new();
            for (item, capital, source, whole) in parts {
                // A commune gets 4 to 7 per cent, in millions.
                let amount = whole / 1_000_000 * dice.between(40, 70) / 1000 * 1_000_000;
                given.push(NewLine {
                    to_unit: Some(commune.clone()),
                    ..line(item, capital, source, amount)
                });
            }
            let purpose = "Phân bổ dự toán Chương trình mục tiêu quốc gia năm 2026 cho các xã";
            self.post(
                &committee,
                &said(Kind::Allocate, day(2026, 1, 20), None, purpose),
                given.clone(),
            )?;
            for (n, got) in (0_u32..).zip(&given) {
                self.spend(&commune, got, n, &mut dice)?;
            }
        }
        Ok(())
    }

    /// A commitment, payments of a part of it, and now and then one that waits.
    fn spend(&mut self, commune: &Unit, got: &NewLine, n: u32, dice: &mut Dice) -> Result<()> {
        const PAYEES: [(&str, &str); 4] = [
            ("Công ty Xây dựng Kỳ Lừa", "Thi công đường giao thông nông thôn"),
            ("Công ty Xây dựng Kỳ Lừa", "Giải phóng mặt bằng, tư vấn giám sát"),
            (
                "Hợp tác xã Nông nghiệp Bản Mới",
                "Cung cấp cây, con giống cho hộ nghèo",
            ),
            ("Công ty In Lạng Sơn", "In biểu mẫu, tài liệu giám sát"),
        ];
        let (payee, purpose) = PAYEES[n as usize % PAYEES.len()];
        let said = |kind, on, purpose| Said {
            kind,
            on,
            payee: Some(payee),
            purpose,
        };
        let of = |amount, commitment: Option<&str>| NewLine {
            commitment_id: commitment.map(str::to_owned),
            ..line(&got.item, &got.capital, &got.source, amount)
        };
        let committed = got.amount_vnd * dice.between(60, 95) / 100;
        let signed = day(2026, 2 + n, 10);
        let made = self.post(
            commune,
            &said(Kind::Commit, signed, purpose),
            vec![of(committed, None)],
        )?;
        let id = self.commitment(&made)?;
        let payments = dice.between(2, 4);
        let each = committed * dice.between(50, 90) / 100 / payments;
        for k in 0..u32::try_from(payments).unwrap_or(2) {
            // Odd đồng, as invoices have them.
            let amount = each - dice.between(0, 999);
            let on = day(2026, 4 + n + k, u32::try_from(dice.between(3, 26)).unwrap_or(3));
            self.post(
                commune,
                &said(Kind::Disburse, on, purpose),
                vec![of(amount, Some(&id))],
            )?;
        }
        if n == 3 || dice.chance(0.2) {
            let on = day(2026, 11, 18);
            let amount = (committed / 20).max(1);
            self.enter(
                commune,
                &said(Kind::Disburse, on, purpose),
                vec![of(amount, Some(&id))],
            )?;
        }
        Ok(())
    }
}
