import { parseDate } from "@internationalized/date";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { earliestDay, salesPeriod, todayIn } from "./salesPeriod";

beforeEach(() => vi.useFakeTimers({ now: new Date("2026-11-23T05:30:00Z") }));
afterEach(() => vi.useRealTimers());

test("today is the day of the airport", () => {
  expect(todayIn("America/Los_Angeles").toString()).toBe("2026-11-22");
  expect(todayIn("America/New_York").toString()).toBe("2026-11-23");
  expect(todayIn("Asia/Tokyo").toString()).toBe("2026-11-23");
});

test("a zone nobody knows is no reason to fail", () => {
  expect(todayIn("Mars/Olympus")).toEqual(todayIn(undefined));
});

test("no airport is on an earlier day than the earliest", () => {
  expect(earliestDay().toString()).toBe("2026-11-22");
});

test("the last day is never before the first", () => {
  const late = parseDate("2028-05-01");
  expect(salesPeriod(late)).toEqual({ min: late, max: late });
  const soon = parseDate("2026-11-24");
  expect(salesPeriod(soon).max.compare(soon)).toBeGreaterThan(300);
});
