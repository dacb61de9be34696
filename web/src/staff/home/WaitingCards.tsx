/** What waits for somebody: reservations in between, messages that could not be handled. */
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import {
  DeadFlightLettersDocument,
  DeadReservationLettersDocument,
  type ReservationStatus,
  StuckPaymentsDocument,
  WaitingReservationsDocument,
} from "../../graphql/generated";
import { ProblemNotice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import { type Tone, TRIP_STATUS_LABEL } from "../../words/labels";
import { Figure, Figures } from "./Figure";

// A page of dead letters; more than that is said as "100+".
const MOST = 100;

const MEANING: Partial<Record<ReservationStatus, string>> = {
  PENDING: "Asked for, not yet answered. Usually seconds; they expire by themselves.",
  WAITLISTED: "Get seats by themselves when some come free, the oldest first.",
  HELD: "Seats kept until the payment deadline.",
};

export function WaitingCards() {
  return (
    <Figures>
      <Waiting />
      <DeadLetters />
      <StuckPayments />
    </Figures>
  );
}

function Waiting() {
  const [{ data, error, fetching }, ask] = useQuery({
    query: WaitingReservationsDocument,
    requestPolicy: "cache-and-network",
  });
  if (!data) {
    if (fetching) return <Skeleton label="Loading who waits" rows={1} height="8rem" />;
    return error ? (
      <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
    ) : null;
  }
  return data.waitingReservations.map(({ status, count }) => (
    <Figure key={status} name={TRIP_STATUS_LABEL[status]} value={count} tone={count > 0 ? "busy" : "neutral"}>
      <p>{MEANING[status]}</p>
    </Figure>
  ));
}

function DeadLetters() {
  const [flights] = useQuery({ query: DeadFlightLettersDocument, requestPolicy: "cache-and-network" });
  const [reservations] = useQuery({ query: DeadReservationLettersDocument, requestPolicy: "cache-and-network" });
  const counts = [flights.data?.flightDeadLetters.length, reservations.data?.reservationDeadLetters.length];
  const known = counts.filter((count) => count !== undefined);
  if (known.length === 0 && (flights.fetching || reservations.fetching)) {
    return <Skeleton label="Loading dead letters" rows={1} height="8rem" />;
  }
  const sum = known.reduce((total, count) => total + count, 0);
  const isIncomplete = known.length < counts.length;
  const hasMore = isIncomplete || known.some((count) => count >= MOST);
  return (
    <Figure name="Dead letters" value={`${sum}${hasMore ? "+" : ""}`} tone={toneOf(sum, isIncomplete)}>
      {sum > 0 && <p>Messages between the services that failed for good.</p>}
      {isIncomplete && <p>Not every service answers; there may be more.</p>}
      {sum === 0 && !isIncomplete && <p>Every message was handled.</p>}
      <Link to="/staff/dead-letters">Look at them</Link>
    </Figure>
  );
}

/** Only when there are some: nobody has to know that all is well. */
function StuckPayments() {
  const [{ data }] = useQuery({ query: StuckPaymentsDocument, requestPolicy: "cache-and-network" });
  const count = data?.paymentTroubles.length ?? 0;
  if (count === 0) return null;
  return (
    <Figure name="Payments stuck" value={`${count}${count >= MOST ? "+" : ""}`} tone="bad">
      <p>The provider does not take them; refunds mostly.</p>
      <Link to="/staff/dead-letters">Look at them</Link>
    </Figure>
  );
}

function toneOf(letters: number, isIncomplete: boolean): Tone {
  if (letters > 0) return "bad";
  return isIncomplete ? "warn" : "good";
}
