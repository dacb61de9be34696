import { describe, expect, test } from "vitest";
import { conditionWords } from "./conditions";

const usd = (amount: string) => ({ amount, currency: "USD" });
const STANDARD = { changeable: true, changeFee: usd("30.00"), refundable: true, refundFee: usd("50.00") };
const FLEX = { changeable: true, changeFee: null, refundable: true, refundFee: null };
const LIGHT = { changeable: false, changeFee: null, refundable: false, refundFee: null };

describe("conditions of a fare", () => {
  test.each([
    [[STANDARD], ["Changes for a fee of $30 per person", "Refund minus $50 per person"]],
    [[FLEX], ["Changes free of charge", "Full refund"]],
    [[LIGHT], ["No changes", "No refund"]],
    [
      [FLEX, LIGHT],
      ["No changes", "No refund"],
    ],
    [
      [STANDARD, { ...STANDARD, changeFee: usd("9.50") }],
      ["Changes for a fee of up to $30 per flight and person", "Refund minus up to $50 per flight and person"],
    ],
  ])("read as sentences", (flights, words) => {
    expect(conditionWords(flights)).toEqual(words);
  });
});
