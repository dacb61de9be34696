import { describe, expect, test } from "vitest";
import { clockTime, dateWords, dayShift, dayShiftWords, durationWords, findDate, inZoneOf, localDate } from "./time";

describe("times at the airport", () => {
  test("are read off the wall, whatever zone this device is in", () => {
    expect(clockTime("2026-12-01T22:15:00-05:00")).toBe("22:15");
    // Versions of the Unicode data differ in the comma.
    expect(dateWords(localDate("2026-12-01T23:59:00-10:00"))).toMatch(/^Tuesday,? 1 December 2026$/);
  });

  test("are told for an instant, in the airport's zone", () => {
    expect(inZoneOf("2026-12-02T03:15:00Z", "America/New_York")).toBe("2026-12-01T22:15:00");
  });

  test("an arrival after midnight carries a day", () => {
    expect(dayShift("2026-12-01T22:15:00-05:00", "2026-12-02T01:40:00-08:00")).toBe(1);
    expect(dayShiftWords(1)).toBe("arrives the day after");
  });

  test("across the date line an arrival may be the day before", () => {
    expect(dayShift("2026-12-02T01:00:00+13:00", "2026-12-01T09:00:00-10:00")).toBe(-1);
    expect(dayShiftWords(-1)).toBe("arrives the day before");
  });

  test("the end of a month is a day like others", () => {
    expect(dayShift("2026-12-31T23:00:00-05:00", "2027-01-01T01:00:00-05:00")).toBe(1);
  });

  test.each([
    [45, "45 min"],
    [120, "2 h"],
    [372, "6 h 12 min"],
  ])("%i minutes are %s", (minutes, words) => {
    expect(durationWords(minutes)).toBe(words);
  });

  test("a date that does not exist is none", () => {
    expect(findDate("2026-02-30")).toBeNull();
    expect(findDate("tomorrow")).toBeNull();
    expect(findDate("2026-02-28")?.toString()).toBe("2026-02-28");
  });
});
