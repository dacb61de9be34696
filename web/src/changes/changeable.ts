/** Whether another flight may be asked for instead of one: the fare allows it, it has not left, nothing else is under way. */
import type { TripDetailFragment } from "../graphql/generated";
import { standingObstacle } from "../words/bookable";

export function isChangeable(trip: TripDetailFragment, { flight, conditions }: TripDetailFragment["segments"][number]) {
  const isUnderWay = trip.change?.status === "REQUESTED" || trip.change?.status === "OFFERED";
  return !isUnderWay && conditions?.changeable !== false && flight !== null && !standingObstacle(flight, Date.now());
}
