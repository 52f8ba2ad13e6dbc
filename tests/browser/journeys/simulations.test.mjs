// An officer asks what would be under other thresholds: sets up a simulation, reads what comes out, makes another,
// sees both side by side and deletes one; on a laptop and on a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BASE_URL, LAPTOP, launch, look, PHONE, signIn, visit } from "../browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const [size, viewport] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
  test(`a simulation on a ${size}`, async (t) => {
    const { context, page, errors } = await visit(browser, { viewport });
    t.after(() => context.close());
    await signIn(page, "so");
    const name = `Điểm B1 cao hơn ${Date.now()}`;

    await page.goto(`${BASE_URL}/simulations/new?year=2025`);
    await page.getByRole("button", { name: "Tính và lưu" }).click();
    await page.getByText("Cần nhập ô này.").waitFor();
    await page.getByLabel(/^Tên/).fill(name);
    await page.getByLabel("Chuẩn", { exact: true }).selectOption("VN-2022");
    const limit = page.getByLabel("Điểm B1, hộ thu nhập thấp đến, Nông thôn");
    await limit.fill("nhiều");
    await page.getByRole("button", { name: "Tính và lưu" }).click();
    await page.getByText("Xin nhập số, ví dụ 1.450.000.").waitFor();
    await limit.fill("900");
    await page.getByRole("button", { name: "Tính và lưu" }).click();
    await page.getByText("phải trong khoảng từ 1 đến 500").first().waitFor();
    await limit.fill("160");
    await page.getByLabel("Hộ nghèo, Mỗi nhân khẩu (đồng/tháng)").fill("100.000");
    await page.getByText(/^Chỉ số được tính/).click();
    await page.getByLabel("Sử dụng dịch vụ viễn thông").uncheck();
    await page.getByText("Chỉ số được tính: 11 trên 12 chỉ số").waitFor();
    await look(page, errors, `simulation-new-${size}`);
    await page.getByRole("button", { name: "Tính và lưu" }).click();

    await page.getByRole("heading", { name, level: 1 }).waitFor();
    for (const section of ["Trước và sau", "Hộ chuyển loại", "Kinh phí một năm", "Theo địa bàn trực thuộc"]) {
      await page.getByRole("heading", { name: section }).waitFor();
    }
    await page.getByText("Mức giả định").first().waitFor();
    await look(page, errors, `simulation-${size}`);

    await page.goto(`${BASE_URL}/simulations/new?year=2025`);
    await page.getByLabel(/^Tên/).fill(`Đúng chuẩn ${name}`);
    await page.getByRole("button", { name: "Tính và lưu" }).click();
    await page.getByRole("heading", { name: `Đúng chuẩn ${name}` }).waitFor();
    await page.goto(`${BASE_URL}/simulations`);
    await page.getByLabel(`Chọn ${name} để so sánh`).check();
    await page.getByLabel(`Chọn Đúng chuẩn ${name} để so sánh`).check();
    await look(page, errors, `simulations-${size}`);
    await page.getByRole("button", { name: "So sánh (2)" }).click();
    await page.getByRole("heading", { name: "So sánh mô phỏng" }).waitFor();
    await page.getByRole("link", { name: `Đúng chuẩn ${name}` }).first().waitFor({ state: "attached" });
    await look(page, errors, `simulations-compared-${size}`);

    await page.goto(`${BASE_URL}/simulations`);
    await page.getByRole("link", { name, exact: true }).click();
    await page.getByRole("button", { name: "Xóa" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Xóa mô phỏng" }).click();
    await page.getByText("Đã xóa mô phỏng.").waitFor();
    await page.getByRole("link", { name: `Đúng chuẩn ${name}` }).waitFor();
    assert.equal(await page.getByRole("link", { name, exact: true }).count(), 0);
  });
}
