/** A trip in full: what flies, who flies, what it cost, what happened to it. Same for its owner and by record locator. */
import { Fragment, type ReactNode } from "react";
import type { TripDetailFragment } from "../graphql/generated";
import { KnownOfPassenger } from "../travellers/DetailsLine";
import { Badge } from "../ui/Badge";
import { Card } from "../ui/Card";
import { FlightLine } from "../ui/FlightLine";
import { Notice } from "../ui/Notice";
import { PassengerList } from "../ui/PassengerList";
import { conditionWords } from "../words/conditions";
import { groupIntoSlices, minutesBetween } from "../words/itinerary";
import { CABIN_LABEL, FAMILY_LABEL, FLIGHT_STATUS_LABEL, FLIGHT_STATUS_TONE, flightName } from "../words/labels";
import { formatMoney } from "../words/money";
import { dateWords, durationWords, localDate } from "../words/time";
import { TripHistory } from "./TripHistory";
import { settledNotices, TripNotices } from "./TripNotices";
import { TripStatus } from "./TripStatus";
import styles from "./TripView.module.css";

interface TripViewProps {
  readonly trip: TripDetailFragment;
  /** What the traveller has to do now, if anything. */
  readonly next?: ReactNode;
  readonly actions?: ReactNode;
  /** What stands under a flight: its seats, when they may be chosen. */
  readonly below?: (segment: Segment) => ReactNode;
  readonly besidePassenger?: (index: number) => ReactNode;
}

type Segment = TripDetailFragment["segments"][number];

export function TripView({ trip, next, actions, below, besidePassenger }: TripViewProps) {
  // A price that nobody pays would only frighten.
  const isBought = trip.status !== "FAILED" && trip.status !== "EXPIRED";
  return (
    <>
      <TripStatus trip={trip} />
      {next}
      <TripNotices trip={trip} notices={below ? settledNotices(trip) : trip.notices} />
      <div className={styles.columns}>
        <div className={styles.stack}>
          {trip.segments.map((segment, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order of an itinerary never changes
            <Fragment key={index}>
              <Change before={trip.segments[index - 1]} after={segment} />
              <SegmentPass segment={segment}>{below?.(segment)}</SegmentPass>
            </Fragment>
          ))}
          <GivenUp parts={trip.partialCancellations} />
          <Card title="Passengers">
            <PassengerList
              passengers={trip.passengers}
              beside={besidePassenger}
              below={(index) => (
                <>
                  <KnownOfPassenger trip={trip} index={index} />
                  <Ticket trip={trip} index={index} />
                </>
              )}
            />
          </Card>
        </div>
        <aside className={styles.stack} aria-label="Booking">
          <Card>
            <dl className={styles.booking}>
              <Fact term="Record locator">
                <span className={styles.locator}>{trip.recordLocator}</span>
              </Fact>
              {trip.total && isBought && (
                <Fact term={trip.payment?.status === "CAPTURED" ? "Total, paid" : "Total"}>
                  <span className={styles.total}>{formatMoney(trip.total)}</span>
                </Fact>
              )}
              {trip.contactEmail && <Fact term="Letters go to">{trip.contactEmail}</Fact>}
              {trip.receipt?.refunded && (
                <Fact term="Refund">
                  {formatMoney(trip.receipt.refunded)}, {refundWords(trip.receipt)}
                </Fact>
              )}
            </dl>
            {actions && <div className={styles.actions}>{actions}</div>}
          </Card>
          <div className={styles.past}>
            <TripHistory history={trip.history.map(withoutCause)} />
          </div>
        </aside>
      </div>
    </>
  );
}

/** Why it failed stands at the top in plain words; what the system noted is for staff. */
function withoutCause<T extends TripDetailFragment["history"][number]>(state: T): T {
  return state.status === "FAILED" ? { ...state, reason: null } : state;
}

function refundWords({ refunded, refundUnderWay }: NonNullable<TripDetailFragment["receipt"]>): string {
  if (!refundUnderWay) return "paid back";
  const isAll = refunded?.amount === refundUnderWay.amount;
  return isAll ? "on its way to you" : `of which ${formatMoney(refundUnderWay)} are on their way to you`;
}

function GivenUp({ parts }: { readonly parts: TripDetailFragment["partialCancellations"] }) {
  if (parts.length === 0) return null;
  return (
    <Card title="Given up">
      <dl className={styles.given}>
        {parts.map(({ id, segments, refund }) => (
          <Fact key={id} term={segments.map(({ flight }) => (flight ? flightName(flight) : "A flight")).join(", ")}>
            {formatMoney(refund)} back
          </Fact>
        ))}
      </dl>
    </Card>
  );
}

/** One a passenger, in their order: beside the name, so that nobody has to look for hers among nine. */
function Ticket({ trip, index }: { readonly trip: TripDetailFragment; readonly index: number }) {
  const ticket = trip.tickets[index];
  return ticket ? <span className={styles.ticket}>E-ticket {ticket.number}</span> : null;
}

/** The time to change between two flights of one slice; between two slices there is a stay, which is the traveller's. */
function Change({ before, after }: { readonly before: Segment | undefined; readonly after: Segment }) {
  const pair = [before?.flight, after.flight].flatMap((flight) => flight ?? []);
  const [one, other] = groupIntoSlices(pair)[0] ?? [];
  if (!one || !other) return null;
  return (
    <p className={styles.change}>
      {durationWords(minutesBetween(one, other))} to change at {other.origin.name}
    </p>
  );
}

interface SegmentPassProps {
  readonly segment: Segment;
  readonly children?: ReactNode;
}

function SegmentPass({ segment, children }: SegmentPassProps) {
  const { flight, cabin, fareFamily, fare, conditions } = segment;
  if (!flight) {
    return (
      <Notice tone="warn" title="The details of this flight cannot be shown right now" announce={false}>
        <p>Your booking is not touched by this. Look again in a moment.</p>
      </Notice>
    );
  }
  return (
    <section className={styles.pass} aria-label={`Flight ${flightName(flight)}`}>
      <header className={styles.head}>
        <h2>{dateWords(localDate(flight.departsAtLocal))}</h2>
        <Badge tone={FLIGHT_STATUS_TONE[flight.status]}>{FLIGHT_STATUS_LABEL[flight.status]}</Badge>
      </header>
      <FlightLine flight={flight} />
      <dl className={styles.facts}>
        <Fact term="Flight">{flightName(flight)}</Fact>
        <Fact term="Airline">{flight.airline.name}</Fact>
        <Fact term="Cabin">{CABIN_LABEL[cabin]}</Fact>
        <Fact term="Fare">
          {FAMILY_LABEL[fareFamily]}
          {fare && `, ${formatMoney(fare)} per seat`}
        </Fact>
      </dl>
      <p className={styles.places}>
        {flight.origin.name} to {flight.destination.name}
      </p>
      {conditions && <p className={styles.places}>{conditionWords([conditions]).join(". ")}.</p>}
      {children}
    </section>
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
