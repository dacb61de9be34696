/** What a search found. Who was named exactly is shown at once. */
import { Link, Navigate } from "@tanstack/react-router";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { type FoundReservationFragment, SearchReservationsDocument } from "../../graphql/generated";
import { Card } from "../../ui/Card";
import { Empty } from "../../ui/Empty";
import { ProblemNotice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import { dateWords, localDate } from "../../words/time";
import { DataTable } from "../ui/DataTable";
import { Pages, usePages } from "../ui/Pages";
import styles from "./BookedOnFlight.module.css";
import { reservationColumns } from "./columns";
import type { Wanted } from "./wanted";

const PAGE_SIZE = 20;

interface Props {
  readonly wanted: Extract<Wanted, { kind: "text" }>;
}

export function FoundReservations({ wanted: { text, isExact } }: Props) {
  const pages = usePages();
  const [{ data, error, fetching }, ask] = useQuery({
    query: SearchReservationsDocument,
    variables: { text, first: PAGE_SIZE, after: pages.after },
    requestPolicy: "network-only",
  });
  if (fetching) return <Skeleton label="Looking for reservations" rows={2} height="3rem" />;
  if (!data) {
    return error ? (
      <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
    ) : null;
  }
  const { edges, pageInfo } = data.searchReservations;
  const [only] = edges;
  if (only === undefined) return <Nothing text={text} />;
  if (isExact && edges.length === 1 && pages.number === 1) {
    return <Navigate to="/staff/reservations/$reservationId" params={{ reservationId: only.node.id }} replace />;
  }
  return (
    <Card title="Found">
      <div className={styles.list}>
        <DataTable
          label="Reservations found"
          columns={COLUMNS}
          rows={edges.map(({ node }) => node)}
          keyOf={({ id }) => id}
        />
        <Pages label="Pages of reservations" pages={pages} info={pageInfo} />
      </div>
    </Card>
  );
}

function Nothing({ text }: { readonly text: string }) {
  return (
    <Empty title={`No reservation is found by ${text}`}>
      <p>
        Letters and digits that look or sound alike are in no record locator: no B, I, L, O, S, U, V, Z and no 0, 1, 2,
        5, 8. An email address is the one that letters go to, and has to be whole;{" "}
        <Link to="/staff/accounts" search={text.includes("@") ? { email: text } : {}}>
          accounts
        </Link>{" "}
        have their own.
      </p>
    </Empty>
  );
}

const COLUMNS = reservationColumns<FoundReservationFragment>({
  name: "Flights",
  cell: ({ segments }) => segments.map(({ flight }) => flightWords(flight)).join(", "),
});

function flightWords(flight: FoundReservationFragment["segments"][number]["flight"]): string {
  if (!flight) return "unknown right now";
  const { designator, departsAtLocal, origin, destination } = flight;
  return `${designator} ${dateWords(localDate(departsAtLocal), "short")} ${origin.code}–${destination.code}`;
}
