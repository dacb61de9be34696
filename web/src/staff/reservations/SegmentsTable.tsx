/** Both sides of each segment: what the reservation believes, and what the seat inventory has on record for it. */
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import {
  type SeatClaimState,
  SeatClaimsDocument,
  type SegmentStatus,
  type TripDetailFragment,
} from "../../graphql/generated";
import { Badge } from "../../ui/Badge";
import { Card } from "../../ui/Card";
import { CABIN_LABEL, countWords, flightName, type Tone } from "../../words/labels";
import { formatMoney } from "../../words/money";
import { dateWords, localDate } from "../../words/time";
import { type DataColumn, DataTable } from "../ui/DataTable";
import styles from "./ReservationPage.module.css";

type Segment = TripDetailFragment["segments"][number];

const SEGMENT_WORDS: Record<SegmentStatus, { readonly label: string; readonly tone: Tone }> = {
  REQUESTED: { label: "Requested", tone: "busy" },
  HELD: { label: "Held", tone: "warn" },
  REFUSED: { label: "Refused", tone: "bad" },
  SOLD: { label: "Sold", tone: "good" },
  RELEASED: { label: "Released", tone: "neutral" },
};

const CLAIM_WORDS: Record<SeatClaimState, string> = {
  NONE: "Nothing",
  HELD: "Held",
  SOLD: "Sold",
  CLOSED: "Closed for good",
};

export function SegmentsTable({ trip }: { readonly trip: TripDetailFragment }) {
  const claims = trip.segments.flatMap(({ flight, cabin }) =>
    flight ? [{ reservationId: trip.id, flightId: flight.id, cabin }] : [],
  );
  const [{ data, error }] = useQuery({
    query: SeatClaimsDocument,
    variables: { claims },
    pause: claims.length === 0,
    // Anew whenever the reservation changes: the inventory has changed with it.
    requestPolicy: "cache-and-network",
  });
  const claimOf = ({ flight, cabin }: Segment) =>
    data?.seatClaims.find((claim) => claim.flightId === flight?.id && claim.cabin === cabin);
  const columns: readonly DataColumn<Segment>[] = [
    { name: "Flight", cell: ({ flight }) => (flight ? <FlightLink flight={flight} /> : "Cannot be shown right now") },
    { name: "Cabin", cell: ({ cabin }) => CABIN_LABEL[cabin] },
    { name: "Fare per seat", cell: ({ fare }) => (fare ? formatMoney(fare) : "none yet") },
    {
      name: "Reservation says",
      cell: ({ status }) => <Badge tone={SEGMENT_WORDS[status].tone}>{SEGMENT_WORDS[status].label}</Badge>,
    },
    {
      name: "Inventory says",
      cell: (segment) => {
        const claim = claimOf(segment);
        if (!claim) return error ? "Does not answer" : "…";
        const seats = claim.seats > 0 ? `, ${countWords(claim.seats, "seat")}` : "";
        const numbers = claim.numbers.length > 0 ? ` (${claim.numbers.join(", ")})` : "";
        const attempt = claim.holdId === trip.id ? "" : `, as ${claim.holdId.replace(`${trip.id}_`, "attempt ")}`;
        return `${CLAIM_WORDS[claim.state]}${seats}${numbers}${attempt}`;
      },
    },
  ];
  return (
    <Card title="Segments">
      <div className={styles.inCard}>
        <DataTable
          label="Segments"
          columns={columns}
          rows={trip.segments}
          keyOf={(segment) => `${trip.segments.indexOf(segment)}`}
        />
      </div>
    </Card>
  );
}

function FlightLink({ flight }: { readonly flight: NonNullable<Segment["flight"]> }) {
  return (
    <>
      <Link to="/staff/flights/$flightId" params={{ flightId: flight.id }}>
        {flightName(flight)}
      </Link>
      , {dateWords(localDate(flight.departsAtLocal), "short")}, {flight.origin.code} to {flight.destination.code}
    </>
  );
}
