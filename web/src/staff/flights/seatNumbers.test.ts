import { expect, test } from "vitest";
import { seatNumbers } from "./seatNumbers";

test("seats are read as people write them, each once", () => {
  expect(seatNumbers("12a, 12C;7F 12A")).toEqual(["12A", "12C", "7F"]);
});

test.each(["", " , ", "12", "A12", "12A, row 9", "0A"])("%j names no seats", (typed) => {
  expect(seatNumbers(typed)).toBeNull();
});
