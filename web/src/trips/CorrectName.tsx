/** A slip in a passenger's name is put right: the airline allows a few letters, its staff everything. */
import { zodResolver } from "@hookform/resolvers/zod";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { findRefusal, refusalToProblem, toProblem } from "../api/problem";
import { passengerNameSchema } from "../booking/passengers";
import { CorrectNameDocument, type TripDetailFragment } from "../graphql/generated";
import { Button } from "../ui/Button";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { TextField } from "../ui/Field";
import { isAhead } from "./isAhead";

interface CorrectNameProps {
  readonly trip: TripDetailFragment;
  /** In the order of the trip's passengers, from 0. */
  readonly index: number;
  /** Who may change anything. */
  readonly byStaff?: boolean;
}

export function CorrectName({ trip, index, byStaff = false }: CorrectNameProps) {
  const [isOpen, setOpen] = useState(false);
  const passenger = trip.passengers[index];
  if (!passenger || !isAhead(trip)) return null;
  const { firstName, lastName } = passenger;
  return (
    <>
      <Button look="quiet" onClick={() => setOpen(true)} aria-label={`Correct the name of ${firstName} ${lastName}`}>
        <Pencil size={16} aria-hidden="true" /> Correct
      </Button>
      {isOpen && (
        <NameDialog
          trip={trip}
          index={index}
          byStaff={byStaff}
          name={{ firstName, lastName }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

interface NameDialogProps extends CorrectNameProps {
  readonly name: { readonly firstName: string; readonly lastName: string };
  readonly onClose: () => void;
}

function NameDialog({ trip, index, byStaff, name, onClose }: NameDialogProps) {
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
