/**
 * The airline's promise of a price for this party: itemised, and good until it expires. An expired one is never renewed
 * behind the traveller's back: she asks for today's price and is told how it differs.
 *
 * Without an answer the booking goes on at the fares already shown; then the server refuses a total that has changed.
 */
import { useEffect, useState } from "react";
import { useQuery } from "urql";
import { type FareFamily, MakeOfferDocument, type MakeOfferQuery } from "../graphql/generated";
import type { Money } from "../words/money";
import type { Wish } from "./quote";

export type PricePromise = Extract<MakeOfferQuery["offer"], { __typename: "Offer" }>;

export interface Promised {
  readonly promise: PricePromise | null;
  /** Why the airline promises nothing: a code of refusal. */
  readonly refusal: string | null;
  readonly isExpired: boolean;
  readonly isAsking: boolean;
  /** What the promise before this one said, once it has been renewed. */
  readonly previousTotal: Money | null;
  readonly renew: () => void;
}

export function usePromise(flightIds: readonly string[], { cabin, family, party }: Wish, pause: boolean): Promised {
  const { adults, children, infants } = party;
  // Of the same family: another one costs something else, and that is no news.
  const [previous, setPrevious] = useState<{ readonly family: FareFamily; readonly total: Money } | null>(null);
  const [{ data, fetching }, ask] = useQuery({
    query: MakeOfferDocument,
    variables: {
      segments: flightIds.map((flightId) => ({ flightId, cabin, fareFamily: family })),
      passengers: { adults, children, infants },
    },
    requestPolicy: "network-only",
    pause,
  });
  const offer = data?.offer;
  const promise = offer?.__typename === "Offer" ? offer : null;
  const hasPassed = useHasPassed(promise?.expiresAt ?? null);
  return {
    promise,
    refusal: offer?.__typename === "NoOffer" ? offer.code : null,
    isExpired: hasPassed,
    isAsking: fetching,
    previousTotal: previous?.family === family ? previous.total : null,
    renew: () => {
      if (promise) setPrevious({ family, total: promise.price.total });
      ask({ requestPolicy: "network-only" });
    },
  };
}

/** Turns true at the instant, also when the device slept through it. */
function useHasPassed(instant: string | null): boolean {
  const [passed, setPassed] = useState<string | null>(null);
  useEffect(() => {
    if (!instant) return;
    const look = () => {
      if (Date.parse(instant) <= Date.now()) setPassed(instant);
    };
    look();
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }, [instant]);
  return instant !== null && passed === instant;
}
