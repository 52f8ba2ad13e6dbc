// Checks the licence of every Rust dependency against the list in deny.toml.
// node licences.mjs METADATA DENY: METADATA is what `cargo metadata --format-version 1` says.
import { readFileSync } from "node:fs";

const [metadataFile, denyFile] = process.argv.slice(2);
const { packages } = JSON.parse(readFileSync(metadataFile, "utf8"));
const list = /\[licenses\]\s+allow = \[([^\]]*)\]/.exec(readFileSync(denyFile, "utf8"));
if (!list) throw new Error(`${denyFile} has no list [licenses] allow`);
const allowed = new Set([...list[1].matchAll(/"([^"]+)"/g)].map((m) => m[1]));

// An SPDX expression: OR of ANDs with brackets; "MIT/Apache-2.0" is the old way to write OR.
function holds(expression) {
  const tokens = expression.replaceAll("/", " OR ").match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const or = () => {
    let value = and();
    while (tokens[at] === "OR") {
      at++;
      value = and() || value;
    }
    return value;
  };
  const and = () => {
    let value = one();
    while (tokens[at] === "AND") {
      at++;
      value = one() && value;
    }
    return value;
  };
  const one = () => {
    if (tokens[at] === "(") {
      at++;
      const value = or();
      at++;
      return value;
    }
    let name = tokens[at++];
    if (tokens[at] === "WITH") name += ` WITH ${tokens[at + 1]}`, (at += 2);
    return allowed.has(name);
  };
  return or();
}

const bad = packages.filter((p) => !(p.license && holds(p.license)));
for (const p of bad) console.log(`${p.name} ${p.version}: ${p.license ?? "no licence"}`);
console.log(`${packages.length} packages, ${bad.length} with a licence that deny.toml does not allow`);
process.exit(bad.length > 0 || packages.length === 0 ? 1 : 0);
