/** The way to another flight, where the fare and the flight still allow one. */
import type { FlightTimesFragment, TripDetailFragment } from "../graphql/generated";
import { ButtonLink } from "../ui/Button";
import { standingObstacle } from "../words/bookable";
import { toChangeSearch } from "./changeSearch";

interface SegmentChangeProps {
  readonly trip: TripDetailFragment;
  readonly segment: TripDetailFragment["segments"][number];
  readonly flight: FlightTimesFragment;
}

export function SegmentChange({ trip, segment, flight }: SegmentChangeProps) {
  const isUnderWay = trip.change?.status === "REQUESTED" || trip.change?.status === "OFFERED";
  const isBarred = segment.conditions?.changeable === false;
  // A disrupted flight has its own way, free of charge.
  if (isUnderWay || isBarred || segment.disruption || standingObstacle(flight, Date.now())) return null;
  return (
    <ButtonLink to="/flights" search={toChangeSearch(trip, flight)}>
      Change flight
    </ButtonLink>
  );
}
