/** The session store, handed to the screens. */
import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";
import type { Session, SessionStore } from "./session";

const StoreContext = createContext<SessionStore | null>(null);

export function SessionProvider({ store, children }: { readonly store: SessionStore; readonly children: ReactNode }) {
  return <StoreContext value={store}>{children}</StoreContext>;
}

export function useSessionStore(): SessionStore {
  const store = useContext(StoreContext);
  if (!store) throw new Error("SessionProvider is missing above this component");
  return store;
}

export function useSession(): Session {
  const store = useSessionStore();
  return useSyncExternalStore(store.subscribe, store.current);
}
