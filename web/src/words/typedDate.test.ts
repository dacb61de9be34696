import { CalendarDate } from "@internationalized/date";
import { describe, expect, it } from "vitest";
import { parseTypedDate } from "./typedDate";

const FROM = new CalendarDate(2026, 11, 23);
const parsed = (text: string) => parseTypedDate(text, FROM)?.toString() ?? null;

describe("a typed date", () => {
  it.each(["24/11/2026", "24.11.26", "24-11-2026", "24 11 2026", "24112026", "241126", "2026-11-24", " 24/11 "])(
    "is read from %s",
    (text) => expect(parsed(text)).toBe("2026-11-24"),
  );

  it.each(["24 nov", "24 November 2026", "Tue 24 Nov 2026", "24nov", "24. Nov. 2026"])("is read from %s", (text) =>
    expect(parsed(text)).toBe("2026-11-24"),
  );

  it("without its year is the next one", () => {
    expect(parsed("22/11")).toBe("2027-11-22");
    expect(parsed("23/11")).toBe("2026-11-23");
    expect(parsed("5 jan")).toBe("2027-01-05");
  });

  it.each(["", "24", "tomorrow", "31/02/2026", "24/13/2026", "24 xyz", "24/11/2026/1"])("is not %s", (text) =>
    expect(parsed(text)).toBeNull(),
  );
});
