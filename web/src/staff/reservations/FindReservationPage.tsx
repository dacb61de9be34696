/** A reservation by its record locator alone; those on a flight stand on the flight's page. */
import { zodResolver } from "@hookform/resolvers/zod";
import { getRouteApi, Link, Navigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { useQuery } from "urql";
import { z } from "zod";
import { codeOf, toProblem } from "../../api/problem";
import { ReservationOfLocatorDocument } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { Notice, ProblemNotice } from "../../ui/Notice";
import { Page } from "../../ui/Page";
import { Skeleton } from "../../ui/Skeleton";
import styles from "./FindReservationPage.module.css";

const route = getRouteApi("/staff/staff/reservations");

const schema = z.object({
  locator: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{6}$/, "Six letters and digits."),
});

export function FindReservationPage() {
  const { locator } = route.useSearch();
  const navigate = route.useNavigate();
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { locator: locator ?? "" },
  });
  return (
    <Page title="Reservations" lead="Who booked a flight stands on the flight’s own page.">
      <form
        className={styles.form}
        noValidate
        aria-label="Find a reservation"
        onSubmit={handleSubmit((form) => navigate({ search: form }))}
      >
        <TextField
          label="Record locator"
          placeholder="Six characters"
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          maxLength={6}
          error={formState.errors.locator?.message}
          {...register("locator")}
        />
        <div className={styles.actions}>
          <Button type="submit" look="brand">
            Find
          </Button>
          <Link to="/staff/flights" search={{}}>
            Choose a flight instead
          </Link>
        </div>
      </form>
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
