/** The button that joins the waitlist of a flight, once however often it is pressed, and opens the trip that waits. */
import { useNavigate } from "@tanstack/react-router";
import { Hourglass } from "lucide-react";
import { useState } from "react";
import { useMutation } from "urql";
import { findRefusal, refusalToProblem, toProblem } from "../api/problem";
import { JoinWaitlistDocument, type JoinWaitlistInput } from "../graphql/generated";
import { Button } from "../ui/Button";
import { ProblemNotice } from "../ui/Notice";

export function JoinWaitlist({ input }: { readonly input: JoinWaitlistInput }) {
  const navigate = useNavigate();
  const [{ fetching, error, data }, join] = useMutation(JoinWaitlistDocument);
  // Kept until there is an answer: asked again after a lost one, it is still the same wish.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const refusal = findRefusal(data?.joinWaitlist);

  async function submit() {
    const answer = await join({ input, idempotencyKey }, { isIdempotent: true });
    const joined = answer.data?.joinWaitlist;
    if (joined) setKey(crypto.randomUUID());
    if (joined?.__typename === "Reservation") await navigate({ to: "/trips/$tripId", params: { tripId: joined.id } });
  }

  return (
    <>
      {error && <ProblemNotice problem={toProblem(error)} />}
      {!error && refusal && <ProblemNotice problem={refusalToProblem(refusal)} />}
      <Button look="brand" busy={fetching} onClick={submit}>
        <Hourglass size={16} aria-hidden="true" /> Join the waitlist
      </Button>
    </>
  );
}
