/** A schedule as typed, the days it means, and as the API takes it. */
import { type CalendarDate, getDayOfWeek, parseDate } from "@internationalized/date";
import { z } from "zod";
import type { CreateScheduleInput, Weekday } from "../../graphql/generated";
import { findDate } from "../../words/time";
import { blankCabins, CURRENCIES, cabinsSchema, toCabins } from "../flights/cabins";

export const WEEKDAYS: readonly Weekday[] = [
  "MONDAY",
  "TUESDAY",
  "WEDNESDAY",
  "THURSDAY",
  "FRIDAY",
  "SATURDAY",
  "SUNDAY",
];

/** "Mon" */
export function shortWeekday(weekday: Weekday): string {
  return weekday.charAt(0) + weekday.slice(1, 3).toLowerCase();
}

// As the API: each flight is created and announced by itself.
export const MOST_FLIGHTS = 100;
const LONGEST_PERIOD_DAYS = 366;

const clock = z.string().regex(/^\d{2}:\d{2}$/, "Enter a time.");
const day = z.string().refine((text) => findDate(text) !== null, "Enter a date.");
const airportCode = z.string().regex(/^[A-Z]{3}$/, "Choose an airport.");

export const scheduleSchema = z
  .object({
    airline: z.string().min(1, "Choose the airline."),
    flightNumber: z
      .string()
      .trim()
      .regex(/^\d{1,4}$/, "One to four digits."),
    origin: airportCode,
    destination: airportCode,
    departsAtLocal: clock,
    arrivesAtLocal: clock,
    firstDay: day,
    lastDay: day,
    weekdays: z.array(z.enum(WEEKDAYS as [Weekday, ...Weekday[]])).min(1, "Choose at least one weekday."),
    aircraftType: z.string(),
    currency: z.enum(CURRENCIES),
    cabins: cabinsSchema,
  })
  .refine((form) => form.origin !== form.destination, {
    path: ["destination"],
    message: "Choose another airport than the one it leaves from.",
  })
  .superRefine((form, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const days = daysOf(form);
    if (form.lastDay < form.firstDay) refuse("lastDay", "The period ends before it begins.");
    else if (lengthOf(form) > LONGEST_PERIOD_DAYS) refuse("lastDay", `At most ${LONGEST_PERIOD_DAYS} days.`);
    else if (days === 0) refuse("weekdays", "No day of the period is one of these weekdays.");
    else if (days > MOST_FLIGHTS) refuse("lastDay", `That is ${days} flights; at most ${MOST_FLIGHTS} at a time.`);
  });

export type NewSchedule = z.output<typeof scheduleSchema>;
type ScheduleForm = z.input<typeof scheduleSchema>;

export interface Period {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly weekdays: readonly Weekday[];
}

/** How many days of the period are one of its weekdays; 0 while it is none. */
export function daysOf({ firstDay, lastDay, weekdays }: Period): number {
  const [first, last] = [findDate(firstDay), findDate(lastDay)];
  if (!first || !last) return 0;
  const length = last.compare(first) + 1;
  if (length < 1 || length > LONGEST_PERIOD_DAYS) return 0;
  return Array.from({ length }, (_, offset) => weekdayOf(first.add({ days: offset }))).filter((weekday) =>
    weekdays.includes(weekday),
  ).length;
}

export function weekdayOf(date: CalendarDate): Weekday {
  // In this locale the week begins with Monday, as the list above does.
  return WEEKDAYS[getDayOfWeek(date, "en-GB")] ?? "MONDAY";
}

function lengthOf({ firstDay, lastDay }: Period): number {
  return parseDate(lastDay).compare(parseDate(firstDay));
}

export function blankSchedule(): ScheduleForm {
  return {
    airline: "",
    flightNumber: "",
    origin: "",
    destination: "",
    departsAtLocal: "",
    arrivesAtLocal: "",
    firstDay: "",
    lastDay: "",
    weekdays: [...WEEKDAYS],
    aircraftType: "",
    currency: "USD",
    cabins: blankCabins(),
  };
}

export function toScheduleInput({ cabins, currency, aircraftType, ...rest }: NewSchedule): CreateScheduleInput {
  return {
    ...rest,
    aircraftType: aircraftType === "" ? null : aircraftType,
    cabins: toCabins(cabins, currency),
  };
}
