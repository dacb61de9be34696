import { describe, expect, test } from "vitest";
import { groupIntoSlices } from "./itinerary";

function leg(origin: string, destination: string, departsAt: string, arrivesAt: string) {
  const at = (hour: string) => `2026-12-${hour}:00Z`;
  return {
    origin: { code: origin },
    destination: { code: destination },
    departsAt: at(departsAt),
    arrivesAt: at(arrivesAt),
  };
}

const routes = (...flights: ReturnType<typeof leg>[]) =>
  groupIntoSlices(flights).map((slice) => slice.map(({ origin, destination }) => `${origin.code}-${destination.code}`));

describe("flights in a row", () => {
  test("a change belongs to its slice", () => {
    expect(routes(leg("BOS", "EWR", "01T10:00", "01T11:00"), leg("EWR", "LAX", "01T13:00", "01T19:00"))).toEqual([
      ["BOS-EWR", "EWR-LAX"],
    ]);
  });

  test("a stay begins another slice", () => {
    expect(routes(leg("BOS", "EWR", "01T10:00", "01T11:00"), leg("EWR", "LAX", "02T13:00", "02T19:00"))).toEqual([
      ["BOS-EWR"],
      ["EWR-LAX"],
    ]);
  });

  test("going back the same day is a return, not a change", () => {
    expect(routes(leg("BOS", "EWR", "01T10:00", "01T11:00"), leg("EWR", "BOS", "01T16:00", "01T17:00"))).toEqual([
      ["BOS-EWR"],
      ["EWR-BOS"],
    ]);
  });

  test("another airport begins another slice", () => {
    expect(routes(leg("BOS", "EWR", "01T10:00", "01T11:00"), leg("JFK", "LAX", "01T14:00", "01T19:00"))).toEqual([
      ["BOS-EWR"],
      ["JFK-LAX"],
    ]);
  });
});
