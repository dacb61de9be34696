/** Cancelling, after asking once: for a paid trip with what comes back, quoted first and kept while the quote lasts. */
import { useState } from "react";
import { useMutation } from "urql";
import { findRefusal, refusalToProblem, toProblem } from "../api/problem";
import {
  CancelTripDocument,
  ConfirmCancellationDocument,
  QuoteCancellationDocument,
  type TripDetailFragment,
} from "../graphql/generated";
import { Button } from "../ui/Button";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { countWords } from "../words/labels";
import { formatMoney } from "../words/money";
import { tripTitle } from "./tripTitle";

interface CancelTripProps {
  readonly trip: TripDetailFragment;
  readonly words?: string;
}

export function CancelTrip({ trip, words = "Cancel this trip" }: CancelTripProps) {
  const [isOpen, setOpen] = useState(false);
  const [cancelling, cancel] = useMutation(CancelTripDocument);
  const [quoting, askQuote] = useMutation(QuoteCancellationDocument);
  const [confirming, confirmQuote] = useMutation(ConfirmCancellationDocument);
  const isPaid = trip.payment?.status === "CAPTURED";
  const answer = quoting.data?.quoteCancellation;
  const quote = answer?.__typename === "Reservation" ? answer.cancellationQuote : null;
  const error = cancelling.error ?? quoting.error ?? confirming.error;
  const refusal =
    findRefusal(cancelling.data?.cancelReservation) ??
    findRefusal(answer) ??
    findRefusal(confirming.data?.confirmCancellation);
  const refused = refusal ? refusalToProblem(refusal) : null;

  function open() {
    setOpen(true);
    if (isPaid) void askQuote({ id: trip.id });
  }

  async function confirm() {
    if (await (quote ? confirmQuoted(quote.id) : cancelAtOnce())) setOpen(false);
  }

  async function confirmQuoted(quoteId: string) {
    const { data } = await confirmQuote({ id: trip.id, quoteId }, { isIdempotent: true });
    return data?.confirmCancellation.__typename === "Reservation";
  }

  async function cancelAtOnce() {
    const { data } = await cancel({ id: trip.id }, { isIdempotent: true });
    return data?.cancelReservation.__typename === "Reservation";
  }

  return (
    <>
      <Button look="danger" onClick={open}>
        {words}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={trip.status === "WAITLISTED" ? "Leave the waitlist?" : "Cancel this trip?"}
        confirm={trip.status === "WAITLISTED" ? "Yes, leave it" : "Yes, cancel it"}
        keep={trip.status === "WAITLISTED" ? "Keep waiting" : "Keep my trip"}
        busy={cancelling.fetching || quoting.fetching || confirming.fetching}
        problem={error ? toProblem(error) : refused}
        onConfirm={confirm}
      >
        <p>
          {tripTitle(trip)}, {countWords(trip.passengers.length, "passenger")}, record locator {trip.recordLocator}.
        </p>
        {isPaid && quote && (
          <>
            <p>
              <strong>You get back {formatMoney(quote.refund)}</strong>; the fee is {formatMoney(quote.fee)}.{" "}
              {quote.condition}
            </p>
            {quote.items.length > 1 && (
              <ul>
                {quote.items.map(({ flight, refund, condition }) => (
                  <li key={flight?.id ?? "changes"}>
                    {flight?.designator ?? "Changes"}: {formatMoney(refund)}. {condition}
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
        <p>
          {trip.status === "WAITLISTED"
            ? "You lose your place on the list; joining again begins at its end."
            : "The seats go back on sale at once. This cannot be undone; you would have to book again at the price of then."}
        </p>
      </ConfirmDialog>
    </>
  );
}
