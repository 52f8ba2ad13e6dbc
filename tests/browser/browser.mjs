// A real browser, its pages and what every page must hold: no script errors, no serious axe violation.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The server, such as http://127.0.0.1:8080, in demo mode. */
export const BASE_URL = process.env.BASE_URL ?? "http://127.0.0.1:8080";
export const ARTEFACTS = join(here, "artefacts");
mkdirSync(ARTEFACTS, { recursive: true });

export const LAPTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

/** A file of tests/data. */
export const data = (name) => join(here, "..", "data", name);

/** What the demo's server says of itself: its public logins among others. */
export async function info() {
  const answer = await fetch(`${BASE_URL}/api/v1/info`);
  assert.equal(answer.status, 200, `${BASE_URL} does not answer: start it with ./dev run`);
  return answer.json();
}

/** The API as a demo user, for what a journey takes as given. Anything but success is an error with its body. */
export async function client(username) {
  const user = (await info()).demo_logins.find((login) => login.username === username);
  const send = async (method, path, { token, body, version } = {}) => {
    const answer = await fetch(`${BASE_URL}/api/v1${path}`, {
      method,
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body && { "Content-Type": "application/json" }),
        ...(version !== undefined && { "If-Match": `"${version}"` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${answer.status} ${method} ${path}: ${text}`);
    return text ? JSON.parse(text) : null;
  };
  const { access_token: token } = await send("POST", "/auth/login", {
    body: { username: user.username, password: user.password },
  });
  return {
    get: (path) => send("GET", path, { token }),
    /** `version` is that of what is changed, where the API asks for it. */
    post: (path, body, version) => send("POST", path, { token, body, version }),
  };
}

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

/** A visitor of his own, with a page whose errors are collected in `errors`. */
export async function visit(browser, { viewport = LAPTOP, locale = "vi-VN" } = {}) {
  // axe is injected into the page, which its policy against foreign scripts would refuse.
  const context = await browser.newContext({ viewport, locale, acceptDownloads: true, reducedMotion: "reduce", bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    // A refused request is the page's to show; the browser notes it besides.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) errors.push(message.text());
  });
  page.on("response", (response) => {
    if (response.status() >= 500) errors.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
  return { context, page, errors };
}

/** Signs in by the form, as a demo user. */
export async function signIn(page, username) {
  const user = (await info()).demo_logins.find((login) => login.username === username);
  assert.ok(user, `no demo login ${username}`);
  await page.goto(`${BASE_URL}/login`);
  await page.getByLabel(/^(Tên đăng nhập|Username)/).fill(user.username);
  await page.locator('input[name="password"]').fill(user.password);
  await page.getByRole("button", { name: /^(Đăng nhập|Sign in)$/ }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

/** Waits until nothing is asked for any more and the page stands still. */
export async function settled(page) {
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready);
}

/**
 * Keeps a picture of all of the page. `fullPage` would make the page one pixel wide for a moment, as which it draws
 * itself as on a phone and may forget what was chosen.
 */
async function wholePage(page, path) {
  const size = page.viewportSize();
  // A form of hundreds of cards on a phone is 20,000 pixels long; its beginning is enough.
  const height = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), 6000);
  await page.setViewportSize({ width: size.width, height: Math.max(size.height, height) });
  await page.screenshot({ path });
  await page.setViewportSize(size);
}

/** Keeps a screenshot, and fails on serious or critical axe violations and on what the page logged as errors. */
export async function look(page, errors, name, { axe = true } = {}) {
  await settled(page);
  await wholePage(page, join(ARTEFACTS, `${name}.png`));
  if (axe) await accessible(page, name);
  assert.deepEqual(errors, [], `${name}: errors of the page`);
  // Nothing may hang out to the right: a phone would scroll sideways.
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 1, `${name}: ${over} px hang out to the right`);
}

async function accessible(page, name) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ["violations"] });
    return result.violations
      .filter((v) => v.impact === "serious" || v.impact === "critical")
      .map((v) => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
  });
  assert.deepEqual(found, [], `${name}: axe`);
}
