/** Who made a price rule what it is. */
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { PriceRuleActsDocument } from "../../graphql/generated";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { ActsOfOne } from "../audit/ActsTable";
import { fromFlightAct } from "../audit/act";

export function RuleActs({ ruleId }: { readonly ruleId: string }) {
  const [{ data, error }, ask] = useQuery({
    query: PriceRuleActsDocument,
    variables: { id: ruleId },
    requestPolicy: "network-only",
  });
  if (!data && !error) return null;
  return (
    <Card title="What staff did">
      {data ? (
        <ActsOfOne acts={data.priceRuleActs.map(fromFlightAct)} />
      ) : (
        error && <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
      )}
    </Card>
  );
}
