/** One flight of a trip beside those that are to take its place. */
import type { FlightTimesFragment, TripDetailFragment } from "../graphql/generated";
import { Card } from "../ui/Card";
import { FlightLine } from "../ui/FlightLine";
import { CABIN_LABEL, FAMILY_LABEL, flightName } from "../words/labels";
import { dateWords, localDate } from "../words/time";
import styles from "./changes.module.css";

interface SwapCardsProps {
  readonly given: TripDetailFragment["segments"][number];
  /** None while they are not known. */
  readonly taken: readonly FlightTimesFragment[];
}

export function SwapCards({ given, taken }: SwapCardsProps) {
  return (
    <div className={styles.pair}>
      <Card title="You give up">{given.flight && <Flown flight={given.flight} />}</Card>
      <Card title="You take">
        {taken.map((flight) => (
          <Flown key={flight.id} flight={flight} />
        ))}
        <p className={styles.small}>
          {CABIN_LABEL[given.cabin]}, {FAMILY_LABEL[given.fareFamily]}, as before
        </p>
      </Card>
    </div>
  );
}

function Flown({ flight }: { readonly flight: FlightTimesFragment }) {
  return (
    <div className={styles.flown}>
      <p>
        <strong>{dateWords(localDate(flight.departsAtLocal))}</strong>, {flightName(flight)}
      </p>
      <FlightLine flight={flight} />
    </div>
  );
}
