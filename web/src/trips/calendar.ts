/**
 * A trip -> an iCalendar file (RFC 5545) with one event a flight.
 *
 * Times go in as instants: every calendar shows them on its owner's clock. Where the flight leaves on the airport's
 * clock stands in the words.
 */
import { BRAND } from "../brand";
import type { TripDetailFragment } from "../graphql/generated";
import { flightName } from "../words/labels";
import { clockTime } from "../words/time";

type Trip = Pick<TripDetailFragment, "id" | "version" | "recordLocator" | "segments">;
type Flight = NonNullable<Trip["segments"][number]["flight"]>;

export function calendarOf(trip: Trip, now: number): string {
  const flights = trip.segments.flatMap(({ flight }) => (flight && flight.status !== "CANCELLED" ? flight : []));
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `PRODID:-//${BRAND}//Trips//EN`,
    ...flights.flatMap((flight) => eventOf(flight, trip, now)),
    "END:VCALENDAR",
  ];
  return `${lines.map(fold).join("\r\n")}\r\n`;
}

function eventOf(flight: Flight, { id, version, recordLocator }: Trip, now: number): readonly string[] {
  const { origin, destination } = flight;
  const words = [
    `Record locator ${recordLocator}.`,
    `Leaves ${origin.code} at ${clockTime(flight.departsAtLocal)},`,
    `arrives ${destination.code} at ${clockTime(flight.arrivesAtLocal)}, each by the airport's own clock.`,
  ].join(" ");
  return [
    "BEGIN:VEVENT",
    // The same flight of the same trip takes the place of what was saved before, here or from a letter, if it is newer.
    `UID:${id}-${flight.id}`,
    `SEQUENCE:${version}`,
    `DTSTAMP:${instant(now)}`,
    `DTSTART:${instant(Date.parse(flight.departsAt))}`,
    `DTEND:${instant(Date.parse(flight.arrivesAt))}`,
    `SUMMARY:${escaped(`${flightName(flight)} ${origin.city} to ${destination.city}`)}`,
    `LOCATION:${escaped(`${origin.name} (${origin.code})`)}`,
    `DESCRIPTION:${escaped(words)}`,
    "END:VEVENT",
  ];
}

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&");
}

// Lines are at most 75 bytes long, and what goes on begins with a space. Characters of several bytes are rare enough
// in the names of airports to count each as three.
const LONGEST = 75;

function fold(line: string): string {
  const parts: string[] = [];
  let [part, size] = ["", 0];
  for (const character of line) {
    const bytes = character.charCodeAt(0) < 128 ? 1 : 3;
    if (size + bytes > LONGEST) {
      parts.push(part);
      [part, size] = [" ", 1];
    }
    part += character;
    size += bytes;
  }
  return [...parts, part].join("\r\n");
}
