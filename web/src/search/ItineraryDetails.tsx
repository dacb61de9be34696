/** The flights of an itinerary one by one, with the time to change between them: folded away until asked for. */
import type { ItineraryOfferFragment } from "../graphql/generated";
import { aircraftWords, flightName } from "../words/labels";
import { clockTime, dateWords, durationWords, localDate } from "../words/time";
import styles from "./ItineraryDetails.module.css";

// The shortest change that is sold is 45 minutes; below this one should not linger.
const SHORT_CHANGE_MINUTES = 60;

interface ItineraryDetailsProps {
  readonly segments: ItineraryOfferFragment["segments"];
  readonly summary: string;
}

export function ItineraryDetails({ segments, summary }: ItineraryDetailsProps) {
  return (
    <details className={styles.details}>
      <summary>{summary}</summary>
      <ol>
        {segments.map(({ flight, connectionMinutes }) => (
          <li key={flight.id}>
            {connectionMinutes !== null && <Change minutes={connectionMinutes} at={flight.origin.name} />}
            <p className={styles.when}>
              <strong>
                {clockTime(flight.departsAtLocal)} {flight.origin.code} – {clockTime(flight.arrivesAtLocal)}{" "}
                {flight.destination.code}
              </strong>{" "}
              {dateWords(localDate(flight.departsAtLocal), "short")}
            </p>
            <p>
              {flight.airline.name} {flightName(flight)} · {durationWords(flight.durationMinutes)}
              {flight.aircraftType && ` · ${aircraftWords(flight.aircraftType)}`}
            </p>
            <p>
              {flight.origin.name} to {flight.destination.name}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}

function Change({ minutes, at }: { readonly minutes: number; readonly at: string }) {
  return (
    <p className={styles.change}>
      {durationWords(minutes)} to change at {at}
      {minutes < SHORT_CHANGE_MINUTES && <strong>: a short one, go straight to the gate</strong>}
    </p>
  );
}
