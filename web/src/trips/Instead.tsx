/** Where the last seats went to someone else: other flights of that day, for the same people. */
import { useNavigate } from "@tanstack/react-router";
import { NextFlights } from "../booking/NextFlights";
import { draftOf, saveDraft } from "../booking/passengers";
import type { TripDetailFragment } from "../graphql/generated";
import { useSession } from "../session/SessionContext";
import { partyOf } from "./partyOf";

export function Instead({ trip }: { readonly trip: TripDetailFragment }) {
  const navigate = useNavigate();
  const session = useSession();
  const email = session.state === "open" ? session.user.email : "";
  const flights = trip.segments.flatMap(({ flight }) => flight ?? []);
  const lost = trip.segments.find(({ status }) => status === "REFUSED")?.flight ?? flights[0];
  const [first] = trip.segments;
  if (!first || !lost || flights.length < trip.segments.length) return null;
  const { cabin, fareFamily: family } = first;
  const party = partyOf(trip);

  function take(ids: string[]) {
    saveDraft(draftOf(trip.passengers, email), sessionStorage);
    return navigate({ to: "/book", search: { flights: ids, ...party, cabin, family, step: "passengers" } });
  }

  return <NextFlights flights={flights} lostId={lost.id} wish={{ party, cabin, family }} onSelect={take} />;
}
