/** Accounts by the beginning of their email address. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { z } from "zod";
import { toProblem } from "../../api/problem";
import { type AccountForStaffFragment, SearchAccountsDocument } from "../../graphql/generated";
import { Badge } from "../../ui/Badge";
import { Empty } from "../../ui/Empty";
import { ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { FindForm } from "../ui/FindForm";
import { instantWords } from "../ui/instant";
import { personName } from "../ui/personName";

const route = getRouteApi("/staff/staff/accounts");

const ALLOWED = z.string().trim().min(3, "At least three letters.").max(254);

export function FindAccountPage() {
  const { email } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title="Accounts" lead="Of customers and staff. What is done to one is on record.">
      <FindForm
        name="Find an account"
        label="Email"
        hint="Or how it begins."
        inputMode="email"
        allowed={ALLOWED}
        wanted={email}
        onFind={(found) => navigate({ search: { email: found } })}
      />
      {email && <Found key={email} email={email} />}
    </Page>
  );
}

const COLUMNS: readonly DataColumn<AccountForStaffFragment>[] = [
  {
    name: "Email",
    cell: ({ id, email }) => (
      <Link to="/staff/accounts/$accountId" params={{ accountId: id }}>
        {email}
      </Link>
    ),
  },
  { name: "Name", cell: (user) => personName({ id: user.id, user }) },
  { name: "Roles", cell: ({ roles }) => roles.join(", ").toLowerCase() },
  { name: "Since", cell: ({ createdAt }) => instantWords(createdAt) },
  {
    name: "State",
    cell: ({ lockedAt }) => (lockedAt ? <Badge tone="bad">Locked</Badge> : <Badge tone="good">Open</Badge>),
  },
];

function Found({ email }: { readonly email: string }) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: SearchAccountsDocument,
    variables: { email },
    requestPolicy: "network-only",
  });
  if (fetching) return <Skeleton label="Looking for accounts" rows={2} height="3rem" />;
  if (error) {
    return <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />;
  }
  const found = data?.searchAccounts ?? [];
  if (found.length === 0) return <Empty title={`No account’s address begins with ${email}`} />;
  return <DataTable label="Accounts found" columns={COLUMNS} rows={found} keyOf={({ id }) => id} />;
}
