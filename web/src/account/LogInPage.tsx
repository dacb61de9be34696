/** Logging in, and back to where one was. */
import { zodResolver } from "@hookform/resolvers/zod";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { codeOf, type Problem, toProblem } from "../api/problem";
import { LogInDocument } from "../graphql/generated";
import { tellOtherTabs } from "../session/ports";
import { useSession, useSessionStore } from "../session/SessionContext";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { PasswordField, TextField } from "../ui/Field";
import { Notice, ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import styles from "./account.module.css";

const route = getRouteApi("/login");

const schema = z.object({
  email: z.email("Enter the email address you registered with."),
  password: z.string().min(1, "Enter your password."),
});

export function LogInPage() {
  const { next } = route.useSearch();
  const router = useRouter();
  const store = useSessionStore();
  const session = useSession();
  const [{ fetching, error }, logIn] = useMutation(LogInDocument);
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { email: "", password: "" },
  });

  const submit = handleSubmit(async (form) => {
    const { data } = await logIn(form, { carriesCredentials: true });
    if (!data) return;
    store.open(data.login);
    tellOtherTabs("logged in");
    // "Back" leads to where one was, not to a form that has done its work.
    router.history.replace(next ?? "/");
  });

  return (
    <Page title="Log in" narrow lead={next ? "Log in to continue. What you chose is kept." : undefined}>
      {session.state === "anonymous" && session.ended && !error && (
        <Notice tone="neutral" title="Your session has ended">
          <p>For safety it ends after a while, or when it was used elsewhere.</p>
        </Notice>
      )}
      {error && <ProblemNotice problem={refusedLogIn(codeOf(error)) ?? toProblem(error)} />}
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
          <PasswordField
            label="Password"
            autoComplete="current-password"
            error={formState.errors.password?.message}
            {...register("password")}
          />
          <Button type="submit" look="brand" wide busy={fetching}>
            Log in
          </Button>
        </form>
      </Card>
      <p className={styles.other}>
        <Link to="/forgot-password">Forgot your password?</Link>
      </p>
      <p className={styles.other}>
        New here?{" "}
        <Link to="/register" search={{ next }} replace>
          Create an account
        </Link>
      </p>
    </Page>
  );
}

const REFUSED: Record<string, Pick<Problem, "title" | "detail">> = {
  // Here "unauthenticated" is about what was typed, not about a session.
  UNAUTHENTICATED: { title: "Email or password is wrong", detail: "Check both and try again." },
  FORBIDDEN: { title: "This account is locked", detail: "Get in touch with us to have it opened again." },
};

function refusedLogIn(code: string): Problem | null {
  const words = REFUSED[code];
  return words
    ? { ...words, code, field: null, flightId: null, canRetry: false, retryAfterSeconds: null, traceId: null }
    : null;
}
