import { describe, expect, test } from "vitest";
import { closest, replaceSlice } from "./instead";

function flight(id: string, origin: string, destination: string, departs: string, arrives: string) {
  const day = (clock: string) => (clock.includes("T") ? `2026-12-${clock}Z` : `2026-12-01T${clock}Z`);
  return {
    id,
    origin: { code: origin },
    destination: { code: destination },
    departsAt: day(departs),
    arrivesAt: day(arrives),
  };
}

const OUT = flight("out", "JFK", "ORD", "10:00", "12:00");
const ON = flight("on", "ORD", "HNL", "14:00", "22:00");
const BACK = flight("back", "HNL", "JFK", "03T10:00", "03T20:00");

describe("in the place of a full flight", () => {
  test("stands another", () => {
    const later = flight("later", "JFK", "ORD", "11:00", "13:00");
    expect(replaceSlice([OUT], "out", [later])).toEqual(["later"]);
  });

  test("stands another way for the whole change of flights, and the way back stays", () => {
    const direct = flight("direct", "JFK", "HNL", "09:00", "20:00");
    expect(replaceSlice([OUT, ON, BACK], "on", [direct])).toEqual(["direct", "back"]);
  });

  test("never stands the same flight, or one that misses the way back", () => {
    expect(replaceSlice([OUT, ON, BACK], "on", [OUT, ON])).toBeNull();
    const late = flight("late", "JFK", "HNL", "02T23:00", "03T11:00");
    expect(replaceSlice([OUT, ON, BACK], "on", [late])).toBeNull();
  });

  test("never stands one that leaves before the way out has landed", () => {
    const early = flight("early", "HNL", "JFK", "01T21:00", "02T07:00");
    expect(replaceSlice([OUT, ON, BACK], "back", [early])).toBeNull();
  });
});

test("those closest to the wanted hour are offered, in the order they leave", () => {
  const hours = ["2026-12-01T06:00Z", "2026-12-01T11:00Z", "2026-12-01T09:00Z", "2026-12-01T20:00Z"];
  const found = closest(hours, (hour) => hour, "2026-12-01T10:30Z", 2);
  expect(found).toEqual(["2026-12-01T09:00Z", "2026-12-01T11:00Z"]);
});
