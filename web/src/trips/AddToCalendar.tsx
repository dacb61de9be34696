/** The flights of a trip for the traveller's own calendar, as a file made right here. */
import { CalendarPlus } from "lucide-react";
import type { TripDetailFragment } from "../graphql/generated";
import { Button } from "../ui/Button";
import { calendarOf } from "./calendar";

export function AddToCalendar({ trip }: { readonly trip: TripDetailFragment }) {
  const isFlown = trip.segments.some(({ flight }) => flight && flight.status !== "CANCELLED");
  if (!isFlown) return null;

  function save() {
    const file = new Blob([calendarOf(trip, Date.now())], { type: "text/calendar" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${trip.recordLocator}.ics`;
    link.click();
    // The browser has taken the file by the next turn; until then the address must stand.
    setTimeout(() => URL.revokeObjectURL(link.href));
  }

  return (
    <Button onClick={save}>
      <CalendarPlus size={16} aria-hidden="true" /> Add to calendar
    </Button>
  );
}
