/**
 * Keeps two people apart who use the same tab, one after the other.
 *
 * What a tab knows of an account (answers in memory, passengers half typed in, a booking not yet answered) is forgotten
 * when its owner logs out, or when somebody else logs in. A session that merely ended keeps it all: its owner is on the
 * way to log in again.
 */
import type { Session, SessionStore } from "./session";

export interface TabStorage {
  readonly getItem: (key: string) => string | null;
  readonly setItem: (key: string, value: string) => void;
  readonly clear: () => void;
}

const OWNER = "account";

/** `forget` drops what is in memory. Storage is asked for each time: a browser may forbid it. */
export function keepApart(store: SessionStore, storage: () => TabStorage, forget: () => void): void {
  let before: Session = store.current();
  let owner = attempt(() => storage().getItem(OWNER));
  store.subscribe(() => {
    const now = store.current();
    const isLeft = before.state === "open" && now.state === "anonymous" && !now.ended;
    const isOther = now.state === "open" && owner !== null && owner !== now.user.id;
    before = now;
    if (isLeft || isOther) {
      attempt(() => storage().clear());
      owner = null;
      forget();
    }
    if (now.state === "open" && owner !== now.user.id) {
      const { id } = now.user;
      owner = id;
      attempt(() => storage().setItem(OWNER, id));
    }
  });
}

function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}
