import { expect, it } from "vitest";
import { calendarOf } from "./calendar";

type Trip = Parameters<typeof calendarOf>[0];

const FLIGHT = {
  id: "UA1545-20261123-EWR",
  designator: "UA1545",
  airline: { code: "UA", name: "United" },
  origin: { code: "EWR", city: "Newark", name: "Newark Liberty International Airport; Terminal, A" },
  destination: { code: "IAH", city: "Houston", name: "George Bush Intercontinental" },
  departsAt: "2026-11-23T10:15:00Z",
  arrivesAt: "2026-11-23T14:02:00Z",
  departsAtLocal: "2026-11-23T05:15:00-05:00",
  arrivesAtLocal: "2026-11-23T08:02:00-06:00",
  status: "SCHEDULED",
};

function tripOf(...flights: object[]): Trip {
  return { id: "r1", version: 3, recordLocator: "ABC234", segments: flights.map((flight) => ({ flight })) } as Trip; // what a calendar needs of it
}

it("has an event for each flight, at its instant, with the airports' own times in words", () => {
  const file = calendarOf(tripOf(FLIGHT), Date.parse("2026-11-01T00:00:00Z"));
  // Long lines go on after a break and a space.
  expect(file.replaceAll("\r\n ", "").split("\r\n")).toEqual([
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Meridian//Trips//EN",
    "BEGIN:VEVENT",
    "UID:r1-UA1545-20261123-EWR",
    "SEQUENCE:3",
    "DTSTAMP:20261101T000000Z",
    "DTSTART:20261123T101500Z",
    "DTEND:20261123T140200Z",
    "SUMMARY:UA 1545 Newark to Houston",
    "LOCATION:Newark Liberty International Airport\\; Terminal\\, A (EWR)",
    "DESCRIPTION:Record locator ABC234. Leaves EWR at 05:15\\, arrives IAH at 08:02\\, each by the airport's own clock.",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ]);
});

it("has no line longer than calendars take", () => {
  const file = calendarOf(tripOf({ ...FLIGHT, origin: { ...FLIGHT.origin, name: "Č".repeat(120) } }), 0);
  const sizes = file.split("\r\n").map((line) => new TextEncoder().encode(line).length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(75);
});

it("leaves out what does not fly", () => {
  expect(calendarOf(tripOf({ ...FLIGHT, status: "CANCELLED" }), 0)).not.toContain("VEVENT");
});
