import { describe, expect, it } from "vitest";
import { daysWords, hoursWords, inParts, periodWords, withdrawalWords } from "./planned";
import { loadSchedulesQuery, toFilter } from "./schedulesQuery";

const PATTERN = {
  firstDay: "2027-03-08",
  lastDay: "2027-03-19",
  weekdays: ["FRIDAY" as const, "MONDAY" as const],
  everyWeeks: 1,
  departsAt: "09:30",
  arrivesAt: "12:45",
  isUtc: false,
};

describe("a schedule on sale", () => {
  it("is told by its days and hours", () => {
    expect(periodWords(PATTERN)).toBe("8 Mar 2027 to 19 Mar 2027");
    expect(daysWords(PATTERN)).toBe("Mon, Fri");
    expect(daysWords({ ...PATTERN, everyWeeks: 2 })).toBe("Mon, Fri, every 2 weeks");
    expect(hoursWords({ ...PATTERN, isUtc: true })).toBe("09:30 to 12:45 UTC");
  });

  it("is looked for by what can be looked for", () => {
    expect(toFilter(loadSchedulesQuery({ designator: "ua 77", origin: "nowhere", firstDay: "2027-03-08" }))).toEqual({
      designator: "UA77",
      firstDay: "2027-03-08",
    });
  });
});

describe("a withdrawal", () => {
  const flights = [
    { flightId: "a", seats: 2 },
    { flightId: "b", seats: 0 },
    { flightId: "c", seats: 1 },
  ];

  it("says whom it concerns", () => {
    expect(withdrawalWords([])).toBe("No flight of it is on sale from that day on.");
    expect(withdrawalWords(flights)).toBe(
      "2 flights with 3 booked seats and 1 flight nobody is booked on would be cancelled.",
    );
  });

  it("is sent in parts, and also when there is nothing to cancel", () => {
    expect(inParts(flights, 2)).toEqual([["a", "b"], ["c"]]);
    expect(inParts([])).toEqual([[]]);
  });
});
