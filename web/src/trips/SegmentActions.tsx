/** What can be done about one flight of a trip: what the airline changed, another flight, seats. */
import { Disruption } from "../changes/Disruption";
import { SegmentChange } from "../changes/SegmentChange";
import type { TripDetailFragment } from "../graphql/generated";
import { SegmentSeats } from "../seats/SegmentSeats";
import { CancelTrip } from "./CancelTrip";

interface SegmentActionsProps {
  readonly trip: TripDetailFragment;
  readonly segment: TripDetailFragment["segments"][number];
}

export function SegmentActions({ trip, segment }: SegmentActionsProps) {
  const { flight, status, cabin, fareFamily, disruption } = segment;
  // The seats of a cancelled trip are still the traveller's for the moment until the airline has taken them back.
  const isAlive = trip.status === "HELD" || trip.status === "CONFIRMED";
  if (!flight || !isAlive || (status !== "HELD" && status !== "SOLD")) return null;
  return (
    <>
      {disruption && <Disruption trip={trip} flight={flight} disruption={disruption} />}
      <SegmentSeats tripId={trip.id} passengers={trip.passengers} cabin={cabin} family={fareFamily} flight={flight}>
        {trip.status === "CONFIRMED" && <SegmentChange trip={trip} segment={segment} flight={flight} />}
        {trip.status === "CONFIRMED" && trip.segments.length > 1 && Date.parse(flight.departsAt) > Date.now() && (
          <CancelTrip trip={trip} flight={flight} words="Give up this flight" />
        )}
      </SegmentSeats>
    </>
  );
}
