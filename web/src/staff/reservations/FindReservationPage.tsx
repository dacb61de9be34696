/** A reservation by its record locator alone; those on a flight stand on the flight's page. */
import { getRouteApi, Link, Navigate } from "@tanstack/react-router";
import { useQuery } from "urql";
import { z } from "zod";
import { codeOf, toProblem } from "../../api/problem";
import { ReservationOfLocatorDocument } from "../../graphql/generated";
import { Notice, ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import { FindForm } from "../ui/FindForm";

const route = getRouteApi("/staff/staff/reservations");

const ALLOWED = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9]{6}$/, "Six letters and digits.");

export function FindReservationPage() {
  const { locator } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title="Reservations" lead="Who booked a flight stands on the flight’s own page.">
      <FindForm
        name="Find a reservation"
        label="Record locator"
        placeholder="Six characters"
        autoCapitalize="characters"
        maxLength={6}
        allowed={ALLOWED}
        wanted={locator}
        onFind={(found) => navigate({ search: { locator: found } })}
      >
        <Link to="/staff/flights" search={{}}>
          Choose a flight instead
        </Link>
      </FindForm>
      {locator && <Found key={locator} locator={locator} />}
    </Page>
  );
}

function Found({ locator }: { readonly locator: string }) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: ReservationOfLocatorDocument,
    variables: { locator },
    requestPolicy: "network-only",
  });
  if (fetching) return <Skeleton label="Looking for the reservation" rows={1} />;
  const found = data?.reservationOfLocator;
  if (found) return <Navigate to="/staff/reservations/$reservationId" params={{ reservationId: found.id }} />;
  if (error && codeOf(error) !== "NOT_FOUND") {
    return <ProblemNotice problem={toProblem(error)} onRetry={() => ask({ requestPolicy: "network-only" })} />;
  }
  return (
    <Notice tone="warn" title={`No reservation has the record locator ${locator}`}>
      <p>Letters and digits that look or sound alike are never used: no B, I, L, O, S, U, V, Z and no 0, 1, 2, 5, 8.</p>
    </Notice>
  );
}
