// The yearly review of a commune by those whose work it is: the province opens it, the officer lists, an enumerator
// asks at the door with a phone, the village votes, the list hangs where anybody reads it, the chair recognises, and
// the certificates are checked by somebody without a login. The province follows it on its board.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test as single } from "node:test";
import { ARTEFACTS, BASE_URL, client, info, LAPTOP, launch, look, PHONE, signIn, visit } from "../browser.mjs";

const COMMUNE = "06154";
const YEAR = 2026;
/** The days of the acts: the list goes up on a Thursday, so that three working days end on a Tuesday. */
const DAY = {
  opened: "03/09/2026",
  requested: "07/09/2026",
  list: "15/09/2026",
  survey: "21/09/2026",
  check: "12/10/2026",
  surveyEnds: "20/10/2026",
  meeting: "25/10/2026",
  meetingAgain: "27/10/2026",
  meetingsEnd: "28/10/2026",
  posted: "29/10/2026",
  until: "03/11/2026",
  complained: "02/11/2026",
  surveyedAgain: "04/11/2026",
  decided: "05/11/2026",
  postedAgain: "06/11/2026",
  untilAgain: "11/11/2026",
  postingEnds: "12/11/2026",
  report: "13/11/2026",
  opinion: "17/11/2026",
  decision: "20/11/2026",
};
const iso = (day) => day.split("/").reverse().join("-");
/** Findings in a rural commune, by the class they come to. */
const FINDINGS = {
  poor: { b1: 100, deprivations: ["water", "toilet", "telecoms"] },
  near_poor: { b1: 130, deprivations: ["water"] },
  average: { b1: 160, deprivations: [] },
  other: { b1: 260, deprivations: [] },
};
/** Households of this story: what they were in 2025, and what is found. */
const HEADS = {
  phone: { name: "Nông Thị Khuyên", was: "poor" },
  flagged: { name: "Hoàng Văn Xuyên", was: "poor", found: "other" },
  voted: { name: "Lương Đình Khoát", was: "near_poor", found: "average" },
  steady: { name: "Vi Thị Thoan", was: "poor", found: "poor" },
  asks: { name: "Triệu Mùi Ghển", was: null, found: "poor" },
};
const DECISION = "45/QĐ-UBND";

let browser, round, certificate;
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
        await page.screenshot({ path: join(ARTEFACTS, `review-failed-${who}.png`), fullPage: true }).catch(() => {});
      }
      throw cause;
    }
  });

before(async () => {
  const { today } = await info();
  assert.ok(today >= iso(DAY.decision) && today.startsWith(`${YEAR}-`), `the server's day is ${today}: start it with --today 2026-11-25`);
  const canbo = await client("canbo");
  const { items } = await canbo.get(`/review-rounds?area=${COMMUNE}&year=${YEAR}&kind=yearly`);
  assert.deepEqual(items, [], "the commune has its round already: this journey needs fresh demo data");
  // The households are in the register with what they were found to be the year before.
  const villages = await canbo.get(`/areas/${COMMUNE}/children`);
  for (const [i, head] of Object.values(HEADS).entries()) {
    const village = villages[i % 2];
    head.village = village.name;
    const made = await canbo.post("/households", {
      area: COMMUNE,
      village_id: village.id,
      address: `Số ${i + 3}`,
      members: [
        { name: head.name, relation: "head", sex: "female", birth_date: "1980-05-02", ethnicity: "Tày" },
        { name: "Nông Văn Bé", relation: "child", sex: "male", birth_date: "2015-01-01", birth_precision: "year" },
      ],
    });
    head.id = made.id;
    if (head.was) await canbo.post(`/households/${made.id}/surveys`, { surveyed_on: `${YEAR - 1}-11-03`, findings: FINDINGS[head.was] }, made.version);
  }
  browser = await launch();
});
after(() => browser?.close());

/** Somebody with a browser of his own, signed in. */
async function enter(who, viewport = LAPTOP) {
  people[who] ??= await visit(browser, { viewport });
  await signIn(people[who].page, who);
  return people[who];
}

const main = (page) => page.locator("main");
const button = (page, name) => page.getByRole("button", { name, exact: true });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const told = (page, text) => page.getByText(text).first().waitFor();

async function open(page, path) {
  await page.goto(`${BASE_URL}${path}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
}
const openRound = (page, part) => open(page, `/reviews/${round}${part ? `?part=${part}` : ""}`);
const openCase = (page, head, what = "") => open(page, `/reviews/${round}/cases/${head.id}${what}`);

/** Ends the step that the round's page shows. */
async function end(page, label, day, act) {
  await main(page).getByLabel(label).fill(day);
  await button(page, act).click();
}

/** The file that a click brings. */
async function file(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}
const isPdf = ({ name, bytes }) => assert.equal(bytes.subarray(0, 5).toString(), "%PDF-", `${name} is a PDF`);

/** Where the commune stands on the province's board. */
async function board(state) {
  const { page } = people.so;
  await open(page, `/reviews?area=20&year=${YEAR}&q=van%20lang`);
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: "Xã Văn Lãng", exact: true }) });
  await row.waitFor();
  assert.match(await row.innerText(), new RegExp(state), "the board");
}

test("the province opens the yearly round of the commune", async () => {
  const { page, errors } = await enter("so");
  await link(page, "Rà soát").first().click();
  await page.getByRole("heading", { level: 1, name: "Rà soát" }).waitFor();
  await look(page, errors, "review-01-board");
  // The bar narrows the table to the communes at a step.
  await page.getByRole("region", { name: "Tiến độ theo bước" }).getByRole("button", { name: /Lập danh sách/ }).click();
  await page.waitForURL(/state=list/);
  await button(page, "Mở đợt rà soát").first().click();
  const dialog = page.getByRole("dialog", { name: "Mở đợt rà soát" });
  await dialog.getByRole("button", { name: /^Mở cho mọi xã, phường của/ }).click();
  await page.getByRole("combobox", { name: /^Gõ tên/ }).fill("van lang");
  await page.getByRole("option", { name: /^Xã Văn Lãng/ }).click();
  await dialog.getByLabel("Ngày mở").fill(DAY.opened);
  await dialog.getByLabel(/^Số văn bản chỉ đạo/).fill("145/KH-UBND");
  await look(page, errors, "review-02-opening");
  await dialog.getByRole("button", { name: "Mở đợt", exact: true }).click();
  await told(page, "Đã mở 1 đợt rà soát");
  await look(page, errors, "review-03-opened");
  await link(page, "Xem đợt rà soát").click();
  await page.waitForURL(/\/reviews\/[^/?]+/);
  round = new URL(page.url()).pathname.split("/")[2];
  await page.getByRole("heading", { level: 1, name: /^Xã Văn Lãng – Rà soát định kỳ năm 2026$/ }).waitFor();
  await told(page, "Việc này do người được giao của chính xã thực hiện.");
  await board("Lập danh sách");
});

test("the officer finds last year's poor on the list and adds a household that asks", async () => {
  const { page, errors } = await enter("canbo");
  await link(page, "Rà soát").first().click();
  await link(page, "Rà soát định kỳ năm 2026").waitFor();
  await look(page, errors, "review-04-own-rounds");
  await link(page, "Làm tiếp").first().click();
  await page.getByRole("link", { name: /^Xem, thêm hộ và phân công/ }).click();
  await link(page, HEADS.steady.name).waitFor();
  await look(page, errors, "review-05-list");
  assert.equal(await link(page, HEADS.asks.name).count(), 0, "who wasn't poor is not carried");
  await button(page, "Thêm hộ").click();
  const dialog = page.getByRole("dialog", { name: "Thêm hộ vào danh sách" });
  await dialog.getByRole("button", { name: "Thêm vào danh sách" }).click();
  await dialog.getByText("Chọn hộ.", { exact: true }).waitFor();
  await dialog.getByLabel("Tìm hộ trong xã").fill("trieu mui");
  await dialog.getByRole("button", { name: new RegExp(HEADS.asks.name) }).click();
  assert.equal(await dialog.getByLabel("Người đề nghị").inputValue(), HEADS.asks.name);
  await dialog.getByLabel("Ngày đề nghị").fill(DAY.requested);
  await look(page, errors, "review-06-adding");
  await dialog.getByRole("button", { name: "Thêm vào danh sách" }).click();
  await page.getByRole("heading", { level: 1, name: HEADS.asks.name }).waitFor();
  await told(page, "Mã tra cứu của hộ");
  await look(page, errors, "review-07-case");
  isPdf(await file(page, () => button(page, "In giấy biên nhận").click()));
});

test("assigns the enumerator and closes the list", async () => {
  const { page, errors } = people.canbo;
  await open(page, `/reviews/${round}/cases`);
  await button(page, "Phân công").click();
  const dialog = page.getByRole("dialog", { name: "Phân công rà soát viên" });
  await dialog.getByRole("radio", { name: /^Hứa Thị Mai/ }).check();
  await look(page, errors, "review-08-assigning");
  await dialog.getByRole("button", { name: "Phân công", exact: true }).click();
  await told(page, /^Đã giao \d+ hộ\.$/);
  await openRound(page);
  await end(page, "Ngày chốt danh sách", DAY.list, "Chốt danh sách");
  await told(page, "Đã chốt danh sách.");
  await told(page, /\d+ hộ chưa khảo sát/);
  await look(page, errors, "review-09-survey-step");
  await board("Khảo sát");
});

/** Answers one question after the other, as far as `until` says, and returns how many screens that were. */
async function answer(page, until = () => false) {
  const head = page.getByText(/^Câu \d+ \/ \d+$/);
  for (let screens = 0; ; screens++) {
    if (!(await head.count()) || (await until(screens))) return screens;
    const at = await head.innerText();
    const group = main(page).locator("fieldset");
    const choices = group.getByRole("radio");
    const moved = () => page.waitForFunction((old) => !document.body.innerText.includes(old), at);
    if ((await choices.count()) > 0) {
      const chosen = await choices.evaluateAll((all) => all.some((one) => one.checked));
      const no = group.getByRole("radio", { name: "Không", exact: true });
      if (!chosen) await ((await no.count()) > 0 ? no : choices.first()).check();
      else await button(page, "Tiếp").click();
    } else {
      const field = main(page).locator("input[inputmode]:not([type=radio])").first();
      if (/^Câu 1 /.test(at)) await page.getByLabel("Ngày rà soát").fill(DAY.survey);
      else if ((await field.count()) && !(await page.getByLabel(/^Thu nhập bình quân/).count()) && !(await field.inputValue())) await field.fill("2");
      await page.getByRole("button", { name: /^(Tiếp|Xem lại và lưu)$/ }).click();
    }
    await moved();
  }
}

/** The points of what was answered when the draft was left. */
let soFar;

test("the enumerator asks at the door with a phone, one question a screen, and leaves a draft", async () => {
  const { page, errors } = await enter("ravien", PHONE);
  await open(page, `/reviews/${round}/cases`);
  await page.getByRole("heading", { level: 1, name: "Việc của tôi" }).waitFor();
  await look(page, errors, "review-10-my-work-phone");
  await page.getByRole("link", { name: new RegExp(HEADS.phone.name) }).click();
  await page.getByRole("heading", { level: 1, name: `Khảo sát hộ ${HEADS.phone.name}` }).waitFor();
  await told(page, /^Câu 1 \/ \d+$/);
  await look(page, errors, "review-11-survey-begins-phone");
  await answer(page, (screens) => screens === 6);
  await told(page, /^Câu 7 \/ \d+$/);
  await look(page, errors, "review-12-survey-question-phone");
  await told(page, /^Đã lưu lên máy chủ lúc/);
  soFar = await page.getByRole("region", { name: "Kết quả tạm tính" }).innerText();
  assert.match(soFar, /B1\s+\d+ điểm/);
});

test("finds it again on another phone and sends it", async () => {
  await people.ravien.context.close();
  delete people.ravien;
  const { page, errors } = await enter("ravien", PHONE);
  await open(page, `/reviews/${round}/cases`);
  const row = page.getByRole("link", { name: new RegExp(HEADS.phone.name) });
  assert.match(await row.innerText(), /Làm tiếp/);
  await row.click();
  await told(page, /^Câu 7 \/ \d+$/);
  await told(page, /^Phiếu dở dang do Hứa Thị Mai để lại lúc/);
  await look(page, errors, "review-13-draft-found-phone");
  assert.equal(await page.getByRole("region", { name: "Kết quả tạm tính" }).innerText(), soFar, "all answers are there");
  await answer(page);
  await page.getByRole("heading", { level: 2, name: /^Xem lại/ }).waitFor();
  await look(page, errors, "review-14-survey-review-phone");
  await button(page, "Gửi phiếu").click();
  await page.getByRole("heading", { level: 1, name: `Đã gửi phiếu hộ ${HEADS.phone.name}` }).waitFor();
  await look(page, errors, "review-15-sent-phone");
});

test("all others are surveyed too", async () => {
  const ravien = await client("ravien");
  for (const item of (await ravien.get(`/review-rounds/${round}/cases?limit=500`)).items) {
    if (item.state !== "listed") continue;
    const head = Object.values(HEADS).find((one) => one.id === item.household_id);
    const body = { surveyed_on: iso(DAY.survey), findings: FINDINGS[head?.found ?? item.previous_class ?? "other"] };
    await ravien.post(`/review-rounds/${round}/cases/${item.household_id}/survey`, body, item.version);
  }
  const { page, errors } = people.ravien;
  await open(page, `/reviews/${round}/cases`);
  await told(page, "Đã khảo sát hết các hộ được giao");
  await look(page, errors, "review-16-all-surveyed-phone");
});

/** Accepts the survey of the household that is shown; explains what contradicts. */
async function accept(page) {
  await button(page, "Nhận phiếu").waitFor();
  const explain = page.getByLabel("Giải trình chỗ mâu thuẫn");
  if (await explain.count()) await explain.fill("Đã đến hộ xác minh.");
  await button(page, "Nhận phiếu").click();
}

test("the officer reads them a second time, the contradicting one with its explanation", async () => {
  const { page, errors } = people.canbo;
  await open(page, `/reviews/${round}/cases`);
  await look(page, errors, "review-17-surveyed");
  await link(page, HEADS.flagged.name).click();
  await page.getByRole("heading", { level: 1, name: HEADS.flagged.name }).waitFor();
  await page.getByRole("heading", { name: "Chỗ mâu thuẫn" }).waitFor();
  await look(page, errors, "review-18-flagged");
  await button(page, "Nhận phiếu").click();
  await told(page, "Phiếu có chỗ mâu thuẫn: hãy giải trình.");
  await page.getByLabel("Giải trình chỗ mâu thuẫn").fill("Hộ có con đi làm công ty từ tháng 3, đã xác minh bảng lương.");
  await button(page, "Nhận phiếu").click();
  await told(page, "Đã nhận phiếu.");
  // From one to the next, until none waits.
  for (let read = 1; ; read++) {
    await page.locator("#reading").getByText(/đọc soát lúc/).waitFor();
    const next = page.getByRole("link", { name: /^Phiếu tiếp theo: / });
    if (read === 1) await next.waitFor();
    await page.waitForLoadState("networkidle");
    if ((await next.count()) === 0) break;
    const name = (await next.innerText()).replace(/^Phiếu tiếp theo: /, "");
    await next.click();
    await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
    await accept(page);
  }
});

test("draws the sample and checks it without seeing what was found", async () => {
  const { page, errors } = people.canbo;
  await openRound(page);
  await told(page, "Chưa chọn mẫu phúc tra");
  await link(page, "Chọn mẫu").click();
  await button(page, "Chọn mẫu phúc tra").click();
  const dialog = page.getByRole("dialog", { name: "Chọn mẫu phúc tra" });
  await dialog.getByLabel("Số khởi đầu").fill("20-10-48213");
  await look(page, errors, "review-19-sampling");
  await dialog.getByRole("button", { name: "Chọn mẫu", exact: true }).click();
  await told(page, "Cách chọn lại để kiểm tra");
  await look(page, errors, "review-20-sample");
  const canbo = await client("canbo");
  const sample = (await canbo.get(`/review-rounds/${round}/cases?sampled=true&limit=500`)).items;
  assert.ok(sample.length > 0);
  const standards = await canbo.get("/standards");
  const standard = standards.find((one) => one.valid_from <= iso(DAY.check) && iso(DAY.check) <= one.valid_to);
  const indicators = standard.indicators.map((one) => one.code);
  for (const item of sample) {
    await open(page, `/reviews/${round}/cases/${item.household_id}`);
    await link(page, "Phúc tra").click();
    await page.getByRole("heading", { level: 1, name: `Phúc tra hộ ${item.head_name}` }).waitFor();
    await told(page, /^Hãy hỏi lại từ đầu/);
    await page.getByLabel("Ngày rà soát").fill(DAY.check);
    await page.getByText("Nhập điểm B1 từ phiếu giấy").click();
    await page.getByLabel("Tổng điểm B1 trên phiếu").fill(String(item.b1));
    const [yes, no] = ["Có", "Không"].map((name) => page.getByRole("radio", { name, exact: true }));
    assert.equal(await yes.count(), indicators.length);
    for (const [i, code] of indicators.entries()) await (item.deprivations.includes(code) ? yes : no).nth(i).check();
    await look(page, errors, "review-21-check");
    await button(page, "Gửi phiếu phúc tra").click();
    await page.getByRole("heading", { level: 1, name: `Đã gửi phiếu phúc tra hộ ${item.head_name}` }).waitFor();
    await told(page, "Hai lần đến cho cùng kết quả.");
  }
  await look(page, errors, "review-22-checked");
});

test("closes the survey", async () => {
  const { page, errors } = people.canbo;
  await openRound(page);
  await look(page, errors, "review-23-survey-ends");
  await end(page, "Ngày kết thúc khảo sát", DAY.surveyEnds, "Kết thúc khảo sát");
  await told(page, "Đã kết thúc khảo sát.");
  await board("Họp dân");
});

/** The line of a village among those that meet. */
const villageRow = (page, village) => page.getByRole("table", { name: "Các thôn" }).getByRole("row").filter({ hasText: village });

/** The villages that have still to meet. */
async function waiting(page) {
  await openRound(page);
  await page.getByRole("table", { name: "Các thôn" }).waitFor();
  const rows = page.getByRole("row").filter({ has: button(page, "Ghi biên bản") });
  return rows.getByRole("link").allInnerTexts();
}

/** Fills in the minutes of a village, all but the votes. */
async function minutes(page, village, day) {
  await villageRow(page, village).getByRole("button", { name: "Ghi biên bản" }).click();
  const dialog = page.getByRole("dialog", { name: `Biên bản họp: ${village}` });
  await dialog.getByLabel("Ngày họp").fill(day);
  await dialog.getByLabel("Nơi họp").fill("Nhà văn hóa thôn");
  await dialog.getByLabel("Người chủ trì").fill("Hoàng Văn Thắng");
  await dialog.getByLabel("Người ghi biên bản").fill("Lý Thị Liên");
  await dialog.getByLabel("Số người dự họp").fill("40");
  await dialog.getByLabel("Số người nhất trí", { exact: false }).first().fill("38");
  return dialog;
}

test("the villages meet; one household doesn't carry", async () => {
  const { page, errors } = people.canbo;
  const villages = await waiting(page);
  assert.ok(villages.length >= 2 && villages.includes(HEADS.voted.village), `${villages}`);
  await look(page, errors, "review-24-villages");
  for (const village of villages.filter((one) => one !== HEADS.voted.village)) {
    const dialog = await minutes(page, village, DAY.meeting);
    await dialog.getByRole("button", { name: "Lưu biên bản" }).click();
    await villageRow(page, village).getByText("Xong", { exact: true }).waitFor();
  }
  const { name, village } = HEADS.voted;
  let dialog = await minutes(page, village, DAY.meeting);
  await dialog.getByLabel("Số người nhất trí").first().fill("41");
  await dialog.getByText("Nhiều hơn số người dự họp.").waitFor();
  // What was typed is still there when one comes back.
  await dialog.getByRole("button", { name: "Hủy" }).click();
  await villageRow(page, village).getByRole("button", { name: "Ghi biên bản" }).click();
  dialog = page.getByRole("dialog");
  await dialog.getByText("Đang mở lại phần bạn nhập dở.").waitFor();
  await dialog.getByLabel("Số người nhất trí").first().fill("38");
  await dialog.getByRole("row").filter({ hasText: name }).getByRole("button", { name: "Biểu quyết riêng" }).click();
  // Half of those present is not more than half.
  await dialog.getByLabel(`Số người nhất trí với kết quả của ${name}`).fill("20");
  await dialog.getByLabel(`Ý kiến về hộ ${name}`).fill("Nhà mới làm, còn nợ");
  await dialog.getByText("1 hộ không quá nửa").waitFor();
  await look(page, errors, "review-25-minutes");
  await dialog.getByRole("button", { name: "Lưu biên bản" }).click();
  await told(page, "Đã lưu biên bản. 1 hộ chưa được nhất trí: họp lại hoặc khảo sát lại.");
  await openCase(page, HEADS.voted);
  await told(page, "Họp dân không nhất trí");
  await look(page, errors, "review-26-not-agreed");
});

/** Surveys a household again by the enumerator; the officer reads it. */
async function surveyAgain(head, day, found) {
  const ravien = await client("ravien");
  const path = `/review-rounds/${round}/cases/${head.id}`;
  const { version } = await ravien.get(path);
  await ravien.post(`${path}/survey`, { surveyed_on: iso(day), findings: FINDINGS[found] }, version);
  const { page } = people.canbo;
  await openCase(page, head);
  await accept(page);
  await told(page, "Đã nhận phiếu.");
}

test("the household is surveyed again and carries", async () => {
  await surveyAgain(HEADS.voted, DAY.meeting, "near_poor");
  const { page, errors } = people.canbo;
  const villages = await waiting(page);
  assert.deepEqual(villages, [HEADS.voted.village], "only that village meets again");
  const dialog = await minutes(page, HEADS.voted.village, DAY.meetingAgain);
  await dialog.getByRole("button", { name: "Lưu biên bản" }).click();
  await page.getByLabel("Ngày kết thúc họp dân").waitFor();
  await openRound(page, "meetings");
  await told(page, "1 hộ không quá nửa");
  await look(page, errors, "review-27-meetings");
  await openRound(page);
  await end(page, "Ngày kết thúc họp dân", DAY.meetingsEnd, "Kết thúc họp dân");
  await told(page, "Đã kết thúc bước họp dân.");
  await board("Niêm yết");
});

let code;

test("the list goes up, and the page says until when", async () => {
  const { page, errors } = people.canbo;
  await openRound(page);
  await page.getByLabel("Ngày niêm yết").fill(DAY.posted);
  await page.getByLabel("Nơi niêm yết, thông báo").fill("Trụ sở UBND xã, nhà văn hóa các thôn; loa truyền thanh");
  await look(page, errors, "review-28-posting");
  await button(page, "Niêm yết danh sách").click();
  await told(page, `Niêm yết từ ${DAY.posted}, phải giữ đến hết ngày ${DAY.until}`);
  await look(page, errors, "review-29-posted");
  code = (await page.getByText(/^Mã tra cứu /).innerText()).replace(/^Mã tra cứu\s+/, "").trim();
  assert.match(code, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/);
  isPdf(await file(page, () => button(page, "In danh sách niêm yết").click()));
});

/** Somebody without a login looks a code up, on the day the server takes for today. */
async function lookUp(t, code, name) {
  const { context, page, errors } = await visit(browser, { viewport: PHONE });
  t.after(() => context.close());
  await page.clock.setFixedTime(new Date(`${(await info()).today}T09:00:00+07:00`));
  await open(page, "/tra-cuu");
  await page.getByLabel("Mã tra cứu").fill(code.toLowerCase().replaceAll("-", ""));
  await button(page, "Tra cứu").click();
  await page.getByRole("heading", { level: 2 }).first().waitFor();
  await look(page, errors, name);
  return main(page).innerText();
}

test("anybody reads the list by its code, with names shortened", async (t) => {
  const text = await lookUp(t, code, "review-30-public-list-phone");
  assert.match(text, new RegExp(`Niêm yết từ ngày ${DAY.posted} đến hết ngày ${DAY.until}`));
  assert.match(text, /Xã Văn Lãng/);
  for (const { name } of Object.values(HEADS)) assert.ok(!text.includes(name), `${name} stands there in full`);
  assert.match(text, /Triệu M\. G\.\s+–\s+Hộ nghèo/, "who asked finds himself");
});

test("a complaint comes in, the household is surveyed again, and it is decided", async () => {
  const { page, errors } = people.canbo;
  await openRound(page);
  await link(page, "Tiếp nhận, giải quyết khiếu nại").click();
  await button(page, "Tiếp nhận khiếu nại").click();
  const dialog = page.getByRole("dialog", { name: "Tiếp nhận khiếu nại" });
  await dialog.getByLabel("Khiếu nại về hộ nào?").fill("hoang van xuyen");
  await dialog.getByRole("button", { name: new RegExp(HEADS.flagged.name) }).click();
  await dialog.getByLabel("Người khiếu nại").fill(HEADS.flagged.name);
  await dialog.getByLabel("Ngày nhận").fill(DAY.complained);
  await dialog.getByLabel("Nội dung").fill("Con tôi đã nghỉ việc từ tháng 8, thu nhập không còn như phiếu ghi.");
  await look(page, errors, "review-31-complaint");
  await dialog.getByRole("button", { name: "Tiếp nhận", exact: true }).click();
  await told(page, `Đã tiếp nhận. Phúc tra xong trước hết ngày ${DAY.decided}.`);
  await look(page, errors, "review-32-complaints");

  await surveyAgain(HEADS.flagged, DAY.surveyedAgain, "near_poor");
  await openRound(page, "posting");
  await button(page, "Giải quyết").click();
  const decision = page.getByRole("dialog");
  await decision.getByRole("radio", { name: "Khiếu nại đúng" }).check();
  await decision.getByLabel("Ngày giải quyết").fill(DAY.decided);
  await decision.getByLabel("Trả lời người khiếu nại").fill("Đã phúc tra ngày 04/11: hộ thuộc diện cận nghèo.");
  await look(page, errors, "review-33-deciding");
  await decision.getByRole("button", { name: "Ghi kết quả" }).click();
  await told(page, "Đã ghi kết quả giải quyết. Cần niêm yết lại kết quả của hộ này.");
});

test("posts the result again, closes the posting and reports", async () => {
  const { page, errors } = people.canbo;
  await openRound(page);
  await told(page, "1 hộ đã phúc tra xong; niêm yết lại kết quả của các hộ này.");
  await page.getByLabel("Ngày niêm yết").fill(DAY.postedAgain);
  await page.getByLabel("Nơi niêm yết, thông báo").fill("Trụ sở UBND xã, nhà văn hóa thôn");
  await button(page, "Niêm yết lại kết quả phúc tra").click();
  await told(page, `Niêm yết từ ${DAY.postedAgain}, phải giữ đến hết ngày ${DAY.untilAgain}`);
  await page.getByLabel("Ngày kết thúc niêm yết").fill(DAY.untilAgain);
  await button(page, "Kết thúc niêm yết").click();
  // A day too early is refused, and what was typed stays.
  await told(page, new RegExp(`^Phải niêm yết đủ 3 ngày làm việc, đến hết ngày ${DAY.untilAgain}`));
  await look(page, errors, "review-34-too-early");
  assert.equal(await page.getByLabel("Ngày kết thúc niêm yết").inputValue(), DAY.untilAgain);
  await end(page, "Ngày kết thúc niêm yết", DAY.postingEnds, "Kết thúc niêm yết");
  await told(page, "Đã kết thúc niêm yết.");
  await look(page, errors, "review-35-report");
  isPdf(await file(page, () => button(page, "In báo cáo kết quả rà soát").click()));
  await board("Báo cáo");
  await end(page, "Ngày gửi báo cáo", DAY.report, "Gửi báo cáo");
  await told(page, "Đã gửi báo cáo.");
  await told(page, "Báo cáo đã gửi. Đang chờ ý kiến của cấp trên.");
});

test("the province sees it on the board and agrees", async () => {
  await board("Chờ ý kiến");
  const { page, errors } = people.so;
  await link(page, "Xã Văn Lãng").click();
  await page.getByRole("heading", { level: 1, name: /^Xã Văn Lãng/ }).waitFor();
  await page.getByRole("radio", { name: "Đồng ý với báo cáo của xã" }).check();
  await page.getByLabel(/^Số công văn/).fill("312/SNNMT-GN");
  await page.getByLabel("Ngày cho ý kiến").fill(DAY.opinion);
  await look(page, errors, "review-36-opinion");
  await button(page, "Gửi ý kiến").click();
  await told(page, "Đã gửi ý kiến đồng ý.");
  await board("Chờ công nhận");
});

test("the chair recognises with number and date", async () => {
  const { page, errors } = await enter("lanhdao");
  await openRound(page);
  await page.getByRole("button", { name: /^Việc đang chờ bạn/ }).click();
  await link(page, "Xem tiến độ rà soát").waitFor();
  await look(page, errors, "review-37-reminders");
  await page.keyboard.press("Escape");
  await page.getByLabel("Số quyết định").fill(DECISION);
  await page.getByRole("textbox", { name: "Ngày quyết định" }).fill(DAY.decision);
  await page.getByLabel("Người ký").fill("Nông Văn Thành");
  await button(page, "Công nhận kết quả").click();
  await told(page, "Cần nhập ô này.");
  await page.getByLabel("Tôi đã đối chiếu với quyết định đã ký.").check();
  await look(page, errors, "review-38-recognition");
  await button(page, "Công nhận kết quả").click();
  await page.getByRole("heading", { level: 1, name: `Quyết định số ${DECISION}` }).waitFor();
  await page.getByRole("row").filter({ hasText: HEADS.steady.name }).waitFor();
  await look(page, errors, "review-39-decision");
  const row = (head) => page.getByRole("row").filter({ has: link(page, head.name) });
  for (const [head, kind] of [
    [HEADS.steady, "Hộ nghèo"],
    [HEADS.asks, "Hộ nghèo"],
    [HEADS.flagged, "Hộ cận nghèo"],
    [HEADS.voted, "Hộ cận nghèo"],
  ]) {
    assert.match(await row(head).innerText(), new RegExp(kind), head.name);
  }
  certificate = await row(HEADS.flagged).locator('a[href^="/tra-cuu"]').innerText();
  await board("Đã công nhận");
});

test("the decision and the certificates come as PDF", async () => {
  const { page, errors } = people.canbo;
  await openRound(page);
  await link(page, "Quyết định công nhận").click();
  await page.getByRole("heading", { level: 1, name: `Quyết định số ${DECISION}` }).waitFor();
  await button(page, "Tải quyết định").click();
  isPdf(await file(page, () => page.getByRole("menuitem", { name: "Tệp PDF để in" }).click()));
  const all = await file(page, () => page.getByRole("button", { name: /^In tất cả/ }).click());
  isPdf(all);
  assert.equal(all.name, "giay-chung-nhan-45-QD-UBND.pdf");
  isPdf(await file(page, () => button(page, `In giấy chứng nhận của hộ ${HEADS.flagged.name}`).click()));
  await openRound(page, "papers");
  await look(page, errors, "review-40-papers");
  await openRound(page, "history");
  await look(page, errors, "review-41-history");
});

test("anybody checks a certificate; the list hangs no more", async (t) => {
  const text = await lookUp(t, certificate, "review-42-public-certificate-phone");
  assert.match(text, /GIẤY CÒN GIÁ TRỊ/);
  assert.match(text, /Chứng nhận hộ cận nghèo/);
  assert.match(text, new RegExp(`${DECISION}[\\s\\S]*${DAY.decision}`));
  assert.ok(!text.includes(HEADS.flagged.name), "no name stands there");
  assert.match(await lookUp(t, code, "review-43-public-gone-phone"), /Không có mã này/);
});

test("the household's page shows since when its class holds", async () => {
  const { page, errors } = people.canbo;
  await open(page, `/households/${HEADS.flagged.id}`);
  const periods = page.getByRole("table", { name: /loại hộ|công nhận|Hiệu lực/i }).filter({ hasText: DECISION });
  await periods.first().waitFor();
  assert.match(await periods.first().innerText(), new RegExp(`cận nghèo[\\s\\S]*${DAY.decision}`, "i"));
  await look(page, errors, "review-44-household");
});
