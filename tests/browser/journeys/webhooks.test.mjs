// An administrator connects another program: makes a webhook, takes its secret, tries it out, and sends again what
// the program did not take; on a laptop and on a phone.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { LAPTOP, launch, look, PHONE, signIn, visit } from "../browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** A program that takes messages and answers with these statuses, then with 204. */
async function receiver(t, statuses) {
  const messages = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      messages.push({ headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 204).end();
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => server.close());
  return { messages, url: `http://127.0.0.1:${server.address().port}/nhan-tin` };
}

for (const [size, viewport] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
  test(`a webhook on a ${size}`, async (t) => {
    const { messages, url } = await receiver(t, [503, 503]);
    const { context, page, errors } = await visit(browser, { viewport });
    t.after(() => context.close());
    await signIn(page, "quantri");
    const name = `Trục liên thông ${Date.now()}`;

    await page.getByRole("link", { name: "Webhook" }).or(page.getByRole("button", { name: "Thêm" })).first().click();
    if (size === "phone") await page.getByRole("link", { name: "Webhook" }).click();
    await page.getByRole("button", { name: "Thêm webhook" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Địa chỉ nhận tin").fill("http://10.0.0.1/");
    await dialog.getByRole("button", { name: "Tạo webhook" }).click();
    await dialog.getByText("Địa chỉ phải bắt đầu bằng https://", { exact: true }).waitFor();
    await dialog.getByLabel("Địa chỉ nhận tin").fill(url);
    await dialog.getByLabel(/^Dùng để làm gì/).fill(name);
    await dialog.getByLabel(/^Tất cả sự kiện/).uncheck();
    await dialog.getByRole("button", { name: "Tạo webhook" }).click();
    await dialog.getByText("Hãy chọn ít nhất một sự kiện.").waitFor();
    await dialog.getByLabel(/^Công nhận kết quả/).check();
    await look(page, errors, `webhook-new-${size}`);
    await dialog.getByRole("button", { name: "Tạo webhook" }).click();

    const secret = await page.getByRole("dialog", { name: "Khóa ký của webhook" }).locator("pre").innerText();
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    await look(page, errors, `webhook-secret-${size}`);
    await page.getByRole("button", { name: "Đã chép khóa" }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();

    await page.getByRole("button", { name: "Gửi thử" }).click();
    // The program was busy twice: it is sent again by itself after seconds, then after more, or by the button.
    await page.getByText("Bên nhận trả lời khác 2xx. (503)").waitFor();
    await page.getByRole("cell", { name: /^(Số lần gửi)?2$/ }).waitFor();
    await page.getByText("2 lần gửi liên tiếp không được").waitFor();
    await look(page, errors, `webhook-waiting-${size}`);
    await page.getByRole("button", { name: "Gửi lại ngay" }).click();
    await page.getByText(/^Đến nơi lúc/).waitFor();
    await page.getByRole("button", { name: "Nội dung" }).click();
    await page.getByRole("dialog").getByText('"type": "ping"').waitFor();
    await look(page, errors, `webhook-content-${size}`);
    await page.getByRole("dialog").getByRole("button", { name: "Đóng" }).click();
    await look(page, errors, `webhook-${size}`);
    const { headers, body } = messages.at(-1);
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    assert.equal(headers["webhook-signature"], `v1,${createHmac("sha256", key).update(signed).digest("base64")}`);

    await page.getByRole("button", { name: "Sửa" }).click();
    await page.getByRole("dialog").getByRole("switch", { name: "Bật" }).click();
    await look(page, errors, `webhook-edit-${size}`);
    await page.getByRole("dialog").getByRole("button", { name: "Lưu" }).click();
    await page.getByText("Đã tắt").first().waitFor();
    await page.getByRole("button", { name: "Đổi khóa" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Đổi khóa" }).click();
    await page.getByRole("button", { name: "Đã chép khóa" }).click();
    await page.getByText(/^Khóa cũ còn ký đến/).waitFor();
    await look(page, errors, `webhook-off-${size}`);
    await page.getByRole("link", { name: "Webhook" }).first().click();
    await page.getByRole("heading", { level: 1, name: "Webhook" }).waitFor();
    await look(page, errors, `webhooks-${size}`);
    await page.getByRole("link", { name }).click();
    await page.getByRole("button", { name: "Xóa" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Xóa webhook" }).click();
    await page.getByText("Đã xóa webhook.").waitFor();
    await page.getByRole("link", { name }).waitFor({ state: "detached" });
  });
}
