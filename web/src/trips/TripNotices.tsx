/** What the airline changed since the booking: delays, new times, cancellations. The newest first. */
import type { TripDetailFragment } from "../graphql/generated";
import { ButtonLink } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { momentWords } from "../words/time";
import styles from "./TripHistory.module.css";

export function TripNotices({ trip }: { readonly trip: TripDetailFragment }) {
  const notices = trip.notices.toSorted((one, other) => other.at.localeCompare(one.at));
  if (notices.length === 0) return null;
  return (
    <section aria-label="Messages about your flights" className={styles.notices}>
      {notices.map((notice) => {
        const flight = trip.segments.find((segment) => segment.flight.id === notice.flightId)?.flight;
        const isCancelled = notice.kind.toUpperCase().includes("CANCEL");
        return (
          <Notice
            key={notice.at + notice.flightId}
            tone={isCancelled ? "bad" : "warn"}
            title={
              flight
                ? `${flight.designator}, ${flight.origin.code} to ${flight.destination.code}`
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
                    back: undefined,
                    out: undefined,
                    adults: 1,
                    children: 0,
                    infants: 0,
                    cabin: "ECONOMY",
                    sort: "DEPARTURE",
                  }}
                >
                  Find another flight
                </ButtonLink>
              )
            }
          >
            <p>{notice.message}</p>
            <p className={styles.at}>{momentWords(notice.at)}</p>
          </Notice>
        );
      })}
    </section>
  );
}
