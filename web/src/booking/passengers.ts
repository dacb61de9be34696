/** Who travels: what is accepted, and where they wait while the traveller reviews or reloads. */
import { z } from "zod";
import type { PassengerInput, PassengerType } from "../graphql/generated";
import { chosenServices, dateOfBirth, services } from "../travellers/details";
import { NO_SERVICES, toServices } from "../travellers/services";
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

const type = z.enum(["ADULT", "CHILD", "INFANT"]);

export const passengersSchema = z.object({
  passengers: z.array(passengerNameSchema.extend({ type, dateOfBirth, services })),
  /** Where confirmation and receipt go; nowhere when it is blank. */
  contactEmail: z
    .string()
    .trim()
    .pipe(z.union([z.literal(""), z.email("Enter an address like name@example.com.")])),
});

/** As far as it has been filled in: nothing of it need be right yet. */
const draftSchema = z.object({
  passengers: z.array(
    z.object({
      type,
      firstName: z.string(),
      lastName: z.string(),
      dateOfBirth: z.string(),
      services: chosenServices,
    }),
  ),
  contactEmail: z.string(),
});

type Named = z.infer<typeof passengerNameSchema>;
export type PassengersForm = z.infer<typeof passengersSchema>;

/** As it is sent. Travel documents are told later, on the trip's page: they are not to wait in this tab's storage. */
export function toPassengerInputs({ passengers }: PassengersForm): PassengerInput[] {
  return passengers.map(({ firstName, lastName, type, dateOfBirth, services }) => ({
    firstName,
    lastName,
    type,
    dateOfBirth: dateOfBirth || null,
    specialServices: toServices(services),
  }));
}

const DRAFT = "booking-passengers";

export function saveDraft(form: PassengersForm, store: AttemptStore): void {
  store.setItem(DRAFT, JSON.stringify(form));
}

/** What was entered before, as far as it fits this party; blank names and the account's address for the rest. */
export function loadDraft(party: readonly PassengerType[], email: string, store: AttemptStore): PassengersForm {
  const saved = draftSchema.safeParse(JSON.parse(store.getItem(DRAFT) ?? "null"));
  const names = saved.success ? saved.data.passengers : [];
  return {
    contactEmail: saved.success ? saved.data.contactEmail : email,
    passengers: party.map((type, index) => {
      const known = names[index];
      return known?.type === type ? known : blankOf(type);
    }),
  };
}

/** The same people once more, by the names that are known of them. */
export function draftOf(
  people: readonly (Named & { readonly type: PassengerType })[],
  contactEmail: string,
): PassengersForm {
  const passengers = people.map(({ type, firstName, lastName }) => ({ ...blankOf(type), firstName, lastName }));
  return { contactEmail, passengers };
}

function blankOf(type: PassengerType): PassengersForm["passengers"][number] {
  return { type, firstName: "", lastName: "", dateOfBirth: "", services: { ...NO_SERVICES, others: [] } };
}

export function forgetDraft(store: AttemptStore): void {
  store.removeItem(DRAFT);
}

export function isComplete(form: PassengersForm): boolean {
  return passengersSchema.safeParse(form).success;
}
