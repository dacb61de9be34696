/** Name and phone. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { fieldAtFault, toProblem } from "../api/problem";
import { type AccountFragment, UpdateProfileDocument } from "../graphql/generated";
import { useSessionStore } from "../session/SessionContext";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import { Notice, ProblemNotice } from "../ui/Notice";
import styles from "./account.module.css";
import { personName, phoneNumber } from "./fields";

const schema = z.object({
  firstName: personName("Enter your first name."),
  lastName: personName("Enter your last name."),
  phone: phoneNumber,
});

const FIELDS = ["firstName", "lastName", "phone"] as const;

export function ProfileForm({ user }: { readonly user: AccountFragment }) {
  const store = useSessionStore();
  const [{ fetching, error, data }, update] = useMutation(UpdateProfileDocument);
  const { register, handleSubmit, formState, reset, setError } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { firstName: user.firstName, lastName: user.lastName, phone: user.phone ?? "" },
  });
  const submit = handleSubmit(async (form) => {
    const answer = await update({ input: { ...form, phone: form.phone === "" ? null : form.phone } });
    if (!answer.data) {
      const refused = answer.error ? toProblem(answer.error) : null;
      const field = fieldAtFault(refused, FIELDS);
      if (refused && field) setError(field, { message: refused.detail }, { shouldFocus: true });
      return;
    }
    store.replaceUser(answer.data.updateProfile);
    reset(form);
  });
  const problem = error ? toProblem(error) : null;
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {problem && !fieldAtFault(problem, FIELDS) && <ProblemNotice problem={problem} />}
      {data && !error && !formState.isDirty && <Notice tone="good" title="Saved" />}
      <div className={styles.pair}>
        <TextField
          label="First name"
          autoComplete="given-name"
          error={formState.errors.firstName?.message}
          {...register("firstName")}
        />
        <TextField
          label="Last name"
          autoComplete="family-name"
          error={formState.errors.lastName?.message}
          {...register("lastName")}
        />
      </div>
      <TextField
        label="Phone (optional)"
        type="tel"
        autoComplete="tel"
        error={formState.errors.phone?.message}
        {...register("phone")}
      />
      <Button type="submit" look="brand" busy={fetching}>
        Save profile
      </Button>
    </form>
  );
}
