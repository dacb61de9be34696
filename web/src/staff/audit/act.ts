/** An act of staff, wherever it was written down: one shape for the tables that show it. */
import type { ActFragment, ReservationAuditQuery } from "../../graphql/generated";
import { personName } from "../ui/personName";

export interface Act {
  readonly id: string;
  readonly at: string;
  readonly userId: string;
  readonly person: string;
  readonly act: string;
  readonly target: string;
  readonly detail: string;
}

type ReservationEntry = ReservationAuditQuery["reservationAudit"]["edges"][number]["node"];

export function fromReservationEntry({ user, ...entry }: ReservationEntry): Act {
  return { ...entry, person: personName({ id: entry.userId, user }) };
}

export function fromFlightAct({ subjectId, version, userId, user, action, at, details }: ActFragment): Act {
  return {
    id: `${subjectId}:${version}`,
    at,
    userId,
    person: personName({ id: userId, user }),
    act: spaced(action),
    target: subjectId,
    detail: details.map(({ name, value }) => `${spaced(name)}: ${value}`).join(", "),
  };
}

/** What programs call it, as people write it. */
function spaced(name: string): string {
  return name.replaceAll("_", " ");
}
