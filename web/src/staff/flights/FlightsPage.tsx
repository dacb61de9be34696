/** The flights desk: every flight, by what staff look for, with how full it is. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
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
import { Pages, usePages } from "../ui/Pages";
import { CabinOccupancy } from "./CabinOccupancy";
import { FlightFilterForm } from "./FlightFilterForm";
import styles from "./FlightsPage.module.css";
import { type FlightsQuery, toFilter } from "./flightsQuery";

const route = getRouteApi("/staff/staff/flights");
const PAGE_SIZE = 25;

const features = tableFeatures({});
const column = createColumnHelper<typeof features, ManagedFlightFragment>();
const columns = column.columns([
  column.accessor("designator", {
    header: "Flight",
    cell: ({ row: { original: flight } }) => (
      <>
        <Link to="/staff/flights/$flightId" params={{ flightId: flight.id }} className={styles.designator ?? ""}>
          {flightName(flight)}
        </Link>
        <span className={styles.small}>{flight.airline.name}</span>
      </>
    ),
  }),
  column.display({
    id: "route",
    header: "Route",
    cell: ({ row: { original: flight } }) => (
      <>
        <strong>
          {flight.origin.code} to {flight.destination.code}
        </strong>
        <span className={styles.small}>
          {flight.origin.city} to {flight.destination.city}
        </span>
      </>
    ),
  }),
  column.accessor("departsAtLocal", {
    header: "Leaves, arrives",
    cell: ({ row: { original: flight } }) => (
      <>
        <strong>
          {clockTime(flight.departsAtLocal)} to {clockTime(flight.arrivesAtLocal)}
        </strong>
        <span className={styles.small}>{dateWords(localDate(flight.departsAtLocal), "short")}</span>
      </>
    ),
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ getValue }) => <Badge tone={FLIGHT_STATUS_TONE[getValue()]}>{FLIGHT_STATUS_LABEL[getValue()]}</Badge>,
  }),
  column.accessor("cabins", {
    header: "Occupancy",
    cell: ({ getValue }) => (
      <div className={styles.cabins}>
        {getValue().map((cabin) => (
          <CabinOccupancy key={cabin.cabin} cabin={cabin} compact />
        ))}
      </div>
    ),
  }),
  column.display({
    id: "fare",
    header: "Fare from",
    cell: ({ row: { original: flight } }) => {
      const [lowest] = flight.cabins;
      return lowest ? formatMoney(lowest.fare) : "none";
    },
  }),
]);

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
  const flights = useMemo(() => data?.flights.edges.map((edge) => edge.node) ?? [], [data]);
  const table = useTable({ features, columns, data: flights });

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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard */}
      <section className={styles.scroll} aria-label="Flights" tabIndex={0}>
        {/* The roles are said although they seem to go without saying: with another `display`, tables lose them. */}
        <table className={styles.table} role="table">
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} role="row">
                {group.headers.map((header) => (
                  <th key={header.id} scope="col" role="columnheader">
                    <table.FlexRender header={header} />
                  </th>
                ))}
              </tr>
            ))}
          </thead>
          <tbody>
            {table.getRowModel().rows.map((row) => (
              <tr key={row.original.id} role="row">
                {row.getAllCells().map((cell) => (
                  <td key={cell.id} role="cell">
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Pages pages={pages} info={data.flights.pageInfo} />
    </div>
  );
}
