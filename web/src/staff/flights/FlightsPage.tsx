/** The flights desk: every flight, by what staff look for, with how full it is. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { type ManagedFlightFragment, ManagedFlightsDocument } from "../../graphql/generated";
import { Badge } from "../../ui/Badge";
import { ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { FLIGHT_STATUS_LABEL, FLIGHT_STATUS_TONE, flightName } from "../../words/labels";
import { formatMoney } from "../../words/money";
import { clockTime, dateWords, localDate } from "../../words/time";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { Pages, usePages } from "../ui/Pages";
import { CabinOccupancy } from "./CabinOccupancy";
import { FlightFilterForm } from "./FlightFilterForm";
import styles from "./FlightsPage.module.css";
import { type FlightsQuery, toFilter } from "./flightsQuery";

const route = getRouteApi("/staff/staff/flights");
const PAGE_SIZE = 25;

const columns: readonly DataColumn<ManagedFlightFragment>[] = [
  {
    name: "Flight",
    cell: (flight) => (
      <>
        <Link to="/staff/flights/$flightId" params={{ flightId: flight.id }} className={styles.designator ?? ""}>
          {flightName(flight)}
        </Link>
        <span className={styles.small}>{flight.airline.name}</span>
      </>
    ),
  },
  {
    name: "Route",
    cell: (flight) => (
      <>
        <strong className={styles.main}>
          {flight.origin.code} to {flight.destination.code}
        </strong>
        <span className={styles.small}>
          {flight.origin.city} to {flight.destination.city}
        </span>
      </>
    ),
  },
  {
    name: "Leaves, arrives",
    cell: (flight) => (
      <>
        <strong className={styles.main}>
          {clockTime(flight.departsAtLocal)} to {clockTime(flight.arrivesAtLocal)}
        </strong>
        <span className={styles.small}>{dateWords(localDate(flight.departsAtLocal), "short")}</span>
      </>
    ),
  },
  {
    name: "Status",
    cell: ({ status }) => <Badge tone={FLIGHT_STATUS_TONE[status]}>{FLIGHT_STATUS_LABEL[status]}</Badge>,
  },
  {
    name: "Occupancy",
    cell: ({ cabins }) => (
      <div className={styles.cabins}>
        {cabins.map((cabin) => (
          <CabinOccupancy key={cabin.cabin} cabin={cabin} compact />
        ))}
      </div>
    ),
  },
  {
    name: "Fare from",
    cell: ({ cabins: [lowest] }) => (lowest ? formatMoney(lowest.fare) : "none"),
  },
];

export function FlightsPage() {
  const query = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page
      title="Flights"
      beside={
        <ButtonLink to="/staff/flights/new" look="brand">
          <Plus size={18} aria-hidden="true" /> New flight
        </ButtonLink>
      }
    >
      <FlightFilterForm key={JSON.stringify(query)} query={query} onChange={(next) => navigate({ search: next })} />
      <FlightsTable key={`table ${JSON.stringify(query)}`} query={query} />
    </Page>
  );
}

function FlightsTable({ query }: { readonly query: FlightsQuery }) {
  const filter = useMemo(() => toFilter(query), [query]);
  const pages = usePages();
  const [{ data, error, fetching }, ask] = useQuery({
    query: ManagedFlightsDocument,
    variables: { filter, first: PAGE_SIZE, after: pages.after },
    requestPolicy: "cache-and-network",
  });
  const flights = data?.flights.edges.map((edge) => edge.node) ?? [];

  if (error && !data) {
    return <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />;
  }
  if (!data) return fetching ? <Skeleton label="Loading flights" rows={6} height="4rem" /> : null;
  if (flights.length === 0) {
    return (
      <Empty title="No flights match">
        <p>Loosen a filter, or create the flight.</p>
      </Empty>
    );
  }
  return (
    <div className={styles.results}>
      <DataTable label="Flights" columns={columns} rows={flights} keyOf={(flight) => flight.id} />
      <Pages pages={pages} info={data.flights.pageInfo} />
    </div>
  );
}
