/** One account as administrators see it: whose it is, what can be done to it, and what was. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { AccountForStaffDocument, type AccountForStaffFragment } from "../../graphql/generated";
import { Badge } from "../../ui/Badge";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { ActsOfOne } from "../audit/ActsTable";
import { instantWords } from "../ui/instant";
import { personName } from "../ui/personName";
import { AccountActions } from "./AccountActions";
import styles from "./accounts.module.css";

const route = getRouteApi("/staff/staff/accounts/$accountId");

export function AccountForStaffPage() {
  const { accountId } = route.useParams();
  const [{ data, error, fetching }, ask] = useQuery({
    query: AccountForStaffDocument,
    variables: { id: accountId },
    requestPolicy: "cache-and-network",
  });
  const reload = () => ask({ requestPolicy: "network-only" });
  const user = data?.user;
  const back = (
    <Link to="/staff/accounts" search={{}}>
      Accounts
    </Link>
  );
  if (!user) {
    return (
      <Page title="Account" above={back}>
        {error && !fetching ? (
          <ProblemNotice problem={toProblem(error)} onRetry={reload} />
        ) : (
          <Skeleton label="Loading the account" rows={2} height="10rem" />
        )}
      </Page>
    );
  }
  const acts = (data.accountActs ?? []).map(({ reason, detail, user: by, ...act }) => ({
    ...act,
    target: user.id,
    detail: detail ? `${detail.toLowerCase()}: ${reason}` : reason,
    person: personName({ id: act.userId, user: by ?? null }),
  }));
  return (
    <Page
      title={personName({ id: user.id, user })}
      above={back}
      beside={user.lockedAt ? <Badge tone="bad">Locked</Badge> : <Badge tone="good">Open</Badge>}
    >
      {error && !fetching && <ProblemNotice problem={toProblem(error)} onRetry={reload} />}
      <Card title="Whose it is">
        <Facts user={user} />
        <AccountActions user={user} onDone={reload} />
      </Card>
      <Card title="What staff did">
        {acts.length === 0 ? <p className={styles.none}>Nothing yet.</p> : <ActsOfOne acts={acts} />}
      </Card>
    </Page>
  );
}

function Facts({ user }: { readonly user: AccountForStaffFragment }) {
  return (
    <dl className={styles.facts}>
      <dt>Email</dt>
      <dd>
        {user.email} ({user.emailVerified ? "confirmed" : "not confirmed"})
      </dd>
      <dt>Phone</dt>
      <dd>{user.phone ?? "none"}</dd>
      <dt>Roles</dt>
      <dd>{user.roles.join(", ").toLowerCase()}</dd>
      <dt>Since</dt>
      <dd>{instantWords(user.createdAt)}</dd>
      {user.lockedAt && (
        <>
          <dt>Locked</dt>
          <dd>{instantWords(user.lockedAt)}</dd>
        </>
      )}
    </dl>
  );
}
