import { describe, expect, test } from "vitest";
import { blankSchedule, daysOf, scheduleSchema, toScheduleInput } from "./schedule";

const TYPED = {
  ...blankSchedule(),
  airline: "DL",
  flightNumber: " 880 ",
  origin: "JFK",
  destination: "SEA",
  departsAtLocal: "18:00",
  arrivesAtLocal: "21:15",
  firstDay: "2026-12-01", // a Tuesday
  lastDay: "2026-12-14",
  weekdays: ["MONDAY" as const, "SATURDAY" as const],
  cabins: blankSchedule().cabins.map((cabin) => (cabin.cabin === "ECONOMY" ? { ...cabin, amount: "199" } : cabin)),
};

function complaintsOf(changes: Partial<typeof TYPED>) {
  const { error } = scheduleSchema.safeParse({ ...TYPED, ...changes });
  return error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
}

describe("A schedule", () => {
  test("means the days of its period that are one of its weekdays", () => {
    expect(daysOf(TYPED)).toBe(4);
    expect(daysOf({ ...TYPED, lastDay: "2026-12-04" })).toBe(0);
    expect(daysOf({ ...TYPED, lastDay: "" })).toBe(0);
  });

  test("is sent without the cabins that have no seats", () => {
    const input = toScheduleInput(scheduleSchema.parse(TYPED));
    expect(input.cabins).toEqual([{ cabin: "ECONOMY", capacity: 150, fare: { amount: "199", currency: "USD" } }]);
    expect(input.flightNumber).toBe("880");
    expect(input.aircraftType).toBeNull();
  });

  test("sends seat prices only where there are some", () => {
    const cabins = TYPED.cabins.map((cabin) => ({ ...cabin, extraLegroom: cabin.cabin === "ECONOMY" ? "39" : "" }));
    const input = toScheduleInput(scheduleSchema.parse({ ...TYPED, cabins }));
    expect(input.cabins[0]?.seatPrices).toEqual({ extraLegroom: "39", front: "0" });
  });

  test("is refused where it is wrong, before anything is sent", () => {
    expect(complaintsOf({})).toEqual([]);
    expect(complaintsOf({ lastDay: "2026-11-01" })).toEqual(["lastDay: The period ends before it begins."]);
    expect(complaintsOf({ lastDay: "2026-12-04" })).toEqual([
      "weekdays: No day of the period is one of these weekdays.",
    ]);
    expect(complaintsOf({ lastDay: "2027-11-30" })).toEqual(["lastDay: That is 104 flights; at most 100 at a time."]);
    expect(complaintsOf({ weekdays: [] })).toContain("weekdays: Choose at least one weekday.");
    expect(complaintsOf({ destination: "JFK" })).toEqual([
      "destination: Choose another airport than the one it leaves from.",
    ]);
  });
});
