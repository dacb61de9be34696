/** The reservations of a flight -> its passengers one by one, each with the seat that is hers. */
import type { Cabin, PassengersOfReservationFragment, PassengerType, SpecialService } from "../../graphql/generated";
import { seatOfEach } from "../../seats/seating";

export interface BoardingPassenger {
  readonly reservationId: string;
  readonly locator: string;
  /** In her reservation, from 0. */
  readonly number: number;
  readonly name: string;
  readonly type: PassengerType;
  readonly cabin: Cabin;
  /** Undefined while the inventory has not answered. */
  readonly seat: string | undefined;
  readonly services: readonly SpecialService[];
  readonly ticket: string | undefined;
}

/** The seats a reservation has chosen in a cabin; undefined while nobody knows. */
export type SeatsOf = (reservationId: string, cabin: Cabin) => readonly string[] | undefined;

export function listPassengers(
  flightId: string,
  reservations: readonly PassengersOfReservationFragment[],
  seatsOf: SeatsOf,
): readonly BoardingPassenger[] {
  return reservations.flatMap(({ id, recordLocator, passengers, tickets, segments }) => {
    const cabin = segments.find(({ flight }) => flight?.id === flightId)?.cabin;
    if (!cabin) return [];
    const chosen = seatsOf(id, cabin);
    const seats = seatOfEach(passengers, chosen ?? []);
    return passengers.map(({ firstName, lastName, type, specialServices }, number) => ({
      reservationId: id,
      locator: recordLocator,
      number,
      name: `${lastName}, ${firstName}`,
      type,
      cabin,
      seat: type === "INFANT" ? "on a lap" : chosen && (seats[number] ?? "not chosen"),
      services: specialServices,
      ticket: tickets[number]?.number,
    }));
  });
}
