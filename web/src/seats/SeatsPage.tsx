/** Where the party sits on one flight: the map, what is chosen, and the way to keep it. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMutation, useQuery } from "urql";
import { codeOf, toProblem } from "../api/problem";
import { type Cabin, ChooseSeatsDocument, SeatsOfFlightDocument, type SeatsOfFlightQuery } from "../graphql/generated";
import { Button, ButtonLink } from "../ui/Button";
import { Card } from "../ui/Card";
import { Empty } from "../ui/Empty";
import { Notice, ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Skeleton } from "../ui/Skeleton";
import { CABIN_LABEL, countWords, flightName } from "../words/labels";
import { formatMoney } from "../words/money";
import { dateWords, localDate } from "../words/time";
import { SeatGrid } from "./SeatGrid";
import styles from "./SeatsPage.module.css";
import { placeWords, press, priceOf, standingOf, stillOpen, type Terms } from "./seatPlan";

const route = getRouteApi("/logged-in/trips/$tripId/seats/$flightId");

type Flight = NonNullable<SeatsOfFlightQuery["flight"]>;
type SeatMap = NonNullable<Flight["seatMap"]>;
type Taken = NonNullable<SeatsOfFlightQuery["seatAssignment"]>;

export function SeatsPage() {
  const { tripId, flightId } = route.useParams();
  const { cabin, family } = route.useSearch();
  const [{ data, error, fetching }, ask] = useQuery({
    query: SeatsOfFlightDocument,
    variables: { flightId, reservationId: tripId, cabin, family },
    requestPolicy: "network-only",
  });
  const reload = () => ask({ requestPolicy: "network-only" });
  const { flight, seatAssignment: taken } = data ?? {};
  const back = (
    <ButtonLink to="/trips/$tripId" params={{ tripId }}>
      Back to the trip
    </ButtonLink>
  );
  if (flight?.seatMap && taken) {
    return (
      <Page
        title="Choose your seats"
        above={
          <Link to="/trips/$tripId" params={{ tripId }}>
            Your trip
          </Link>
        }
        lead={`${flightName(flight)}, ${flight.origin.city} to ${flight.destination.city}, ${dateWords(localDate(flight.departsAtLocal))} · ${CABIN_LABEL[cabin]}`}
      >
        <Chooser
          key={flightId}
          tripId={tripId}
          cabin={cabin}
          map={flight.seatMap}
          taken={taken}
          mayCost={data?.reservation?.status === "HELD"}
          onStale={reload}
        />
      </Page>
    );
  }
  const isMissing = error && codeOf(error) === "NOT_FOUND";
  return (
    <Page title="Choose your seats">
      {fetching && <Skeleton label="Loading the cabin" rows={1} height="24rem" />}
      {!fetching && error && !isMissing && <ProblemNotice problem={toProblem(error)} onRetry={reload} actions={back} />}
      {!fetching && (!error || isMissing) && (
        <Empty title="No seats to choose here" actions={back}>
          <p>Seats can be chosen once they are held or booked, until the flight leaves.</p>
        </Empty>
      )}
    </Page>
  );
}

interface ChooserProps {
  readonly tripId: string;
  readonly cabin: Cabin;
  readonly map: SeatMap;
  readonly taken: Taken;
  /** Whether seats with a price may still be chosen. */
  readonly mayCost: boolean;
  /** Somebody was faster: what is shown is no longer so. */
  readonly onStale: () => void;
}

function Chooser({ tripId, cabin, map, taken, mayCost, onStale }: ChooserProps) {
  const navigate = route.useNavigate();
  const [wanted, setWanted] = useState<readonly string[]>(taken.numbers);
  const [{ fetching, error }, choose] = useMutation(ChooseSeatsDocument);
  const terms = { ours: taken.numbers, mayCost };
  const chosen = stillOpen(wanted, map.rows, terms);
  const price = priceOf(chosen, map.rows);
  const isSame = chosen.length === taken.numbers.length && chosen.every((number) => taken.numbers.includes(number));

  async function keep() {
    const { data, error: refused } = await choose(
      { reservationId: tripId, flightId: taken.flightId, cabin, seats: [...chosen] },
      // Sitting down twice on the same seats is sitting there.
      { isIdempotent: true },
    );
    if (data) await navigate({ to: "/trips/$tripId", params: { tripId } });
    else if (refused && codeOf(refused) === "CONFLICT") onStale();
  }

  return (
    <div className={styles.columns}>
      <Card title="The cabin" beside={<Legend />}>
        <p className={styles.front}>Front of the aircraft</p>
        <SeatGrid
          label={`Seats in ${CABIN_LABEL[cabin].toLowerCase()}`}
          columns={map.columns}
          rows={map.rows}
          terms={terms}
          chosen={chosen}
          onPress={(number) => setWanted(press(chosen, number, taken.seats))}
        />
      </Card>
      <aside className={styles.choice} aria-label="Your choice">
        <Card title={`Your ${taken.seats === 1 ? "seat" : "seats"}`}>
          <div className={styles.stack}>
            {error && <Refused error={error} isSeatLost={chosen.length < wanted.length} />}
            <ul className={styles.seats} aria-live="polite">
              {chosen.map((number) => (
                <li key={number}>
                  <strong>{number}</strong> <span>{wordsOf(map, number)}</span>
                </li>
              ))}
            </ul>
            {price && (
              <p>
                {mayCost ? "The seats add " : "The seats cost "}
                <strong>{formatMoney(price)}</strong>
                {mayCost ? " to what you pay." : "."}
              </p>
            )}
            {!mayCost && hasLocked(map, terms) && (
              <p className={styles.left}>Seats with a price are chosen before a journey is paid for.</p>
            )}
            <p className={styles.left}>{leftWords(taken.seats - chosen.length)}</p>
            <Button look="action" wide busy={fetching} disabled={isSame} onClick={keep}>
              {chosen.length === 0 ? "Give the seats back" : "Keep these seats"}
            </Button>
            <ButtonLink to="/trips/$tripId" params={{ tripId }} wide>
              Back without changes
            </ButtonLink>
          </div>
        </Card>
      </aside>
    </div>
  );
}

interface RefusedProps {
  readonly error: Parameters<typeof toProblem>[0];
  readonly isSeatLost: boolean;
}

function Refused({ error, isSeatLost }: RefusedProps) {
  const problem = toProblem(error);
  if (problem.code !== "CONFLICT") return <ProblemNotice problem={problem} />;
  return (
    <Notice tone="warn" title={isSeatLost ? "Somebody was faster" : "These seats cannot be had"}>
      <p>{problem.detail} The map shows what is free now.</p>
    </Notice>
  );
}

function Legend() {
  return (
    <ul className={styles.legend} aria-label="Legend">
      <li>
        <span className={styles.free} aria-hidden="true" /> Free
      </li>
      <li>
        <span className={styles.roomy} aria-hidden="true" /> Extra legroom
      </li>
      <li>
        <span className={styles.free} aria-hidden="true">
          $
        </span>{" "}
        With a price
      </li>
      <li>
        <span className={styles.taken} aria-hidden="true">
          ×
        </span>{" "}
        Taken
      </li>
      <li>
        <span className={styles.chosen} aria-hidden="true">
          ✓
        </span>{" "}
        Yours
      </li>
    </ul>
  );
}

function wordsOf({ rows }: SeatMap, number: string): string {
  const seat = rows.flatMap(({ seats }) => seats).find((each) => each.number === number);
  return seat ? [placeWords(seat), seat.price && formatMoney(seat.price)].filter(Boolean).join(", ") : "";
}

function hasLocked({ rows }: SeatMap, terms: Terms): boolean {
  return rows.some(({ seats }) => seats.some((seat) => standingOf(seat, terms) === "locked"));
}

function leftWords(count: number): string {
  return count > 0 ? `${countWords(count, "more seat")} to choose. Seats not chosen are given at the gate.` : "";
}
