/** Whether somebody still is to travel: until then names and details of travellers can be put right. */
import type { TripDetailFragment } from "../graphql/generated";

const ALIVE = ["PENDING", "WAITLISTED", "HELD", "CONFIRMED"];

export function isAhead({ status, segments }: Pick<TripDetailFragment, "status" | "segments">): boolean {
  const departsAt = segments[0]?.flight?.departsAt;
  return ALIVE.includes(status) && (departsAt === undefined || Date.parse(departsAt) > Date.now());
}
