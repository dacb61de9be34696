/**
 * Money as the API gives it: a decimal string with an ISO 4217 code. Added and multiplied exactly, never as a float.
 */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

interface Scaled {
  readonly units: bigint;
  readonly scale: number;
}

export function formatMoney({ amount, currency }: Money): string {
  const wholeOnly = /\.0+$/.test(amount) || !amount.includes(".");
  const format = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    ...(wholeOnly ? { minimumFractionDigits: 0 } : {}),
  });
  return format.format(amount as Intl.StringNumericLiteral); // the string form keeps every digit; checked by parse() below on entry
}

export function multiplyMoney(money: Money, times: number): Money {
  const { units, scale } = parse(money.amount);
  return { amount: print(units * BigInt(times), scale), currency: money.currency };
}

/** The sum, or null when there is nothing to add or the currencies differ: such a total must not be guessed. */
export function sumMoney(parts: readonly Money[]): Money | null {
  const [first] = parts;
  if (!first || parts.some((part) => part.currency !== first.currency)) return null;
  const numbers = parts.map((part) => parse(part.amount));
  const scale = Math.max(...numbers.map((number) => number.scale));
  const units = numbers.reduce((sum, number) => sum + number.units * 10n ** BigInt(scale - number.scale), 0n);
  return { amount: print(units, scale), currency: first.currency };
}

/** Below zero when `one` is less than `other`; only for amounts of one currency. */
export function compareMoney(one: Money, other: Money): number {
  const [a, b] = [parse(one.amount), parse(other.amount)];
  const scale = Math.max(a.scale, b.scale);
  const [left, right] = [a, b].map(({ units, scale: own }) => units * 10n ** BigInt(scale - own)) as [bigint, bigint]; // two in, two out
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `one` less `other`, below zero when `other` is more. */
export function subtractMoney(one: Money, other: Money): Money {
  const negative = other.amount.startsWith("-") ? other.amount.slice(1) : `-${other.amount}`;
  return sumMoney([one, { ...other, amount: negative }]) ?? one;
}

export function isZero({ amount }: Money): boolean {
  return parse(amount).units === 0n;
}

export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

function parse(amount: string): Scaled {
  const match = DECIMAL.exec(amount);
  if (!match) throw new Error(`"${amount}" is not a decimal amount`);
  const [, sign = "", whole = "0", fraction = ""] = match;
  return { units: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length };
}

function print(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const sign = units < 0n ? "-" : "";
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
