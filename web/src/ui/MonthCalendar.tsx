/** A month to pick a day from; what is picked goes to the date field around it. */
import { ChevronLeft, ChevronRight } from "lucide-react";
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Heading,
} from "react-aria-components";
import styles from "./MonthCalendar.module.css";

export default function MonthCalendar() {
  return (
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
        <CalendarGridBody>{(date) => <CalendarCell date={date} className={styles.day ?? ""} />}</CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  );
}
