/** Who flies: everybody with a confirmed reservation, where they sit, what they need, with which ticket. */
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import { toProblem } from "../../api/problem";
import {
  FlightPassengersDocument,
  type PassengersOfReservationFragment,
  SeatClaimsDocument,
} from "../../graphql/generated";
import { Card } from "../../ui/Card";
import { ProblemNotice } from "../../ui/Notice";
import { Skeleton } from "../../ui/Skeleton";
import { CABIN_LABEL, PASSENGER_LABEL } from "../../words/labels";
import { type DataColumn, DataTable } from "../ui/DataTable";
import { Pages, usePages } from "../ui/Pages";
import { type BoardingPassenger, listPassengers, type SeatsOf } from "./manifest";
import { ServiceCodes } from "./ServiceCodes";

const PAGE_SIZE = 20;

export function PassengerManifest({ flightId }: { readonly flightId: string }) {
  const pages = usePages();
  const [{ data, error, fetching }, ask] = useQuery({
    query: FlightPassengersDocument,
    variables: { flightId, first: PAGE_SIZE, after: pages.after },
    requestPolicy: "network-only",
  });
  const booked = data?.reservationsOfFlight;
  return (
    <Card title="Passengers">
      {!booked && fetching && <Skeleton label="Loading the passengers" rows={2} height="3rem" />}
      {!booked && error && (
        <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
      )}
      {booked && booked.edges.length === 0 && <p>Nobody is booked on it yet.</p>}
      {booked && booked.edges.length > 0 && (
        <>
          <PassengerTable flightId={flightId} reservations={booked.edges.map(({ node }) => node)} />
          <Pages label="Pages of passengers" pages={pages} info={booked.pageInfo} />
        </>
      )}
    </Card>
  );
}

interface PassengerTableProps {
  readonly flightId: string;
  readonly reservations: readonly PassengersOfReservationFragment[];
}

function PassengerTable({ flightId, reservations }: PassengerTableProps) {
  const claims = reservations.flatMap(({ id, segments }) =>
    segments.flatMap(({ flight, cabin }) => (flight?.id === flightId ? [{ reservationId: id, flightId, cabin }] : [])),
  );
  const [{ data, error }] = useQuery({
    query: SeatClaimsDocument,
    variables: { claims },
    requestPolicy: "network-only",
  });
  const seatsOf: SeatsOf = (reservationId, cabin) =>
    data?.seatClaims.find((claim) => claim.reservationId === reservationId && claim.cabin === cabin)?.numbers;
  const unknown = error ? "not known now" : "…";
  return (
    <DataTable
      label="Passengers of this flight"
      columns={columnsWith(unknown)}
      rows={listPassengers(flightId, reservations, seatsOf)}
      keyOf={({ reservationId, number }) => `${reservationId} ${number}`}
    />
  );
}

function columnsWith(unknown: string): readonly DataColumn<BoardingPassenger>[] {
  return [
    { name: "Name", cell: ({ name }) => name },
    { name: "Type", cell: ({ type }) => PASSENGER_LABEL[type] },
    { name: "Cabin", cell: ({ cabin }) => CABIN_LABEL[cabin] },
    { name: "Seat", cell: ({ seat }) => seat ?? unknown },
    { name: "Services", cell: ({ services }) => <ServiceCodes services={services} /> },
    { name: "Ticket", cell: ({ ticket }) => ticket ?? "none" },
    {
      name: "Locator",
      cell: ({ reservationId, locator }) => (
        <Link to="/staff/reservations/$reservationId" params={{ reservationId }}>
          {locator}
        </Link>
      ),
    },
  ];
}
