/** One schedule on sale: its flights and how they differ from it, who did what to it, and withdrawing it. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { FlightScheduleDocument, type FlightScheduleQuery } from "../../graphql/generated";
import { Badge } from "../../ui/Badge";
import { Card } from "../../ui/Card";
import { Notice, ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { CABIN_LABEL, countWords, FLIGHT_STATUS_LABEL, FLIGHT_STATUS_TONE } from "../../words/labels";
import { formatMoney } from "../../words/money";
import { clockTime, dateWords, dayWords, localDate } from "../../words/time";
import { ActsOfOne } from "../audit/ActsTable";
import { fromFlightAct } from "../audit/act";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { DIFFERENCE, daysWords, hoursWords, periodWords, STATE } from "./planned";
import { WithdrawSchedule } from "./WithdrawSchedule";

const route = getRouteApi("/staff/staff/schedules/$scheduleId");
// Named so that an empty page can be told from a long one.
const MOST_MISSING_DAYS = 10;

type Schedule = NonNullable<FlightScheduleQuery["flightSchedule"]>;
type Planned = Schedule["planned"]["flights"][number];

const COLUMNS: readonly DataColumn<Planned>[] = [
  {
    name: "Flight",
    cell: ({ flight }) => (
      <Link to="/staff/flights/$flightId" params={{ flightId: flight.id }}>
        {flight.designator}, {dateWords(localDate(flight.departsAtLocal), "short")}
      </Link>
    ),
  },
  {
    name: "Leaves, arrives",
    cell: ({ flight }) => `${clockTime(flight.departsAtLocal)} to ${clockTime(flight.arrivesAtLocal)}`,
  },
  {
    name: "Status",
    cell: ({ flight }) => <Badge tone={FLIGHT_STATUS_TONE[flight.status]}>{FLIGHT_STATUS_LABEL[flight.status]}</Badge>,
  },
  {
    name: "Differs",
    cell: ({ differences }) => differences.map((one) => DIFFERENCE[one]).join(", ") || "as planned",
  },
];

export function PlannedSchedulePage() {
  const { scheduleId } = route.useParams();
  // Kept here: what is withdrawn as a whole has no form any more that could say so.
  const [news, setNews] = useState<string | null>(null);
  const [{ data, error, fetching }, ask] = useQuery({
    query: FlightScheduleDocument,
    variables: { id: scheduleId },
    requestPolicy: "cache-and-network",
  });
  const reload = () => ask({ requestPolicy: "network-only" });
  const withdrawn = (what: string) => {
    setNews(what);
    reload();
  };
  const schedule = data?.flightSchedule;
  const back = (
    <Link to="/staff/schedules/all" search={{}}>
      Schedules on sale
    </Link>
  );
  if (!schedule) {
    return (
      <Page title="Schedule" above={back}>
        {fetching && <Skeleton label="Loading the schedule" rows={3} />}
        {error && !fetching && <ProblemNotice problem={toProblem(error)} onRetry={reload} />}
      </Page>
    );
  }
  const { designator, origin, destination, state, cabins, planned, acts, aircraftType } = schedule;
  return (
    <Page
      title={`${designator}, ${origin} to ${destination}`}
      above={back}
      beside={<Badge tone={STATE[state].tone}>{STATE[state].words}</Badge>}
      lead={`${periodWords(schedule)}. ${daysWords(schedule)}, ${hoursWords(schedule)}${aircraftType ? `, aircraft ${aircraftType}` : ""}.`}
    >
      <Card title="Put on sale with">
        <p>
          {cabins
            .map(({ cabin, capacity, fare }) => `${CABIN_LABEL[cabin]} ${capacity} at ${formatMoney(fare)}`)
            .join(", ")}
        </p>
      </Card>
      <MissingDays days={planned.missingDays} />
      <Card title={`Its flights (${planned.flights.length})`}>
        {planned.flights.length === 0 && <p>None any more.</p>}
        {planned.flights.length > 0 && (
          <DataTable label="Flights" columns={COLUMNS} rows={planned.flights} keyOf={({ flight }) => flight.id} />
        )}
      </Card>
      {news && <Notice tone="good" title={news} />}
      {state === "ACTIVE" && <WithdrawSchedule id={schedule.id} lastDay={schedule.lastDay} onDone={withdrawn} />}
      <Card title="What staff did">
        <ActsOfOne acts={acts.map(fromFlightAct)} />
      </Card>
    </Page>
  );
}

function MissingDays({ days }: { readonly days: readonly string[] }) {
  if (days.length === 0) return null;
  const shown = days.slice(0, MOST_MISSING_DAYS).map(dayWords).join(", ");
  return (
    <Notice tone="neutral" title={`${countWords(days.length, "day")} without a flight of this schedule`}>
      <p>
        {shown}
        {days.length > MOST_MISSING_DAYS ? " and more" : ""}. The flight may be another schedule's, or was never
        created.
      </p>
    </Notice>
  );
}
