/** What staff look for in the flights list, as it stands in the address bar. */
import { z } from "zod";
import type { FlightFilter } from "../../graphql/generated";
import { findDate } from "../../words/time";

const code = (pattern: RegExp) => z.coerce.string().trim().toUpperCase().regex(pattern).optional().catch(undefined);

const schema = z.object({
  origin: code(/^[A-Z]{3}$/),
  destination: code(/^[A-Z]{3}$/),
  date: z
    .string()
    .refine((text) => findDate(text) !== null)
    .optional()
    .catch(undefined),
  airline: code(/^[A-Z0-9]{2,3}$/),
  status: z.enum(["SCHEDULED", "DELAYED", "BOARDING", "DEPARTED", "ARRIVED", "CANCELLED"]).optional().catch(undefined),
  designator: z.coerce
    .string()
    .transform((text) => text.replaceAll(" ", "").toUpperCase())
    .pipe(z.string().regex(/^[A-Z0-9]{2}\d{0,4}$/))
    .optional()
    .catch(undefined),
});

export type FlightsQuery = z.infer<typeof schema>;

export function loadFlightsQuery(raw: Record<string, unknown>): FlightsQuery {
  return schema.parse(raw);
}

export function toFilter(query: FlightsQuery): FlightFilter {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
