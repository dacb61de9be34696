/** One itinerary in the results: times, stops, who flies, seats left, what the party pays, and the button to take it. */
import type { ItineraryOfferFragment } from "../graphql/generated";
import { Badge } from "../ui/Badge";
import { JourneyLine } from "../ui/FlightLine";
import { standingObstacle } from "../words/bookable";
import { countWords, FLIGHT_STATUS_LABEL, FLIGHT_STATUS_TONE, flightName } from "../words/labels";
import { formatMoney } from "../words/money";
import { clockTime, durationWords } from "../words/time";
import styles from "./ItineraryCard.module.css";
import { ItineraryDetails } from "./ItineraryDetails";

// From here on the number of seats left matters to someone deciding.
const FEW_SEATS = 9;

interface ItineraryCardProps {
  readonly itinerary: ItineraryOfferFragment;
  /** Who pays the price: "2 adults, 1 infant". */
  readonly party: string;
  /** Why it cannot be taken although it has seats; null when it can. */
  readonly obstacle: string | null;
  readonly onSelect: () => void;
}

export function ItineraryCard({ itinerary, party, obstacle, onSelect }: ItineraryCardProps) {
  const { segments, price, seatsLeft } = itinerary;
  const flights = segments.map(({ flight }) => flight);
  const [first, last] = [flights[0], flights.at(-1)];
  if (!first || !last) return null;
  const names = flights.map(flightName).join(" and ");
  const refusal = obstacle ?? standingObstacle(first, Date.now());
  return (
    <article className={styles.card} aria-label={`${names} at ${clockTime(first.departsAtLocal)}`}>
      <div className={styles.flight}>
        <p className={styles.carrier}>
          <span className={styles.airline}>
            {[...new Set(flights.map(({ airline }) => airline.name))].join(" and ")}
          </span>
          <span>{flights.map(flightName).join(", ")}</span>
          {flights
            .filter(({ status }) => status !== "SCHEDULED")
            .map(({ id, status }) => (
              <Badge key={id} tone={FLIGHT_STATUS_TONE[status]}>
                {FLIGHT_STATUS_LABEL[status]}
              </Badge>
            ))}
        </p>
        <JourneyLine
          first={first}
          last={last}
          durationMinutes={itinerary.durationMinutes}
          stops={flights.slice(1).map(({ origin }) => origin)}
        />
        <ItineraryDetails segments={segments} summary={detailsWords(itinerary)} />
      </div>
      <div className={styles.deal}>
        <p className={styles.fare}>
          <strong>{formatMoney(price.total)}</strong>
          <span>for {party}</span>
        </p>
        {refusal ? (
          <p className={styles.refusal}>{refusal}</p>
        ) : (
          <>
            {seatsLeft <= FEW_SEATS && <p className={styles.few}>{countWords(seatsLeft, "seat")} left</p>}
            <button type="button" className={styles.select} onClick={onSelect}>
              Select
              <span className="visually-hidden">
                {" "}
                {names}, leaving at {clockTime(first.departsAtLocal)}
              </span>
            </button>
          </>
        )}
      </div>
    </article>
  );
}

function detailsWords({ segments }: ItineraryOfferFragment): string {
  const waits = segments.flatMap(({ flight, connectionMinutes }) =>
    connectionMinutes === null ? [] : [`${durationWords(connectionMinutes)} to change in ${flight.origin.city}`],
  );
  return waits.length > 0 ? waits.join(", ") : "Flight details";
}
