/** How far the booking is: the steps, those done, each a way back to what was chosen there, and the one under way. */
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import type { BookingQuery, TripQuery } from "../search/tripQuery";
import styles from "./BookingPage.module.css";

const STEPS = ["Flights", "Fare", "Passengers", "Review"] as const;
/** The booking's own steps; before them comes the search. */
const ADDRESS = [null, "fare", "passengers", "review"] as const;

interface ProgressProps {
  readonly query: BookingQuery;
  readonly step: BookingQuery["step"];
  /** The search that leads to these flights again. */
  readonly search: Partial<TripQuery>;
}

export function Progress({ query, step, search }: ProgressProps) {
  const current = ADDRESS.indexOf(step);
  return (
    <ol className={styles.progress} aria-label="Booking steps">
      {STEPS.map((label, index) => (
        <li
          key={label}
          className={index <= current ? styles.reached : ""}
          aria-current={index === current ? "step" : undefined}
        >
          {index < current ? <Back to={ADDRESS[index] ?? null} query={query} search={search} label={label} /> : null}
          {index >= current && <Step dot={index + 1} label={label} />}
        </li>
      ))}
    </ol>
  );
}

interface BackProps extends Omit<ProgressProps, "step"> {
  readonly to: BookingQuery["step"] | null;
  readonly label: string;
}

function Back({ to, query, search, label }: BackProps) {
  const done = <Step dot={<Check size={12} strokeWidth={3} />} label={label} after=" (done)" />;
  return to ? (
    <Link to="/book" search={{ ...query, step: to }}>
      {done}
    </Link>
  ) : (
    <Link to="/flights" search={search}>
      {done}
    </Link>
  );
}

function Step({ dot, label, after }: { readonly dot: ReactNode; readonly label: string; readonly after?: string }) {
  return (
    <>
      <span className={styles.dot} aria-hidden="true">
        {dot}
      </span>
      <span className={styles.label}>{label}</span>
      {after && <span className="visually-hidden">{after}</span>}
    </>
  );
}
