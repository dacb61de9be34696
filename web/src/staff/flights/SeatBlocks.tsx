/** Seats of a cabin that nobody can have: which, why and since when; taking others out of use, and putting them back. */
import { useState } from "react";
import { useMutation, useQuery } from "urql";
import { toProblem } from "../../api/problem";
import {
  type BlockedSeatFragment,
  BlockSeatsDocument,
  type BlockSeatsMutation,
  type ManagedFlightFragment,
  SeatBlocksDocument,
  UnblockSeatsDocument,
} from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { SelectField, TextField } from "../../ui/Field";
import { Notice, ProblemNotice } from "../../ui/Notice";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { instantWords } from "../ui/instant";
import { personName } from "../ui/personName";
import styles from "./FlightSeats.module.css";
import { MoveSeat } from "./MoveSeat";
import { seatNumbers } from "./seatNumbers";

type Reason = BlockedSeatFragment["reason"];
type Refused = Extract<BlockSeatsMutation["blockSeats"], { __typename: "SeatBlockRefused" }>;

const REASON_WORDS: Record<Reason, string> = {
  BROKEN: "Broken",
  CREW_REST: "Crew rest",
  WEIGHT_AND_BALANCE: "Weight and balance",
  OTHER: "Something else",
};
const REASONS = Object.keys(REASON_WORDS) as Reason[];
// A list that was empty names no type the cache could know it by.
const CONTEXT = { additionalTypenames: ["SeatBlock"] };

interface SeatBlocksProps {
  readonly flight: ManagedFlightFragment;
  readonly cabin: ManagedFlightFragment["cabins"][number]["cabin"];
}

export function SeatBlocks({ flight, cabin }: SeatBlocksProps) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: SeatBlocksDocument,
    variables: { flightId: flight.id },
    requestPolicy: "cache-and-network",
    context: CONTEXT,
  });
  const [unblocking, unblock] = useMutation(UnblockSeatsDocument);
  const blocks = data?.seatBlocks.filter((block) => block.cabin === cabin);
  const columns: readonly DataColumn<BlockedSeatFragment>[] = [
    { name: "Seat", cell: ({ number }) => number },
    { name: "Why", cell: ({ reason, note }) => [REASON_WORDS[reason], note].filter(Boolean).join(": ") },
    { name: "Who", cell: ({ user }) => (user ? personName({ id: user.id, user }) : "") },
    { name: "Since", cell: ({ at }) => instantWords(at) },
    {
      name: "Back",
      cell: ({ number }) => (
        <Button
          look="quiet"
          busy={unblocking.fetching}
          aria-label={`Put back seat ${number}`}
          onClick={() => unblock({ flightId: flight.id, cabin, seats: [number] }, CONTEXT)}
        >
          Put back
        </Button>
      ),
    },
  ];
  return (
    <div className={styles.stack}>
      <h3 className={styles.legend}>Seats out of use</h3>
      {error && !fetching && (
        <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
      )}
      {unblocking.error && !unblocking.fetching && <ProblemNotice problem={toProblem(unblocking.error)} />}
      {blocks?.length === 0 && <p className={styles.words}>None: every seat of the cabin can be sold.</p>}
      {blocks && blocks.length > 0 && (
        <DataTable label="Seats out of use" columns={columns} rows={blocks} keyOf={({ number }) => number} />
      )}
      {flight.status !== "CANCELLED" && <BlockForm flightId={flight.id} cabin={cabin} />}
    </div>
  );
}

function BlockForm({ flightId, cabin }: { readonly flightId: string; readonly cabin: SeatBlocksProps["cabin"] }) {
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState<Reason>("BROKEN");
  const [note, setNote] = useState("");
  const [complaint, setComplaint] = useState<string>();
  const [refused, setRefused] = useState<Refused | null>(null);
  const [{ error, fetching }, block] = useMutation(BlockSeatsDocument);

  async function save() {
    const seats = seatNumbers(typed);
    setComplaint(seats ? undefined : "Write seats like 12A, 12C.");
    if (!seats) return;
    const { data } = await block({ flightId, cabin, seats, reason, note }, CONTEXT);
    if (!data) return;
    const refusal = data.blockSeats.__typename === "SeatBlockRefused" ? data.blockSeats : null;
    setRefused(refusal);
    if (refusal) return;
    setTyped("");
    setNote("");
  }

  function forget(number: string) {
    setRefused((now) => now && { ...now, taken: now.taken.filter((seat) => seat.number !== number) });
  }

  return (
    <form
      className={styles.stack}
      aria-label="Take seats out of use"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {error && !fetching && <ProblemNotice problem={toProblem(error)} />}
      {refused && refused.taken.length === 0 && <Notice tone="warn" title={refused.message} />}
      {refused && refused.taken.length > 0 && (
        <Notice tone="warn" title="Somebody sits there: nothing was taken out of use">
          {refused.taken.map((occupant) => (
            <MoveSeat
              key={occupant.number}
              flightId={flightId}
              cabin={cabin}
              occupant={occupant}
              onMoved={() => forget(occupant.number)}
            />
          ))}
        </Notice>
      )}
      <div className={styles.form}>
        <TextField
          label="Seats"
          placeholder="12A, 12C"
          autoComplete="off"
          value={typed}
          error={complaint}
          onChange={({ target }) => setTyped(target.value)}
        />
        <SelectField label="Why" value={reason} onChange={({ target }) => setReason(target.value as Reason)}>
          {REASONS.map((each) => (
            <option key={each} value={each}>
              {REASON_WORDS[each]}
            </option>
          ))}
        </SelectField>
        <TextField
          label="In your words"
          maxLength={500}
          autoComplete="off"
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <Button type="submit" busy={fetching}>
          Take out of use
        </Button>
      </div>
    </form>
  );
}
