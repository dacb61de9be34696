/** Makes somebody staff, or takes it back: with a reason for the record, and the administrator's own password. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useId } from "react";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { fieldAtFault, toProblem } from "../../api/problem";
import { type AccountForStaffFragment, ChangeRolesDocument, type Role } from "../../graphql/generated";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { PasswordField, TextField } from "../../ui/Field";
import styles from "./accounts.module.css";
import { reasonRule } from "./reason";

const ROLES: readonly { readonly role: Role; readonly words: string }[] = [
  { role: "CUSTOMER", words: "Customer: books for herself" },
  { role: "AGENT", words: "Agent: sees all reservations, changes flights" },
  { role: "ADMIN", words: "Administrator: everything, also accounts" },
];

interface ChangeRolesProps {
  readonly user: AccountForStaffFragment;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const schema = z.object({
  roles: z.array(z.enum(["CUSTOMER", "AGENT", "ADMIN"])).min(1, "Leave at least one role."),
  reason: reasonRule,
  currentPassword: z.string().min(1, "Enter your password."),
});

const FIELDS = ["roles", "reason", "currentPassword"] as const;

export function ChangeRoles({ user, onClose, onDone }: ChangeRolesProps) {
  const [{ fetching, error }, change] = useMutation(ChangeRolesDocument);
  const errorId = useId();
  const { register, handleSubmit, formState, setError } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { roles: [...user.roles], reason: "", currentPassword: "" },
  });
  const { errors } = formState;
  const problem = error ? toProblem(error) : null;

  const submit = handleSubmit(async (form) => {
    const answer = await change({ id: user.id, ...form });
    if (answer.data) {
      onDone();
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
      title={`What ${user.firstName} ${user.lastName} may do`}
      confirm="Change roles"
      keep="Leave it"
      look="brand"
      busy={fetching}
      problem={problem && !fieldAtFault(problem, FIELDS) ? problem : null}
      onConfirm={submit}
    >
      <p>Every device is logged out, within ten minutes at the latest, and the owner is told.</p>
      <form className={styles.form} onSubmit={submit} noValidate>
        <fieldset className={styles.roles} aria-describedby={errors.roles ? errorId : undefined}>
          <legend>Roles</legend>
          {ROLES.map(({ role, words }) => (
            <label key={role}>
              <input type="checkbox" value={role} {...register("roles")} /> {words}
            </label>
          ))}
          {errors.roles && (
            <p className={styles.error} id={errorId}>
              {errors.roles.message}
            </p>
          )}
        </fieldset>
        <TextField
          label="Reason"
          hint="For whoever asks in a year."
          autoComplete="off"
          error={errors.reason?.message}
          {...register("reason")}
        />
        <PasswordField
          label="Your password"
          autoComplete="current-password"
          error={errors.currentPassword?.message}
          {...register("currentPassword")}
        />
      </form>
    </ConfirmDialog>
  );
}
