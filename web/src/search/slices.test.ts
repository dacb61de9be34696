import { describe, expect, test } from "vitest";
import { findChoice } from "./choice";
import { ANY_TIME, toSliceInput } from "./hours";
import { slicesOf, toRoute, withDate } from "./slices";
import { loadTripQuery } from "./tripQuery";

const RETURN = { from: "JFK", to: "LAX", depart: "2026-12-01", back: "2026-12-08" };
const MULTI = { legs: ["JFK-LAX-2026-12-01", "LAX-SFO-2026-12-04", "SFO-JFK-2026-12-08"] };

describe("the slices of a journey", () => {
  test("a return comes back where it began", () => {
    expect(slicesOf(loadTripQuery(RETURN))).toEqual([
      { from: "JFK", to: "LAX", date: "2026-12-01" },
      { from: "LAX", to: "JFK", date: "2026-12-08" },
    ]);
  });

  test("a multi-city trip is written as a list and read back the same", () => {
    const slices = slicesOf(loadTripQuery(MULTI));
    expect(slices).toHaveLength(3);
    expect(toRoute(slices, "multi")).toEqual(MULTI);
  });

  test.each([["JFK-JFK-2026-12-01"], ["JFK-LAX-2026-02-30"], ["JFK-LAX"], [7]])("%s is no slice", (leg) => {
    expect(slicesOf(loadTripQuery({ legs: [leg, "LAX-JFK-2026-12-03"] }))).toEqual([]);
  });

  test("moving one takes those along that would begin before it, and forgets what was taken after it", () => {
    const query = loadTripQuery({ ...MULTI, taken: ["A", "B"] });
    const moved = withDate(query, 1, "2026-12-10");
    expect(slicesOf(moved).map(({ date }) => date)).toEqual(["2026-12-01", "2026-12-10", "2026-12-10"]);
    expect(moved.taken).toEqual(["A"]);
    expect(withDate(loadTripQuery(RETURN), 0, "2026-12-02")).toMatchObject({
      depart: "2026-12-02",
      back: "2026-12-08",
    });
  });
});

describe("the slice being chosen", () => {
  test("is the one after those taken", () => {
    const choice = findChoice(loadTripQuery({ ...RETURN, taken: ["UA1,UA2"] }));
    expect(choice).toMatchObject({ index: 1, slice: { from: "LAX", to: "JFK" }, taken: [["UA1", "UA2"]] });
  });

  test("never lies behind the last", () => {
    expect(findChoice(loadTripQuery({ ...RETURN, taken: ["A", "B", "C"] }))?.index).toBe(1);
    expect(findChoice(loadTripQuery({ from: "JFK" }))).toBeNull();
  });

  test("may connect while a booking of six flights has room for one flight in each slice to come", () => {
    const legs = [...MULTI.legs, "JFK-BOS-2026-12-09", "BOS-MIA-2026-12-11"];
    const choose = (taken: string[]) => findChoice(loadTripQuery({ legs, taken }));
    expect(choose([])).toMatchObject({ mayConnect: true, isCrowded: false });
    expect(choose(["A,B"])).toMatchObject({ mayConnect: false, isCrowded: true });
    expect(findChoice(loadTripQuery({ ...RETURN, direct: true }))).toMatchObject({
      mayConnect: false,
      isCrowded: false,
    });
  });
});

describe("the hours asked for", () => {
  const slice = { from: "LAX", to: "JFK", date: "2026-12-08" };

  test("leave out what has gone when the flight before lands", () => {
    expect(toSliceInput(slice, ANY_TIME, "2026-12-08T09:20:00-08:00").departsFrom).toBe("09:20");
    expect(toSliceInput(slice, { ...ANY_TIME, hours: "AFTERNOON" }, "2026-12-08T09:20:00-08:00").departsFrom).toBe(
      "12:00",
    );
    expect(toSliceInput(slice, ANY_TIME, "2026-12-07T23:20:00-08:00").departsFrom).toBe("00:00");
  });
});
