/** What the airline changed since the booking: delays, new times, cancellations. The newest first. */
import type { FlightTimesFragment, TripDetailFragment } from "../graphql/generated";
import { ButtonLink } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { flightName } from "../words/labels";
import { momentWords } from "../words/time";
import styles from "./TripHistory.module.css";

export function TripNotices({ trip }: { readonly trip: TripDetailFragment }) {
  const notices = trip.notices.toSorted((one, other) => other.at.localeCompare(one.at));
  if (notices.length === 0) return null;
  return (
    <section aria-label="Messages about your flights" className={styles.notices}>
      {notices.map((notice) => {
        const flight = trip.segments.find((segment) => segment.flight?.id === notice.flightId)?.flight;
        const isCancelled = notice.kind === "CANCELLED";
        return (
          <Notice
            key={notice.at + notice.flightId}
            tone={isCancelled ? "bad" : "warn"}
            title={
              flight
                ? `${flightName(flight)}, ${flight.origin.code} to ${flight.destination.code}`
                : "A change to your trip"
            }
            actions={
              isCancelled &&
              flight && (
                <ButtonLink
                  to="/flights"
                  search={{
                    from: flight.origin.code,
                    to: flight.destination.code,
                    depart: flight.departsAtLocal.slice(0, 10),
                  }}
                >
                  Find another flight
                </ButtonLink>
              )
            }
          >
            <p>{noticeWords(notice, flight)}</p>
            <p className={styles.at}>{momentWords(notice.at)}</p>
          </Notice>
        );
      })}
    </section>
  );
}

/** The server names flights by their ids and times in UTC; travellers know the designator and the airport's clock. */
function noticeWords(
  notice: TripDetailFragment["notices"][number],
  flight: FlightTimesFragment | null | undefined,
): string {
  switch (notice.kind) {
    case "CANCELLED":
      return "The airline cancelled this flight. Choose another one, and cancel this trip to give back its other seats.";
    case "RESCHEDULED":
      return "The airline changed the times of this flight. The times shown on this page are the new ones.";
    default:
      return flight ? notice.message.replaceAll(notice.flightId, flightName(flight)) : notice.message;
  }
}
