/**
 * Choosing seats on a map, without the map: what a press does, and where the arrow keys lead.
 *
 * In: the seats as the airline lists them, row by row. Out: the party's choice; the next seat to stand on.
 */
import type { SeatOfferFragment } from "../graphql/generated";

export type Rows = readonly { readonly number: number; readonly seats: readonly SeatOfferFragment[] }[];

/** A press takes a seat or gives it back; with all seats of the party taken, the one chosen first moves. */
export function press(chosen: readonly string[], number: string, partySeats: number): readonly string[] {
  if (chosen.includes(number)) return chosen.filter((each) => each !== number);
  return [...chosen, number].slice(-partySeats);
}

/** Whether the party may sit there: it is nobody's, or already theirs. */
export function isOpen(seat: SeatOfferFragment, ours: readonly string[]): boolean {
  return seat.isFree || ours.includes(seat.number);
}

/** What is left of a choice after others have taken seats of it. */
export function stillOpen(chosen: readonly string[], rows: Rows, ours: readonly string[]): readonly string[] {
  const open = new Set(rows.flatMap(({ seats }) => seats.filter((seat) => isOpen(seat, ours)).map((s) => s.number)));
  return chosen.filter((number) => open.has(number));
}

const STEPS: Record<string, readonly [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The seat a key leads to from `number`, or null for a key that leads nowhere. A short row is left at its last seat. */
export function neighbour(rows: Rows, number: string, key: string): string | null {
  const row = rows.findIndex(({ seats }) => seats.some((seat) => seat.number === number));
  const seats = rows[row]?.seats ?? [];
  const column = seats.findIndex((seat) => seat.number === number);
  if (key === "Home") return seats[0]?.number ?? null;
  if (key === "End") return seats.at(-1)?.number ?? null;
  const [down, right] = STEPS[key] ?? [0, 0];
  const next = rows[row + down]?.seats ?? [];
  const target = next[Math.min(column + right, next.length - 1)];
  return column + right < 0 || target === undefined || target.number === number ? null : target.number;
}

const WORDS: Record<SeatOfferFragment["characteristics"][number], string> = {
  WINDOW: "window",
  MIDDLE: "middle",
  AISLE: "aisle",
  EXTRA_LEGROOM: "extra legroom",
  EXIT_ROW: "exit row",
};

export function placeWords({ characteristics }: SeatOfferFragment): string {
  return characteristics.map((each) => WORDS[each]).join(", ");
}
