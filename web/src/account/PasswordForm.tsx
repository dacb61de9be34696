/** A new password. Changing it ends every other session; this one goes on with the new one the server gives. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { fieldAtFault, toProblem } from "../api/problem";
import { ChangePasswordDocument } from "../graphql/generated";
import { useSessionStore } from "../session/SessionContext";
import { Button } from "../ui/Button";
import { PasswordField } from "../ui/Field";
import { Notice, ProblemNotice } from "../ui/Notice";
import styles from "./account.module.css";
import { areEqual, DIFFERENT, MIN_PASSWORD, newPassword } from "./fields";

const schema = z
  .object({ currentPassword: z.string().min(1, "Enter your current password."), newPassword, repeated: z.string() })
  .refine(areEqual, DIFFERENT);

const SERVER_FIELDS = ["currentPassword", "newPassword"] as const;

export function PasswordForm() {
  const store = useSessionStore();
  const [{ fetching, error, data }, change] = useMutation(ChangePasswordDocument);
  const { register, handleSubmit, formState, reset, setError } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { currentPassword: "", newPassword: "", repeated: "" },
  });
  const errors = formState.errors;
  const problem = error ? toProblem(error) : null;
  const isAtField = fieldAtFault(problem, SERVER_FIELDS) !== null;

  const submit = handleSubmit(async ({ currentPassword, newPassword: wanted }) => {
    const answer = await change({ currentPassword, newPassword: wanted }, { carriesCredentials: true });
    if (answer.data) {
      store.open(answer.data.changePassword);
      reset();
      return;
    }
    const refused = answer.error ? toProblem(answer.error) : null;
    const field = fieldAtFault(refused, SERVER_FIELDS);
    if (refused && field) setError(field, { message: refused.detail }, { shouldFocus: true });
  });

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {problem && !isAtField && <ProblemNotice problem={problem} />}
      {data && !error && !formState.isDirty && (
        <Notice tone="good" title="Password changed">
          <p>Every other session has been logged out.</p>
        </Notice>
      )}
      <PasswordField
        label="Current password"
        autoComplete="current-password"
        error={errors.currentPassword?.message}
        {...register("currentPassword")}
      />
      <PasswordField
        label="New password"
        autoComplete="new-password"
        hint={`At least ${MIN_PASSWORD} characters.`}
        error={errors.newPassword?.message}
        {...register("newPassword")}
      />
      <PasswordField
        label="New password again"
        autoComplete="new-password"
        error={errors.repeated?.message}
        {...register("repeated")}
      />
      <Button type="submit" look="brand" busy={fetching}>
        Change password
      </Button>
    </form>
  );
}
