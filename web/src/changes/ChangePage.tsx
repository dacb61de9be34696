/** Before a change is asked for: the flight given up, the one wanted instead, and what the fare says about changing. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMutation } from "urql";
import { findRefusal, refusalToProblem, toProblem } from "../api/problem";
import { useOffers } from "../booking/useOffers";
import { type FlightTimesFragment, RequestChangeDocument, type TripDetailFragment } from "../graphql/generated";
import { seatsOf } from "../search/tripQuery";
import { partyOf } from "../trips/partyOf";
import { useTrip } from "../trips/useTrip";
import { Button, ButtonLink } from "../ui/Button";
import { Card } from "../ui/Card";
import { Empty } from "../ui/Empty";
import { FlightLine } from "../ui/FlightLine";
import { ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Skeleton } from "../ui/Skeleton";
import { conditionWords } from "../words/conditions";
import { CABIN_LABEL, FAMILY_LABEL, flightName } from "../words/labels";
import { dateWords, localDate } from "../words/time";
import styles from "./changes.module.css";

const route = getRouteApi("/logged-in/trips/$tripId/change");

export function ChangePage() {
  const { tripId } = route.useParams();
  const { from, to } = route.useSearch();
  const { trip, error, isLoading, reload } = useTrip(tripId);
  const given = trip?.segments.find(({ flight }) => flight?.id === from);
  if (trip && given?.flight && to.length > 0) {
    return (
      <Page title="Change your flight" above={<Link {...back(tripId)}>Your trip</Link>}>
        <Comparison trip={trip} given={given} flight={given.flight} to={to} />
      </Page>
    );
  }
  return (
    <Page title="Change your flight">
      {!trip && isLoading && <Skeleton label="Loading your trip" rows={2} height="9rem" />}
      {!trip && !isLoading && error && <ProblemNotice problem={toProblem(error)} onRetry={reload} />}
      {trip && (
        <Empty
          title="There is nothing to change here"
          actions={
            <ButtonLink {...back(tripId)} look="brand">
              Back to the trip
            </ButtonLink>
          }
        >
          <p>The flight is no longer part of this trip, or its details cannot be shown right now.</p>
        </Empty>
      )}
    </Page>
  );
}

interface ComparisonProps {
  readonly trip: TripDetailFragment;
  readonly given: TripDetailFragment["segments"][number];
  readonly flight: FlightTimesFragment;
  readonly to: readonly string[];
}

function Comparison({ trip, given, flight, to }: ComparisonProps) {
  const navigate = route.useNavigate();
  const [offers, reload] = useOffers(to, given.cabin, seatsOf(partyOf(trip)));
  const [{ fetching, error, data }, request] = useMutation(RequestChangeDocument);
  const refusal = findRefusal(data?.requestChange);
  const { cabin, fareFamily } = given;

  async function ask() {
    const changes = to.map((toFlightId) => ({ fromFlightId: flight.id, toFlightId, cabin, fareFamily }));
    const answer = await request({ id: trip.id, input: { changes } }, { isIdempotent: true });
    if (answer.data?.requestChange.__typename === "Reservation") await navigate(back(trip.id));
  }

  return (
    <>
      <div className={styles.pair}>
        <Card title="You give up">
          <Flown flight={flight} />
        </Card>
        <Card title="You take">
          {offers.state === "loading" && <Skeleton label="Loading the new flight" rows={1} />}
          {offers.state === "failed" && <ProblemNotice problem={offers.problem} onRetry={reload} />}
          {offers.state === "missing" && <p>This flight is no longer on sale.</p>}
          {offers.state === "ready" && offers.flights.map((one) => <Flown key={one.id} flight={one} />)}
          <p className={styles.small}>
            {CABIN_LABEL[cabin]}, {FAMILY_LABEL[fareFamily]}, as before
          </p>
        </Card>
      </div>
      <Card title="How a change goes">
        <ol className={styles.steps}>
          <li>We ask the airline to hold the new seats. You keep the ones you have.</li>
          <li>{feeWords(given)} You see the exact amount and decide.</li>
          <li>Only when you confirm, the flights are swapped and your tickets exchanged.</li>
        </ol>
      </Card>
      {error && <ProblemNotice problem={toProblem(error)} />}
      {refusal && <ProblemNotice problem={refusalToProblem(refusal)} />}
      <div className={styles.actions}>
        <ButtonLink {...back(trip.id)}>Keep my flight</ButtonLink>
        <Button look="action" busy={fetching} disabled={offers.state !== "ready"} onClick={ask}>
          Hold the new seats
        </Button>
      </div>
    </>
  );
}

function Flown({ flight }: { readonly flight: FlightTimesFragment }) {
  return (
    <div className={styles.flown}>
      <p>
        <strong>{dateWords(localDate(flight.departsAtLocal))}</strong>, {flightName(flight)}
      </p>
      <FlightLine flight={flight} />
    </div>
  );
}

function feeWords({ conditions, disruption }: TripDetailFragment["segments"][number]): string {
  if (disruption) return "On the same route, up to three days off, it costs you nothing.";
  if (!conditions) return "The difference of the fares is yours to pay, or comes back to you.";
  const [change] = conditionWords([conditions]);
  return `${change}, and the difference of the fares, which may also come back to you.`;
}

function back(tripId: string) {
  return { to: "/trips/$tripId", params: { tripId } } as const;
}
