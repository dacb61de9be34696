/** Which days of the week. */
import { useId } from "react";
import type { Weekday } from "../../graphql/generated";
import styles from "./SchedulePage.module.css";
import { WEEKDAYS } from "./schedule";

interface WeekdaysFieldProps {
  readonly value: readonly Weekday[];
  readonly onChange: (weekdays: Weekday[]) => void;
  readonly error?: string | undefined;
}

export function WeekdaysField({ value, onChange, error }: WeekdaysFieldProps) {
  const errorId = useId();
  return (
    <fieldset aria-describedby={error ? errorId : undefined}>
      <legend className={styles.legend}>Weekdays</legend>
      <div className={styles.weekdays}>
        {WEEKDAYS.map((weekday) => (
          <label key={weekday} className={styles.weekday}>
            <input
              type="checkbox"
              checked={value.includes(weekday)}
              onChange={({ target }) =>
                onChange(WEEKDAYS.filter((each) => (each === weekday ? target.checked : value.includes(each))))
              }
            />
            {weekdayName(weekday)}
          </label>
        ))}
      </div>
      {error && (
        <p className={styles.error} id={errorId}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

function weekdayName(weekday: Weekday): string {
  return weekday.charAt(0) + weekday.slice(1).toLowerCase();
}
