/** Giving other flights the fares of this one: which of them, what they would get, and then doing it. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import { type OperationResult, useClient } from "urql";
import { fieldAtFault, type Problem, toProblem } from "../../api/problem";
import {
  CopyFaresDocument,
  type CopyFaresMutation,
  type FareCopyInput,
  type ManagedFlightFragment,
  PreviewFareCopyDocument,
  type PreviewFareCopyQuery,
} from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { TextField } from "../../ui/Field";
import { Notice, ProblemNotice } from "../../ui/Notice";
import { countWords } from "../../words/labels";
import { WeekdaysField } from "../schedules/WeekdaysField";
import { AirportInput } from "../ui/AirportInput";
import styles from "./CopyFares.module.css";
import { FareCopyTargets } from "./FareCopyTargets";
import { copySchema, type FareCopyForm, planWords, toCopyInput, typedCopy } from "./fareCopy";

const SERVER_FIELDS = ["origin", "destination", "firstDay", "lastDay"] as const;

type CopyAnswer = OperationResult<CopyFaresMutation>;

interface Planned {
  readonly input: FareCopyInput;
  readonly preview: PreviewFareCopyQuery["previewFareCopy"];
}

export function CopyFares({ flight }: { readonly flight: ManagedFlightFragment }) {
  const client = useClient();
  const [planned, setPlanned] = useState<Planned | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [news, setNews] = useState<string | null>(null);
  const [isCopying, setCopying] = useState(false);
  const { register, control, handleSubmit, formState, setError } = useForm({
    resolver: zodResolver(copySchema),
    defaultValues: typedCopy(flight),
  });
  const errors = formState.errors;

  async function look(form: FareCopyForm) {
    const input = toCopyInput(form, flight);
    const { data, error } = await client.query(PreviewFareCopyDocument, { input }, { requestPolicy: "network-only" });
    const failed = error ? toProblem(error) : null;
    const field = fieldAtFault(failed, SERVER_FIELDS);
    if (field && failed) setError(field, { message: failed.detail }, { shouldFocus: true });
    else setProblem(failed);
    setNews(null);
    setPlanned(data ? { input, preview: data.previewFareCopy } : null);
  }

  /** Some at a time, each once, until none remains. */
  async function copy({ input }: Planned) {
    setCopying(true);
    let changed = 0;
    let refused = 0;
    let after: string | null = null;
    do {
      const { data, error }: CopyAnswer = await client.mutation(CopyFaresDocument, { input, after });
      setProblem(error ? toProblem(error) : null);
      changed += data?.copyFares.changed ?? 0;
      refused += data?.copyFares.refused.length ?? 0;
      after = data?.copyFares.endCursor ?? null;
      const rest = [refused > 0 && `${refused} refused`, after && `${data?.copyFares.remaining} to go`].filter(Boolean);
      setNews([`${countWords(changed, "flight")} changed`, ...rest].join(", "));
    } while (after);
    setCopying(false);
    setPlanned(null);
  }

  return (
    <Card title="Copy its fares to other flights">
      <form
        className={styles.form}
        onSubmit={handleSubmit(look)}
        onChange={() => setPlanned(null)}
        noValidate
        aria-label="Copy fares"
      >
        <div className={styles.grid}>
          <AirportInput control={control} name="origin" label="From" />
          <AirportInput control={control} name="destination" label="To" />
          <TextField label="First day" type="date" error={errors.firstDay?.message} {...register("firstDay")} />
          <TextField label="Last day" type="date" error={errors.lastDay?.message} {...register("lastDay")} />
        </div>
        <Controller
          control={control}
          name="weekdays"
          render={({ field }) => (
            <WeekdaysField
              value={field.value}
              onChange={(days) => {
                setPlanned(null);
                field.onChange(days);
              }}
              error={errors.weekdays?.message}
            />
          )}
        />
        <div className={styles.checks}>
          <label className={styles.check}>
            <input type="checkbox" {...register("onlySameNumber")} /> Only flights {flight.designator}
          </label>
          <label className={styles.check}>
            <input type="checkbox" {...register("fareClasses")} /> With its fare classes
          </label>
          <label className={styles.check}>
            <input type="checkbox" {...register("seatPrices")} /> With its own seat prices
          </label>
        </div>
        <div className={styles.actions}>
          <Button type="submit" busy={formState.isSubmitting}>
            See what would change
          </Button>
        </div>
      </form>
      <div className={styles.form}>
        {problem && <ProblemNotice problem={problem} />}
        {news && <Notice tone="good" title={news} />}
        {planned && <p role="status">{planWords(planned.preview)}</p>}
        {planned && <FareCopyTargets targets={planned.preview.targets} />}
        {planned && planned.preview.toChange > 0 && (
          <div className={styles.actions}>
            <Button look="brand" busy={isCopying} onClick={() => copy(planned)}>
              Copy to {countWords(planned.preview.toChange, "flight")}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}
