/** Writing the fare classes of one cabin anew. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useFieldArray, useForm } from "react-hook-form";
import { useMutation } from "urql";
import { toProblem } from "../../api/problem";
import { ChangeFlightDocument, type ManagedFlightFragment } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { ProblemNotice } from "../../ui/Notice";
import styles from "./FareClassesForm.module.css";
import { type Ladder, ladderSchema, MOST_CLASSES, type TypedLadder, withDearer } from "./ladder";

interface FareClassesFormProps {
  readonly flight: ManagedFlightFragment;
  readonly cabin: ManagedFlightFragment["cabins"][number]["cabin"];
  readonly start: TypedLadder;
  readonly onDone: () => void;
}

export function FareClassesForm({ flight, cabin, start, onDone }: FareClassesFormProps) {
  const [{ fetching, error }, change] = useMutation(ChangeFlightDocument);
  const { register, control, handleSubmit, formState, getValues } = useForm({
    resolver: zodResolver(ladderSchema),
    defaultValues: start,
  });
  const { fields, replace, remove } = useFieldArray({ control, name: "classes" });
  const errors = formState.errors.classes;

  async function save({ classes }: Ladder) {
    const input = { fareClasses: [{ cabin, classes }], expectedVersion: flight.version };
    const { data } = await change({ id: flight.id, input });
    if (data) onDone();
  }

  return (
    <form className={styles.form} onSubmit={handleSubmit(save)} noValidate aria-label="Fare classes">
      {error && !fetching && <ProblemNotice problem={toProblem(error)} />}
      <p className={styles.words}>
        From the cheapest to the dearest. A class is sold while more seats are free than are kept from it.
      </p>
      {fields.map((field, index) => (
        <fieldset key={field.id} className={styles.row}>
          <legend className="visually-hidden">Class {index + 1}</legend>
          <TextField
            label="Class"
            maxLength={1}
            autoComplete="off"
            error={errors?.[index]?.letter?.message}
            {...register(`classes.${index}.letter`)}
          />
          <TextField
            label="Times the filed fare"
            inputMode="decimal"
            autoComplete="off"
            error={errors?.[index]?.factor?.message}
            {...register(`classes.${index}.factor`)}
          />
          <TextField
            label="Kept for dearer"
            inputMode="numeric"
            autoComplete="off"
            error={errors?.[index]?.protected?.message}
            {...register(`classes.${index}.protected`)}
          />
          <div className={styles.remove}>
            <Button look="quiet" disabled={fields.length === 1} onClick={() => remove(index)}>
              Remove<span className="visually-hidden"> class {index + 1}</span>
            </Button>
          </div>
        </fieldset>
      ))}
      <div className={styles.actions}>
        <Button type="submit" look="brand" busy={fetching}>
          Save the classes
        </Button>
        <Button disabled={fields.length >= MOST_CLASSES} onClick={() => replace(withDearer(getValues("classes")))}>
          Add a dearer one
        </Button>
        <Button look="quiet" onClick={onDone}>
          Close
        </Button>
      </div>
    </form>
  );
}
