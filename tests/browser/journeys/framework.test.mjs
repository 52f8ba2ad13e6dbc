// A national administrator changes an indicator by a new version, is told of a bad formula while typing, and takes the
// framework out and in as a sheet; on a laptop and on a phone.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { LAPTOP, launch, look, PHONE, signIn, visit } from "../browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const [size, viewport] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
  test(`the framework on a ${size}`, async (t) => {
    const { context, page, errors } = await visit(browser, { viewport });
    t.after(() => context.close());
    await signIn(page, "quantri");
    const code = `T${Date.now() % 1e9}`;

    if (size === "phone") await page.getByRole("button", { name: "Thêm" }).first().click();
    await page.getByRole("link", { name: "Khung kết quả" }).click();
    await page.getByRole("heading", { level: 1, name: "Khung kết quả" }).waitFor();
    await page.getByLabel("Tìm").fill("nuoc sinh hoat");
    await page.getByRole("link", { name: /thiếu hụt về nguồn nước/ }).waitFor();
    await page.getByRole("link", { name: "Tỷ lệ hộ cận nghèo" }).waitFor({ state: "detached" });
    await page.getByLabel("Tìm").fill("");

    // A new indicator: a formula put together by clicks, wrong for a moment.
    await page.locator("main").getByRole("button", { name: "Thêm" }).click();
    await page.getByRole("menuitem", { name: "Chỉ số" }).click();
    await page.getByRole("heading", { level: 1, name: "Chỉ số mới" }).waitFor();
    await page.getByLabel(/^Mã/).fill(code);
    await page.getByLabel("Thuộc").selectOption("R1.1");
    await page.getByLabel("Tên *", { exact: true }).fill("Số hộ nghèo là người dân tộc thiểu số");
    await page.getByLabel("Tên, tiếng Anh").fill("Poor ethnic minority households");
    await page.getByLabel("Định nghĩa *", { exact: true }).fill("Đếm trên danh sách");
    await page.getByLabel("Định nghĩa, tiếng Anh").fill("Counted on the register");
    await page.getByLabel("Đơn vị chịu trách nhiệm *", { exact: true }).fill("Phòng Bảo trợ xã hội - Trẻ em");
    await page.getByLabel("Đơn vị chịu trách nhiệm, tiếng Anh").fill("Social protection office");
    await page.getByLabel("Văn bản", { exact: false }).first().fill("Thông tư 10/2022/TT-BLĐTBXH");
    const formula = page.getByLabel("Tử số", { exact: false }).first();
    await formula.fill("households[class=poro]");
    await page.getByText(/“poro” không phải giá trị của class/).waitFor();
    assert.equal(await page.locator("mark").first().innerText(), "poro");
    await look(page, errors, `framework-bad-formula-${size}`);
    await formula.fill("");
    const pieces = page.getByRole("complementary", { name: "Chèn vào công thức" });
    await pieces.getByText("Phân loại của năm").click();
    await pieces.getByLabel("Hộ nghèo", { exact: true }).first().check();
    await pieces.getByText("Dân tộc của hộ").click();
    await pieces.getByLabel("Dân tộc thiểu số").check();
    await formula.focus();
    await pieces.getByRole("button", { name: "Chèn" }).click();
    assert.equal(await formula.inputValue(), "households[class=poor; ethnic=minority]");
    await page
      .getByText("Số hộ dân cư (Phân loại của năm: Hộ nghèo; Dân tộc của hộ: Dân tộc thiểu số)")
      .waitFor();
    await page.getByText("Hợp lệ với toàn bộ khung kết quả.").waitFor();
    await look(page, errors, `framework-new-${size}`);
    await page.getByRole("button", { name: "Lưu" }).click();
    await page.getByRole("heading", { level: 1, name: "Số hộ nghèo là người dân tộc thiểu số" }).waitFor();
    await look(page, errors, `framework-made-${size}`);

    // Its next version.
    await page.getByRole("link", { name: "Sửa" }).click();
    await page.getByLabel("Có hiệu lực từ ngày").fill("01/01/2090");
    await page.getByLabel("Tên *", { exact: true }).fill("Tên của năm 2090");
    await page.getByRole("button", { name: "Lưu" }).click();
    await page.getByText("Đã lưu phiên bản mới.").first().waitFor();
    await page.getByRole("button", { name: "2", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Tên của năm 2090" }).waitFor();
    await page.getByText("Có hiệu lực từ 01/01/2090").waitFor();

    // Out and in again.
    await page.getByRole("link", { name: "Khung kết quả" }).first().click();
    await page.getByRole("button", { name: "Xuất", exact: true }).click();
    const [sheet] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "CSV" }).click(),
    ]);
    const text = await readFile(await sheet.path(), "utf8");
    assert.ok(text.includes(code), "the new indicator is in the sheet");
    await page.getByRole("button", { name: "Nhập từ bảng tính" }).click();
    const dialog = page.getByRole("dialog");
    const send = (content) =>
      dialog
        .locator('input[type="file"]')
        .or(page.locator('input[type="file"]'))
        .first()
        .setInputFiles({
          name: "khung.csv",
          mimeType: "text/csv",
          buffer: Buffer.from(content),
        });
    await send(text);
    await dialog.getByText("Tệp giống hệt khung kết quả đang có.").waitFor();
    await send(text.replace(",tính từ hồ sơ,", ",tự nghĩ ra,"));
    await dialog.getByText(/chưa ghi gì cả/).waitFor();
    await dialog.getByText("tự nghĩ ra").waitFor();
    await look(page, errors, `framework-import-bad-${size}`);
    await send(text.replace("Poor household rate", `Poor household rate ${code}`));
    await dialog.getByText(`Poor household rate ${code}`, { exact: false }).first().waitFor();
    await look(page, errors, `framework-import-${size}`);
    await dialog.getByRole("button", { name: "Ghi 1 thay đổi" }).click();
    await page.getByText("Đã ghi các thay đổi.").waitFor();

    // What is used can't end; what isn't, can.
    await page.getByRole("link", { name: "Tỷ lệ nghèo đa chiều", exact: true }).click();
    await page.getByRole("button", { name: "Cho hết hiệu lực" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cho hết hiệu lực" }).click();
    await page
      .getByRole("dialog")
      .getByText(/còn được dùng bởi .*I1\.4/)
      .waitFor();
    await look(page, errors, `framework-in-use-${size}`);
  });
}
