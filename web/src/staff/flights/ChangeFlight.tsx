/**
 * Changing a flight's times, status and fares.
 *
 * The form is filled from one version of the flight and saves against that version. If somebody saved in between, the
 * server refuses; then the person sees what the other changed and decides: take theirs, or save one's own over it.
 */
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { codeOf, toProblem } from "../../api/problem";
import { ChangeFlightDocument, type ManagedFlightFragment } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { SelectField, TextField } from "../../ui/Field";
import { Notice, ProblemNotice } from "../../ui/Notice";
import { CABIN_LABEL, FLIGHT_STATUS_LABEL } from "../../words/labels";
import { ChangeConflict } from "./ChangeConflict";
import styles from "./FlightPage.module.css";
import { changeOf, changeSchema, type FlightChange, statusesAfter, toUpdate } from "./flightChange";

interface ChangeFlightProps {
  readonly flight: ManagedFlightFragment;
  readonly onReload: () => void;
}

export function ChangeFlight({ flight, onReload }: ChangeFlightProps) {
  const [base, setBase] = useState(flight);
  const [isSaved, setSaved] = useState(false);
  const [{ fetching, error }, change] = useMutation(ChangeFlightDocument);
  const { register, handleSubmit, formState, reset, getValues } = useForm({
    resolver: zodResolver(changeSchema),
    defaultValues: changeOf(flight),
  });
  const hasConflict = error !== undefined && codeOf(error) === "CONFLICT";

  async function save(form: FlightChange, expectedVersion: number) {
    setSaved(false);
    const input = toUpdate(form, base, expectedVersion);
    if (!input) return setSaved(true);
    const answer = await change({ id: flight.id, input });
    if (answer.data) startFrom(answer.data.updateFlight, true);
    else if (answer.error && codeOf(answer.error) === "CONFLICT") onReload();
  }

  function startFrom(version: ManagedFlightFragment, saved: boolean) {
    setBase(version);
    setSaved(saved);
    reset(changeOf(version));
  }

  const isOutdated = flight.version !== base.version && !fetching;
  const errors = formState.errors;
  return (
    <Card title="Change the flight">
      <form className={styles.form} onSubmit={handleSubmit((form) => save(form, base.version))} noValidate>
        {isOutdated && (hasConflict || formState.isDirty) ? (
          <ChangeConflict
            base={base}
            latest={flight}
            onTakeTheirs={() => startFrom(flight, false)}
            onKeepMine={() => save(getValues(), flight.version)}
          />
        ) : (
          error && !fetching && <ProblemNotice problem={toProblem(error)} />
        )}
        {isSaved && !formState.isDirty && !error && (
          <Notice tone="good" title="Saved. Everyone booked on this flight is told." />
        )}
        <div className={styles.grid}>
          <TextField
            label={`Leaves ${base.origin.code}, local time`}
            type="datetime-local"
            error={errors.departsAt?.message}
            {...register("departsAt")}
          />
          <TextField
            label={`Arrives ${base.destination.code}, local time`}
            type="datetime-local"
            error={errors.arrivesAt?.message}
            {...register("arrivesAt")}
          />
          <SelectField label="Status" error={errors.status?.message} {...register("status")}>
            {statusesAfter(base.status).map((status) => (
              <option key={status} value={status}>
                {FLIGHT_STATUS_LABEL[status]}
              </option>
            ))}
          </SelectField>
        </div>
        <fieldset>
          <legend className={styles.legend}>Filed fares, before fare classes and price rules</legend>
          <div className={styles.grid}>
            {base.cabins.map(({ cabin, filedFare }, index) => (
              <TextField
                key={cabin}
                label={`${CABIN_LABEL[cabin]}, ${filedFare.currency}`}
                inputMode="decimal"
                autoComplete="off"
                error={errors.fares?.[index]?.amount?.message}
                {...register(`fares.${index}.amount`)}
              />
            ))}
          </div>
        </fieldset>
        <div className={styles.actions}>
          <Button type="submit" look="brand" busy={fetching}>
            Save changes
          </Button>
          <Button look="quiet" onClick={() => startFrom(flight, false)}>
            Undo
          </Button>
        </div>
      </form>
    </Card>
  );
}
