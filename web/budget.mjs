/**
 * What pages load must stay small: fails when the built client's entry, or the search on the home page, outgrows its
 * budget.
 *
 * In: dist/. Out: a line each with the size; status 1, and what to look for, when it is too much. One import in the
 * wrong place (a form library, a component library, the operations of the back office) is enough to break it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const assets = readdirSync("dist/assets").filter((file) => file.endsWith(".js"));
const page = readFileSync("dist/index.html", "utf8");
const entry = withImports([...page.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(([, file]) => file));
const search = [...withImports(["SearchForm", "FindTripForm"].map(find))].filter((file) => !entry.has(file));

const isSmall = [
  // React, the router and the GraphQL client are nine tenths of it. A phone on slow 4G loads 150 KB in a second.
  check(
    [...entry],
    "The first page loads",
    150,
    "Something heavy has become reachable from src/main.tsx without an import().",
  ),
  // Half of it is the form library. A component library for its calendar and its list of airports once made it 103 KB.
  check(search, "The search on the home page loads", 30, "Something heavy has become reachable from SearchForm.tsx."),
];
if (isSmall.includes(false)) process.exit(1);

function find(name) {
  return assets.find((file) => file.startsWith(`${name}-`)) ?? `${name}-not-built.js`;
}

/** The files, and all they import in turn. */
function withImports(files, found = new Set()) {
  for (const file of files) {
    if (found.has(file)) continue;
    found.add(file);
    const code = readFileSync(`dist/assets/${file}`, "utf8");
    withImports(
      [...code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)].map(([, next]) => next),
      found,
    );
  }
  return found;
}

function check(files, what, budget, advice) {
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(`dist/assets/${file}`)).length, 0);
  console.log(
    `${what} ${(bytes / 1024).toFixed(1)} KB of scripts (gzip) in ${files.length} files; ${budget} KB are allowed.`,
  );
  const fits = files.length > 0 && bytes <= budget * 1024;
  if (!fits) console.error(advice);
  return fits;
}
