/** What came of a schedule: the flights that are new, and the days that had theirs. */

import { parseDate } from "@internationalized/date";
import { Link } from "@tanstack/react-router";
import type { CreateScheduleMutation, ManagedFlightFragment } from "../../graphql/generated";
import { Notice } from "../../ui/Notice";
import { countWords, flightName } from "../../words/labels";
import { clockTime, dateWords, localDate } from "../../words/time";
import { type DataColumn, DataTable } from "../ui/DataTable";
import styles from "./SchedulePage.module.css";

const COLUMNS: readonly DataColumn<ManagedFlightFragment>[] = [
  {
    name: "Flight",
    cell: (flight) => (
      <Link to="/staff/flights/$flightId" params={{ flightId: flight.id }}>
        {flightName(flight)}, {dateWords(localDate(flight.departsAtLocal), "short")}
      </Link>
    ),
  },
  { name: "Route", cell: ({ origin, destination }) => `${origin.code} to ${destination.code}` },
  {
    name: "Leaves, arrives",
    cell: ({ departsAtLocal, arrivesAtLocal }) => `${clockTime(departsAtLocal)} to ${clockTime(arrivesAtLocal)}`,
  },
  {
    name: "Seats",
    cell: ({ cabins }) => cabins.reduce((sum, cabin) => sum + cabin.capacity, 0),
    isNumber: true,
  },
];

export function PlannedFlights({ schedule }: { readonly schedule: CreateScheduleMutation["createSchedule"] }) {
  const { created, existingDays } = schedule;
  return (
    <>
      <Notice
        tone={created.length > 0 ? "good" : "neutral"}
        title={created.length > 0 ? `${countWords(created.length, "flight")} created` : "Nothing was missing"}
      >
        {existingDays.length > 0 && (
          <p>
            {countWords(existingDays.length, "day")} had the flight already:{" "}
            {existingDays.map((day) => dateWords(parseDate(day), "short")).join(", ")}.
          </p>
        )}
      </Notice>
      {created.length > 0 && (
        <div className={styles.created}>
          <DataTable label="Created flights" columns={COLUMNS} rows={created} keyOf={({ id }) => id} />
        </div>
      )}
    </>
  );
}
