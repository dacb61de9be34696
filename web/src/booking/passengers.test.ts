import { expect, it } from "vitest";
import { isComplete, loadDraft, type PassengersForm, saveDraft } from "./passengers";

function createStore() {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}

it("keeps what was typed, however wrong it is as yet", () => {
  const tab = createStore();
  const typed: PassengersForm = {
    contactEmail: "ada@",
    passengers: [
      {
        type: "ADULT",
        firstName: "Ada",
        lastName: "",
        dateOfBirth: "3000-01-01",
        // One more than anybody may ask for.
        services: { meal: "VGML", wheelchair: "WCHR", others: ["BLND", "DEAF", "DPNA"] },
      },
    ],
  };
  saveDraft(typed, tab);
  expect(loadDraft(["ADULT"], "account@airline.example", tab)).toEqual(typed);
  expect(isComplete(typed)).toBe(false);
});
