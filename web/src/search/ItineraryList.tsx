/** The itineraries of one slice, page after page, each page asking for the next when wanted. */
import { type ReactNode, useState } from "react";
import { useQuery } from "urql";
import { toProblem } from "../api/problem";
import {
  type ItineraryOfferFragment,
  SearchItinerariesDocument,
  type SearchItinerariesQueryVariables,
} from "../graphql/generated";
import { Button } from "../ui/Button";
import { ProblemNotice } from "../ui/Notice";
import { Skeleton } from "../ui/Skeleton";
import { countWords } from "../words/labels";
import { ItineraryCard } from "./ItineraryCard";
import styles from "./ItineraryList.module.css";

interface ItineraryListProps {
  readonly search: SearchItinerariesQueryVariables;
  readonly party: string;
  /** The moment before which nothing can be caught: the arrival of the slice before. */
  readonly notBefore: string | null;
  /** The flight one has already, when another is looked for. */
  readonly booked: string | null;
  /** What to say and offer when there is nothing. */
  readonly whenEmpty: ReactNode;
  readonly onSelect: (itinerary: ItineraryOfferFragment) => void;
}

export function ItineraryList(props: ItineraryListProps) {
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  return (
    <div className={styles.list}>
      {cursors.map((after, page) => (
        <ItineraryPage
          {...props}
          key={after ?? "first"}
          search={{ ...props.search, after }}
          onMore={page === cursors.length - 1 ? (cursor) => setCursors([...cursors, cursor]) : null}
        />
      ))}
    </div>
  );
}

interface ItineraryPageProps extends ItineraryListProps {
  readonly onMore: ((cursor: string) => void) | null;
}

function ItineraryPage({ search, party, notBefore, booked, whenEmpty, onSelect, onMore }: ItineraryPageProps) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: SearchItinerariesDocument,
    variables: search,
    // Seats and fares move; what the cache knows is shown at once and checked behind it.
    requestPolicy: "cache-and-network",
  });
  const found = data?.searchJourneys.slices[0]?.itineraries;
  if (error && !found) {
    return <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />;
  }
  if (!found) return fetching ? <Skeleton label="Searching flights" rows={5} height="8rem" /> : null;
  const { edges, pageInfo, totalCount } = found;
  if (edges.length === 0 && !search.after) return whenEmpty;
  return (
    <>
      {!search.after && (
        <p className={styles.count} role="status">
          {countWords(totalCount, "way", "ways")} to get there
        </p>
      )}
      {edges.map(({ node, cursor }) => (
        <ItineraryCard
          key={cursor}
          itinerary={node}
          party={party}
          obstacle={obstacleOf(node, notBefore, booked)}
          onSelect={() => onSelect(node)}
        />
      ))}
      {onMore && pageInfo.hasNextPage && pageInfo.endCursor && (
        <Button wide onClick={() => pageInfo.endCursor && onMore(pageInfo.endCursor)}>
          Show more flights
        </Button>
      )}
    </>
  );
}

function obstacleOf({ segments }: ItineraryOfferFragment, notBefore: string | null, booked: string | null) {
  if (segments.some(({ flight }) => flight.id === booked)) return "Your flight now";
  const departsAt = segments[0]?.flight.departsAt;
  const isTooEarly = notBefore !== null && departsAt !== undefined && Date.parse(departsAt) <= Date.parse(notBefore);
  return isTooEarly ? "Leaves before you arrive" : null;
}
