/** The whole number of a travel document, which staff reads one at a time and on record; nothing keeps it here. */
import { useState } from "react";
import { useMutation } from "urql";
import { toProblem } from "../../api/problem";
import { ReadTravelDocumentDocument, type TripDetailFragment } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { ProblemNotice } from "../../ui/Notice";

interface DocumentNumberProps {
  readonly reservation: TripDetailFragment;
  /** In the order of the passengers, from 0. */
  readonly index: number;
}

// What staff did is asked anew: this is one more act.
const ON_RECORD = { additionalTypenames: ["ReservationAuditConnection"] };

export function DocumentNumber({ reservation, index }: DocumentNumberProps) {
  const [number, setNumber] = useState<string | null>(null);
  const [{ fetching, error }, read] = useMutation(ReadTravelDocumentDocument);
  const passenger = reservation.passengers[index];
  if (!passenger?.travelDocument) return null;

  async function show() {
    const { data } = await read({ id: reservation.id, passenger: index + 1 }, ON_RECORD);
    setNumber(data?.readTravelDocument ?? null);
  }

  if (number !== null) {
    return (
      <span aria-live="polite">
        <strong>{number}</strong>{" "}
        <Button look="quiet" onClick={() => setNumber(null)}>
          Hide
        </Button>
      </span>
    );
  }
  return (
    <>
      {error && <ProblemNotice problem={toProblem(error)} />}
      <Button
        look="quiet"
        busy={fetching}
        onClick={show}
        title="Goes on record"
        aria-label={`Read the document of ${passenger.firstName} ${passenger.lastName}, which goes on record`}
      >
        Read document
      </Button>
    </>
  );
}
