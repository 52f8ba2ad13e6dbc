// Every screen, in both languages, on a laptop and on a phone: no serious axe violation, no error, nothing that
// hangs out to the right. The screenshots are kept.
import { after, before, test } from "node:test";
import { BASE_URL, LAPTOP, launch, look, PHONE, signIn, visit } from "../browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const SCREENS = {
  so: {
    "overview-empty": "/",
    overview: "/?year=2025",
    households: "/households?year=2025",
    "household-new": "/households/new",
    duplicates: "/households/duplicates",
    imports: "/imports",
    "import-new": "/imports/new",
    "households-none": "/households?year=2025&class=poor&q=zzzz",
    "households-deprived": "/households?year=2025&class=poor,near_poor&indicator=water",
    standards: "/standards",
    documents: "/documents",
    areas: "/areas",
    account: "/account",
  },
  quantri: { users: "/users", webhooks: "/webhooks" },
};

for (const [size, viewport] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
  for (const [language, locale] of Object.entries({ vi: "vi-VN", en: "en-GB" })) {
    for (const [username, screens] of Object.entries(SCREENS)) {
      test(`${username} on a ${size} in ${language}`, async (t) => {
        const { context, page, errors } = await visit(browser, { viewport, locale });
        t.after(() => context.close());
        await page.addInitScript((chosen) => localStorage.setItem("giamngheo.language", chosen), language);
        await signIn(page, username);
        for (const [name, path] of Object.entries(screens)) {
          await t.test(name, async () => {
            errors.length = 0;
            await page.goto(`${BASE_URL}${path}`);
            await page.getByRole("heading", { level: 1 }).first().waitFor();
            await look(page, errors, `screen-${name}-${size}-${language}`);
          });
        }
        if (username !== "so") return;
        await t.test("document", async () => {
          errors.length = 0;
          await page.goto(`${BASE_URL}/documents`);
          await page.locator('main a[href*="/documents/"]').first().click();
          await page.waitForURL(/\/documents\/0/);
          await page.getByRole("heading", { level: 1, name: /^Kế hoạch/ }).waitFor();
          await page.getByRole("cell", { name: "587.000.000" }).or(page.getByRole("cell", { name: "587,000,000" })).waitFor();
          await look(page, errors, `screen-document-${size}-${language}`);
        });
        await t.test("household", async () => {
          errors.length = 0;
          await page.goto(`${BASE_URL}/households?year=2025`);
          // The table of a laptop and the cards of a phone both lead on by the head's name.
          await page.locator('main a[href*="/households/0"]').first().click();
          await page.waitForURL(/\/households\/0/);
          await page.getByRole("heading", { level: 1 }).first().waitFor();
          await look(page, errors, `screen-household-${size}-${language}`);
          const address = new URL(page.url());
          for (const part of ["edit", "survey"]) {
            await page.goto(`${address.origin}${address.pathname}/${part}`);
            await page.getByRole("heading", { level: 1 }).first().waitFor();
            await look(page, errors, `screen-household-${part}-${size}-${language}`);
          }
        });
      });
    }
  }
}
