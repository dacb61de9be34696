/** The audit trail: every act of staff, newest first, of everybody or one person, to everything or one thing. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { type CombinedError, useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { FlightAuditDocument, ReservationAuditDocument } from "../../graphql/generated";
import { useSession } from "../../session/SessionContext";
import { Empty } from "../../ui/Empty";
import { ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { Pages, type PageTurning, usePages } from "../ui/Pages";
import { ActsTable } from "./ActsTable";
import styles from "./AuditPage.module.css";
import { type Act, fromFlightAct, fromReservationEntry } from "./act";

const route = getRouteApi("/staff/staff/audit");
const PAGE_SIZE = 50;

type Kind = "flights" | "reservations";

const KINDS: readonly { readonly value: Kind; readonly label: string }[] = [
  { value: "reservations", label: "Reservations" },
  { value: "flights", label: "Flights and prices" },
];

export function AuditPage() {
  const { of, user, target } = route.useSearch();
  const navigate = route.useNavigate();
  const session = useSession();
  const me = session.state === "open" ? session.user.id : undefined;
  return (
    <Page title="Audit trail" lead="Everything staff did, written down before it was done. Nobody can change it.">
      <div className={styles.filters}>
        <Segmented
          label="Acts on"
          options={KINDS}
          value={of}
          onChange={(next) => navigate({ search: { of: next, user }, replace: true })}
        />
        {!user && me && (
          <Link to="/staff/audit" search={{ of, user: me }}>
            Only mine
          </Link>
        )}
        {(user || target) && (
          <Link to="/staff/audit" search={{ of }}>
            Show everybody’s
          </Link>
        )}
      </div>
      {of === "flights" ? (
        <FlightTrail key={`flights ${user}`} user={user} />
      ) : (
        <ReservationTrail key={`reservations ${user} ${target}`} user={user} target={target} />
      )}
    </Page>
  );
}

function FlightTrail({ user }: { readonly user: string | undefined }) {
  const pages = usePages();
  const [{ data, error, fetching }, ask] = useQuery({
    query: FlightAuditDocument,
    variables: { first: PAGE_SIZE, after: pages.after, userId: user ?? null },
    requestPolicy: "network-only",
  });
  const acts = data?.flightAudit.edges.map(({ node }) => fromFlightAct(node));
  return (
    <Trail of="flights" pages={pages} info={data?.flightAudit.pageInfo} {...{ acts, error, fetching }} onRetry={ask} />
  );
}

interface ReservationTrailProps {
  readonly user: string | undefined;
  readonly target: string | undefined;
}

function ReservationTrail({ user, target }: ReservationTrailProps) {
  const pages = usePages();
  const [{ data, error, fetching }, ask] = useQuery({
    query: ReservationAuditDocument,
    variables: { first: PAGE_SIZE, after: pages.after, userId: user ?? null, target: target ?? null },
    requestPolicy: "network-only",
  });
  const acts = data?.reservationAudit.edges.map(({ node }) => fromReservationEntry(node));
  const info = data?.reservationAudit.pageInfo;
  return <Trail of="reservations" pages={pages} info={info} {...{ acts, error, fetching }} onRetry={ask} />;
}

interface TrailProps {
  readonly of: Kind;
  readonly acts: readonly Act[] | undefined;
  readonly error: CombinedError | undefined;
  readonly fetching: boolean;
  readonly pages: PageTurning;
  readonly info: { readonly hasNextPage: boolean; readonly endCursor?: string | null } | undefined;
  readonly onRetry: (options: { requestPolicy: "network-only" }) => void;
}

function Trail({ of, acts, error, fetching, pages, info, onRetry }: TrailProps) {
  if (!acts || !info) {
    if (fetching) return <Skeleton label="Loading the audit trail" rows={6} height="3rem" />;
    return error ? (
      <ProblemNotice problem={toProblem(error)} onRetry={() => onRetry({ requestPolicy: "network-only" })} />
    ) : null;
  }
  if (acts.length === 0) return <Empty title="Nobody did anything yet" />;
  return (
    <div className={styles.trail}>
      <ActsTable of={of} acts={acts} />
      <Pages pages={pages} info={info} />
    </div>
  );
}
