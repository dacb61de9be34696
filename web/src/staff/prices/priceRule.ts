/** A price rule in words, as typed, and as the API takes it. */
import { parseDate } from "@internationalized/date";
import { z } from "zod";
import type { PriceRuleInput, RuleFragment, Weekday } from "../../graphql/generated";
import { CABIN_LABEL } from "../../words/labels";
import { formatMoney, isDecimal } from "../../words/money";
import { dateWords, findDate } from "../../words/time";
import { CURRENCIES } from "../flights/cabins";
import { shortWeekday, WEEKDAYS } from "../schedules/schedule";

const LONGEST_NAME = 100;

const day = z.string().refine((text) => text === "" || findDate(text) !== null, "Enter a date.");

export const ruleSchema = z
  .object({
    name: z.string().trim().min(1, "Give it a name.").max(LONGEST_NAME, `At most ${LONGEST_NAME} characters.`),
    kind: z.enum(["percent", "amount"]),
    value: z
      .string()
      .trim()
      .transform((text) => text.replace(/^\+/, "").replace(/^[−–]/, "-"))
      .refine((text) => isDecimal(text) && Number(text) !== 0, "A number like 12.5 or -10.")
      .refine((text) => (text.split(".")[1]?.length ?? 0) <= 2, "At most two decimals."),
    currency: z.enum(CURRENCIES),
    airline: z.string(),
    origin: z.string(),
    destination: z.string(),
    cabin: z.enum(["", "ECONOMY", "PREMIUM_ECONOMY", "BUSINESS", "FIRST"]),
    weekdays: z.array(z.enum(WEEKDAYS as [Weekday, ...Weekday[]])),
    firstDay: day,
    lastDay: day,
    priority: z.coerce.number<string>().int("A whole number.").min(0, "From 0 to 1000.").max(1000, "From 0 to 1000."),
    active: z.boolean(),
  })
  .refine((rule) => rule.firstDay === "" || rule.lastDay === "" || rule.firstDay <= rule.lastDay, {
    path: ["lastDay"],
    message: "The period ends before it begins.",
  });

export type TypedRule = z.input<typeof ruleSchema>;
export type NewRule = z.output<typeof ruleSchema>;

export function typedRule(rule: RuleFragment | null): TypedRule {
  const currency = CURRENCIES.find((each) => each === rule?.amount?.currency) ?? "USD";
  return {
    name: rule?.name ?? "",
    kind: rule?.amount ? "amount" : "percent",
    value: rule?.amount?.amount ?? rule?.percent ?? "",
    currency,
    airline: rule?.airline ?? "",
    origin: rule?.origin ?? "",
    destination: rule?.destination ?? "",
    cabin: rule?.cabin ?? "",
    weekdays: rule && rule.weekdays.length > 0 ? [...rule.weekdays] : [...WEEKDAYS],
    firstDay: rule?.firstDay ?? "",
    lastDay: rule?.lastDay ?? "",
    priority: String(rule?.priority ?? 100),
    active: rule?.active ?? true,
  };
}

/** A new rule to be written, like one that is there: off, because two alike would count twice. */
export function copiedRule(rule: RuleFragment): TypedRule {
  return { ...typedRule(rule), name: `${rule.name} (copy)`.slice(0, LONGEST_NAME), active: false };
}

/** Over `base`, or a new one. */
export function toRuleInput(form: NewRule, base: RuleFragment | null): PriceRuleInput {
  const isEveryDay = form.weekdays.length === 0 || form.weekdays.length === WEEKDAYS.length;
  return {
    ...(base && { id: base.id, expectedVersion: base.version }),
    name: form.name,
    ...(form.kind === "percent"
      ? { percent: form.value }
      : { amount: { amount: form.value, currency: form.currency } }),
    airline: form.airline || null,
    origin: form.origin || null,
    destination: form.destination || null,
    cabin: form.cabin || null,
    weekdays: isEveryDay ? [] : form.weekdays,
    firstDay: form.firstDay || null,
    lastDay: form.lastDay || null,
    priority: form.priority,
    active: form.active,
  };
}

export function effectWords({ percent, amount }: Pick<RuleFragment, "percent" | "amount">): string {
  if (amount) return `${signed(amount.amount, formatMoney({ ...amount, amount: unsigned(amount.amount) }))} a seat`;
  return percent ? `${signed(percent, unsigned(percent))}%` : "nothing";
}

/** Which seats it is about: what is not said is every one. */
export function scopeWords(rule: RuleFragment): string {
  const parts = [
    rule.airline,
    routeWords(rule),
    rule.cabin && CABIN_LABEL[rule.cabin],
    rule.weekdays.map(shortWeekday).join(" "),
    periodWords(rule),
  ].filter(Boolean);
  return parts.length === 0 ? "Every seat" : parts.join(", ");
}

function routeWords({ origin, destination }: RuleFragment): string | null {
  if (origin && destination) return `${origin} to ${destination}`;
  if (origin) return `from ${origin}`;
  return destination ? `to ${destination}` : null;
}

function periodWords({ firstDay, lastDay }: RuleFragment): string | null {
  const words = (text: string) => `${dateWords(parseDate(text), "short")} ${text.slice(0, 4)}`;
  if (firstDay && lastDay) return `${words(firstDay)} to ${words(lastDay)}`;
  if (firstDay) return `from ${words(firstDay)}`;
  return lastDay ? `until ${words(lastDay)}` : null;
}

function unsigned(text: string): string {
  return text.replace(/^-/, "");
}

function signed(text: string, words: string): string {
  return `${text.startsWith("-") ? "−" : "+"}${words}`;
}
