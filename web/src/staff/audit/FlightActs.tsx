/** What staff did to one flight, since it was planned. */
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { FlightActsDocument } from "../../graphql/generated";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import { ActsOfOne } from "./ActsTable";
import styles from "./AuditPage.module.css";
import { fromFlightAct } from "./act";

// Acts about its seats leave the flight at its version.
const CONTEXT = { additionalTypenames: ["SeatBlock"] };

export function FlightActs({ flightId }: { readonly flightId: string }) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: FlightActsDocument,
    variables: { flightId },
    requestPolicy: "network-only",
    context: CONTEXT,
  });
  const acts = data?.staffActs.map(fromFlightAct);
  return (
    <Card title="What staff did">
      {error && !acts && (
        <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
      )}
      {!acts && fetching && <Skeleton label="Loading what staff did" rows={1} height="3rem" />}
      {acts?.length === 0 && <p className={styles.none}>Nothing yet: the flight is as it was loaded.</p>}
      {acts && acts.length > 0 && <ActsOfOne acts={acts} />}
    </Card>
  );
}
