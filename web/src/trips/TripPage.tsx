/** A trip of one's own: live status right after booking, and later its place to look and to cancel. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { toProblem } from "../api/problem";
import { TripChange } from "../changes/TripChange";
import type { TripDetailFragment } from "../graphql/generated";
import { TravellerDetails } from "../travellers/TravellerDetails";
import { Button, ButtonLink } from "../ui/Button";
import { ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Skeleton } from "../ui/Skeleton";
import { AddToCalendar } from "./AddToCalendar";
import { CancelTrip } from "./CancelTrip";
import { CorrectName } from "./CorrectName";
import { PayForTrip } from "./PayForTrip";
import { SegmentActions } from "./SegmentActions";
import { TripView } from "./TripView";
import { tripTitle } from "./tripTitle";
import { useTrip } from "./useTrip";

// For the few whose seats went to someone else.
const Instead = lazy(() => import("./Instead").then((module) => ({ default: module.Instead })));

const route = getRouteApi("/logged-in/trips/$tripId");

export function TripPage() {
  const { tripId } = route.useParams();
  const { trip, error, isLoading, reload } = useTrip(tripId);
  const above = <Link to="/trips">My trips</Link>;
  if (!trip) {
    return (
      <Page title="Your trip" above={above}>
        {error && !isLoading ? (
          <ProblemNotice
            problem={toProblem(error)}
            onRetry={reload}
            actions={<ButtonLink to="/trips">My trips</ButtonLink>}
          />
        ) : (
          <Skeleton label="Loading your trip" rows={2} height="11rem" />
        )}
      </Page>
    );
  }
  const canCancel = ["CONFIRMED", "PENDING", "WAITLISTED", "HELD"].includes(trip.status);
  return (
    <Page title={tripTitle(trip)} above={above}>
      {error && !isLoading && <ProblemNotice problem={toProblem(error)} onRetry={reload} />}
      <TripView
        trip={trip}
        next={<Next trip={trip} />}
        besidePassenger={(index) => (
          <>
            <CorrectName trip={trip} index={index} />
            <TravellerDetails trip={trip} index={index} />
          </>
        )}
        below={(segment) => <SegmentActions trip={trip} segment={segment} />}
        actions={
          <>
            {trip.receipt && (
              <ButtonLink to="/trips/$tripId/receipt" params={{ tripId }}>
                Receipt
              </ButtonLink>
            )}
            {trip.status === "CONFIRMED" && <AddToCalendar trip={trip} />}
            {trip.status === "CONFIRMED" && <Button onClick={() => window.print()}>Print</Button>}
            {canCancel && (
              <CancelTrip
                trip={trip}
                words={trip.status === "WAITLISTED" ? "Leave the waitlist" : "Cancel this trip"}
              />
            )}
          </>
        }
      />
    </Page>
  );
}

function Next({ trip }: { readonly trip: TripDetailFragment }) {
  if (trip.status === "HELD") return <PayForTrip trip={trip} />;
  if (trip.failure?.code === "SOLD_OUT") {
    return (
      <Suspense>
        <Instead trip={trip} />
      </Suspense>
    );
  }
  return <TripChange trip={trip} />;
}
