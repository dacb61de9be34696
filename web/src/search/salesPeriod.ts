/** The days that can be chosen for a flight: from a first one on, as far ahead as seats are sold. */
import { type CalendarDate, today } from "@internationalized/date";
import { todayHere } from "../words/time";

// Airlines open their schedules about eleven months ahead.
const SALES_HORIZON = { months: 11 };
// Where a day ends last on Earth.
const LAST_ZONE = "Etc/GMT+12";

export interface SalesPeriod {
  readonly min: CalendarDate;
  readonly max: CalendarDate;
}

/** Whoever has typed a later day than is sold finds that day in the calendar of what follows it, too. */
export function salesPeriod(first: CalendarDate): SalesPeriod {
  const horizon = todayHere().add(SALES_HORIZON);
  return { min: first, max: first.compare(horizon) > 0 ? first : horizon };
}

/** Today where a flight leaves: it may be yesterday or tomorrow here. */
export function todayIn(timeZone: string | undefined): CalendarDate {
  if (!timeZone) return todayHere();
  try {
    return today(timeZone);
  } catch {
    return todayHere(); // a zone that is newer than this browser
  }
}

/** No flight of an earlier day is ahead, wherever it leaves. */
export function earliestDay(): CalendarDate {
  return today(LAST_ZONE);
}
