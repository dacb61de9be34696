import { describe, expect, test } from "vitest";
import { loadBookingQuery, loadTripQuery, seatable, seatsOf, travellersOf } from "./tripQuery";

describe("a search in the address bar", () => {
  test("is read as typed", () => {
    const query = loadTripQuery({
      from: "jfk",
      to: "LAX",
      depart: "2026-12-01",
      adults: 2,
      cabin: "BUSINESS",
      sort: "DURATION",
    });
    expect(query).toMatchObject({
      from: "JFK",
      to: "LAX",
      depart: "2026-12-01",
      adults: 2,
      cabin: "BUSINESS",
      sort: "DURATION",
    });
  });

  test("falls back where it makes no sense", () => {
    const query = loadTripQuery({ from: "nowhere", depart: "2026-13-40", adults: "many", cabin: "ROOF", sort: 7 });
    expect(query).toMatchObject({ from: undefined, depart: undefined, adults: 1, cabin: "ECONOMY", sort: "PRICE" });
  });

  test("flight ids survive however the address spells them", () => {
    expect(loadBookingQuery({ flights: ["UA1545-20261123-EWR", 42] }).flights).toEqual(["UA1545-20261123-EWR", "42"]);
    expect(loadBookingQuery({ flights: "UA1" }).flights).toEqual([]);
  });
});

describe("a party", () => {
  test("has no more infants than laps", () => {
    expect(seatable({ adults: 1, children: 0, infants: 3 })).toEqual({ adults: 1, children: 0, infants: 1 });
  });

  test("is nine at most", () => {
    expect(seatable({ adults: 5, children: 9, infants: 2 })).toEqual({ adults: 5, children: 2, infants: 2 });
    expect(seatable({ adults: 9, children: 9, infants: 9 })).toEqual({ adults: 9, children: 0, infants: 0 });
  });

  test("needs no seats for infants", () => {
    const party = { adults: 2, children: 1, infants: 1 };
    expect(seatsOf(party)).toBe(3);
    expect(travellersOf(party)).toEqual(["ADULT", "ADULT", "CHILD", "INFANT"]);
  });
});
