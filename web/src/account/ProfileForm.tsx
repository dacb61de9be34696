/** Name and phone. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { toProblem } from "../api/problem";
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

export function ProfileForm({ user }: { readonly user: AccountFragment }) {
  const store = useSessionStore();
  const [{ fetching, error, data }, update] = useMutation(UpdateProfileDocument);
  const { register, handleSubmit, formState, reset } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { firstName: user.firstName, lastName: user.lastName, phone: user.phone ?? "" },
  });
  const submit = handleSubmit(async (form) => {
    const answer = await update({ input: { ...form, phone: form.phone === "" ? null : form.phone } });
    if (!answer.data) return;
    store.replaceUser(answer.data.updateProfile);
    reset(form);
  });
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {error && <ProblemNotice problem={toProblem(error)} />}
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
