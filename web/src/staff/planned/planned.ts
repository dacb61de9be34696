/** How a schedule on sale is told, and what withdrawing it would do. */
import type { PlannedScheduleFragment, ScheduleDifference, ScheduleState } from "../../graphql/generated";
import { countWords, type Tone } from "../../words/labels";
import { dayWords } from "../../words/time";
import { shortWeekday, WEEKDAYS } from "../schedules/schedule";

export const STATE: Record<ScheduleState, { readonly words: string; readonly tone: Tone }> = {
  ACTIVE: { words: "On sale", tone: "good" },
  REPLACED: { words: "Replaced", tone: "neutral" },
  WITHDRAWN: { words: "Withdrawn", tone: "bad" },
};

export const DIFFERENCE: Record<ScheduleDifference, string> = {
  CANCELLED: "cancelled",
  RETIMED: "other hours",
  OTHER_AIRCRAFT: "other aircraft",
  NOT_PLANNED: "no longer planned",
};

type Pattern = Pick<
  PlannedScheduleFragment,
  "firstDay" | "lastDay" | "weekdays" | "everyWeeks" | "departsAt" | "arrivesAt" | "isUtc"
>;

export function periodWords({ firstDay, lastDay }: Pattern): string {
  return firstDay === lastDay ? dayWords(firstDay) : `${dayWords(firstDay)} to ${dayWords(lastDay)}`;
}

export function daysWords({ weekdays, everyWeeks }: Pattern): string {
  const names = WEEKDAYS.filter((day) => weekdays.includes(day)).map(shortWeekday);
  const days = names.length === WEEKDAYS.length ? "Daily" : names.join(", ");
  return everyWeeks > 1 ? `${days}, every ${everyWeeks} weeks` : days;
}

export function hoursWords({ departsAt, arrivesAt, isUtc }: Pattern): string {
  return `${departsAt} to ${arrivesAt}${isUtc ? " UTC" : ""}`;
}

interface Concerned {
  readonly flightId: string;
  readonly seats: number;
}

export function withdrawalWords(flights: readonly Concerned[]): string {
  if (flights.length === 0) return "No flight of it is on sale from that day on.";
  const booked = flights.filter(({ seats }) => seats > 0);
  const seats = booked.reduce((sum, flight) => sum + flight.seats, 0);
  const told =
    booked.length > 0 ? `${countWords(booked.length, "flight")} with ${countWords(seats, "booked seat")}` : "";
  const empty = flights.length - booked.length;
  const rest = empty > 0 ? `${countWords(empty, "flight")} nobody is booked on` : "";
  return `${[told, rest].filter(Boolean).join(" and ")} would be cancelled.`;
}

/** The API takes so many at a time. */
export function inParts(flights: readonly Concerned[], size = 50): string[][] {
  const ids = flights.map(({ flightId }) => flightId);
  const count = Math.max(1, Math.ceil(ids.length / size));
  return Array.from({ length: count }, (_, part) => ids.slice(part * size, (part + 1) * size));
}
