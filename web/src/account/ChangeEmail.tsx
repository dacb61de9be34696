/** Another address for the account: asked for with the password, in force when its letter has been opened. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { fieldAtFault, toProblem } from "../api/problem";
import { ChangeEmailDocument } from "../graphql/generated";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { PasswordField, TextField } from "../ui/Field";
import styles from "./account.module.css";

interface ChangeEmailProps {
  readonly onClose: () => void;
  readonly onSent: (address: string) => void;
}

const schema = z.object({
  newEmail: z.email("Enter an email address like name@example.com."),
  currentPassword: z.string().min(1, "Enter your password."),
});

const FIELDS = ["newEmail", "currentPassword"] as const;

export function ChangeEmail({ onClose, onSent }: ChangeEmailProps) {
  const [{ fetching, error }, change] = useMutation(ChangeEmailDocument);
  const { register, handleSubmit, formState, setError } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { newEmail: "", currentPassword: "" },
  });
  const problem = error ? toProblem(error) : null;

  const submit = handleSubmit(async (form) => {
    const answer = await change(form);
    if (answer.data) {
      onSent(form.newEmail);
      return;
    }
    const refused = answer.error ? toProblem(answer.error) : null;
    const field = fieldAtFault(refused, FIELDS);
    if (refused && field) setError(field, { message: refused.detail }, { shouldFocus: true });
  });

  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title="Change your email address"
      confirm="Send the letter"
      keep="Keep my address"
      look="brand"
      busy={fetching}
      problem={problem && !fieldAtFault(problem, FIELDS) ? problem : null}
      onConfirm={submit}
    >
      <p>We send a letter to the new address; it takes effect when you open its link. The present address is told.</p>
      <form className={styles.form} onSubmit={submit} noValidate>
        <TextField
          label="New email"
          type="email"
          autoComplete="email"
          inputMode="email"
          error={formState.errors.newEmail?.message}
          {...register("newEmail")}
        />
        <PasswordField
          label="Your password"
          autoComplete="current-password"
          error={formState.errors.currentPassword?.message}
          {...register("currentPassword")}
        />
      </form>
    </ConfirmDialog>
  );
}
