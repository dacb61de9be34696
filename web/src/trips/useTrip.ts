/** One trip, kept up to date while its page is open. */
import { useEffect, useRef } from "react";
import { type Client, type CombinedError, useClient, useQuery } from "urql";
import {
  AwaitTripChangeDocument,
  type TripDetailFragment,
  TripDocument,
  TripVersionDocument,
} from "../graphql/generated";
import { follow } from "./follow";
import { type Answer, type Known, watchTrip } from "./watchTrip";

// Shorter than the time proxies and the gateway itself allow a request.
const LONG_POLL_SECONDS = 15;

interface TripState {
  readonly trip: TripDetailFragment | null;
  readonly error: CombinedError | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

export function useTrip(id: string): TripState {
  const client = useClient();
  const [{ data, error, fetching }, ask] = useQuery({
    query: TripDocument,
    variables: { id },
    requestPolicy: "cache-and-network",
  });
  const trip = data?.reservation ?? null;
  useWatch(client, id, trip);
  return { trip, error, isLoading: fetching, reload: () => ask({ requestPolicy: "network-only" }) };
}

function useWatch(client: Client, id: string, trip: TripDetailFragment | null): void {
  const known = useRef<Known | null>(null);
  known.current = trip ? toKnown(trip) : null;
  const isLoaded = trip !== null;
  const isPending = known.current?.isPending ?? false;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `isPending` starts the right kind of watch anew
  useEffect(() => {
    const start = known.current;
    if (!isLoaded || !start) return;
    const stop = new AbortController();
    watchTrip(start, {
      follow: (knownVersion, onVersion) => follow(client, { id, knownVersion }, onVersion, stop.signal),
      awaitChange: (knownVersion) => awaitChange(client, id, knownVersion),
      askVersion: () => askVersion(client, id),
      pause: (ms) => pause(ms, stop.signal),
      onChange: async () => {
        stop.signal.throwIfAborted();
        const { data } = await client.query(TripDocument, { id }, { requestPolicy: "network-only" }).toPromise();
        const fresh = data?.reservation;
        return fresh ? toKnown(fresh) : start;
      },
    }).catch((reason: unknown) => {
      if (!stop.signal.aborted) throw reason;
    });
    return () => stop.abort();
  }, [client, id, isLoaded, isPending]);
}

async function awaitChange(client: Client, id: string, knownVersion: number): Promise<Answer> {
  const variables = { id, knownVersion, waitSeconds: LONG_POLL_SECONDS };
  const { data } = await client
    .query(AwaitTripChangeDocument, variables, { requestPolicy: "network-only" })
    .toPromise();
  return data ? { kind: "version", version: data.reservationStatus.version } : { kind: "failed" };
}

async function askVersion(client: Client, id: string): Promise<Answer> {
  const { data } = await client
    .query(TripVersionDocument, { id }, { requestPolicy: "network-only", preferGetMethod: "force" })
    .toPromise();
  return data?.reservation ? { kind: "version", version: data.reservation.version } : { kind: "failed" };
}

function toKnown({ version, status, payment, change }: TripDetailFragment): Known {
  // Paying and changing, too, are waiting for somebody else's answer.
  const isPending = status === "PENDING" || payment?.status === "PROCESSING" || change?.status === "REQUESTED";
  return { version, isPending };
}

/** Waits `ms`, then until the page is visible and online; coming back to the page ends the wait early. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const isWatched = () => document.visibilityState === "visible" && navigator.onLine;
    let timer = setTimeout(check, ms);
    const wake = () => {
      if (isWatched()) finish(resolve);
    };
    const abort = () => finish(() => reject(signal.reason));
    function check() {
      if (isWatched()) finish(resolve);
      else timer = setTimeout(check, ms);
    }
    function finish(settle: () => void) {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", wake);
      window.removeEventListener("online", wake);
      signal.removeEventListener("abort", abort);
      settle();
    }
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", wake);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
  });
}
