/** Who did what to what, when. */
import { Link } from "@tanstack/react-router";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { instantWords } from "../ui/instant";
import type { Act } from "./act";

const WHEN: DataColumn<Act> = { name: "When", cell: ({ at }) => instantWords(at) };
const WHAT: DataColumn<Act> = { name: "What", cell: ({ act }) => act };
const DETAIL: DataColumn<Act> = { name: "Detail", cell: ({ detail }) => detail };
const WHO: DataColumn<Act> = { name: "Who", cell: ({ person }) => person };

/** Of one thing: its name stands above. */
export function ActsOfOne({ acts }: { readonly acts: readonly Act[] }) {
  return <DataTable label="What staff did" columns={[WHEN, WHO, WHAT, DETAIL]} rows={acts} keyOf={({ id }) => id} />;
}

interface ActsTableProps {
  readonly of: "flights" | "reservations";
  readonly acts: readonly Act[];
}

export function ActsTable({ of, acts }: ActsTableProps) {
  const who: DataColumn<Act> = {
    name: "Who",
    cell: ({ person, userId }) => (
      <Link to="/staff/audit" search={{ of, user: userId }} title={`Only what ${person} did`}>
        {person}
      </Link>
    ),
  };
  const target: DataColumn<Act> = { name: "To what", cell: (act) => <Target of={of} act={act} /> };
  return (
    <DataTable label="Audit trail" columns={[WHEN, who, WHAT, target, DETAIL]} rows={acts} keyOf={({ id }) => id} />
  );
}

// Of all of them, so there is none to lead to.
const SEARCH = "search reservations";
const SEATS_OF = "seats-of-";
const IMPORT_ID = /^schedule-[0-9a-f]{32}$/;
/** A flight, or one of its cabins. */
const FLIGHT_ID = /^([A-Z0-9]{2,3}\d+-\d{8}-[A-Z]{3})(?::[A-Z_]+)?$/;

function Target({ of, act: { act, target } }: { readonly of: ActsTableProps["of"]; readonly act: Act }) {
  if (act.includes("dead letter")) return <Link to="/staff/dead-letters">{target}</Link>;
  if (act === SEARCH) return <Link to="/staff/reservations">{target}</Link>;
  if (of === "reservations") {
    return (
      <Link to="/staff/reservations/$reservationId" params={{ reservationId: target }}>
        {target}
      </Link>
    );
  }
  const flightId = FLIGHT_ID.exec(target)?.[1];
  if (flightId) {
    return (
      <Link to="/staff/flights/$flightId" params={{ flightId }}>
        {target}
      </Link>
    );
  }
  if (IMPORT_ID.test(target)) {
    return (
      <Link to="/staff/schedules/import" search={{ id: target }}>
        schedule file
      </Link>
    );
  }
  if (target.startsWith(SEATS_OF)) {
    const type = target.slice(SEATS_OF.length);
    return (
      <Link to="/staff/seat-prices" search={{ type }}>
        seats of {type}
      </Link>
    );
  }
  return (
    <Link to="/staff/prices" search={{ rule: target }}>
      price rule
    </Link>
  );
}
