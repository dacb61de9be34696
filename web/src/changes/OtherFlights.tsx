/** The other flights of the trip that may be changed in the same go: one hold, one price, one decision. */
import type { TripDetailFragment } from "../graphql/generated";
import type { Swap } from "../search/tripQuery";
import { ButtonLink } from "../ui/Button";
import { Card } from "../ui/Card";
import { flightName } from "../words/labels";
import { dateWords, localDate } from "../words/time";
import { isChangeable } from "./changeable";
import { toChangeSearch } from "./changeSearch";
import styles from "./changes.module.css";

interface OtherFlightsProps {
  readonly trip: TripDetailFragment;
  readonly swaps: readonly Swap[];
}

export function OtherFlights({ trip, swaps }: OtherFlightsProps) {
  const left = trip.segments.flatMap((segment) => {
    const { flight } = segment;
    const isChosen = swaps.some(({ from }) => from === flight?.id);
    return flight && !isChosen && isChangeable(trip, segment) ? [flight] : [];
  });
  if (left.length === 0) return null;
  return (
    <Card title="Change more of this trip?">
      <p className={styles.small}>All of it is held and priced together, and you decide once.</p>
      <div className={styles.others}>
        {left.map((flight) => (
          <ButtonLink key={flight.id} to="/flights" search={toChangeSearch(trip, flight, swaps)}>
            {flightName(flight)}, {flight.origin.code} to {flight.destination.code},{" "}
            {dateWords(localDate(flight.departsAtLocal), "short")}
          </ButtonLink>
        ))}
      </div>
    </Card>
  );
}
