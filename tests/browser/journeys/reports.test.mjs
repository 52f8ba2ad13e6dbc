// The half-year report from a commune to the province's signed paper: the commune's officer fills it in on a phone and
// at a desk, the province sends it back with a comment at a cell, accepts it, sums up what has come, submits its own and
// its leader signs; later it is revised, and what changed is told.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test as single } from "node:test";
import { ARTEFACTS, BASE_URL, client, LAPTOP, launch, look, PHONE, signIn, visit } from "../browser.mjs";

const FORM = "Báo cáo giám sát Chương trình mục tiêu quốc gia Giảm nghèo bền vững";
const MISSIONS = "1 Số cuộc giám sát, kiểm tra, Số lượng";
/** The first cell of the table of money that is entered. */
const FIRST = "1.1 Tiểu dự án 1. Hạ tầng kinh tế - xã hội, Vốn được giao: Đầu tư phát triển";

let browser, round, own, top;
const people = {};

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
        await page.screenshot({ path: join(ARTEFACTS, `reports-failed-${who}.png`) }).catch(() => {});
      }
      throw cause;
    }
  });

before(async () => {
  const so = await client("so");
  round = (await so.get("/report-rounds?area=20")).items.find((one) => one.template.code === "TT10-2022-M01" && one.period === "2026-S1");
  assert.ok(round, "the demo has no half-year round: start the server with --today 2026-11-25");
  const { rows } = await so.get(`/report-rounds/${round.id}`);
  own = rows.find((row) => row.area.code === "06154");
  top = rows.find((row) => row.top);
  assert.equal(own.state, "draft", "Xã Văn Lãng has submitted already: this journey needs fresh demo data");
  browser = await launch();
});
after(() => browser?.close());

/** Somebody with a browser of his own, signed in. */
async function enter(who, as, viewport = LAPTOP) {
  people[who] = await visit(browser, { viewport });
  await signIn(people[who].page, as);
  return people[who];
}
const button = (page, name) => page.getByRole("button", { name, exact: true });
const tab = (page, name) => page.getByRole("tab", { name });
const told = (page, text) => page.getByText(text).first().waitFor();
/** The report that the user's unit has to make, in the list. */
const mine = (page) =>
  page.locator("section", { has: page.getByRole("heading", { name: "Báo cáo của đơn vị tôi" }) }).getByRole("link", { name: FORM });
async function open(page, path) {
  await page.goto(`${BASE_URL}${path}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
}
/** Types into a cell or a section and goes on. */
async function fill(page, name, text) {
  const field = page.getByRole("textbox", { name });
  await field.fill(text);
  await field.blur();
}
const saved = (page) => page.getByRole("status").filter({ hasText: /^Đã lưu lúc/ }).waitFor();
const state = (page, word) => page.locator("main").getByText(word, { exact: true }).first().waitFor();

/** Pastes a block as copied in a spreadsheet, from a cell on. */
async function paste(page, name, rows) {
  const text = rows.map((row) => row.join("\t")).join("\n");
  const field = page.getByRole("textbox", { name, exact: true });
  await field.focus();
  await field.evaluate((node, block) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", block);
    node.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** The file that a click brings. */
async function file(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test("the commune's officer begins on a phone: worked out cells stand there, a bad number is told", async () => {
  const { page, errors, context } = await enter("phone", "canbo", PHONE);
  await page.getByRole("button", { name: "Thêm" }).first().click();
  await page.getByRole("link", { name: "Báo cáo" }).click();
  await page.getByRole("heading", { level: 1, name: "Báo cáo" }).waitFor();
  await mine(page).click();
  await state(page, "Đang lập");
  await told(page, "Đã nhập 0/58 ô bắt buộc");
  // What is worked out leads to where it comes from, down to the households.
  await page.getByRole("button", { name: /^1 Tỷ lệ nghèo đa chiều, Giá trị gốc: \d/ }).click();
  const panel = page.getByRole("dialog");
  await panel.getByText("baseline(#I1.1)").waitFor();
  await panel.getByRole("heading", { name: "Số này từ đâu ra" }).waitFor();
  await panel.getByText("Mẫu số", { exact: true }).waitFor();
  await look(page, errors, "reports-02-phone-explained");
  await panel.getByRole("button", { name: "Đóng" }).click();

  await fill(page, MISSIONS, "hai lần");
  await told(page, "Hãy nhập số, ví dụ 1.234,5");
  await told(page, "1 ô chưa đúng, chưa được lưu");
  await look(page, errors, "reports-03-phone-bad");
  await fill(page, MISSIONS, "1,5");
  await told(page, "Chỉ nhận số nguyên");
  await fill(page, MISSIONS, "2");
  await saved(page);
  await told(page, "Đã nhập 1/58 ô bắt buộc");
  // The next cell that is still empty is a press away.
  await button(page, "Ô trống tiếp theo").first().click();
  await page.waitForFunction(() => document.activeElement?.closest('[data-key="T3.units.number"]'));
  await context.close();
  delete people.phone;
});

test("goes on at a desk: pastes a block from Excel, is told of another tab's change, and submits", async () => {
  const { page, errors, context } = await enter("canbo", "canbo");
  await open(page, "/reports");
  await mine(page).click();
  await state(page, "Đang lập");
  assert.equal(await page.getByRole("textbox", { name: MISSIONS }).inputValue(), "2");
  await fill(page, /^Văn bản đã ban hành/, "Ủy ban nhân dân xã đã ban hành kế hoạch và phân công cán bộ phụ trách thôn.");
  await fill(page, /^Khó khăn, vướng mắc/, "Giải ngân chậm do thời tiết.");
  // All the projects at once; sums in the block are left out, since they are worked out here.
  const projects = Array.from({ length: 18 }, (_, i) => [`${100 + i},5`, "50", "0", i === 0 ? "1.250" : "60,25", "20"]);
  await paste(page, FIRST, projects.slice(0, 17));
  await told(page, /^Đã dán 52 ô\. \d+ ô không nhập tay được bỏ qua\.$/);
  await saved(page);
  await told(page, "Đã nhập 55/58 ô bắt buộc");
  await page.getByRole("button", { name: "1.1 Tiểu dự án 1. Hạ tầng kinh tế - xã hội, Giải ngân: Tổng số: 1.270" }).waitFor();

  // The same report in another tab, changed there; here it isn't known yet.
  const other = await context.newPage();
  await open(other, `/reports/${own.report_id}`);
  await fill(other, "2 Số đơn vị, thôn được giám sát, Số lượng", "7");
  await saved(other);
  await other.close();
  await fill(page, "3 Số kiến nghị sau giám sát, Số lượng", "4");
  const conflict = page.getByRole("alert").filter({ hasText: "Người khác vừa sửa báo cáo này" });
  await conflict.getByText(/^1 ô bạn nhập chưa được lưu/).waitFor();
  assert.equal(await page.getByRole("textbox", { name: /^2 Số đơn vị/ }).first().inputValue(), "7");
  await look(page, errors, "reports-04-conflict");
  await button(page, "Lưu số của tôi").first().click();
  await saved(page);
  await conflict.waitFor({ state: "detached" });

  // Something is missing: what, and a reason is asked for.
  await button(page, "Nộp báo cáo").click();
  const dialog = page.getByRole("dialog", { name: "Nộp báo cáo" });
  await dialog.getByText("Còn 1 ô bắt buộc chưa nhập:").waitFor();
  await dialog.getByText("3.1. Trong đó: số kiến nghị đã thực hiện / Số lượng").waitFor();
  await dialog.getByText(/^Đã quá hạn nộp \(10\/07\/2026\)/).waitFor();
  await button(dialog, "Nộp báo cáo").click();
  await dialog.getByText("Cần nhập ô này.").waitFor();
  await button(dialog, "Hủy").click();
  await fill(page, "3.1 Trong đó: số kiến nghị đã thực hiện, Số lượng", "3");
  await saved(page);
  await told(page, "Đã nhập 58/58 ô bắt buộc");
  await button(page, "Nộp báo cáo").click();
  await button(dialog, "Nộp báo cáo").click();
  await told(page, "Đã nộp báo cáo.");
  await state(page, "Chờ duyệt");
  await told(page, "Số liệu như lúc nộp.");
  assert.equal(await page.locator("main textarea").count(), 0, "nothing can be typed any more");
});

test("the province sends it back with a comment at a cell", async () => {
  const { page, errors } = await enter("so", "so");
  await open(page, "/reports");
  await page.getByRole("table", { name: "Các đợt báo cáo" }).getByRole("link", { name: FORM }).click();
  await page.getByRole("textbox", { name: "Tìm đơn vị" }).fill("van lang");
  await look(page, errors, "reports-07-board");
  await page.getByRole("link", { name: "Xã Văn Lãng", exact: true }).click();
  await state(page, "Chờ duyệt");
  await page.getByRole("button", { name: "1.1 Tiểu dự án 1. Hạ tầng kinh tế - xã hội, Giải ngân: Đầu tư phát triển: 1.250" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel("Ý kiến mới").fill("Giải ngân lớn hơn vốn được giao: đề nghị xem lại.");
  await button(panel, "Gửi ý kiến").click();
  await panel.getByText("Giải ngân lớn hơn vốn được giao: đề nghị xem lại.").first().waitFor();
  await button(panel, "Đóng").click();
  await button(page, "Trả lại").click();
  const dialog = page.getByRole("dialog", { name: "Trả lại báo cáo" });
  await dialog.getByText("Đơn vị sẽ thấy cả 1 ý kiến chưa xử lý tại các ô.").waitFor();
  await button(dialog, "Trả lại").click();
  await dialog.getByText("Cần nhập ô này.").waitFor();
  await dialog.getByLabel("Lý do trả lại").fill("Số giải ngân của Dự án 1 chưa đúng.");
  await button(dialog, "Trả lại").click();
  await told(page, "Đã trả lại báo cáo.");
  await state(page, "Bị trả lại");
});

test("the officer sees the comment on the phone, corrects the cell and submits again", async () => {
  const { page, errors, context } = await enter("phone", "canbo", PHONE);
  await open(page, "/reports");
  await mine(page).click();
  await told(page, "Báo cáo bị trả lại");
  await told(page, "Số giải ngân của Dự án 1 chưa đúng.");
  await tab(page, "Ý kiến (1)").click();
  await told(page, "Giải ngân lớn hơn vốn được giao: đề nghị xem lại.");
  await look(page, errors, "reports-10-phone-comments");
  await page.getByRole("link", { name: "Đến ô" }).click();
  const cell = "1.1 Tiểu dự án 1. Hạ tầng kinh tế - xã hội, Giải ngân: Đầu tư phát triển";
  await page.waitForFunction(() => document.activeElement?.closest('[data-key="T2.DA1_1.spent_dev"]'));
  await fill(page, cell, "90");
  await saved(page);
  await button(page, "Nộp báo cáo").click();
  await button(page.getByRole("dialog"), "Nộp báo cáo").click();
  await told(page, "Đã nộp báo cáo.");
  await context.close();
  delete people.phone;
});

test("the province accepts it; who had it open before is told that it changed", async () => {
  const { page } = people.so;
  await open(page, `/reports/${own.report_id}?view=comments`);
  await button(page, "Đã xử lý").click();
  await told(page, /^Đã xử lý bởi/);
  // Two officers of the province, or one in two tabs.
  const late = await people.so.context.newPage();
  await open(late, `/reports/${own.report_id}`);
  await button(late, "Chấp nhận").click();
  await button(page, "Chấp nhận").click();
  await button(page.getByRole("dialog"), "Chấp nhận").click();
  await told(page, "Đã chấp nhận báo cáo.");
  await state(page, "Đã chấp nhận");
  await button(late.getByRole("dialog"), "Chấp nhận").click();
  await late.getByRole("dialog").getByText("Báo cáo đã được chấp nhận, không làm được việc này.").waitFor();
  await late.close();
});

test("the province sums up what has come, says what is missing, and submits its own", async () => {
  const { page, errors } = people.so;
  await open(page, `/reports/${top.report_id}`);
  await told(page, "Tổng hợp từ 53/65 báo cáo cấp dưới đã chấp nhận.");
  await page.getByRole("button", { name: /^1 Tỷ lệ nghèo đa chiều, Giá trị gốc: \d/ }).waitFor();
  // A cell that is summed up says from how many, and takes the province's own part.
  await page.getByRole("textbox", { name: MISSIONS }).focus();
  const bar = page.getByRole("complementary", { name: "Ô đang chọn" });
  await bar.getByText(/Cộng từ cấp dưới/).waitFor();
  await bar.getByText(/Mới có 53\/65 đơn vị/).waitFor();
  await fill(page, /^Văn bản đã ban hành/, "Ủy ban nhân dân tỉnh đã ban hành kế hoạch năm 2026.");
  await fill(page, /^Khó khăn, vướng mắc/, "Một số xã nộp báo cáo muộn.");
  await saved(page);
  await button(page, "Nộp báo cáo").click();
  const dialog = page.getByRole("dialog", { name: "Nộp báo cáo" });
  await dialog.getByText(/^Mới có 53\/65 báo cáo của cấp dưới được chấp nhận/).waitFor();
  for (const [name, word] of Object.entries({ "Xã Châu Sơn": "Đang lập", "Xã Lộc Bình": "Chờ duyệt", "Xã Khuất Xá": "Bị trả lại" })) {
    await dialog.getByRole("listitem").filter({ hasText: word }).filter({ hasText: name }).waitFor();
  }
  await dialog.getByLabel("Lý do nộp khi còn thiếu").fill("Đã quá hạn; các xã còn lại sẽ được bổ sung trong bản sửa đổi.");
  await look(page, errors, "reports-14-top-submitting");
  await button(dialog, "Nộp báo cáo").click();
  await told(page, "Đã nộp báo cáo.");
});

test("the province's leader signs it", async () => {
  const { page, errors } = await enter("lanhdaotinh", "lanhdaotinh");
  await open(page, `/reports/${top.report_id}`);
  await told(page, "Lý do nộp khi còn ô trống");
  await button(page, "Ký duyệt").click();
  const dialog = page.getByRole("dialog", { name: "Ký duyệt" });
  await button(dialog, "Ký duyệt").click();
  assert.equal(await dialog.getByText("Cần nhập ô này.").count(), 2, "number and position");
  await dialog.getByLabel("Số văn bản").fill("320/BC-UBND");
  await dialog.getByLabel("Chức vụ").fill("Phó Chủ tịch");
  await look(page, errors, "reports-15-signing");
  await button(dialog, "Ký duyệt").click();
  await told(page, "Đã ký duyệt báo cáo.");
  await state(page, "Đã chấp nhận");
  await tab(page, "Lịch sử").click();
  await told(page, "Đã khóa");
  await told(page, "320/BC-UBND, 25/11/2026");
  await look(page, errors, "reports-16-signed");
});

test("every kind of file of the signed report", async () => {
  const { page } = people.lanhdaotinh;
  const beginnings = {
    "PDF để in, ký": ["pdf", "%PDF-"],
    Word: ["docx", "PK\u0003\u0004"],
    "Excel (có công thức)": ["xlsx", "PK\u0003\u0004"],
    CSV: ["csv", "\ufeff"],
    "JSON (bản gốc của mã kiểm tra)": ["json", "{"],
  };
  for (const [item, [extension, beginning]] of Object.entries(beginnings)) {
    await button(page, "Tải về").click();
    const { name, bytes } = await file(page, () => page.getByRole("menuitem", { name: item, exact: true }).click());
    assert.equal(name, `tt10-2022-m01-2026-s1-20-v1.${extension}`);
    assert.ok(bytes.length > 1000, `${name}: ${bytes.length} bytes`);
    assert.ok(bytes.toString("utf8").startsWith(beginning), `${name} begins with ${bytes.subarray(0, 8).toString("hex")}`);
  }
});

test("a later revision: what changed since the signed version", async () => {
  const { page, errors } = people.so;
  await open(page, `/reports/${top.report_id}`);
  await button(page, "Lập bản sửa đổi").click();
  const dialog = page.getByRole("dialog", { name: "Lập bản sửa đổi" });
  await dialog.getByLabel("Lý do sửa đổi").fill("Bổ sung cuộc giám sát của tỉnh.");
  await button(dialog, "Lập bản sửa đổi").click();
  await told(page, "Đã mở bản sửa đổi.");
  await told(page, "Bản 2");
  const before = await page.getByRole("textbox", { name: MISSIONS }).inputValue();
  await fill(page, MISSIONS, "5");
  await saved(page);
  const sum = String(Number(before) + 5);
  assert.equal(await page.getByRole("textbox", { name: MISSIONS }).inputValue(), sum, "the communes' sum and the province's part");
  await tab(page, "Lịch sử").click();
  await page.getByRole("heading", { name: "So sánh các bản" }).waitFor();
  const row = page.getByRole("row").filter({ hasText: "Số cuộc giám sát, kiểm tra" });
  await row.waitFor();
  assert.match(await row.innerText(), new RegExp(`${before}\\s+${sum}$`));
  await look(page, errors, "reports-17-differences");
  await tab(page, "Nội dung").click();
  await button(page, "Nộp báo cáo").click();
  const submitting = page.getByRole("dialog", { name: "Nộp báo cáo" });
  await submitting.getByLabel("Lý do nộp khi còn thiếu").fill("Các xã còn lại chưa nộp.");
  await button(submitting, "Nộp báo cáo").click();
  await state(page, "Chờ duyệt");
  const { page: leader } = people.lanhdaotinh;
  await open(leader, `/reports/${top.report_id}`);
  await button(leader, "Ký duyệt").click();
  const signing = leader.getByRole("dialog", { name: "Ký duyệt" });
  await signing.getByLabel("Số văn bản").fill("355/BC-UBND");
  await signing.getByLabel("Chức vụ").fill("Phó Chủ tịch");
  await button(signing, "Ký duyệt").click();
  await told(leader, "Đã ký duyệt báo cáo.");
  await tab(leader, "Lịch sử").click();
  await leader.getByText("355/BC-UBND, 25/11/2026").waitFor();
  await leader.getByText("320/BC-UBND, 25/11/2026").waitFor();
});
