import { expect, test } from "vitest";
import { fromFlightAct } from "./act";

test("an act and its details are told in words, and what was said stays as it is", () => {
  const told = fromFlightAct({
    subjectId: "flight-schedule-1",
    version: 2,
    userId: "agent",
    user: null,
    at: "2026-11-23T12:00:00Z",
    action: "schedule_changed",
    details: [
      { name: "last_day", value: "2027-03-19 -> 2027-03-26" },
      { name: "reason", value: "crew_base is full" },
    ],
  });
  expect(told.act).toBe("schedule changed");
  expect(told.detail).toBe("last day: 2027-03-19 -> 2027-03-26, reason: crew_base is full");
});
