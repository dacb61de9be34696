/** What staff type to narrow a list: nothing, or something of this form, in capitals. */
import { z } from "zod";

export function filterText(pattern: RegExp, message: string) {
  return z
    .string()
    .trim()
    .toUpperCase()
    .refine((typed) => typed === "" || pattern.test(typed), message);
}
