/** The names, one passenger after another, and what else the airline should know. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import type { PassengerType } from "../graphql/generated";
import { today } from "../travellers/details";
import { ServicesFields } from "../travellers/ServicesFields";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { ErrorSummary } from "../ui/ErrorSummary";
import { TextField } from "../ui/Field";
import { PASSENGER_LABEL } from "../words/labels";
import { complaintsOf } from "./complaints";
import styles from "./PassengersStep.module.css";
import { type PassengersForm, passengersSchema } from "./passengers";

interface PassengersStepProps {
  readonly draft: PassengersForm;
  /** Who is logged in: most people book for themselves. */
  readonly suggested: { readonly firstName: string; readonly lastName: string } | null;
  /** At every key: a reload in the middle of nine passengers loses none of them. */
  readonly onTyped: (form: PassengersForm) => void;
  readonly onDone: (form: PassengersForm) => void;
}

export function PassengersStep({ draft, suggested, onTyped, onDone }: PassengersStepProps) {
  const { passengers } = draft;
  const { register, handleSubmit, formState, setValue, getValues, setFocus, watch } = useForm({
    resolver: zodResolver(passengersSchema),
    defaultValues: draft,
    // The summary takes the focus: with nine passengers the first field in the wrong says little about the others.
    shouldFocusError: false,
  });
  const titles = passengers.map(({ type }, index) => passengerTitle(type, index, passengers));
  const [first, ...others] = watch("passengers");
  const isFirstBlank = first?.firstName === "" && first.lastName === "";
  const familyName = others.some(({ lastName }) => lastName === "") ? first?.lastName.trim() : "";

  function fillIn() {
    if (!suggested) return;
    setValue("passengers.0.firstName", suggested.firstName, { shouldDirty: true });
    setValue("passengers.0.lastName", suggested.lastName, { shouldDirty: true });
    onTyped(getValues());
  }

  function shareName() {
    others.forEach(({ lastName }, index) => {
      if (lastName === "") setValue(`passengers.${index + 1}.lastName`, familyName ?? "", { shouldDirty: true });
    });
    onTyped(getValues());
  }

  return (
    <form onSubmit={handleSubmit(onDone)} onChange={() => onTyped(getValues())} noValidate className={styles.form}>
      <ErrorSummary
        attempt={formState.submitCount}
        complaints={complaintsOf(formState.errors, titles).map(({ field, ...said }) => ({
          ...said,
          goThere: () => setFocus(field),
        }))}
      />
      {passengers.map(({ type }, index) => {
        const errors = formState.errors.passengers?.[index];
        const title = titles[index] ?? "";
        return (
          <Card key={title}>
            <fieldset className={styles.passenger}>
              <legend className={styles.legend}>{title}</legend>
              {index === 0 && suggested && isFirstBlank && (
                <Button look="quiet" onClick={fillIn}>
                  I am travelling: fill in {suggested.firstName} {suggested.lastName}
                </Button>
              )}
              <div className={styles.names}>
                <TextField
                  label="First name"
                  autoComplete={index === 0 ? "given-name" : "off"}
                  error={errors?.firstName?.message}
                  {...register(`passengers.${index}.firstName`)}
                />
                <TextField
                  label="Last name"
                  autoComplete={index === 0 ? "family-name" : "off"}
                  error={errors?.lastName?.message}
                  {...register(`passengers.${index}.lastName`)}
                />
                <TextField
                  label="Date of birth (optional)"
                  type="date"
                  autoComplete={index === 0 ? "bday" : "off"}
                  max={today()}
                  hint={AGE_HINT[type]}
                  error={errors?.dateOfBirth?.message}
                  {...register(`passengers.${index}.dateOfBirth`)}
                />
              </div>
              {index === 0 && familyName && (
                <Button look="quiet" onClick={shareName}>
                  The same last name for everybody
                </Button>
              )}
              <details className={styles.more} open={errors?.services ? true : undefined}>
                <summary>Meals and assistance (optional)</summary>
                <ServicesFields
                  meal={register(`passengers.${index}.services.meal`)}
                  wheelchair={register(`passengers.${index}.services.wheelchair`)}
                  others={register(`passengers.${index}.services.others`)}
                  error={errors?.services?.others?.message}
                />
              </details>
            </fieldset>
          </Card>
        );
      })}
      <p className={styles.hint}>
        Enter names exactly as in the passport or identity card. The document itself you add after booking, on the page
        of your trip.
      </p>
      <Card title="Where we write to">
        <TextField
          label="Email"
          type="email"
          autoComplete="email"
          hint="For the confirmation, the receipt and news of your flights. Leave it empty to get none."
          error={formState.errors.contactEmail?.message}
          {...register("contactEmail")}
        />
      </Card>
      <div className={styles.actions}>
        <Button type="submit" look="action">
          Continue to review
        </Button>
      </div>
    </form>
  );
}

const AGE_HINT: Record<PassengerType, string | undefined> = {
  ADULT: undefined,
  CHILD: "2 to 11 on the day of the last flight.",
  INFANT: "Under 2 on the day of the last flight.",
};

function passengerTitle(type: PassengerType, index: number, all: PassengersForm["passengers"]): string {
  const sameType = all.filter((passenger) => passenger.type === type);
  if (sameType.length === 1) return PASSENGER_LABEL[type];
  const number = all.slice(0, index + 1).filter((passenger) => passenger.type === type).length;
  return `${PASSENGER_LABEL[type]} ${number}`;
}
