// Every screen, in both languages, on a laptop and on a phone: no serious axe violation, no error, nothing that
// hangs out to the right. The screenshots are kept.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BASE_URL, client, info, LAPTOP, launch, look, PHONE, signIn, visit } from "../browser.mjs";

let browser;
/** What the review's screens show: rounds by their state, one of a commune's own, and codes on papers. */
const review = {};
/** What the screens of reports and entered figures show. */
const report = {};
before(async () => {
  const { today } = await info();
  const so = await client("so");
  const { rows } = await so.get("/review-board?area=20&year=2026&kind=yearly");
  // Of each state the commune with the longest list; the demo has communes at every step by late November.
  for (const { state, round_id, counts } of rows.sort((a, b) => a.counts.total - b.counts.total)) {
    review[state] = round_id;
    if (counts.total === 0) delete review[state];
  }
  for (const state of ["survey", "meeting", "posting", "opinion", "recognition", "recognised"]) {
    assert.ok(review[state], `no commune of the demo is at ${state}: start the server with --today 2026-11-25`);
  }
  const [first] = (await so.get(`/review-rounds/${review.recognised}/cases?limit=1`)).items;
  review.household = first.household_id;
  review.tracking = first.tracking_code;
  review.recognition = (await so.get(`/review-rounds/${review.recognised}`)).recognition_id;
  review.certificate = (await so.get(`/recognitions/${review.recognition}/certificates`))[0]?.code ?? "";
  review.posting_code = (await so.get(`/review-rounds/${review.posting}/postings`)).at(-1).code;

  // A household waits to be surveyed in a review during the year.
  const canbo = await client("canbo");
  const { id } = await canbo.post("/households", {
    area: "06154",
    members: [{ name: "Lăng Thị Đào", relation: "head", sex: "female", birth_date: "1971-03-08", ethnicity: "Nùng" }],
  });
  const opened = await canbo.post("/review-rounds", {
    area: "06154",
    year: Number(today.slice(0, 4)),
    kind: "during_year",
    opens_on: today,
  });
  review.own = opened.round_id;
  review.waiting = id;
  await canbo.post(`/review-rounds/${review.own}/cases`, {
    household_id: id,
    origin: "requested",
    reason_code: "illness",
    requester: "Lăng Thị Đào",
    requested_on: today,
  });
  const ravien = (await canbo.get(`/review-rounds/${review.own}/enumerators`)).find((one) => one.full_name === "Hứa Thị Mai");
  await canbo.post(`/review-rounds/${review.own}/assignments`, { enumerator_id: ravien.id });
  const { version } = await canbo.get(`/review-rounds/${review.own}`);
  await canbo.post(`/review-rounds/${review.own}/steps`, { action: "close_list", on: today }, version);
  // The register of a year under another standard, as it is and with what is supposed.
  const simulate = async (name, scenario) =>
    (
      await so.post("/simulations", {
        name,
        area: "20",
        year: 2025,
        scenario,
        benefits: { poor: { vnd_per_household_month: 60_000, vnd_per_person_month: 100_000 } },
      })
    ).id;
  review.simulations = [
    await simulate("Chuẩn hiện hành", { standard: "VN-2022" }),
    await simulate("Chuẩn hiện hành, điểm B1 cao hơn", {
      standard: "VN-2022",
      b1_cutoff: { rural: 160, urban: 200 },
      indicators_left_out: ["telecoms"],
    }),
  ];
  // Reports: one that waits for the commune's officer or that he submitted, one to be judged, one that is revised.
  const [round] = (await so.get("/report-rounds?area=20")).items;
  const reports = (await so.get(`/report-rounds/${round.id}`)).rows;
  report.round = round.id;
  report.own = reports.find((row) => row.area.code === "06154").report_id;
  report.submitted = reports.find((row) => row.state === "submitted" && !row.top).report_id;
  const canbo2 = await client("canbo2");
  const chiLang = reports.find((row) => row.area.code === "06463");
  report.revised = chiLang.report_id;
  if (chiLang.version_no === 1) {
    const { report: accepted } = await canbo2.get(`/reports/${report.revised}`);
    await canbo2.post(`/reports/${report.revised}/revision`, { reason: "Số cuộc giám sát chưa đúng" }, accepted.version);
  }
  // Figures entered for a period, as far as another journey hasn't.
  const entered = (await canbo.get("/indicator-values?area=06154&period=2026-S1")).items.map((value) => value.indicator.code);
  const values = [
    { indicator: "I3.3", numerator: "4" },
    { indicator: "I5.2", numerator: "48", note: "Theo danh sách lớp tập huấn" },
  ].filter(({ indicator }) => !entered.includes(indicator));
  if (values.length > 0) await canbo.post("/indicator-values/batch", { area: "06154", period: "2026-S1", values });
  const [figure] = (await canbo.get("/indicator-values?area=06154&period=2026-S1")).items;
  report.figure = figure.id;
  const plans = (await so.get("/plans?area=20&limit=500")).items;
  const plan = (state) => plans.find((one) => one.state === state && one.area.code === "20");
  review.plan_running = plan("running").id;
  review.plan_closed = plan("closed").id;
  review.plan_document = plan("closed").document_id;
  const filed = (await so.get("/documents?area=20&limit=500")).items.find((one) => !one.plan_id);
  const decision = {
    kind: "decision",
    number: "15/QĐ-SNNMT",
    issued_on: "2026-03-02",
    issuer: "Sở Nông nghiệp và Môi trường",
    title: "Quyết định thành lập tổ giúp việc Chương trình giảm nghèo",
    area: "20",
    summary: "Tổ giúp việc gồm bảy thành viên, họp mỗi quý một lần.",
    based_on: [review.plan_document],
  };
  review.document = (filed ?? (await so.post("/documents", decision))).id;
  // A visit in the field and one that is closed, with recommendations on their way.
  const giamsat = await client("giamsat");
  for (const one of (await giamsat.get("/visits?year=2026")).items) review[`visit_${one.state}`] ??= one.id;
  review.visit_plan = (await giamsat.get("/visit-plans?year=2026")).items[0].id;
  const taichinh = await client("taichinh");
  review.line = (await taichinh.get("/budget/lines?year=2026&unit=06154")).items[0].id;
  const waiting = await taichinh.get("/budget/vouchers?area=20&year=2026&state=entered&limit=1");
  review.voucher_waiting = waiting.items[0].id;
  const posted = await taichinh.get("/budget/vouchers?area=20&year=2026&state=posted&kind=disburse&limit=1");
  review.voucher_posted = posted.items[0].id;
  review.settlement = (await taichinh.get("/budget/settlements?year=2022")).items[0].id;
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
    simulations: "/simulations",
    "simulation-new": "/simulations/new?year=2025",
    simulation: () => `/simulations/${review.simulations[1]}`,
    "simulations-compared": () => `/simulations/compare?ids=${review.simulations.join(",")}`,
    framework: "/framework?on=2026-12-31",
    "framework-found": "/framework?q=muc%20giam",
    "framework-indicator": "/framework/indicator/I1.5",
    "framework-entered": "/framework/indicator/I4.2",
    "framework-group": "/framework/area_group/poor_districts",
    indicators: "/indicators?year=2025",
    "indicators-open-year": "/indicators?year=2026",
    "indicators-figure": "/indicators?year=2025&figure=I1.2",
    "indicators-table": "/indicators/table?year=2025",
    reports: "/reports",
    "reports-round": () => `/reports/rounds/${report.round}`,
    report: () => `/reports/${report.submitted}`,
    "report-history": () => `/reports/${report.revised}?view=history`,
    "report-templates": "/reports/templates",
    "report-template": "/reports/templates/TT10-2022-M01",
    "values-overview": "/values/overview?area=20&year=2026&part=S1",
    "values-targets": "/values/targets?area=20&year=2025",
    documents: "/documents",
    "documents-none": "/documents?q=zzzz",
    "document-new": "/documents/new",
    "document-plan": () => `/documents/${review.plan_document}`,
    "document-edit": () => `/documents/${review.document}/edit`,
    plans: "/plans",
    "plan-new": "/plans/new",
    "plan-running": () => `/plans/${review.plan_running}`,
    "plan-closed": () => `/plans/${review.plan_closed}`,
    areas: "/areas",
    account: "/account",
    "review-board": "/reviews?year=2026",
    "review-none": "/reviews?year=2024",
    "review-survey": () => `/reviews/${review.survey}`,
    "review-posting": () => `/reviews/${review.posting}?part=posting`,
    "review-opinion": () => `/reviews/${review.opinion}`,
    "review-recognised": () => `/reviews/${review.recognised}`,
    "review-meetings": () => `/reviews/${review.meeting}?part=meetings`,
    "review-papers": () => `/reviews/${review.recognised}?part=papers`,
    "review-history": () => `/reviews/${review.recognised}?part=history`,
    "review-cases": () => `/reviews/${review.recognised}/cases`,
    "review-case": () => `/reviews/${review.recognised}/cases/${review.household}`,
    recognitions: "/recognitions?year=2026",
    recognition: () => `/recognitions/${review.recognition}`,
  },
  canbo: {
    "indicators-own": "/indicators?year=2025",
    "reports-own": "/reports",
    "report-own": () => `/reports/${report.own}`,
    "values-sheet": "/values?year=2026&part=S1",
    "values-figure": () => `/values?year=2026&part=S1&open=${report.figure}`,
    "review-own": "/reviews?year=2026",
    "review-own-round": () => `/reviews/${review.own}`,
    "review-own-cases": () => `/reviews/${review.own}/cases`,
    "review-own-case": () => `/reviews/${review.own}/cases/${review.waiting}`,
  },
  ravien: {
    "review-my-work": () => `/reviews/${review.own}/cases`,
    "review-survey-form": () => `/reviews/${review.own}/cases/${review.waiting}/survey`,
  },
  giamsat: {
    visits: "/visits?year=2026",
    "visits-calendar": "/visits?year=2026&view=calendar",
    "visits-none": "/visits?year=2024",
    "visit-new": "/visits/new",
    "visit-plan": () => `/visits/plans/${review.visit_plan}`,
    "visit-plan-new": "/visits/plans/new",
    visit: () => `/visits/${review.visit_closed}`,
    "visit-checklist": () => `/visits/${review.visit_in_field}?part=checklist`,
    "visit-sample": () => `/visits/${review.visit_in_field}?part=sample`,
    "visit-files": () => `/visits/${review.visit_in_field}?part=files`,
    "visit-findings": () => `/visits/${review.visit_closed}?part=findings`,
    "visit-comparison": () => `/visits/${review.visit_closed}?part=comparison`,
    "visit-signatures": () => `/visits/${review.visit_in_field}?part=signatures`,
    recommendations: "/recommendations",
    checklists: "/visits/checklists",
    "visit-comparison-money": () => `/visits/${review.visit_in_field}?part=comparison`,
  },
  taichinh: {
    budget: "/budget?year=2026",
    "budget-none": "/budget?year=2024",
    "budget-of-2022": "/budget?year=2022&by=source&and=month&money=vnd",
    "budget-tree": "/budget/tree?year=2026",
    "budget-lines": "/budget/lines?year=2026",
    "budget-line": () => `/budget/lines?year=2026&unit=06154&line=${review.line}`,
    vouchers: "/budget/vouchers?year=2026",
    "vouchers-none": "/budget/vouchers?year=2026&q=zzzz",
    "voucher-new": "/budget/vouchers/new?year=2026",
    "voucher-new-disbursement": "/budget/vouchers/new?year=2026&kind=disburse",
    "voucher-new-grant": "/budget/vouchers/new?year=2026&kind=grant",
    "voucher-waiting": () => `/budget/vouchers/${review.voucher_waiting}?year=2026`,
    "voucher-posted": () => `/budget/vouchers/${review.voucher_posted}?year=2026`,
    "budget-import": "/budget/import?year=2026",
    settlements: "/budget/settlements?year=2022",
    settlement: () => `/budget/settlements/${review.settlement}?year=2022`,
    "budget-catalogue": "/budget/catalogue?year=2026",
  },
  quantri: {
    "indicators-nation": "/indicators?year=2025",
    users: "/users",
    webhooks: "/webhooks",
    "framework-edit": "/framework/indicator/I1.5/edit",
    "framework-edit-entered": "/framework/indicator/I4.2/edit",
    "framework-new-group": "/framework/new?kind=area_group",
    "checklist-edit": "/visits/checklists?code=KT-DA7-TDA2&edit=1",
    "checklist-new": "/visits/checklists?edit=new",
  },
};

// Colours, names and roles are the same in both languages, and English is the longer one nowhere but at a desk.
const LOOKS = [
  { size: "laptop", viewport: LAPTOP, language: "vi", locale: "vi-VN", axe: true },
  { size: "phone", viewport: PHONE, language: "vi", locale: "vi-VN", axe: true },
  { size: "laptop", viewport: LAPTOP, language: "en", locale: "en-GB", axe: false },
];

// A page waits more than it computes: a few visitors at once.
describe("screens", { concurrency: 3 }, () => {
  for (const { size, viewport, language, locale, axe } of LOOKS) {
    for (const [username, screens] of Object.entries(SCREENS)) {
      test(`${username} on a ${size} in ${language}`, async (t) => {
        const { context, page, errors } = await visit(browser, { viewport, locale });
        t.after(() => context.close());
        await page.addInitScript((chosen) => localStorage.setItem("giamngheo.language", chosen), language);
        await signIn(page, username);
        for (const [name, path] of Object.entries(screens)) {
          await t.test(name, async () => {
            errors.length = 0;
            await page.goto(`${BASE_URL}${typeof path === "function" ? path() : path}`);
            await page.getByRole("heading", { level: 1 }).first().waitFor();
            await look(page, errors, `screen-${name}-${size}-${language}`, { axe });
          });
        }
        if (username !== "so") return;
        await t.test("document", async () => {
          errors.length = 0;
          await page.goto(`${BASE_URL}/documents`);
          await page.getByRole("link", { name: /Dự án 7 năm 2022/ }).first().click();
          await page.waitForURL(/\/documents\/0/);
          await page.getByRole("heading", { level: 1, name: /^Kế hoạch/ }).waitFor();
          await page.getByRole("cell", { name: "587.000.000" }).or(page.getByRole("cell", { name: "587,000,000" })).waitFor();
          await look(page, errors, `screen-document-${size}-${language}`, { axe });
        });
        await t.test("household", async () => {
          errors.length = 0;
          await page.goto(`${BASE_URL}/households?year=2025`);
          // The table of a laptop and the cards of a phone both lead on by the head's name.
          await page.locator('main a[href*="/households/0"]').first().click();
          await page.waitForURL(/\/households\/0/);
          await page.getByRole("heading", { level: 1 }).first().waitFor();
          await look(page, errors, `screen-household-${size}-${language}`, { axe });
          const address = new URL(page.url());
          for (const part of ["edit", "survey"]) {
            await page.goto(`${address.origin}${address.pathname}/${part}`);
            await page.getByRole("heading", { level: 1 }).first().waitFor();
            await look(page, errors, `screen-household-${part}-${size}-${language}`, { axe });
          }
        });
      });
    }
    test(`anybody without a login on a ${size} in ${language}`, async (t) => {
      const { context, page, errors } = await visit(browser, { viewport, locale });
      t.after(() => context.close());
      await page.addInitScript((chosen) => localStorage.setItem("giamngheo.language", chosen), language);
      for (const [name, code] of Object.entries({
        lookup: () => "",
        "lookup-case": () => review.tracking,
        "lookup-posting": () => review.posting_code,
        "lookup-certificate": () => review.certificate,
        "lookup-unknown": () => "0000-0000-0000",
      })) {
        await t.test(name, async () => {
          errors.length = 0;
          await page.goto(`${BASE_URL}/tra-cuu${code() && `?code=${code()}`}`);
          await page.getByRole("heading", { level: code() ? 2 : 1 }).first().waitFor();
          await look(page, errors, `screen-${name}-${size}-${language}`, { axe });
        });
      }
    });
  }
});
