/** The browser behind the session: the refresh request, the lock between tabs, and the word from other tabs. */
import { API_URL } from "../api/url";
import { RefreshSessionDocument, type RefreshSessionMutation } from "../graphql/generated";
import type { RefreshAnswer, SessionPorts, SessionStore } from "./session";

const LOCK = "session-refresh";

export const browserPorts: SessionPorts = { requestRefresh, exclusively, now: () => Date.now(), wasOpen, remember };

// A hiccup must not log anybody out, and a parallel request that was first has left us a newer cookie: ask again.
const WAITS_MS = [300, 1000, 2500];

async function requestRefresh(): Promise<RefreshAnswer> {
  for (const wait of WAITS_MS) {
    const answer = await askOnce();
    if (answer.kind !== "unreachable") return answer;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return askOnce();
}

async function askOnce(): Promise<RefreshAnswer> {
  try {
    const response = await fetch(API_URL, {
      method: "POST",
      // The old cookie is spent once the server has seen it: the answer with the new one must arrive even when the page
      // is reloaded meanwhile.
      keepalive: true,
      credentials: "same-origin",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ query: RefreshSessionDocument, operationName: "RefreshSession" }),
    });
    return readAnswer(await response.json());
  } catch {
    return { kind: "unreachable" };
  }
}

interface RefreshBody {
  readonly data?: RefreshSessionMutation | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

function readAnswer(body: RefreshBody): RefreshAnswer {
  const opened = body.data?.refreshToken;
  if (opened) return { kind: "session", session: opened };
  const code = body.errors?.[0]?.extensions?.code;
  const refused = code === "UNAUTHENTICATED" || code === "FORBIDDEN" || code === "BAD_USER_INPUT";
  return { kind: refused ? "refused" : "unreachable" };
}

async function exclusively<T>(task: () => Promise<T>): Promise<T> {
  // Locks exist in secure contexts only; on plain http one tab at a time is all we can promise.
  return "locks" in navigator ? navigator.locks.request(LOCK, task) : task();
}

const MARK = "has-session";

/** A mark and no secret: it only saves waiting for the word that nobody is logged in. */
function remember(isOpen: boolean): void {
  try {
    if (isOpen) localStorage.setItem(MARK, "yes");
    else localStorage.removeItem(MARK);
  } catch {
    // Storage is forbidden or full: then everybody waits a moment longer.
  }
}

function wasOpen(): boolean {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return true;
  }
}

// One channel for telling and hearing: it does not hear itself.
const channel = new BroadcastChannel("session");

/** Logging out in one tab logs all of them out: each holds its own access token in memory. */
export function followOtherTabs(store: SessionStore): void {
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === "logged out") store.close("logged out");
    if (data === "logged in") void store.refresh();
  };
}

export function tellOtherTabs(news: "logged in" | "logged out"): void {
  channel.postMessage(news);
}
