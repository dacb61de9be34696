/** What the chosen flights cost this party, as far as the offers say; and why it cannot be booked, if it cannot. */
import type { Cabin, FareFamily, FlightOfferFragment } from "../graphql/generated";
import { type Party, seatsOf } from "../search/tripQuery";
import { standingObstacle } from "../words/bookable";
import { CABIN_LABEL, countWords, flightName } from "../words/labels";
import { type Money, multiplyMoney, sumMoney } from "../words/money";

export interface QuoteLine {
  readonly flight: FlightOfferFragment;
  readonly fare: Money;
  readonly subtotal: Money;
}

export interface Quote {
  readonly lines: readonly QuoteLine[];
  /** Null when the fares are in different currencies. */
  readonly total: Money | null;
  readonly obstacles: readonly string[];
  /** The first flight without room for the party. */
  readonly soldOutId: string | null;
  /** The one flight whose missing seats are all that stands in the way: they could be waited for. */
  readonly waitableId: string | null;
}

export interface Wish {
  readonly cabin: Cabin;
  readonly family: FareFamily;
  readonly party: Party;
}

export function buildQuote(flights: readonly FlightOfferFragment[], wish: Wish, now: number): Quote {
  const { cabin, family, party } = wish;
  const seats = seatsOf(party);
  const lines = flights.flatMap((flight) => {
    const option = flight.fareFamilies.find((each) => each.family === family);
    return option ? [{ flight, fare: option.fare, subtotal: multiplyMoney(option.fare, seats) }] : [];
  });
  return {
    lines,
    soldOutId: flights.find((flight) => isSoldOut(flight, cabin, seats, now))?.id ?? null,
    waitableId: findWaitable(flights, cabin, seats, now),
    total: sumMoney(lines.map((line) => line.subtotal)),
    obstacles: flights.flatMap((flight) => obstacleOf(flight, cabin, seats, now) ?? []),
  };
}

function findWaitable(
  [only, another]: readonly FlightOfferFragment[],
  cabin: Cabin,
  seats: number,
  now: number,
): string | null {
  return only && !another && isSoldOut(only, cabin, seats, now) ? only.id : null;
}

function isSoldOut(flight: FlightOfferFragment, cabin: Cabin, seats: number, now: number): boolean {
  const free = flight.cabins.find((each) => each.cabin === cabin)?.free;
  return standingObstacle(flight, now) === null && free !== undefined && free < seats;
}

function obstacleOf(flight: FlightOfferFragment, cabin: Cabin, seats: number, now: number): string | null {
  const standing = standingObstacle(flight, now);
  if (standing) return `${flightName(flight)}: ${standing.toLowerCase()}.`;
  const offer = flight.cabins.find((each) => each.cabin === cabin);
  if (!offer) return `${flightName(flight)} has no ${CABIN_LABEL[cabin].toLowerCase()}.`;
  if (offer.free === 0) return `${flightName(flight)} is sold out in ${CABIN_LABEL[cabin].toLowerCase()}.`;
  return offer.free < seats ? `${flightName(flight)} has only ${countWords(offer.free, "seat")} left.` : null;
}
