/**
 * One attempt to book, and the promise that it books at most once.
 *
 * The idempotency key is made when the traveller first presses "Book" and is kept, with exactly what was sent, until an
 * answer arrives. A double press, a lost answer, a retry or a reload in between sends the same key with the same input,
 * so the server sees the same booking again and gives the same reservation.
 *
 * Kept for this tab only, and only until it is answered: it holds the passengers' names.
 */
import type { CreateReservationInput } from "../graphql/generated";

export interface Attempt {
  readonly idempotencyKey: string;
  readonly input: CreateReservationInput;
  /** When the button was pressed, in milliseconds. */
  readonly startedAt: number;
}

// A reservation is settled or given up within ten minutes. After that a booking nobody asked for anew would surprise.
const RESUMABLE_MS = 10 * 60 * 1000;

export interface AttemptMaker {
  readonly newKey: () => string;
  readonly now: () => number;
}

export interface AttemptStore {
  readonly getItem: (key: string) => string | null;
  readonly setItem: (key: string, value: string) => void;
  readonly removeItem: (key: string) => void;
}

const ATTEMPT = "booking-attempt";

/** The attempt under way if it is for this very input, else a new one that takes its place. */
export function beginAttempt(input: CreateReservationInput, store: AttemptStore, make: AttemptMaker): Attempt {
  const pending = findAttempt(store);
  if (pending && JSON.stringify(pending.input) === JSON.stringify(input)) return pending;
  const attempt: Attempt = { idempotencyKey: make.newKey(), input, startedAt: make.now() };
  store.setItem(ATTEMPT, JSON.stringify(attempt));
  return attempt;
}

/** An attempt that was just sent but never answered, for the same flights: to be asked for again, word for word. */
export function findUnanswered(flightIds: readonly string[], store: AttemptStore, now: number): Attempt | null {
  const attempt = findAttempt(store);
  if (!attempt || now - attempt.startedAt > RESUMABLE_MS) return null;
  const isSame = attempt.input.segments.map((segment) => segment.flightId).join() === flightIds.join();
  return isSame ? attempt : null;
}

export function endAttempt(store: AttemptStore): void {
  store.removeItem(ATTEMPT);
}

function findAttempt(store: AttemptStore): Attempt | null {
  const text = store.getItem(ATTEMPT);
  return text ? (JSON.parse(text) as Attempt) : null; // written by beginAttempt alone
}
