// An ad hoc visit from its mandate to a verified recommendation: the monitor prepares it, the province's leader enters
// the decision, the team is in the field with a phone (without a network for a while), writes what it found, and the
// commune's officer does what was recommended.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test as single } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { ARTEFACTS, BASE_URL, info, LAPTOP, launch, look, PHONE, signIn, visit } from "../browser.mjs";

const TITLE = `Kiểm tra đột xuất việc rà soát hộ nghèo ${Date.now()}`;
const ADVICE = `Niêm yết danh sách tại tất cả các thôn trước kỳ họp ${Date.now()}`;
const DAY = { from: "23/11/2026", starts: "24/11/2026", back: "25/11/2026", ends: "26/11/2026", to: "30/11/2026", due: "20/12/2026" };

let browser, id;
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
        await page.screenshot({ path: join(ARTEFACTS, `visits-failed-${who}.png`), fullPage: true }).catch(() => {});
      }
      throw cause;
    }
  });

before(async () => {
  const { today } = await info();
  assert.ok(today >= "2026-11-25", `the server's day is ${today}: start it with --today 2026-11-25`);
  browser = await launch();
});
after(() => browser?.close());

/** Somebody with a browser of his own, signed in. */
async function enter(who, viewport = LAPTOP, as = who) {
  if (!people[as]) {
    people[as] = await visit(browser, { viewport });
    await signIn(people[as].page, who);
  }
  return people[as];
}

const main = (page) => page.locator("main");
const button = (page, name) => page.getByRole("button", { name, exact: true });
const link = (page, name) => page.getByRole("link", { name, exact: true });
const told = (page, text) => page.getByText(text).first().waitFor();

async function open(page, path) {
  await page.goto(`${BASE_URL}${path}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
}
const openVisit = (page, part) => open(page, `/visits/${id}${part ? `?part=${part}` : ""}`);

/** Chooses a commune in the dialog of areas. */
async function choose(page, typed, name) {
  await page.getByRole("combobox", { name: /^Gõ tên/ }).fill(typed);
  await page.getByRole("option", { name: new RegExp(`^${name}`) }).click();
}

/** A photo of one colour, as a PNG that can be decoded. */
function photo() {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([frame.subarray(0, 4), body, sum]);
  };
  const side = 64;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3, 120)]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

test("the monitor prepares an ad hoc visit and names its team", async () => {
  const { page, errors } = await enter("giamsat");
  await link(page, "Kiểm tra, giám sát").first().click();
  await page.getByRole("heading", { level: 1, name: "Kiểm tra, giám sát" }).waitFor();
  await link(page, "Cuộc kiểm tra mới").click();
  await page.getByRole("button", { name: "Lập cuộc kiểm tra" }).click();
  await told(page, "Hãy chọn ít nhất một địa bàn.");
  await page.getByRole("button", { name: /^Thêm địa bàn/ }).click();
  await choose(page, "van lang", "Xã Văn Lãng");
  await page.getByLabel(/^Tên cuộc kiểm tra/).fill(TITLE);
  await page.getByLabel("Từ ngày").fill(DAY.ends);
  await page.getByLabel("Đến ngày").fill(DAY.starts);
  await told(page, "Ngày kết thúc trước ngày bắt đầu.");
  // What was typed outlives a reload.
  await page.reload();
  await told(page, /^Đây là những gì bạn nhập dở/);
  assert.equal(await page.getByLabel(/^Tên cuộc kiểm tra/).inputValue(), TITLE);
  await page.getByLabel("Từ ngày").fill(DAY.starts);
  await page.getByLabel("Đến ngày").fill(DAY.ends);
  await look(page, errors, "visits-01-new");
  await page.getByRole("button", { name: "Lập cuộc kiểm tra" }).click();
  await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
  id = new URL(page.url()).pathname.split("/")[2];
  await button(page, "Lập đoàn").click();
  await page.getByLabel("Họ và tên").fill("Đinh Thị Hòa");
  await page.getByLabel("Đơn vị, chức vụ").fill("Trưởng phòng Bảo trợ xã hội");
  await button(page, "Thêm thành viên").click();
  await page.getByLabel("Họ và tên").nth(1).fill("Lý Văn Sơn");
  await page.getByLabel("Đơn vị, chức vụ").nth(1).fill("Chuyên viên");
  await button(page, "Lưu đoàn").click();
  await told(page, "Đã lưu đoàn kiểm tra.");
  await look(page, errors, "visits-02-prepared");
  assert.equal(await button(page, "Ghi quyết định").count(), 0, "who prepares it doesn't mandate it");
});

test("the leader enters the mandate; one that doesn't cover the visit is refused", async () => {
  const { page, errors } = await enter("lanhdaotinh");
  await openVisit(page);
  await button(page, "Ghi quyết định").click();
  const dialog = page.getByRole("dialog", { name: "Ghi quyết định" });
  await dialog.getByLabel("Số quyết định").fill("37/QĐ-SNNMT");
  await dialog.getByLabel("Cơ quan ban hành").fill("Sở Nông nghiệp và Môi trường tỉnh Lạng Sơn");
  await dialog.getByLabel("Ngày ban hành").fill(DAY.from);
  await dialog.getByLabel("Hiệu lực từ ngày").fill(DAY.back);
  await dialog.getByLabel("Đến hết ngày").fill(DAY.to);
  await dialog.getByRole("button", { name: "Ghi quyết định" }).click();
  await dialog.getByText(/ngoài thời hạn của quyết định/i).first().waitFor();
  await look(page, errors, "visits-03-outside-mandate");
  await dialog.getByLabel("Hiệu lực từ ngày").fill(DAY.from);
  await dialog.getByRole("button", { name: "Ghi quyết định" }).click();
  await told(page, "Đã ghi quyết định kiểm tra.");
  await told(page, "37/QĐ-SNNMT");
  await look(page, errors, "visits-04-mandated");
});

test("the team sets out with a phone and draws its sample", async () => {
  const { page, errors } = await enter("giamsat", PHONE, "phone");
  await openVisit(page, "sample");
  await page.getByLabel("Số lượng cần chọn").fill("5");
  await page.getByLabel(/^Mã gốc/).fill("thu-2026");
  await button(page, "Chọn mẫu").click();
  await told(page, "Đã chọn mẫu.");
  await told(page, /^5 đơn vị, chọn từ/);
  await told(page, "Đánh dấu được từ khi đoàn bắt đầu thực địa.");
  await button(page, "Bắt đầu thực địa").click();
  const dialog = page.getByRole("dialog", { name: "Bắt đầu thực địa" });
  await dialog.getByLabel("Ngày bắt đầu").fill(DAY.starts);
  await dialog.getByRole("button", { name: "Bắt đầu thực địa" }).click();
  await told(page, "Đoàn đã bắt đầu thực địa.");
  await page.getByRole("button", { name: /^Đã kiểm tra: / }).first().click();
  await page.getByRole("combobox", { name: /^Loại hộ thực tế: / }).first().selectOption("near_poor");
  await page.getByRole("textbox", { name: /^Ghi chú: / }).first().fill("Có người mới đi làm");
  await page.getByRole("button", { name: /^Không gặp: / }).nth(1).click();
  await told(page, "Đã gửi về máy chủ");
  await look(page, errors, "visits-05-sample-phone");
  await page.reload();
  await told(page, /Đã kiểm tra 1, không gặp 1, còn 3/);
});

/** A question of the checklist. */
const question = (page, code) => main(page).getByRole("group", { name: new RegExp(`^${code} `) });

test("answers are kept on the phone while the network is away", async () => {
  const { context, page, errors } = people.phone;
  await openVisit(page, "checklist");
  await question(page, "TC1").getByText("Có", { exact: true }).click();
  await told(page, "Đã gửi về máy chủ");
  await context.setOffline(true);
  await question(page, "TC2").getByText("Có", { exact: true }).click();
  await question(page, "RS1").getByText("Không", { exact: true }).click();
  await told(page, "Câu trả lời này cần ghi rõ thêm.");
  await page.getByLabel("Ghi chú câu RS1").fill("Thôn Nà Lòa chưa niêm yết");
  await question(page, "RS2").getByRole("textbox").first().fill("1");
  await told(page, "Đã lưu trên máy này; sẽ tự gửi khi có mạng");
  await context.setOffline(false);
  await told(page, "Đã gửi về máy chủ");
  await question(page, "VN3").getByText("Đầy đủ, đúng", { exact: true }).click();
  for (const code of ["HT1", "BC1"]) await question(page, code).getByText("Có", { exact: true }).click();
  await page.waitForTimeout(1500);
  await told(page, "Đã gửi về máy chủ");
  errors.length = 0; // What the browser says of the network that was away.
  await look(page, errors, "visits-06-checklist-phone");
  await page.reload();
  await told(page, /^Đã trả lời 7 trên 11 câu$/);
  assert.equal(await page.getByLabel("Ghi chú câu RS1").inputValue(), "Thôn Nà Lòa chưa niêm yết");
});

test("a photo is kept; a file that is no photo is refused in clear words", async () => {
  const { page, errors } = people.phone;
  await openVisit(page, "files");
  const camera = page.locator('input[type="file"][capture]');
  await camera.setInputFiles({ name: "anh-gia.jpg", mimeType: "image/jpeg", buffer: Buffer.from("%PDF-1.7 không phải ảnh") });
  await told(page, "Đây không phải là ảnh JPG hay PNG, dù tên tệp có thể ghi như vậy.");
  await look(page, errors, "visits-07-no-photo-phone");
  await camera.setInputFiles({ name: "nha-van-hoa.png", mimeType: "image/png", buffer: photo() });
  await page.getByRole("button", { name: "Tải nha-van-hoa.png" }).waitFor();
  await page.getByRole("img", { name: "nha-van-hoa.png" }).waitFor();
  await look(page, errors, "visits-08-photo-phone");
  // What is no photo is known by the server alone, which says what it takes.
  await page.locator('input[type="file"][multiple]').setInputFiles({
    name: "bien-ban.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from("không phải PDF"),
  });
  await told(page, /bien-ban\.pdf: máy chủ không nhận/);
  await look(page, errors, "visits-09-refused-phone");
});

test("the team writes what it found and what it recommends", async () => {
  const { page, errors } = people.phone;
  await openVisit(page, "findings");
  await button(page, "Thêm phát hiện").first().click();
  let dialog = page.getByRole("dialog", { name: "Thêm phát hiện" });
  await dialog.getByLabel("Nội dung phát hiện").fill("Danh sách hộ nghèo chưa niêm yết tại nhà văn hóa thôn Nà Lòa.");
  await dialog.getByLabel("Mức độ").selectOption("high");
  await dialog.getByLabel(/^Câu hỏi/).selectOption("RS1");
  await dialog.getByLabel(/^Bằng chứng/).fill("Ảnh nha-van-hoa.png");
  await look(page, errors, "visits-10-finding-phone");
  await dialog.getByRole("button", { name: "Lưu" }).click();
  await told(page, "Đã lưu phát hiện.");
  await page.getByRole("button", { name: "Thêm kiến nghị cho phát hiện 1" }).click();
  dialog = page.getByRole("dialog", { name: "Thêm kiến nghị" });
  await dialog.getByLabel("Nội dung kiến nghị").fill(ADVICE);
  await dialog.getByLabel("Người chịu trách nhiệm").fill("Phó Chủ tịch Ủy ban nhân dân xã");
  await dialog.getByLabel("Hạn hoàn thành").fill(DAY.due);
  await dialog.getByRole("button", { name: "Lưu" }).click();
  await told(page, "Đã lưu kiến nghị.");
  await look(page, errors, "visits-11-findings-phone");
});

test("the team is back, both sides sign, and the report is printed", async () => {
  const { page, errors } = people.giamsat;
  await openVisit(page, "signatures");
  await button(page, "Xong thực địa").click();
  const dialog = page.getByRole("dialog", { name: "Xong thực địa" });
  await dialog.getByLabel("Ngày xong thực địa").fill(DAY.back);
  await dialog.getByLabel(/^Kết luận/).fill("Xã thực hiện cơ bản đúng quy trình; còn một thôn chưa niêm yết danh sách.");
  await dialog.getByRole("button", { name: "Xong thực địa" }).click();
  await told(page, "Đã xong phần thực địa.");
  for (const [side, name, title] of [
    ["visited", "Nông Văn Thành", "Phó Chủ tịch UBND xã"],
    ["team", "Đinh Thị Hòa", "Trưởng đoàn"],
  ]) {
    await page.getByLabel("Bên ký").selectOption(side);
    await page.getByLabel("Họ và tên người ký").fill(name);
    await page.getByLabel("Chức vụ").fill(title);
    await page.getByLabel("Ngày ký").fill(DAY.back);
    await button(page, "Ghi nhận").click();
    await main(page).getByText(name).first().waitFor();
  }
  await look(page, errors, "visits-12-signed");
  await openVisit(page, "comparison");
  await told(page, /^Đã ghi loại hộ thực tế của 1 hộ/);
  await look(page, errors, "visits-13-comparison");
  for (const [item, starts] of [
    ["PDF để in và ký", "%PDF-"],
    ["Word để sửa tiếp", "PK"],
  ]) {
    await button(page, "Báo cáo").click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: item }).click(),
    ]);
    const bytes = readFileSync(await file.path());
    assert.equal(bytes.subarray(0, starts.length).toString(), starts, item);
  }
});

test("the leader closes the visit", async () => {
  const { page, errors } = people.lanhdaotinh;
  await openVisit(page);
  await button(page, "Kết thúc cuộc kiểm tra").click();
  const dialog = page.getByRole("dialog", { name: "Kết thúc cuộc kiểm tra" });
  await dialog.getByRole("button", { name: "Kết thúc cuộc kiểm tra" }).click();
  await told(page, "Đã kết thúc cuộc kiểm tra.");
  await look(page, errors, "visits-14-closed");
});

/** The card of this journey's recommendation. */
const card = (page) => page.getByRole("article", { name: ADVICE });

test("the commune does what was recommended and reports it", async () => {
  const { page, errors } = await enter("canbo");
  await open(page, "/recommendations");
  await card(page).getByRole("button", { name: /^Bắt đầu thực hiện/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Bắt đầu thực hiện" }).click();
  await told(page, "Đã ghi là đang thực hiện.");
  await page.getByRole("region", { name: "Đang thực hiện" }).getByText(ADVICE).waitFor();
  await card(page).getByRole("button", { name: /^Báo cáo hoàn thành/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Báo cáo hoàn thành" }).click();
  await dialog.getByText("Cần nhập ô này.").waitFor();
  await dialog.getByLabel("Đã làm gì, kết quả ra sao").fill("Đã niêm yết tại 8 trên 8 thôn ngày 25/11.");
  await look(page, errors, "visits-15-report-done");
  await dialog.getByRole("button", { name: "Báo cáo hoàn thành" }).click();
  await told(page, /^Đã báo cáo hoàn thành/);
  await page.getByRole("region", { name: "Đã báo cáo xong" }).getByText(ADVICE).waitFor();
  assert.equal(await card(page).getByRole("button", { name: /^Xác nhận/ }).count(), 0, "nobody verifies his own work");
});

test("somebody else verifies it, and everybody sees its way", async () => {
  const { page, errors } = people.lanhdaotinh;
  await open(page, "/recommendations");
  await card(page).getByRole("button", { name: /^Xác nhận đã xong/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Đã kiểm tra lại thế nào").fill("Đã xem ảnh chụp tại các thôn.");
  await dialog.getByRole("button", { name: "Xác nhận đã xong" }).click();
  await told(page, "Đã xác nhận kiến nghị hoàn thành.");
  await page.getByRole("region", { name: "Đã xác nhận" }).getByText(ADVICE).waitFor();
  await look(page, errors, "visits-16-verified");
  const { page: phone, errors: phoneErrors } = people.phone;
  await open(phone, "/recommendations");
  await card(phone).getByText("Quá trình thực hiện").click();
  await card(phone).getByText("Đã niêm yết tại 8 trên 8 thôn ngày 25/11.").waitFor();
  await look(phone, phoneErrors, "visits-17-board-phone");
});

test("the year's plan is drafted, issued by another, and shown with the calendar", async () => {
  const { page, errors } = people.giamsat;
  const title = `Kế hoạch kiểm tra bổ sung ${Date.now()}`;
  await open(page, "/visits/plans/new");
  await page.getByLabel("Tên kế hoạch").fill(title);
  await page.getByLabel("Tháng").selectOption("12");
  await page.getByRole("button", { name: /^Thêm địa bàn/ }).click();
  await choose(page, "van lang", "Xã Văn Lãng");
  await button(page, "Lưu kế hoạch").click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  await look(page, errors, "visits-18-plan");
  const leader = people.lanhdaotinh;
  await leader.page.goto(page.url());
  await button(leader.page, "Ban hành").click();
  const dialog = leader.page.getByRole("dialog", { name: "Ban hành" });
  await dialog.getByLabel("Số văn bản").fill("88/KH-SNNMT");
  await dialog.getByRole("button", { name: "Ban hành" }).click();
  await told(leader.page, "Đã ban hành kế hoạch.");
  await look(leader.page, leader.errors, "visits-19-plan-issued");
  await open(page, "/visits?year=2026&view=calendar");
  await link(page, title).or(page.getByText(title)).first().waitFor();
  await page.getByRole("heading", { level: 2, name: "Tháng 12" }).waitFor();
  await look(page, errors, "visits-20-calendar");
  await button(page, "Lịch trên điện thoại").click();
  await button(page, "Tạo đường dẫn").click();
  const address = await page.getByRole("dialog").locator("pre").innerText();
  const feed = await (await fetch(new URL(new URL(address).pathname, BASE_URL))).text();
  assert.match(feed, /^BEGIN:VCALENDAR/);
  assert.ok(feed.replace(/\r\n /g, "").includes(TITLE), "the visit stands in the calendar");
  await look(page, errors, "visits-21-calendar-link");
});
