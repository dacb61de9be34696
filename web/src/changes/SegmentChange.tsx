/** The way to another flight, where the fare and the flight still allow one. */
import type { FlightTimesFragment, TripDetailFragment } from "../graphql/generated";
import { ButtonLink } from "../ui/Button";
import { isChangeable } from "./changeable";
import { toChangeSearch } from "./changeSearch";

interface SegmentChangeProps {
  readonly trip: TripDetailFragment;
  readonly segment: TripDetailFragment["segments"][number];
  readonly flight: FlightTimesFragment;
}

export function SegmentChange({ trip, segment, flight }: SegmentChangeProps) {
  // A disrupted flight has its own way, free of charge.
  if (segment.disruption || !isChangeable(trip, segment)) return null;
  return (
    <ButtonLink to="/flights" search={toChangeSearch(trip, flight)}>
      Change flight
    </ButtonLink>
  );
}
