import { beforeEach, describe, expect, test } from "vitest";
import type { CreateReservationInput } from "../graphql/generated";
import { type AttemptStore, beginAttempt, endAttempt, findUnanswered } from "./attempt";

const ada: CreateReservationInput = {
  segments: [{ flightId: "UA1-20261201-JFK", cabin: "ECONOMY" }],
  passengers: [{ firstName: "Ada", lastName: "Lovelace", type: "ADULT" }],
  quotedTotal: { amount: "129.00", currency: "USD" },
};

function createStore(): AttemptStore {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

describe("an attempt to book", () => {
  let store: AttemptStore;
  let made: number;
  const maker = { newKey: () => `key-${++made}`, now: () => 1000 };

  beforeEach(() => {
    store = createStore();
    made = 0;
  });

  test("keeps its key when the button is pressed again", () => {
    const first = beginAttempt(ada, store, maker);
    expect(beginAttempt(structuredClone(ada), store, maker)).toEqual(first);
  });

  test("gets another key when it is for something else", () => {
    const first = beginAttempt(ada, store, maker);
    const changed = { ...ada, passengers: [{ firstName: "Grace", lastName: "Hopper" }] };
    expect(beginAttempt(changed, store, maker).idempotencyKey).not.toBe(first.idempotencyKey);
  });

  test("is found again after a reload, with exactly what was sent", () => {
    const first = beginAttempt(ada, store, maker);
    expect(findUnanswered(["UA1-20261201-JFK"], store, 2000)).toEqual(first);
  });

  test("is not sent by itself long after: nobody asked for that", () => {
    beginAttempt(ada, store, maker);
    expect(findUnanswered(["UA1-20261201-JFK"], store, 1000 + 11 * 60_000)).toBeNull();
  });

  test("is not taken for a booking of other flights", () => {
    beginAttempt(ada, store, maker);
    expect(findUnanswered(["UA2-20261201-JFK"], store, 2000)).toBeNull();
  });

  test("is over once answered: booking the same again is a new booking", () => {
    const first = beginAttempt(ada, store, maker);
    endAttempt(store);
    expect(findUnanswered(["UA1-20261201-JFK"], store, 2000)).toBeNull();
    expect(beginAttempt(ada, store, maker).idempotencyKey).not.toBe(first.idempotencyKey);
  });
});
