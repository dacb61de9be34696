/**
 * Which of the party sits where. The airline keeps a party's seats in order: the first is that of the first passenger who
 * takes one, and so on; infants travel on a lap.
 */
import type { PassengerType } from "../graphql/generated";

/** A seat for each passenger, or null for who has none; in the order of the passengers. */
export function seatOfEach(
  passengers: readonly { readonly type: PassengerType }[],
  numbers: readonly string[],
): readonly (string | null)[] {
  let taken = 0;
  return passengers.map(({ type }) => (type === "INFANT" ? null : (numbers[taken++] ?? null)));
}

/** "12A Grace, 12B Vincent"; who travels alone knows whose seat it is. */
export function placesWords(
  passengers: readonly { readonly firstName: string; readonly type: PassengerType }[],
  numbers: readonly string[],
): string {
  if (passengers.length === 1) return numbers.join(", ");
  const seats = seatOfEach(passengers, numbers);
  return passengers
    .flatMap(({ firstName }, index) => (seats[index] ? [`${seats[index]} ${firstName}`] : []))
    .join(", ");
}

/** The party's seats while they are chosen: a place for everybody who takes one, null where none is chosen yet. */
export type Seating = readonly (string | null)[];

export function openSeating(numbers: readonly string[], seats: number): Seating {
  return Array.from({ length: seats }, (_, index) => numbers[index] ?? null);
}

/** A press gives the seat to who is being seated, or takes it back from whoever of the party has it. */
export function seat(seating: Seating, who: number, number: string): Seating {
  const before = seating.indexOf(number);
  if (before === who) return seating.map((each, index) => (index === who ? null : each));
  // Somebody else of the party sits there: the two change places.
  return seating.map((each, index) => {
    if (index === who) return number;
    return index === before ? (seating[who] ?? null) : each;
  });
}

/** Who is to be seated next: the first after this one who has no seat, or this one again. */
export function nextUnseated(seating: Seating, who: number): number {
  const order = seating.map((_, index) => (who + 1 + index) % seating.length);
  return order.find((index) => seating[index] === null) ?? who;
}

/** Whether somebody without a seat stands before somebody with one: that cannot be kept, as seats go by order. */
export function hasGap(seating: Seating): boolean {
  const firstEmpty = seating.indexOf(null);
  return firstEmpty !== -1 && seating.slice(firstEmpty).some((each) => each !== null);
}

export function chosenOf(seating: Seating): readonly string[] {
  return seating.flatMap((each) => each ?? []);
}
