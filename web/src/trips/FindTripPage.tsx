/** A trip without an account: found by record locator and last name. */
import { getRouteApi, useLocation } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useQuery } from "urql";
import { codeOf, toProblem } from "../api/problem";
import { TripByLocatorDocument } from "../graphql/generated";
import { Card } from "../ui/Card";
import { Notice, ProblemNotice } from "../ui/Notice";
import { Page } from "../ui/Page";
import { Skeleton } from "../ui/Skeleton";
import { FindTripForm } from "./FindTripForm";
import { tripTitle } from "./tripTitle";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** The last name a trip is looked up with: kept out of the address bar. */
    lastName?: string;
  }
}

const route = getRouteApi("/find");

// The form can be filled in while the rest is on its way.
const TripView = lazy(() => import("./TripView").then((module) => ({ default: module.TripView })));

export function FindTripPage() {
  const { locator } = route.useSearch();
  const lastName = useLocation({ select: (location) => location.state.lastName });
  const isAsked = locator !== undefined && lastName !== undefined;
  const [{ data, error, fetching }, ask] = useQuery({
    query: TripByLocatorDocument,
    variables: { locator: locator ?? "", lastName: lastName ?? "" },
    pause: !isAsked,
    requestPolicy: "network-only",
  });
  const trip = isAsked ? data?.reservationByLocator : null;
  if (trip) {
    return (
      <Page
        title={tripTitle(trip)}
        above="Found by record locator"
        lead="To change or cancel this trip, log in with the account that booked it."
      >
        <Suspense fallback={<Skeleton label="Loading your trip" rows={2} height="11rem" />}>
          <TripView trip={trip} />
        </Suspense>
      </Page>
    );
  }
  const isUnknown = isAsked && !fetching && (!error || codeOf(error) === "NOT_FOUND");
  return (
    <Page title="Find a trip" lead="Enter the record locator from the confirmation and the last name of one passenger.">
      <Card>
        <FindTripForm />
      </Card>
      {fetching && isAsked && <Skeleton label="Looking for your trip" rows={1} />}
      {isUnknown && (
        <Notice tone="warn" title="No trip with this locator and name">
          <p>
            Check both against your confirmation. The locator has six characters; the name is that of a passenger, not
            of who paid.
          </p>
        </Notice>
      )}
      {error && !fetching && !isUnknown && (
        <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />
      )}
    </Page>
  );
}
