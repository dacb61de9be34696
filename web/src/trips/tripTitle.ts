/** A trip by its places: "Boston to Los Angeles and back", "New York to Los Angeles, San Francisco and back". */
import type { TripSummaryFragment } from "../graphql/generated";
import { groupIntoSlices } from "../words/itinerary";

export function tripTitle({
  segments,
  recordLocator,
}: Pick<TripSummaryFragment, "segments" | "recordLocator">): string {
  const flights = segments.flatMap(({ flight }) => flight ?? []);
  const slices = groupIntoSlices(flights);
  const origin = slices[0]?.[0]?.origin;
  // The flights may be out of reach while the booking is not.
  if (!origin || flights.length < segments.length) return `Trip ${recordLocator}`;
  const stays = slices.flatMap((slice) => slice.at(-1)?.destination ?? []);
  const comesBack = stays.at(-1)?.code === origin.code;
  const places = (comesBack ? stays.slice(0, -1) : stays).map(({ city }) => city);
  return `${origin.city} to ${places.join(", ")}${comesBack ? " and back" : ""}`;
}
