/** A cabin's list of seat prices in words, as typed, and as the API takes it. The first that fits a seat counts. */
import { z } from "zod";
import type { SeatCharacteristic, SeatPriceEntryFragment, SeatPriceInput } from "../../graphql/generated";
import { amountText } from "../flights/flightChange";

export const MOST_PRICES = 20;

export const KIND_LABEL: Record<SeatCharacteristic, string> = {
  WINDOW: "Window seats",
  MIDDLE: "Middle seats",
  AISLE: "Aisle seats",
  EXTRA_LEGROOM: "Seats with legroom",
  EXIT_ROW: "Exit row seats",
};

export const KINDS = Object.keys(KIND_LABEL) as [SeatCharacteristic, ...SeatCharacteristic[]];

const entrySchema = z
  .object({
    price: amountText.refine((text) => Number(text) < 10_000, "Less than 10000."),
    kind: z.enum(["", ...KINDS]),
    where: z.enum(["all", "front", "rows"]),
    firstRow: z.string().trim(),
    lastRow: z.string().trim(),
  })
  .superRefine(({ where, firstRow, lastRow }, context) => {
    if (where !== "rows") return;
    const refuse = (field: "firstRow" | "lastRow", message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    if (!isRow(firstRow)) refuse("firstRow", "A row from 1 to 99.");
    if (!isRow(lastRow)) refuse("lastRow", "A row from 1 to 99.");
    else if (isRow(firstRow) && Number(lastRow) < Number(firstRow)) refuse("lastRow", "Not before the first.");
  });

export const listSchema = z.object({ prices: z.array(entrySchema).max(MOST_PRICES) });

export type TypedList = z.input<typeof listSchema>;

export const NEW_ENTRY: TypedList["prices"][number] = {
  price: "",
  kind: "",
  where: "all",
  firstRow: "",
  lastRow: "",
};

export function typedList(prices: readonly SeatPriceEntryFragment[]): TypedList {
  return {
    prices: prices.map(({ price, characteristic, firstRow, lastRow, front }) => ({
      price,
      kind: characteristic ?? "",
      where: front ? "front" : firstRow === null ? "all" : "rows",
      firstRow: firstRow?.toString() ?? "",
      lastRow: lastRow?.toString() ?? "",
    })),
  };
}

export function toSeatPrices({ prices }: TypedList): SeatPriceInput[] {
  return prices.map(({ price, kind, where, firstRow, lastRow }) => ({
    price,
    characteristic: kind || null,
    front: where === "front",
    ...(where === "rows" && { firstRow: Number(firstRow), lastRow: Number(lastRow) }),
  }));
}

/** "Window seats, rows 10 to 12". */
export function seatWords({ characteristic, firstRow, lastRow, front }: SeatPriceEntryFragment): string {
  const kind = characteristic ? KIND_LABEL[characteristic] : "All seats";
  if (front) return `${kind} in the front third`;
  if (firstRow === null) return kind;
  return firstRow === lastRow ? `${kind}, row ${firstRow}` : `${kind}, rows ${firstRow} to ${lastRow}`;
}

function isRow(text: string): boolean {
  return /^[1-9]\d?$/.test(text);
}
