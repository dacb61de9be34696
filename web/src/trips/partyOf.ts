/** Who travels on a trip, counted as a search counts. */
import type { PassengerType, TripSummaryFragment } from "../graphql/generated";
import type { Party } from "../search/tripQuery";

export function partyOf({ passengers }: Pick<TripSummaryFragment, "passengers">): Party {
  const count = (wanted: PassengerType) => passengers.filter(({ type }) => type === wanted).length;
  return { adults: count("ADULT") || 1, children: count("CHILD"), infants: count("INFANT") };
}
