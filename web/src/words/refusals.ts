/**
 * Why a reservation did not come about, in plain words, and what the traveller can do now.
 *
 * In: the failure code of a reservation. Out: a sentence for what happened and the way out.
 */
export interface Refusal {
  readonly title: string;
  readonly wayOut: string;
  /** Where the way out leads: the same search again, the same booking again at today's price, or only reading on. */
  readonly offer: "search" | "rebook" | "none";
}

const REFUSALS: Record<string, Refusal> = {
  SOLD_OUT: {
    title: "The last seats went to someone else",
    wayOut: "Nothing was charged. Pick another flight or cabin; other departures that day may have seats.",
    offer: "search",
  },
  UNKNOWN_FLIGHT: {
    title: "This flight is no longer on sale",
    wayOut: "Nothing was charged. Search again to see what flies that day.",
    offer: "search",
  },
  FLIGHT_CANCELLED: {
    title: "The airline cancelled this flight",
    wayOut: "Nothing was charged. Search again for another departure.",
    offer: "search",
  },
  FLIGHT_DEPARTED: {
    title: "This flight has already left",
    wayOut: "Nothing was charged. Search again for a later departure.",
    offer: "search",
  },
  PRICE_CHANGED: {
    title: "The price changed while you were booking",
    wayOut: "We did not book at a price you had not seen. Look at the new price and decide again.",
    offer: "rebook",
  },
  PASSENGER_AGE: {
    title: "A passenger’s age does not fit",
    wayOut:
      "Nothing was charged. Infants are under 2 and children 2 to 11 on the day of the last flight: search again with the right ages.",
    offer: "search",
  },
  NOT_PAID: {
    title: "The time to pay ran out",
    wayOut: "Nothing was charged, and the seats are on sale again. If you still want them, book once more.",
    offer: "rebook",
  },
  NO_SEAT_CAME_FREE: {
    title: "No seat came free",
    wayOut: "You waited until the flight left; nothing was charged. Search again for a later departure.",
    offer: "search",
  },
  EXPIRED: {
    title: "The airline did not answer in time",
    wayOut: "Nothing was charged and no seat is held. Try the same booking again.",
    offer: "rebook",
  },
};

const OTHER: Refusal = {
  title: "We could not book these seats",
  wayOut: "Nothing was charged. Try again, or choose another flight.",
  offer: "rebook",
};

export function refusalOf(code: string | null | undefined): Refusal {
  return (code ? REFUSALS[code] : undefined) ?? OTHER;
}
