/** What is known of a traveller besides the name, in a line; nothing for who may not see it. */
import type { TripDetailFragment } from "../graphql/generated";
import { dayWords } from "../words/time";
import styles from "./DetailsLine.module.css";
import type { TripPassenger } from "./details";
import { expiresTooEarly } from "./expiry";
import { servicesWords } from "./services";

interface KnownOfPassengerProps {
  readonly trip: TripDetailFragment;
  /** In the order of the trip's passengers, from 0. */
  readonly index: number;
}

export function KnownOfPassenger({ trip, index }: KnownOfPassengerProps) {
  const passenger = trip.passengers[index];
  const lastDay = trip.segments.at(-1)?.flight?.departsAtLocal.slice(0, 10);
  return passenger ? <DetailsLine passenger={passenger} lastDay={lastDay} /> : null;
}

interface DetailsLineProps {
  readonly passenger: TripPassenger;
  /** The day of the last flight, "2026-12-01". */
  readonly lastDay: string | undefined;
}

function DetailsLine({ passenger, lastDay }: DetailsLineProps) {
  const { dateOfBirth, travelDocument, specialServices } = passenger;
  const parts = [
    dateOfBirth && `born ${dayWords(dateOfBirth)}`,
    travelDocument &&
      `${travelDocument.type === "PASSPORT" ? "passport" : "identity card"} ${travelDocument.maskedNumber} (${travelDocument.issuingCountry})`,
    servicesWords(specialServices),
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <span className={styles.line}>
      {parts.join(" · ")}
      {expiresTooEarly(passenger, lastDay) && (
        <strong className={styles.bad}> The document expires before the last flight.</strong>
      )}
    </span>
  );
}
