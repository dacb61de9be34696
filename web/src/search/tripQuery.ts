/**
 * What a traveller looks for, as it stands in the address bar: a search can be reloaded, shared and gone back to.
 *
 * In: raw search parameters, from anywhere. Out: a `TripQuery` that is right by construction.
 */
import type { SearchSchemaInput } from "@tanstack/react-router";
import { z } from "zod";
import type { PassengerType } from "../graphql/generated";
import { findDate, todayHere } from "../words/time";
import { sliceText } from "./slices";

export const MAX_PASSENGERS = 9;
export const MAX_SLICES = 6;

const airportCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/);
const isoDate = z.string().refine((text) => findDate(text) !== null);
export const familyName = z.enum(["LIGHT", "STANDARD", "FLEX"]);
export const cabinName = z.enum(["ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"]);

const partySchema = z.object({
  adults: z.coerce.number().int().min(1).max(MAX_PASSENGERS).catch(1),
  children: z.coerce.number().int().min(0).max(MAX_PASSENGERS).catch(0),
  infants: z.coerce.number().int().min(0).max(MAX_PASSENGERS).catch(0),
});

const flightId = z.coerce.string().min(1).max(128);

/** A flight of a trip, and those that are to take its place. */
const swapSchema = z.object({ from: flightId, to: z.array(flightId).min(1).max(2) });
export type Swap = z.infer<typeof swapSchema>;

const swaps = z
  .array(swapSchema)
  .max(MAX_SLICES - 1)
  .catch([]);

/** For which flight of which trip another one is looked for, and what has been chosen for its other flights. */
const changeSchema = z.object({ trip: z.coerce.string().min(1).max(64), flight: flightId, others: swaps });

// The flights of an itinerary, in the order they are flown: "UA1545-20261123-EWR,B623-20261123-JFK".
const itineraryText = z
  .string()
  .max(300)
  .regex(/^[^,]+(,[^,]+)?$/);

const tripQuerySchema = partySchema.extend({
  from: airportCode.optional().catch(undefined),
  to: airportCode.optional().catch(undefined),
  depart: isoDate.optional().catch(undefined),
  back: isoDate.optional().catch(undefined),
  /** A trip of several parts, each like "JFK-LAX-2026-12-01", instead of the four above. */
  legs: z.array(sliceText).min(2).max(MAX_SLICES).optional().catch(undefined),
  cabin: cabinName.catch("ECONOMY"),
  sort: z.enum(["DEPARTURE", "PRICE", "DURATION"]).catch("PRICE"),
  direct: z.boolean().catch(false),
  hours: z.enum(["ANY", "EARLY", "MORNING", "AFTERNOON", "EVENING"]).catch("ANY"),
  /** The itineraries taken already, slice after slice, while the next is being chosen. */
  taken: z
    .array(itineraryText)
    .max(MAX_SLICES - 1)
    .catch([]),
  /** A search on behalf of a trip that has been booked. */
  change: changeSchema.optional().catch(undefined),
});

const bookingQuerySchema = partySchema.extend({
  flights: z.array(flightId).min(1).max(6).catch([]),
  cabin: cabinName.catch("ECONOMY"),
  family: familyName.catch("STANDARD"),
  step: z.enum(["fare", "passengers", "review"]).catch("passengers"),
});

export type Party = z.infer<typeof partySchema>;
const changeQuerySchema = z.object({
  from: flightId.catch(""),
  to: z.array(flightId).min(1).max(2).catch([]),
  others: swaps,
});

export type TripQuery = z.infer<typeof tripQuerySchema>;
export type BookingQuery = z.infer<typeof bookingQuerySchema>;

/** What a link has to say: the rest are the defaults. */
export type TripLink = Partial<TripQuery> & SearchSchemaInput;
export type BookingLink = Partial<BookingQuery> & SearchSchemaInput;

export function loadTripQuery(raw: Record<string, unknown>): TripQuery {
  const query = tripQuerySchema.parse(raw);
  return { ...query, ...seatable(query) };
}

export function loadBookingQuery(raw: Record<string, unknown>): BookingQuery {
  const query = bookingQuerySchema.parse(raw);
  return { ...query, ...seatable(query) };
}

export function loadChangeQuery(raw: Record<string, unknown>) {
  return changeQuerySchema.parse(raw);
}

/** Infants travel on an adult's lap and take no seat. */
export function seatsOf(party: Party): number {
  return party.adults + party.children;
}

export function travellersOf(party: Party): PassengerType[] {
  return [
    ...Array<PassengerType>(party.adults).fill("ADULT"),
    ...Array<PassengerType>(party.children).fill("CHILD"),
    ...Array<PassengerType>(party.infants).fill("INFANT"),
  ];
}

/** The same party cut down to what may travel together: at most nine, and no infant without a lap. */
export function seatable({ adults, children, infants }: Party): Party {
  const laps = Math.min(infants, adults, MAX_PASSENGERS - adults);
  return { adults, infants: laps, children: Math.min(children, MAX_PASSENGERS - adults - laps) };
}

/** Where a fresh search starts: tomorrow, one adult. */
export function defaultDeparture(): string {
  return todayHere().add({ days: 1 }).toString();
}
