/** One flight in the results: times, who flies, seats left in the chosen cabin, fare, and the button to take it. */
import type { Cabin, FlightOfferFragment } from "../graphql/generated";
import { Badge } from "../ui/Badge";
import { FlightLine } from "../ui/FlightLine";
import { standingObstacle } from "../words/bookable";
import { CABIN_LABEL, countWords, FLIGHT_STATUS_LABEL, FLIGHT_STATUS_TONE, flightName } from "../words/labels";
import { formatMoney } from "../words/money";
import { clockTime } from "../words/time";
import styles from "./FlightCard.module.css";

// From here on the number of seats left matters to someone deciding.
const FEW_SEATS = 9;

interface FlightCardProps {
  readonly flight: FlightOfferFragment;
  readonly cabin: Cabin;
  readonly seats: number;
  /** Why this flight cannot be taken although it has seats; null when it can. */
  readonly obstacle?: string | null;
  readonly onSelect: () => void;
}

export function FlightCard({ flight, cabin, seats, obstacle = null, onSelect }: FlightCardProps) {
  const offer = flight.cabins.find((each) => each.cabin === cabin);
  const refusal = obstacle ?? refusalOf(flight, offer?.free, cabin, seats);
  return (
    <article className={styles.card} aria-label={`${flightName(flight)} at ${clockTime(flight.departsAtLocal)}`}>
      <div className={styles.flight}>
        <p className={styles.carrier}>
          <span className={styles.airline}>{flight.airline.name}</span>
          <span>{flightName(flight)}</span>
          {flight.aircraftType && <span className={styles.aircraft}>{aircraftWords(flight.aircraftType)}</span>}
          {flight.status !== "SCHEDULED" && (
            <Badge tone={FLIGHT_STATUS_TONE[flight.status]}>{FLIGHT_STATUS_LABEL[flight.status]}</Badge>
          )}
        </p>
        <FlightLine flight={flight} />
      </div>
      <div className={styles.deal}>
        {offer && (
          <p className={styles.fare}>
            <strong>{formatMoney(offer.fare)}</strong>
            <span>per person, {CABIN_LABEL[cabin].toLowerCase()}</span>
          </p>
        )}
        {refusal ? (
          <p className={styles.refusal}>{refusal}</p>
        ) : (
          <>
            {offer && offer.free <= FEW_SEATS && <p className={styles.few}>{countWords(offer.free, "seat")} left</p>}
            <button type="button" className={styles.select} onClick={onSelect}>
              Select
              <span className="visually-hidden">
                {" "}
                {flightName(flight)}, leaving at {clockTime(flight.departsAtLocal)}
              </span>
            </button>
          </>
        )}
      </div>
    </article>
  );
}

function refusalOf(flight: FlightOfferFragment, free: number | undefined, cabin: Cabin, seats: number): string | null {
  const standing = standingObstacle(flight, Date.now());
  if (standing) return standing;
  if (free === undefined) return `No ${CABIN_LABEL[cabin].toLowerCase()} on this flight`;
  if (free === 0) return "Sold out";
  if (free < seats) return `Only ${countWords(free, "seat")} left`;
  return null;
}

function aircraftWords({ manufacturer, model }: { manufacturer: string; model: string }): string {
  return `${capitalized(manufacturer)} ${model}`;
}

/** Registers shout ("BOEING"); a page need not. */
function capitalized(word: string): string {
  return word === word.toUpperCase() ? word.charAt(0) + word.slice(1).toLowerCase() : word;
}
