/** Where a flight is full: the ones of the same day with room for this party, closest to the hour that was wanted. */
import { useId } from "react";
import { useQuery } from "urql";
import { type FlightTimesFragment, SearchItinerariesDocument } from "../graphql/generated";
import { ANY_TIME, toSliceInput } from "../search/hours";
import { ItineraryCard } from "../search/ItineraryCard";
import { ButtonLink } from "../ui/Button";
import { Skeleton } from "../ui/Skeleton";
import { partyWords } from "../words/party";
import { closest, replaceSlice, sliceOf } from "./instead";
import styles from "./NextFlights.module.css";
import type { Wish } from "./quote";

// More is a search, and that is one press away.
const OFFERED = 3;

interface NextFlightsProps {
  /** All that was to be booked together. */
  readonly flights: readonly FlightTimesFragment[];
  readonly lostId: string;
  readonly wish: Wish;
  readonly onSelect: (flightIds: string[]) => void;
}

export function NextFlights({ flights, lostId, wish: { party, cabin, family }, onSelect }: NextFlightsProps) {
  const heading = useId();
  const lost = sliceOf(flights, lostId);
  const [first, last] = [lost[0], lost.at(-1)];
  const slice = {
    from: first?.origin.code ?? "",
    to: last?.destination.code ?? "",
    date: first?.departsAtLocal.slice(0, 10) ?? "",
  };
  const [{ data, fetching }] = useQuery({
    query: SearchItinerariesDocument,
    variables: {
      slices: [toSliceInput(slice, ANY_TIME, null)],
      passengers: party,
      cabin,
      maxConnections: 1,
      sort: "DEPARTURE",
      fareFamily: family,
      after: null,
    },
    requestPolicy: "network-only",
    pause: !first,
  });
  if (!first || (!fetching && !data)) return null;
  const options = (data?.searchJourneys.slices[0]?.itineraries.edges ?? []).flatMap(({ node, cursor }) => {
    const ids = replaceSlice(
      flights,
      lostId,
      node.segments.map(({ flight }) => flight),
    );
    return ids ? [{ node, cursor, ids }] : [];
  });
  const offered = closest(options, ({ node }) => node.segments[0]?.flight.departsAt ?? "", first.departsAt, OFFERED);
  return (
    <section aria-labelledby={heading} className={styles.next}>
      <h2 id={heading}>Other flights that day</h2>
      {!data && <Skeleton label="Looking for other flights" rows={OFFERED} height="8rem" />}
      {offered.map(({ node, cursor, ids }) => (
        <ItineraryCard
          key={cursor}
          itinerary={node}
          party={partyWords(party)}
          obstacle={null}
          onSelect={() => onSelect(ids)}
        />
      ))}
      {data && (
        <p>
          {offered.length === 0 && "No other flight of that day has room for you in this cabin. "}
          <ButtonLink
            to="/flights"
            search={{ from: slice.from, to: slice.to, depart: slice.date, ...party, cabin, family }}
          >
            {offered.length === 0 ? "Look at other days" : "All flights of the day"}
          </ButtonLink>
        </p>
      )}
    </section>
  );
}
