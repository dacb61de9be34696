/** The states the booking went through, oldest first. */
import type { TripDetailFragment } from "../graphql/generated";
import { Card } from "../ui/Card";
import { TRIP_STATUS_LABEL } from "../words/labels";
import { momentWords } from "../words/time";
import styles from "./TripHistory.module.css";

export function TripHistory({ history }: { readonly history: TripDetailFragment["history"] }) {
  return (
    <Card title="History">
      <ol className={styles.history}>
        {history.map(({ status, at, reason }) => (
          <li key={status + at}>
            <span className={styles.state}>{status === "PENDING" ? "Requested" : TRIP_STATUS_LABEL[status]}</span>
            <time dateTime={at} className={styles.at}>
              {momentWords(at)}
            </time>
            {reason && <span className={styles.reason}>{reason}</span>}
          </li>
        ))}
      </ol>
    </Card>
  );
}
