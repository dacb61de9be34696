/** One flight, for those who run it: how full it is, changing it, cancelling it. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import { ManagedFlightByIdDocument, type ManagedFlightFragment } from "../../graphql/generated";
import { Badge } from "../../ui/Badge";
import { ButtonLink } from "../../ui/Button";
import { Card } from "../../ui/Card";
import { FlightLine } from "../../ui/FlightLine";
import { ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { FLIGHT_STATUS_LABEL, FLIGHT_STATUS_TONE, flightName } from "../../words/labels";
import { dateWords, localDate } from "../../words/time";
import { FlightActs } from "../audit/FlightActs";
import { BookedOnFlight } from "../reservations/BookedOnFlight";
import { CabinOccupancy } from "./CabinOccupancy";
import { CancelFlight } from "./CancelFlight";
import { ChangeFlight } from "./ChangeFlight";
import { CopyFares } from "./CopyFares";
import { FlightFares } from "./FlightFares";
import styles from "./FlightPage.module.css";
import { FlightSeats } from "./FlightSeats";
import { PassengerManifest } from "./PassengerManifest";
import { SwapAircraft } from "./SwapAircraft";

const route = getRouteApi("/staff/staff/flights/$flightId");

export function FlightPage() {
  const { flightId } = route.useParams();
  const [{ data, error, fetching }, ask] = useQuery({
    query: ManagedFlightByIdDocument,
    variables: { id: flightId },
    requestPolicy: "cache-and-network",
  });
  const reload = () => ask({ requestPolicy: "network-only" });
  const flight = data?.flight;
  if (!flight) {
    return (
      <Page title="Flight" above={<BackLink />}>
        {error && !fetching ? (
          <ProblemNotice
            problem={toProblem(error)}
            onRetry={reload}
            actions={<ButtonLink to="/staff/flights">All flights</ButtonLink>}
          />
        ) : (
          <Skeleton label="Loading the flight" rows={2} height="10rem" />
        )}
      </Page>
    );
  }
  return (
    <Page
      title={flightName(flight)}
      above={<BackLink />}
      lead={`${flight.airline.name}, ${dateWords(localDate(flight.departsAtLocal))}`}
      beside={<Badge tone={FLIGHT_STATUS_TONE[flight.status]}>{FLIGHT_STATUS_LABEL[flight.status]}</Badge>}
    >
      <Overview flight={flight} />
      {flight.status !== "CANCELLED" && <ChangeFlight key={flight.id} flight={flight} onReload={reload} />}
      <FlightFares key={`fares ${flight.version}`} flight={flight} />
      <CopyFares key={`copy ${flight.id}`} flight={flight} />
      {flight.status !== "CANCELLED" && (
        <SwapAircraft key={`aircraft ${flight.id}`} flight={flight} onReload={reload} />
      )}
      <PassengerManifest flightId={flight.id} />
      <BookedOnFlight flightId={flight.id} />
      <FlightSeats key={`seats ${flight.version}`} flight={flight} />
      <FlightActs key={`acts ${flight.version}`} flightId={flight.id} />
      {flight.status !== "CANCELLED" && (
        <Card title="Cancel the flight">
          <p className={styles.words}>Everyone booked on it is told, and no more seats are sold.</p>
          <CancelFlight flight={flight} />
        </Card>
      )}
    </Page>
  );
}

function BackLink() {
  return (
    <Link to="/staff/flights" search={{}}>
      Flights
    </Link>
  );
}

function Overview({ flight }: { readonly flight: ManagedFlightFragment }) {
  return (
    <div className={styles.columns}>
      <Card title="Route">
        <FlightLine flight={flight} />
        {flight.aircraftType && (
          <p className={styles.aircraft}>
            {flight.aircraftType.manufacturer} {flight.aircraftType.model}, {flight.aircraftType.seats} seats
          </p>
        )}
      </Card>
      <Card title="Seats">
        <div className={styles.cabins}>
          {flight.cabins.map((cabin) => (
            <CabinOccupancy key={cabin.cabin} cabin={cabin} />
          ))}
        </div>
      </Card>
    </div>
  );
}
