// Money from the decision to the settlement: the province's finance officer enters an allocation by keyboard alone,
// an approver posts it, the commune commits and disburses, what is too much is refused in clear words, the execution
// shows the đồng, and a year is settled. On a laptop; a voucher also on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BASE_URL, client, LAPTOP, launch, look, PHONE, signIn, visit } from "../browser.mjs";

const YEAR = 2026;
const ITEM = "CT2635/SK";
const LINE = { item: ITEM, capital: "recurrent", source: "central" };
const dots = (amount) => amount.toLocaleString("vi-VN");

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** A visitor who is signed in. */
async function as(t, username, viewport = LAPTOP) {
  const { context, page, errors } = await visit(browser, { viewport });
  t.after(() => context.close());
  await signIn(page, username);
  return { page, errors };
}

/** Types into the field that has the focus, and goes on. */
async function type(page, text) {
  if (text) await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

const focused = (page, label) => page.getByLabel(label, { exact: true }).and(page.locator(":focus")).waitFor();

/** Chooses from the list of a field by a part of the name, once the form has come to it, and waits until it goes on. */
async function pick(page, label, text, found) {
  await focused(page, label);
  await page.keyboard.type(text);
  await page.getByRole("option", { name: found }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: label, exact: true }).and(page.locator(":not(:focus)")).waitFor();
}

/** Opens a voucher in the list by its number. */
async function open(page, number) {
  await page.goto(`${BASE_URL}/budget/vouchers?year=${YEAR}&q=${encodeURIComponent(number)}`);
  await page.getByRole("link", { name: number, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: new RegExp(`số ${number.replace(/[/.]/g, ".")}$`) }).waitFor();
}

/** Approves the voucher that is open. */
async function approve(page) {
  await page.getByRole("button", { name: "Duyệt, vào sổ" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Duyệt, vào sổ" }).click();
  await page.getByText("Đã vào sổ").first().waitFor();
}

test("an allocation by keyboard, then the commune spends it", async (t) => {
  const stamp = String(Date.now()).slice(-6);
  const number = `${stamp}-1/QĐ-UBND`;
  const taichinh = await client("taichinh");
  // Enough to pass on, whatever the demo has left.
  const grant = await taichinh.post("/budget/vouchers", {
    kind: "grant",
    number: `${stamp}/QĐ-TTg`,
    on_date: "2026-11-02",
    year: YEAR,
    unit: "20",
    purpose: "Giao bổ sung dự toán",
    lines: [{ ...LINE, amount_vnd: 500_000_000 }],
  });
  const lanhdaotinh = await client("lanhdaotinh");
  await lanhdaotinh.post(`/budget/vouchers/${grant.id}/approval`);

  await t.test("the province's finance officer enters two vouchers without a mouse", async (t) => {
    const { page, errors } = await as(t, "taichinh");
    await page.goto(`${BASE_URL}/budget?year=${YEAR}`);
    await page.getByRole("link", { name: "Nhập chứng từ" }).click();
    await page.getByRole("group", { name: "Khoản 1" }).waitFor();
    await focused(page, "Loại chứng từ");
    await type(page, "");
    await pick(page, "Đơn vị", "lang son", /^Tỉnh Lạng Sơn$/);
    await focused(page, "Số chứng từ");
    await type(page, number);
    await type(page, "");
    await type(page, "Phân bổ hỗ trợ sinh kế đợt cuối năm");
    await pick(page, "Dòng dự toán", `${ITEM} `, new RegExp(`^${ITEM} .*trung ương`));
    await pick(page, "Đơn vị nhận", "van lang", /Xã Văn Lãng/);
    await type(page, "");
    await focused(page, "Số tiền (đồng)");
    await page.keyboard.type("123456789");
    const amount = page.getByLabel("Số tiền (đồng)");
    assert.equal(await amount.inputValue(), "123.456.789");
    await page.getByText(/^Còn lại: [\d.]+\sđ → sau chứng từ này: [\d.]+\sđ$/).waitFor();
    await look(page, errors, "budget-entry-laptop");
    await page.keyboard.press("Control+Enter");
    await page.getByText(`Đã lưu chứng từ ${number}.`, { exact: false }).waitFor();

    // The next one begins with the number after; far too much is refused at once, by name.
    await focused(page, "Số chứng từ");
    const next = `${String(Number(stamp) + 1).padStart(stamp.length, "0")}-1/QĐ-UBND`;
    assert.equal(await page.getByLabel("Số chứng từ").inputValue(), next);
    await type(page, "");
    await type(page, "");
    await type(page, "Phân bổ quá số còn lại");
    await pick(page, "Dòng dự toán", `${ITEM} `, new RegExp(`^${ITEM} .*trung ương`));
    await pick(page, "Đơn vị nhận", "van lang", /Xã Văn Lãng/);
    await type(page, "");
    await focused(page, "Số tiền (đồng)");
    await page.keyboard.type("900000000000000");
    await page.getByText(/Vượt số còn lại /).waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("alert").getByText(/còn/).first().waitFor();
    await look(page, errors, "budget-overdraft-laptop");
    errors.length = 0;
  });

  await t.test("whoever entered it can't approve it, the province's leader does", async (t) => {
    const own = await as(t, "taichinh");
    await open(own.page, number);
    await own.page.getByText("Bạn đã nhập chứng từ này: người khác phải duyệt.").waitFor();
    assert.equal(await own.page.getByRole("button", { name: "Duyệt, vào sổ" }).count(), 0);
    const { page, errors } = await as(t, "lanhdaotinh");
    await open(page, number);
    await look(page, errors, "budget-voucher-laptop");
    await approve(page);
  });

  const spent = async () =>
    (await (await client("ketoan")).get(`/budget/execution?year=${YEAR}&area=06154&by=project,source`)).total.disbursed_vnd;
  const spentBefore = await spent();
  const payee = `Hợp tác xã Bản Van ${stamp}`;
  await t.test("the commune commits and disburses, on a phone its leader approves", async (t) => {
    const { page, errors } = await as(t, "ketoan");
    const leader = await as(t, "lanhdao", PHONE);
    const enter = async (kind, voucher, amount, against) => {
      await page.goto(`${BASE_URL}/budget/vouchers/new?year=${YEAR}&kind=${kind}`);
      await focused(page, "Loại chứng từ");
      await type(page, "");
      await type(page, "");
      await type(page, voucher);
      await type(page, "");
      await type(page, payee);
      await type(page, "Mua giống cho hộ nghèo");
      await pick(page, "Dòng dự toán", `${ITEM} `, new RegExp(`^${ITEM} .*trung ương`));
      if (kind === "disburse") {
        await focused(page, "Theo cam kết");
        if (against) await page.getByLabel("Theo cam kết").selectOption({ index: 1 });
        await type(page, "");
      }
      await focused(page, "Số tiền (đồng)");
      await page.keyboard.type(amount);
    };
    await enter("commit", `HĐ-${stamp}`, "100000000");
    await page.getByRole("button", { name: "Lưu chứng từ" }).click();
    await page.getByRole("heading", { level: 1, name: `Cam kết chi số HĐ-${stamp}` }).waitFor();
    await open(leader.page, `HĐ-${stamp}`);
    await look(leader.page, leader.errors, "budget-voucher-phone");
    await approve(leader.page);

    // The central budget pays only against a commitment: without one it says so.
    await enter("disburse", `PC-${stamp}`, "40000001");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Nguồn này chỉ chi theo cam kết: hãy chọn cam kết.").waitFor();
    await enter("disburse", `PC-${stamp}`, "40000001", payee);
    await page.keyboard.press("Control+Enter");
    await page.getByText(`Đã lưu chứng từ PC-${stamp}.`, { exact: false }).waitFor();
    assert.deepEqual(errors, []);

    await open(leader.page, `PC-${stamp}`);
    await approve(leader.page);
    await look(leader.page, leader.errors, "budget-posted-phone");
  });

  await t.test("the execution shows it to the đồng, down to the voucher", async (t) => {
    const { page, errors } = await as(t, "ketoan");
    const now = await spent();
    assert.equal(now - spentBefore, 40_000_001);
    await page.goto(`${BASE_URL}/budget?year=${YEAR}&money=vnd`);
    await page.getByRole("row", { name: /Tổng cộng/ }).getByText(dots(now), { exact: true }).waitFor();
    await look(page, errors, "budget-execution-laptop");
    await page.getByRole("link", { name: /^Xem các dòng dự toán: Phát triển sinh kế/ }).first().click();
    await page.getByRole("heading", { level: 1, name: "Dòng dự toán" }).waitFor();
    await page.getByRole("link", { name: "Xã Văn Lãng" }).first().click();
    await page.getByRole("region", { name: "Số dư của dòng" }).getByRole("link", { name: `PC-${stamp}` }).click();
    await page.getByRole("heading", { level: 1, name: `Giải ngân số PC-${stamp}` }).waitFor();
    const saved = page.waitForEvent("download");
    await page.goto(`${BASE_URL}/budget?year=${YEAR}`);
    await page.getByRole("button", { name: "Tải xuống" }).click();
    await page.getByRole("menuitem", { name: "Excel (.xlsx)" }).click();
    assert.match((await saved).suggestedFilename(), /^ngan-sach-06154-2026-project-source\.xlsx$/);
  });
});

test("an office settles its year to the đồng", async (t) => {
  const stamp = String(Date.now()).slice(-7);
  const quantri = await client("quantri");
  const name = `Văn phòng thử ${stamp}`;
  const office = await quantri.post("/budget/units", { area: "20", code: `VP-${stamp}`, name });
  const taichinh = await client("taichinh");
  const lanhdaotinh = await client("lanhdaotinh");
  const post = async (kind, n, unit, on_date, line, others = {}) => {
    const voucher = await taichinh.post("/budget/vouchers", {
      kind,
      number: `${stamp}-${n}`,
      on_date,
      year: YEAR,
      unit,
      purpose: "Kinh phí giám sát",
      ...others,
      lines: [{ ...LINE, ...line }],
    });
    return lanhdaotinh.post(`/budget/vouchers/${voucher.id}/approval`);
  };
  await post("grant", 1, "20", "2026-10-01", { amount_vnd: 17_000_000 });
  await post("allocate", 2, "20", "2026-10-02", { amount_vnd: 17_000_000, to_unit: office.id });
  const committed = await post("commit", 3, office.id, "2026-10-03", { amount_vnd: 16_500_001 }, { payee: "Nhà in" });
  await post(
    "disburse",
    4,
    office.id,
    "2026-10-04",
    { amount_vnd: 16_500_001, commitment_id: committed.lines[0].makes_id },
    { payee: "Nhà in" },
  );

  const finance = await as(t, "taichinh");
  const { page, errors } = finance;
  await page.goto(`${BASE_URL}/budget/settlements?year=${YEAR}`);
  await page.getByRole("button", { name: "Lập quyết toán" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Đơn vị").fill(stamp);
  await page.getByRole("option", { name }).click();
  await dialog.getByRole("button", { name: "Lập bản thảo" }).click();
  await page.getByRole("heading", { level: 1, name: `Quyết toán ${YEAR}: ${name}` }).waitFor();
  const approved = page.getByRole("textbox", { name: /^Số được duyệt/ });
  assert.equal(await approved.inputValue(), "16.500.001");
  await approved.fill("16500002");
  await page.getByText("Không được vượt số đã giải ngân.").waitFor();
  await approved.fill("16000000");
  await page.getByRole("button", { name: "Lưu số được duyệt" }).click();
  await page.getByText("Đã lưu.").waitFor();
  await look(page, errors, "budget-settlement-laptop");
  await page.getByRole("button", { name: "Trình duyệt" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Trình duyệt" }).click();
  await page.getByText("Đã trình", { exact: true }).waitFor();
  const address = page.url();
  await page.getByText("Bạn đã trình quyết toán này: người khác phải duyệt.").waitFor();

  const leader = await as(t, "lanhdaotinh");
  await leader.page.goto(address);
  await leader.page.getByRole("button", { name: "Duyệt quyết toán" }).click();
  await leader.page.getByRole("dialog").getByRole("button", { name: "Duyệt quyết toán" }).click();
  await leader.page.getByText("Đã duyệt, khóa sổ").waitFor();
  await leader.page
    .getByText(/^Dự toán giao 17\.000\.000\sđ = quyết toán 16\.000\.000\sđ \+ hủy, nộp trả 1\.000\.000\sđ/)
    .waitFor();
  await look(leader.page, leader.errors, "budget-settled-laptop");
});
