/** Meals and assistance: a choice of each where only one makes sense, boxes for the rest. */
import type { UseFormRegisterReturn } from "react-hook-form";
import { SelectField } from "../ui/Field";
import styles from "./ServicesFields.module.css";
import { MEALS, OTHERS, SERVICE_LABEL, WHEELCHAIRS } from "./services";

interface ServicesFieldsProps {
  readonly meal: UseFormRegisterReturn;
  readonly wheelchair: UseFormRegisterReturn;
  readonly others: UseFormRegisterReturn;
  readonly error?: string | undefined;
}

export function ServicesFields({ meal, wheelchair, others, error }: ServicesFieldsProps) {
  return (
    <div className={styles.services}>
      <div className={styles.pair}>
        <SelectField label="Meal" {...meal}>
          <option value="">As served to everybody</option>
          {MEALS.map((code) => (
            <option key={code} value={code}>
              {SERVICE_LABEL[code]}
            </option>
          ))}
        </SelectField>
        <SelectField label="Wheelchair" {...wheelchair}>
          <option value="">Not needed</option>
          {WHEELCHAIRS.map((code) => (
            <option key={code} value={code}>
              {SERVICE_LABEL[code]}
            </option>
          ))}
        </SelectField>
      </div>
      <fieldset className={styles.others}>
        <legend>What else helps</legend>
        {OTHERS.map((code) => (
          <label key={code} className={styles.other}>
            <input type="checkbox" value={code} {...others} />
            {SERVICE_LABEL[code]}
          </label>
        ))}
        {error && (
          <p role="alert" className={styles.error}>
            {error}
          </p>
        )}
      </fieldset>
    </div>
  );
}
