/** Says when the device is offline. Requests wait and go on by themselves; people should know why nothing moves. */
import { useSyncExternalStore } from "react";
import styles from "./ConnectionBanner.module.css";

export function ConnectionBanner() {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status" className={styles.place}>
      {!isOnline && (
        <p className={styles.banner}>
          You are offline. What you entered is kept; we go on when the connection is back.
        </p>
      )}
    </div>
  );
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}
