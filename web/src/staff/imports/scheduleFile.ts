/** A schedule file as chosen, what staff say beside it, and as the API takes it. */
import { z } from "zod";
import type {
  Cabin,
  ImportCountFragment,
  ScheduleFileFormat,
  ScheduleFileInput,
  ScheduleImportOutcome,
} from "../../graphql/generated";
import { CABINS, countWords } from "../../words/labels";
import { CURRENCIES } from "../flights/cabins";
import { amountText } from "../flights/flightChange";

// As the API: what a request may carry.
const LONGEST_FILE = 600_000;

const fareSchema = z.object({
  cabin: z.enum(["ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"]),
  amount: z.union([z.literal(""), amountText]),
});

export const fileSchema = z.object({
  files: z
    .custom<FileList | undefined>()
    .refine((files) => files?.length === 1, "Choose a file.")
    .refine((files) => (files?.[0]?.size ?? 0) <= LONGEST_FILE, "The file is too large; send it in parts."),
  format: z.enum(["AUTO", "SSIM", "CSV"]),
  currency: z.enum(CURRENCIES),
  fares: z.array(fareSchema),
  cancelAbsent: z.boolean(),
});

export type ChosenFile = z.output<typeof fileSchema>;

export function blankFile(): z.input<typeof fileSchema> {
  return {
    files: undefined,
    format: "AUTO",
    currency: "USD",
    fares: CABINS.map((cabin: Cabin) => ({ cabin, amount: "" })),
    cancelAbsent: false,
  };
}

export async function readScheduleFile({ files, format, currency, fares, cancelAbsent }: ChosenFile) {
  const file = files?.[0];
  const text = (await file?.text()) ?? "";
  const input: ScheduleFileInput = {
    text,
    format: format === "AUTO" ? guessFormat(text) : format,
    fileName: file?.name ?? "",
    fares: fares
      .filter(({ amount }) => amount !== "")
      .map(({ cabin, amount }) => ({ cabin, fare: { amount, currency } })),
    cancelAbsent,
  };
  return input;
}

/** The first line of a spreadsheet names its columns; records of SSIM begin with their type, a digit. */
export function guessFormat(text: string): ScheduleFileFormat {
  return /^\uFEFF?\s*\d/.test(text) ? "SSIM" : "CSV";
}

const OUTCOME_WORDS: Record<ScheduleImportOutcome, { readonly planned: string; readonly done: string }> = {
  CREATED: { planned: "to create", done: "created" },
  CHANGED: { planned: "to change", done: "changed" },
  UNCHANGED: { planned: "as they are", done: "as they were" },
  CANCELLED: { planned: "to cancel", done: "cancelled" },
  REFUSED: { planned: "refused", done: "refused" },
};

export function countsWords(counts: readonly ImportCountFragment[], tense: "planned" | "done"): string {
  const words = counts
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count.toLocaleString("en")} ${OUTCOME_WORDS[outcome][tense]}`);
  return words.join(", ") || "no flights";
}

export function changesSomething(counts: readonly ImportCountFragment[]): boolean {
  return counts.some(({ outcome, count }) => count > 0 && (outcome === "CREATED" || outcome === "CHANGED"));
}

export function linesWords(refused: number, skipped: number, past: number): string {
  const parts = [
    refused > 0 && `${countWords(refused, "line")} cannot be carried out`,
    skipped > 0 && `${countWords(skipped, "line")} skipped: freight, or flown by others`,
    past > 0 && `${countWords(past, "flight")} in the past left out`,
  ].filter(Boolean);
  return parts.length > 0 ? `${parts.join("; ")}.` : "";
}
