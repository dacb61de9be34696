/**
 * Between the clock on the airport's wall, which staff type, and the instant the API stores.
 *
 * In and out: "2026-12-01T22:15" with an IANA zone <-> "2026-12-02T03:15:00.000Z".
 */
import { parseAbsolute, parseDateTime, toCalendarDateTime, toZoned } from "@internationalized/date";

export function toInstant(wallClock: string, timeZone: string): string {
  return toZoned(parseDateTime(wallClock), timeZone).toAbsoluteString();
}

export function toWallClock(instant: string, timeZone: string): string {
  return toCalendarDateTime(parseAbsolute(instant, timeZone)).toString().slice(0, 16);
}
