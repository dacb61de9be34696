/** The search form's fields: what they start with, what is accepted, and the query they become. */
import { CalendarDate, parseDate } from "@internationalized/date";
import * as z from "zod/mini";
import { earliestDay } from "./salesPeriod";
import { slicesOf, toRoute } from "./slices";
import { defaultDeparture, MAX_SLICES, type TripQuery } from "./tripQuery";

export type TripKind = "oneWay" | "return" | "multi";

const calendarDate = z.custom<CalendarDate>((value) => value instanceof CalendarDate);

const airport = (missing: string) =>
  z.pipe(
    z.nullable(z.string()),
    z.custom<string, string | null>((code) => code !== null, missing),
  );

const date = (missing: string) =>
  z
    .pipe(
      z.nullable(calendarDate),
      z.custom<CalendarDate, CalendarDate | null>((day) => day !== null, missing),
    )
    // Which day it is where the flight leaves, the calendar knows, and the airline; here only what is past everywhere.
    .check(z.refine((day) => day.compare(earliestDay()) >= 0, "Choose today or a later day."));

const slice = z
  .object({
    from: airport("Choose where you leave from."),
    to: airport("Choose where you go."),
    date: date("Choose a date."),
  })
  .check(
    z.refine(({ from, to }) => from !== to, {
      path: ["to"],
      error: "Choose another airport than the one you leave from.",
    }),
  );

export const tripFormSchema = z
  .object({
    kind: z.enum(["oneWay", "return", "multi"]),
    slices: z.array(slice).check(z.minLength(1), z.maxLength(MAX_SLICES)),
    back: z.nullable(calendarDate),
    party: z.object({ adults: z.number(), children: z.number(), infants: z.number() }),
    cabin: z.enum(["ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"]),
  })
  .check(
    z.superRefine(({ kind, slices, back }, { addIssue }) => {
      const complain = (path: (string | number)[], message: string) => addIssue({ code: "custom", path, message });
      const first = slices[0]?.date;
      if (kind === "return" && !back) complain(["back"], "Choose when you come back.");
      if (kind === "return" && back && first && back.compare(first) < 0)
        complain(["back"], "You come back before you leave.");
      for (const [index, { date: day }] of slices.entries()) {
        const before = slices[index - 1]?.date;
        if (before && day.compare(before) < 0) complain(["slices", index, "date"], "This is before the flight above.");
      }
    }),
  );

export type TripFields = z.input<typeof tripFormSchema>;
type TripForm = z.output<typeof tripFormSchema>;

export function fieldsOf(query: TripQuery): TripFields {
  const slices = slicesOf(query).map(({ from, to, date: day }) => ({ from, to, date: parseDate(day) }));
  const started = {
    from: query.from ?? null,
    to: query.to ?? null,
    date: parseDate(query.depart ?? defaultDeparture()),
  };
  return {
    kind: query.legs ? "multi" : query.back ? "return" : "oneWay",
    slices: query.legs ? slices : [started],
    back: query.back ? parseDate(query.back) : null,
    party: { adults: query.adults, children: query.children, infants: query.infants },
    cabin: query.cabin,
  };
}

export function toTripQuery({ kind, slices, back, party, cabin }: TripForm): Partial<TripQuery> {
  const route = slices.map(({ from, to, date: day }) => ({ from, to, date: day.toString() }));
  const [first] = route;
  if (kind === "return" && first && back) route.push({ from: first.to, to: first.from, date: back.toString() });
  return { ...toRoute(route, kind === "multi" && route.length === 1 ? "oneWay" : kind), ...party, cabin };
}

/** Another flight starts where the one before ends, and not before it. */
export function nextSlice(slices: TripFields["slices"]): TripFields["slices"][number] {
  const last = slices.at(-1);
  return { from: last?.to ?? null, to: null, date: last?.date ?? null };
}
