/** Staff give a reservation up, and say why: the traveller reads it. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { findRefusal, refusalToProblem, toProblem } from "../../api/problem";
import { CancelTripDocument, type TripDetailFragment } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { TextField } from "../../ui/Field";
import { countWords } from "../../words/labels";
import styles from "./ReservationPage.module.css";

const schema = z.object({
  reason: z.string().trim().min(3, "Say why; the traveller reads it.").max(200, "At most 200 characters."),
  refundInFull: z.boolean(),
});

export function CancelReservation({ reservation }: { readonly reservation: TripDetailFragment }) {
  const [isOpen, setOpen] = useState(false);
  const [{ fetching, error, data }, cancel] = useMutation(CancelTripDocument);
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { reason: "", refundInFull: false },
  });
  const refusal = findRefusal(data?.cancelReservation);
  const refused = refusal ? refusalToProblem(refusal) : null;

  const submit = handleSubmit(async (wanted) => {
    const answer = await cancel({ id: reservation.id, ...wanted }, { isIdempotent: true });
    if (answer.data?.cancelReservation.__typename === "Reservation") setOpen(false);
  });

  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        Cancel this reservation
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={`Cancel ${reservation.recordLocator}?`}
        confirm="Yes, cancel it"
        keep="Keep it"
        busy={fetching}
        problem={error ? toProblem(error) : refused}
        onConfirm={submit}
      >
        <p>
          {countWords(reservation.passengers.length, "passenger")}. The seats go back on sale at once, and the act goes
          on record. This cannot be undone.
        </p>
        <TextField label="Reason" maxLength={200} error={formState.errors.reason?.message} {...register("reason")} />
        {reservation.receipt && (
          <label className={styles.choice}>
            <input type="checkbox" {...register("refundInFull")} /> Refund everything, whatever the fare says
          </label>
        )}
      </ConfirmDialog>
    </>
  );
}
