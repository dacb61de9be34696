/** What a form accepts of a traveller: date of birth, services, travel document. The server decides; this spares a trip. */
import { z } from "zod";
import type { PassengerDetailsInput, TripDetailFragment } from "../graphql/generated";
import { todayHere } from "../words/time";
import { fromServices, MAX_SERVICES, MEALS, OTHERS, toServices, WHEELCHAIRS } from "./services";

export type TripPassenger = TripDetailFragment["passengers"][number];

export function today(): string {
  return todayHere().toString();
}

export const dateOfBirth = z
  .string()
  .refine((day) => day === "" || (day >= "1900-01-01" && day <= today()), "Enter the day as in the passport.");

export const chosenServices = z.object({
  meal: z.enum(["", ...MEALS]),
  wheelchair: z.enum(["", ...WHEELCHAIRS]),
  others: z.array(z.enum(OTHERS)),
});

export const services = chosenServices.refine((wanted) => toServices(wanted).length <= MAX_SERVICES, {
  path: ["others"],
  message: `At most ${MAX_SERVICES} altogether; ask our staff for more.`,
});

/** A number that is left blank leaves the document as it is; `forget` takes it away. */
const travelDocument = z
  .object({
    type: z.enum(["PASSPORT", "ID_CARD"]),
    number: z
      .string()
      .trim()
      .regex(/^([A-Za-z0-9][A-Za-z0-9 -]{3,30}[A-Za-z0-9])?$/, "5 to 20 letters and digits, as on the document."),
    issuingCountry: z.string(),
    expiresOn: z.string(),
    forget: z.boolean(),
  })
  .superRefine(({ number, issuingCountry, expiresOn, forget }, context) => {
    const isTold = Boolean(number || issuingCountry || expiresOn);
    if (forget || !isTold) return;
    const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (!number) complain("number", "Enter the number of the document.");
    if (!issuingCountry) complain("issuingCountry", "Choose the country that issued it.");
    if (expiresOn <= today()) complain("expiresOn", "Enter the day it expires; it has to be valid.");
  });

export const detailsSchema = z.object({ dateOfBirth, services, travelDocument });
export type DetailsForm = z.infer<typeof detailsSchema>;

export function toDetailsForm({ dateOfBirth, specialServices }: TripPassenger): DetailsForm {
  return {
    dateOfBirth: dateOfBirth ?? "",
    services: fromServices(specialServices),
    travelDocument: { type: "PASSPORT", number: "", issuingCountry: "", expiresOn: "", forget: false },
  };
}

export function toDetailsInput({ dateOfBirth, services, travelDocument }: DetailsForm): PassengerDetailsInput {
  const { forget, ...document } = travelDocument;
  const told = { dateOfBirth: dateOfBirth || null, specialServices: toServices(services) };
  if (forget) return { ...told, travelDocument: null };
  return document.number ? { ...told, travelDocument: document } : told;
}
