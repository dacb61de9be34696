/** The days around the one searched, as links: the quickest way to "a day later". */
import { parseDate } from "@internationalized/date";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { dateWords, todayHere } from "../words/time";
import styles from "./DayStrip.module.css";
import type { TripQuery } from "./tripQuery";

const AROUND = [-3, -2, -1, 0, 1, 2, 3];

interface DayStripProps {
  readonly query: TripQuery;
  readonly date: string;
  /** Which date of the search the strip changes. */
  readonly changes: "depart" | "back";
}

export function DayStrip({ query, date, changes }: DayStripProps) {
  const earliest = changes === "back" && query.depart ? parseDate(query.depart) : todayHere();
  const days = AROUND.map((offset) => parseDate(date).add({ days: offset }));
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
          const words = dateWords(day, "short");
          return (
            <li key={day.toString()}>
              {day.compare(earliest) < 0 ? (
                <span className={styles.past}>{words}</span>
              ) : (
                <Link to="/flights" search={{ ...query, [changes]: day.toString() }} className={styles.day ?? ""}>
                  {words}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
