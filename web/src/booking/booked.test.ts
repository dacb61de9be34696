import { expect, it } from "vitest";
import { findBooked, rememberBooked } from "./booked";

function store() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

it("knows the trip its flights became, and no other flights'", () => {
  const tab = store();
  expect(findBooked(["a", "b"], tab)).toBeNull();
  rememberBooked(["a", "b"], "trip-1", tab);
  expect(findBooked(["a", "b"], tab)).toBe("trip-1");
  expect(findBooked(["a"], tab)).toBeNull();
});
