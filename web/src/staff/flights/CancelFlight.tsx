/** Cancelling a flight, with a reason for those who booked it. */
import { useState } from "react";
import { useMutation } from "urql";
import { toProblem } from "../../api/problem";
import { CancelFlightDocument, type ManagedFlightFragment } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { TextField } from "../../ui/Field";
import { flightName } from "../../words/labels";

const MAX_REASON = 200;

export function CancelFlight({ flight }: { readonly flight: ManagedFlightFragment }) {
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [{ fetching, error }, cancel] = useMutation(CancelFlightDocument);
  const travellers = flight.cabins.reduce((sum, cabin) => sum + cabin.sold + cabin.held, 0);

  async function confirm() {
    const words = reason.trim();
    const { data } = await cancel({ id: flight.id, reason: words === "" ? null : words });
    if (data) setOpen(false);
  }

  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        Cancel this flight
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={`Cancel ${flightName(flight)}?`}
        confirm="Yes, cancel the flight"
        keep="Keep the flight"
        busy={fetching}
        problem={error ? toProblem(error) : null}
        onConfirm={confirm}
      >
        <p>
          {travellers === 0
            ? "Nobody is booked on it."
            : `${travellers} booked ${travellers === 1 ? "seat is" : "seats are"} affected; each traveller sees the cancellation in their trip.`}
        </p>
        <TextField
          label="Reason (kept with the record)"
          maxLength={MAX_REASON}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </ConfirmDialog>
    </>
  );
}
