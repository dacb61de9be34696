/** Where the booking stands, said in one band: waiting, done, refused with the reason and the way out. */
import { Check, Clock, Hourglass, Loader, X } from "lucide-react";
import type { ReservationStatus, TripDetailFragment } from "../graphql/generated";
import { ButtonLink } from "../ui/Button";
import { useFocusIfLost } from "../ui/useFocusIfLost";
import { JoinWaitlist } from "../waitlist/JoinWaitlist";
import { TRIP_STATUS_TONE } from "../words/labels";
import { type Refusal, refusalOf } from "../words/refusals";
import { partyOf } from "./partyOf";
import styles from "./TripStatus.module.css";

const ICON: Record<ReservationStatus, typeof Check> = {
  PENDING: Loader,
  WAITLISTED: Hourglass,
  HELD: Clock,
  CONFIRMED: Check,
  FAILED: X,
  CANCELLED: X,
  EXPIRED: Clock,
};

export function TripStatus({ trip }: { readonly trip: TripDetailFragment }) {
  const words = wordsOf(trip);
  const { title, detail, refusal } = words;
  const tone = words === DISRUPTED ? "bad" : TRIP_STATUS_TONE[trip.status];
  const Icon = words === DISRUPTED ? X : ICON[trip.status];
  // The form that paid is gone when this says so.
  const place = useFocusIfLost<HTMLDivElement>(trip.status);
  return (
    <div ref={place} tabIndex={-1} className={`${styles.band} ${styles[tone]}`} role="status" data-status={trip.status}>
      <span className={styles.icon} aria-hidden="true">
        <Icon size={22} strokeWidth={2.4} className={trip.status === "PENDING" ? (styles.turning ?? "") : ""} />
      </span>
      <div className={styles.words}>
        <p className={styles.title}>{title}</p>
        <p>{detail}</p>
        {refusal && <WayOut trip={trip} refusal={refusal} />}
      </div>
    </div>
  );
}

function WayOut({ trip, refusal }: { readonly trip: TripDetailFragment; readonly refusal: Refusal }) {
  const flown = trip.segments.flatMap(({ flight }) => flight ?? []);
  const [first, second] = flown;
  if (!first || flown.length < trip.segments.length || refusal.offer === "none") return null;
  const party = { ...partyOf(trip), cabin: trip.segments[0]?.cabin ?? "ECONOMY" };
  const flights = flown.map(({ id }) => id);
  return (
    <div className={styles.actions}>
      {trip.failure?.code === "SOLD_OUT" && <WaitForSeat trip={trip} />}
      {refusal.offer === "rebook" && (
        <ButtonLink
          to="/book"
          look="brand"
          search={{ ...party, flights, family: trip.segments[0]?.fareFamily ?? "STANDARD" }}
        >
          See today’s price
        </ButtonLink>
      )}
      <ButtonLink
        to="/flights"
        look={refusal.offer === "search" ? "brand" : "outline"}
        search={{
          ...party,
          from: first.origin.code,
          to: first.destination.code,
          depart: first.departsAtLocal.slice(0, 10),
          back: second?.departsAtLocal.slice(0, 10),
        }}
      >
        Search again
      </ButtonLink>
    </div>
  );
}

/** A waitlist is of one flight. */
function WaitForSeat({ trip }: { readonly trip: TripDetailFragment }) {
  const [segment, another] = trip.segments;
  if (!segment?.flight || another) return null;
  const { cabin, fareFamily } = segment;
  const passengers = trip.passengers.map(({ firstName, lastName, type }) => ({ firstName, lastName, type }));
  return <JoinWaitlist input={{ flightId: segment.flight.id, cabin, fareFamily, passengers }} />;
}

interface Words {
  readonly title: string;
  readonly detail: string;
  readonly refusal?: Refusal;
}

const DISRUPTED: Words = {
  title: "The airline cancelled a flight of this trip",
  detail: "Your booking stands, but it cannot be flown like this. Below is what happened and what you can do.",
};

function wordsOf(trip: TripDetailFragment): Words {
  switch (trip.status) {
    case "PENDING":
      return {
        title: "Reserving your seats…",
        detail: "The airline is answering. This page changes by itself; you may also leave it and look in My trips.",
      };
    case "WAITLISTED":
      return {
        title: trip.waitlistPosition
          ? `You are number ${trip.waitlistPosition} on the waitlist`
          : "You are on the waitlist",
        detail:
          "When seats come free they are booked for you by themselves, for whoever waits longest first. You get a message; you may leave this page.",
      };
    case "HELD":
      return {
        title: "Your seats are held",
        detail: "They are kept until the payment deadline; after it they are free for others again.",
      };
    case "CONFIRMED":
      if (trip.segments.some(({ flight }) => flight?.status === "CANCELLED")) return DISRUPTED;
      return {
        title: "You’re booked",
        detail: `Keep your record locator ${trip.recordLocator}: with it and a last name the trip is found again.`,
      };
    case "FAILED":
    case "EXPIRED": {
      const refusal = refusalOf(trip.status === "EXPIRED" ? whyExpired(trip) : (trip.failure?.code ?? null));
      return { title: refusal.title, detail: refusal.wayOut, refusal };
    }
    case "CANCELLED":
      return { title: "This trip is cancelled", detail: "The seats have been given back." };
  }
}

/** What was waited for until it expired: the state before says it. */
function whyExpired({ history }: TripDetailFragment): string {
  switch (history.at(-2)?.status) {
    case "HELD":
      return "NOT_PAID";
    case "WAITLISTED":
      return "NO_SEAT_CAME_FREE";
    default:
      return "EXPIRED";
  }
}
