import { describe, expect, test } from "vitest";
import type { Cabin, FareFamily, FlightOfferFragment, FlightStatus } from "../graphql/generated";
import { buildQuote } from "./quote";

const NOW = Date.parse("2026-12-01T00:00:00Z");
const PARTY = { adults: 2, children: 1, infants: 1 };
const wish = (cabin: Cabin, family: FareFamily = "STANDARD") => ({ cabin, family, party: PARTY });

function option(family: FareFamily, amount: string): FlightOfferFragment["fareFamilies"][number] {
  const conditions = { changeable: true, changeFee: null, refundable: true, refundFee: null };
  return { family, fare: { amount, currency: "USD" }, conditions };
}

function offer(
  free: number,
  status: FlightStatus = "SCHEDULED",
  departsAt = "2026-12-02T12:00:00Z",
): FlightOfferFragment {
  const airport = { code: "JFK", name: "Kennedy", city: "New York", country: "US", timeZone: "America/New_York" };
  return {
    id: "UA1-20261202-JFK",
    designator: "UA1",
    airline: { code: "UA", name: "United" },
    origin: airport,
    destination: { ...airport, code: "LAX" },
    departsAt,
    arrivesAt: "2026-12-02T18:00:00Z",
    departsAtLocal: "2026-12-02T07:00:00-05:00",
    arrivesAtLocal: "2026-12-02T10:00:00-08:00",
    durationMinutes: 360,
    status,
    version: 1,
    aircraftType: null,
    cabins: [{ cabin: "ECONOMY", free, fare: { amount: "129.99", currency: "USD" } }],
    fareFamilies: free < 3 ? [] : [option("LIGHT", "110.49"), option("STANDARD", "129.99"), option("FLEX", "168.99")],
  };
}

describe("a quote", () => {
  test("counts seats, not heads: an infant flies on a lap", () => {
    const quote = buildQuote([offer(10), offer(10)], wish("ECONOMY"), NOW);
    expect(quote.total).toEqual({ amount: "779.94", currency: "USD" });
    expect(quote.obstacles).toEqual([]);
  });

  test("is for the family wished for", () => {
    expect(buildQuote([offer(10)], wish("ECONOMY", "LIGHT"), NOW).total).toEqual({ amount: "331.47", currency: "USD" });
  });

  test.each([
    [offer(2), "UA 1 has only 2 seats left."],
    [offer(0), "UA 1 is sold out in economy."],
    [offer(9, "CANCELLED"), "UA 1: cancelled by the airline."],
    [offer(9, "BOARDING"), "UA 1: already boarding."],
    [offer(9, "SCHEDULED", "2026-11-30T12:00:00Z"), "UA 1: already departed."],
  ])("says what stands in the way", (flight, obstacle) => {
    expect(buildQuote([flight], wish("ECONOMY"), NOW).obstacles).toEqual([obstacle]);
  });

  test("says whether waiting could help", () => {
    const waitable = (...flights: FlightOfferFragment[]) => buildQuote(flights, wish("ECONOMY"), NOW).waitableId;
    expect(waitable(offer(0))).toBe("UA1-20261202-JFK");
    expect(waitable(offer(9))).toBeNull();
    expect(waitable(offer(0, "CANCELLED"))).toBeNull();
    expect(waitable(offer(0), offer(9))).toBeNull();
  });

  test("says which flight has no room", () => {
    const full = { ...offer(2), id: "full" };
    expect(buildQuote([offer(9), full], wish("ECONOMY"), NOW).soldOutId).toBe("full");
    expect(buildQuote([offer(9), offer(0, "CANCELLED")], wish("ECONOMY"), NOW).soldOutId).toBeNull();
  });

  test("says when the cabin is not on board", () => {
    expect(buildQuote([offer(9)], wish("FIRST"), NOW).obstacles).toEqual(["UA 1 has no first."]);
  });
});
