/** The receipt of a trip, as one would print it: what was bought, what was paid and how, what went back. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { toProblem } from "../api/problem";
import { BRAND } from "../brand";
import { TripReceiptDocument, type TripReceiptQuery } from "../graphql/generated";
import { Button, ButtonLink } from "../ui/Button";
import { Card } from "../ui/Card";
import { Empty } from "../ui/Empty";
import { ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Skeleton } from "../ui/Skeleton";
import { CABIN_LABEL, countWords, FAMILY_LABEL, flightName } from "../words/labels";
import { formatMoney, type Money, subtractMoney } from "../words/money";
import { dateWords, localDate, momentWords } from "../words/time";
import styles from "./ReceiptPage.module.css";

const route = getRouteApi("/logged-in/trips/$tripId/receipt");

type Trip = NonNullable<TripReceiptQuery["reservation"]>;
type Receipt = NonNullable<Trip["receipt"]>;

export function ReceiptPage() {
  const { tripId } = route.useParams();
  const [{ data, error, fetching }, ask] = useQuery({
    query: TripReceiptDocument,
    variables: { id: tripId },
    requestPolicy: "cache-and-network",
  });
  const trip = data?.reservation;
  const above = (
    <Link to="/trips/$tripId" params={{ tripId }}>
      Your trip
    </Link>
  );
  if (trip?.receipt) {
    return (
      <Page
        title="Receipt"
        above={above}
        lead={`${BRAND}, number ${trip.receipt.number}, for record locator ${trip.recordLocator}`}
        beside={<Button onClick={() => window.print()}>Print</Button>}
      >
        <Sheet trip={trip} receipt={trip.receipt} />
      </Page>
    );
  }
  return (
    <Page title="Receipt" above={above}>
      {fetching && <Skeleton label="Loading the receipt" rows={1} height="16rem" />}
      {!fetching && error && (
        <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
      )}
      {!fetching && !error && (
        <Empty
          title="There is no receipt"
          actions={
            <ButtonLink to="/trips/$tripId" params={{ tripId }} look="brand">
              Back to the trip
            </ButtonLink>
          }
        >
          <p>A receipt is there once something has been paid.</p>
        </Empty>
      )}
    </Page>
  );
}

function lineWords({ kind, seatNumber, flight }: Receipt["lines"][number]) {
  const where = flight ? flightWords(flight) : "a flight";
  switch (kind) {
    case "SEAT":
      return `${seatNumber ? `Seat ${seatNumber}` : "Chosen seats"}, ${where}`;
    case "SEAT_REFUND":
      return `${seatNumber ? `Seat ${seatNumber}` : "Chosen seats"} you lost, given back, ${where}`;
    case "CHANGE_FEE":
      return `Change to ${where}`;
    case "CHANGE_REFUND":
      return `Given up and given back, ${where}`;
    default:
      return where;
  }
}

function Sheet({ trip, receipt }: { readonly trip: Trip; readonly receipt: Receipt }) {
  return (
    <Card>
      <table className={styles.sheet}>
        <caption className="visually-hidden">What was bought and paid</caption>
        <thead>
          <tr>
            <th scope="col">Flights</th>
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {receipt.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a receipt never move
            <tr key={index}>
              <th scope="row">
                {lineWords(line)}
                <span className={styles.small}>
                  {CABIN_LABEL[line.cabin]}, {FAMILY_LABEL[line.fareFamily]}, {formatMoney(line.fare)} ×{" "}
                  {countWords(line.seats, "seat")}
                </span>
              </th>
              <td>{formatMoney(line.amount)}</td>
            </tr>
          ))}
        </tbody>
        <tbody>
          {receipt.payments.map(({ amount, paidAt, method }) => (
            <Row key={paidAt} words={`Paid by ${method}, ${momentWords(paidAt)}`} amount={amount} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total paid</th>
            <td>{formatMoney(receipt.total)}</td>
          </tr>
          {receipt.refunded && (
            <>
              <Row words="Given back" amount={receipt.refunded} />
              <Row words="Paid in the end" amount={subtractMoney(receipt.total, receipt.refunded)} />
            </>
          )}
        </tfoot>
      </table>
      <h2 className={styles.tickets}>Passengers</h2>
      <ul>
        {trip.tickets.length > 0
          ? trip.tickets.map(({ number, passenger }) => (
              <li key={number}>
                {passenger.firstName} {passenger.lastName}, e-ticket {number}
              </li>
            ))
          : trip.passengers.map(({ firstName, lastName }) => (
              <li key={firstName + lastName}>
                {firstName} {lastName}
              </li>
            ))}
      </ul>
    </Card>
  );
}

function Row({ words, amount }: { readonly words: string; readonly amount: Money }) {
  return (
    <tr>
      <th scope="row">{words}</th>
      <td>{formatMoney(amount)}</td>
    </tr>
  );
}

function flightWords(flight: NonNullable<Receipt["lines"][number]["flight"]>): string {
  const day = dateWords(localDate(flight.departsAtLocal), "short");
  return `${flightName(flight)}, ${flight.origin.city} to ${flight.destination.city}, ${day}`;
}
