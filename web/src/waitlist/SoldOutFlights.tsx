/** The direct flights of the day that have no room for the party: hidden until asked for, each with the way to wait. */
import { useState } from "react";
import { useQuery } from "urql";
import { toProblem } from "../api/problem";
import { type Cabin, FlightsOfDayDocument, type FlightsOfDayQuery } from "../graphql/generated";
import type { Slice } from "../search/slices";
import { type Party, seatsOf } from "../search/tripQuery";
import { ButtonLink } from "../ui/Button";
import { FlightLine } from "../ui/FlightLine";
import { ProblemNotice } from "../ui/Notice";
import { Skeleton } from "../ui/Skeleton";
import { standingObstacle } from "../words/bookable";
import { flightName } from "../words/labels";
import styles from "./SoldOutFlights.module.css";

interface SoldOutFlightsProps {
  readonly slice: Slice;
  readonly party: Party;
  readonly cabin: Cabin;
}

export function SoldOutFlights(props: SoldOutFlightsProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles.soldOut} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Sold-out flights you could wait for</summary>
      {isOpen && <List {...props} />}
    </details>
  );
}

function List({ slice, party, cabin }: SoldOutFlightsProps) {
  const filter = { origin: slice.from, destination: slice.to, date: slice.date };
  const [{ data, error, fetching }] = useQuery({ query: FlightsOfDayDocument, variables: { filter } });
  if (error && !data) return <ProblemNotice problem={toProblem(error)} />;
  if (!data) return fetching ? <Skeleton label="Looking for sold-out flights" rows={1} /> : null;
  const full = data.flights.edges.map(({ node }) => node).filter((flight) => isFull(flight, cabin, seatsOf(party)));
  if (full.length === 0) return <p>Every flight of this day that you could wait for still has seats.</p>;
  return (
    <ul className={styles.list}>
      {full.map((flight) => (
        <li key={flight.id} className={styles.flight}>
          <div className={styles.line}>
            <p>
              {flight.airline.name} {flightName(flight)}
            </p>
            <FlightLine flight={flight} />
          </div>
          <ButtonLink to="/book" search={{ flights: [flight.id], ...party, cabin }}>
            Wait for a seat
            <span className="visually-hidden"> on {flightName(flight)}</span>
          </ButtonLink>
        </li>
      ))}
    </ul>
  );
}

type Flight = FlightsOfDayQuery["flights"]["edges"][number]["node"];

function isFull(flight: Flight, cabin: Cabin, seats: number): boolean {
  const offered = flight.cabins.find((each) => each.cabin === cabin);
  return offered !== undefined && offered.free < seats && standingObstacle(flight, Date.now()) === null;
}
