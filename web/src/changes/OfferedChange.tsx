/** Seats are held for a change: what it costs or gives back, until when it stands, and the decision. */
import { useState } from "react";
import { useMutation } from "urql";
import { findRefusal, refusalToProblem, toProblem } from "../api/problem";
import { ConfirmChangeDocument, DeclineChangeDocument, type TripDetailFragment } from "../graphql/generated";
import { AnswerChallenge } from "../trips/AnswerChallenge";
import { CardField, FIRST_CARD } from "../trips/CardField";
import { useCountdown } from "../trips/useCountdown";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { FlightLine } from "../ui/FlightLine";
import { Notice, ProblemNotice } from "../ui/Notice";
import { flightName } from "../words/labels";
import { compareMoney, formatMoney, type Money } from "../words/money";
import { dateWords, localDate } from "../words/time";
import styles from "./changes.module.css";

type Change = NonNullable<TripDetailFragment["change"]>;

interface OfferedChangeProps {
  readonly trip: TripDetailFragment;
  readonly change: Change;
}

export function OfferedChange({ trip, change }: OfferedChangeProps) {
  const status = trip.payment?.status;
  if (status === "CHALLENGED") return <AnswerChallenge trip={trip} until={change.expiresAt} />;
  if (status === "PROCESSING") {
    return (
      <Notice tone="neutral" title="Your bank is working on the payment">
        <p>This page changes by itself. Do not pay again.</p>
      </Notice>
    );
  }
  return (
    <Card title="Your new flights wait for your word">
      <div className={styles.stack}>
        {change.segments.map(
          ({ flight }) =>
            flight && (
              <div key={flight.id} className={styles.flown}>
                <p>
                  <strong>{dateWords(localDate(flight.departsAtLocal))}</strong>, {flightName(flight)}
                </p>
                <FlightLine flight={flight} />
              </div>
            ),
        )}
        {change.price && <Price price={change.price} change={change} />}
        <Decision trip={trip} change={change} />
      </div>
    </Card>
  );
}

interface PriceProps {
  readonly price: NonNullable<Change["price"]>;
  readonly change: Change;
}

function Price({ price, change: { seatRefund, seatCredit } }: PriceProps) {
  return (
    <dl className={styles.price}>
      <Line term="Difference of the fares" amount={price.difference} />
      <Line term="Fee for the change" amount={price.fee} />
      {isSome(price.refund) ? (
        <Line term="You get back" amount={price.refund} strong />
      ) : (
        <Line term="To pay now" amount={price.due} strong />
      )}
      {seatRefund && <Line term="For your seats, you get back besides" amount={seatRefund} strong />}
      {seatCredit && <Line term="Paid for seats, for you to choose others with" amount={seatCredit} />}
      {!seatRefund && <Line term="Your trip then costs" amount={price.total} />}
    </dl>
  );
}

interface LineProps {
  readonly term: string;
  readonly amount: Money;
  readonly strong?: boolean;
}

function Line({ term, amount, strong = false }: LineProps) {
  return (
    <div className={strong ? styles.strong : ""}>
      <dt>{term}</dt>
      <dd>{formatMoney(amount)}</dd>
    </div>
  );
}

function Decision({ trip, change }: OfferedChangeProps) {
  const [confirming, confirm] = useMutation(ConfirmChangeDocument);
  const [declining, decline] = useMutation(DeclineChangeDocument);
  const [card, setCard] = useState(FIRST_CARD);
  // Kept until the provider has answered: pressed again after a lost answer, it is still the same payment.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const left = useCountdown(change.expiresAt);
  const due = change.price && isSome(change.price.due) ? change.price.due : null;
  const error = confirming.error ?? declining.error;
  const refusal = findRefusal(confirming.data?.confirmChange) ?? findRefusal(declining.data?.declineChange);

  async function take() {
    const paymentToken = due ? card : null;
    const variables = { id: trip.id, changeId: change.id, idempotencyKey, paymentToken };
    const { data } = await confirm(variables, { isIdempotent: true });
    if (data) setKey(crypto.randomUUID());
  }

  return (
    <>
      {error && <ProblemNotice problem={toProblem(error)} />}
      {!error && refusal && <ProblemNotice problem={refusalToProblem(refusal)} />}
      <p>
        The new seats are held for another <strong role="timer">{left}</strong>. Until you confirm, you keep the flights
        you have.
      </p>
      {due && (
        <div className={styles.card}>
          <CardField value={card} onChange={setCard} />
        </div>
      )}
      <div className={styles.actions}>
        <Button
          busy={declining.fetching}
          onClick={() => decline({ id: trip.id, changeId: change.id }, { isIdempotent: true })}
        >
          Keep my trip as it is
        </Button>
        <Button look="action" busy={confirming.fetching} onClick={take}>
          {due ? `Pay ${formatMoney(due)} and change` : "Confirm the change"}
        </Button>
      </div>
    </>
  );
}

function isSome(money: Money): boolean {
  return compareMoney(money, { ...money, amount: "0" }) > 0;
}
