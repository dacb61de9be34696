/**
 * A date as people type it -> the date, or null: "24/11/2026", "24.11.26", "24 nov", "2411", "2026-11-24".
 *
 * The day stands before the month, as the dates read everywhere on these pages. A date without its year is the next one
 * from a given day on.
 */
import type { CalendarDate } from "@internationalized/date";
import { findDate } from "./time";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const ISO = /^\d{4}-\d{2}-\d{2}$/;
const DIGITS = /^(\d{2})(\d{2})(\d{4}|\d{2})?$/;
const PARTS = /^(\d{1,2})[\s./-]+(\d{1,2})(?:[\s./-]+(\d{4}|\d{2}))?$/;
// What the field itself shows is read, too: "Tue 24 Nov 2026".
const WORDS = /^(?:[a-z]+,?\s+)?(\d{1,2})\.?\s*([a-z]{3})[a-z]*\.?(?:,?\s+(\d{4}|\d{2}))?$/;

export function parseTypedDate(text: string, from: CalendarDate): CalendarDate | null {
  const typed = text.trim().toLowerCase();
  if (ISO.test(typed)) return findDate(typed);
  const numbers = DIGITS.exec(typed) ?? PARTS.exec(typed);
  if (numbers) return dateOf(Number(numbers[1]), Number(numbers[2]), numbers[3], from);
  const words = WORDS.exec(typed);
  return words ? dateOf(Number(words[1]), MONTHS.indexOf(words[2] ?? "") + 1, words[3], from) : null;
}

function dateOf(day: number, month: number, year: string | undefined, from: CalendarDate): CalendarDate | null {
  if (year) return findDate(iso(year.length === 2 ? 2000 + Number(year) : Number(year), month, day));
  const thisYear = findDate(iso(from.year, month, day));
  return thisYear && thisYear.compare(from) >= 0 ? thisYear : findDate(iso(from.year + 1, month, day));
}

function iso(year: number, month: number, day: number): string {
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
