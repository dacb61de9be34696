/** One dead letter: what it was, whom it was about, why it failed, and the message itself. */
import { Link } from "@tanstack/react-router";
import { Button } from "../../ui/Button";
import { instantWords } from "../ui/instant";
import styles from "./LetterList.module.css";

export interface DeadLetter {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly aggregateId: string;
  readonly tries: number;
  readonly error: string;
  readonly failedAt: string;
  readonly event: string;
}

interface LetterProps {
  readonly letter: DeadLetter;
  readonly busy: boolean;
  readonly onReplay: () => void;
}

export function Letter({ letter, busy, onReplay }: LetterProps) {
  return (
    <article className={styles.letter} aria-label={`${letter.type} about ${letter.aggregateId}`}>
      <header className={styles.head}>
        <div>
          <h3>{letter.type}</h3>
          <p className={styles.about}>
            about <About letter={letter} />, tried {letter.tries} {letter.tries === 1 ? "time" : "times"}, last at{" "}
            {instantWords(letter.failedAt)}
          </p>
        </div>
        <Button busy={busy} onClick={onReplay}>
          Try again
        </Button>
      </header>
      <pre className={styles.error}>{letter.error}</pre>
      <details>
        <summary>
          The message <code>{letter.eventId}</code>
        </summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard */}
        <pre className={styles.event} tabIndex={0}>
          {pretty(letter.event)}
        </pre>
      </details>
    </article>
  );
}

function About({ letter: { type, aggregateId } }: { readonly letter: DeadLetter }) {
  if (type.startsWith("reservation.")) {
    return (
      <Link to="/staff/reservations/$reservationId" params={{ reservationId: aggregateId }}>
        reservation {aggregateId}
      </Link>
    );
  }
  return (
    <Link to="/staff/flights/$flightId" params={{ flightId: aggregateId }}>
      flight {aggregateId}
    </Link>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
