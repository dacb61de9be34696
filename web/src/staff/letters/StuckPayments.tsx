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
import { TakeOverRefund } from "./TakeOverRefund";

type Trouble = PaymentTroublesQuery["paymentTroubles"][number];

export function StuckPayments() {
  const [{ data, error, fetching }, ask] = useQuery({
    query: PaymentTroublesDocument,
    requestPolicy: "cache-and-network",
  });
  const [retrying, retry] = useMutation(RetryPaymentDocument);
  const [told, setTold] = useState<string | null>(null);
  const reload = () => ask({ requestPolicy: "network-only" });

  async function tryAgain({ reservation }: Trouble) {
    const answer = await retry({ id: reservation.id });
    if (!answer.data) return;
    setTold(`The provider is asked again about ${reservation.recordLocator}. Nothing is paid or refunded twice.`);
  }

  function tell(what: string) {
    setTold(what);
    reload();
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
        {told && !retrying.error && <Notice tone="good" title={told} />}
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
            onTakenOver={tell}
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
  readonly onTakenOver: (told: string) => void;
}

function Stuck({ trouble, busy, onRetry, onTakenOver }: StuckProps) {
  const { reservation, tries, since, againAt, error } = trouble;
  const refund = reservation.receipt?.refundUnderWay;
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
        <div className={styles.acts}>
          <Button busy={busy} onClick={onRetry}>
            Try now
          </Button>
          {refund && <TakeOverRefund reservation={reservation} refund={refund} onDone={onTakenOver} />}
        </div>
      </header>
      <pre className={styles.error}>{error}</pre>
    </article>
  );
}
