import { describe, expect, test } from "vitest";
import type { ManagedFlightFragment } from "../../graphql/generated";
import { changeOf, differences, toUpdate } from "./flightChange";
import { toInstant, toWallClock } from "./localTime";

const usd = (amount: string) => ({ amount, currency: "USD" });

const FLIGHT: ManagedFlightFragment = {
  id: "UA1-20261201-JFK",
  designator: "UA1",
  flightNumber: "1",
  airline: { code: "UA", name: "United" },
  origin: { code: "JFK", name: "Kennedy", city: "New York", country: "US", timeZone: "America/New_York" },
  destination: {
    code: "LAX",
    name: "Los Angeles",
    city: "Los Angeles",
    country: "US",
    timeZone: "America/Los_Angeles",
  },
  departsAt: "2026-12-01T12:00:00Z",
  arrivesAt: "2026-12-01T18:10:00Z",
  departsAtLocal: "2026-12-01T07:00:00-05:00",
  arrivesAtLocal: "2026-12-01T10:10:00-08:00",
  durationMinutes: 370,
  status: "SCHEDULED",
  version: 7,
  aircraftType: null,
  cabins: [
    // Rules make the next seats dearer and cheaper; staff change what they filed.
    {
      cabin: "ECONOMY",
      capacity: 150,
      free: 100,
      held: 0,
      sold: 50,
      blocked: 0,
      fare: usd("159.00"),
      filedFare: usd("129.00"),
    },
    {
      cabin: "BUSINESS",
      capacity: 16,
      free: 16,
      held: 0,
      sold: 0,
      blocked: 0,
      fare: usd("432.00"),
      filedFare: usd("480.00"),
    },
  ],
};

describe("a change to a flight", () => {
  test("begins with the fares that were filed", () => {
    expect(changeOf(FLIGHT).fares.map(({ amount }) => amount)).toEqual(["129.00", "480.00"]);
  });

  test("is typed in the time of each airport", () => {
    expect(changeOf(FLIGHT)).toMatchObject({ departsAt: "2026-12-01T07:00", arrivesAt: "2026-12-01T10:10" });
  });

  test("sends only what differs, as instants, with the version it was based on", () => {
    const change = { ...changeOf(FLIGHT), departsAt: "2026-12-01T08:30", status: "DELAYED" as const };
    expect(toUpdate(change, FLIGHT, 7)).toEqual({
      departsAt: "2026-12-01T13:30:00.000Z",
      status: "DELAYED",
      expectedVersion: 7,
    });
  });

  test("of one fare leaves the others alone", () => {
    const change = changeOf(FLIGHT);
    const dearer = {
      ...change,
      fares: change.fares.map((fare) => (fare.cabin === "BUSINESS" ? { ...fare, amount: "500.00" } : fare)),
    };
    expect(toUpdate(dearer, FLIGHT, 7)?.fares).toEqual([
      { cabin: "BUSINESS", fare: { amount: "500.00", currency: "USD" } },
    ]);
  });

  test("that changes nothing is not sent", () => {
    expect(toUpdate(changeOf(FLIGHT), FLIGHT, 7)).toBeNull();
  });

  test("by somebody else is shown as what differs", () => {
    const theirs = { ...FLIGHT, version: 8, status: "DELAYED" as const, departsAtLocal: "2026-12-01T09:00:00-05:00" };
    expect(differences(FLIGHT, theirs)).toEqual([
      { what: "Leaves", before: "2026-12-01 07:00", now: "2026-12-01 09:00" },
      { what: "Status", before: "On time", now: "Delayed" },
    ]);
  });
});

describe("local time", () => {
  test("knows daylight saving of the place", () => {
    expect(toInstant("2026-07-01T08:00", "America/New_York")).toBe("2026-07-01T12:00:00.000Z");
    expect(toInstant("2026-12-01T08:00", "America/New_York")).toBe("2026-12-01T13:00:00.000Z");
    expect(toWallClock("2026-07-01T12:00:00Z", "America/New_York")).toBe("2026-07-01T08:00");
  });
});
