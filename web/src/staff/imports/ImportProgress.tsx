/** How far a schedule file has been carried out: asked again until it is done. */
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { ScheduleImportDocument, type ScheduleImportQuery } from "../../graphql/generated";
import { Card } from "../../ui/Card";
import { Notice, ProblemNotice } from "../../ui/Notice";
import { type DataColumn, DataTable } from "../ui/DataTable";
import styles from "./ImportPage.module.css";
import { countsWords } from "./scheduleFile";

// Some tens of flights are done between two looks.
const LOOK_AGAIN_MS = 1_000;

type Import = NonNullable<ScheduleImportQuery["scheduleImport"]>;
type Problem = Import["problems"][number];

interface ImportProgressProps {
  readonly id: string;
  readonly onDone: () => void;
}

export function ImportProgress({ id, onDone }: ImportProgressProps) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: ScheduleImportDocument,
    variables: { id },
    requestPolicy: "network-only",
  });
  const found = data?.scheduleImport;
  const isDone = Boolean(found?.finishedAt);

  useEffect(() => {
    if (isDone || fetching || (error && !found)) return;
    const timer = setTimeout(() => ask({ requestPolicy: "network-only" }), LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [isDone, fetching, error, found, ask]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, however often the page above is drawn anew
  useEffect(() => {
    if (isDone) onDone();
  }, [isDone]);

  return (
    <section className={styles.results} aria-label="How far it is">
      {error && !found && <ProblemNotice problem={toProblem(error)} onRetry={() => ask()} />}
      {found && <State found={found} />}
      {found && found.problems.length > 0 && (
        <Card title="What was not carried out">
          <DataTable
            label="Problems"
            columns={COLUMNS}
            rows={found.problems}
            keyOf={({ line, flightId }) => `${line} ${flightId}`}
          />
        </Card>
      )}
    </section>
  );
}

function State({ found }: { readonly found: Import }) {
  const { fileName, state, lines, linesDone, counts } = found;
  const name = fileName || "The file";
  if (state === "DONE") {
    return (
      <Notice tone="good" title={`${name} is carried out`}>
        <p>Flights: {countsWords(counts, "done")}.</p>
      </Notice>
    );
  }
  if (state === "FAILED") {
    return (
      <Notice tone="bad" title={`${name} could not be carried out`}>
        <p>It is safe to send it again. Until it ended: {countsWords(counts, "done")}.</p>
      </Notice>
    );
  }
  return (
    <Notice tone="neutral" title={state === "WAITING" ? `${name} waits for its turn` : `${name} is being carried out`}>
      <progress className={styles.bar} max={lines} value={linesDone} aria-label="Lines done" />
      <p>
        {linesDone} of {lines} lines; {countsWords(counts, "done")}. It goes on when you leave this page.
      </p>
    </Notice>
  );
}

const COLUMNS: readonly DataColumn<Problem>[] = [
  { name: "Line", cell: ({ line }) => line ?? "not in the file", isNumber: true },
  {
    name: "Flight",
    cell: ({ flightId }) =>
      flightId && (
        <Link to="/staff/flights/$flightId" params={{ flightId }}>
          {flightId}
        </Link>
      ),
  },
  { name: "Why", cell: ({ message }) => message },
];
