/**
 * Choosing seats on a map, without the map: what may be taken, what it costs, where the arrow keys lead.
 *
 * In: the seats as the airline lists them, row by row. Out: what stands open; the next seat to stand on.
 */
import type { SeatOfferFragment } from "../graphql/generated";
import { compareMoney, type Money, sumMoney } from "../words/money";
import type { Seating } from "./seating";

export type Rows = readonly { readonly number: number; readonly seats: readonly SeatOfferFragment[] }[];

/** What the party has already, whether it may still add to the price of its journey, and else what it may spend. */
export interface Terms {
  readonly ours: readonly string[];
  readonly mayCost: boolean;
  /** Paid for seats, of this flight or of one that was given up for it. */
  readonly credit?: Money | null;
  /** What of it goes for the seats of the others. */
  readonly spent?: Money | null;
}

export type Standing = "free" | "taken" | "locked";

/** Locked: nobody sits there, but what seats cost is paid with the journey, and this is more than has been. */
export function standingOf({ number, isFree, price }: SeatOfferFragment, terms: Terms): Standing {
  if (terms.ours.includes(number)) return "free";
  if (!isFree) return "taken";
  return !price || terms.mayCost || isPaid(price, terms) ? "free" : "locked";
}

function isPaid(price: Money, { credit, spent }: Terms): boolean {
  const together = sumMoney(spent ? [price, spent] : [price]);
  return !!credit && together?.currency === credit.currency && compareMoney(together, credit) <= 0;
}

/** What is left of a choice after others have taken seats of it. */
export function stillOpen(seating: Seating, rows: Rows, terms: Omit<Terms, "spent">): Seating {
  const seats = rows.flatMap((row) => row.seats).filter((seat) => standingOf(seat, terms) === "free");
  const open = new Set(seats.map(({ number }) => number));
  return seating.map((number) => (number !== null && open.has(number) ? number : null));
}

/** What the seats cost together; null when they are free of charge. */
export function priceOf(chosen: readonly string[], rows: Rows): Money | null {
  const seats = rows.flatMap((row) => row.seats).filter(({ number }) => chosen.includes(number));
  return sumMoney(seats.flatMap(({ price }) => price ?? []));
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
