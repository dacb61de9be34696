/**
 * What a traveller looks for, as it stands in the address bar: a search can be reloaded, shared and gone back to.
 *
 * In: raw search parameters, from anywhere. Out: a `TripQuery` that is right by construction.
 */
import type { SearchSchemaInput } from "@tanstack/react-router";
import * as z from "zod/mini";
import type { PassengerType } from "../graphql/generated";
import { airportCode, code, isoDate, optional } from "../words/address";
import { todayHere } from "../words/time";
import { sliceText } from "./slices";

export const MAX_PASSENGERS = 9;
export const MAX_SLICES = 6;

const count = (least: number) =>
  z.catch(z.coerce.number().check(z.multipleOf(1), z.minimum(least), z.maximum(MAX_PASSENGERS)), least);
export const familyName = z.enum(["LIGHT", "STANDARD", "FLEX"]);
export const cabinName = z.enum(["ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"]);

const hoursName = z.enum(["ANY", "EARLY", "MORNING", "AFTERNOON", "EVENING"]);

const partySchema = z.object({
  adults: count(1),
  children: count(0),
  infants: count(0),
});

const flightId = z.coerce.string().check(z.minLength(1), z.maxLength(128));
// Two at most: a flight and its connection.
const flightIds = z.array(flightId).check(z.minLength(1), z.maxLength(2));

/** A flight of a trip, and those that are to take its place. */
const swapSchema = z.object({ from: flightId, to: flightIds });
export type Swap = z.infer<typeof swapSchema>;

const swaps = z.catch(z.array(swapSchema).check(z.maxLength(MAX_SLICES - 1)), []);

/** For which flight of which trip another one is looked for, and what has been chosen for its other flights. */
const changeSchema = z.object({
  trip: z.coerce.string().check(z.minLength(1), z.maxLength(64)),
  flight: flightId,
  others: swaps,
});

// The flights of an itinerary, in the order they are flown: "UA1545-20261123-EWR,B623-20261123-JFK".
const itineraryText = z.string().check(z.maxLength(300), z.regex(/^[^,]+(,[^,]+)?$/));

const tripQuerySchema = z.extend(partySchema, {
  from: optional(airportCode),
  to: optional(airportCode),
  depart: optional(isoDate),
  back: optional(isoDate),
  /** A trip of several parts, each like "JFK-LAX-2026-12-01", instead of the four above. */
  legs: optional(z.array(sliceText).check(z.minLength(2), z.maxLength(MAX_SLICES))),
  cabin: z.catch(cabinName, "ECONOMY"),
  family: z.catch(familyName, "STANDARD"),
  sort: z.catch(z.enum(["DEPARTURE", "PRICE", "DURATION"]), "PRICE"),
  direct: z.catch(z.boolean(), false),
  hours: z.catch(hoursName, "ANY"),
  /** When to arrive, by the clocks of the destination. */
  arrive: z.catch(hoursName, "ANY"),
  airline: optional(code(/^[A-Z0-9]{2}$/)),
  /** The itineraries taken already, slice after slice, while the next is being chosen. */
  taken: z.catch(z.array(itineraryText).check(z.maxLength(MAX_SLICES - 1)), []),
  /** A search on behalf of a trip that has been booked. */
  change: optional(changeSchema),
});

const bookingQuerySchema = z.extend(partySchema, {
  flights: z.catch(z.array(flightId).check(z.minLength(1), z.maxLength(6)), []),
  cabin: z.catch(cabinName, "ECONOMY"),
  family: z.catch(familyName, "STANDARD"),
  step: z.catch(z.enum(["fare", "passengers", "review"]), "passengers"),
});

export type Party = z.infer<typeof partySchema>;
const changeQuerySchema = z.object({
  from: z.catch(flightId, ""),
  to: z.catch(flightIds, []),
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
