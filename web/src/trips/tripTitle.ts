/** A trip by its places: "New York to Los Angeles", or for a return "New York and Los Angeles, return". */
import type { TripSummaryFragment } from "../graphql/generated";

export function tripTitle({
  segments,
  recordLocator,
}: Pick<TripSummaryFragment, "segments" | "recordLocator">): string {
  const first = segments[0]?.flight;
  const last = segments.at(-1)?.flight;
  // The flights may be out of reach while the booking is not.
  if (!first || !last) return `Trip ${recordLocator}`;
  if (segments.length > 1 && first.origin.code === last.destination.code) {
    return `${first.origin.city} to ${first.destination.city} and back`;
  }
  return `${first.origin.city} to ${last.destination.city}`;
}
