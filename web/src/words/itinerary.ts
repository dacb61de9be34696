/**
 * Flights in a row, taken apart into the slices they make up: a change of flights belongs to its slice, a stay begins
 * another.
 */
export interface Leg {
  readonly origin: { readonly code: string };
  readonly destination: { readonly code: string };
  readonly departsAt: string;
  readonly arrivesAt: string;
}

// The airline sells no change longer than this; whoever waits longer is there on purpose.
const LONGEST_CHANGE_MINUTES = 6 * 60;

export function minutesBetween(before: Leg, after: Leg): number {
  return Math.floor((Date.parse(after.departsAt) - Date.parse(before.arrivesAt)) / 60_000);
}

export function groupIntoSlices<T extends Leg>(flights: readonly T[]): readonly (readonly T[])[] {
  const slices: T[][] = [];
  for (const flight of flights) {
    const slice = slices.at(-1);
    if (slice && isChange(slice, flight)) slice.push(flight);
    else slices.push([flight]);
  }
  return slices;
}

function isChange(slice: readonly Leg[], next: Leg): boolean {
  const before = slice.at(-1);
  if (!before || before.destination.code !== next.origin.code) return false;
  const minutes = minutesBetween(before, next);
  const goesBack = slice.some(({ origin }) => origin.code === next.destination.code);
  return minutes > 0 && minutes <= LONGEST_CHANGE_MINUTES && !goesBack;
}
