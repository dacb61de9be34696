/** Partners who are told what becomes of reservations: who they are, a new one, and what each was sent. */
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { WebhooksDocument } from "../../graphql/generated";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { RegisterWebhook } from "./RegisterWebhook";
import { WebhookCard } from "./WebhookCard";

export function WebhooksPage() {
  const [{ data, error, fetching }, ask] = useQuery({ query: WebhooksDocument, requestPolicy: "cache-and-network" });
  const reload = () => ask({ requestPolicy: "network-only" });
  return (
    <Page
      title="Webhooks"
      lead="Partners’ addresses that are told when a reservation is confirmed, changed, cancelled or disrupted. Each message is signed, and tried for about a day."
    >
      <RegisterWebhook onRegistered={reload} />
      {error && !data && <ProblemNotice problem={toProblem(error)} onRetry={reload} />}
      {!data && fetching && <Skeleton label="Loading webhooks" rows={2} />}
      {data?.webhooks.length === 0 && (
        <Card>
          <p>Nobody is told yet.</p>
        </Card>
      )}
      {data?.webhooks.map((webhook) => (
        <WebhookCard key={webhook.id} webhook={webhook} onRemoved={reload} />
      ))}
    </Page>
  );
}
