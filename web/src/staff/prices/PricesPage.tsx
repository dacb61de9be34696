/** The rules that raise or lower filed fares, in the order they are applied; writing, changing and removing them. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { PriceRulesDocument, type RuleFragment } from "../../graphql/generated";
import { Badge } from "../../ui/Badge";
import { ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { Notice, ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { effectWords, scopeWords } from "./priceRule";
import { RuleActs } from "./RuleActs";
import { RuleForm } from "./RuleForm";

const route = getRouteApi("/staff/staff/prices");
// A list that was empty names no type the cache could know it by.
const CONTEXT = { additionalTypenames: ["PriceRule"] };

export function PricesPage() {
  const { rule: chosen, like } = route.useSearch();
  const navigate = route.useNavigate();
  const [news, setNews] = useState<string | null>(null);
  const [{ data, error, fetching }, ask] = useQuery({
    query: PriceRulesDocument,
    requestPolicy: "cache-and-network",
    context: CONTEXT,
  });
  const reload = () => ask({ requestPolicy: "network-only" });
  const rules = data?.priceRules;
  const model = rules?.find(({ id }) => id === like);
  const edited = rules?.find(({ id }) => id === chosen);

  function done(words: string | null) {
    setNews(words);
    reload();
    void navigate({ search: {} });
  }

  return (
    <Page
      title="Price rules"
      lead="Every active rule that matches is applied, the lowest order first, each to what the one before it left. Prices follow within seconds; offers already made stand."
      beside={
        <ButtonLink to="/staff/prices" search={{ rule: "new" }} look="brand">
          <Plus size={18} aria-hidden="true" /> New rule
        </ButtonLink>
      }
    >
      {news && !chosen && <Notice tone="good" title={news} />}
      {chosen === "new" && (!like || rules) && (
        <RuleForm key={`new ${like}`} rule={null} like={model} onDone={done} onStale={reload} />
      )}
      {edited && (
        <>
          <RuleForm key={`${edited.id} ${edited.version}`} rule={edited} onDone={done} onStale={reload} />
          <RuleActs key={`acts ${edited.version}`} ruleId={edited.id} />
        </>
      )}
      {chosen && chosen !== "new" && rules && !edited && (
        <Notice tone="warn" title="This rule is no longer there">
          <p>Somebody may have removed it in the meantime.</p>
        </Notice>
      )}
      {error && !rules && <ProblemNotice problem={toProblem(error)} onRetry={reload} />}
      {!rules && fetching && <Skeleton label="Loading price rules" rows={3} height="3.5rem" />}
      {rules?.length === 0 && chosen !== "new" && (
        <Empty title="No rules">
          <p>Seats are sold at their filed fares and fare classes.</p>
        </Empty>
      )}
      {rules && rules.length > 0 && <DataTable label="Rules" columns={COLUMNS} rows={rules} keyOf={({ id }) => id} />}
    </Page>
  );
}

const COLUMNS: readonly DataColumn<RuleFragment>[] = [
  { name: "Order", cell: ({ priority }) => priority, isNumber: true },
  {
    name: "Rule",
    cell: ({ id, name }) => (
      <Link to="/staff/prices" search={{ rule: id }}>
        {name}
      </Link>
    ),
  },
  { name: "Which seats", cell: scopeWords },
  { name: "Changes the fare by", cell: effectWords },
  {
    name: "State",
    cell: ({ active }) => <Badge tone={active ? "good" : "neutral"}>{active ? "Active" : "Off"}</Badge>,
  },
];
