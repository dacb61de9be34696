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
  const newKey = () => `key-${++made}`;

  beforeEach(() => {
    store = createStore();
    made = 0;
  });

  test("keeps its key when the button is pressed again", () => {
    const first = beginAttempt(ada, store, newKey);
    expect(beginAttempt(structuredClone(ada), store, newKey)).toEqual(first);
  });

  test("gets another key when it is for something else", () => {
    const first = beginAttempt(ada, store, newKey);
    const changed = { ...ada, passengers: [{ firstName: "Grace", lastName: "Hopper" }] };
    expect(beginAttempt(changed, store, newKey).idempotencyKey).not.toBe(first.idempotencyKey);
  });

  test("is found again after a reload, with exactly what was sent", () => {
    const first = beginAttempt(ada, store, newKey);
    expect(findUnanswered(["UA1-20261201-JFK"], store)).toEqual(first);
  });

  test("is not taken for a booking of other flights", () => {
    beginAttempt(ada, store, newKey);
    expect(findUnanswered(["UA2-20261201-JFK"], store)).toBeNull();
  });

  test("is over once answered: booking the same again is a new booking", () => {
    const first = beginAttempt(ada, store, newKey);
    endAttempt(store);
    expect(findUnanswered(["UA1-20261201-JFK"], store)).toBeNull();
    expect(beginAttempt(ada, store, newKey).idempotencyKey).not.toBe(first.idempotencyKey);
  });
});
