/** A new flight as typed, and as the API takes it. */
import { z } from "zod";
import type { CreateFlightInput } from "../../graphql/generated";
import { blankCabins, CURRENCIES, cabinsSchema, toCabins } from "./cabins";
import { toInstant } from "./localTime";

const wallClock = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, "Enter a date and a time.");
const airportCode = z.string().regex(/^[A-Z]{3}$/, "Choose an airport.");

export const newFlightSchema = z
  .object({
    airline: z.string().min(1, "Choose the airline."),
    flightNumber: z
      .string()
      .trim()
      .regex(/^\d{1,4}$/, "One to four digits."),
    origin: airportCode,
    destination: airportCode,
    departsAt: wallClock,
    arrivesAt: wallClock,
    aircraftType: z.string(),
    currency: z.enum(CURRENCIES),
    cabins: cabinsSchema,
  })
  .refine((form) => form.origin !== form.destination, {
    path: ["destination"],
    message: "Choose another airport than the one it leaves from.",
  });

export type NewFlight = z.output<typeof newFlightSchema>;
type NewFlightForm = z.input<typeof newFlightSchema>;

export function blankFlight(): NewFlightForm {
  return {
    airline: "",
    flightNumber: "",
    origin: "",
    destination: "",
    departsAt: "",
    arrivesAt: "",
    aircraftType: "",
    currency: "USD",
    cabins: blankCabins(),
  };
}

export function toCreateInput(
  form: NewFlight,
  zones: { readonly origin: string; readonly destination: string },
): CreateFlightInput {
  return {
    airline: form.airline,
    flightNumber: form.flightNumber,
    origin: form.origin,
    destination: form.destination,
    departsAt: toInstant(form.departsAt, zones.origin),
    arrivesAt: toInstant(form.arrivesAt, zones.destination),
    aircraftType: form.aircraftType === "" ? null : form.aircraftType,
    cabins: toCabins(form.cabins, form.currency),
  };
}
