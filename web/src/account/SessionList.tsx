/** Where one is logged in: each device with its last use, and the way to log it out from here. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useMutation, useQuery } from "urql";
import { toProblem } from "../api/problem";
import { EndSessionDocument, MySessionsDocument, type MySessionsQuery } from "../graphql/generated";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { ProblemNotice } from "../ui/Notice";
import { Skeleton } from "../ui/Skeleton";
import { momentWords } from "../words/time";
import { deviceWords } from "./device";
import styles from "./SessionList.module.css";

type ActiveSession = MySessionsQuery["mySessions"][number];

// Ending a session answers no more than yes or no: the cache has to be told what that changes.
const CONTEXT = { additionalTypenames: ["ActiveSession"] };

export function SessionList() {
  const [{ data, error, fetching }, ask] = useQuery({
    query: MySessionsDocument,
    requestPolicy: "cache-and-network",
    context: CONTEXT,
  });
  const [told, setTold] = useState("");
  const list = useRef<HTMLUListElement>(null);
  // The pressed button goes with its session; the focus stays with the others.
  const tellEnded = useCallback((news: string) => {
    setTold(news);
    list.current?.focus();
  }, []);
  const sessions = data?.mySessions;
  return (
    <>
      {error && !sessions && (
        <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
      )}
      {!sessions && fetching && <Skeleton label="Loading your sessions" rows={2} height="3.5rem" />}
      {sessions && (
        <ul ref={list} tabIndex={-1} className={styles.list} aria-label="Where you are logged in">
          {sessions.map((session) => (
            <SessionItem key={session.id} session={session} onEnded={tellEnded} />
          ))}
        </ul>
      )}
      <p role="status" className="visually-hidden">
        {told}
      </p>
    </>
  );
}

interface SessionItemProps {
  readonly session: ActiveSession;
  readonly onEnded: (news: string) => void;
}

function SessionItem({ session, onEnded }: SessionItemProps) {
  const [{ fetching, error, data }, end] = useMutation(EndSessionDocument);
  const device = deviceWords(session.userAgent ?? null);
  const hasEnded = data !== undefined && !error;
  useEffect(() => {
    if (hasEnded) onEnded(`${device} was logged out.`);
  }, [hasEnded, device, onEnded]);
  return (
    <li className={styles.item}>
      <div>
        <p className={styles.device}>
          {device} {session.current && <Badge tone="good">This device</Badge>}
        </p>
        <p className={styles.times}>
          Last used <time dateTime={session.lastUsedAt}>{momentWords(session.lastUsedAt)}</time>, logged in{" "}
          <time dateTime={session.createdAt}>{momentWords(session.createdAt)}</time>
        </p>
        {error && <ProblemNotice problem={toProblem(error)} />}
      </div>
      {!session.current && (
        <Button
          look="quiet"
          busy={fetching}
          aria-label={`Log out ${device}, last used ${momentWords(session.lastUsedAt)}`}
          onClick={() => end({ id: session.id }, CONTEXT)}
        >
          Log out
        </Button>
      )}
    </li>
  );
}
