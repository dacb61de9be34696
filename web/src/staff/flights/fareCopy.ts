/** Giving other flights the fares of one: which of them, as typed and as the API takes it. */
import { z } from "zod";
import type { FareCopyInput, ManagedFlightFragment, PreviewFareCopyQuery, Weekday } from "../../graphql/generated";
import { countWords } from "../../words/labels";
import { findDate, localDate } from "../../words/time";
import { WEEKDAYS } from "../schedules/schedule";

const day = z.string().refine((text) => findDate(text) !== null, "Enter a date.");
const airportCode = z.string().regex(/^[A-Z]{3}$/, "Choose an airport.");

export const copySchema = z
  .object({
    origin: airportCode,
    destination: airportCode,
    firstDay: day,
    lastDay: day,
    weekdays: z.array(z.enum(WEEKDAYS as [Weekday, ...Weekday[]])).min(1, "Choose at least one weekday."),
    onlySameNumber: z.boolean(),
    fareClasses: z.boolean(),
    seatPrices: z.boolean(),
  })
  .refine((form) => form.firstDay <= form.lastDay, {
    path: ["lastDay"],
    message: "The period ends before it begins.",
  });

export type FareCopyForm = z.output<typeof copySchema>;

/** The same flight in the four weeks from its day on. */
export function typedCopy({ origin, destination, departsAtLocal }: ManagedFlightFragment): FareCopyForm {
  const departure = localDate(departsAtLocal);
  return {
    origin: origin.code,
    destination: destination.code,
    firstDay: departure.toString(),
    lastDay: departure.add({ weeks: 4 }).toString(),
    weekdays: [...WEEKDAYS],
    onlySameNumber: true,
    fareClasses: true,
    seatPrices: false,
  };
}

export function toCopyInput(
  { onlySameNumber, weekdays, ...rest }: FareCopyForm,
  { id, designator }: Pick<ManagedFlightFragment, "id" | "designator">,
): FareCopyInput {
  return {
    ...rest,
    fromFlightId: id,
    designator: onlySameNumber ? designator : null,
    weekdays: weekdays.length === WEEKDAYS.length ? [] : weekdays,
  };
}

export function planWords({ toChange, refused, unchanged }: PreviewFareCopyQuery["previewFareCopy"]): string {
  if (toChange + refused + unchanged === 0) return "No other flight on sale is concerned.";
  const parts = [
    `${countWords(toChange, "flight")} would change`,
    unchanged > 0 && `${unchanged} ${unchanged === 1 ? "has" : "have"} these fares already`,
    refused > 0 && `${refused} cannot have them`,
  ].filter(Boolean);
  return `${parts.join("; ")}.`;
}
