/** What a webhook was sent in the last thirty days, and sending it once more. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMutation, useQuery } from "urql";
import { toProblem } from "../../api/problem";
import {
  type DeliveryLineFragment,
  ReplayWebhookDeliveryDocument,
  type WebhookDeliveryState,
  WebhookLogDocument,
} from "../../graphql/generated";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { ProblemNotice } from "../../ui/Notice";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { countWords, type Tone } from "../../words/labels";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { instantWords } from "../ui/instant";
import { Pages, usePages } from "../ui/Pages";
import styles from "./webhooks.module.css";

const PAGE_SIZE = 10;

const STATE: Record<WebhookDeliveryState, { readonly label: string; readonly tone: Tone }> = {
  WAITING: { label: "Waiting", tone: "warn" },
  DELIVERED: { label: "Delivered", tone: "good" },
  GIVEN_UP: { label: "Given up", tone: "bad" },
};

const FILTERS: readonly { readonly value: WebhookDeliveryState | "ALL"; readonly label: string }[] = [
  { value: "ALL", label: "All" },
  { value: "WAITING", label: "Waiting" },
  { value: "DELIVERED", label: "Delivered" },
  { value: "GIVEN_UP", label: "Given up" },
];

export function DeliveryLog({ webhookId }: { readonly webhookId: string }) {
  const [state, setState] = useState<WebhookDeliveryState | "ALL">("ALL");
  return (
    <div className={styles.log}>
      <Segmented label="Which messages" options={FILTERS} value={state} onChange={setState} />
      <LogPage key={state} webhookId={webhookId} state={state === "ALL" ? null : state} />
    </div>
  );
}

interface LogPageProps {
  readonly webhookId: string;
  readonly state: WebhookDeliveryState | null;
}

function LogPage({ webhookId, state }: LogPageProps) {
  const pages = usePages();
  const [{ data, error, fetching }, ask] = useQuery({
    query: WebhookLogDocument,
    variables: { webhookId, state, first: PAGE_SIZE, after: pages.after },
    requestPolicy: "network-only",
  });
  const [replaying, replay] = useMutation(ReplayWebhookDeliveryDocument);
  const reload = () => ask({ requestPolicy: "network-only" });
  if (!data) {
    if (fetching) return <Skeleton label="Loading messages" rows={1} height="3rem" />;
    return error ? <ProblemNotice problem={toProblem(error)} onRetry={reload} /> : null;
  }
  const { edges, pageInfo } = data.webhookDeliveries;

  async function sendAgain(id: string) {
    await replay({ webhookId, id });
    reload();
  }

  return (
    <>
      {replaying.error && <ProblemNotice problem={toProblem(replaying.error)} />}
      <div>
        <Button busy={fetching} onClick={reload}>
          Look again
        </Button>
      </div>
      {edges.length === 0 ? (
        <p>{state ? "None of these." : "Nothing has happened since."}</p>
      ) : (
        <DataTable
          label="Messages"
          columns={columnsWith(replaying.fetching, sendAgain)}
          rows={edges.map(({ node }) => node)}
          keyOf={({ id }) => id}
        />
      )}
      <Pages label="Pages of messages" pages={pages} info={pageInfo} />
    </>
  );
}

function columnsWith(isBusy: boolean, onReplay: (id: string) => void): readonly DataColumn<DeliveryLineFragment>[] {
  return [
    { name: "When", cell: ({ occurredAt }) => instantWords(occurredAt) },
    {
      name: "What",
      cell: ({ type, reservationId }) => (
        <Link to="/staff/reservations/$reservationId" params={{ reservationId }}>
          {type}
        </Link>
      ),
    },
    { name: "State", cell: ({ state }) => <Badge tone={STATE[state].tone}>{STATE[state].label}</Badge> },
    { name: "Last answer", cell: ({ answer, tries }) => `${answer || "none"}, ${countWords(tries, "try", "tries")}` },
    { name: "Next try", cell: ({ againAt }) => (againAt ? instantWords(againAt) : "none") },
    {
      name: "Act",
      cell: ({ id, type, occurredAt }) => (
        <Button
          look="quiet"
          disabled={isBusy}
          onClick={() => onReplay(id)}
          aria-label={`Send again: ${type} of ${instantWords(occurredAt)}`}
        >
          Send again
        </Button>
      ),
    },
  ];
}
