/** "12a, 12C" as typed -> seat numbers, each once; null when something in it is none. */
const SEAT = /^[1-9][0-9]{0,2}[A-K]$/;

export function seatNumbers(typed: string): string[] | null {
  const numbers = typed
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  return numbers.length > 0 && numbers.every((number) => SEAT.test(number)) ? [...new Set(numbers)] : null;
}
