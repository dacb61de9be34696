/** Says when the device is offline. Requests wait and go on by themselves; people should know why nothing moves. */
import styles from "./ConnectionBanner.module.css";
import { useIsOnline } from "./useIsOnline";

export function ConnectionBanner() {
  const isOnline = useIsOnline();
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
