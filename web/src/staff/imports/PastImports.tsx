/** The schedule files that were sent in, by whom, and what came of them. */
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import {
  type ImportProgressFragment,
  type ScheduleImportState,
  ScheduleImportsDocument,
} from "../../graphql/generated";
import { Badge } from "../../ui/Badge";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import type { Tone } from "../../words/labels";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { instantWords } from "../ui/instant";
import { Pages, usePages } from "../ui/Pages";
import { personName } from "../ui/personName";
import styles from "./ImportPage.module.css";
import { countsWords } from "./scheduleFile";

const STATE: Record<ScheduleImportState, { readonly words: string; readonly tone: Tone }> = {
  WAITING: { words: "Waiting", tone: "busy" },
  RUNNING: { words: "Under way", tone: "busy" },
  DONE: { words: "Done", tone: "good" },
  FAILED: { words: "Failed", tone: "bad" },
};
// A list that was empty names no type the cache could know it by.
const CONTEXT = { additionalTypenames: ["ScheduleImport"] };

export function PastImports() {
  const pages = usePages();
  const [{ data, error, fetching }, ask] = useQuery({
    query: ScheduleImportsDocument,
    variables: { after: pages.after },
    requestPolicy: "cache-and-network",
    context: CONTEXT,
  });
  const imports = data?.scheduleImports;
  return (
    <Card title="Sent in before">
      {error && !imports && (
        <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
      )}
      {!imports && fetching && <Skeleton label="Loading what was sent in" rows={1} height="3rem" />}
      {imports?.edges.length === 0 && <p className={styles.words}>Nothing yet.</p>}
      {imports && imports.edges.length > 0 && (
        <DataTable
          label="Files sent in"
          columns={COLUMNS}
          rows={imports.edges.map(({ node }) => node)}
          keyOf={({ id }) => id}
        />
      )}
      {imports && <Pages label="Pages of files" pages={pages} info={imports.pageInfo} />}
    </Card>
  );
}

const COLUMNS: readonly DataColumn<ImportProgressFragment>[] = [
  {
    name: "File",
    cell: ({ id, fileName }) => (
      <Link to="/staff/schedules/import" search={{ id }}>
        {fileName || "without a name"}
      </Link>
    ),
  },
  { name: "When", cell: ({ requestedAt }) => instantWords(requestedAt) },
  { name: "Who", cell: ({ userId, user }) => personName({ id: userId, user }) },
  { name: "State", cell: ({ state }) => <Badge tone={STATE[state].tone}>{STATE[state].words}</Badge> },
  { name: "Flights", cell: ({ counts }) => countsWords(counts, "done") },
];
