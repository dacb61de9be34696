/** The form that corrects a name; what the airline does not allow is told in it. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { findRefusal, refusalToProblem, toProblem } from "../api/problem";
import { passengerNameSchema } from "../booking/passengers";
import { CorrectNameDocument } from "../graphql/generated";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { TextField } from "../ui/Field";
import type { CorrectNameProps } from "./CorrectName";

interface NameDialogProps extends CorrectNameProps {
  readonly name: { readonly firstName: string; readonly lastName: string };
  readonly onClose: () => void;
}

export default function NameDialog({ trip, index, byStaff, name, onClose }: NameDialogProps) {
  const [{ fetching, error, data }, correct] = useMutation(CorrectNameDocument);
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(passengerNameSchema),
    defaultValues: name,
  });
  const refusal = findRefusal(data?.correctPassengerName);
  const refused = refusal ? refusalToProblem(refusal) : null;

  const submit = handleSubmit(async (form) => {
    const answer = await correct({ id: trip.id, passenger: index + 1, ...form }, { isIdempotent: true });
    if (answer.data?.correctPassengerName.__typename === "Reservation") onClose();
  });

  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title="Correct the name"
      confirm="Save the name"
      keep="Leave it"
      look="brand"
      busy={fetching}
      problem={error ? toProblem(error) : refused}
      onConfirm={submit}
    >
      <p>
        {byStaff
          ? "Any change goes on record. The ticket follows by itself."
          : "Up to three letters may be changed, or first and last name swapped. The ticket follows by itself."}
      </p>
      <TextField label="First name" error={formState.errors.firstName?.message} {...register("firstName")} />
      <TextField label="Last name" error={formState.errors.lastName?.message} {...register("lastName")} />
    </ConfirmDialog>
  );
}
