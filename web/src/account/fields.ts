/** What the account forms accept, said once. The server decides; these only spare a round trip. */
import { z } from "zod";

export const MIN_PASSWORD = 10;

export const newPassword = z
  .string()
  .min(MIN_PASSWORD, `Use at least ${MIN_PASSWORD} characters.`)
  .max(128, "Use at most 128 characters.");

/** A new password is typed twice: nobody sees a slip in it. */
export function areEqual(form: { readonly newPassword: string; readonly repeated: string }): boolean {
  return form.newPassword === form.repeated;
}

export const DIFFERENT = { path: ["repeated"], message: "The two new passwords differ." };

export const phoneNumber = z
  .string()
  .trim()
  .regex(/^(\+?[0-9][0-9 ()-]{4,23})?$/, "Digits with an optional + in front, like +1 212 555 0100.");

export function personName(missing: string) {
  return z.string().trim().min(1, missing).max(60, "At most 60 letters.");
}
