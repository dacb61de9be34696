/** Another aircraft for a flight: its cabins and seats, unless people would be left standing. */
import { useState } from "react";
import { useMutation } from "urql";
import { toProblem } from "../../api/problem";
import { type ManagedFlightFragment, SwapAircraftDocument, type SwapAircraftMutation } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Notice } from "../../ui/Notice";
import { CABIN_LABEL, countWords, flightName } from "../../words/labels";
import { AircraftTypeSelect } from "./AircraftTypeSelect";
import styles from "./FlightPage.module.css";

type Refused = Extract<SwapAircraftMutation["swapAircraft"], { __typename: "AircraftSwapRefused" }>;

interface SwapAircraftProps {
  readonly flight: ManagedFlightFragment;
  readonly onReload: () => void;
}

export function SwapAircraft({ flight, onReload }: SwapAircraftProps) {
  const [chosen, setChosen] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [isDone, setDone] = useState(false);
  const [{ fetching, error }, swap] = useMutation(SwapAircraftDocument);
  const isOther = chosen !== "" && chosen !== flight.aircraftType?.code;

  async function confirm() {
    const { data } = await swap({ flightId: flight.id, aircraftType: chosen, expectedVersion: flight.version });
    if (!data) return;
    setOpen(false);
    const answer = data.swapAircraft;
    setRefused(answer.__typename === "AircraftSwapRefused" ? answer : null);
    setDone(answer.__typename === "Flight");
    if (answer.__typename === "Flight") setChosen("");
    else if (answer.code === "CHANGED_MEANWHILE") onReload();
  }

  return (
    <Card title="Aircraft">
      <div className={styles.form}>
        {isDone && <Notice tone="good" title="The flight has its new aircraft. Seats that are not on it were told." />}
        {refused && <Refusal refused={refused} />}
        <div className={styles.swap}>
          <AircraftTypeSelect
            label="Fly with"
            none={flight.aircraftType ? `As now: ${flight.aircraftType.model}` : "Choose"}
            value={chosen}
            onChange={({ target }) => setChosen(target.value)}
          />
          <Button disabled={!isOther} onClick={() => setOpen(true)}>
            Swap the aircraft
          </Button>
        </div>
      </div>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={`Fly ${flightName(flight)} with another aircraft?`}
        confirm="Yes, swap it"
        keep="Keep this one"
        look="brand"
        busy={fetching}
        problem={error ? toProblem(error) : null}
        onConfirm={confirm}
      >
        <p>
          The cabins get the seats of the other aircraft. Nobody loses a booking: if one would not fit, nothing is
          changed. Who chose a seat that is not on it is told to choose again.
        </p>
      </ConfirmDialog>
    </Card>
  );
}

function Refusal({ refused: { message, cabins } }: { readonly refused: Refused }) {
  return (
    <Notice tone="warn" title="The aircraft was not swapped">
      <p>{message}</p>
      <ul>
        {cabins.map(({ cabin, capacity, taken, missing }) => (
          <li key={cabin}>
            {CABIN_LABEL[cabin]}: {countWords(capacity, "seat")} there, {taken} taken, {missing} too few
          </li>
        ))}
      </ul>
    </Notice>
  );
}
