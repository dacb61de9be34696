/** What is being booked and what it costs, beside every step. */
import type { Cabin, FlightOfferFragment } from "../graphql/generated";
import { seatsOf } from "../search/tripQuery";
import { FlightLine } from "../ui/FlightLine";
import { groupIntoSlices, minutesBetween } from "../words/itinerary";
import { CABIN_LABEL, countWords, FAMILY_LABEL, flightName } from "../words/labels";
import { formatMoney } from "../words/money";
import { partyWords } from "../words/party";
import { dateWords, durationWords, localDate } from "../words/time";
import styles from "./ItinerarySummary.module.css";
import { PriceParts } from "./PriceParts";
import type { Quote, Wish } from "./quote";
import type { Promised } from "./usePromise";

interface ItinerarySummaryProps {
  readonly flights: readonly FlightOfferFragment[];
  readonly quote: Quote;
  readonly wish: Wish;
  readonly promised: Promised;
}

export function ItinerarySummary({ flights, quote, wish, promised }: ItinerarySummaryProps) {
  const { cabin, family, party } = wish;
  const { promise, isExpired } = promised;
  const slices = groupIntoSlices(flights);
  const total = promise?.price.total ?? quote.total;
  return (
    <aside className={styles.summary} aria-label="Your itinerary">
      {slices.map((slice) => (
        <section key={slice[0]?.id} className={styles.leg}>
          {slice.map((flight, index) => (
            <Leg key={flight.id} flight={flight} before={slice[index - 1]} cabin={cabin} />
          ))}
        </section>
      ))}
      <dl className={styles.price}>
        {quote.lines.map(({ flight, fare, subtotal }) => (
          <div key={flight.id}>
            <dt>
              {flight.origin.code}–{flight.destination.code}
              <span className={styles.small}>
                {FAMILY_LABEL[family]}, {formatMoney(fare)} × {countWords(seatsOf(party), "seat")}
              </span>
            </dt>
            <dd>{formatMoney(subtotal)}</dd>
          </div>
        ))}
        <div className={styles.total}>
          <dt>
            Total
            <span className={styles.small}>{partyWords(party)}</span>
          </dt>
          <dd>{total ? formatMoney(total) : "open"}</dd>
        </div>
      </dl>
      {promise && (
        <div className={styles.more}>
          <PriceParts promise={promise} isExpired={isExpired} />
        </div>
      )}
    </aside>
  );
}

interface LegProps {
  readonly flight: FlightOfferFragment;
  readonly before: FlightOfferFragment | undefined;
  readonly cabin: Cabin;
}

function Leg({ flight, before, cabin }: LegProps) {
  return (
    <>
      {before ? (
        <p className={styles.change}>
          {durationWords(minutesBetween(before, flight))} to change in {flight.origin.city}
        </p>
      ) : (
        <h2 className={styles.day}>{dateWords(localDate(flight.departsAtLocal))}</h2>
      )}
      <FlightLine flight={flight} />
      <p className={styles.small}>
        {flight.airline.name} · {flightName(flight)} · {CABIN_LABEL[cabin]}
      </p>
    </>
  );
}
