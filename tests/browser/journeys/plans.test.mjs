// A plan from its draft to its progress: an officer drafts it, the approver issues it, the officer starts it and reports
// how far it is, and it is taken out as a PDF; and a document is filed with a file. On a laptop and on a phone.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { BASE_URL, LAPTOP, launch, look, PHONE, signIn, visit } from "../browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const [size, viewport] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
  test(`a plan on a ${size}`, async (t) => {
    const title = `Kế hoạch giám sát thôn ${Date.now()}`;
    const number = `${Date.now()}/KH-UBND`;
    const officer = await visit(browser, { viewport });
    t.after(() => officer.context.close());
    const { page } = officer;
    await signIn(page, "canbo");

    await page.goto(`${BASE_URL}/plans/new`);
    await page.getByRole("button", { name: "Lưu dự thảo" }).click();
    await page.getByText("Cần nhập ô này.").first().waitFor();
    await page.getByLabel("Tên kế hoạch").fill(title);
    await page.getByLabel("Từ ngày").first().fill("01/11/2026");
    await page.getByLabel("Cơ quan ban hành").fill("Ủy ban nhân dân xã Văn Lãng");
    await page.getByLabel("Mục đích, yêu cầu").fill("Giám sát việc hỗ trợ sinh kế\nPhát hiện sai sót");
    const first = page.getByRole("group", { name: "Hoạt động 1" });
    await first.getByLabel("Nội dung").fill("Kiểm tra hồ sơ tại thôn");
    await first.getByLabel("Từ ngày").fill("01/11/2026");
    await first.getByLabel("Đến ngày").fill("31/12/2027");
    await first.getByLabel("Đơn vị thực hiện").fill("Phòng Kinh tế");
    await page.getByLabel("Ngân sách xã").fill("17.000.000");
    await page.getByRole("button", { name: "Lưu dự thảo" }).click();
    // The server says what lies outside of the plan's time, at its field.
    await first.getByText("ngày nằm ngoài thời gian của kế hoạch").waitFor();
    await first.getByLabel("Đến ngày").fill("15/12/2026");
    await look(page, officer.errors, `plan-form-${size}`);
    await page.getByRole("button", { name: "Lưu dự thảo" }).click();
    await page.getByRole("heading", { name: title, level: 1 }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Ban hành", exact: true }).count(), 0);
    const address = page.url();

    const leader = await visit(browser, { viewport });
    t.after(() => leader.context.close());
    await signIn(leader.page, "lanhdao");
    await leader.page.goto(address);
    await leader.page.getByRole("button", { name: "Ban hành", exact: true }).click();
    const dialog = leader.page.getByRole("dialog");
    await dialog.getByLabel("Số, ký hiệu").fill(number);
    await look(leader.page, leader.errors, `plan-issue-${size}`);
    await dialog.getByRole("button", { name: "Ban hành" }).click();
    await leader.page.getByText("Đã ban hành kế hoạch").waitFor();
    await leader.page.getByText(number).waitFor();

    await page.reload();
    await page.getByRole("button", { name: "Bắt đầu thực hiện" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Bắt đầu thực hiện" }).click();
    await page.getByText("Kế hoạch đã bắt đầu thực hiện").waitFor();
    await page.getByRole("button", { name: "Báo cáo hoạt động 1" }).click();
    const report = page.getByRole("dialog");
    await report.getByLabel(/^Tiến độ/).fill("60");
    await report.getByLabel(/^Ghi chú/).fill("Đã kiểm tra ba thôn");
    await report.getByRole("button", { name: "Báo cáo" }).click();
    await page.getByText("Đã ghi tiến độ").waitFor();
    await page.getByText("Đã kiểm tra ba thôn").first().waitFor();
    await page.getByRole("img", { name: /Kiểm tra hồ sơ tại thôn: .* 60%, Đang làm/ }).waitFor();
    await look(page, officer.errors, `plan-${size}`);

    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Tải PDF" }).click();
    const file = await readFile(await (await saved).path());
    assert.equal(file.subarray(0, 5).toString(), "%PDF-");

    await page.goto(`${BASE_URL}/plans`);
    await page.getByRole("link", { name: title }).waitFor();
    await page.getByRole("link", { name: title }).click();
    await page.getByRole("link", { name: "Mở văn bản" }).click();
    await page.getByRole("link", { name: "Mở kế hoạch và tiến độ" }).waitFor();
    await look(page, officer.errors, `plan-document-${size}`);
  });

  test(`a document on a ${size}`, async (t) => {
    const { context, page, errors } = await visit(browser, { viewport });
    t.after(() => context.close());
    await signIn(page, "canbo");
    await page.goto(`${BASE_URL}/documents/new`);
    await page.getByRole("button", { name: "Lưu" }).click();
    await page.getByText("Cần nhập ô này.").first().waitFor();
    await page.getByLabel("Số, ký hiệu").fill(`${Date.now()}/QĐ-UBND`);
    await page.getByLabel("Tên văn bản").fill("Quyết định thành lập tổ giám sát");
    await page.getByLabel("Cơ quan ban hành").fill("Ủy ban nhân dân xã Văn Lãng");
    await page.getByLabel("Ngày ban hành").fill("11/2026");
    await page.getByRole("combobox", { name: /^Căn cứ vào văn bản/ }).click();
    await page.getByRole("option", { name: /Tiểu dự án 2/ }).click();
    await page.keyboard.press("Escape");
    await look(page, errors, `document-form-${size}`);
    await page.getByRole("button", { name: "Lưu" }).click();
    await page.getByRole("heading", { name: "Quyết định thành lập tổ giám sát", level: 1 }).waitFor();
    await page.getByRole("link", { name: /KH-SLĐTBXH/ }).waitFor();
    const chosen = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Thêm tệp" }).click();
    const content = Buffer.from("%PDF-1.7\n%%EOF\n");
    await (await chosen).setFiles({ name: "quyet dinh.pdf", mimeType: "application/pdf", buffer: content });
    await page.getByRole("button", { name: "Tải quyet dinh.pdf" }).waitFor();
    await look(page, errors, `document-${size}`);
  });
}
