/**
 * The airline's promise of a price for this party: itemised, and good until it expires. An expired one is never renewed
 * behind the traveller's back: she asks for today's price and is told how it differs.
 *
 * Without an answer the booking goes on at the fares already shown; then the server refuses a total that has changed.
 */
import { useEffect, useState } from "react";
import { useQuery } from "urql";
import { type Cabin, MakeOfferDocument, type MakeOfferQuery } from "../graphql/generated";
import type { Party } from "../search/tripQuery";
import type { Money } from "../words/money";

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

export function usePromise(flightIds: readonly string[], cabin: Cabin, party: Party): Promised {
  const { adults, children, infants } = party;
  const [previousTotal, setPreviousTotal] = useState<Money | null>(null);
  const [{ data, fetching }, ask] = useQuery({
    query: MakeOfferDocument,
    variables: {
      segments: flightIds.map((flightId) => ({ flightId, cabin })),
      passengers: { adults, children, infants },
    },
    requestPolicy: "network-only",
  });
  const offer = data?.offer;
  const promise = offer?.__typename === "Offer" ? offer : null;
  const hasPassed = useHasPassed(promise?.expiresAt ?? null);
  return {
    promise,
    refusal: offer?.__typename === "NoOffer" ? offer.code : null,
    isExpired: hasPassed,
    isAsking: fetching,
    previousTotal,
    renew: () => {
      setPreviousTotal(promise?.price.total ?? null);
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
