import { expect, test } from "vitest";
import { understand } from "./wanted";

test.each([
  ["UA1545 2026-12-01", "UA1545", "2026-12-01"],
  [" ua 1545  2026-12-01 ", "UA1545", "2026-12-01"],
  ["UA0042/1dec26", "UA42", "2026-12-01"],
  ["B6 915 29FEB28", "B6915", "2028-02-29"],
])("%s is a flight and its day", (typed, designator, date) => {
  expect(understand(typed)).toEqual({ kind: "flight", designator, date });
});

test.each([
  ["Lovelace/Ada", false],
  ["Ada Lovelace", false],
  ["ada@example.com", false],
  ["ac4679", true],
  ["999-123456789 1", true],
  ["UA1545 2026-02-30", false],
  ["UA1545", true],
])("%s is looked for as it stands", (text, isExact) => {
  expect(understand(text)).toEqual({ kind: "text", text, isExact });
});
