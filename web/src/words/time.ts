/**
 * Times as travellers read them: the clock on the airport's wall, never the clock of this device.
 *
 * The API gives local times as ISO 8601 with the airport's offset ("2026-12-01T22:15:00-05:00"), so the wall clock is
 * read off the text; converting through `Date` would move it into the reader's own zone.
 */
import { type CalendarDate, getLocalTimeZone, parseDate, today } from "@internationalized/date";

export function clockTime(local: string): string {
  return local.slice(11, 16);
}

export function localDate(local: string): CalendarDate {
  return parseDate(local.slice(0, 10));
}

/** How many calendar days later than the departure the arrival is, each on its own airport's calendar. */
export function dayShift(departsAtLocal: string, arrivesAtLocal: string): number {
  return localDate(arrivesAtLocal).compare(localDate(departsAtLocal));
}

export function dayShiftWords(days: number): string {
  if (days === 0) return "arrives the same day";
  const count = Math.abs(days);
  return `arrives ${count === 1 ? "the day" : `${count} days`} ${days > 0 ? "after" : "before"}`;
}

export function durationWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** Long: "Tuesday, 24 November 2026"; short: "Tue 24 Nov"; as a field shows it: "Tue 24 Nov 2026". */
export function dateWords(date: CalendarDate, style: "long" | "short" | "field" = "long"): string {
  const length = style === "long" ? "long" : "short";
  const words = new Intl.DateTimeFormat("en-GB", {
    weekday: length,
    day: "numeric",
    month: length,
    ...(style === "short" ? {} : { year: "numeric" }),
    timeZone: "UTC",
  }).format(date.toDate("UTC"));
  return style === "field" ? words.replace(",", "") : words;
}

export function monthWords(date: CalendarDate): string {
  const words = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  return words.format(date.toDate("UTC"));
}

export function weekdayWord(date: CalendarDate): string {
  return new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" }).format(date.toDate("UTC"));
}

/** A day of the calendar, of whatever year: "1906-12-09" -> "9 Dec 1906". */
export function dayWords(day: string): string {
  const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
  return words.format(new Date(`${day}T00:00:00Z`));
}

/** A moment in the reader's own zone: for "booked on", "changed at", where no airport is meant. */
export function momentWords(instant: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" }).format(new Date(instant));
}

/** The same moment's time of day only: for a deadline within the hour. */
export function momentClock(instant: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeStyle: "short" }).format(new Date(instant));
}

/** An instant as the clock on an airport's wall shows it: "2026-12-01T22:15:00". */
export function inZoneOf(instant: string, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  const words = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone });
  return words.format(new Date(instant)).replace(" ", "T");
}

export function todayHere(): CalendarDate {
  return today(getLocalTimeZone());
}

/** `text` as a date, or null when it is none ("2026-02-30" is none). */
export function findDate(text: string): CalendarDate | null {
  try {
    return parseDate(text);
  } catch {
    return null;
  }
}
