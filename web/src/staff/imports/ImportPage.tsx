/** Schedule files: choosing one, seeing what it would do, having it carried out; and those that were sent in before. */
import { zodResolver } from "@hookform/resolvers/zod";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { ScheduleFileInput } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { SelectField, TextField } from "../../ui/Field";
import { Page } from "../../ui/Page";
import { CABIN_LABEL, CABINS } from "../../words/labels";
import { CurrencySelect } from "../flights/CurrencySelect";
import styles from "./ImportPage.module.css";
import { ImportPreview } from "./ImportPreview";
import { ImportProgress } from "./ImportProgress";
import { PastImports } from "./PastImports";
import { blankFile, type ChosenFile, fileSchema, readScheduleFile } from "./scheduleFile";

const route = getRouteApi("/staff/staff/schedules/import");

// A browser lets a page read the file as it was chosen, and none that was written since.
const UNREADABLE = "This file has changed since you chose it, or cannot be read; choose it again.";

export function ImportPage() {
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  // Which one was done last: what was sent in before is then read again.
  const [done, setDone] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ScheduleFileInput | null>(null);
  const { register, handleSubmit, formState, setError } = useForm({
    resolver: zodResolver(fileSchema),
    defaultValues: blankFile(),
  });
  const errors = formState.errors;

  async function look(form: ChosenFile) {
    const file = await readScheduleFile(form).catch(() => null);
    if (file === null) return setError("files", { message: UNREADABLE }, { shouldFocus: true });
    setChosen(file);
    void navigate({ search: {} });
  }

  return (
    <Page
      title="Import a schedule"
      lead="A file as airlines exchange it (SSIM chapter 7), or a spreadsheet saved as CSV. Nothing changes before you have seen what it would do. Flights that are as the file has them stay, so a file can be sent again."
    >
      {/* What was typed after a look is not what was looked at. */}
      <form
        className={styles.form}
        onSubmit={handleSubmit(look)}
        onChange={() => setChosen(null)}
        noValidate
        aria-label="Schedule file"
      >
        <Card title="File">
          <div className={styles.grid}>
            <TextField
              label="File"
              type="file"
              accept=".ssim,.ssm,.txt,.dat,.csv,text/plain,text/csv"
              error={errors.files?.message}
              {...register("files")}
            />
            <SelectField label="Form" {...register("format")}>
              <option value="AUTO">As it looks</option>
              <option value="SSIM">SSIM chapter 7</option>
              <option value="CSV">CSV</option>
            </SelectField>
          </div>
          <label className={styles.check}>
            <input type="checkbox" {...register("cancelAbsent")} /> Cancel flights of these numbers that the file no
            longer has, on the days it covers
          </label>
        </Card>
        <Card title="Fares of new flights">
          <p className={styles.words}>
            A new flight costs what the file says, or else what the last flight of the same number on the same route
            costs. Only where there is none, these count; cabins left open stand to the others as usual.
          </p>
          <div className={styles.grid}>
            {CABINS.map((cabin, index) => (
              <TextField
                key={cabin}
                label={CABIN_LABEL[cabin]}
                inputMode="decimal"
                error={errors.fares?.[index]?.amount?.message}
                {...register(`fares.${index}.amount`)}
              />
            ))}
            <CurrencySelect {...register("currency")} />
          </div>
        </Card>
        <div className={styles.actions}>
          <Button type="submit" busy={formState.isSubmitting}>
            See what it would do
          </Button>
        </div>
      </form>
      {chosen && (
        <ImportPreview file={chosen} onSent={(sent) => navigate({ search: { id: sent } })} key={keyOf(chosen)} />
      )}
      {id && <ImportProgress id={id} key={id} onDone={() => setDone(id)} />}
      <PastImports key={`${id} ${done}`} />
    </Page>
  );
}

function keyOf({ fileName, text, cancelAbsent }: ScheduleFileInput): string {
  return `${fileName} ${text.length} ${cancelAbsent}`;
}
