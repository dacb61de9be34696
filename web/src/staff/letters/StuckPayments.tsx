/** What the payment provider does not take, refunds mostly: why, for how long, and asking it again. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMutation, useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { PaymentTroublesDocument, type PaymentTroublesQuery, RetryPaymentDocument } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Notice, ProblemNotice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import { formatMoney } from "../../words/money";
import { instantWords } from "../ui/instant";
import styles from "./LetterList.module.css";

type Trouble = PaymentTroublesQuery["paymentTroubles"][number];

export function StuckPayments() {
  const [{ data, error, fetching }, ask] = useQuery({
    query: PaymentTroublesDocument,
    requestPolicy: "cache-and-network",
  });
  const [retrying, retry] = useMutation(RetryPaymentDocument);
  const [asked, setAsked] = useState<string | null>(null);
  const reload = () => ask({ requestPolicy: "network-only" });

  async function tryAgain({ reservation }: Trouble) {
    const answer = await retry({ id: reservation.id });
    if (answer.data) setAsked(reservation.recordLocator);
  }

  return (
    <Card
      title="At the payment provider"
      beside={
        <Button busy={fetching} onClick={reload}>
          Look again
        </Button>
      }
    >
      <div className={styles.list}>
        {retrying.error && <ProblemNotice problem={toProblem(retrying.error)} />}
        {asked && !retrying.error && (
          <Notice
            tone="good"
            title={`The provider is asked again about ${asked}. Nothing is paid or refunded twice.`}
          />
        )}
        {error && !data && <ProblemNotice problem={toProblem(error)} onRetry={reload} />}
        {!data && fetching && <Skeleton label="Loading payments" rows={1} />}
        {data?.paymentTroubles.length === 0 && (
          <p className={styles.none}>None. The provider took every payment and refund.</p>
        )}
        {data?.paymentTroubles.map((trouble) => (
          <Stuck
            key={trouble.reservation.id}
            trouble={trouble}
            busy={retrying.fetching}
            onRetry={() => tryAgain(trouble)}
          />
        ))}
      </div>
    </Card>
  );
}

interface StuckProps {
  readonly trouble: Trouble;
  readonly busy: boolean;
  readonly onRetry: () => void;
}

function Stuck({ trouble: { reservation, tries, since, againAt, error }, busy, onRetry }: StuckProps) {
  const refund = reservation.payment?.refund;
  const what = refund ? `Refund of ${formatMoney(refund)}` : "Payment";
  return (
    <article className={styles.letter} aria-label={`${what}, ${reservation.recordLocator}`}>
      <header className={styles.head}>
        <div>
          <h3>{what}</h3>
          <p className={styles.about}>
            <Link to="/staff/reservations/$reservationId" params={{ reservationId: reservation.id }}>
              Reservation {reservation.recordLocator}
            </Link>
            , tried {tries} {tries === 1 ? "time" : "times"} since {instantWords(since)}, next at{" "}
            {instantWords(againAt)}
          </p>
        </div>
        <Button busy={busy} onClick={onRetry}>
          Try now
        </Button>
      </header>
      <pre className={styles.error}>{error}</pre>
    </article>
  );
}
