/** A new account. The server has the last word on passwords; its reasons come back to the field. */
import { zodResolver } from "@hookform/resolvers/zod";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { fieldAtFault, toProblem } from "../api/problem";
import { RegisterDocument } from "../graphql/generated";
import { tellOtherTabs } from "../session/ports";
import { useSessionStore } from "../session/SessionContext";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { PasswordField, TextField } from "../ui/Field";
import { ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import styles from "./account.module.css";
import { MIN_PASSWORD, newPassword, personName, phoneNumber } from "./fields";

const route = getRouteApi("/register");

const schema = z.object({
  firstName: personName("Enter your first name."),
  lastName: personName("Enter your last name."),
  email: z.email("Enter an email address like name@example.com."),
  phone: phoneNumber,
  password: newPassword,
});

const TAKEN = "There is an account with this address already. Log in, or use another address.";
const FIELDS = ["firstName", "lastName", "email", "phone", "password"] as const;

export function RegisterPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const store = useSessionStore();
  const [{ fetching, error }, registerAccount] = useMutation(RegisterDocument);
  const { register, handleSubmit, formState, setError } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { firstName: "", lastName: "", email: "", phone: "", password: "" },
  });
  const errors = formState.errors;

  const submit = handleSubmit(async ({ phone, ...form }) => {
    const { data, error: refused } = await registerAccount(
      { input: { ...form, phone: phone === "" ? null : phone } },
      { carriesCredentials: true },
    );
    if (data) {
      store.open(data.register);
      tellOtherTabs("logged in");
      // "Back" leads to where one was, not to a form that has done its work.
      router.history.replace(next ?? "/");
      return;
    }
    const found = refused ? toProblem(refused) : null;
    const field = fieldAtFault(found, FIELDS);
    if (found && field) setError(field, { message: found.detail }, { shouldFocus: true });
    if (found?.code === "CONFLICT") setError("email", { message: TAKEN }, { shouldFocus: true });
  });

  const problem = error ? toProblem(error) : null;
  const isAtField = problem?.code === "CONFLICT" || fieldAtFault(problem, FIELDS) !== null;
  return (
    <Page title="Create an account" narrow lead="For booking, and for finding your trips again.">
      {problem && !isAtField && <ProblemNotice problem={problem} />}
      <Card>
        <form className={styles.form} onSubmit={submit} noValidate>
          <div className={styles.pair}>
            <TextField
              label="First name"
              autoComplete="given-name"
              error={errors.firstName?.message}
              {...register("firstName")}
            />
            <TextField
              label="Last name"
              autoComplete="family-name"
              error={errors.lastName?.message}
              {...register("lastName")}
            />
          </div>
          <TextField
            label="Email"
            type="email"
            autoComplete="username"
            inputMode="email"
            error={errors.email?.message}
            {...register("email")}
          />
          <TextField
            label="Phone (optional)"
            hint="With country code, like +1 212 555 0100."
            type="tel"
            autoComplete="tel"
            error={errors.phone?.message}
            {...register("phone")}
          />
          <PasswordField
            label="Password"
            autoComplete="new-password"
            hint={`At least ${MIN_PASSWORD} characters; a few unrelated words make a good one.`}
            error={errors.password?.message}
            {...register("password")}
          />
          <Button type="submit" look="brand" wide busy={fetching}>
            Create account
          </Button>
        </form>
      </Card>
      <p className={styles.other}>
        Have an account?{" "}
        <Link to="/login" search={{ next }} replace>
          Log in
        </Link>
      </p>
    </Page>
  );
}
