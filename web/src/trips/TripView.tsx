/** A trip in full: what flies, who flies, what it cost, what happened to it. Same for its owner and by record locator. */
import type { ReactNode } from "react";
import type { TripDetailFragment } from "../graphql/generated";
import { Badge } from "../ui/Badge";
import { Card } from "../ui/Card";
import { FlightLine } from "../ui/FlightLine";
import { PassengerList } from "../ui/PassengerList";
import { CABIN_LABEL, FLIGHT_STATUS_LABEL, FLIGHT_STATUS_TONE } from "../words/labels";
import { formatMoney } from "../words/money";
import { dateWords, localDate } from "../words/time";
import { TripHistory } from "./TripHistory";
import { TripNotices } from "./TripNotices";
import { TripStatus } from "./TripStatus";
import styles from "./TripView.module.css";

export function TripView({ trip, actions }: { readonly trip: TripDetailFragment; readonly actions?: ReactNode }) {
  return (
    <>
      <TripStatus trip={trip} />
      <TripNotices trip={trip} />
      <div className={styles.columns}>
        <div className={styles.stack}>
          {trip.segments.map((segment) => (
            <section key={segment.flight.id} className={styles.pass} aria-label={`Flight ${segment.flight.designator}`}>
              <header className={styles.head}>
                <h2>{dateWords(localDate(segment.flight.departsAtLocal))}</h2>
                <Badge tone={FLIGHT_STATUS_TONE[segment.flight.status]}>
                  {FLIGHT_STATUS_LABEL[segment.flight.status]}
                </Badge>
              </header>
              <FlightLine flight={segment.flight} />
              <dl className={styles.facts}>
                <Fact term="Flight">{segment.flight.designator}</Fact>
                <Fact term="Airline">{segment.flight.airline.name}</Fact>
                <Fact term="Cabin">{CABIN_LABEL[segment.cabin]}</Fact>
                {segment.fare && <Fact term="Fare per seat">{formatMoney(segment.fare)}</Fact>}
              </dl>
              <p className={styles.places}>
                {segment.flight.origin.name} to {segment.flight.destination.name}
              </p>
            </section>
          ))}
          <Card title="Passengers">
            <PassengerList passengers={trip.passengers} />
          </Card>
        </div>
        <aside className={styles.stack} aria-label="Booking">
          <Card>
            <dl className={styles.booking}>
              <Fact term="Record locator">
                <span className={styles.locator}>{trip.recordLocator}</span>
              </Fact>
              {trip.total && (
                <Fact term="Total">
                  <span className={styles.total}>{formatMoney(trip.total)}</span>
                </Fact>
              )}
            </dl>
            {actions && <div className={styles.actions}>{actions}</div>}
          </Card>
          <TripHistory history={trip.history} />
        </aside>
      </div>
    </>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
