/** What staff look for among the schedules on sale, as it stands in the address bar. */
import * as z from "zod/mini";
import type { FlightScheduleFilter } from "../../graphql/generated";
import { airportCode, code, isoDate, optional } from "../../words/address";

const query = z.object({
  designator: optional(
    z.coerce.string().check(
      z.overwrite((text) => text.replaceAll(" ", "").toUpperCase()),
      z.regex(/^[A-Z0-9]{2}\d{1,4}$/),
    ),
  ),
  airline: optional(code(/^[A-Z0-9]{2}$/)),
  origin: optional(airportCode),
  destination: optional(airportCode),
  firstDay: optional(isoDate),
  lastDay: optional(isoDate),
});

export type SchedulesQuery = z.infer<typeof query>;

export function loadSchedulesQuery(raw: Record<string, unknown>): SchedulesQuery {
  return query.parse(raw);
}

export function toFilter(wanted: SchedulesQuery): FlightScheduleFilter {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}
