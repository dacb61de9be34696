/** All trips of the traveller, the newest booking first. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQuery } from "urql";
import { toProblem } from "../api/problem";
import {
  type FlightTimesFragment,
  MyTripsDocument,
  type ReservationStatus,
  type TripSummaryFragment,
} from "../graphql/generated";
import { Badge } from "../ui/Badge";
import { Button, ButtonLink } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Segmented } from "../ui/Segmented";
import { Skeleton } from "../ui/Skeleton";
import { countWords, flightName, TRIP_STATUS_LABEL, TRIP_STATUS_TONE } from "../words/labels";
import { formatMoney } from "../words/money";
import { clockTime, dateWords, localDate } from "../words/time";
import styles from "./TripsPage.module.css";
import { tripTitle } from "./tripTitle";

const route = getRouteApi("/logged-in/trips");

const FILTERS: readonly { readonly value: ReservationStatus | "ALL"; readonly label: string }[] = [
  { value: "ALL", label: "All" },
  { value: "CONFIRMED", label: "Confirmed" },
  { value: "HELD", label: "To be paid" },
  { value: "WAITLISTED", label: "Waitlist" },
  { value: "CANCELLED", label: "Cancelled" },
  { value: "FAILED", label: "Not booked" },
];

export function TripsPage() {
  const { status } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page
      title="My trips"
      beside={
        <ButtonLink to="/" look="brand">
          Book a flight
        </ButtonLink>
      }
    >
      <Segmented
        label="Show"
        options={FILTERS}
        value={status ?? "ALL"}
        onChange={(value) => navigate({ search: { status: value === "ALL" ? undefined : value }, replace: true })}
      />
      <TripList key={status ?? "ALL"} status={status} />
    </Page>
  );
}

function TripList({ status }: { readonly status: ReservationStatus | undefined }) {
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  return (
    <div className={styles.list}>
      {cursors.map((after, page) => (
        <TripsSlice
          key={after ?? "first"}
          after={after}
          status={status}
          onMore={page === cursors.length - 1 ? (cursor) => setCursors([...cursors, cursor]) : null}
        />
      ))}
    </div>
  );
}

interface TripsSliceProps {
  readonly after: string | null;
  readonly status: ReservationStatus | undefined;
  readonly onMore: ((cursor: string) => void) | null;
}

function TripsSlice({ after, status, onMore }: TripsSliceProps) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: MyTripsDocument,
    variables: { after, status: status ?? null },
    requestPolicy: "cache-and-network",
  });
  if (error && !data) {
    return <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />;
  }
  if (!data) return fetching ? <Skeleton label="Loading your trips" rows={3} /> : null;
  const { edges, pageInfo } = data.myReservations;
  if (edges.length === 0 && !after) {
    return status ? (
      <Empty title="No trips like that" />
    ) : (
      <Empty
        title="No trips yet"
        actions={
          <ButtonLink to="/" look="action">
            Search flights
          </ButtonLink>
        }
      >
        <p>Once you book, your flights, times and record locators stand here.</p>
      </Empty>
    );
  }
  return (
    <>
      <ul className={styles.list}>
        {edges.map(({ node }) => (
          <li key={node.id}>
            <TripCard trip={node} />
          </li>
        ))}
      </ul>
      {onMore && pageInfo.hasNextPage && pageInfo.endCursor && (
        <Button wide onClick={() => pageInfo.endCursor && onMore(pageInfo.endCursor)}>
          Show older trips
        </Button>
      )}
    </>
  );
}

function TripCard({ trip }: { readonly trip: TripSummaryFragment }) {
  return (
    <article className={styles.card}>
      <div className={styles.main}>
        <h2 className={styles.title}>
          <Link to="/trips/$tripId" params={{ tripId: trip.id }} className={styles.link ?? ""}>
            {tripTitle(trip)}
          </Link>
        </h2>
        <ul className={styles.legs}>
          {trip.segments.map(({ flight }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the order of an itinerary never changes
            <li key={index}>{flight ? <Leg flight={flight} /> : "Flight details cannot be shown right now"}</li>
          ))}
        </ul>
      </div>
      <div className={styles.side}>
        <Badge tone={TRIP_STATUS_TONE[trip.status]}>{TRIP_STATUS_LABEL[trip.status]}</Badge>
        <span className={styles.locator}>{trip.recordLocator}</span>
        <span className={styles.small}>
          {countWords(trip.passengers.length, "passenger")}
          {trip.total && ` · ${formatMoney(trip.total)}`}
        </span>
      </div>
    </article>
  );
}

function Leg({ flight }: { readonly flight: FlightTimesFragment }) {
  return (
    <>
      {dateWords(localDate(flight.departsAtLocal), "short")}, {clockTime(flight.departsAtLocal)} · {flight.origin.code}{" "}
      to {flight.destination.code} · {flightName(flight)}
      {flight.status === "CANCELLED" && <strong className={styles.cancelled}> · flight cancelled</strong>}
    </>
  );
}
