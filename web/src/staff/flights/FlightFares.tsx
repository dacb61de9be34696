/** What a seat costs now: the fare classes of each cabin with the seats left in them, and the families on sale. */
import { useState } from "react";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { FlightFaresDocument, type FlightFaresQuery, type ManagedFlightFragment } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { conditionWords } from "../../words/conditions";
import { CABIN_LABEL, FAMILY_LABEL } from "../../words/labels";
import { formatMoney } from "../../words/money";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { FareClassesForm } from "./FareClassesForm";
import styles from "./FlightFares.module.css";
import { typedLadder } from "./ladder";

type Flight = NonNullable<FlightFaresQuery["flight"]>;
type FareClass = Flight["cabins"][number]["fareClasses"][number];
type Family = Flight["fareFamilies"][number];
type Cabin = ManagedFlightFragment["cabins"][number];

export function FlightFares({ flight }: { readonly flight: ManagedFlightFragment }) {
  const cabins = flight.cabins.map(({ cabin }) => cabin);
  const [chosen, setChosen] = useState(cabins[0]);
  const cabin = flight.cabins.find((each) => each.cabin === chosen) ?? flight.cabins[0];
  if (!cabin) return null;
  return (
    <Card title="Fares now">
      <div className={styles.stack}>
        {cabins.length > 1 && (
          <Segmented
            label="Fares of which cabin"
            options={cabins.map((each) => ({ value: each, label: CABIN_LABEL[each] }))}
            value={cabin.cabin}
            onChange={setChosen}
          />
        )}
        <CabinFares key={cabin.cabin} flight={flight} cabin={cabin} />
      </div>
    </Card>
  );
}

function CabinFares({ flight, cabin }: { readonly flight: ManagedFlightFragment; readonly cabin: Cabin }) {
  const [isWriting, setWriting] = useState(false);
  const [{ data, error, fetching }, ask] = useQuery({
    query: FlightFaresDocument,
    variables: { id: flight.id, cabin: cabin.cabin },
    requestPolicy: "cache-and-network",
  });
  if (!data?.flight) {
    if (fetching) return <Skeleton label="Loading fares" rows={1} height="8rem" />;
    return error ? (
      <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
    ) : null;
  }
  const { cabins, fareFamilies } = data.flight;
  const classes = cabins.find((each) => each.cabin === cabin.cabin)?.fareClasses ?? [];
  return (
    <>
      <p className={styles.words}>
        Filed at {formatMoney(cabin.filedFare)}; the next seat costs {formatMoney(cabin.fare)}.
      </p>
      <div className={styles.tables}>
        <DataTable label="Fare classes" columns={CLASSES} rows={classes} keyOf={({ letter }) => letter} />
        {fareFamilies.length > 0 ? (
          <DataTable label="Fare families" columns={FAMILIES} rows={fareFamilies} keyOf={({ family }) => family} />
        ) : (
          <p className={styles.words}>No family is on sale in this cabin.</p>
        )}
      </div>
      {isWriting ? (
        <FareClassesForm
          flight={flight}
          cabin={cabin.cabin}
          start={typedLadder(classes)}
          onDone={() => setWriting(false)}
        />
      ) : (
        flight.status !== "CANCELLED" && (
          <div>
            <Button onClick={() => setWriting(true)}>Change the classes</Button>
          </div>
        )
      )}
    </>
  );
}

const CLASSES: readonly DataColumn<FareClass>[] = [
  { name: "Class", cell: ({ letter }) => <strong>{letter}</strong> },
  { name: "Times the filed fare", cell: ({ factor }) => factor, isNumber: true },
  { name: "Fare", cell: ({ fare }) => formatMoney(fare), isNumber: true },
  { name: "Seats left", cell: ({ seatsLeft }) => seatsLeft, isNumber: true },
  { name: "Kept for dearer", cell: (fareClass) => fareClass.protected, isNumber: true },
];

const FAMILIES: readonly DataColumn<Family>[] = [
  { name: "Family", cell: ({ family }) => FAMILY_LABEL[family] },
  { name: "Class", cell: ({ fareClass }) => fareClass },
  { name: "Fare", cell: ({ fare }) => formatMoney(fare), isNumber: true },
  { name: "Seats left", cell: ({ seatsLeft }) => seatsLeft, isNumber: true },
  { name: "Allows", cell: ({ conditions }) => `${conditionWords([conditions]).join(". ")}.` },
];
