/** What flies on a day and how full it is. */
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { DayInFiguresDocument, type FlightStatus } from "../../graphql/generated";
import { ProblemNotice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import { FLIGHT_STATUS_LABEL } from "../../words/labels";
import { percentWords } from "../occupancy/percent";
import { clockWithMilliseconds } from "../ui/instant";
import { SeatBar } from "../ui/SeatBar";
import { Figure, Figures } from "./Figure";

// What needs a look; the others are as planned.
const UNUSUAL: readonly FlightStatus[] = ["DELAYED", "CANCELLED"];

export function DayCards({ day }: { readonly day: string }) {
  const [{ data, error, fetching }, ask] = useQuery({ query: DayInFiguresDocument, variables: { day } });
  if (!data) {
    if (fetching) return <Skeleton label="Loading the figures of the day" rows={1} height="8.5rem" />;
    const problem = error && toProblem(error);
    return problem ? <ProblemNotice problem={problem} onRetry={() => ask({ requestPolicy: "network-only" })} /> : null;
  }
  const { flights, byStatus, capacity, held, sold, blocked, loadFactor, countedAt } = data.dayInFigures;
  const unusual = byStatus.filter(({ status, count }) => count > 0 && UNUSUAL.includes(status));
  const usual = byStatus.filter(({ status, count }) => count > 0 && !UNUSUAL.includes(status));
  return (
    <Figures>
      <Figure name="Flights" value={flights.toLocaleString("en")}>
        <p>
          {usual
            .map(({ status, count }) => `${count.toLocaleString("en")} ${FLIGHT_STATUS_LABEL[status].toLowerCase()}`)
            .join(", ")}
        </p>
        <Link to="/staff/flights" search={{ date: day }}>
          See them
        </Link>
      </Figure>
      <Figure
        name="Delayed or cancelled"
        value={unusual.reduce((sum, { count }) => sum + count, 0)}
        tone={unusual.length > 0 ? "warn" : "good"}
      >
        {unusual.length === 0 && <p>All as planned.</p>}
        <ul>
          {unusual.map(({ status, count }) => (
            <li key={status}>
              <Link to="/staff/flights" search={{ date: day, status }}>
                {count} {FLIGHT_STATUS_LABEL[status].toLowerCase()}
              </Link>
            </li>
          ))}
        </ul>
      </Figure>
      <Figure name="Seats taken" value={percentWords(loadFactor)}>
        <SeatBar label="Seats of the day" capacity={capacity} sold={sold} held={held} blocked={blocked} />
        <p>
          {sold.toLocaleString("en")} sold, {held.toLocaleString("en")} held of {capacity.toLocaleString("en")} seats
        </p>
        <p>Counted at {clockWithMilliseconds(countedAt).slice(0, 8)} UTC</p>
      </Figure>
    </Figures>
  );
}
