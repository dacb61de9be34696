/** What is wrong with the passengers' form -> a line for each field, in the order of the page. */
import type { FieldErrors, FieldPath } from "react-hook-form";
import type { PassengersForm } from "./passengers";

export interface FieldComplaint {
  readonly field: FieldPath<PassengersForm>;
  readonly where: string;
  readonly message: string;
}

const FIELDS = [
  { name: "firstName", words: "first name" },
  { name: "lastName", words: "last name" },
  { name: "dateOfBirth", words: "date of birth" },
] as const;

export function complaintsOf(errors: FieldErrors<PassengersForm>, titles: readonly string[]): FieldComplaint[] {
  const found: FieldComplaint[] = [];
  for (const [index, title] of titles.entries()) {
    const wrong = errors.passengers?.[index];
    for (const { name, words } of FIELDS) {
      const message = wrong?.[name]?.message;
      if (message) found.push({ field: `passengers.${index}.${name}`, where: `${title}, ${words}`, message });
    }
    const services = wrong?.services?.others?.message;
    if (services) {
      const where = `${title}, meals and assistance`;
      found.push({ field: `passengers.${index}.services.meal`, where, message: services });
    }
  }
  const email = errors.contactEmail?.message;
  if (email) found.push({ field: "contactEmail", where: "Email", message: email });
  return found;
}
