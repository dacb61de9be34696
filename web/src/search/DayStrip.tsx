/** The days around the one searched, each with its cheapest price: the quickest way to "a day later is cheaper". */
import { parseDate } from "@internationalized/date";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { formatMoney } from "../words/money";
import { dateWords } from "../words/time";
import type { Choice } from "./choice";
import styles from "./DayStrip.module.css";
import { withDate } from "./slices";
import { seatsOf, type TripQuery } from "./tripQuery";
import { useCheapestDays } from "./useCheapestDays";
import { useTodayAt } from "./useTodayAt";

const AROUND = [-3, -2, -1, 0, 1, 2, 3];

interface DayStripProps {
  readonly query: TripQuery;
  readonly choice: Choice;
}

export function DayStrip({ query, choice }: DayStripProps) {
  const { slices, index, slice } = choice;
  const { date } = slice;
  const before = slices[index - 1];
  const today = useTodayAt(slice.from);
  const earliest = before ? parseDate(before.date) : today;
  const days = AROUND.map((offset) => parseDate(date).add({ days: offset }));
  const prices = useCheapestDays(query, choice);
  const forAll = seatsOf(query) > 1 ? " for all" : "";
  const strip = useRef<HTMLElement>(null);
  // On a narrow screen the strip scrolls; the chosen day belongs in its middle.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another date moves the strip
  useEffect(() => {
    const chosen = strip.current?.querySelector<HTMLElement>("[aria-current]");
    if (strip.current && chosen) {
      strip.current.scrollLeft = chosen.offsetLeft - (strip.current.clientWidth - chosen.clientWidth) / 2;
    }
  }, [date]);
  return (
    <nav aria-label="Days around" className={styles.strip} ref={strip}>
      <ul>
        {days.map((day) => {
          const price = prices.get(day.toString());
          const words = dateWords(day, "short");
          return (
            <li key={day.toString()}>
              {day.compare(earliest) < 0 ? (
                <span className={styles.past}>{words}</span>
              ) : (
                <Link to="/flights" search={withDate(query, index, day.toString())} className={styles.day ?? ""}>
                  {words} <span className={styles.price}>{price ? `from ${formatMoney(price)}${forAll}` : ""}</span>
                </Link>
              )}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
