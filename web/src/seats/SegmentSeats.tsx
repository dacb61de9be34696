/** Where the party sits on a flight of its trip, and the way to choose. */
import type { ReactNode } from "react";
import { useQuery } from "urql";
import { type Cabin, type FareFamily, type PassengerType, SeatsOfTripDocument } from "../graphql/generated";
import { ButtonLink } from "../ui/Button";
import { standingObstacle } from "../words/bookable";
import { formatMoney } from "../words/money";
import styles from "./SegmentSeats.module.css";
import { placesWords } from "./seating";

interface SegmentSeatsProps {
  readonly tripId: string;
  readonly passengers: readonly { readonly firstName: string; readonly type: PassengerType }[];
  readonly cabin: Cabin;
  readonly family: FareFamily;
  readonly flight: Parameters<typeof standingObstacle>[0] & { readonly id: string };
  /** What else can be done about the flight. */
  readonly children?: ReactNode;
}

export function SegmentSeats({ tripId, passengers, cabin, family, flight, children }: SegmentSeatsProps) {
  const [{ data }] = useQuery({
    query: SeatsOfTripDocument,
    variables: { flightId: flight.id, reservationId: tripId, cabin },
    requestPolicy: "cache-and-network",
    context: ASSIGNMENT,
  });
  const taken = data?.seatAssignment;
  // Not known yet, or not to be known: the trip is complete without it.
  const { numbers, seats, charge } = taken ?? { numbers: [], seats: 0, charge: null };
  return (
    <div className={styles.seats}>
      {taken && (
        <p>
          <span className={styles.term}>Seats</span>{" "}
          <strong>{numbers.length > 0 ? placesWords(passengers, numbers) : "not chosen"}</strong>
          {charge && (numbers.length > 0 ? `, ${formatMoney(charge)}` : `, ${formatMoney(charge)} paid to choose with`)}
        </p>
      )}
      <div className={styles.actions}>
        {children}
        {taken && standingObstacle(flight, Date.now()) === null && (
          <ButtonLink
            to="/trips/$tripId/seats/$flightId"
            params={{ tripId, flightId: flight.id }}
            search={{ cabin, family }}
            look={numbers.length < seats ? "brand" : "outline"}
          >
            {numbers.length > 0 ? "Change seats" : "Choose seats"}
          </ButtonLink>
        )}
      </div>
    </div>
  );
}

// Choosing seats elsewhere makes this be asked anew.
const ASSIGNMENT = { additionalTypenames: ["SeatAssignment"] };
