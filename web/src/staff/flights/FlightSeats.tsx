/** Where people sit: the seat map of each cabin, with the seats that were chosen. */
import { useState } from "react";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { FlightSeatMapDocument, type FlightSeatMapQuery, type ManagedFlightFragment } from "../../graphql/generated";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { Segmented } from "../../ui/Segmented";
import { Skeleton } from "../../ui/Skeleton";
import { CABIN_LABEL, countWords } from "../../words/labels";
import { formatMoney } from "../../words/money";
import { FlightSeatPrices } from "../seats/FlightSeatPrices";
import styles from "./FlightSeats.module.css";
import { SeatBlocks } from "./SeatBlocks";

type SeatMap = NonNullable<NonNullable<FlightSeatMapQuery["flight"]>["seatMap"]>;
type Seat = SeatMap["rows"][number]["seats"][number];

export function FlightSeats({ flight }: { readonly flight: ManagedFlightFragment }) {
  const cabins = flight.cabins.map(({ cabin }) => cabin);
  const [chosen, setChosen] = useState(cabins[0]);
  const cabin = flight.cabins.find((each) => each.cabin === chosen) ?? flight.cabins[0];
  if (!cabin) return null;
  return (
    <Card title="Seat map">
      <div className={styles.stack}>
        {cabins.length > 1 && (
          <Segmented
            label="Cabin"
            options={cabins.map((each) => ({ value: each, label: CABIN_LABEL[each] }))}
            value={cabin.cabin}
            onChange={setChosen}
          />
        )}
        <CabinSeats key={cabin.cabin} flightId={flight.id} cabin={cabin} />
        <SeatBlocks key={`blocks ${cabin.cabin}`} flight={flight} cabin={cabin.cabin} />
        <FlightSeatPrices key={`prices ${cabin.cabin} ${flight.version}`} flight={flight} cabin={cabin.cabin} />
      </div>
    </Card>
  );
}

interface CabinSeatsProps {
  readonly flightId: string;
  readonly cabin: ManagedFlightFragment["cabins"][number];
}

function CabinSeats({ flightId, cabin }: CabinSeatsProps) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: FlightSeatMapDocument,
    variables: { id: flightId, cabin: cabin.cabin },
    requestPolicy: "cache-and-network",
  });
  const seatMap = data?.flight?.seatMap;
  if (!seatMap) {
    if (fetching) return <Skeleton label="Loading the seat map" rows={1} height="12rem" />;
    return error ? (
      <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
    ) : null;
  }
  const chosen = seatMap.rows.flatMap(({ seats }) => seats.filter(({ isFree, isBlocked }) => !(isFree || isBlocked)));
  return (
    <>
      <p className={styles.words}>{priceWords(seatMap)}</p>
      <p className={styles.words}>
        {chosen.length} of {cabin.sold + cabin.held} taken seats have been chosen
        {chosen.length > 0 && `: ${chosen.map(({ number }) => number).join(", ")}`}. The others are given at the gate.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard */}
      <section className={styles.scroll} aria-label={`Seat map of ${CABIN_LABEL[cabin.cabin]}`} tabIndex={0}>
        <SeatGrid seatMap={seatMap} />
      </section>
    </>
  );
}

function priceWords({ rows }: SeatMap): string {
  const prices = rows.flatMap(({ seats }) => seats.flatMap(({ price }) => (price ? [formatMoney(price)] : [])));
  const different = [...new Set(prices)];
  if (different.length === 0) return "Every seat is chosen free of charge.";
  return `${countWords(prices.length, "seat")} at ${different.join(" or ")}, the others free of charge.`;
}

/** A picture of what the sentence above says; a table of a hundred cells would only be in the way of those who listen. */
function SeatGrid({ seatMap: { columns, rows } }: { readonly seatMap: SeatMap }) {
  return (
    <div className={styles.plan} aria-hidden="true">
      {rows.map(({ number, seats }) => (
        <div key={number} className={styles.row}>
          <span className={styles.number}>{number}</span>
          {columns.map((group) => (
            <span key={group} className={styles.group}>
              {[...group].map((letter) => (
                <SeatBox key={letter} seat={seats.find(({ column }) => column === letter)} />
              ))}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

function SeatBox({ seat }: { readonly seat: Seat | undefined }) {
  if (!seat) return <span className={styles.gap} />;
  const room = seat.characteristics.includes("EXTRA_LEGROOM") ? styles.roomy : "";
  return (
    <span
      className={`${styles.seat} ${seat.isBlocked ? styles.blocked : seat.isFree ? "" : styles.taken} ${room}`}
      title={seat.price ? `${seat.number}, ${formatMoney(seat.price)}` : seat.number}
    >
      {seat.column}
    </span>
  );
}
