/**
 * The GraphQL client: cache, sign-in, retries and transport, in the order an operation passes them.
 */
import { authExchange } from "@urql/exchange-auth";
import { retryExchange } from "@urql/exchange-retry";
import { Client, type CombinedError, cacheExchange, fetchExchange, makeOperation, type Operation } from "urql";
import type { SessionStore } from "../session/session";
import { codeOf, isPassing } from "./problem";
import { API_URL } from "./url";

declare module "urql" {
  interface OperationContext {
    /** The operation itself carries credentials: its "unauthenticated" means they are wrong, not that the session ended. */
    readonly carriesCredentials?: boolean;
    /** Sending it twice does no more than sending it once, so a lost answer may be asked for again. */
    readonly isIdempotent?: boolean;
  }
}

const RETRIES = { initialDelayMs: 500, maxDelayMs: 8_000, maxNumberAttempts: 4, randomDelay: true };

export function createClient(session: SessionStore, transport: typeof fetch = fetch): Client {
  return new Client({
    url: API_URL,
    fetch: transport,
    preferGetMethod: false,
    // Subscriptions come as server-sent events over the same fetch, with the same sign-in.
    fetchSubscriptions: true,
    // The header proves to the gateway that a script of this origin asked, not a form on another site.
    fetchOptions: { credentials: "same-origin", headers: { "x-jetbridge-preflight": "web" } },
    exchanges: [
      cacheExchange,
      retryExchange({ ...RETRIES, retryIf: (error, operation) => mayRetry(error, operation) }),
      signIn(session),
      fetchExchange,
    ],
  });
}

function mayRetry(error: CombinedError, operation: Operation): boolean {
  // With the rest of the answer there, people should see it now; the page offers to ask for what is missing.
  const isPartial = error.graphQLErrors.some(({ path }) => path !== undefined && path.length > 1);
  const isRepeatable = operation.kind === "query" || operation.context.isIdempotent === true;
  return isRepeatable && !isPartial && isPassing(error);
}

function signIn(session: SessionStore) {
  return authExchange(async (kit) => {
    // Every operation waits for this, so a reload never asks for somebody's trips as a stranger.
    await session.restore();
    return {
      addAuthToOperation(operation) {
        const token = session.accessToken();
        return token ? kit.appendHeaders(operation, { Authorization: `Bearer ${token}` }) : asAnonymous(operation);
      },
      willAuthError: () => session.needsRefresh(),
      didAuthError: (error, operation) =>
        session.accessToken() !== null &&
        operation.context.carriesCredentials !== true &&
        codeOf(error) === "UNAUTHENTICATED",
      refreshAuth: () => session.refresh(),
    };
  });
}

/** A repeated operation still carries the token that was refused; what is open to everybody must not fail for that. */
function asAnonymous(operation: Operation): Operation {
  const options = operation.context.fetchOptions;
  const { headers, ...rest } = (typeof options === "function" ? options() : options) ?? {};
  const kept = new Headers(headers);
  kept.delete("Authorization");
  return makeOperation(operation.kind, operation, {
    ...operation.context,
    fetchOptions: { ...rest, headers: Object.fromEntries(kept) },
  });
}
