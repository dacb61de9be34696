/**
 * Cancelling a trip, or one of its flights, after asking once: for what is paid with what comes back, quoted first and
 * kept while the quote lasts.
 */
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
import { countWords, flightName } from "../words/labels";
import { formatMoney, isZero } from "../words/money";
import { tripTitle } from "./tripTitle";

interface CancelTripProps {
  readonly trip: TripDetailFragment;
  /** The one flight to give up, while the others stand. */
  readonly flight?: { readonly id: string } & Parameters<typeof flightName>[0];
  readonly words?: string;
}

// Part of what was paid may have gone back already.
const PAID: readonly string[] = ["CAPTURED", "REFUNDING", "REFUNDED"];

export function CancelTrip({ trip, flight, words = "Cancel this trip" }: CancelTripProps) {
  const [isOpen, setOpen] = useState(false);
  const [cancelling, cancel] = useMutation(CancelTripDocument);
  const [quoting, askQuote] = useMutation(QuoteCancellationDocument);
  const [confirming, confirmQuote] = useMutation(ConfirmCancellationDocument);
  const isPaid = trip.payment !== null && PAID.includes(trip.payment.status);
  const asks = question(trip, flight !== undefined);
  const answer = quoting.data?.quoteCancellation;
  const quote = answer?.__typename === "Reservation" ? answer.cancellationQuote : null;
  // Flight by flight only where they differ: the same sentence six times hides the sum above.
  const isMixed = new Set(quote?.items.map(({ condition }) => condition)).size > 1;
  const error = cancelling.error ?? quoting.error ?? confirming.error;
  const refusal =
    findRefusal(cancelling.data?.cancelReservation) ??
    findRefusal(answer) ??
    findRefusal(confirming.data?.confirmCancellation);
  const refused = refusal ? refusalToProblem(refusal) : null;

  function open() {
    setOpen(true);
    if (isPaid || flight) void askQuote({ id: trip.id, flightIds: flight ? [flight.id] : null });
  }

  async function confirm() {
    const isDone = quote ? await confirmQuoted(quote.id) : !flight && (await cancelAtOnce());
    if (isDone) setOpen(false);
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
      <Button look={flight ? "quiet" : "danger"} onClick={open}>
        {words}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={asks.title}
        confirm={asks.confirm}
        keep={asks.keep}
        busy={cancelling.fetching || quoting.fetching || confirming.fetching}
        problem={error ? toProblem(error) : refused}
        onConfirm={confirm}
      >
        <p>
          {flight ? `Flight ${flightName(flight)}` : tripTitle(trip)}, {countWords(trip.passengers.length, "passenger")}
          , record locator {trip.recordLocator}.
        </p>
        {isPaid && quote && (
          <>
            <p>
              <strong>You get back {formatMoney(quote.refund)}</strong>
              {isZero(quote.fee) ? ", without a fee." : `; the fee is ${formatMoney(quote.fee)}.`} {quote.condition}
            </p>
            {isMixed && (
              <ul>
                {quote.items.map(({ flight, refund, condition }) => (
                  <li key={flight?.id ?? "changes"}>
                    {flight ? flightName(flight) : "Changes"}: {formatMoney(refund)}. {condition}
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

function question({ status }: TripDetailFragment, isOneFlight: boolean) {
  if (isOneFlight) return { title: "Give up this flight?", confirm: "Yes, give it up", keep: "Keep it" };
  if (status === "WAITLISTED") return { title: "Leave the waitlist?", confirm: "Yes, leave it", keep: "Keep waiting" };
  return { title: "Cancel this trip?", confirm: "Yes, cancel it", keep: "Keep my trip" };
}
