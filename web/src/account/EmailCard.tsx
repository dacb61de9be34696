/** The account's email address: whether it is confirmed, and changing it for another. */
import { useState } from "react";
import { useMutation } from "urql";
import { toProblem } from "../api/problem";
import { type AccountFragment, RequestEmailVerificationDocument } from "../graphql/generated";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { Notice, ProblemNotice } from "../ui/Notice";
import styles from "./account.module.css";
import { ChangeEmail } from "./ChangeEmail";

export function EmailCard({ user }: { readonly user: AccountFragment }) {
  const [{ fetching, error, data }, request] = useMutation(RequestEmailVerificationDocument);
  const [isChanging, setChanging] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  return (
    <Card
      title="Email"
      beside={user.emailVerified ? <Badge tone="good">Confirmed</Badge> : <Badge tone="neutral">Not confirmed</Badge>}
    >
      <p className={styles.address}>{user.email}</p>
      {sentTo && (
        <Notice tone="good" title="Look into the new mailbox">
          <p>We sent a letter to {sentTo}. The address changes when you open its link.</p>
        </Notice>
      )}
      {error && <ProblemNotice problem={toProblem(error)} />}
      {data && !error && !user.emailVerified && (
        <Notice tone="good" title="Sent">
          <p>Open the link in the letter to {user.email}.</p>
        </Notice>
      )}
      {!user.emailVerified && (
        <p className={styles.words}>We sent you a letter with a link that confirms that this address is yours.</p>
      )}
      <div className={styles.actions}>
        {!user.emailVerified && (
          <Button busy={fetching} onClick={() => request({})}>
            Send the letter again
          </Button>
        )}
        <Button onClick={() => setChanging(true)}>Change address</Button>
      </div>
      {isChanging && (
        <ChangeEmail
          onClose={() => setChanging(false)}
          onSent={(address) => {
            setSentTo(address);
            setChanging(false);
          }}
        />
      )}
    </Card>
  );
}
