import { describe, expect, test } from "vitest";
import { compareMoney, formatMoney, isDecimal, multiplyMoney, subtractMoney, sumMoney } from "./money";

const usd = (amount: string) => ({ amount, currency: "USD" });

describe("money", () => {
  test("is added exactly where floats would not be", () => {
    expect(sumMoney([usd("0.10"), usd("0.20")])).toEqual(usd("0.30"));
    expect(sumMoney([usd("90071992547409.91"), usd("0.02")])).toEqual(usd("90071992547409.93"));
  });

  test("keeps the finest scale of its parts", () => {
    expect(sumMoney([usd("10"), usd("0.5"), usd("0.25")])).toEqual(usd("10.75"));
  });

  test("is not added across currencies, nor out of nothing", () => {
    expect(sumMoney([usd("1.00"), { amount: "1.00", currency: "EUR" }])).toBeNull();
    expect(sumMoney([])).toBeNull();
  });

  test("is compared and subtracted exactly", () => {
    expect(compareMoney(usd("9.5"), usd("30.00"))).toBe(-1);
    expect(compareMoney(usd("30"), usd("30.00"))).toBe(0);
    expect(subtractMoney(usd("110.49"), usd("129.99"))).toEqual(usd("-19.50"));
    expect(subtractMoney(usd("1"), usd("-0.5"))).toEqual(usd("1.5"));
  });

  test("is multiplied by seats", () => {
    expect(multiplyMoney(usd("129.99"), 9)).toEqual(usd("1169.91"));
    expect(multiplyMoney(usd("0.05"), 0)).toEqual(usd("0.00"));
  });

  test("is shown with cents only where there are any", () => {
    expect(formatMoney(usd("129.00"))).toBe("$129");
    expect(formatMoney(usd("129.5"))).toBe("$129.50");
    expect(formatMoney(usd("12345678901234567.89"))).toBe("$12,345,678,901,234,567.89");
    expect(formatMoney({ amount: "1500", currency: "JPY" })).toBe("¥1,500");
  });

  test.each(["", "abc", "1.", ".5", "1e3", "1,000", "--1"])("%j is not an amount", (text) => {
    expect(isDecimal(text)).toBe(false);
  });
});
