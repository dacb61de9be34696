/** Seats and fare of each cabin, in whichever form they stand. */
import type { FieldErrors, UseFormRegisterReturn } from "react-hook-form";
import { Card } from "../../ui/Card";
import { TextField } from "../../ui/Field";
import { CABIN_LABEL, CABINS } from "../../words/labels";
import type { TypedCabins } from "./cabins";
import styles from "./FlightPage.module.css";

interface CabinFieldsProps {
  readonly register: (name: `cabins.${number}.capacity` | `cabins.${number}.amount`) => UseFormRegisterReturn;
  readonly errors: FieldErrors<{ cabins: TypedCabins }>["cabins"];
}

export function CabinFields({ register, errors }: CabinFieldsProps) {
  const complaint = errors?.root?.message ?? errors?.message;
  return (
    <Card title="Cabins">
      <p className={styles.words}>Leave the seats of a cabin at 0 if the flight does not have it.</p>
      <div className={styles.cabinForms}>
        {CABINS.map((cabin, index) => (
          <fieldset key={cabin}>
            <legend className={styles.legend}>{CABIN_LABEL[cabin]}</legend>
            <div className={styles.pair}>
              <TextField
                label="Seats"
                inputMode="numeric"
                error={errors?.[index]?.capacity?.message}
                {...register(`cabins.${index}.capacity`)}
              />
              <TextField
                label="Fare"
                inputMode="decimal"
                error={errors?.[index]?.amount?.message}
                {...register(`cabins.${index}.amount`)}
              />
            </div>
          </fieldset>
        ))}
        {complaint && <p role="alert">{complaint}</p>}
      </div>
    </Card>
  );
}
