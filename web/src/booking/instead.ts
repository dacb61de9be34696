/**
 * Another itinerary in the place of a flight that is full: the flights of a booking -> those to book instead.
 *
 * A change of flights goes as a whole: whoever flies from New York to Honolulu by Chicago wants to Honolulu.
 */
import { groupIntoSlices, type Leg } from "../words/itinerary";

type Flight = Leg & { readonly id: string };

/** The slice the flight belongs to. */
export function sliceOf<T extends Flight>(flights: readonly T[], lostId: string): readonly T[] {
  return groupIntoSlices(flights).find((slice) => slice.some(({ id }) => id === lostId)) ?? [];
}

/** Null when the itinerary is the lost one, or leaves before the flight before it lands, or lands after the next left. */
export function replaceSlice(
  flights: readonly Flight[],
  lostId: string,
  itinerary: readonly Flight[],
): string[] | null {
  const lost = sliceOf(flights, lostId);
  const begins = flights.findIndex(({ id }) => id === lost[0]?.id);
  const before = flights[begins - 1];
  const after = flights[begins + lost.length];
  const [first, last] = [itinerary[0], itinerary.at(-1)];
  if (begins < 0 || !first || !last || itinerary.some(({ id }) => id === lostId)) return null;
  if (before && Date.parse(first.departsAt) <= Date.parse(before.arrivesAt)) return null;
  if (after && Date.parse(after.departsAt) <= Date.parse(last.arrivesAt)) return null;
  const ids = (some: readonly Flight[]) => some.map(({ id }) => id);
  return [...ids(flights.slice(0, begins)), ...ids(itinerary), ...ids(flights.slice(begins + lost.length))];
}

/** The ones that leave closest to when the traveller wanted to, in the order they leave. */
export function closest<T>(options: readonly T[], leaves: (option: T) => string, wanted: string, count: number): T[] {
  const distance = (option: T) => Math.abs(Date.parse(leaves(option)) - Date.parse(wanted));
  return options
    .toSorted((one, other) => distance(one) - distance(other))
    .slice(0, count)
    .toSorted((one, other) => Date.parse(leaves(one)) - Date.parse(leaves(other)));
}
