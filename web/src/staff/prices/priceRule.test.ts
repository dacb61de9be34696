import { describe, expect, test } from "vitest";
import type { RuleFragment } from "../../graphql/generated";
import { copiedRule, effectWords, ruleSchema, scopeWords, toRuleInput, typedRule } from "./priceRule";

const RULE: RuleFragment = {
  id: "r1",
  name: "Christmas",
  airline: "UA",
  origin: "JFK",
  destination: null,
  cabin: "BUSINESS",
  weekdays: ["FRIDAY", "SUNDAY"],
  firstDay: "2026-12-20",
  lastDay: "2026-12-31",
  percent: "12.5",
  amount: null,
  priority: 10,
  active: true,
  version: 3,
};

describe("A price rule", () => {
  test("is said in words", () => {
    expect(scopeWords(RULE)).toBe("UA, from JFK, Business, Fri Sun, Sun 20 Dec 2026 to Thu 31 Dec 2026");
    expect(effectWords(RULE)).toBe("+12.5%");
    expect(effectWords({ percent: null, amount: { amount: "-20.00", currency: "USD" } })).toBe("−$20 a seat");
    const everything = { airline: null, origin: null, cabin: null, weekdays: [], firstDay: null, lastDay: null };
    expect(scopeWords({ ...RULE, ...everything })).toBe("Every seat");
  });

  test("comes back from its form as it was, against the version it was read at", () => {
    const { version, id, ...rest } = RULE;
    const { amount: _, ...expected } = { ...rest, id, expectedVersion: version };
    expect(toRuleInput(ruleSchema.parse(typedRule(RULE)), RULE)).toEqual(expected);
  });

  test("of all weekdays names none, and a new one has no id", () => {
    const typed = { ...typedRule(null), name: "All", kind: "amount" as const, value: "−5", currency: "EUR" as const };
    const input = toRuleInput(ruleSchema.parse(typed), null);
    expect(input).toMatchObject({ weekdays: [], amount: { amount: "-5", currency: "EUR" }, airline: null });
    expect(input).not.toHaveProperty("id");
  });

  test("is copied as a new one that is off, with a name of its own", () => {
    const input = toRuleInput(ruleSchema.parse(copiedRule({ ...RULE, name: "x".repeat(95) })), null);
    expect(input).toMatchObject({ active: false, name: `${"x".repeat(95)} (cop`, percent: "12.5", origin: "JFK" });
    expect(input).not.toHaveProperty("id");
  });

  test("needs a number and a period that goes forward", () => {
    const refused = (changes: object) => ruleSchema.safeParse({ ...typedRule(RULE), ...changes }).success === false;
    expect(refused({ value: "ten" })).toBe(true);
    expect(refused({ value: "0" })).toBe(true);
    expect(refused({ lastDay: "2026-01-01" })).toBe(true);
    expect(refused({ priority: "1001" })).toBe(true);
    expect(refused({})).toBe(false);
  });
});
