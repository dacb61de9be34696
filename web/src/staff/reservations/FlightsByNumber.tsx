/** The flights of a number on a day, usually one, and everybody who booked it. */
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { FlightsByNumberDocument } from "../../graphql/generated";
import { Empty } from "../../ui/Empty";
import { ProblemNotice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import { clockTime } from "../../words/time";
import { BookedOnFlight } from "./BookedOnFlight";
import styles from "./BookedOnFlight.module.css";
import type { Wanted } from "./wanted";

// A number with stops is a flight from each of them.
const MOST = 6;

interface Props {
  readonly wanted: Extract<Wanted, { kind: "flight" }>;
}

export function FlightsByNumber({ wanted: { designator, date } }: Props) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: FlightsByNumberDocument,
    variables: { designator, date, first: MOST },
    requestPolicy: "network-only",
  });
  if (fetching) return <Skeleton label="Looking for the flight" rows={2} height="3rem" />;
  if (!data) {
    return error ? (
      <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
    ) : null;
  }
  const flights = data.flights.edges.map(({ node }) => node);
  if (flights.length === 0) return <Empty title={`There is no flight ${designator} on ${date}`} />;
  return flights.map(({ id, origin, destination, departsAtLocal }) => (
    <section key={id} className={styles.list} aria-label={`Booked on ${designator} from ${origin.code}`}>
      <p>
        <Link to="/staff/flights/$flightId" params={{ flightId: id }}>
          {designator} from {origin.city} to {destination.city}
        </Link>
        , leaves on {date} at {clockTime(departsAtLocal)}
      </p>
      <BookedOnFlight flightId={id} />
    </section>
  ));
}
