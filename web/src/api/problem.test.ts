import { readFileSync } from "node:fs";
import { CombinedError } from "urql";
import { describe, expect, test } from "vitest";
import { fieldAtFault, findRefusal, hasRefusalWords, hasWords, refusalToProblem, toProblem } from "./problem";

function refused(code: string, extensions: Record<string, unknown> = {}, message = "from the server"): CombinedError {
  return new CombinedError({ graphQLErrors: [{ message, extensions: { code, ...extensions } }] });
}

const CATALOGUE = readFileSync(new URL("../../../gateway-graphql/src/jetbridge/errors.py", import.meta.url), "utf8");
const CODES = [...CATALOGUE.matchAll(/Cause\("([A-Z_]+)"/g)].map(([, code]) => code ?? "");

const DOMAIN = "../../../reservation-service/src/reservation_service/domain/refused.py";
const REFUSALS = [...readFileSync(new URL(DOMAIN, import.meta.url), "utf8").matchAll(/code = "([A-Z_]+)"/g)];

describe("a refusal", () => {
  test("the domain's list is read", () => {
    expect(REFUSALS.length).toBeGreaterThan(10);
  });

  test.each(REFUSALS.map(([, code]) => code ?? ""))("%s has a title of its own", (code) => {
    expect(hasRefusalWords(code)).toBe(true);
  });
});

describe("a problem", () => {
  test("the gateway's catalogue is read", () => {
    expect(CODES).toContain("SERVICE_UNAVAILABLE");
  });

  test.each(CODES)("%s has words of its own", (code) => {
    expect(hasWords(code)).toBe(true);
  });

  test("of bad input shows the server's sentence and the field", () => {
    const problem = toProblem(
      refused("BAD_USER_INPUT", { field: "input.phone" }, "A phone number has a country code."),
    );
    expect(problem.detail).toBe("A phone number has a country code.");
    expect(fieldAtFault(problem, ["email", "phone"])).toBe("phone");
    expect(fieldAtFault(problem, ["email"])).toBeNull();
  });

  test("of seats that are gone says so, whatever the code says in general", () => {
    const problem = toProblem(refused("CONFLICT", { reason: "SOLD_OUT" }, "No seats are left in ECONOMY of flight X."));
    expect(problem.code).toBe("SOLD_OUT");
    expect(problem.detail).toBe("Nothing was booked and nothing was charged.");
    expect(toProblem(refused("CONFLICT", { reason: "constructor" })).code).toBe("CONFLICT");
  });

  test("of ours never shows the server's sentence, but the trace id", () => {
    const problem = toProblem(refused("INTERNAL_SERVER_ERROR", { traceId: "4bf9" }, "KeyError: 'fare'"));
    expect(problem.detail).not.toContain("KeyError");
    expect(problem.traceId).toBe("4bf9");
  });

  test("of haste says how long to wait", () => {
    expect(toProblem(refused("RATE_LIMITED", { retryAfterSeconds: 44.2 })).detail).toContain("in 45 seconds");
    expect(toProblem(refused("RATE_LIMITED", { retryAfterSeconds: 600 })).detail).toContain("in 10 minutes");
  });

  test("nobody foresaw still reads as a sentence", () => {
    expect(toProblem(refused("SOMETHING_NEW")).title).toBe("Something went wrong on our side");
  });

  test("without any answer is about the connection", () => {
    const problem = toProblem(new CombinedError({ networkError: new TypeError("Failed to fetch") }));
    expect(problem).toMatchObject({ code: "UNREACHABLE", canRetry: true });
  });
});

describe("a refusal", () => {
  const refusal = { __typename: "HoldExpired", code: "HOLD_EXPIRED", message: "The hold of ABC234 has run out." };

  test("is found among answers", () => {
    expect(findRefusal(refusal)).toBe(refusal);
    expect(findRefusal({ __typename: "Reservation", id: "1" })).toBeNull();
    expect(findRefusal(undefined)).toBeNull();
  });

  test("shows the server's sentence under a title of ours", () => {
    expect(refusalToProblem(refusal)).toMatchObject({
      code: "HOLD_EXPIRED",
      title: "Your seats are no longer held",
      detail: "The hold of ABC234 has run out.",
      canRetry: false,
    });
    expect(refusalToProblem({ ...refusal, code: "NEW" }).title).toBe("This is not possible as things stand");
  });
});
