/** Messages between the services that failed for good, in both services, and trying them once more. */
import { useMutation, useQuery } from "urql";
import {
  FlightDeadLettersDocument,
  ReplayFlightDeadLetterDocument,
  ReplayReservationDeadLetterDocument,
  ReservationDeadLettersDocument,
} from "../../graphql/generated";
import { Page } from "../../ui/Page";
import { LetterList } from "./LetterList";
import { StuckPayments } from "./StuckPayments";

export function DeadLettersPage() {
  return (
    <Page
      title="Dead letters"
      lead="A message that could not be handled is tried five times and then put aside here. After a repair, try it again: nothing is done twice."
    >
      <FlightLetters />
      <ReservationLetters />
      <StuckPayments />
    </Page>
  );
}

function FlightLetters() {
  const [{ data, error, fetching }, ask] = useQuery({
    query: FlightDeadLettersDocument,
    requestPolicy: "cache-and-network",
  });
  const [, replay] = useMutation(ReplayFlightDeadLetterDocument);
  return (
    <LetterList
      service="flight-service"
      letters={data?.flightDeadLetters.map(({ eventType, ...rest }) => ({ ...rest, type: eventType }))}
      error={error}
      isLoading={fetching}
      onReload={() => ask({ requestPolicy: "network-only" })}
      replay={async (id) => {
        const answer = await replay({ id });
        return { error: answer.error, isThere: answer.data?.replayFlightDeadLetter ?? false };
      }}
    />
  );
}

function ReservationLetters() {
  const [{ data, error, fetching }, ask] = useQuery({
    query: ReservationDeadLettersDocument,
    requestPolicy: "cache-and-network",
  });
  const [, replay] = useMutation(ReplayReservationDeadLetterDocument);
  return (
    <LetterList
      service="reservation-service"
      letters={data?.reservationDeadLetters}
      error={error}
      isLoading={fetching}
      onReload={() => ask({ requestPolicy: "network-only" })}
      replay={async (id) => {
        const answer = await replay({ id });
        return { error: answer.error, isThere: answer.data?.replayReservationDeadLetter ?? false };
      }}
    />
  );
}
