/** What the rule as it is typed would do to the prices of a day, before it is saved. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useClient } from "urql";
import { type Problem, toProblem } from "../../api/problem";
import { PreviewPriceRuleDocument, type PreviewPriceRuleQuery, type PriceRuleInput } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { ProblemNotice } from "../../ui/Notice";
import { CABIN_LABEL, countWords } from "../../words/labels";
import { formatMoney } from "../../words/money";
import { clockTime, todayHere } from "../../words/time";
import { type DataColumn, DataTable } from "../ui/DataTable";
import styles from "./RuleForm.module.css";

// Enough to see whether the rule does what it should.
const FLIGHTS_SHOWN = 15;

type Preview = PreviewPriceRuleQuery["previewPriceRule"];
type Change = Preview["changes"][number];

interface RulePreviewProps {
  readonly firstDay: string;
  /** The rule as typed, or null while it has mistakes, which are then shown at their fields. */
  readonly read: () => Promise<PriceRuleInput | null>;
}

export function RulePreview({ firstDay, read }: RulePreviewProps) {
  const client = useClient();
  const [typed, setDay] = useState<string | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isAsking, setAsking] = useState(false);
  const tomorrow = todayHere().add({ days: 1 }).toString();
  const day = typed ?? (firstDay > tomorrow ? firstDay : tomorrow);

  async function look() {
    const input = await read();
    if (!input || day === "") return;
    setAsking(true);
    const variables = { input, day, first: FLIGHTS_SHOWN };
    const { data, error } = await client.query(PreviewPriceRuleDocument, variables, { requestPolicy: "network-only" });
    setAsking(false);
    setPreview(data?.previewPriceRule ?? null);
    setProblem(error ? toProblem(error) : null);
  }

  return (
    <section className={styles.form} aria-label="What it would change">
      <div className={styles.grid}>
        <TextField
          label="Prices of which day"
          type="date"
          min={todayHere().toString()}
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
      </div>
      <div className={styles.actions}>
        <Button onClick={look} busy={isAsking}>
          See what would change
        </Button>
      </div>
      {problem && <ProblemNotice problem={problem} />}
      {preview && (
        <>
          <p role="status">{summaryWords(preview)}</p>
          {preview.changes.length > 0 && (
            <DataTable
              label="Prices before and after"
              columns={COLUMNS}
              rows={preview.changes}
              keyOf={({ flight, cabin }) => `${flight.id} ${cabin}`}
            />
          )}
        </>
      )}
    </section>
  );
}

function summaryWords({ flights, changes }: Preview): string {
  const shown = new Set(changes.map(({ flight }) => flight.id)).size;
  if (flights === 0) return "No flight on sale that day is concerned.";
  const concerned = `${countWords(flights, "flight")} on sale that day ${flights === 1 ? "is" : "are"} concerned`;
  return shown < flights ? `${concerned}; here are the first ${shown}.` : `${concerned}.`;
}

const COLUMNS: readonly DataColumn<Change>[] = [
  {
    name: "Flight",
    cell: ({ flight }) => (
      <Link to="/staff/flights/$flightId" params={{ flightId: flight.id }}>
        {flight.designator}
      </Link>
    ),
  },
  {
    name: "Leaves",
    cell: ({ flight }) => `${clockTime(flight.departsAtLocal)}, ${flight.origin.code} to ${flight.destination.code}`,
  },
  { name: "Cabin", cell: ({ cabin }) => CABIN_LABEL[cabin] },
  { name: "Now", cell: ({ before }) => formatMoney(before), isNumber: true },
  { name: "With the rule", cell: ({ after }) => formatMoney(after), isNumber: true },
];
