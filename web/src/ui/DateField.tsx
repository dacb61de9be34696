/** A date: typed segment by segment, or picked from a month. */
import { type CalendarDate, type DateValue, toCalendarDate } from "@internationalized/date";
import { CalendarDays, ChevronLeft, ChevronRight } from "lucide-react";
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DatePicker,
  DateSegment,
  Dialog,
  FieldError,
  Group,
  Heading,
  I18nProvider,
  Label,
  Popover,
} from "react-aria-components";
import styles from "./DateField.module.css";

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
          <DateInput className={styles.input ?? ""}>
            {(segment) => <DateSegment segment={segment} className={styles.segment ?? ""} />}
          </DateInput>
          <Button className={styles.open ?? ""}>
            <CalendarDays size={18} aria-hidden="true" />
          </Button>
        </Group>
        <FieldError className={styles.error ?? ""}>{error}</FieldError>
        <Popover className={styles.popover ?? ""} offset={6}>
          <Dialog className={styles.dialog ?? ""}>
            <Calendar>
              <header className={styles.month}>
                <Button slot="previous" className={styles.turn ?? ""}>
                  <ChevronLeft size={18} aria-hidden="true" />
                </Button>
                <Heading level={2} />
                <Button slot="next" className={styles.turn ?? ""}>
                  <ChevronRight size={18} aria-hidden="true" />
                </Button>
              </header>
              <CalendarGrid weekdayStyle="short">
                <CalendarGridHeader>
                  {(day) => <CalendarHeaderCell className={styles.weekday ?? ""}>{day}</CalendarHeaderCell>}
                </CalendarGridHeader>
                <CalendarGridBody>
                  {(date) => <CalendarCell date={date} className={styles.day ?? ""} />}
                </CalendarGridBody>
              </CalendarGrid>
            </Calendar>
          </Dialog>
        </Popover>
      </DatePicker>
    </I18nProvider>
  );
}
