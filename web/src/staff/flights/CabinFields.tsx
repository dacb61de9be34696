/** Seats, fare and seat prices of each cabin, in whichever form they stand. */
import type { FieldErrors, UseFormRegisterReturn } from "react-hook-form";
import { Card } from "../../ui/Card";
import { TextField } from "../../ui/Field";
import { CABIN_LABEL, CABINS } from "../../words/labels";
import type { TypedCabins } from "./cabins";
import styles from "./FlightPage.module.css";

type Field = "capacity" | "amount" | "extraLegroom" | "front";

interface CabinFieldsProps {
  readonly register: (name: `cabins.${number}.${Field}`) => UseFormRegisterReturn;
  readonly errors: FieldErrors<{ cabins: TypedCabins }>["cabins"];
}

export function CabinFields({ register, errors }: CabinFieldsProps) {
  const complaint = errors?.root?.message ?? errors?.message;
  return (
    <Card title="Cabins">
      <p className={styles.words}>
        Leave the seats of a cabin at 0 if the flight does not have it. Choosing a seat with legroom, or a window or
        aisle in front, may have its price.
      </p>
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
              <TextField
                label="Seat with legroom"
                placeholder="Free of charge"
                inputMode="decimal"
                error={errors?.[index]?.extraLegroom?.message}
                {...register(`cabins.${index}.extraLegroom`)}
              />
              <TextField
                label="Seat in front"
                placeholder="Free of charge"
                inputMode="decimal"
                error={errors?.[index]?.front?.message}
                {...register(`cabins.${index}.front`)}
              />
            </div>
          </fieldset>
        ))}
        {complaint && <p role="alert">{complaint}</p>}
      </div>
    </Card>
  );
}
