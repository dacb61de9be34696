/**
 * A change to a flight: what staff typed, against the flight they typed it over.
 *
 * Only what differs is sent, with the version it was based on. When somebody else was faster the server refuses, and
 * the differences between the two are what the conflict page shows.
 */
import { z } from "zod";
import type { FlightStatus, ManagedFlightFragment, UpdateFlightInput } from "../../graphql/generated";
import { CABIN_LABEL, FLIGHT_STATUS_LABEL } from "../../words/labels";
import { formatMoney, isDecimal } from "../../words/money";
import { toInstant, toWallClock } from "./localTime";

const wallClock = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, "Enter a date and a time.");

export const amountText = z
  .string()
  .trim()
  .refine((text) => isDecimal(text) && !text.startsWith("-"), "An amount like 129.00.")
  .refine((text) => (text.split(".")[1]?.length ?? 0) <= 2, "At most two decimals.");

export const changeSchema = z.object({
  departsAt: wallClock,
  arrivesAt: wallClock,
  status: z.enum(["SCHEDULED", "DELAYED", "BOARDING", "DEPARTED", "ARRIVED", "CANCELLED"]),
  fares: z.array(
    z.object({
      cabin: z.enum(["ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"]),
      amount: amountText,
      currency: z.string(),
    }),
  ),
});

/** What a flight may become next; offering more would only bring refusals. Cancelling has a button of its own. */
const NEXT: Record<FlightStatus, readonly FlightStatus[]> = {
  SCHEDULED: ["DELAYED", "BOARDING"],
  DELAYED: ["SCHEDULED", "BOARDING"],
  BOARDING: ["DELAYED", "DEPARTED"],
  DEPARTED: ["ARRIVED"],
  ARRIVED: [],
  CANCELLED: [],
};

export function statusesAfter(status: FlightStatus): readonly FlightStatus[] {
  return [status, ...NEXT[status]];
}

export type FlightChange = z.infer<typeof changeSchema>;

export function changeOf(flight: ManagedFlightFragment): FlightChange {
  return {
    departsAt: toWallClock(flight.departsAt, flight.origin.timeZone),
    arrivesAt: toWallClock(flight.arrivesAt, flight.destination.timeZone),
    status: flight.status,
    fares: flight.cabins.map(({ cabin, filedFare: { amount, currency } }) => ({ cabin, amount, currency })),
  };
}

/** What to send, or null when nothing differs from `base`. */
export function toUpdate(
  change: FlightChange,
  base: ManagedFlightFragment,
  expectedVersion: number,
): UpdateFlightInput | null {
  const before = changeOf(base);
  const fares = change.fares.filter((fare, index) => fare.amount !== before.fares[index]?.amount);
  const update = {
    ...(change.departsAt !== before.departsAt && { departsAt: toInstant(change.departsAt, base.origin.timeZone) }),
    ...(change.arrivesAt !== before.arrivesAt && { arrivesAt: toInstant(change.arrivesAt, base.destination.timeZone) }),
    ...(change.status !== before.status && { status: change.status }),
    ...(fares.length > 0 && {
      fares: fares.map(({ cabin, amount, currency }) => ({ cabin, fare: { amount, currency } })),
    }),
  };
  return Object.keys(update).length === 0 ? null : { ...update, expectedVersion };
}

export interface Difference {
  readonly what: string;
  readonly before: string;
  readonly now: string;
}

/** What somebody else changed between `base` and `latest`, in words. */
export function differences(base: ManagedFlightFragment, latest: ManagedFlightFragment): Difference[] {
  const rows: Difference[] = [
    { what: "Leaves", before: clock(base.departsAtLocal), now: clock(latest.departsAtLocal) },
    { what: "Arrives", before: clock(base.arrivesAtLocal), now: clock(latest.arrivesAtLocal) },
    { what: "Status", before: FLIGHT_STATUS_LABEL[base.status], now: FLIGHT_STATUS_LABEL[latest.status] },
    ...latest.cabins.map(({ cabin, filedFare }) => ({
      what: `${CABIN_LABEL[cabin]} fare`,
      before: fareOf(base, cabin),
      now: formatMoney(filedFare),
    })),
  ];
  return rows.filter(({ before, now }) => before !== now);
}

function clock(local: string): string {
  return local.slice(0, 16).replace("T", " ");
}

function fareOf(flight: ManagedFlightFragment, cabin: string): string {
  const found = flight.cabins.find((each) => each.cabin === cabin);
  return found ? formatMoney(found.filedFare) : "none";
}
