/** What became of the traveller's bookings and flights, the newest first. Opening the page is reading them. */
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useMutation, useQuery } from "urql";
import { toProblem } from "../api/problem";
import {
  MarkNotificationsReadDocument,
  MyNotificationsDocument,
  type MyNotificationsQuery,
} from "../graphql/generated";
import { Badge } from "../ui/Badge";
import { Empty } from "../ui/Empty";
import { ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Skeleton } from "../ui/Skeleton";
import { momentWords } from "../words/time";
import styles from "./NotificationsPage.module.css";

type Items = MyNotificationsQuery["myNotifications"]["items"];

const CONTEXT = { additionalTypenames: ["Notification"] };

export function NotificationsPage() {
  const [{ data, error, fetching }, ask] = useQuery({
    query: MyNotificationsDocument,
    requestPolicy: "cache-and-network",
    context: CONTEXT,
  });
  const items = data?.myNotifications.items;
  const isNew = useNewness(items);
  return (
    <Page title="Messages">
      {error && !items && (
        <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
      )}
      {!items && fetching && <Skeleton label="Loading your messages" rows={3} height="5rem" />}
      {items?.length === 0 && (
        <Empty title="No messages">
          <p>When a booking is confirmed, or an airline changes one of your flights, it is told here.</p>
        </Empty>
      )}
      {items && items.length > 0 && (
        <ul className={styles.list}>
          {items.map(({ id, title, message, at, reservationId }) => (
            <li key={id} className={styles.item}>
              <div className={styles.head}>
                <h2>
                  <Link to="/trips/$tripId" params={{ tripId: reservationId }} className={styles.link ?? ""}>
                    {title}
                  </Link>
                </h2>
                {isNew(id) && <Badge tone="busy">New</Badge>}
              </div>
              <p>{message}</p>
              <time dateTime={at} className={styles.at}>
                {momentWords(at)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

/** Tells the server they are read, and keeps knowing which were new when the page was opened. */
function useNewness(items: Items | undefined): (id: string) => boolean {
  const [, markRead] = useMutation(MarkNotificationsReadDocument);
  const fresh = useRef(new Set<string>());
  const newest = items?.[0]?.at;
  const unread = items?.filter((item) => !item.isRead) ?? [];
  for (const { id } of unread) fresh.current.add(id);
  const hasUnread = unread.length > 0;
  useEffect(() => {
    if (hasUnread && newest) void markRead({ until: newest }, CONTEXT);
  }, [hasUnread, newest, markRead]);
  return (id) => fresh.current.has(id);
}
