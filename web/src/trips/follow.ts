/**
 * The versions of a trip as the server tells them, over one stream that is open only while the page is looked at: a
 * browser has few connections to a site, and tabs nobody sees must not use them up.
 */
import type { Client } from "urql";
import { FollowTripDocument, type FollowTripSubscriptionVariables } from "../graphql/generated";

export function follow(
  client: Client,
  variables: FollowTripSubscriptionVariables,
  onVersion: (version: number) => Promise<void>,
  signal: AbortSignal,
): Promise<"ended" | "hidden"> {
  return new Promise((resolve, reject) => {
    // One after the other: a version is shown before the next is looked at.
    let told = Promise.resolve();
    const stream = client.subscription(FollowTripDocument, variables).subscribe(({ data, error, hasNext }) => {
      const version = data?.reservationStatusChanged.version;
      if (version !== undefined && !error) told = told.then(() => onVersion(version)).catch(fail);
      if (error || !hasNext) void told.then(() => finish("ended"));
    });
    const look = () => {
      if (document.visibilityState === "hidden") void told.then(() => finish("hidden"));
    };
    const abort = () => fail(signal.reason);
    document.addEventListener("visibilitychange", look);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    else look();

    function finish(end: "ended" | "hidden") {
      close();
      resolve(end);
    }
    function fail(reason: unknown) {
      close();
      reject(reason);
    }
    function close() {
      stream.unsubscribe();
      document.removeEventListener("visibilitychange", look);
      signal.removeEventListener("abort", abort);
    }
  });
}
