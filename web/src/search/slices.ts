/**
 * The parts of a journey, each from one airport to another on a day: one-way is one slice, a return two, a multi-city
 * trip up to six.
 *
 * In: a trip query. Out: its slices; or, changed, what goes back into the query.
 */
import * as z from "zod/mini";
import { findDate } from "../words/time";
import type { TripQuery } from "./tripQuery";

export interface Slice {
  readonly from: string;
  readonly to: string;
  readonly date: string;
}

type Route = Pick<TripQuery, "from" | "to" | "depart" | "back" | "legs">;

const SLICE = /^([A-Z]{3})-([A-Z]{3})-(\d{4}-\d{2}-\d{2})$/;

export const sliceText = z.string().check(
  z.trim(),
  z.toUpperCase(),
  z.refine((text) => findSlice(text) !== null),
);

/** Empty while the search says too little. */
export function slicesOf({ from, to, depart, back, legs }: Route): readonly Slice[] {
  if (legs) return legs.flatMap((leg) => findSlice(leg) ?? []);
  if (!from || !to || !depart) return [];
  const out = { from, to, date: depart };
  return back ? [out, { from: to, to: from, date: back }] : [out];
}

/** One-way and return have short names in the address; anything else is a list. */
export function toRoute(slices: readonly Slice[], kind: "oneWay" | "return" | "multi"): Route {
  const [first, second] = slices;
  if (kind === "multi") return { legs: slices.map(({ from, to, date }) => `${from}-${to}-${date}`) };
  return { from: first?.from, to: first?.to, depart: first?.date, back: kind === "return" ? second?.date : undefined };
}

/** The query with a slice on another day; slices after it that would begin before it move to that day too. */
export function withDate(query: TripQuery, index: number, date: string): TripQuery {
  const moved = slicesOf(query).map((slice, position) =>
    position === index || (position > index && slice.date < date) ? { ...slice, date } : slice,
  );
  const kind = query.legs ? "multi" : query.back ? "return" : "oneWay";
  return { ...query, ...toRoute(moved, kind), taken: query.taken.slice(0, index) };
}

function findSlice(text: string): Slice | null {
  const [, from, to, date] = SLICE.exec(text) ?? [];
  return from && to && date && from !== to && findDate(date) ? { from, to, date } : null;
}
