/** What happened to a reservation between the services: every event in order, under the one that caused it. */
import { ArrowRight } from "lucide-react";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { ReservationSagaDocument } from "../../graphql/generated";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import { clockWithMilliseconds, instantWords } from "../ui/instant";
import styles from "./SagaView.module.css";
import { type PlacedStep, placeSteps } from "./sagaTree";

export function SagaView({ reservationId }: { readonly reservationId: string }) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: ReservationSagaDocument,
    variables: { id: reservationId },
    requestPolicy: "cache-and-network",
  });
  return (
    <Card
      title="Saga"
      beside={
        <span className={styles.key}>
          <span className={styles.said}>reservation-service said</span>
          <span className={styles.heard}>flight-service said</span>
        </span>
      }
    >
      {error && !data && (
        <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
      )}
      {!data && fetching && <Skeleton label="Loading the saga" rows={4} height="3.5rem" />}
      {data && (
        <ol className={styles.steps}>
          {placeSteps(data.reservationSaga).map((placed) => (
            <Step key={placed.step.eventId} placed={placed} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Step({
  placed: { step, number, depth, cause, causeElsewhere, secondsSinceFirst },
}: {
  readonly placed: PlacedStep;
}) {
  return (
    <li
      id={`event-${step.eventId}`}
      className={`${styles.step} ${step.direction === "SAID" ? styles.isSaid : styles.isHeard}`}
      // The chain of causes, as far to the right as it is long; a phone has no room for long ones.
      style={{ "--depth": Math.min(depth, 6) } as React.CSSProperties}
    >
      <div className={styles.head}>
        <span className={styles.type}>
          <span className={styles.number}>{number}</span> {step.type}
        </span>
        <time dateTime={step.at} title={instantWords(step.at)} className={styles.at}>
          {number === 1
            ? instantWords(step.at)
            : `${clockWithMilliseconds(step.at)}, +${secondsSinceFirst.toFixed(2)} s`}
        </time>
      </div>
      {step.detail && <p className={styles.detail}>{step.detail}</p>}
      <p className={styles.ids}>
        {step.direction === "SAID" ? "Said here" : "Heard from flight-service"}, event <code>{step.eventId}</code>
        <Cause number={cause?.number} type={cause?.type} elsewhere={causeElsewhere} />
      </p>
    </li>
  );
}

interface CauseProps {
  readonly number: number | undefined;
  readonly type: string | undefined;
  readonly elsewhere: string | null;
}

function Cause({ number, type, elsewhere }: CauseProps) {
  if (number !== undefined) {
    return (
      <>
        {" "}
        <ArrowRight size={13} aria-hidden="true" /> because of {number}, {type}
      </>
    );
  }
  return elsewhere ? (
    <>
      {" "}
      because of event <code>{elsewhere}</code>, which is not part of this reservation
    </>
  ) : (
    <> because somebody asked</>
  );
}
