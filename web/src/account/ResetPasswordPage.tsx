/** A new password for whoever opened the letter's link. It logs in here, and out everywhere else. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { fieldAtFault, toProblem } from "../api/problem";
import { ResetPasswordDocument } from "../graphql/generated";
import { tellOtherTabs } from "../session/ports";
import { useSessionStore } from "../session/SessionContext";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { PasswordField } from "../ui/Field";
import { ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import styles from "./account.module.css";
import { areEqual, DIFFERENT, MIN_PASSWORD, newPassword } from "./fields";
import { LinkSpent } from "./LinkSpent";
import { useLetterToken } from "./useLetterToken";

const schema = z.object({ newPassword, repeated: z.string() }).refine(areEqual, DIFFERENT);

export function ResetPasswordPage() {
  const token = useLetterToken();
  const [{ fetching, error }, reset] = useMutation(ResetPasswordDocument);
  const router = useRouter();
  const store = useSessionStore();
  const { register, handleSubmit, formState, setError } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { newPassword: "", repeated: "" },
  });
  const problem = error ? toProblem(error) : null;
  const isSpent = token === null || problem?.field === "token";

  const submit = handleSubmit(async ({ newPassword: wanted }) => {
    if (token === null) return;
    const answer = await reset({ token, newPassword: wanted }, { carriesCredentials: true });
    if (answer.data) {
      store.open(answer.data.resetPassword);
      tellOtherTabs("logged in");
      router.history.replace("/account");
      return;
    }
    const refused = answer.error ? toProblem(answer.error) : null;
    if (refused?.field === "newPassword") setError("newPassword", { message: refused.detail }, { shouldFocus: true });
  });

  return (
    <Page title="Choose a new password" narrow lead="You are logged in with it here, and logged out everywhere else.">
      {isSpent && <LinkSpent toAskAgain="/forgot-password" words="Ask for a new link" />}
      {!isSpent && (
        <>
          {problem && !fieldAtFault(problem, ["newPassword"]) && <ProblemNotice problem={problem} />}
          <Card>
            <form className={styles.form} onSubmit={submit} noValidate>
              <PasswordField
                label="New password"
                autoComplete="new-password"
                hint={`At least ${MIN_PASSWORD} characters; a few unrelated words make a good one.`}
                error={formState.errors.newPassword?.message}
                {...register("newPassword")}
              />
              <PasswordField
                label="New password again"
                autoComplete="new-password"
                error={formState.errors.repeated?.message}
                {...register("repeated")}
              />
              <Button type="submit" look="brand" wide busy={fetching}>
                Save and log in
              </Button>
            </form>
          </Card>
        </>
      )}
    </Page>
  );
}
