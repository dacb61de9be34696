/** Which slice is being chosen, what is taken already, and what a booking still has room for. */
import { type Slice, slicesOf } from "./slices";
import type { TripQuery } from "./tripQuery";

// A reservation has at most six flights.
const MOST_FLIGHTS = 6;

export interface Choice {
  readonly slices: readonly Slice[];
  readonly index: number;
  readonly slice: Slice;
  /** The flights of each slice before this one. */
  readonly taken: readonly (readonly string[])[];
  /** Whether changing flights is wanted, and leaves a flight for each slice to come. */
  readonly mayConnect: boolean;
  /** Direct flights only, because the others take the room: worth a word. */
  readonly isCrowded: boolean;
}

/** Null while the search says too little to begin. */
export function findChoice(query: TripQuery): Choice | null {
  const slices = slicesOf(query);
  const taken = query.taken.slice(0, Math.max(0, slices.length - 1)).map((flights) => flights.split(","));
  const index = taken.length;
  const slice = slices[index];
  if (!slice) return null;
  const room = MOST_FLIGHTS - taken.flat().length - (slices.length - index - 1);
  const isCrowded = room < 2;
  return { slices, index, slice, taken, mayConnect: !query.direct && !isCrowded, isCrowded };
}

export function isLast({ slices, index }: Choice): boolean {
  return index === slices.length - 1;
}
