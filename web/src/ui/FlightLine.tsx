/**
 * A flight on one line: when and where it leaves, how long it takes, when and where it arrives.
 * Times are the airports' own; an arrival on another day carries its marker.
 */
import type { FlightTimesFragment } from "../graphql/generated";
import { clockTime, dateWords, dayShift, dayShiftWords, durationWords, localDate } from "../words/time";
import styles from "./FlightLine.module.css";

export function FlightLine({ flight }: { readonly flight: FlightTimesFragment }) {
  const shift = dayShift(flight.departsAtLocal, flight.arrivesAtLocal);
  return (
    <div className={styles.line}>
      <div className={styles.end}>
        <time dateTime={flight.departsAtLocal} className={styles.time}>
          {clockTime(flight.departsAtLocal)}
        </time>
        <Place code={flight.origin.code} city={flight.origin.city} />
      </div>
      <div className={styles.way}>
        <span className={styles.duration}>{durationWords(flight.durationMinutes)}</span>
        <span className={styles.track} aria-hidden="true" />
        <span className={styles.stops}>Direct</span>
      </div>
      <div className={`${styles.end} ${styles.arrival}`}>
        <time dateTime={flight.arrivesAtLocal} className={styles.time}>
          {clockTime(flight.arrivesAtLocal)}
          {shift !== 0 && (
            <sup className={styles.shift} title={dateWords(localDate(flight.arrivesAtLocal))}>
              <span aria-hidden="true">{shift > 0 ? `+${shift}` : shift}</span>
              <span className="visually-hidden">, {dayShiftWords(shift)}</span>
            </sup>
          )}
        </time>
        <Place code={flight.destination.code} city={flight.destination.city} />
      </div>
    </div>
  );
}

function Place({ code, city }: { readonly code: string; readonly city: string }) {
  return (
    <span className={styles.place}>
      <abbr className={styles.code} title={city}>
        {code}
      </abbr>
      <span className={styles.city}>{city}</span>
    </span>
  );
}
