/** The passengers' names: what is accepted, and where they wait while the traveller reviews or reloads. */
import { z } from "zod";
import type { PassengerInput, PassengerType } from "../graphql/generated";
import type { AttemptStore } from "./attempt";

const name = (missing: string) =>
  z
    .string()
    .trim()
    .min(1, missing)
    .max(60, "Names are at most 60 letters long; shorten it as on the boarding pass.")
    .regex(/^[\p{L}\p{M}][\p{L}\p{M}'’. -]*$/u, "Letters, spaces, hyphens and apostrophes only, as in the passport.");

export const passengerNameSchema = z.object({
  firstName: name("Enter the first name as in the passport."),
  lastName: name("Enter the last name as in the passport."),
});

export const passengersSchema = z.object({
  passengers: z.array(passengerNameSchema.extend({ type: z.enum(["ADULT", "CHILD", "INFANT"]) })),
});

export type PassengersForm = z.infer<typeof passengersSchema>;

const DRAFT = "booking-passengers";

export function saveDraft(passengers: readonly PassengerInput[], store: AttemptStore): void {
  store.setItem(DRAFT, JSON.stringify(passengers));
}

/** The names entered before, as far as they fit this party, blank ones for the rest. */
export function loadDraft(party: readonly PassengerType[], store: AttemptStore): PassengersForm["passengers"] {
  const saved = passengersSchema.shape.passengers.safeParse(JSON.parse(store.getItem(DRAFT) ?? "[]"));
  const names = saved.success ? saved.data : [];
  return party.map((type, index) => {
    const known = names[index];
    return known?.type === type ? known : { type, firstName: "", lastName: "" };
  });
}

export function forgetDraft(store: AttemptStore): void {
  store.removeItem(DRAFT);
}

export function isComplete(passengers: PassengersForm["passengers"]): boolean {
  return passengersSchema.safeParse({ passengers }).success;
}
