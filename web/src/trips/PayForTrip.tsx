/** Paying for held seats before the deadline. A declined payment may be tried again; the seats stay held meanwhile. */
import { useState } from "react";
import { useMutation } from "urql";
import { findRefusal, refusalToProblem, toProblem } from "../api/problem";
import { ExtendHoldDocument, PayForTripDocument, type TripDetailFragment } from "../graphql/generated";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { Notice, ProblemNotice } from "../ui/Notice";
import { formatMoney } from "../words/money";
import { AnswerChallenge } from "./AnswerChallenge";
import { CardField, FIRST_CARD } from "./CardField";
import { Deadline } from "./Deadline";
import styles from "./PayForTrip.module.css";

export function PayForTrip({ trip }: { readonly trip: TripDetailFragment }) {
  const [{ fetching, error, data: paid }, pay] = useMutation(PayForTripDocument);
  const [{ fetching: isExtending, error: failed, data: extended }, extend] = useMutation(ExtendHoldDocument);
  const [card, setCard] = useState<string>(FIRST_CARD);
  // Kept until the provider has answered: pressed again after a lost answer, it is still the same payment.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const refusal = findRefusal(paid?.payReservation) ?? findRefusal(extended?.extendHold);
  const problem = error ?? failed;

  async function submit() {
    // What the button says; seats chosen elsewhere may have changed the price since.
    const amount = trip.total && { amount: trip.total.amount, currency: trip.total.currency };
    const { data } = await pay({ id: trip.id, paymentToken: card, idempotencyKey, amount }, { isIdempotent: true });
    if (data) setKey(crypto.randomUUID());
  }

  if (trip.payment?.status === "CHALLENGED") return <AnswerChallenge trip={trip} until={trip.expiresAt} />;
  if (trip.payment?.status === "PROCESSING") {
    return (
      <Notice tone="neutral" title="Your bank is working on the payment">
        <p>This page changes by itself. Do not pay again.</p>
      </Notice>
    );
  }
  return (
    <Card title="Pay to confirm">
      <div className={styles.form}>
        {trip.payment?.status === "DECLINED" && !fetching && (
          <Notice tone="bad" title="The payment was declined">
            <p>{trip.payment.note ?? "Your bank refused it."} Nothing was charged. Use another card.</p>
          </Notice>
        )}
        {trip.payment?.status === "VOIDED" && !fetching && (
          <Notice tone="neutral" title="The last payment came to nothing">
            <p>Nothing was charged. Pay again, in whichever way you like.</p>
          </Notice>
        )}
        {problem && <ProblemNotice problem={toProblem(problem)} />}
        {/* A declined payment is part of the trip, and told above. */}
        {!problem && refusal && refusal.__typename !== "PaymentDeclined" && (
          <ProblemNotice problem={refusalToProblem(refusal)} />
        )}
        <Deadline until={trip.expiresAt} />
        <CardField value={card} onChange={setCard} />
        <p className={styles.test}>Payments here are a test: no money moves.</p>
        <div className={styles.actions}>
          <Button look="action" busy={fetching} onClick={submit}>
            {trip.total ? `Pay ${formatMoney(trip.total)}` : "Pay"}
          </Button>
          {trip.canExtendHold && (
            <Button busy={isExtending} onClick={() => extend({ id: trip.id })}>
              I need more time
            </Button>
          )}
        </div>
      </div>
    </Card>
  );
}
