// Measures the built JavaScript, gzipped, against the budgets: what the first route needs (the entry, which brings
// the sign-in page and the shell along, and the overview, where one comes to), and what each lazy page adds to it. Fails when one of them is over.
// Takes the folder of the build; `dist` by default.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const FIRST_ROUTE_KB = 170;
const LAZY_ROUTE_KB = 120;
/** Where one comes to after signing in. */
const LANDING = "src/features/overview/OverviewPage.tsx";
const dist = process.argv[2] ? pathToFileURL(`${process.argv[2]}/`) : new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const gzipped = new Map();

/** Gzipped bytes of a built file. */
function size(file) {
  if (!gzipped.has(file)) gzipped.set(file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length);
  return gzipped.get(file);
}

/** All JavaScript files a module loads before it can run. */
function graph(key, seen = new Set()) {
  const entry = manifest[key];
  if (!entry) throw new Error(`the manifest has no ${key}: was the app built?`);
  if (seen.has(entry.file)) return seen;
  if (entry.file.endsWith(".js")) seen.add(entry.file);
  for (const next of entry.imports ?? []) graph(next, seen);
  return seen;
}

const sum = (files) => [...files].reduce((total, file) => total + size(file), 0);
const kb = (bytes) => (bytes / 1024).toFixed(1).padStart(6);
const entryKey = Object.keys(manifest).find((key) => manifest[key].isEntry);
if (!entryKey) throw new Error("the manifest has no entry");

const first = graph(LANDING, graph(entryKey));
const lazy = Object.keys(manifest)
  .filter((key) => manifest[key].isDynamicEntry && manifest[key].file.endsWith(".js") && key !== LANDING)
  .map((key) => ({ key, bytes: sum([...graph(key)].filter((file) => !first.has(file))) }))
  .sort((a, b) => b.bytes - a.bytes);

let over = false;
function line(name, bytes, budget) {
  const bad = bytes > budget * 1024;
  over ||= bad;
  console.log(`${kb(bytes)} KB of ${String(budget).padStart(3)}  ${name}${bad ? "  OVER BUDGET" : ""}`);
}
console.log("Gzipped JavaScript");
line("the first route: entry, login, shell and overview", sum(first), FIRST_ROUTE_KB);
for (const { key, bytes } of lazy) line(`+ ${key}`, bytes, LAZY_ROUTE_KB);
process.exitCode = over ? 1 : 0;
