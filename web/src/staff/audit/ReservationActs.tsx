/** What staff did to one reservation. */
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { ReservationAuditDocument } from "../../graphql/generated";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import { ActsOfOne } from "./ActsTable";
import styles from "./AuditPage.module.css";
import { fromReservationEntry } from "./act";

// Nobody's reservation is touched more often than this; the audit trail has the rest.
const MOST = 50;

export function ReservationActs({ target }: { readonly target: string }) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: ReservationAuditDocument,
    variables: { first: MOST, after: null, userId: null, target },
    requestPolicy: "network-only",
  });
  const acts = data?.reservationAudit.edges.map(({ node }) => fromReservationEntry(node));
  return (
    <Card title="What staff did">
      {error && !acts && (
        <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
      )}
      {!acts && fetching && <Skeleton label="Loading what staff did" rows={1} height="3rem" />}
      {acts?.length === 0 && <p className={styles.none}>Nothing: all of it was the traveller and the airline.</p>}
      {acts && acts.length > 0 && <ActsOfOne acts={acts} />}
    </Card>
  );
}
