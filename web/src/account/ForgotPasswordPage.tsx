/** A forgotten password: where to send the letter. Whether there is an account is told in the mailbox only. */
import { zodResolver } from "@hookform/resolvers/zod";
import { Link } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { toProblem } from "../api/problem";
import { RequestPasswordResetDocument } from "../graphql/generated";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { TextField } from "../ui/Field";
import { Notice, ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import styles from "./account.module.css";

const schema = z.object({ email: z.email("Enter the email address you registered with.") });

export function ForgotPasswordPage() {
  const [{ fetching, error, data }, request] = useMutation(RequestPasswordResetDocument);
  const { register, handleSubmit, formState, getValues } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { email: "" },
  });
  const submit = handleSubmit(async (form) => {
    await request(form);
  });
  return (
    <Page title="Forgot your password?" narrow lead="We send you a link to choose a new one.">
      {error && <ProblemNotice problem={toProblem(error)} />}
      {data && !fetching && (
        <Notice tone="good" title="Look into your mailbox">
          <p>
            If there is an account with {getValues("email")}, a letter is on its way. Its link works once, for half an
            hour. Not there? Look into the spam folder, too.
          </p>
        </Notice>
      )}
      <Card>
        <form className={styles.form} onSubmit={submit} noValidate>
          <TextField
            label="Email"
            type="email"
            autoComplete="username"
            inputMode="email"
            error={formState.errors.email?.message}
            {...register("email")}
          />
          <Button type="submit" look="brand" wide busy={fetching}>
            Send the link
          </Button>
        </form>
      </Card>
      <p className={styles.other}>
        Remembered it? <Link to="/login">Log in</Link>
      </p>
    </Page>
  );
}
