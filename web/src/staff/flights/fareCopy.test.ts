import { describe, expect, it } from "vitest";
import type { ManagedFlightFragment } from "../../graphql/generated";
import { copySchema, planWords, toCopyInput, typedCopy } from "./fareCopy";

const FLIGHT = {
  id: "UA77-20270308-JFK",
  designator: "UA77",
  origin: { code: "JFK" },
  destination: { code: "LAX" },
  departsAtLocal: "2027-03-08T09:30:00-05:00",
} as ManagedFlightFragment; // the fields a copy is made of

describe("copying the fares of a flight", () => {
  it("begins with the same flight in the weeks after it", () => {
    expect(toCopyInput(copySchema.parse(typedCopy(FLIGHT)), FLIGHT)).toEqual({
      fromFlightId: "UA77-20270308-JFK",
      origin: "JFK",
      destination: "LAX",
      firstDay: "2027-03-08",
      lastDay: "2027-04-05",
      weekdays: [],
      designator: "UA77",
      fareClasses: true,
      seatPrices: false,
    });
  });

  it("may be to every flight of the route, on some weekdays", () => {
    const typed = { ...typedCopy(FLIGHT), onlySameNumber: false, weekdays: ["FRIDAY" as const] };
    expect(toCopyInput(copySchema.parse(typed), FLIGHT)).toMatchObject({ designator: null, weekdays: ["FRIDAY"] });
  });

  it("needs a period that begins before it ends", () => {
    const typed = { ...typedCopy(FLIGHT), lastDay: "2027-03-07" };
    expect(copySchema.safeParse(typed).error?.issues[0]?.message).toBe("The period ends before it begins.");
  });

  it("says beforehand how many flights would change", () => {
    expect(planWords({ toChange: 0, refused: 0, unchanged: 0, targets: [] })).toBe(
      "No other flight on sale is concerned.",
    );
    expect(planWords({ toChange: 12, refused: 1, unchanged: 1, targets: [] })).toBe(
      "12 flights would change; 1 has these fares already; 1 cannot have them.",
    );
  });
});
