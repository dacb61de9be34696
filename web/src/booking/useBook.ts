/** Sends the booking, as often as it takes, always as the same attempt; then opens the trip it became. */
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useRef, useState } from "react";
import { useClient } from "urql";
import { type Problem, toProblem } from "../api/problem";
import { BookDocument, type CreateReservationInput } from "../graphql/generated";
import { type Attempt, beginAttempt, endAttempt } from "./attempt";
import { rememberBooked } from "./booked";
import { forgetDraft } from "./passengers";

interface Booking {
  readonly isSending: boolean;
  readonly problem: Problem | null;
  readonly book: (input: CreateReservationInput) => void;
  readonly resume: (attempt: Attempt) => void;
}

const MAKER = { newKey: () => crypto.randomUUID(), now: () => Date.now() };

export function useBook(): Booking {
  const client = useClient();
  const navigate = useNavigate();
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  // State updates come too late for the second press of a double click; a ref does not.
  const isUnderWay = useRef(false);

  const resume = useCallback(
    async (attempt: Attempt) => {
      if (isUnderWay.current) return;
      const { input, idempotencyKey } = attempt;
      isUnderWay.current = true;
      // On its way while the airline answers. Whether it arrives is the router's business.
      import("../trips/TripPage").catch(() => undefined);
      setSending(true);
      setProblem(null);
      const { data, error } = await client
        .mutation(BookDocument, { input, idempotencyKey }, { isIdempotent: true })
        .toPromise();
      if (data) {
        endAttempt(sessionStorage);
        const flights = input.segments.map(({ flightId }) => flightId);
        rememberBooked(flights, data.createReservation.id, sessionStorage);
        await navigate({ to: "/trips/$tripId", params: { tripId: data.createReservation.id }, replace: true });
        // Not before: until the trip's page has arrived the review is still shown. It needs the names, and it goes on
        // being busy: another press would be another booking.
        forgetDraft(sessionStorage);
        return;
      }
      isUnderWay.current = false;
      setSending(false);
      const met = error ? toProblem(error) : null;
      // A clear no ends the attempt; no answer leaves it open, to be asked for again with the same key.
      if (met && !met.canRetry && met.code !== "UNAUTHENTICATED") endAttempt(sessionStorage);
      setProblem(met);
    },
    [client, navigate],
  );

  const book = useCallback(
    (input: CreateReservationInput) => {
      if (!isUnderWay.current) void resume(beginAttempt(input, sessionStorage, MAKER));
    },
    [resume],
  );

  return { isSending, problem, book, resume };
}
