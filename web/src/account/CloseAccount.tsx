/** The way out for good: the account is closed and what it held about the person removed. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { fieldAtFault, toProblem } from "../api/problem";
import { DeleteAccountDocument } from "../graphql/generated";
import { tellOtherTabs } from "../session/ports";
import { useSessionStore } from "../session/SessionContext";
import { Button } from "../ui/Button";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { PasswordField } from "../ui/Field";
import styles from "./account.module.css";

const schema = z.object({ currentPassword: z.string().min(1, "Enter your password.") });
const FIELDS = ["currentPassword"] as const;

export function CloseAccount() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <p className={styles.words}>
        What we know about you with it is removed. Trips that are booked stay booked; you find them with the record
        locator. Passports and addresses of their travellers are removed when each trip is over.
      </p>
      <Button look="danger" onClick={() => setOpen(true)}>
        Close my account
      </Button>
      {isOpen && <CloseDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function CloseDialog({ onClose }: { readonly onClose: () => void }) {
  const [{ fetching, error }, close] = useMutation(DeleteAccountDocument);
  const store = useSessionStore();
  const navigate = useNavigate();
  const { register, handleSubmit, formState, setError } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { currentPassword: "" },
  });
  const problem = error ? toProblem(error) : null;

  const submit = handleSubmit(async (form) => {
    const answer = await close(form);
    if (answer.data) {
      await navigate({ to: "/" });
      store.close("logged out");
      tellOtherTabs("logged out");
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
      title="Close your account?"
      confirm="Yes, close it"
      keep="Keep my account"
      busy={fetching}
      problem={problem && !fieldAtFault(problem, FIELDS) ? problem : null}
      onConfirm={submit}
    >
      <p>This cannot be undone. You are logged out everywhere.</p>
      <form className={styles.form} onSubmit={submit} noValidate>
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
