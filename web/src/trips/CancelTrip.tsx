/** Cancelling, after asking once. */
import { useState } from "react";
import { useMutation } from "urql";
import { toProblem } from "../api/problem";
import { CancelTripDocument, type TripDetailFragment } from "../graphql/generated";
import { Button } from "../ui/Button";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { countWords } from "../words/labels";
import { tripTitle } from "./tripTitle";

export function CancelTrip({ trip }: { readonly trip: TripDetailFragment }) {
  const [isOpen, setOpen] = useState(false);
  const [{ fetching, error }, cancel] = useMutation(CancelTripDocument);

  async function confirm() {
    const { data } = await cancel({ id: trip.id }, { isIdempotent: true });
    if (data) setOpen(false);
  }

  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        Cancel this trip
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title="Cancel this trip?"
        confirm="Yes, cancel it"
        keep="Keep my trip"
        busy={fetching}
        problem={error ? toProblem(error) : null}
        onConfirm={confirm}
      >
        <p>
          {tripTitle(trip)}, {countWords(trip.passengers.length, "passenger")}, record locator {trip.recordLocator}.
        </p>
        <p>
          The seats go back on sale at once. This cannot be undone; you would have to book again at the price of then.
        </p>
      </ConfirmDialog>
    </>
  );
}
