/**
 * The airline's promise of a price for this party: itemised, and good until it expires.
 *
 * Without an answer the booking goes on at the fares already shown; then the server refuses a total that has changed.
 */
import { useQuery } from "urql";
import { type Cabin, MakeOfferDocument, type MakeOfferQuery } from "../graphql/generated";
import type { Party } from "../search/tripQuery";

export type PricePromise = Extract<MakeOfferQuery["offer"], { __typename: "Offer" }>;

export interface Promised {
  readonly promise: PricePromise | null;
  /** Why the airline promises nothing: a code of refusal. */
  readonly refusal: string | null;
}

export function usePromise(flightIds: readonly string[], cabin: Cabin, party: Party): Promised {
  const { adults, children, infants } = party;
  const [{ data }] = useQuery({
    query: MakeOfferDocument,
    variables: {
      segments: flightIds.map((flightId) => ({ flightId, cabin })),
      passengers: { adults, children, infants },
    },
    requestPolicy: "network-only",
  });
  const offer = data?.offer;
  if (!offer) return { promise: null, refusal: null };
  return offer.__typename === "Offer" ? { promise: offer, refusal: null } : { promise: null, refusal: offer.code };
}
