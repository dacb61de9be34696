/**
 * What every page loads first must stay small: fails when the built client's entry outgrows its budget.
 *
 * In: dist/index.html. Out: a line with the size; status 1, and what to look for, when it is too much. One import in the
 * wrong place (a form library, a component library, the operations of the back office) is enough to break it.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

// React, the router and the GraphQL client are nine tenths of it. A phone on slow 4G loads 150 KB in a second.
const BUDGET_KB = 150;

const page = readFileSync("dist/index.html", "utf8");
const files = new Set([...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file));
const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0);
const size = (bytes / 1024).toFixed(1);

console.log(`The first page loads ${size} KB of scripts (gzip) in ${files.size} files; ${BUDGET_KB} KB are allowed.`);
if (files.size === 0 || bytes > BUDGET_KB * 1024) {
  console.error("Something heavy has become reachable from src/main.tsx without a dynamic import().");
  process.exit(1);
}
