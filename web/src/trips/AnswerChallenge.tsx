/** What the payer's bank wants to know before it pays. */
import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { findRefusal, refusalToProblem, toProblem } from "../api/problem";
import { AnswerPaymentChallengeDocument, type TripDetailFragment } from "../graphql/generated";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { TextField } from "../ui/Field";
import { ProblemNotice } from "../ui/Notice";
import styles from "./PayForTrip.module.css";

export function AnswerChallenge({ trip }: { readonly trip: TripDetailFragment }) {
  const [answer, setAnswer] = useState("");
  const [{ fetching, error, data }, send] = useMutation(AnswerPaymentChallengeDocument);
  const refusal = findRefusal(data?.answerPaymentChallenge);

  async function submit(event: FormEvent) {
    event.preventDefault();
    await send({ id: trip.id, answer: answer.trim() });
  }

  return (
    <Card title="Your bank asks">
      <form className={styles.form} onSubmit={submit}>
        {error && <ProblemNotice problem={toProblem(error)} />}
        {!error && refusal && <ProblemNotice problem={refusalToProblem(refusal)} />}
        <TextField
          label={trip.payment?.challenge ?? "The code your bank sent you"}
          autoComplete="one-time-code"
          inputMode="numeric"
          required
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
        />
        <div className={styles.actions}>
          <Button type="submit" look="action" busy={fetching}>
            Confirm payment
          </Button>
        </div>
      </form>
    </Card>
  );
}
