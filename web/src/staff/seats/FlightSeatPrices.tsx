/** What the seats of a flight's cabin cost, whether that is said of the flight or of its aircraft, and saying it anew. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMutation, useQuery } from "urql";
import { toProblem } from "../../api/problem";
import {
  ChangeFlightDocument,
  FlightSeatPricesDocument,
  type ManagedFlightFragment,
  type SeatPriceInput,
} from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { ProblemNotice } from "../../ui/Notice";
import styles from "./SeatPrices.module.css";
import { SeatPricesForm } from "./SeatPricesForm";
import { SeatPriceTable } from "./SeatPriceTable";

interface FlightSeatPricesProps {
  readonly flight: ManagedFlightFragment;
  readonly cabin: ManagedFlightFragment["cabins"][number]["cabin"];
}

export function FlightSeatPrices({ flight, cabin }: FlightSeatPricesProps) {
  const [isWriting, setWriting] = useState(false);
  const [{ data, error, fetching }, ask] = useQuery({
    query: FlightSeatPricesDocument,
    variables: { id: flight.id },
    requestPolicy: "cache-and-network",
  });
  const [saving, change] = useMutation(ChangeFlightDocument);
  const found = data?.flight?.cabins.find((each) => each.cabin === cabin)?.seatPrices;
  if (!found) {
    return error && !fetching ? (
      <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
    ) : null;
  }

  async function save(prices: SeatPriceInput[] | null) {
    const input = { seatPrices: [{ cabin, prices }], expectedVersion: flight.version };
    const { data: saved } = await change({ id: flight.id, input });
    if (saved) setWriting(false);
  }

  return (
    <div className={styles.stack}>
      {saving.error && !saving.fetching && <ProblemNotice problem={toProblem(saving.error)} />}
      <p className={styles.words}>
        {found.isOwn ? "Seat prices of this flight alone." : <OfTheAircraft code={flight.aircraftType?.code} />} Seats
        that were chosen keep their price.
      </p>
      <SeatPriceTable prices={found.prices} />
      {isWriting ? (
        <SeatPricesForm start={found.prices} busy={saving.fetching} onSave={save} onClose={() => setWriting(false)} />
      ) : (
        flight.status !== "CANCELLED" && (
          <div className={styles.actions}>
            <Button onClick={() => setWriting(true)}>Change the seat prices</Button>
            {found.isOwn && (
              <Button look="quiet" busy={saving.fetching} onClick={() => save(null)}>
                Ask what its aircraft asks
              </Button>
            )}
          </div>
        )
      )}
    </div>
  );
}

function OfTheAircraft({ code }: { readonly code: string | undefined }) {
  if (!code) return "Seat prices as planned.";
  return (
    <>
      Seat prices of{" "}
      <Link to="/staff/seat-prices" search={{ type: code }}>
        all flights on its aircraft
      </Link>
      .
    </>
  );
}
