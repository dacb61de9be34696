/** The airline does not fly as it was bought: what was agreed, what is now, and the traveller's ways out. */
import { useMutation } from "urql";
import { findRefusal, refusalToProblem, toProblem } from "../api/problem";
import { AcceptScheduleChangeDocument, type FlightTimesFragment, type TripDetailFragment } from "../graphql/generated";
import { CancelTrip } from "../trips/CancelTrip";
import { Button, ButtonLink } from "../ui/Button";
import { Notice, ProblemNotice } from "../ui/Notice";
import { clockTime, dateWords, inZoneOf, localDate } from "../words/time";
import { toChangeSearch } from "./changeSearch";

type Disrupted = NonNullable<TripDetailFragment["segments"][number]["disruption"]>;

interface DisruptionProps {
  readonly trip: TripDetailFragment;
  readonly flight: FlightTimesFragment;
  readonly disruption: Disrupted;
}

export function Disruption({ trip, flight, disruption }: DisruptionProps) {
  const [{ fetching, error, data }, accept] = useMutation(AcceptScheduleChangeDocument);
  const isCancelled = disruption.kind === "CANCELLATION";
  const refusal = findRefusal(data?.acceptScheduleChange);
  const isUnderWay = trip.change?.status === "REQUESTED" || trip.change?.status === "OFFERED";
  const may = (option: Disrupted["options"][number]) => !isUnderWay && disruption.options.includes(option);
  return (
    <Notice
      tone={isCancelled ? "bad" : "warn"}
      announce={false}
      title={isCancelled ? "The airline cancelled this flight" : "The airline changed the times of this flight"}
      actions={
        <>
          {may("ACCEPT") && (
            <Button
              look="brand"
              busy={fetching}
              onClick={() => accept({ id: trip.id, flightId: flight.id }, { isIdempotent: true })}
            >
              Accept the new times
            </Button>
          )}
          {may("REBOOK") && (
            <ButtonLink to="/flights" look={isCancelled ? "brand" : "outline"} search={toChangeSearch(trip, flight)}>
              Choose another flight
            </ButtonLink>
          )}
          {may("REFUND") && <CancelTrip trip={trip} words="Get a full refund" />}
        </>
      }
    >
      {!isCancelled && <p>{agreedWords(disruption, flight)}</p>}
      <p>
        Another flight on this route up to three days earlier or later costs you nothing, in the same cabin and fare. Or
        you cancel the trip and get back all you paid.
      </p>
      {error && <ProblemNotice problem={toProblem(error)} />}
      {refusal && <ProblemNotice problem={refusalToProblem(refusal)} />}
    </Notice>
  );
}

function agreedWords({ agreedDepartsAt, agreedArrivesAt }: Disrupted, flight: FlightTimesFragment): string {
  if (!agreedDepartsAt || !agreedArrivesAt) return "The times shown on this page are the new ones.";
  const departs = inZoneOf(agreedDepartsAt, flight.origin.timeZone);
  const arrives = inZoneOf(agreedArrivesAt, flight.destination.timeZone);
  const now = `${clockTime(flight.departsAtLocal)} to ${clockTime(flight.arrivesAtLocal)}`;
  const day = dateWords(localDate(departs), "short");
  return `You booked ${day}, ${clockTime(departs)} to ${clockTime(arrives)}; it now flies ${dateWords(localDate(flight.departsAtLocal), "short")}, ${now}.`;
}
