/** A new partner's address. Its secret is shown once, to be handed over; nobody can read it afterwards. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { fieldAtFault, toProblem } from "../../api/problem";
import { RegisterWebhookDocument } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { TextField } from "../../ui/Field";
import { Notice, ProblemNotice } from "../../ui/Notice";
import styles from "./webhooks.module.css";

const schema = z.object({
  url: z.string().trim().min(1, "Enter the partner’s address.").max(500, "At most 500 characters."),
  description: z.string().trim().max(100, "At most 100 characters."),
});
const EMPTY = { url: "", description: "" };

export function RegisterWebhook({ onRegistered }: { readonly onRegistered: () => void }) {
  const [secret, setSecret] = useState<{ readonly url: string; readonly text: string } | null>(null);
  const [{ fetching, error }, register] = useMutation(RegisterWebhookDocument);
  const form = useForm({ resolver: zodResolver(schema), defaultValues: EMPTY });
  const { errors } = form.formState;
  const problem = error ? toProblem(error) : null;
  const isAddressAtFault = fieldAtFault(problem, ["url"]) !== null;

  const submit = form.handleSubmit(async (wanted) => {
    setSecret(null);
    const { data } = await register(wanted);
    if (!data) return;
    setSecret({ url: data.registerWebhook.webhook.url, text: data.registerWebhook.secret });
    form.reset(EMPTY);
    onRegistered();
  });

  return (
    <Card title="A new webhook">
      <form className={styles.form} onSubmit={submit} noValidate aria-label="A new webhook">
        <TextField
          label="Address"
          type="url"
          placeholder="https://partner.example/hooks"
          autoComplete="off"
          error={errors.url?.message ?? (isAddressAtFault ? problem?.detail : undefined)}
          {...form.register("url")}
        />
        <TextField
          label="Whose it is (optional)"
          autoComplete="off"
          error={errors.description?.message}
          {...form.register("description")}
        />
        <Button type="submit" look="brand" busy={fetching}>
          Register
        </Button>
      </form>
      {problem && !isAddressAtFault && <ProblemNotice problem={problem} />}
      {secret && (
        <Notice tone="good" title="Hand this secret over now: it is not shown again">
          <p>With it {secret.url} checks that a message is ours.</p>
          <p>
            <code className={styles.secret}>{secret.text}</code>
          </p>
        </Notice>
      )}
    </Card>
  );
}
