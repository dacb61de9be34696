/** Reservations by what a traveller on the telephone can tell; one field understands all of it. */
import { getRouteApi } from "@tanstack/react-router";
import { z } from "zod";
import { Page } from "../../ui/Page";
import { FindForm } from "../ui/FindForm";
import { FlightsByNumber } from "./FlightsByNumber";
import { FoundReservations } from "./FoundReservations";
import { understand } from "./wanted";

const route = getRouteApi("/staff/staff/reservations");

const ALLOWED = z.string().trim().min(2, "At least two letters.").max(254);

export function FindReservationPage() {
  const { text } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title="Reservations" lead="By what the traveller can tell. Who looked for whom is on record.">
      <FindForm
        name="Find a reservation"
        label="Name, locator, ticket, email or flight"
        hint="Lovelace/Ada, ACDEFG, 999-1234567891, ada@example.com, or UA1545 2026-12-01. Names may be cut short."
        allowed={ALLOWED}
        wanted={text}
        onFind={(found) => navigate({ search: { text: found } })}
      />
      {text && <Found key={text} typed={text} />}
    </Page>
  );
}

function Found({ typed }: { readonly typed: string }) {
  const wanted = understand(typed);
  return wanted.kind === "flight" ? <FlightsByNumber wanted={wanted} /> : <FoundReservations wanted={wanted} />;
}
