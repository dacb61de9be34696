/** Chosen flights -> the search that finds them: the way back to the results, however the booking was come to. */
import { type Slice, toRoute } from "../search/slices";
import type { BookingQuery, TripQuery } from "../search/tripQuery";
import { groupIntoSlices, type Leg } from "../words/itinerary";

type Chosen = Leg & { readonly departsAtLocal: string };

export function searchAgain(
  flights: readonly Chosen[],
  query: Omit<BookingQuery, "flights" | "step">,
): Partial<TripQuery> {
  const { adults, children, infants, cabin, family } = query;
  const slices = groupIntoSlices(flights).flatMap(sliceOf);
  return { ...toRoute(slices, kindOf(slices)), adults, children, infants, cabin, family };
}

function sliceOf(flights: readonly Chosen[]): Slice[] {
  const [first, last] = [flights[0], flights.at(-1)];
  if (!first || !last) return [];
  return [{ from: first.origin.code, to: last.destination.code, date: first.departsAtLocal.slice(0, 10) }];
}

function kindOf(slices: readonly Slice[]): "oneWay" | "return" | "multi" {
  const [out, back, another] = slices;
  if (!back) return "oneWay";
  return !another && out?.from === back.to && out.to === back.from ? "return" : "multi";
}
