/** The flights to be booked, asked for anew: seats and fares as they are now, in the order of the itinerary. */
import { useCallback, useEffect, useRef, useState } from "react";
import { type CombinedError, useClient } from "urql";
import { type Problem, toProblem } from "../api/problem";
import { type Cabin, type FlightOfferFragment, OfferedFlightDocument } from "../graphql/generated";

export type Offers =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly problem: Problem }
  | { readonly state: "missing" }
  | { readonly state: "ready"; readonly flights: readonly FlightOfferFragment[] };

export function useOffers(ids: readonly string[], cabin: Cabin, seats: number): [Offers, () => void] {
  const client = useClient();
  const [offers, setOffers] = useState<Offers>({ state: "loading" });
  const [round, setRound] = useState(0);
  const key = [...ids, cabin, seats].join();
  const shown = useRef("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks again; `key` stands for what is asked
  useEffect(() => {
    let isCurrent = true;
    // Asked anew for the same flights, they stay on the page until there is an answer.
    setOffers((now) => (now.state === "ready" && shown.current === key ? now : { state: "loading" }));
    shown.current = key;
    const asked = ids.map((id) =>
      client.query(OfferedFlightDocument, { id, cabin, seats }, { requestPolicy: "network-only" }).toPromise(),
    );
    void Promise.all(asked).then((answers) => {
      if (isCurrent) setOffers(readOffers(answers.map(({ data, error }) => ({ flight: data?.flight ?? null, error }))));
    });
    return () => {
      isCurrent = false;
    };
  }, [client, key, round]);
  return [offers, useCallback(() => setRound((count) => count + 1), [])];
}

interface Answer {
  readonly flight: FlightOfferFragment | null;
  readonly error: CombinedError | undefined;
}

function readOffers(answers: readonly Answer[]): Offers {
  const flights = answers.flatMap(({ flight }) => flight ?? []);
  if (flights.length === answers.length) return { state: "ready", flights };
  const problem = answers.flatMap(({ error }) => (error ? toProblem(error) : []))[0];
  return problem && problem.code !== "NOT_FOUND" ? { state: "failed", problem } : { state: "missing" };
}
