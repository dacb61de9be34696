/** One webhook: what it was sent, and taking it away. */
import { useState } from "react";
import { useMutation } from "urql";
import { toProblem } from "../../api/problem";
import { RemoveWebhookDocument, type WebhookLineFragment } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { instantWords } from "../ui/instant";
import { DeliveryLog } from "./DeliveryLog";
import styles from "./webhooks.module.css";

interface WebhookCardProps {
  readonly webhook: WebhookLineFragment;
  readonly onRemoved: () => void;
}

export function WebhookCard({ webhook, onRemoved }: WebhookCardProps) {
  const [isOpen, setOpen] = useState(false);
  const [{ fetching, error }, remove] = useMutation(RemoveWebhookDocument);

  async function confirm() {
    const { data } = await remove({ id: webhook.id });
    if (data) onRemoved();
  }

  return (
    <Card
      title={webhook.description || new URL(webhook.url).host}
      beside={
        <Button look="danger" onClick={() => setOpen(true)}>
          Remove
        </Button>
      }
    >
      <p className={styles.address}>
        <code>{webhook.url}</code>, since {instantWords(webhook.createdAt)}
      </p>
      <DeliveryLog webhookId={webhook.id} />
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title="Remove this webhook?"
        confirm="Yes, remove it"
        keep="Keep it"
        busy={fetching}
        problem={error ? toProblem(error) : null}
        onConfirm={confirm}
      >
        <p>Nothing more is sent to {webhook.url}, and what was sent is forgotten.</p>
      </ConfirmDialog>
    </Card>
  );
}
