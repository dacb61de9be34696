/**
 * The trip these flights have become in this tab: for whoever comes back to the form after booking.
 *
 * A form that looks as if nothing had happened invites to book once more.
 */
import type { AttemptStore } from "./attempt";

const BOOKED = "booked";

export function rememberBooked(flights: readonly string[], tripId: string, store: AttemptStore): void {
  store.setItem(BOOKED, JSON.stringify({ flights, tripId }));
}

/** The trip's id, if the last booking was of just these flights. */
export function findBooked(flights: readonly string[], store: AttemptStore): string | null {
  const text = store.getItem(BOOKED);
  if (text === null) return null;
  const booked = JSON.parse(text) as { flights: string[]; tripId: string }; // as it was written above
  return booked.flights.join() === flights.join() ? booked.tripId : null;
}
