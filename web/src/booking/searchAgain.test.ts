import { describe, expect, it } from "vitest";
import { loadTripQuery } from "../search/tripQuery";
import { searchAgain } from "./searchAgain";

const PARTY = { adults: 2, children: 0, infants: 0, cabin: "BUSINESS", family: "FLEX" } as const;

function flight(from: string, to: string, departsAt: string, hours = 2) {
  return {
    origin: { code: from },
    destination: { code: to },
    departsAt,
    departsAtLocal: departsAt.replace("Z", "+00:00"),
    arrivesAt: new Date(Date.parse(departsAt) + hours * 3_600_000).toISOString(),
  };
}

describe("the way back to the search", () => {
  it("is one way for a flight and its connection", () => {
    const flights = [flight("JFK", "ORD", "2026-12-01T10:00:00Z"), flight("ORD", "SEA", "2026-12-01T14:00:00Z")];
    const search = searchAgain(flights, PARTY);
    expect(search).toMatchObject({ from: "JFK", to: "SEA", depart: "2026-12-01", adults: 2, cabin: "BUSINESS" });
    expect(loadTripQuery(search).back).toBeUndefined();
  });

  it("is a return for there and back", () => {
    const flights = [flight("JFK", "LAX", "2026-12-01T10:00:00Z"), flight("LAX", "JFK", "2026-12-05T10:00:00Z")];
    expect(searchAgain(flights, PARTY)).toMatchObject({ from: "JFK", depart: "2026-12-01", back: "2026-12-05" });
  });

  it("is a list of slices for anything else", () => {
    const flights = [flight("JFK", "LAX", "2026-12-01T10:00:00Z"), flight("LAX", "SEA", "2026-12-05T10:00:00Z")];
    expect(searchAgain(flights, PARTY)).toMatchObject({ legs: ["JFK-LAX-2026-12-01", "LAX-SEA-2026-12-05"] });
  });
});
