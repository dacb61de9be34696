/** Withdrawing a schedule from a day on: first whom that would concern, then it is done, with a reason. */
import { useState } from "react";
import { useClient } from "urql";
import { type Problem, toProblem } from "../../api/problem";
import {
  PreviewScheduleWithdrawalDocument,
  type PreviewScheduleWithdrawalQuery,
  WithdrawScheduleDocument,
} from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { TextField } from "../../ui/Field";
import { ProblemNotice } from "../../ui/Notice";
import { countWords } from "../../words/labels";
import { dayWords, todayHere } from "../../words/time";
import styles from "../schedules/SchedulePage.module.css";
import { inParts, withdrawalWords } from "./planned";

const MAX_REASON = 200;

type Concerned = PreviewScheduleWithdrawalQuery["previewScheduleWithdrawal"];

interface WithdrawScheduleProps {
  readonly id: string;
  readonly lastDay: string;
  /** With what became of its flights. */
  readonly onDone: (news: string) => void;
}

export function WithdrawSchedule({ id, lastDay, onDone }: WithdrawScheduleProps) {
  const client = useClient();
  const [fromDay, setFromDay] = useState("");
  const [seen, setSeen] = useState<Concerned | null>(null);
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function look() {
    setBusy(true);
    const wanted = { id, fromDay };
    const { data, error } = await client.query(PreviewScheduleWithdrawalDocument, wanted, {
      requestPolicy: "network-only",
    });
    setProblem(error ? toProblem(error) : null);
    setSeen(data?.previewScheduleWithdrawal ?? null);
    setBusy(false);
  }

  async function withdraw(flights: Concerned) {
    setBusy(true);
    let cancelled = 0;
    let refused = 0;
    let failed: Problem | null = null;
    for (const flightIds of inParts(flights)) {
      const wanted = { id, fromDay, flightIds, reason: reason.trim() };
      const { data, error } = await client.mutation(WithdrawScheduleDocument, wanted);
      failed = error ? toProblem(error) : null;
      cancelled += data?.withdrawSchedule.cancelled.length ?? 0;
      refused += data?.withdrawSchedule.refused.length ?? 0;
      if (failed) break;
    }
    setBusy(false);
    setProblem(failed);
    if (failed) return;
    setSeen(null);
    onDone(`${countWords(cancelled, "flight")} cancelled${refused > 0 ? `, ${refused} refused` : ""}`);
  }

  return (
    <Card title="Withdraw it">
      <form
        className={styles.form}
        aria-label="Withdraw"
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <div className={styles.grid}>
          <TextField
            label="From"
            type="date"
            hint="The first day that is not flown any more."
            required
            min={todayHere().toString()}
            max={lastDay}
            value={fromDay}
            onChange={({ target }) => setFromDay(target.value)}
          />
        </div>
        <div>
          <Button type="submit" busy={isBusy && !seen}>
            See what would be cancelled
          </Button>
        </div>
        {problem && !seen && <ProblemNotice problem={problem} />}
      </form>
      <ConfirmDialog
        isOpen={seen !== null}
        onClose={() => setSeen(null)}
        title={`Withdraw the schedule from ${fromDay && dayWords(fromDay)}?`}
        confirm="Yes, withdraw it"
        keep="Keep the schedule"
        busy={isBusy}
        problem={problem}
        onConfirm={() => seen && withdraw(seen)}
      >
        <p>{seen && withdrawalWords(seen)} Who has booked is told.</p>
        <TextField
          label="Reason (kept with the record)"
          maxLength={MAX_REASON}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </ConfirmDialog>
    </Card>
  );
}
