/** What administrators may do to an account; each asks for the reason, which goes on record. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useMutation } from "urql";
import { z } from "zod";
import { toProblem } from "../../api/problem";
import {
  type AccountForStaffFragment,
  EndSessionsOfDocument,
  LockAccountDocument,
  UnlockAccountDocument,
} from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { TextField } from "../../ui/Field";
import styles from "./accounts.module.css";
import { ChangeRoles } from "./ChangeRoles";
import { reasonRule } from "./reason";

const ACTIONS = {
  lock: {
    document: LockAccountDocument,
    words: "Lock this account",
    title: "Lock this account?",
    confirm: "Yes, lock it",
    what: "Nobody can log in until it is unlocked, and everybody is logged out. The owner is told, but not why.",
  },
  unlock: {
    document: UnlockAccountDocument,
    words: "Unlock this account",
    title: "Unlock this account?",
    confirm: "Yes, unlock it",
    what: "Its owner can log in again, and is told so.",
  },
  endSessions: {
    document: EndSessionsOfDocument,
    words: "Log out everywhere",
    title: "Log out everywhere?",
    confirm: "Yes, log out",
    what: "Every device is logged out, within ten minutes at the latest. The password stays.",
  },
} as const;

type ActionName = keyof typeof ACTIONS;

interface AccountActionsProps {
  readonly user: AccountForStaffFragment;
  readonly onDone: () => void;
}

export function AccountActions({ user, onDone }: AccountActionsProps) {
  const [asked, setAsked] = useState<ActionName | "changeRoles" | null>(null);
  const names: readonly ActionName[] = user.lockedAt ? ["unlock"] : ["endSessions", "lock"];
  const close = () => setAsked(null);
  const done = () => {
    close();
    onDone();
  };
  return (
    <div className={styles.actions}>
      <Button look="outline" onClick={() => setAsked("changeRoles")}>
        Change roles
      </Button>
      {names.map((name) => (
        <Button key={name} look={name === "lock" ? "danger" : "outline"} onClick={() => setAsked(name)}>
          {ACTIONS[name].words}
        </Button>
      ))}
      {asked === "changeRoles" ? (
        <ChangeRoles user={user} onClose={close} onDone={done} />
      ) : (
        asked && <ReasonDialog name={asked} accountId={user.id} onClose={close} onDone={done} />
      )}
    </div>
  );
}

interface ReasonDialogProps {
  readonly name: ActionName;
  readonly accountId: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const schema = z.object({ reason: reasonRule });

function ReasonDialog({ name, accountId, onClose, onDone }: ReasonDialogProps) {
  const { document, title, confirm, what } = ACTIONS[name];
  const [{ fetching, error }, act] = useMutation<unknown, { id: string; reason: string }>(document);
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { reason: "" },
  });
  const submit = handleSubmit(async ({ reason }) => {
    const answer = await act({ id: accountId, reason });
    if (!answer.error) onDone();
  });
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={title}
      confirm={confirm}
      keep="Leave it"
      look={name === "lock" ? "danger" : "brand"}
      busy={fetching}
      problem={error ? toProblem(error) : null}
      onConfirm={submit}
    >
      <p>{what}</p>
      <form onSubmit={submit} noValidate>
        <TextField
          label="Reason"
          hint="For whoever asks in a year."
          autoComplete="off"
          error={formState.errors.reason?.message}
          {...register("reason")}
        />
      </form>
    </ConfirmDialog>
  );
}
