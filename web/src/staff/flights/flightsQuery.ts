/** What staff look for in the flights list, as it stands in the address bar. */
import * as z from "zod/mini";
import type { FlightFilter } from "../../graphql/generated";
import { airportCode, code, isoDate, optional } from "../../words/address";

const schema = z.object({
  origin: optional(airportCode),
  destination: optional(airportCode),
  date: optional(isoDate),
  airline: optional(code(/^[A-Z0-9]{2,3}$/)),
  status: optional(z.enum(["SCHEDULED", "DELAYED", "BOARDING", "DEPARTED", "ARRIVED", "CANCELLED"])),
  designator: optional(
    z.coerce.string().check(
      z.overwrite((text) => text.replaceAll(" ", "").toUpperCase()),
      z.regex(/^[A-Z0-9]{2}\d{0,4}$/),
    ),
  ),
});

export type FlightsQuery = z.infer<typeof schema>;

export function loadFlightsQuery(raw: Record<string, unknown>): FlightsQuery {
  return schema.parse(raw);
}

export function toFilter(query: FlightsQuery): FlightFilter {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
