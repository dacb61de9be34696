import { describe, expect, test } from "vitest";
import { conditionWords } from "./conditions";

const usd = (amount: string) => ({ amount, currency: "USD" });
const STANDARD = { changeable: true, changeFee: usd("30.00"), refundable: true, refundFee: usd("50.00") };
const FLEX = { changeable: true, changeFee: null, refundable: true, refundFee: null };
const LIGHT = { changeable: false, changeFee: null, refundable: false, refundFee: null };

describe("conditions of a fare", () => {
  test.each([
    [[STANDARD], ["Changes for $30 a person", "Refund less $50 a person"]],
    [[FLEX], ["Changes free of charge", "Full refund"]],
    [[LIGHT], ["No changes", "No refund"]],
    [
      [FLEX, LIGHT],
      ["No changes", "No refund"],
    ],
    [
      [STANDARD, { ...STANDARD, changeFee: usd("9.50") }],
      ["Changes for up to $30 a flight and person", "Refund less up to $50 a flight and person"],
    ],
  ])("read as sentences", (flights, words) => {
    expect(conditionWords(flights)).toEqual(words);
  });
});
