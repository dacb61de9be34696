/** The flights of one direction on one day, page after page, each page asking for the next when wanted. */
import { useState } from "react";
import { useQuery } from "urql";
import { toProblem } from "../api/problem";
import {
  type FlightOfferFragment,
  SearchFlightsDocument,
  type SearchFlightsQueryVariables,
} from "../graphql/generated";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { ProblemNotice } from "../ui/Notice";
import { Skeleton } from "../ui/Skeleton";
import { FlightCard } from "./FlightCard";
import styles from "./FlightList.module.css";

interface FlightListProps {
  readonly search: SearchFlightsQueryVariables;
  /** The moment before which nothing can be caught: the arrival of the flight out, when choosing the way back. */
  readonly notBefore?: string | undefined;
  readonly onSelect: (flight: FlightOfferFragment) => void;
}

export function FlightList({ search, notBefore, onSelect }: FlightListProps) {
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  return (
    <div className={styles.list}>
      {cursors.map((after, page) => (
        <FlightPage
          key={after ?? "first"}
          search={{ ...search, after }}
          notBefore={notBefore}
          onSelect={onSelect}
          onMore={page === cursors.length - 1 ? (cursor) => setCursors([...cursors, cursor]) : null}
        />
      ))}
    </div>
  );
}

interface FlightPageProps extends FlightListProps {
  readonly onMore: ((cursor: string) => void) | null;
}

function FlightPage({ search, notBefore, onSelect, onMore }: FlightPageProps) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: SearchFlightsDocument,
    variables: search,
    // Seats and fares move; what the cache knows is shown at once and checked behind it.
    requestPolicy: "cache-and-network",
  });
  if (error && !data) {
    return <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />;
  }
  if (!data) return fetching ? <Skeleton label="Searching flights" rows={5} height="8rem" /> : null;
  const { edges, pageInfo } = data.searchFlights;
  if (edges.length === 0 && !search.after) {
    return (
      <Empty title="No flights on this day">
        <p>Nobody flies this route on that day, or the cabin is not offered. Try a day before or after.</p>
      </Empty>
    );
  }
  return (
    <>
      {edges.map(({ node }) => (
        <FlightCard
          key={node.id}
          flight={node}
          cabin={search.cabin}
          seats={search.passengers}
          obstacle={notBefore && node.departsAt <= notBefore ? "Leaves before you arrive" : null}
          onSelect={() => onSelect(node)}
        />
      ))}
      {onMore && pageInfo.hasNextPage && pageInfo.endCursor && (
        <Button wide onClick={() => pageInfo.endCursor && onMore(pageInfo.endCursor)}>
          Show later flights
        </Button>
      )}
    </>
  );
}
