/**
 * The letter's link to prove an email address. Confirming is a press of a button: programs that look into letters open
 * links too, and must not confirm anything.
 */
import { useEffect, useRef } from "react";
import { useMutation } from "urql";
import { toProblem } from "../api/problem";
import { VerifyEmailDocument } from "../graphql/generated";
import { useSessionStore } from "../session/SessionContext";
import { Button, ButtonLink } from "../ui/Button";
import { Notice, ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { LinkSpent } from "./LinkSpent";
import { useLetterToken } from "./useLetterToken";

const TAKEN = "Another account was opened with this address meanwhile. Yours keeps the one it has.";

export function VerifyEmailPage() {
  const token = useLetterToken();
  const store = useSessionStore();
  const [{ fetching, error, data }, verify] = useMutation(VerifyEmailDocument);
  const problem = error ? toProblem(error) : null;

  const outcome = useRef<HTMLDivElement>(null);
  const isDone = data !== undefined;
  // The pressed button is gone with the question; what became of it takes the focus.
  useEffect(() => {
    if (isDone) outcome.current?.focus();
  }, [isDone]);

  async function confirm() {
    if (token === null) return;
    const answer = await verify({ token }, { carriesCredentials: true });
    // What this browser knows of the account is out of date now, if it is this account at all. Whoever presses at once
    // did so before her session was restored: what counts is how it stands by now.
    if (answer.data && store.current().state === "open") await store.refresh();
  }

  return (
    <Page title="Confirm your email address" narrow>
      {token === null || problem?.field === "token" ? (
        <LinkSpent toAskAgain="/account" words="To your account" />
      ) : data ? (
        <div ref={outcome} tabIndex={-1}>
          <Notice tone="good" title="Confirmed" actions={<ButtonLink to="/account">To your account</ButtonLink>}>
            <p>{data.verifyEmail.email} is yours. Letters about your account and your trips go there.</p>
          </Notice>
        </div>
      ) : (
        <>
          {problem && <ProblemNotice problem={problem.code === "CONFLICT" ? { ...problem, detail: TAKEN } : problem} />}
          <p>You opened the link of our letter. One press, and the address is confirmed.</p>
          <Button look="brand" busy={fetching} onClick={confirm}>
            Confirm this address
          </Button>
        </>
      )}
    </Page>
  );
}
