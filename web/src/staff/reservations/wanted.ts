/**
 * What staff type to find a reservation: a flight and its day are flight-service's to know, all else is looked for as
 * it stands.
 */
import { findDate } from "../../words/time";

export type Wanted =
  | { readonly kind: "flight"; readonly designator: string; readonly date: string }
  | { readonly kind: "text"; readonly text: string; readonly isExact: boolean };

const FLIGHT = /^([A-Z0-9]{2}) ?(\d{1,4})[ /]+(\S+)$/;
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
// As on tickets and in messages between airlines: 01DEC26.
const SHORT_DATE = new RegExp(`^(\\d{1,2})(${MONTHS.join("|")})(\\d{2})$`);
const LOCATOR = /^[A-Z0-9]{6}$/;
const TICKET = /^\d[\d -]+$/;

export function understand(typed: string): Wanted {
  const text = typed.trim();
  const upper = text.toUpperCase();
  const [, airline, number, day] = FLIGHT.exec(upper) ?? [];
  const date = day === undefined ? null : toDate(day);
  if (date !== null) return { kind: "flight", designator: `${airline}${Number(number)}`, date };
  return { kind: "text", text, isExact: LOCATOR.test(upper) || TICKET.test(text) };
}

function toDate(text: string): string | null {
  const [, day = "", month = "", year = ""] = SHORT_DATE.exec(text) ?? [];
  const iso = month ? `20${year}-${`${MONTHS.indexOf(month) + 1}`.padStart(2, "0")}-${day.padStart(2, "0")}` : text;
  return findDate(iso) === null ? null : iso;
}
