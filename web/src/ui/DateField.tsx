/** A date: typed segment by segment, or picked from a month. Both say its weekday: flights go by weekdays. */
import { type CalendarDate, type DateValue, toCalendarDate } from "@internationalized/date";
import { CalendarDays } from "lucide-react";
import { lazy, Suspense } from "react";
import {
  Button,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  FieldError,
  Group,
  I18nProvider,
  Label,
  Popover,
} from "react-aria-components";
import { weekdayWord } from "../words/time";
import styles from "./DateField.module.css";

// Fetched when the button is about to be pressed: most people type, or take the day that is there.
const loadCalendar = () => import("./MonthCalendar");
const MonthCalendar = lazy(loadCalendar);

interface DateFieldProps {
  readonly label: string;
  readonly value: CalendarDate | null;
  readonly onChange: (date: CalendarDate | null) => void;
  readonly min?: CalendarDate | undefined;
  readonly max?: CalendarDate | undefined;
  readonly error?: string | undefined;
}

export function DateField({ label, value, onChange, min, max, error }: DateFieldProps) {
  return (
    // Day before month, month before year, the week from Monday: as the dates read everywhere else on these pages.
    <I18nProvider locale="en-GB">
      <DatePicker<DateValue>
        className={styles.field ?? ""}
        value={value}
        onChange={(date) => onChange(date ? toCalendarDate(date) : null)}
        {...(min ? { minValue: min } : {})}
        {...(max ? { maxValue: max } : {})}
        isInvalid={Boolean(error)}
        shouldForceLeadingZeros
      >
        <Label className={styles.label ?? ""}>{label}</Label>
        <Group className={styles.box ?? ""}>
          {value && (
            <span className={styles.weekday} aria-hidden="true">
              {weekdayWord(value)}
            </span>
          )}
          <DateInput className={styles.input ?? ""}>
            {(segment) => <DateSegment segment={segment} className={styles.segment ?? ""} />}
          </DateInput>
          <Button className={styles.open ?? ""} onHoverStart={loadCalendar} onFocus={loadCalendar}>
            <CalendarDays size={18} aria-hidden="true" />
          </Button>
        </Group>
        <FieldError className={styles.error ?? ""}>{error}</FieldError>
        <Popover className={styles.popover ?? ""} offset={6}>
          <Dialog className={styles.dialog ?? ""}>
            <Suspense fallback={<div className={styles.room} />}>
              <MonthCalendar />
            </Suspense>
          </Dialog>
        </Popover>
      </DatePicker>
    </I18nProvider>
  );
}
