/** The form for a traveller's details. A document on file is never shown, only replaced or forgotten. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { findRefusal, refusalToProblem, toProblem } from "../api/problem";
import { UpdatePassengerDocument } from "../graphql/generated";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { SelectField, TextField } from "../ui/Field";
import { COUNTRIES } from "../words/country";
import styles from "./DetailsDialog.module.css";
import { detailsSchema, type TripPassenger, toDetailsForm, toDetailsInput, today } from "./details";
import { ServicesFields } from "./ServicesFields";
import type { TravellerDetailsProps } from "./TravellerDetails";

interface DetailsDialogProps extends TravellerDetailsProps {
  readonly passenger: TripPassenger;
  readonly onClose: () => void;
}

export default function DetailsDialog({ trip, index, passenger, onClose }: DetailsDialogProps) {
  const [{ fetching, error, data }, update] = useMutation(UpdatePassengerDocument);
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(detailsSchema),
    defaultValues: toDetailsForm(passenger),
  });
  const { errors } = formState;
  const refusal = findRefusal(data?.updatePassenger);
  const refused = refusal ? refusalToProblem(refusal) : null;
  const known = passenger.travelDocument;

  const submit = handleSubmit(async (form) => {
    const input = toDetailsInput(form);
    const answer = await update({ id: trip.id, passenger: index + 1, input }, { isIdempotent: true });
    if (answer.data?.updatePassenger.__typename === "Reservation") onClose();
  });

  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Details of ${passenger.firstName} ${passenger.lastName}`}
      confirm="Save the details"
      keep="Leave them"
      look="brand"
      wide
      busy={fetching}
      problem={error ? toProblem(error) : refused}
      onConfirm={submit}
    >
      <TextField
        label="Date of birth"
        type="date"
        max={today()}
        error={errors.dateOfBirth?.message}
        {...register("dateOfBirth")}
      />
      <fieldset className={styles.document}>
        <legend>Passport or identity card</legend>
        {known && (
          <p className={styles.known}>
            We have {known.maskedNumber} on file. Its number is kept encrypted; enter a document only to replace it.
          </p>
        )}
        <SelectField label="Document" {...register("travelDocument.type")}>
          <option value="PASSPORT">Passport</option>
          <option value="ID_CARD">Identity card</option>
        </SelectField>
        <TextField
          label="Number"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
          error={errors.travelDocument?.number?.message}
          {...register("travelDocument.number")}
        />
        <SelectField
          label="Issued by"
          error={errors.travelDocument?.issuingCountry?.message}
          {...register("travelDocument.issuingCountry")}
        >
          <option value="">Choose a country</option>
          {COUNTRIES.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Expires on"
          type="date"
          min={today()}
          error={errors.travelDocument?.expiresOn?.message}
          {...register("travelDocument.expiresOn")}
        />
        {known && (
          <label className={styles.forget}>
            <input type="checkbox" {...register("travelDocument.forget")} /> Forget this document
          </label>
        )}
      </fieldset>
      <ServicesFields
        meal={register("services.meal")}
        wheelchair={register("services.wheelchair")}
        others={register("services.others")}
        error={errors.services?.others?.message}
      />
    </ConfirmDialog>
  );
}
