/**
 * Who is logged in, and the access token that proves it.
 *
 * The access token lives in this closure and nowhere else: no storage, no cookie a script can read. What survives a
 * reload is the refresh token, an HttpOnly cookie the browser sends by itself when we ask for a new session.
 */
import type { AccountFragment, OpenedSessionFragment } from "../graphql/generated";

export type Session =
  | { readonly state: "restoring" }
  | { readonly state: "anonymous"; readonly ended: boolean }
  | { readonly state: "open"; readonly user: AccountFragment };

/** What asking for a new session can bring: one, a clear no, or no answer (the old one may still be good). */
export type RefreshAnswer =
  | { readonly kind: "session"; readonly session: OpenedSessionFragment }
  | { readonly kind: "refused" }
  | { readonly kind: "unreachable" };

export interface SessionPorts {
  readonly requestRefresh: () => Promise<RefreshAnswer>;
  /** Runs `task` while no other tab of this browser runs one: the refresh cookie may be used only once. */
  readonly exclusively: <T>(task: () => Promise<T>) => Promise<T>;
  readonly now: () => number;
  /** Whether somebody was logged in when this browser last heard of it; remembered without saying who. */
  readonly wasOpen: () => boolean;
  readonly remember: (isOpen: boolean) => void;
}

// A token this close to its end may expire on the way to the server.
const EXPIRY_MARGIN_MS = 10_000;

export type SessionStore = ReturnType<typeof createSessionStore>;

export function createSessionStore(ports: SessionPorts) {
  let session: Session = { state: "restoring" };
  let token: { readonly value: string; readonly expiresAt: number } | null = null;
  let refreshing: Promise<void> | null = null;
  const listeners = new Set<() => void>();

  function become(next: Session): void {
    session = next;
    for (const listener of listeners) listener();
  }

  function open(opened: OpenedSessionFragment): void {
    token = { value: opened.accessToken, expiresAt: ports.now() + opened.expiresIn * 1000 };
    ports.remember(true);
    become({ state: "open", user: opened.user });
  }

  function close(reason: "logged out" | "ended"): void {
    token = null;
    ports.remember(false);
    become({ state: "anonymous", ended: reason === "ended" });
  }

  async function refreshOnce(): Promise<void> {
    const wasOpen = session.state === "open";
    const answer = await ports.exclusively(ports.requestRefresh);
    if (answer.kind === "session") open(answer.session);
    else if (answer.kind === "refused") close(wasOpen ? "ended" : "logged out");
    else if (!wasOpen) become({ state: "anonymous", ended: false });
  }

  /** Single flight: whoever asks while a refresh is under way waits for that one. */
  function refresh(): Promise<void> {
    refreshing ??= refreshOnce().finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  return {
    open,
    close,
    refresh,
    /**
     * The session of the last visit, if there was one. Where nobody was logged in nothing is asked: most visitors only
     * look around, and each would cost the server a refusal and the console an error.
     */
    async restore(): Promise<void> {
      if (session.state !== "restoring") return;
      if (ports.wasOpen()) await refresh();
      else become({ state: "anonymous", ended: false });
    },
    current: (): Session => session,
    accessToken: (): string | null => token?.value ?? null,
    needsRefresh: (): boolean => token !== null && token.expiresAt - EXPIRY_MARGIN_MS <= ports.now(),
    /** The account changed; the session is the same. */
    replaceUser(user: AccountFragment): void {
      if (session.state === "open") become({ state: "open", user });
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function isStaff(session: Session): boolean {
  return session.state === "open" && session.user.roles.some((role) => role === "AGENT" || role === "ADMIN");
}

export function isAdministrator(session: Session): boolean {
  return session.state === "open" && session.user.roles.includes("ADMIN");
}
