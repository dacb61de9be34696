import { describe, expect, test } from "vitest";
import type { SeatPriceEntryFragment } from "../../graphql/generated";
import { listSchema, NEW_ENTRY, seatWords, toSeatPrices, typedList } from "./seatPrices";

const ROWS: SeatPriceEntryFragment = { price: "25.00", characteristic: null, firstRow: 10, lastRow: 12, front: false };
const FRONT: SeatPriceEntryFragment = {
  price: "12.00",
  characteristic: "WINDOW",
  firstRow: null,
  lastRow: null,
  front: true,
};

describe("A list of seat prices", () => {
  test("is said in words", () => {
    expect([ROWS, FRONT, { ...ROWS, firstRow: 12 }].map(seatWords)).toEqual([
      "All seats, rows 10 to 12",
      "Window seats in the front third",
      "All seats, row 12",
    ]);
  });

  test("comes back from its form as it was", () => {
    expect(toSeatPrices(listSchema.parse(typedList([ROWS, FRONT])))).toEqual([
      { price: "25.00", characteristic: null, front: false, firstRow: 10, lastRow: 12 },
      { price: "12.00", characteristic: "WINDOW", front: true },
    ]);
  });

  test("needs prices and rows that there may be", () => {
    const refused = (changes: object) =>
      !listSchema.safeParse({ prices: [{ ...NEW_ENTRY, price: "5", ...changes }] }).success;
    expect(refused({})).toBe(false);
    expect(refused({ price: "ten" })).toBe(true);
    expect(refused({ price: "10000" })).toBe(true);
    expect(refused({ where: "rows" })).toBe(true);
    expect(refused({ where: "rows", firstRow: "12", lastRow: "10" })).toBe(true);
    expect(refused({ where: "rows", firstRow: "10", lastRow: "12" })).toBe(false);
  });
});
