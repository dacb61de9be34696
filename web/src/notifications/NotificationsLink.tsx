/** The bell: how many messages have not been read, asked for again now and then while the page is looked at. */
import { Link } from "@tanstack/react-router";
import { Bell } from "lucide-react";
import { useEffect } from "react";
import { useQuery } from "urql";
import { UnreadCountDocument } from "../graphql/generated";
import styles from "../shell/Header.module.css";
import { countWords } from "../words/labels";

const LOOK_EVERY_MS = 60_000;
// More than this is "many" to anyone.
const MOST_SHOWN = 9;

export function NotificationsLink() {
  const [{ data }, ask] = useQuery({ query: UnreadCountDocument, context: POLLED });
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && navigator.onLine) ask({ requestPolicy: "network-only" });
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [ask]);
  const unread = data?.myNotifications.unread ?? 0;
  return (
    <Link to="/notifications" className={`${styles.link} ${styles.bell}`} aria-label={labelOf(unread)}>
      <Bell size={20} aria-hidden="true" />
      {unread > 0 && (
        <span className={styles.count} aria-hidden="true">
          {countOf(unread)}
        </span>
      )}
    </Link>
  );
}

// By GET, so that the gateway can answer 304 while nothing is new; booking or reading messages asks anew by itself.
const POLLED = { preferGetMethod: "force" as const, additionalTypenames: ["Reservation", "Notification"] };

/** What is heard has what is seen in it: whoever speaks to the page says what she sees. */
function labelOf(unread: number): string {
  if (unread === 0) return "Messages";
  return unread > MOST_SHOWN ? `Messages, ${countOf(unread)} new ones` : `Messages, ${countWords(unread, "new one")}`;
}

function countOf(unread: number): string {
  return unread > MOST_SHOWN ? `${MOST_SHOWN}+` : `${unread}`;
}
