/** Before a change is asked for: the flights given up, those wanted instead, and what the fares say about changing. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMutation } from "urql";
import { findRefusal, refusalToProblem, toProblem } from "../api/problem";
import { useOffers } from "../booking/useOffers";
import { RequestChangeDocument, type TripDetailFragment } from "../graphql/generated";
import { type Swap, seatsOf } from "../search/tripQuery";
import { partyOf } from "../trips/partyOf";
import { useTrip } from "../trips/useTrip";
import { Button, ButtonLink } from "../ui/Button";
import { Card } from "../ui/Card";
import { Empty } from "../ui/Empty";
import { Notice, ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Skeleton } from "../ui/Skeleton";
import { conditionWords } from "../words/conditions";
import styles from "./changes.module.css";
import { OtherFlights } from "./OtherFlights";
import { SwapCards } from "./SwapCards";

const route = getRouteApi("/logged-in/trips/$tripId/change");

export function ChangePage() {
  const { tripId } = route.useParams();
  const { from, to, others } = route.useSearch();
  const { trip, error, isLoading, reload } = useTrip(tripId);
  const swaps = [...others, { from, to }];
  const isPossible = swaps.every(
    (swap) => swap.to.length > 0 && trip?.segments.some(({ flight }) => flight?.id === swap.from),
  );
  if (trip && isPossible) {
    return (
      <Page
        title={swaps.length > 1 ? "Change your flights" : "Change your flight"}
        above={<Link {...back(tripId)}>Your trip</Link>}
      >
        <Comparison trip={trip} swaps={swaps} />
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
  readonly swaps: readonly Swap[];
}

function Comparison({ trip, swaps }: ComparisonProps) {
  const navigate = route.useNavigate();
  const given = swaps.flatMap(({ from }) => trip.segments.find(({ flight }) => flight?.id === from) ?? []);
  const ids = swaps.flatMap(({ to }) => to);
  const [offers, reload] = useOffers(ids, given[0]?.cabin ?? "ECONOMY", seatsOf(partyOf(trip)));
  const [{ fetching, error, data }, request] = useMutation(RequestChangeDocument);
  const refusal = findRefusal(data?.requestChange);
  const taken = offers.state === "ready" ? offers.flights : [];

  async function ask() {
    const changes = given.flatMap(({ cabin, fareFamily }, index) => {
      const { from = "", to = [] } = swaps[index] ?? {};
      return to.map((toFlightId) => ({ fromFlightId: from, toFlightId, cabin, fareFamily }));
    });
    const answer = await request({ id: trip.id, input: { changes } }, { isIdempotent: true });
    if (answer.data?.requestChange.__typename === "Reservation") await navigate(back(trip.id));
  }

  return (
    <>
      {given.map((segment, index) => (
        <SwapCards
          key={swaps[index]?.from}
          given={segment}
          taken={taken.filter(({ id }) => swaps[index]?.to.includes(id))}
        />
      ))}
      {offers.state === "loading" && <Skeleton label="Loading the new flight" rows={1} />}
      {offers.state === "failed" && <ProblemNotice problem={offers.problem} onRetry={reload} />}
      {offers.state === "missing" && <Notice tone="warn" title="A flight you want is no longer on sale" />}
      <OtherFlights trip={trip} swaps={swaps} />
      <Card title="How a change goes">
        <ol className={styles.steps}>
          <li>We ask the airline to hold the new seats. You keep the ones you have.</li>
          <li>{[...new Set(given.map(feeWords))].join(" ")} You see the exact amount and decide.</li>
          <li>Only when you confirm, the flights are swapped and your tickets exchanged.</li>
        </ol>
      </Card>
      {error && <ProblemNotice problem={toProblem(error)} />}
      {refusal && <ProblemNotice problem={refusalToProblem(refusal)} />}
      <div className={styles.actions}>
        <ButtonLink {...back(trip.id)}>{swaps.length > 1 ? "Keep my flights" : "Keep my flight"}</ButtonLink>
        <Button look="action" busy={fetching} disabled={offers.state !== "ready"} onClick={ask}>
          Hold the new seats
        </Button>
      </div>
    </>
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
