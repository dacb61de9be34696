/** The search for another flight instead of one of a trip: the same route, day, party and cabin to begin with. What has
 * been chosen for other flights of the trip goes along.
 */
import type { FlightTimesFragment, TripDetailFragment } from "../graphql/generated";
import type { Swap, TripLink } from "../search/tripQuery";
import { partyOf } from "../trips/partyOf";
import { todayHere } from "../words/time";

export function toChangeSearch(
  trip: TripDetailFragment,
  flight: FlightTimesFragment,
  others: readonly Swap[] = [],
): TripLink {
  const day = flight.departsAtLocal.slice(0, 10);
  const today = todayHere().toString();
  const segment = trip.segments.find((each) => each.flight?.id === flight.id);
  return {
    from: flight.origin.code,
    to: flight.destination.code,
    depart: day < today ? today : day,
    ...partyOf(trip),
    cabin: segment?.cabin ?? "ECONOMY",
    family: segment?.fareFamily ?? "STANDARD",
    change: { trip: trip.id, flight: flight.id, others: [...others] },
  } as TripLink; // the marker in the type exists for the router's types only
}
