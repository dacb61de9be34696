/** A slip in a passenger's name is put right: the airline allows a few letters, its staff everything. */
import { Pencil } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { TripDetailFragment } from "../graphql/generated";
import { Button } from "../ui/Button";
import { isAhead } from "./isAhead";

// Forms are heavier than all else on a trip's page, and hardly anybody opens one.
const loadDialog = () => import("./NameDialog");
const NameDialog = lazy(loadDialog);

export interface CorrectNameProps {
  readonly trip: TripDetailFragment;
  /** In the order of the trip's passengers, from 0. */
  readonly index: number;
  /** Who may change anything. */
  readonly byStaff?: boolean;
}

export function CorrectName({ trip, index, byStaff = false }: CorrectNameProps) {
  const [isOpen, setOpen] = useState(false);
  const passenger = trip.passengers[index];
  if (!passenger || !isAhead(trip)) return null;
  const { firstName, lastName } = passenger;
  return (
    <>
      <Button
        look="quiet"
        onClick={() => setOpen(true)}
        onPointerEnter={loadDialog}
        onFocus={loadDialog}
        aria-label={`Correct the name of ${firstName} ${lastName}`}
      >
        <Pencil size={16} aria-hidden="true" /> Correct
      </Button>
      {isOpen && (
        <Suspense>
          <NameDialog
            trip={trip}
            index={index}
            byStaff={byStaff}
            name={{ firstName, lastName }}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
