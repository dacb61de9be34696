/** What a schedule file would do, line by line, before it is carried out. */
import { useState } from "react";
import { useMutation, useQuery } from "urql";
import { toProblem } from "../../api/problem";
import {
  ImportScheduleDocument,
  PreviewScheduleImportDocument,
  type PreviewScheduleImportQuery,
  type ScheduleFileInput,
} from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { Notice, ProblemNotice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import { CABIN_LABEL, countWords } from "../../words/labels";
import { formatMoney } from "../../words/money";
import { shortWeekday } from "../schedules/schedule";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { Pages, usePages } from "../ui/Pages";
import styles from "./ImportPage.module.css";
import { changesSomething, countsWords, linesWords } from "./scheduleFile";

type Preview = PreviewScheduleImportQuery["previewScheduleImport"];
type Line = Preview["lines"]["edges"][number]["node"];

interface ImportPreviewProps {
  readonly file: ScheduleFileInput;
  readonly onSent: (id: string) => void;
}

export function ImportPreview({ file, onSent }: ImportPreviewProps) {
  const [onlyProblems, setOnlyProblems] = useState(false);
  const pages = usePages();
  const [{ data, error, fetching }] = useQuery({
    query: PreviewScheduleImportDocument,
    variables: { input: file, onlyProblems, after: pages.after },
    requestPolicy: "network-only",
  });
  const [sending, send] = useMutation(ImportScheduleDocument);
  const [refusal, setRefusal] = useState<string | null>(null);
  const preview = data?.previewScheduleImport;

  async function carryOut() {
    setRefusal(null);
    const sent = (await send({ input: file })).data?.importSchedule;
    if (sent?.__typename === "ScheduleImport") onSent(sent.id);
    else if (sent) setRefusal(sent.message);
  }

  return (
    <section className={styles.results} aria-label="What the file would do">
      {error && !fetching && <ProblemNotice problem={toProblem(error)} />}
      {!preview && fetching && <Skeleton label="Reading the file" rows={3} height="3rem" />}
      {preview && <Summary preview={preview} cancels={file.cancelAbsent ?? false} />}
      {preview && (
        <Card
          title="Line by line"
          beside={
            <label>
              <input
                type="checkbox"
                checked={onlyProblems}
                onChange={({ target }) => {
                  setOnlyProblems(target.checked);
                  pages.start();
                }}
              />{" "}
              Only lines with problems
            </label>
          }
        >
          {preview.lines.totalCount === 0 && <p>No line has a problem.</p>}
          {preview.lines.totalCount > 0 && (
            <DataTable
              label="Lines of the file"
              columns={COLUMNS}
              rows={preview.lines.edges.map(({ node }) => node)}
              keyOf={({ number }) => String(number)}
            />
          )}
          <Pages label="Pages of lines" pages={pages} info={preview.lines.pageInfo} />
        </Card>
      )}
      {sending.error && <ProblemNotice problem={toProblem(sending.error)} />}
      {refusal && <Notice tone="bad" title={refusal} />}
      {preview && isWorthSending(preview, file) && (
        <div className={styles.actions}>
          <Button look="brand" busy={sending.fetching} onClick={carryOut}>
            Carry it out
          </Button>
        </div>
      )}
    </section>
  );
}

function isWorthSending({ counts, absent }: Preview, { cancelAbsent }: ScheduleFileInput): boolean {
  return changesSomething(counts) || (cancelAbsent === true && absent > 0);
}

function Summary({ preview, cancels }: { readonly preview: Preview; readonly cancels: boolean }) {
  const { counts, linesRefused, linesSkipped, pastFlights, absent, absentFlights } = preview;
  const isClean = linesRefused === 0 && counts.every(({ outcome, count }) => outcome !== "REFUSED" || count === 0);
  const left = linesWords(linesRefused, linesSkipped, pastFlights);
  return (
    <Notice tone={isClean ? "neutral" : "warn"} title={`Flights: ${countsWords(counts, "planned")}`}>
      {left && <p>{left}</p>}
      {absent > 0 && (
        <p>
          {countWords(absent, "flight")} on sale that the file does not have{" "}
          {cancels ? "will be cancelled, and travellers told" : "stay"}: {absentFlights.join(", ")}
          {absent > absentFlights.length && ", …"}
        </p>
      )}
    </Notice>
  );
}

const COLUMNS: readonly DataColumn<Line>[] = [
  { name: "Line", cell: ({ number }) => number, isNumber: true },
  {
    name: "Flight",
    cell: ({ designator, origin, destination }) => designator && `${designator}, ${origin} to ${destination}`,
  },
  {
    name: "Days",
    cell: ({ firstDay, lastDay, weekdays }) =>
      firstDay &&
      `${firstDay} to ${lastDay}, ${weekdays.length === 7 ? "daily" : weekdays.map(shortWeekday).join(" ")}`,
  },
  {
    name: "Seats and fares of new flights",
    cell: ({ cabins }) =>
      cabins.map(({ cabin, capacity, fare }) => `${CABIN_LABEL[cabin]} ${capacity} at ${formatMoney(fare)}`).join(", "),
  },
  { name: "Flights", cell: ({ counts, designator }) => designator && countsWords(counts, "planned") },
  {
    name: "What to know",
    cell: ({ message, flights }) => (
      <>
        {message}
        <ul className={styles.list}>
          {flights.map((flight) => (
            <li key={flight.flightId}>
              {flight.flightId}: {flight.message}
            </li>
          ))}
        </ul>
      </>
    ),
  },
];
