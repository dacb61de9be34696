/** What border and crew want to know of a traveller, told after booking: date of birth, document, meals and assistance. */
import { UserRoundPen } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { TripDetailFragment } from "../graphql/generated";
import { isAhead } from "../trips/isAhead";
import { Button } from "../ui/Button";

// Forms are heavier than all else on a trip's page, and most people open none.
const loadDialog = () => import("./DetailsDialog");
const DetailsDialog = lazy(loadDialog);

export interface TravellerDetailsProps {
  readonly trip: TripDetailFragment;
  /** In the order of the trip's passengers, from 0. */
  readonly index: number;
}

export function TravellerDetails({ trip, index }: TravellerDetailsProps) {
  const [isOpen, setOpen] = useState(false);
  const passenger = trip.passengers[index];
  if (!passenger || !isAhead(trip)) return null;
  return (
    <>
      <Button
        look="quiet"
        onClick={() => setOpen(true)}
        onPointerEnter={loadDialog}
        onFocus={loadDialog}
        aria-label={`Details of ${passenger.firstName} ${passenger.lastName}`}
      >
        <UserRoundPen size={16} aria-hidden="true" /> Details
      </Button>
      {isOpen && (
        <Suspense>
          <DetailsDialog trip={trip} index={index} passenger={passenger} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
