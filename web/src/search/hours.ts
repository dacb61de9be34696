/** The time of day to leave and to arrive at, each by the clocks there: what people say, and what the API is asked. */
import type { SliceInput } from "../graphql/generated";
import type { Slice } from "./slices";
import type { TripQuery } from "./tripQuery";

export type Hours = TripQuery["hours"];

export const HOURS: readonly { readonly value: Hours; readonly label: string }[] = [
  { value: "ANY", label: "Any time of day" },
  { value: "EARLY", label: "Before 06:00" },
  { value: "MORNING", label: "Morning, 06:00–12:00" },
  { value: "AFTERNOON", label: "Afternoon, 12:00–18:00" },
  { value: "EVENING", label: "Evening, after 18:00" },
];

const WINDOWS: Record<Hours, readonly [from: string, until: string]> = {
  ANY: ["00:00", "23:59:59"],
  EARLY: ["00:00", "05:59:59"],
  MORNING: ["06:00", "11:59:59"],
  AFTERNOON: ["12:00", "17:59:59"],
  EVENING: ["18:00", "23:59:59"],
};

export interface When {
  readonly hours: Hours;
  readonly arrive: Hours;
}

export const ANY_TIME: When = { hours: "ANY", arrive: "ANY" };

/** `notBefore` is a local time of the origin: what leaves earlier on that day cannot be caught. */
export function toSliceInput({ from, to, date }: Slice, { hours, arrive }: When, notBefore: string | null): SliceInput {
  const [opens, departsUntil] = WINDOWS[hours];
  const [arrivesFrom, arrivesUntil] = WINDOWS[arrive];
  const caught = notBefore?.startsWith(date) ? notBefore.slice(11, 16) : "00:00";
  const departsFrom = caught > opens ? caught : opens;
  return { origin: from, destination: to, date, departsFrom, departsUntil, arrivesFrom, arrivesUntil };
}
