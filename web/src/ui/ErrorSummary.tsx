/**
 * What is wrong with a long form, in one place: each complaint is a way to its field.
 *
 * It takes the focus when it appears, so that it is read out and seen wherever the button was pressed.
 */
import { useEffect, useRef } from "react";
import { countWords } from "../words/labels";
import styles from "./ErrorSummary.module.css";

export interface Complaint {
  /** Where it is: "Adult 2, last name". */
  readonly where: string;
  readonly message: string;
  readonly goThere: () => void;
}

interface ErrorSummaryProps {
  readonly complaints: readonly Complaint[];
  /** How often the form was sent: each time the summary is new. */
  readonly attempt: number;
}

export function ErrorSummary({ complaints, attempt }: ErrorSummaryProps) {
  const place = useRef<HTMLElement>(null);
  // Each attempt takes the focus anew; a field that has been put right does not.
  useEffect(() => {
    if (attempt > 0) place.current?.focus();
  }, [attempt]);
  if (complaints.length === 0) return null;
  return (
    <section ref={place} tabIndex={-1} className={styles.summary} aria-labelledby="error-summary">
      <h2 id="error-summary">{countWords(complaints.length, "thing")} to put right</h2>
      <ul>
        {complaints.map(({ where, message, goThere }) => (
          <li key={where}>
            <button type="button" onClick={goThere}>
              {where}
            </button>
            : {message}
          </li>
        ))}
      </ul>
    </section>
  );
}
