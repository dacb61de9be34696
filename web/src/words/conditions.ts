/**
 * What a fare allows after it is bought, in words, the same wherever a fare is shown.
 *
 * In: the conditions of each flight. Out: a line about changing and one about giving back, the strictest flight deciding.
 */
import { compareMoney, formatMoney, type Money } from "./money";

interface Conditions {
  readonly changeable: boolean;
  readonly changeFee: Money | null;
  readonly refundable: boolean;
  readonly refundFee: Money | null;
}

export function conditionWords(flights: readonly Conditions[]): readonly [change: string, refund: string] {
  const where = flights.length > 1 ? "per flight and person" : "per person";
  const changeFee = dearest(flights.flatMap((one) => one.changeFee ?? []));
  const refundFee = dearest(flights.flatMap((one) => one.refundFee ?? []));
  return [
    !mayChange(flights)
      ? "No changes"
      : changeFee
        ? `Changes for a fee of ${upTo(flights)}${formatMoney(changeFee)} ${where}`
        : "Changes free of charge",
    !mayReturn(flights)
      ? "No refund"
      : refundFee
        ? `Refund minus ${upTo(flights)}${formatMoney(refundFee)} ${where}`
        : "Full refund",
  ];
}

export function mayChange(flights: readonly Conditions[]): boolean {
  return flights.every(({ changeable }) => changeable);
}

export function mayReturn(flights: readonly Conditions[]): boolean {
  return flights.every(({ refundable }) => refundable);
}

function upTo(flights: readonly Conditions[]): string {
  return flights.length > 1 ? "up to " : "";
}

function dearest(fees: readonly Money[]): Money | null {
  return fees.toSorted(compareMoney).at(-1) ?? null;
}
