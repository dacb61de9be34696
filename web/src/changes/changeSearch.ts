/** The search for another flight instead of one of a trip: the same route, day, party and cabin to begin with. */
import type { FlightTimesFragment, TripDetailFragment } from "../graphql/generated";
import type { TripLink } from "../search/tripQuery";
import { partyOf } from "../trips/partyOf";
import { todayHere } from "../words/time";

export function toChangeSearch(trip: TripDetailFragment, flight: FlightTimesFragment): TripLink {
  const day = flight.departsAtLocal.slice(0, 10);
  const today = todayHere().toString();
  return {
    from: flight.origin.code,
    to: flight.destination.code,
    depart: day < today ? today : day,
    ...partyOf(trip),
    cabin: trip.segments.find((segment) => segment.flight?.id === flight.id)?.cabin ?? "ECONOMY",
    change: { trip: trip.id, flight: flight.id },
  } as TripLink; // the marker in the type exists for the router's types only
}
