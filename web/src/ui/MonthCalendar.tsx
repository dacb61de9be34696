/**
 * A month to pick a day from: a grid that is walked with the arrow keys (WAI-ARIA Authoring Practices, "Grid").
 *
 * The week begins on Monday. One day at a time is in the tab order; days outside the range are told, not taken.
 */
import { type CalendarDate, endOfMonth, getDayOfWeek, startOfMonth } from "@internationalized/date";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { dateWords, monthWords, todayHere, weekdayWord } from "../words/time";
import styles from "./MonthCalendar.module.css";

interface MonthCalendarProps {
  readonly value: CalendarDate | null;
  readonly min?: CalendarDate | undefined;
  readonly max?: CalendarDate | undefined;
  readonly onPick: (date: CalendarDate) => void;
}

export default function MonthCalendar({ value, min, max, onPick }: MonthCalendarProps) {
  const [day, setDay] = useState(() => within(value ?? min ?? todayHere(), min, max));
  const heading = useId();
  const grid = useRef<HTMLTableElement>(null);
  // The focus goes along with the day, but stays on a button that turns the month.
  const follows = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another day moves the focus
  useEffect(() => {
    if (follows.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    follows.current = true;
  }, [day]);

  function turn(months: number) {
    const next = within(day.add({ months }), min, max);
    if (next.compare(day) === 0) return;
    follows.current = false;
    setDay(next);
  }

  function walk(event: KeyboardEvent) {
    const next = stepOf(event.key, day);
    if (!next) return;
    event.preventDefault();
    setDay(within(next, min, max));
  }

  const first = startOfMonth(day);
  const last = endOfMonth(day);
  return (
    <div className={styles.calendar}>
      <header className={styles.month}>
        <button
          type="button"
          className={styles.turn}
          aria-label="Previous month"
          aria-disabled={min !== undefined && first.compare(min) <= 0}
          onClick={() => turn(-1)}
        >
          <ChevronLeft size={18} aria-hidden="true" />
        </button>
        <h2 id={heading} aria-live="polite">
          {monthWords(day)}
        </h2>
        <button
          type="button"
          className={styles.turn}
          aria-label="Next month"
          aria-disabled={max !== undefined && last.compare(max) >= 0}
          onClick={() => turn(1)}
        >
          <ChevronRight size={18} aria-hidden="true" />
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table of days is walked like a grid */}
      <table role="grid" aria-labelledby={heading} ref={grid} onKeyDown={walk}>
        <thead>
          <tr>
            {weekOf(first).map((weekday) => (
              <th key={weekday.toString()} scope="col" className={styles.weekday}>
                {weekdayWord(weekday)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(first, last).map((week) => (
            <tr key={week[0]?.toString()}>
              {week.map((each) =>
                each.month === day.month ? (
                  // biome-ignore lint/a11y/useAriaPropsSupportedByRole: in a grid it is a gridcell
                  <td key={each.toString()} aria-selected={value !== null && each.compare(value) === 0}>
                    <button
                      type="button"
                      className={styles.day}
                      tabIndex={each.compare(day) === 0 ? 0 : -1}
                      aria-label={dateWords(each)}
                      aria-disabled={within(each, min, max) !== each}
                      onClick={() => within(each, min, max) === each && onPick(each)}
                    >
                      {each.day}
                    </button>
                  </td>
                ) : (
                  <td key={each.toString()} />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `day` itself when it may be taken, else the nearest that may. */
function within(day: CalendarDate, min: CalendarDate | undefined, max: CalendarDate | undefined): CalendarDate {
  if (min && day.compare(min) < 0) return min;
  return max && day.compare(max) > 0 ? max : day;
}

function stepOf(key: string, day: CalendarDate): CalendarDate | null {
  switch (key) {
    case "ArrowLeft":
      return day.subtract({ days: 1 });
    case "ArrowRight":
      return day.add({ days: 1 });
    case "ArrowUp":
      return day.subtract({ days: 7 });
    case "ArrowDown":
      return day.add({ days: 7 });
    case "PageUp":
      return day.subtract({ months: 1 });
    case "PageDown":
      return day.add({ months: 1 });
    case "Home":
      return day.subtract({ days: getDayOfWeek(day, "en-GB") });
    case "End":
      return day.add({ days: 6 - getDayOfWeek(day, "en-GB") });
    default:
      return null;
  }
}

function weekOf(day: CalendarDate): readonly CalendarDate[] {
  const monday = day.subtract({ days: getDayOfWeek(day, "en-GB") });
  return [0, 1, 2, 3, 4, 5, 6].map((days) => monday.add({ days }));
}

function weeksOf(first: CalendarDate, last: CalendarDate): readonly (readonly CalendarDate[])[] {
  const weeks = [weekOf(first)];
  for (let next = first.add({ days: 7 }); (weekOf(next)[0] ?? next).compare(last) <= 0; next = next.add({ days: 7 })) {
    weeks.push(weekOf(next));
  }
  return weeks;
}
