/** Where each of the party sits on one flight: the map, who is being seated, and the way to keep it. */
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
import { PartySeats } from "./PartySeats";
import { SeatGrid, type Sitter } from "./SeatGrid";
import styles from "./SeatsPage.module.css";
import { chosenOf, hasGap, nextUnseated, openSeating, type Seating, seat } from "./seating";
import { placeWords, priceOf, standingOf, stillOpen, type Terms } from "./seatPlan";

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
          names={namesOf(data?.reservation, taken.seats)}
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
  /** Of those who take a seat. */
  readonly names: readonly string[];
  /** Whether seats with a price may still be chosen. */
  readonly mayCost: boolean;
  /** Somebody was faster: what is shown is no longer so. */
  readonly onStale: () => void;
}

function Chooser({ tripId, cabin, map, taken, names, mayCost, onStale }: ChooserProps) {
  const navigate = route.useNavigate();
  const [wanted, setWanted] = useState<Seating>(openSeating(taken.numbers, taken.seats));
  const [who, setWho] = useState(Math.max(0, wanted.indexOf(null)));
  const [{ fetching, error }, choose] = useMutation(ChooseSeatsDocument);
  const credit = taken.charge;
  const paid = { ours: taken.numbers, mayCost, credit };
  const seating = stillOpen(wanted, map.rows, paid);
  const chosen = chosenOf(seating);
  const price = priceOf(chosen, map.rows);
  const others = chosenOf(seating.map((number, index) => (index === who ? null : number)));
  const terms = { ...paid, spent: priceOf(others, map.rows) };
  const isSame =
    chosen.length === taken.numbers.length && chosen.every((number, index) => number === taken.numbers[index]);

  function press(number: string) {
    const next = seat(seating, who, number);
    setWanted(next);
    if (next[who] !== null) setWho(nextUnseated(next, who));
  }

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
          sitters={sittersOf(seating, names)}
          onPress={press}
        />
      </Card>
      <aside className={styles.choice} aria-label="Your choice">
        <Card title={`Your ${taken.seats === 1 ? "seat" : "seats"}`}>
          <div className={styles.stack}>
            {error && <Refused error={error} isSeatLost={chosen.length < chosenOf(wanted).length} />}
            <PartySeats
              names={names}
              seating={seating}
              wordsOf={(number) => wordsOf(map, number)}
              who={who}
              onWho={setWho}
            />
            {price && (
              <p>
                {mayCost ? "The seats add " : "The seats cost "}
                <strong>{formatMoney(price)}</strong>
                {mayCost ? " to what you pay." : "."}
              </p>
            )}
            {!mayCost && hasLocked(map, terms) && (
              <p className={styles.left}>
                {credit
                  ? `You have paid ${formatMoney(credit)} for seats here; what costs more is chosen before a journey is paid for.`
                  : "Seats with a price are chosen before a journey is paid for."}
              </p>
            )}
            <p className={styles.left} aria-live="polite">
              {hasGap(seating) ? gapWords(seating, names) : leftWords(taken.seats - chosen.length)}
            </p>
            <Button look="action" wide busy={fetching} disabled={isSame || hasGap(seating)} onClick={keep}>
              {chosen.length === 0 && !isSame ? "Give the seats back" : "Keep these seats"}
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

/** Who takes a seat; by number, when the trip itself cannot be had. */
function namesOf(trip: SeatsOfFlightQuery["reservation"] | undefined, seats: number): readonly string[] {
  const sitting = trip?.passengers.filter(({ type }) => type !== "INFANT") ?? [];
  return Array.from({ length: seats }, (_, index) => {
    const passenger = sitting[index];
    return passenger ? `${passenger.firstName} ${passenger.lastName}` : `Traveller ${index + 1}`;
  });
}

function sittersOf(seating: Seating, names: readonly string[]): ReadonlyMap<string, Sitter> {
  const isAlone = names.length === 1;
  return new Map(
    seating.flatMap((number, index): [string, Sitter][] =>
      number === null
        ? []
        : [
            [
              number,
              isAlone
                ? { mark: "✓", words: "yours" }
                : { mark: `${index + 1}`, words: `for traveller ${index + 1}, ${names[index]}` },
            ],
          ],
    ),
  );
}

function gapWords(seating: Seating, names: readonly string[]): string {
  return `Choose a seat for ${names[seating.indexOf(null)]} first: seats go by the order of the travellers.`;
}

function hasLocked({ rows }: SeatMap, terms: Terms): boolean {
  return rows.some(({ seats }) => seats.some((seat) => standingOf(seat, terms) === "locked"));
}

function leftWords(count: number): string {
  return count > 0 ? `${countWords(count, "more seat")} to choose. Seats not chosen are given at the gate.` : "";
}
