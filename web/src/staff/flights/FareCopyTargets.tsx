/** The flights that would get another's fares, cabin by cabin, before and after. */
import { Link } from "@tanstack/react-router";
import type { PreviewFareCopyQuery } from "../../graphql/generated";
import { CABIN_LABEL } from "../../words/labels";
import { formatMoney } from "../../words/money";
import { dateWords, localDate } from "../../words/time";
import { type DataColumn, DataTable } from "../ui/DataTable";

type Target = PreviewFareCopyQuery["previewFareCopy"]["targets"][number];

export function FareCopyTargets({ targets }: { readonly targets: readonly Target[] }) {
  if (targets.length === 0) return null;
  return (
    <DataTable label="Fares before and after" columns={COLUMNS} rows={targets} keyOf={({ flight }) => flight.id} />
  );
}

function changeWords({ before, after, fareClassesChange, seatPricesChange }: Target["cabins"][number]): string {
  const fares = before.amount === after.amount ? formatMoney(after) : `${formatMoney(before)} to ${formatMoney(after)}`;
  return [fares, fareClassesChange && "other fare classes", seatPricesChange && "other seat prices"]
    .filter(Boolean)
    .join(", ");
}

const COLUMNS: readonly DataColumn<Target>[] = [
  {
    name: "Flight",
    cell: ({ flight }) => (
      <Link to="/staff/flights/$flightId" params={{ flightId: flight.id }}>
        {flight.designator}, {dateWords(localDate(flight.departsAtLocal), "short")}
      </Link>
    ),
  },
  {
    name: "What changes",
    cell: ({ cabins, refusal }) =>
      refusal ?? cabins.map((each) => `${CABIN_LABEL[each.cabin]}: ${changeWords(each)}`).join("; "),
  },
];
