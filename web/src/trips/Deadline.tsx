/** How long the seats wait for their payment. */
import { countWords } from "../words/labels";
import { momentClock } from "../words/time";
import styles from "./PayForTrip.module.css";
import { remainingWords, useRemaining } from "./useCountdown";

export function Deadline({ until }: { readonly until: string | null }) {
  const left = useRemaining(until);
  if (until === null || left === null) return null;
  return (
    <div>
      {left > 0 ? (
        <p className={styles.deadline}>
          <strong role="timer">{remainingWords(left)}</strong> left to pay, until {momentClock(until)} on your clock
        </p>
      ) : (
        // By this clock, which may be wrong: whether it is too late only the server says.
        <p className={styles.deadline}>The time to pay is over; the seats may be gone any moment.</p>
      )}
      {/* A clock that speaks every second helps nobody; these are said once each. */}
      <p className="visually-hidden" role="status">
        {warningOf(left)}
      </p>
    </div>
  );
}

const MINUTE_MS = 60_000;
const WARNINGS = [1, 5];

function warningOf(left: number): string {
  if (left === 0) return "The time to pay is over.";
  const minutes = WARNINGS.find((each) => left <= each * MINUTE_MS);
  return minutes ? `Less than ${countWords(minutes, "minute")} left to pay.` : "";
}
