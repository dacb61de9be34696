/**
 * One or more flights on one line: when and where the journey leaves, how long it takes and where one changes, when and
 * where it arrives. Times are the airports' own; an arrival on another day carries its marker.
 */
import type { FlightTimesFragment } from "../graphql/generated";
import { clockTime, dateWords, dayShift, dayShiftWords, durationWords, localDate } from "../words/time";
import styles from "./FlightLine.module.css";

export function FlightLine({ flight }: { readonly flight: FlightTimesFragment }) {
  return <JourneyLine first={flight} last={flight} durationMinutes={flight.durationMinutes} stops={[]} />;
}

interface JourneyLineProps {
  readonly first: FlightTimesFragment;
  readonly last: FlightTimesFragment;
  readonly durationMinutes: number;
  /** The airports where flights are changed. */
  readonly stops: readonly { readonly code: string; readonly city: string }[];
}

export function JourneyLine({ first, last, durationMinutes, stops }: JourneyLineProps) {
  const shift = dayShift(first.departsAtLocal, last.arrivesAtLocal);
  return (
    <div className={styles.line}>
      <div className={styles.end}>
        <time dateTime={first.departsAtLocal} className={styles.time}>
          {clockTime(first.departsAtLocal)}
        </time>
        <Place code={first.origin.code} city={first.origin.city} />
      </div>
      <div className={styles.way}>
        <span className={styles.duration}>{durationWords(durationMinutes)}</span>
        <span className={styles.track} aria-hidden="true">
          {stops.map(({ code }) => (
            <span key={code} className={styles.stop} />
          ))}
        </span>
        <Stops stops={stops} />
      </div>
      <div className={`${styles.end} ${styles.arrival}`}>
        <time dateTime={last.arrivesAtLocal} className={styles.time}>
          {clockTime(last.arrivesAtLocal)}
          {shift !== 0 && (
            <sup className={styles.shift} title={dateWords(localDate(last.arrivesAtLocal))}>
              <span aria-hidden="true">{shift > 0 ? `+${shift}` : shift}</span>
              <span className="visually-hidden">, {dayShiftWords(shift)}</span>
            </sup>
          )}
        </time>
        <Place code={last.destination.code} city={last.destination.city} />
      </div>
    </div>
  );
}

function Stops({ stops }: Pick<JourneyLineProps, "stops">) {
  if (stops.length === 0) return <span className={styles.stops}>Direct</span>;
  return (
    <span className={styles.stops}>
      {stops.length === 1 ? "1 stop" : `${stops.length} stops`}
      {stops.map(({ code, city }) => (
        <span key={code}>
          ,{" "}
          <abbr className={styles.code} title={city}>
            {code}
          </abbr>
        </span>
      ))}
    </span>
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
