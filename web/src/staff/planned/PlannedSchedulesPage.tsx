/** Every schedule on sale, by what staff look for. */
import { zodResolver } from "@hookform/resolvers/zod";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useForm } from "react-hook-form";
import { useQuery } from "urql";
import { z } from "zod";
import { toProblem } from "../../api/problem";
import { FlightSchedulesDocument, type PlannedScheduleFragment } from "../../graphql/generated";
import { Badge } from "../../ui/Badge";
import { Button, ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { TextField } from "../../ui/Field";
import { ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import filters from "../flights/FlightFilterForm.module.css";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { filterText } from "../ui/filterText";
import { Pages, usePages } from "../ui/Pages";
import { daysWords, hoursWords, periodWords, STATE } from "./planned";
import { loadSchedulesQuery, type SchedulesQuery, toFilter } from "./schedulesQuery";

const route = getRouteApi("/staff/staff/schedules/all");
// A list that was empty names no type the cache could know it by.
const CONTEXT = { additionalTypenames: ["FlightSchedule"] };

const COLUMNS: readonly DataColumn<PlannedScheduleFragment>[] = [
  {
    name: "Flight",
    cell: ({ id, designator }) => (
      <Link to="/staff/schedules/$scheduleId" params={{ scheduleId: id }}>
        {designator}
      </Link>
    ),
  },
  { name: "Route", cell: ({ origin, destination }) => `${origin} to ${destination}` },
  { name: "Period", cell: periodWords },
  { name: "Days", cell: daysWords },
  { name: "Leaves, arrives", cell: hoursWords },
  { name: "Aircraft", cell: ({ aircraftType }) => aircraftType ?? "none" },
  { name: "State", cell: ({ state }) => <Badge tone={STATE[state].tone}>{STATE[state].words}</Badge> },
];

export function PlannedSchedulesPage() {
  const query = route.useSearch();
  const navigate = route.useNavigate();
  const key = JSON.stringify(query);
  return (
    <Page
      title="Schedules on sale"
      beside={
        <ButtonLink to="/staff/schedules" look="brand">
          <Plus size={18} aria-hidden="true" /> Plan a schedule
        </ButtonLink>
      }
    >
      <Filters key={key} query={query} onChange={(next) => navigate({ search: next })} />
      <Schedules key={`table ${key}`} query={query} />
    </Page>
  );
}

function Schedules({ query }: { readonly query: SchedulesQuery }) {
  const filter = useMemo(() => toFilter(query), [query]);
  const pages = usePages();
  const [{ data, error, fetching }, ask] = useQuery({
    query: FlightSchedulesDocument,
    variables: { filter, after: pages.after },
    requestPolicy: "cache-and-network",
    context: CONTEXT,
  });
  const found = data?.flightSchedules;
  if (error && !found) {
    return <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />;
  }
  if (!found) return fetching ? <Skeleton label="Loading schedules" rows={4} height="4rem" /> : null;
  if (found.edges.length === 0) {
    return (
      <Empty title="No schedules match">
        <p>Flights created one by one, and those of the demo data, have none.</p>
      </Empty>
    );
  }
  return (
    <>
      <DataTable
        label="Schedules"
        columns={COLUMNS}
        rows={found.edges.map(({ node }) => node)}
        keyOf={({ id }) => id}
      />
      <Pages pages={pages} info={found.pageInfo} />
    </>
  );
}

const schema = z.object({
  designator: filterText(/^[A-Z0-9]{2}\s?\d{1,4}$/, "Like UA 1545."),
  airline: filterText(/^[A-Z0-9]{2}$/, "Two characters."),
  origin: filterText(/^[A-Z]{3}$/, "Three letters."),
  destination: filterText(/^[A-Z]{3}$/, "Three letters."),
  firstDay: z.string(),
  lastDay: z.string(),
});

interface FiltersProps {
  readonly query: SchedulesQuery;
  readonly onChange: (query: SchedulesQuery) => void;
}

function Filters({ query, onChange }: FiltersProps) {
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: {
      designator: query.designator ?? "",
      airline: query.airline ?? "",
      origin: query.origin ?? "",
      destination: query.destination ?? "",
      firstDay: query.firstDay ?? "",
      lastDay: query.lastDay ?? "",
    },
  });
  const errors = formState.errors;
  const submit = handleSubmit((form) => onChange(loadSchedulesQuery(form)));
  return (
    <form className={filters.form} onSubmit={submit} noValidate aria-label="Filter schedules">
      <TextField label="Flight" autoComplete="off" error={errors.designator?.message} {...register("designator")} />
      <TextField label="Airline" maxLength={2} error={errors.airline?.message} {...register("airline")} />
      <TextField label="From" maxLength={3} autoComplete="off" error={errors.origin?.message} {...register("origin")} />
      <TextField
        label="To"
        maxLength={3}
        autoComplete="off"
        error={errors.destination?.message}
        {...register("destination")}
      />
      <TextField label="Flown from" type="date" {...register("firstDay")} />
      <TextField label="Flown until" type="date" {...register("lastDay")} />
      <div className={filters.actions}>
        <Button type="submit" look="brand">
          Filter
        </Button>
        <Button look="quiet" onClick={() => onChange({})}>
          Clear
        </Button>
      </div>
    </form>
  );
}
