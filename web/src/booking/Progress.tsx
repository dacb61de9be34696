/** How far the booking is: the steps, those done, and the one under way. */
import { Check } from "lucide-react";
import type { BookingQuery } from "../search/tripQuery";
import styles from "./BookingPage.module.css";

const STEPS = ["Flights", "Fare", "Passengers", "Review"] as const;
const POSITION: Record<BookingQuery["step"], number> = { fare: 1, passengers: 2, review: 3 };

export function Progress({ step }: { readonly step: BookingQuery["step"] }) {
  const current = POSITION[step];
  return (
    <ol className={styles.progress} aria-label="Booking steps">
      {STEPS.map((label, index) => (
        <li
          key={label}
          className={index <= current ? styles.reached : ""}
          aria-current={index === current ? "step" : undefined}
        >
          <span className={styles.dot} aria-hidden="true">
            {index < current ? <Check size={12} strokeWidth={3} /> : index + 1}
          </span>
          <span className={styles.label}>{label}</span>
          {index < current && <span className="visually-hidden"> (done)</span>}
        </li>
      ))}
    </ol>
  );
}
