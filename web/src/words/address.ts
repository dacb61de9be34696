/**
 * Search parameters of an address, which anybody may have typed.
 *
 * Addresses are read before anything is shown, so their schemas are of zod's small build ("zod/mini"), which brings along
 * only what is used; the forms behind the pages use the whole one.
 */
import * as z from "zod/mini";
import { findDate } from "./time";

/** What makes no sense counts as not said. */
export function optional<T extends z.core.SomeType>(schema: T) {
  return z.catch(z.optional(schema), undefined);
}

/** Upper case, and however written: "42" in an address is read as a number. */
export function code(pattern: RegExp) {
  return z.coerce.string().check(z.trim(), z.toUpperCase(), z.regex(pattern));
}

export const airportCode = code(/^[A-Z]{3}$/);
export const isoDate = z.string().check(z.refine((text) => findDate(text) !== null));
