/** Seat prices by aircraft type: for all flights on it of which nothing else is said. */
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useMutation, useQuery } from "urql";
import { toProblem } from "../../api/problem";
import {
  AircraftSeatPricesDocument,
  type AircraftSeatsFragment,
  SaveAircraftSeatPricesDocument,
  type SeatPriceInput,
} from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { CABIN_LABEL, countWords } from "../../words/labels";
import { ActsOfOne } from "../audit/ActsTable";
import { fromFlightAct } from "../audit/act";
import { AircraftTypeSelect } from "../flights/AircraftTypeSelect";
import styles from "./SeatPrices.module.css";
import { SeatPricesForm } from "./SeatPricesForm";
import { SeatPriceTable } from "./SeatPriceTable";

const route = getRouteApi("/staff/staff/seat-prices");

export function AircraftSeatPricesPage() {
  const { type } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page
      title="Seat prices"
      lead="What choosing a seat costs on all flights of an aircraft type, unless something else is said of the flight. Seats that were chosen keep their price."
    >
      <AircraftTypeSelect
        none="Choose a type"
        value={type ?? ""}
        onChange={(event) => navigate({ search: { type: event.target.value || undefined } })}
      />
      {type && <SeatsOfType key={type} type={type} />}
    </Page>
  );
}

function SeatsOfType({ type }: { readonly type: string }) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: AircraftSeatPricesDocument,
    variables: { aircraftType: type },
    requestPolicy: "cache-and-network",
  });
  const reload = () => ask({ requestPolicy: "network-only" });
  const seats = data?.aircraftSeatPrices;
  if (!seats) {
    if (fetching) return <Skeleton label="Loading seat prices" rows={2} height="8rem" />;
    return error ? <ProblemNotice problem={toProblem(error)} onRetry={reload} /> : null;
  }
  return (
    <>
      {seats.cabins.map((cabin) => (
        <CabinPrices key={`${cabin.cabin} ${seats.version}`} seats={seats} cabin={cabin} onSaved={reload} />
      ))}
      {seats.acts.length > 0 && (
        <Card title="What staff did">
          <ActsOfOne acts={seats.acts.map(fromFlightAct)} />
        </Card>
      )}
    </>
  );
}

interface CabinPricesProps {
  readonly seats: AircraftSeatsFragment;
  readonly cabin: AircraftSeatsFragment["cabins"][number];
  readonly onSaved: () => void;
}

function CabinPrices({ seats, cabin, onSaved }: CabinPricesProps) {
  const [isWriting, setWriting] = useState(false);
  const [{ error, fetching }, saveList] = useMutation(SaveAircraftSeatPricesDocument);

  async function save(prices: SeatPriceInput[] | null) {
    const cabins = [{ cabin: cabin.cabin, prices }];
    const { data } = await saveList({
      input: { aircraftType: seats.aircraftType.code, cabins, expectedVersion: seats.version },
    });
    if (data) onSaved();
  }

  return (
    <Card title={CABIN_LABEL[cabin.cabin]}>
      <div className={styles.stack}>
        {error && !fetching && <ProblemNotice problem={toProblem(error)} onRetry={onSaved} />}
        <p className={styles.words}>{layoutWords(cabin)}</p>
        {cabin.prices ? (
          <SeatPriceTable prices={cabin.prices} />
        ) : (
          <p className={styles.words}>Nothing is said of this type: its flights ask what was planned for them.</p>
        )}
        {isWriting ? (
          <SeatPricesForm start={cabin.prices ?? []} busy={fetching} onSave={save} onClose={() => setWriting(false)} />
        ) : (
          <div className={styles.actions}>
            <Button onClick={() => setWriting(true)}>
              {cabin.prices ? "Change the seat prices" : "Write seat prices"}
            </Button>
            {cabin.prices && (
              <Button look="quiet" busy={fetching} onClick={() => save(null)}>
                Ask what was planned
              </Button>
            )}
          </div>
        )}
      </div>
    </Card>
  );
}

/** "104 seats in rows 8 to 25". */
function layoutWords({ seatMap: { rows } }: CabinPricesProps["cabin"]): string {
  const seats = rows.reduce((sum, row) => sum + row.seats.length, 0);
  return `${countWords(seats, "seat")} in rows ${rows[0]?.number} to ${rows.at(-1)?.number}.`;
}
