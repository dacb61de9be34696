/** The words people read for the words the API uses. */
import type { Cabin, FareFamily, FlightStatus, PassengerType, ReservationStatus } from "../graphql/generated";

export const CABINS: readonly Cabin[] = ["ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"];

export const CABIN_LABEL: Record<Cabin, string> = {
  ECONOMY: "Economy",
  PREMIUM_ECONOMY: "Premium economy",
  BUSINESS: "Business",
  FIRST: "First",
};

export const FAMILY_LABEL: Record<FareFamily, string> = { LIGHT: "Light", STANDARD: "Standard", FLEX: "Flex" };

export const FLIGHT_STATUSES: readonly FlightStatus[] = [
  "SCHEDULED",
  "DELAYED",
  "BOARDING",
  "DEPARTED",
  "ARRIVED",
  "CANCELLED",
];

export const FLIGHT_STATUS_LABEL: Record<FlightStatus, string> = {
  SCHEDULED: "On time",
  DELAYED: "Delayed",
  BOARDING: "Boarding",
  DEPARTED: "Departed",
  ARRIVED: "Arrived",
  CANCELLED: "Cancelled",
};

export const TRIP_STATUS_LABEL: Record<ReservationStatus, string> = {
  PENDING: "Reserving seats",
  WAITLISTED: "On the waitlist",
  HELD: "Waiting for payment",
  CONFIRMED: "Confirmed",
  FAILED: "Not booked",
  CANCELLED: "Cancelled",
  EXPIRED: "Expired",
};

export const PASSENGER_LABEL: Record<PassengerType, string> = {
  ADULT: "Adult",
  CHILD: "Child",
  INFANT: "Infant",
};

export type Tone = "neutral" | "good" | "warn" | "bad" | "busy";

export const TRIP_STATUS_TONE: Record<ReservationStatus, Tone> = {
  PENDING: "busy",
  WAITLISTED: "busy",
  HELD: "warn",
  CONFIRMED: "good",
  FAILED: "bad",
  CANCELLED: "neutral",
  EXPIRED: "warn",
};

export const FLIGHT_STATUS_TONE: Record<FlightStatus, Tone> = {
  SCHEDULED: "good",
  DELAYED: "warn",
  BOARDING: "busy",
  DEPARTED: "neutral",
  ARRIVED: "neutral",
  CANCELLED: "bad",
};

export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "B623" -> "B6 23": with the airline's code set off, as on tickets and boards. */
export function flightName({ designator, airline }: { designator: string; airline: { code: string } }): string {
  return designator.startsWith(airline.code) ? `${airline.code} ${designator.slice(airline.code.length)}` : designator;
}

/** Registers shout ("BOEING"); a page need not. */
export function aircraftWords({ manufacturer, model }: { manufacturer: string; model: string }): string {
  const quiet = manufacturer.charAt(0) + manufacturer.slice(1).toLowerCase();
  return `${manufacturer === manufacturer.toUpperCase() ? quiet : manufacturer} ${model}`;
}
