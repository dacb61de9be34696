/** What the airline changed since the booking: delays, new times, cancellations. The newest first. */
import type { FlightTimesFragment, TripDetailFragment } from "../graphql/generated";
import { Notice } from "../ui/Notice";
import { flightName } from "../words/labels";
import { momentWords } from "../words/time";
import styles from "./TripHistory.module.css";

type Notices = TripDetailFragment["notices"];

interface TripNoticesProps {
  readonly trip: TripDetailFragment;
  readonly notices: Notices;
}

/** Those of flights that are still part of the trip and wait for no decision: such a one stands with its flight. */
export function settledNotices(trip: TripDetailFragment): Notices {
  return trip.notices.filter(({ flightId }) => findSegment(trip, flightId)?.disruption === null);
}

export function TripNotices({ trip, notices }: TripNoticesProps) {
  if (notices.length === 0) return null;
  return (
    <section aria-label="Messages about your flights" className={styles.notices}>
      {newestFirst(notices).map((notice) => {
        const flight = findSegment(trip, notice.flightId)?.flight;
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
          >
            <p>{noticeWords(notice, flight)}</p>
            <p className={styles.at}>{momentWords(notice.at)}</p>
          </Notice>
        );
      })}
    </section>
  );
}

function findSegment({ segments }: TripDetailFragment, flightId: string) {
  return segments.find(({ flight }) => flight?.id === flightId);
}

function newestFirst(notices: Notices): Notices {
  return notices.toSorted((one, other) => other.at.localeCompare(one.at));
}

/** The server names flights by their ids and times in UTC; travellers know the designator and the airport's clock. */
function noticeWords(notice: Notices[number], flight: FlightTimesFragment | null | undefined): string {
  switch (notice.kind) {
    case "CANCELLED":
      return "The airline cancelled this flight.";
    case "RESCHEDULED":
      return "The airline changed the times of this flight. The times shown on this page are the new ones.";
    default:
      return flight ? notice.message.replaceAll(notice.flightId, flightName(flight)) : notice.message;
  }
}
