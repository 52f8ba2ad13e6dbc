// Figures that units enter, and those that are computed. A commune's officer enters with evidence and is asked about
// what is unlikely, another checks, the leader approves and locks, the province sees who has entered what, checks many
// at once and sets targets. Leaders, officers and viewers read the dashboard down to the households behind a figure.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test as single } from "node:test";
import { ARTEFACTS, BASE_URL, client, LAPTOP, launch, look, PHONE, settled, signIn, visit } from "../browser.mjs";

const COMMUNE = "06154";
const MODELS = "Số mô hình, dự án giảm nghèo được hỗ trợ";
const SPENT = "Tỷ lệ giải ngân vốn";

let browser;
const people = {};
before(async () => {
  const canbo = await client("canbo");
  const { items } = await canbo.get(`/indicator-values?area=${COMMUNE}&period=2026-S1`);
  assert.deepEqual(items, [], "the commune has entered figures already: this journey needs fresh demo data");
  browser = await launch();
});
after(() => browser?.close());

// The steps of one journey: each begins where the one before ended.
let broken;
const test = (name, step) =>
  single(name, async (t) => {
    assert.ok(!broken, `not reached: “${broken}” failed`);
    broken = name;
    try {
      await step(t);
      broken = undefined;
    } catch (cause) {
      for (const [who, { page }] of Object.entries(people)) {
        await page.screenshot({ path: join(ARTEFACTS, `figures-failed-${who}.png`) }).catch(() => {});
      }
      throw cause;
    }
  });

/** Somebody with a browser of his own, signed in. */
async function enter(who, { as = who, ...how } = {}) {
  people[who] = await visit(browser, { viewport: LAPTOP, ...how });
  await signIn(people[who].page, as);
  return people[who];
}
const button = (page, name) => page.getByRole("button", { name, exact: true });
const told = (page, text) => page.getByText(text).first().waitFor();
async function open(page, path) {
  await page.goto(`${BASE_URL}${path}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
}
/** The fields of an indicator in the sheet: what is counted, and out of what. */
const fields = (page, indicator) => page.getByRole("textbox", { name: new RegExp(` – ${indicator}$`) });
/** The figure's panel, opened from its cell in the overview of an area. */
async function openFigure(page, area, period, indicator) {
  const [year, part] = period.split("-");
  await open(page, `/values/overview?area=${area}&year=${year}&part=${part}`);
  await page.getByRole("button", { name: new RegExp(`^Xã Văn Lãng, ${indicator}: `) }).click();
  const panel = page.getByRole("dialog", { name: indicator });
  await panel.getByRole("heading", { name: "Các bước" }).waitFor();
  return panel;
}
const step = (panel, word) => panel.getByRole("list", { name: "Các bước" }).locator('[aria-current="step"]', { hasText: word }).waitFor();

test("the commune's officer enters: what can't be is refused, what is unlikely is asked about", async () => {
  const { page, errors } = await enter("canbo");
  await page.getByRole("link", { name: "Số liệu nhập" }).first().click();
  // From 2026 on the books say what was spent; before, it is entered.
  await open(page, "/values?year=2025&part=S2");
  const money = fields(page, SPENT);
  await money.first().fill("150");
  await money.last().fill("100");
  await button(page, "Lưu tất cả").click();
  await told(page, "Tử số lớn hơn mẫu số");
  await look(page, errors, "figures-01-refused");
  await money.first().fill("62,5");
  await button(page, "Lưu tất cả").click();
  await told(page, /^Đã lưu\. 1 chỉ số có điểm cần giải thích/);
  await open(page, "/values?year=2026&part=S1");
  await fields(page, MODELS).fill("nhiều");
  await button(page, "Lưu tất cả").click();
  await told(page, "Không đọc được số này. Ví dụ: 1.234 hoặc 12,5");
  await fields(page, MODELS).fill("8");
  await button(page, "Lưu tất cả").click();
  // Entered in November for a half-year that ended in June: late, so a reason is asked for.
  await told(page, /^Đã lưu\. 1 chỉ số có điểm cần giải thích/);
  await page.getByLabel(`Ghi chú: ${MODELS}`).fill("Nhập muộn do sáp nhập xã.");
  await button(page, "Lưu tất cả").click();
  await told(page, "Đã lưu số liệu của 1 chỉ số.");
  await page.getByLabel("Kỳ").selectOption("S2");
  await fields(page, MODELS).fill("90");
  await button(page, "Lưu tất cả").click();
  await page.getByText(/kỳ trước/).filter({ hasText: "8" }).first().waitFor();
  await look(page, errors, "figures-02-unlikely");
});

test("adds a file that proves it, and can't check it himself", async () => {
  const { page, errors } = people.canbo;
  await page.getByRole("button", { name: `Xem ${MODELS}` }).click();
  const panel = page.getByRole("dialog", { name: MODELS });
  await panel.getByText("Bạn là người nhập số này, nên người khác phải kiểm tra và duyệt.").waitFor();
  assert.equal(await button(panel, "Xác nhận đã kiểm tra").count(), 0);
  await page.locator('input[type="file"]').setInputFiles({
    name: "bien-ban-ban-giao.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"),
  });
  await panel.getByRole("button", { name: "Tải bien-ban-ban-giao.pdf" }).waitFor();
  await look(page, errors, "figures-03-evidence");
  await button(panel, "Đóng").click();
});

test("another person checks, the commune's leader approves and locks", async () => {
  const { page } = await enter("so");
  const panel = await openFigure(page, COMMUNE, "2026-S2", MODELS);
  const [proof] = await Promise.all([
    page.waitForEvent("download"),
    panel.getByRole("button", { name: "Tải bien-ban-ban-giao.pdf" }).click(),
  ]);
  assert.equal(proof.suggestedFilename(), "bien-ban-ban-giao.pdf");
  await button(panel, "Xác nhận đã kiểm tra").click();
  await panel.getByLabel(/^Lời kèm theo/).fill("Đã đối chiếu biên bản.");
  await button(panel, "Xác nhận đã kiểm tra").click();
  await step(panel, "Đã kiểm tra");

  const { page: leader, errors } = await enter("lanhdao");
  const judged = await openFigure(leader, COMMUNE, "2026-S2", MODELS);
  await judged.getByText("Đã đối chiếu biên bản.").waitFor();
  await button(judged, "Duyệt").click();
  await button(judged, "Duyệt").click();
  await step(judged, "Đã duyệt");
  await button(judged, "Khóa").click();
  await judged.getByText("Khóa rồi thì không ai sửa được nữa.").waitFor();
  await button(judged, "Khóa").click();
  await step(judged, "Đã khóa");
  await look(leader, errors, "figures-04-locked");

  const { page: officer } = people.canbo;
  await open(officer, "/values?year=2026&part=S2");
  await told(officer, /^Đã duyệt hoặc đã khóa nên không sửa được/);
});

test("the province sees who has entered what and checks many at once, on a phone too", async () => {
  const other = await client("canbo2");
  const values = ["I3.3", "I4.1a", "I4.3", "I4.4"].map((indicator, i) => ({ indicator, numerator: String(3 + i) }));
  await other.post("/indicator-values/batch", { area: "06463", period: "2026-S2", values });
  const { page, errors } = people.so;
  await open(page, "/values/overview?area=20&year=2026&part=S2");
  await page.getByLabel("Tìm đơn vị").fill("chi lang");
  await page.getByRole("button", { name: /^Đã nhập 4$/ }).click();
  await button(page, "Kiểm tra 4 số").click();
  const dialog = page.getByRole("dialog", { name: "Xác nhận đã kiểm tra nhiều số liệu" });
  const flagged = dialog.getByRole("checkbox");
  if (await flagged.count()) await flagged.check();
  await button(dialog, "Làm với 4 số liệu").click();
  await dialog.getByText("Xong 4 số liệu.").waitFor();
  await look(page, errors, "figures-05-many");
  await dialog.getByRole("button", { name: "Đóng" }).last().click();
  await page.getByRole("button", { name: /^Đã kiểm tra 4$/ }).click();
  await page.getByRole("button", { name: /^Xã Chi Lăng, .*: 3, Đã kiểm tra/ }).waitFor();

  const phone = await enter("phone", { as: "so", viewport: PHONE });
  await open(phone.page, "/values/overview?area=20&year=2026&part=S2&state=checked");
  await phone.page.getByRole("button", { name: /^Xã Chi Lăng, .*: 3, Đã kiểm tra/ }).click();
  await step(phone.page.getByRole("dialog"), "Đã kiểm tra");
  await look(phone.page, phone.errors, "figures-06-phone");
  await phone.context.close();
  delete people.phone;
});

test("the nation's view is of the provinces; in English too", async (t) => {
  const { page, errors, context } = await visit(browser, { locale: "en-GB" });
  t.after(() => context.close());
  await page.addInitScript(() => localStorage.setItem("giamngheo.language", "en"));
  await signIn(page, "thanhtra");
  await open(page, "/indicators?year=2025");
  await page.getByRole("heading", { name: "Headline indicators" }).waitFor();
  await page.getByRole("button", { name: /^Poor household rate/ }).first().click();
  await page.getByRole("dialog").getByText("Numerator", { exact: true }).first().waitFor();
  await look(page, errors, "figures-07-nation-en");
  const { page: officer } = people.so;
  await open(officer, "/values/overview?year=2026&part=S2&area=20&level=province");
  await officer.getByRole("rowheader", { name: "Tỉnh Lạng Sơn" }).waitFor();
});

test("the province sets a target", async () => {
  const { page, errors } = people.so;
  await open(page, "/values/targets?area=20&year=2027");
  await page.getByLabel("Tìm chỉ số").fill("ty le ho ngheo");
  await page.getByRole("button", { name: "Đặt chỉ tiêu Tỷ lệ hộ nghèo, năm 2027" }).click();
  const dialog = page.getByRole("dialog", { name: "Tỷ lệ hộ nghèo, 2027" });
  const value = dialog.getByLabel(/^Phải đạt/);
  await value.fill("hai");
  await button(dialog, "Lưu").click();
  await dialog.getByText(/^Không đọc được số này/).waitFor();
  await value.fill("120");
  await dialog.getByLabel("Theo văn bản nào").fill("Kế hoạch 126/KH-UBND");
  await button(dialog, "Lưu").click();
  await dialog.getByText(/100/).first().waitFor();
  await look(page, errors, "figures-08-target");
  await value.fill("3,9");
  await button(dialog, "Lưu").click();
  await told(page, "Đã lưu chỉ tiêu.");
  await page.getByRole("button", { name: "Sửa chỉ tiêu Tỷ lệ hộ nghèo, năm 2027: 3,9" }).waitFor();
});

describe("the dashboard", () => {
  single("shows the fall of the rate over the merger; each card leads to what is behind it", async (t) => {
    const { page, errors, context } = await visit(browser);
    t.after(() => context.close());
    await signIn(page, "lanhdaotinh");
    await open(page, "/indicators?year=2025&area=20");
    await told(page, /^Giảm từ \d+,\d+\s% năm 2022 xuống \d+,\d+\s% năm 2025, tính trên địa bàn hiện nay/);
    await look(page, errors, "figures-10-dashboard");
    // The same in numbers.
    await page.getByText("Xem bảng số liệu").first().click();
    const rates = [];
    for (const year of [2022, 2023, 2024, 2025]) {
      const row = page.getByRole("row").filter({ has: page.getByRole("button", { name: new RegExp(`^Tỷ lệ nghèo đa chiều, ${year}: `) }) });
      rates.push(Number((await row.getByRole("button").innerText()).replace(",", ".")));
    }
    assert.deepEqual(rates, [...rates].sort((a, b) => b - a), "it falls every year");

    const cards = page.locator('button[title$="xem cách tính và số liệu"]');
    const count = await cards.count();
    assert.ok(count >= 10, `${count} cards`);
    const panel = page.getByRole("dialog");
    for (let i = 0; i < count; i++) {
      await cards.nth(i).click();
      const facts = panel.locator("dl").first();
      await facts.getByText("Định nghĩa", { exact: true }).waitFor();
      await facts.getByText(/^(Tử số|Số lượng)$/).first().waitFor();
      await panel.getByRole("heading", { name: "Theo năm" }).waitFor();
      await button(panel, "Đóng").click();
      await panel.waitFor({ state: "detached" });
    }
    await cards.nth(1).click();
    await panel.getByText("Mẫu số", { exact: true }).first().waitFor();
    const which = panel.getByRole("combobox", { name: "Đại lượng" });
    await which.waitFor();
    const choices = await which.locator("option").allTextContents();
    const [, first] = choices;
    const counted = Number(first.match(/: ([\d.]+)$/)[1].replaceAll(".", ""));
    await which.selectOption({ index: 1 });
    const households = panel.getByRole("table", { name: "Các hộ đằng sau con số" });
    await households.getByRole("link").first().waitFor();
    assert.equal(await households.getByRole("link").count(), Math.min(counted, 50), first);
    await look(page, errors, "figures-11-households");
    await households.getByRole("link").first().click();
    await page.waitForURL(/\/households\/0/);
  });

  single("of a year that isn't over says so, and judges nothing", async (t) => {
    const { page, errors, context } = await visit(browser);
    t.after(() => context.close());
    await signIn(page, "lanhdaotinh");
    await open(page, "/indicators?year=2026&area=20");
    await told(page, "Số liệu năm 2026 là tạm tính");
    assert.equal(await page.locator("[data-light]").count(), 0);
    await look(page, errors, "figures-12-open-year");
    await page.getByRole("link", { name: "Xem năm 2025" }).click();
    await page.locator("[data-light]").first().waitFor();
  });

  single("a commune's officer sees his own, a viewer sees no households", async (t) => {
    const officer = await visit(browser, { viewport: PHONE });
    t.after(() => officer.context.close());
    await signIn(officer.page, "canbo");
    await open(officer.page, "/indicators?year=2025");
    await officer.page.getByText("Xã Văn Lãng · năm 2025").waitFor();
    await officer.page.locator('button[title$="xem cách tính và số liệu"]').first().click();
    await officer.page.getByRole("dialog").getByRole("heading", { name: "Các hộ đằng sau con số" }).waitFor();
    await look(officer.page, officer.errors, "figures-13-phone");

    const viewer = await visit(browser);
    t.after(() => viewer.context.close());
    await signIn(viewer.page, "xem");
    await open(viewer.page, "/indicators?year=2025&area=20");
    await viewer.page.locator('button[title$="xem cách tính và số liệu"]').first().click();
    const panel = viewer.page.getByRole("dialog");
    await panel.getByRole("heading", { name: "Theo đơn vị trực thuộc" }).waitFor();
    await settled(viewer.page);
    assert.equal(await panel.getByRole("heading", { name: "Các hộ đằng sau con số" }).count(), 0);
    assert.equal(await viewer.page.getByRole("link", { name: "Số liệu nhập" }).count(), 0, "a viewer enters nothing");
  });
});
