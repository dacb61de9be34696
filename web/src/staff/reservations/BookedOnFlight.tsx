/** Everybody who booked a flight, whatever became of it. */
import { useState } from "react";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import {
  type BookedReservationFragment,
  type ReservationStatus,
  ReservationsOfFlightDocument,
} from "../../graphql/generated";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { CABIN_LABEL, countWords } from "../../words/labels";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { Pages, usePages } from "../ui/Pages";
import styles from "./BookedOnFlight.module.css";
import { reservationColumns } from "./columns";

const PAGE_SIZE = 20;

const FILTERS: readonly { readonly value: ReservationStatus | "ALL"; readonly label: string }[] = [
  { value: "ALL", label: "All" },
  { value: "CONFIRMED", label: "Confirmed" },
  { value: "HELD", label: "Held" },
  { value: "PENDING", label: "Pending" },
  { value: "WAITLISTED", label: "Waitlist" },
  { value: "CANCELLED", label: "Cancelled" },
  { value: "FAILED", label: "Failed" },
];

export function BookedOnFlight({ flightId }: { readonly flightId: string }) {
  const [status, setStatus] = useState<ReservationStatus | "ALL">("ALL");
  return (
    <Card title="Reservations">
      <div className={styles.list}>
        <Segmented label="Which reservations" options={FILTERS} value={status} onChange={setStatus} />
        <BookedPage key={status} flightId={flightId} status={status === "ALL" ? null : status} />
      </div>
    </Card>
  );
}

interface BookedPageProps {
  readonly flightId: string;
  readonly status: ReservationStatus | null;
}

function BookedPage({ flightId, status }: BookedPageProps) {
  const pages = usePages();
  const [{ data, error, fetching }, ask] = useQuery({
    query: ReservationsOfFlightDocument,
    variables: { flightId, status, first: PAGE_SIZE, after: pages.after },
    requestPolicy: "network-only",
  });
  if (!data) {
    if (fetching) return <Skeleton label="Loading reservations" rows={2} height="3rem" />;
    return error ? (
      <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
    ) : null;
  }
  const { edges, totalCount, pageInfo } = data.reservationsOfFlight;
  if (totalCount === 0) return <p className={styles.none}>{status ? "None of these." : "Nobody has booked it yet."}</p>;
  return (
    <>
      <p className={styles.none}>{countWords(totalCount, "reservation")}, newest first</p>
      <DataTable
        label="Reservations on this flight"
        columns={reservationColumns(cabinsOn(flightId))}
        rows={edges.map(({ node }) => node)}
        keyOf={({ id }) => id}
      />
      <Pages label="Pages of reservations" pages={pages} info={pageInfo} />
    </>
  );
}

function cabinsOn(flightId: string): DataColumn<BookedReservationFragment> {
  return {
    name: "Cabin",
    cell: ({ segments }) => {
      const here = segments.filter(({ flight }) => flight?.id === flightId);
      return here.map(({ cabin }) => CABIN_LABEL[cabin]).join(", ");
    },
  };
}
