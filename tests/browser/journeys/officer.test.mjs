// The main job, in the browser: an officer signs in, imports the review list, sees every household classified,
// corrects one and sees its class change, and takes the list out.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test as single } from "node:test";
import { ARTEFACTS, BASE_URL, data, info, launch, look, signIn, visit } from "../browser.mjs";

const SHEET = "danh_sach_ra_soat_2024.xlsx";
const truth = JSON.parse(readFileSync(data("truth.json"), "utf8")).rows;
const bad = truth.filter((row) => row.error);
const good = truth.filter((row) => !row.error);
// 140 points and no deprivation: near-poor by the rural standard, and poor with three.
const household = good.find((row) => row.b1 === 140 && row.deprivations.length === 0);

let browser, page, errors;

// The steps of one journey: each begins where the one before ended.
let broken;
const test = (name, step) =>
  single(name, async () => {
    assert.ok(!broken, `not reached: “${broken}” failed`);
    broken = name;
    try {
      await step();
      broken = undefined;
    } catch (cause) {
      await page?.screenshot({ path: join(ARTEFACTS, "officer-failed.png"), fullPage: true });
      throw cause;
    }
  });

before(async () => {
  browser = await launch();
  ({ page, errors } = await visit(browser));
});
after(() => browser?.close());

test("signs in", async () => {
  await page.goto(BASE_URL);
  await page.waitForURL(/\/login/);
  await look(page, errors, "officer-1-login");
  await signIn(page, "canbo");
  await page.getByRole("link", { name: "Nhập dữ liệu" }).first().waitFor();
});

test("uploads the officers' sheet as it is and finds it recognised", async () => {
  await page.goto(`${BASE_URL}/imports/new`);
  await page.locator('input[type="file"]').setInputFiles(data(SHEET));
  await page.getByRole("heading", { name: "Đã nhận ra" }).waitFor();
  assert.match(await page.locator("main").innerText(), /Thành Hòa/);
  assert.equal(await page.getByLabel("Ngày rà soát").inputValue(), "31/12/2024");
  await look(page, errors, "officer-2-reading");
});

test("sees the bad rows of the sheet, each with its reason", async () => {
  await page.getByRole("button", { name: "Kiểm tra thử" }).click();
  await page.getByText("Kết quả kiểm tra thử").first().waitFor({ timeout: 30_000 });
  const text = await page.locator("main").innerText();
  assert.match(text, /Chưa có gì được ghi vào sổ hộ/);
  for (const row of bad) {
    const line = page.getByRole("row").filter({ has: page.getByRole("cell", { name: String(row.row), exact: true }) });
    assert.ok((await line.count()) > 0, `row ${row.row} is not told`);
  }
  await look(page, errors, "officer-3-checked");
});

test("imports the good rows", async () => {
  await page.getByRole("radio", { name: /Chỉ nhập dòng đúng/ }).check();
  await page.getByRole("button", { name: `Nhập ${good.length} dòng đúng` }).click();
  await page.getByText("Đã nhập xong").first().waitFor({ timeout: 30_000 });
  await look(page, errors, "officer-4-done");
});

test("finds a household without accents, with its class", async () => {
  await page.getByRole("link", { name: /Xem các hộ/ }).click();
  await page.getByRole("heading", { name: "Hộ gia đình" }).waitFor();
  const plain = household.head_name.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D");
  await page.getByRole("textbox", { name: /Tìm tên chủ hộ/ }).fill(plain.toLowerCase());
  const row = page.getByRole("row").filter({ hasText: household.head_name });
  await row.waitFor();
  assert.match(await row.innerText(), /cận nghèo/i);
  await look(page, errors, "officer-5-list");
});

test("corrects it by a survey and sees the class change, with the reasons", async () => {
  await page.getByRole("link", { name: household.head_name }).first().click();
  await page.getByRole("heading", { name: household.head_name }).waitFor();
  await look(page, errors, "officer-6-household");
  await page.locator("main").getByRole("link", { name: "Rà soát", exact: true }).click();
  await page.getByRole("heading", { name: `Rà soát hộ ${household.head_name}` }).waitFor();
  const today = (await info()).today.split("-").reverse().join("/");
  assert.equal(await page.getByLabel("Ngày rà soát").inputValue(), today, "today's date stands there");
  await page.getByLabel("Ngày rà soát").fill("31/12/2024");
  await page.getByText("Nhập điểm B1 từ phiếu giấy").click();
  await page.getByLabel("Tổng điểm B1 trên phiếu").fill("140");
  const yes = page.getByRole("radio", { name: "Có", exact: true });
  const no = page.getByRole("radio", { name: "Không", exact: true });
  await yes.first().waitFor();
  assert.equal(await yes.count(), 12, "twelve indicators");
  // The points of what is answered are told; the class only when all is.
  const bar = page.getByRole("region", { name: "Kết quả tạm tính" });
  // By the keyboard, as who types many forms a day does.
  for (let i = 0; i < 12; i++) {
    const text = await bar.innerText();
    assert.match(text, new RegExp(`B1 140 điểm\\s+B2 ${Math.min(i, 3) * 10} điểm, còn ${12 - i} chỉ số`));
    assert.doesNotMatch(text, /nghèo/i);
    const answer = (i < 3 ? yes : no).nth(i);
    await answer.focus();
    await page.keyboard.press("Space");
    assert.ok(await answer.isChecked(), `indicator ${i + 1} takes its answer`);
  }
  // The score is live: nothing was saved yet.
  await page.getByText("Hộ nghèo").first().waitFor();
  await look(page, errors, "officer-7-survey");
  await page.getByRole("button", { name: "Lưu kết quả rà soát" }).click();
  await page.getByRole("heading", { name: household.head_name }).waitFor();
  await page.getByText("Hộ nghèo").first().waitFor();
  assert.match(await page.locator("main").innerText(), /140/);
  await look(page, errors, "officer-8-changed");
});

test("answers form B1 item by item: its points add up, and the server is not asked for a verdict before the end", async () => {
  const asked = [];
  const note = (request) => /\/score$/.test(request.url()) && asked.push(request.url());
  page.on("request", note);
  await page.locator("main").getByRole("link", { name: "Rà soát", exact: true }).click();
  await page.getByRole("heading", { name: `Rà soát hộ ${household.head_name}` }).waitFor();
  await page.getByLabel("Ngày rà soát").fill("31/12/2024");
  await page.getByText("Trả lời phiếu B1", { exact: true }).click();
  const bar = page.getByRole("region", { name: "Kết quả tạm tính" });
  const items = Number(/còn (\d+) mục/.exec(await bar.innerText())?.[1]);
  assert.ok(items > 5, `${items} items`);
  await page.getByLabel("Số nhân khẩu").fill("4");
  await page.getByLabel("Tỷ lệ người phụ thuộc").selectOption({ index: 1 });
  await page.getByText(`còn ${items - 2} mục`).waitFor();
  // The points stand at each answer, and their sum below.
  const each = (await page.locator("main label").filter({ hasText: /\d+ điểm$/ }).allInnerTexts()).map((text) => Number(/(\d+) điểm$/.exec(text)?.[1]));
  assert.equal(each.length, 2);
  assert.match(await bar.innerText(), new RegExp(`B1 ${each[0] + each[1]} điểm`));
  await look(page, errors, "officer-8-answers");
  assert.deepEqual(asked, [], "no verdict is asked for while answers are open");
  page.off("request", note);
});

test("signs out, and what was typed is gone from the machine", async () => {
  const drafts = () => page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("giamngheo.")));
  assert.equal((await drafts()).length, 1, "the unfinished survey is kept");
  await page.getByRole("button", { name: /Tài khoản/ }).click();
  await page.getByRole("button", { name: "Đăng xuất" }).click();
  await page.waitForURL(/\/login/);
  await page.waitForFunction(() => !Object.keys(sessionStorage).some((key) => key.startsWith("giamngheo.")));
  await signIn(page, "canbo");
});

test("takes the list out as a file", async () => {
  await page.goto(`${BASE_URL}/households?area=06163.20221001&year=2024`);
  const shown = page.getByText(/^[\d.]+ hộ$/).first();
  await shown.waitFor();
  const total = Number((await shown.innerText()).replace(/\D/g, ""));
  assert.ok(total >= good.length, `${total} households`);
  await page.getByRole("button", { name: "Xuất danh sách" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: /^CSV/ }).click(),
  ]);
  const text = readFileSync(await download.path(), "utf8").normalize("NFC");
  const lines = text.trim().split(/\r?\n/);
  assert.equal(lines.length, total + 1, "the file holds what the list shows");
  for (const row of good) assert.ok(text.includes(row.head_name), `${row.head_name} is in the file`);
  const line = lines.find((l) => l.includes(household.head_name));
  assert.match(line ?? "", /poor/, "the household is in the file");
  assert.doesNotMatch(line ?? "", /near_poor/, "with its new class");
});

test("the same file again changes nothing", async () => {
  await page.goto(`${BASE_URL}/imports/new`);
  await page.locator('input[type="file"]').setInputFiles(data(SHEET));
  await page.getByRole("button", { name: "Kiểm tra thử" }).click();
  await page.getByText("Kết quả kiểm tra thử").first().waitFor({ timeout: 30_000 });
  // Not even the household that was corrected since: the sheet tells nothing new of it.
  const text = await page.locator("main").innerText();
  const figure = (label) => Number(new RegExp(`^${label}\\n.*\\n([\\d.]+)$`, "m").exec(text)?.[1]);
  assert.deepEqual(["Mới", "Thay đổi", "Không đổi"].map(figure), [0, 0, good.length]);
  await look(page, errors, "officer-9-again");
});
