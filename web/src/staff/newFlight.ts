/** A new flight as typed, and as the API takes it. */
import { z } from "zod";
import type { Cabin, CreateFlightInput } from "../graphql/generated";
import { CABINS } from "../words/labels";
import { amountText } from "./flightChange";
import { toInstant } from "./localTime";

export const CURRENCIES = ["USD", "EUR", "GBP", "CAD"] as const;

const MAX_SEATS = 900;
const wallClock = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, "Enter a date and a time.");
const airportCode = z.string().regex(/^[A-Z]{3}$/, "Choose an airport.");

const cabinSchema = z
  .object({
    cabin: z.enum(["ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"]),
    capacity: z.coerce
      .number<string>()
      .int("Whole seats.")
      .min(0, "Not below 0.")
      .max(MAX_SEATS, `At most ${MAX_SEATS}.`),
    amount: z.union([z.literal(""), amountText]),
  })
  .refine((cabin) => cabin.capacity === 0 || cabin.amount !== "", { path: ["amount"], message: "Enter the fare." });

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
    aircraftType: z.string().trim().toUpperCase().max(32, "At most 32 characters."),
    currency: z.enum(CURRENCIES),
    cabins: z
      .array(cabinSchema)
      .refine((cabins) => cabins.some(({ capacity }) => capacity > 0), "At least one cabin needs seats."),
  })
  .refine((form) => form.origin !== form.destination, {
    path: ["destination"],
    message: "Choose another airport than the one it leaves from.",
  });

export type NewFlight = z.output<typeof newFlightSchema>;
type NewFlightForm = z.input<typeof newFlightSchema>;

export function blankFlight(): NewFlightForm {
  const cabins = CABINS.map((cabin: Cabin) => ({ cabin, capacity: cabin === "ECONOMY" ? "150" : "0", amount: "" }));
  return {
    airline: "",
    flightNumber: "",
    origin: "",
    destination: "",
    departsAt: "",
    arrivesAt: "",
    aircraftType: "",
    currency: "USD",
    cabins,
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
    cabins: form.cabins
      .filter(({ capacity }) => capacity > 0)
      .map(({ cabin, capacity, amount }) => ({ cabin, capacity, fare: { amount, currency: form.currency } })),
  };
}
