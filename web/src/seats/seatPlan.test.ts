import { describe, expect, test } from "vitest";
import { neighbour, priceOf, type Rows, standingOf, stillOpen } from "./seatPlan";

const seat = (number: string, isFree = true, amount?: string) => ({
  number,
  column: number.slice(-1),
  characteristics: [],
  isFree,
  price: amount ? { amount, currency: "USD" } : null,
});
const ROWS: Rows = [
  { number: 1, seats: [seat("1A"), seat("1C"), seat("1D"), seat("1F", false)] },
  { number: 2, seats: [seat("2A"), seat("2C")] },
];

describe("arrow keys", () => {
  test.each([
    ["1A", "ArrowRight", "1C"],
    ["1C", "ArrowLeft", "1A"],
    ["1A", "ArrowDown", "2A"],
    ["2C", "ArrowUp", "1C"],
    ["1F", "ArrowDown", "2C"],
    ["1C", "End", "1F"],
    ["1C", "Home", "1A"],
  ])("from %s %s leads to %s", (from, key, to) => {
    expect(neighbour(ROWS, from, key)).toBe(to);
  });

  test.each([
    ["1A", "ArrowLeft"],
    ["1F", "ArrowRight"],
    ["1A", "ArrowUp"],
    ["2A", "ArrowDown"],
    ["1A", "x"],
  ])("from %s %s leads nowhere", (from, key) => {
    expect(neighbour(ROWS, from, key)).toBeNull();
  });
});

const HELD = { ours: [], mayCost: true };

test("a seat somebody else was faster with is no longer chosen, one's own stays", () => {
  expect(stillOpen(["1A", "1F"], ROWS, HELD)).toEqual(["1A", null]);
  expect(stillOpen(["1A", "1F"], ROWS, { ...HELD, ours: ["1F"] })).toEqual(["1A", "1F"]);
});

test("a seat with a price is chosen before the journey is paid for", () => {
  const front = seat("1A", true, "39.00");
  expect(standingOf(front, HELD)).toBe("free");
  expect(standingOf(front, { ours: [], mayCost: false })).toBe("locked");
  expect(standingOf(front, { ours: ["1A"], mayCost: false })).toBe("free");
});

test("what was paid for seats of a flight given up is spent on others, as far as it goes", () => {
  const paid = { ours: [], mayCost: false, credit: { amount: "51.00", currency: "USD" } };
  const [front, row] = [seat("1A", true, "39.00"), seat("2A", true, "12.00")];
  expect([front, row].map((one) => standingOf(one, paid))).toEqual(["free", "free"]);
  const spent = { amount: "39.00", currency: "USD" };
  expect([front, row].map((one) => standingOf(one, { ...paid, spent }))).toEqual(["locked", "free"]);
  const rows = [{ number: 1, seats: [front, row] }];
  expect(stillOpen(["1A", "2A"], rows, paid)).toEqual(["1A", "2A"]);
});

test("seats cost what they cost together", () => {
  const rows = [{ number: 1, seats: [seat("1A", true, "39.00"), seat("1C", true, "12.50"), seat("1D")] }];
  expect(priceOf(["1A", "1C", "1D"], rows)).toEqual({ amount: "51.50", currency: "USD" });
  expect(priceOf(["1D"], rows)).toBeNull();
});
