/** Why a flight cannot be booked because of where it stands, or null when it can. */
import type { FlightStatus } from "../graphql/generated";

interface Standing {
  readonly status: FlightStatus;
  readonly departsAt: string;
}

export function standingObstacle({ status, departsAt }: Standing, now: number): string | null {
  if (status === "CANCELLED") return "Cancelled by the airline";
  if (status === "BOARDING") return "Already boarding";
  if (status === "DEPARTED" || status === "ARRIVED" || Date.parse(departsAt) <= now) return "Already departed";
  return null;
}
