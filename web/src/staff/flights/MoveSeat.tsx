/** Whose seat it is that has to go, and where she sits instead. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMutation } from "urql";
import { toProblem } from "../../api/problem";
import { type ManagedFlightFragment, MoveSeatDocument } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import styles from "./FlightSeats.module.css";
import { seatNumbers } from "./seatNumbers";

// The map, and what staff did.
const CONTEXT = { additionalTypenames: ["Flight", "SeatBlock"] };

interface MoveSeatProps {
  readonly flightId: string;
  readonly cabin: ManagedFlightFragment["cabins"][number]["cabin"];
  readonly occupant: {
    readonly number: string;
    readonly reservation: { readonly id: string; readonly recordLocator: string } | null;
  };
  readonly onMoved: () => void;
}

export function MoveSeat({ flightId, cabin, occupant: { number, reservation }, onMoved }: MoveSeatProps) {
  const [to, setTo] = useState("");
  const [{ error, fetching }, move] = useMutation(MoveSeatDocument);
  const seats = seatNumbers(to);

  async function save(seat: string) {
    const { data } = await move({ flightId, cabin, seat: number, to: seat }, CONTEXT);
    if (data) onMoved();
  }

  return (
    <div className={styles.move}>
      <p>
        {number} is taken by{" "}
        {reservation ? (
          <Link to="/staff/reservations/$reservationId" params={{ reservationId: reservation.id }}>
            {reservation.recordLocator}
          </Link>
        ) : (
          "a reservation"
        )}
        .
      </p>
      <TextField
        label={`Move ${number} to`}
        autoComplete="off"
        size={6}
        value={to}
        error={error && !fetching ? toProblem(error).detail : undefined}
        onChange={({ target }) => setTo(target.value)}
      />
      <Button look="quiet" disabled={seats?.length !== 1} busy={fetching} onClick={() => seats?.[0] && save(seats[0])}>
        Move and tell them
      </Button>
    </div>
  );
}
