/** How full a route is, day by day: what staff look at before they change fares or aircraft. */
import { parseDate } from "@internationalized/date";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { type Cabin, RouteOccupancyDocument, type RouteOccupancyQuery } from "../../graphql/generated";
import { Card } from "../../ui/Card";
import { Empty } from "../../ui/Empty";
import { ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { CABIN_LABEL, countWords } from "../../words/labels";
import { dateWords, todayHere } from "../../words/time";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { OccupancyChart } from "./OccupancyChart";
import { OccupancyForm } from "./OccupancyForm";
import styles from "./OccupancyPage.module.css";
import { percentWords } from "./percent";

const route = getRouteApi("/staff/staff/occupancy");
export const USUAL_DAYS = 14;

export type OccupancyDay = RouteOccupancyQuery["occupancy"][number];

export function OccupancyPage() {
  const { origin, destination, from, days, cabin } = route.useSearch();
  const navigate = route.useNavigate();
  const first = from ?? todayHere().toString();
  return (
    <Page title="Occupancy" lead="Seats sold and held on a route, over all its flights of a day.">
      <OccupancyForm
        key={JSON.stringify([origin, destination, first, days, cabin])}
        start={{ origin: origin ?? "", destination: destination ?? "", from: first, days: days ?? USUAL_DAYS, cabin }}
        onChange={(search) => navigate({ search })}
      />
      {origin && destination ? (
        <Occupancy {...{ origin, destination, cabin }} from={first} days={days ?? USUAL_DAYS} />
      ) : (
        <Empty title="Choose a route">
          <p>Its days stand here as a chart and as a table.</p>
        </Empty>
      )}
    </Page>
  );
}

interface OccupancyProps {
  readonly origin: string;
  readonly destination: string;
  readonly from: string;
  readonly days: number;
  readonly cabin: Cabin | undefined;
}

function Occupancy({ origin, destination, from, days, cabin }: OccupancyProps) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: RouteOccupancyDocument,
    variables: { origin, destination, fromDay: from, days, cabin: cabin ?? null },
    requestPolicy: "cache-and-network",
  });
  if (!data) {
    if (fetching) return <Skeleton label="Loading the occupancy" rows={2} height="14rem" />;
    return error ? (
      <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
    ) : null;
  }
  const { occupancy } = data;
  const flights = occupancy.reduce((sum, day) => sum + day.flights, 0);
  if (flights === 0) {
    return (
      <Empty title={`Nothing flies from ${origin} to ${destination} in these days`}>
        <p>Choose other days, or another route.</p>
      </Empty>
    );
  }
  const title = `${origin} to ${destination}${cabin ? `, ${CABIN_LABEL[cabin].toLowerCase()}` : ""}`;
  return (
    <div className={styles.results}>
      <Card title={title} beside={<span className={styles.sum}>{summary(occupancy)}</span>}>
        <OccupancyChart days={occupancy} label={`${title}: ${summary(occupancy)}. The table below says the same.`} />
      </Card>
      <DataTable
        label="Occupancy by day"
        columns={columnsOf(origin, destination)}
        rows={occupancy}
        keyOf={({ date }) => date}
      />
    </div>
  );
}

function summary(days: readonly OccupancyDay[]): string {
  const capacity = days.reduce((sum, day) => sum + day.capacity, 0);
  const taken = days.reduce((sum, day) => sum + day.sold + day.held, 0);
  const flights = days.reduce((sum, day) => sum + day.flights, 0);
  return `${countWords(flights, "flight")}, ${percentWords(capacity ? taken / capacity : 0)} of seats taken`;
}

function columnsOf(origin: string, destination: string): readonly DataColumn<OccupancyDay>[] {
  const number = (name: string, value: (day: OccupancyDay) => number): DataColumn<OccupancyDay> => ({
    name,
    cell: (day) => value(day).toLocaleString("en"),
    isNumber: true,
  });
  return [
    {
      name: "Day",
      cell: ({ date }) => (
        <Link to="/staff/flights" search={{ origin, destination, date }}>
          {dateWords(parseDate(date), "short")}
        </Link>
      ),
    },
    number("Flights", (day) => day.flights),
    number("Seats", (day) => day.capacity),
    number("Sold", (day) => day.sold),
    number("Held", (day) => day.held),
    number("Free", (day) => day.free),
    number("Out of use", (day) => day.blocked),
    { name: "Taken", cell: (day) => (day.capacity ? percentWords(day.loadFactor) : "none"), isNumber: true },
  ];
}
