/** What the payer's bank wants to know before it pays. */
import { type FormEvent, useState } from "react";
import { useMutation } from "urql";
import { findRefusal, refusalToProblem, toProblem } from "../api/problem";
import {
  AbandonPaymentChallengeDocument,
  AnswerPaymentChallengeDocument,
  type TripDetailFragment,
} from "../graphql/generated";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { TextField } from "../ui/Field";
import { ProblemNotice } from "../ui/Notice";
import { Deadline } from "./Deadline";
import styles from "./PayForTrip.module.css";

interface AnswerChallengeProps {
  readonly trip: TripDetailFragment;
  /** Then the seats are given up, answered or not. */
  readonly until: string | null;
}

export function AnswerChallenge({ trip, until }: AnswerChallengeProps) {
  const [answer, setAnswer] = useState("");
  const [{ fetching, error: unsent, data }, send] = useMutation(AnswerPaymentChallengeDocument);
  const [abandoning, abandon] = useMutation(AbandonPaymentChallengeDocument);
  const refusal = findRefusal(data?.answerPaymentChallenge) ?? findRefusal(abandoning.data?.abandonPaymentChallenge);
  const error = unsent ?? abandoning.error;

  async function submit(event: FormEvent) {
    event.preventDefault();
    await send({ id: trip.id, answer: answer.trim() });
  }

  return (
    <Card title="Your bank asks">
      <form className={styles.form} onSubmit={submit}>
        {error && <ProblemNotice problem={toProblem(error)} />}
        {!error && refusal && <ProblemNotice problem={refusalToProblem(refusal)} />}
        <Deadline until={until} />
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
          <Button busy={abandoning.fetching} onClick={() => abandon({ id: trip.id }, { isIdempotent: true })}>
            Pay in another way
          </Button>
        </div>
      </form>
    </Card>
  );
}
