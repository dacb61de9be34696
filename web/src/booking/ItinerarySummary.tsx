/** What is being booked and what it costs, beside every step. */
import type { Cabin } from "../graphql/generated";
import { partyWords } from "../search/TravellersField";
import { type Party, seatsOf } from "../search/tripQuery";
import { FlightLine } from "../ui/FlightLine";
import { CABIN_LABEL, countWords, flightName } from "../words/labels";
import { formatMoney } from "../words/money";
import { dateWords, localDate } from "../words/time";
import styles from "./ItinerarySummary.module.css";
import { PriceParts } from "./PriceParts";
import type { Quote } from "./quote";
import type { PricePromise } from "./usePromise";

interface ItinerarySummaryProps {
  readonly quote: Quote;
  readonly party: Party;
  readonly cabin: Cabin;
  readonly promise: PricePromise | null;
}

export function ItinerarySummary({ quote, party, cabin, promise }: ItinerarySummaryProps) {
  const total = promise?.price.total ?? quote.total;
  return (
    <aside className={styles.summary} aria-label="Your itinerary">
      {quote.lines.map(({ flight }) => (
        <section key={flight.id} className={styles.leg}>
          <h2 className={styles.day}>{dateWords(localDate(flight.departsAtLocal))}</h2>
          <FlightLine flight={flight} />
          <p className={styles.small}>
            {flight.airline.name} · {flightName(flight)} · {CABIN_LABEL[cabin]}
          </p>
        </section>
      ))}
      <dl className={styles.price}>
        {quote.lines.map(({ flight, fare, subtotal }) => (
          <div key={flight.id}>
            <dt>
              {flight.origin.code}–{flight.destination.code}
              <span className={styles.small}>
                {formatMoney(fare)} × {countWords(seatsOf(party), "seat")}
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
          <dd>{total ? formatMoney(total) : "at booking"}</dd>
        </div>
      </dl>
      {promise && (
        <div className={styles.more}>
          <PriceParts promise={promise} />
        </div>
      )}
    </aside>
  );
}
