/** Said to who comes back to the form after booking: the flights are booked, and going on would book them once more. */
import { useQuery } from "urql";
import { BookedTripDocument, type ReservationStatus } from "../graphql/generated";
import { ButtonLink } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { findBooked } from "./booked";

// What failed, expired or was cancelled may well be booked again.
const STANDING: readonly ReservationStatus[] = ["PENDING", "WAITLISTED", "HELD", "CONFIRMED"];

export function BookedAlready({ flights }: { readonly flights: readonly string[] }) {
  const tripId = findBooked(flights, sessionStorage);
  const [{ data }] = useQuery({ query: BookedTripDocument, variables: { id: tripId ?? "" }, pause: tripId === null });
  const status = data?.reservation?.status;
  if (!tripId || !status || !STANDING.includes(status)) return null;
  return (
    <Notice
      tone="neutral"
      title="You have booked these flights"
      actions={
        <ButtonLink to="/trips/$tripId" params={{ tripId }} look="brand">
          See your trip
        </ButtonLink>
      }
    >
      <p>Going on here books them once more.</p>
    </Notice>
  );
}
