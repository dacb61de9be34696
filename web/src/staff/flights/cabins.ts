/** What is for sale on a new flight, cabin by cabin: as typed, and as the API takes it. */
import { z } from "zod";
import type { Cabin, CabinInput } from "../../graphql/generated";
import { CABINS } from "../../words/labels";
import { amountText } from "./flightChange";

export const CURRENCIES = ["USD", "EUR", "GBP", "CAD"] as const;

const MAX_SEATS = 900;

const cabinSchema = z
  .object({
    cabin: z.enum(["ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"]),
    capacity: z.coerce
      .number<string>()
      .int("Whole seats.")
      .min(0, "Not below 0.")
      .max(MAX_SEATS, `At most ${MAX_SEATS}.`),
    amount: z.union([z.literal(""), amountText]),
    /** What choosing a seat costs: one with legroom, and a window or an aisle in front. Left open: nothing. */
    extraLegroom: z.union([z.literal(""), amountText]),
    front: z.union([z.literal(""), amountText]),
  })
  .refine((cabin) => cabin.capacity === 0 || cabin.amount !== "", { path: ["amount"], message: "Enter the fare." });

export const cabinsSchema = z
  .array(cabinSchema)
  .refine((cabins) => cabins.some(({ capacity }) => capacity > 0), "At least one cabin needs seats.");

export type TypedCabins = z.input<typeof cabinsSchema>;
export type NewCabins = z.output<typeof cabinsSchema>;

export function blankCabins(): TypedCabins {
  return CABINS.map((cabin: Cabin) => ({
    cabin,
    capacity: cabin === "ECONOMY" ? "150" : "0",
    amount: "",
    extraLegroom: "",
    front: "",
  }));
}

export function toCabins(cabins: NewCabins, currency: string): CabinInput[] {
  return cabins
    .filter(({ capacity }) => capacity > 0)
    .map(({ cabin, capacity, amount, extraLegroom, front }) => ({
      cabin,
      capacity,
      fare: { amount, currency },
      ...((extraLegroom || front) && { seatPrices: { extraLegroom: extraLegroom || "0", front: front || "0" } }),
    }));
}
