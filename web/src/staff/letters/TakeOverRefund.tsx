/** Staff pay a refund back themselves, because the payment provider does not take it, and say how. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { toProblem } from "../../api/problem";
import { TakeOverRefundDocument } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { TextField } from "../../ui/Field";
import { formatMoney, type Money } from "../../words/money";

const schema = z.object({
  how: z.string().trim().min(3, "Say how; it goes on record.").max(128, "At most 128 characters."),
});

interface Props {
  readonly reservation: { readonly id: string; readonly recordLocator: string };
  readonly refund: Money;
  /** With what staff have to know now. */
  readonly onDone: (told: string) => void;
}

export function TakeOverRefund({ reservation: { id, recordLocator }, refund, onDone }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [{ fetching, error }, takeOver] = useMutation(TakeOverRefundDocument);
  const { register, handleSubmit, formState } = useForm({ resolver: zodResolver(schema), defaultValues: { how: "" } });

  const submit = handleSubmit(async ({ how }) => {
    const { data } = await takeOver({ id, how });
    if (!data) return;
    setOpen(false);
    const answer = data.takeOverRefund;
    onDone(
      answer.__typename === "RefundTakenOver"
        ? `Pay back ${formatMoney(answer.amount)} to the traveller of ${recordLocator} now: nobody else will.`
        : `${recordLocator}: ${answer.message}`,
    );
  });

  return (
    <>
      <Button onClick={() => setOpen(true)}>Pay it back otherwise</Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={`Pay back ${formatMoney(refund)} otherwise?`}
        confirm="Take it over"
        keep="Leave it to the provider"
        busy={fetching}
        problem={error ? toProblem(error) : null}
        onConfirm={submit}
      >
        <p>
          The provider is asked for the last time. What it does not take even then is yours to pay, by a bank transfer
          for example: you are told how much.
        </p>
        <TextField label="How you pay it" maxLength={128} error={formState.errors.how?.message} {...register("how")} />
      </ConfirmDialog>
    </>
  );
}
